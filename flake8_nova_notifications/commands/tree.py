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

"""The Python files below some paths, read one after another."""

from collections.abc import Iterator
import os
import sys
import time
import tokenize

from flake8_nova_notifications.code.printable import printable

_SKIPPED = frozenset((
    '.git', '.tox', '.nox', '.eggs', '__pycache__', 'node_modules', '.venv'))
# Seconds; progress is for those who wait.
_PATIENCE = 1.0


def files(paths: list[str]) -> list[str]:
    """All files that are meant, each once, sorted."""
    return sorted({
        os.path.normpath(file) for path in paths for file in _files(path)})


def texts(paths: list[str]) -> Iterator[tuple[str, str]]:
    """The path and the text of each file; what cannot be read is named."""
    found = files(paths)
    started = time.monotonic()
    shown = False
    for number, path in enumerate(found, start=1):
        if sys.stderr.isatty() and time.monotonic() - started > _PATIENCE:
            print(f'\r{number} of {len(found)} files', end='',
                  file=sys.stderr, flush=True)
            shown = True
        text = read(path)
        if text is not None:
            yield path, text
    if shown:
        print('\r\033[K', end='', file=sys.stderr, flush=True)


def read(path: str) -> str | None:
    """The text of a file; None, and a line that says why, if there is none."""
    try:
        with tokenize.open(path) as stream:
            return stream.read()
    except (OSError, SyntaxError, ValueError) as error:
        leave_out(path, error)
        return None


def leave_out(path: str, error: Exception) -> None:
    """Name a file that is not in the report."""
    print(f'error: {printable(path)} is left out: {printable(str(error))}',
          file=sys.stderr)


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
