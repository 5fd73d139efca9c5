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

"""NVN103: a wait that times out and goes on as if it had succeeded."""

from collections.abc import Iterator
import functools

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.waiting.endings.returned import Outcome
from flake8_nova_notifications.rules.waiting.fixes.to_failure import to_failure
from flake8_nova_notifications.rules.waiting.waits.dropped import (
    dropped_statuses)
from flake8_nova_notifications.rules.waiting.waits.dropped import WAITING
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    looping_waits)
from flake8_nova_notifications.rules.waiting.waits.wait_loops import TRIGGERS
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops

_HOW = {
    Outcome.SILENT: 'the code continues as if the wait had succeeded',
    Outcome.LOGGED: 'the code only logs and continues',
}
_CALLER = Refused('what its caller does with the status is a decision')
_LOOPING = Refused('it is a looping call')


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each wait whose end by its bound nobody can notice."""
    for wait in source.once(wait_loops):
        for give_up in wait.give_ups:
            if give_up.outcome in _HOW:
                yield Finding(
                    wait.node, {'how': _HOW[give_up.outcome]},
                    functools.partial(to_failure, wait))
                break
    for dropped in source.once(dropped_statuses):
        yield Finding(dropped, {
            'how': f'{callee_name(dropped)}() only returns a status, which '
            'is ignored'}, lambda: _CALLER)
    for call in source.once(looping_waits):
        if call.silent_end is not None:
            yield Finding(call.silent_end, {
                'how': 'LoopingCallDone ends the wait like a success'},
                lambda: _LOOPING)


RULE = Rule(
    About(
        code='NVN103',
        summary=(
            'wait after whose timeout the code continues as if it had '
            'succeeded'),
        name='silent-give-up',
        message=(
            'on timeout {how}; raise, return a status, or check the '
            'condition again'),
        cwe=(703, 391),
        rationale=(
            'What follows a wait relies on what was waited for. When the '
            'wait runs out and nobody is told, the failure shows up later '
            'and elsewhere, or not at all.'),
        examples=(
            Example('both ends look the same', '''\
import time


def wait_until_called(mock):
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:  # NVN103
        if mock.call_count:
            break
        time.sleep(0.1)
'''),
            Example('a log line tells the operator, not the caller', '''\
import logging
import time

LOG = logging.getLogger(__name__)


def wait_tentative(ipr, index):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:  # NVN103
        if not ipr.get_tentative(index):
            return
        time.sleep(1)
    LOG.warning('Addresses of %s are still tentative', index)
'''),
            Example('a status that nobody looks at', '''\
import time


def wait_until_called(mock):
    deadline = time.monotonic() + 10
    while True:
        late = time.monotonic() > deadline
        if mock.call_count:
            return True
        if late:
            return False
        time.sleep(0.1)


def test_call(mock, server):
    server.call(mock)
    wait_until_called(mock)  # NVN103
    server.log_out()


def test_other_call(mock, server):
    server.call(mock)
    assert wait_until_called(mock)
    server.log_out()
'''),
            Example('a status', '''\
import time


def is_called(mock):
    deadline = time.monotonic() + 10
    while True:
        late = time.monotonic() > deadline
        if mock.call_count:
            return True
        if late:
            return False
        time.sleep(0.1)
'''),
            Example('checked again', '''\
import time


def wait_until_called(mock):
    deadline = time.monotonic() + 10
    while not mock.called and time.monotonic() < deadline:
        time.sleep(0.1)
    if not mock.called:
        raise AssertionError('%s was not called' % mock)
'''),
        ),
        options=('nvn_pauses', 'nvn_looks', 'nvn_failures'),
        fixable=Fixable.UNSAFE,
    ),
    check,
    (*TRIGGERS, *WAITING),
)
