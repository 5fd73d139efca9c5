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

"""NVN108: a call that blocks, or a loop that spins, for ever."""

from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.waiting.blocking.calls import (
    endless_processes)
from flake8_nova_notifications.rules.waiting.blocking.calls import (
    misplaced_timeouts)
from flake8_nova_notifications.rules.waiting.blocking.calls import is_excused
from flake8_nova_notifications.rules.waiting.blocking.primitives import (
    unbounded_primitives)
from flake8_nova_notifications.rules.waiting.blocking.primitives import words
from flake8_nova_notifications.rules.waiting.blocking.streams import (
    endless_receives)
from flake8_nova_notifications.rules.waiting.blocking.streams import (
    unread_exit_statuses)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report what nothing ends if another party does not act."""
    for call in endless_receives(source):
        if not is_excused(source, call):
            yield Finding(call, {
                'fact': f'{callee_name(call)}() in a loop that never ends '
                'with the stream: once the peer has closed it returns '
                'nothing at once, for ever',
                'advice': 'leave the loop when it returns nothing'})
    for call in unread_exit_statuses(source):
        if not is_excused(source, call):
            yield Finding(call, {
                'fact': 'recv_exit_status() before the output is read never '
                'returns if the command writes more than the window holds',
                'advice': 'read the output first'})
    for search in (
            endless_processes, misplaced_timeouts, unbounded_primitives):
        for found in search(source):
            yield Finding(found.node, {
                'fact': found.fact, 'advice': found.advice})


RULE = Rule(
    About(
        code='NVN108',
        summary='call that can block for ever',
        name='unbounded-blocking-call',
        message='{fact}; {advice}',
        cwe=(835, 400),
        severity=Severity.MEDIUM,
        rationale=(
            'A call that waits for another party hangs with that party, and '
            'with it the thread, its locks and the request. A loop that '
            'receives until it has seen what it looks for spins at full '
            'speed once the peer has closed, since recv() then returns '
            'nothing at once (socket(7), Python socket HOWTO). Child '
            'processes, events, queues, conditions, semaphores, threads and '
            'futures are reported where nvn-blocking-calls names them.'),
        examples=(
            Example('the peer may close at any time', '''\
def read_reply(sock):
    reply = b\'\'
    while b\'\\r\\n\' not in reply:
        data = sock.recv(4096)  # NVN108
        reply += data
    return reply
'''),
            Example('the end of the stream ends the loop', '''\
def read_reply(sock):
    reply = b\'\'
    while b\'\\r\\n\' not in reply:
        data = sock.recv(4096)
        if not data:
            raise ConnectionError(\'closed after %d bytes\' % len(reply))
        reply += data
    return reply
'''),
            Example('a command that writes much blocks', '''\
def run(client, command):
    stdin, stdout, stderr = client.exec_command(command)
    status = stdout.channel.recv_exit_status()  # NVN108
    return status, stdout.read()
'''),
            Example('the output is read first', '''\
def run(client, command):
    stdin, stdout, stderr = client.exec_command(command)
    output = stdout.read()
    return stdout.channel.recv_exit_status(), output
'''),
            Example('a process that may never end', '''\
import os


def reap(pid):
    os.waitpid(pid, 0)  # NVN108
'''),
            Example('a process that was killed', '''\
import os
import signal


def reap(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
'''),
            Example('a timeout in the place of another argument', '''\
import queue

events = queue.Queue()


def next_event(timeout):
    return events.get(timeout)  # NVN108
'''),
            Example('a timeout by its name', '''\
import queue

events = queue.Queue()


def next_event(timeout):
    return events.get(timeout=timeout)
'''),
        ),
        options=('nvn_blocking_calls', 'nvn_bounded_classes'),
    ),
    check,
    ('.recv', 'waitpid(', '.block(', 'Queue(', '.acquire(', '.communicate('),
    more_triggers=words,
)
