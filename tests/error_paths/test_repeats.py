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

"""Errors that come again: only the first is logged, or it is tried again."""

import ast
import pathlib
import textwrap

import pytest

from flake8_nova_notifications.rules.error_paths.search import error_facts
from tests import cases
from tests.error_paths.small_package import package
from tests import linted

FOLDER = pathlib.Path(__file__).with_name('cases')
NOTED = '''\
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
        self.half = False
        if self.seen:
            self.half = True

    def reboot(self, disk):
        try:
            self.driver.spin(disk)
        except exception.Problem as error:
            self.state = 'error'
'''
A_FLAG, *_, A_CONTAINER = [
    case for case in cases.of_file(FOLDER / 'flags.txt')
    if case.wanted == 'NVN201']
TOUCHED = (
    'self.manager.lost = True', "mock.patch.object(self.manager, 'lost', 1)",
    "setattr(self.manager, 'lost', value)")
LOOPED = '''\
from p import exception
from p import manager


class Case(unittest.TestCase):
    def test_it(self):
        self.driver.spin.side_effect = [exception.Problem(), 1]
        manager.reboot([1, 2])
        self.assertEqual(1, self.state)
'''


def _told(root: pathlib.Path, manager: str, test: str) -> str:
    told, = linted.report(
        test, 'NVN201', 'NVN206', path=package(root, manager))
    return told


def _noted(root: pathlib.Path, case: cases.Case, test: str = NOTED) -> str:
    handler = textwrap.indent(case.text(), ' ' * 12)
    return _told(root, MANAGER + handler, test).split()[1]


@pytest.mark.parametrize('case', cases.of_file(FOLDER / 'flags.txt'), ids=str)
def test_flags(tmp_path: pathlib.Path, case: cases.Case) -> None:
    """What an object notes of an error tells whether it is the first one."""
    assert _noted(tmp_path, case) == case.wanted


@pytest.mark.parametrize('op, holds', [
    ('==', True), ('!=', False), ('<=', None), ('>', None)])
def test_numbers(op: str, holds: bool | None) -> None:
    """Of a number that an error has it is known which one it is."""
    test = ast.parse(f'error.code {op} 500', mode='eval').body
    assert error_facts.truth(test, 'error', error_facts.ErrorFacts(
        frozenset(), True, frozenset((500,)))) is holds


@pytest.mark.parametrize('read, holds', [
    ('status', True), ('answer.status', True), ('other.status', None)])
def test_numbers_behind_a_name(read: str, holds: bool | None) -> None:
    """``answer = error.response``, ``status = error.code``."""
    test = ast.parse(f'{read} == 500', mode='eval').body
    assert error_facts.truth(
        test, 'error', error_facts.ErrorFacts(
            frozenset(), True, frozenset((500,))),
        frozenset(('answer', 'status'))) is holds


@pytest.mark.parametrize('line', TOUCHED)
@pytest.mark.parametrize('place', ['        self.driver', '    def test_it'])
def test_flag_that_the_test_sets(
    tmp_path: pathlib.Path, line: str, place: str,
) -> None:
    """In the test or in ``setUp``: then an error is not the first one."""
    test = NOTED.replace(place, f'        {line}\n{place}')
    assert _noted(tmp_path, A_FLAG, test) == 'NVN206'


def test_flag_that_another_test_sets(tmp_path: pathlib.Path) -> None:
    test = f'{NOTED}\n    def test_two(self):\n        {TOUCHED[0]}\n'
    assert _noted(tmp_path, A_FLAG, test) == 'NVN201'


def test_container_that_the_test_fills(tmp_path: pathlib.Path) -> None:
    test = NOTED.replace(
        '        self.driver', '        self.manager.seen.add(1)\n'
        '        self.driver')
    assert _noted(tmp_path, A_CONTAINER, test) == 'NVN206'


@pytest.mark.parametrize('case', cases.of_file(FOLDER / 'turns.txt'), ids=str)
def test_loops(tmp_path: pathlib.Path, case: cases.Case) -> None:
    """A loop over things logs; one that tries again may well succeed."""
    told = _told(tmp_path, case.text(), LOOPED)
    assert told.startswith(f'7:9 {case.wanted} ')
    assert ('tries again' in told) is (case.wanted == 'NVN206')
