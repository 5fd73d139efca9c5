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


"""Loops over numbers: another thing each time, or the same once more."""

import pathlib

import pytest

from tests.error_paths.small_package import package
from tests import linted

TEST = '''\
from p import exception
from p import manager


class Case(unittest.TestCase):
    def test_it(self):
        self.driver.spin.side_effect = [exception.Problem(), 1]
        manager.reboot([1, 2])
        self.assertEqual(1, self.state)
'''
HANDLER = '''
        except Exception:
            LOG.exception('spin failed')
'''
# The head of a loop and what is tried in it.
OTHERS = {
    'chunks': '''
    for n in range(0, len(disks), 2):
        chunk = disks[n:n + 2]
        try:
            driver.spin(chunk)''',
    'chunks in a block': '''
    for n in range(0, len(disks), size):
        with lock:
            LOG.debug('disks from %d', n)
        try:
            driver.spin(disks[n:n + size])''',
    'pages': '''
    for start in range(0, total, page):
        try:
            driver.spin(offset=start)''',
    'each by its index': '''
    for n in range(len(disks)):
        try:
            driver.spin(disks[n])''',
    'backwards': '''
    for n in range(len(disks) - 1, -1, -1):
        try:
            driver.spin(disks[n])''',
}
SAME = {
    'attempts': '''
    for attempt in range(3):
        try:
            driver.spin(disks)''',
    'attempts that are counted': '''
    for attempt in range(3):
        LOG.info('attempt %d', attempt)
        try:
            driver.spin(disks[0], attempt)''',
    'attempts that are left': '''
    for left in range(3, 0, -1):
        try:
            driver.spin(disks, left)''',
    'seconds': '''
    for waited in range(0, timeout, interval):
        try:
            LOG.debug('after %d s', waited)
            driver.spin(disks)''',
    'one of several, until one works': '''
    for n in range(len(disks)):
        try:
            driver.spin(disks[n])
            break''',
    'without end': '''
    for n in count():
        try:
            driver.spin(disks[n])''',
}


def _told(root: pathlib.Path, loop: str, handler: str = HANDLER) -> str:
    path = package(root, f'def reboot(disks):{loop}{handler}')
    told = linted.report(TEST, 'NVN201', 'NVN206', path=path)
    assert len(told) == 1
    return told[0]


@pytest.mark.parametrize('loop', OTHERS.values(), ids=OTHERS)
def test_another_thing_each_time(tmp_path: pathlib.Path, loop: str) -> None:
    """What failed is over when the next thing is worked on."""
    assert _told(tmp_path, loop).startswith('7:9 NVN201 ')


@pytest.mark.parametrize('loop', SAME.values(), ids=SAME)
def test_the_same_once_more(tmp_path: pathlib.Path, loop: str) -> None:
    told = _told(tmp_path, loop)
    assert told.startswith('7:9 NVN206 ')
    assert 'tries again' in told


def test_pauses_by_the_attempt(tmp_path: pathlib.Path) -> None:
    """An index that a handler reads says nothing about what is tried."""
    told = _told(tmp_path, SAME['attempts'], (
        f'{HANDLER}            sleep(pauses[attempt])\n'))
    assert 'tries again' in told
