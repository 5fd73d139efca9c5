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

"""Pauses: calls that let time pass.

Resolved by import, not by spelling: ``guest.pause()`` and a select are none,
a method or helper that sleeps is one.
"""

import ast
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.calls import argument
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import owner_of
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms.polls import words
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.idioms.values import parameter_default
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.lookup import origin
from flake8_nova_notifications.project.lookup import Project

SLEEPS = frozenset((
    'time.sleep',
    'eventlet.sleep', 'eventlet.greenthread.sleep', 'greenthread.sleep',
    'eventlet.green.time.sleep', 'gevent.sleep', 'asyncio.sleep',
    'trio.sleep', 'anyio.sleep', 'curio.sleep',
    'twisted.internet.task.deferLater',
))
# Objects whose ``wait(seconds)`` returns early when somebody notifies.
NOTIFIABLES = frozenset((
    'threading.Event', 'threading.Condition', 'multiprocessing.Event',
    'multiprocessing.Condition', 'eventlet.event.Event',
    'eventlet.green.threading.Event', 'eventlet.green.threading.Condition',
))

# Words of what tells how long something takes.
_LENGTHS = frozenset((
    'interval', 'delay', 'seconds', 'secs', 'sec', 'period', 'backoff',
    'wait', 'pause', 'sleep', 'timeout', 'duration', 'time'))
# Words one of which stands in the name of any helper that pauses; other
# calls are not looked up.
_TELLING = (
    'sleep', 'Sleep', 'pause', 'Pause', 'wait', 'Wait', 'delay', 'Delay',
    'backoff', 'Backoff', 'back_off', 'BackOff', 'idle', 'Idle')
# A snapshot is none.
_NAP = re.compile(r'(?:\b|_)nap(?:\b|_)')


@dataclass(frozen=True)
class Pause:
    """A call that pauses.

    :ivar node: the call.
    :ivar seconds: how long, where it can be told.
    :ivar length: the expression of its length; None where a helper hides it.
    :ivar notified: whether somebody can end it early.
    :ivar asks: whether it also returns what it asked for: a helper that
        polls and pauses.
    """

    node: ast.Call
    seconds: float | None
    length: ast.expr | None
    notified: bool = False
    asks: bool = False

    @property
    def text(self) -> str:
        """The length as a reader would write it; empty when hidden."""
        if self.seconds is not None:
            return f'{self.seconds:g} s'
        return f'{spelled(self.length)} s' if self.length is not None else ''


def may_pause(source: SourceFile, text: str) -> bool:
    """Whether the name of a callee, or any in a text, allows that it pauses.

    The cheap question.
    """
    return any(word in text for word in _TELLING) or (
        'nap' in text and _NAP.search(text) is not None) or any(
        known.rpartition('.')[2] in text
        for known in source.options.nvn_pauses) or any(
        name in text for name in source.once(_pausing_functions))


def _pausing_functions(source: SourceFile) -> frozenset[str]:
    """The functions of a file that pause in their body, by their names."""
    if 'sleep' not in source.text:
        return frozenset()
    names = source.once(Names)
    found = set()
    for call in source.on(ast.Call, source.lines_with('sleep')):
        if names.dotted(call.func) in SLEEPS:
            function = source.function(call)
            if function is not None and _only_pauses(names, function):
                found.add(function.name)
    # ``nap = time.sleep``, ``nap = partial(time.sleep, 1)``
    for statement in source.on(ast.Assign, source.lines_with('sleep')):
        if _sleeps(names, statement.value) is not None:
            found.update(target.id for target in statement.targets
                         if isinstance(target, ast.Name))
    return frozenset(found)


def _sleeps(names: Names, value: ast.AST) -> list[ast.expr] | None:
    """What a value that sleeps when it is called is given beforehand.

    :returns: the arguments; None where it does not sleep.
    """
    match value:
        case ast.Name() | ast.Attribute():
            return [] if names.dotted(value) in SLEEPS else None
        case ast.Lambda(body=ast.Call(func=function, args=given)):
            return given if names.dotted(function) in SLEEPS else None
        case ast.Call(func=partial, args=[function, *given]):
            return given if names.dotted(
                partial) == 'functools.partial' and names.dotted(
                    function) in SLEEPS else None
    return None


