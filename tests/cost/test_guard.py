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

"""The plugin stays as cheap as it is, beside a walk of the same trees.

The measure is what the interpreter does, not how long it takes: steps of the
plugin (see ``steps.py``) for each step of ``ast.walk`` over the same tree, in
the same process. ``python -m benchmarks`` measures time.
"""

import argparse
import ast
from collections.abc import Iterator
from collections import Counter
from collections import deque
import os
import pathlib
from types import CodeType

from flake8_nova_notifications.code import index
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.options import Options
from flake8_nova_notifications import plugin
from flake8_nova_notifications.project import modules as modules_
from flake8_nova_notifications import registry
from flake8_nova_notifications import reports as reports_
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
import pytest

from tests.cost import nova_like
from tests.cost import steps

# Steps for each step of ast.walk, with all codes on, by what a module is
# about, as counted with Python 3.11; 3.10 to 3.13 differ by 5 %, and by 10 %
# in the few steps of 'quiet'. The modules hold nothing but what a family
# looks for, hence they are far dearer than Nova's. Change a number only with
# a change that is worth its price.
EXPECTED = {
    # Gates only: no word of it is of interest to any rule.
    'quiet': 0.0169,
    'waits': 9.3,
    'mocked errors': 3.8,
    'handlers': 1.17,
    'payloads': 2.3,
    'end states': 3.4,
    'literals': 1.05,
    'controllers': 2.6,
}

# Below 2, so that what doubles is seen whatever Python counts.
ALARM = 1.7
# And somebody who has made it much cheaper is to say so here, or what is
# gained could be lost again unseen.
STALE = 0.5


@pytest.fixture(scope='module')
def modules(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, pathlib.Path]:
    """The modules, by what they are about."""
    folder = tmp_path_factory.mktemp('cost')
    written = nova_like.write(folder)
    # What stands above the folder is of other programs, and changes.
    (folder / 'setup.cfg').touch()
    # A folder that has changed just now is listed again and again.
    for path in (folder, *folder.rglob('*')):
        os.utime(path, (0, 0))
    return written


class _Linted:
    """A module, ready to be looked at with all codes on."""

    def __init__(self, path: pathlib.Path) -> None:
        self._path = str(path)
        self._lines = path.read_text().splitlines(keepends=True)
        self.tree = ast.parse(''.join(self._lines))
        self._options = argparse.Namespace(
            select=None, extend_select=None,
            nvn_options=Options(nvn_all=True))

    def reports(self) -> list[reports_.Report]:
        """Look at it as if no other file had been linted before."""
        modules_._parse.cache_clear()
        modules_.imported_by.cache_clear()
        return list(plugin.Checker(
            self.tree, self._path, self._lines, self._options).run())


def _counted(path: pathlib.Path) -> tuple[Counter[CodeType], float]:
    """The steps of the plugin, and how many they are to one of ast.walk."""
    linted = _Linted(path)
    # What is done once a process and once a run: imports, the choice of
    # rules, compiled patterns.
    linted.reports()
    counts = steps.steps(linted.reports)
    walk = steps.steps(lambda: deque(ast.walk(linted.tree), 0))
    return counts, counts.total() / walk.total()


@pytest.mark.parametrize('about', EXPECTED)
def test_share_has_not_doubled(
    about: str, modules: dict[str, pathlib.Path],
) -> None:
    """No kind of module has become twice as dear."""
    counts, ratio = _counted(modules[about])
    expected = EXPECTED[about]
    assert ratio < ALARM * expected, (
        f'{about}: {ratio:.4f} steps for each of ast.walk, {expected} are '
        f'expected. Most steps are taken by\n{steps.dearest(counts)}\n'
        'python -m benchmarks parts --all-codes tells where the time goes')
    assert ratio > STALE * expected, (
        f'{about}: only {ratio:.4f} steps for each of ast.walk; write that '
        f'into EXPECTED instead of {expected}')


def test_every_kind_is_guarded(modules: dict[str, pathlib.Path]) -> None:
    """No module is written and then not looked at."""
    assert set(EXPECTED) == set(modules)


def test_every_family_has_work(modules: dict[str, pathlib.Path]) -> None:
    """Each family reports something, or its cost would not be seen."""
    found = {report[2][:4] for path in modules.values()
             for report in _Linted(path).reports()}
    assert found == {rule.about.code[:4] for rule in registry.ALL_RULES}


def test_the_same_every_time(modules: dict[str, pathlib.Path]) -> None:
    """Two counts of one module do not differ by a single step."""
    first, second = (_counted(modules['waits'])[0] for _ in range(2))
    assert first == second


def test_a_rule_that_walks_everything_is_seen(
    modules: dict[str, pathlib.Path], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One rule without a gate is enough for the alarm."""
    def check(source: SourceFile) -> Iterator[Finding]:
        source.nodes(ast.Call)
        yield from ()

    greedy = Rule(registry.ALL_RULES[0].about, check, triggers=('',))
    monkeypatch.setattr(registry, 'ALL_RULES', (*registry.ALL_RULES, greedy))
    with pytest.raises(AssertionError, match=r' file_nodes\n'):
        test_share_has_not_doubled('quiet', modules)


def test_a_dearer_walk_is_seen(
    modules: dict[str, pathlib.Path], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So is a walk that goes over a whole file for each of its statements."""
    real = index.Index._walked

    def all_again(self: index.Index, place: int) -> index.Kinds:
        index.file_nodes(self._tree.body, {}, {})
        return real(self, place)

    monkeypatch.setattr(index.Index, '_walked', all_again)
    with pytest.raises(AssertionError, match=r' file_nodes\n'):
        test_share_has_not_doubled('payloads', modules)


@pytest.mark.parametrize('about', ['quiet', 'payloads', 'end states'])
def test_doubled_work_is_seen(
    about: str, modules: dict[str, pathlib.Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everything done twice sets off the alarm, in any kind of module."""
    real = plugin.Checker._reports

    def twice(self: plugin.Checker) -> list[reports_.Report]:
        real(self)
        return real(self)

    monkeypatch.setattr(plugin.Checker, '_reports', twice)
    with pytest.raises(AssertionError, match='are expected'):
        test_share_has_not_doubled(about, modules)
