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

"""Ruff beside us: it leaves our noqa comments alone once it knows of them."""

import pathlib

import pytest

from tests.integration.conftest import Run
from tests import linted

# The second code is one that Ruff does know and finds unused.
CODE = '''\
import time


def wait(api):
    for _ in range(5):  # noqa: NVN101 -- the fake answers at once
        if api.is_up():
            return True
        time.sleep(1)  # noqa: F401
    raise RuntimeError('no answer of %s' % api)
'''


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    """A file with a comment that silences us."""
    pytest.importorskip('ruff', reason='NOT TESTED: no ruff')
    path = tmp_path / 'wait.py'
    path.write_text(CODE)
    return path


# RUF100 is an unused noqa, RUF102 one with a code that is none of Ruff's; old
# releases of Ruff say RUF100 of both.
def _unused(run: Run, folder: pathlib.Path, external: str) -> list[str]:
    (folder / 'ruff.toml').write_text(
        f'[lint]\nselect = ["RUF10"]\nexternal = [{external}]\n')
    done = run(folder, 'ruff', 'check', '--no-cache',
               '--output-format=concise', 'wait.py')
    return [line for line in done.stdout.splitlines() if ' RUF10' in line]


def test_external(file: pathlib.Path, run: Run) -> None:
    """With external = ["NVN"] the comment is neither unused nor wrong."""
    without = _unused(run, file.parent, '')
    known = _unused(run, file.parent, '"NVN"')
    assert len(without) == 2
    assert 'NVN101' in without[0]
    assert known == without[1:]


def test_fix(file: pathlib.Path, run: Run) -> None:
    """Nor is it taken out by --fix, and it still silences us."""
    _unused(run, file.parent, '"NVN"')
    run(file.parent, 'ruff', 'check', '--no-cache', '--fix', 'wait.py')
    assert file.read_text() == CODE.replace('  # noqa: F401', '')
    done = linted.flake8(
        '--isolated', '--select=NVN101', 'wait.py', cwd=file.parent)
    assert done.stdout == ''
    _unused(run, file.parent, '')
    run(file.parent, 'ruff', 'check', '--no-cache', '--fix', 'wait.py')
    assert 'noqa' not in file.read_text()
