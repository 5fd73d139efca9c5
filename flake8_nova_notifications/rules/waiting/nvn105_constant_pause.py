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

"""NVN105: a wait that pauses equally long after every poll."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    looping_waits)
from flake8_nova_notifications.rules.waiting.waits.wait_loops import TRIGGERS
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each wait without back-off."""
    for wait in source.once(wait_loops):
        if not wait.grows:
            text = wait.pause.text
            yield Finding(wait.node, {
                'pause': f' of {text}' if text else ''})
    for call in source.once(looping_waits):
        if call.interval:
            yield Finding(call.node, {'pause': f' of {call.interval}'})


RULE = Rule(
    About(
        code='NVN105',
        summary='wait whose pause between polls never grows',
        name='constant-pause',
        message=(
            'wait pauses equally long{pause} after every poll; let the pause '
            'grow (back-off), with some jitter'),
        cwe=(400,),
        rationale=(
            'Looking twice a second at something that takes minutes costs '
            'the service that is asked, most of all when many wait for it '
            'at once. Off by default: in a functional test against a fake '
            'the constant pause is fine.'),
        examples=(
            Example('half a second for ever', '''\
import time


def wait_for_job(device):
    deadline = time.monotonic() + 60
    while not device.is_job_complete():  # NVN105
        if time.monotonic() > deadline:
            raise RuntimeError('job of %s is not complete' % device)
        time.sleep(0.5)
'''),
            Example('a pause that grows', '''\
import time


def wait_for_job(device):
    deadline = time.monotonic() + 60
    pause = 0.5
    while not device.is_job_complete():
        if time.monotonic() > deadline:
            raise RuntimeError('job of %s is not complete' % device)
        time.sleep(pause)
        pause = min(pause * 2, 10)
'''),
        ),
        options=('nvn_pauses', 'nvn_looks'),
        on_by_default=False,
    ),
    check,
    TRIGGERS,
)
