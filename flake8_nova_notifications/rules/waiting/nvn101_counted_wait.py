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

"""NVN101: a wait that is bounded by a number of polls."""

from collections.abc import Iterator
import functools

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.idioms import limits
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.waiting.endings.observation import brings
from flake8_nova_notifications.rules.waiting.fixes.to_deadline import (
    to_deadline)
from flake8_nova_notifications.rules.waiting.loops.bounds import Bound
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.waits.counted import counted
from flake8_nova_notifications.rules.waiting.waits.counted import counted_calls
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    looping_waits)
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    LoopingWait)
from flake8_nova_notifications.rules.waiting.waits.wait_loops import TRIGGERS
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops
from flake8_nova_notifications.rules.waiting.waits.wait_loops import WaitLoop

# With the advice behind it a message has 200 characters at most.
MAX_LENGTH = 135

# What is asked in the process itself takes no time.
_AT_ONCE = frozenset((
    'is_set', 'isSet', 'is_alive', 'done', 'locked', 'empty', 'qsize'))


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each wait that gives up after a number of polls."""
    for wait in source.once(wait_loops):
        if wait.count is not None:
            what, cost = _in_short(wait)
            yield Finding(
                wait.node, {'what': what, 'cost': cost}, functools.partial(
                    to_deadline, wait.loop, wait.count, (
                        *wait.observation.polls, *(
                            decider.test for decider
                            in wait.observation.deciders
                            if decider.test is not None))))
    for made in source.once(looping_waits):
        match made:
            case LoopingWait(bound=Bound.COUNT, loop=Loop() as loop):
                what = counted_calls(loop, made.interval)
                yield Finding(
                    made.node, {'what': what, 'cost': ''}, _looping_call)


def _looping_call() -> Refused:
    return Refused('it is a looping call')


def _in_short(wait: WaitLoop) -> tuple[str, str]:
    """What is said of a wait: the first that is not too long."""
    cost = _cost(wait)
    whole, brief = counted(wait), counted(wait, briefly=True)
    return next(
        (said for said in ((whole, cost), (whole, ''), (brief, cost))
         if sum(map(len, said)) <= MAX_LENGTH), (brief, ''))


def _cost(wait: WaitLoop) -> str:
    """What the count leaves out; nothing where a poll takes no time.

    Or where it is given a limit, as an inner wait is.
    """
    call = brings(wait.loop)
    return '' if call is None or callee_name(call) in _AT_ONCE or (
        callee_name(call).lstrip('_').startswith('wait')
        and limits.is_given_limit(call)) else (
        f': the time {callee_name(call)}() takes is not counted')


RULE = Rule(
    About(
        code='NVN101',
        summary='wait bounded by a number of polls instead of a time',
        name='counted-wait',
        message=(
            '{what}{cost}; use a generous monotonic deadline and poll once '
            'more after it'),
        cwe=(703,),
        rationale=(
            'A wait that ends after a number of polls does not end after a '
            'set time. What each poll takes is not counted: on a busy '
            'machine the polls are slow, and so is the work that is waited '
            'for, and nobody can say how long the wait lasts. Compare with a '
            'deadline taken from time.monotonic(), or ask '
            'oslo_utils.timeutils.StopWatch. Do not turn the pauses that the '
            'count adds up to into the deadline: where polls are costly the '
            'count waited longer, and a deadline of the same seconds fails '
            'where the count passed. Give several times as much, and poll '
            'once more after the deadline, so that a thread that was '
            'suspended for long does not give up on what is there.'),
        examples=(
            Example('a number of polls', '''\
import time


class Test:
    def wait_until_active(self, server):
        for _ in range(50):  # NVN101
            server = self.api.get_server(server['id'])
            if server['status'] == 'ACTIVE':
                return server
            time.sleep(0.5)
        self.fail('server is %s' % server['status'])
'''),
            Example('a timeout in seconds that counts polls', '''\
import time


def wait_for_device(device, timeout=30):
    for _ in range(timeout):  # NVN101
        if device.is_ready():
            return
        time.sleep(0.5)
    raise RuntimeError('%s is not ready' % device)
'''),
            Example('nominal seconds count polls as well', '''\
import time


def wait_for_volume(api, volume_id):
    waited = 0
    while waited < 10:  # NVN101
        volume = api.get_volume(volume_id)
        if volume['status'] == 'available':
            return volume
        time.sleep(1)
        waited += 1
    raise RuntimeError('volume is %s' % volume['status'])
'''),
            Example('a counter inside an endless loop', '''\
import time


def wait_for_port(client, port_id, attempts=10):
    tries = 0
    while True:  # NVN101
        port = client.show_port(port_id)
        if port['status'] == 'ACTIVE':
            return port
        tries += 1
        if tries == attempts:
            raise RuntimeError('port is %s' % port['status'])
        time.sleep(0.5)
'''),
            Example('a generous deadline, and one more poll after it', '''\
import time


def wait_for_volume(api, volume_id):
    deadline = time.monotonic() + 60
    while True:
        late = time.monotonic() > deadline
        volume = api.get_volume(volume_id)
        if volume['status'] == 'available':
            return volume
        if late:
            raise RuntimeError('volume is %s' % volume['status'])
        time.sleep(1)
'''),
            Example('a retry does the work again', '''\
import time


def create(api, body):
    for _ in range(5):
        try:
            return api.create_server(body)
        except ConnectionError:
            time.sleep(1)
    raise RuntimeError('no server was created')
'''),
        ),
        options=('nvn_pauses', 'nvn_looks'),
        fixable=Fixable.SOME,
    ),
    check,
    TRIGGERS,
)
