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


"""NVN401: a test does not check the server after an action on it."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import servers
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.end_state.advice import advice
from flake8_nova_notifications.rules.end_state.aftermath import Aftermath
from flake8_nova_notifications.rules.end_state.unverified import (
    unverified_actions)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each action that nothing but notifications follows."""
    for action in source.once(unverified_actions):
        verb = action.change.verb
        yield Finding(action.node, {
            'fact': (
                f"after '{verb}' the test checks notifications but not the "
                'server' if action.after is Aftermath.NOTIFIED
                else f"test ends after '{verb}' without checking the server"),
            'advice': advice(source, action)})


RULE = Rule(
    About(
        code='NVN401',
        summary='test that acts on a server and never checks its state',
        name='unverified-end-state',
        message='{fact}; {advice}',
        cwe=(691,),
        severity=Severity.MEDIUM,
        rationale=(
            'A notification says that a service thought it was done. '
            'Whether the server is in the state that the user asked for is '
            'seen only by asking for it, and a test that ends before that '
            'races with its own clean-up. Only functional tests are '
            'looked at, and only actions after which nothing at all is '
            'asked in the test and in the callers of its helpers; whatever '
            'the rule does not know counts as a check. API-sample tests, '
            'refused actions and a trailing delete are left alone.'),
        examples=(
            Example('only the notification is awaited', '''\
from nova.tests.functional import base


class TestReboot(base.NotificationTestBase):

    def test_reboot(self):
        server = self._boot_a_server()
        post = {'reboot': {'type': 'HARD'}}
        self.api.post_server_action(server['id'], post)  # NVN401
        self._wait_for_notification('instance.reboot.end')
        self.assertEqual(2, len(self.notifier.versioned_notifications))
''', 'nova/tests/functional/test_reboot.py'),
            Example('one of the callers of a helper does not look', '''\
from nova.tests.functional import base


class TestSwap(base.NotificationTestBase):

    def _swap(self, server, attachment_id, volume_id):
        self.api.put_server_volume(server['id'], attachment_id, volume_id)

    def test_swap(self):
        server = self._boot_a_server()
        self._swap(server, self.cinder.OLD, self.cinder.NEW)
        self._wait_until_swap_volume(server, self.cinder.NEW)

    def test_swap_error(self):
        server = self._boot_a_server()
        self._swap(server, self.cinder.OLD, self.cinder.BAD)  # NVN401
        self._wait_for_notification('compute.exception')
''', 'nova/tests/functional/test_swap.py'),
            Example('the loop over the actions looks', '''\
from nova.tests.functional import base


class TestActions(base.NotificationTestBase):

    def test_actions(self):
        server = self._boot_a_server()
        actions = [
            (self._test_stop, 'SHUTOFF'),
            (self._test_reboot, 'ACTIVE'),
        ]
        for action, expected_state in actions:
            action(server)
            self._wait_for_state_change(server, expected_state)

    def _test_stop(self, server):
        self.api.post_server_action(server['id'], {'os-stop': {}})
        self._wait_for_notification('instance.power_off.end')

    def _test_reboot(self, server):
        post = {'reboot': {'type': 'HARD'}}
        self.api.post_server_action(server['id'], post)
        self._wait_for_notification('instance.reboot.end')
''', 'nova/tests/functional/test_actions.py'),
            Example('an unknown helper may look; a delete cleans up', '''\
from tempest.api.compute import base
from tempest.common import waiters


class ServersTest(base.BaseV2ComputeTest):

    def test_reboot(self):
        self.servers_client.reboot_server(self.server_id, type='HARD')
        waiters.wait_for_server_status(
            self.servers_client, self.server_id, 'ACTIVE')

    def test_stop(self):
        self.servers_client.stop_server(self.server_id)
        self._check_it(self.server_id)

    def test_show(self):
        self.servers_client.show_server(self.server_id)
        self.servers_client.delete_server(self.server_id)
''', 'tempest/api/compute/servers/test_servers.py'),
        ),
        options=(
            'nvn_server_actions', 'nvn_server_verifiers', 'nvn_api_clients'),
    ),
    check,
    servers.TRIGGERS,
    servers.is_functional_test,
)
