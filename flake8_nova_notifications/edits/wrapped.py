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

"""An expression put into the brackets of a call, where there is room."""

import ast
from collections.abc import Iterator
from collections.abc import Sequence
import itertools
import re
from typing import NamedTuple

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import overlap
from flake8_nova_notifications.edits.edit import Position
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.text import between
from flake8_nova_notifications.edits.text import segment

_STEP = 4
_LITERAL = re.compile(r'''"[^"]*"|'[^']*'|#.*''')
_OPENS = re.compile(r'(?m)[\(\[\{]\s*(?:#.*)?$')
_COMMA = re.compile(rb',[ ]+(?=[^\s#])')
# Layouts tried for all expressions of a call together.
MAX_WAYS = 256


def wrapped(
    lines: Sequence[str], calls: Sequence[tuple[ast.expr, str]],
    outer: ast.Call, *, width: int,
) -> tuple[Edit, ...]:
    """The edits after which expressions are the arguments of calls.

    Of the ways to lay them out the first is taken that leaves no line too
    long: in place, on a new line, what follows on a new line, in brackets of
    several lines.

    :param calls: each expression, with what it is to be handed to.
    :param outer: the call in whose arguments they stand.
    :param width: columns of a line at most.
    :returns: no edit where they are laid out in an unusual way.
    """
    old = set(lines)
    for edits in itertools.islice(itertools.product(*(
            _ways(lines, node, name, outer) for node, name in calls)),
            MAX_WAYS):
        if overlap(edits):
            continue
        new = applied(lines, [Fix(edits)])
        if all(len(line) <= width for line in new.split('\n')
               if f'{line}\n' not in old):
            return edits
    return ()


class _Break(NamedTuple):
    """Where a new line may begin before an expression.

    :ivar place: behind the comma.
    :ivar text: what the new line begins with, white space included.
    """

    place: Position
    text: str
    indent: int


def _ways(
    lines: Sequence[str], node: ast.expr, name: str, outer: ast.Call,
) -> list[Edit]:
    text = segment(lines, node)
    start, end = start_of(node), end_of(node)
    if not _is_same(text, node) or _goes_on(lines, end):
        return []
    line = lines[start[0] - 1]
    row = len(line) - len(line.lstrip(' '))
    column = _characters(lines, start)
    here = _Break(start, '', row)
    found: list[Edit] = []

    def lay_out(new: _Break, left: int, head: str, indent: int,
                stop: Position = end, tail: str = '') -> None:
        """Add a way, with the columns of the expression and of its line."""
        inside = _moved(text, left - column, indent - row)
        if inside is not None:
            found.append(Edit(
                new.place, stop, f'{new.text}{head}{inside}){tail}', False))

    call = f'{name}('
    lay_out(here, column + len(call), call, row)
    if _is_in_text(outer, node):
        # No line may end there, and ``{value=}`` shows how it is written.
        rest = lines[end[0] - 1].encode()[end[1]:].lstrip()
        return [] if rest[:1] == b'=' else found
    if line[row:row + 1] == '\t':
        return found
    breaks = list(_breaks(lines, outer, node))
    for new in breaks:
        lay_out(new, len(new.text) - 1 + len(call), call, new.indent)
    comma = _comma_after(lines, end) if node in outer.args else None
    if comma is not None:
        below = _characters(lines, start_of(outer.args[0]))
        for new in (here, *breaks):
            left = len(new.text) - 1 if new.text else column
            lay_out(new, left + len(call), call, new.indent, comma,
                    f',\n{" " * below}')
    for new in (here, *breaks):
        indent = new.indent + _STEP
        lay_out(new, indent, f'{call}\n{" " * indent}', indent)
    return found


