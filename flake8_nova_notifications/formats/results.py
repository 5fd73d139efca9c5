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

"""What the formats say of a violation, worked out once for all of them.

Codes of other plugins go in as they are; of our own the registry knows more.
"""

import argparse
from collections.abc import Sequence
from collections import Counter
from dataclasses import dataclass
import os
import re

from flake8.violation import Violation

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.commands.fix.found import Fixes
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Position
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.formats.fingerprint import digest
from flake8_nova_notifications.formats.fingerprint import Fingerprint
from flake8_nova_notifications.formats.places import Places
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.registry import EVERY_CODE
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Severity

_ABOUT = {about.code: about for about in EVERY_CODE}
# The file could not be read or parsed: everything else about it is missing.
_UNREAD = 'E9'
# Another place that a message names, such as nova/compute/manager.py:5712.
_NAMED = re.compile(r'(?<![\w./-])([\w./-]+\.py):(\d+)\b')


@dataclass(frozen=True)
class Change:
    """A replacement that a fix makes, in characters counted from 1.

    :ivar start: line and column.
    :ivar end: line and column of the character behind the range.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True)
class Result:
    """A violation, with all that a report may ask for.

    :ivar message: the code and the text.
    :ivar path: with slashes, relative to the source root; absolute where the
        file is outside of it.
    :ivar line: counted from 1, also where flake8 has no line to tell.
    :ivar column: in characters, counted from 1.
    :ivar severity: that of the finding; LOW for codes of which nothing is
        known, HIGH where the file could not be read.
    :ivar fingerprint: the same after an edit elsewhere in the file.
    :ivar related: other places that the message names: path and line.
    :ivar about: the rule, if it is one of ours.
    :ivar fix: what would fix it; empty where nothing is known to.
    :ivar fix_is_safe: whether no test can see another outcome by it.
    """

    code: str
    message: str
    path: str
    line: int
    column: int
    severity: Severity
    fingerprint: str
    related: tuple[tuple[str, int], ...]
    about: About | None
    fix: tuple[Change, ...] = ()
    fix_is_safe: bool = True


class Results:
    """The results of one run, in flake8's order."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._places = Places(options)
        # flake8 reports file by file.
        self._fixes = ('', Fixes('', [], Options()))
        # Kept, because it may be gone when there is something to report.
        self._began = os.getcwd()
        self._root = source_root(self._began)
        self._alike: Counter[Fingerprint] = Counter()
        self.all: list[Result] = []

    def add(self, error: Violation) -> None:
        """Take in one violation."""
        self.all.append(self.result(error))

    def result(self, error: Violation) -> Result:
        """Everything there is to say of one violation."""
        place = self._places.at(error.filename, error.line_number)
        path = self._path(error.filename)
        found = Fingerprint(
            path, error.code, place.symbol, digest(place.text))
        self._alike[found] += 1
        about = _ABOUT.get(error.code)
        column = max(error.column_number, 1)
        if about is not None:
            # The columns of a syntax tree count bytes.
            before = place.text.encode(errors='surrogateescape')[:column - 1]
            column = len(before.decode(errors='ignore')) + 1
        fix = self._fix(error) if about is not None and (
            about.fixable is not Fixable.NO) else None
        return Result(
            error.code, printable(f'{error.code} {error.text}'), path,
            max(error.line_number, 1), column, _severity(error, about),
            found.hashed(self._alike[found]),
            self._related(error) if about is not None else (), about,
            () if fix is None else self._changes(error.filename, fix),
            fix is None or fix.safe)

    def _fix(self, error: Violation) -> Fix | None:
        lines = self._places.lines(error.filename)
        if self._fixes[0] != error.filename:
            self._fixes = (error.filename, Fixes(
                error.filename, lines, self._options.nvn_options))
        fix = self._fixes[1].of(
            error.code, error.line_number, error.column_number)
        return None if isinstance(fix, Refused) else fix

    def _changes(self, filename: str, fix: Fix) -> tuple[Change, ...]:
        lines = self._places.lines(filename)
        return tuple(
            Change(_characters(lines, edit.start),
                   _characters(lines, edit.end), edit.text)
            for edit in fix.edits)

    def _path(self, filename: str) -> str:
        path = self._absolute(filename)
        root = os.path.join(self._root, '')
        if path.startswith(root):
            path = path[len(root):]
        return path.replace(os.sep, '/')

    def _absolute(self, filename: str) -> str:
        return os.path.normpath(os.path.join(self._began, filename))

    def _related(self, error: Violation) -> tuple[tuple[str, int], ...]:
        """Places that a message names from the root of the file's project."""
        found = []
        for name, line in _NAMED.findall(error.text):
            folder = os.path.dirname(self._absolute(error.filename))
            while not os.path.isfile(os.path.join(folder, name)):
                if folder == os.path.dirname(folder):
                    break
                folder = os.path.dirname(folder)
            else:
                found.append((
                    self._path(os.path.join(folder, name)),
                    max(int(line), 1)))
        return tuple(dict.fromkeys(found))


def _characters(
    lines: Sequence[str], position: Position,
) -> tuple[int, int]:
    line, column = position
    text = ''.join(lines[line - 1:line])
    return line, len(text.encode(errors='surrogateescape')[:column].decode(
        errors='ignore')) + 1


def source_root(folder: str) -> str:
    """The root of the work tree that holds a folder; without one, itself.

    Services look for a file by its path in the repository, wherever in it
    flake8 was started.
    """
    above = folder
    while not os.path.exists(os.path.join(above, '.git')):
        if above == os.path.dirname(above):
            return folder
        above = os.path.dirname(above)
    return above


def _severity(error: Violation, about: About | None) -> Severity:
    if about is not None:
        return about.severity_of(error.text)
    return Severity.HIGH if error.code.startswith(_UNREAD) else Severity.LOW
