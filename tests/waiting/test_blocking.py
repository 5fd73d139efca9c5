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
# Lines that end in a comment are reported, all others are silent.
STREAMS = {
    'looked for in what was peeked at': '''
def f(sock):
    while True:
        data = sock.recv(4096, socket.MSG_PEEK)  # NVN108
        end = data.find(b'END')
        if end != -1:
            sock.recv(end + 3)
            break
''',
    'counted bytes': '''
def f(sock, size):
    data = b''
    while len(data) < size:
        data += sock.recv(size - len(data))  # NVN108
    return data
''',
    'decoded': '''
def f(sock):
    while True:
        text = sock.recv(10).decode()  # NVN108
        if text.endswith('END'):
            return
''',
    'kept on self': '''
class C:
    def f(self):
        while self.on:
            self.data = self.sock.recv(10)  # NVN108
            self.handle(self.data)
''',
    'tested by not': '''
def f(sock):
    while True:
        data = sock.recv(10)
        if not data:
            break
''',
    'tested by its length': '''
def f(sock):
    while True:
        data = sock.recv(10)
        if len(data) == 0:
            break
''',
    'tested as the condition': '''
def f(sock):
    data = sock.recv(10)
    while data:
        data = sock.recv(10)
''',
    'tested on the way': '''
def f(sock):
    while True:
        if data := sock.recv(10):
            print(data)
        else:
            return
''',
    'compared with nothing': '''
def f(sock):
    while True:
        data = sock.recv(10)
        if data == b'':
            return
''',
    'tested after it was stripped': '''
def f(sock):
    while True:
        line = sock.recv(10).strip()
        if not line:
            return
''',
    'tested after it was decoded': '''
def f(sock):
    while True:
        data = sock.recv(10)
        text = data.decode()
        if not text:
            return
''',
    'asserted': '''
def f(sock):
    while True:
        data = sock.recv(10)
        assert data
''',
    'tested together': '''
def f(sock):
    while True:
        data, peer = sock.recvfrom(10)
        if data and peer:
            break
''',
    'unpacked, which fails': '''
def f(sock, struct):
    while True:
        size, = struct.unpack('!H', sock.recv(2))
        print(size)
''',
    'indexed, which fails': '''
def f(sock):
    while True:
        data = sock.recv(2)
        if data[0] == 3:
            return
''',
    'only when there is something': '''
def f(channel):
    while not channel.closed:
        if channel.recv_ready():
            print(channel.recv(10))
''',
    'a message, not bytes': '''
def f(websocket):
    while True:
        print(websocket.recv())
''',
    'datagrams': '''
def f():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    while True:
        data = sock.recv(10)
        print(data)
''',
    'so often': '''
def f(sock):
    for _ in range(9):
        data = sock.recv(10)
        print(data)
''',
    'so long': '''
def f(sock):
    end = time.monotonic() + 9
    while time.monotonic() < end:
        data = sock.recv(10)
        print(data)
''',
    'once': '''
def f(sock):
    data = sock.recv(10)
    print(data)
''',
    'with a time limit on the socket': '''
def f(sock):
    sock.settimeout(9)
    while True:
        data = sock.recv(10)
        print(data)
''',
    'with a time limit on another socket': '''
def f(sock, other):
    other.settimeout(9)
    while True:
        data = sock.recv(10)  # NVN108
        print(data)
''',
    'the output is read behind it': '''
def f(client):
    _, out, _ = client.exec_command('ls')
    out.channel.recv_exit_status()  # NVN108
    return out.read()
''',
    'the output is never read': '''
def f(client):
    _, out, _ = client.exec_command('ls')
    return out.channel.recv_exit_status()  # NVN108
''',
    'the output is read line by line': '''
def f(client):
    _, stdout, _ = client.exec_command('ls')
    for line in stdout:
        print(line)
    return stdout.channel.recv_exit_status()
''',
    'it has ended': '''
def f(client):
    _, out, _ = client.exec_command('ls')
    while not out.channel.exit_status_ready():
        time.sleep(1)
    return out.channel.recv_exit_status()
''',
    'a helper reads the output': '''
def read(stdout):
    return stdout.read()


def f(client):
    _, stdout, _ = client.exec_command('ls')
    read(stdout)
    return stdout.channel.recv_exit_status()
''',
    'started elsewhere': '''
def f(channel):
    return channel.recv_exit_status()
''',
}
PROCESSES = {
    'a child of whoever': '''
def f(pid):
    os.waitpid(pid, 0)  # NVN108
''',
    'imported by name': '''
from os import waitpid


def f(pid):
    waitpid(pid, 0)  # NVN108
''',
    'asked only': '''
def f(pid):
    os.waitpid(pid, os.WNOHANG)
    os.waitpid(pid, options)
''',
    'killed before': '''
def f(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
''',
    'killed behind it': '''
def f(pid):
    os.waitpid(pid, 0)  # NVN108
    os.kill(pid, signal.SIGKILL)
''',
    'forked and left': '''
def f():
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
''',
    'forked, and goes on': '''
def f():
    pid = os.fork()
    if not pid:
        serve()
    os.waitpid(pid, 0)  # NVN108
''',
    'bounded around': '''
def f(pid, eventlet):
    with eventlet.Timeout(5):
        os.waitpid(pid, 0)
''',
    'another waitpid': '''
def f(api, pid):
    api.waitpid(pid, 0)
''',
    'a wait that waits': '''
class C:
    def wait(self):
        os.waitpid(self.pid, 0)
''',
    'a reason': '''
def f(pid):
    # It always ends: the kernel kills it with its namespace.
    os.waitpid(pid, 0)
''',
    'a comment that is no reason': '''
def f(pid):
    # Wait for the child.
    os.waitpid(pid, 0)  # NVN108
''',
    'a reason above the function': '''
# Runs on purpose until the child has gone.
def f(pid):
    os.waitpid(pid, 0)
''',
    'a poller without a timer': '''
def f(self, idl):
    poller = Poller()
    idl.wait(poller)
    poller.block()  # NVN108
''',
    'a poller with a timer': '''
def f(self, idl):
    poller = Poller()
    poller.timer_wait(1000)
    idl.wait(poller)
    poller.block()
''',
    'another block': '''
def f(self, idl):
    idl.block()
''',
}
MISPLACED = {
    'for block': '''
def f(timeout):
    q = queue.Queue()
    q.get(timeout)  # NVN108
    q.get(5)  # NVN108
    q.get(self.wait_seconds)  # NVN108
''',
    'of an attribute': '''
class C:
    def __init__(self):
        self.q = queue.Queue()
        self.q = None

    def f(self):
        return self.q.get(30)  # NVN108
''',
    'for blocking': '''
def f(timeout):
    lock = threading.Lock()
    lock.acquire(timeout)  # NVN108
''',
    'for input': '''
def f(timeout):
    p = subprocess.Popen(['a'])
    p.communicate(timeout)  # NVN108
''',
    'in its place': '''
def f(timeout):
    q = queue.Queue()
    q.get(True, timeout)
    q.get(timeout=timeout)
    q.get(False)
    q.get(0)
    q.get(1)
    q.get(blocking)
    q.get()
''',
    'of an unknown queue': '''
def f(q, timeout):
    q.get(timeout)
''',
    'of two kinds': '''
def f(timeout, other):
    q = queue.Queue()
    q = other
    q.get(timeout)
''',
}
PRIMITIVES = {
    'processes': '''
def f():
    p = subprocess.Popen(['a'])
    p.wait()  # NVN108
    p.wait(5)
    p.wait(timeout=5)


def g(data):
    p = subprocess.Popen(['a'])
    p.communicate(data)  # NVN108


def h():
    p = subprocess.Popen(['a'])
    p.kill()
    p.wait()
    q = subprocess.Popen(['which', 'a'])
    q.communicate()


def i():
    p = subprocess.Popen(['ping', '-w1', 'a'])
    p.communicate()


def j():
    p = multiprocessing.Process(target=h)
    p.join()  # NVN108


def k(p):
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


@pytest.mark.parametrize('code', [
    *STREAMS.values(), *PROCESSES.values(), *MISPLACED.values(),
], ids=[*STREAMS, *PROCESSES, *MISPLACED])
def test_marked_lines(code: str) -> None:
    """The marked calls are reported, and no others."""
    assert linted.lines(HEAD + code, 'NVN108') == linted.marked(
        HEAD + code, 'NVN108')


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
