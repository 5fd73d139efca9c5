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

"""The only importer of astroid: typed, lazy and fenced.

astroid as documented follows imports, and some of its plugins import (hence
execute) what they find under a known name in the tree under review. Here it
never gets the chance: it is handed nothing but the assignments that one name
rests on (:mod:`constants`), each of which is the only one of its name. It
runs without transforms, without delayed attributes, and keeps nothing.
What other modules hold is asked from :mod:`lookup`, by path.
"""

import ast
import collections
import io
from itertools import islice
import os
import sys
from typing import Any
from typing import Protocol

import flake8

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.parsing import parser
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.project.constants import Number
from flake8_nova_notifications.project.constants import settled
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.project.module_text import decoded
from flake8_nova_notifications.project.modules import STATISTICS
from flake8_nova_notifications.project.versions import MAX_BYTES

MAX_QUESTIONS = 50      # asked for one linted file
MAX_NODES = 20_000      # of what astroid is handed
MAX_CHARACTERS = 400_000  # of the other modules read for one linted file
MAX_REBINDS = 100       # assignments to one name: ``x += x`` doubles each
MAX_DEPTH = 100         # nesting; astroid's rebuilder recurses
MAX_VALUES = 2          # more than one possible value is "unknown" already

# Operators whose result can outgrow the machine from a few characters.
_EXPLOSIVE = (ast.Pow, ast.LShift, ast.Mod)
# What astroid imports beside the standard library, in any release.
_NEEDED = frozenset((
    'astroid', 'lazy_object_proxy', 'six', 'typed_ast', 'typing_extensions',
    'wrapt'))

Constant = Number | str


class Inference(Protocol):
    """What rules may ask when names and project facts do not know."""

    def value(self, name: ast.Name, /) -> Constant | None:
        """The one constant a name of this file can be, or None."""

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

    def value(self, name: ast.Name, /) -> Constant | None:
        if not self._admitted():
            return None
        return self._ask(settled(self._source, name))

    def exported(self, dotted: str, /) -> Constant | None:
        module, _, name = dotted.rpartition('.')
        path = self._source.once(Project).path(module)
        if path is None or not name.isidentifier() or not self._admitted():
            return None
        try:
            with open(path, 'rb') as stream:
                text = decoded(stream.read(MAX_BYTES))
            self._characters += len(text)
            if self._characters > MAX_CHARACTERS:
                return None
            # The name is read after all the assignments.
            text = f'{text}\n{name}\n'
            tree = parse(text)
        except (OSError, SyntaxError, ValueError, RecursionError,
                MemoryError):
            return None
        other = SourceFile(tree, path, io.StringIO(text).readlines())
        last = tree.body[-1]
        assert isinstance(last, ast.Expr)
        return self._ask(settled(other, last.value))

    def _admitted(self) -> bool:
        self._questions += 1
        return self._questions <= MAX_QUESTIONS

    def _ask(self, text: str | None) -> Constant | None:
        if text is None or self._holder is None or not _may_import(
                self._holder):
            return None
        try:
            return _ask(text)
        except MemoryError:
            raise
        except Exception as error:
            # The value stays unknown, as it is for whoever has no astroid.
            self._source.note_broken('the import of astroid', error)
            return None


def _harmless(tree: ast.Module) -> bool:
    """Whether astroid may see this; whatever could make it run away may not.

    The text is made of single assignments, and checked all the same.
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


def _ask(text: str) -> Constant | None:
    """The value of the expression in the last line of a text."""
    try:
        tree = parse(text)
        if not _harmless(tree):
            return None
        # astroid parses as well, and what it sets up at its first question is
        # shared by all threads.
        with parser():
            STATISTICS['astroid'] += 1
            return _infer(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _may_import(holder: str) -> bool:
    """Whether astroid can be imported without a file of the linted tree.

    ``python -m flake8`` puts the working directory first on the search path,
    and a tree under review may hold an ``astroid.py``, or a module that is
    named like one of the library. Nothing is changed to prevent that, since
    other threads may be importing as well: the value stays unknown then.
    Where Python, flake8 and we ourselves come from is trusted: who lints
    those folders runs them already.

    :param holder: the linted file, by its real path.
    """
    if 'astroid.builder' in sys.modules:
        return True
    trusted = {
        os.path.realpath(os.path.dirname(os.__file__)),
        *(os.path.realpath(os.path.dirname(os.path.dirname(origin)))
          for origin in (__file__, flake8.__file__))}
    return not any(
        _shadows(entry) for entry in list(sys.path)
        if (real := _real(entry)) not in trusted
        and (real is None or holder.startswith(os.path.join(real, ''))))


def _shadows(folder: str) -> bool:
    """Whether a folder holds a module that an import of astroid may meet.

    What is imported already is not looked for again.
    """
    try:
        names = os.listdir(folder or os.curdir)
    except OSError:
        return False
    return any(
        (stem := name.partition('.')[0]) not in sys.modules
        and (stem in _NEEDED or stem in sys.stdlib_module_names)
        for name in names)


def _real(path: str) -> str | None:
    """Where a path leads; None for a relative one in a deleted folder."""
    try:
        return os.path.realpath(path)
    except OSError:
        return None


def _infer(text: str) -> Constant | None:
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
    expression = module.body[-1]
    try:
        values = list(islice(expression.value.infer(), MAX_VALUES))
    except astroid.AstroidError:
        return None
    value = getattr(values[0], 'value', None) if len(values) == 1 else None
    return value if isinstance(value, (int, float, str)) else None
