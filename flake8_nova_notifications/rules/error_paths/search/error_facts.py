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

"""What is known of an error on its way: its classes, codes and numbers."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeGuard

from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import error_families
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.idioms import packages
from flake8_nova_notifications.rules.error_paths.search.flags import Flags

# What is above all errors.
_EVERYTHING = frozenset(('BaseException', 'Exception', 'object'))
# Conditions inside each other that are looked into.
MAX_DEPTH = 10


@dataclass(frozen=True)
class ErrorFacts:
    """An error that a handler may take.

    :ivar names: last names of its class and the classes above it.
    :ivar complete: whether it has certainly no others.
    :ivar numbers: the numbers that it is made with.
    :ivar symbols: the last names of constants that it is made with.
    """

    names: frozenset[str]
    complete: bool
    numbers: frozenset[int] = frozenset()
    symbols: frozenset[str] = frozenset()

    @property
    def own_name(self) -> str | None:
        """The name of its class, where no class of its own above is known."""
        own = self.names - _EVERYTHING
        return next(iter(own)) if len(own) == 1 else None

    def is_a(self, cls: ast.expr) -> bool | None:
        """Whether a handler of that class takes it; None if unsure."""
        name = packages.alias(mocks.chain(cls)) or error_families.canonical(
            last_name(cls))
        if name in self.names:
            return True
        if self.complete and name[:1].isupper() and not name.isupper():
            return False
        return None if error_families.may_be_above(name) else False

    def is_any(self, classes: Iterable[ast.expr]) -> bool | None:
        """Whether one of several classes is its own."""
        answers = [self.is_a(cls) for cls in classes]
        if True in answers:
            return True
        return None if None in answers else False


def made_with(
    expression: ast.expr | None, later: Iterable[ast.expr] = (),
) -> tuple[frozenset[int], frozenset[str]]:
    """The numbers and constants that an error is made with.

    :param later: what it is given after it was made.
    """
    given = [*later]
    if isinstance(expression, ast.Call):
        given += [*expression.args, *(k.value for k in expression.keywords)]
    numbers: set[int] = set()
    symbols: set[str] = set()
    for value in given:
        if isinstance(value, ast.Constant) and type(value.value) is int:
            numbers.add(value.value)
        elif isinstance(value, ast.Attribute) and value.attr.isupper():
            symbols.add(value.attr)
    return frozenset(numbers), frozenset(symbols)


def truth(
    test: ast.expr, name: str | None, error: ErrorFacts,
    derived: frozenset[str] = frozenset(), flags: Flags = MappingProxyType({}),
    depth: int = 0,
) -> bool | None:
    """Whether a condition in a handler holds for an error; None if unsure.

    :param name: what the handler calls the error.
    :param derived: names that were bound to something read from it.
    :param flags: attributes of the object whose values are known.
    """
    if depth > MAX_DEPTH:
        return None
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            found = truth(inner, name, error, derived, flags, depth + 1)
            return None if found is None else not found
        case ast.BoolOp(op=op, values=values):
            found_all = [
                truth(value, name, error, derived, flags, depth + 1)
                for value in values]
            decisive = isinstance(op, ast.Or)
            if decisive in found_all:
                return decisive
            return None if None in found_all else not decisive
        case ast.Call(func=ast.Name(id='isinstance'),
                      args=[ast.Name(id=asked), cls]) if asked == name:
            return error.is_any(
                cls.elts if isinstance(cls, ast.Tuple) else [cls])
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            flag = right if isinstance(op, (ast.In, ast.NotIn)) else left
            if _is_flag(flag, flags):
                return _flag_compared(flags[flag.attr], op, right)
            return _compared(left, op, right, name, error, derived)
        case ast.Attribute(attr=attribute) if _is_flag(test, flags):
            return bool(flags[attribute])
    return None


def _is_flag(value: ast.expr, flags: Flags) -> TypeGuard[ast.Attribute]:
    return isinstance(value, ast.Attribute) and value.attr in flags and (
        is_self(value.value))


def _flag_compared(
    flag: object, op: ast.cmpop, right: ast.expr,
) -> bool | None:
    """``self.error is None``, ``disk not in self.seen`` of a first value."""
    match op, right:
        case ast.In() | ast.NotIn(), _:
            return isinstance(op, ast.NotIn)
        case ast.Is() | ast.Eq(), ast.Constant(value=value):
            return value is flag
        case ast.IsNot() | ast.NotEq(), ast.Constant(value=value):
            return value is not flag
    return None


def _compared(
    left: ast.expr, op: ast.cmpop, right: ast.expr, name: str | None,
    error: ErrorFacts, derived: frozenset[str],
) -> bool | None:
    """``error.code == 404``, ``code in (errno.ENOENT, errno.EPERM)``."""
    if not _reads(left, name, derived):
        left, right = right, left
        if not _reads(left, name, derived):
            return None
    wanted = right.elts if isinstance(
        right, (ast.Tuple, ast.List, ast.Set)) else [right]
    answers = [_is_made_with(error, value) for value in wanted]
    found = True if True in answers else None if None in answers else False
    if found is None:
        return None
    if isinstance(op, (ast.Eq, ast.In, ast.Is)):
        return found
    return not found if isinstance(
        op, (ast.NotEq, ast.NotIn, ast.IsNot)) else None


def _reads(
    value: ast.expr, name: str | None, derived: frozenset[str],
) -> bool:
    """Whether a value is read from the error: its code, not its text."""
    if isinstance(value, ast.Name):
        return value.id in derived
    return isinstance(value, (ast.Attribute, ast.Call)) and any(
        isinstance(node, ast.Name) and node.id in (name, *derived)
        for node in walk(value))


def _is_made_with(error: ErrorFacts, value: ast.expr) -> bool | None:
    if isinstance(value, ast.Constant) and type(value.value) is int:
        if value.value in error.numbers:
            return True
        return False if len(error.numbers) == 1 else None
    if isinstance(value, ast.Attribute) and value.attr.isupper():
        if value.attr in error.symbols:
            return True
        return False if error.symbols else None
    return None
