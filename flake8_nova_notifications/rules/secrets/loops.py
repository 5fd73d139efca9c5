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
from flake8_nova_notifications.rules.secrets.values import MAX_HOPS

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
    name = path(owner)
    if name is None or _chooses(body):
        return None
    match target:
        case ast.Name(id=key):
            return Entries(name, key, '', owner)
        case ast.Tuple(
            elts=[ast.Name(id=key), ast.Name(id=value)],
        ) if with_values:
            return Entries(name, key, value, owner)
    return None


def _owner(iterable: ast.expr) -> tuple[ast.expr, bool]:
    """The dict that is gone through, and whether with its values."""
    for _ in range(MAX_HOPS):
        match iterable:
            case ast.Call(func=ast.Attribute(value=owner), args=[]) | (
                    ast.Call(args=[owner, *_])):
                called = callee_name(iterable)
                if called in _ITEMS:
                    return owner, True
                if called not in _ALL:
                    break
                # ``sorted(headers.items())``
                iterable = owner
            case _:
                break
    return iterable, False


def _chooses(body: Iterable[ast.AST]) -> bool:
    seen = 0
    for part in body:
        for node in walk(part):
            seen += 1
            if isinstance(node, ast.If) and "startswith('HTTP_')" in (
                    ast.unparse(node.test)):
                # All headers of an environment, under their names.
                continue
            if seen > MAX_NODES or isinstance(node, _CHOICES) or isinstance(
                    node, ast.comprehension) and node.ifs:
                return True
    return False
