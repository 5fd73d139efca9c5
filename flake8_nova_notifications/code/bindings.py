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

"""What binds a name in a block of statements."""

import ast
from collections.abc import Callable
from collections.abc import Iterator
from typing import NamedTuple

from flake8_nova_notifications.code.index import CHILD_FIELDS
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk_scope


class Binding(NamedTuple):
    """One way in which a name gets its value.

    :ivar dotted: what an import stands for, or None.
    :ivar node: the definition, the assigned expression or the parameter;
        None where the value cannot be seen (a loop target, ``with ... as``).
    """

    dotted: str | None
    node: ast.AST | None


Bindings = dict[str, list[Binding]]
# Nodes that can bind a name; nine in ten nodes are none of them.
# Statements that bind names, and what does so in expressions and patterns.
BINDING = frozenset((
    ast.Import, ast.ImportFrom, *FUNCTIONS, ast.ClassDef, ast.Assign,
    ast.AnnAssign, ast.AugAssign, ast.For, ast.AsyncFor, ast.Global,
    ast.Nonlocal))
_INSIDE = frozenset((
    ast.NamedExpr, ast.comprehension, ast.MatchAs, ast.MatchStar))
WITH = (ast.With, ast.AsyncWith)
# Fields of a statement that hold further statements.
_ALL_BLOCKS = ('body', 'orelse', 'finalbody', 'handlers', 'cases')


class _Blocks(dict[type, tuple[str, ...]]):
    """The fields of each statement class that hold further statements."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        fields = self[kind] = tuple(
            name for name in _ALL_BLOCKS
            if name in getattr(kind, '_fields', ()))
        return fields


BLOCKS = _Blocks()


def binding_inside(holder: ast.AST) -> Iterator[ast.AST]:
    """What binds in the expressions of a node, its blocks left out."""
    for name in CHILD_FIELDS[type(holder)]:
        if name in _ALL_BLOCKS and not isinstance(holder, ast.Lambda):
            continue
        value = getattr(holder, name, None)
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, ast.AST):
                for node in walk_scope(part):
                    if type(node) in _INSIDE:
                        yield node


def bind_target(
    bind: Callable[[str, ast.AST | None], None], target: ast.expr,
    value: ast.expr | None,
) -> None:
    stack: list[tuple[ast.expr, ast.expr | None]] = [(target, value)]
    while stack:
        target, value = stack.pop()
        if isinstance(target, ast.Name):
            bind(target.id, value)
        elif isinstance(target, ast.Starred):
            stack.append((target.value, None))
        elif isinstance(target, (ast.Tuple, ast.List)):
            values: list[ast.expr | None] = [None] * len(target.elts)
            if (isinstance(value, (ast.Tuple, ast.List))
                    and len(value.elts) == len(target.elts)
                    and not any(isinstance(e, ast.Starred)
                                for e in (*value.elts, *target.elts))):
                values = list(value.elts)
            stack.extend(zip(target.elts, values, strict=True))
