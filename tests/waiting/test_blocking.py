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
"""Calls that block, and loops that spin, for ever: shape by shape."""

from flake8.exceptions import ExecutionError
import pytest

from flake8_nova_notifications.options import Options
from tests import linted

HEAD = '''\
import multiprocessing
import os
import queue
import signal
import socket
import subprocess
import threading
import time
'''
PRIMITIVES = {
    'processes': '''
def f():
    p = subprocess.Popen(['a'], 4096)
    p.wait()  # NVN108
    p.wait(5)
    p.wait(timeout=5)


def g(data):
    p = subprocess.Popen(['a'])
    p.communicate(data)  # NVN108
    p.communicate(data, 5)


def h():
    p = subprocess.Popen(['a'])
    p.kill()
    p.wait()


def i():
    p = subprocess.Popen(['ping', '-w1', 'a'])
    p.communicate()
    q = subprocess.Popen(['which', 'a'])
    q.communicate()


def j():
    p = multiprocessing.Process(target=k)
    p.join()  # NVN108
    # It always ends.
    p.join()


def k(p):
    p.wait()


if __name__ == '__main__':
    f()
    p = subprocess.Popen(['a'])
    p.wait()
''',
    'events': '''
def f(api):
    done = threading.Event()
    api.start(done)
    done.wait()  # NVN108
    done.wait(5)


def g(api):
    done = threading.Event()
    done.set()
    done.wait()


def h(self, api):
    done = threading.Event()
    api.start(done)
    self.assertTrue(done.is_set())
    done.wait()


def timed(api):
    done = threading.Event()
    threading.Timer(5, done.set).start()
    done.wait()


def asserted(api):
    done = threading.Event()
    assert done.is_set()
    done.wait()


def i(self, api):
    done = threading.Event()
    self.assertFalse(done.is_set())
    done.wait()  # NVN108


def j(api):
    go_on = threading.Event()

    def work():
        go_on.wait()
    api.start(work)
    go_on.set()


class C:
    def setUp(self):
        self.go_on = threading.Event()

    def work(self):
        self.go_on.wait()

    def test(self, api):
        api.start(self.work)
        self.go_on.set()
''',
    'queues': '''
def f():
    q = queue.Queue()
    q.get()  # NVN108
    q.get(block=False)
    q.get(timeout=3)


def g():
    q = queue.Queue()
    while True:
        q.get()


class C:
    def __init__(self):
        self.q = queue.Queue()

    def one(self):
        return self.q.get()

    def run(self):
        while True:
            self.one()


class D:
    def __init__(self):
        self.q = queue.Queue()
        self.one()

    def one(self):
        return self.q.get()  # NVN108
''',
    'conditions': '''
def f():
    c = threading.Condition()
    with c:
        c.wait()  # NVN108


def g(self):
    c = threading.Condition()
    with c:
        while not self.ready:
            c.wait()
''',
    'semaphores': '''
def f():
    s = threading.Semaphore(0)
    s.acquire()  # NVN108
    s.acquire(timeout=3)


def g():
    s = threading.Lock()
    s.acquire()
''',
    'threads': '''
def f():
    t = threading.Thread(target=work)
    t.start()
    t.join()  # NVN108
    t.join(4)


def g(stop):
    t = threading.Thread(target=work)
    stop.set()
    t.join()


def h(self):
    t = threading.Thread(target=work)
    while not self.done:
        time.sleep(1)
    t.join()
''',
}


@pytest.mark.parametrize('kind', PRIMITIVES)
def test_kinds_to_turn_on(kind: str) -> None:
    """Each by its name, by itself; off they say nothing."""
    code = HEAD + PRIMITIVES[kind]
    assert linted.lines(code, 'NVN108') == []
    assert linted.lines(
        code, 'NVN108', nvn_blocking_calls=(kind,)) == linted.marked(
            code, 'NVN108')
    assert linted.lines(code, 'NVN108', nvn_blocking_calls=tuple(
        other for other in PRIMITIVES if other != kind)) == []


def test_classes_with_a_limit_of_their_own() -> None:
    """A class of a known name may well have one."""
    code = HEAD + PRIMITIVES['events']
    assert linted.lines(
        code, 'NVN108', nvn_blocking_calls=('events',),
        nvn_bounded_classes=('Event',)) == []


@pytest.mark.parametrize('given, wanted', (
    ('', ()), ('events', ('events',)), ('E', ('processes',)),
    ('f,g', ('events', 'queues', 'conditions', 'semaphores', 'threads')),
    ('threads, Events threads', ('threads', 'events')),
))
def test_option(given: str, wanted: tuple[str, ...]) -> None:
    """Words or letters, each kind once."""
    class Given:
        nvn_blocking_calls = given

    assert Options.parse(Given()).nvn_blocking_calls == wanted


def test_unknown_kind() -> None:
    """A kind that there is not is an error, with those that there are."""
    class Given:
        nvn_blocking_calls = 'events,sockets'

    with pytest.raises(ExecutionError) as raised:
        Options.parse(Given())
    assert str(raised.value) == (
        "option nvn-blocking-calls: 'sockets' is none of processes, events, "
        'queues, conditions, semaphores, threads')


def test_messages() -> None:
    """What it does and what to do instead, in one line."""
    found = linted.report(
        HEAD + 'def f(s, pid, t):\n    os.waitpid(pid, 0)\n'
        '    q = queue.Queue()\n    q.get(t.timeout)\n'
        '    while True:\n        d = s.recv(9)\n', 'NVN108')
    assert found == [
        '10:5 NVN108 os.waitpid() has no limit: it never returns if the '
        'process does not end; poll with os.WNOHANG until a deadline',
        "12:5 NVN108 get(t.timeout) takes the timeout for 'block' and has no "
        'limit; pass it as timeout=',
        '14:13 NVN108 recv() in a loop that never ends with the stream: once '
        'the peer has closed it returns nothing at once, for ever; leave the '
        'loop when it returns nothing']
