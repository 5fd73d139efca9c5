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

from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.waiting.bounds import Bound
from flake8_nova_notifications.rules.waiting.loops import TRIGGERS
from flake8_nova_notifications.rules.waiting.loops import wait_loops
from flake8_nova_notifications.rules.waiting.loops import WaitLoop


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each wait without a count, a deadline or a stop flag."""
    for wait in source.once(wait_loops):
        if wait.bound is Bound.NONE:
            yield Finding(wait.node, {'seen': _seen(wait)})


def _seen(wait: WaitLoop) -> str:
    looks = wait.observation.looks
    if looks and callee_name(looks[0]):
        return f'{callee_name(looks[0])}()'
    if wait.observation.places:
        return min(wait.observation.places, key=lambda p: (len(p), p))
    return 'what it looks at'


RULE = Rule(
    About(
        code='NVN104',
        summary='wait without a timeout',
        name='unbounded-wait',
        message=(
            'wait has no bound: it hangs when {seen} never changes; '
            'add a monotonic deadline'),
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
            Example('a service runs until it is told to stop', '''\
import time


def serve(agent, stop):
    while not stop.is_set():
        agent.report_state()
        time.sleep(10)
'''),
            Example('a deadline', '''\
import time


def wait_for_job(device):
    deadline = time.monotonic() + 60
    while not device.is_job_complete():
        if time.monotonic() > deadline:
            raise RuntimeError('job of %s is not complete' % device)
        time.sleep(0.5)
'''),
        ),
        options=('nvn_pauses', 'nvn_looks'),
    ),
    check,
    TRIGGERS,
)
