#    Licensed under the Apache License, Version 2.0 (the "License"); you may
#    not use this file except in compliance with the License. You may obtain
#    a copy of the License at
#
#         http://www.apache.org/licenses/LICENSE-2.0
#
#    Unless required by applicable law or agreed to in writing, software
#    distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
#    WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
#    License for the specific language governing permissions and limitations
#    under the License.

"""Where an error ends that leaves a place of production code: outwards.

From the use of what was mocked through ``try`` and ``with``, the function's
decorators, and the calls that led there.
"""

import ast
from dataclasses import dataclass
from dataclasses import replace
import enum
import itertools
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.project.outlines import Outline
from flake8_nova_notifications.rules.error_paths.error_facts import ErrorFacts
from flake8_nova_notifications.rules.error_paths.error_facts import made_with
from flake8_nova_notifications.rules.error_paths import handling
from flake8_nova_notifications.rules.error_paths.handling import Leaves
from flake8_nova_notifications.rules.error_paths.handling import Way
from flake8_nova_notifications.rules.error_paths.helpers import Helpers
from flake8_nova_notifications.rules.error_paths.log_calls import Log
from flake8_nova_notifications.rules.error_paths.production import Place
from flake8_nova_notifications.rules.error_paths.production import Production
from flake8_nova_notifications.rules.error_paths import reasons

# Handlers, contexts and decorators asked about for one use.
MAX_STEPS = 60
# Functions that hand on what they were handed.
MAX_HANDED = 3

# Context managers that may take an error, by a word of their names.
_GUARDING = ('error', 'exception', 'suppress', 'rollback', 'revert',
             'handle', 'ignore', 'wrap', 'fail')
# Decorators that may take one.
_TAKING = ('ignore', 'suppress', 'swallow', 'catch', 'safe')
_RETRYING = ('retry', 'retries', 'retrying')
# What runs a function it is handed on another thread.
_EXECUTORS = frozenset((
    'submit', 'spawn', 'spawn_n', 'spawn_after', 'Thread', 'GreenThread',
    'run_in_executor', 'create_task', 'start_soon', 'apply_async',
    'add_thread', 'defer', 'call_later'))
_PRINTING = frozenset(('print', 'echo', 'write', 'print_exc'))


class Kind(enum.Enum):
    """How an error ends."""

    TAKEN = 'a handler ends it'
    RETRIED = 'what failed is tried again'
    LEFT = 'it leaves the code under test'
    UNKNOWN = 'it cannot be told'


class End(NamedTuple):
    """Where an error ends, on one way.

    :ivar place: file and line of the handler that ends it.
    :ivar log: the loudest log call on the way there.
    :ivar may_log: whether a helper may log besides.
    :ivar excused: whether the handler has its reason to be silent.
    """

    kind: Kind
    place: str = ''
    log: Log | None = None
    may_log: bool = False
    excused: bool = False


_UNKNOWN = End(Kind.UNKNOWN)


class Step(NamedTuple):
    """A function on the way, and the node in it that leads inwards.

    :ivar handed: whether the next function is handed over there, to be
        called by something else.
    """

    place: Place
    tree: FunctionTree
    node: ast.AST
    handed: bool


@dataclass(frozen=True)
class _Error:
    """The error on its way outwards.

    :ivar repeats: whether the mock raises each time that it is called.
    :ivar log: the loudest log call so far.
    :ivar at: the handler that makes it.
    :ivar translated: whether that handler raised another error.
    """

    facts: ErrorFacts
    repeats: bool
    log: Log | None = None
    may_log: bool = False
    at: str = ''
    translated: bool = False

    def logged(self, way: Way, at: str) -> '_Error':
        """The same behind a handler: the loudest log call is told.

        Of two that are as loud it is the outer one, unless the inner one
        told of an error of which the outer one does not know.
        """
        log = way.log
        may_log = self.may_log or way.may_log
        if self.log is not None and (log is None or (
                log.loudness, not self.translated) <= (
                    self.log.loudness, False)):
            return replace(self, may_log=may_log)
        return replace(
            self, log=log, may_log=may_log, at=at,
            translated=way.leaves is Leaves.OTHER)


