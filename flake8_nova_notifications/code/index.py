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
from bisect import bisect_left
from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Iterator
from operator import attrgetter
from typing import cast

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


# Their decorators stand above the line that they bear.
_DECORATED = frozenset((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
# Older Pythons give what stands in such a text the wrong lines.
_TEMPLATE = ast.JoinedStr


class Index:
    """The units of one tree: statements that share their lines with no others.

    :param tree: flake8's tree; it is read and stays as it is.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._parents: Parents = {}
        # The module, its classes, and what stands before their bodies.
        self._head: Kinds = {ast.Module: [tree]}
        # Of each unit the first line, the last line and the statements.
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._units: list[list[ast.stmt]] = []
        # What stands in a unit, itself included, once it was walked, and the
        # classes of which that is in source order by now.
        self._kinds: dict[int, Kinds] = {}
        self._sorted: set[tuple[int, type]] = set()
        self._whole: Kinds = {}
        self._cut(tree)

    def _cut(self, holder: ast.Module | ast.ClassDef) -> None:
        parents, ends = self._parents, self._ends
        for statement in holder.body:
            parents[statement] = holder
            first = statement.lineno
            kind = type(statement)
            if kind in _DECORATED:
                if kind is ast.ClassDef and holder is self._tree:
                    self._cut_class(cast(ast.ClassDef, statement))
                    continue
                first = _first_line(statement)
            last = statement.end_lineno or statement.lineno
            if ends and first <= ends[-1]:
                # Behind a semicolon.
                self._units[-1].append(statement)
                ends[-1] = last
                continue
            self._starts.append(first)
            ends.append(last)
            self._units.append([statement])

    def _cut_class(self, cls: ast.ClassDef) -> None:
        self._head.setdefault(ast.ClassDef, []).append(cls)
        before: list[ast.AST] = []
        for name in _CLASS_HEAD:
            before += getattr(cls, name, ())
        if before:
            file_nodes(before, self._head, self._parents)
            for child in before:
                self._parents[child] = cls
        self._cut(cls)

    def _walked(self, place: int) -> Kinds:
        """What stands in a unit."""
        kinds = self._kinds.get(place)
        if kinds is None:
            kinds = self._kinds[place] = {}
            file_nodes(self._units[place], kinds, self._parents)
        return kinds

    def _unit_at(self, line: int) -> int | None:
        place = bisect_right(self._starts, line) - 1
        return None if place < 0 or self._ends[place] < line else place

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that holds this one; None for the module."""
        parents = self._parents
        found = parents.get(node)
        if found is None and node is not self._tree and (
                len(self._kinds) < len(self._units)):
            place = self._unit_at(getattr(node, 'lineno', 0))
            if place is not None:
                self._walked(place)
            if node not in parents:
                # It bears no line, or, in a text, a wrong one.
                for place in range(len(self._units)):
                    self._walked(place)
            return parents.get(node)
        return found

    def each(self, kind: type[ast.AST]) -> list[ast.AST]:
        """All nodes of one class, in source order where they have a place.

        The list is the index's own: it is to be read, not changed.
        """
        found = self._whole.get(kind)
        if found is None:
            found = list(self._head.get(kind, ()))
            for place in range(len(self._units)):
                found += self._walked(place).get(kind, ())
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
        places = dict.fromkeys(map(self._unit_at, lines))
        for place in places:
            if place is not None:
                found += self._walked(place).get(kind, ())
        return _ordered(found, kind)

    def on(
        self, kind: type[ast.AST], lines: Iterable[int],
    ) -> list[ast.AST]:
        """The nodes of one class that touch some lines.

        Like :meth:`near`, but a unit is walked no further than to them.
        """
        found = list(self._head.get(kind, ()))
        by_unit: dict[int, list[int]] = {}
        for line in sorted(set(lines)):
            place = self._unit_at(line)
            if place is not None:
                by_unit.setdefault(place, []).append(line)
        for place, wanted in by_unit.items():
            kinds = self._kinds.get(place)
            if kinds is None:
                found += _touching(
                    self._units[place], kind, wanted, self._parents)
            else:
                found += [node for node in kinds.get(kind, ())
                          if _touches(node, wanted)]
        return _ordered(found, kind)

    def within(
        self, statement: ast.stmt, kind: type[ast.AST],
    ) -> list[ast.AST] | None:
        """The nodes of one class in a statement; None if it is no unit.

        In source order. The list is the index's own.
        """
        place = self._unit_at(statement.lineno)
        if place is None or self._units[place] != [statement]:
            return None
        found = self._walked(place).get(kind, [])
        key = (place, kind)
        if key not in self._sorted:
            self._sorted.add(key)
            if 'lineno' in kind._attributes:
                found.sort(key=_place)
        return found

    def around(self, lines: Iterable[int]) -> Iterator[range]:
        """The lines of each unit that holds some lines, once each."""
        seen = set()
        for line in lines:
            place = self._unit_at(line)
            if place is not None and place not in seen:
                seen.add(place)
                yield range(self._starts[place], self._ends[place] + 1)


def _first_line(node: ast.AST) -> int:
    """Where a node begins, its decorators included; 0 if it has no place."""
    above = getattr(node, 'decorator_list', None)
    return getattr(above[0] if above else node, 'lineno', 0)


def _touches(node: ast.AST, lines: list[int]) -> bool:
    """Whether a node has no place, or stands on one of some sorted lines."""
    first = _first_line(node)
    place = bisect_left(lines, first)
    return not first or place < len(lines) and (
        lines[place] <= (getattr(node, 'end_lineno', None) or first))


def _touching(
    roots: Iterable[ast.AST], kind: type[ast.AST], lines: list[int],
    parents: Parents,
) -> list[ast.AST]:
    """The nodes of one class, at or below some, that touch some lines.

    :param lines: in order.
    :param parents: filled with those of the nodes that are met.
    """
    found: list[ast.AST] = []
    least, most = lines[0], lines[-1]
    is_one = least == most
    fields_of = CHILD_FIELDS
    holders = [root for root in roots if _touches(root, lines)]
    hold = holders.append
    for node in holders:
        holder = type(node)
        if holder is kind:
            found.append(node)
        if holder is _TEMPLATE:
            inside: Kinds = {}
            file_nodes((node,), inside, parents)
            found += [one for one in inside.get(kind, ()) if one is not node]
            continue
        for name in fields_of[holder]:
            value = getattr(node, name, None)
            if value is None:
                continue
            for item in value if type(value) is list else (value,):
                last = getattr(item, 'end_lineno', None)
                if last is None:
                    # It has no place, or is no node at all.
                    if not isinstance(item, ast.AST) or not _touches(
                            item, lines):
                        continue
                elif last < least:
                    # Most stand above or below all lines.
                    continue
                elif type(item) in _DECORATED:
                    if not _touches(item, lines):
                        continue
                elif item.lineno > most or not is_one and lines[
                        bisect_left(lines, item.lineno)] > last:
                    continue
                parents[item] = node
                if fields_of[type(item)] or type(item) is kind:
                    hold(item)
    return found


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
