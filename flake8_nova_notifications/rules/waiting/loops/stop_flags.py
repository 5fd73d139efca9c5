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

"""Tests that ask whether somebody wants a loop to end."""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms.pauses import NOTIFIABLES
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.waiting.loops.beside import dropped_calls
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops.loop import Loop

_STOP_WORDS = ('stop', 'exit', 'shut', 'quit', 'running', 'terminat',
               'kill', 'dead', 'alive', 'abort', 'cancel', 'closed',
               'closing', 'keep_going', 'finishing', 'interrupt')
_STOP_CALLS = frozenset(('is_set', 'isSet', 'stopped', 'should_stop',
                         'is_running', 'is_stopped', 'stop_requested'))
_ASKS_EVENT = frozenset(('wait', 'is_set', 'isSet'))
# Words of a method of its own that a service asks whether to go on.
_OWN_STOPS = frozenset((
    'stop', 'stopped', 'stopping', 'exit', 'exiting', 'quit', 'quitting',
    'shutdown', 'terminate', 'terminated', 'terminating', 'abort', 'aborted',
    'cancel', 'cancelled', 'canceled', 'interrupted', 'killed', 'keep',
    'continue', 'proceed', 'signal'))
# Flags that are cleared to stop a loop; others are set for it.
_EXIT_STATUS = re.compile('exit_?(?:code|status|value)')
_GOES_ON = re.compile(
    r'(?i)running|alive|keep_?going|serv(?:e|ing)|(?:^|_)(?:keep|continue'
    r'|proceed)|[._]active$'
    r'|(?:^|[._])_*run(?:_\w*(?:loop|thread|forever|flag))?$')
# ``self.run_daemon_loop``, ``self.run``: an order, and no state.
_TO_RUN = re.compile(r'^_*run(?:_(?:\w+_)?(?:loop|thread|forever|flag))?$')
# Said of itself by what runs until it is told to end: ``self.serve_api``.
_SERVING = frozenset(('serve', 'serving'))


def is_stop_flag(loop: Loop, test: ast.expr) -> bool:
    """Whether a test asks if somebody wants the loop to end."""
    if isinstance(test, ast.Call):
        # ``while not stop.wait(period)``
        return (
            loop.is_pause(test) or callee_name(test) in _STOP_CALLS
            # ``is_running(name)`` asks of something else.
            and not (isinstance(test.func, ast.Name) and test.args)
        ) and not _waits_for_event(loop, test) or _asks_itself(
            test) or _asks_stop_event(loop.source, test)
    if isinstance(test, ast.Compare):
        return _is_own_state(test) or all(
            isinstance(side, ast.Constant) for side in test.comparators
        ) and is_stop_flag(loop, test.left)
    if isinstance(test, ast.Subscript):
        return is_stop_flag(loop, test.value)
    text = test.id if isinstance(test, ast.Name) else (
        test.attr if isinstance(test, ast.Attribute) else '')
    if isinstance(test, ast.Name) and any(
            isinstance(given.value, (ast.Constant, ast.Compare))
            for given in loop.assigned.get(test.id, ())):
        # The loop itself decides when to set it, or takes it from an answer.
        return False
    return _says_stop(text) and not _is_emptied(
        loop, test) or not _SERVING.isdisjoint(
        polls.words(text)) or _is_set_to_stop(loop.source, test) or (
            # ``while self.is_active``
            is_own(test) and (
                polls.words(text)[-1:] == ['active']
                or _TO_RUN.match(text) is not None))


def _is_emptied(loop: Loop, test: ast.expr) -> bool:
    """``while self._running: self._running.remove(job)``: things, no flag."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr in ('remove', 'discard', 'pop')
        and spelled(node.func.value) == spelled(test)
        for node in walk_scope(loop.node))


def _is_set_to_stop(source: SourceFile, test: ast.expr) -> bool:
    """``while self.flag``, and ``stop()`` sets it."""
    return isinstance(test, ast.Attribute) and is_self(test.value) and any(
        isinstance(value, ast.Constant) and getattr(
            source.function(value), 'name', '').strip('_') in _OWN_STOPS
        for value in source.once(Names).attribute_values(test))


def stops(loop: Loop, test: ast.expr, value: bool) -> bool:
    """Whether a condition with this value means that it was told to stop."""
    named = spelled(test.func if isinstance(test, ast.Call) else test)
    if isinstance(test, ast.Compare) and isinstance(
            test.ops[0], (ast.NotEq, ast.IsNot)):
        value = not value
    return is_stop_flag(loop, test) and value is not bool(
        _GOES_ON.search(named))


def _waits_for_event(loop: Loop, test: ast.Call) -> bool:
    """``while not ready.wait(1): log()``, and it does nothing else.

    An event by whose name nobody is to stop: one of its own, or any where
    the loop fails as soon as its time is over.
    """
    owner = test.func.value if isinstance(test.func, ast.Attribute) else None
    if owner is None or callee_name(test) not in _ASKS_EVENT or _says_stop(
            spelled(owner)):
        return False
    return (_is_made_here(loop, owner) or _fails_in_time(loop)) and not any(
        True for _ in dropped_calls(loop, loop.node.body)
    ) and not _sets(loop, spelled(owner))


def _is_made_here(loop: Loop, owner: ast.expr) -> bool:
    names = loop.source.once(Names)
    made = names.value(owner)
    return isinstance(owner, ast.Name) and isinstance(
        made, ast.Call) and names.dotted(made.func) in NOTIFIABLES and (
            loop.source.function(made) is loop.function)


def _fails_in_time(loop: Loop) -> bool:
    deadlines = loop.once(Deadlines)
    return any(
        exit_.fails and any(deadlines.limits(test) for test, _ in exit_.tests)
        for exit_ in loop.exits)


def _sets(loop: Loop, event: str) -> bool:
    """Whether the function itself sets an event: it says when to stop."""
    return loop.function is not None and any(
        isinstance(node, ast.Call) and spelled(node.func) == f'{event}.set'
        for node in walk_scope(loop.function))


def _asks_itself(call: ast.Call) -> bool:
    """``self._should_stop()``, ``self.shouldExit()``, ``self._stopped()``."""
    return isinstance(call.func, ast.Attribute) and is_self(
        call.func.value) and not call.args and not _OWN_STOPS.isdisjoint(
            polls.words(call.func.attr))


def _asks_stop_event(source: SourceFile, call: ast.Call) -> bool:
    """``while self._run_next()``, and that asks ``self.stop_event``."""
    helper = source.once(Names).definition(call.func)
    return isinstance(helper, FUNCTIONS) and any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _ASKS_EVENT
        and _says_stop(spelled(node.func.value).rpartition('.')[2])
        for node in walk(helper))


def _is_own_state(test: ast.Compare) -> bool:
    """``while self.status == Status.running``, or an exit when it is not."""
    match test:
        case ast.Compare(
                left=ast.Attribute(value=ast.Name(id='self')),
                ops=[ast.Eq() | ast.Is() | ast.NotEq() | ast.IsNot()],
                comparators=[ast.Attribute(attr=state)]):
            return 'running' in state.lower()
    return False


def _says_stop(name: str) -> bool:
    # ``exitcode``, ``exit_status``: how something else has ended.
    spoken = _EXIT_STATUS.sub('', name.lower())
    return any(word in spoken for word in _STOP_WORDS)