def pause(source: SourceFile, call: ast.Call) -> Pause | None:
    """Recognise a call that pauses; None for everything else.

    A pause of no seconds lets others run and waits for nothing: None.
    """
    callee = call.func
    name = callee_name(call)
    if not may_pause(source, name):
        return None
    names = source.once(Names)
    dotted = origin(source, callee)
    if dotted in SLEEPS and not (call.args or call.keywords):
        # ``sleep()`` of a green thread only lets others run.
        return None
    if dotted in SLEEPS or any(
            known in (name, dotted) for known in source.options.nvn_pauses):
        return _timed(source, call, notified=False)
    if dotted is None:
        alias = _by_another_name(source, names, call)
        if alias is not None:
            return alias
    if name == 'wait' and isinstance(callee, ast.Attribute):
        if (call.args or call.keywords) and (
                _notifiable(names, callee.value)
                or _is_asked_like_an_event(source, callee.value)):
            return _timed(source, call, notified=True)
        return None
    return _helper(source, names, call, dotted)


def _by_another_name(
    source: SourceFile, names: Names, call: ast.Call,
) -> Pause | None:
    """``nap(1)`` of ``nap = time.sleep``, also as an attribute of its own."""
    callee = call.func
    values = names.attribute_values(callee) if isinstance(
        callee, ast.Attribute) else [names.value(callee)]
    if len(values) == 1:
        # ``def __init__(self, nap=time.sleep): self.nap = nap``
        value = names.value(values[0])
        default = parameter_default(source, value) if isinstance(
            value, ast.arg) else None
        values = values if default is None else [default]
    if values == [callee] and isinstance(callee, ast.Name):
        # ``sleep = eventlet.sleep``, and ``time.sleep`` without it.
        values = [binding.node for binding in names.bindings(
            callee.id, callee) if binding.node is not None]
    given = [_sleeps(names, value) for value in values if value is not callee]
    if not given or given[0] is None or any(
            one != given[0] for one in given):
        return None
    if isinstance(values[0], ast.Lambda) and (call.args or call.keywords):
        return None
    if not given[0]:
        return _timed(source, call, notified=False) if (
            call.args or call.keywords) else None
    seconds = number(source, given[0][0])
    return None if seconds == 0 else Pause(call, seconds, None)


def _timed(
    source: SourceFile, call: ast.Call, notified: bool,
) -> Pause | None:
    length: ast.expr | None = call.args[0] if call.args else next(
        (k.value for k in call.keywords), None)
    if length is None:
        return Pause(call, None, None, notified)
    seconds = number(source, length)
    if seconds == 0:
        return None
    return Pause(call, seconds, length, notified)


def _notifiable(names: Names, owner: ast.expr) -> bool:
    values = names.attribute_values(owner) if isinstance(
        owner, ast.Attribute) else [names.value(owner)]
    return bool(values) and all(
        isinstance(value, ast.Call)
        and names.dotted(value.func) in NOTIFIABLES for value in values)


def _is_asked_like_an_event(source: SourceFile, owner: ast.expr) -> bool:
    """``ready.wait(1)`` beside ``ready.is_set()``, wherever it is made."""
    function = source.function(owner)
    return function is not None and any(
        callee_name(call) in ('is_set', 'isSet')
        and owner_of(call) == written(owner)
        for call in source.within(function, ast.Call))


