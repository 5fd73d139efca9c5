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

"""Loops that do the work again, or take what is there until it is gone."""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms.errors import caught_by
from flake8_nova_notifications.idioms.errors import last_name
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.idioms import probes
from flake8_nova_notifications.rules.waiting.judgement.deciders import bringing
from flake8_nova_notifications.rules.waiting.judgement.deciders import Decider
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.loop import Reason
from flake8_nova_notifications.rules.waiting.loops.sources import is_answer

# Methods that take something out of a queue or a list.
_TAKES = ('get_nowait', 'pop', 'popleft')


def _drains(loop: Loop) -> bool:
    """``if not data.read(n): break``, ``while not q.empty(): q.get()``."""
    return any(
        _takes_all(loop, decider) or _empties(loop, decider)
        for decider in loop.once(bringing))


def _takes_all(loop: Loop, decider: Decider) -> bool:
    taken = loop.values(decider.test.id) if isinstance(
        decider.test, ast.Name) else [decider.test]
    return not decider.value and any(
        isinstance(one, ast.Call) and callee_name(one) in (
            'read', 'recv', 'readline', *_TAKES) for one in taken)


def _empties(loop: Loop, decider: Decider) -> bool:
    test = decider.test
    return isinstance(test, ast.Call) and decider.value and isinstance(
        test.func, ast.Attribute) and test.func.attr == 'empty' and any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ('get', *_TAKES)
            and written(node.func.value) == written(test.func.value)
            for node in walk_scope(loop.node))


DRAINS = Reason(
    'drains', 'takes things out until nothing is left.', _drains,
    '''\
import time


def drain(queue):
    while not queue.empty():  # drains
        print(queue.get())
        time.sleep(0.1)
''',
    '''\
import time


def wait(queue):
    while not queue.empty():
        time.sleep(0.1)
''')


def _sends_again(loop: Loop) -> bool:
    return any(_sends_rest(loop, decider) for decider in loop.once(bringing))


def _sends_rest(loop: Loop, decider: Decider) -> bool:
    """``while failed``, and only what fails in a round is put there."""
    names = {
        part.id for part in flow.parts(decider.test)
        if isinstance(part, ast.Name)} if decider.test else set()
    filled = [
        node for node in walk_scope(loop.node)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in names
        and node.func.attr in ('append', 'add', 'extend', 'update')]
    return bool(filled) and all(
        any(isinstance(above, ast.ExceptHandler)
            for above in loop.source.ancestors(node)
            if loop.holds(above)) for node in filled
    ) and any(
        isinstance(node, ast.Call) and polls.says_work(node)
        and not isinstance(loop.source.parent(node), ast.Expr)
        for node in walk_scope(loop.node))


SENDS_AGAIN = Reason(
    'sends again', 'does the work again for whatever failed.', _sends_again,
    '''\
import time


def send_all(pool, failed):
    while failed:  # sends again
        sent = [pool.submit(part) for part in failed]
        failed = []
        for one in sent:
            try:
                one.result()
            except ConnectionError:
                failed.append(one)
        time.sleep(1)
''',
    '''\
import time


def wait_for_all(pool, missing):
    while missing:
        found = [pool.show(part) for part in missing]
        missing = []
        for one in found:
            try:
                one.result()
            except LookupError:
                missing.append(one)
        time.sleep(1)
''')


def _ends_by_work(loop: Loop) -> bool:
    """Whether it ends when work succeeds, or starts a process each time."""
    ending = loop.once(bringing)
    gone = [one for one in ending if one.by_absence and one.has(Kind.POLL)]
    return any(
        # Work may find as well that what is polled is gone.
        decider.has(Kind.WORK) and (not gone or decider in gone)
        for decider in ending
    ) or any(
        isinstance(node, ast.Call) and polls.starts_process(
            loop.source, node) for node in walk_scope(loop.node))


WORKS = Reason(
    'retries', 'ends when work has succeeded: a retry.', _ends_by_work,
    '''\
import time


def create(api, body):
    for _ in range(5):  # retries
        try:
            return api.create_server(body)
        except ConnectionError:
            time.sleep(1)
''',
    '''\
import time


def find(api, name):
    for _ in range(5):
        try:
            return api.get_server(name)
        except LookupError:
            time.sleep(1)
''')


