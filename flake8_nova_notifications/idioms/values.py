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

"""What numbers and texts stand behind an expression, and how to print it."""

import ast
from collections.abc import Callable
import operator

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.project.constants import Number
from flake8_nova_notifications.project.inference import fenced
from flake8_nova_notifications.project.lookup import Project

# A name bound to an expression of names ...: an end for cycles.
MAX_DEPTH = 6
# Larger numbers are markers for "no limit", not counts or seconds.
MAX_NUMBER = 1e9

# Configuration options have no value that a reader of the code could know.
_SETTINGS = ('CONF', 'cfg.CONF', 'conf.CONF', 'oslo_config.cfg.CONF')

_ARITHMETIC: dict[type, Callable[[Number, Number], Number]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv,
}


def number(
    source: SourceFile, expression: ast.AST, far: bool = False,
) -> Number | None:
    """The number an expression stands for, where a reader could tell.

    Literals, sums of them, defaults of parameters, constants of a class or
    a module. None when unsure.

    :param far: whether other modules and astroid may be asked as well;
        for what is going to be printed, not for what is only filtered.
    """
    value = _near(source, expression, 0)
    if value is None and far:
        value = _far(source, expression)
    return value if value is None or abs(value) < MAX_NUMBER else None


def _near(
    source: SourceFile, expression: ast.AST, depth: int,
) -> Number | None:
    if isinstance(expression, ast.Constant):
        value = expression.value
        return value if isinstance(value, (int, float)) and not isinstance(
            value, bool) else None
    if depth > MAX_DEPTH or is_setting(source, expression):
        return None
    if isinstance(expression, ast.UnaryOp) and isinstance(
            expression.op, ast.USub):
        inner = _near(source, expression.operand, depth + 1)
        return None if inner is None else -inner
    if isinstance(expression, ast.BinOp):
        apply = _ARITHMETIC.get(type(expression.op))
        left = _near(source, expression.left, depth + 1)
        right = _near(source, expression.right, depth + 1)
        if apply is None or left is None or right is None:
            return None
        try:
            return apply(left, right)
        except (ArithmeticError, ValueError):
            return None
    if isinstance(expression, ast.Name):
        return _behind_name(source, expression, depth)
    if isinstance(expression, ast.Attribute):
        return _behind_attribute(source, expression, depth)
    return None


def _behind_name(
    source: SourceFile, name: ast.Name, depth: int,
) -> Number | None:
    names = source.once(Names)
    value = names.value(name)
    if isinstance(value, ast.arg):
        default = parameter_default(source, value)
        return None if default is None else _near(
            source, default, depth + 1)
    if value is not name:
        return _near(source, value, depth + 1)
    return None


def _behind_attribute(
    source: SourceFile, attribute: ast.Attribute, depth: int,
) -> Number | None:
    names = source.once(Names)
    owner = attribute.value
    if isinstance(owner, ast.Name) and owner.id in ('self', 'cls'):
        values = names.attribute_values(attribute)
        if len(values) == 1:
            return _near(source, values[0], depth + 1)
        return None
    cls = names.value(owner)
    if isinstance(cls, ast.ClassDef):
        bound = names.scope(cls).get(attribute.attr, [])
        if len(bound) == 1 and bound[0].node is not None:
            return _near(source, bound[0].node, depth + 1)
    return None


def _far(source: SourceFile, expression: ast.AST) -> Number | None:
    """Ask facts about other modules first, then astroid."""
    if not isinstance(expression, (ast.Name, ast.Attribute)) or is_setting(
            source, expression):
        return None
    names = source.once(Names)
    project = source.once(Project)
    fact: object = None
    dotted = names.dotted(expression)
    if dotted and '.' in dotted:
        fact = project.find(dotted)
        absolute = project.absolute(dotted)
        if fact is None and absolute is not None:
            fact = source.once(fenced).exported(absolute)
    elif isinstance(expression, ast.Name):
        value = names.value(expression)
        if isinstance(value, (ast.Name, ast.Attribute)):
            return None if value is expression else _far(source, value)
        if isinstance(value, ast.expr):
            fact = source.once(fenced).value(expression)
    elif isinstance(expression.value, ast.Name) and (
            expression.value.id in ('self', 'cls')):
        holder = source.enclosing_class(expression)
        if holder is not None and not names.attribute_values(expression):
            fact = project.method(
                names.foreign_bases(holder), expression.attr)
    return fact if isinstance(fact, (int, float)) and not isinstance(
        fact, bool) else None


def is_setting(source: SourceFile, expression: ast.AST) -> bool:
    """Whether an expression reads a configuration option."""
    root = expression
    while isinstance(root, ast.Attribute):
        root = root.value
    if root is expression or not isinstance(root, ast.Name):
        return False
    return root.id == 'CONF' or (
        source.once(Names).dotted(expression) or '').startswith(
            tuple(f'{name}.' for name in _SETTINGS))


def parameter_default(
    source: SourceFile, parameter: ast.arg,
) -> ast.expr | None:
    """The default value of a parameter, if it has one."""
    given = source.parent(parameter)
    if not isinstance(given, ast.arguments):
        return None
    positional = [*given.posonlyargs, *given.args]
    if parameter in positional:
        index = positional.index(parameter) - len(positional) + len(
            given.defaults)
        return given.defaults[index] if index >= 0 else None
    if parameter in given.kwonlyargs:
        return given.kw_defaults[given.kwonlyargs.index(parameter)]
    return None


def template(expression: ast.expr) -> tuple[str, list[ast.expr]]:
    """A text that is filled in, with ``{}`` or ``%s``, and what is put there.

    ``f'{manager.__name__}.LOG'``, ``'%s.LOG' % manager.__name__``.
    """
    match expression:
        case ast.JoinedStr(values=parts):
            return ''.join(
                str(part.value) if isinstance(part, ast.Constant) else '{}'
                for part in parts), [
                    part.value for part in parts
                    if isinstance(part, ast.FormattedValue)]
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(),
                       right=ast.Tuple(elts=values)):
            return text, values
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(),
                       right=value):
            return text, [value]
        case ast.Call(func=ast.Attribute(
                value=ast.Constant(value=str(text)), attr='format'),
                args=values, keywords=[]):
            return text, values
    return '', []
