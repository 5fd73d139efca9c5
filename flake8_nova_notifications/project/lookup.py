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

"""The other modules of the project under review, as seen from one file.

They are read from disk by path, never imported. The cache below is the only
state that outlives a file; it holds what stands on disk, under (path,
modification time, size), so the order in which files are linted cannot change
an answer.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from functools import cached_property
import os
from pathlib import PurePath
from typing import TypeVar

from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.project.constants import Number
from flake8_nova_notifications.project.definitions import ClassFacts
from flake8_nova_notifications.project.definitions import ModuleFacts
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.module_text import Imports
from flake8_nova_notifications.project import modules
from flake8_nova_notifications.project.modules import imported_by
from flake8_nova_notifications.project.roots import Folders
from flake8_nova_notifications.project.versions import version

# What one linted file may cost in other modules. The limits count questions,
# not cache misses, so that a warm cache gives the same answers as a cold one.
MAX_MODULES = 60        # distinct modules a file may ask about
MAX_ENTRIES = 500       # files of a folder that is listed
MAX_HOPS = 20           # re-exports followed for one name
MAX_BASES = 200         # classes searched for one method


_Derived = TypeVar('_Derived')

Fact = ModuleFacts | ClassFacts | FunctionFacts | Number | str


class Project:
    """The modules around one linted file, as seen from it.

    :ivar root: the folder that names of modules start from, if known.
    """

    def __init__(self, source: SourceFile) -> None:
        self._path = source.path
        self._folders = Folders()
        self.root, self.package, self.module = self._folders.place(
            source.path, source.text)
        self._files: dict[str, str | None] = {}
        self._asked: dict[str, ModuleFacts | None] = {}

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The folders of the project that the file stands in, outermost first.

        What lies above the import root is left out: a checkout under
        ``/home/me/tests`` is no test. Where nothing tells the root, neither
        a package nor a file such as setup.cfg, all folders count, whichever
        of them the run was started in.
        """
        if self.package:
            return tuple(self.package.split('.'))
        if self.root is not None or not self._path.endswith('.py'):
            return ()
        try:
            return PurePath(os.path.abspath(self._path)).parts[1:-1]
        except OSError:
            # The working directory is gone.
            return PurePath(self._path).parts[:-1]

    def absolute(self, dotted: str) -> str | None:
        """A name with its leading dots, if any, resolved for this file."""
        level = len(dotted) - len(dotted.lstrip('.'))
        if not level:
            return dotted
        parents = self.package.split('.') if self.package else []
        if level > len(parents):
            return None
        return '.'.join(
            (*parents[:len(parents) - level + 1], dotted[level:]))

    def path(self, module: str) -> str | None:
        """The file of a module of this project, if there is one."""
        return None if self._module(module) is None else self.file(module)

    def file(self, module: str) -> str | None:
        """Like :meth:`path`, but the module is not read for it."""
        if self.root is None:
            return None
        if module not in self._files:
            self._files[module] = self._folders.module(
                self.root, module) or self._folders.beside(
                    self.root, self.package, module)
        return self._files[module]

    def packages(self, package: str) -> tuple[str, ...]:
        """The names of the packages that stand in one, in order."""
        if self.root is None:
            return ()
        folder = os.path.join(self.root, *package.split('.'))
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            return ()
        return tuple(
            name for name in names[:MAX_ENTRIES] if name.isidentifier()
            and os.path.isdir(os.path.join(folder, name)))

    def imports(self, dotted: str) -> tuple[str, ...]:
        """What a module imports, or that of a name in it, by its lines.

        Much cheaper than to read all that the module holds.
        """
        for module in (dotted, dotted.rpartition('.')[0]):
            path = self.file(module) if module else None
            if path is not None:
                key = version(path)
                return () if key is None else imported_by(
                    key, module, os.path.basename(path) == '__init__.py')
        return ()

    def find(self, dotted: str) -> Fact | None:
        """What a dotted name stands for; None when it cannot be told.

        Re-exports are followed. Names outside the project are unknown, be
        they installed or not, so that the answer is the same everywhere.
        """
        name = self.absolute(dotted)
        for _ in range(MAX_HOPS):
            if name is None:
                return None
            split = self._split(name)
            if split is None:
                return None
            module_name, facts, rest = split
            if not rest:
                return facts
            first = rest[0]
            if first in facts.imports:
                name = '.'.join((facts.imports[first], *rest[1:]))
                continue
            if first in facts.classes:
                cls = facts.classes.get(first)
                return None if cls is None else self._member(cls, rest[1:])
            if len(rest) > 1:
                return None
            if first in facts.functions:
                return facts.functions.get(first)
            return facts.constants.get(first)
        return None

    def derived(
        self, dotted: str, derive: Callable[[Function, Imports], _Derived],
    ) -> tuple[str, _Derived] | None:
        """What is made of a function of another module, and that module.

        :param derive: see
            :meth:`~flake8_nova_notifications.project.definitions.Functions.derived`.
        """
        name = self.absolute(dotted)
        for _ in range(MAX_HOPS):
            split = self._split(name) if name is not None else None
            if split is None or len(split[2]) != 1:
                return None
            module, facts, (first,) = split
            if first not in facts.imports:
                found = facts.functions.derived(first, derive)
                return None if found is None else (module, found)
            name = facts.imports[first]
        return None

    def derived_method(
        self, bases: list[str], name: str,
        derive: Callable[[Function, Imports], _Derived],
    ) -> tuple[str, _Derived] | None:
        """The same of the first method of that name among base classes.

        :returns: the dotted name of the class that has it, and the fact.
        """
        for dotted, cls in self.classes(bases):
            if cls is not None and name in cls.methods:
                found = cls.methods.derived(name, derive)
                return None if found is None else (dotted, found)
        return None

    def origin(self, dotted: str) -> str | None:
        """The name behind re-exports and aliases, also outside the project.

        ``time.sleep`` for ``project.compat.sleep``, where that module says
        ``from time import sleep`` or ``sleep = time.sleep``.
        """
        name = self.absolute(dotted)
        for _ in range(MAX_HOPS):
            split = None if name is None else self._split(name)
            if split is None or not split[2] or (
                    split[2][0] not in split[1].imports):
                return name
            _, facts, (first, *rest) = split
            name = '.'.join((facts.imports[first], *rest))
        return None

    def method(
        self, bases: list[str], name: str,
    ) -> FunctionFacts | Number | str | None:
        """The first method or constant of that name among base classes.

        :param bases: dotted names of classes, nearest first. The search is
            breadth first with a visited set, so cycles and diamonds end.
        """
        for _, cls in self.classes(bases):
            if cls is None:
                continue
            if name in cls.methods:
                return cls.methods.get(name)
            if name in cls.constants:
                return cls.constants[name]
        return None

    def classes(
        self, names: Iterable[str],
    ) -> Iterator[tuple[str, ClassFacts | None]]:
        """Classes by their dotted names and all that they descend from.

        Breadth first, nearest first, each once: cycles and diamonds end. A
        class that cannot be seen comes with None; beyond a limit nothing is
        seen.
        """
        queue = list(dict.fromkeys(names))
        seen = set(queue)
        for index, dotted in enumerate(queue):
            if index >= MAX_BASES:
                yield dotted, None
                return
            facts = self.find(dotted)
            if not isinstance(facts, ClassFacts):
                yield dotted, None
                continue
            yield dotted, facts
            further = [base for base in facts.bases if base not in seen]
            seen.update(further)
            queue += further

    def ancestors(self, names: Iterable[str]) -> tuple[tuple[str, ...], bool]:
        """The names of :meth:`classes`, and whether there are no others."""
        found = list(self.classes(names))
        return tuple(name for name, _ in found), all(
            facts is not None for _, facts in found)

    def _member(self, cls: ClassFacts, rest: list[str]) -> Fact | None:
        if not rest:
            return cls
        if len(rest) > 1:
            return None
        name = rest[0]
        if name in cls.methods:
            return cls.methods.get(name)
        if name in cls.constants:
            return cls.constants[name]
        return self.method(list(cls.bases), name)

    def _split(
        self, dotted: str,
    ) -> tuple[str, ModuleFacts, list[str]] | None:
        """The longest prefix that is a module, its facts and the rest."""
        parts = dotted.split('.')
        for end in range(len(parts), 0, -1):
            module_name = '.'.join(parts[:end])
            facts = self._module(module_name)
            if facts is not None:
                return module_name, facts, parts[end:]
        return None

    def _module(self, name: str) -> ModuleFacts | None:
        if name in self._asked:
            return self._asked[name]
        if self.root is None or len(self._asked) >= 8 * MAX_MODULES:
            return None
        read: ModuleFacts | None = None
        if sum(f is not None for f in self._asked.values()) < MAX_MODULES:
            path = self.file(name)
            if path is not None:
                read = modules.read(
                    path, name, os.path.basename(path) == '__init__.py')
        self._asked[name] = read
        return read


def origin(source: SourceFile, expression: ast.AST) -> str | None:
    """The dotted name behind an expression, aliases of this file and all.

    Like ``Names.dotted``, but names of the project are followed to where
    they come from.
    """
    names = source.once(Names)
    dotted = names.dotted(expression)
    if dotted is None and isinstance(expression, ast.Name):
        # ``nap = time.sleep``
        value = names.value(expression)
        dotted = names.dotted(value) if isinstance(
            value, ast.Attribute) else None
    return dotted if dotted is None or '.' not in dotted else (
        source.once(Project).origin(dotted))


def facts_elsewhere(
    source: SourceFile, callee: ast.expr,
) -> FunctionFacts | None:
    """What a method of a base class, or a function of another module, does."""
    project = source.once(Project)
    holder = source.enclosing_class(callee) if is_own(callee) else None
    found: object = None
    if holder is not None:
        found = project.method(
            source.once(Names).foreign_bases(holder), last_name(callee))
    elif '.' in (dotted := origin(source, callee) or ''):
        found = project.find(dotted)
    return found if isinstance(found, FunctionFacts) else None
