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

"""NVN107: a looping call that is waited for and never times out."""

from collections.abc import Iterator
import functools

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.waiting.fixes.to_timeout import (
    with_timeout)
from flake8_nova_notifications.rules.waiting.loops.bounds import Bound
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    looping_waits)
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    LoopingWait)
from flake8_nova_notifications.rules.waiting.waits.wait_loops import TRIGGERS


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each looping call that only its callback can end."""
    for call in source.once(looping_waits):
        if call.bound is Bound.NONE:
            yield Finding(call.node, {
                'callback': _spoken(call),
                'unless': ' and ends only when the state is reached or has '
                'failed' if call.may_fail else ''},
                functools.partial(with_timeout, source, call))


def _spoken(call: LoopingWait) -> str:
    """``_wait()`` for a name, anything else as it is written."""
    name = call.callback
    return f'{name.rpartition(".")[2]}()' if name.replace(
        '.', '_').isidentifier() else f'"{name}"'


RULE = Rule(
    About(
        code='NVN107',
        summary='looping call without a timeout',
        name='looping-call-without-timeout',
        message=(
            'looping call of {callback} has no timeout{unless}; use '
            'FixedIntervalWithTimeoutLoopingCall with timeout=, or '
            'BackOffLoopingCall'),
        cwe=(835, 400),
        rationale=(
            'FixedIntervalLoopingCall calls its function until that raises '
            'LoopingCallDone, and FixedIntervalWithTimeoutLoopingCall does '
            'so too unless start() is given timeout= (its default of 0 '
            'means none; oslo.service). When the state never comes, '
            'wait() does not return.'),
        examples=(
            Example('only the state ends it', '''\
from oslo_service import loopingcall


class Driver:
    def power_on(self, node):
        def _wait_for_power_state():
            if node.refresh().power_state == 'on':
                raise loopingcall.LoopingCallDone()

        timer = loopingcall.FixedIntervalLoopingCall(  # NVN107
            _wait_for_power_state)
        timer.start(interval=2).wait()
'''),
            Example('the default timeout is none', '''\
from oslo_service import loopingcall


def wait_for_volume(api, volume_id):
    def _poll():
        if api.get(volume_id)['status'] == 'available':
            raise loopingcall.LoopingCallDone()

    loopingcall.FixedIntervalWithTimeoutLoopingCall(  # NVN107
        _poll).start(interval=1).wait()
'''),
            Example('a timeout', '''\
from oslo_service import loopingcall


def wait_for_volume(api, volume_id):
    def _poll():
        if api.get(volume_id)['status'] == 'available':
            raise loopingcall.LoopingCallDone()

    loopingcall.FixedIntervalWithTimeoutLoopingCall(
        _poll).start(interval=1, timeout=60).wait()
'''),
            Example('a heartbeat is not waited for', '''\
from oslo_service import loopingcall


def start_reporting(agent):
    heartbeat = loopingcall.FixedIntervalLoopingCall(agent.report_state)
    heartbeat.start(interval=30)
    return heartbeat
'''),
        ),
        options=('nvn_looping_call_timeout',),
        fixable=Fixable.GIVEN,
    ),
    check,
    TRIGGERS,
)
