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

"""The file of a baseline: a line for each finding, sorted.

A line is path, code, symbol and a digest of the finding's line; findings that
these do not tell apart are so many equal lines. Git merges it as it merges
any list, and the order of lines does not matter when it is read.
"""

from collections.abc import Iterable
from collections import Counter
import os
import re

from flake8_nova_notifications.commands.fix.file import replace
from flake8_nova_notifications.formats.fingerprint import Fingerprint

# The first line, by which a baseline is known from any other file.
HEADER = '# flake8-nova-notifications baseline 1: path, code, symbol, line'

_LINE = re.compile(r'(\S|\S.*\S) (NVN\d{3}) (\S+) ([0-9a-f]{16})')


class Damaged(ValueError):
    """A file is no baseline, or no longer one; says why in one sentence."""


class Baseline:
    """What is recorded, and where: paths are relative to its folder.

    :ivar name: the file's name as it was given.
    """

    def __init__(
        self, name: str, entries: Iterable[Fingerprint] = (),
    ) -> None:
        self.name = name
        # Names of files are relative to where the run began, which need not
        # be there any more when one is asked about.
        self._began = os.getcwd()
        # Links are resolved, so that a folder that is reached by another way
        # is still the same one.
        self._folder = os.path.realpath(os.path.dirname(os.path.abspath(name)))
        self._entries: dict[str, Counter[Fingerprint]] = {}
        for entry in entries:
            self._entries.setdefault(entry.path, Counter())[entry] += 1

    def __deepcopy__(self, memo: object) -> 'Baseline':
        # flake8 copies its options for each line of per-file-ignores, and
        # what has been read does not change.
        return self

    def path_of(self, filename: str) -> str:
        """A file's path as entries have it, whatever it was linted as."""
        folder, name = os.path.split(
            os.path.normpath(os.path.join(self._began, filename)))
        path = os.path.join(os.path.realpath(folder), name)
        try:
            path = os.path.relpath(path, self._folder)
        except ValueError:
            # Another drive: there is no way from here to there.
            pass
        return path.replace(os.sep, '/')

    def of(self, filename: str) -> 'Counter[Fingerprint]':
        """What is recorded of one file, each as often as it is recorded."""
        return Counter(self._entries.get(self.path_of(filename), {}))

    def all(self) -> 'Counter[Fingerprint]':
        """Everything that is recorded."""
        found: Counter[Fingerprint] = Counter()
        for entries in self._entries.values():
            found.update(entries)
        return found

    def exists(self, entry: Fingerprint) -> bool:
        """Whether the file that an entry is about is still there."""
        return os.path.exists(os.path.join(self._folder, entry.path))


def find(name: str) -> str:
    """Where a baseline lies that was given by its bare name.

    flake8 reads the configuration of the nearest folder above that has one,
    but does not tell plugins which it was, so a bare name is looked for in
    the same folders. A name with a folder in it stays as it is.
    """
    folder = os.getcwd()
    while not os.path.dirname(name):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            return path
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    return name


def read(name: str) -> Baseline:
    """Read a baseline.

    :raises OSError: it cannot be read.
    :raises Damaged: it holds something else.
    """
    if os.path.exists(name) and not os.path.isfile(name) and (
            not os.path.isdir(name)):
        # Nobody may ever write into a pipe, and a device may never end.
        raise Damaged(f'{name} is not a baseline: it is no plain file')
    try:
        # Some editors begin a file with a byte order mark.
        with open(name, encoding='utf-8-sig') as stream:
            lines = stream.read().split('\n')
    except UnicodeDecodeError as error:
        raise Damaged(f'{name} is damaged: it is not UTF-8') from error
    if lines[0] != HEADER:
        raise Damaged(
            f'{name} is not a baseline: its first line is not {HEADER!r}')
    entries = []
    for number, line in enumerate(lines[1:], start=2):
        match = _LINE.fullmatch(line)
        if match:
            entries.append(Fingerprint(*match.groups()))
        elif line.strip() and not line.startswith('#'):
            raise Damaged(
                f'{name} is damaged: line {number} is not a path, a code, a '
                f'symbol and a digest: {line[:60]!r}')
    return Baseline(name, entries)


def write(name: str, entries: 'Counter[Fingerprint]') -> None:
    """Write a baseline, whole or not at all.

    :raises OSError: it cannot be written.
    :raises Damaged: an entry could not be read again.
    """
    lines = [' '.join(entry) for entry in sorted(entries.elements())]
    for line in lines:
        if not _LINE.fullmatch(line):
            raise Damaged(
                f'{line!r} cannot be recorded; rename the file it is about')
    replace(name, ''.join(
        f'{line}\n' for line in (HEADER, *lines)).encode())
