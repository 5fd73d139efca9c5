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


"""What counts as looking at a server after an action, and what does not.

Small cases stand in ``cases``; each line that is reported is marked.
"""

import argparse
import pathlib
import textwrap

import pytest

from flake8_nova_notifications.idioms.servers import StateChange
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.rules.end_state.advice import suggestion
from tests import cases
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


@pytest.mark.parametrize('case', cases.of_folder(
    pathlib.Path(__file__).with_name('cases')), ids=str)
def test_cases(case: cases.Case) -> None:
    """An action is reported on exactly the marked lines."""
    cases.check(case, [CODE], 'class TestServers(base.ServersTestBase):\n',
                '    ', path=PATH)


@pytest.mark.parametrize('last, found', [
    ('_two', [4]), ('_three', [4]), ('_four', []),
])
def test_helpers_that_do_not_look(last: str, found: list[int]) -> None:
    """Beyond the third nobody reads on, so nothing is said."""
    names = ['_one', '_two', '_three', '_four']
    names = names[:names.index(last) + 1]
    helpers = ''.join(
        f'def {name}(self):\n    self.{further}()\n'
        for name, further in zip(names, names[1:], strict=False))
    assert _lines(_test('self._one()') + helpers
                  + f'def {last}(self):\n    self.notifier.reset()\n'
                  ) == found


@pytest.mark.parametrize('earlier, later, found', [
    ('suspend', 'resume', []), ('rescue', 'unrescue', []),
    ('shelve', 'unshelve', []), ('shelveOffload', 'unshelve', []),
    ('os-stop', 'os-start', []), ('pause', 'resume', [6]),
    ('unpause', 'pause', [6]), ('pause', 'pause', [6]),
])
def test_what_undoes_what(
    earlier: str, later: str, found: list[int],
) -> None:
    """Each action has its own that takes it back."""
    code = '''
        def test_it(self):
            self.api.post_server_action(1, {'%s': {}})
            self._wait_for_state_change(1)
            self.api.post_server_action(1, {'%s': {}})
        '''
    assert _lines(code % (earlier, later)) == [
        line + 1 for line in found]


@pytest.mark.parametrize('first, found', [
    ('self.stop_server(1)', []), ('self._stop_server(1)', []),
    ('self.start_server(1)', [6]), ('stop = 1', [6]),
])
def test_helpers_that_are_undone(first: str, found: list[int]) -> None:
    """A helper is known by its name, and must stand above."""
    assert _lines(f'''
        def test_it(self):
            {first}
            self.api.post_server_action(1, {{'os-start': {{}}}})
            self.stop_it(1)
        ''') == []
    assert _lines(f'''
        def test_it(self):
            {first}
            self.api.post_server_action(1, {{'os-start': {{}}}})
        ''') == found


def test_deleted_and_notified() -> None:
    """A delete cleans up only where nothing at all follows.

    One whose notification is awaited is what the test is about.
    """
    assert linted.report('''
class TestDelete(base.Base):
    def test_one(self):
        self.api.post_server_action(1, {'forceDelete': {}})

    def test_two(self):
        self.api.post_server_action(1, {'forceDelete': {}})
        self.notifier.wait()

    def test_three(self):
        self.api.post_server_action(1, {'pause': {}})
        self.notifier.wait()
        self.api.post_server_action(1, {'unpause': {}})
        self.notifier.wait()

    def test_four(self):
        self.api.put_server_volume(1, 2, 3)

    def test_five(self):
        self.api.delete_server(1)
        self._wait_for_notification('instance.delete.end')
''', CODE, path=PATH) == [
        f'{place}:9 NVN401 {text}' for place, text in (
            (7, "after 'forceDelete' the test checks notifications but not "
                'the server; add e.g. self._wait_until_deleted(server)'),
            (11, "after 'pause' the test checks notifications but not the "
                 'server; add e.g. self._wait_for_state_change(server, '
                 "'PAUSED')"),
            (13, "after 'unpause' the test checks notifications but not the "
                 'server; add e.g. self._wait_for_state_change(server, '
                 "'ACTIVE')"),
            (17, "test ends after 'put_server_volume' without checking the "
                 'server; add e.g. self.api.get_server_volumes(server_id)'),
            (20, "after 'delete_server' the test checks notifications but "
             'not the server; add e.g. self._wait_until_deleted(server)'))]


def test_what_callers_see() -> None:
    """The strongest that any silent caller sees is what is said."""
    assert linted.report('''
class TestIt(base.Base):
    def _pause(self):
        self.api.post_server_action(1, {'pause': {}})

    def test_one(self):
        self._pause()

    def test_two(self):
        self._pause()
        self.notifier.wait()

    def _suspend(self):
        self.api.post_server_action(1, {'suspend': {}})

    def test_three(self):
        self._suspend()

    def test_four(self):
        self._suspend()
        self.check(1)
''', CODE, path=PATH) == [
        "4:9 NVN401 after 'pause' the test checks notifications but not the "
        "server; add e.g. self._wait_for_state_change(server, 'PAUSED')",
        "17:9 NVN401 test ends after 'suspend' without checking the server; "
        "add e.g. self._wait_for_state_change(server, 'SUSPENDED')"]


def test_another_of_that_name() -> None:
    """A class of its own has helpers of its own, wherever it stands."""
    assert linted.lines('''\
class TestOther(base.Base):
    def _act(self):
        self.notifier.reset()

    def test_it(self):
        self._act()

class TestIt(base.Base):
    def _act(self):
        self.api.post_server_action(1, {'pause': {}})

    def test_it(self):
        self._act()
''', CODE, path=PATH) == [10]


