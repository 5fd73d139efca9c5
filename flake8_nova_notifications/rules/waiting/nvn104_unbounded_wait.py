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

"""NVN104: a wait that nothing but its condition can end."""

import ast
from collections.abc import Iterator
from collections.abc import Sequence
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.waiting.endings.observation import (
    alternatives)
from flake8_nova_notifications.rules.waiting.endings.observation import brings
from flake8_nova_notifications.rules.waiting.endings.shown import MAX_NAMED
from flake8_nova_notifications.rules.waiting.loops.bounds import Bound
from flake8_nova_notifications.rules.waiting.waits.wait_loops import TRIGGERS
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops
from flake8_nova_notifications.rules.waiting.waits.wait_loops import WaitLoop

# How long a job takes depends on its size: it may well take hours.
_PROGRESS = re.compile(
    r'(?i)(?:\b|_)(?:job|progress|percent|copy|copied|migrat\w*|rebase|commit|'
    r'transfer\w*|upload|download|import)(?:\b|_)')


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each wait without a count, a deadline or a stop flag."""
    for wait in source.once(wait_loops):
        if wait.bound is Bound.NONE:
            seen = _all_seen(wait)
            advice = 'add a limit on the time without progress' if (
                _PROGRESS.search(seen[0])) else 'add a deadline'
            yield Finding(wait.node, {
                'seen': _stays(seen, _only_fails(wait)), 'advice': advice})


def _only_fails(wait: WaitLoop) -> bool:
    """Whether it goes on because what it calls raises, and for nothing else.

    ``try: connect()``, ``except OSError: sleep(1)``, ``else: break``.
    """
    return all(
        decider.test is None and not decider.by_absence
        and not decider.compares for decider in wait.observation.deciders)


def _stays(seen: Sequence[str], fails: bool) -> str:
    """``get() keeps returning the same``, ``a() and b() ...``."""
    if fails and all(one.endswith('()') for one in seen):
        return ' and '.join(seen) + (
            ' keeps failing' if len(seen) == 1 else ' keep failing')
    if len(seen) > 1:
        return ' and '.join(seen) + ' keep returning the same'
    return seen[0] + (
        ' keeps returning the same' if seen[0].endswith('()')
        else ' never changes')


def _all_seen(wait: WaitLoop) -> list[str]:
    """What has to stay as it is, of all that would end the wait."""
    groups = alternatives(wait.loop)
    calls = [call for group in groups
             if (call := brings(wait.loop, group)) is not None]
    names = list(dict.fromkeys(f'{callee_name(call)}()' for call in calls))
    if len(calls) < len(groups) or not 1 < len(names) <= MAX_NAMED or any(
            isinstance(wait.loop.source.parent(call), ast.Expr)
            for call in calls):
        return [_seen(wait)]
    return names


def _seen(wait: WaitLoop) -> str:
    """The value that is tested, or the call that brings it."""
    call = brings(wait.loop)
    places = sorted(wait.observation.places, key=lambda p: (len(p), p))
    if call is not None and not (places and isinstance(
            wait.loop.source.parent(call), ast.Expr)):
        return f'{callee_name(call)}()'
    return places[0] if places else 'what it polls'


RULE = Rule(
    About(
        code='NVN104',
        summary='wait without a timeout',
        name='unbounded-wait',
        message='wait has no timeout: it never ends if {seen}; {advice}',
        cwe=(835, 400),
        severity=Severity.MEDIUM,
        rationale=(
            'What is waited for may never come: the job is lost, the peer '
            'is gone. The thread then hangs until somebody restarts the '
            'service, and holds its locks while it does.'),
        examples=(
            Example('until the job is complete, if ever', '''\
import time


def wait_for_job(device):
    while not device.is_job_complete():  # NVN104
        time.sleep(0.5)
'''),
            Example('an error ends it, time does not', '''\
import time


def wait_for_copy(db, snapshot_id):
    while True:  # NVN104
        snapshot = db.snapshot_get(snapshot_id)
        if snapshot['status'] == 'available':
            break
        if snapshot['status'] == 'error':
            raise RuntimeError('copy of %s failed' % snapshot_id)
        time.sleep(1)
'''),
            Example('the clock is read once, before the loop', '''\
import time


def wait_for_copy(copy, seconds):
    now = time.monotonic()
    deadline = now + seconds
    while now < deadline:  # NVN104
        if copy.is_done():
            return True
        time.sleep(1)
    return False
'''),
            Example('a service runs until it is told to stop', '''\
import time


def serve(agent, stop):
    while not stop.is_set():
        agent.report_state()
        time.sleep(10)
'''),
            Example('a limit on the time without progress', '''\
import time


def wait_for_job(device):
    done = 0
    deadline = time.monotonic() + 300
    while True:
        late = time.monotonic() > deadline
        percent = device.get_percent()
        if percent == 100:
            return
        if percent > done:
            done, deadline = percent, time.monotonic() + 300
        elif late:
            raise RuntimeError('job stands at %s percent' % percent)
        time.sleep(0.5)
'''),
            Example('a deadline', '''\
import time


def wait_for_volume(api, volume_id):
    deadline = time.monotonic() + 300
    while True:
        late = time.monotonic() > deadline
        volume = api.get_volume(volume_id)
        if volume['status'] == 'available':
            return volume
        if late:
            raise RuntimeError('volume is %s' % volume['status'])
        time.sleep(0.5)
'''),
        ),
        options=('nvn_pauses', 'nvn_looks'),
    ),
    check,
    TRIGGERS,
)
