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

"""What is said of a counted wait: polls, pauses and their sum are right."""

from flake8_nova_notifications.rules.waiting.nvn101_counted_wait import (
    MAX_LENGTH)
import pytest

from tests import linted

HEAD = 'import itertools\nimport math\nimport random\nimport time\n'
END = '; use a generous monotonic deadline and poll once more after it'
COST = ': the time get_state() takes is not counted'


def _with_cost(text: str) -> str:
    """What is not counted is said where a message has room for it."""
    return text + COST if len(text + COST) <= MAX_LENGTH else text


def said(code: str) -> list[str]:
    """What each counted wait of a module is said to do, its advice cut off."""
    found = []
    for text in linted.report(HEAD + code, 'NVN101'):
        assert text.endswith(END)
        found.append(text.removesuffix(END).partition(' NVN101 ')[2])
    return found


# What a ``for`` goes through, and the number of polls that this makes.
RANGES = {
    'range(9)': '9 polls (9 pauses of 0.5 s = 4.5 s)',
    'range(2, 50, 4)': '12 polls (12 pauses of 0.5 s = 6 s)',
    'range(9, 0, -2)': '5 polls (5 pauses of 0.5 s = 2.5 s)',
    'range(1)': '1 poll (1 pause of 0.5 s)',
    'range(0)': '0 polls (no pause)',
    'range(10_000)': '10000 polls (10000 pauses of 0.5 s = 5000 s)',
    'range(10_002)': 'a number of polls (pauses of 0.5 s)',
    'range(most)': '7 polls by default (7 pauses of 0.5 s = 3.5 s)',
    'range(most * 2)': '14 polls by default (14 pauses of 0.5 s = 7 s)',
    'range(n)': 'n polls (pauses of 0.5 s)',
    'range(n + 1)': 'n + 1 polls (pauses of 0.5 s)',
    'range(1, n + 1)': 'n polls (pauses of 0.5 s)',
    'range(2, n)': 'n - 2 polls (pauses of 0.5 s)',
    'range(n, 0, -1)': 'n polls (pauses of 0.5 s)',
    'range(0, n, 10)': 'a number of polls (pauses of 0.5 s)',
    'range(0, n, m)': 'n / m polls (pauses of 0.5 s)',
    'range(n * 2)': 'n * 2 polls (pauses of 0.5 s)',
    'range(n // 2)': 'n / 2 polls (pauses of 0.5 s)',
    'range(int(n / 3))': 'n / 3 polls (pauses of 0.5 s)',
    'range(int(n / .3))': 'n / 0.3 polls (pauses of 0.5 s)',
    'range(0, n, 2 * m)': 'a number of polls (pauses of 0.5 s)',
    'range(n - m)': 'a number of polls (pauses of 0.5 s)',
    'range(n * n)': 'a number of polls (pauses of 0.5 s)',
    'range(-n)': 'a number of polls (pauses of 0.5 s)',
    'range(len(n))': 'a number of polls (pauses of 0.5 s)',
    'range(CONF.tries)': 'CONF.tries polls (pauses of 0.5 s)',
    'range(CONF.tries or 1)': 'a number of polls (pauses of 0.5 s)',
    'range(self.tries + 2)': 'self.tries + 2 polls (pauses of 0.5 s)',
    "range(n['tries'])": "n['tries'] polls (pauses of 0.5 s)",
    'range(max(n, 3))': 'a number of polls (pauses of 0.5 s)',
    'range(min(n, 300))': 'a number of polls (pauses of 0.5 s)',
    'range(0, 9, 0)': 'a number of polls (pauses of 0.5 s)',
    'itertools.repeat(None, 4)': '4 polls (4 pauses of 0.5 s = 2 s)',
    'enumerate(range(4), 1)': '4 polls (4 pauses of 0.5 s = 2 s)',
    'reversed(range(4))': '4 polls (4 pauses of 0.5 s = 2 s)',
    '(range(3))': '3 polls (3 pauses of 0.5 s = 1.5 s)',
    'range(60 / 10)': '6 polls (6 pauses of 0.5 s = 3 s)',
}


