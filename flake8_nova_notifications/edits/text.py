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

"""Pieces of the text under review, for edits that are made of them."""

import ast
from collections.abc import Sequence

from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Position
from flake8_nova_notifications.edits.edit import start_of


def between(lines: Sequence[str], start: Position, end: Position) -> str:
    """The text from one position to another."""
    (first, left), (last, right) = start, end
    if first == last:
        return lines[first - 1].encode()[left:right].decode()
    return ''.join((
        lines[first - 1].encode()[left:].decode(),
        *lines[first:last - 1],
        lines[last - 1].encode()[:right].decode()))


def segment(lines: Sequence[str], node: ast.AST) -> str:
    """A node as it is written, comments and line breaks included."""
    return between(lines, start_of(node), end_of(node))


def indentation(lines: Sequence[str], node: ast.AST) -> str:
    """The white space before a statement that begins its line."""
    line = lines[getattr(node, 'lineno', 1) - 1]
    return line[:len(line) - len(line.lstrip(' \t\f'))]


def begins_its_line(lines: Sequence[str], node: ast.stmt) -> bool:
    """Whether nothing but white space stands before a statement."""
    return not lines[node.lineno - 1].encode()[:node.col_offset].strip()


def indent_step(lines: Sequence[str], block: ast.stmt) -> str:
    """What a line is indented by beyond the one that opens its block."""
    outer, inner = (indentation(lines, one) for one in (
        block, getattr(block, 'body', [block])[0]))
    return inner.removeprefix(outer) or '    '


def line_start(
    lines: Sequence[str], statement: ast.stmt, indent: str, block: ast.stmt,
) -> Position:
    """Where a new line goes that is to stand before a statement.

    Above its decorators and what is said of it; right below the header of
    the block, if it is the first one.

    :param statement: it has its lines for itself.
    :param indent: the white space before it.
    :param block: the loop in whose body it stands.
    """
    first = min([statement.lineno, *(
        one.lineno for one in getattr(statement, 'decorator_list', ()))])
    is_first = statement is getattr(block, 'body', [None])[0]
    while first > block.lineno + 1 and (
            lines[first - 2].startswith(f'{indent}#')
            or is_first and not lines[first - 2].strip()):
        first -= 1
    return first, 0


def colon_end(
    lines: Sequence[str], start: Position, end: Position,
) -> Position | None:
    """The end of the colon between a header and its body."""
    (line, column), (last, _) = start, end
    while line <= last:
        text = lines[line - 1].encode()[column:].decode()
        code = text.partition('#')[0]
        if ':' in code:
            before = code[:code.index(':')]
            if before.strip(' \t\f\r\n)\\'):
                return None
            return line, column + len(before.encode()) + 1
        line, column = line + 1, 0
    return None
