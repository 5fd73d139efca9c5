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

import argparse
import pathlib
import textwrap

import pytest

from flake8_nova_notifications.idioms.servers import StateChange
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.rules.end_state.advice import suggestion
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
    ('for event in self.notifier.events:', '    for part in event:',
     '        self.assertEqual(1, part)'),
    ('later = seen = None', 'for _ in range(2):',
     '    later = seen', '    seen = self.notifier.notifications',
     'self.assertTrue(later)'),
    ('parts = [e for e in self.notifier.notifications]',
     'self.assertEqual(1, parts)'),
    ('if fake_notifier.NOTIFICATIONS:', '    self.notifier.reset()'),
    ('LOG.debug(1)',),
    ('self.wait_for_notification(1)', 'self._wait_notified()'),
    ("self.addCleanup(self._clean, server)",),
    ("self.api.post_server_action(1, {'createBackup': {}})",),
    ('self.patch.stop()', 'self.flags(a=1)', 'x = dict(a=len([]))'),
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
    ('yield from servers',),
    ('events = self.notifier.notifications',
     'self.assertEqual(1, other)'),
    ('seen: list = self.notifier.notifications',
     'self.assertEqual(1, seen)'),
    ('for event in servers:', '    self.assertEqual(1, event)'),
    ('self.notifier.reset()', 'LOG.debug(1)', 'self.check(server)'),
    ('self.api.get_servers()', 'self.notifier.reset()'),
    ('while self.busy():', '    self.notifier.reset()'),
    ('self.addCleanup(self._wait_until_deleted, server)',),
    ('self.client.get(1)',),
    ('self.client.list()',),
    ('with self.expected(server):', '    pass'),
    ('assert server',),
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


@pytest.mark.parametrize('body, found', [
    ('with self.notifier.expected({0}):\n    pass', [4]),
    ('with self.expected() as x:\n    {0}', []),
    ('with self.notifier.expected():\n    {0}', [5]),
    ('with {0}:\n    self.check(1)', []),
    ('async with self.expected():\n    {0}', []),
    ('x = self.notifier.keep({0})', [4]),
    ('x = dict(a={0})', [4]),
    ('assert {0}', []),
    ('class A:\n    x = {0}', []),
    ('if {0}:\n    self.check(1)', []),
    ('if server:\n    {0}\nelse:\n    self.check(1)', [5]),
    ('if server:\n    self.check(1)\nelse:\n    {0}', [7]),
    ('if server:\n    {0}\nself.check(1)', []),
    ('try:\n    {0}\nfinally:\n    self.check(1)', []),
    ('try:\n    {0}\nfinally:\n    self.notifier.reset()', [5]),
    ('try:\n    self.check(1)\nexcept E:\n    {0}', [7]),
    ('try:\n    pass\nexcept E:\n    {0}\nfinally:\n'
     '    self.check(1)', []),
    ('try:\n    pass\nexcept E:\n    {0}\nelse:\n'
     '    self.check(1)', [7]),
    ('try:\n    pass\nexcept E:\n    {0}\nexcept F:\n'
     '    self.check(1)', [7]),
    ('try:\n    {0}\nfinally:\n    pass\nself.check(1)', []),
    ('try:\n    pass\nfinally:\n    {0}\n    self.check(1)', []),
    ('for x in self.notifier.keep({0}):\n    self.check(1)', []),
    ('try:\n    self.check(1)\nexcept E:\n    pass\nelse:\n    {0}', [9]),
    ('try:\n    pass\nexcept E:\n    pass\nelse:\n    {0}\n'
     'finally:\n    self.check(1)', []),
    ('for x in y:\n    {0}\n    self.check(1)', []),
    ('for x in y:\n    {0}\nelse:\n    self.check(1)', []),
    ('for x in y:\n    self.notifier.reset()\n    {0}', [6]),
    ('for x in y:\n    self.check(1)\nelse:\n    {0}', [7]),
    ('for x in self.servers():\n    {0}', [5]),
    ('while self.check(1):\n    {0}', []),
    ('while self.notifier.left():\n    {0}', [5]),
    ('while True:\n    if self.check(1):\n        break\n    {0}', []),
])
def test_places(body: str, found: list[int]) -> None:
    """What runs behind an action, or around it, in each statement."""
    action = "self.api.post_server_action(1, {'reboot': {}})"
    code = textwrap.indent(body.replace('{0}', action), '    ')
    assert _lines(f'{"async " * ("async" in body)}def test_it(self):\n{code}'
                  ) == found