@pytest.mark.parametrize('ranged', RANGES)
def test_ranges(ranged: str) -> None:
    """Worked out where a reader could, else a formula, else nothing."""
    assert said(f'''
def f(self, api, n, m, most=7):
    for _ in {ranged}:
        if api.get_state() == 'up':
            return True
        time.sleep(0.5)
    return False
''') == [f'wait ends after {RANGES[ranged]}, not after a set time{COST}']


@pytest.mark.parametrize(('ranged', 'last'), [
    ('range(4)', 'i == 3'), ('reversed(range(4))', 'not i'),
    ('list(range(4))', 'i > 2'), ('list(reversed(range(1, 5)))', 'i == 1'),
    ('reversed(list(range(0, 8, 2)))', 'i == 0'), ('numbers', 'i == 3')])
def test_no_pause_behind_the_last_poll(ranged: str, last: str) -> None:
    """What the order of the numbers says about the last round."""
    assert said(f'''
def f(self, api):
    numbers = range(4)
    for i in {ranged}:
        if api.get_state() == 'up':
            return True
        if {last}:
            return False
        time.sleep(0.5)
''') == ['wait ends after 4 polls (3 pauses of 0.5 s = 1.5 s), not after '
         f'a set time{COST}']


def test_pause_that_is_a_multiple() -> None:
    """It is not said to be what it is a multiple of."""
    assert said('''
def f(self, api, n, m):
    while n:
        if api.get_state() == 'up':
            return True
        n -= 1
        time.sleep(2 * m)
    return False
''') == ['wait ends after n polls (pauses of 2 * m s), not after a set '
         f'time{COST}']


# A loop up to its poll; what follows returns if it is over, and pauses 1 s.
COUNTERS = {
    'n = 0\nwhile n < 10.0:\n    n += .1': (101, 101),
    'n = 0\nwhile n <= 4:\n    n += 1': (5, 5),
    'n = 9\nwhile n > 0:\n    n -= 3': (3, 3),
    'n = 9\nwhile n:\n    n -= 3': (3, 3),
    'n = 9\nwhile n != 0:\n    n = n - 3': (3, 3),
    'n = 9\nwhile not n < 0:\n    n = n - 3': (4, 4),
    'n = 0\nwhile 5 > n:\n    n += 1': (5, 5),
    'n = 0\nwhile 0 <= n < 5:\n    n += 1': (5, 5),
    'n = 0\nwhile n < 5 and api:\n    n += 1': (5, 5),
    # Counted before the test: the last round is left before it polls.
    'n = 0\nwhile True:\n    n += 1\n    if n == 10:\n        break': (9, 9),
    'n = 0\nwhile True:\n    n += 1\n    if n > 10:\n        break': (10, 10),
    'n = 7\nwhile True:\n    n -= 1\n    if n <= 0:\n        break': (6, 6),
    'n = 0\nwhile True:\n    if n == 10:\n        break\n    n += 1': (10, 10),
    # ``n < 9: continue`` would go on without a poll.
    'n = 0\nwhile True:\n    n += 2\n    if not n < 9:\n        break': (4, 4),
    'n = 3\nn = 1\nwhile n < 5:\n    n += 1': (4, 4),
    'n = m = 1\nwhile n < 5:\n    n += m': (4, 4),
    'n: int = 1\nwhile n < 5:\n    n += 1': (4, 4),
    'n = [2]\nwhile n[0] < 5:\n    n[0] += 1': (3, 3),
    "n = {**api, 'a': 1}\nwhile n['a'] < 5:\n    n['a'] += 1": (4, 4),
    'self.n = 1\nwhile self.n < 5:\n    self.n += 1': (4, 4),
    'n = 8\nif api:\n    pass\nwhile n < 9:\n    n += .5': (2, 2),
    'with api:\n    n = 8\n    while n < 9:\n        n += .5\n': None,
}


@pytest.mark.parametrize('head', [key for key, value in COUNTERS.items()
                                  if value is not None])
def test_counters(head: str) -> None:
    """Counted as the machine counts, sums of fractions included."""
    polls, pauses = COUNTERS[head] or (0, 0)
    loop = head.replace('\n', '\n    ')
    assert said(f'''
def f(self, api):
    {loop}
        if api.get_state() == 'up':
            break
        time.sleep(1)
    return api.get_state()
''') == [f'wait ends after {polls} polls ({pauses} pauses of 1 s = {pauses} '
         f's), not after a set time{COST}']


