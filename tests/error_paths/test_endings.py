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


"""How a mocked failure ends, by what a test asserts."""

import pytest

from tests.error_paths import mocking

# The outcome, and what was found to tell it, for lines of a test.
CASES = {
    'several calls': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.m.assert_has_calls([mock.call(1), mock.call(2)])
'''),
    'any of several calls': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.m.assert_any_call(1)
self.m.assert_any_call(2)
'''),
    'any of its calls, said twice': ('unchecked', '''
self.m.side_effect = exception.Boom()
manager.run()
self.m.assert_any_call(1)
self.m.assert_any_call(1)
'''),
    'calls of another': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.o.assert_has_calls([mock.call(1)])
'''),
    'verified': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
mox.VerifyAll()
'''),
    'called twice': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.assertEqual(2, self.m.call_count)
'''),
    'some calls': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.assertEqual([1], self.m.mock_calls)
'''),
    'refused': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
try:
    manager.run()
except Exception as error:
    self.fail(f'raised {error}')
'''),
    'refused by assert': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
try:
    manager.run()
except exception.Bust:
    print('x')
    assert False, 'raised'
except Exception:
    raise AssertionError('raised')
'''),
    'one refused and one expected': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
try:
    manager.run()
except exception.Boom:
    pass
except Exception:
    self.fail('another')
'''),
    'refused at times': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
try:
    manager.run()
except Exception as error:
    if error.code != 404:
        self.fail('another')
'''),
    'refused by what it says': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
try:
    manager.run()
except Exception as error:
    self.assertEqual('x', str(error))
    self.fail('x')
'''),
    'expected in either case': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
try:
    manager.run()
    self.fail('not raised')
except Exception:
    self.fail('raised')
'''),
    'expected, or else it fails': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
try:
    manager.run()
except Exception:
    self.fail('raised')
else:
    self.fail('not raised')
'''),
    'tolerated': ('propagates: tolerates, unknown', '''
self.m.side_effect = exception.Boom()
with contextlib.suppress(exception.Boom):
    self.go()
'''),
    'tried and seen': ('propagates: tolerates, outcome, unknown', '''
self.m.side_effect = exception.Boom()
try:
    self.go()
except exception.Boom:
    pass
self.assertEqual(1, self.state)
'''),
    'tried and asserted': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
try:
    self.go()
    assert False
except exception.Boom:
    pass
'''),
    'only finally': ('handled: unknown', '''
self.m.side_effect = exception.Boom()
try:
    self.go()
finally:
    self.clean()
'''),
    'a helper with a status': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self._check_status(500)
'''),
    'a helper with a port': ('handled: unknown', '''
self.m.side_effect = exception.Boom()
manager.run()
self._listen(500)
'''),
    'a method of a super class': ('handled: outcome, unknown', '''
self.m.side_effect = exception.Boom()
manager.run()
super().check_it()
'''),
    'failing': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.fail_it()
'''),
    'raises helper': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self._assert_raises(1)
'''),
    'expects an error': ('propagates: raises, outcome, unknown', '''
self.m.side_effect = exception.Boom()
manager.run()
self._expect_error(1)
'''),
    'an exit': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.assertEqual(2, main.run())
'''),
    'an exit kept': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
ret = self.commands.run()
self.assertEqual(2, ret)
'''),
    'a status': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
assert response.status_code == 409
'''),
    'two comparisons': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
