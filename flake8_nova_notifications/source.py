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

"""The file under review: its tree, walked once and never changed.

flake8 hands the same tree to every plugin, so nothing is set on its nodes.
The walk is a list that grows while it is read: no recursion, hence no depth
limit. It is taken at the first question, so that a file which no rule is
interested in costs nothing.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from typing import cast
from typing import TypeVar

from flake8_nova_notifications.options import Options

_Node = TypeVar('_Node', bound=ast.AST)
_Fact = TypeVar('_Fact')

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef

# Fields that never hold a child worth a visit: plain strings and numbers, and
# contexts and operators, of which the interpreter shares one object between
# all trees, so that they have no single parent.
_SCALARS = frozenset((
    'arg', 'asname', 'attr', 'conversion', 'ctx', 'id', 'is_async', 'kind',
    'level', 'module', 'op', 'ops', 'rest', 'simple', 'str', 'tag',
    'type_comment',
))
_FIELDS: dict[type, tuple[str, ...]] = {
    ast.Constant: (), ast.Module: ('body',)}


_NESTED = frozenset((*FUNCTIONS, ast.Lambda, ast.ClassDef))


def child_fields(kind: type) -> tuple[str, ...]:
    """Names of the fields of a node class that may hold child nodes.

    Worked out from the class itself, once, so that node classes which a
    later Python adds are walked as well.
    """
    try:
        return _FIELDS[kind]
    except KeyError:
        fields = tuple(
            name for name in getattr(kind, '_fields', ())
            if name not in _SCALARS
            # Only a type alias is named by a node.
            and (name != 'name' or kind.__name__ == 'TypeAlias')
        )
        _FIELDS[kind] = fields
        return fields


def walk(root: ast.AST) -> Iterator[ast.AST]:
    """A node and everything below it, parents before children."""
    nodes = [root]
    for node in nodes:
        yield node
        kind = type(node)
        fields = _FIELDS[kind] if kind in _FIELDS else child_fields(kind)
        for name in fields:
            value = getattr(node, name, None)
            if value is None:
                continue
            if type(value) is list:
                for item in value:
                    if isinstance(item, ast.AST):
                        nodes.append(item)
            elif isinstance(value, ast.AST):
                nodes.append(value)


def walk_scope(root: ast.AST) -> Iterator[ast.AST]:
    """Like :func:`walk`, but without the bodies of nested functions.

    Nested functions, lambdas and classes are themselves yielded.
    """
    nodes = [root]
    for node in nodes:
        yield node
        kind = type(node)
        if kind in _NESTED and node is not root:
            continue
        fields = _FIELDS[kind] if kind in _FIELDS else child_fields(kind)
        for name in fields:
            value = getattr(node, name, None)
            if value is None:
                continue
            if type(value) is list:
                for item in value:
                    if isinstance(item, ast.AST):
                        nodes.append(item)
            elif isinstance(value, ast.AST):
                nodes.append(value)


Index = tuple[dict[type, list[ast.AST]], dict[ast.AST, ast.AST]]


def index(tree: ast.Module) -> Index:
    """The one pass: nodes by class, and the parent of each node.

    The hottest loop of the plugin: what has no children is filed where it
    is met, without a turn of its own.
    """
    kinds: dict[type, list[ast.AST]] = {type(tree): [tree]}
    parents: dict[ast.AST, ast.AST] = {}
    holders: list[ast.AST] = [tree]
    hold = holders.append
    fields_of = _FIELDS
    for node in holders:
        for name in fields_of[type(node)]:
            value = getattr(node, name, None)
            if value is None:
                continue
            if type(value) is list:
                for item in value:
                    kind = type(item)
                    try:
                        kinds[kind].append(item)
                    except KeyError:
                        if not isinstance(item, ast.AST):
                            continue
                        kinds[kind] = [item]
                        child_fields(kind)
                    parents[item] = node
                    if fields_of[kind]:
                        hold(item)
            else:
                kind = type(value)
                try:
                    kinds[kind].append(value)
                except KeyError:
                    if not isinstance(value, ast.AST):
                        continue
                    kinds[kind] = [value]
                    child_fields(kind)
                parents[value] = node
                if fields_of[kind]:
                    hold(value)
    return kinds, parents


class SourceFile:
    """A read-only view of one file, shared by all rules."""

    def __init__(
        self, tree: ast.Module, path: str, lines: list[str],
        options: Options | None = None,
    ) -> None:
        self.tree = tree
        self.path = path
        self.lines = lines
        self.options = options if options is not None else Options()
        self._facts: dict[Callable[['SourceFile'], Any], Any] = {}
        self._sorted: dict[tuple[type, ...], list[ast.AST]] = {}

    def close(self) -> None:
        """Let go of everything that was worked out.

        Facts refer to the file and the file to its facts; left to the
        garbage collector, the index of a large file would be alive, and
        traversed, while the next files are linted.
        """
        self._facts.clear()
        self._sorted.clear()
        vars(self).pop('_index', None)

    @cached_property
    def text(self) -> str:
        """The file's text as flake8 read it (without a byte order mark)."""
        return ''.join(self.lines)

    @cached_property
    def _index(self) -> Index:
        return index(self.tree)

    def nodes(self, *kinds: type[_Node]) -> list[_Node]:
        """All nodes of the given classes, in source order.

        The list is the index's own: it is to be read, not changed.
        """
        try:
            return cast(list[_Node], self._sorted[kinds])
        except KeyError:
            by_kind = self._index[0]
            found = [node for kind in kinds for node in by_kind.get(kind, ())]
            found.sort(key=_position)
            self._sorted[kinds] = found
            return cast(list[_Node], found)

    def each(self, kind: type[_Node]) -> list[_Node]:
        """All nodes of one class, in no order that means anything."""
        return cast(list[_Node], self._index[0].get(kind, []))

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that holds this one; None for the module."""
        return self._index[1].get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around this one, innermost first."""
        parents = self._index[1]
        above = parents.get(node)
        while above is not None:
            yield above
            above = parents.get(above)

    def function(self, node: ast.AST) -> Function | None:
        """The function whose body holds this node, if any."""
        for above in self.ancestors(node):
            if isinstance(above, FUNCTIONS):
                return above
            if isinstance(above, (ast.Lambda, ast.ClassDef)):
                return None
        return None

    def enclosing_class(self, node: ast.AST) -> ast.ClassDef | None:
        """The class in whose body, at any depth, this node stands."""
        for above in self.ancestors(node):
            if isinstance(above, ast.ClassDef):
                return above
        return None

    def once(self, derive: Callable[['SourceFile'], _Fact]) -> _Fact:
        """A fact about this file, worked out at the first question.

        :param derive: a pure function of this file; it is also the key.
        """
        try:
            return cast(_Fact, self._facts[derive])
        except KeyError:
            fact = self._facts[derive] = derive(self)
            return fact


def _position(node: ast.AST) -> tuple[int, int]:
    return (getattr(node, 'lineno', 0), getattr(node, 'col_offset', 0))