# What stands before a loop of up to 5 rounds, where a counter begins.
UNKNOWN_STARTS = (
    'if api:\n    n = 3', 'for n in api:\n    pass', 'n = api.start()',
    'with api as n:\n    pass', 'n += 1', 'n, m = api', 'del n',
    'n = 0\nn += 1', 'n = 0\nif api:\n    n = 3',
    'try:\n    n = 0\nexcept KeyError:\n    n = 1',
)


@pytest.mark.parametrize('start', UNKNOWN_STARTS)
def test_unknown_starts(start: str) -> None:
    """Where a counter begins cannot be told, nor how often it polls."""
    begin = start.replace('\n', '\n    ')
    assert said(f'''
def f(self, api):
    {begin}
    while n < 5:
        n += 1
        if api.get_state() == 'up':
            break
        time.sleep(1)
    return api.get_state()
''') == ['wait ends after a number of polls (pauses of 1 s), not after a set '
         f'time{COST}']


def test_start_inside_a_loop() -> None:
    """What an outer loop leaves behind is not what it began with."""
    code = '''
def f(self, api):
    n = 0
    for one in api:
        {}
        while n < 5:
            n += 1
            if api.get_state() == 'up':
                break
            time.sleep(1)
    return api.get_state()
'''
    assert said(code.format('one.go()')) == [
        'wait ends after a number of polls (pauses of 1 s), not after a set '
        f'time{COST}']
    assert said(code.format('n = 2')) == [
        f'wait ends after 3 polls (3 pauses of 1 s = 3 s), not after a set '
        f'time{COST}']


