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

"""What is said of waits: the facts first, and never too much."""

import pytest

from tests import linted

LONG = 'self.configuration.number_of_polls_until_the_volume_is_there'
PAUSE = 'self.configuration.seconds_between_two_polls_of_the_volume'
END = '; use a generous monotonic deadline and poll once more after it'


@pytest.mark.parametrize('limit, pause, call, said', (
    ('9', '1', 'get_state',
     'wait ends after 9 polls (9 pauses of 1 s = 9 s), not after a set '
     'time: the time get_state() takes is not counted'),
    ('9', '1', 'get_state_of_all_attachments_of_the_volume',
     'wait ends after 9 polls (9 pauses of 1 s = 9 s), not after a set '
     'time'),
    ('self.tries', 'self.pause', 'done',
     'wait ends after self.tries polls (pauses of self.pause s), not after '
     'a set time'),
    (LONG, PAUSE, 'get_state',
     'wait ends after self.configuration.number_of_polls_until_the ... '
     'polls, not after a set time: the time get_state() takes is not '
     'counted'),
))
def test_counted_wait(limit: str, pause: str, call: str, said: str) -> None:
    """In at most 200 characters: the pauses and the cost give way."""
    found = linted.report(
        'import time\n\n\ndef f(self, api):\n'
        f'    for _ in range({limit}):\n        if api.{call}():\n'
        f'            return True\n        time.sleep({pause})\n'
        '    return False\n', 'NVN101')
    assert found == [f'5:5 NVN101 {said}{END}']
    assert len(f'{said}{END}') <= 200


@pytest.mark.parametrize('interval, said', (
    ('2', ' (one every 2 s)'),
    (PAUSE, ' (one every self.configuration.seconds_between_two_polls ... s)'),
))
def test_counting_callback(interval: str, said: str) -> None:
    """How often it is called."""
    found = linted.report(
        'from oslo_service import loopingcall\n\n\ndef f(self, api):\n'
        '    def look():\n        if api.is_up():\n'
        '            raise loopingcall.LoopingCallDone()\n'
        '        self.tries += 1\n        if self.tries > 9:\n'
        "            raise ValueError('no')\n"
        '    loopingcall.FixedIntervalLoopingCall(look).start(\n'
        f'        {interval}).wait()\n', 'NVN101')
    assert found == [
        f'11:5 NVN101 wait ends after a number of polls{said}, not after a '
        f'set time{END}']
    assert len(found[0].partition('NVN101 ')[2]) <= 200


def test_looping_call() -> None:
    """The callback is named, and what to use instead."""
    assert linted.report(
        'from oslo_service import loopingcall\n\n\nclass C:\n'
        '    def _look(self, i):\n'
        "        if self.api.get(i).state == 'up':\n"
        '            raise loopingcall.LoopingCallDone()\n\n'
        '    def f(self, i):\n'
        '        timer = loopingcall.FixedIntervalLoopingCall(\n'
        '            self._look, i)\n'
        '        timer.start(interval=1).wait()\n', 'NVN107') == [
        '10:17 NVN107 looping call of _look() has no timeout; use '
        'FixedIntervalWithTimeoutLoopingCall with timeout=, or '
        'BackOffLoopingCall']


def test_logger_by_its_end() -> None:
    """``error_logger`` logs as ``logger`` does: said so in the message."""
    found = linted.report(
        'import time\n\n\ndef f(api, left=9):\n    while not api.is_up():\n'
        '        time.sleep(1)\n        left -= 1\n'
        '        if left <= 0:\n'
        "            error_logger.warning('late')\n"
        '            break\n    api.use()\n', 'NVN103')
    assert found == [
        '5:5 NVN103 on timeout the code only logs and continues; raise, '
        'return a status, or check the condition again']
