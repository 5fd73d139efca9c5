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


"""Nodes by class and place, and the node around each, found when asked for.

Walking a whole file is the dearest thing a rule can do, and most questions
are about a few functions of it. So a file is cut into units, the statements
of the module and of its classes, and a unit is walked when a question
reaches it. The walk is a list that grows while it is read: no recursion,
hence no depth limit.
"""

import ast
from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Iterator
from operator import attrgetter

# Fields that never hold a child worth a visit: plain strings and numbers, and
# contexts and operators, of which the interpreter shares one object between
# all trees, so that they have no single parent.
_SCALARS = frozenset((
    'arg', 'asname', 'attr', 'conversion', 'ctx', 'id', 'is_async', 'kind',
    'level', 'module', 'op', 'ops', 'rest', 'simple', 'str', 'tag',
    'type_comment',
))
# Of a class only what stands before its body; that is cut into units.
_CLASS_HEAD = ('decorator_list', 'type_params', 'bases', 'keywords')

Kinds = dict[type, list[ast.AST]]
Parents = dict[ast.AST, ast.AST]

_place = attrgetter('lineno', 'col_offset')


class _ChildFields(dict[type, tuple[str, ...]]):
    """The fields of each node class that may hold child nodes.

    Worked out from the class itself, once, so that node classes which a
    later Python adds are walked as well.
    """

    def __missing__(self, kind: type) -> tuple[str, ...]:
        fields = self[kind] = tuple(
            name for name in getattr(kind, '_fields', ())
            if name not in _SCALARS
            # Only a type alias is named by a node.
            and (name != 'name' or kind.__name__ == 'TypeAlias')
        )
        return fields


CHILD_FIELDS = _ChildFields({ast.Constant: (), ast.Module: ('body',)})


class _Unit:
    """Statements that share their lines with no others.

    :ivar last: the last line of them.
    :ivar kinds: what stands in them, itself included; None: not walked yet.
    :ivar ordered: the classes of which that is in source order by now.
    """

    __slots__ = ('kinds', 'last', 'ordered', 'statements')

    def __init__(self, statement: ast.stmt, last: int) -> None:
        self.statements = [statement]
        self.last = last
        self.kinds: Kinds | None = None
        self.ordered: set[type] = set()


class Index:
    """The units of one tree.

    :param tree: flake8's tree; it is read and stays as it is.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._parents: Parents = {}
        # The module, its classes, and what stands before their bodies.
        self._head: Kinds = {ast.Module: [tree]}
        self._units: list[_Unit] = []
        self._starts: list[int] = []
        self._unwalked = 0
        self._whole: Kinds = {}
        for statement in tree.body:
            self._parents[statement] = tree
            if type(statement) is ast.ClassDef:
                self._cut_class(statement)
            else:
                self._cut(statement)

    def _cut_class(self, cls: ast.ClassDef) -> None:
        self._head.setdefault(ast.ClassDef, []).append(cls)
        before: list[ast.AST] = []
        for name in _CLASS_HEAD:
            before += getattr(cls, name, ())
        file_nodes(before, self._head, self._parents)
        for child in before:
            self._parents[child] = cls
        for member in cls.body:
            self._parents[member] = cls
            self._cut(member)

    def _cut(self, statement: ast.stmt) -> None:
        first = statement.lineno
        for decorator in getattr(statement, 'decorator_list', ()):
            first = min(first, decorator.lineno)
        last = statement.end_lineno or statement.lineno
        if self._units and first <= self._units[-1].last:
            # Behind a semicolon.
            unit = self._units[-1]
            unit.statements.append(statement)
            unit.last = last
            return
        self._starts.append(first)
        self._units.append(_Unit(statement, last))
        self._unwalked += 1

    def _walked(self, unit: _Unit) -> Kinds:
        kinds = unit.kinds
        if kinds is None:
            kinds = unit.kinds = {}
            file_nodes(unit.statements, kinds, self._parents)
            self._unwalked -= 1
        return kinds

    def _unit_at(self, line: int) -> _Unit | None:
        place = bisect_right(self._starts, line) - 1
        if place < 0 or self._units[place].last < line:
            return None
        return self._units[place]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that holds this one; None for the module."""
        parents = self._parents
        if node not in parents and self._unwalked and (
                node is not self._tree):
            unit = self._unit_at(getattr(node, 'lineno', 0))
            if unit is not None:
                self._walked(unit)
            if node not in parents:
                # It bears no line, or, in a text, a wrong one.
                for unit in self._units:
                    self._walked(unit)
        return parents.get(node)

    def each(self, kind: type[ast.AST]) -> list[ast.AST]:
        """All nodes of one class, in source order where they have a place.

        The list is the index's own: it is to be read, not changed.
        """
        found = self._whole.get(kind)
        if found is None:
            found = list(self._head.get(kind, ()))
            for unit in self._units:
                found += self._walked(unit).get(kind, ())
            self._whole[kind] = found = _ordered(found, kind)
        return found

    def near(
        self, kind: type[ast.AST], lines: Iterable[int],
    ) -> list[ast.AST]:
        """The nodes of one class in the units that hold some lines.

        In source order; those of no unit (classes, their decorators and
        bases) are among them wherever they stand.
        """
        found = list(self._head.get(kind, ()))
        seen: set[_Unit] = set()
        for line in lines:
            unit = self._unit_at(line)
            if unit is not None and unit not in seen:
                seen.add(unit)
                found += self._walked(unit).get(kind, ())
        return _ordered(found, kind)

    def within(
        self, statement: ast.stmt, kind: type[ast.AST],
    ) -> list[ast.AST] | None:
        """The nodes of one class in a statement; None if it is no unit.

        In source order. The list is the index's own.
        """
        unit = self._unit_at(statement.lineno)
        if unit is None or unit.statements != [statement]:
            return None
        found = self._walked(unit).get(kind, [])
        if kind not in unit.ordered:
            unit.ordered.add(kind)
            if 'lineno' in kind._attributes:
                found.sort(key=_place)
        return found

    def around(self, lines: Iterable[int]) -> Iterator[range]:
        """The lines of each unit that holds some lines, once each."""
        seen = set()
        for line in lines:
            place = bisect_right(self._starts, line) - 1
            if place >= 0 and place not in seen and (
                    line <= self._units[place].last):
                seen.add(place)
                yield range(self._starts[place], self._units[place].last + 1)


def _ordered(nodes: list[ast.AST], kind: type[ast.AST]) -> list[ast.AST]:
    if len(nodes) > 1 and 'lineno' in kind._attributes:
        return sorted(nodes, key=_place)
    return nodes


def file_nodes(
    roots: Iterable[ast.AST], kinds: Kinds, parents: Parents,
) -> None:
    """File nodes and all below them under their classes.

    The hottest loop of the plugin: what has no children is filed where it
    is met, without a turn of its own. The parents of the roots are left to
    the caller.
    """
    holders = list(roots)
    for node in holders:
        try:
            kinds[type(node)].append(node)
        except KeyError:
            kinds[type(node)] = [node]
    hold = holders.append
    fields_of = CHILD_FIELDS
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
                parents[value] = node
                if fields_of[kind]:
                    hold(value)
