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

"""The pieces of a text that is put together: literals and values, in order."""

import ast
from collections.abc import Sequence
import string
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.edits.message import PLACEHOLDER
from flake8_nova_notifications.edits.message import template_of

WRITES = frozenset(('str', 'repr', 'dumps', 'dump_as_text', 'pformat'))


class Piece(NamedTuple):
    """A literal or a value.

    :ivar text: of a literal.
    :ivar value: of anything else.
    :ivar quoted: whether it is written as ``repr`` does.
    """

    text: str
    value: ast.expr | None = None
    quoted: bool = False


def is_text(value: ast.expr) -> bool:
    """Whether an expression makes a text, whatever is put into it."""
    match value:
        case ast.Constant():
            return isinstance(value.value, str)
        case ast.JoinedStr():
            return True
        case ast.BinOp(op=ast.Mod(), left=left):
            return template_of(left) is not None
        case ast.BinOp(op=ast.Add()):
            return is_text(value.left) or is_text(value.right)
        case ast.Call(func=ast.Attribute(attr='format', value=template)):
            return template_of(template) is not None
        case ast.Call(func=ast.Attribute(attr='join', value=ast.Constant())):
            return True
        case ast.Call():
            return callee_name(value) in WRITES
    return False


def pieces(value: ast.expr) -> Sequence[Piece] | None:
    """What a text is put together of; None where that is not seen."""
    match value:
        case ast.Constant(value=str(text)):
            return [Piece(text)]
        case ast.JoinedStr(values=parts):
            return [_field(part) for part in parts]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            first, second = pieces(left), pieces(right)
            return None if first is None or second is None else [
                *first, *second]
        case ast.BinOp(op=ast.Mod(), left=left, right=right):
            return _percent(left, right)
        case ast.Call(func=ast.Attribute(attr='format', value=template)):
            return _format(template, value)
        case ast.Call(args=[written, *_]) if callee_name(value) in WRITES:
            return [Piece('', written, callee_name(value) != 'str')]
        case ast.Call():
            return None
    return [Piece('', value)]


def _field(part: ast.expr) -> Piece:
    if isinstance(part, ast.FormattedValue):
        return Piece('', part.value, part.conversion == ord('r'))
    return Piece(str(getattr(part, 'value', '')))


def _percent(left: ast.expr, right: ast.expr) -> Sequence[Piece] | None:
    template = template_of(left)
    if template is None:
        return None
    given = list(right.elts) if isinstance(right, ast.Tuple) else [right]
    found: list[Piece] = []
    end = 0
    for match in PLACEHOLDER.finditer(template.text):
        found.append(Piece(template.text[end:match.start()]))
        end = match.end()
        if match[0] == '%%':
            found.append(Piece('%'))
            continue
        if match['name'] or not given:
            return None
        found.append(Piece('', given.pop(0), match[0].endswith('r')))
    return [*found, Piece(template.text[end:])]


def _format(
    holder: ast.expr, call: ast.Call,
) -> Sequence[Piece] | None:
    template = template_of(holder)
    if template is None:
        return None
    given = list(call.args)
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    found: list[Piece] = []
    try:
        fields = list(string.Formatter().parse(template.text))
    except ValueError:
        return None
    for text, name, _, conversion in fields:
        found.append(Piece(text))
        if name is None:
            continue
        value = named.get(name) if name else given.pop(0) if given else None
        if name.isdigit() and int(name) < len(call.args):
            value = call.args[int(name)]
        if value is None or isinstance(value, ast.Starred):
            return None
        found.append(Piece('', value, conversion == 'r'))
    return found