# The body of ``for i in range(10)``, and what it makes of that.
BODIES = {
    'no pause after the last poll': ('''
if api.get_state() == 'up':
    return
if i < 9:
    time.sleep(2)
''', '10 polls (9 pauses of 2 s = 18 s)'),
    'an error at the last poll': ('''
try:
    return api.get_state()
except KeyError:
    if i == 9:
        raise
    time.sleep(2)
''', '10 polls (9 pauses of 2 s = 18 s)'),
    'a failure above the pause': ('''
if api.get_state() == 'up':
    return
if i >= 4:
    raise ValueError(api)
time.sleep(2)
''', '5 polls (4 pauses of 2 s = 8 s)'),
    'a failing call above the pause': ('''
if api.get_state() == 'up':
    return
if i + 1 == 10:
    self.fail(api)
time.sleep(2)
''', '10 polls (9 pauses of 2 s = 18 s)'),
    'a pause above the poll': ('''
time.sleep(2)
if api.get_state() == 'up':
    return
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'a pause above all polls but the first': ('''
if i:
    time.sleep(2)
if api.get_state() == 'up':
    return
''', '10 polls (9 pauses of 2 s = 18 s)'),
    'two pauses': ('''
time.sleep(1)
if api.get_state() == 'up':
    return
time.sleep(2)
''', '10 polls (20 pauses, 30 s in all)'),
    'pauses that depend on what is seen': ('''
if api.get_state() == 'up':
    return
if api.is_slow():
    time.sleep(2)
else:
    time.sleep(1)
''', '10 polls'),
    'a pause on one of two ways': ('''
if api.get_state() == 'up':
    return
if api.is_slow():
    time.sleep(2)
''', '10 polls (pauses of 2 s)'),
    'what makes no difference': ('''
if api.get_state() == 'up':
    return
if api.is_slow():
    self.log('slow')
for one in self.all:
    one.note(i)
with self.lock:
    pass
match api:
    case 1:
        self.log('one')
time.sleep(2)
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'an error that is let go': ('''
try:
    if api.get_state() == 'up':
        return
except KeyError:
    pass
time.sleep(2)
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'a pause after errors only': ('''
try:
    if api.get_state() == 'up':
        return
except KeyError:
    time.sleep(2)
''', '10 polls (pauses of 2 s)'),
    'a pause after success only': ('''
try:
    if api.get_state() == 'up':
        return
    time.sleep(2)
except KeyError:
    pass
''', '10 polls (pauses of 2 s)'),
    'a pause at the end': ('''
try:
    if api.get_state() == 'up':
        return
except KeyError:
    pass
finally:
    time.sleep(2)
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'an error that another attempt lets go': ('''
try:
    try:
        return api.get_state()
    finally:
        LOG.info('asked')
except KeyError:
    pass
time.sleep(2)
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'its absence': ('''
try:
    api.get_state()
except KeyError:
    return
time.sleep(2)
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'a failure that is seen': ('''
state = api.get_state()
if state == 'up':
    return
if state == 'error':
    raise ValueError(state)
time.sleep(2)
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'two states that are seen': ('''
state = api.get_state()
if state == 'creating':
    if i == 5:
        return
else:
    if state == 'up':
        return
    raise ValueError(state)
time.sleep(2)
''', '6 polls (5 pauses of 2 s = 10 s)'),
    'a flag': ('''
up = False
if api.get_state() == 'up':
    up = True
else:
    time.sleep(2)
if up:
    break
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'the next round': ('''
if api.get_state() != 'up':
    time.sleep(2)
    continue
return
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'a pause in one of two branches': ('''
if api.get_state() != 'up':
    time.sleep(2)
else:
    break
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'polls in an inner loop': ('''
for one in self.all:
    if api.get_state(one) == 'up':
        return
time.sleep(2)
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'the second of two polls': ('''
if api.is_on() and api.get_state() == 'up':
    return
time.sleep(2)
''', '10 polls (10 pauses of 2 s = 20 s)'),
    'a case that leaves': ('''
match api.get_state():
    case 'up':
        return
time.sleep(2)
''', 'a number of polls (pauses of 2 s)'),
}


@pytest.mark.parametrize('title', BODIES)
def test_bodies(title: str) -> None:
    """Each round is gone through; what is not decided must not matter."""
    body, wanted = BODIES[title]
    inner = body.strip().replace('\n', '\n        ')
    found = said(f'''
def f(self, api):
    for i in range(10):
        {inner}
    raise RuntimeError('no')
''')
    assert [text.partition(', not after')[0] for text in found] == [
        f'wait ends after {wanted}']


# A pause in a loop of ten rounds, and what is said of it.
PAUSES = {
    'time.sleep(0.25)': '10 polls (10 pauses of 0.25 s = 2.5 s)',
    'time.sleep(60 / 10)': '10 polls (10 pauses of 6 s = 60 s)',
    'time.sleep(PERIOD / 2)': '10 polls (10 pauses of 1.5 s = 15 s)',
    'time.sleep(self.period)': '10 polls (10 pauses of self.period s)',
    'time.sleep(CONF.period)': '10 polls (10 pauses of CONF.period s)',
    'time.sleep(m)': '10 polls (10 pauses of m s)',
    'time.sleep(period)': '10 polls (10 pauses of 2 s = 20 s)',
    'time.sleep(random.random())': '10 polls (10 pauses)',
    'time.sleep(random.uniform(1, 2))': '10 polls (10 pauses)',
    'self.nap()': '10 polls (10 pauses of 4 s = 40 s)',
    'self.rest_pause(m)': '10 polls (10 pauses of m s)',
    'pause_it()': '10 polls (10 pauses)',
    'event.wait(2)': '10 polls (10 pauses of up to 2 s = up to 20 s)',
    'time.sleep(delay); delay *= 2': (
        '10 polls (10 pauses growing from 0.1 to 51.2 s, 102.3 s in all)'),
    'delay = min(delay * 2, 1); time.sleep(delay)': (
        '10 polls (10 pauses growing from 0.2 to 1 s, 8.4 s in all)'),
    'time.sleep(2 ** n)': (
        '10 polls (10 pauses growing from 1 to 512 s, 1023 s in all)'),
    'time.sleep(max(1, 3 - n))': '10 polls (10 pauses, 13 s in all)',
    'time.sleep(delay); delay += m': '10 polls (10 pauses)',
    'time.sleep(1); time.sleep(1)': '10 polls (20 pauses of 1 s = 20 s)',
}


@pytest.mark.parametrize('pause', PAUSES)
def test_pauses(pause: str) -> None:
    """A pause that grows is told with its sum, one that is not known not."""
    assert said(f'''import threading
PERIOD = 3
event = threading.Event()


def pause_it():
    time.sleep(random.random())


class C:
    def nap(self):
        time.sleep(4)

    def rest_pause(self, n):
        time.sleep(n)

    def f(self, api, m, period=2):
        delay = 0.1
        for n in range(10):
            if api.get_state() == 'up':
                return True
            {pause}
        return False
''') == [_with_cost(f'wait ends after {PAUSES[pause]}, not after a set time')]


# How the rounds are counted, and what is said of a limit in seconds.
SECONDS = {
    'for _ in range(timeout):': 'timeout is in seconds but counts polls',
    'for _ in range(CONF.api.boot_timeout):': (
        'CONF.api.boot_timeout is in seconds but counts polls'),
    'for _ in range(self.max_seconds + 1):': (
        'self.max_seconds is in seconds but counts polls'),
    'for _ in range(given_timeout):': (
        'given_timeout is in seconds but counts polls (8 polls, 8 pauses of '
        '2 s = 16 s by default)'),
    'for _ in range(timeout // 2):': (
        'timeout is in seconds but counts only pauses'),
    'for _ in range(timeout // 5):': 'timeout is in seconds but counts polls',
    'for _ in range(timeouts_seen):': (
        'timeouts_seen is in seconds but counts polls'),
    'for _ in range(tries):': 'wait ends after tries polls (pauses of 2 s)',
    'for _ in range(timing):': 'wait ends after timing polls (pauses of 2 s)',
    'n = 0\n    while n < timeout:\n        n += 2': (
        'timeout is in seconds but counts only pauses'),
    'n = timeout\n    while n > 0:\n        n -= 2': (
        'timeout is in seconds but counts only pauses'),
    'n = timeout\n    while n > 0:\n        n -= 1': (
        'timeout is in seconds but counts polls'),
    'n = 0\n    while n < tries:\n        n += 2': (
        'wait ends after tries / 2 polls (pauses of 2 s)'),
    # A total of its own is no setting.
    'timeout = 0\n    while timeout < 4:\n        timeout += 2': (
        'wait ends after 2 polls (2 pauses of 2 s = 4 s)'),
}


@pytest.mark.parametrize('head', SECONDS)
def test_seconds(head: str) -> None:
    """A setting or parameter in seconds that counts polls is told."""
    found = said(f'''
def f(self, api, timeout, timing, tries, timeouts_seen, given_timeout=8):
    {head}
        if api.get_state() == 'up':
            return True
        time.sleep(2)
    return False
''')
    assert found == [_with_cost(SECONDS[head] + (
        '' if 'in seconds' in SECONDS[head] else ', not after a set time'))]


@pytest.mark.parametrize('length, text', (
    ('pause', 'wait ends after most / pause polls (pauses of pause s), not '
     'after a set time'),
    ('random.random()', 'wait ends when its pauses add up to most, not '
     'after a set time'),
    ('min(pause, 9)', 'wait ends when its pauses add up to most, not after a '
     'set time'),
))
def test_sums_of_pauses(length: str, text: str) -> None:
    """What is added up may be all that is known."""
    assert said(f'''
def f(self, api, most, pause):
    waited = 0
    while waited < most:
        if api.get_state() == 'up':
            return True
        length = {length}
        time.sleep(length)
        waited += length
    return False
''') == [text + COST]


# The polls that are made, and which call is said to take time.
POLLS = {
    "if api.get_state() == 'up':": 'get_state',
    "state = parse(api.fetch())\n        if state == 'up':": 'fetch',
    "if self.readers['a'](node) == 'up':": None,
    "reply = api.fetch()\n        if parse(reply, KEY) == 'up':": 'fetch',
    "self.node.refresh()\n        node = self.node\n"
    "        if node.state == 'up':": None,
    "node.refresh()\n        if node.state == 'up':": 'refresh',
    "if self.node.state == 'up':": None,
    "if self.states['a'] == 'up':": None,
    "if api.count(one for one in self.get_all()) > 3:": 'count',
}


@pytest.mark.parametrize('poll', POLLS)
def test_named_call(poll: str) -> None:
    """The call that brings what is tested; where none does, none is named."""
    found = said(f'''
def wait(self, api, node):
    for _ in range(3):
        {poll}
            return True
        time.sleep(2)
    return False
''')
    cost = '' if POLLS[poll] is None else (
        f': the time {POLLS[poll]}() takes is not counted')
    assert found == ['wait ends after 3 polls (3 pauses of 2 s = 6 s), not '
                     f'after a set time{cost}']
