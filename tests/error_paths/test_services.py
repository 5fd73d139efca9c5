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

"""Functional tests call an API: handlers are looked for from the mock on."""

import pathlib

import pytest

from tests import linted

TEST = '''\
import unittest
from unittest import mock


class Case(unittest.TestCase):
    @mock.patch('p.virt.fake.FakeDriver.{patched}')
    def test_it(self, mocked):
        mocked.side_effect = ValueError
        self.api.post_server_action('a', {{'reboot': {{}}}})
        self.assertEqual('ERROR', self.state)
'''
FAKE = '''\
class FakeDriver:
    def reboot(self, disk): pass
    def stop(self, disk): pass
    def shift(self, disk): pass
    def swap(self, disk): pass
    def lock(self, disk): pass
    def hold(self, disk): pass
    def wipe(self, disk): pass
'''
MANAGER = '''\
LOG = logging.getLogger(__name__)


class Manager:
    def reboot_instance(self, disk):
        try:
            self.driver.reboot(disk)
        except Exception:
            LOG.exception('Failed to reboot')

    def stop_instance(self, disk):
        try:
            self._stop(disk)
        except Exception:
            LOG.error('Failed to stop')

    def _stop(self, disk):
        self.driver.stop(disk)

    def move(self, disk):
        try:
            self.driver.shift(disk)
        except Exception:
            LOG.error('Failed to move')

    def move_back(self, disk):
        try:
            self.driver.shift(disk)
        except Exception:
            LOG.warning('Failed to move back')

    def swap(self, disk):
        self.driver.swap(disk)

    def lock(self, disk):
        # self.driver.unlock(disk)
        try:
            self.driver.lock(disk)
        except KeyError:
            LOG.error('Failed to lock')

    def hold_instance(self, disk):
        try:
            self.driver.hold(disk)
        except Exception:
            LOG.error('Failed to hold')
            raise

    def wipe_instance(self, disk):
        try:
            self.driver.wipe(disk)
        except Exception:
            raise


class Cache:
    def drop(self, disk):
        try:
            self._stop(disk)
        except Exception:
            LOG.error('Failed to drop')

    def _stop(self, disk):
        pass
'''


def _found(root: pathlib.Path, patched: str, folder: str) -> list[str]:
    files = {
        'p/virt/fake.py': FAKE, 'p/compute/manager.py': MANAGER,
        'p/conductor/manager.py': 'class Conductor:\n    pass\n',
        f'p/tests/{folder}/test_it.py': TEST.format(patched=patched)}
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for path in (root / 'p').rglob('*'):
        if path.is_dir():
            (path / '__init__.py').touch()
    (root / 'p' / '__init__.py').touch()
    return [text.partition(' raise ValueError')[2] for text in linted.report(
        TEST.format(patched=patched), 'NVN201', 'NVN206',
        path=str(root / f'p/tests/{folder}/test_it.py'))]


@pytest.mark.parametrize('patched, said', [
    ('reboot', " but does not check LOG.exception('Failed to reboot') in "
               'handler p/compute/manager.py:8; use self.assertLogs'),
    # By whoever calls what uses it.
    ('stop', " but does not check LOG.error('Failed to stop') in "
             'handler p/compute/manager.py:14; use self.assertLogs'),
    # What leaves a method of a service ends with the message that ran it.
    ('hold', " but does not check LOG.error('Failed to hold') in "
             'handler p/compute/manager.py:45; use self.assertLogs'),
    ('wipe', ' but checks no log; use self.assertLogs'),
    # Two uses that end apart, one that no handler ends, another error.
    ('shift', ' but checks no log; use self.assertLogs'),
    ('swap', ' but checks no log; use self.assertLogs'),
    ('lock', ' but checks no log; use self.assertLogs'),
])
def test_handler(tmp_path: pathlib.Path, patched: str, said: str) -> None:
    """What uses the mocked method in a manager of the project ends it."""
    assert _found(tmp_path, patched, 'functional') == [said]


def test_no_call_is_seen(tmp_path: pathlib.Path) -> None:
    """A service is run by a message, around which nothing can be put."""
    _found(tmp_path, 'reboot', 'functional')
    _, refused = linted.fixed(
        TEST.format(patched='reboot'), 'NVN201',
        path=str(tmp_path / 'p/tests/functional/test_it.py'))
    assert refused == ['the call that leads to the log is not seen']


def test_unit_tests(tmp_path: pathlib.Path) -> None:
    """They run what they call, and no service."""
    assert _found(tmp_path, 'reboot', 'unit') == [
        ' but checks no log; use self.assertLogs']
