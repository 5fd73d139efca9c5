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

"""The fact LoopingWait: an oslo looping call that somebody waits for.

The loop is inside oslo.service; the look is the callback. It is followed
through closures, methods, lambdas and partials of the file, and as far as
facts go into other modules.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import looks
from flake8_nova_notifications.idioms.looks import Kind
from flake8_nova_notifications.idioms.values import callee_name
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.idioms.values import spelled
from flake8_nova_notifications.names import Names
from flake8_nova_notifications.project import FunctionFacts
from flake8_nova_notifications.project import Project
from flake8_nova_notifications.rules.waiting.bounds import Bound
from flake8_nova_notifications.rules.waiting.bounds import Bounds
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.give_up import GiveUp
from flake8_nova_notifications.rules.waiting.give_up import GiveUps
from flake8_nova_notifications.rules.waiting.give_up import Says
from flake8_nova_notifications.rules.waiting.loops import is_guarded
from flake8_nova_notifications.rules.waiting.observation import Observation
from flake8_nova_notifications.source import Function
from flake8_nova_notifications.source import FUNCTIONS
from flake8_nova_notifications.source import SourceFile
from flake8_nova_notifications.source import walk
from flake8_nova_notifications.source import walk_scope

_ENDLESS = frozenset(('FixedIntervalLoopingCall', 'DynamicLoopingCall'))
_WITH_TIMEOUT = 'FixedIntervalWithTimeoutLoopingCall'
_BACKING_OFF = 'BackOffLoopingCall'
_KINDS = frozenset((*_ENDLESS, _WITH_TIMEOUT, _BACKING_OFF))
_DONE = 'LoopingCallDone'


@dataclass(frozen=True)
class LoopingWait:
    """A looping call that somebody waits for.

    :ivar node: where it is made.
    :ivar kind: its class.
    :ivar callback: the name of what it calls.
    :ivar bound: what ends it when nothing happens.
    :ivar waited: whether it looks (a retry and a service do not).
    :ivar interval: its constant pause, as text; empty with back-off.
    :ivar silent_end: a ``LoopingCallDone`` that hides that time is up.
    :ivar give_ups: failures that do not say what was seen.
    """

    node: ast.Call
    kind: str
    callback: str
    bound: Bound
    waited: bool
    interval: str
    silent_end: ast.stmt | None
    give_ups: tuple[GiveUp, ...]
    observation: Observation


def looping_waits(source: SourceFile) -> tuple[LoopingWait, ...]:
    """All looping calls of a file that are waited for, in source order."""
    if 'LoopingCall' not in source.text:
        return ()
    names = source.once(Names)
    found = []
    made = [call for call in source.each(ast.Call)
            if callee_name(call) in _KINDS and (call.args or call.keywords)]
    for call in sorted(made, key=lambda c: (c.lineno, c.col_offset)):
        kind = callee_name(call)
        dotted = names.dotted(call.func) or ''
        if not dotted.endswith(f'loopingcall.{kind}'):
            continue
        start = _waited_start(source, call)
        if start is not None:
            wait = _looping_wait(source, call, kind, start)
            if wait is not None:
                found.append(wait)
    return tuple(found)


def _waited_start(source: SourceFile, made: ast.Call) -> ast.Call | None:
    """The ``start()`` whose end somebody waits for, if there is one."""
    function = source.function(made)
    owner: str | None = None
    above = source.parent(made)
    if isinstance(above, ast.Attribute):
        start = source.parent(above)
        return start if above.attr == 'start' and isinstance(
            start, ast.Call) and _is_waited(source, start) else None
    if isinstance(above, ast.Assign):
        owner = spelled(above.targets[0])
    if owner is None or function is None:
        return None
    waited = False
    started: ast.Call | None = None
    for node in walk(function):
        if isinstance(node, ast.Call) and isinstance(
                node.func, ast.Attribute) and spelled(
                    node.func.value) == owner and (
                        (node.lineno, node.col_offset) >= (
                            made.lineno, made.col_offset)):
            if node.func.attr == 'start' and started is None:
                started = node
                waited = waited or _is_waited(source, node)
            elif node.func.attr == 'wait':
                waited = True
    return started if waited else None


def _is_waited(source: SourceFile, start: ast.Call) -> bool:
    above = source.parent(start)
    if isinstance(above, ast.Attribute):
        return above.attr == 'wait'
    if isinstance(above, ast.Assign) and isinstance(
            above.targets[0], ast.Name):
        event = above.targets[0].id
        function = source.function(start)
        return function is not None and any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == 'wait' and spelled(
                node.func.value) == event for node in walk(function))
    return False


def _looping_wait(
    source: SourceFile, call: ast.Call, kind: str, start: ast.Call,
) -> LoopingWait | None:
    callee = call.args[0] if call.args else next(
        (k.value for k in call.keywords if k.arg == 'f'), None)
    if callee is None:
        return None
    name = spelled(callee)
    interval = '' if kind == _BACKING_OFF else _interval(source, start)
    timed = kind == _BACKING_OFF or kind == _WITH_TIMEOUT and any(
        keyword.arg in ('timeout', None) for keyword in start.keywords)
    bound = Bound.DEADLINE if timed else Bound.NONE
    if is_guarded(source, call) or any(
            keyword.arg is None for keyword in start.keywords):
        bound = Bound.STOP if bound is Bound.NONE else bound
    definition = _followed(source, callee)
    if definition is None:
        facts = _facts_elsewhere(source, callee)
        if facts is None or not any(
                raised.endswith(_DONE) for raised in facts.raises):
            return None
        if bound is Bound.NONE:
            bound = _bound_elsewhere(facts)
        return LoopingWait(
            call, kind, name, bound, True, interval, None, (),
            Observation((), (), frozenset(), frozenset(), None))
    callback = _Callback(source, definition)
    if not callback.is_wait():
        return None
    if bound is Bound.NONE:
        bound = callback.bound()
    return LoopingWait(
        call, kind, name, bound, True, interval, callback.silent_end(),
        (*callback.give_ups(), *_timeout_handlers(source, start, callback)),
        callback.observation)


def _interval(source: SourceFile, start: ast.Call) -> str:
    given = next((k.value for k in start.keywords if k.arg == 'interval'),
                 start.args[0] if start.args else None)
    if given is None:
        return 'its interval'
    seconds = number(source, given)
    return f'{seconds:g} s' if seconds is not None else f'{spelled(given)} s'


def _followed(source: SourceFile, callee: ast.expr) -> Function | None:
    """The function that is called at each look, behind lambdas too."""
    definition = source.once(Names).definition(callee)
    if isinstance(definition, ast.Lambda):
        body = definition.body
        definition = source.once(Names).definition(body.func) if isinstance(
            body, ast.Call) else None
    return definition if isinstance(definition, FUNCTIONS) else None


def _facts_elsewhere(
    source: SourceFile, callee: ast.expr,
) -> FunctionFacts | None:
    if isinstance(callee, ast.Lambda) and isinstance(callee.body, ast.Call):
        callee = callee.body.func
    names = source.once(Names)
    project = source.once(Project)
    found: object = None
    dotted = names.dotted(callee)
    if dotted and '.' in dotted:
        found = project.find(dotted)
    elif isinstance(callee, ast.Attribute) and isinstance(
            callee.value, ast.Name) and callee.value.id == 'self':
        holder = source.enclosing_class(callee)
        if holder is not None:
            found = project.method(names.foreign_bases(holder), callee.attr)
    return found if isinstance(found, FunctionFacts) else None


def _bound_elsewhere(facts: FunctionFacts) -> Bound:
    if facts.counts or any(
            called.name in clocks.WALL or called.name in clocks.MONOTONIC
            or clocks.speaks_of_time(called.name) for called in facts.calls):
        return Bound.STOP
    return Bound.NONE


class _Callback:
    """What one callback looks at, how it ends and when it gives up."""

    def __init__(self, source: SourceFile, function: Function) -> None:
        self._source = source
        self._function = function
        assigned = flow.assignments(function)
        # The body of the callback is run again and again like a loop's.
        self._bounds = Bounds(source, function, assigned, [])
        self._exits = flow.exits(source, function)
        self._counters = set(self._counted())
        calls = [
            node for node in walk_scope(function)
            if isinstance(node, ast.Call) and not logs.level(node)
            and callee_name(node) != _DONE]
        self._kinds = [(c, looks.kind(source, c)) for c in calls]
        seen = tuple(c for c, k in self._kinds if k is Kind.LOOK)
        self.observation = Observation(
            (), seen,
            frozenset(
                name for name, given in assigned.items()
                if any(not isinstance(one.value, ast.Constant)
                       for one in given)),
            frozenset(self._places()),
            self._kept(assigned, seen))

    def _kept(
        self, assigned: dict[str, list[flow.Assignment]],
        seen: tuple[ast.Call, ...],
    ) -> str | None:
        return next((
            name for name, given in assigned.items() for one in given
            if isinstance(one.node, ast.Assign) and one.value is not None
            and any(call is node for node in walk(one.value)
                    for call in seen)), None)

    def _places(self) -> Iterator[str]:
        for exit_ in self._exits:
            for test, _ in exit_.tests:
                for node in walk(test):
                    if isinstance(node, (ast.Attribute, ast.Subscript)) and (
                            not isinstance(self._source.parent(node),
                                           (ast.Call, ast.Attribute))):
                        yield ast.unparse(node)

    def _counted(self) -> Iterator[str]:
        """What the callback counts: state that outlives one call of it."""
        aliases: dict[str, str] = {}
        for node in walk_scope(self._function):
            if isinstance(node, ast.Assign) and isinstance(
                    node.targets[0], ast.Name):
                aliases[node.targets[0].id] = spelled(node.value)
        for node in walk_scope(self._function):
            if isinstance(node, ast.AugAssign):
                target: ast.expr = node.target
            elif isinstance(node, ast.Assign) and isinstance(
                    node.value, ast.BinOp) and isinstance(
                        node.value.op, (ast.Add, ast.Sub)):
                target = node.targets[0]
            else:
                continue
            text = spelled(target)
            yield text
            yield from (name for name, value in aliases.items()
                        if value == text)

    def _is_done(self, exit_: flow.Exit) -> bool:
        raised = exit_.node.exc if isinstance(exit_.node, ast.Raise) else None
        if isinstance(raised, ast.Call):
            raised = raised.func
        return isinstance(raised, (ast.Name, ast.Attribute)) and spelled(
            raised).rpartition('.')[2] == _DONE

    def _runs_out(self, exit_: flow.Exit) -> bool:
        return any(
            taken and self._is_limit(part)
            for test, taken in exit_.tests for part in flow.parts(test))

    def _is_limit(self, test: ast.expr) -> bool:
        return self._is_count(test) or self._bounds.is_deadline(test)

    def _is_count(self, test: ast.expr) -> bool:
        return any(
            isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))
            and spelled(node) in self._counters for node in walk(test))

    def is_wait(self) -> bool:
        """Whether it looks until something is done.

        Not one that ends at the first call, nor one that does the work
        again, nor one that never ends itself.
        """
        done = [e for e in self._exits if self._is_done(e)]
        if not done or any(
                not e.tests and not e.attempts and e.handler is None
                and e.node in self._function.body for e in done):
            return False
        kinds = {kind for _, kind in self._kinds}
        by_success = [e for e in done if e.attempts and not e.tests]
        for exit_ in by_success:
            tried = {
                id(node) for attempt in exit_.attempts
                for statement in attempt.body for node in walk(statement)}
            if any(kind is Kind.WORK and id(call) in tried
                   for call, kind in self._kinds):
                return False
        return Kind.LOOK in kinds or 'wait' in self._function.name

    def bound(self) -> Bound:
        """What ends it, in itself or in a helper it calls."""
        ending = [e for e in self._exits if self._runs_out(e)]
        parts = [
            part for e in ending for test, _ in e.tests
            for part in flow.parts(test)]
        if any(self._bounds.is_deadline(part) for part in parts):
            return Bound.DEADLINE
        if any(self._is_count(part) for part in parts):
            return Bound.COUNT
        if any(self._bounds.speaks_of_time(test)
               for e in self._exits for test, _ in e.tests):
            return Bound.STOP
        return Bound.STOP if self._helper_limits() else Bound.NONE

    def _helper_limits(self) -> bool:
        names = self._source.once(Names)
        for call, _ in self._kinds:
            helper = names.definition(call.func)
            if isinstance(helper, FUNCTIONS) and any(
                    isinstance(node, ast.If) and clocks.reads_clock(
                        self._source, node.test) for node in walk(helper)):
                return True
            if clocks.speaks_of_time(callee_name(call)):
                return True
        return False

    def silent_end(self) -> ast.stmt | None:
        """A ``LoopingCallDone`` on the branch on which the bound ran out.

        It is a status where it carries a value that success does not, or
        where something is noted beside it.
        """
        successes = {
            _plain_value(e.node) for e in self._exits
            if self._is_done(e) and not self._runs_out(e)}
        for exit_ in self._exits:
            if not self._is_done(exit_) or not self._runs_out(exit_):
                continue
            place = flow.block_of(self._source, exit_.node)
            noted = place is not None and any(
                isinstance(node, (ast.Attribute, ast.Subscript))
                and isinstance(node.ctx, ast.Store)
                for statement in place[1] for node in walk_scope(statement))
            if not noted and {_plain_value(exit_.node)} == successes:
                return exit_.node
        return None

    def give_ups(self) -> Iterator[GiveUp]:
        """Failures in the callback that do not say what was seen."""
        for exit_ in self._exits:
            if isinstance(exit_.node, ast.Raise) and not self._is_done(
                    exit_) and self._runs_out(exit_):
                place = flow.block_of(self._source, exit_.node)
                path = place[1][:place[1].index(exit_.node)] if place else []
                yield from self._judged(exit_.node, path)

    def _judged(
        self, node: ast.stmt, path: list[ast.stmt],
    ) -> Iterator[GiveUp]:
        found = GiveUps(
            self._source, self._function, self._bounds, self.observation,
            [], False).failure(node, path)
        if found.says is Says.NOTHING or (
                found.says is Says.NAMES and self.sees_values()):
            yield found

    def sees_values(self) -> bool:
        """Whether its end depends on a value, not only on yes or no."""
        return any(
            isinstance(node, ast.Compare) and not any(
                isinstance(side, ast.Constant) and side.value is None
                for side in node.comparators)
            for e in self._exits if self._is_done(e)
            and not self._runs_out(e)
            for test, _ in e.tests for node in walk(test))

    def in_handler(self, handler: ast.ExceptHandler) -> Iterator[GiveUp]:
        """A failure in a handler of the time-out of this looping call."""
        for index, statement in enumerate(handler.body):
            if isinstance(statement, ast.Raise) and statement.exc is not None:
                yield from self._judged(statement, handler.body[:index])


def _plain_value(statement: ast.stmt) -> str:
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    if not isinstance(raised, ast.Call):
        return ''
    given = [*raised.args, *(k.value for k in raised.keywords)]
    return ', '.join(spelled(value) for value in given)


def _timeout_handlers(
    source: SourceFile, start: ast.Call, callback: _Callback,
) -> Iterator[GiveUp]:
    child: ast.AST = start
    for above in source.ancestors(start):
        if isinstance(above, ast.Try) and child in above.body:
            for handler in above.handlers:
                if handler.type is not None and spelled(
                        handler.type).endswith('LoopingCallTimeOut'):
                    yield from callback.in_handler(handler)
        if isinstance(above, FUNCTIONS):
            return
        child = above
