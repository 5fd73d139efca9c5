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

"""NVN102: a wait whose failure does not say what was seen."""

import ast
from collections.abc import Iterator
from collections.abc import Sequence

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.waiting.endings.failure_messages import (
    Says)
from flake8_nova_notifications.rules.waiting.endings.last_poll import (
    is_own_state)
from flake8_nova_notifications.rules.waiting.endings.last_poll import (
    worth_showing)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    Observation)
from flake8_nova_notifications.rules.waiting.endings.shown import advice
from flake8_nova_notifications.rules.waiting.endings.shown import to_show
from flake8_nova_notifications.rules.waiting.fixes.to_last_seen import (
    with_last_seen)
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    looping_waits)
from flake8_nova_notifications.rules.waiting.waits.wait_loops import TRIGGERS
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each failure at the end of a wait that shows nothing seen."""
    for wait in source.once(wait_loops):
        worth = worth_showing(wait.loop)
        for give_up in wait.give_ups:
            if give_up.node is None:
                continue
            if wait.pause.notified and _is_bare(give_up.node):
                # A queue or a pipe: ``raise Empty()`` is what it promises.
                continue
            if not worth and is_own_state(wait.observation, give_up.node):
                continue
            if give_up.says in (Says.NOTHING, Says.PART) or (
                    give_up.says is Says.NAMES and worth):
                yield _finding(wait.loop, wait.observation, give_up.node,
                               worth, give_up.left_out)
    for call in source.once(looping_waits):
        if call.loop is not None:
            for failing in call.failing:
                yield _finding(
                    call.loop, call.observation, failing, True, ())


def _finding(
    loop: Loop, seen: Observation, failing: ast.stmt, worth: bool,
    missing: Sequence[ast.expr],
) -> Finding:
    return Finding(
        failing, {'fact': advice(loop, seen, failing, worth, missing)},
        lambda: with_last_seen(
            loop, failing, to_show(loop, seen, failing, worth, missing)))


def _is_bare(failure: ast.stmt) -> bool:
    """Whether an exception is raised that has nothing but its class."""
    match failure:
        case ast.Raise(exc=(
                ast.Call(args=[], keywords=[]) | ast.Name()
                | ast.Attribute())):
            return True
    return False


RULE = Rule(
    About(
        code='NVN102',
        summary=(
            'timeout message that does not say what the last poll returned'),
        name='generic-give-up',
        message='timeout message {fact}',
        cwe=(703, 778),
        severity=Severity.MEDIUM,
        rationale=(
            'A wait that fails is read in a log, often once and far from '
            'the machine. Whether the server was still BUILD, went to ERROR '
            'or was not there at all is what the reader needs, and the loop '
            'had it in its hand.'),
        examples=(
            Example('a constant message', '''\
import time


class Test:
    def wait_until_swapped(self, server):
        deadline = time.monotonic() + 25
        while time.monotonic() < deadline:
            attachments = self.api.get_server_volumes(server['id'])
            if attachments and attachments[0]['volumeId'] == self.new:
                return
            time.sleep(0.5)
        self.fail('Volume swap operation failed.')  # NVN102
'''),
            Example('which server, but not how it was', '''\
import time


def wait_for_status(api, server_id, status):
    deadline = time.monotonic() + 10
    while True:
        server = api.get_server(server_id)
        if server['status'] == status:
            return server
        if time.monotonic() > deadline:
            raise RuntimeError('%s is not %s' % (  # NVN102
                server_id, status))
        time.sleep(0.5)
'''),
            Example('the last status', '''\
import time


def wait_for_status(api, server_id, status):
    deadline = time.monotonic() + 10
    while True:
        server = api.get_server(server_id)
        if server['status'] == status:
            return server
        if time.monotonic() > deadline:
            raise RuntimeError('%s is not %s but %s' % (
                server_id, status, server['status']))
        time.sleep(0.5)
'''),
            Example('nothing but its absence could be seen', '''\
import os
import time


def wait_for_pid_file(path):
    deadline = time.monotonic() + 10
    while not os.path.exists(path):
        if time.monotonic() > deadline:
            raise RuntimeError('%s did not appear' % path)
        time.sleep(0.5)
'''),
        ),
        options=('nvn_pauses', 'nvn_looks', 'nvn_failures'),
        fixable=Fixable.SOME,
    ),
    check,
    TRIGGERS,
)
