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

"""What a loop does beside asking: the calls made for their effect."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms.pauses import pause
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop

# Work that changes nothing outside the function: it keeps what was seen.
_BOOKKEEPING = frozenset((
    'append', 'add', 'update', 'extend', 'insert', 'pop', 'set', 'save',
    'clear', 'remove', 'discard', 'setdefault', 'sort', 'write', 'close',
    'flush'))

# Doing one of these when time is up forces what was waited for.
_FORCING = frozenset((
    'kill', 'terminate', 'abort', 'reset', 'force', 'destroy', 'delete',
    'cancel', 'stop', 'shutdown', 'power', 'remove', 'hard', 'detach',
    'disconnect', 'revert', 'rollback', 'evict', 'send', 'unmount'))
# Words of a state or an event that says that something went wrong.
_ERRORS = frozenset((
    'error', 'errored', 'errors', 'fail', 'failed', 'failure', 'failures',
    'timeout', 'timedout', 'fault', 'faulty', 'aborted', 'exception'))


def called(statement: ast.AST) -> ast.Call | None:
    """The call that a statement consists of, awaited or not."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(value, ast.Await):
        value = value.value
    return value if isinstance(value, ast.Call) else None


def dropped_calls(
    loop: Loop, block: list[ast.stmt],
) -> Iterator[ast.Call]:
    """Calls of a block of the loop that are made for what they do."""
    woken = {
        written(pause.node.func.value) for pause in loop.pauses
        if isinstance(pause.node.func, ast.Attribute)}
    for statement in block:
        if isinstance(statement, TRIES):
            yield from dropped_calls(loop, statement.body)
        call = called(statement)
        if call is None or logs.level(call) or loop.is_pause(call):
            continue
        if isinstance(call.func, ast.Attribute) and written(
                call.func.value) in woken:
            # Wakes those who are to make the condition true.
            continue
        yield call


def works(source: SourceFile, call: ast.Call) -> bool:
    """Whether a call whose result is dropped changes something elsewhere."""
    if not polls.says_work(call) or polls.kind(source, call) in (
            Kind.POLL, Kind.PLAIN):
        return False
    spoken = polls.words(callee_name(call))
    return spoken[0] not in _BOOKKEEPING or (
        len(spoken) > 1 and isinstance(call.func, ast.Name))


def works_inside(source: SourceFile, call: ast.Call) -> bool:
    """``self.check_children()`` starts those again that have died.

    A method of the same object that works for one thing after another
    is looked into; one that asks may well use such a verb for that.
    """
    helper = source.once(Names).definition(call.func)
    return isinstance(helper, FUNCTIONS) and any(
        (inner := called(node)) is not None and works(source, inner)
        for part in helper.body for each in walk_scope(part)
        if isinstance(each, ast.For) for node in walk_scope(each))


def records_error(call: ast.Call) -> bool:
    """Whether a call notes for somebody that something went wrong.

    ``update(name, {'status': States.ERROR})``, ``self.set_error()``; what
    only goes to the log or the screen is noted for nobody.
    """
    name = callee_name(call)
    return not logs.level(call) and name != 'print' and (
        # ``get_logger().log_error(text)``
        not name.startswith('log_')) and (
        _says_error(name, *call.args, *(
            keyword.value for keyword in call.keywords)))


def _says_error(name: str, *values: ast.expr) -> bool:
    """Whether a name, or one of some values, is of something gone wrong."""
    texts = [name]
    for node in (node for value in values for node in walk(value)):
        if not isinstance(node, ast.Constant):
            texts.append(last_name(node))
        elif isinstance(node.value, str) and ' ' not in node.value:
            # A sentence speaks of much.
            texts.append(node.value)
    return any(not _ERRORS.isdisjoint(polls.words(text.replace('.', '_')))
               for text in texts)


def asserts_at_limit(loop: Loop) -> bool:
    """``if n == last: self.assertEqual(...)``, in the last round."""
    return any(
        isinstance(node, ast.Expr) and failures.asserts(node)
        and loop.once(Deadlines).is_at_limit(node)
        for node in walk_scope(loop.node))


def asserts_flag(loop: Loop, statement: ast.stmt) -> bool:
    """``self.assertTrue(found, 'no port')``, which the loop has set."""
    call = called(statement)
    return call is not None and len(call.args) > 1 and callee_name(
        call).lower().lstrip('_') in ('asserttrue', 'assertfalse') and (
            any(isinstance(node, ast.Name) and node.id in loop.assigned
                and all(isinstance(given.value, ast.Constant)
                        for given in loop.assigned[node.id])
                for node in walk(call.args[0])))


def asserts_count(loop: Loop, statement: ast.stmt) -> bool:
    """``self.assertNotEqual(0, tries)``: that there are polls left.

    That it has counted so many, ``assertEqual(3, tries)``, is another thing.
    """
    call = called(statement)
    return not (call is not None and callee_name(call).lower().startswith(
        'assertequal')) and any(
            isinstance(node, ast.Name)
            and node.id in loop.once(Counters).steps
            for node in walk(statement))


def only_logs(statement: ast.If) -> bool:
    """Whether all branches of a condition log, and do nothing else."""
    return any(logs.level(node) for node in walk(statement)) and all(
        logs.level(getattr(one, 'value', one))
        for branch in flow.branches(statement) for one in branch)


def pauses_inside(source: SourceFile, statement: ast.stmt) -> bool:
    """Whether a statement is a loop that pauses, or holds one."""
    return any(
        isinstance(node, ast.For | ast.While) and any(
            isinstance(call, ast.Call) and pause(source, call) is not None
            for call in walk_scope(node))
        for node in walk_scope(statement))


def records_inside(source: SourceFile, call: ast.Call) -> bool:
    """Whether a helper of this file notes an error: ``self._give_up()``."""
    helper = source.once(Names).definition(call.func)
    return isinstance(helper, FUNCTIONS) and any(
        (inner := called(node)) is not None and records_error(inner)
        or isinstance(node, ast.Assign) and any(
            isinstance(target, (ast.Attribute, ast.Subscript))
            for target in node.targets) and _says_error('', node.value)
        for statement in helper.body for node in walk_scope(statement))


def forces(statement: ast.stmt) -> bool:
    """Whether a statement brings about by force what was waited for."""
    return any(
        isinstance(node, ast.Call) and not logs.level(node)
        and bool(_FORCING.intersection(polls.words(callee_name(node))))
        for node in walk_scope(statement))
