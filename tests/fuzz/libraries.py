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

"""Python in the wild: the interpreter's own library and what is installed."""

import ast
from collections.abc import Iterator
import os
import pathlib
import sysconfig
import tokenize
import zlib

# One file in so many is linted by the test-suite.
SAMPLED = 25


def roots() -> list[pathlib.Path]:
    """The folders of the library, its tests included, and of packages."""
    paths = sysconfig.get_paths()
    folders = {
        pathlib.Path(paths[name]).resolve()
        for name in ('stdlib', 'platstdlib', 'purelib', 'platlib')}
    return sorted(folder for folder in folders if folder.is_dir())


def files(extra: tuple[pathlib.Path, ...] = ()) -> Iterator[pathlib.Path]:
    """Every Python file of these folders once, in the same order always."""
    seen = set()
    for root in (*roots(), *extra):
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                path = pathlib.Path(folder, name)
                if name.endswith('.py') and path.is_file() and (
                        path not in seen):
                    seen.add(path)
                    yield path


def sampled(path: pathlib.Path) -> bool:
    """Whether a file is in the sample, by its last names alone.

    The folder of an installation has no say in it, so that the same files
    are linted everywhere.
    """
    name = '/'.join(path.parts[-3:])
    return zlib.crc32(name.encode()) % SAMPLED == 0


def text(path: pathlib.Path) -> str | None:
    """The text as flake8 would read it; None if it cannot be read."""
    try:
        with tokenize.open(path) as stream:
            return stream.read()
    except (OSError, SyntaxError, UnicodeError):
        return None


def is_python(code: str) -> bool:
    """Whether this Python can parse it; some files are of other ones."""
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
