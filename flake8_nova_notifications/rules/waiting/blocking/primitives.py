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

"""Events, queues, processes and threads that are waited for without limit.

Off unless ``nvn-blocking-calls`` names their kind. An object whose making
cannot be seen in the file is never reported.
"""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import owner_of
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.rules.waiting.blocking.calls import Blocking
from flake8_nova_notifications.rules.waiting.blocking.calls import calls_before
from flake8_nova_notifications.rules.waiting.blocking.calls import is_ended
from flake8_nova_notifications.rules.waiting.blocking.calls import is_excused
from flake8_nova_notifications.rules.waiting.blocking.calls import receiver

# The kinds by the word that turns them on: what is called, of what class, and
# who is to act.
_KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    'processes': (
        ('wait', 'communicate', 'join'), ('Popen', 'Process'),
        'the process does not end'),
    'events': (('wait',), ('Event',), 'nobody sets the event'),
    'queues': (
        ('get',), ('Queue', 'LifoQueue', 'PriorityQueue', 'SimpleQueue',
                   'JoinableQueue', 'LightQueue'),
        'nobody puts anything into the queue'),
    'conditions': (('wait',), ('Condition',), 'nobody notifies'),
    'semaphores': (
        ('acquire',), ('Semaphore', 'BoundedSemaphore'),
        'nobody releases the semaphore'),
    'threads': (('join',), ('Thread', 'Timer'), 'the thread does not end'),
}
KINDS = tuple(_KINDS)

_MODULES = frozenset((
    'threading', 'queue', 'multiprocessing', 'subprocess', 'Queue',
    'eventlet.event', 'eventlet.queue', 'eventlet.green.threading',
    'eventlet.green.subprocess', 'eventlet.green.Queue', 'gevent.queue',
    'six.moves.queue'))
# A command that ends by itself.
_SHORT = frozenset(('which', 'whoami', 'hostname', 'uname', 'true', 'id'))


def words(options: Options) -> tuple[str, ...]:
    """How the objects are made whose kinds are turned on."""
    return tuple(dict.fromkeys(
        f'{cls}(' for kind in options.nvn_blocking_calls
        for cls in _KINDS[kind][1]))


def unbounded_primitives(source: SourceFile) -> Iterator[Blocking]:
    """Calls of the kinds that are turned on, without a limit."""
    wanted = source.options.nvn_blocking_calls
    if not wanted:
        return
    methods = {
        f'.{method}(' for kind in wanted for method in _KINDS[kind][0]}
    for call in source.on(ast.Call, source.lines_with(*methods)):
        name = callee_name(call)
        if call.args and not (
                name == 'communicate' and len(call.args) == 1) or any(
                    keyword.arg in ('timeout', 'block', 'blocking', None)
                    for keyword in call.keywords):
            continue
        made = receiver(source, call)
        module, _, cls = (made or '').rpartition('.')
        if module not in _MODULES or cls in (
                source.options.nvn_bounded_classes):
            continue
        for kind in wanted:
            called, classes, who = _KINDS[kind]
            if name in called and cls in classes and not _is_harmless(
                    source, call, kind):
                yield Blocking(
                    call, f'{name}() has no timeout: it never returns if '
                    f'{who}', 'give it a timeout')


def _is_harmless(source: SourceFile, call: ast.Call, kind: str) -> bool:
    """Whether somebody has seen to it that a call returns."""
    function = source.function(call)
    if is_excused(source, call) or function is None or _is_worker(
            source, function) or 'threading.Timer(' in source.text_of(
                function):
        return True
    inside = [above for above in source.ancestors(call)
              if isinstance(above, ast.While)]
    if kind in ('queues', 'conditions') and (inside or _is_repeated(
            source, function)):
        # A worker's own loop; ``while not ready: condition.wait()``.
        return True
    if kind in ('processes', 'threads') and (
            is_ended(source, call) or _waits_above(source, call)):
        return True
    if kind == 'processes' and _is_short(source, call):
        return True
    return any(_settles(source, node, call, kind)
               for node in calls_before(source, call))


def _is_worker(source: SourceFile, function: Function) -> bool:
    """Whether a function is handed to somebody who runs it.

    It waits for whoever made it, who releases it.
    """
    if source.function(function) is not None:
        return True
    lines = source.lines_with(function.name)
    return any(
        node.attr == function.name and is_own(node)
        and not _is_called(source, node)
        for node in source.on(ast.Attribute, lines)) or any(
            node.id == function.name and not _is_called(source, node)
            for node in source.on(ast.Name, lines))


def _is_called(source: SourceFile, node: ast.AST) -> bool:
    above = source.parent(node)
    return isinstance(above, ast.Call) and above.func is node


def _waits_above(source: SourceFile, call: ast.Call) -> bool:
    """Whether a loop of the function has waited for the end before."""
    function = source.function(call)
    return function is not None and any(
        isinstance(node, ast.While) and node.lineno < call.lineno
        for node in walk_scope(function))


def _settles(
    source: SourceFile, earlier: ast.Call, call: ast.Call, kind: str,
) -> bool:
    """``event.set()``, ``process.poll()``, ``queue.put(None)`` above it."""
    name = callee_name(earlier)
    if kind == 'threads':
        # What tells the thread to end.
        return name in ('set', 'put', 'put_nowait')
    if owner_of(earlier) != owner_of(call):
        return False
    if name in ('is_set', 'isSet'):
        above = source.parent(earlier)
        return isinstance(above, ast.Assert) or isinstance(
            above, ast.Call) and callee_name(above) == 'assertTrue'
    return name in (
        'set', 'poll', 'put', 'put_nowait', 'release', 'done', 'notify',
        'notify_all', 'empty', 'qsize')


def _is_repeated(source: SourceFile, function: ast.AST) -> bool:
    """Whether a function is called by a loop without end, one call away."""
    name = getattr(function, 'name', '')
    names = source.once(Names)
    return any(
        callee_name(call) == name and names.definition(
            call.func) is function
        and any(isinstance(above, ast.While)
                for above in source.ancestors(call))
        for call in source.on(ast.Call, source.lines_with(f'{name}(')))


def _is_short(source: SourceFile, call: ast.Call) -> bool:
    """``Popen(['which', 'qemu'])``, ``Popen(['ping', '-w1', host])``."""
    names = source.once(Names)
    owner = call.func.value if isinstance(
        call.func, ast.Attribute) else call.func
    values = names.attribute_values(owner) if isinstance(
        owner, ast.Attribute) else [names.value(owner)]
    texts = [
        node.value for value in values for node in walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(text.split()[:1] and text.split()[0] in _SHORT
               for text in texts) or any(
        text.startswith(('-w', '-W', '--timeout', 'timeout '))
        for text in texts)
