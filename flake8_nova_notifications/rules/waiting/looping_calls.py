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

The loop is inside oslo.service; the poll is the callback. It is followed
through closures, methods, lambdas and partials of the file, and as far as
facts go into other modules.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.waiting.bounds import Bound
from flake8_nova_notifications.rules.waiting.callbacks import Callback
from flake8_nova_notifications.rules.waiting import guards
from flake8_nova_notifications.rules.waiting.loop import DONE
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.observation import observation
from flake8_nova_notifications.rules.waiting.observation import Observation

_ENDLESS = frozenset(('FixedIntervalLoopingCall', 'DynamicLoopingCall'))
_WITH_TIMEOUT = 'FixedIntervalWithTimeoutLoopingCall'
_BACKING_OFF = 'BackOffLoopingCall'
_KINDS = frozenset((*_ENDLESS, _WITH_TIMEOUT, _BACKING_OFF))


@dataclass(frozen=True)
class LoopingWait:
    """A looping call that somebody waits for.

    :ivar node: where it is made.
    :ivar start: the call of ``start()``.
    :ivar kind: its class.
    :ivar callback: the name of what it calls.
    :ivar bound: what ends it when nothing happens.
    :ivar interval: its constant pause, as text; empty with back-off.
    :ivar loop: what it calls, where that stands in this file.
    :ivar silent_end: a ``LoopingCallDone`` that hides that time is up.
    :ivar failing: what fails and does not say what was seen.
    """

    node: ast.Call
    start: ast.Call
    kind: str
    callback: str
    bound: Bound
    interval: str
    loop: Loop | None
    silent_end: ast.stmt | None
    failing: tuple[ast.stmt, ...]
    observation: Observation

    @property
    def may_fail(self) -> bool:
        """Whether its callback raises when it sees a failure."""
        return self.loop is not None and any(
            isinstance(exit_.node, ast.Raise)
            and not self.loop.succeeds(exit_) and exit_.handler is None
            for exit_ in self.loop.exits)


def looping_waits(source: SourceFile) -> tuple[LoopingWait, ...]:
    """All looping calls of a file that are waited for, in source order."""
    if 'LoopingCall' not in source.text:
        return ()
    names = source.once(Names)
    found = []
    for call in source.on(ast.Call, source.lines_with('LoopingCall')):
        kind = callee_name(call)
        if kind not in _KINDS or not (call.args or call.keywords):
            continue
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
    starts: list[ast.Call] = []
    for node in walk(function):
        if isinstance(node, ast.Call) and isinstance(
                node.func, ast.Attribute) and spelled(
                    node.func.value) == owner and (
                        (node.lineno, node.col_offset) >= (
                            made.lineno, made.col_offset)):
            if node.func.attr == 'start':
                starts.append(node)
            elif node.func.attr == 'wait':
                waited = True
    # Another looping call may get the same name further down.
    started = min(starts, default=None, key=lambda call: (
        call.lineno, call.col_offset))
    return started if started is not None and (
        waited or _is_waited(source, started)) else None


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
    timed = kind == _BACKING_OFF or (
        kind == _WITH_TIMEOUT and _has_timeout(start))
    bound = Bound.DEADLINE if timed else Bound.NONE
    if guards.is_guarded(source, call) or any(
            keyword.arg is None for keyword in start.keywords):
        bound = Bound.STOP if bound is Bound.NONE else bound
    definition = _followed(source, callee)
    if definition is None:
        facts = _facts_elsewhere(source, callee)
        if facts is None or not any(
                raised.endswith(DONE) for raised in facts.raises):
            return None
        if bound is Bound.NONE:
            bound = _bound_elsewhere(facts)
        return LoopingWait(
            call, start, kind, name, bound, interval, None, None, (),
            Observation((), (), frozenset(), frozenset(), None))
    callback = Callback(source, definition, _statement(source, call))
    if not callback.is_wait():
        return None
    if bound is Bound.NONE:
        bound = callback.bound()
    return LoopingWait(
        call, start, kind, name, bound, interval, callback.loop,
        callback.silent_end(),
        (*callback.failing(), *_timeout_handlers(source, start, callback)),
        callback.loop.once(observation))


def _has_timeout(start: ast.Call) -> bool:
    """Whether ``start()`` is given a limit; 0, its default, is none."""
    # After the interval, the first delay and whether errors stop it.
    given = [*start.args[3:4], *(
        keyword.value for keyword in start.keywords
        if keyword.arg in ('timeout', None))]
    return any(not isinstance(value, ast.Constant) or value.value
               for value in given)


def _statement(source: SourceFile, call: ast.Call) -> ast.stmt | None:
    return next((above for above in source.ancestors(call)
                 if isinstance(above, ast.stmt)), None)


def _interval(source: SourceFile, start: ast.Call) -> str:
    given = next((k.value for k in start.keywords if k.arg == 'interval'),
                 start.args[0] if start.args else None)
    if given is None:
        return 'its interval'
    seconds = number(source, given)
    return f'{seconds:g} s' if seconds is not None else f'{spelled(given)} s'


def _followed(source: SourceFile, callee: ast.expr) -> Function | None:
    """The function that is called at each poll, behind lambdas too."""
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


def _timeout_handlers(
    source: SourceFile, start: ast.Call, callback: Callback,
) -> Iterator[ast.stmt]:
    child: ast.AST = start
    for above in source.ancestors(start):
        if isinstance(above, TRIES) and child in above.body:
            for handler in above.handlers:
                if handler.type is not None and spelled(
                        handler.type).endswith('LoopingCallTimeOut'):
                    yield from callback.in_handler(handler)
        if isinstance(above, FUNCTIONS):
            return
        child = above
