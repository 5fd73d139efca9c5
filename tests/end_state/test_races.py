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

"""Reads of recorded notifications: what races, and what was waited for."""

import pathlib
from typing import Any

import pytest

from flake8_nova_notifications.idioms import asynchrony
from tests import linted

CODE = 'NVN402'
PATH = 'nova/tests/functional/test_it.py'
HEAD = '''\
class TestIt(base.NotificationTestBase):
    def _own(self, server, status=None):
        self.api.post_server_action(server['id'], {'pause': {}})
        if status:
            self.notifier.wait_for_versioned_notifications(status)

    def _plain(self, server):
        self.api.post_server_action(server['id'], {'pause': {}})

    def _look(self, server, name=None, again=False, status='ACTIVE'):
        self._wait_for_server_parameter(server, {'status': status})

    def test_it(self, server, post):
'''
STOP = "self.api.post_server_action(server['id'], {'os-stop': {}})"
STATE = "self._wait_for_state_change(server, 'SHUTOFF')"
WAIT = "self._wait_for_notification('instance.power_off.end')"
COUNT = 'self.assertEqual(2, len(self.notifier.versioned_notifications))'
RESET = 'self.notifier.reset()'


def _report(*body: str, path: str = PATH, **options: Any) -> list[str]:
    """What is said of a test, its lines counted from 1."""
    code = HEAD + ''.join(f'        {line}\n' for line in body)
    found = linted.report(code, CODE, path=path, **options)
    return ['{} {}'.format(
        int(text.partition(':')[0]) - HEAD.count('\n'),
        text.partition('NVN402 ')[2]) for text in found]


def _lines(*body: str, path: str = PATH, **options: Any) -> list[int]:
    return [int(text.partition(' ')[0])
            for text in _report(*body, path=path, **options)]


@pytest.mark.parametrize('read', [
    COUNT,
    'self.assertEqual(len(self.notifier.versioned_notifications), 2)',
    'self.assertThat(self.notifier.versioned_notifications, HasLength(2))',
    'self.assertTrue(len(self.notifier.versioned_notifications) >= 2)',
    'self.assertLessEqual(2, len(self.notifier.versioned_notifications))',
    'assert len(fake_notifier.VERSIONED_NOTIFICATIONS) == 2',
    'self.assertEqual(2, len(VERSIONED_NOTIFICATIONS))',
    'self.check(self.notifier.versioned_notifications[1])',
    'self.check(actual=self.notifier.versioned_notifications[-1])',
    'self.check(self.notifier.versioned_notifications.pop(0))',
    "x = [n['event_type'] for n in self.notifier.versioned_notifications]",
    'any(n for n in self.notifier.versioned_notifications)',
    'for n in self.notifier.versioned_notifications: self.check(n)',
    'r = self.notifier.versioned_notifications; self.assertEqual(2, len(r))',
    'r = fake_notifier.VERSIONED_NOTIFICATIONS; self.check(r[0])',
    'assert server and len(self.notifier.versioned_notifications) == 2',
])
def test_reads(read: str) -> None:
    """Counted, numbered, gone through or taken out."""
    assert _lines(STOP, STATE, read) == [3]


@pytest.mark.parametrize('read', [
    'self.assertEqual(0, len(self.notifier.versioned_notifications))',
    'self.assertThat(self.notifier.versioned_notifications, HasLength(0))',
    'self.assertThat(self.notifier.versioned_notifications, IsSorted(2))',
    "r = self.notifier.wait_for_versioned_notifications('a.b'); self.s(r[0])",
    "self.check(self._get_notifications('instance.exists')[0])",
    'self.check(self.notifier.versioned_notifications, HasLength(2))',
    'self.check(self.notifier.versioned_notifications)',
    'self.assertEqual(2, len(self.notifier.notifications))',
    'count = len(self.notifier.versioned_notifications)',
    'self.check(2, len(self.notifier.versioned_notifications))',
    'def f(): self.check(self.notifier.versioned_notifications[1])',
    "self._verify_notification('instance-power_off-end')",
])
def test_what_reads_nothing(read: str) -> None:
    """None is expected, a wait has returned it, or a helper is asked."""
    assert _lines(STOP, STATE, read) == []


