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

"""NVN402: a test reads notifications that may not have been emitted yet."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import servers
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.end_state.races import racy_reads
from flake8_nova_notifications.rules.end_state.races import RacyRead
from flake8_nova_notifications.rules.end_state.races import TRIGGERS


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each group of reads that races."""
    for race in source.once(racy_reads):
        yield Finding(race.node, {
            'what': _read(race), 'action': race.action,
            'line': str(race.line), 'waited': _waited(race),
            'event': f"'{race.event}'" if race.event
            else 'the last notification'})


def _read(race: RacyRead) -> str:
    if race.counted is None:
        return 'notifications are read'
    if race.counted == 1:
        return '1 notification is counted'
    return f'{race.counted} notifications are counted'


def _waited(race: RacyRead) -> str:
    if race.waited:
        return f"only '{race.waited}' was waited for"
    if not race.looked:
        return 'nothing was waited for'
    name = race.looked.lower()
    if 'state' in name or 'status' in name:
        return "only the server's state was waited for"
    if 'delete' in name:
        return 'only the deletion was waited for'
    return f'only {race.looked}() was called'


RULE = Rule(
    About(
        code='NVN402',
        summary=(
            'test that reads recorded notifications before they can have '
            'arrived'),
        name='racy-notification-check',
        message=(
            "{what} after '{action}' (line {line}), but {waited}; wait for "
            '{event} first'),
        cwe=(362, 691),
        severity=Severity.MEDIUM,
        rationale=(
            'Nova saves the state of a server first and emits the '
            'notification that it is done after that, so a test that waits '
            'for the state and counts notifications then fails now and '
            'again. Wait for the last notification that is read. Only '
            'functional tests are looked at. Waits are followed through '
            'helpers of the base classes, in other files as well; an action '
            'that is not known to be done later is taken to be done at '
            'once.'),
        examples=(
            Example('only the state is waited for', '''\
from nova.tests.functional import base


class TestShelve(base.NotificationTestBase):

    def test_shelve(self):
        server = self._boot_a_server()
        self.notifier.reset()
        self.api.post_server_action(server['id'], {'shelve': {}})
        self._wait_for_state_change(server, 'SHELVED')
        recorded = self.notifier.versioned_notifications
        self.assertEqual(3, len(recorded))  # NVN402
        self._verify_notification('instance-shelve-end', actual=recorded[2])
''', 'nova/tests/functional/test_shelve.py'),
            Example('an earlier notification is waited for', '''\
from nova.tests.functional import base


class TestReboot(base.NotificationTestBase):

    def test_reboot(self):
        server = self._boot_a_server()
        self.notifier.reset()
        self.api.post_server_action(server['id'], {'reboot': {}})
        self._wait_for_notification('instance.reboot.start')
        recorded = self.notifier.versioned_notifications
        self._verify_notification('instance-reboot-start',  # NVN402
                                  actual=recorded[0])
        self._verify_notification('instance-reboot-end',
                                  actual=recorded[1])
''', 'nova/tests/functional/test_reboot.py'),
            Example('waited for, done at once, reset', '''\
from nova.tests.functional import base


class TestActions(base.NotificationTestBase):

    def test_shelve(self):
        server = self._boot_a_server()
        self.notifier.reset()
        self.api.post_server_action(server['id'], {'shelve': {}})
        self._wait_for_state_change(server, 'SHELVED')
        self._wait_for_notification('instance.shelve.end')
        self.assertEqual(3, len(self.notifier.versioned_notifications))

    def test_lock(self):
        server = self._boot_a_server()
        self.notifier.reset()
        self.api.post_server_action(server['id'], {'lock': {}})
        self.assertEqual(1, len(self.notifier.versioned_notifications))
        self.api.post_server_action(server['id'], {'os-stop': {}})
        self.notifier.reset()
        self.assertEqual(0, len(self.notifier.versioned_notifications))
''', 'nova/tests/functional/test_actions.py'),
        ),
        options=(
            'nvn_notification_records', 'nvn_notification_waits',
            'nvn_completion_waits', 'nvn_asynchronous_calls',
            'nvn_synchronous_actions', 'nvn_synchronous_fixtures',
            'nvn_api_clients'),
    ),
    check,
    TRIGGERS,
    servers.is_functional_test,
)
