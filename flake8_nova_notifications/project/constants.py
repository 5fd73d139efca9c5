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

"""Names that stand for one value and no other, and what makes it up."""

import ast
import re

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk

Number = int | float

# Names that one value is made of; a constant of real code has a handful.
MAX_NAMES = 20

# What a value may be made of: nothing that is called, nothing of an object.
_PLAIN = (
    ast.Constant, ast.Name, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare,
    ast.IfExp, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.Slice,
    ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)


def settled(source: SourceFile, expression: ast.expr) -> str | None:
    """The assignments behind a name, as lines, and the name in the last one.

    Each name among them is bound once in its scope, by an assignment of a
    plain value: one that is stepped, assigned in two branches, imported or
    given by a caller is not settled.

    :returns: None where the name, or one that its value is made of, is not
        settled.
    """
    if not isinstance(expression, ast.Name):
        return None
    values: dict[str, ast.expr] = {}
    lines: list[str] = []
    stack = [expression]
    for name in stack:
        value = _only_value(source, name)
        if value is None or len(stack) > MAX_NAMES:
            return None
        if values.setdefault(name.id, value) is not value:
            # Two scopes have a name of that spelling.
            return None
        text = unparsed(value)
        if text is None:
            return None
        line = f'{name.id} = {text}'
        if line in lines:
            # What others are made of comes before them.
            lines.remove(line)
        lines.append(line)
        for node in walk(value):
            if not isinstance(node, _PLAIN):
                return None
            if isinstance(node, ast.Name):
                stack.append(node)
    return '\n'.join((*reversed(lines), expression.id, ''))


def _only_value(source: SourceFile, name: ast.Name) -> ast.expr | None:
    bindings = source.once(Names).bindings(name.id, name)
    if len(bindings) != 1 or not isinstance(bindings[0].node, ast.expr):
        return None
    if 'global' in source.text and re.search(
            rf'\bglobal\b[^\n]*\b{re.escape(name.id)}\b', source.text):
        # A function may set it at any time.
        return None
    return bindings[0].node


def plain_constants(body: list[ast.stmt]) -> dict[str, Number | str]:
    """The names that a block sets to one plain value and to no other."""
    return {
        name: value.value for name, value in _set_once(body).items()
        if isinstance(value, ast.Constant)
        and isinstance(value.value, (int, float, str))}


def aliases(body: list[ast.stmt]) -> dict[str, str]:
    """The names that a block sets once, to another dotted name."""
    return {
        name: dotted for name, value in _set_once(body).items()
        if isinstance(value, (ast.Name, ast.Attribute))
        and (dotted := path(value)) is not None}


def _set_once(body: list[ast.stmt]) -> dict[str, ast.expr]:
    """The names that a block gives one value, and that value."""
    found: dict[str, ast.expr | None] = {}
    statements = list(body)
    for statement in statements:
        if isinstance(statement, (
                *FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom)):
            continue
        whole: ast.AST = statement
        if isinstance(statement, ast.If):
            whole = statement.test
            statements += [*statement.body, *statement.orelse]
        elif isinstance(statement, TRIES):
            whole = ast.Pass()
            statements += [
                *statement.body, *statement.orelse, *statement.finalbody]
            for handler in statement.handlers:
                statements += handler.body
        for node in walk(whole):
            if isinstance(node, ast.Name) and not isinstance(
                    node.ctx, ast.Load):
                # A second one, or one that is not given alone, is unknown.
                found[node.id] = None if node.id in found else (
                    _given(statement, node))
    return {name: value for name, value in found.items()
            if value is not None}


def _given(statement: ast.stmt, target: ast.Name) -> ast.expr | None:
    """What a statement gives to a name of its own."""
    if isinstance(statement, ast.Assign):
        return statement.value if target in statement.targets else None
    return statement.value if isinstance(statement, ast.AnnAssign) and (
        statement.target is target) else None
