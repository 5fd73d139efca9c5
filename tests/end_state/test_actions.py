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


"""What counts as looking at a server after an action, and what does not."""

import pathlib
import textwrap

import pytest

from tests import linted

PATH = 'nova/tests/functional/test_servers.py'
CODE = 'NVN401'


def _lines(body: str, path: str = PATH, **options: object) -> list[int]:
    return linted.lines(
        'class TestServers(base.ServersTestBase):\n\n'
        + textwrap.indent(textwrap.dedent(body), '    '),
        CODE, path=path, **options)


def _test(*statements: str) -> str:
    """A test that reboots a server on its line 4, then does the rest."""
    lines = ("self.api.post_server_action(server['id'], {'reboot': {}})",
             *statements)
    return 'def test_it(self):\n' + ''.join(
        f'    {line}\n' for line in lines)


@pytest.mark.parametrize('statements', [
    (),
    ("self._wait_for_notification('instance.reboot.end')",),
    ('self.assertEqual(2, len(self.notifier.versioned_notifications))',),
    ('tb = self.notifier.versioned_notifications[1]["payload"]',
     'self.assertIn("raise", tb)'),
    ('for event in fake_notifier.VERSIONED_NOTIFICATIONS:',
     '    self.assertEqual("a", event["event_type"])'),
    ('with mock.patch.object(self.compute, "stop"):',
     '    self.notifier.reset()'),
    ('LOG.info("rebooted")', 'time.sleep(1)'),
    ('self.addCleanup(self.api.delete_flavor, flavor)',),
    ("self.api.delete_server(server['id'])",),
    ("self.api.post_server_action(server['id'], {'createImage': {}})",),
    ('assert len(self.notifier.notifications) == 2',),
], ids=lambda statements: ' '.join(statements)[:50] or 'nothing')
def test_reported(statements: tuple[str, ...]) -> None:
    """Nothing of this has seen the server."""
    assert _lines(_test(*statements)) == [4]


@pytest.mark.parametrize('statements', [
    ("self._wait_for_state_change(server, 'ACTIVE')",),
    ("self._wait_for_notification('instance.reboot.end')",
     'self._some_helper(server)'),
    ("self.api.get_server(server['id'])",),
    ("self.api.get('/servers/1')",),
    ('self.assertEqual(1, mock_reboot.call_count)',),
    ('self.assertEqual("ACTIVE", self.load(server).status)',),
    ('assert driver.rebooted',),
    ('self.addCleanup(waiters.wait_for_server_termination, server)',),
    ('while True:', '    if self.ready():', '        break'),
    ('yield server',),
], ids=lambda statements: ' '.join(statements)[:50])
def test_silent(statements: tuple[str, ...]) -> None:
    """This looks, or may look."""
    assert _lines(_test(*statements)) == []


@pytest.mark.parametrize('statement', [
    "self.assertRaises(E, self.api.post_server_action, 1, {'reboot': 1})",
    "self.check(self.api.post_server_action(1, {'reboot': {}}))",
    "self.api.post_server_action(1, {'createImage': {}})",
    "self.api.post_server_action(1, {'os-resetState': {}})",
    'self.api.post_server_action(1, body)',
    "self.api.post_server_action(1, {'resize': 1}, "
    'check_response_status=[409])',
    "run(lambda: self.api.post_server_action(1, {'reboot': {}}))",
    "self.driver.reboot_server('a')",
    "self.api.api_post('/servers/1/metadata', {'reboot': {}})",
    'self.api.delete_server(1)',
])
def test_no_action(statement: str) -> None:
    """Refused, unknown, harmless or cleaning up."""
    assert _lines(f'def test_it(self):\n    {statement}\n') == []


def test_guarded_action() -> None:
    """A handler or a context manager expects something of the action."""
    assert _lines('''
        def test_refused(self):
            try:
                self.api.post_server_action(1, {'reboot': {}})
            except ApiException:
                pass

        def test_raises(self):
            with self.assertRaises(ApiException):
                self.api.post_server_action(1, {'reboot': {}})
        ''') == []


def test_loop_looks_in_its_next_turn() -> None:
    """What stands above the action in a loop comes after it as well."""
    assert _lines('''
        def test_it(self):
            for server in servers:
                self._wait_for_state_change(server, 'ACTIVE')
                self.api.post_server_action(server, {'reboot': {}})
        ''') == []


def test_body_is_the_nearest_above() -> None:
    """One name serves for one body after the other."""
    assert _lines('''
        def test_it(self):
            post = {'createImage': {}}
            self.api.post_server_action(1, post)
            post = {'resize': {}}
            self.api.post_server_action(1, post)
        ''') == [8]


def test_action_url() -> None:
    """The action can be posted by its address."""
    assert _lines('''
        def test_it(self):
            self.api.api_post(
                '/servers/%s/action' % server, {'rebuild': {}})
        ''') == [5]


def test_undoing_cleans_up() -> None:
    """A trailing action that takes back an earlier one is no end state."""
    assert _lines('''
        def test_it(self):
            self.api.post_server_action(1, {'pause': {}})
            self._wait_for_state_change(1, 'PAUSED')
            self.api.post_server_action(1, {'unpause': {}})
        ''') == []


def test_delete_that_is_awaited() -> None:
    """A delete whose notification is awaited is what the test is about."""
    assert linted.report('''
class TestDelete(base.Base):
    def test_it(self):
        self.api.delete_server(1)
        self._wait_for_notification('instance.delete.end')
''', CODE, path=PATH) == [
        "4:9 NVN401 'delete_server' is followed by notification waits only; "
        "wait for the server's state, e.g. self._wait_until_deleted(server)"]


