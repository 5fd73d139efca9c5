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

"""What the command prints: diffs, counts, and that it is at work."""

from collections.abc import Iterator
from collections import Counter
import difflib
import io
import os
import sys
import threading

from flake8_nova_notifications.code.printable import printable

# Seconds; progress is for those who wait.
PATIENCE = 1.0
# To the left, and the line is empty.
_CLEARED = '\r\033[K'


class Tally:
    """What was fixed, and what was not and why, by code."""

    def __init__(self) -> None:
        self.fixed: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()

    def lines(self) -> Iterator[str]:
        """A line a code and a line a reason, in the order of codes."""
        codes = {*self.fixed, *(code for code, _ in self.refused)}
        for code in sorted(codes):
            yield f'{code} {self.fixed[code]} fixed'
            for (other, reason), count in sorted(self.refused.items()):
                if other == code:
                    yield f'{code} {count} not fixed: {reason}'


def diff_of(path: str, before: str, after: str) -> str:
    """The unified diff of a file; of a new one if there was nothing."""
    name = printable(path.replace(os.sep, '/').removeprefix('./'))
    lines = []
    for line in difflib.unified_diff(
            list(io.StringIO(before, newline='')),
            list(io.StringIO(after, newline='')),
            f'a/{name}' if before else os.devnull, f'b/{name}'):
        lines.append(line)
        if not line.endswith(('\n', '\r')):
            lines.append('\n\\ No newline at end of file\n')
    return ''.join(lines)


def show(diff: str) -> None:
    """Write a diff; what could steer a terminal does not reach one."""
    if sys.stdout.isatty():
        diff = ''.join(
            char if char in '\t\n' or char.isprintable() else printable(char)
            for char in diff)
    sys.stdout.write(diff)


class progress:
    """Says what takes long, on a terminal, until it is done.

    :param beside: whether other things are printed there meanwhile.
    """

    def __init__(self, what: str, beside: bool = False) -> None:
        self._timer = threading.Timer(PATIENCE, self._say, (what,))
        self._shown = sys.stderr.isatty() and not beside
        self._said = False

    def _say(self, what: str) -> None:
        self._said = True
        print(f'\r{what} ...', end='', file=sys.stderr, flush=True)

    def __enter__(self) -> None:
        if self._shown:
            self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._said:
            print(_CLEARED, end='', file=sys.stderr, flush=True)


def complain(path: str, error: Exception) -> int:
    """Name what could not be done; gives the exit status."""
    before = _CLEARED if sys.stderr.isatty() else ''
    print(f'{before}error: {printable(path)}: {printable(str(error))}',
          file=sys.stderr)
    return 2