@pytest.mark.parametrize('use, found', [
    ('act()', [2]), ('self.act()', []), ('self.run(act)', []),
])
def test_uses_of_a_function(use: str, found: list[int]) -> None:
    """A function is no method, whatever it is called."""
    assert linted.lines(f'''\
def act(self):
    self.api.post_server_action(1, {{'pause': {{}}}})

class TestIt(base.Base):
    def test_it(self):
        {use}

acting = 1
''', CODE, path=PATH) == found


def test_many_actions() -> None:
    """A test that acts more often than a hundred times is no text."""
    act = "    self.api.post_server_action(1, {'pause': {}})\n"
    assert len(_lines('def test_it(self):\n' + act * 100)) == 100
    assert len(_lines('def test_it(self):\n' + act * 102
                      + 'def test_other(self):\n' + act)) == 101


def test_many_calls_of_a_helper() -> None:
    """Of the calls of one function so many are followed, and no more."""
    helper = (
        "def _pause(self):\n    self.api.post_server_action(1, {'pause': {}})"
        '\n\ndef test_it(self):\n')
    assert _lines(helper + '    self._pause()\n' * 100) == [4]
    assert _lines(helper + '    self._pause()\n' * 101) == [*range(7, 107)]


@pytest.mark.parametrize('base, found', [
    ('TestPauses', [4]), ('base.TestOthers', [])])
def test_method_of_a_super_class(base: str, found: list[int]) -> None:
    """``super()`` leads to the classes above, and to no other."""
    assert linted.lines(f'''\
class TestPauses(base.ServersTestBase):
    def _pause(self):
        self.notifier.reset()
        self.api.post_server_action(1, {{'pause': {{}}}})


class TestMore({base}):
    def test_it(self):
        super()._pause()
''', CODE, path=PATH) == found


@pytest.mark.parametrize('name, above, action, below, advice', [
    ('test_it', '', "server['id']", "self.notifier.wait('pause.end')",
     "add e.g. self._wait_for_state_change(server, 'PAUSED')"),
    ('test_it', '', "vm['id']", "self.notifier.wait('pause.end')",
     "add e.g. self._wait_for_state_change(vm, 'PAUSED')"),
    ('test_it', '', 'self.uuid', "self.notifier.wait('pause.end')",
     "add e.g. self._wait_for_state_change(server, 'PAUSED')"),
    # A failure is awaited, or the test says that it is about one.
    ('test_it', '', "server['id']", "self.notifier.wait('pause.error')",
     'check the server after the failure'),
    ('test_it', '', "server['id']", 'self._wait_notified_no_valid_host()',
     'check the server after the failure'),
    ('test_pause_fault', '', "server['id']", 'self.notifier.wait(1)',
     'check the server after the failure'),
    ('test_default', '', "server['id']", 'self.notifier.wait(1)',
     "add e.g. self._wait_for_state_change(server, 'PAUSED')"),
    # What the action does may be patched away.
    ('test_it', "@mock.patch('nova.compute.manager.ComputeManager.pause')",
     "server['id']", 'self.notifier.wait(1)', "wait for the server's state"),
    ('test_it', "@decorated", "server['id']", 'self.notifier.wait(1)',
     "add e.g. self._wait_for_state_change(server, 'PAUSED')"),
])
def test_advice(
    name: str, above: str, action: str, below: str, advice: str,
) -> None:
    """A state is only named where the action is to succeed."""
    text, = linted.report(f'''
class TestPause(base.Base):
    {above or '#'}
    def {name}(self, server, vm):
        self.api.post_server_action({action}, {{'pause': {{}}}})
        {below}
''', CODE, path=PATH)
    assert text.partition('; ')[2] == advice


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
        "8:9 NVN401 test ends after 'stop_server' without checking the "
        'server; add e.g. waiters.wait_for_server_status('
        "self.servers_client, self.server_id, 'SHUTOFF')"]


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
    given = argparse.Namespace(nvn_server_actions='os-hibernate, os-explode')
    assert Options.parse(given).nvn_server_actions == (
        'os_hibernate', 'os_explode')


@pytest.mark.parametrize('verb, state, waiters, own', [
    ('delete_server', 'DELETED',
     'waiters.wait_for_server_termination(client, server_id)',
     'self._wait_until_deleted(server)'),
    ('reboot', 'ACTIVE',
     "waiters.wait_for_server_status(client, server_id, 'ACTIVE')",
     "self._wait_for_state_change(server, 'ACTIVE')"),
    ('explode', '',
     "waiters.wait_for_server_status(client, server_id, 'ACTIVE')",
     "self._wait_for_state_change(server, 'ACTIVE')"),
    ('os-stop', 'SHUTOFF',
     "waiters.wait_for_server_status(client, server_id, 'SHUTOFF')",
     "self._wait_for_state_change(server, 'SHUTOFF')"),
    ('post_server_volume', 'ATTACHED',
     'waiters.wait_for_volume_resource_status(...)',
     'self._wait_for_volume_attach(server_id, volume_id)'),
    ('delete_server_volume', 'DETACHED',
     'waiters.wait_for_volume_resource_status(...)',
     'self._wait_for_volume_detach(server_id, volume_id)'),
    ('put_server_volume', 'ATTACHED',
     'waiters.wait_for_volume_resource_status(...)',
     'self.api.get_server_volumes(server_id)'),
    ('attach_interface', 'ATTACHED',
     'waiters.wait_for_interface_status(...)',
     'self.api.get_port_interfaces(server_id)'),
    ('detach_interface', 'DETACHED',
     'waiters.wait_for_interface_detach(...)',
     'self.api.get_port_interfaces(server_id)'),
])
def test_suggestions(verb: str, state: str, waiters: str, own: str) -> None:
    """In the words of Tempest, or of Nova's functional tests."""
    change = StateChange(verb, state)
    assert suggestion(change, True) == waiters
    assert suggestion(change, False) == own
