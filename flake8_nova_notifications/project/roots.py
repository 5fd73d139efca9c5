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

"""Where a file stands, and which file a module is.

Answers come from the disk each time a file is linted: an editor's process
lives for days, and a module may be made or go meanwhile. What a folder holds
is kept as long as its modification time stays the same.
"""

from collections.abc import Iterator
from functools import lru_cache
import os
import re
import sys
import time

_ROOT_MARKS = frozenset((
    'setup.cfg', 'setup.py', 'pyproject.toml', 'tox.ini', '.git'))
# Folders above a file's packages that may be packages as well.
MAX_NAMESPACES = 8
# Folders of a project that may be on the search path of its tests.
MAX_HOMES = 50
# Folders whose content is kept.
MAX_FOLDERS = 1024
# The clocks of file systems tick slowly: a folder that has changed this short
# a time ago may change again and bear the same time.
_SETTLED = 2_000_000_000  # nanoseconds


class Folders:
    """Folders as they are now, each looked at once by whoever holds this."""

    def __init__(self) -> None:
        self._seen: dict[str, frozenset[str]] = {}
        self._homes: dict[str, list[str]] = {}

    def holds(self, folder: str, name: str) -> bool:
        """Whether there is a plain file: neither a pipe nor a device."""
        return self.has(folder, name) and os.path.isfile(
            os.path.join(folder, name))

    def has(self, folder: str, name: str) -> bool:
        """Whether there is anything of that name."""
        return name in self._names(folder)

    def _names(self, folder: str) -> frozenset[str]:
        if folder not in self._seen:
            self._seen[folder] = _names_in(folder)
        return self._seen[folder]

    def _is_project(self, folder: str) -> bool:
        """Whether a project begins in a folder."""
        return not self._names(folder).isdisjoint(_ROOT_MARKS)

    def module(self, root: str, name: str) -> str | None:
        """The file of a module below an import root, if there is one."""
        above, _, last = name.rpartition('.')
        folder = os.path.join(root, *above.split('.')) if above else root
        inside = os.path.join(folder, last)
        if self.has(folder, last) and self.holds(inside, '__init__.py'):
            return os.path.join(inside, '__init__.py')
        if self.holds(folder, f'{last}.py'):
            return os.path.join(folder, f'{last}.py')
        return None

    def beside(self, root: str, package: str, name: str) -> str | None:
        """The file of a module of another import root, for a test.

        What ``tests/test_x.py`` tests may stand in ``src/p/x.py``, or in
        ``hooks/x.py``: the tests have that folder on their search path. It
        is clear where one folder of the project alone has such a module.

        :param root: the import root of the test.
        :param package: its package.
        """
        first, top = package.partition('.')[0], name.partition('.')[0]
        if first and 'test' not in first or self._has(root, top) or (
                top in sys.stdlib_module_names):
            return None
        if root not in self._homes:
            self._homes[root] = self._homes_in(root)
        found = [home for home in self._homes[root] if self._has(home, top)]
        return self.module(found[0], name) if len(found) == 1 else None

    def _has(self, folder: str, top: str) -> bool:
        return self.has(folder, top) or self.has(folder, f'{top}.py')

    def _homes_in(self, root: str) -> list[str]:
        """The folders of a project that are no packages, or are ``src``."""
        if not self._is_project(root):
            return []
        names = [name for name in sorted(self._names(root))
                 if name.isidentifier() and 'test' not in name]
        return [] if len(names) > MAX_HOMES else [
            os.path.join(root, name) for name in names
            if name == 'src' or not self.has(
                os.path.join(root, name), '__init__.py')]

    def place(
        self, path: str, text: str = '',
    ) -> tuple[str | None, str, str]:
        """Where a file stands: import root, its package and its module name.

        Never the working directory as such and never ``sys.path``: the answer
        would depend on who asks. Standard input stands nowhere.

        :param text: the file: its imports tell of namespace packages.
        """
        if not path.endswith('.py'):
            return None, '', ''
        try:
            folder, name = os.path.split(os.path.abspath(path))
        except OSError:
            # The working directory is gone, and with it what a relative path
            # is relative to.
            return None, '', ''
        root, package = self.package(folder)
        outer = self._namespace(folder if root is None else root, text)
        if outer is not None:
            root, package = outer, os.path.relpath(folder, outer).replace(
                os.sep, '.')
        if root is None:
            return None, '', ''
        root, package = self._inward(root, package, text)
        module = name[:-len('.py')]
        if module == '__init__':
            return root, package, package
        return root, package, f'{package}.{module}' if package else module

    def package(self, folder: str) -> tuple[str | None, str]:
        """The import root of a folder and its package below that."""
        packages: list[str] = []
        root = folder
        while self.holds(root, '__init__.py'):
            root, package = os.path.split(root)
            if not package:
                break
            packages.insert(0, package)
        if not packages:
            above = root
            while not self._is_project(above):
                parent, package = os.path.split(above)
                if parent == above:
                    return None, ''
                packages.insert(0, package)
                above = parent
            root = above
        return root, '.'.join(packages)

    def _inward(
        self, root: str, package: str, text: str,
    ) -> tuple[str, str]:
        """The import root one folder down, where the imports say so.

        ``from p.x import y`` in ``checkout/p/z.py``, or in a file of
        ``checkout/tests``, with an ``__init__.py`` in ``checkout`` as well.
        What that folder is called does not matter.
        """
        outer, _, rest = package.partition('.')
        first = rest.partition('.')[0]
        if not rest or first != outer and _is_imported(text, outer):
            return root, package
        inner = os.path.join(root, outer)
        names = [first] if 'test' not in first else sorted(
            filter(str.isidentifier, self._names(inner)))[:MAX_HOMES]
        for name in names:
            if name.isidentifier() and _may_import(text, name) and any(
                    '.' in one and self.module(inner, one)
                    and not self.module(root, one)
                    for one in _imported(text, name)):
                return inner, rest
        return root, package

    def _namespace(self, root: str, text: str) -> str | None:
        """The import root of a file that stands below namespace packages.

        Those hold no ``__init__.py``: which of the folders above are some,
        only what the file imports from them tells. That has to be there.

        :param root: the folder that its innermost packages stand in.
        :param text: the file.
        """
        folder = root
        for _ in range(MAX_NAMESPACES):
            above, name = os.path.split(folder)
            if above == folder or self._is_project(folder):
                return None
            if name.isidentifier() and _may_import(text, name) and not (
                    self._has(root, name)) and any(
                        self.module(above, one)
                        for one in _imported(text, name) if one != name):
                return above
            folder = above
        return None


def _may_import(text: str, package: str) -> bool:
    """Whether a text holds a name as in an import; most do not at all."""
    return f' {package}' in text and (
        f' {package}.' in text or f' {package} ' in text)


def _is_imported(text: str, package: str) -> bool:
    return f' {package}' in text and re.search(
        rf'^(?:from|import) +{re.escape(package)}\b', text, re.M) is not None


def _imported(text: str, package: str) -> Iterator[str]:
    """What a text imports of a package, and of its modules."""
    for match in re.finditer(
            rf'^(?:from +({package}(?:\.\w+)*) +import +\(?\s*(\w+)'
            rf'|import +({package}(?:\.\w+)+))', text, re.M):
        module, member, whole = match.groups()
        yield from (whole,) if whole else (module, f'{module}.{member}')


def _names_in(folder: str) -> frozenset[str]:
    try:
        status = os.stat(folder)
        if time.time_ns() - status.st_mtime_ns < _SETTLED:
            return frozenset(os.listdir(folder))
        return _listed(folder, status.st_mtime_ns, status.st_ino)
    except OSError:
        return frozenset()


@lru_cache(MAX_FOLDERS)
def _listed(folder: str, modified: int, inode: int) -> frozenset[str]:
    return frozenset(os.listdir(folder))