class Outward:
    """The ends of one error; counts what it asks.

    :param replaced: tells what the test itself replaces by mocks.
    """

    def __init__(
        self, source: SourceFile, helpers: Helpers,
    ) -> None:
        self._source = source
        self._production = source.once(Production)
        self._helpers = helpers
        self._steps = 0

    def ends(
        self, steps: tuple[Step, ...], facts: ErrorFacts, repeats: bool,
    ) -> list[End]:
        """Where an error may end that is raised at the last of some steps.

        :param steps: from what the test calls to the use of the mock.
        """
        return list(dict.fromkeys(
            self._from(steps, steps[-1].node, _Error(facts, repeats))))

    def _from(
        self, steps: tuple[Step, ...], child: ast.AST, error: _Error,
    ) -> list[End]:
        """The ends of an error that comes out of a node of the last step."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            return [_UNKNOWN]
        step = steps[-1]
        parents = step.tree.parents
        above = parents.get(child)
        while above is not None and child is not step.tree.node:
            if isinstance(above, ast.Lambda) or isinstance(
                    above, FUNCTIONS) and above is not step.tree.node:
                return self._inner(steps, above, error)
            if isinstance(above, (ast.With, ast.AsyncWith)) and (
                    child in above.body):
                found = self._contexts(steps, above, error)
                if found is not None:
                    return found
            elif isinstance(above, TRIES) and child in above.body:
                found = self._handlers(steps, above, error)
                if found is not None:
                    return found
            if isinstance(above, TRIES) and child not in above.finalbody and (
                    _jumps(above.finalbody)):
                return [End(Kind.TAKEN, self._at(
                    step, above.finalbody[0]), error.log, error.may_log)]
            child, above = above, parents.get(above)
        return self._out_of(steps, error)

    def _at(self, step: Step, node: ast.stmt | ast.ExceptHandler) -> str:
        return '{}:{}'.format(
            self._production.file(step.place.module),
            node.lineno + step.tree.offset)

    def _inner(
        self, steps: tuple[Step, ...], function: ast.AST, error: _Error,
    ) -> list[End]:
        """An error comes out of a function inside the last step's."""
        step = steps[-1]
        if not isinstance(function, FUNCTIONS):
            return self._handed(steps, function, error)
        found, leaving = self._past(step.place, error, [
            path(one.func if isinstance(one, ast.Call) else one) or ''
            for one in reversed(function.decorator_list)])
        uses = [node for node in step.tree.kinds.get(ast.Name, ())
                if isinstance(node, ast.Name) and node.id == function.name
                and isinstance(node.ctx, ast.Load)]
        for further, use in itertools.product(leaving, uses):
            call = step.tree.parents.get(use)
            found += self._from(steps, call, further) if isinstance(
                call, ast.Call) and call.func is use else self._handed(
                    steps, use, further)
        return found or [_UNKNOWN]

    def _handed(
        self, steps: tuple[Step, ...], node: ast.AST, error: _Error,
        depth: int = 0,
    ) -> list[End]:
        """What failed was handed to something that calls it."""
        step = steps[-1]
        call = step.tree.parents.get(node)
        keyword = call.arg if isinstance(call, ast.keyword) else None
        if isinstance(call, ast.keyword):
            call = step.tree.parents.get(call)
        if not isinstance(call, ast.Call) or depth > MAX_HANDED:
            return [_UNKNOWN]
        name = callee_name(call)
        if name in _EXECUTORS or name.startswith('spawn'):
            # Nobody waits for it: what was logged is what is left.
            return [_UNKNOWN] if error.log is None else [
                End(Kind.TAKEN, error.at, error.log, error.may_log)]
        if name == 'partial':
            return self._handed(steps, call, error, depth + 1)
        places = self._production.callees(step.place, path(call.func) or '')
        tree = self._production.tree(places[0]) if len(places) == 1 else None
        taken = None if tree is None else _parameter(
            tree, call, node, keyword)
        if tree is None or taken is None:
            return [_UNKNOWN]
        found: list[End] = []
        inside = (*steps[:-1], step._replace(node=call, handed=False))
        for use in tree.kinds.get(ast.Name, ()):
            if not isinstance(use, ast.Name) or use.id != taken:
                continue
            further = (*inside, Step(places[0], tree, use, False))
            calls = tree.parents.get(use)
            found += self._from(further, use, error) if isinstance(
                calls, ast.Call) and calls.func is use else self._handed(
                    further, use, error, depth + 1)
        return found or [_UNKNOWN]

    def _contexts(
        self, steps: tuple[Step, ...], block: ast.With | ast.AsyncWith,
        error: _Error,
    ) -> list[End] | None:
        """What context managers make of an error; None: it goes on."""
        step = steps[-1]
        for item in reversed(block.items):
            call = item.context_expr
            if not isinstance(call, ast.Call):
                continue
            name = callee_name(call)
            if name == 'suppress':
                taken = error.facts.is_any(call.args)
                if taken is None:
                    return [_UNKNOWN]
                if taken:
                    return [End(Kind.TAKEN, self._at(step, block), error.log)]
                continue
            if name == 'save_and_reraise_exception':
                continue
            places = self._production.callees(
                step.place, path(call.func) or '')
            if len(places) == 1:
                found = self._generator(steps, block, places[0], error)
                if found is not None:
                    return found
            elif any(word in name.lower() for word in _GUARDING):
                return [_UNKNOWN]
        return None

    def _generator(
        self, steps: tuple[Step, ...], block: ast.With | ast.AsyncWith,
        place: Place, error: _Error,
    ) -> list[End] | None:
        """A context manager of the project, which yields in a ``try``."""
        read = self._production.outline(place.module)
        tree = self._production.tree(place)
        if read is None or tree is None or not any(
                'contextmanager' in decorator.path
                for decorator in read.decorators(place.block)):
            return [_UNKNOWN] if any(
                word in place.block.name.lower() for word in _GUARDING
            ) else None
        found: list[End] = []
        for node in tree.kinds.get(ast.Yield, ()):
            # As if the block stood in the place of the yield.
            inside = (*steps, Step(place, tree, node, False))
            found += self._through(inside, node, error, block)
        return found or None

    def _through(
        self, inside: tuple[Step, ...], node: ast.AST, error: _Error,
        block: ast.AST,
    ) -> list[End]:
        """Out of a generator or a wrapper, and then on behind it."""
        steps = inside[:-1]
        parents = inside[-1].tree.parents
        child, above = node, parents.get(node)
        while above is not None and not isinstance(above, FUNCTIONS):
            if isinstance(above, TRIES) and child in above.body:
                taken = self._taken_by(inside, above, error)
                if taken is not None:
                    ends, leaving = taken
                    for further in leaving:
                        ends += self._through(inside, above, further, block)
                    return ends
            child, above = above, parents.get(above)
        return self._from(steps, block, error)

    def _handlers(
        self, steps: tuple[Step, ...], attempt: ast.Try, error: _Error,
    ) -> list[End] | None:
        """What the handlers of a ``try`` make of it; None: it goes on."""
        taken = self._taken_by(steps, attempt, error)
        if taken is None:
            return None
        ends, leaving = taken
        for further in leaving:
            ends += self._from(steps, attempt, further)
        return ends

    def _taken_by(
        self, steps: tuple[Step, ...], attempt: ast.Try, error: _Error,
    ) -> tuple[list[End], list[_Error]] | None:
        """The ends in the handlers of a ``try``, and what leaves them."""
        for handler in attempt.handlers:
            caught = handler.type
            is_taken = True if caught is None else error.facts.is_any(
                caught.elts if isinstance(caught, ast.Tuple) else [caught])
            if is_taken is None:
                return [_UNKNOWN], []
            if is_taken:
                return self._in_handler(steps, attempt, handler, error)
        return None

    def _in_handler(
        self, steps: tuple[Step, ...], attempt: ast.Try,
        handler: ast.ExceptHandler, error: _Error,
    ) -> tuple[list[End], list[_Error]]:
        step = steps[-1]
        read = self._production.outline(step.place.module)
        ways = handling.Handling(
            handler, error.facts, self._production.file(step.place.module)
            or '', step.tree.offset, () if read is None else read.loggers,
            lambda call: self._helpers.of(step.place, call)).ways()
        if ways is None:
            return [_UNKNOWN], []
        ends: list[End] = []
        leaving: list[_Error] = []
        at = self._at(step, handler)
        for way in ways:
            told = error.logged(way, at)
            if way.leaves is Leaves.NEVER:
                # Where the loudest one stands further in, it is named.
                ends.append(End(
                    Kind.RETRIED if not error.repeats and _tries_again(
                        step, attempt) else Kind.TAKEN,
                    told.at or at, told.log, told.may_log,
                    told.log is None and read is not None
                    and _is_excused(read, step, attempt, handler)))
            elif way.leaves is Leaves.SAME:
                leaving.append(told)
            else:
                leaving.append(replace(
                    told, facts=self._translated(step, way.raised)))
        return ends, leaving

    def _translated(
        self, step: Step, raised: ast.expr | None,
    ) -> ErrorFacts:
        """The error that a handler raises instead."""
        cls = None if raised is None else errors.spelled_class(raised)
        read = self._production.outline(step.place.module)
        written = path(cls) if cls is not None else None
        if written is None or read is None:
            return ErrorFacts(
                frozenset(('Exception', 'BaseException')), False)
        dotted = read.dotted(written) or written
        names, complete = errors.ancestors(self._source, [dotted])
        return ErrorFacts(
            names | {'Exception', 'BaseException',
                     written.rpartition('.')[2]}, complete,
            *made_with(raised))

    def _out_of(
        self, steps: tuple[Step, ...], error: _Error,
    ) -> list[End]:
        """An error leaves the last step's function."""
        place = steps[-1].place
        read = self._production.outline(place.module)
        ends, leaving = self._past(place, error, [] if read is None else [
            one.path for one in read.decorators(place.block)])
        outer = steps[:-1]
        for further in leaving:
            if not outer:
                ends.append(End(Kind.LEFT, further.at, further.log,
                                further.may_log))
            elif outer[-1].handed:
                ends += self._handed(outer, outer[-1].node, further)
            else:
                ends += self._from(outer, outer[-1].node, further)
        return ends

    def _past(
        self, place: Place, error: _Error, decorators: list[str],
    ) -> tuple[list[End], list[_Error]]:
        """The ends in the decorators of a function, and what leaves them.

        :param decorators: as they are written, the innermost first.
        """
        ends: list[End] = []
        leaving = [error]
        for name in decorators:
            if not error.repeats and any(
                    word in name.lower() for word in _RETRYING):
                return [*ends, *(End(Kind.RETRIED, one.at, one.log)
                                 for one in leaving)], []
            wrapper = self._wrapper(place, name)
            if wrapper is None:
                if any(word in name.lower() for word in _TAKING):
                    return [_UNKNOWN], []
                continue
            further: list[_Error] = []
            for one in leaving:
                taken, left = self._in_wrapper(wrapper, one)
                ends += taken
                further += left
            leaving = list(dict.fromkeys(further))
        return ends, leaving

    def _in_wrapper(
        self, wrapper: tuple[Place, FunctionTree, ast.Call], error: _Error,
    ) -> tuple[list[End], list[_Error]]:
        """What the ``try`` around the call of a decorated function does."""
        place, tree, call = wrapper
        inside = Step(place, tree, call, False)
        ends: list[End] = []
        leaving = [error]
        child: ast.AST = call
        above = tree.parents.get(call)
        while above is not None and not isinstance(above, FUNCTIONS):
            if isinstance(above, TRIES) and child in above.body:
                further: list[_Error] = []
                for one in leaving:
                    taken = self._taken_by((inside,), above, one)
                    if taken is None:
                        further.append(one)
                    else:
                        ends += taken[0]
                        further += taken[1]
                leaving = further
            child, above = above, tree.parents.get(above)
        return ends, leaving

    def _wrapper(
        self, place: Place, name: str,
    ) -> tuple[Place, FunctionTree, ast.Call] | None:
        """The call of what it wraps, in a decorator of the project."""
        places = self._production.callees(
            place._replace(block=place.block._replace(cls='')), name)
        if len(places) != 1:
            return None
        tree = self._production.tree(places[0])
        if tree is None:
            return None
        for node in tree.kinds.get(ast.Call, ()):
            if isinstance(node, ast.Call) and isinstance(
                    node.func, ast.Name) and _is_wrapped(tree, node.func):
                return places[0], tree, node
        return None


