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

"""What is a wait, and how it ends: the traps, one by one.

Lines to be reported end in a comment that names the codes; every code of the
family is held to exactly its lines.
"""

import ast

import pytest

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.waiting import deadlines
from flake8_nova_notifications.rules.waiting import flow
from tests import linted

CODES = [f'NVN10{digit}' for digit in range(1, 8)]

HEAD = '''\
import asyncio
import datetime
import eventlet
from eventlet import greenthread
import itertools
import os
from oslo_utils import timeutils
import random
import threading
import time
from unittest import mock
LOG = logging.getLogger(__name__)
'''

COUNTED = {
    'range': '''
def f(api):
    for _ in range(9):  # NVN101 NVN105
        if api.get_state() == 'up':
            return True
        time.sleep(1)
    return False
''',
    'a range kept in a name, behind enumerate': '''
def f(api):
    tries = range(9)
    for n, _ in enumerate(tries):  # NVN101 NVN105
        if api.get_state() == 'up':
            return True
        time.sleep(1)
    return False
''',
    'repeat': '''
def f(api):
    for _ in itertools.repeat(None, 9):  # NVN101 NVN105
        if api.get_state() == 'up':
            return True
        time.sleep(1)
    return False
''',
    'a counter': '''
def f(api):
    n = 0
    while n < 9:  # NVN101 NVN105
        if api.is_up():
            return True
        time.sleep(1)
        n += 1
    return False
''',
    'a counter spelled out': '''
def f(api):
    n = 0
    while n < 9:  # NVN101 NVN105
        n = n + 1
        if api.is_up():
            return True
        time.sleep(1)
    return False
''',
    'a countdown': '''
def f(api, left):
    while left:  # NVN101 NVN105
        if api.is_up():
            return True
        time.sleep(1)
        left -= 1
    return False
''',
    'an attribute counts': '''
class C:
    def f(self):
        while self.left > 0:  # NVN101 NVN105
            if self.api.is_up():
                return True
            time.sleep(1)
            self.left -= 1
        return False
''',
    'nominal seconds': '''
def f(api):
    waited = 0.0
    while not api.is_up() and waited < 10:  # NVN101 NVN105
        time.sleep(.1)
        waited += .1
    if not api.is_up():
        raise RuntimeError('%s is down' % api)
''',
    'behind while True': '''
def f(api, most):
    n = 0
    while True:  # NVN101 NVN105
        if api.is_up():
            return True
        n += 1
        if n == most:
            return False
        time.sleep(1)
''',
    'each branch counts': '''
def f(api):
    n = 0
    while True:  # NVN101 NVN105
        if api.is_odd():
            if n > 9 or api.get_state():
                break
            n += 1
            time.sleep(1)
        else:
            if n > 9 or api.get_state():
                break
            n += 1
            time.sleep(2)
    assert n <= 9, api.get_state()
''',
    'a list of pauses': '''
def f(api):
    for pause in (1, 2, 5):  # NVN101
        if api.is_up():
            return True
        time.sleep(pause)
    return False
''',
    'a missing thing is waited for': '''
def f(api):
    for _ in range(9):  # NVN101 NVN105
        try:
            return api.get_server()
        except LookupError:
            time.sleep(1)
    return None
''',
    'its end is waited for': '''
def f(api):
    for _ in range(9):  # NVN101 NVN105
        try:
            api.get_server()
            time.sleep(1)
        except LookupError:
            return True
    return False
''',
    'the outer handler ends it': '''
def f(self, i):
    try:
        for _ in range(9):  # NVN101 NVN105
            self.api.get_server(i)
            time.sleep(1)
        self.fail('still there')  # NVN102
    except NotFound:
        return
''',
    'an assertion is looked at': '''
def f(check_func):
    error = None
    for _ in range(9):  # NVN101 NVN105
        try:
            return check_func()
        except AssertionError as e:
            error = e
        time.sleep(1)
    raise error
''',
    'a helper that sleeps': '''
def nap():
    time.sleep(2)


def f(api):
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            return True
        nap()
    return False
''',
    'a method that sleeps': '''
class C:
    def _pause(self, seconds):
        time.sleep(seconds)

    def f(self, api):
        for _ in range(9):  # NVN101 NVN105
            if api.is_up():
                return True
            self._pause(3)
        return False
''',
    'other pauses': '''
def f(api):
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            return True
        eventlet.sleep(1)
    return False


def g(api):
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            return True
        greenthread.sleep(1)
    return False


async def h(api):
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            return True
        await asyncio.sleep(1)
    return False
''',
    'a connection that is only tried': '''
def f(address):
    def try_connect():
        try:
            socket.connect(address)
            return True
        except OSError:
            return False
    waited = 0
    while not try_connect():  # NVN101 NVN105
        time.sleep(10)
        waited += 10
        if waited > 60:
            raise TimeoutError('%s does not answer' % address)
''',
    'an inner search has no pause': '''
def f(api, name):
    for _ in range(9):  # NVN101 NVN105
        for server in api.list_servers():
            if server.name == name:
                return server
        time.sleep(1)
    return None
''',
    'filled by a callback': '''
def f(start):
    done = []
    start(lambda: done.append(1))
    for _ in range(9):  # NVN101 NVN105
        if 1 in done:
            break
        time.sleep(1)
    assert 1 in done, done
''',
}

