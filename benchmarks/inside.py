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

"""Where the plugin's time goes, and how many files knock at which door.

This file is run by the interpreter of the plugin's own environment: it
starts flake8 in this process, with the few functions timed that everything
goes through. The share of a part is without the parts inside it. Timing
costs time as well, so this tells parts from each other, and ``lint`` tells
what the plugin costs.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections import Counter
from contextlib import contextmanager
from flake8.main import cli
from flake8_nova_notifications import index
from flake8_nova_notifications.plugin import Checker
from flake8_nova_notifications import project
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.source import SourceFile
import os
import sys
from time import process_time
from typing import Any

_times: Counter[str] = Counter()
_files: Counter[str] = Counter()
_running: list[str] = []
_since = 0.0


@contextmanager
def _part(name: str) -> Iterator[None]:
    """Book the time to this part, and not to the part around it."""
    _book()
    _running.append(name)
    try:
        yield
    finally:
        _book()
        _running.pop()


def _book() -> None:
    global _since
    now = process_time()
    if _running:
        # Whole nanoseconds: a Counter adds integers.
        _times[_running[-1]] += round(1e9 * (now - _since))
    _since = now


def _time_walk() -> None:
    walk = index._file

    def timed(
        roots: Iterable[ast.AST], kinds: index.Kinds, parents: index.Parents,
    ) -> None:
        with _part('walk'):
            walk(roots, kinds, parents)

    index._file = timed


def _time_facts() -> None:
    once = SourceFile.once

    def timed(source: SourceFile, derive: Callable[[SourceFile], Any]) -> Any:
        if derive in vars(source)['_facts']:
            return once(source, derive)
        part = f'fact {derive.__name__}'
        _files[part] += 1
        with _part(part):
            return once(source, derive)

    SourceFile.once = timed  # type: ignore[method-assign, assignment]


def _time_plugin() -> None:
    run = Checker.run

    def timed(checker: Checker) -> list[Any]:
        _files['seen'] += 1
        _files['pass the text gate'] += _passes_gate(''.join(checker._lines))
        before = project.STATISTICS.copy()
        with _part('plugin and rules'):
            found = list(run(checker))
        for door in project.STATISTICS - before:
            _files[door] += 1
        return found

    Checker.run = timed  # type: ignore[method-assign, assignment]


def _passes_gate(text: str) -> bool:
    return any(word in text for rule in ALL_RULES for word in rule.triggers)


def main() -> None:
    """Lint what the command line names, then print what was seen."""
    _time_walk()
    _time_facts()
    _time_plugin()
    started = process_time()
    cli.main(
        ['--isolated', '-j1', f'--output-file={os.devnull}', *sys.argv[1:]])
    whole = process_time() - started
    print('share of flake8\'s processor time, by part of the plugin')
    for part, nanoseconds in _times.most_common():
        print(f'{part:34}{nanoseconds / 1e9 / whole:8.2%}')
    print('files')
    for door, count in sorted(_files.items(), key=lambda item: -item[1]):
        print(f'{door:34}{count:8,}')
    print('questions asked of other modules, modules read, astroid asked')
    for door, count in project.STATISTICS.most_common():
        print(f'{door:34}{count:8,}')


if __name__ == '__main__':
    main()
