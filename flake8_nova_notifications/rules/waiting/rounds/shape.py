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

"""The parts of a round: which decide how often it pauses, how it goes on."""

import ast
from collections.abc import Callable
import enum

from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.rules.waiting.judgement.deciders import deciders
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.stop_flags import stops
from flake8_nova_notifications.rules.waiting.rounds.quantities import (
    Quantities)
from flake8_nova_notifications.rules.waiting.rounds.quantities import Quantity
from flake8_nova_notifications.rules.waiting.rounds.quantities import State
from flake8_nova_notifications.rules.waiting.rounds.quantities import Value


class Shape:
    """What the statements of one loop can do to its rounds."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._source = loop.source
        self._read = loop.once(Quantities)
        self._pauses = {id(pause.node) for pause in loop.pauses}
        # Flags that end it well, and the value that does.
        self._flags = {
            (decider.test.id, decider.value)
            for decider in loop.once(deciders)
            if isinstance(decider.test, ast.Name)}
        self._relevant = self._find_relevant()

    def limits(self, test: ast.expr | None) -> list[Quantity]:
        """The parts of a test that compare a counter, whatever with."""
        return [] if test is None else [
            self._read.test(part) for part in flow.parts(test)
            if self._loop.once(Counters).counted(part) is not None]

    def is_way_out(self, statement: ast.stmt) -> bool:
        """Whether a statement leaves; a callback is called again then."""
        if isinstance(statement, ast.Return) and isinstance(
                self._loop.node, FUNCTIONS):
            return False
        return isinstance(statement, ast.Return) or failures.fails(
            self._source, statement)

    def is_end_of_waiting(self, statement: ast.stmt) -> bool:
        """Whether a way out is taken when what is waited for has come."""
        is_over = self._loop.once(Deadlines).may_be_over
        return any(
            exit_.node is statement and self._loop.succeeds(exit_)
            and exit_.tests and not is_over(exit_.tests) and not any(
                stops(self._loop, part, value)
                for test, value in exit_.tests
                for part in (test, *flow.parts(test)))
            for exit_ in self._loop.exits)

    def leaves(self, block: list[ast.stmt]) -> bool:
        """Whether a block ends the loop, now or at its next test."""
        if not block:
            return False
        if isinstance(block[-1], ast.Break) or self.is_way_out(block[-1]):
            return True
        return any(
            isinstance(statement, ast.Assign)
            and isinstance(statement.value, ast.Constant)
            and any((target.id, bool(statement.value.value)) in self._flags
                    for target in statement.targets
                    if isinstance(target, ast.Name))
            for statement in block)

    def fails_while_waiting(self, statement: ast.Try) -> int | None:
        """Whether an attempt fails for as long as it waits; None: either."""
        inside = {id(node) for part in statement.body for node in walk(part)}
        for decider in self._loop.once(deciders):
            if decider.test is None and any(
                    id(call) in inside for call, _ in decider.calls):
                return 0 if decider.by_absence else 1
        return None

    def matters(self, statement: ast.AST) -> bool:
        """Whether a part of a round polls, pauses, counts or goes away."""
        return any(
            id(node) in self._pauses or id(node) in self._read.polls
            or isinstance(node, (
                ast.Break, ast.Continue, ast.Return, ast.Raise))
            or isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))
            and isinstance(node.ctx, ast.Store)
            and self._read.changed(node) in self._relevant
            for node in walk(statement))

    def _find_relevant(self) -> set[str]:
        """The names that decide how often and how long it pauses."""
        found: set[str] = set()
        stack: list[ast.AST] = [
            *self._loop.tests,
            *(pause.length for pause in self._loop.pauses
              if pause.length is not None)]
        for part in stack:
            for node in walk(part):
                name = self._read.changed(node) if isinstance(
                    node, ast.expr) else None
                if name is not None and name not in found:
                    found.add(name)
                    stack += [given.value
                              for given in self._loop.assigned.get(name, ())
                              if given.value is not None]
        return found


class Then(enum.Enum):
    """How it goes on after a statement."""

    ON = 'with the next one'
    END = 'after the inner loop'
    AGAIN = 'with the next round'
    OUT = 'after the loop'


Step = Callable[[State], Then]


class Lost(Exception):
    """Something that decides how it goes on is not known."""


def after(held: list[Quantity], body: Step) -> Step:
    """Evaluate some expressions for the polls in them, then go on."""
    def run(state: State) -> Then:
        for one in held:
            one(state)
        return body(state)

    return run


def constant(value: Value) -> Quantity:
    """A value that is the same in every state."""
    return lambda state: value


def go_on(state: State) -> Then:
    """Nothing that matters."""
    return Then.ON


def lose(state: State) -> Then:
    """Something that matters and cannot be followed."""
    raise Lost


def make_pauses(state: State, pauses: list[Quantity]) -> None:
    """Note the lengths of some pauses that a statement makes."""
    for length in pauses:
        state.pauses.append(length(state))
