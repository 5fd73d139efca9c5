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

"""The fix of NVN102: the timeout message says what the last poll returned."""

import ast
import builtins
from collections.abc import Sequence

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.message import adding_values
from flake8_nova_notifications.edits.message import formatting
from flake8_nova_notifications.edits.message import is_text
from flake8_nova_notifications.edits.message import is_unformatted
from flake8_nova_notifications.edits.message import text_in
from flake8_nova_notifications.edits.text import begins_its_line
from flake8_nova_notifications.edits.text import indentation
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.idioms.unit_tests import unit_tests
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.naming import is_identifying
from flake8_nova_notifications.rules.waiting.sequence import before
from flake8_nova_notifications.rules.waiting.sequence import may_be_unset
from flake8_nova_notifications.rules.waiting.timeout_texts import TEXTS

LEAD = ': last seen '
# Characters; a shorter text may stand in a test for another reason.
_TELLING = 8


def with_last_seen(
    loop: Loop, failing: ast.stmt, values: Sequence[ast.expr],
) -> Fix | Refused:
    """The edits after which a failure at the end of a wait says more.

    Unsafe where a unit test of the module compares the message.

    :param values: what is to be added, known where it fails.
    """
    source = loop.source
    message = _message(source, failing)
    # A name says which thing it is, not how it is.
    values = [value for value in values
              if not is_identifying(last_name(value))]
    texts = [text for text in map(unparsed, values) if text]
    edits = _edits(source, failing, message, texts)
    if isinstance(edits, Refused):
        return edits
    unset = [value.id for value in values if isinstance(value, ast.Name)
             and may_be_unset(loop, value.id, failing)]
    if unset and (isinstance(loop.node, FUNCTIONS) or not begins_its_line(
            source.lines, loop.begin)):
        return Refused('the last value may be unset')
    safe = message is None or not _is_compared(source, message)
    indent = indentation(source.lines, loop.begin)
    before = ''.join(f'{indent}{name} = None\n' for name in unset)
    return Fix((
        *(Edit(edit.start, edit.end, edit.text, safe) for edit in edits),
        *([inserting((loop.begin.lineno, 0), before, safe)]
          if unset else ())))


def _edits(
    source: SourceFile, failing: ast.stmt, message: ast.expr | None,
    texts: Sequence[str],
) -> tuple[Edit, ...] | Refused:
    if message is not None and is_unformatted(message):
        names = source.once(Names)
        return formatting(
            source.lines, message, texts, LEAD,
            lambda name: bool(names.bindings(name, failing))) or Refused(
                'nothing is called like its placeholders')
    if not texts:
        return Refused('what the last poll returned is not kept')
    if message is None:
        return _added(source, failing, texts) or Refused(
            'it fails without a message of its own')
    return adding_values(
        source.lines, message, texts, LEAD,
        width=source.options.line_length) or Refused(
            'its message is made in an unusual way')


def _message(source: SourceFile, failing: ast.stmt) -> ast.expr | None:
    """The text that a failing statement gives."""
    if isinstance(failing, ast.Assert):
        given = failing.msg
        return given if given is not None and is_text(given) else None
    call = getattr(failing, 'exc', getattr(failing, 'value', None))
    if not isinstance(call, ast.Call):
        return None
    candidates = [*(keyword.value for keyword in call.keywords
                    if keyword.arg in TEXTS), *call.args]
    # assertEqual('ACTIVE', status, 'the message')
    if callee_name(call).startswith('assert'):
        candidates = candidates[-1:]
    for candidate in candidates:
        if isinstance(candidate, ast.Name):
            given = _assigned_beside(source, candidate, failing)
            candidate = candidate if given is None else given
        if is_text(candidate):
            return candidate
    return None


def _assigned_beside(
    source: SourceFile, name: ast.Name, failing: ast.stmt,
) -> ast.expr | None:
    """What a message is that is put into a local right before it fails."""
    return next((
        statement.value for statement in reversed(before(source, failing))
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name.id
            for target in statement.targets)), None)


def _added(
    source: SourceFile, failing: ast.stmt, texts: Sequence[str],
) -> tuple[Edit, ...]:
    """The edit that gives a message to what fails without one."""
    message = "'{}{}' % ({},)".format(
        LEAD.lstrip(': '), ', '.join(['%s'] * len(texts)), ', '.join(texts))
    line, column = end_of(failing)
    given: ast.AST | None = getattr(
        failing, 'exc', getattr(failing, 'value', None))
    called = isinstance(given, ast.Call)
    name = given.func if isinstance(given, ast.Call) else given
    if isinstance(failing, ast.Assert):
        edit = inserting((line, column), f', {message}')
        if not _fits(source, line, edit):
            indent = indentation(source.lines, failing)
            return (inserting(
                (line, column), f', (\n{indent}    {message})'),)
    elif isinstance(given, ast.Call) and (given.args or given.keywords):
        return ()
    elif isinstance(name, ast.Attribute) and name.attr == 'fail' or (
            isinstance(name, ast.Name) and _is_builtin(source, name)):
        edit = inserting((line, column - 1), message) if called else (
            inserting((line, column), f'({message})'))
    else:
        return ()
    return (edit,) if _fits(source, line, edit) else ()


def _fits(source: SourceFile, line: int, edit: Edit) -> bool:
    """Whether a line holds an edit that stands at its end."""
    return len(source.lines[line - 1].rstrip() + edit.text) <= (
        source.options.line_length)


def _is_builtin(source: SourceFile, name: ast.Name) -> bool:
    return isinstance(getattr(builtins, name.id, None), type) and (
        source.once(Names).dotted(name) == name.id)


def _is_compared(source: SourceFile, message: ast.expr) -> bool:
    """Whether a unit test of the module has the text of a message."""
    text = text_in(message)
    return len(text) >= _TELLING and not source.once(holds_tests) and any(
        text in test for test in unit_tests(source))