assert 200 < response.status_code < 500
'''),
    'status in a helper': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.assertStatus(r, 404)
'''),
    'a log': ('handled: logs, outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.assertIn('x', self.logger.output)
'''),
    'a notification': ('handled: outcome, notifications, verified', '''
self.m.side_effect = exception.Boom()
manager.run()
self.assertEqual(1, len(fake_notifier.NOTIFICATIONS))
'''),
    'tried before': ('handled: outcome, unknown', '''
try:
    self.go()
except exception.E:
    self.fail()
self.m.side_effect = exception.Boom()
self.go()
self.assertEqual(1, self.state)
'''),
    'log of a fixture': ('handled: logs, outcome, unknown', '''
log = self.useFixture(
    fixtures.MockPatch('nova.compute.manager.LOG')).mock
self.m.side_effect = exception.Boom()
self.go()
self.assertTrue(log.error.called)
'''),
    'log of a decorator': ('handled: logs, outcome, unknown', '''
@mock.patch('nova.compute.manager.LOG')
def test_it(self, log):
    self.m.side_effect = exception.Boom()
    self.go()
    log.warning.assert_called_once_with('x')
'''),
    'log of a decorator unseen': ('handled: outcome, unknown', '''
@mock.patch('nova.compute.manager.LOG')
def test_it(self, log):
    self.m.side_effect = exception.Boom()
    self.go()
    self.assertEqual(1, self.state)
'''),
    'sees': ('handled: outcome', '''
def test_it(self):
    self.m.side_effect = exception.Boom()
    self._go()

def _go(self):
    self._see()

def _see(self):
    self.assertEqual(1, self.state)
'''),
    'logs': ('handled: logs, outcome', '''
def test_it(self):
    self.m.side_effect = exception.Boom()
    self._go()

def _go(self):
    self.assertLogs('x')

def _see(self):
    self.assertEqual(1, self.state)
'''),
    'raises': ('propagates: raises, outcome', '''
def test_it(self):
    self.m.side_effect = exception.Boom()
    self._go()

def _go(self):
    self.assertRaises(E, self.run)

def _see(self):
    self.assertEqual(1, self.state)
'''),
    'nothing': ('unchecked', '''
def test_it(self):
    self.m.side_effect = exception.Boom()
    self._go()

def _go(self):
    pass

def _see(self):
    self.assertEqual(1, self.state)
'''),
    'unknown': ('handled: unknown', '''
def test_it(self):
    self.m.side_effect = exception.Boom()
    self._go()

def _go(self):
    self.something(1)

def _see(self):
    self.assertEqual(1, self.state)
'''),
    'nothing 2': ('nothing', '''
def _test_it(self):
    self.m.side_effect = exception.Boom()
    manager.run()
    pass

def test_one(self):
    self._test_it()
'''),
    'caller expects': ('propagates: outcome', '''
def _test_it(self):
    self.m.side_effect = exception.Boom()
    manager.run()
    self.assertEqual(1, self.state)

def test_one(self):
    with self.assertRaises(E):
        self._test_it()
'''),
    'only good': ('handled: outcome, unknown, notifications, good_end', '''
self.m.side_effect = exception.Boom()
self.go()
self._wait_for_notification('instance.reboot.end')
'''),
    'bad too': ('handled: outcome, unknown, notifications, failure_event', '''
self.m.side_effect = exception.Boom()
self.go()
self._wait_for_notification('instance.reboot.error')
'''),
    'a phase': (
        'handled: outcome, unknown, notifications, verified, failure_event',
        '''
self.m.side_effect = exception.Boom()
self.go()
self.assertEqual(Phase.ERROR, fake_notifier.NOTIFICATIONS[0])
'''),
    'a start': ('handled: outcome, unknown, notifications', '''
self.m.side_effect = exception.Boom()
self.go()
self._wait_for_notification('instance.reboot.start')
'''),
    'versioned': ('handled: outcome, unknown, notifications, verified', '''
self.m.side_effect = exception.Boom()
self.go()
self.assertEqual(1, len(self.notifier.versioned_notifications))
'''),
    'caplog that is not read': ('handled: outcome', '''
def test_it(self, caplog):
    self.m.side_effect = exception.Boom()
    manager.run(zebra, bee)
    self.assertEqual(1, self.state)
'''),
    'caplog that is read': ('handled: logs, outcome', '''
def test_it(self, caplog):
    self.m.side_effect = exception.Boom()
    manager.run(zebra, bee)
    self.assertIn('x', caplog)
'''),
    'a function by name': ('handled: unknown', '''
self.m.side_effect = exception.Boom()
manager.run()
look(bee, case=self)
'''),
    'a log of an inner function': ('handled: logs, outcome', '''
self.m.side_effect = exception.Boom()
@mock.patch('nova.compute.manager.LOG')
def inner(zoo):
    manager.run()
    zoo.error.assert_called_once()
inner()
'''),
    'a log with another name': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
with mock.patch('nova.compute.manager.LOG') as zoo, self.bee as bee:
    manager.run()
    bee.error.assert_called_once()
'''),
    'a log that is set up': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
with mock.patch('nova.compute.manager.LOG') as zoo:
    zoo.error.return_value = 1
    manager.run()
self.assertEqual(1, self.state)
'''),
    'helper with a status by name': ('propagates: raises', '''
self.m.side_effect = exception.Boom()
manager.run()
self._call(webob.exc.HTTPConflict)
'''),
    'own helper with a status': ('propagates: raises', '''
def _call(self, status):
    pass

def test_it(self):
    self.m.side_effect = exception.Boom()
    manager.run()
    self._call(409)
'''),
    'tried in a function': ('propagates: tolerates, outcome', '''
self.m.side_effect = exception.Boom()
def inner():
    try:
        manager.run()
    except exception.Boom:
        pass
inner()
self.assertEqual(1, self.state)
'''),
    'expected in two lines': ('nothing', '''
self.assertRaises(
    exception.E,
    arm(self.m, side_effect=exception.Boom()))
self.m.side_effect = exception.Boom()
self.assertEqual(1, self.state)
'''),
    'expected while given': ('propagates: raises, outcome', '''
self.assertRaises(exception.E, mock.Mock(
    side_effect=exception.Boom()))
self.assertEqual(1, self.state)
'''),
    'looked at between': ('propagates: raises, outcome', '''
self.m.side_effect = exception.ThingNotFound()
self.assertRaises(exception.E, self.go)
self.n.side_effect = exception.Boom()
manager.run()
self.assertEqual(1, self.state)
'''),
    'both are looked at': ('unchecked', '''
