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
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.loop import Loop

# Work that changes nothing outside the function: it keeps what was seen.
_BOOKKEEPING = frozenset((
    'append', 'add', 'update', 'extend', 'insert', 'pop', 'set', 'save',
    'clear', 'remove', 'discard', 'setdefault', 'sort', 'write', 'close',
    'flush'))


def called(statement: ast.stmt) -> ast.Call | None:
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
        (inner := called(statement)) is not None
        and not logs.level(inner) and works(source, inner)
        for part in helper.body for each in walk_scope(part)
        if isinstance(each, ast.For)
        for statement in walk_scope(each)
        if isinstance(statement, ast.Expr))
