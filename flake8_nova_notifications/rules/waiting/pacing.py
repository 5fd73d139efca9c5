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

"""Loops that pause without waiting for anything."""

import ast

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.rules.waiting.counters import Counters
from flake8_nova_notifications.rules.waiting.deciders import deciders
from flake8_nova_notifications.rules.waiting.growing import is_over_delays
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.loop import Reason


NEVER_PAUSES = Reason(
    'never pauses',
    'makes no pause between its rounds, or leaves after each pause.',
    # A loop that is judged has a pause, or is called between pauses.
    lambda loop: False,
    '''\
def find(servers, wanted):
    for server in servers:  # never pauses
        if server.name == wanted:
            return server
''')


def _is_mocked(loop: Loop) -> bool:
    """Whether the sleep is replaced by a mock around the loop."""
    for above in loop.source.ancestors(loop.node):
        if isinstance(above, (*FUNCTIONS, ast.ClassDef)):
            around: list[ast.expr] = list(above.decorator_list)
        elif isinstance(above, (ast.With, ast.AsyncWith)):
            around = [item.context_expr for item in above.items]
        else:
            continue
        if any(isinstance(node, ast.Constant)
               and isinstance(node.value, str)
               and node.value.endswith('sleep')
               for expression in around for node in walk(expression)):
            return True
    return False


MOCKED = Reason(
    'mocked',
    'stands where the sleep is replaced by a mock, so no time passes.',
    _is_mocked,
    '''\
import time
from unittest import mock


@mock.patch('time.sleep')
def test_wait(sleep, api):
    while not api.is_up():  # mocked
        time.sleep(1)
''',
    '''\
import time
from unittest import mock


@mock.patch('nova.api.get')
def test_wait(get, api):
    while not api.is_up():
        time.sleep(1)
''')


def _is_paced(loop: Loop) -> bool:
    """``sleep(interval - elapsed)``, or ``while left > 0: sleep(left)``."""
    names = loop.source.once(Names)
    for one in loop.pauses:
        match loop.node:
            case ast.While(test=ast.Compare(
                    left=ast.Name(id=left), ops=[ast.Gt()],
                    comparators=[ast.Constant(value=0)])) if isinstance(
                        one.length, ast.Name) and one.length.id == left:
                return True
        length = names.value(one.length) if one.length is not None else None
        if isinstance(length, ast.BinOp) and isinstance(
                length.op, ast.Sub) and any(
                    isinstance(node, ast.Name) and 'elapsed' in node.id
                    or clocks.reads_clock(loop.source, node)
                    for node in walk(length.right)) and not one.notified:
            return True
    return False


PACED = Reason(
    'paced',
    'keeps a rhythm: the pause is what is left of a period.',
    _is_paced,
    '''\
import time


def sample(device, period):
    while device.is_on():  # paced
        began = time.monotonic()
        device.read()
        time.sleep(period - (time.monotonic() - began))
''',
    '''\
import time


def wait(device, period, spread):
    while device.is_on():
        time.sleep(period - spread)
''')


def _iterates(loop: Loop) -> bool:
    """Whether it is a ``for`` that counts neither rounds nor delays."""
    if not isinstance(loop.node, ast.For):
        return False
    counters = loop.once(Counters)
    over = counters.iterable(loop.node)
    return counters.ranged() is None and not is_over_delays(loop) and not (
        isinstance(over, ast.Call) and loop.source.once(Names).dotted(
            over.func) in ('itertools.count', 'itertools.repeat'))


ITERATES = Reason(
    'iterates',
    'goes through a collection once, one thing after another.',
    _iterates,
    '''\
import time


def check_all(servers):
    for server in servers:  # iterates
        if server.is_broken():
            return server
        time.sleep(1)
''',
    '''\
import time


def wait(server):
    for delay in (1, 2, 4):
        if server.is_up():
            return
        time.sleep(delay)
''')


def _has_too_many_exits(loop: Loop) -> bool:
    return loop.has_too_many_exits


TOO_MANY_EXITS = Reason(
    'too many exits',
    'can be left in too many ways to tell them apart.',
    _has_too_many_exits, '')


def _is_too_large(loop: Loop) -> bool:
    """Whether what is left to be visited in this file does not suffice."""
    return not loop.source.affords('waits', loop.size)


TOO_LARGE = Reason(
    'too large', 'is too large to follow each of its ways out.',
    _is_too_large, '')


def _observes_nothing(loop: Loop) -> bool:
    return not loop.once(deciders)


OBSERVES_NOTHING = Reason(
    'observes nothing',
    'ends by its own sums, and by nothing that somebody else could change.',
    _observes_nothing,
    '''\
import time


def send_slowly(device, chunks):
    for _ in range(9):  # observes nothing
        device.write(next(chunks))
        time.sleep(1)
''',
    '''\
import time


def send_slowly(device):
    for _ in range(9):
        if device.is_idle():
            return
        time.sleep(1)
''')
