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

"""What looks like a mocked failure and is none, each with its reason."""

import pytest

from flake8_nova_notifications.rules.error_paths import no_failures
from flake8_nova_notifications.rules.error_paths.raised import raised
from flake8_nova_notifications.rules.error_paths import raising_mocks
from tests.error_paths import mocking

IT_ENDS = 'it ends or skips something'
ALARM = 'it says that the mock must not be used'
NOT_READY = 'it says that a socket is not ready'
BEHIND = 'it stands behind the last answer'
MAY_ANSWER = 'it may answer, and the test may be about that'
EMPTY = 'there is nothing left to take'
NEVER = 'it must never be called'
ONCE = 'it is called once and answers then'
CASES = {
    'the end of a loop': (IT_ENDS, 'self.m.side_effect = StopIteration'),
    'an alarm in words': (
        ALARM, "self.m.side_effect = Exception('do not call get_info')"),
    'no alarm': (None, "self.m.side_effect = Exception('do not know')"),
    'come again': (NOT_READY, 'self.m.side_effect = OSError(errno.EAGAIN)'),
    'another number': (None, 'self.m.side_effect = OSError(errno.EPERM)'),
    'behind the last answer': (
        BEHIND, 'self.m.side_effect = [1, 2, RuntimeError]'),
    'behind one answer': (None, 'self.m.side_effect = [1, RuntimeError]'),
    'a shared fake': (MAY_ANSWER, 'self.m.side_effect = picky'),
    'an empty queue': (EMPTY, 'self.queue.get.side_effect = exception.Empty'),
    'nothing to pop': (EMPTY, 'self.m.pop.side_effect = IndexError'),
    'an index': (None, 'self.m.get.side_effect = IndexError'),
    'never called': (NEVER, """
self.m.side_effect = ValueError
self.m.assert_not_called()
"""),
    'never called, by its memory': (NEVER, """
self.m.side_effect = ValueError
self.assertFalse(self.m.called)
"""),
    'never called, by its calls': (NEVER, """
self.m.side_effect = ValueError
self.assertEqual([], self.m.mock_calls)
"""),
    'never called, with a message': (NEVER, '''
self.m.side_effect = ValueError
self.assertFalse(self.m.called, 'nobody may call it')
'''),
    'never called, by identity': (NEVER, '''
self.m.side_effect = ValueError
self.assertIs(False, self.m.called)
'''),
    'never called, counted': (NEVER, '''
self.m.side_effect = ValueError
self.assertEqual(0, len(self.m.mock_calls))
'''),
    'never called, by another name': (NEVER, '''
self.m.side_effect = ValueError
run = self.m
run.assert_not_called()
'''),
    'called as often as a constant says': (None, '''
self.m.side_effect = ValueError
self.assertEqual(agent.MAX_ATTEMPTS, self.m.call_count)
'''),
    'as often as another mock': (None, '''
self.m.side_effect = ValueError
self.assertEqual(self.n.call_count, self.m.call_count)
'''),
    'never called, then called': (None, """
self.m.side_effect = ValueError
self.m.assert_not_called()
manager.run()
self.m.assert_called_once()
"""),
    'another one is never called': (None, """
self.m.side_effect = ValueError
self.n.assert_not_called()
"""),
    'never called under the name of what it replaces': (NEVER, """
m = mock.Mock(side_effect=ValueError)
self.driver.run = m
self.driver.run.assert_not_called()
"""),
    'never called under the name of what is patched': (NEVER, """
mock.patch.object(self.driver, 'run', side_effect=ValueError).start()
self.driver.run.assert_not_called()
"""),
    'never called under its imported name': (NEVER, """
with mock.patch('nova.compute.manager.run', side_effect=ValueError):
    manager.run.assert_not_called()
"""),
    'never called where it raises': (NEVER, """
if self.on:
    self.m.return_value = 1
else:
    self.m.side_effect = ValueError
if self.on:
    self.m.assert_called_once_with(1)
else:
    self.m.assert_not_called()
"""),
    'called where it raises': (None, """
if self.on:
    self.m.side_effect = ValueError
manager.run()
if self.on:
    self.m.assert_called_once_with(1)
else:
    self.m.assert_not_called()
"""),
    'called once, and that answers': (ONCE, """
self.m.side_effect = [1, ValueError]
manager.run()
self.m.assert_called_once_with(1)
"""),
    'counted once, and that answers': (ONCE, """
self.m.side_effect = [1, ValueError]
manager.run()
self.assertEqual(1, self.m.call_count)
"""),
    'called once, and that raises': (None, """
self.m.side_effect = [ValueError, 1]
manager.run()
self.m.assert_called_once_with(1)
"""),
    'called once, and then again': (None, """
self.m.side_effect = [1, ValueError]
manager.run()
self.m.assert_called_once_with(1)
manager.run()
"""),
    'called once, and then refused': (None, """
self.m.side_effect = [1, ValueError]
manager.run()
self.m.assert_called_once_with(1)
self.assertRaises(ValueError, manager.run)
"""),
    'a failure': (None, 'self.m.side_effect = ValueError'),
}


@pytest.mark.parametrize('wanted, lines', CASES.values(), ids=CASES)
def test_reason(wanted: str | None, lines: str) -> None:
    """The first reason that holds, or none."""
    source = mocking.read(lines)
    candidate, = raising_mocks.candidates(source)
    mock, = candidate.mocks
    error = raised(source, mock.value)
    assert error is not None
    reason = no_failures.why_not(no_failures.Mocked(
        source, candidate, mock, error))
    assert (None if reason is None else reason.name) == wanted


def test_every_reason_is_shown() -> None:
    """Each one holds in a case above, and has an example of its own."""
    names = [reason.name for reason in no_failures.REASONS]
    assert set(names) == {wanted for wanted, _ in CASES.values()} - {None}
    assert len(set(names)) == len(names)
    assert all(reason.example for reason in no_failures.REASONS)
