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

"""Loops that go through all entries of a dict, the secret ones included."""

import ast
from collections.abc import Iterable
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.source import walk

# Nodes of a loop that are read; one that copies entries is short.
MAX_NODES = 200

_CHOICES = (
    ast.If, ast.IfExp, ast.While, ast.Compare, ast.BoolOp, ast.Match, ast.Try,
    ast.Continue, ast.Break)
_ITEMS = frozenset(('items', 'iteritems'))
_ALL = frozenset(('sorted', 'list', 'tuple', 'iter', 'keys', 'iterkeys'))


class Entries(NamedTuple):
    """What a loop calls the entries of a dict.

    :ivar owner: the dict, as a dotted name.
    :ivar key: the name of the key.
    :ivar value: the name of the value; empty where it is taken by the key.
    :ivar origin: the dict, as an expression.
    """

    owner: str
    key: str
    value: str
    origin: ast.expr


def entries(
    target: ast.expr, iterable: ast.expr, body: Iterable[ast.AST],
) -> Entries | None:
    """The entries that a loop goes through; None where it chooses some.

    ``for k, v in headers.items()``, ``for k in headers``. A loop that tests
    anything may well leave out the secret, or mask it.
    """
    owner, with_values = _owner(iterable)
    name = None if owner is None else path(owner)
    if owner is None or name is None or _chooses(body):
        return None
    match target:
        case ast.Name(id=key) if not with_values:
            return Entries(name, key, '', owner)
        case ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=value)]):
            return Entries(
                name, key, value, owner) if with_values else None
    return None


def _owner(iterable: ast.expr) -> tuple[ast.expr | None, bool]:
    """The dict that is gone through, and whether with its values."""
    match iterable:
        case ast.Call(func=ast.Attribute(value=owner, attr=method), args=[]):
            if method in _ITEMS:
                return owner, True
            return (owner, False) if method in _ALL else (None, False)
        case ast.Call(args=[inside, *_]):
            # ``six.iteritems(headers)``, ``sorted(headers.items())``.
            if callee_name(iterable) in _ITEMS:
                return inside, True
            return _owner(inside) if callee_name(iterable) in _ALL else (
                None, False)
    return iterable, False


def _chooses(body: Iterable[ast.AST]) -> bool:
    seen = 0
    for part in body:
        for node in walk(part):
            seen += 1
            if seen > MAX_NODES or isinstance(node, _CHOICES) or isinstance(
                    node, ast.comprehension) and node.ifs:
                return True
    return False
