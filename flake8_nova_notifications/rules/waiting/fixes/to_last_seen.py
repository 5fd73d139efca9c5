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
from flake8_nova_notifications.code.expressions import written
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
from flake8_nova_notifications.edits.text import indentation
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.idioms.unit_tests import unit_tests
from flake8_nova_notifications.rules.waiting.fixes.timeout_texts import TEXTS
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.naming import is_identifying
from flake8_nova_notifications.rules.waiting.loops.sequence import before
from flake8_nova_notifications.rules.waiting.loops.sequence import given_to
from flake8_nova_notifications.rules.waiting.loops.sequence import may_be_unset

LEAD = ': last seen '


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
    texts = [written(value) for value in values
             if not is_identifying(last_name(value))]
    edits = _edits(source, failing, message, texts)
    if isinstance(edits, Refused):
        return edits
    unset = [text for text in texts if may_be_unset(loop, text, failing)]
    if unset and isinstance(loop.node, FUNCTIONS):
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
    match failing:
        case ast.Assert(msg=ast.expr() as message):
            candidates = [message]
        case ast.Raise(exc=ast.Call() as call) | ast.Expr(
                value=ast.Call() as call):
            candidates = [*(keyword.value for keyword in call.keywords
                            if keyword.arg in TEXTS), *call.args]
            if callee_name(call).startswith('assert'):
                # assertEqual('ACTIVE', status, 'the message')
                candidates = candidates[-1:]
        case _:
            return None
    for candidate in candidates:
        if isinstance(candidate, ast.Name):
            # Into which it is put right before it fails.
            candidate = next((
                given for statement in reversed(before(source, failing))
                if (given := given_to(statement, candidate.id)) is not None),
                candidate)
        if is_text(candidate):
            return candidate
    return None


def _added(
    source: SourceFile, failing: ast.stmt, texts: Sequence[str],
) -> tuple[Edit, ...]:
    """The edit that gives a message to what fails without one."""
    message = "'{}{}' % ({},)".format(
        LEAD.lstrip(': '), ', '.join(['%s'] * len(texts)), ', '.join(texts))
    line, column = end_of(failing)
    match failing:
        case ast.Assert(msg=None):
            edit = inserting((line, column), f', {message}')
            if _fits(source, line, edit):
                return (edit,)
            indent = indentation(source.lines, failing)
            return (inserting(
                (line, column), f', (\n{indent}    {message})'),)
        case ast.Raise(exc=ast.Name() as name):
            edit = inserting((line, column), f'({message})')
        case ast.Raise(exc=ast.Call(
                func=ast.Name() as name, args=[], keywords=[])):
            edit = inserting((line, column - 1), message)
        case _:
            return ()
    return (edit,) if _is_builtin(source, name) and _fits(
        source, line, edit) else ()


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
    return not source.once(holds_tests) and any(
        text in test for test in unit_tests(source))
