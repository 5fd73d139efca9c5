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

"""A value added to a message, in the message's own way of formatting."""

import ast
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
import itertools
import re
import string
import sys
from typing import NamedTuple
from typing import TypeGuard

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.apply import parses
from flake8_nova_notifications.edits.arguments import adding_argument
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.literals import character
from flake8_nova_notifications.edits.literals import ending_in
from flake8_nova_notifications.edits.literals import last_literal
from flake8_nova_notifications.edits.literals import Literal
from flake8_nova_notifications.edits.literals import new_column
from flake8_nova_notifications.edits.literals import requoted
from flake8_nova_notifications.edits.text import between

# Calls that translate a text.
TRANSLATES = frozenset(('_', 'gettext', '_LE', '_LW', '_LI', '_LC'))
# ``%s``, ``%(name)s``, ``%5.1f`` and ``%%``.
PLACEHOLDER = re.compile(
    r'%(?:\((?P<name>\w+)\))?[-#0+ ]*[\d*]*(?:\.[\d*]+)?[diouxXeEfFgGcrsa%]')
# A field of either way of formatting.
_FIELD = re.compile(rf'{PLACEHOLDER.pattern}|\{{[^{{}}]*\}}')


def adding_values(
    lines: Sequence[str], message: ast.expr, values: Sequence[str],
    lead: str, *, width: int,
) -> tuple[Edit, ...]:
    """The edits after which a message ends in some values.

    Of the ways to lay it out the first is taken that leaves no line too
    long.

    :param values: expressions, as they are to be written.
    :param lead: what stands in the message before the first of them.
    :param width: columns of a line at most.
    :returns: no edit where the message is made in an unusual way.
    """
    if _is_translated(message) and not isinstance(
            message.args[0], ast.Constant):
        # ``_('...' % x)``
        message = message.args[0]
    before = set(lines)
    for edits in _ways(lines, message, values, lead):
        new = applied(lines, [Fix(tuple(edits))])
        # Lines go on inside of brackets only.
        if all(len(line) <= width for line in new.split('\n')
               if f'{line}\n' not in before) and parses(new):
            return tuple(edits)
    return ()


def _is_translated(message: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(message, ast.Call) and len(message.args) == 1 and (
        callee_name(message) in TRANSLATES)


class Template(NamedTuple):
    """A literal text, and what it says."""

    node: ast.Constant
    text: str


def template_of(message: ast.expr) -> Template | None:
    """The literal that a message is, translated or not."""
    if _is_translated(message):
        message = message.args[0]
    match message:
        case ast.Constant(value=str(text)):
            return Template(message, text)
    return None


def _template(
    lines: Sequence[str], message: ast.expr,
) -> tuple[Template, Literal] | None:
    """The same, with the last of the literals that it is joined of."""
    template = template_of(message)
    literal = None if template is None else last_literal(lines, template.node)
    return None if template is None or literal is None else (
        template, literal)


def _placeholders(template: Template) -> list[str | None]:
    """The names of its placeholders; None for each without one."""
    return [match['name'] for match in PLACEHOLDER.finditer(template.text)
            if match[0] != '%%']


def is_text(message: ast.expr) -> bool:
    """Whether an expression is a text that is made here."""
    return bool(text_in(message))


def text_in(message: ast.expr) -> str:
    """The longest piece of a message that is the same each time."""
    if isinstance(message, ast.JoinedStr):
        return max((piece.value for piece in message.values if isinstance(
            piece, ast.Constant) and isinstance(piece.value, str)),
            key=len, default='')
    made = message.args[0] if _is_translated(message) else message
    if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Mod):
        made = made.left
    elif isinstance(made, ast.Call) and isinstance(
            made.func, ast.Attribute) and made.func.attr == 'format':
        made = made.func.value
    template = template_of(made)
    return '' if template is None else max(
        _FIELD.sub('\0', template.text).split('\0'), key=len)


def is_unformatted(message: ast.expr) -> bool:
    """Whether a template is the whole message, its placeholders as well."""
    template = template_of(message)
    return template is not None and bool(_placeholders(template))


def formatting(
    lines: Sequence[str], message: ast.expr, values: Sequence[str],
    lead: str, known: Callable[[str], bool],
) -> tuple[Edit, ...]:
    """The edits after which a template is formatted that never was.

    Its placeholders get the names that they have; values are added as in
    :func:`adding_values`.

    :param known: whether a name means something there.
    :returns: no edit where it has no placeholder, or one for something
        that cannot be known.
    """
    found = _template(lines, message)
    if found is None:
        return ()
    template, literal = found
    names = _placeholders(template)
    fields = [name for name in names if name]
    if not fields and len(names) == len(values):
        return (inserting(end_of(message), f' % {_tuple(values)}'),)
    if not fields or fields != names or not all(map(known, fields)):
        return ()
    added = [value for value in values if value not in fields]
    fresh = _fresh(fields, len(added))
    quote = literal.quote[0]
    table = ', '.join(f'{quote}{name}{quote}: {value}' for name, value in zip(
        [*dict.fromkeys(fields), *fresh], [*dict.fromkeys(fields), *added],
        strict=True))
    column = ' ' * character(lines, start_of(template.node))
    text = lead + ', '.join(f'%({name})s' for name in fresh)
    return (*(ending_in(lines, literal, text, False) if added else ()),
            inserting(end_of(message), f' %\n{column}{{{table}}}'))