@pytest.mark.parametrize('action', [
    "self.api.post_server_action(server['id'], {'shelve': {}})",
    "self.admin_api.post_server_action(server['id'], data={'resize': {}})",
    "post = {'unshelve': None}; self.api.post_server_action(1, post)",
    "self.api.delete_server(server['id'])", 'self.api.post_server(post)',
    "self.api.post_server_volume(1, {})", 'self.api.put_server_volume(1, 2)',
    'self.api.delete_server_volume(1, 2)', 'self.api.post_server_share(1, 2)',
    'self.api.delete_server_share(1, 2)', 'self.api.detach_interface(1, 2)',
    'self.api.delete_migration(1, 2)', 'self._plain(server)',
    "api.api_post('/servers/1/action', {'os-start': None})",
    "api.api_post('/servers/1/action', timeout={}, body={'os-start': None})",
    "self.body = {'lock': None}; self.api.post_server_action(1, {'pause': 1})",
])
def test_actions(action: str) -> None:
    """What Nova does when it has answered."""
    assert _lines(action, STATE, COUNT) == [3]
    assert _lines(action, COUNT) == [2]


@pytest.mark.parametrize('action', [
    "self.api.post_server_action(server['id'], {'lock': {}})",
    "self.api.post_server_action(server['id'], {'evacuate': {}})",
    "self.api.post_server_action(server['id'], {'os-resetState': {}})",
    "self.api.post_server_action(server['id'], post)",
    "self.api.post_server_action(server['id'], make(1))",
    "self.api.post_server_action(server['id'])",
    "self.api.post_server_action(server['id'], {'stop': 1, 'a': 2})",
    "self.api.post_flavor({})", 'self.api.put_server_tags(1, [])',
    'self.api.attach_interface(1, 2)', 'self.other.delete_server(1)',
    "self.start_service('compute', host='host2')",
    'self.compute.manager.delete_server(1)',
    "self.api.post_server_action(1, {'pause': {}}, "
    "check_response_status=[409])",
    'self.assertRaises(Error, self.api.delete_server, 1)',
    "self._unknown(server)", 'self._own', "self._wait_for_something(server)",
])
def test_what_is_done_at_once(action: str) -> None:
    """Emitted in the request, refused, or not known to come later."""
    assert _lines(action, STATE, COUNT) == []


def test_refused_action() -> None:
    """In assertRaises nothing is done."""
    assert _lines('with self.assertRaises(Error):', f'    {STOP}',
                  COUNT) == []
    for manager in ('self.subTest(1)', 'self.lock'):
        assert _lines(f'with {manager}:', f'    {STOP}', COUNT) == [3]


def test_outside_of_a_class() -> None:
    """A function is read as well; its helpers are methods of nobody."""
    assert linted.lines(f'''\
def check(self, server):
    {STOP}
    {STATE}
    {COUNT}
''', CODE, path=PATH) == [4]


@pytest.mark.parametrize('wait', [
    WAIT, "self.notifier.wait_for_versioned_notifications('a.b', n_events=2)",
    "fake_notifier.wait_for_versioned_notification('a.b')",
    "self._wait_for_notifications('a.b', 2)",
    "self._own(server, 'instance.pause.end')",
    "self._own(server, status='instance.pause.end')",
    "self._wait_for_instance_action_event(server, 'stop')",
    "self._wait_for_action_fail_completion(server, 'stop', 'compute_stop')",
])
def test_waits_that_suffice(wait: str) -> None:
    """A notification, or the end of everything."""
    assert _lines(STOP, wait, COUNT) == []
    assert _lines(wait, STOP, COUNT) == [3]


@pytest.mark.parametrize('wait', [
    STATE, "self._wait_until_deleted(server)", 'time.sleep(5)',
    "self._wait_for_server_parameter(server, {'status': 'SHUTOFF'})",
    "self._wait_for_migration_status(server, ['done'])",
    'self._look(server)', 'self.api.get_server(1)', 'pass',
])
def test_waits_that_do_not(wait: str) -> None:
    """The state is saved before the notification is emitted."""
    assert _lines(STOP, wait, COUNT) == [3]


