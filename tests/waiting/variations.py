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

"""Waits that differ in one place: a frame, and what stands in it.

What is put into a frame stands for its ``...``, alone in a line or within.
"""

import textwrap


def _filled(frame: str, part: str) -> str:
    lines: list[str] = []
    for line in frame.strip('\n').split('\n'):
        if line.strip() == '...':
            indent = line[:len(line) - len(line.lstrip())]
            lines += textwrap.indent(part.strip('\n'), indent).split('\n')
        else:
            lines.append(line.replace('...', part))
    return '\n'.join(lines) + '\n'


COUNTS = '''
def f(self, api, most, left):
    n = 0
    while True:
        if n > most:
            return False
        ...
        time.sleep(1)
'''
STEPS = '''
def f(self, api, most, left):
    n = 0
    while True:
        ...
        if n == most:
            return False
        if api.is_up():
            return True
        time.sleep(1)
'''
RANGES = '''
def f(self, api, most, left):
    kept = range(4)
    for n in ...:
        if api.is_up():
            return True
        time.sleep(1)
    return False
'''
TESTED = '''
def f(self, api, most, left):
    n = 0
    while True:
        if api.is_up():
            return True
        n += 1
        if ...:
            return False
        time.sleep(1)
'''
STARTED = '''
def f(self, api, most, left):
    ... = 0
    while ... < 9:
        if api.is_up():
            return True
        time.sleep(1)
        ... += 1
    return False


def g(self, api, most, left):
    while True:
        ... += 1
        if api.is_up():
            return True
        if ... > 9:
            return False
        time.sleep(1)
'''
STARTS = '''
def f(self, api, most, left):
    n = ...
    while n < 9:
        if api.is_up():
            return True
        time.sleep(1)
        n += 1
    return False
'''
DELAY = '''
def f(self, api, most, left):
    delay = 1
    while True:
        if api.is_up():
            return True
        if delay > most:
            return False
        time.sleep(1)
        ...
'''
DOUBLED = '''
def f(self, api, most, left):
    delay = 1
    while True:
        if api.is_up():
            return True
        if ...:
            return False
        time.sleep(1)
        delay *= 2
'''
TIME = '''
def f(self, api, most, left):
    late = False
    while True:
        if api.is_up():
            return True
        if time.monotonic() > left:
            late = True
        if ...:
            return False
        time.sleep(1)
'''
CLOCK = '''
def f(self, api, most, left):
    def clock():
        return time.time()

    def steady():
        return time.monotonic()
    ...
    end = now + 9
    while True:
        if api.is_up():
            return True
        if time.monotonic() > end:
            return False
        time.sleep(1)
'''
FLAG = '''
def f(self, api, most, left):
    over = False
    n = 0
    while True:
        if api.is_up():
            return True
        if api.is_on():
            n += 1
        ...
            return False
        time.sleep(1)
'''
KEPT = '''
def f(self, api, most, left):
    for _ in range(9):
        state = api.get_state()
        found = ...
        if state == 'up':
            return
        time.sleep(1)
    raise RuntimeError(found)
'''
SEEN = '''
def f(self, api, most, left):
    for _ in range(9):
        if ... == 'up':
            return
        time.sleep(1)
    raise RuntimeError('no')
'''
LAST = '''
def f(self, api, most, left):
    n = 0
    while ...:
        if n > most:
            raise RuntimeError(api)
        n += 1
        time.sleep(1)
'''
BODY = '''
def f(self, api, most, left):
    told = threading.Event()
    ...
'''
BROKEN = '''
def f(self, api, most, left):
    up = False
    for n in range(9):
        up = api.is_up()
        if up:
            break
        time.sleep(1)
    ...


def g(self, api, most, left):
    for n in range(9):
        up = api.is_up()
        if up:
            return True
        time.sleep(1)
    ...


def h(self, api, most, left):
    for n in range(9):
        up = api.is_up()
        if up:
            break
        time.sleep(1)
    else:
        ...
    self.go_on()
'''
LATE = '''
def f(self, api, most, left):
    while True:
        up = api.is_up()
        if up and self.up:
            return
        if time.monotonic() > left:
            ...
        time.sleep(1)


def g(self, api, most, left):
    while True:
        up = api.is_up()
        yield up
        if up:
            return
        if time.monotonic() > left:
            ...
        time.sleep(1)
'''
NAMED = '''
def ...(self, api):
    for _ in range(9):
        if api.frob():
            return True
        time.sleep(1)


def ...(self, api):
    for _ in range(9):
        if api.frob().status == 'up':
            return True
        time.sleep(1)


def ...(self, api):
    for _ in range(9):
        if api.frob()['state'] == 'up':
            return True
        time.sleep(1)


def ...(self, api):
    for _ in range(9):
        if api.frob()['size'] == 3:
            return True
        time.sleep(1)


def ...(self, api):
    for _ in range(9):
        if api.frob():
            return True
        LOG.info('still waiting for it')
        time.sleep(1)


def ...(self, api):
    """We are waiting for it."""
    for _ in range(9):
        if api.frob():
            return True
        time.sleep(1)
'''
BESIDE = '''
async def f(self, api, most, left):
    told = threading.Condition()
    for _ in range(9):
        ...
        if api.is_up():
            return True
        time.sleep(1)


async def g(self, api, most, left):
    told = threading.Condition()
    for _ in range(9):
        ...
        if api.is_up():
            return True
        told.wait(1)
'''
ATTEMPT = '''
def f(self, api, most, left):
    for _ in range(9):
        try:
            ...
            if api.is_up():
                return True
        except KeyError:
            time.sleep(1)
    return False


def g(self, api, most, left):
    for _ in range(9):
        try:
            if api.is_up():
                return True
        except KeyError:
            ...
            time.sleep(1)
    return False


def h(self, api, most, left):
    for _ in range(9):
        try:
            ...
            if api.is_up():
                return True
        except KeyError:
            pass
        time.sleep(1)
    return False
'''
SETS = '''
def f(self, api, most, left):
    n = 0
    while not self.up:
        n += 1
        ...
        time.sleep(1)
'''
DONE = '''
def f(self, api, most, left):
    done = seen = False
    n = 0
    while not done:
        ...
        n += 1
        if n > most:
            raise ValueError('no')
        time.sleep(1)
'''
ASKED = '''
def f(self, api, most, left):
    while True:
        ws = api.get_socket()
        if ...:
            return
        time.sleep(1)
'''
HELPER = '''
def wait(self, api, most, left):
    def frob():
        ...
    while not frob():
        time.sleep(1)
'''
SAID = '''
def f(self, api, most, left):
    for _ in range(9):
        state = api.get_state(most)
        if state == 'up':
            return
        time.sleep(1)
    ...
    raise RuntimeError(text)
'''
PART = '''
def f(self, api, most, left):
    for _ in range(9):
        state = api.get_state(most)
        if state == 'up' or self.server.up == state:
            return
        time.sleep(1)
    raise RuntimeError('%s' % ...)
'''
CLOCKED = '''
def f(self, api, most, left):
    times = []
    while True:
        if api.is_up():
            return True
        ...
        if now > left:
            return False
        time.sleep(1)
'''
LEAVES = 'if api.is_up():\n    return True\n'
FRAMES = {
    'counts': (COUNTS, {
        'in each link of a chain': '''
if api.is_up():
    n += 1
elif api.is_on():
    n += 1
elif api.is_off():
    return True
else:
    raise KeyError
''',
        'in the first link of a chain': '''
if api.is_up():
    n += 1
elif api.is_on():
    return True
else:
    raise KeyError
''',
        'in all links but one': '''
if api.is_up():
    n += 1
elif api.is_on():
    api.look()
else:
    n += 1
''',
        'in a chain without an end': '''
if api.is_up():
    n += 1
elif api.is_on():
    n += 1
''',
        'behind a chain that leaves': '''
if api.is_up():
    return True
elif api.is_off():
    return False
else:
    break
n += 1
''',
        'nowhere, and leaves': '''
if api.is_up():
    return True
else:
    raise KeyError
''',
        'in both branches of an else': '''
if api.is_up():
    return True
else:
    if api.is_on():
        n += 1
    else:
        n += 1
    api.look()
''',
        'in a block': f'{LEAVES}with self.lock:\n    n += 1',
        'in a branch of a block': (
            f'{LEAVES}with self.lock:\n    if api.is_on():\n        n += 1'),
        'in an attempt whose handler leaves': '''
try:
    if api.is_up():
        return True
    n += 1
except KeyError:
    raise
''',
        'in an attempt whose handler stays': '''
try:
    if api.is_up():
        return True
    n += 1
except KeyError:
    pass
''',
        'in an attempt and in one of two handlers': '''
try:
    if api.is_up():
        return True
    n += 1
except KeyError:
    n += 1
except ValueError:
    api.look()
''',
        'in an attempt and in two of two handlers': '''
try:
    if api.is_up():
        return True
    n += 1
except KeyError:
    n += 1
except ValueError:
    n += 1
''',
        'in the end of an attempt': '''
try:
    if api.is_up():
        return True
finally:
    n += 1
''',
        'in the else of an attempt': '''
try:
    up = api.is_up()
except KeyError:
    return False
else:
    n += 1
if up:
    return True
''',
        'in a handler only': '''
try:
    if api.is_up():
        return True
except KeyError:
    n += 1
''',
        'beside the pause': '''
if api.is_up():
    n += 1
    continue
if api.is_on():
    return True
''',
        'above a deep pause': '''
n += 1
if api.is_up():
    return True
if api.is_on():
    try:
        time.sleep(2)
    finally:
        api.look()
''',
        'with one of two pauses': '''
if api.is_up():
    return True
if api.is_on():
    n += 1
    time.sleep(2)
''',
        'with both of two pauses': '''
if api.is_up():
    return True
if api.is_on():
    n += 1
    time.sleep(2)
n += 1
''',
    }),
    'steps by': (STEPS, {part: part for part in (
        'n = n - 1', 'n = m + 1', 'n = 1 + n', 'n = n * 2', 'n *= 2',
        "n += 'x'", 'n += [1]', 'n += (1,)', "n += f'{left}'", 'n += .5',
        'n += left', 'n = n + left[0]', 'n -= left', 'n = [n + 1]')}),
    'goes over': (RANGES, {part: part for part in (
        'enumerate(range(9), 1)', 'reversed(range(9))', 'list(range(9))',
        'api.range(9)', 'range()', '(1, 2, 3)', 'itertools.repeat(None)',
        'itertools.repeat(None, 9)', 'itertools.repeat()', 'tuple(kept)',
        'range(9, 0, -2)', 'range(most, left, 3)', 'range(most, left)',
        'six.moves.range(9)', 'itertools.count()',
        'enumerate(itertools.count())', 'api.repeat(None, 9)')}),
    'tests': (TESTED, {part: part for part in (
        'most < n', 'n is most', 'n in (8, 9)', '0 < n < most',
        '0 < most < n', '0 < most < left', 'not n < most', 'n != 2',
        'n * 2 > most', 'max(n, 1) > most', 'n', 'n.bit_length() > most',
        'most == n or api.is_off()', 'n not in range(9)', 'most in (8, n)',
        'most in (8, 9)', 'n is not None', 'left > most')}),
    'counts in': (STARTED, {part: part for part in (
        'self.n', "left['n']", 'n', 'most')}),
    'starts at': (STARTS, {part: part for part in (
        'most + 1', 'api.start()', '4', 'left or 2')}),
    'a delay:': (DELAY, {part: part for part in (
        'delay *= 2', 'delay = min(2 * delay, 60)', 'delay <<= 1',
        'delay = delay ** 2', 'left *= 2', 'delay = left * 2', 'delay /= 2',
        'delay = (delay + 1) / 2', 'delay = left')}),
    'doubled until': (DOUBLED, {part: part for part in (
        'most < delay', 'delay', 'api.is_off() or delay > most',
        'delay.size > most', 'left > most')}),
    'late when': (TIME, {part: part for part in (
        '(datetime.datetime.now() - left).seconds > most',
        '(datetime.datetime.now() - left).days > most',
        '(datetime.datetime.now() - left).hours > most',
        '(datetime.datetime.now() - left).total_seconds() > most',
        'int(time.monotonic() - left) > most',
        'timedelta(seconds=time.monotonic()) > most',
        '(time.monotonic() if left else 0) > most',
        '-time.monotonic() < most', 'time.monotonic() > most and left',
        'api.round(time.monotonic()) > most',
        'fresh(time.monotonic()) > most', '[time.monotonic()] > most',
        'left[time.monotonic()] > most', 'late',
        'timeutils.utcnow().replace(tzinfo=None) > most', 'left > most')}),
    'from': (CLOCK, {part: part for part in (
        'now = time.time()', 'now = clock()', 'now = time.monotonic()',
        'now = steady()', 'now = api.now()', 'now = left.clock()',
        'now = time.monotonic(); now = time.time()')}),
    'ends with': (FLAG, {part: f'if {part}:' for part in (
        'self.stopping', 'stopped()', 'self.event.is_set()',
        'api.is_late()', "self.stopping['now']", 'self.stopping == True',
        'self.stopping == left', 'self.state == State.RUNNING',
        'self.state is State.running', 'api.state == State.RUNNING',
        'self.state != State.RUNNING', 'self.state == State.STARTED',
        'self.state == State.RUNNING == left', 'self.a.state == a.RUNNING',
        'stop_now', 'self.timed_out', 'timed_out', 'left.expired.at',
        'n > most')}),
    'sets and ends with': (FLAG, {
        'its own flag': 'if n:\n    stop_now = True\nif stop_now:',
        'a flag of its count': 'over = n > most\nif over:',
        'a flag of another count': 'over = left > most\nif over:',
        'a flag set on the way': (
            'if time.monotonic() > left:\n    over = True\nif over:'),
        'a flag of another test': (
            'if api.is_late():\n    over = True\nif over:'),
    }),
    'keeps': (KEPT, {part: part for part in (
        "f'{state}'", "'is ' + state", "state + ' is'",
        "state + ' is ' + left", 'state + 1', "_('x')", "'{}'.format(state)",
        "_('{}').format(state)", 'left.format(state)', 'format(state)', '[]',
        '{}', '()', '[state]', "{'a': state}", '3',
        'time.monotonic() - left')}),
    'looks at': (SEEN, {part: part for part in (
        'CONF.state', 'self.api.state()', 'self.server.state.lower()',
        'self.server.state.name', 'self.server.state or self.host.state',
        'manager.states.up', 'api.get_lock()', 'api.my_api_get_lock()',
        'api.my_very_own_get_lock()', 'api.lock()')}),
    'goes on while': (LAST, {part: part for part in (
        'len(api.list_ports()) > 0', 'len(api.list_ports()) == 0',
        'len(api.list_ports()) < 1', 'len(api.list_ports()) != 3',
        'len(api.get_ports()) > 0', 'len(api.get_ports()) == 0',
        'len(api.get_ports()) < 1', 'len(api.get_ports()) != 0',
        'len(api.get_ports()) >= 1', 'api.get_ports().size > 0',
        'api.get_port() is not None', 'api.get_port() is None',
        'api.get_port() is False', 'api.get_port() != None', 'api.get_port()',
        'not api.get_port()', 'any(api.list_ports())', 'api.is_down()',
        'not api.vm_ready()', 'not api.ready_vm()', 'not api.vm_state()',
        'api.vm_ready()', 'api.vm_state()', 'not api.get_ready_vm()',
        'not api.is_up()', 'api.is_down() or api.is_off()',
        'api.is_down() and api.is_off()', 'api.get_port().state == 1',
        'not api.show_port()[0]', 'api.show_port() < 3 < api.get_port()',
        '(port := api.get_port()) is None', '(port := api.get_port())',
        'not (port := api.get_port())')}),
    'broken off, returned, else:': (BROKEN, {part: part for part in (
        "if left:\n    raise ValueError('no')",
        "if n == 8:\n    raise ValueError('no')",
        "if up:\n    raise ValueError('no')",
        "if time.monotonic() > left:\n    raise ValueError('no')",
        "if api.frob():\n    raise ValueError('no')",
        "if up:\n    go()\nelse:\n    raise ValueError('no')",
        'if up:\n    go()\nreturn 1', 'if left:\n    return 1\nreturn 2',
        "raise ValueError('no')", "with self.lock:\n    raise ValueError(up)",
        "try:\n    raise ValueError('no')\nfinally:\n    go()",
        "with self.lock:\n    if up:\n        raise ValueError('no')",
        "with self.lock:\n    if left:\n        raise ValueError('no')",
        "match left:\n    case 1:\n        raise ValueError('no')",
        "if api.is_on():\n    raise ValueError('no')",
        'if api.is_on():\n    go()', 'if api.frob():\n    go()',
        "if not check(left):\n    raise ValueError('no')",
        "if left:\n    go()\n    raise ValueError(api)\n",
        "if left:\n    pass\nelse:\n    LOG.error(up)\n"
        '    raise ValueError()', 'self.fail()', "self.fail(up)",
        "self.assertEqual(left, up, 'no')", 'self.assertTrue(left, up)',
        "self.assertFalse(up, 'no')", "assert up, 'no'", 'assert up, up',
        'raise', 'raise up', "raise ValueError('no') from up",
        'return up', 'return self.assertTrue(api.on)', 'return api.is_on()',
        'return n', 'return api.go()', 'return True', 'os.kill(left, 9)',
        "LOG.error('no')\nreturn 1", 'left += 1', 'api.is_up()',
        'for one in left:\n    one.go()', 'while up:\n    go()',
        'assert up', 'assert left', 'self.assertTrue(up)', 'self.up = left',
        'late = True', "late = 'yes'", "left['late'] = True")}),
    'late, and': (LATE, {part: part for part in (
        "raise ValueError('no')", 'return', 'return False', 'return up',
        'break', 'api.force_it()\nreturn', 'self.up = True\nbreak',
        "LOG.error('no')\nreturn", "LOG.debug('no')\nbreak")}),
    'says': (SAID, {part: part for part in (
        'text = state', "also = state\ntext = 'no'",
        "zoo = state\ntext = 'no'", "text = 'no'\ntext += state",
        'text, more = state, 1', 'text = str(state)', 'text = left',
        'state = 3\ntext = state', "LOG.error(state)\ntext = 'no'",
        "LOG.info(state)\ntext = 'no'", "LOG.error(left)\ntext = 'no'",
        "LOG.error(state)\ntext = left", 'text = api.get_state(left)',
        'text = api.other(left)', 'text = left.other(api)',
        "text = f'{state}'", 'text = self.state', 'text = dict(a=state)',
        "text = 'no'\nif left:\n    text = state",
        'more = state\ntext = more', "more = f'{state}'\ntext = more",
        "one = f'{state}'\ntwo = f'{one}'\ntext = f'{two}'",
        "one = f'{state}'\ntwo = f'{one}'\nsix = f'{two}'\ntext = f'{six}'",
        "one = f'{state}'\ntwo = f'{one}'\nsix = f'{two}'\nten = f'{six}'\n"
        "text = f'{ten}'",
        'state = api.get_state(most)\ntext = state',
        'state = left.get_state(most)\ntext = state',
        "state = api.get_state(most)\ntext = state['id']",
        "state = _('no')\ntext = state", 'for text in state: pass')}),
    'names': (PART, {part: part for part in (
        "state['id']", "state.get('id', 'status')",
        "state.get('status', 'id')", 'state.get()', 'state.id', 'state.status',
        "state['status']", 'state[0]', 'state.server.id', 'state.id.server',
        "state['server_id']", "state['']", "left['id']", 'left', 'timeout',
        'self.timeout', 'self.timeout.left', 'CONF.x', 'TIMEOUT', 'label()',
        'api.label', 'left.label()', 'state.label()', 'Name', '_', "_('x')",
        'self.label(state)', 'api.get_state(left)', 'self.server.up',
        'self.server', 'self.server.id', 'self.server.up.down', 'self',
        'get_state()', 'label.left.timeout', '3', 'most', 'max_seconds',
        '(left, timeout)', "{'a': left}", 'self.server.name')}),
    'clocked by': (CLOCKED, {part: part for part in (
        'now = time.time()', 'now = self.now = time.time()',
        'now, then = time.time(), 1', 'now: float = time.time()',
        'times.append(time.time())\nnow = times[-1]',
        'times.append(time.monotonic())\nnow = times[-1]',
        'if left: now = time.time()', 'now = left', 'now *= time.time()',
        'for now in (time.time(), 1): pass')}),
    'called': (NAMED, {name: name for name in (
        'retry_it', 'wait_for_it', 'go', 'poll_it')}),
    'beside': (BESIDE, {part: part for part in (
        'api.delete()', 'api.get_state()', "LOG.info('x')",
        'self.seen.append(1)', 'len(left)', 'await api.delete()',
        'done = api.delete()', 'if left: api.delete()', 'self.pause_it()',
        'told.notify_all()', 'told.send()', 'other.send_all()',
        'told.notify_all()\napi.delete()', "LOG.info('x')\napi.delete()",
        'self.seen.append(1)\napi.delete()', 'x = 1\napi.delete()',
        'time.sleep(2)\napi.delete()', 'send()\nseen.add(1)')}),
    'attempts': (ATTEMPT, {part: part for part in (
        'api.delete()', 'api.get_state()', "LOG.info('x')", 'len(left)',
        'done = api.run()', 'def later(): api.delete()')}),
    'sets': (SETS, {part: part for part in (
        'self.up = left', "self.up['a'] = left", 'self.up = api.get()',
        'self.on = left', 'up = left', 'self.up += left',
        'if n > most:\n    self.up = True',
        'if left:\n    self.up = True')}),
    'is done by': (DONE, {part: part for part in (
        'if api.is_up():\n    done = True', 'done = True',
        'try:\n    api.get_state()\n    done = True\nexcept KeyError:\n'
        '    pass',
        'try:\n    api.get_state()\nexcept KeyError:\n    done = True',
        "try:\n    LOG.info('x')\n    done = True\nexcept KeyError:\n    pass",
        'done = api.is_up()',
        'if api.is_up():\n    pass\nelse:\n    done = True',
        'if api.is_up():\n    seen = True\nif seen:\n    done = True',
        "seen = api.get_state()\ndone = seen == 'up'",
        'a0 = api.is_up()\na1 = a0\na2 = a1\ndone = a2',
        'a0 = api.is_up()\na1 = a0\na2 = a1\na3 = a2\ndone = a3',
        'a0 = api.is_up()\na1 = a0\na2 = a1\na3 = a2\na4 = a3\ndone = a4',
        'done = most')}),
    'asks': (ASKED, {part: part for part in (
        'ws.receive()', "ws.get('a')", 'ws.up', 'ws.split()', 'ws',
        'self.ws.receive()')}),
    'a helper does': (HELPER, {part: part for part in (
        'return len(api.get_all())', 'return api.get_all()',
        'return api.delete()', 'return len(left)', 'pass',
        "LOG.info('x')\nreturn api.get_all()", 'api.delete()\nreturn True',
        'api.delete()\nreturn 1', 'return api.frob()')}),
    'runs': (BODY, {
        'counted for ever, and ended': '''
for n in itertools.count():
    if api.is_up():
        return True
    if n > most:
        return False
    time.sleep(1)
''',
        'late by a flag of before': '''
late = False
if time.monotonic() > left:
    late = True
while True:
    if api.is_up():
        return True
    if late:
        return False
    time.sleep(1)
''',
        'seen in two places': '''
for _ in range(9):
    if left:
        outer = api.get_state()
    state = api.get_state()
    if state == 'up' or outer == 'up':
        return
    time.sleep(1)
raise RuntimeError('no')
''',
        'the last look fails': '''
while left > 0:
    left -= 1
    if api.is_up():
        return
    if left == 0:
        raise ValueError('no')
    time.sleep(1)
''',
        'the last look breaks off': '''
while left > 0:
    left -= 1
    if api.is_up():
        return
    if left == 0:
        break
    time.sleep(1)
raise ValueError('no')
''',
        'another count fails': '''
n = 0
while left > 0:
    left -= 1
    n += 1
    if api.is_up():
        return
    if n > most:
        raise ValueError('no')
    time.sleep(1)
''',
        'backing off behind the handler': '''
for n in range(9):
    try:
        return api.get_state()
    except HTTPError:
        pass
    time.sleep(2 ** n)
''',
        'backing off in one of two places': '''
for n in range(9):
    try:
        return api.get_state()
    except HTTPError:
        time.sleep(2 ** n)
    time.sleep(2 ** n)
''',
        'told while it backs off': '''
for n in range(9):
    try:
        return api.get_state()
    except HTTPError:
        told.wait(2 ** n)
''',
        'backing off from errors and looks': '''
for n in range(9):
    try:
        if api.get_state() == 'up':
            return
    except HTTPError:
        time.sleep(2 ** n)
''',
        'over delays of two': '''
for delay, _ in ((1, 2), (2, 3)):
    if api.is_up():
        return
    time.sleep(delay)
''',
        'over delays in a sum': '''
for delay in (1, 2):
    if api.is_up():
        return
    time.sleep(delay + 1)
''',
        'over delays, and others': '''
for delay in (1, 2):
    if api.is_up():
        return
    time.sleep(1)
    time.sleep(delay)
''',
        'over others': '''
for other in (1, 2):
    if api.is_up():
        return
    time.sleep(left)
''',
        'a pause that grows by a name': '''
pause = 1
while True:
    if api.is_up():
        return
    pause = pause + left
    time.sleep(pause)
''',
        'a pause that is reset': '''
while True:
    if api.is_up():
        return
    pause = left + 1
    time.sleep(pause)
''',
        'a pause by a name of a name': '''
while True:
    if api.is_up():
        return
    first = api.next_pause()
    second = first
    time.sleep(second)
''',
        'a pause of two, one of which grows': '''
n = 1
while True:
    if api.is_up():
        return
    time.sleep(1)
    n *= 2
    time.sleep(n)
''',
        'a pause that is counted down': '''
n = 9
while n:
    if api.is_up():
        return
    time.sleep(n)
    n -= 1
''',
        'a pause of an inner loop': '''
while True:
    if api.is_up():
        return
    for n in (1, 2):
        api.look(n)
    time.sleep(n)
''',
        'guarded around the function': '''
with eventlet.Timeout(5):
    def g():
        while not api.is_up():
            time.sleep(1)
''',
        'guarded in the function': '''
signal.alarm(5)
while not api.is_up():
    time.sleep(1)
''',
        'guarded asynchronously': '''
async def g():
    async with asyncio.timeout(5):
        while not api.is_up():
            await asyncio.sleep(1)
''',
        'guarded by the second of two': '''
with self.lock, eventlet.Timeout(5):
    while not api.is_up():
        time.sleep(1)
''',
        'mocked by another': '''
with mock.patch('time.time'):
    while not api.is_up():
        time.sleep(1)
''',
        'mocked by the second of two': '''
with self.lock, mock.patch('time.sleep'):
    while not api.is_up():
        time.sleep(1)
''',
        'mocked around the class': '''
@mock.patch('time.sleep')
class C:
    def g(self):
        while not api.is_up():
            time.sleep(1)
''',
        'paced by the difference of two': '''
for _ in range(9):
    if api.is_up():
        return
    time.sleep(most - left)
''',
        'paced by the product': '''
for _ in range(9):
    if api.is_up():
        return
    time.sleep(elapsed * 2)
''',
        'told of the rhythm': '''
for _ in range(9):
    if api.is_up():
        return
    told.wait(most - elapsed)
''',
        'two waits in one': '''
while not api.is_on():
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(1)
    time.sleep(2)
while not api.is_off(): time.sleep(1)
''',
        'in the handler of work': '''
try:
    api.delete()
except KeyError:
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(1)
''',
        'in the handler of a look that ends it': '''
try:
    while most > left:
        api.get_state()
        time.sleep(1)
except KeyError:
    return
''',
        'in the handler of a look, and it ends itself': '''
try:
    while not api.is_up():
        api.get_state()
        time.sleep(1)
except KeyError:
    return
''',
        'in the handler of a look, and breaks off': '''
try:
    while True:
        api.get_state()
        if api.is_up():
            break
        time.sleep(1)
except KeyError:
    return
''',
        'an error ends it': '''
while True:
    try:
        api.get_state()
    except KeyError:
        return
    if n > most:
        raise ValueError('no')
    time.sleep(1)
''',
        'an error ends it when it is late': '''
while True:
    try:
        api.get_state()
    except KeyError:
        if time.monotonic() > left:
            return
    time.sleep(1)
''',
        'in an else, and goes on': '''
if left:
    go()
else:
    for _ in range(9):
        if api.is_up():
            break
        time.sleep(1)
    go_on()
''',
        'in a finally, and fails': '''
try:
    go()
finally:
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(1)
    raise ValueError('no')
''',
        'a success that returns the same': '''
for _ in range(9):
    if api.is_up():
        return left.most
    if api.is_on():
        break
    time.sleep(1)
return left.most
''',
        'a success that returns something else': '''
for _ in range(9):
    if api.is_up():
        return left.least
    if api.is_on():
        break
    time.sleep(1)
return left.most
''',
        'work that says yes or no': '''
def delete_it():
    api.delete()
    return True
while not delete_it():
    time.sleep(1)
''',
        'a connection that says yes or no': '''
def connect():
    api.delete()
    return True
while not connect():
    time.sleep(1)
''',
        'what both ends do is checked': '''
for _ in range(9):
    if api.is_up():
        break
    time.sleep(1)
else:
    go()
self.go_on()
assert left
''',
        'names of a closure': '''
done = []
left = []

def later():
    done.append(1)
api.start(later)
while not done:
    time.sleep(1)
while not left:
    time.sleep(1)
while not most:
    time.sleep(1)
while not done[0]:
    time.sleep(1)
''',
    }),
}
MODULE = '''
READY = None
READY = load()
ONCE = load()
PARTS = {}
PARTS = load()


def f():
    while not READY:
        time.sleep(1)


def g():
    while not ONCE:
        time.sleep(1)


def h():
    while not PARTS['a']:
        time.sleep(1)


def i():
    while not UNKNOWN:
        time.sleep(1)


def j(ready):
    while not ready:
        time.sleep(1)


def k():
    global READY
    while not READY:
        READY = None
        time.sleep(1)


while not READY:
    time.sleep(1)
for _ in range(9):
    if api.frob():
        break
    print('waiting for it')
    time.sleep(1)
for _ in range(9):
    if api.is_up():
        break
    time.sleep(1)
'''
# A looping call: how it is made, started and waited for.
CALLED = '''
def f(self, api, timer, kwargs):
    def look():
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    ...
'''
CALLS = {
    'started without an interval': 'FixedInterval(look).start().wait()',
    'an interval by place': 'FixedInterval(look).start(2).wait()',
    'an interval by name': (
        'FixedInterval(look).start(initial_delay=1, interval=3).wait()'),
    'an interval of a constant': (
        'FixedInterval(look).start(interval=PERIOD).wait()'),
    'an interval of a name': (
        'FixedInterval(look).start(interval=timer).wait()'),
    'an interval of a default': (
        'FixedInterval(look).start(interval=CONF.period).wait()'),
    'a callback by name': 'FixedInterval(f=look).start(1).wait()',
    'a callback by another name': 'FixedInterval(g=look).start(1).wait()',
    'no callback': 'FixedInterval().start(1).wait()',
    'stopped': 'FixedInterval(look).stop(1).wait()',
    'started and watched': 'FixedInterval(look).start(1).watch()',
    'started only': 'FixedInterval(look).start(1)',
    'made only': 'FixedInterval(look)',
    'read only': 'FixedInterval(look).start',
    'returned': 'return FixedInterval(look).start(1)',
    'waited for through an event': '''
event = FixedInterval(look).start(1)
event.wait()
''',
    'an event that nobody waits for': '''
event = FixedInterval(look).start(1)
event.watch()
event.ready()
event.zap()
''',
    'another event that is waited for': '''
event = FixedInterval(look).start(1)
other.wait()
''',
    'an event of this object': '''
self.event = FixedInterval(look).start(1)
self.event.wait()
''',
    'an event, waited for by a function': '''
event = FixedInterval(look).start(1)
wait(event)
''',
    'waited for behind its name': '''
timer = FixedInterval(look)
timer.start(1)
timer.wait()
''',
    'another is waited for': '''
timer = FixedInterval(look)
timer.start(1)
other.wait()
''',
    'another is started': '''
timer = FixedInterval(look)
other.start(1).wait()
''',
    'never started': '''
timer = FixedInterval(look)
timer.wait()
''',
    'started before': '''
timer.start(1).wait()
timer = FixedInterval(look)
''',
    'started before and behind': '''
timer.start(9).wait()
timer = FixedInterval(look)
timer.start(1)
''',
    'started twice': '''
timer = FixedInterval(look)
timer.start(1)
timer.start(2).wait()
''',
    'started twice and waited for': '''
timer = FixedInterval(look)
timer.start(1).wait()
timer.start(2)
''',
    'started and an event of it': '''
timer = FixedInterval(look)
event = timer.start(1)
event.wait()
''',
    'of this object': '''
self.timer = FixedInterval(look)
self.timer.start(1).wait()
''',
    'in a dict': '''
timer['a'] = FixedInterval(look)
timer['a'].start(1).wait()
''',
    'a time limit that is named': (
        'WithTimeout(look).start(1, timeout=9).wait()'),
    'a time limit by place': (
        'WithTimeout(look).start(1, None, True, 9).wait()'),
    'another limit': (
        'WithTimeout(look).start(1, stop_on_exception=False).wait()'),
    'a time limit in keywords': 'WithTimeout(look).start(1, **kwargs).wait()',
    'a time limit of a plain one': (
        'FixedInterval(look).start(1, timeout=9).wait()'),
    'keywords of a plain one': 'FixedInterval(look).start(1, **kwargs).wait()',
    'a time-out around': '''
with eventlet.Timeout(9):
    FixedInterval(look).start(1).wait()
''',
    'a lock around': '''
with self.lock:
    FixedInterval(look).start(1).wait()
''',
    'backing off': (
        'loopingcall.BackOffLoopingCall(look).start(timeout=9).wait()'),
    'dynamic': 'loopingcall.DynamicLoopingCall(look).start(1).wait()',
    'of another kind': 'loopingcall.OddLoopingCall(look).start(1).wait()',
    'of another module': (
        'other.FixedIntervalLoopingCall(look).start(1).wait()'),
    'through a lambda': 'FixedInterval(lambda: look()).start(1).wait()',
    'through a lambda of a value': (
        'FixedInterval(lambda: look).start(1).wait()'),
    'through a lambda of an unknown': (
        'FixedInterval(lambda: api.look()).start(1).wait()'),
    'through a lambda of a lambda': (
        'FixedInterval(lambda: (lambda: look())()).start(1).wait()'),
    'two in a row': '''
FixedInterval(look).start(1).wait()
FixedInterval(look).start(2).wait()
''',
    'what the handler says': '''
try:
    WithTimeout(look).start(1, timeout=9).wait()
except KeyError:
    raise ValueError('this')
except loopingcall.LoopingCallTimeOut:
    LOG.error('no')
    raise ValueError('that')
''',
    'what the handler says of what it saw': '''
try:
    WithTimeout(look).start(1, timeout=9).wait()
except loopingcall.LoopingCallTimeOut:
    LOG.error(api.is_up())
    raise ValueError('no')
''',
    'what the handler says again': '''
try:
    WithTimeout(look).start(1, timeout=9).wait()
except loopingcall.LoopingCallTimeOut:
    raise
''',
    'what another handler says': '''
try:
    api.go()
except loopingcall.LoopingCallTimeOut:
    WithTimeout(look).start(1, timeout=9).wait()
    raise ValueError('no')
''',
    'what the outer handler says': '''
try:
    with self.lock:
        WithTimeout(look).start(1, timeout=9).wait()
except LoopingCallTimeOut as error:
    raise ValueError('no')
''',
    'what no handler says': '''
try:
    WithTimeout(look).start(1, timeout=9).wait()
except:
    raise ValueError('no')
''',
    'an earlier event that is waited for': '''
event = FixedInterval(look).start(1)
bell.wait()
''',
    'an event and another': '''
event = FixedInterval(look).start(1)
bell.wait()
event.wait()
''',
}
# What it calls.
CALLING = '''
def f(self, api, timer, kwargs):
    ...
    FixedInterval(look).start(1).wait()
'''
CALLBACKS = {
    'done by a look behind work': '''
def look():
    try:
        api.delete()
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    except KeyError:
        pass
''',
    'done by work, and by a look': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    try:
        api.delete()
        raise loopingcall.LoopingCallDone()
    except KeyError:
        pass
''',
    'counted in two names': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    self.tries = self.other = self.tries + 1
    if self.tries > 9:
        raise ValueError('no')
''',
    'counted in two names, and the other is asked': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    self.tries = self.other = self.tries + 1
    if self.other > 9:
        raise ValueError('no')
''',
    'kept in a name': '''
def look():
    zoo = api.frob()
    bee = api.get_state()
    ant = 3
    if bee == zoo:
        raise loopingcall.LoopingCallDone()
    self.tries += 1
    if self.tries > 9:
        raise ValueError('no')
''',
    'looks at a part': '''
def look():
    if self.node.state == 'up' or self.parts['a'] == 'up':
        raise loopingcall.LoopingCallDone(api.get_state())
    self.tries += 1
    if self.tries > 9:
        raise ValueError('no')
''',
    'done in a handler of two': '''
def look():
    try:
        api.get_state()
    except ValueError:
        pass
    except KeyError as error:
        if error.code == 404:
            raise loopingcall.LoopingCallDone()
''',
    'done at once': '''
def look():
    raise loopingcall.LoopingCallDone()
''',
    'done in a block': '''
def look():
    with self.lock:
        if api.is_up():
            raise loopingcall.LoopingCallDone
''',
    'done with a plain name': '''
def look():
    if api.is_up():
        raise LoopingCallDone()
''',
    'done in another way': '''
def look():
    if api.is_up():
        raise StopIteration()
''',
    'done after work': '''
def look():
    api.delete()
    if api.is_up():
        raise loopingcall.LoopingCallDone()
''',
    'done when work succeeds': '''
def look():
    try:
        api.delete()
        raise loopingcall.LoopingCallDone()
    except KeyError:
        api.is_up()
''',
    'done when a look succeeds': '''
def look():
    try:
        api.get_state()
        raise loopingcall.LoopingCallDone()
    except KeyError:
        api.delete()
''',
    'done when it fails': '''
def look():
    try:
        api.get_state()
    except KeyError:
        raise loopingcall.LoopingCallDone()
''',
    'done behind an attempt': '''
def look():
    try:
        api.get_state()
    except KeyError:
        return
    raise loopingcall.LoopingCallDone()
''',
    'done by what it works': '''
def look():
    if self.run():
        raise loopingcall.LoopingCallDone()
''',
    'counted in a closure': '''
n = [0]
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    n[0] += 1
    if n[0] > 9:
        raise ValueError(n)
''',
    'counted by a name': '''
n = 0
def look():
    nonlocal n
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    n = n + 1
    if n > 9:
        raise ValueError('no')
''',
    'counted by an alias': '''
def look():
    tries = self.tries
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    if tries > 9:
        raise ValueError('no')
    self.tries = tries + 1
    self.tries += 1
''',
    'counted by a product': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    if self.tries > 9:
        raise ValueError('no')
    self.tries = self.tries * 2
''',
    'counted by another': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    if self.tries > 9:
        raise ValueError('no')
    self.other += 1
''',
    'counted, and silent': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    self.tries += 1
    if self.tries > 9:
        raise loopingcall.LoopingCallDone()
''',
    'counted, and done with something': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    self.tries += 1
    if self.tries > 9:
        raise loopingcall.LoopingCallDone(False)
''',
    'counted, and done with the same': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone(retvalue=True)
    self.tries += 1
    if self.tries > 9:
        raise loopingcall.LoopingCallDone(True)
''',
    'counted, and noted in a name': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    self.tries += 1
    if self.tries > 9:
        late = True
        raise loopingcall.LoopingCallDone()
''',
    'counted, and not else': '''
def look():
    self.tries += 1
    if self.tries < 9:
        if api.is_up():
            raise loopingcall.LoopingCallDone()
    else:
        raise ValueError('no')
''',
    'counted, and said what was seen': '''
def look():
    state = api.get_state()
    if state == 'up':
        raise loopingcall.LoopingCallDone()
    self.tries += 1
    if self.tries > 9:
        raise ValueError(state)
''',
    'counted, and said which it is': '''
def look():
    state = api.get_state()
    if state == 'up':
        raise loopingcall.LoopingCallDone()
    self.tries += 1
    if self.tries > 9:
        raise ValueError(api)
''',
    'counted, and said which it is not': '''
def look():
    state = api.get_state()
    if state is not None:
        raise loopingcall.LoopingCallDone()
    self.tries += 1
    if self.tries > 9:
        raise ValueError(api)
''',
    'counted, and said in a log': '''
def look():
    state = api.get_state()
    if state == 'up':
        raise loopingcall.LoopingCallDone()
    self.tries += 1
    if self.tries > 9:
        LOG.error(state)
        raise ValueError('no')
''',
    'counted, and said in a log behind': '''
def look():
    state = api.get_state()
    if state == 'up':
        raise loopingcall.LoopingCallDone()
    self.tries += 1
    if self.tries > 9:
        raise ValueError('no')
        LOG.error(state)
''',
    'ended by the clock': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    if time.monotonic() > self.end:
        raise ValueError('no')
''',
    'ended by the clock, and else': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    if time.monotonic() < self.end:
        return
    raise ValueError('no')
''',
    'ended by what is called a time-out': '''
def look():
    if api.is_up():
        raise loopingcall.LoopingCallDone()
    if self.timed_out:
        raise ValueError('no')
''',
    'ended by a helper': '''
def late():
    if time.monotonic() > self.end:
        raise ValueError('no')
def look():
    late()
    if api.is_up():
        raise loopingcall.LoopingCallDone()
''',
    'ended by no helper': '''
def late():
    return time.monotonic() > self.end
def look():
    late()
    if api.is_up():
        raise loopingcall.LoopingCallDone()
''',
    'ended by the name of a helper': '''
def look():
    self.check_deadline()
    if api.is_up():
        raise loopingcall.LoopingCallDone()
''',
    'ended by another helper': '''
def look():
    self.check()
    if api.is_up():
        raise loopingcall.LoopingCallDone()
''',
    'named after waiting': '''
def _wait():
    if self.run():
        raise loopingcall.LoopingCallDone()
look = _wait
''',
}


def _looping(frame: str, part: str) -> str:
    return _filled(frame, part).replace(
        'FixedInterval(', 'loopingcall.FixedIntervalLoopingCall(').replace(
            'WithTimeout(', 'loopingcall.FixedIntervalWithTimeoutLoopingCall(')


CASES = {
    'names of a module': MODULE,
    **{f'{group} {" ".join(title.split())}': _filled(frame, part)
       for group, (frame, parts) in FRAMES.items()
       for title, part in parts.items()},
}
LOOPING = {
    **{title: _looping(CALLED, part) for title, part in CALLS.items()},
    **{title: _looping(CALLING, part) for title, part in CALLBACKS.items()},
}