COUNTED |= {
    'the other branch leaves': '''
def f(look, tries):
    n = 0
    while n < tries:  # NVN101 NVN105
        time.sleep(1)
        if look.is_up():
            return True
        else:
            n += 1
    return False
''',
    'each handler counts': '''
def f(api, left):
    while left > 0:  # NVN101 NVN105
        time.sleep(1)
        try:
            state = api.get_state()
            if state == 'up':
                return True
        except NotFound:
            left -= 1
        else:
            left -= 1
    return False
''',
}

DEADLINES = {
    'monotonic': '''
def f(api):
    end = time.monotonic() + 10
    while time.monotonic() < end:  # NVN105
        if api.is_up():
            return True
        time.sleep(1)
    return False
''',
    'the wall clock': '''
def f(api):
    start = time.time()
    while time.time() - start < 10:  # NVN105 NVN106
        if api.is_up():
            return True
        time.sleep(1)
    return False


def g(api):
    end = datetime.datetime.now() + datetime.timedelta(seconds=9)
    while not api.is_up():  # NVN105 NVN106
        if datetime.datetime.now() > end:
            return False
        time.sleep(1)
    return True


def h(api):
    start = timeutils.utcnow()
    while timeutils.delta_seconds(  # NVN105 NVN106
            start, timeutils.utcnow()) < 9:
        if api.is_up():
            return True
        time.sleep(1)
    return False
''',
    'through names': '''
def f(api, timeout):
    now = time.monotonic()
    end = now + timeout
    while now < end:  # NVN105
        if api.is_up():
            return True
        time.sleep(1)
        now = time.monotonic()
    return False


def g(api):
    start = int(time.monotonic())
    while not api.is_up():  # NVN105
        late = int(time.monotonic()) - start >= 9
        if late:
            return False
        time.sleep(1)
    return True
''',
    'a stop watch': '''
def f(api):
    watch = timeutils.StopWatch(9)
    watch.start()
    while not watch.expired():  # NVN105
        if api.is_up():
            return True
        time.sleep(1)
    return False
''',
    'a helper': '''
class C:
    def _is_late(self, start):
        return time.time() - start > self.limit

    def f(self, api):
        start = time.time()
        while not api.is_up():  # NVN105 NVN106
            if self._is_late(start):
                return False
            time.sleep(1)
        return True
''',
    'a count beside it does not matter': '''
def f(api):
    end = time.monotonic() + 10
    n = 0
    while not api.is_up():  # NVN105
        n += 1
        if n > 9 or time.monotonic() > end:
            return False
        time.sleep(1)
    return True
''',
    'the clock only tells how long it took': '''
def f(api):
    start = time.time()
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            return True
        time.sleep(1)
    LOG.info('gave up after %d s', time.time() - start)
    return False
''',
    'a name made from the time is no deadline': '''
def make_name():
    return 'x%d' % time.time()


def f(api):
    name = make_name()
    for _ in range(9):  # NVN101 NVN105
        found = api.get_server(name)
        if found:
            return found
        time.sleep(1)
    return None
''',
    'a condition variable with a time limit': '''
class C:
    def __init__(self):
        self.condition = threading.Condition()
        self.seen = []

    def f(self):
        with timeutils.StopWatch(9) as watch:
            with self.condition:
                while len(self.seen) < 3:
                    if watch.expired():
                        raise AssertionError('no %s' % self)  # NVN102
                    self.condition.wait(watch.leftover())
''',
    'an assertion of the deadline': '''
class C:
    def __init__(self):
        self.condition = threading.Condition()

    def f(self):
        start = time.monotonic()
        while not self.complete:
            self.condition.wait(1)
            assert time.monotonic() - start < 9  # NVN102
''',
}

