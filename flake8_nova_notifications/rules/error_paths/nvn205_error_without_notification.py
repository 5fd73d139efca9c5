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

"""NVN205: a notification test mocks a failure and awaits only successes."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    is_miss)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    mocked_errors)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    Outcome)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    TRIGGERS)
from flake8_nova_notifications.rules.error_paths.mocks.shortened import named
from flake8_nova_notifications.rules.error_paths.mocks.shortened import short
from flake8_nova_notifications.rules.error_paths.outcomes.error_events import (
    error_event)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each notification test that never sees the failure's event."""
    for error in source.once(mocked_errors):
        evidence = error.evidence
        if error.outcome is Outcome.HANDLED and evidence.notifications and (
                not evidence.failure_event and not evidence.good_end
                and not is_miss(source, error)):
            event = error_event(source, error)
            if event is not None:
                yield Finding(error.mock.node, {
                    'target': named(source, error.mock),
                    'error': short(error.raised.text),
                    'event': event,
                })


RULE = Rule(
    About(
        code='NVN205',
        summary=(
            'notification test that mocks an error and awaits no error '
            'notification'),
        name='error-without-notification',
        message=(
            'test makes {target} raise {error} but waits for no error '
            'notification; wait for {event}'),
        cwe=(778,),
        severity=Severity.MEDIUM,
        rationale=(
            'A test that listens to notifications and makes something fail '
            'is the place to see that the failure is announced; waiting for '
            'the start of the operation alone passes without it.'),
        examples=(
            Example('of two failures only one is awaited', '''\
from nova import exception
from nova import test


class TestEvacuate(test.TestCase):

    def test_evacuate_fails(self):
        self.driver.plug_vifs.side_effect = exception.Boom()  # NVN205
        self.evacuate(self.server)
        self.notifier.wait_for_versioned_notifications(
            'instance.rebuild.start')

    def test_evacuate_fails_late(self):
        self.driver.spawn.side_effect = exception.Boom()
        self.evacuate(self.server)
        self.notifier.wait_for_versioned_notifications(
            'instance.rebuild.start')
        self.notifier.wait_for_versioned_notifications(
            'instance.rebuild.error')
''', 'nova/tests/functional/test_evacuate.py'),
            Example('an action that has no event for its failure', '''\
from nova import exception
from nova import test


class TestUnshelve(test.TestCase):

    def test_unshelve_fails(self):
        self.driver.plug_vifs.side_effect = exception.Boom()
        self.unshelve(self.server)
        self.notifier.wait_for_versioned_notifications(
            'instance.unshelve.start')
''', 'nova/tests/functional/test_unshelve.py'),
        ),
        options=('nvn_outcome_assertions', 'nvn_test_files'),
    ),
    check,
    TRIGGERS,
    holds_tests,
)