def test_groups() -> None:
    """One finding a group; a reset ends it, and forgets the action."""
    assert _lines(STOP, COUNT, COUNT, STATE, COUNT) == [2]
    assert _lines(STOP, COUNT, WAIT, COUNT) == [2]
    assert _lines(STOP, STATE, RESET, COUNT) == []
    assert _lines(STOP, COUNT, RESET, STOP, COUNT) == [2, 5]
    assert _lines(COUNT, STOP, STATE) == []
    # Another object's reset, and something else that a notifier does.
    assert _lines(STOP, 'self.timer.reset()', COUNT) == [3]
    assert _lines(STOP, COUNT, 'self.notifier.stop()', COUNT) == [2]
    assert _lines(STOP, WAIT, STOP, COUNT) == [4]
    assert _lines('for action in self.actions:', '    action(server)',
                  f'    {COUNT}') == []


def test_last_of_several_without_numbers() -> None:
    """Of samples at unknown places the one that is read last counts."""
    read = ("self._verify_notification('instance-reboot-{}', "
            'actual=self.notifier.versioned_notifications[{}])')
    for order in (('start', 'i'), ('error', 'j')), (
            ('error', 'i'), ('start', 'j')):
        text, = _report(
            "self.api.post_server_action(1, {'reboot': {}})", STATE,
            *(read.format(*one) for one in order))
        assert text.endswith(
            f"wait for 'instance.reboot.{order[1][0]}' first")


def test_error_path() -> None:
    """The error is notified before ERROR is saved; an exception is not."""
    state = "self._wait_for_state_change(server, 'ERROR')"
    read = ("self._verify_notification('instance-rebuild-{}', "
            'actual=self.notifier.versioned_notifications[1])')
    rebuild = "self.api.post_server_action(1, {'rebuild': {}})"
    assert _lines(rebuild, state, read.format('error')) == []
    assert _lines(rebuild, state, read.format('end')) == [3]
    assert _lines(rebuild, STATE, read.format('error')) == [3]
    assert _lines(
        rebuild, "self._look(server, status='ERROR')",
        read.format('error')) == []
    # What is counted behind the error comes after the state is saved.
    assert _lines(rebuild, state, COUNT, read.format('error')) == []
    assert _report(
        rebuild, state, COUNT.replace('2', '3'), read.format('error')) == [
        "3 3 notifications are counted after 'rebuild' (line 14), but only "
        "the server's state was waited for; wait for the last notification "
        'first']
    assert _report(
        rebuild, state, "self.assertTrue(any([n for n in self.notifier."
        "versioned_notifications if n['event_type'] == "
        "'compute.exception']))") == [
            "3 notifications are read after 'rebuild' (line 14), but only "
            "the server's state was waited for; wait for "
            "'compute.exception' first"]


def test_at_least() -> None:
    """After a poll of the project's own no more is counted than is there."""
    poll = 'self._wait_until_swap_volume_error()'
    swap = 'self.api.put_server_volume(1, 2, 3)'
    least = ('self.assertLessEqual(2, len('
             'self.notifier.versioned_notifications))')
    read = 'self.check(self.notifier.versioned_notifications[{}])'
    assert _lines(swap, poll, least) == []
    assert _lines(swap, poll, least.replace('Less', 'Greater')) == [3]
    swapped = ('self.{}(len(self.notifier.versioned_notifications), 2)')
    assert _lines(swap, poll, swapped.format('assertGreaterEqual')) == []
    assert _lines(swap, poll, swapped.format('assertLessEqual')) == [3]
    assert _lines(swap, poll, least, read.format(1)) == []
    assert _lines(swap, poll, least, read.format(2)) == [3]
    assert _lines(swap, poll, COUNT) == [3]
    assert _lines(swap, STATE, least) == [3]
    assert _lines(swap, 'self._wait_until_deleted(1)', least) == [3]


def test_local_delete() -> None:
    """Without a host that answers the API deletes, before it answers."""
    delete = "self.api.delete_server(server['id'])"
    down = 'self.api.put_service_force_down(service_id, {})'
    assert _lines(down.format(True), delete, COUNT) == []
    assert _lines(down.format(True), down.format(False), delete,
                  COUNT) == [4]
    assert _lines('self.compute.stop()', delete, COUNT) == []
    assert _lines('self.compute.stop()', 'self.compute.start()', delete,
                  COUNT) == [4]
    assert _lines('self.api.post_server(post)',
                  "self._wait_for_state_change(server, 'ERROR')", RESET,
                  delete, COUNT) == []
    assert _lines('self.api.post_server(post)',
                  "self._wait_for_state_change(server, 'ACTIVE')", RESET,
                  delete, COUNT) == [5]