@pytest.mark.parametrize('helper, found', [
    ('self.check(server)', []),
    ('self.notifier.reset()', [4]),
    ('LOG.debug(server)\n    self.check(server)', []),
    ('self._two(server)', []),
    ('yield server', []),
    ('self.api.pause_server(server)\n    self.notifier.reset()', [4, 8]),
])
def test_helpers_that_look(helper: str, found: list[int]) -> None:
    """What a helper of the file does counts, three helpers deep."""
    assert _lines(_test('self._one(server)') + f'''
def _one(self, server):
    {helper}

def _two(self, server):
    self._three(server)

def _three(self, server):
    self.check(server)
''') == found


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


@pytest.mark.parametrize('helper, found', [
    ('self.notifier.wait()', [4]),
    ('self.notifier.wait()\n    self.api.get_server(1)', []),
    ('self.notifier.wait()\n    self.api.show_instance(1)', []),
    ('self.notifier.wait()\n    self._get_state(1)', []),
    ('self.notifier.wait()\n    self._wait_status(1)', []),
    ('self.notifier.wait()\n    self.api.get_flavor(1)', [4]),
    ('self.notifier.wait()\n    self.api.keep_server(1)', [4]),
])
def test_helpers_named_after_notifications(
    helper: str, found: list[int],
) -> None:
    """Such a helper may ask for the server as well."""
    assert _lines(_test('self._wait_for_notifications(server)') + f'''
def _wait_for_notifications(self, server):
    {helper}
''') == found


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


def test_undone_above_and_not_below() -> None:
    """What is paused again later is not taken back."""
    assert _lines('''
        def test_it(self):
            self.api.post_server_action(1, {'unpause': {}})
            self.api.post_server_action(1, {'pause': {}})
        ''') == [5, 6]


def test_deleted_and_notified() -> None:
    """A delete cleans up only where nothing at all follows."""
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
                 'server; add e.g. self.api.get_server_volumes(server_id)'))]


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


@pytest.mark.parametrize('use, found', [
    ('self._act()', [13]), ('super()._act()', [13]), ('_act()', []),
    ('self.api._act()', []), ('other._act()', [13]), ('self._act = 1', []),
    ('self.run(self._act)', []), ('cls._act()', [13]),
    ('get()._act()', []), ('tell()._act()', []),
])
def test_uses_of_a_helper(use: str, found: list[int]) -> None:
    """Equal names elsewhere are no callers; a reference may be one."""
    assert _lines(f'''
        def _act(self):
            self.api.post_server_action(1, {{'pause': {{}}}})

        def test_looks(self):
            self._act()
            self.check(1)

        def test_it(self):
            LOG.debug(1)
            {use}
        ''') == found


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


@pytest.mark.parametrize('loop, found', [
    ('for act in [self._act]:\n        act()', [5]),
    ('for act in (self._act, self._more):\n        act()', [5]),
    ('acts = [self._act]\n    for act in acts:\n        act()', [5]),
    ('acts = [self._act]\n    for act in others:\n        act()', []),
    ('acts = [self._act]\n    for act in acts:\n        other()', []),
    ('acts = [self._act]\n    for act in acts:\n        act()\n'
     '        self.check(1)', []),
    ('acts = {1: self._act}\n    for act in acts:\n        act()', []),
    ('a = acts = [[self._act, 1]]\n    for act, x in acts:\n'
     '        act(x)', [5]),
])
def test_loops_over_actions(loop: str, found: list[int]) -> None:
    """In a list or a tuple, bound to a name or not."""
    assert _lines(f'''
def _act(self):
    self.api.post_server_action(1, {{'pause': {{}}}})

def test_it(self):
    {loop}
''') == found


def test_many_actions() -> None:
    """A test that acts more often than a hundred times is no text."""
    act = "    self.api.post_server_action(1, {'pause': {}})\n"
    assert len(_lines('def test_it(self):\n' + act * 100)) == 100
    assert len(_lines('def test_it(self):\n' + act * 102)) == 100


def test_many_calls_of_a_helper() -> None:
    """Of the calls of one function so many are followed, and no more."""
    helper = (
        "def _pause(self):\n    self.api.post_server_action(1, {'pause': {}})"
        '\n\ndef test_it(self):\n')
    assert _lines(helper + '    self._pause()\n' * 100) == [4]
    assert _lines(helper + '    self._pause()\n' * 101) == [*range(7, 107)]


def test_equal_name_of_another_object() -> None:
    """It is no caller, and those behind it are."""
    assert _lines('''
        def _pause(self):
            self.api.post_server_action(1, {'pause': {}})

        def test_another(self):
            self.api._pause()

        def test_it(self):
            self._pause()
        ''') == [5]


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
        "4:9 NVN401 after 'delete_server' the test checks notifications but "
        'not the server; add e.g. self._wait_until_deleted(server)']


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
    """When no caller looks, the helper's action is where to add one."""
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