UNBOUNDED = {
    'a condition': '''
def f(dev):
    while not dev.is_job_complete():  # NVN104 NVN105
        time.sleep(1)
''',
    'an error ends it': '''
def f(db, i):
    while True:  # NVN104 NVN105
        row = db.snapshot_get(i)
        if row['status'] == 'available':
            break
        if row['status'] == 'error':
            raise RuntimeError(row)
        time.sleep(1)
''',
    'refreshed in place': '''
def f(volume):
    while volume.status == 'creating':  # NVN104 NVN105
        time.sleep(1)
        volume.refresh()
''',
    'the counter is only logged': '''
def f(api):
    n = 0
    while not api.is_up():  # NVN104 NVN105
        n += 1
        LOG.info('look %d', n)
        time.sleep(1)
''',
    'the counter is stepped on errors only': '''
def f(api):
    errors = 0
    while errors < 5:  # NVN104 NVN105
        state = api.get_state()
        if state == 'up':
            return
        if state is None:
            errors += 1
        time.sleep(1)
''',
    'an attribute somebody else sets': '''
class C:
    def f(self):
        while not self.ready:  # NVN104 NVN105
            time.sleep(1)
''',
    'a flag of the loop': '''
def f(api):
    seen = False
    while not seen:  # NVN104 NVN105
        time.sleep(1)
        if api.get_state() == 'up':
            seen = True
''',
    'a pause that grows': '''
def f(api):
    pause = 1
    while not api.is_up():  # NVN104
        time.sleep(pause)
        pause = min(2 * pause, 60)
''',
    'a pause of random length': '''
def f(api):
    while not api.is_up():  # NVN104
        time.sleep(random.random())
''',
    'a countdown pause does not grow': '''
def f(api, left, step):
    while left > 0:  # NVN101 NVN105
        pause = min(step, left)
        if api.is_up():
            return True
        time.sleep(pause)
        left -= step
    return False
''',
    'who takes what a round yields may stop': '''
async def f(api):
    while (run := await api.get_run()).state != 'done':  # NVN105
        await asyncio.sleep(1)
        yield run
''',
}

GUARDED = {
    'a time-out around it': '''
def f(api):
    with eventlet.Timeout(9):
        while not api.is_up():  # NVN105
            time.sleep(1)


async def g(api):
    async with asyncio.timeout(9):
        while not api.is_up():  # NVN105
            await asyncio.sleep(1)
''',
    'a stop flag beside the condition': '''
class C:
    def f(self, api):
        while not api.is_up() and not self._stopping:  # NVN105
            time.sleep(1)
''',
    'something that is called a time-out': '''
def f(api, timed_out):
    while not api.is_up() and not timed_out.seen:  # NVN105
        time.sleep(1)
''',
}

