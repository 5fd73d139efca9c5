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

"""The plugin's processor time and the rest of flake8's, file by file.

Both are taken in the same run, so that a machine which is busy, or clocks
its processor down, slows them alike: the share is good to a few tenths of a
percent where the ratio of two runs is good to a few percent. What it cannot
see is what the plugin costs outside its own calls, such as work it leaves to
the garbage collector; for that there is ``lint``.
"""

from collections.abc import Callable
from collections.abc import Iterator
from flake8.checker import FileChecker
from flake8.main import cli
from flake8_nova_notifications.plugin import Checker
import importlib
import json
import os
import sys
from time import process_time_ns
from typing import Any

_ours = 0
_files: list[tuple[str, int, int, int]] = []


def _time_plugin() -> None:
    run = Checker.run

    def timed(checker: Checker) -> Iterator[Any]:
        global _ours
        before = process_time_ns()
        found = list(run(checker))
        _ours += process_time_ns() - before
        return iter(found)

    Checker.run = timed  # type: ignore[method-assign, assignment]


def _time_files() -> None:
    run: Callable[[Any], Any] = FileChecker.run_checks

    def timed(checker: Any) -> Any:
        global _ours
        _ours = 0
        before = process_time_ns()
        done = run(checker)
        whole = process_time_ns() - before
        _files.append((
            checker.filename, len(checker.processor.lines), _ours,
            whole - _ours))
        return done

    FileChecker.run_checks = timed


def main() -> None:
    """Lint what the command line names and print what it took."""
    _time_plugin()
    _time_files()
    before = process_time_ns()
    # What the plugin does at the first file of a process.
    importlib.import_module('flake8_nova_notifications.registry')
    once = process_time_ns() - before
    cli.main(
        ['--isolated', '-j1', f'--output-file={os.devnull}', *sys.argv[1:]])
    whole = process_time_ns() - before
    print(json.dumps({'whole': whole, 'once': once, 'files': _files}))


if __name__ == '__main__':
    main()