def _helper(
    source: SourceFile, names: Names, call: ast.Call, dotted: str | None,
) -> Pause | None:
    """A helper that does nothing but pause, here or in another module.

    A helper with a loop of its own is a whole wait, not a pause.
    """
    definition = names.definition(call.func)
    if definition is not None:
        return _own_helper(source, names, call, definition)
    facts = None
    if dotted and '.' in dotted:
        facts = source.once(Project).find(dotted)
    elif isinstance(call.func, ast.Attribute) and isinstance(
            call.func.value, ast.Name) and call.func.value.id == 'self':
        holder = source.enclosing_class(call)
        if holder is not None:
            facts = source.once(Project).method(
                names.foreign_bases(holder), call.func.attr)
    if facts is None and _says_sleep(call, dotted):
        return _timed(source, call, notified=False)
    if not isinstance(facts, FunctionFacts) or facts.loops:
        return None
    sleeps = [c for c in facts.calls if c.name in SLEEPS]
    if not sleeps or all(c.number == 0 for c in sleeps):
        return None
    numbers = {c.number for c in sleeps}
    seconds = numbers.pop() if len(numbers) == 1 else None
    asks = '?' in facts.answers
    if seconds is not None:
        return Pause(call, seconds, None, asks=asks)
    # Of several arguments it is not known which one is the length.
    return _timed(source, call, notified=False) if (
        len(call.args) + len(call.keywords) == 1 and not asks) else Pause(
            call, None, None, asks=asks)


def _says_sleep(call: ast.Call, dotted: str | None) -> bool:
    """``utils.interruptible_sleep(5)`` of a package that is not at hand.

    Only of what is imported, by more than this word or by what it is given,
    as in ``hub.sleep(interval)``: to put a guest to sleep is none.
    """
    spoken = words(callee_name(call))
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return '.' in (dotted or '') and len(given) == 1 and (
        spoken[-1:] == ['sleep'] and (len(spoken) > 1 or any(
            map(_says_length, walk(given[0])))))


def _says_length(node: ast.AST) -> bool:
    """``5``, ``CONF.retry_interval``."""
    return isinstance(node, ast.Constant) and isinstance(
        node.value, int | float) or not _LENGTHS.isdisjoint(
            words(last_name(node)))


def _own_helper(
    source: SourceFile, names: Names, call: ast.Call,
    definition: Function | ast.Lambda,
) -> Pause | None:
    if isinstance(definition, ast.Lambda):
        return None
    if not _only_pauses(names, definition):
        return None
    seconds: list[float | None] = []
    for node in walk_scope(definition):
        if isinstance(node, (ast.For, ast.While, ast.AsyncFor)):
            return None
        if isinstance(node, ast.Call) and names.dotted(node.func) in SLEEPS:
            seconds.append(number(source, node.args[0]) if node.args
                           else None)
    if not seconds or all(s == 0 for s in seconds):
        return None
    asks = any(
        isinstance(node, ast.Return) and node.value is not None
        and not isinstance(node.value, ast.Constant)
        for node in walk_scope(definition))
    if len(seconds) == 1 and seconds[0] is not None:
        return Pause(call, seconds[0], None, asks=asks)
    length = _given_length(names, definition, call)
    known = None if length is None else number(source, length)
    return None if known == 0 else Pause(call, known, length, asks=asks)


def _given_length(
    names: Names, definition: Function, call: ast.Call,
) -> ast.expr | None:
    """What a helper is given that it sleeps for; None where that is hidden."""
    lengths = [
        node.args[0] for node in walk_scope(definition)
        if isinstance(node, ast.Call) and node.args
        and names.dotted(node.func) in SLEEPS and not (
            isinstance(node.args[0], ast.Constant)
            and not node.args[0].value)]
    given = [
        found for length in lengths
        if isinstance(parameter := names.value(length), ast.arg)
        and (found := argument(definition, call, parameter)) is not None]
    return given[0] if len(given) == 1 and len(lengths) == 1 else None


def _only_pauses(names: Names, function: Function) -> bool:
    """Whether a sleep stands in the body itself, under no condition."""
    return any(
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, (ast.Call, ast.Await))
        and any(isinstance(node, ast.Call)
                and names.dotted(node.func) in SLEEPS
                for node in walk_scope(statement.value))
        for statement in function.body)
