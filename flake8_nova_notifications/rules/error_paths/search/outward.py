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
import itertools

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.rules.error_paths.search.ends import End
from flake8_nova_notifications.rules.error_paths.search.ends import Error
from flake8_nova_notifications.rules.error_paths.search.ends import Kind
from flake8_nova_notifications.rules.error_paths.search.ends import Step
from flake8_nova_notifications.rules.error_paths.search.ends import UNKNOWN
from flake8_nova_notifications.rules.error_paths.search.error_facts import (
    ErrorFacts)
from flake8_nova_notifications.rules.error_paths.search.helpers import Helpers
from flake8_nova_notifications.rules.error_paths.search import surroundings
from flake8_nova_notifications.rules.error_paths.search.tries import Tries
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place

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


class Outward:
    """The ends of one error; counts what it asks.

    :param replaced: tells what the test itself replaces by mocks.
    """

    def __init__(
        self, source: SourceFile, helpers: Helpers, test: Function,
    ) -> None:
        self._production = source.once(Production)
        self._tries = Tries(source, helpers, test)
        self._steps = 0
        # Whether an answer was that of what something was handed to.
        self.has_followed = False

    def ends(
        self, steps: tuple[Step, ...], facts: ErrorFacts, repeats: bool,
        follows: bool = True,
    ) -> list[End]:
        """Where an error may end that is raised at the last of some steps.

        :param steps: from what the test calls to the use of the mock.
        :param follows: whether what is handed on fails where it is called.
        """
        error, use = Error(facts, repeats), steps[-1].node
        given_to = _given_to(steps[-1], use)
        if given_to is not None and _is_executor(given_to):
            # eventlet.spawn_n(self.driver.boot): it fails elsewhere.
            return [UNKNOWN]
        if follows and given_to is not None and self._production.called(
                steps[-1].place, given_to.func):
            # self._retry(self.driver.boot): it fails where that is called.
            found = self._handed(steps, use, error)
            if UNKNOWN not in found:
                self.has_followed = True
                return list(dict.fromkeys(found))
        return list(dict.fromkeys(self._from(steps, use, error)))

    def _from(
        self, steps: tuple[Step, ...], child: ast.AST, error: Error,
    ) -> list[End]:
        """The ends of an error that comes out of a node of the last step."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            return [UNKNOWN]
        step = steps[-1]
        parents = step.tree.parents
        above = parents.get(child)
        while above is not None:
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
                    surroundings.jumps(above.finalbody)):
                return [End(Kind.TAKEN, self._tries.at(
                    step, above.finalbody[0]), error.log, error.may_log)]
            child, above = above, parents.get(above)
        return self._out_of(steps, error)

    def _inner(
        self, steps: tuple[Step, ...], function: ast.AST, error: Error,
    ) -> list[End]:
        """An error comes out of a function inside the last step's."""
        step = steps[-1]
        if not isinstance(function, FUNCTIONS):
            return self._handed(steps, function, error)
        found, leaving = self._past(step.place, error, [
            mocks.chain(one)
            for one in reversed(function.decorator_list)])
        uses = [node for node in step.tree.each(ast.Name)
                if node.id == function.name and isinstance(node.ctx, ast.Load)]
        for further, use in itertools.product(leaving, uses):
            call = step.tree.parents.get(use)
            found += self._from(steps, call, further) if isinstance(
                call, ast.Call) and call.func is use else self._handed(
                    steps, use, further)
        return found or [UNKNOWN]

    def _handed(
        self, steps: tuple[Step, ...], node: ast.AST, error: Error,
        depth: int = 0,
    ) -> list[End]:
        """What failed was handed to something that calls it."""
        step = steps[-1]
        call = step.tree.parents.get(node)
        keyword = call.arg if isinstance(call, ast.keyword) else None
        if isinstance(call, ast.keyword):
            call = step.tree.parents.get(call)
        if not isinstance(call, ast.Call) or depth > MAX_HANDED:
            return [UNKNOWN]
        name = callee_name(call)
        if _is_executor(call):
            # Nobody waits for it: what was logged is what is left.
            return [UNKNOWN] if error.log is None else [
                End(Kind.TAKEN, error.at, error.log, error.may_log)]
        if name == 'partial':
            return self._handed(steps, call, error, depth + 1)
        places = self._production.called(step.place, call.func)
        tree = self._production.tree(places[0]) if len(places) == 1 else None
        if tree is None:
            return [UNKNOWN]
        taken = surroundings.parameter(tree, call, node, keyword)
        found: list[End] = []
        inside = (*steps[:-1], step._replace(node=call, handed=False))
        for use in tree.each(ast.Name):
            if use.id != taken:
                continue
            further = (*inside, Step(places[0], tree, use, False))
            calls = tree.parents.get(use)
            found += self._from(further, use, error) if isinstance(
                calls, ast.Call) and calls.func is use else self._handed(
                    further, use, error, depth + 1)
        return found or [UNKNOWN]

    def _contexts(
        self, steps: tuple[Step, ...], block: ast.With | ast.AsyncWith,
        error: Error,
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
                    return [UNKNOWN]
                if taken:
                    return [End(
                        Kind.TAKEN, self._tries.at(step, block), error.log)]
                continue
            if name == 'save_and_reraise_exception':
                continue
            found = [end for place in self._production.called(
                step.place, call.func)
                for end in self._generator(steps, block, place, error)]
            if found:
                return found
            if any(word in name.lower() for word in _GUARDING):
                return [UNKNOWN]
        return None

    def _generator(
        self, steps: tuple[Step, ...], block: ast.With | ast.AsyncWith,
        place: Place, error: Error,
    ) -> list[End]:
        """A context manager of the project, which yields in a ``try``."""
        tree = self._production.tree(place)
        if tree is None or not any(
                'contextmanager' in decorator.path
                for decorator in place.read.decorators(place.block)):
            return []
        found: list[End] = []
        for node in tree.each(ast.Yield):
            # As if the block stood in the place of the yield.
            inside = (*steps, Step(place, tree, node, False))
            found += self._through(inside, node, error, block)
        return found

    def _through(
        self, inside: tuple[Step, ...], node: ast.AST, error: Error,
        block: ast.AST,
    ) -> list[End]:
        """Out of a generator or a wrapper, and then on behind it."""
        for attempt in surroundings.attempts(inside[-1].tree, node):
            taken = self._tries.taken_by(inside[-1], attempt, error)
            if taken is not None:
                ends, leaving = taken
                for further in leaving:
                    ends += self._through(inside, attempt, further, block)
                return ends
        return self._from(inside[:-1], block, error)

    def _handlers(
        self, steps: tuple[Step, ...], attempt: ast.Try, error: Error,
    ) -> list[End] | None:
        """What the handlers of a ``try`` make of it; None: it goes on."""
        taken = self._tries.taken_by(steps[-1], attempt, error)
        if taken is None:
            return None
        ends, leaving = taken
        for further in leaving:
            ends += self._from(steps, attempt, further)
        return ends

    def _out_of(
        self, steps: tuple[Step, ...], error: Error,
    ) -> list[End]:
        """An error leaves the last step's function."""
        place = steps[-1].place
        ends, leaving = self._past(place, error, [
            one.path for one in place.read.decorators(place.block)])
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
        self, place: Place, error: Error, decorators: list[str],
    ) -> tuple[list[End], list[Error]]:
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
            takes = any(word in name.lower() for word in _TAKING)
            wrapper = surroundings.wrapper(
                self._production, place, name, takes)
            if wrapper is None:
                if takes:
                    return [UNKNOWN], []
                continue
            further: list[Error] = []
            for one in leaving:
                taken, left = self._in_wrapper(wrapper, one)
                ends += taken
                further += left
            leaving = list(dict.fromkeys(further))
        return ends, leaving

    def _in_wrapper(
        self, wrapper: tuple[Place, FunctionTree, ast.Call], error: Error,
    ) -> tuple[list[End], list[Error]]:
        """What the ``try`` around the call of a decorated function does."""
        place, tree, call = wrapper
        inside = Step(place, tree, call, False)
        ends: list[End] = []
        leaving = [error]
        for attempt in surroundings.attempts(tree, call):
            further: list[Error] = []
            for one in leaving:
                taken = self._tries.taken_by(inside, attempt, one)
                if taken is None:
                    further.append(one)
                else:
                    ends += taken[0]
                    further += taken[1]
            leaving = further
        return ends, leaving


def _given_to(step: Step, use: ast.AST) -> ast.Call | None:
    """The call that is given what was mocked, if any."""
    call = step.tree.parents.get(use)
    if isinstance(call, ast.keyword):
        call = step.tree.parents.get(call)
    return call if isinstance(call, ast.Call) and (
        call.func is not use) else None


def _is_executor(call: ast.Call) -> bool:
    """Whether a call has something run in another thread."""
    name = callee_name(call)
    return name in _EXECUTORS or name.startswith('spawn')
