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

"""The Python files below some paths, read one after another.

Or by several processes, as flake8 does it: results are the same and come in
the same order, and a file that fails takes nothing from the others.
"""

import argparse
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import os
import sys
import time
import tokenize
from typing import Generic
from typing import TypeVar

from flake8_nova_notifications.code.collector import resting
from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.commands.processes import spread

T = TypeVar('T')
# Makes something of a path and a text. Where there are several processes, it
# and its results are sent from one to another.
Work = Callable[[str, str], T]

_SKIPPED = frozenset((
    '.git', '.tox', '.nox', '.eggs', '__pycache__', 'node_modules', '.venv'))
# Seconds; progress is for those who wait.
_PATIENCE = 1.0
# What a file does to whoever reads it; anything else is a fault of ours.
_FOR_READERS = (OSError, SyntaxError, ValueError, RecursionError, MemoryError)


def add_arguments(
    parser: argparse.ArgumentParser, formats: Iterable[str],
) -> None:
    """Give a report its paths and its forms."""
    parser.add_argument('paths', nargs='+', metavar='PATH',
                        help='files or folders')
    parser.add_argument('--format', choices=tuple(formats), default='table',
                        help='how to print it')
    parser.add_argument('--html', metavar='FILE',
                        help='write a page for the browser instead')


def lacks(paths: list[str]) -> bool:
    """Whether one of some paths does not exist; the first such is named."""
    missing = [path for path in paths if not os.path.exists(path)]
    if missing:
        print(f'error: {missing[0]} does not exist', file=sys.stderr)
    return bool(missing)


def files(paths: list[str]) -> list[str]:
    """All files that are meant, each once, sorted."""
    return sorted({
        os.path.normpath(file) for path in paths for file in _files(path)})


def each(paths: list[str], work: Work[T], jobs: int = 1) -> Iterator[T]:
    """What is made of each file, in order; what fails is named.

    :param jobs: how many processes share the files.
    """
    found = files(paths)
    with _progress(len(found)) as step:
        for path, answer in zip(
                found, spread(_Reader(work), found, jobs), strict=True):
            step()
            if isinstance(answer, _Failure):
                _leave_out(path, answer)
            else:
                yield answer


def one(path: str, work: Work[T]) -> T | None:
    """The same of one file; None, and a line that says why, if it fails."""
    answer = _Reader(work)(path)
    if isinstance(answer, _Failure):
        _leave_out(path, answer)
        return None
    return answer


@dataclass(frozen=True)
class _Failure:
    """Why nothing was made of a file."""

    why: str


@dataclass(frozen=True)
class _Reader(Generic[T]):
    """Reads a file and works on it; no exception leaves this."""

    work: Work[T]

    def __call__(self, path: str) -> T | _Failure:
        try:
            with tokenize.open(path) as stream:
                text = stream.read()
            # Trees are large, and what is made of them refers to none.
            with resting():
                return self.work(path, text)
        except Exception as error:
            said = str(error)
            if not isinstance(error, _FOR_READERS) or not said:
                said = f'{type(error).__name__} {said}'.rstrip()
            return _Failure(said)


def _leave_out(path: str, failure: _Failure) -> None:
    print(f'error: {printable(path)} is left out: {printable(failure.why)}',
          file=sys.stderr)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """Says on a terminal how far it is, once somebody has waited."""
    started = time.monotonic()
    terminal = sys.stderr.isatty()
    count = 0
    shown = False

    def step() -> None:
        nonlocal count, shown
        count += 1
        if terminal and time.monotonic() - started > _PATIENCE:
            shown = True
            print(f'\r{count} of {total} files', end='', file=sys.stderr,
                  flush=True)

    try:
        yield step
    finally:
        if shown:
            print('\r\033[K', end='', file=sys.stderr, flush=True)


def _files(path: str) -> Iterator[str]:
    if os.path.isfile(path):
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED)
        for name in sorted(names):
            file = os.path.join(folder, name)
            if name.endswith('.py') and os.path.isfile(file):
                yield file
