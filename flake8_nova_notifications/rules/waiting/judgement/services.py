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

"""Loops that serve: they run until they are told to end."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.loops.beside import called
from flake8_nova_notifications.rules.waiting.loops.beside import dropped_calls
from flake8_nova_notifications.rules.waiting.loops.beside import works
from flake8_nova_notifications.rules.waiting.loops.beside import works_inside
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.loop import Reason
from flake8_nova_notifications.rules.waiting.loops.stop_flags import (
    is_stop_flag)
from flake8_nova_notifications.rules.waiting.loops.stop_flags import stops


def _is_said_to_watch(loop: Loop) -> bool:
    """``def watch_and_kill(process)``, ``def serve_forever()``."""
    return loop.own_test is not None and (
        loop.words[:1] == ['watch'] or loop.words[-1:] == ['forever'])


WATCHES = Reason(
    'watches',
    'stands in a function that watches or serves for ever, by its name.',
    _is_said_to_watch,
    '''\
import time


def watch_children(children):
    while children.are_alive():  # watches
        time.sleep(1)
''',
    '''\
import time


def wait_for_children(children):
    while children.are_alive():
        time.sleep(1)
''')


def _works_until_told(loop: Loop) -> bool:
    """``while self.spinning: self.draw()``, and ``stop()`` clears it.

    A loop that does nothing but pause waits for the flag instead. Likewise
    ``while self.epoch == epoch``: until the next one begins.
    """
    match loop.own_test:
        case ast.Compare(left=ast.Attribute() as current, ops=[ast.Eq()],
                         comparators=[ast.Name()]) if is_own(current):
            return any(
                isinstance(node, ast.Call) and works(loop.source, node)
                for node in walk_scope(loop.node))
        case ast.Attribute() as test if is_own(test):
            flag = written(test)
        case _:
            return False
    owner = loop.source.enclosing_class(loop.node)
    return owner is not None and any(
        (call := called(statement)) is not None
        and not loop.is_pause(call) and not logs.level(call)
        and polls.kind(loop.source, call) is not Kind.POLL
        for statement in loop.node.body
    ) and any(
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value is False
        and any(written(target) == flag for target in node.targets)
        and not loop.holds(node)
        for node in walk(owner))


WORKS_UNTIL_TOLD = Reason(
    'works until told',
    'works while an attribute is true that another method clears.',
    _works_until_told,
    '''\
import time


class Spinner:
    def run(self):
        while self.spinning:  # works until told
            self.draw()
            time.sleep(0.1)

    def stop(self):
        self.spinning = False
''',
    '''\
import time


class Spinner:
    def wait(self):
        while self.spinning:
            time.sleep(0.1)

    def wait_for_change(self, state):
        while self.state == state:
            time.sleep(0.1)

    def stop(self):
        self.spinning = False
''')


def _asks_only_to_stop(loop: Loop) -> bool:
    """Whether nothing but a stop flag ends it."""
    if loop.own_test is None:
        return False
    if isinstance(loop.own_test, ast.Constant):
        leaving = [exit_ for exit_ in loop.exits if not exit_.fails]
        return bool(leaving) and all(
            any(stops(loop, part, value) for test, wanted in exit_.tests
                for part, value in flow.conjuncts(test, wanted))
            for exit_ in leaving)
    return all(is_stop_flag(loop, part)
               for part in flow.parts(loop.own_test))


SERVES = Reason(
    'serves', 'runs until a stop flag is set.', _asks_only_to_stop,
    '''\
import time


class Agent:
    def serve(self):
        while True:  # serves
            if not self.queue:
                if self._should_exit():
                    return
            time.sleep(10)
''',
    '''\
import time


class Agent:
    def wait(self):
        while True:
            if not self.queue:
                if self._is_idle():
                    return
            time.sleep(10)
''')


def _works_anyway(loop: Loop) -> bool:
    return any(
        works(loop.source, call) or works_inside(loop.source, call)
        for call in dropped_calls(loop, loop.node.body)
    ) or any(
        (call := called(inner)) is not None and works(loop.source, call)
        for statement in loop.node.body if isinstance(statement, ast.For)
        for inner in walk_scope(statement) if isinstance(inner, ast.Expr))


WORKS_ANYWAY = Reason(
    'works anyway',
    'does work in every round whose result nobody tests.', _works_anyway,
    '''\
import time


def pump(source, sink):
    while not source.is_empty():  # works anyway
        sink.send_batch(source)
        time.sleep(1)


def release(source):
    while not source.is_empty():
        for entry in source:
            source.release(entry)
        time.sleep(1)
''',
    '''\
import time


def wait(source):
    while not source.is_empty():
        source.refresh()
        time.sleep(1)
''')


def _restarts(loop: Loop) -> bool:
    """``while True: if busy(): restart(); sleep(1)``, without a limit.

    Work that some rounds do and then go on is not done for a wait.
    """
    deadlines = loop.once(Deadlines)
    return loop.own_test is not None and not any(
        deadlines.limits(test) for test in loop.tests
    ) and any(
        works(loop.source, call)
        for block in (loop.node.body, *(
            one.body for one in loop.node.body if isinstance(one, TRIES)))
        for statement in block if isinstance(statement, ast.If)
        and not isinstance(statement.body[-1], (
            ast.Break, ast.Return, ast.Raise))
        for call in _at_times(loop, statement))


def _at_times(loop: Loop, branch: ast.If) -> Iterator[ast.Call]:
    """The calls of some rounds: ``if now > due: run(); due = now + 60``."""
    if not loop.once(Deadlines).limits(branch.test):
        yield from dropped_calls(loop, branch.body)
        return
    inside = list(walk_scope(branch))
    tested = {node.id for node in walk(branch.test)
              if isinstance(node, ast.Name)}
    if any(isinstance(node, ast.Name) and node.id in tested
           and isinstance(node.ctx, ast.Store) for node in inside):
        yield from dropped_calls(loop, [
            node for node in inside if isinstance(node, ast.stmt)])


RESTARTS = Reason(
    'works sometimes',
    'does work in some rounds and goes on, without a limit.', _restarts,
    '''\
import time


def keep_up(worker):
    while True:  # works sometimes
        if worker.is_dead():
            worker.restart()
        if worker.is_finished():
            return
        time.sleep(1)
''',
    '''\
import time


def wait(worker):
    while True:
        if worker.is_dead():
            return False
        if worker.is_finished():
            return True
        time.sleep(1)
''')


def _samples_until_told(loop: Loop) -> bool:
    """``sample(); if run.has_ended() or stopped.is_set(): return``."""
    return any(
        isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or)
        and any(is_stop_flag(loop, part) for part in test.values)
        for exit_ in loop.exits if not exit_.fails
        for test, value in exit_.tests if value
    ) and any(True for _ in dropped_calls(loop, loop.node.body))


SAMPLES = Reason(
    'samples',
    'does something in every round until it is told to stop; a wait does '
    'nothing else than ask.', _samples_until_told,
    '''\
import time


def sample(run, meter, stopped):
    while True:  # samples
        meter.note(run)
        if run.has_ended() or stopped.is_set():
            return
        time.sleep(1)
''',
    '''\
import time


def wait(run, stopped):
    while True:
        if run.has_ended() or stopped.is_set():
            return
        time.sleep(1)
''')
