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

"""The value of the last poll, added to the message of a time-out."""

import pathlib

import pytest

from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.options import Options
from tests.fixes import answers
from tests.fixes import fixed_lines
from tests.fixes import refusal

WAIT = '''\
import time


def wait(api, server_id, status):
    deadline = time.monotonic() + 60
    while True:
        server = api.get_server(server_id)
        if server['status'] == status:
            return server
        if time.monotonic() > deadline:
            {failure}
        time.sleep(1)
'''

NONE_OF_ITS_OWN = 'it fails without a message of its own'


@pytest.mark.parametrize(('failure', 'expected'), [
    ("raise RuntimeError('too late.')",
     ["raise RuntimeError('too late: last seen %s' % (server,))"]),
    ("raise RuntimeError(_('%s is late') % server_id)",
     ["raise RuntimeError(_('%s is late'",
      "                     ': last seen %s') % (server_id, server))"]),
    ("raise RuntimeError('%s is not %s' % (server_id, status))",
     ["raise RuntimeError('%s is not %s'",
      "                   ': last seen %s' % (server_id, status, server))"]),
    ("raise RuntimeError('%(id)s is late' % {'id': server_id})",
     ["raise RuntimeError('%(id)s is late'",
      "                   ': last seen %(last)s' % {'id': server_id,",
      "                                             'last': server})"]),
    ("raise RuntimeError('{} is late'.format(server_id))",
     ["raise RuntimeError('{} is late'",
      "                   ': last seen {}'.format(server_id, server))"]),
    ("raise RuntimeError(f'{server_id} is late')",
     ["raise RuntimeError(f'{server_id} is late: last seen {server}')"]),
    ("raise RuntimeError('%(server_id)s is late')",
     ["raise RuntimeError('%(server_id)s is late: last seen %(last)s' %",
      "                   {'server_id': server_id, 'last': server})"]),
    ('raise TimeoutError', ["raise TimeoutError('last seen %s' % (server,))"]),
    ('raise TimeoutError()',
     ["raise TimeoutError('last seen %s' % (server,))"]),
    ("msg = 'too late.'\n            raise RuntimeError(msg)",
     ["msg = 'too late: last seen %s' % (server,)"]),
    ('assert api.go_on', ["assert api.go_on, 'last seen %s' % (server,)"]),
    ('assert api.go_on_for_a_longer_time_than_that',
     ['assert api.go_on_for_a_longer_time_than_that, (',
      "    'last seen %s' % (server,))"]),
    ("assert False, 'too late'",
     ["assert False, 'too late: last seen %s' % (server,)"]),
    ("raise Late(code='E', reason='too late.')",
     ["raise Late(code='E', reason='too late: last seen %s' % (server,))"]),
])
def test_message(failure: str, expected: list[str]) -> None:
    """Each way of formatting gets the value in its own way."""
    lines = fixed_lines('NVN102', WAIT.format(failure=failure))
    start = next(number for number, line in enumerate(lines)
                 if line.strip() == expected[0].strip())
    assert lines[start:start + len(expected)] == [
        f'            {line}' for line in expected]


def test_message_of_an_assertion() -> None:
    """It comes last; before it stands what is compared."""
    text = (
        'def wait(self):\n    for _ in range(60):\n'
        '        server = self.get_server()\n'
        "        if server.state == 'up':\n            break\n"
        '        time.sleep(1)\n    else:\n'
        "        self.assertEqual('up', server.name, 'too late')\n")
    assert fixed_lines('NVN102', text)[7:] == [
        "        self.assertEqual('up', server.name, 'too late'",
        "                                            "
        "': last seen %s' % (server,))"]


def test_part_that_is_left_out() -> None:
    """Only what is missing is added."""
    text = WAIT.replace(
        "if server['status'] == status",
        "if server['status'] == status and server['host'] == api.host")
    failure = "raise RuntimeError('it is %s' % server['status'])"
    lines = fixed_lines('NVN102', text.format(failure=failure))
    assert [line.strip() for line in lines[10:12]] == [
        "raise RuntimeError('it is %s: last seen %s' % (server['status'],",
        "server['host']))"]


@pytest.mark.parametrize(('failure', 'reason'), [
    ("raise RuntimeError('100 % late')",
     'its message is made in an unusual way'),
    ('raise Late', NONE_OF_ITS_OWN),
    ("raise RuntimeError('%(what)s is late')",
     'nothing is called like its placeholders'),
    ('raise TimeoutError(server_id)', NONE_OF_ITS_OWN),
    ('raise TimeoutError(code=3)', NONE_OF_ITS_OWN),
    ('raise TimeoutError  # ' + 'late ' * 6, NONE_OF_ITS_OWN),
])
def test_refused(failure: str, reason: str) -> None:
    """What cannot be added to safely is left to people."""
    assert refusal('NVN102', WAIT.format(failure=failure)) == reason