NO_WAITS = {
    'a retry': '''
def f(api):
    for _ in range(9):
        try:
            return api.create_server()
        except Busy:
            time.sleep(1)
    raise RuntimeError('no server')


def g(func, *args):
    for _ in range(9):
        try:
            return func(*args)
        except Busy:
            time.sleep(1)


def h(api):
    for _ in range(9):
        if api.delete_server():
            return
        time.sleep(1)
''',
    'a command is run again': '''
def f(self):
    for _ in range(9):
        try:
            out = self.execute('mount', '/dev/x')
            return out
        except OSError:
            time.sleep(1)
''',
    'a connection that is used': '''
def f(pool):
    for _ in range(9):
        try:
            return pool.get_connection()
        except Busy:
            time.sleep(1)


def g(self):
    for _ in range(3):
        try:
            with self.lock.read_lock():
                self.work()
                break
        except Busy:
            time.sleep(1)
''',
    'a service': '''
class C:
    def f(self):
        while not self.stopped.is_set():
            if self.api.is_up():
                return
            time.sleep(1)

    def g(self):
        while self._running:
            self.report()
            time.sleep(1)

    def h(self):
        while True:
            self.report()
            time.sleep(1)

    def i(self):
        while True:
            task = self.queue.get()
            if task is None:
                return
            time.sleep(1)
''',
    'a stop flag that is waited for': '''
class C:
    def __init__(self):
        self.shutdown = threading.Event()

    def f(self):
        while not self.shutdown.wait(timeout=CONF.sync.period):
            self.api.get_state()
''',
    'a service by its own state': '''
class C:
    async def f(self):
        while self.status == Status.running:
            if self.api.is_up():
                return
            await asyncio.sleep(1)

    async def g(self):
        while self.stream is None:
            await self.connect()
            await asyncio.sleep(1)

    def h(self):
        while True:
            try:
                time.sleep(5)
            except KeyboardInterrupt:
                break
''',
    'pacing': '''
def f(things):
    for thing in things:
        thing.check()
        time.sleep(1)


def g(guest):
    for _ in range(5):
        guest.announce()
        time.sleep(1)


def h(api):
    while not api.is_done():
        time.sleep(0)


def i(api, interval):
    while True:
        start = time.monotonic()
        if api.is_done():
            break
        elapsed = time.monotonic() - start
        time.sleep(interval - elapsed)


def j(data):
    while True:
        if not data.read(4096):
            break
        time.sleep(1)
''',
    'work at each look': '''
def f(self):
    while not self.events.empty():
        self.send_batch()
        time.sleep(1)
''',
    'no pause at all': '''
def f(guest, port):
    for _ in range(9):
        if guest.is_up():
            return
        guest.pause()


def g(event, port):
    while not event.is_up():
        event.wait(port)


def h(sock):
    while not sock.is_up():
        select.select([sock], [], [], 1)
''',
    'a mocked sleep': '''
@mock.patch('time.sleep')
def f(api, mock_sleep):
    for _ in range(9):
        if api.get_state() == 'up':
            return True
        time.sleep(1)
    return False


def g(api):
    with mock.patch.object(time, 'sleep'):
        for _ in range(9):
            if api.get_state() == 'up':
                return True
            time.sleep(1)
''',
    'a condition variable': '''
class C:
    def __init__(self):
        self.condition = threading.Condition()

    def f(self):
        while not self.ready:
            self.condition.wait()
''',
    'a sleep of that name only': '''
def sleep(seconds):
    return seconds


def f(api):
    for _ in range(9):
        if api.is_up():
            return True
        sleep(1)
    return False
''',
    'works until another method clears its flag': '''
class Spinner:
    def __exit__(self, *exc):
        self.spinning = False

    def spin(self):
        while self.spinning:
            self.out.write('.')
            time.sleep(0.1)
''',
    'but a flag that a loop only looks at is waited for': '''
class Copy:
    def done(self):
        self.copying = False

    def join(self):
        while self.copying:  # NVN104 NVN105
            time.sleep(0.1)
''',
    'serves until it is told to end': '''
class Agent:
    def serve_api(self):
        while self.serves:  # NVN104 NVN105
            time.sleep(0.1)
        while self.serve_more:
            time.sleep(0.1)
''',
    'a method of its own asks whether to end': '''
class Heart:
    def run(self):
        while self._run_next():
            time.sleep(0.1)

    def wait(self):
        while self._look_next():  # NVN104 NVN105
            time.sleep(0.1)

    def _run_next(self):
        return not self.stop_event.wait(self.interval)

    def _look_next(self):
        return not self.ready_event.wait(self.interval)
''',
    'takes until the queue is empty': '''
def f(tasks, others):
    while not tasks.empty():
        task = tasks.get()
        time.sleep(1)
    while not others.empty():  # NVN104 NVN105
        task = tasks.get('all')
        time.sleep(1)
''',
    'what takes a reply apart does not say how it was got': '''
def seed(sock, request):
    for _ in range(10):
        reply = sock.sr1(request)
        if get_code(reply) != 0x37:
            return reply
        time.sleep(10)


def server(api, name):
    for _ in range(10):  # NVN101 NVN105
        reply = api.get(name)
        if get_code(reply) != 0x37:
            return reply
        time.sleep(10)


def state(name):
    for _ in range(10):  # NVN101 NVN105
        if get_code(name) != 0x37:
            return name
        time.sleep(10)
''',
    'a fixture that is used is no look': '''
class Test:
    def setUp(self):
        for _ in range(3):
            try:
                self.con = self.useFixture(Connection())
                break
            except Exception:
                time.sleep(1)
''',
    'a container and a task that is started are no looks': '''
import collections

async def f(wanted, busy, api):
    while wanted:
        batch = collections.defaultdict(list)
        for one in wanted - busy:
            batch[one].append(one)
        if not batch:
            await asyncio.sleep(1)
            continue
        tasks = [asyncio.create_task(api.fetch(one), name='get data')
                 for one in batch]
        wanted = api.left(tasks)
''',
    'a command is what it is given': '''
def f(api, image):
    for _ in range(9):
        try:
            api.docker_command(['pull', image])
            if api.inspect(image):
                break
        except api.Failed:
            time.sleep(3)
    else:
        raise RuntimeError('no image')


def g(repo):
    for _ in range(9):
        try:
            return repo.checkout()
        except repo.Locked:
            time.sleep(3)
    raise RuntimeError('no checkout')
''',
    'backs off from errors': '''
def f(api):
    for attempt in range(3):
        try:
            return api.get_info()
        except api.HTTPError:
            time.sleep(2 ** attempt)
    raise RuntimeError('no info')


def g(api):
    for attempt in range(3):  # NVN101
        try:
            return api.get_info()
        except api.NotFound:
            time.sleep(2 ** attempt)
    raise RuntimeError('no info')  # NVN102
''',
}