def _repeats_after_error(loop: Loop) -> bool:
    """Whether it pauses after an error and then does the work again."""
    for pause in loop.pauses:
        for above in loop.source.ancestors(pause.node):
            if above is loop.node:
                break
            attempt = loop.source.parent(above)
            if isinstance(above, ast.ExceptHandler) and isinstance(
                    attempt, TRIES):
                raised = _raised_in(attempt)
                says = raised.isdisjoint(_caught_by(above))
                if any(polls.kind(loop.source, call) is Kind.WORK
                       or says and polls.says_work(call) and (
                           bool(raised)
                           or not polls.runs_question(loop.source, call))
                       for call in _calls_but_of_probes(loop, attempt.body)):
                    return True
    return False


def _raised_in(attempt: ast.Try) -> set[str]:
    """``if state != 'up': raise NotUp(state)``: the names of such errors.

    Caught here they say that what it has read is not right yet.
    """
    return {
        last_name(node.exc) for statement in attempt.body
        for node in walk_scope(statement)
        if isinstance(node, ast.Raise) and node.exc is not None}


def _caught_by(handler: ast.ExceptHandler) -> set[str]:
    return {last_name(one) for one in caught_by(handler) if one}


def _calls_but_of_probes(
    loop: Loop, block: list[ast.stmt],
) -> list[ast.Call]:
    """The calls of a block that are none of a socket that is only tried.

    ``s.settimeout(1)``, ``s.connect_ex(address)``, ``s.close()``.
    """
    calls = [node for statement in block for node in walk_scope(statement)
             if isinstance(node, ast.Call)]
    tried = [call for call in calls
             if probes.tries_to_connect(loop.source, call)]
    owners = {
        written(call.func.value) for call in tried
        if isinstance(call.func, ast.Attribute)
        and callee_name(call) != 'create_connection'}
    return [call for call in calls if call not in tried and not (
        probes.closes(loop.source, call)
        or isinstance(call.func, ast.Attribute)
        and call.func.attr in probes.UNUSED
        and written(call.func.value) in owners)]


REPEATS = Reason(
    'repeats', 'pauses after an error of work, and does it again.',
    _repeats_after_error,
    '''\
import time


def copy(device):
    while not device.is_closed():  # repeats
        try:
            answer = device.send('more')
            print(answer)
        except ConnectionError:
            time.sleep(1)
''',
    '''\
import time


def wait(device):
    while not device.is_closed():
        try:
            print(device.status)
        except ConnectionError:
            time.sleep(1)
''')


def _changes_what_it_sees(loop: Loop) -> bool:
    """Whether the loop itself sets the attribute that it tests."""
    steps = loop.once(Counters).steps
    tested = {
        written(node) for test in loop.tests for node in walk(test)
        if isinstance(node, (ast.Attribute, ast.Subscript))}
    for node in walk_scope(loop.node):
        if not isinstance(node, (ast.Assign, ast.AugAssign)):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [
            node.target]
        for target in targets:
            root: ast.expr = target
            while isinstance(root, ast.Subscript):
                root = root.value
            if isinstance(root, ast.Attribute) and not is_brought(
                    loop, node.value) and not is_answer(loop, node) and (
                        written(root) in tested
                        and written(root) not in steps
                        and not loop.once(Deadlines).is_at_limit(node)):
                return True
    return False


def is_brought(loop: Loop, value: ast.expr) -> bool:
    """Whether a value is what a call returned, or a part of that."""
    return any(
        isinstance(node, ast.Call)
        or isinstance(node, ast.Name) and any(
            isinstance(part, ast.Call)
            for given in loop.assigned.get(node.id, ())
            if given.value is not None for part in walk(given.value))
        for node in walk(value))


CHANGES = Reason(
    'changes what it tests', 'itself sets the attribute that it tests.',
    _changes_what_it_sees,
    '''\
import time


class Machine:
    def run(self):
        while self.state != 'done':  # changes what it tests
            self.state = self.table[self.state]
            time.sleep(1)
''',
    '''\
import time


class Machine:
    def run(self):
        while self.state != 'done':
            self.state = self.read_state()
            time.sleep(1)
''')