@pytest.mark.parametrize(('width', 'failure', 'expected'), [
    # The arguments move with the text that they stand behind.
    (65, "raise RuntimeError('{} is late'.format(server_id))",
     ["raise RuntimeError('{} is late'",
      "                   ': last seen {}'.format(server_id,",
      "                                           server))"]),
    (120, "raise RuntimeError('%s is not %s' % (server_id, status))",
     ["raise RuntimeError('%s is not %s: last seen %s' % (server_id, status, "
      'server))']),
    # In the quotes of the text.
    (79, 'raise RuntimeError("%(id)s is late" % {"id": server_id})',
     ['raise RuntimeError("%(id)s is late"',
      '                   ": last seen %(last)s" % {"id": server_id,',
      '                                             "last": server})']),
    (79, 'raise RuntimeError("%(server_id)s is late")',
     ['raise RuntimeError("%(server_id)s is late: last seen %(last)s" %',
      '                   {"server_id": server_id, "last": server})']),
])
def test_width_and_quotes(
    width: int, failure: str, expected: list[str],
) -> None:
    """Those of the configuration, and those of the message."""
    options = Options()
    options.line_length = width
    lines = fixed_lines(
        'NVN102', WAIT.format(failure=failure), options=options)
    start = lines.index(f'            {expected[0]}')
    assert lines[start:start + len(expected)] == [
        f'            {line}' for line in expected]


def test_value_that_may_be_unset() -> None:
    """A value that no round may have set is None before the loop."""
    lines = fixed_lines('NVN102', '''\
import time


def wait(api, server_id):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        server = api.get_server(server_id)
        if server['status'] == 'ACTIVE':
            return server
        time.sleep(1)
    raise RuntimeError('too late')
''')
    assert lines[4:7] == [
        '    deadline = time.monotonic() + 60', '    server = None',
        '    while time.monotonic() < deadline:']
    assert lines[-1] == (
        "    raise RuntimeError('too late: last seen %s' % (server,))")


AFTER = '''\
import time


def wait(api, server_id{more}):
{before}
    while {test}:
        server = api.get_server(server_id)
        if server['status'] == 'ACTIVE':
            return server
        time.sleep(1)
    raise RuntimeError('too late')
'''
IN_TIME = 'time.monotonic() < deadline'


@pytest.mark.parametrize(('more', 'before', 'test'), [
    (', server', '    deadline = time.monotonic() + 60', IN_TIME),
    ('', '    deadline = time.monotonic() + 60\n'
     '    with api.lock() as server:\n        server.show()', IN_TIME),
])
def test_value_that_is_set_before(more: str, before: str, test: str) -> None:
    """It is not taken away again."""
    text = AFTER.format(more=more, before=before, test=test)
    lines = fixed_lines('NVN102', text)
    assert lines[:-1] == text.splitlines()[:-1]
    assert lines[-1] == (
        "    raise RuntimeError('too late: last seen %s' % (server,))")


@pytest.mark.parametrize('first', [
    'if api.is_off():\n            continue',
    'if time.monotonic() > deadline:\n            '
    "raise RuntimeError('too late')"])
def test_value_that_is_set_too_late(first: str) -> None:
    """A round may fail, or end, before it has one."""
    text = AFTER.format(
        more='', before='    deadline = time.monotonic() + 60', test='True'
    ).replace('while True:', f'for _ in range(9):\n        {first}')
    assert fixed_lines('NVN102', text)[5] == '    server = None'


def test_value_of_each_round() -> None:
    """One of two that a call returns."""
    text = AFTER.format(more='', before='', test='').replace(
        'while :', 'for _ in range(9):').replace('server =', 'code, server =')
    assert fixed_lines('NVN102', text)[:-1] == text.splitlines()[:-1]


def test_which_thing_it_is() -> None:
    """Its name is no state."""
    text = WAIT.replace('server = api', 'name = api').replace(
        "server['status']", 'name').replace('return server', 'return name')
    assert refusal('NVN102', text.format(
        failure="raise RuntimeError('too late')")) == (
            'what the last poll returned is not kept')


def test_class_of_the_file() -> None:
    """What one of the name of a builtin takes is not known."""
    assert refusal('NVN102', WAIT.format(failure='raise TimeoutError') + (
        '\n\nclass TimeoutError(Exception):\n    pass\n')) == NONE_OF_ITS_OWN


def test_unset_in_a_callback() -> None:
    """It cannot be set before its first call."""
    assert refusal('NVN102', '''\
from oslo_service import loopingcall


def wait(api):
    def poll():
        if api.tries > 9:
            raise RuntimeError('too late')
        server = api.get_server()
        api.tries += 1
        if server['status'] == 'ACTIVE':
            raise loopingcall.LoopingCallDone()
    loopingcall.FixedIntervalLoopingCall(poll).start(interval=1).wait()
''') == 'the last value may be unset'


def test_compared_by_a_unit_test(tmp_path: pathlib.Path) -> None:
    """The fix has to be asked for."""
    text = WAIT.format(failure="raise RuntimeError('it is too late')")
    tested = tmp_path / 'module.py'
    tested.write_text(text)
    test = tmp_path / 'test_module.py'

    def is_safe(path: pathlib.Path) -> bool:
        fix, = answers('NVN102', text, str(path))
        assert isinstance(fix, Fix)
        return all(edit.safe for edit in fix.edits)

    test.write_text('')
    assert is_safe(tested)
    test.write_text("'it is too late'")
    assert not is_safe(tested)
    test.write_text(text)
    assert is_safe(test)
