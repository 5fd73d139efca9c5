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

"""NVN201: a mocked failure is handled and logged; the log is not checked."""

from collections.abc import Iterator
from functools import partial

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.error_paths.fixes.to_assertion import (
    to_assertion)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    TRIGGERS)
from flake8_nova_notifications.rules.error_paths.outcomes.unlogged import (
    details)
from flake8_nova_notifications.rules.error_paths.outcomes.unlogged import (
    Grounds)
from flake8_nova_notifications.rules.error_paths.outcomes.unlogged import (
    unlogged)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each test whose mocked failure leaves a log unchecked."""
    for found in source.once(unlogged):
        if found.grounds is not Grounds.QUIET:
            yield Finding(
                found.error.mock.node, details(source, found),
                partial(to_assertion, source, found))


RULE = Rule(
    About(
        code='NVN201',
        summary='test that mocks an error whose log message is not checked',
        name='unlogged-mocked-error',
        message=(
            'test makes {target} raise {error}{how}'),
        cwe=(778, 390),
        severity=Severity.MEDIUM,
        rationale=(
            'A handled failure is seen by operators in the log only. A test '
            'that makes a mock raise and asks for the state afterwards '
            'still passes when the log line is lost. Reported where the '
            'handler that ends the error is certain and logs at warning or '
            'above, where a test verifies the notification of the failure and '
            'not its log, and where there is no code to judge by. The rest is '
            'quiet-mocked-error.'),
        examples=(
            Example('the reboot fails, and the log may say anything', '''\
from unittest import mock

from nova import exception
from nova import test


class TestReboot(test.TestCase):

    @mock.patch('nova.virt.fake.FakeDriver.reboot')
    def test_reboot_error(self, mock_reboot):
        mock_reboot.side_effect = exception.RebootFailed()  # NVN201
        self.compute.reboot_instance(self.context, self.instance)
        self.assertEqual('error', self.instance.vm_state)
''', 'nova/tests/unit/test_reboot.py'),
            Example('the log is asserted', '''\
from unittest import mock

from nova import exception
from nova import test


class TestReboot(test.TestCase):

    @mock.patch('nova.virt.fake.FakeDriver.reboot')
    def test_reboot_error(self, mock_reboot):
        mock_reboot.side_effect = exception.RebootFailed()
        with self.assertLogs('nova.compute', 'ERROR') as logs:
            self.compute.reboot_instance(self.context, self.instance)
        self.assertIn('Reboot failed', logs.output[0])

    @mock.patch('nova.compute.manager.LOG')
    @mock.patch('nova.virt.fake.FakeDriver.reboot')
    def test_reboot_warns(self, mock_reboot, journal):
        mock_reboot.side_effect = exception.RebootFailed()
        self.compute.reboot_instance(self.context, self.instance)
        journal.warning.assert_called_once()
''', 'nova/tests/unit/test_reboot.py'),
            Example('the failure reaches the caller', '''\
from unittest import mock

from nova import exception
from nova import test


class TestReboot(test.TestCase):

    @mock.patch('nova.virt.fake.FakeDriver.reboot',
                side_effect=exception.RebootFailed())
    def test_reboot_error(self, mock_reboot):
        self.assertRaises(
            exception.RebootFailed, self.compute.reboot_instance,
            self.context, self.instance)
''', 'nova/tests/unit/test_reboot.py'),
        ),
        options=(
            'nvn_loggers', 'nvn_log_assertions', 'nvn_outcome_assertions',
            'nvn_test_files'),
        fixable=Fixable.UNSAFE,
    ),
    check,
    TRIGGERS,
    holds_tests,
)
