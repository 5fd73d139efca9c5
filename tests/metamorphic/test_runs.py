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

"""The same answer, however often, in which order and by whom it is asked."""

import os
import pathlib
import random
import shutil

import pytest

from flake8_nova_notifications.project import modules
from tests import linted

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / 'examples'
WAIT = '''\
import time

from shop import base
from shop import conf


class Test(base.Base):
    def test_wait(self, api):
        for _ in range(conf.LOOKS):
            if api.is_up():
                return
            time.sleep(1)
        raise RuntimeError('no')

    def test_clear_error(self):
        self.driver.clear.side_effect = base.ClearFailed()
        self.compute.clear()
        self.check()
'''
BASE = '''\
from nova import test


class ClearFailed(Exception):
    pass


class Base(test.TestCase):
    def check(self):
        self.{assertion}(1, self.compute.{attribute})
'''


def _shop(root: pathlib.Path, looks: int, assertion: str) -> pathlib.Path:
    """A package of modules that bear the same names in each project."""
    folder = root / 'shop'
    (folder / 'tests').mkdir(parents=True)
    for package in (folder, folder / 'tests'):
        (package / '__init__.py').touch()
    (folder / 'conf.py').write_text(f'LOOKS = {looks}\n')
    (folder / 'base.py').write_text(
        BASE.format(assertion=assertion, attribute='state'))
    path = folder / 'tests' / 'test_shop.py'
    path.write_text(WAIT)
    return path


def _lint(cwd: pathlib.Path, *arguments: str) -> list[str]:
    done = linted.flake8(
        '--isolated', '--nvn-all', '--select=NVN', *arguments, cwd=cwd)
    assert done.stderr == ''
    return sorted(
        line.removeprefix('./') for line in done.stdout.splitlines())


@pytest.fixture
def projects(tmp_path: pathlib.Path) -> pathlib.Path:
    """Two pairs of projects with modules of the same names."""
    for name in ('faulty', 'repaired'):
        shutil.copytree(
            EXAMPLES / name, tmp_path / name,
            ignore=shutil.ignore_patterns('__pycache__'))
    _shop(tmp_path / 'one', 30, 'assertEqual')
    _shop(tmp_path / 'two', 40, 'assertIsNone')
    return tmp_path


def test_order_and_jobs(projects: pathlib.Path) -> None:
    """One job, two, shuffled files and one file at a time."""
    whole = _lint(projects, '-j1', '.')
    assert len(whole) > 30
    assert any('30 polls' in line for line in whole)
    assert any('40 polls' in line for line in whole)
    assert not any('NVN000' in line for line in whole)
    assert _lint(projects, '-j2', '.') == whole
    files = sorted(
        str(path.relative_to(projects)) for path in projects.rglob('*.py'))
    for seed in range(3):
        random.Random(seed).shuffle(files)
        assert _lint(projects, '-j1', *files) == whole
    apart = []
    for name in ('one', 'two'):
        apart += _lint(projects, '-j1', name)
    for name in sorted(files):
        if not name.startswith(('one', 'two')):
            found = _lint(projects, '-j1', name)
            assert found == [
                line for line in whole if line.startswith(f'{name}:')]
            apart += found
    assert sorted(apart) == whole


def test_interleaved_in_one_process(projects: pathlib.Path) -> None:
    """Files of both projects in turn, again and again."""
    files = sorted(projects.rglob('*.py'))
    first = {
        path: linted.report(path.read_text(), path=str(path), nvn_all=True)
        for path in files}
    modules._parse.cache_clear()
    for seed in range(4):
        random.Random(seed).shuffle(files)
        for path in files:
            assert linted.report(
                path.read_text(), path=str(path), nvn_all=True) == first[path]


def _report(path: pathlib.Path) -> list[str]:
    return linted.report(path.read_text(), path=str(path), nvn_all=True)


def test_process_that_lives(tmp_path: pathlib.Path) -> None:
    """Each edit of another module is seen, and each that is taken back."""
    path = _shop(tmp_path, 30, 'assertEqual')
    conf = tmp_path / 'shop' / 'conf.py'
    whole = _report(path)
    assert '30 polls' in whole[0]
    for number in (31, 32, 30):
        conf.write_text(f'LOOKS = {number}\n')
        assert f'{number} polls' in _report(path)[0]
    assert _report(path) == whole
    conf.unlink()
    assert 'conf.LOOKS polls' in _report(path)[0]
    conf.write_text('LOOKS = 30\n')
    assert _report(path) == whole
    # What the editor holds and has not saved is nobody else's business.
    linted.report('LOOKS = 99\n', path=str(conf), nvn_all=True)
    assert _report(path) == whole


def test_edit_that_keeps_size_and_time(tmp_path: pathlib.Path) -> None:
    """A file that was put in place with the old one's time is a new file."""
    path = _shop(tmp_path, 30, 'assertEqual')
    conf = tmp_path / 'shop' / 'conf.py'
    assert '30 polls' in _report(path)[0]
    before = conf.stat()
    conf.write_text('LOOKS = 45\n')
    os.utime(conf, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert '45 polls' in _report(path)[0]
    other = tmp_path / 'other.py'
    other.write_text('LOOKS = 46\n')
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(other, conf)
    assert '46 polls' in _report(path)[0]
