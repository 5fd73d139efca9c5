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

"""NVN106: a deadline that moves when somebody sets the clock."""

from collections.abc import Iterator
import functools

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.waiting.fixes.to_monotonic import (
    to_monotonic)
from flake8_nova_notifications.rules.waiting.waits.wait_loops import TRIGGERS
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each wait whose deadline is computed from the wall clock."""
    for wait in source.once(wait_loops):
        if wait.wall_clock is not None:
            yield Finding(wait.node, fix=functools.partial(
                to_monotonic, source, wait.wall_clock))


RULE = Rule(
    About(
        code='NVN106',
        summary='deadline computed from the wall clock',
        name='wall-clock-deadline',
        message=(
            'deadline is computed from the wall clock, which can be set; '
            'use time.monotonic() or timeutils.StopWatch'),
        cwe=(703,),
        rationale=(
            'time.time() and datetime.now() follow the clock of the machine. '
            'When a time server or an operator sets it, the wait ends at '
            'once or hours late. The monotonic clock only ever goes forward '
            '(PEP 418). Off by default: of 84 deadlines read in OpenStack '
            'code, 72 are written this way.'),
        examples=(
            Example('time.time()', '''\
import time


def wait_for_job(device):
    start = time.time()
    while time.time() - start < 60:  # NVN106
        if device.is_job_complete():
            return
        time.sleep(0.5)
    raise RuntimeError('job of %s is not complete' % device)
'''),
            Example('time.monotonic()', '''\
import time


def wait_for_job(device):
    start = time.monotonic()
    while time.monotonic() - start < 60:
        if device.is_job_complete():
            return
        time.sleep(0.5)
    raise RuntimeError('job of %s is not complete' % device)
'''),
        ),
        options=('nvn_pauses', 'nvn_looks'),
        on_by_default=False,
        fixable=Fixable.SAFE,
    ),
    check,
    TRIGGERS,
)
