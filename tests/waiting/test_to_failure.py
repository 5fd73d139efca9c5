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

"""A wait that times out fails, in the way that its file does."""

from unittest import mock

import pytest

from tests.fixes import answers
from tests.fixes import fixed_lines
from tests.fixes import refusal
from tests.fixes import style_errors

TEST = 'project/tests/unit/test_agent.py'
CLASS = '''\
import logging
import time
import unittest

LOG = logging.getLogger(__name__)


class TestAgent(unittest.TestCase):
'''
MODULE = '''\
import time

from project import exception


def wait_for_agent(api, host):
'''


def _fixed(
    head: str, body: str, path: str, more: str = '',
) -> list[str]:
    """What becomes of a body; neither NVN102 nor NVN103 is left."""
    indent = '        ' if head is CLASS else '    '
    start = f'{head}    def wait_for(self, mock):\n' if head is CLASS else head
    lines = fixed_lines('NVN103', start + ''.join(
        f'{indent}{line}' for line in body.splitlines(True)) + more, path)
    assert answers('NVN102', '\n'.join(lines) + '\n', path) == []
    assert style_errors(lines) == []
    return [line[len(indent):] for line in lines[start.count('\n'):]]


IN_TESTS = {
    'an else where a break is the success': ('''\
for _ in range(10):
    if mock.call_count > 0:
        break
    time.sleep(.1)  # seconds
mock.use()
''', '''\
for _ in range(10):
    if mock.call_count > 0:
        break
    time.sleep(.1)  # seconds
else:
    self.fail('timed out waiting for mock.call_count > 0'
              ': last seen %s' % (mock.call_count,))
mock.use()
'''),
    'after a loop that returns when it succeeds': ('''\
deadline = time.monotonic() + 10
while time.monotonic() < deadline:
    server = mock.get_server()
    if server['status'] == 'ACTIVE':
        return
    time.sleep(1)
''', '''\
deadline = time.monotonic() + 10
server = None
while time.monotonic() < deadline:
    server = mock.get_server()
    if server['status'] == 'ACTIVE':
        return
    time.sleep(1)
self.fail("timed out waiting for server['status'] == 'ACTIVE'"
          ': last seen %s' % (server,))
'''),
    'behind what it logs': ('''\
for _ in range(10):
    ports = mock.list_ports()
    if not ports:
        return
    time.sleep(1)
LOG.warning('ports are left')
''', '''\
for _ in range(10):
    ports = mock.list_ports()
    if not ports:
        return
    time.sleep(1)
LOG.warning('ports are left')
self.fail('timed out: last seen %s' % (ports,))
'''),
    'at the end of an else': ('''\
for _ in range(10):
    if mock.called:
        break
    time.sleep(1)
else:
    LOG.warning('it was not called')
mock.use()
''', '''\
for _ in range(10):
    if mock.called:
        break
    time.sleep(1)
else:
    LOG.warning('it was not called')
    self.fail('timed out waiting for mock.called'
              ': last seen %s' % (mock.called,))
mock.use()
'''),
    'where yes or no is all that is seen': ('''\
for _ in range(10):
    if self.exists(logging, str(mock)):
        break
    time.sleep(1)
mock.use()
''', '''\
for _ in range(10):
    if self.exists(logging, str(mock)):
        break
    time.sleep(1)
else:
    self.fail('timed out waiting for self.exists(logging, str(mock))'
              ', mock: %s' % (mock,))
mock.use()
'''),
    'in the place of a return': ('''\
for _ in range(10):
    if not mock.called:
        return
    time.sleep(1)
return
''', '''\
for _ in range(10):
    if not mock.called:
        return
    time.sleep(1)
self.fail('timed out while mock.called: last seen %s' % (mock.called,))
'''),
    'of a number and two things, in what takes other errors': ('''\
try:
    with mock.lock, mock.open():
        for _ in range(10):
            state, busy = mock.get_state(), mock.is_busy()
            if state % 2 == 0 and not busy:
                break
            time.sleep(1)
except KeyError:
    mock.use()
''', '''\
try:
    with mock.lock, mock.open():
        for _ in range(10):
            state, busy = mock.get_state(), mock.is_busy()
            if state % 2 == 0 and not busy:
                break
            time.sleep(1)
        else:
            self.fail('timed out: last seen %s, %s' % (state, busy,))
except KeyError:
    mock.use()
'''),
    'in the place of a break': ('''\
attempts = 0
while not mock.called:
    time.sleep(1)
    attempts += 1
    if attempts > 10:
        break
mock.use()
''', '''\
attempts = 0
while not mock.called:
    time.sleep(1)
    attempts += 1
    if attempts > 10:
        self.fail('timed out waiting for mock.called'
                  ': last seen %s' % (mock.called,))
mock.use()
'''),
}


