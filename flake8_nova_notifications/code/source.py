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

"""The file under review: its text and its tree, which is never changed.

flake8 hands the same tree to every plugin, so nothing is set on its nodes.
It is walked where a question leads, so that a file which no rule is
interested in costs nothing, and no statement is walked twice for the index.
"""

import ast
from bisect import bisect_right
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections import Counter
from functools import cached_property
import io
from itertools import accumulate
from typing import Any
from typing import cast
from typing import TypeVar

from flake8_nova_notifications.code.index import CHILD_FIELDS
from flake8_nova_notifications.code.index import Index
from flake8_nova_notifications.options import Options

_Node = TypeVar('_Node', bound=ast.AST)
_Fact = TypeVar('_Fact')
_Key = TypeVar('_Key')

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef
# ``try`` with ``except``, and from Python 3.11 on with ``except*``: a class of
# its own with the same fields.
TRIES: tuple[type[ast.Try], ...] = tuple(dict.fromkeys((
    ast.Try, getattr(ast, 'TryStar', ast.Try))))

# What one search may visit in a file, in nodes and the like: it stops there
# and is silent. Both together are some 0.3 s and as much again as bare flake8
# takes; on all of Nova no search needs a tenth of it.
MAX_VISITS = 1_000_000
MAX_VISITS_PER_LINE = 200

_NESTED = frozenset((*FUNCTIONS, ast.Lambda, ast.ClassDef))


def walk(root: ast.AST) -> Iterator[ast.AST]:
    """A node and everything below it, parents before children."""
    nodes = [root]
    for node in nodes:
        yield node
        kind = type(node)
        for name in CHILD_FIELDS[kind]:
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
        for name in CHILD_FIELDS[kind]:
            value = getattr(node, name, None)
            if value is None:
                continue
            if type(value) is list:
                for item in value:
                    if isinstance(item, ast.AST):
                        nodes.append(item)
            elif isinstance(value, ast.AST):
                nodes.append(value)


def lines_of(text: str) -> list[str]:
    """The lines of a text as Python and flake8 count them.

    ``str.splitlines`` also splits at form feeds and the like, which people do
    put between functions.
    """
    return io.StringIO(text).readlines()


