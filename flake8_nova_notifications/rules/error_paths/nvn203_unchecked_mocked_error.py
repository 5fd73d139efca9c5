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

"""NVN203: a mocked failure whose outcome nobody looks at."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    TRIGGERS)
from flake8_nova_notifications.rules.error_paths.mocked.unchecked import (
    unchecked)
from flake8_nova_notifications.rules.error_paths.mocks.shortened import named
from flake8_nova_notifications.rules.error_paths.mocks.shortened import short


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each test that mocks a failure and asserts nothing."""
    for error in source.once(unchecked):
        yield Finding(error.mock.node, {
            'target': named(source, error.mock),
            'error': short(error.raised.text),
        })


RULE = Rule(
    About(
        code='NVN203',
        summary='test that mocks an error and checks nothing that follows',
        name='unchecked-mocked-error',
        message=(
            'test makes {target} raise {error} but checks nothing that '
            'follows; check the result, a later call, or the log'),
        cwe=(391,),
        severity=Severity.MEDIUM,
        rationale=(
            'A test that makes a mock raise and asserts nothing, or only '
            'that the mock was called, passes as long as the code under '
            'test does not raise: also when the failure is ignored.'),
        examples=(
            Example('nothing is asserted', '''\
from unittest import mock

from nova import exception
from nova import test


class TestVolumes(test.TestCase):

    @mock.patch('nova.privsep.fs.blockdev_size',
                side_effect=exception.DeviceError('gone'))  # NVN203
    def test_clear_gone_device(self, mock_size):
        self.driver.clear_volume('/dev/foo')
''', 'nova/tests/unit/test_volumes.py'),
            Example('that it passes is the point', '''\
from nova import exception
from nova import test


class TestVolumes(test.TestCase):

    def test_clear_gone_device(self):
        self.driver.size.side_effect = exception.DeviceError('gone')
        # Must not raise.
        self.driver.clear_volume('/dev/foo')
''', 'nova/tests/unit/test_volumes.py'),
            Example('a helper asserts', '''\
from unittest import mock

from nova import exception
from nova import test


class TestVolumes(test.TestCase):

    def _check_log(self, mock_log):
        mock_log.warning.assert_called_once()

    @mock.patch('nova.privsep.fs.LOG')
    @mock.patch('nova.privsep.fs.blockdev_size',
                side_effect=exception.DeviceError('gone'))
    def test_clear_gone_device(self, mock_size, mock_log):
        self.driver.clear_volume('/dev/foo')
        self._check_log(mock_log)
''', 'nova/tests/unit/test_volumes.py'),
        ),
        options=(
            'nvn_log_assertions', 'nvn_outcome_assertions',
            'nvn_test_files'),
    ),
    check,
    TRIGGERS,
    holds_tests,
)