GIVE_UPS = {
    'a variable that held what was seen in another branch': '''
def f(api, key):
    tries = 9
    while tries > 0:  # NVN101 NVN105
        tries -= 1
        state = api.get(key)
        if state == 'up':
            return
        if tries == 0 and state != 'up':
            reason = 'not up: %s' % key
            raise Failed(reason)  # NVN102
        elif state == 'broken':
            reason = state
            raise Failed(reason)
        time.sleep(2)
''',
    'a log put together from what was seen': '''
def f(api, key):
    tries = 9
    while tries > 0:  # NVN101 NVN105
        tries -= 1
        state = api.get(key)
        if state == 'up':
            return
        if tries == 0 and state != 'up':
            reason = 'not up: %s' % state
            LOG.error(reason)
            raise Failed(key)
        time.sleep(2)
''',
    'a constant': '''
def f(self):
    for _ in range(9):  # NVN101 NVN105
        server = self.api.get_server()
        if server['status'] == 'up':
            return
        time.sleep(1)
    self.fail('Timed out')  # NVN102
''',
    'a bare exception': '''
def f(api):
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            return
        time.sleep(1)
    raise TimeoutError  # NVN102
''',
    'only the time limit': '''
def f(api, timeout):
    for _ in range(timeout):  # NVN101 NVN105
        if api.is_up():
            return
        time.sleep(1)
    raise TimeoutError('not up in %d s' % timeout)  # NVN102
''',
    'a template that nobody fills in': '''
def f(self):
    for _ in range(9):  # NVN101 NVN105
        if re.search(self.pattern, self.log.output):
            return
        time.sleep(1)
    self.fail('The line "%(line)s" did not appear')  # NVN102
''',
    'ids, and the status dropped': '''
def f(api, i):
    for _ in range(9):  # NVN101 NVN105
        if api.get_server(i)['status'] == 'up':
            return
        time.sleep(1)
    raise TimeoutError('%s is not up' % i)  # NVN102


def g(self, server):
    for _ in range(9):  # NVN101 NVN105
        server = self.api.get_server(server['id'])
        if server['status'] == 'up':
            return
        time.sleep(1)
    self.fail('%s is not up' % server['id'])  # NVN102
''',
    'ids, and a record dropped': '''
def f(api, i):
    for _ in range(9):  # NVN101 NVN105
        try:
            api.get_server(i)
        except NotFound:
            return
        time.sleep(1)
    raise TimeoutError('%s was not deleted' % i)  # NVN102
''',
    'ids, and a list dropped': '''
def f(api, i):
    ports = api.list_ports(i)
    while ports:  # NVN104 NVN105
        time.sleep(1)
        ports = api.list_ports(i)


def g(api, i):
    for _ in range(9):  # NVN101 NVN105
        ports = api.list_ports(i)
        if not ports:
            return
        time.sleep(1)
    raise TimeoutError('ports of %s' % i)  # NVN102
''',
    'which of several things was missing': '''
def f(self, i):
    for _ in range(9):  # NVN101 NVN105
        if self.is_first(i) and self.has_slot(i):
            return
        time.sleep(1)
    raise TimeoutError('no build of %s' % i)  # NVN102
''',
    'the message is put together elsewhere': '''
def f(api, i):
    for _ in range(9):  # NVN101 NVN105
        server = api.get_server(i)
        if server.status == 'up':
            return
        time.sleep(1)
    message = 'Server %s failed' % i
    caller = find_caller()
    if caller:
        message = '(%s) %s' % (caller, message)
    raise TimeoutError(message)  # NVN102


def g(api, i):
    for _ in range(9):  # NVN101 NVN105
        server = api.get_server(i)
        if server.status == 'up':
            return
        time.sleep(1)
    details = {'id': i, 'status': server.status}
    message = 'Server %(id)s is %(status)s' % details
    raise TimeoutError(message)
''',
    'what was seen is said': '''
def f(api, i):
    for _ in range(9):  # NVN101 NVN105
        server = api.get_server(i)
        if server.status == 'up':
            return
        time.sleep(1)
    raise TimeoutError(f'{i} is {server.status}')


def g(self):
    for _ in range(9):  # NVN101 NVN105
        for note in self.notifier.notifications:
            if note.event == 'x':
                return
        time.sleep(1)
    self.fail('Got %s' % self.notifier.notifications)
''',
    'a fresh look': '''
def f(self, i):
    for _ in range(9):  # NVN101 NVN105
        try:
            self.api.get_volume(i)
            return
        except NotFound:
            time.sleep(1)
    volumes = self.api.get_volumes()
    self.fail('%s is not among %s' % (i, volumes))
''',
    'only its absence could be seen': '''
def f(path):
    for _ in range(9):  # NVN101 NVN105
        if os.path.exists(path):
            return
        time.sleep(1)
    raise TimeoutError('no %s' % path)


def g(api, i):
    for _ in range(9):  # NVN101 NVN105
        server = api.find_server(i)
        if server is not None:
            return server
        time.sleep(1)
    raise TimeoutError('no %s' % i)
''',
    'said in the log': '''
def f(api, i):
    for _ in range(9):  # NVN101 NVN105
        server = api.get_server(i)
        if server.status == 'up':
            return
        LOG.debug('%s is %s', i, server.status)
        time.sleep(1)
    LOG.error('%s is %s', i, server.status)
    raise TimeoutError


def g(api, i):
    for _ in range(9):  # NVN101 NVN105
        server = api.get_server(i)
        if server.status == 'up':
            return
        LOG.debug('%s is %s', i, server.status)
        time.sleep(1)
    raise TimeoutError  # NVN102
''',
    'the kept error': '''
def f(api):
    for n in range(9):  # NVN101 NVN105
        try:
            return api.get_server()
        except NotFound:
            if n == 8:
                raise
            time.sleep(1)
''',
    'an equality shows both sides': '''
def f(self):
    n = 0
    while self.api.get_state() != 'up' and n < 9:  # NVN101 NVN105
        time.sleep(1)
        n += 1
    self.assertEqual('up', self.api.get_state())
''',
    'a helper that always fails': '''
class C:
    def _give_up(self, text):
        raise TimeoutError(text)

    def f(self):
        for _ in range(9):  # NVN101 NVN105
            if self.api.get_state() == 'up':
                return
            time.sleep(1)
        self._give_up('no')  # NVN102
''',
    'the class of its error is what a blocking queue promises': '''
class Queue:
    def __init__(self):
        self.filled = threading.Condition()

    def get(self, timeout):
        end = time.monotonic() + timeout
        with self.filled:
            while self.is_empty():
                if time.monotonic() > end:
                    raise Empty()
                self.filled.wait(1)
            return self.pop()

    def join(self, timeout):
        end = time.monotonic() + timeout
        with self.filled:
            while self.is_empty():
                if time.monotonic() > end:
                    raise Empty('it is')  # NVN102
                self.filled.wait(1)
''',
    'nothing is left to show of what a test names': '''
def f(api, i):
    for tries in range(3):  # NVN101
        if found := api.get_trace(i):
            return found
        time.sleep(2 ** tries)
    raise RuntimeError('%s is not there' % i)


def g(api, i):
    for tries in range(3):  # NVN101
        if not (found := api.get_errors(i)):
            return
        time.sleep(2 ** tries)
    raise RuntimeError('%s has errors' % i)  # NVN102
''',
}

