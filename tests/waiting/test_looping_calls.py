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

"""Looping calls of oslo.service: followed into what they call."""

import pytest

from tests import linted

CODES = [f'NVN10{digit}' for digit in range(1, 8)]

HEAD = '''\
import functools
from oslo_service import loopingcall
from oslo_utils import timeutils
import time
'''

CASES = {
    'a method': '''
class C:
    def _look(self, i):
        if self.api.get(i).state == 'up':
            raise loopingcall.LoopingCallDone()

    def f(self, i):
        timer = loopingcall.FixedIntervalLoopingCall(  # NVN105 NVN107
            self._look, i)
        timer.start(interval=1).wait()
''',
    'through a lambda and a partial': '''
class C:
    def _look(self, i):
        if self.api.get(i).state == 'up':
            raise loopingcall.LoopingCallDone()

    def f(self, i):
        loopingcall.FixedIntervalLoopingCall(  # NVN105 NVN107
            lambda: self._look(i)).start(interval=1).wait()

    def g(self, i):
        loopingcall.FixedIntervalLoopingCall(  # NVN105 NVN107
            functools.partial(self._look, i)).start(interval=1).wait()
''',
    'waited for by another name': '''
def f(api):
    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    timer = loopingcall.FixedIntervalLoopingCall(look)  # NVN105 NVN107
    event = timer.start(interval=1)
    event.wait()


def g(api):
    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    timer = loopingcall.FixedIntervalLoopingCall(look)  # NVN105 NVN107
    timer.start(interval=1)
    timer.wait()
''',
    'a counter in the closure': '''
def f(api):
    data = {'tries': 0}

    def look():
        state = api.get_state()
        if state == 'up':
            raise loopingcall.LoopingCallDone()
        if data['tries'] >= 9:
            raise RuntimeError('state is %s' % state)
        data['tries'] += 1
    timer = loopingcall.FixedIntervalLoopingCall(look)  # NVN101 NVN105
    timer.start(interval=1).wait()
''',
    'a deadline in the closure': '''
def f(api):
    start = time.monotonic()

    def look():
        state = api.get_state()
        if state == 'up':
            raise loopingcall.LoopingCallDone()
        if time.monotonic() - start > 9:
            raise RuntimeError('no')  # NVN102
    timer = loopingcall.FixedIntervalLoopingCall(look)  # NVN105
    timer.start(interval=1).wait()
''',
    'a deadline handed in': '''
def f(api, timeout):
    def look(start, timeout):
        if api.is_up():
            raise loopingcall.LoopingCallDone()
        if timed_out(start, timeout):
            raise loopingcall.LoopingCallDone(False)
    timer = loopingcall.FixedIntervalLoopingCall(  # NVN105
        look, timeutils.utcnow(), timeout)
    if not timer.start(interval=1).wait():
        raise RuntimeError('%s is not up' % api)
''',
    'a deadline in a helper': '''
class C:
    def _check_time(self):
        if time.monotonic() > self.end:
            raise RuntimeError('late')

    def _look(self):
        self._check_time()
        if self.api.is_up():
            raise loopingcall.LoopingCallDone()

    def f(self):
        timer = loopingcall.FixedIntervalLoopingCall(  # NVN105
            self._look)
        timer.start(interval=1).wait()
''',
    'the end of the time looks like a success': '''
def f(api):
    data = {'tries': 0}

    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
        if data['tries'] > 9:
            LOG.error('not up')
            raise loopingcall.LoopingCallDone()  # NVN103
        data['tries'] += 1
    timer = loopingcall.FixedIntervalLoopingCall(look)  # NVN101 NVN105
    timer.start(interval=1).wait()
''',
    'the end of the time is noted': '''
def f(api):
    data = {'tries': 0, 'error': ''}

    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
        if data['tries'] > 9:
            data['error'] = 'late'
            raise loopingcall.LoopingCallDone()
        data['tries'] += 1
    timer = loopingcall.FixedIntervalLoopingCall(look)  # NVN101 NVN105
    timer.start(interval=1).wait()
    return data['error']
''',
    'a time limit': '''
def f(api):
    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(  # NVN105
        look)
    timer.start(interval=1, timeout=9).wait()


def g(api, **kwargs):
    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    timer = loopingcall.FixedIntervalWithTimeoutLoopingCall(  # NVN105
        look)
    timer.start(**kwargs).wait()


def h(api):
    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    loopingcall.BackOffLoopingCall(look).start().wait()
''',
    'no time limit is the default': '''
def f(api):
    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    timer = (
        loopingcall.FixedIntervalWithTimeoutLoopingCall(  # NVN105 NVN107
            look))
    timer.start(interval=1).wait()
''',
    'what the handler of the time-out says': '''
def f(api, i):
    def look():
        if api.get(i).status == 'up':
            raise loopingcall.LoopingCallDone()
    try:
        loopingcall.FixedIntervalWithTimeoutLoopingCall(  # NVN105
            look).start(interval=1, timeout=9).wait()
    except loopingcall.LoopingCallTimeOut:
        raise RuntimeError('%s is not up' % i)  # NVN102
''',
    'no wait': '''
class C:
    def start(self):
        self.timer = loopingcall.FixedIntervalLoopingCall(self.report)
        self.timer.start(interval=1)

    def report(self):
        self.api.get_state()

    def serve(self):
        loopingcall.FixedIntervalLoopingCall(
            self.report).start(interval=1).wait()

    def once(self):
        def work():
            self.delete()
            raise loopingcall.LoopingCallDone()
        loopingcall.FixedIntervalLoopingCall(work).start(interval=0).wait()

    def retry(self):
        def remove():
            try:
                self.image.remove()
                raise loopingcall.LoopingCallDone()
            except Busy:
                pass
        loopingcall.FixedIntervalLoopingCall(remove).start(1).wait()

    def unknown(self, function):
        loopingcall.FixedIntervalLoopingCall(function).start(1).wait()
''',
    'not of oslo': '''
class FixedIntervalLoopingCall:
    pass


def f(api):
    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    FixedIntervalLoopingCall(look).start(interval=1).wait()
''',
}


@pytest.mark.parametrize('title', CASES)
def test_lines(title: str) -> None:
    """Each code is reported on exactly the marked lines."""
    code = HEAD + CASES[title]
    wanted = {c: linted.marked(code, c) for c in CODES}
    assert {c: linted.lines(code, c) for c in CODES} == wanted


def test_message() -> None:
    """The callback is named, and what to use instead."""
    code = HEAD + CASES['a method']
    assert linted.report(code, 'NVN107') == [
        '12:17 NVN107 looping call of _look() has no timeout; use '
        'FixedIntervalWithTimeoutLoopingCall with timeout=, or '
        'BackOffLoopingCall']