def _ways(
    lines: Sequence[str], message: ast.expr, values: Sequence[str],
    lead: str,
) -> Iterator[list[Edit]]:
    """Layouts: on one line, with a new literal, with the values below."""
    for own_line in (False, True):
        for own_literal in (False, True):
            edits = _edits(
                lines, message, values, lead, own_literal, own_line)
            if edits:
                yield edits


def _edits(
    lines: Sequence[str], message: ast.expr, values: Sequence[str],
    lead: str, own_literal: bool, own_line: bool,
) -> list[Edit]:
    found = _template(lines, message)
    if isinstance(message, ast.JoinedStr):
        literal = last_literal(lines, message)
        if literal is None:
            return []
        quoted = [requoted(value, literal.quote) for value in values]
        return [] if None in quoted else ending_in(
            lines, literal, lead + ', '.join(
                f'{{{value}}}' for value in quoted), own_literal, 'f')
    if found is not None:
        template, literal = found
        if '%' in template.text:
            return []
        column = ' ' * character(lines, start_of(message))
        gap = f' %\n{column}' if own_line else ' % '
        return [
            *ending_in(lines, literal, lead + ', '.join(
                ['%s'] * len(values)), own_literal),
            inserting(end_of(message), gap + _tuple(values))]
    if isinstance(message, ast.BinOp) and isinstance(message.op, ast.Mod):
        return _percent(lines, message, values, lead, own_literal, own_line)
    if isinstance(message, ast.Call) and isinstance(
            message.func, ast.Attribute) and message.func.attr == 'format':
        return _format(lines, message, values, lead, own_literal, own_line)
    return []


def _percent(
    lines: Sequence[str], message: ast.BinOp, values: Sequence[str],
    lead: str, own_literal: bool, own_line: bool,
) -> list[Edit]:
    """``'...' % x``, ``'...' % (x, y)`` and ``'...' % {'x': x}``."""
    found = _template(lines, message.left)
    if found is None:
        return []
    template, literal = found
    named = _placeholders(template)
    given = message.right
    if isinstance(given, ast.Dict):
        names = _fresh(named, len(values))
        if not all(named) or not given.values or None in given.keys:
            return []
        text = lead + ', '.join(f'%({name})s' for name in names)
        quote = literal.quote[0]
        added = [f'{quote}{name}{quote}: {value}'
                 for name, value in zip(names, values, strict=True)]
        last: ast.AST = given.values[-1]
        first: ast.AST = given.keys[0] or given
    elif any(named):
        return []
    else:
        text = lead + ', '.join(['%s'] * len(values))
        added = list(values)
        if not isinstance(given, ast.Tuple):
            if len(named) != 1 or isinstance(given, ast.Starred):
                return []
            below = ' ' * (1 + new_column(
                lines, literal, given, text, own_literal))
            return [
                *ending_in(lines, literal, text, own_literal),
                inserting(start_of(given), '('),
                inserting(end_of(given), (
                    f',\n{below}' if own_line else ', ')
                    + ', '.join(values) + ')')]
        if not given.elts or between(
                lines, start_of(given), end_of(given))[:1] != '(':
            return []
        first, last = given.elts[0], given.elts[-1]
    column = ' ' * new_column(lines, literal, first, text, own_literal)
    gap = f',\n{column}' if own_line else ', '
    return [
        *ending_in(lines, literal, text, own_literal),
        inserting(end_of(last), gap + ', '.join(added))]


def _format(
    lines: Sequence[str], call: ast.Call, values: Sequence[str], lead: str,
    own_literal: bool, own_line: bool,
) -> list[Edit]:
    """``'...'.format(x)``."""
    assert isinstance(call.func, ast.Attribute)
    found = _template(lines, call.func.value)
    if found is None or len(values) != 1:
        return []
    template, literal = found
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(
            template.text) if field is not None]
    except ValueError:
        return []
    in_turn = not call.keywords and not any(fields) and not any(
        isinstance(given, ast.Starred) for given in call.args)
    name, = _fresh(fields, 1)
    text = f'{lead}{{{"" if in_turn else name}}}'
    given = [*call.args, *call.keywords]
    edit = adding_argument(
        lines, call, values[0] if in_turn else f'{name}={values[0]}',
        # How long the line gets is seen once the text has grown as well.
        width=0 if own_line else sys.maxsize, column=new_column(
            lines, literal, given[0], text, own_literal) if given else None)
    return [] if edit is None else [
        *ending_in(lines, literal, text, own_literal), edit]


def _fresh(taken: Sequence[str | None], count: int) -> list[str]:
    """Names of placeholders that a template does not have yet."""
    names = itertools.chain(('last', 'last_seen'), (
        f'last{number}' for number in itertools.count(2)))
    return list(itertools.islice(
        (name for name in names if name not in taken), count))


def _tuple(values: Sequence[str]) -> str:
    # One in brackets, since it may be a tuple itself.
    return f'({values[0]},)' if len(values) == 1 else f'({", ".join(values)})'
