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

"""The only door to astroid: typed, lazy and fenced.

astroid as documented follows imports, and some of its plugins import (hence
execute) what they find under a known name in the tree under review. Here it
never gets the chance: it is handed a reduced text of the hot function alone,
in which every import and every other definition is replaced by ``pass``. It
runs without transforms, without delayed attributes, and keeps nothing.
What other modules hold is asked from :mod:`project`, by path.
"""

import ast
import collections
from collections.abc import Iterator
import contextlib
from itertools import islice
import os
import sys
from typing import Any
from typing import Protocol

import flake8

from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.project.definitions import Number
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.project.lookup import STATISTICS

MAX_QUESTIONS = 50      # asked for one linted file
MAX_NODES = 20_000      # of a reduced text; a hot function is far smaller
MAX_CHARACTERS = 400_000  # of all texts that are reduced for one linted file
MAX_REBINDS = 100       # assignments to one name: ``x += x`` doubles each
MAX_DEPTH = 100         # nesting; astroid's rebuilder recurses
MAX_VALUES = 2          # more than one possible value is "unknown" already

# Operators whose result can outgrow the machine from a few characters.
_EXPLOSIVE = (ast.Pow, ast.LShift, ast.Mod)

Constant = Number | str


class Inference(Protocol):
    """What rules may ask when names and project facts do not know."""

    def value(self, expression: ast.expr, /) -> Constant | None:
        """The one constant an expression of this file can be, or None."""

    def exported(self, dotted: str, /) -> Constant | None:
        """The one constant that a name of another module can be."""


def fenced(source: SourceFile) -> Inference:
    """astroid's view of a file; nothing is imported until it is asked."""
    return _Fenced(source)


class _Fenced:
    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._holder = _real(source.path)
        self._questions = 0
        self._characters = 0

    def value(self, expression: ast.expr, /) -> Constant | None:
        if not self._admitted():
            return None
        hot: set[ast.AST] = set(self._source.ancestors(expression))
        text = reduced(self._source.lines, self._source.tree, hot)
        return self._ask(text, expression.lineno, expression.col_offset,
                         type(expression).__name__)

    def exported(self, dotted: str, /) -> Constant | None:
        module, _, name = dotted.rpartition('.')
        path = self._source.once(Project).path(module)
        if path is None or not name.isidentifier() or not self._admitted():
            return None
        try:
            with open(path, encoding='utf-8') as stream:
                lines = stream.read().splitlines(keepends=True)
            tree = ast.parse(''.join(lines))
        except (OSError, SyntaxError, ValueError, RecursionError,
                MemoryError):
            return None
        # The name is read on a line of its own after all the assignments.
        text = reduced(lines, tree, {tree}).rstrip() + f'\n{name}\n'
        return self._ask(text, text.count('\n'), 0, 'Name')

    def _admitted(self) -> bool:
        self._questions += 1
        return self._questions <= MAX_QUESTIONS and (
            self._characters <= MAX_CHARACTERS)

    def _ask(
        self, text: str, line: int, column: int, kind: str,
    ) -> Constant | None:
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS or self._holder is None:
            return None
        try:
            with _beside(self._holder):
                return _ask(text, line, column, kind)
        except MemoryError:
            raise
        except Exception as error:
            # The value stays unknown, as it is for whoever has no astroid.
            self._source.note_broken('the door to astroid', error)
            return None


def reduced(
    lines: list[str], tree: ast.Module, hot: set[ast.AST],
) -> str:
    """A file's text with imports and cold definitions blanked out.

    Lines keep their numbers, so that a place in the file is the same place
    in the reduced text.

    :param hot: the definitions whose bodies are kept.
    """
    kept = list(lines)
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        for statement in ast.iter_child_nodes(node):
            cold = isinstance(statement, (ast.Import, ast.ImportFrom)) or (
                isinstance(statement, (*FUNCTIONS, ast.ClassDef))
                and statement not in hot)
            if cold:
                assert isinstance(statement, ast.stmt)
                _blank(kept, statement)
            elif isinstance(statement, (ast.stmt, ast.ExceptHandler)):
                stack.append(statement)
    return ''.join(kept)


def _blank(lines: list[str], statement: ast.stmt) -> None:
    first = min(
        [statement.lineno]
        + [d.lineno for d in getattr(statement, 'decorator_list', ())])
    last = statement.end_lineno or statement.lineno
    head = lines[first - 1]
    indent = head[:len(head) - len(head.lstrip(' \t\f'))]
    lines[first - 1] = f'{indent}pass\n'
    for index in range(first, last):
        lines[index] = '\n'


def _harmless(tree: ast.Module) -> bool:
    """Whether astroid may see this; whatever could make it run away may not.

    A semicolon can leave an import behind, which is why the reduced text is
    checked and not trusted.
    """
    bound: collections.Counter[str] = collections.Counter()
    depths: dict[ast.AST, int] = {tree: 0}
    for count, node in enumerate(walk(tree)):
        depth = depths.pop(node)
        if count > MAX_NODES or depth > MAX_DEPTH:
            return False
        for child in ast.iter_child_nodes(node):
            depths[child] = depth + 1
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            return False
        if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(
                node.op, _EXPLOSIVE):
            return False
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound[node.id] += 1
            if bound[node.id] > MAX_REBINDS:
                return False
    return True


def _ask(text: str, line: int, column: int, kind: str) -> Constant | None:
    try:
        if not _harmless(ast.parse(text)):
            return None
        STATISTICS['astroid'] += 1
        return _infer(text, line, column, kind)
    except (SyntaxError, ValueError, RecursionError):
        return None


@contextlib.contextmanager
def _beside(holder: str) -> Iterator[None]:
    """A search path without the folders that hold the linted file.

    ``python -m flake8`` puts the working directory first, and a tree under
    review may hold an ``astroid.py``. Where Python, flake8 and we ourselves
    come from is kept: who lints those folders runs them already.

    :param holder: the linted file, by its real path.
    """
    trusted = {
        os.path.realpath(os.path.dirname(os.__file__)),
        *(os.path.realpath(os.path.dirname(os.path.dirname(origin)))
          for origin in (__file__, flake8.__file__))}
    whole = list(sys.path)
    sys.path[:] = [
        entry for entry in whole
        if (real := _real(entry)) in trusted
        or real is not None and not holder.startswith(os.path.join(real, ''))]
    try:
        yield
    finally:
        sys.path[:] = whole


def _real(path: str) -> str | None:
    """Where a path leads; None for a relative one in a deleted folder."""
    try:
        return os.path.realpath(path)
    except OSError:
        return None


def _infer(text: str, line: int, column: int, kind: str) -> Constant | None:
    # Imported here: a file without a hot question must not pay for it.
    import astroid
    from astroid import builder
    from astroid import manager
    from astroid import nodes

    class Manager(manager.AstroidManager):  # type: ignore[misc]
        def cache_module(self, module: nodes.Module) -> None:
            """Keep nothing: the next file must not see this one."""

    class Builder(builder.AstroidBuilder):  # type: ignore[misc]
        def delayed_assattr(self, node: Any) -> None:
            """Infer nothing that was not asked for."""

    module = Builder(Manager(), apply_transforms=False).string_build(text)
    wanted = getattr(nodes, kind, None)
    if wanted is None:
        return None
    for node in module.nodes_of_class(wanted):
        if node.lineno != line or node.col_offset != column:
            continue
        try:
            values = list(islice(node.infer(), MAX_VALUES))
        except astroid.AstroidError:
            return None
        value = getattr(values[0], 'value', None) if len(values) == 1 else None
        return value if isinstance(value, (int, float, str)) else None
    return None