@pytest.mark.parametrize('title', IN_TESTS)
def test_in_a_test_case(title: str) -> None:
    """``self.fail()``, where only a wait that has timed out comes."""
    before, after = IN_TESTS[title]
    assert _fixed(CLASS, before, TEST) == after.splitlines()


POLLED = '''\
for _ in range(10):
    agent = api.get_agent(host)
    if agent.state == 'up':
        break
    time.sleep(1)
api.use(agent)
'''
OTHER = '''

def migrate(api, host):
    if api.is_late():
        raise exception.MigrationTimeout(reason='it takes too long')
'''


BY_POSITION = OTHER.replace('reason=', '')
# None of them says how a timeout is raised.
NO_TIMEOUT = OTHER + '''
    if api.is_wrong(host):
        raise exception.Invalid(reason='it is wrong')
    if api.is_late(host):
        raise exception.OtherTimeout(host=host)
    if api.is_later(host):
        raise exception.HostTimeout(host)
    if api.is_very_late(host):
        raise
'''


LOCAL = '''

def migrate(api, host, timeout_error):
    if api.is_late():
        raise timeout_error('it takes %s too long' % host)
'''


@pytest.mark.parametrize(('path', 'more', 'raised'), [
    (TEST, '', """\
    raise AssertionError("timed out waiting for agent.state == 'up'"
                         ': last seen %s' % (agent,))"""),
    ('project/agent.py', '', """\
    raise RuntimeError("timed out waiting for agent.state == 'up'"
                       ': last seen %s' % (agent,))"""),
    ('project/agent.py', LOCAL, """\
    raise RuntimeError("timed out waiting for agent.state == 'up'"
                       ': last seen %s' % (agent,))"""),
    ('project/agent.py', OTHER, """\
    raise exception.MigrationTimeout(
        reason="timed out waiting for agent.state == 'up'"
               ': last seen %s' % (agent,))"""),
    ('project/agent.py', NO_TIMEOUT, """\
    raise exception.MigrationTimeout(
        reason="timed out waiting for agent.state == 'up'"
               ': last seen %s' % (agent,))"""),
    ('project/agent.py', BY_POSITION, """\
    raise exception.MigrationTimeout(
        "timed out waiting for agent.state == 'up'"
        ': last seen %s' % (agent,))"""),
])
def test_outside_of_a_class(path: str, more: str, raised: str) -> None:
    """What ``fail()`` raises, what other timeouts do, else RuntimeError."""
    *before, after = POLLED.splitlines()
    assert '\n'.join(_fixed(MODULE, POLLED, path, more)).startswith(
        '\n'.join((*before, 'else:', raised, after)))


def test_style_of_the_file() -> None:
    """An f-string where the file has more of them than of the others."""
    assert _fixed(CLASS, '''\
LOG.info(f'waiting for {mock}')
for _ in range(10):
    state = mock.get_state()
    if state > 2:
        return
    time.sleep(1)
''', TEST)[-1] == (
        "self.fail(f'timed out waiting for state > 2: last seen {state}')")


@pytest.mark.parametrize('true_at', [1, 5, 10, 11])
def test_run(true_at: int) -> None:
    """It fails where it went on, and passes where it passed."""
    text = MODULE.replace('import time\n\nfrom project import exception\n', '')
    body = ''.join(f'    {line}' for line in POLLED.splitlines(True))
    new = '\n'.join(fixed_lines(
        'NVN103', MODULE + body, 'project/agent.py')[4:])
    used = []
    for code in (text + body, new):
        api = mock.Mock()
        api.get_agent.side_effect = [
            mock.Mock(state='up' if poll >= true_at else 'down')
            for poll in range(1, 11)]
        names = {'time': mock.Mock()}
        exec(code, names)
        try:
            names['wait_for_agent'](api, 'host')
        except RuntimeError as error:
            assert "timed out waiting for agent.state == 'up'" in str(error)
        used.append(api.use.called)
    assert used == [True, true_at <= 10]


def test_without_self() -> None:
    """A static method of a test case."""
    head = CLASS + '    @staticmethod\n    def wait_for(mock):\n'
    assert '        raise AssertionError(' in '\n'.join(fixed_lines(
        'NVN103', head + '''\
        for _ in range(10):
            if mock.called:
                break
            time.sleep(1)
''', TEST))