self.m.side_effect = exception.Boom()
self.n.side_effect = exception.Bust()
manager.run()
self.m.assert_called_once_with()
self.n.assert_called_once_with()
'''),
    'never at first': ('unchecked', '''
self.m.side_effect = exception.Boom()
self.assertFalse(self.m.called)
manager.run()
self.m.assert_called_once_with()
'''),
    'none of the calls': ('nothing', '''
self.m.side_effect = exception.Boom()
manager.run()
self.assertEqual(self.m.call_count, 0)
'''),
    'as rarely as possible': ('nothing', '''
self.m.side_effect = exception.Boom()
manager.run()
self.assertEqual(self.m.call_count, [])
'''),
    'a word of an end': ('handled: outcome, unknown, notifications', '''
self.m.side_effect = exception.Boom()
manager.run()
self._wait_for_notification('end')
'''),
    'an end as a long text': (
        'handled: outcome, unknown, notifications, good_end', '''
self.m.side_effect = exception.Boom()
manager.run()
self._wait_for_notification('instance.' + 'reboot.reboot.end')
'''),
    'a log check': ('handled: logs, outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.verify_logs('x')
'''),
    'an exit of a number': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
ret = 2
self.assertEqual(2, ret)
'''),
    'in an inner function': ('handled: logs, outcome', '''
def _test_it(self):
    self.m.side_effect = exception.Boom()
    manager.run()
    self.assertEqual(1, self.state)

def test_one(self):
    def inner():
        self._test_it()
    with self.assertLogs('x'):
        inner()
'''),
    'of the same name elsewhere': ('handled: outcome', '''
def _test_it(self):
    self.m.side_effect = exception.Boom()
    manager.run()
    self.assertEqual(1, self.state)

def test_one(self):
    with self.assertLogs('x'):
        self.bee._test_it()
'''),
    'itself': ('handled: outcome', '''
def _test_it(self):
    self.m.side_effect = exception.Boom()
    self._test_it()
    self.assertEqual(1, self.state)
'''),
    'what is called has no name': ('unchecked', '''
self.m.side_effect = exception.Boom()
manager.run()
self.checks['state'](self)
(check or self.check)(1)
'''),
    'a method of a class': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
build().assert_state(1)
'''),
    'a status at least': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
status = self.go()
self.assertLessEqual(400, status)
'''),
    'a status at most': ('handled: outcome, unknown', '''
self.m.side_effect = exception.Boom()
status = self.go()
self.assertLess(status, 400)
'''),
    'a status greater': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
self.assertGreater(self.go().status_code, 399)
'''),
    'a status of some': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
res = self.go()
self.assertIn(res.status_int, (404, 409))
'''),
    'a status by its class': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
self.assertEqual(4, self.go().status // 100)
'''),
    'not the good status': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
self.assertNotEqual(200, self.go().status)
'''),
    'a true comparison of a status': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
status = self.go()
self.assertTrue(400 <= status < 500)
'''),
    'a bare comparison of a status': ('propagates: raises, outcome', '''
self.m.side_effect = exception.Boom()
assert manager.run().status_code in (404, 409)
'''),
    'a number that is no status': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
self.assertLessEqual(400, manager.run().size)
'''),
    'a helper that asserts a status': ('propagates: raises, outcome', '''
def assert_refused(self, code):
    status, body = manager.run()
    self.assertEqual(400, status)

def test_it(self):
    self.m.side_effect = exception.Boom()
    self.assert_refused('x')
'''),
    'the lines of a logger': ('handled: logs, outcome', '''
self.m.side_effect = exception.Boom()
manager.run()
self.assertEqual([], self.logger.get_lines_for_level(3))
'''),
    'a thing called log': ('handled: outcome', '''
self.m.side_effect = exception.Boom()
log = manager.run()
self.assertEqual([], log)
'''),
    'a double of the logger': ('handled: logs, outcome', '''
journal = manager.Journal()
mock.patch.object(manager, 'LOG', journal).start()
self.m.side_effect = exception.Boom()
manager.run()
self.assertIn('boom', journal.entries)
'''),
    'a double put in place': ('handled: logs, outcome', '''
journal = manager.Journal()
manager.LOG = journal
self.m.side_effect = exception.Boom()
manager.run()
assert journal.entries == ['boom']
'''),
    'a double by its class': ('handled: logs, outcome', '''
class Journal:
    def error(self, text):
        self.entries = text
    debug = error
diary = Journal()
self.m.side_effect = exception.Boom()
manager.run(log=diary)
self.assertIn('boom', diary.entries)
'''),
}


@pytest.mark.parametrize('wanted, lines', CASES.values(), ids=CASES)
def test_ending(wanted: str, lines: str) -> None:
    """Handled, expected to propagate, or not checked; and why."""
    told = []
    for error in mocking.found(mocking.read(lines)):
        seen = [name for name, value in vars(error.evidence).items() if value]
        told.append(': '.join(filter(None, (
            error.outcome.value, ', '.join(seen)))))
    assert ('; '.join(told) or 'nothing') == wanted
