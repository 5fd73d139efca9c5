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

"""Looping calls without a timeout get the one that an option gives."""

from flake8.exceptions import ExecutionError
import pytest

from flake8_nova_notifications.options import Options
from tests.fixes import answers
from tests.fixes import fixed_lines
from tests.fixes import refusal
from tests.fixes import style_errors

GIVEN = Options(nvn_looping_call_timeout='CONF.build_timeout')
HEAD = '''\
from oslo_config import cfg
from oslo_service import loopingcall

CONF = cfg.CONF


class Driver:
    def _wait_for_active(self, node):
        if node.refresh().state == 'active':
            raise loopingcall.LoopingCallDone()

    def is_up(self):
        if self.get_state() == 'up':
            raise loopingcall.LoopingCallDone()

    def deploy(self, node):
'''


def _text(body: str, head: str = HEAD) -> str:
    return head + ''.join(
        f'        {line}' for line in body.splitlines(True))


def _fixed(body: str) -> list[str]:
    lines = fixed_lines('NVN107', _text(body), options=GIVEN)
    assert style_errors(lines) == []
    return [line[8:] for line in lines[HEAD.count('\n'):]]


FIXED = {
    'another class, its arguments below': ('''\
timer = loopingcall.FixedIntervalLoopingCall(self._wait_for_active,
                                             node)
timer.start(interval=CONF.ironic.api_retry_interval).wait()
''', '''\
timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active, node)
timer.start(interval=CONF.ironic.api_retry_interval,
            timeout=CONF.build_timeout).wait()
'''),
    'another class, its arguments where they were': ('''\
timer = loopingcall.FixedIntervalLoopingCall(
    self._wait_for_active,  # until it is deployed
    node)
return timer.start(2, 1).wait()
''', '''\
timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active,  # until it is deployed
    node)
return timer.start(2, 1, timeout=CONF.build_timeout).wait()
'''),
    'the default of the class': ('''\
loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active, node).start(interval=1).wait()
''', '''\
loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active, node).start(
        interval=1, timeout=CONF.build_timeout).wait()
'''),
    'a timeout that is none': ('''\
timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active, node)
timer.start(interval=1, timeout=0).wait()
''', '''\
timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active, node)
timer.start(interval=1, timeout=CONF.build_timeout).wait()
'''),
    'one that is given by its place': ('''\
timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active, node)
timer.start(1, None, True, 0).wait()
''', '''\
timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active, node)
timer.start(1, None, True, CONF.build_timeout).wait()
'''),
    'in one statement': ('''\
loopingcall.FixedIntervalLoopingCall(
    self._wait_for_active, node).start(interval=1).wait()
''', '''\
loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active, node).start(
        interval=1, timeout=CONF.build_timeout).wait()
'''),
    'in one line': ('''\
loopingcall.FixedIntervalLoopingCall(self.is_up).start(interval=1).wait()
''', '''\
loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self.is_up).start(interval=1, timeout=CONF.build_timeout).wait()
'''),
    'two of the same name, the second less deep': ('''\
if node.is_soft:
    timer = loopingcall.FixedIntervalLoopingCall(
        self._wait_for_active, node)
    timer.start(interval=1).wait()
timer = loopingcall.FixedIntervalLoopingCall(
    self._wait_for_active, node)
timer.start(interval=2).wait()
''', '''\
if node.is_soft:
    timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(
        self._wait_for_active, node)
    timer.start(interval=1, timeout=CONF.build_timeout).wait()
timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(
    self._wait_for_active, node)
timer.start(interval=2, timeout=CONF.build_timeout).wait()
'''),
}


@pytest.mark.parametrize('title', FIXED)
def test_fixed(title: str) -> None:
    """The class that takes a timeout, and the timeout."""
    before, after = FIXED[title]
    assert _fixed(before) == after.splitlines()


BODY = '''\
timer = loopingcall.FixedIntervalLoopingCall(self._wait_for_active, node)
timer.start(interval=1).wait()
'''


def test_seconds() -> None:
    """A number needs no name in the file."""
    assert fixed_lines('NVN107', _text(BODY), options=Options(
        nvn_looping_call_timeout='600'))[-1] == (
            '        timer.start(interval=1, timeout=600).wait()')


def test_not_without_the_option() -> None:
    """Nobody but the project knows how long it may take."""
    assert refusal('NVN107', _text(BODY)) == (
        'how long it may take is for you to say, with the option '
        'nvn-looping-call-timeout')


@pytest.mark.parametrize(('head', 'body', 'reason'), [
    (HEAD.replace('CONF', 'OPTIONS'), BODY,
     'the name CONF means nothing in the file'),
    (HEAD, BODY.replace('FixedInterval', 'Dynamic').replace('interval=1', ''),
     'DynamicLoopingCall has no variant with a timeout'),
    (HEAD.replace('import loopingcall\n', (
        'import loopingcall\nfrom oslo_service.loopingcall import '
        'FixedIntervalLoopingCall\n')), BODY.replace(
            'loopingcall.Fixed', 'Fixed'),
     'its class is imported by its name'),
    (HEAD, BODY.replace('(self._wait_for_active, ', (
        '((self._wait_for_active),\n' + ' ' * 45)),
     'its arguments are written in an unusual way'),
    (HEAD, '''\
loopingcall.FixedIntervalLoopingCall(self.is_up).start(interval=1,
                                                       initial_delay=2).wait()
''', 'its arguments are written in an unusual way'),
])
def test_left_alone(head: str, body: str, reason: str) -> None:
    """What means something else, or has no such class."""
    only, = answers('NVN107', _text(body, head), options=GIVEN)
    assert getattr(only, 'reason', '') == reason


@pytest.mark.parametrize('value', ['600', '0.5', 'TIMEOUT', 'CONF.a.b'])
def test_option(value: str) -> None:
    """Seconds, or a name."""
    class Given:
        nvn_looping_call_timeout = f' {value} '

    assert Options.parse(Given()).nvn_looping_call_timeout == value


@pytest.mark.parametrize('value', ['0', '-1', '1 minute', 'f()', '1e3'])
def test_wrong_option(value: str) -> None:
    """Of oslo.service, 0 means no timeout."""
    class Given:
        nvn_looping_call_timeout = value

    with pytest.raises(ExecutionError, match='neither a number of seconds'):
        Options.parse(Given())