def _breaks(
    lines: Sequence[str], outer: ast.Call, node: ast.expr,
) -> Iterator[_Break]:
    """New lines for an entry of a dict and for an argument."""
    for holder in walk(outer):
        if isinstance(holder, ast.Dict) and node in holder.values:
            keys = [key or value for key, value in zip(
                holder.keys, holder.values, strict=True)]
            index = holder.values.index(node)
            if index:
                yield from _break(
                    lines, holder.values[index - 1], keys[index], node,
                    _first_entry(lines, holder, keys[0]))
    for before, after in zip(outer.args, outer.args[1:], strict=False):
        if start_of(after) <= start_of(node) < end_of(after) and (
                after.end_lineno == node.end_lineno):
            # Else its other lines would be aligned to what has moved.
            yield from _break(lines, before, after, node, _characters(
                lines, start_of(outer.args[0])))


def _first_entry(
    lines: Sequence[str], table: ast.Dict, first: ast.expr,
) -> int:
    """The column in which the entries of a dict begin, ``**x`` included."""
    line, column = start_of(table)
    before = between(lines, (line, column + 1), start_of(first))
    return _characters(lines, start_of(first)) - len(
        before.rpartition('\n')[2].lstrip(' '))


def _break(
    lines: Sequence[str], before: ast.expr, first: ast.expr, node: ast.expr,
    column: int,
) -> Iterator[_Break]:
    """A new line before the first of what stands beside an expression."""
    comma = _comma_after(lines, end_of(before))
    if comma == start_of(first) and first.lineno == node.lineno:
        beside = between(lines, start_of(first), start_of(node))
        line, end = end_of(before)
        yield _Break((line, end + 1), f'\n{" " * column}{beside}', column)


def _comma_after(lines: Sequence[str], end: Position) -> Position | None:
    """Where the next of some arguments begins, on the same line."""
    rest = lines[end[0] - 1].encode()[end[1]:]
    match = _COMMA.match(rest)
    return None if match is None else (end[0], end[1] + match.end())


def _is_same(text: str, node: ast.expr) -> bool:
    """Whether a text is that of an expression, as its position says."""
    try:
        body = parse(f'(\n{text}\n)').body
    except (SyntaxError, ValueError):
        return False
    return len(body) == 1 and isinstance(body[0], ast.Expr) and (
        ast.dump(body[0].value) == ast.dump(node))


def _goes_on(lines: Sequence[str], end: Position) -> bool:
    """Whether later lines are aligned to a bracket behind an expression."""
    rest = lines[end[0] - 1].encode()[end[1]:].decode().partition('#')[0]
    depth = 0
    for character in rest.rstrip():
        depth += (character in '([{') - (character in ')]}')
        depth = max(depth, 0)
    return depth > 0 and not rest.rstrip().endswith(('(', '[', '{'))


def _moved(text: str, aligned: int, hanging: int) -> str | None:
    """An expression whose lines are moved with its first one.

    :param aligned: how far, where they are aligned to what is on the first.
    :param hanging: how far, where they are indented by a step.
    :returns: None where they are neither.
    """
    first, newline, rest = text.partition('\n')
    if not newline:
        return text
    delta = hanging if _hangs(first) else aligned
    if delta == aligned != hanging and _OPENS.search(text):
        return None
    lines = rest.split('\n')
    if any(line[:-delta].strip() for line in lines if delta < 0) or (
            '\t' in text):
        return None
    new = '\n'.join((first, *(
        ' ' * delta + line if delta > 0 else line[-delta:]
        for line in lines)))
    # Lines of a text stay where they are.
    return new if _dumped(new) == _dumped(text) else None


def _hangs(line: str) -> bool:
    """Whether a line ends in the only bracket that stays open on it."""
    code = _LITERAL.sub('', line).rstrip()
    opened = sum(code.count(one) for one in '([{')
    return code.endswith(('(', '[', '{')) and (
        opened - sum(code.count(one) for one in ')]}') == 1)


def _dumped(text: str) -> str:
    return ast.dump(parse(f'(\n{text}\n)'))


def _is_in_text(outer: ast.Call, node: ast.expr) -> bool:
    return any(
        part is node for text in walk(outer)
        if isinstance(text, ast.JoinedStr) and text is not node
        for part in walk(text))


def _characters(lines: Sequence[str], place: Position) -> int:
    line, column = place
    return len(lines[line - 1].encode()[:column].decode())
