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

"""Searches stop: counted in calls, never with a clock.

``python -m benchmarks bombs`` measures the same files in seconds and MiB.
"""

import ast
import pathlib
import sys
from types import FrameType

import pytest

from flake8_nova_notifications.code import source
from flake8_nova_notifications.project import lookup
from flake8_nova_notifications.project import modules
from tests.bounds import bombs
from tests import linted

# Calls a file may take: so many whatever it holds, and some for each node.
# Bombs that are not stopped take tens of millions.
CALLS = 1_500_000
CALLS_PER_NODE = 100
# Bombs that older Pythons cannot parse.
NEW = {'deep f-strings': (3, 12)}


def _calls(code: str, path: str) -> tuple[int, list[str]]:
    """How many functions linting calls or resumes, and what it finds."""
    count = 0

    def seen(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == 'call'

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        found = linted.report(code, path=path, nvn_all=True)
    finally:
        sys.setprofile(before)
    return count, found


def _write(files: bombs.Files, folder: pathlib.Path) -> tuple[str, str]:
    """Put a bomb on disk; the path and text of the file to lint."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(path), text


@pytest.mark.once
@pytest.mark.parametrize('bomb', [
    pytest.param(bomb, id=bomb.name) for bomb in bombs.all_bombs()
    if sys.version_info >= NEW.get(bomb.name, (3,))])
def test_search_stops(bomb: bombs.Bomb, tmp_path: pathlib.Path) -> None:
    """The work follows the size of a file, and the other finding stands."""
    # Counting makes each call dear; a third of the size shows it as well.
    size = bomb.size // 3 if bomb.size > 200 else bomb.size
    path, code = _write(bomb.make(size), tmp_path)
    nodes = sum(1 for _ in ast.walk(ast.parse(code)))
    calls, found = _calls(code, path)
    assert calls < CALLS + CALLS_PER_NODE * nodes
    assert not [one for one in found if 'NVN000' in one]
    honest = code.count('\n') - 4
    assert [one for one in found if one.startswith(f'{honest}:5 NVN101 ')]


@pytest.mark.parametrize('name', (
    'many ways out of a loop', 'many emissions in a function'))
def test_without_the_bound_it_would_go_on(
    name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A small one already costs more than a bound lets it."""
    bomb = next(b for b in bombs.BOMBS if b.name == name)
    path, code = _write(bomb.make(150), tmp_path)
    free, _ = _calls(code, path)
    monkeypatch.setattr(source, 'MAX_VISITS', 100)
    monkeypatch.setattr(source, 'MAX_VISITS_PER_LINE', 0)
    bound, _ = _calls(code, path)
    assert bound < free / 2


def test_other_modules_are_asked_a_bounded_number_of_times(
    tmp_path: pathlib.Path,
) -> None:
    """Modules that import each other in circles are each read once."""
    bomb = next(b for b in bombs.BOMBS if b.name == 'modules in circles')
    path, code = _write(bomb.make(bomb.size), tmp_path)
    before = modules.STATISTICS.copy()
    linted.report(code, path=path, nvn_all=True)
    asked = modules.STATISTICS - before
    assert 0 < asked['read'] <= lookup.MAX_MODULES
    assert asked['asked'] <= lookup.MAX_MODULES
    assert asked['astroid'] <= 50


def test_each_search_has_its_own_purse() -> None:
    """What one search spends decides nothing about another one."""
    file = linted.read('x = 1\n')
    allowed = source.MAX_VISITS + source.MAX_VISITS_PER_LINE
    assert not file.affords('one', allowed + 1)
    assert file.affords('one', allowed)
    assert not file.affords('one', 1)
    assert file.affords('other', allowed)