def test_an_earlier_event_was_waited_for() -> None:
    """Told where both are read, by their numbers and their samples."""
    def read(phase: str, index: object) -> str:
        return (f"self._verify_notification('instance-reboot-{phase}', "
                f'actual=self.notifier.versioned_notifications[{index}])')

    reboot = "self.api.post_server_action(1, {'reboot': {}})"
    wait = "self._wait_for_notification('instance.reboot.{}')"
    assert _report(reboot, wait.format('start'), COUNT, read('start', 0),
                   read('end', 1)) == [
        "3 2 notifications are counted after 'reboot' (line 14), but only "
        "'instance.reboot.start' was waited for; wait for "
        "'instance.reboot.end' first"]
    assert _lines(reboot, wait.format('end'), read('start', 0),
                  read('end', 1)) == []
    assert _lines(reboot, wait.format('start'), wait.format('end'),
                  read('start', 0), read('end', 1)) == []
    # Not both numbers or names, or the first is not read.
    assert _lines(reboot, wait.format('start'), read('start', 0),
                  read('end', 'last')) == []
    assert _lines(reboot, wait.format('start'), read('end', 1)) == []
    assert _lines(reboot, 'self._wait_for_notification(event)',
                  read('start', 0), read('end', 1)) == []


@pytest.mark.parametrize('read, said', [
    (COUNT, "2 notifications are counted after 'os-stop' (line 14), but "
     "only the server's state was waited for; wait for "
     "'instance.power_off.end' first"),
    (COUNT.replace('2', '1'), "1 notification is counted after 'os-stop' "
     "(line 14), but only the server's state was waited for; wait for "
     "'instance.power_off.end' first"),
    ('self.assertEqual(len(self.notifier.versioned_notifications), n, 7)',
     "notifications are read after 'os-stop' (line 14), but only the "
     "server's state was waited for; wait for 'instance.power_off.end' "
     'first'),
    ("self._verify_notification('instance-power_off_share-end', "
     'actual=self.notifier.versioned_notifications[1])',
     "notifications are read after 'os-stop' (line 14), but only the "
     "server's state was waited for; wait for 'instance.power_off.end' "
     'first'),
    ("self._verify_notification('instance-odd-end_of_it', "
     'actual=self.notifier.versioned_notifications[1])',
     "notifications are read after 'os-stop' (line 14), but only the "
     "server's state was waited for; wait for the last notification first"),
])
def test_text(read: str, said: str) -> None:
    """The action and its line, what was waited for, what to wait for."""
    assert _report(STOP, STATE, read) == [f'3 {said}']


def test_more_are_counted_than_verified() -> None:
    """What is waited for is the last of them, not the one that has a name."""
    for number, event in ((0, 'power_off'), (1, 'odd')):
        text, = _report(
            STOP, STATE, COUNT,
            "self._verify_notification('instance-odd-end', "
            f'actual=self.notifier.versioned_notifications[{number}])')
        assert text.endswith(f"wait for 'instance.{event}.end' first")


@pytest.mark.parametrize('wait, said', [
    ('pass', 'nothing was waited for'), (STATE, "only the server's state was "
                                         'waited for'),
    ('self._wait_until_deleted(1)', 'only the deletion was waited for'),
    ('time.sleep(1)', 'only sleep() was called'),
])
def test_what_was_waited_for(wait: str, said: str) -> None:
    """The last helper that waited for something else."""
    text, = _report(STOP, wait, COUNT)
    assert f', but {said}; ' in text


@pytest.mark.parametrize('path, found', [
    (PATH, [3]), ('nova/tests/unit/test_it.py', []),
    ('nova/tests/functional/api_sample_tests/test_it.py', []),
])
def test_functional_tests(path: str, found: list[int]) -> None:
    """Where a manager is called directly, everything is done at once."""
    assert _lines(STOP, STATE, COUNT, path=path) == found