def test_mixed_callers() -> None:
    """Where some callers look, those that do not are named."""
    assert _lines('''
        def _resize(self, server):
            self.api.post_server_action(server, {'resize': {}})

        def test_looks(self):
            self._resize(1)
            self._wait_for_state_change(1, 'VERIFY_RESIZE')

        def test_does_not(self):
            self._resize(1)
            self._wait_for_notification('instance.resize.end')
        ''') == [12]


@pytest.mark.parametrize('look, found', [
    ("self._wait_for_state_change(1, 'VERIFY_RESIZE')", []),
    ("self._wait_for_notification('instance.resize.end')", [5]),
])
def test_callers_two_deep(look: str, found: list[int]) -> None:
    """A caller's caller is asked as well."""
    assert _lines(f'''
        def _resize(self, server):
            self.api.post_server_action(server, {{'resize': {{}}}})

        def _resize_it(self, server):
            self._resize(server)

        def test_it(self):
            self._resize_it(1)
            {look}
        ''') == found


def test_callers_three_deep() -> None:
    """Beyond that nobody can tell, so nothing is said."""
    assert _lines('''
        def _one(self, server):
            self.api.post_server_action(server, {'resize': {}})

        def _two(self, server):
            self._one(server)

        def _three(self, server):
            self._two(server)

        def test_it(self):
            self._three(1)
        ''') == []


def test_all_callers_silent() -> None:
    """When no caller looks, the helper's action is the place to mend."""
    assert _lines('''
        def _rebuild(self, server):
            self.api.post_server_action(server, {'rebuild': {}})

        def test_one(self):
            self._rebuild(1)

        def test_two(self):
            self._rebuild(2)
        ''') == [5]


def test_unknown_callers() -> None:
    """Helpers without callers, and references that lead out of sight."""
    assert _lines('''
        def _rebuild(self, server):
            self.api.post_server_action(server, {'rebuild': {}})

        def setUp(self):
            self.api.post_server_action(1, {'rebuild': {}})

        def _reboot(self, server):
            self.api.post_server_action(server, {'reboot': {}})

        def test_it(self):
            self.run_in_thread(self._reboot)
        ''') == []


@pytest.mark.parametrize('look, found', [
    ("self._wait_for_state_change(server, 'ACTIVE')", []),
    ('self.notifier.reset()', [5]),
])
def test_loop_over_actions(look: str, found: list[int]) -> None:
    """Method references in a list are calls of the loop over it."""
    assert _lines(f'''
        def _test_reboot(self, server):
            self.api.post_server_action(server, {{'reboot': {{}}}})
            self._wait_for_notification('instance.reboot.end')

        def test_actions(self):
            actions = [(self._test_reboot, 'ACTIVE')]
            for action, state in actions:
                action(server)
                {look}
        ''') == found


@pytest.mark.parametrize('path, found', [
    ('nova/tests/functional/test_servers.py', [4]),
    ('tempest/api/compute/test_servers.py', [4]),
    ('zun_tempest_plugin/tests/test_servers.py', [4]),
    ('nova/tests/unit/test_servers.py', []),
    ('nova/tests/functional/api_sample_tests/test_servers.py', []),
    ('tempest/tests/test_servers.py', []),
])
def test_functional_only(path: str, found: list[int]) -> None:
    """Unit tests have no server, and API samples pin documents."""
    assert _lines(_test(), path=path) == found


def test_place_of_the_checkout(tmp_path: pathlib.Path) -> None:
    """Folders above the project do not make a test functional, or unit."""
    for above, inside, found in (
            ('functional', 'svc/tests/test_it.py', []),
            ('unit', 'svc/tests/functional/test_it.py', [4])):
        path = tmp_path / above / inside
        path.parent.mkdir(parents=True)
        for folder in path.relative_to(tmp_path / above).parents[:-1]:
            (tmp_path / above / folder / '__init__.py').touch()
        assert _lines(_test(), path=str(path)) == found


def test_api_sample_class() -> None:
    """API-sample tests are known by their base class too."""
    assert linted.lines('''
class TestSample(api_samples_test_base.ApiSampleTestBase):
    def test_it(self):
        self.api.post_server_action(1, {'reboot': {}})
''', CODE, path=PATH) == []


def test_tempest() -> None:
    """Tempest's client and waiters; helper modules are no clients."""
    assert linted.report('''
from tempest.common import compute
from tempest.common import waiters


class ServersTest(base.BaseV2ComputeTest):
    def test_stop(self):
        self.servers_client.stop_server(self.server_id)

    def test_shelve(self):
        compute.shelve_server(self.servers_client, self.server_id)
''', CODE, path='tempest/api/compute/test_servers.py') == [
        "8:9 NVN401 'stop_server' is followed by nothing; wait for the "
        "server's state, e.g. waiters.wait_for_server_status(client, "
        "server_id, 'SHUTOFF')"]


def test_options() -> None:
    """Actions, verifiers and clients of one's own."""
    body = '''
        def test_it(self):
            self.door.hibernate(1)
            self.wait_for_notification_and_state(1)
        '''
    assert _lines(body) == []
    assert _lines(body, nvn_server_actions=('hibernate',)) == []
    assert _lines(body, nvn_server_actions=('hibernate',),
                  nvn_api_clients=('door',)) == [5]
    assert _lines(
        body, nvn_server_actions=('hibernate',), nvn_api_clients=('door',),
        nvn_server_verifiers=('wait_for_notification_and_state',)) == []
    assert _lines('''
        def test_it(self):
            self.api.post_server_action(1, {'os-hibernate': {}})
        ''', nvn_server_actions=('os_hibernate',)) == [5]
