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

"""What stands at the place of a violation, as flake8 read it.

For what runs after the checks, in flake8's parent process: a violation that
comes from a worker holds a place and a text, but neither lines nor a tree.
"""

import argparse
import ast
from typing import NamedTuple

from flake8.processor import FileProcessor
from flake8.utils import is_using_stdin

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.formats import fingerprint


class Place(NamedTuple):
    """The text of a line and the symbol that it stands in."""

    text: str
    symbol: str


class Places:
    """Places in the files of one run; flake8 reports file by file."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._latest = ''
        self._lines: list[str] = []
        self._tree = ast.Module([], [])

    def at(self, filename: str, line: int) -> Place:
        """Look a place up; of a file that cannot be read all is empty."""
        text = ''.join(self.lines(filename)[max(line - 1, 0):line])
        return Place(text, fingerprint.symbol(self._tree, line))

    def lines(self, filename: str) -> list[str]:
        """The lines of a file as flake8 has read them."""
        if filename != self._latest:
            self._read(filename)
        return self._lines

    def _read(self, filename: str) -> None:
        self._latest = filename
        self._lines, self._tree = [], ast.Module([], [])
        given = self._options
        name = '-' if is_using_stdin(given.filenames) and (
            filename == given.stdin_display_name) else filename
        try:
            self._lines = FileProcessor(name, given).lines
            self._tree = parse(''.join(self._lines))
        except (OSError, SyntaxError, ValueError, RecursionError):
            # The violation is what tells of it: E902, E999.
            return