@pytest.mark.parametrize('fixture, body', [
    ('', 'self.useFixture(nova_fixtures.CastAsCallFixture(self))'),
    ('self.useFixture(nova_fixtures.CastAsCallFixture(self))', 'pass'),
])
def test_synchronous_fixture(fixture: str, body: str) -> None:
    """With it everything happens before the answer."""
    code = f'''\
class TestIt(base.NotificationTestBase):
    def setUp(self):
        super().setUp()
        {fixture}
    def test_it(self, server):
        {body}
        {STOP}
        {COUNT}
'''
    assert linted.lines(code, CODE, path=PATH) == []
    assert linted.lines(code.replace('CastAsCall', 'Other'), CODE,
                        path=PATH) == [8]


def test_options() -> None:
    """Names of one's own."""
    assert _lines(STOP, 'self.check(self.recorded[0])') == []
    assert _lines(STOP, 'self.check(self.recorded[0])',
                  nvn_notification_records=('recorded',)) == [2]
    assert _lines(STOP, 'self._heard()', COUNT) == [3]
    assert _lines(STOP, 'self._heard()', COUNT,
                  nvn_notification_waits=('_heard',)) == []
    assert _lines(STOP, 'self._heard()', COUNT,
                  nvn_completion_waits=('_heard',)) == []
    assert _lines('self.api.hibernate(1)', COUNT) == []
    assert _lines('self.api.hibernate(1)', COUNT,
                  nvn_asynchronous_calls=('hibernate',)) == [2]
    assert _lines('self.door.delete_server(1)', COUNT,
                  nvn_api_clients=('door',)) == [2]
    assert _lines(STOP, COUNT, nvn_synchronous_actions=('os_stop',)) == []
    assert _lines('self.useFixture(Sync())', STOP, COUNT,
                  nvn_synchronous_fixtures=('Sync',)) == []


HELPERS = '''\
class Base:
    def setUp(self):
        self.useFixture({fixture}())

    def _wait_for_event(self, event):
        self.notifier.wait_for_versioned_notifications(event)

    def _stop(self, server, wait=None):
        body = {{'os-stop': None}}
        self.api.post_server_action(server['id'], body)

    @staticmethod
    def _wait_with(notifier, event):
        notifier.wait_for_versioned_notifications(event)

    def _stop_with(self, server):
        self._stop(server)
        self._wait_with(self.notifier, 'instance.power_off.end')

    def _stop_and_wait(self, server):
        self._stop(server)
        self._wait_for_event('instance.power_off.end')

    def _round(self):
        self._round()
'''


@pytest.mark.parametrize('helper, fixture, found', [
    ('_stop', 'Other', [6]), ('_stop_and_wait', 'Other', []),
    ('_stop_with', 'Other', []), ('_round', 'Other', []),
    ('_gone', 'Other', []),
    ('_stop', 'CastAsCallFixture', []),
])
def test_helpers_of_other_modules(
    tmp_path: pathlib.Path, helper: str, fixture: str, found: list[int],
) -> None:
    """Actions and waits are followed into any base class."""
    package = tmp_path / 'app' / 'functional'
    package.mkdir(parents=True)
    for folder in (tmp_path / 'app', package):
        (folder / '__init__.py').touch()
    (package / 'helpers.py').write_text(HELPERS.format(fixture=fixture))
    (package / 'base.py').write_text(
        'from app.functional import helpers\n'
        'class TestBase(helpers.Base):\n    pass\n')
    assert linted.lines(f'''\
from app.functional import base
class TestIt(base.TestBase):
    def test_it(self, server):
        self.{helper}(server)
        {STATE}
        {COUNT}
''', CODE, path=str(package / 'test_it.py')) == found


@pytest.mark.parametrize('sample, event', [
    ('instance-power_on-end', 'instance.power_on.end'),
    ('scheduler-select_destinations-start',
     'scheduler.select_destinations.start'),
    ('instance-delete-end_not_scheduled', ''), ('service-update', ''),
    ('instance-update-tags-action', ''), ('', ''),
])
def test_events_of_samples(sample: str, event: str) -> None:
    """Only a plain name is that of an event."""
    assert asynchrony.event_of_sample(sample) == event
