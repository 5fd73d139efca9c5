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

"""Where the answer stands in another module of the project."""

import pathlib

import pytest

from tests import linted

BASE = '''\
from oslo_service import loopingcall
import time


class Base:
    max_tries = 6

    def _nap(self, seconds):
        time.sleep(seconds)

    def _yield(self):
        time.sleep(0)

    def _wait_itself(self):
        for _ in range(3):
            time.sleep(1)

    def _now(self):
        return time.monotonic()

    def wait_until_up(self):
        for _ in range(3):
            if self.api.is_up():
                return True
            time.sleep(1)
        return False

    def wait_for_end(self):
        def has_ended(state):
            if state is None:
                return False
            return state == 'ended'

        while True:
            state = self.api.get_state()
            if has_ended(state):
                return state
            time.sleep(1)

    def _state_after_pause(self):
        time.sleep(3)
        return self.api.get_state()

    def _look(self):
        if self.api.is_up():
            raise loopingcall.LoopingCallDone()

    def _beat(self):
        if not self.api.beat():
            raise RuntimeError('no beat')

    def _look_in_time(self):
        if time.monotonic() > self.end:
            raise RuntimeError('late')
        if self.api.is_up():
            raise loopingcall.LoopingCallDone()
'''
CFG = 'LOOKS = 30\nPAUSE = 0.5\nTOTAL = LOOKS * 2\n'
CODE = '''\
from oslo_service import loopingcall

from p import cfg
from p.sub import base as helpers


class Waiter(helpers.Base):
    def by_method(self):
        for _ in range(self.max_tries):  # NVN101 NVN105
            if self.api.is_up():
                return True
            self._nap(cfg.PAUSE)
        return False

    def by_constant(self):
        for _ in range(cfg.TOTAL):  # NVN101 NVN105
            if self.api.is_up():
                return True
            self._nap(2)
        return False

    def paced(self):
        for _ in range(3):
            if self.api.is_up():
                return True
            self._yield()

    def whole_waits(self):
        for _ in range(3):
            if self.api.is_up():
                return True
            self._wait_itself()

    def polls_and_pauses(self):
        while self._state_after_pause() != 'up':  # NVN104 NVN105
            pass

    def in_time(self, end):
        while not self.api.is_up():  # NVN105
            if self._now() > end:
                return False
            self._nap(2)
        return True

    def dropped(self):
        self.wait_until_up()  # NVN103
        self.wait_for_end()
        self.use()

    def followed(self):
        loopingcall.FixedIntervalLoopingCall(  # NVN105 NVN107
            self._look).start(interval=1).wait()

    def bounded(self):
        loopingcall.FixedIntervalLoopingCall(  # NVN105
            self._look_in_time).start(interval=1).wait()

    def backs_off(self):
        loopingcall.BackOffLoopingCall(lambda: self._look()).start().wait()

    def beats(self):
        loopingcall.FixedIntervalLoopingCall(
            self._beat).start(interval=1).wait()

    def unknown(self):
        loopingcall.FixedIntervalLoopingCall(
            self._elsewhere).start(interval=1).wait()
        for _ in range(3):
            if self.api.is_up():
                return True
            self._sleep_elsewhere(1)
'''


# What only hands on what it imports, as eventlet's green modules do.
GREEN = '''\
from oslo_utils.timeutils import utcnow as utc_now
from time import monotonic as steady_clock
from time import sleep
import time


def nap(seconds):
    time.sleep(seconds)


def give_way():
    time.sleep(0)


def elapsed_time(since):
    return time.monotonic() - since


def now():
    return time.time()


def now_or_later(api):
    for server in api.all():
        server.mark(time.time())
    return api.stamp
'''
BY_NAME = '''\
from p.green import elapsed_time
from p.green import give_way
from p.green import nap as pause
from p.green import now
from p.green import now_or_later
from p.green import sleep
from p.green import steady_clock
from p.green import utc_now
from p import green


def handed_on(api):
    while not api.is_up():  # NVN104 NVN105
        sleep(1)


def by_module(api):
    while not api.is_up():  # NVN104 NVN105
        green.sleep(1)


def defined(api):
    while not api.is_up():  # NVN104 NVN105
        pause(1)


def gives_way(api):
    while not api.is_up():
        give_way()


def nowhere(api):
    while not api.is_up():
        green.doze(1)


def deadline_handed_on(api):
    end = steady_clock() + 9
    while not api.is_up() and steady_clock() < end:  # NVN103 NVN105
        pause(1)
    api.use()


def deadline_by_module(api, end):
    while not api.is_up() and green.steady_clock() < end:  # NVN103 NVN105
        pause(1)
    api.use()


def deadline_defined(api, start):
    while not api.is_up() and elapsed_time(start) < 9:  # NVN103 NVN105
        pause(1)
    api.use()


def wall_clock_defined(api, end):
    while not api.is_up() and now() < end:  # NVN103 NVN105 NVN106
        pause(1)
    api.use()


def wall_clock_handed_on(api, end):
    while not api.is_up() and utc_now() < end:  # NVN103 NVN105 NVN106
        pause(1)
    api.use()


def not_of_a_loop(api, end):
    while not api.is_up() and now_or_later(api) < end:  # NVN104 NVN105
        pause(1)
    api.use()
'''


