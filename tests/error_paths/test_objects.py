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

"""Handlers behind the objects that a test makes, one difference each."""

import pathlib

import pytest

from tests import cases
from tests import linted

CODES = ('NVN201', 'NVN206')
FILES = {
    'setup.py': '',
    'p/__init__.py': '',
    'p/tests/__init__.py': '',
    'p/tests/unit/__init__.py': '',
    'p/common/__init__.py': '',
    'p/common/config.py': '''\
OPTS = [
    cfg.StrOpt('disk_manager',
               default='p.manager.Manager',
               help='What manages disks.'),
    cfg.StrOpt('any_manager', default='p.manager.Manager'),
    cfg.StrOpt('any_manager', default='p.manager.Other'),
]
''',
    'p/tests/tools.py': '''\
def to_remote_error(error):
    return _remote(error)


def make_error(text):
    return ValueError(text)


def raiser(text):
    def inner(*args):
        raise ValueError(text)
    return inner


def get_errors(text):
    if text:
        return ValueError(text)
    return None


def get_disk(text):
    return ValueError(text)


class ManagerCase:
    manager_cls = None

    def setUp(self):
        self.manager = self.manager_cls()
''',
    'p/manager.py': '''\
import logging

LOG = logging.getLogger(__name__)


class Cleaner:
    def __init__(self, conf):
        self.conf = conf

    def clean(self):
        try:
            self._clean()
        except Exception:  # cleaner
            LOG.error('Failed to clean')

    def _clean(self):
        self.conf.sweep()


def clean(conf):
    Cleaner(conf.get(1)).clean()


class Helper:
    def drop(self, disk):
        try:
            self.drop_disk(disk)
        except Exception:  # helper
            LOG.error('Failed to drop')

    def drop_disk(self, disk):
        pass


class Manager:
    def boot(self, disk):
        try:
            self.driver.boot_disk(disk)
        except Exception:  # manager
            LOG.error('Failed to boot')

    start = boot

    def drop(self, disk):
        self.helper.drop(disk)

    def undo(self, disk):
        try:
            self.driver.sync(disk)
        except Exception:  # outer
            try:
                self.driver.undo_disk(disk)
            except Exception:
                LOG.info('Failed to undo')
            raise ValueError(disk)

    def redo(self, disk):
        try:
            self.undo(disk)
        except Exception:  # redo
            LOG.error('Failed to redo')

    def move(self, disk):
        try:
            move = getattr(
                self.driver, 'move_disk' if disk else 'copy_disk')
            move(disk)
        except Exception:  # move
            LOG.error('Failed to move')

    def copy(self, disk):
        copy = self.driver.read_disk
        try:
            copy(disk)
        except Exception:  # copy
            LOG.error('Failed to copy')

    def look(self, disk):
        look = getattr(self.driver, 'find_disk')
        try:
            self.driver.sync(disk)
        except Exception:
            LOG.error('Failed to look')
        try:
            return look(disk)
        except Exception:  # look
            LOG.error('Failed to find')

    def _retry(self, call, disk):
        try:
            call(disk)
        except Exception:  # retry
            LOG.error('Failed to retry')

    def stop(self, disk):
        self._retry(self.driver.stop_disk, disk)

    def stop_all(self, disk):
        self._retry(self.driver.stop_all_disks, disk)
        self._again(self.driver.stop_all_disks, disk)

    def _again(self, call, disk):
        try:
            call(disk)
        except Exception:
            LOG.error('Failed again')

    def __call__(self, disk):
        try:
            self.driver.sync_disk(disk)
        except Exception:  # call
            LOG.error('Failed to sync')

    def save(self, disk):
        try:
            self.disk_repo.update(disk)
        except Exception:  # disk
            LOG.error('Failed to save the disk')
        try:
            self.userhost_repo.update(disk)
        except Exception:  # host
            LOG.error('Failed to save the host')

    def count(self, disk):
        try:
            self.driver.count_disk(disk)
        except Exception as error:  # count
            if error.code == 404:
                return
            LOG.error('Failed to count')

    def keep(self, disk):
        try:
            self.driver.sync(disk)
        except Exception:
            try:
                self.driver.keep_disk(disk)
            except Exception:  # keep
                LOG.warning('Failed to keep')
                return
            raise ValueError(disk)


class Other(Manager):
    def boot(self, disk):
        self.driver.boot_disk(disk)
''',
}
HEAD = '''\
import unittest
from unittest import mock

from oslo_utils import importutils

from p import manager
from p import other
from p.tests import tools


'''


def _written(folder: pathlib.Path, code: str) -> pathlib.Path:
    """The path of a test in the project, which is written as well."""
    path = folder
    files = FILES | {
        # Where the object is not known, either of two may be meant.
        'p/other.py': FILES['p/manager.py'],
        'p/tests/unit/test_disks.py': code}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return path


@pytest.mark.parametrize('case', cases.of_file(
    pathlib.Path(__file__).with_name('cases') / 'objects.txt'), ids=str)
def test_handler(tmp_path: pathlib.Path, case: cases.Case) -> None:
    """The handler that is named, or none that logs."""
    code = HEAD + case.text()
    path = _written(tmp_path, code)
    found = linted.report(code, *CODES, path=str(path))
    assert len(found) == 1
    if case.wanted == '-':
        assert found[0].endswith(' but checks no log; use self.assertLogs')
        return
    before, comment, _ = FILES['p/manager.py'].partition(f'# {case.wanted}')
    line = before.count('\n') + 1
    assert comment
    assert f' in handler p/manager.py:{line}; use ' in found[0]


@pytest.mark.parametrize('made, error', [
    ("tools.make_error('gone')", 'ValueError'),
    ("tools.raiser('gone')", 'ValueError'),
    ('tools.to_remote_error(KeyError)', 'KeyError'),
    ('tools.to_remote_error(error=KeyError(1))', 'KeyError'),
    # It may be an error, it is not called so, nobody knows.
    ("tools.get_errors('gone')", ''),
    ("tools.get_disk('gone')", ''),
    ("tools.lost_error('gone')", ''),
    ("elsewhere.make_error('gone')", ''),
])
def test_factories(tmp_path: pathlib.Path, made: str, error: str) -> None:
    """What a factory of another module makes."""
    code = HEAD + (
        'class Case(unittest.TestCase):\n    def test_it(self):\n'
        f'        self.driver.spin.side_effect = {made}\n'
        '        manager.clean(1)\n        self.assertEqual(1, self.state)\n')
    path = _written(tmp_path, code)
    found = linted.report(code, *CODES, path=str(path))
    assert len(found) == bool(error)
    assert not error or f' makes self.driver.spin raise {error} ' in found[0]
