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
from flake8_nova_notifications.code.expressions import owner_of
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.lookup import facts_elsewhere
from flake8_nova_notifications.rules.waiting.endings.observation import (
    observation)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    Observation)
from flake8_nova_notifications.rules.waiting.loops.bounds import Bound
from flake8_nova_notifications.rules.waiting.loops import guards
from flake8_nova_notifications.rules.waiting.loops.loop import DONE
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.sequence import statement_of
from flake8_nova_notifications.rules.waiting.waits.callbacks import Callback

_ENDLESS = frozenset(('FixedIntervalLoopingCall', 'DynamicLoopingCall'))
_WITH_TIMEOUT = 'FixedIntervalWithTimeoutLoopingCall'
_BACKING_OFF = 'BackOffLoopingCall'
_Known = tuple[
    Loop | None, ast.stmt | None, tuple[ast.stmt, ...], Observation]
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
    above = source.parent(made)
    if isinstance(above, ast.Attribute):
        start = source.parent(above)
        return start if above.attr == 'start' and isinstance(
            start, ast.Call) and _is_waited(source, start) else None
    if not isinstance(above, ast.Assign):
        return None
    owner = spelled(above.targets[0])
    waited = False
    starts: list[ast.Call] = []
    for node in walk(source.function(made) or source.tree):
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
    return isinstance(above, ast.Assign) and any(
        isinstance(node, ast.Call) and callee_name(node) == 'wait'
        and owner_of(node) == written(above.targets[0])
        for node in walk(source.function(start) or source.tree))


def _looping_wait(
    source: SourceFile, call: ast.Call, kind: str, start: ast.Call,
) -> LoopingWait | None:
    callee = call.args[0] if call.args else call.keywords[0].value
    name = spelled(callee)
    interval = '' if kind == _BACKING_OFF else _interval(source, start)
    timed = kind == _BACKING_OFF or (
        kind == _WITH_TIMEOUT and _has_timeout(start))
    bound = Bound.DEADLINE if timed else Bound.NONE
    if guards.is_guarded(source, call) or any(
            keyword.arg is None for keyword in start.keywords):
        bound = Bound.STOP if bound is Bound.NONE else bound
    names = source.once(Names)
    definition = names.definition(callee)
    if isinstance(definition, ast.Lambda):
        callee = getattr(definition.body, 'func', definition.body)
        definition = names.definition(callee)
    if isinstance(definition, FUNCTIONS):
        callback = Callback(source, definition, statement_of(source, call))
        if not callback.is_wait():
            return None
        inside = callback.bound()
        known: _Known = (
            callback.loop, callback.silent_end(), (
                *callback.failing(),
                *_timeout_handlers(source, start, callback)),
            callback.loop.once(observation))
    else:
        facts = facts_elsewhere(source, callee)
        if facts is None or not any(
                raised.endswith(DONE) for raised in facts.raises):
            return None
        inside = _bound_elsewhere(facts)
        known = (None, None, (),
                 Observation((), (), frozenset(), frozenset(), None))
    return LoopingWait(
        call, start, kind, name, inside if bound is Bound.NONE else bound,
        interval, *known)


def _has_timeout(start: ast.Call) -> bool:
    """Whether ``start()`` is given a limit; 0, its default, is none."""
    # After the interval, the first delay and whether errors stop it.
    given = [*start.args[3:4], *(
        keyword.value for keyword in start.keywords
        if keyword.arg in ('timeout', None))]
    return any(not isinstance(value, ast.Constant) or value.value
               for value in given)


def _interval(source: SourceFile, start: ast.Call) -> str:
    given = next((k.value for k in start.keywords if k.arg == 'interval'),
                 start.args[0] if start.args else None)
    if given is None:
        return 'its interval'
    seconds = number(source, given)
    return f'{seconds:g} s' if seconds is not None else f'{spelled(given)} s'


def _bound_elsewhere(facts: FunctionFacts) -> Bound:
    if facts.counts or any(
            called.name in clocks.WALL or called.name in clocks.MONOTONIC
            for called in facts.calls):
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
