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
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.rules.waiting.judgement.deciders import deciders
from flake8_nova_notifications.rules.waiting.loops.beside import called
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.growing import (
    is_over_delays)
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.loop import Reason


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


# Methods that make a list longer, or shorter, by one.
_ADDS = frozenset(('append', 'appendleft', 'insert'))
_TAKES = frozenset(('pop', 'popleft', 'remove'))
_FILLS = _ADDS | {'add', 'extend', 'update'}
_EMPTIES = _TAKES | {'clear', 'discard'}


def _collects(loop: Loop) -> bool:
    """``while len(ids) < 3: ids.append(create())``: each round adds one."""
    deciding = loop.once(deciders)
    if not deciding or any(
            isinstance(node, ast.Continue)
            for node in walk_scope(loop.node)):
        return False
    made = list(_each_round(loop.node.body))
    made += [
        inner for statement in made
        if (call := called(statement)) is not None and is_own(call.func)
        and isinstance(helper := loop.source.once(Names).definition(
            call.func), FUNCTIONS)
        for inner in _each_round(helper.body)]
    steps = {step for statement in made for step in _steps(statement)}
    # What a round may put back, or take out again.
    undone = {
        (written(node.func.value), node.func.attr in _FILLS)
        for node in walk_scope(loop.node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr in _FILLS | _EMPTIES}
    return all(
        one.test is not None and all(
            any((text, adds) in steps and (text, not adds) not in undone
                for text in _sized(part) for adds in (True, False))
            for part in flow.parts(one.test))
        for one in deciding)


def _each_round(block: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The plain statements of a block that no condition guards."""
    for statement in block:
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            yield from _each_round(statement.body)
        elif isinstance(statement, (
                ast.Expr, ast.Assign, ast.AugAssign, ast.Delete)):
            yield statement


def _steps(statement: ast.stmt) -> Iterator[tuple[str, bool]]:
    """What a statement makes longer, or shorter, by one, and which of both."""
    match statement:
        case ast.AugAssign(target=target, op=ast.Add(), value=ast.List(
                elts=[_, *_])):
            yield written(target), True
        case ast.Delete(targets=targets):
            yield from (
                (written(one.value), False) for one in targets
                if isinstance(one, ast.Subscript))
    for node in walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=name)):
                if name in _ADDS or name in _TAKES:
                    yield written(owner), name in _ADDS


def _sized(test: ast.expr) -> Iterator[str]:
    """What a test asks the size of: ``len(ids) < 3``, ``not self.ids``."""
    for node in walk(test):
        match node:
            case ast.Call(func=ast.Name(id='len'), args=[counted]):
                yield written(counted)
    if isinstance(test, (ast.Name, ast.Attribute)):
        yield written(test)


COLLECTS = Reason(
    'collects',
    'adds one thing, or takes one, in each round, until there are enough.',
    _collects,
    '''\
import time


class Lister:
    def create_all(self):
        while len(self.ids) < self.most:  # collects
            self.ids.append(self.api.wait_for_next()['id'])
            time.sleep(1)
''',
    '''\
import time


class Lister:
    def wait_for_all(self):
        while len(self.ids) < self.most:
            if self.api.has_next():
                self.ids.append(self.api.get_next()['id'])
            time.sleep(1)

    def wait_for_more(self):
        while len(self.ids) < self.most:
            self.ids.extend(self.api.list_new())
            time.sleep(1)

    def wait_for_end(self):
        while self.states[-1] != 'ended':
            self.states.append(self.api.get_state())
            time.sleep(1)

    def wait_for_rest(self):
        while self.pending:
            one = self.pending.pop()
            if not one.is_done():
                self.pending.append(one)
            time.sleep(1)
''')