SILENT = {
    'both ends look the same': '''
def f(api):
    for _ in range(9):  # NVN101 NVN103 NVN105
        if api.is_up():
            break
        time.sleep(1)


def g(api):
    n = 0
    while not api.is_up() and n < 9:  # NVN101 NVN103 NVN105
        time.sleep(1)
        n += 1
    start_work()


def h(api):
    for _ in range(9):  # NVN101 NVN103 NVN105
        if api.is_up():
            return
        time.sleep(1)


def i(api):
    for _ in range(9):  # NVN101 NVN103 NVN105
        if api.is_up():
            return True
        time.sleep(1)
    return True
''',
    'a log line alone': '''
def f(api):
    for _ in range(9):  # NVN101 NVN103 NVN105
        if api.is_up():
            break
        time.sleep(1)
    else:
        LOG.warning('not up')
    start_work()
''',
    'a break when time is up': '''
def f(api):
    n = 0
    while not api.is_up():  # NVN101 NVN103 NVN105
        n += 1
        if n > 9:
            break
        time.sleep(1)
    return open_door()
''',
    'a status': '''
def f(api):
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            return True
        time.sleep(1)


def g(api):
    for _ in range(9):  # NVN101 NVN105
        state = api.get_state()
        if state == 'up':
            break
        time.sleep(1)
    return state


def h(self, api):
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            break
        time.sleep(1)
    else:
        self.error = 'not up'
    return start_work()


def i(api):
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            break
        time.sleep(1)
    else:
        return
    start_work()
''',
    'checked again': '''
def f(api):
    up = False
    for _ in range(9):  # NVN101 NVN105
        if api.is_up():
            up = True
            break
        time.sleep(1)
    if not up:
        raise TimeoutError('%s is not up' % api)


def g(self):
    for _ in range(9):  # NVN101 NVN105
        if self.api.is_up():
            break
        time.sleep(1)
    self.assertRaises(NotFound, self.api.is_up)


def h(condition):
    end = time.monotonic() + 9
    while True:  # NVN105
        try:
            condition()
        except Exception:
            pass
        else:
            return
        if time.monotonic() > end:
            condition()
            return
        time.sleep(1)
''',
    'the condition is forced': '''
def f(guest):
    for _ in range(9):  # NVN101 NVN105
        if guest.is_down():
            return
        time.sleep(1)
    guest.force_off()


def g(pid):
    n = 0
    while n < 9:  # NVN101 NVN105
        if not exists(pid):
            break
        if n == 8:
            os.kill(pid, 9)
        time.sleep(1)
        n += 1
''',
    'a generator': '''
def f(api):
    for _ in range(9):  # NVN101 NVN105
        state = api.get_state()
        yield state
        if state == 'up':
            break
        time.sleep(1)
''',
    'what the test of the loop binds is checked behind it': '''
async def f(api, i):
    left = 5
    while left and (group := api.get_group(i)) is None:  # NVN101 NVN105
        left -= 1
        await asyncio.sleep(0.5)
    if group is None:
        return
    group.use()


async def g(api, i):
    left = 5
    while left and (group := api.get_group(i)) is None:  # NVN101 NVN103 NVN105
        left -= 1
        await asyncio.sleep(0.5)
    api.use(i)
''',
    'a success returns what nothing else returns': '''
def f(api):
    end = time.monotonic() + 5
    while time.monotonic() < end:  # NVN105
        try:
            return api.get_state()
        except api.Busy as error:
            if not error.passes:
                break
            time.sleep(1)
    return None
''',
}

