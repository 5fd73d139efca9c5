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

"""Where the plugin's time goes, and how many files ask other modules.

flake8 runs in this process, with the few functions timed that everything
goes through. The share of a part is without the parts inside it. Timing
costs time as well, so this tells parts from each other, and ``share`` tells
what the plugin costs.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections import Counter
from contextlib import contextmanager
from flake8.main import cli
from flake8_nova_notifications.code import index
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.plugin import Checker
from flake8_nova_notifications.project import inference
from flake8_nova_notifications.project import modules
from flake8_nova_notifications.registry import ALL_RULES
import functools
import json
import os
import sys
from time import process_time_ns
from typing import Any

_PACKAGE = 'flake8_nova_notifications.'

_times: Counter[tuple[str, str]] = Counter()
_files: Counter[str] = Counter()
_running: list[tuple[str, str]] = []
_since = 0


@contextmanager
def _part(phase: str, name: str) -> Iterator[None]:
    """Book the time to this part, and not to the part around it."""
    _book()
    _running.append((phase, name))
    try:
        yield
    finally:
        _book()
        _running.pop()


def _book() -> None:
    global _since
    now = process_time_ns()
    if _running:
        _times[_running[-1]] += now - _since
    _since = now


def _phase(module: str) -> str:
    """The family of a module, or else what the module knows."""
    names = module.removeprefix(_PACKAGE).split('.')
    return f'family {names[1]}' if names[0] == 'rules' else {
        'idioms': 'idioms', 'code': 'names', 'project': 'other modules',
    }.get(names[0], names[0])


def _time(module: object, name: str, phase: str) -> None:
    real: Callable[..., Any] = getattr(module, name)

    @functools.wraps(real)
    def timed(*arguments: Any, **named: Any) -> Any:
        with _part(phase, name.lstrip('_')):
            return real(*arguments, **named)

    setattr(module, name, timed)


def _time_facts() -> None:
    once = SourceFile.once

    def timed(source: SourceFile, derive: Callable[[SourceFile], Any]) -> Any:
        if derive in vars(source)['_facts']:
            return once(source, derive)
        name = f'fact {derive.__name__}'
        _files[name] += 1
        with _part(_phase(derive.__module__), name):
            return once(source, derive)

    SourceFile.once = timed  # type: ignore[method-assign, assignment]


def _time_plugin() -> None:
    run, checked = Checker.run, Checker._checked

    def timed(checker: Checker) -> Iterator[Any]:
        _files['seen'] += 1
        _files['pass the text gate'] += _passes_gate(''.join(checker._lines))
        before = modules.STATISTICS.copy()
        with _part('gates and reports', 'plugin'):
            found = list(run(checker))
        for question in modules.STATISTICS - before:
            _files[question] += 1
        return iter(found)

    def timed_rule(checker: Checker, rule: Any, source: Any) -> Any:
        with _part(_phase(rule.check.__module__), f'rule {rule.about.code}'):
            return checked(checker, rule, source)

    Checker.run = timed  # type: ignore[method-assign, assignment]
    Checker._checked = timed_rule  # type: ignore[method-assign, assignment]


def _passes_gate(text: str) -> bool:
    return any(word in text for rule in ALL_RULES for word in rule.triggers)


def _everything(options: Iterable[str]) -> int:
    before = process_time_ns()
    cli.main(
        ['--isolated', '-j1', f'--output-file={os.devnull}', *options])
    return process_time_ns() - before


def main() -> None:
    """Lint what the command line names and print what was seen."""
    _time(index, 'file_nodes', 'walk')
    _time(modules, 'read', 'other modules')
    _time(inference, '_ask', 'astroid')
    _time_facts()
    _time_plugin()
    whole = _everything(sys.argv[1:])
    print(json.dumps({
        'whole': whole,
        'parts': [(*part, taken) for part, taken in _times.most_common()],
        'files': _files.most_common(),
        'questions': modules.STATISTICS.most_common(),
    }))


if __name__ == '__main__':
    main()
