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

"""Why a test need not check what follows a mocked failure."""

import pytest

from flake8_nova_notifications.rules.error_paths import unchecked
from tests.error_paths import mocking
from tests import linted

SAYS = 'that nothing is raised is what it is about, as it says'
NAMED = 'that nothing is raised is what it is about, by its name'
IGNORED = 'it asks for errors to be ignored'
NON_CALLABLE = 'what comes next is a mock that cannot be called'
RUNNER = 'all that is done goes through the mock, and its calls are checked'
MISS = 'only something is not there'
CASES = {
    'nothing': (None, """
self.m.side_effect = exception.Boom()
manager.run()
"""),
    'asked at all': (None, """
self.m.side_effect = exception.Boom()
manager.run()
self.m.assert_called_once_with(1)
"""),
    'a comment': (SAYS, """
self.m.side_effect = exception.Boom()
# Must not raise.
manager.run()
"""),
    'a long comment': (SAYS, """
self.m.side_effect = exception.Boom()
# This should never interrupt the overall
# shutdown.
manager.run()
"""),
    'a comment that it is none': (SAYS, """
# Asking for it to be gone when it already is, is not an error.
self.m.side_effect = exception.Boom()
manager.run()
"""),
    'a comment behind a statement': (SAYS, """
self.m.side_effect = exception.Boom()
manager.run()  # must not raise
"""),
    'a comment about what would happen': (SAYS, """
# If it went on, this would blow up.
self.m.side_effect = exception.Boom()
manager.run()
"""),
    'a comment about something else': (None, """
self.m.side_effect = exception.Boom()
# The first one does not have a name. It may fail.
manager.run()
"""),
    'a name that says caught': (NAMED, """
def test_boot_catches_forbidden(self):
    self.m.side_effect = exception.Boom()
    manager.run()
    self.m.assert_called_once_with(1)
"""),
    'a name, and it was asked': (NAMED, """
def test_boot_swallows_error(self):
    self.m.side_effect = exception.Boom()
    manager.run()
    self.m.assert_called_once_with(1)
"""),
    'a name, and nobody knows': (None, """
def test_boot_swallows_error(self):
    self.m.side_effect = exception.Boom()
    manager.run()
"""),
    'a name that says it outright': (NAMED, '''
def test_boot_does_not_raise_exception(self):
    self.m.side_effect = exception.Boom()
    manager.run()
'''),
    'a name that says that it does not fail': (NAMED, '''
def test_boot_no_disk_do_not_fail(self):
    self.m.side_effect = exception.Boom()
    manager.run()
'''),
    'a name of something that is not there': (None, '''
def test_boot_no_failure_domain(self):
    self.m.side_effect = exception.Boom()
    manager.run()
'''),
    'a name that says handled': (NAMED, """
def test_boot_handles_quota_failure(self):
    self.m.side_effect = exception.Boom()
    manager.run()
    self.m.assert_called_once_with(1)
"""),
    'another name': (None, """
def test_boot_handle_error(self):
    self.m.side_effect = exception.Boom()
    manager.run()
    self.m.assert_called_once_with(1)
"""),
    'an argument': (IGNORED, """
self.m.side_effect = exception.Boom()
manager.run(ignore_errors=True)
self.m.assert_called_once_with(1)
"""),
    'an argument that asks for errors': (None, """
self.m.side_effect = exception.Boom()
manager.run(ignore_errors=False)
self.m.assert_called_once_with(1)
"""),
    'no more calls': (NON_CALLABLE, """
self.m.side_effect = exception.Boom()
with mock.patch('a.b', new_callable=mock.NonCallableMock):
    manager.run()
"""),
    'a command': (RUNNER, """
self.execute.side_effect = exception.Boom()
manager.run()
self.execute.assert_called_once_with('e2fsck')
"""),
    'a request': (RUNNER, '''
self.connection.send_request.side_effect = exception.Boom()
manager.run()
self.connection.send_request.assert_has_calls([mock.call('get', 1)])
'''),
    'a call of an interface': (RUNNER, '''
self.session.invoke_api.side_effect = exception.Boom()
manager.run()
self.session.invoke_api.assert_called_once_with('MakeDirectory', 1)
'''),
    'something that is sent': (None, '''
self.connection.send_mail.side_effect = exception.Boom()
manager.run()
self.connection.send_mail.assert_called_once_with('get', 1)
'''),
    'some command': (None, """
self.execute.side_effect = exception.Boom()
manager.run()
self.assertTrue(self.execute.called)
"""),
    'a miss, and it was asked': (MISS, """
self.m.side_effect = exception.ThingNotFound()
manager.run()
self.m.assert_called_once_with(1)
"""),
    'a miss, and nobody knows': (None, """
self.m.side_effect = exception.ThingNotFound()
manager.run()
"""),
}


@pytest.mark.parametrize('wanted, lines', CASES.values(), ids=CASES)
def test_reason(wanted: str | None, lines: str) -> None:
    """The first reason that holds; without one it is reported."""
    source = mocking.read(lines)
    error, = mocking.found(source)
    reason = unchecked.why_not(source, error)
    assert (None if reason is None else reason.name) == wanted
    told = linted.lines(source.text, 'NVN203', path=mocking.PATH)
    assert bool(told) is (wanted is None)
    # A log is still missed, by who asks for that, but for a silent miss.
    assert bool(linted.lines(source.text, 'NVN206', path=mocking.PATH)) is (
        wanted not in (None, MISS))


def test_every_reason_is_shown() -> None:
    """Each one holds in a case above."""
    names = [reason.name for reason in unchecked.REASONS]
    assert set(names) == {wanted for wanted, _ in CASES.values()} - {None}
