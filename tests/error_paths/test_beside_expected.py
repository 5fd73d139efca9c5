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


"""Two mocks that raise, and a test that expects the error of one."""

import pathlib

import pytest

from tests.error_paths.small_package import package
from tests import linted

MANAGER = '''\
class Manager:
    def deploy(self, disk):
        try:
            self.driver.start(disk)
        except Exception:
            try:
                self.driver.clean(disk)
            except Exception:
                LOG.warning('Failed to clean up')
            raise


def fail_always(*args):
    raise OSError()
'''
TEST = '''\
from p import exception
from p import manager


class Case(unittest.TestCase):
    def test_it(self):
        self.driver.start.side_effect = RuntimeError('boom')
        self.driver.clean.side_effect = {error}
        self.assertRaises({expected}, manager.Manager().deploy, 1)
        self.driver.clean.{check}
'''
CALLED = 'assert_called_once_with(1)'


def _told(
    root: pathlib.Path, error: str, expected: str = 'RuntimeError',
    check: str = CALLED, manager: str = MANAGER, end: str = '',
) -> list[str]:
    code = TEST.format(error=error, expected=expected, check=check) + end
    return linted.report(
        code, 'NVN201', path=package(root, manager))


@pytest.mark.parametrize('error', [
    'exception.Problem()', 'OSError("x")', 'AssertionError()',
    'AssertionError', '[exception.Problem(), None]'])
def test_error_that_is_not_expected(
    tmp_path: pathlib.Path, error: str,
) -> None:
    told = _told(tmp_path, error)
    assert [line.split()[:2] for line in told] == [['8:9', 'NVN201']]
    assert "does not check LOG.warning('Failed to clean up')" in told[0]


def test_three_errors(tmp_path: pathlib.Path) -> None:
    """However many are mocked beside it."""
    told = _told(tmp_path, (
        'OSError()\n        self.driver.other.side_effect = OSError()'))
    assert [line.split()[:2] for line in told] == [['8:9', 'NVN201']]


@pytest.mark.parametrize('error', [
    'RuntimeError("x")', 'NotImplementedError()', 'exception.Unseen()',
    'AssertionError("must not be called")', 'exception.DiskNotFound()',
    'ANY', 'manager.fail_always'])
def test_error_that_may_be_the_expected_one(
    tmp_path: pathlib.Path, error: str,
) -> None:
    """Also one of a class below, one of unknown family, an alarm, a miss."""
    assert _told(tmp_path, error) == []


@pytest.mark.parametrize('expected', [
    'Exception', '(RuntimeError, exception.Problem)', 'exception.Problem',
    'exception.Other', 'self.error'])
def test_expected_errors(tmp_path: pathlib.Path, expected: str) -> None:
    """A base of both, both, the error itself, one that no mock raises."""
    assert _told(tmp_path, 'exception.Problem()', expected) == []


@pytest.mark.parametrize('check', ['assert_not_called()', 'reset_mock()'])
def test_mock_that_may_not_be_called(
    tmp_path: pathlib.Path, check: str,
) -> None:
    """What is expected may have come first."""
    assert _told(tmp_path, 'OSError("x")', check=check) == []


@pytest.mark.parametrize('old, new', [
    ('LOG.warning', 'LOG.info'), ("LOG.warning('Failed to clean up')", 'pass'),
    ("LOG.warning('Failed to clean up')", 'raise')])
def test_handlers_that_are_not_loud(
    tmp_path: pathlib.Path, old: str, new: str,
) -> None:
    manager = MANAGER.replace(old, new)
    assert _told(tmp_path, 'OSError("x")', manager=manager) == []


@pytest.mark.parametrize('end', [
    "        self.assertIn('x', self.LOG.warning.call_args[0])\n",
    '        manager.LOG.warning.assert_called_once()\n',
    '        self._check()\n\n    def _check(self):\n'
    '        self.assertRaises(OSError, manager.clean)\n'])
def test_checks_besides(tmp_path: pathlib.Path, end: str) -> None:
    """The log is checked, or a helper expects an error as well."""
    assert _told(tmp_path, 'OSError("x")', end=end) == []
