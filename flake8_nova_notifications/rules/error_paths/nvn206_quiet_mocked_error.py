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

"""NVN206: a mocked failure is handled, and there may be nothing to see."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    TRIGGERS)
from flake8_nova_notifications.rules.error_paths.outcomes.unlogged import (
    details)
from flake8_nova_notifications.rules.error_paths.outcomes.unlogged import (
    Grounds)
from flake8_nova_notifications.rules.error_paths.outcomes.unlogged import (
    unlogged)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each handled failure that NVN201 leaves out."""
    for found in source.once(unlogged):
        if found.grounds is Grounds.QUIET:
            yield Finding(found.error.mock.node, details(source, found))


RULE = Rule(
    About(
        code='NVN206',
        summary=(
            'test that mocks an error which is handled quietly or out of '
            'sight'),
        name='quiet-mocked-error',
        message='test makes {target} raise {error}{how}',
        cwe=(778, 390),
        rationale=(
            'A test makes a mock raise, and what handles that cannot be '
            'found, logs at debug or info only, does not log, or tries '
            'again. A handled failure can leave no trace at all, so an audit '
            'of error paths wants to see these; for every change they are '
            'too many, which is why this is off. What certainly logs at '
            'warning or above is unlogged-mocked-error.'),
        examples=(
            Example('the second attempt works', '''\
from nova import exception
from nova import test


class TestReboot(test.TestCase):

    def test_reboot_again(self):
        self.driver.reboot.side_effect = [  # NVN206
            exception.RebootFailed(), None]
        self.compute.reboot_instance(self.context, self.instance)
        self.assertEqual('active', self.instance.vm_state)
''', 'nova/tests/unit/test_reboot.py'),
            Example('both attempts are asked for in the log', '''\
from nova import exception
from nova import test


class TestReboot(test.TestCase):

    def test_reboot_again(self):
        self.driver.reboot.side_effect = [exception.RebootFailed(), None]
        with self.assertLogs('nova.compute', 'WARNING'):
            self.compute.reboot_instance(self.context, self.instance)
        self.assertEqual('active', self.instance.vm_state)
''', 'nova/tests/unit/test_reboot.py'),
        ),
        options=(
            'nvn_loggers', 'nvn_log_assertions', 'nvn_outcome_assertions',
            'nvn_test_files'),
        on_by_default=False,
    ),
    check,
    TRIGGERS,
    holds_tests,
)