FAMILIES = {
    'counted': COUNTED, 'deadline': DEADLINES, 'unbounded': UNBOUNDED,
    'guarded': GUARDED, 'no wait': NO_WAITS, 'give-up': GIVE_UPS,
    'silent': SILENT,
}
CASES = [
    pytest.param(code, id=f'{family}: {title}')
    for family, cases in FAMILIES.items() for title, code in cases.items()]


@pytest.mark.parametrize('code', CASES)
def test_lines(code: str) -> None:
    """Each code is reported on exactly the marked lines."""
    whole = HEAD + code
    wanted = {c: linted.marked(whole, c) for c in CODES}
    assert {c: linted.lines(whole, c) for c in CODES} == wanted


def test_give_up_of_two_waits() -> None:
    """A failure that ends both an inner and an outer wait is told once."""
    found = linted.report(
        'import time\n\n\ndef wait(api):\n'
        '    for _ in range(5):\n'
        '        if api.is_up():\n            return\n'
        '        time.sleep(1)\n'
        '        for _ in range(5):\n'
        '            if api.is_up():\n                return\n'
        '            time.sleep(1)\n'
        '            if time.monotonic() > api.limit:\n'
        '                raise RuntimeError("no")\n', 'NVN102')
    assert [one.partition(' ')[0] for one in found] == ['14:17']


def test_function_inside_a_loop() -> None:
    """What a nested function assigns is none of the loop's business."""
    found = linted.report(
        'import time\n\n\ndef wait(api, pause):\n'
        '    while not api.is_up():\n'
        '        time.sleep(pause)\n\n'
        '        def later():\n'
        '            for pause in range(5):\n'
        '                api.use(pause)\n', 'NVN105')
    assert [one.partition(' ')[0] for one in found] == ['5:5']


def test_wait_in_a_class_body() -> None:
    """No function goes on behind it, so nothing goes on silently."""
    found = linted.report(
        'import time\nimport api\n\n\nclass Setup:\n'
        '    for _ in range(5):\n'
        '        if api.is_up():\n            break\n'
        '        time.sleep(1)\n', 'NVN101', 'NVN103')
    assert [one.split()[:2] for one in found] == [['6:5', 'NVN101']]


@pytest.mark.parametrize('length, found', (
    (deadlines.MAX_VISITS - 4, True), (deadlines.MAX_VISITS - 3, False)))
