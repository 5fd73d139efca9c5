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


"""Logs of the first error only, which an object notes."""

import pathlib

import pytest

from tests.error_paths.small_package import package
from tests import linted

TEST = '''\
from p import exception
from p import manager


class Case(unittest.TestCase):
    def setUp(self):
        self.manager = manager.Manager()

    def test_it(self):
        self.driver.spin.side_effect = exception.Problem()
        self.manager.reboot(1)
        self.assertTrue(self.manager.lost)
'''
MANAGER = '''\
class Manager:
    known = False

    def __init__(self):
        self.lost = False
        self.well = True
        self.error = None
        self.seen = set()

    def reboot(self, disk):
        try:
            self.driver.spin(disk)
        except exception.Problem as error:
            self.state = 'error'
'''
LOGGED = {
    'a flag': '''
            if not self.lost:
                self.lost = True
                LOG.exception('Lost the disk')''',
    'a flag that is set behind the log': '''
            if not self.lost:
                LOG.error('Lost the disk')
            self.lost = True''',
    'a flag of what is well': '''
            if self.well:
                LOG.error('Lost the disk')
                self.well = False''',
    'the other branch': '''
            if self.lost:
                LOG.debug('Still lost')
            else:
                self.lost = True
                LOG.warning('Lost the disk')''',
    'a flag of the class': '''
            if self.known is False:
                self.known = True
                LOG.warning('Lost the disk')''',
    'the last error': '''
            if self.error is None:
                LOG.warning('Lost the disk')
                self.error = error''',
    'those that were met': '''
            if disk not in self.seen:
                self.seen.add(disk)
                LOG.warning('Lost the disk')''',
}
UNSURE = {
    'a flag that nothing sets': '''
            if not self.lost:
                LOG.exception('Lost the disk')''',
    'a flag that is cleared': '''
            if not self.lost:
                self.lost = False
                LOG.exception('Lost the disk')''',
    'a flag of unknown value': '''
            if not self.strange:
                self.strange = True
                LOG.exception('Lost the disk')''',
    'an argument': '''
            if not disk.lost:
                disk.lost = True
                LOG.exception('Lost the disk')''',
    'set before it is asked for': '''
            self.lost = True
            if not self.lost:
                LOG.exception('Lost the disk')''',
    'another condition besides': '''
            if not self.lost and disk.size:
                self.lost = True
                LOG.exception('Lost the disk')''',
    'the second error': '''
            if self.lost:
                LOG.exception('Lost the disk')
            self.lost = True''',
    'a count': '''
            if not self.error:
                self.error += 1
                LOG.exception('Lost the disk')''',
}
TOUCHED = (
    'self.manager.lost = True', "mock.patch.object(self.manager, 'lost', 1)",
    "setattr(self.manager, 'lost', value)")


def _told(root: pathlib.Path, handler: str, test: str = TEST) -> str:
    told = linted.report(
        test, 'NVN201', 'NVN206',
        path=package(root, f'{MANAGER}{handler[1:]}\n'))
    assert len(told) == 1
    return told[0].split()[1]


@pytest.mark.parametrize('handler', LOGGED.values(), ids=LOGGED)
def test_first_error_is_logged(tmp_path: pathlib.Path, handler: str) -> None:
    assert _told(tmp_path, handler) == 'NVN201'


@pytest.mark.parametrize('handler', UNSURE.values(), ids=UNSURE)
def test_other_conditions(tmp_path: pathlib.Path, handler: str) -> None:
    """Whether they hold when the error is met, nobody can tell."""
    assert _told(tmp_path, handler) == 'NVN206'


@pytest.mark.parametrize('line', TOUCHED)
@pytest.mark.parametrize('place', ['        self.driver', '    def test_it'])
def test_flag_that_the_test_sets(
    tmp_path: pathlib.Path, line: str, place: str,
) -> None:
    """In the test or in ``setUp``: then an error is not the first one."""
    test = TEST.replace(place, f'        {line}\n{place}')
    assert _told(tmp_path, LOGGED['a flag'], test) == 'NVN206'


def test_flag_that_another_test_sets(tmp_path: pathlib.Path) -> None:
    test = f'{TEST}\n    def test_two(self):\n        {TOUCHED[0]}\n'
    assert _told(tmp_path, LOGGED['a flag'], test) == 'NVN201'


def test_container_that_the_test_fills(tmp_path: pathlib.Path) -> None:
    test = TEST.replace(
        '        self.driver', '        self.manager.seen.add(1)\n'
        '        self.driver')
    assert _told(tmp_path, LOGGED['those that were met'], test) == 'NVN206'
