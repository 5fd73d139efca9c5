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

"""A statement moved to the right, into a block of its own."""

import ast
from collections.abc import Sequence

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.text import between
from flake8_nova_notifications.edits.text import indentation
from flake8_nova_notifications.edits.text import segment

_STEP = '    '


def moved(
    lines: Sequence[str], statement: ast.stmt, step: str, *, width: int,
) -> str | None:
    """The text of a statement that has its lines for itself, moved.

    Where a line gets too long the arguments of its call are folded anew,
    unless there are comments among them.

    :param step: what it is indented by besides.
    :param width: columns of a line at most.
    :returns: no newline at the end; None where the text would mean something
        else, as with texts of several lines.
    """
    own = lines[statement.lineno - 1:statement.end_lineno]
    old = ''.join(own)
    text = ''.join(
        f'{step}{line}' if line.strip() else line for line in own
    ).rstrip('\r\n')
    meant = _dumped(old)
    if any(len(line) > width for line in text.splitlines()):
        folded = _folded(
            lines, statement, indentation(lines, statement) + step, width)
        if folded is not None and _dumped(folded) == meant:
            return folded
    return text if _dumped(text) == meant else None


def _dumped(text: str) -> str | None:
    try:
        return ast.dump(parse(f'if 1:\n{text}'))
    except SyntaxError:
        return None


def _folded(
    lines: Sequence[str], statement: ast.stmt, indent: str, width: int,
) -> str | None:
    """The same with as many arguments on a line as it holds."""
    call = getattr(statement, 'value', None)
    if not isinstance(call, ast.Call) or any(
            '#' in line for line in
            lines[statement.lineno - 1:statement.end_lineno]):
        return None
    folded = [indent + _plain(between(
        lines, start_of(statement), end_of(call.func))) + '(']
    parts = [_plain(segment(lines, given)) for given in sorted(
        [*call.args, *call.keywords], key=start_of)]
    for part in [f'{one},' for one in parts[:-1]] + [
            f'{one})' for one in parts[-1:]]:
        line = f'{folded[-1]} {part}'
        if len(folded) > 1 and len(line) <= width:
            folded[-1] = line
        else:
            folded.append(f'{indent}{_STEP}{part}')
    return '\n'.join(folded) if parts and all(
        len(line) <= width for line in folded) else None


def _plain(text: str) -> str:
    """A text on one line; what that breaks is seen afterwards."""
    return ' '.join(line.strip() for line in text.splitlines()).replace(
        '( ', '(')