def _tree(root: pathlib.Path) -> pathlib.Path:
    sub = root / 'p' / 'sub'
    sub.mkdir(parents=True)
    (root / 'p' / '__init__.py').touch()
    (root / 'p' / 'cfg.py').write_text(CFG)
    # The base class is re-exported under another name.
    (sub / '__init__.py').write_text('from .. import base\n')
    (root / 'p' / 'base.py').write_text(BASE)
    (root / 'p' / 'green.py').write_text(GREEN)
    path = root / 'p' / 'waiter.py'
    path.write_text(CODE)
    return path


@pytest.mark.parametrize('digit', range(1, 8))
def test_pauses_and_clocks(tmp_path: pathlib.Path, digit: int) -> None:
    """Handed on by another module or defined there."""
    path = str(_tree(tmp_path))
    assert linted.lines(
        BY_NAME, f'NVN10{digit}', path=path) == linted.marked(
            BY_NAME, f'NVN10{digit}')


def test_lines(tmp_path: pathlib.Path) -> None:
    """Base classes, constants and helpers two modules away."""
    path = str(_tree(tmp_path))
    for digit in range(1, 8):
        code = f'NVN10{digit}'
        assert linted.lines(CODE, code, path=path) == linted.marked(
            CODE, code), code


CALLER = '''\
from p import green


def start(api):
    api.start()
    green.{name}(api)  # NVN103
    api.use()


def use(api):
    if not green.{name}(api):
        raise RuntimeError(api)
'''


@pytest.mark.parametrize('name', [
    'wait_for_api', 'wait', 'poll_api', 'until', 'api_until_up'])
def test_caller_without_a_word_of_pauses(
    tmp_path: pathlib.Path, name: str,
) -> None:
    """The status of another module's wait is dropped where nothing sleeps."""
    path = _tree(tmp_path)
    path.with_name('green.py').write_text(
        f'import time\n\n\ndef {name}(api):\n    for _ in range(3):\n'
        '        if api.is_up():\n            return True\n'
        '        time.sleep(1)\n    return False\n')
    code = CALLER.format(name=name)
    assert linted.lines(code, 'NVN103', path=str(path)) == linted.marked(
        code, 'NVN103')


FAILS = '''\
from p.green import Base
import time


class Waiter(Base):
    def wait(self, count=0):
        while not self.api.is_up():  # NVN101
            count += 1
            if count > 9:
                self.give_up(self.name)
            time.sleep(1)

    def wait_on(self, count=0):
        while not self.api.is_up():  # NVN104
            count += 1
            if count > 9:
                self.note(self.name)
            time.sleep(1)
'''


@pytest.mark.parametrize('code', ['NVN101', 'NVN104'])
def test_base_class_fails(tmp_path: pathlib.Path, code: str) -> None:
    """A method of a base class that always raises gives up."""
    path = _tree(tmp_path)
    path.with_name('green.py').write_text(
        'class Base:\n    def give_up(self, name):\n        if name:\n'
        '            print(name)\n        raise OSError(name)\n\n'
        '    def note(self, name):\n        if name:\n'
        '            raise OSError(name)\n')
    assert linted.lines(FAILS, code, path=str(path)) == linted.marked(
        FAILS, code)


def test_caller_of_what_fails(tmp_path: pathlib.Path) -> None:
    """What a wait returns behind its failure is no status."""
    path = _tree(tmp_path)
    path.with_name('green.py').write_text(
        'import time\n\n\ndef wait(api):\n    for _ in range(3):\n'
        '        if api.is_up():\n            return api\n'
        "        time.sleep(1)\n    api.fail('late')\n    return None\n")
    assert linted.lines(
        CALLER.format(name='wait'), 'NVN103', path=str(path)) == []


@pytest.mark.parametrize('line, found', [
    ('pass', True),
    ('if time.time() > self.end: raise RuntimeError()', False),
    ('self.n += 1\n        if self.n > 9: raise RuntimeError()', False)])
def test_bound_of_a_callback(
    line: str, found: bool, tmp_path: pathlib.Path,
) -> None:
    """A callback of a base class bounds itself."""
    path = _tree(tmp_path)
    path.with_name('base.py').write_text(BASE.replace(
        "if time.monotonic() > self.end:\n            raise "
        "RuntimeError('late')", line))
    assert len(linted.lines(CODE, 'NVN107', path=str(path))) == 1 + found


def test_numbers(tmp_path: pathlib.Path) -> None:
    """What stands there is printed."""
    found = linted.report(CODE, 'NVN101', path=str(_tree(tmp_path)))
    assert [text.partition('after ')[2].partition(',')[0]
            for text in found] == [
        '6 polls by default (6 pauses of 0.5 s = 3 s)',
        '60 polls (60 pauses of 2 s = 120 s)']


def test_unsaved_buffer(tmp_path: pathlib.Path) -> None:
    """The text that is linted counts, not what is on disk under its name."""
    path = _tree(tmp_path)
    path.write_text('x = 1\n')
    found = linted.flake8(
        '--isolated', '--select=NVN101', '--format=%(row)d',
        '--stdin-display-name', str(path), '-', cwd=tmp_path, text=CODE)
    assert found.stdout.split() == ['9', '16']


def test_nowhere() -> None:
    """From standard input without a name nothing else is read."""
    assert linted.lines(CODE, 'NVN101', path='stdin') == []