def test_names_behind_a_deadline(length: int, found: bool) -> None:
    """A name for a name for a name, up to a bound."""
    chain = ''.join(f'        n{n} = n{n + 1}\n' for n in range(length))
    code = (
        'import time\n\n\ndef f(api):\n    while not api.is_up():\n'
        f'{chain}        n{length} = time.monotonic()\n'
        '        if n0 > 9:\n            raise RuntimeError("no")\n'
        '        time.sleep(1)\n')
    assert bool(linted.lines(code, 'NVN104')) is not found


@pytest.mark.parametrize('length, found', (
    (deadlines.MAX_VISITS - 2, True), (deadlines.MAX_VISITS - 1, False)))
def test_names_behind_the_wall_clock(length: int, found: bool) -> None:
    """Which clock it is, is asked of as many names."""
    chain = ''.join(f'    n{n} = n{n + 1}\n' for n in range(length))
    code = (
        f'import time\n\n\ndef f(api):\n{chain}'
        f'    n{length} = time.time()\n    while not api.is_up():\n'
        '        if n0 > time.monotonic():\n'
        '            raise RuntimeError("no")\n'
        '        time.sleep(1)\n')
    assert bool(linted.lines(code, 'NVN106')) is found


def test_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ways are paid for test by test, what is played round by round."""
    asked: list[tuple[str, int]] = []

    def affords(source: SourceFile, search: str, visits: int) -> bool:
        asked.append((search, visits))
        return True

    monkeypatch.setattr(SourceFile, 'affords', affords)
    code = HEAD + '''
def f(api):
    for _ in range(9):
        if api.is_up():
            return True
        if api.is_off():
            if api.is_on():
                return False
        time.sleep(1)
'''
    source = linted.read(code)
    assert linted.lines(code, 'NVN101') == [15]
    nodes = len(list(walk(source.nodes(ast.For)[0])))
    assert [visits for search, visits in asked if search == 'waits'] == [
        (1 + 2 + 3) * nodes]
    assert {visits for search, visits in asked if search == 'rounds'} == {
        nodes + nodes // 2}


@pytest.mark.parametrize('number, found', (
    (flow.MAX_EXITS - 1, True), (flow.MAX_EXITS, False)))
def test_ways_out_are_bounded(number: int, found: bool) -> None:
    """Too many ways out are not followed."""
    ways = ''.join(
        f'        if api.is_at({n}):\n            return {n}\n'
        for n in range(number))
    code = (
        'import time\n\n\ndef f(api):\n    for _ in range(5):\n'
        f'{ways}        time.sleep(1)\n        if api.is_up():\n'
        '            break\n')
    source = linted.read(code)
    loop = source.nodes(ast.For)[0]
    assert (flow.exits(source, loop) is not None) is found


@pytest.mark.parametrize('number, found', (
    (flow.MAX_TESTS - 1, True), (flow.MAX_TESTS, False)))
def test_conditions_are_bounded(number: int, found: bool) -> None:
    """Too many conditions before a way out are not kept."""
    tests = ''.join(
        f'        if api.is_at({n}):\n            continue\n'
        for n in range(number))
    code = (
        'import time\n\n\ndef f(api):\n    for _ in range(5):\n'
        f'{tests}        if api.is_up():\n            return 1\n')
    source = linted.read(code)
    loop = source.nodes(ast.For)[0]
    assert (flow.exits(source, loop) is not None) is found


def test_loops_in_loops_in_loops() -> None:
    """As deep as the parser goes, each way out is still known."""
    def nested(depth: int) -> list[int]:
        inner = ''.join(
            f'{" " * (8 + n)}for x{n} in api.all({n}):\n'
            for n in range(depth))
        return linted.lines(
            'import time\n\n\ndef wait(api):\n    for _ in range(5):\n'
            f'        if api.is_up():\n            return\n{inner}'
            f'{" " * (8 + depth)}if api.is_on():\n'
            f'{" " * (9 + depth)}return\n'
            '        time.sleep(1)\n    raise RuntimeError("no")\n',
            'NVN101')
    assert nested(50) == [5]
    assert nested(90) == [5]


def test_many_ways_out() -> None:
    """Thirty ways out are far from a search without end."""
    ways = ''.join(
        f'        if api.is_at({i}):\n            return {i}\n'
        for i in range(30))
    found = linted.lines(
        f'import time\n\n\ndef wait(api):\n    for _ in range(5):\n{ways}'
        '        time.sleep(1)\n    raise RuntimeError("no")\n', 'NVN101')
    assert found == [5]
