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

"""The literal that a text ends with, and what can be put at its end."""

import ast
from collections.abc import Sequence
import io
import re
import tokenize
from typing import NamedTuple

from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Position
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.text import between

# A full stop or a colon, which a value takes the place of.
_ENDS = re.compile(r'[.!:]?[ ]*$')


class Literal(NamedTuple):
    """The last of the literals that a text is joined of.

    :ivar start: where it begins.
    :ivar inner: where its closing quotes begin.
    """

    start: Position
    inner: Position
    prefix: str
    quote: str

    @property
    def takes_values(self) -> bool:
        return 'f' in self.prefix.lower()


def ending_in(
    lines: Sequence[str], literal: Literal, text: str, own_literal: bool,
    prefix: str = '',
) -> list[Edit]:
    """What is put at the end of a text, in place of its full stop.

    :param prefix: what the literal has to have for it.
    """
    line, column = literal.inner
    start = line, column - _full_stop(lines, literal)
    if own_literal or prefix and not literal.takes_values:
        if len(literal.quote) > 1:
            return []
        indent = ' ' * character(lines, literal.start)
        return [Edit(start, literal.inner, (
            f'{literal.quote}\n{indent}{prefix}{literal.quote}{text}'))]
    return [Edit(start, literal.inner, text)]


def last_literal(
    lines: Sequence[str], node: ast.expr,
) -> Literal | None:
    """The last literal of a text; None where it cannot be made out."""
    start = start_of(node)
    # Brackets, so that it may go on on the next line.
    text = f'({between(lines, start, end_of(node))})'
    begin, end = (0, 0), (0, 0)
    written = ''
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            name = tokenize.tok_name[token.type]
            if name.endswith('STRING_START'):
                if not depth:
                    begin, written = token.start, token.string
                depth += 1
            elif name.endswith('STRING_END'):
                depth -= 1
                end = token.end
            elif token.type == tokenize.STRING and not depth:
                begin, written, end = token.start, token.string, token.end
    except (tokenize.TokenError, SyntaxError):
        return None
    opening = re.match(r'(\w*)("""|\'\'\'|"|\')', written)
    if opening is None:
        return None
    prefix, quote = opening.groups()
    line, column = _position(text, end, start)
    return Literal(_position(text, begin, start),
                   (line, column - len(quote)), prefix, quote)


def _position(text: str, place: tuple[int, int], start: Position) -> Position:
    """Where a place in a bracketed piece of a file stands in the file."""
    line, column = place
    before = text.split('\n')[line - 1][:column]
    if line > 1:
        return start[0] + line - 1, len(before.encode())
    return start[0], start[1] + len(before.encode()) - 1


def character(lines: Sequence[str], position: Position) -> int:
    line, column = position
    return len(lines[line - 1].encode()[:column].decode())


def new_column(
    lines: Sequence[str], literal: Literal, node: ast.AST, text: str,
    own_literal: bool,
) -> int:
    """Where a node stands once a text before it has grown."""
    line, column = start_of(node)
    old = character(lines, (line, column))
    if line != literal.inner[0] or column < literal.inner[1]:
        return old
    grown = old + len(text) - _full_stop(lines, literal)
    if not own_literal:
        return grown
    return grown + _full_stop(lines, literal) + len(literal.quote) + (
        character(lines, literal.start) - character(lines, literal.inner))


def _full_stop(lines: Sequence[str], literal: Literal) -> int:
    """How many characters at the end of a text a value takes the place of."""
    line, column = literal.inner
    text = lines[line - 1].encode()[:column].decode()
    return len(text) - len(_ENDS.sub('', text))


def requoted(value: str, quote: str) -> str | None:
    """A value inside of an f-string, which Python 3.11 reads as well."""
    if quote[0] not in value:
        return value if '\\' not in value else None
    other = '"' if quote[0] == "'" else "'"
    return None if other in value or '\\' in value else value.replace(
        quote[0], other)
