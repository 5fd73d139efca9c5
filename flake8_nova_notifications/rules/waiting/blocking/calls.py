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

"""Calls that block until another party does something, without a limit."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import owner_of
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.waiting.loops import guards
from flake8_nova_notifications.rules.waiting.loops.sequence import statement_of

_QUEUES = frozenset(
    f'{module}.{name}' for module in (
        'queue', 'Queue', 'multiprocessing', 'eventlet.queue',
        'eventlet.green.Queue', 'gevent.queue', 'six.moves.queue')
    for name in ('Queue', 'LifoQueue', 'PriorityQueue', 'JoinableQueue',
                 'LightQueue'))
_LOCKS = frozenset(
    f'{module}.{name}' for module in (
        'threading', 'multiprocessing', 'eventlet.green.threading')
    for name in ('Lock', 'RLock', 'Semaphore', 'BoundedSemaphore',
                 'Condition'))
# What a first positional argument means instead, by class and method.
_FIRST_MEANS: dict[tuple[str | None, str], str] = {
    **{(kind, 'get'): 'block' for kind in _QUEUES},
    **{(kind, 'acquire'): 'blocking' for kind in _LOCKS},
    ('subprocess.Popen', 'communicate'): 'input',
}
_SECONDS = re.compile(r'(?i)timeout|time_out|seconds|secs|(?:^|_)wait|delay')

# Whoever has done one of these has seen to it that the rest ends.
_ENDING = frozenset((
    'kill', 'terminate', 'stop', 'shutdown', 'killpg', 'cancel', 'close',
    'send_signal'))
# A comment that says why nothing bounds a call; that it waits is no reason.
_REASON = re.compile(
    r'(?i)\b(?:forever|for ever|time-?\s?outs?|never|always|guarantee\w*|'
    r'cannot hang|on purpose|deliberate\w*|intention\w*|bounded)\b')


@dataclass(frozen=True)
class Blocking:
    """A call without a limit.

    :ivar node: the call.
    :ivar fact: what it does, for the message.
    :ivar advice: what to do instead.
    """

    node: ast.Call
    fact: str
    advice: str


def receiver(source: SourceFile, call: ast.Call) -> str | None:
    """The dotted name of the class of the object whose method is called.

    Known where each value of the name or attribute is made in this file by
    the same constructor.
    """
    names = source.once(Names)
    owner = getattr(call.func, 'value', call.func)
    values = names.attribute_values(owner) if isinstance(
        owner, ast.Attribute) else [names.value(owner)]
    kinds = {
        names.dotted(value.func) if isinstance(value, ast.Call) else None
        for value in values
        if not isinstance(value, ast.Constant)}
    return kinds.pop() if len(kinds) == 1 else None


def misplaced_timeouts(source: SourceFile) -> Iterator[Blocking]:
    """``queue.get(timeout)``: that is given for ``block``."""
    for call in source.on(ast.Call, source.lines_with(
            '.get(', '.acquire(', '.communicate(')):
        if len(call.args) != 1 or call.keywords or not _is_seconds(
                call.args[0]):
            continue
        parameter = _FIRST_MEANS.get(
            (receiver(source, call), callee_name(call)))
        if parameter is not None:
            yield Blocking(
                call, f'{callee_name(call)}({spelled(call.args[0])}) takes '
                f"the timeout for '{parameter}' and has no limit",
                'pass it as timeout=')


def _is_seconds(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return isinstance(value.value, (int, float)) and value.value > 1
    return _SECONDS.search(last_name(value)) is not None


def endless_processes(source: SourceFile) -> Iterator[Blocking]:
    """``os.waitpid(pid, 0)``, and a poller that no timer wakes."""
    names = source.once(Names)
    for call in source.on(
            ast.Call, source.lines_with('waitpid(', '.block(')):
        match call:
            case ast.Call(args=[child, ast.Constant(value=0)]):
                # To wait for any child is a supervisor's work.
                if names.dotted(call.func) == 'os.waitpid' and not (
                        isinstance(child, (ast.Constant, ast.UnaryOp))
                        or is_excused(source, call) or is_ended(source, call)
                        or _is_own_child(source, call)):
                    yield Blocking(
                        call, 'os.waitpid() has no limit: it never returns '
                        'if the process does not end',
                        'poll with os.WNOHANG until a deadline')
            case ast.Call(func=ast.Attribute(value=owner, attr='block')):
                if 'poller' in written(owner).lower() and not any(
                        name in callee_name(node)
                        for node in _calls_beside(source, call)
                        for name in ('timer_wait', 'immediate_wake')
                ) and not is_excused(source, call):
                    yield Blocking(
                        call, 'poller.block() has no limit: it never '
                        'returns if nothing happens',
                        'call timer_wait() first')


def _is_own_child(source: SourceFile, call: ast.Call) -> bool:
    """Whether the child was forked here, and leaves by ``os._exit()``.

    That is the same as to call what it does.
    """
    names = source.once(Names)
    return {'os.fork', 'os._exit'} <= {
        names.dotted(node.func) for node in _calls_beside(source, call)}


def is_excused(source: SourceFile, call: ast.Call) -> bool:
    """Whether something else ends a call, or a comment says why nothing does.

    A time limit around it, ``settimeout`` on what is called, a function that
    only waits, by its name.
    """
    owner = owner_of(call)
    return guards.is_guarded(source, call) or (
        _REASON.search(comments(source, call)) is not None) or (
            getattr(source.function(call), 'name', '') in (
                'wait', 'stop', 'join', 'main')) or any(
            callee_name(node) == 'settimeout' and owner_of(node) == owner
            for node in calls_before(source, call))


def is_ended(source: SourceFile, call: ast.Call) -> bool:
    """Whether the same function has stopped what a call waits for."""
    return any(
        callee_name(node) in _ENDING
        # ``self.launcher.kill_worker(pid)``
        or polls.words(callee_name(node))[:1] in (['kill'], ['terminate'])
        for node in calls_before(source, call))


def calls_before(
    source: SourceFile, call: ast.Call,
) -> Iterator[ast.Call]:
    """The calls of the same function that stand above one."""
    for node in _calls_beside(source, call):
        if (node.lineno, node.col_offset) < (call.lineno, call.col_offset):
            yield node


def _calls_beside(source: SourceFile, call: ast.Call) -> Iterator[ast.Call]:
    """The calls of the same function; outside of one, of the module."""
    for node in walk_scope(source.function(call) or source.tree):
        if isinstance(node, ast.Call):
            yield node


def comments(source: SourceFile, node: ast.AST) -> str:
    """What is said at a statement, above it, and of its whole function."""
    statement = statement_of(source, node)
    lines = source.lines
    found = [*_above(lines, statement.lineno), *(
        line.partition('  # ')[2]
        for line in lines[statement.lineno - 1:statement.end_lineno])]
    function = source.function(node)
    if function is not None:
        docstring = ast.get_docstring(function) is not None
        for first in (*function.decorator_list[:1], function,
                      *function.body[docstring:docstring + 1]):
            found += _above(lines, first.lineno)
    return ' '.join(line.strip(' #\n') for line in found)


def _above(lines: list[str], number: int) -> list[str]:
    """The comment lines directly above a line."""
    first = number - 1
    while first > 0 and lines[first - 1].lstrip().startswith('#'):
        first -= 1
    return lines[first:number - 1]
