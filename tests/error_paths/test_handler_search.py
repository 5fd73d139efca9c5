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

"""The handler that a mocked error ends in: certain, or not named."""

import pathlib

import pytest

from flake8_nova_notifications.rules.error_paths import handler_search
from flake8_nova_notifications.rules.error_paths import outlines
from tests import linted

EXCEPTION = '''\
class Problem(Exception):
    pass


class DiskNotFound(Problem):
    pass


class Other(Exception):
    pass
'''
MANAGER = '''\
import logging

from p import exception

LOG = logging.getLogger(__name__)


class Manager:
    def reboot(self, disk):
        self._reboot(disk)

    def _reboot(self, disk):
        try:
            self.driver.reboot_disk(disk)
        except exception.Other:
            LOG.exception('other')
        except exception.Problem:
            LOG.warning('reboot failed')

    def quiet(self, disk):
        try:
            self.driver.sync_disk(disk)
        except exception.Problem:
            return None

    def raised(self, disk):
        try:
            self._raised(disk)
        except Exception as error:
            self._tell(error)

    def _raised(self, disk):
        try:
            self.driver.drop_disk(disk)
        except exception.Problem:
            raise

    def _tell(self, error):
        LOG.error('told %s', error)

    def unsure(self, disk):
        if disk:
            self.driver.find_disk(disk)
        try:
            self.driver.find_disk(disk)
        except exception.Problem:
            LOG.error('not found')

    def guarded(self, disk):
        with self.error_out_on_exception(disk):
            try:
                self.driver.trim_disk(disk)
            except exception.Other:
                LOG.error('other')
'''
TEST = '''\
from p import exception
from p import manager


class Case(unittest.TestCase):
    def test_it(self):
        self.driver.{attribute}.side_effect = exception.{error}()
        manager.Manager().{entry}(1)
        self.assertEqual(1, self.state)
'''
HANDLED = 'failure of self.driver.{} (exception.{}) is handled '
CASES = {
    'logs': ('reboot_disk', 'Problem', 'reboot',
             'at p/manager.py:17, which logs with LOG.warning; assert on it'),
    'a subclass': ('reboot_disk', 'DiskNotFound', 'reboot',
                   'at p/manager.py:17, which logs with LOG.warning; '
                   'assert on it'),
    'another branch': ('reboot_disk', 'Other', 'reboot',
                       'at p/manager.py:15, which logs with LOG.exception; '
                       'assert on it'),
    'does not log': ('sync_disk', 'Problem', 'quiet',
                     'at p/manager.py:23, which does not log; log it there '
                     'and assert on it'),
    'a silent miss': ('sync_disk', 'DiskNotFound', 'quiet', None),
    'raised again, told by a helper': (
        'drop_disk', 'Problem', 'raised',
        'at p/manager.py:29, which logs with LOG.error in _tell; '
        'assert on it'),
    'one use is not guarded': (
        'find_disk', 'Problem', 'unsure',
        'but no log is asserted; use self.assertLogs or patch LOG'),
    'a context manager may take it': (
        'trim_disk', 'Problem', 'guarded',
        'but no log is asserted; use self.assertLogs or patch LOG'),
    'an unsure miss': ('find_disk', 'DiskNotFound', 'unsure', None),
    'never used': (
        'gone_disk', 'Problem', 'reboot',
        'but no log is asserted; use self.assertLogs or patch LOG'),
}


def _package(root: pathlib.Path, manager: str = MANAGER) -> str:
    tests = root / 'p' / 'tests' / 'unit'
    tests.mkdir(parents=True)
    for folder in (tests, tests.parent, root / 'p'):
        (folder / '__init__.py').write_text('')
    (root / 'p' / 'manager.py').write_text(manager)
    (root / 'p' / 'exception.py').write_text(EXCEPTION)
    return str(tests / 'test_manager.py')


@pytest.mark.parametrize(
    'attribute, error, entry, wanted', CASES.values(), ids=CASES)
def test_handler(
    tmp_path: pathlib.Path, attribute: str, error: str, entry: str,
    wanted: str | None,
) -> None:
    """The line that takes the error, and what happens there."""
    path = _package(tmp_path)
    code = TEST.format(attribute=attribute, error=error, entry=entry)
    found = linted.report(code, 'NVN201', path=path)
    told = HANDLED.format(attribute, error)
    assert found == (
        [f'7:9 NVN201 {told}{wanted}'] if wanted is not None else [])


@pytest.mark.parametrize('manager', [
    'class Manager:\n    def reboot(self):\n  broken\n',
    'def reboot(x):\n    """\nno end of a text\n    reboot_disk\n',
    'class Manager:\n    def reboot(self):\n        self.reboot()\n'
    '        self.driver.reboot_disk()\n',
    '\x00reboot_disk',
])
def test_strange_modules(tmp_path: pathlib.Path, manager: str) -> None:
    """What cannot be read, or calls itself, leads to no handler."""
    path = _package(tmp_path, manager)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    found = linted.report(code, 'NVN201', path=path)
    assert len(found) == 1
    assert 'but no log is asserted' in found[0]


def test_changed_on_disk(tmp_path: pathlib.Path) -> None:
    """An editor's server sees the module as it is now."""
    path = _package(tmp_path)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    assert ':17,' in linted.report(code, 'NVN201', path=path)[0]
    module = tmp_path / 'p' / 'manager.py'
    module.write_text('# one line more\n' + MANAGER)
    assert ':18,' in linted.report(code, 'NVN201', path=path)[0]


def test_hops_are_bounded(tmp_path: pathlib.Path) -> None:
    """A use that is too many calls away is not looked for."""
    def manager(hops: int) -> str:
        steps = ''.join(
            f'\n\ndef step{n}(disk):\n    step{n + 1}(disk)\n'
            for n in range(hops))
        return (
            'from p import exception\n\n\ndef reboot(disk):\n    step0(disk)'
            f'\n{steps}\n\ndef step{hops}(disk):\n    try:\n'
            '        disk.reboot_disk()\n    except exception.Problem:\n'
            '        LOG.error(1)\n')
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    near = _package(tmp_path / 'near', manager(handler_search.MAX_HOPS - 1))
    far = _package(tmp_path / 'far', manager(handler_search.MAX_HOPS))
    assert 'LOG.error' in linted.report(code, 'NVN201', path=near)[0]
    assert 'LOG.error' not in linted.report(code, 'NVN201', path=far)[0]


def test_ways_are_bounded(tmp_path: pathlib.Path) -> None:
    """A function that calls half the module is given up."""
    count = handler_search.MAX_WAYS + 1
    manager = 'def reboot(disk):\n' + ''.join(
        f'    step{n}(disk)\n' for n in range(count)) + ''.join(
            f'\n\ndef step{n}(disk):\n    pass\n' for n in range(count - 1))
    manager += (
        f'\n\ndef step{count - 1}(disk):\n    try:\n'
        '        disk.reboot_disk()\n    except Exception:\n'
        '        LOG.error(1)\n')
    path = _package(tmp_path, manager)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    assert 'LOG.error' not in linted.report(code, 'NVN201', path=path)[0]


def test_outlines_are_bounded(tmp_path: pathlib.Path) -> None:
    """Old texts make room for new ones; a file that is gone has none."""
    for number in range(outlines.MAX_OUTLINES + 3):
        module = tmp_path / f'm{number}.py'
        module.write_text('def f():\n    pass\n')
        assert outlines.outline(str(module)) is not None
    assert len(outlines._CACHE) <= outlines.MAX_OUTLINES
    assert outlines.outline(str(tmp_path / 'gone.py')) is None
