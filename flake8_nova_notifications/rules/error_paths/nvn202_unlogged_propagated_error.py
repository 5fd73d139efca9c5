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

"""NVN202: a mocked failure reaches the caller, and nobody looks for a log."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    propagated_errors)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    TRIGGERS)
from flake8_nova_notifications.rules.error_paths.mocks.shortened import named
from flake8_nova_notifications.rules.error_paths.mocks.shortened import short


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each test whose mocked failure propagates without a log."""
    for error in source.once(propagated_errors):
        if error.evidence.logs:
            continue
        yield Finding(error.mock.node, {
            'target': named(source, error.mock),
            'error': short(error.raised.text),
        })


RULE = Rule(
    About(
        code='NVN202',
        summary=(
            'test that expects a mocked error and does not check its log '
            'message'),
        name='unlogged-propagated-error',
        message=(
            'test makes {target} raise {error} and expects an error, but '
            'checks no log; use self.assertLogs'),
        cwe=(778,),
        rationale=(
            'Where a failure crosses a service or a thread, what the caller '
            'gets is often less than what happened. A team that wants every '
            'such failure in its log can ask its tests for it; most are '
            'content with the error itself, which is why this is off.'),
        examples=(
            Example('only the error is expected', '''\
from unittest import mock

from nova import exception
from nova import test


class TestReboot(test.TestCase):

    @mock.patch('nova.virt.fake.FakeDriver.reboot',
                side_effect=exception.RebootFailed())  # NVN202
    def test_reboot_error(self, mock_reboot):
        self.assertRaises(
            exception.RebootFailed, self.compute.reboot_instance,
            self.context, self.instance)
''', 'nova/tests/unit/test_reboot.py'),
            Example('the error and its log', '''\
from unittest import mock

from nova import exception
from nova import test


class TestReboot(test.TestCase):

    @mock.patch('nova.virt.fake.FakeDriver.reboot',
                side_effect=exception.RebootFailed())
    def test_reboot_error(self, mock_reboot):
        with self.assertLogs('nova.compute', 'ERROR'):
            self.assertRaises(
                exception.RebootFailed, self.compute.reboot_instance,
                self.context, self.instance)
''', 'nova/tests/unit/test_reboot.py'),
        ),
        options=('nvn_loggers', 'nvn_log_assertions', 'nvn_test_files'),
        on_by_default=False,
    ),
    check,
    TRIGGERS,
    holds_tests,
)
