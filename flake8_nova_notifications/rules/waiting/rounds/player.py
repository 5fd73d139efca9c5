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

"""The rounds of a loop as functions of what is known, statement by statement.

What the loop waits for never comes: each condition that would end it well
has its other value, and a poll whose success would end it raises.
"""

import ast
from collections.abc import Callable

from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.rounds.iterated import given
from flake8_nova_notifications.rules.waiting.rounds.quantities import (
    PollFailed)
from flake8_nova_notifications.rules.waiting.rounds.quantities import (
    Quantities)
from flake8_nova_notifications.rules.waiting.rounds.quantities import Quantity
from flake8_nova_notifications.rules.waiting.rounds.quantities import State
from flake8_nova_notifications.rules.waiting.rounds.quantities import Value
from flake8_nova_notifications.rules.waiting.rounds.shape import after
from flake8_nova_notifications.rules.waiting.rounds.shape import constant
from flake8_nova_notifications.rules.waiting.rounds.shape import go_on
from flake8_nova_notifications.rules.waiting.rounds.shape import lose
from flake8_nova_notifications.rules.waiting.rounds.shape import Lost
from flake8_nova_notifications.rules.waiting.rounds.shape import make_pauses
from flake8_nova_notifications.rules.waiting.rounds.shape import Shape
from flake8_nova_notifications.rules.waiting.rounds.shape import Step
from flake8_nova_notifications.rules.waiting.rounds.shape import Then

# Rounds gone through for one question.
MAX_ROUNDS = 10_000


