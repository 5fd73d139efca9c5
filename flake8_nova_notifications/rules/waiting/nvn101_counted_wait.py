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

"""NVN101: a wait that is bounded by a count of looks."""

import ast
from collections.abc import Iterator
import functools

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.waiting.bounds import Bound
from flake8_nova_notifications.rules.waiting.counts import Count
from flake8_nova_notifications.rules.waiting.looping_calls import (
    looping_waits)
from flake8_nova_notifications.rules.waiting.loops import TRIGGERS
from flake8_nova_notifications.rules.waiting.loops import wait_loops
from flake8_nova_notifications.rules.waiting.to_deadline import to_deadline


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each wait that gives up after a number of looks."""
    for wait in source.once(wait_loops):
        if wait.bound is Bound.COUNT and wait.count is not None:
            yield Finding(wait.node, {'bound': _bound(
                source, wait.count, wait.pause.length, wait.pause.seconds,
                wait.observation.looks)}, functools.partial(
                    to_deadline, wait.loop, wait.count, (
                        *wait.observation.looks, *(
                            decider.test for decider
                            in wait.observation.deciders
                            if decider.test is not None))))
    for call in source.once(looping_waits):
        if call.bound is Bound.COUNT:
            yield Finding(call.node, {
                'bound': f'a counter in {call.callback}'}, _looping_call)


def _looping_call() -> Refused:
    return Refused('it is a looping call')


def _bound(
    source: SourceFile, count: Count, pause: ast.expr | None,
    seconds: float | None, looks: tuple[ast.Call, ...],
) -> str:
    number_of_looks = count.looks(source)
    if pause is not None:
        seconds = number(source, pause, far=True)
    if number_of_looks is not None:
        text = f'{number_of_looks} looks'
    else:
        text = f'{count.text()} looks'
    if seconds is not None:
        text += f' x {seconds:g} s'
        if number_of_looks is not None:
            text += f' = {number_of_looks * seconds:g} s at least'
    elif pause is not None:
        text += f' x {spelled(pause)} s'
    if looks and callee_name(looks[0]):
        calls = 'calls' if number_of_looks is None else (
            f'{number_of_looks} calls')
        text += f', plus {calls} of {callee_name(looks[0])}()'
    return text


RULE = Rule(
    About(
        code='NVN101',
        summary='wait bounded by a number of polls instead of a time',
        name='counted-wait',
        message='wait bounded by a count: {bound}; use a monotonic deadline',
        cwe=(703,),
        rationale=(
            'A number of looks is not a time. What each look takes is not '
            'counted, so the wait is longer than it says on a slow machine '
            'and no longer than it says on a busy one, where the work that '
            'is waited for is slow too. Compare with a deadline taken from '
            'time.monotonic() or ask oslo_utils.timeutils.StopWatch.'),
        examples=(
            Example('a number of looks', '''\
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
            Example('nominal seconds count looks as well', '''\
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
            Example('a deadline', '''\
import time


def wait_for_volume(api, volume_id):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        volume = api.get_volume(volume_id)
        if volume['status'] == 'available':
            return volume
        time.sleep(1)
    raise RuntimeError('volume is %s' % volume['status'])
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