def _is_wrapped(tree: FunctionTree, called: ast.Name) -> bool:
    """Whether a decorator calls what it was given, in its own wrapper."""
    inside = 0
    above = tree.parents.get(called)
    while above is not None:
        if isinstance(above, FUNCTIONS):
            if [one.arg for one in above.args.args] == [called.id]:
                return inside > 0
            inside += 1
        if above is tree.node:
            break
        above = tree.parents.get(above)
    return False


def _is_excused(
    read: Outline, step: Step, attempt: ast.Try, handler: ast.ExceptHandler,
) -> bool:
    """Whether a handler that does not log has its reason."""
    return reasons.is_explained(
        read.lines, attempt, handler, step.tree.offset) or any(
        isinstance(node, ast.Name) and node.id == handler.name
        and isinstance(node.ctx, ast.Load)
        or isinstance(node, ast.Call) and callee_name(node) in _PRINTING
        for statement in handler.body for node in walk(statement))


def _parameter(
    tree: FunctionTree, call: ast.Call, node: ast.AST, keyword: str | None,
) -> str | None:
    """What a function calls the value that a call hands it."""
    if keyword is not None:
        return keyword
    given = [argument.arg for argument in (
        *tree.node.args.posonlyargs, *tree.node.args.args)]
    if given[:1] in (['self'], ['cls']):
        del given[0]
    index = next((index for index, value in enumerate(call.args)
                  if value is node), len(given))
    return given[index] if index < len(given) else None


def _jumps(block: list[ast.stmt]) -> bool:
    """Whether a ``finally`` drops the error: it returns, or goes on."""
    return any(isinstance(statement, (
        ast.Return, ast.Break, ast.Continue)) for statement in block)


def _tries_again(step: Step, attempt: ast.Try) -> bool:
    """Whether a ``try`` stands in a loop that repeats what failed.

    One that goes through things to be worked on takes the next of them.
    """
    child: ast.AST = attempt
    above = step.tree.parents.get(attempt)
    while above is not None and not isinstance(above, FUNCTIONS):
        if isinstance(above, ast.While):
            return True
        if isinstance(above, (ast.For, ast.AsyncFor)) and (
                child in above.body):
            if isinstance(above.iter, ast.Call) and callee_name(
                    above.iter) in ('range', 'count'):
                return True
            # What succeeds leaves the loop: others are tried instead.
            return any(
                isinstance(node, (ast.Return, ast.Break))
                for statement in (*attempt.body, *attempt.orelse)
                for node in walk(statement))
        child, above = above, step.tree.parents.get(above)
    return False