class Player:
    """The rounds of one loop, as functions of what is known."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._source = loop.source
        self._read = loop.once(Quantities)
        # Some calls for each node of a round.
        self._size = 3 * sum(1 for _ in walk(loop.node)) // 2
        self._pauses = {id(pause.node): pause for pause in loop.pauses}
        # Attempts of which it is known whether they fail.
        self.decided: set[int] = set()
        self._shape = loop.once(Shape)
        self._starts = {
            name: self._read.start(name)
            for name in (*loop.assigned, *loop.once(Counters).steps)}
        self._test = None if loop.own_test is None else (
            self._read.test(loop.own_test))
        self._in_test = self._pauses_in(loop.own_test)
        self._limits = self._shape.limits(loop.own_test)
        self._target = self._binder(loop.node.target) if isinstance(
            loop.node, ast.For) else None
        self._round = self._block(loop.node.body)

    def play(self, state: State) -> bool:
        """Go through all rounds; whether everything needed is known."""
        try:
            state.values = {
                name: start(state) for name, start in self._starts.items()}
            for value in given(self._loop, state):
                if state.rounds > MAX_ROUNDS or not (
                        self._source.affords('rounds', self._size)):
                    return False
                if state.is_busy:
                    return True
                if self._target is not None:
                    self._target(state, value)
                elif self._test is not None:
                    holds = self._test(state)
                    make_pauses(state, self._in_test)
                    if holds is None and any(
                            limit(state) is None for limit in self._limits):
                        return False
                    if holds is not None and not holds:
                        return True
                state.rounds += 1
                if self._round(state) is Then.OUT:
                    return True
                if isinstance(self._loop.node, FUNCTIONS):
                    # Whoever calls it pauses between its calls.
                    state.pauses.append(None)
        except (Lost, PollFailed):
            return False
        return isinstance(self._loop.node, ast.For)

    def rounds_that_poll(self, state: State) -> tuple[int, ...]:
        """Where nothing is called that polls, each round does."""
        return () if self._read.calls and state.polls else (state.rounds,)

    def _binder(self, target: ast.expr) -> Callable[[State, Value], None]:
        """Gives a target a value; what is given together is not known."""
        name = self._read.changed(target)
        if name is not None:
            def bind(state: State, value: Value) -> None:
                state.values[name] = value

            return bind
        names = [part.id for part in walk(target)
                 if isinstance(part, ast.Name)]

        def forget(state: State, value: Value) -> None:
            for part in names:
                state.values[part] = None

        return forget

    def _pauses_in(self, node: ast.AST | None) -> list[Quantity]:
        """The lengths of the pauses that a statement makes."""
        found: list[Quantity] = []
        for part in walk(node) if node is not None else ():
            pause = self._pauses.get(id(part))
            if pause is None:
                continue
            if pause.seconds is None and pause.length is not None:
                found.append(self._read.read(pause.length))
            else:
                found.append(constant(pause.seconds))
        return found

    def _block(self, block: list[ast.stmt]) -> Step:
        steps = [self._statement(statement) for statement in block]

        def run(state: State) -> Then:
            for step in steps:
                then = step(state)
                if then is not Then.ON:
                    return then
            return Then.ON

        return run

    def _statement(self, statement: ast.stmt) -> Step:
        match statement:
            case ast.If():
                return self._if(statement)
            case ast.For() | ast.While() | ast.AsyncFor():
                return self._inner(statement)
            case ast.With() | ast.AsyncWith():
                held = [self._read.read(item.context_expr)
                        for item in statement.items]
                body = self._block(statement.body)
                return after(held, body)
            case ast.Break() | ast.Continue():
                return self._jump(statement)
            case ast.Match():
                return self._unless_it_matters(statement)
            case _ if isinstance(statement, TRIES):
                return self._try(statement)
            case _ if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
                return go_on
        return self._simple(statement)

    def _simple(self, statement: ast.stmt) -> Step:
        """What evaluates an expression, and may leave the loop with it."""
        value = getattr(statement, 'value', None)
        if isinstance(statement, ast.Raise):
            value = statement.exc
        read = self._read.read(value) if value is not None else None
        if isinstance(statement, ast.Assert):
            read = self._read.test(statement.test)
        pauses = self._pauses_in(statement)
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
            targets = [statement.target]
        if isinstance(statement, ast.AugAssign):
            read = self._read.read(ast.BinOp(
                statement.target, statement.op, statement.value))
        binders = [self._binder(target) for target in targets]
        leaves = self._shape.is_way_out(statement)
        has_come = leaves and self._shape.is_end_of_waiting(statement)
        again = isinstance(statement, ast.Return) and not leaves

        def run(state: State) -> Then:
            found = read(state) if read is not None else None
            for bind in binders:
                bind(state, found)
            make_pauses(state, pauses)
            if has_come:
                raise Lost
            if leaves or isinstance(
                    statement, ast.Assert) and found is not None and (
                        not found):
                return Then.OUT
            return Then.AGAIN if again else Then.ON

        return run

    def _jump(self, statement: ast.stmt) -> Step:
        inner = next(
            above for above in self._source.ancestors(statement)
            if isinstance(above, (ast.For, ast.While, ast.AsyncFor)))
        if self._shape.is_end_of_waiting(statement):
            return lose
        then = Then.END if inner is not self._loop.node else (
            Then.OUT if isinstance(statement, ast.Break) else Then.AGAIN)
        return lambda state: then

    def _if(self, statement: ast.If) -> Step:
        test = self._read.test(statement.test)
        pauses = self._pauses_in(statement.test)
        body = self._block(statement.body)
        orelse = self._block(statement.orelse)
        matters = self._shape.matters(statement)
        limits = self._shape.limits(statement.test)
        leaving = [self._shape.leaves(block) for block in (
            statement.body, statement.orelse)]

        def run(state: State) -> Then:
            holds = test(state)
            make_pauses(state, pauses)
            if holds is None:
                if any(limit(state) is None for limit in limits):
                    # It is not known what is counted up to.
                    raise Lost
                if leaving[0] or leaving[1]:
                    # A failure, or a success that is not there yet.
                    if leaving[0] and leaving[1]:
                        raise Lost
                    holds = leaving[1]
                elif matters:
                    holds = state.branches.setdefault(id(statement), False)
                else:
                    return Then.ON
            return body(state) if holds else orelse(state)

        return run

    def _inner(
        self, statement: ast.For | ast.While | ast.AsyncFor,
    ) -> Step:
        """An inner loop, gone through once; it may take no step."""
        if any(isinstance(node, (ast.Assign, ast.AugAssign)) and any(
                (name := self._read.changed(target)) is not None
                and name in self._loop.once(Counters).steps
                for target in (node.targets if isinstance(
                    node, ast.Assign) else [node.target]))
               for node in walk(statement)):
            return lose
        head = statement.test if isinstance(
            statement, ast.While) else statement.iter
        body = self._block(statement.body)
        bind = None if isinstance(statement, ast.While) else (
            self._binder(statement.target))

        def run(state: State) -> Then:
            if bind is not None:
                bind(state, None)
            then = body(state)
            return Then.ON if then is Then.END else then

        return after([self._read.read(head)], run)

    def _try(self, statement: ast.Try) -> Step:
        body = self._block([*statement.body, *statement.orelse])
        staying = [self._block(handler.body)
                   for handler in statement.handlers
                   if not self._shape.leaves(handler.body)]
        final = self._block(statement.finalbody)
        polled = any(
            id(node) in self._read.polls for part in statement.body
            for node in walk(part))
        ends = self._shape.fails_while_waiting(statement)
        if ends is not None:
            self.decided.add(id(statement))

        def run(state: State) -> Then:
            if polled and staying:
                state.failing.setdefault(id(statement), ends or 0)
            try:
                then = body(state)
            except PollFailed as failed:
                if failed.attempt is not statement:
                    raise
                if len(staying) > 1 and matters:
                    raise Lost from failed
                then = staying[0](state)
            last = final(state)
            return then if last is Then.ON else last

        matters = any(map(self._shape.matters, statement.handlers))
        return run

    def _unless_it_matters(self, statement: ast.stmt) -> Step:
        return lose if self._shape.matters(statement) else go_on
