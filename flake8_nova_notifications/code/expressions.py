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

"""What an expression is by itself: its text, its last name, its owner."""

import ast
from functools import lru_cache
import re

from flake8_nova_notifications.code.index import CHILD_FIELDS

# Levels of an expression. Python allows 1,000 calls in each other; writing an
# expression out takes some four a level, and how many are left is not the same
# in every process. At a fixed depth all of them give up alike. Code that
# somebody reads does not come near.
MAX_LEVELS = 100
# Names whose words are kept; a project uses the same ones again and again.
MAX_NAMES = 4096
# Characters of an expression in a message.
MAX_TEXT = 48

_SELF = ('self', 'cls')
_WORD = re.compile(r'[A-Z]+(?![a-z])|[A-Z]?[a-z]+\d*|\d+')


def unparsed(expression: ast.AST) -> str | None:
    """An expression on one line; None for one nested too deep."""
    if isinstance(expression, ast.Name):
        return expression.id
    level: list[ast.AST] = [expression]
    for _ in range(MAX_LEVELS):
        level = _below(level)
        if not level:
            break
    else:
        return None
    try:
        # Python 3.10 sets a blank before the colon.
        return ast.unparse(expression).replace('lambda :', 'lambda:')
    except (RecursionError, ValueError):
        # Before 3.12 there are f-strings that it cannot write either.
        return None


def written(expression: ast.AST) -> str:
    """An expression as it would be written, to be compared with others.

    One nested too deep to be written out is only like itself.
    """
    text = unparsed(expression)
    return text if text is not None else 'an expression at {}:{}'.format(
        getattr(expression, 'lineno', 0),
        getattr(expression, 'col_offset', 0))


def spelled(expression: ast.AST | None) -> str:
    """An expression as one short line that is safe inside a message.

    Of a dotted name that is too long the last parts are kept: they say what
    it is. Other tools read ``:1:2: `` in a message as a place and ``%`` as a
    format, so neither may stay.
    """
    if expression is None:
        return ''
    text = unparsed(expression)
    if text is None:
        return 'an expression'
    text = ' '.join(text.split()).replace('%', 'modulo').replace(': ', ' ')
    if len(text) > MAX_TEXT and path(expression) is not None:
        while len(text) > MAX_TEXT and '.' in text:
            text = text.partition('.')[2]
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT - 4] + ' ...'


def callee_name(call: ast.Call) -> str:
    """The last part of what is called; empty for calls of calls."""
    return last_name(call.func)


def last_name(expression: ast.AST) -> str:
    """``c`` of ``a.b.c``; empty for what is neither a name nor a path."""
    if isinstance(expression, ast.Attribute):
        return expression.attr
    return expression.id if isinstance(expression, ast.Name) else ''


def takes_variables(node: ast.AST) -> bool:
    """Whether it stands for all variables at once: ``locals()``, ``vars()``.

    Which of them are used, the text that is formatted with them says.
    """
    return isinstance(node, ast.Call) and isinstance(
        node.func, ast.Name) and node.func.id in ('locals', 'vars') and not (
            node.args or node.keywords)


def owner_of(call: ast.Call) -> str:
    """The object whose method is called, as it is written; else empty."""
    return written(call.func.value) if isinstance(
        call.func, ast.Attribute) else ''


@lru_cache(MAX_NAMES)
def words(name: str) -> tuple[str, ...]:
    """The words of a snake_case, camelCase or dotted name, in lower case."""
    return tuple(word.lower() for word in _WORD.findall(name))


def path(expression: ast.AST) -> str | None:
    """``a.b.c`` as it is written; None for anything else."""
    parts: list[str] = []
    while isinstance(expression, ast.Attribute):
        parts.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, ast.Name):
        return None
    return '.'.join((expression.id, *reversed(parts)))


def is_self(expression: ast.AST) -> bool:
    """Whether it is the instance or the class that a method belongs to."""
    return isinstance(expression, ast.Name) and expression.id in _SELF


def is_own(expression: ast.AST) -> bool:
    """Whether it is an attribute of the instance or the class itself."""
    return isinstance(expression, ast.Attribute) and is_self(
        expression.value)


def _below(nodes: list[ast.AST]) -> list[ast.AST]:
    found: list[ast.AST] = []
    for node in nodes:
        for name in CHILD_FIELDS[type(node)]:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                found.append(value)
            elif type(value) is list:
                found += [item for item in value if isinstance(item, ast.AST)]
    return found
