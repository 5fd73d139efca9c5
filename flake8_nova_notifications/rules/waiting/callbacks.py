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

"""The function an oslo looping call calls at each poll."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.assigned import Assignment
from flake8_nova_notifications.rules.waiting.bounds import Bound
from flake8_nova_notifications.rules.waiting.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.failure_messages import Messages
from flake8_nova_notifications.rules.waiting.failure_messages import Says
from flake8_nova_notifications.rules.waiting.flags import is_flag
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.loop import DONE
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.observation import Observation
from flake8_nova_notifications.rules.waiting.outcome import GiveUp
from flake8_nova_notifications.rules.waiting.outcome import Outcome
from flake8_nova_notifications.rules.waiting import sequence
from flake8_nova_notifications.rules.waiting.stepped import steps_each_time


class Callback:
    """What one callback polls, how it ends and when it gives up."""

    def __init__(
        self, source: SourceFile, function: Function, begin: ast.stmt | None,
    ) -> None:
        self._source = source
        self._function = function
        # The body of the callback is run again and again like a loop's.
        self.loop = loop = Loop(source, function, begin=begin)
        assigned = loop.assigned
        self._deadlines = loop.once(Deadlines)
        self._exits = loop.exits
        counted = dict(self._counted())
        self._counters = set(counted)
        self._down = {name for name, down in counted.items() if down}
        calls = [
            node for node in walk_scope(function)
            if isinstance(node, ast.Call) and not logs.level(node)
            and callee_name(node) != DONE]
        self._kinds = [(c, polls.kind(source, c)) for c in calls]
        seen = tuple(c for c, k in self._kinds if k is Kind.POLL)
        self.observation = Observation(
            (), seen,
            frozenset(
                name for name, given in assigned.items()
                if any(not isinstance(one.value, ast.Constant)
                       for one in given)),
            frozenset(self._places()),
            self._kept(assigned, seen))

    def _kept(
        self, assigned: dict[str, list[Assignment]],
        seen: tuple[ast.Call, ...],
    ) -> str | None:
        return next((
            name for name, given in assigned.items() for one in given
            if isinstance(one.node, ast.Assign) and one.value is not None
            and any(call is node for node in walk(one.value)
                    for call in seen)), None)

    def _places(self) -> Iterator[str]:
        tests = [test for exit_ in self._exits for test, _ in exit_.tests]
        for part in (part for test in tests for part in flow.parts(test)):
            for node in walk(part):
                if isinstance(node, (ast.Attribute, ast.Subscript)) and (
                        not isinstance(self._source.parent(node),
                                       (ast.Call, ast.Attribute))
                        and not self._is_limit(part)):
                    yield written(node)

    def _counted(self) -> Iterator[tuple[str, bool]]:
        """What the callback counts, and whether down.

        It is state that outlives one call of it. What is stepped by some
        calls only, of errors or of successes, limits nothing.
        """
        aliases: dict[str, str] = {}
        steps: dict[str, list[ast.stmt]] = {}
        down: set[str] = set()
        for node in walk_scope(self._function):
            if isinstance(node, ast.Assign) and isinstance(
                    node.targets[0], ast.Name):
                aliases[node.targets[0].id] = spelled(node.value)
            if isinstance(node, ast.AugAssign):
                target: ast.expr = node.target
                operator = node.op
            elif isinstance(node, ast.Assign) and isinstance(
                    node.value, ast.BinOp) and isinstance(
                        node.value.op, (ast.Add, ast.Sub)):
                target, operator = node.targets[0], node.value.op
            else:
                continue
            text = spelled(target)
            steps.setdefault(text, []).append(node)
            if isinstance(operator, ast.Sub):
                down.add(text)
        for text, taken in steps.items():
            if steps_each_time(self._source, self._function, taken):
                yield text, text in down
                yield from ((name, text in down) for name, value
                            in aliases.items() if value == text)

    def _runs_out(self, exit_: flow.Exit) -> bool:
        return any(
            self._is_limit(part) and (taken or self._is_left(part))
            for test, taken in exit_.tests for part in flow.parts(test))

    def _is_left(self, test: ast.expr) -> bool:
        """Whether a limit holds while some is left: ``if left > 0: ...``."""
        if not isinstance(test, ast.Compare) or len(test.ops) > 1:
            return False
        operator = test.ops[0]
        if isinstance(operator, ast.NotEq):
            return True
        moves = [
            any(self._moves(node) for node in walk(side))
            for side in (test.left, test.comparators[0])]
        if moves[0] is moves[1]:
            return False
        counts_down = any(
            spelled(node) in self._down for node in walk(test)
            if isinstance(node, ast.expr))
        return isinstance(
            operator, (ast.Lt, ast.LtE) if moves[0] is not counts_down
            else (ast.Gt, ast.GtE))

    def _moves(self, node: ast.AST) -> bool:
        """Whether something is a counter or a clock."""
        return isinstance(node, ast.Call) and clocks.is_clock_call(
            self._source, node) or isinstance(node, ast.expr) and (
                spelled(node) in self._counters)

    def _is_limit(self, test: ast.expr) -> bool:
        return self._is_count(test) or self._deadlines.is_deadline(test)

    def _is_count(self, test: ast.expr) -> bool:
        return any(
            isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))
            and spelled(node) in self._counters for node in walk(test))

    def is_wait(self) -> bool:
        """Whether it polls until something is done.

        Not one that ends at the first call, nor one that does the work
        again, nor one that never ends itself.
        """
        # Where only its counter ends it, that is what it is done by.
        done = [e for e in self._exits if self.loop.succeeds(e)
                and not self._runs_out(e)]
        if not done or any(
                not e.tests and not e.attempts and e.handler is None
                and e.node in self._function.body for e in done):
            return False
        kinds = {kind for _, kind in self._kinds}
        by_success = [e for e in done if e.attempts and not e.tests]
        for exit_ in by_success:
            tried = {
                id(node) for attempt in exit_.attempts
                for statement in attempt.body for node in walk(statement)}
            if any(kind is Kind.WORK and id(call) in tried
                   for call, kind in self._kinds):
                return False
        return Kind.POLL in kinds or 'wait' in self._function.name

    def bound(self) -> Bound:
        """What ends it, in itself or in a helper it calls."""
        ending = [e for e in self._exits if self._runs_out(e)]
        parts = [
            part for e in ending for test, _ in e.tests
            for part in flow.parts(test)]
        if any(self._deadlines.is_deadline(part) for part in parts):
            return Bound.DEADLINE
        if any(self._is_count(part) for part in parts):
            return Bound.COUNT
        if any(e.is_timeout or any(
                self._deadlines.speaks_of_time(test) for test, _ in e.tests)
                for e in self._exits):
            return Bound.STOP
        return Bound.STOP if self._helper_limits() else Bound.NONE

    def _helper_limits(self) -> bool:
        names = self._source.once(Names)
        for call, _ in self._kinds:
            helper = names.definition(call.func)
            if isinstance(helper, FUNCTIONS) and any(
                    isinstance(node, ast.If) and clocks.reads_clock(
                        self._source, node.test) for node in walk(helper)):
                return True
            if clocks.speaks_of_time(callee_name(call)):
                return True
        return False

    def silent_end(self) -> ast.stmt | None:
        """A ``LoopingCallDone`` on the branch on which the bound ran out.

        It is a status where it carries a value that success does not, or
        where something is noted beside it.
        """
        successes = {
            _plain_value(e.node) for e in self._exits
            if self.loop.succeeds(e) and not self._runs_out(e)}
        for exit_ in self._exits:
            if not self.loop.succeeds(exit_) or not self._runs_out(exit_):
                continue
            place = sequence.block_of(self._source, exit_.node)
            noted = place is not None and any(
                isinstance(node, (ast.Attribute, ast.Subscript))
                and isinstance(node.ctx, ast.Store)
                for statement in place[1] for node in walk_scope(statement))
            if not noted and {_plain_value(exit_.node)} == successes:
                return exit_.node
        return None

    def give_ups(self) -> Iterator[GiveUp]:
        """Failures in the callback that do not say what was seen."""
        for exit_ in self._exits:
            if isinstance(exit_.node, ast.Raise) and not self.loop.succeeds(
                    exit_) and self._runs_out(exit_):
                place = sequence.block_of(self._source, exit_.node)
                path = place[1][:place[1].index(exit_.node)] if place else []
                yield from self._judged(exit_.node, path)

    def _judged(
        self, node: ast.stmt, path: list[ast.stmt],
    ) -> Iterator[GiveUp]:
        found = GiveUp(Outcome.FAILS, node, Messages(
            self._source, self.observation).says(node, path, False))
        if found.says is Says.NOTHING or (
                found.says is Says.NAMES and self.sees_values()):
            yield found

    def sees_values(self) -> bool:
        """Whether its end depends on a value, not only on yes or no."""
        return any(
            isinstance(node, ast.Compare) and not any(
                isinstance(side, ast.Constant) and side.value is None
                for side in node.comparators)
            and not is_flag(node.left)
            for e in self._exits if self.loop.succeeds(e)
            and not self._runs_out(e)
            for test, _ in e.tests for node in walk(test))

    def in_handler(self, handler: ast.ExceptHandler) -> Iterator[GiveUp]:
        """A failure in a handler of the time-out of this looping call."""
        for index, statement in enumerate(handler.body):
            again = isinstance(statement, ast.Raise) and statement.exc is None
            if failures.fails(self._source, statement) and not again:
                yield from self._judged(statement, handler.body[:index])


def _plain_value(statement: ast.stmt) -> str:
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    if not isinstance(raised, ast.Call):
        return ''
    given = [*raised.args, *(k.value for k in raised.keywords)]
    return ', '.join(spelled(value) for value in given)