def test_style_where_it_cannot_be() -> None:
    """No quotes inside of an f-string, and none without a field."""
    def fixed(condition: str) -> list[str]:
        return _fixed(CLASS, f'''\
LOG.info(f'waiting for {{mock}}')
for _ in range(10):
    if {condition}:
        return
    time.sleep(1)
''', TEST)[5:]

    assert fixed("mock.all['a'].state == 2") == [
        'self.fail("timed out waiting for mock.all[\'a\'].state == 2"',
        '''          ': last seen %s' % (mock.all['a'].state,))''']
    assert fixed('mock.state_of_all_the_servers == 2') == [
        "self.fail('timed out waiting for mock.state_of_all_the_servers == 2'",
        "          f': last seen {mock.state_of_all_the_servers}')"]


UNTIL = '''\
count = 0
end = time.monotonic() + 9
state = None
while True:
    state = api.get_state(host)
    if state == 'up':
        break
    count += 1
    if count > 50:
        break
    time.sleep(1)
api.use(host)
'''
ELSE = '''\
for _ in range(9):
    state = api.get_state(host)
    if state == 'up':
        break
    time.sleep(1)
else: api.note(host)
api.use(host)
'''
CAUGHT = '''\
try:
    for _ in range(10):
        state = api.get_state(host)
        if state == 'up':
            break
        time.sleep(1)
    api.use(host)
except Exception:
    api.note(host)
'''
WITH_DEADLINE = '''    if time.monotonic() > end:
        {}
    count += 1
'''
LEFT = {
    'several ends': ('it ends in several ways', UNTIL.replace(
        'True', 'count < 50').replace(
        '    count += 1\n    if count > 50:\n        break\n',
        WITH_DEADLINE.format("raise ValueError('it is %s' % state)"))),
    'several breaks': ('it ends in several ways', UNTIL.replace(
        '    count += 1\n', WITH_DEADLINE.format('break'))),
    'a loop in one line': ('it shares a line with something else', '''\
end = time.monotonic() + 9
while time.monotonic() < end and not api.is_up(): time.sleep(1)
api.use(host)
'''),
    'a break in one line': (
        'it shares a line with something else',
        UNTIL.replace('> 50:\n        break', '> 50: break')),
    'an else in one line': ('it shares a line with something else', ELSE),
    'what is done after a timeout': (
        'what follows it is for a timeout only', ELSE.replace(
            'break', 'return').replace('else: ', 'other = ').replace(
                'use(host)', 'use(other)')),
    'a bare except around it': (
        'an except around it would take the failure',
        CAUGHT.replace(' Exception:', ':')),
    'a test that its own success ends as well': (
        'what it waits for ends it as its bound does', '''\
count = 0
while api.is_busy() and count < 50:
    time.sleep(0.1)
    count += 1
api.use(host)
'''),
    'a break for both': ('it leaves alike when it has succeeded', '''\
count = 0
state = None
while True:
    state = api.get_state(host)
    count += 1
    if count > 50 or state == 'up':
        break
    time.sleep(0.1)
api.use(host)
'''),
    'a log that says it goes on': (
        'it logs that and goes on, which is a decision', '''\
for _ in range(10):
    state = api.get_state(host)
    if state == 'up':
        break
    time.sleep(1)
else:
    LOG.warning('going on without %s', host)
api.use(host)
'''),
    'an except around it': (
        'an except around it would take the failure', CAUGHT),
    'a with around it': (
        'a with around it would take the failure', '''\
with suppress(RuntimeError):
    for _ in range(10):
        state = api.get_state(host)
        if state == 'up':
            break
        time.sleep(1)
    api.use(host)
'''),
    'nothing that keeps what was seen': (
        'what the last poll returned is not kept', '''\
for _ in range(10):
    if api.list_agents(host)[0] == 'up':
        break
    time.sleep(1)
api.use(host)
'''),
    'several exceptions': (
        'the file raises several exceptions on timeouts', '''\
if api.is_late(host):
    raise exception.OneTimeout(reason='it takes too long')
if api.is_very_late(host):
    raise exception.OtherTimeout(reason='it takes too long')
''' + POLLED),
}


@pytest.mark.parametrize('title', LEFT)
def test_left_alone(title: str) -> None:
    """With the true reason."""
    reason, body = LEFT[title]
    assert refusal('NVN103', MODULE + ''.join(
        f'    {line}' for line in body.splitlines(True))) == reason


def test_left_alone_where_nobody_waits() -> None:
    """Another function may well go on: that is for its authors to say."""
    text = MODULE.replace('wait_for_agent', 'start') + ''.join(
        f'    {line}' for line in POLLED.splitlines(True))
    assert refusal('NVN103', text) == (
        'no exception for a timeout is known in the file')