class BrokenFact(Exception):
    """A fact could not be worked out; who rests on it breaks as well.

    :ivar what: the innermost fact that broke, by module and name.
    :ivar error: what it raised.
    """

    def __init__(self, what: str, error: Exception) -> None:
        super().__init__(what, error)
        self.what = what
        self.error = error


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
        self._memos: dict[Callable[..., Any], dict[Any, Any]] = {}
        self._visits: Counter[str] = Counter()
        self._broken_facts: dict[object, BrokenFact] = {}
        self._of_parts: list[dict[Any, Any]] = []
        # What broke, with the codes that rest on it.
        self.broken: dict[str, tuple[Exception, set[str]]] = {}

    def affords(self, search: str, visits: int) -> bool:
        """Whether a search may make so many visits more in this file.

        Each search is counted for itself, so that what one finds does not
        depend on which others run. What is refused costs nothing: a small
        wait behind a monstrous one is still looked at.
        """
        spent = self._visits[search] + visits
        if spent > MAX_VISITS + MAX_VISITS_PER_LINE * len(self.lines):
            return False
        self._visits[search] = spent
        return True

    def close(self) -> None:
        """Let go of everything that was worked out.

        Facts and file refer to each other; left to the garbage collector, a
        large file would be alive, and traversed, with the next ones.
        """
        for facts in (self._facts, self._memos, *self._of_parts):
            facts.clear()
        vars(self).pop('_index', None)
        vars(self).pop('parent', None)

    def facts_of_part(self) -> dict[Any, Any]:
        """Where a part keeps what is known of it; :meth:`close` empties it."""
        self._of_parts.append({})
        return self._of_parts[-1]

    @cached_property
    def text(self) -> str:
        """The file's text as flake8 read it (without a byte order mark)."""
        return ''.join(self.lines)

    @cached_property
    def _index(self) -> Index:
        return Index(self.tree)

    @cached_property
    def _line_starts(self) -> list[int]:
        return list(accumulate(map(len, self.lines), initial=0))

    def line_at(self, offset: int) -> int:
        """The number of the line in which an offset of the text stands."""
        return bisect_right(self._line_starts, offset)

    def text_of(self, function: Function) -> str:
        """The lines of a function, those of its decorators included."""
        above = function.decorator_list
        return self.text_between(
            above[0].lineno if above else function.lineno,
            function.end_lineno or function.lineno)

    def text_between(self, first: int, last: int) -> str:
        """The lines from one line to another, both included."""
        starts = self._line_starts
        return self.text[starts[first - 1]:starts[last]]

    def lines_with(
        self, *words: str, among: ast.stmt | None = None,
    ) -> list[int]:
        """The numbers of the lines that hold one of some words, in order.

        :param words: none of them is empty.
        :param among: only those of a statement.
        """
        found: set[int] = set()
        text, starts = self.text, self._line_starts
        first, end = (0, len(text)) if among is None else (
            starts[among.lineno - 1],
            starts[among.end_lineno or among.lineno])
        for word in words:
            place = text.find(word, first, end)
            while place >= 0:
                line = bisect_right(starts, place)
                found.add(line)
                # The next one of interest is in another line.
                place = text.find(word, starts[line], end)
        return sorted(found)

    def nodes(self, *kinds: type[_Node]) -> list[_Node]:
        """All nodes of the given classes, in source order.

        The list is the index's own: it is to be read, not changed.
        """
        if len(kinds) == 1:
            return cast(list[_Node], self._index.each(kinds[0]))
        found = [node for kind in kinds for node in self._index.each(kind)]
        return cast(list[_Node], sorted(found, key=_position))

    def around(self, lines: Iterable[int]) -> Iterator[range]:
        """The lines of each statement that holds some lines.

        Statements of the module and of its classes, like :meth:`near`.
        """
        return self._index.around(lines)

    def near(self, kind: type[_Node], lines: Iterable[int]) -> list[_Node]:
        """The nodes of a class in the statements that hold some lines.

        Statements of the module and of its classes: whatever such a line
        spells is among the answers, and so is all that stands around it.
        Where few lines are of interest the rest of the file is not walked.
        """
        return cast(list[_Node], self._index.near(kind, lines))

    def on(self, kind: type[_Node], lines: Iterable[int]) -> list[_Node]:
        """The nodes of a class that touch some lines.

        Like :meth:`near`, but less is walked: where a word in a line says
        that a node may be of interest, it stands on that line.
        """
        # Most files have no such line, and are not cut up for that.
        wanted = list(lines)
        return cast(
            list[_Node], self._index.on(kind, wanted)) if wanted else []

    def within(self, function: Function, *kinds: type[_Node]) -> list[_Node]:
        """The nodes of the given classes in a function, in source order.

        The function itself and its decorators are looked at as well. The
        list may be the index's own: it is to be read, not changed.
        """
        found: list[ast.AST] = []
        for kind in kinds:
            known = self._index.within(function, kind)
            if known is None:
                found = [n for n in walk(function) if isinstance(n, kinds)]
                break
            if len(kinds) == 1:
                return cast(list[_Node], known)
            found += known
        return cast(list[_Node], sorted(found, key=_position))

    @cached_property
    def parent(self) -> Callable[[ast.AST], ast.AST | None]:
        """Tells the node that holds another one; None for the module."""
        return self._index.parent

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around this one, innermost first."""
        parent = self.parent
        above = parent(node)
        while above is not None:
            yield above
            above = parent(above)

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
        :raises BrokenFact: at each question, if it failed at the first.
        """
        try:
            return cast(_Fact, self._facts[derive])
        except KeyError:
            pass
        if derive in self._broken_facts:
            raise self._broken_facts[derive]
        try:
            fact = self._facts[derive] = derive(self)
        except MemoryError:
            raise
        except Exception as error:
            broken = error if isinstance(error, BrokenFact) else BrokenFact(
                'fact {}.{}'.format(
                    derive.__module__.partition('.')[2],
                    derive.__qualname__), error)
            self._broken_facts[derive] = broken
            raise broken from error
        return fact

    def memo(
        self, derive: Callable[['SourceFile', _Key], _Fact], key: _Key,
    ) -> _Fact:
        """A fact about something in this file, worked out once for it.

        :param derive: a pure function of this file and the key.
        :param key: a node of the tree, or anything else that is hashable.
        """
        kept = self._memos.setdefault(derive, {})
        try:
            return cast(_Fact, kept[key])
        except KeyError:
            fact = kept[key] = derive(self, key)
            return fact

    def note_broken(self, what: str, error: Exception, code: str = '') -> None:
        """Keep what broke until all rules have looked at the file."""
        _, codes = self.broken.setdefault(what, (error, set()))
        if code:
            codes.add(code)


def _position(node: ast.AST) -> tuple[int, int]:
    return (getattr(node, 'lineno', 0), getattr(node, 'col_offset', 0))
