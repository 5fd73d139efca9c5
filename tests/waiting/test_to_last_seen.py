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

import pytest

from flake8_nova_notifications.options import Options
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
])
def test_message(failure: str, expected: list[str]) -> None:
    """Each way of formatting gets the value in its own way."""
    lines = fixed_lines('NVN102', WAIT.format(failure=failure))
    start = next(number for number, line in enumerate(lines)
                 if line.strip() == expected[0].strip())
    assert lines[start:start + len(expected)] == [
        f'            {line}' for line in expected]


@pytest.mark.parametrize(('failure', 'reason'), [
    ("raise RuntimeError('100 % late')",
     'its message is made in an unusual way'),
    ('raise Late', 'it fails without a message of its own'),
    ("raise RuntimeError('%(what)s is late')",
     'nothing is called like its placeholders'),
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
