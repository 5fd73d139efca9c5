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
     'wait ends after number_of_polls_until_the_volume_is_there '
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
    (PAUSE, ' (one every seconds_between_two_polls_of_the_volume s)'),
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


def test_log_of_a_later_error() -> None:
    """What the handler of a later attempt logs is not about the wait."""
    code = (
        'import logging, time\nLOG = logging.getLogger(__name__)\n\n\n'
        'def f(api):\n    for _ in range(3):\n        if api.is_up():\n'
        '            break\n        time.sleep(1)\n    try:\n'
        '        {}\n    except OSError:\n'
        "        LOG.exception('not used')\n        raise\n")
    silent, logged = (
        linted.report(code.format(line), 'NVN103')
        for line in ('api.use()', "LOG.error('late')"))
    assert 'continues as if' in silent[0] and 'only logs' in logged[0]


@pytest.mark.parametrize('test, said', (
    ('api.is_a(i) and api.is_b(i)',
     'is_a() and is_b() keep returning the same'),
    ('not (api.is_a(i) and api.is_b(i))', 'is_a() keeps returning the same'),
    ('api.is_a(i) and api.is_a(0)', 'is_a() keeps returning the same'),
))
def test_several_polls_without_limit(test: str, said: str) -> None:
    """All that would end it, where one of them is enough."""
    assert linted.report(
        f'import time\n\n\ndef f(api, i):\n    while {test}:\n'
        '        time.sleep(1)\n', 'NVN104') == [
            f'5:5 NVN104 wait has no timeout: it never ends if {said}; add '
            'a deadline']


@pytest.mark.parametrize('handler, said', (
    ('time.sleep(1)', 'get_a() keeps failing'),
    ('break', 'get_a() keeps returning the same'),
))
def test_call_that_raises(handler: str, said: str) -> None:
    """It waits until a call raises no more, or until it raises."""
    after = 'return' if 'sleep' in handler else 'time.sleep(1)'
    assert linted.report(
        'import time\n\n\ndef f(api):\n    while True:\n        try:\n'
        f'            api.get_a()\n            {after}\n'
        f'        except KeyError:\n            {handler}\n', 'NVN104') == [
            f'5:5 NVN104 wait has no timeout: it never ends if {said}; add '
            'a deadline']


def test_several_polls_to_keep() -> None:
    """Each of the calls that have to answer rightly at once."""
    found = linted.report(
        'import time\n\n\ndef f(api, end):\n    while True:\n'
        "        if api.get_a() == 'on' and api.get_b() == 'up':\n"
        '            return\n        if time.monotonic() > end:\n'
        "            raise OSError('late')\n        time.sleep(1)\n", 'NVN102')
    assert found == [
        '9:13 NVN102 timeout message does not say what the last poll '
        'returned; keep the last results of get_a() and get_b() and add them']


@pytest.mark.parametrize('head, said', (
    ('for n in range(5):', '5 polls (5 pauses of 1 s = 5 s)'),
    ('for n in itertools.count(3):\n        if n > 7: return False',
     '5 polls (5 pauses of 1 s = 5 s)'),
    ('for n in itertools.count(0, 2):\n        if n > 7: return False',
     '4 polls (4 pauses of 1 s = 4 s)'),
))
def test_no_default(head: str, said: str) -> None:
    """What a poll brings is no limit that has a default."""
    found = linted.report(
        f'import itertools\nimport time\n\n\ndef f(api):\n    {head}\n'
        "        reply = api.get()\n        if reply.code == 'up':\n"
        '            return True\n        elif reply.code != 503:\n'
        '            raise OSError(reply)\n        time.sleep(1)\n'
        '    return False\n', 'NVN101')
    assert found == [
        f'6:5 NVN101 wait ends after {said}, not after a set time: the time '
        f'get() takes is not counted{END}']


def test_list_of_pauses() -> None:
    """Their lengths and their sum."""
    found = linted.report(
        'import time\n\n\ndef f(api):\n    for delay in (1, 2, 5, 10):\n'
        '        if api.is_up():\n            return True\n'
        '        time.sleep(delay)\n    return False\n', 'NVN101')
    assert found == [
        '5:5 NVN101 wait ends after 4 polls (4 pauses growing from 1 to 10 '
        's, 18 s in all), not after a set time: the time is_up() takes is '
        f'not counted{END}']


def test_never_formatted() -> None:
    """A placeholder without a name."""
    found = linted.report(
        'import time\n\n\ndef f(api):\n    for _ in range(5):\n'
        "        if api.get_state() == 'up':\n            return True\n"
        "        time.sleep(1)\n    raise OSError('it is %s')\n", 'NVN102')
    assert found == ['9:5 NVN102 timeout message is never formatted: its '
                     'placeholders are printed as they are']


def test_signal_that_only_asks() -> None:
    """``os.kill()`` returns nothing that could be added."""
    found = linted.report(
        'import os\nimport time\n\n\ndef f(pid, end):\n    while True:\n'
        '        try:\n            os.kill(pid, 0)\n'
        '        except OSError:\n            return\n'
        "        if time.monotonic() > end:\n            raise OSError('late')"
        '\n        time.sleep(1)\n', 'NVN102')
    assert found == [
        '12:13 NVN102 timeout message does not say what was waited for; '
        'name it']


def test_option_is_no_answer() -> None:
    """What the caller has set is not what a poll returned."""
    assert linted.report(
        'import time\n\n\ndef f(api, module, i):\n'
        '    for _ in range(9):\n'
        '        if module.check_mode:\n            return\n'
        '        state = api.get_state(i)\n'
        "        if state == 'up':\n            return\n"
        '        time.sleep(1)\n'
        "    raise RuntimeError('late')\n", 'NVN102') == [
            '12:5 NVN102 timeout message does not say what the last poll '
            "returned; add 'state' to it"]


@pytest.mark.parametrize('inner', (
    'for one in page:', 'for one in page.stacks:'))
def test_page_of_many(inner: str) -> None:
    """The last page is not all that was seen, and there may be none."""
    assert linted.report(
        'import time\n\n\ndef f(api, name):\n    for _ in range(9):\n'
        f'        for page in api.get_pages():\n            {inner}\n'
        "                if one['name'] == name:\n"
        '                    return one\n        time.sleep(1)\n'
        "    raise RuntimeError('late')\n", 'NVN102') == [
            '11:5 NVN102 timeout message does not say what the last poll '
            'returned; keep the last result of get_pages() and add it']


def test_wait_that_is_told_its_time() -> None:
    """What an inner wait takes is what is counted."""
    code = '''\
import time


class C:
    def stop(self, vm, timeout, pause):
        while timeout > 0:
            wait_time = min(pause, timeout)
            try:
                if self._wait_for_end(vm, {given}):
                    return True
            except LookupError:
                time.sleep(wait_time)
            timeout -= pause
        return False

    def _wait_for_end(self, vm, limit):
        return self.has_ended(vm)
'''
    said = '6:9 NVN101 timeout is in seconds but counts polls'
    assert linted.report(code.format(given='wait_time'), 'NVN101') == [
        said + END]
    assert linted.report(code.format(given='pause'), 'NVN101') == [
        f'{said}: the time _wait_for_end() takes is not counted{END}']
