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

"""What a wait does when its bound runs out, and what it says then."""

import ast
from dataclasses import dataclass
import enum

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.bounds import Bounds
from flake8_nova_notifications.rules.waiting.failure_messages import Messages
from flake8_nova_notifications.rules.waiting.failure_messages import Says
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.observation import Observation

# Doing one of these when time is up forces what was waited for.
_FORCING = frozenset((
    'kill', 'terminate', 'abort', 'reset', 'force', 'destroy', 'delete',
    'cancel', 'stop', 'shutdown', 'power', 'remove', 'hard', 'detach',
    'disconnect', 'revert', 'rollback', 'evict', 'send', 'unmount'))


_CLOSING = frozenset((
    'close', 'aclose', 'stop', 'shutdown', 'terminate', 'exit', 'quit',
    'kill', 'disconnect'))


class Outcome(enum.Enum):
    """How a function goes on once the bound of a wait has run out."""

    FAILS = 'fails'
    STATUS = 'returns a status'
    CHECKS = 'checks again'
    FORCES = 'forces the condition'
    SILENT = 'goes on as if it held'
    LOGGED = 'logs and goes on as if it held'
    UNKNOWN = 'unknown'


@dataclass(frozen=True)
class GiveUp:
    """One way in which a wait ends when its bound runs out.

    :ivar node: the failing statement, or None.
    :ivar says: what a failure says.
    """

    outcome: Outcome
    node: ast.stmt | None = None
    says: Says | None = None


class _Generators:
    """Which functions are generators, each of them walked once."""

    def __init__(self, source: SourceFile) -> None:
        self._known: dict[Function, bool] = {}

    def holds(self, function: Function) -> bool:
        if function not in self._known:
            self._known[function] = any(
                isinstance(node, (ast.Yield, ast.YieldFrom))
                for node in walk_scope(function))
        return self._known[function]


class GiveUps:
    """Follows the paths on which the bound of one wait runs out."""

    def __init__(
        self, source: SourceFile, loop: flow.Loop, bounds: Bounds,
        observation: Observation, exits: list[flow.Exit],
        limits_in_test: bool,
    ) -> None:
        self._source = source
        self._loop = loop
        self._bounds = bounds
        self._observation = observation
        self._exits = exits
        self._limits_in_test = limits_in_test
        self.messages = Messages(source, bounds, observation)

    def find(self) -> tuple[GiveUp, ...]:
        """All give-ups, in source order, each failing statement once."""
        found: list[GiveUp] = []
        leaving = [e for e in self._exits if self._is_give_up(e)]
        for exit_ in leaving:
            found.append(self._at(exit_))
        function = self._source.function(self._loop)
        if function is not None and self._source.once(
                _Generators).holds(function):
            # Its caller sees each step; what the end means, it decides.
            return tuple(one for one in found
                         if one.outcome is Outcome.FAILS)
        runs_out = isinstance(self._loop, ast.For) or self._limits_in_test
        if runs_out and not (leaving and isinstance(
                self._loop, ast.For)) and not self._ends_inside(leaving):
            found.append(self._after_loop())
        unique: dict[int, GiveUp] = {}
        for one in found:
            unique.setdefault(id(one.node) if one.node else -len(unique),
                              one)
        return tuple(unique.values())

    def _is_give_up(self, exit_: flow.Exit) -> bool:
        return any(
            self._bounds.counted(part) is not None
            or self._bounds.is_deadline(part)
            for test, _ in exit_.tests for part in flow.parts(test))

    def _ends_inside(self, leaving: list[flow.Exit]) -> bool:
        """Whether the last of the counted looks never leaves the loop.

        ``while n > 0: n -= 1; ...; if n == 0: raise``.
        """
        if not isinstance(self._loop, ast.While):
            return False
        counters = {
            node.id for part in flow.parts(self._loop.test)
            if self._bounds.counted(part) is not None
            for node in walk(part) if isinstance(node, ast.Name)}
        return any(
            self._bounds.counted(part) is not None and any(
                isinstance(node, ast.Name) and node.id in counters
                for node in walk(part))
            for exit_ in leaving if not isinstance(exit_.node, ast.Break)
            for test, _ in exit_.tests for part in flow.parts(test))

    def _at(self, exit_: flow.Exit) -> GiveUp:
        place = flow.block_of(self._source, exit_.node)
        path = [] if place is None else place[1][
            :place[1].index(exit_.node)]
        if isinstance(exit_.node, ast.Break):
            if self._loop_ends_well():
                return GiveUp(Outcome.STATUS)
            block, ends = flow.following(self._source, self._loop)
            return self._along([*path, *block], ends, merged=any(
                isinstance(e.node, ast.Break) and e is not exit_
                or e is exit_ and self._ends_both_ways(e)
                for e in self._exits) or self._tests_observation())
        if isinstance(exit_.node, ast.Return):
            return self._returned(exit_.node, path, merged=False)
        return self.failure(exit_.node, path)

    def _loop_ends_well(self) -> bool:
        """``while not up(): ... break`` and then ``else: use()``."""
        return isinstance(self._loop, ast.While) and (
            bool(self._loop.orelse) and self._tests_observation())

    def _ends_both_ways(self, exit_: flow.Exit) -> bool:
        """``if n > limit or found: break``."""
        return any(isinstance(test, ast.BoolOp) and isinstance(
            test.op, ast.Or) for test, _ in exit_.tests)

    def _tests_observation(self) -> bool:
        """Whether the loop's own test can end it as a success."""
        return isinstance(self._loop, ast.While) and any(
            decider.test is not None and any(
                above is self._loop.test for above in (
                    decider.test, *self._source.ancestors(decider.test)))
            for decider in self._observation.deciders)

    def _after_loop(self) -> GiveUp:
        block, ends = flow.following(self._source, self._loop)
        merged = self._tests_observation() or any(
            isinstance(e.node, ast.Break) and not self._is_give_up(e)
            for e in self._exits)
        orelse = self._loop.orelse if isinstance(
            self._loop, (ast.For, ast.While)) else []
        if orelse and (any(self._leaves(s) for s in orelse)
                       or not self._tests_observation()):
            return self._along(
                [*orelse, *block], ends, merged=self._tests_observation(),
                alone=len(orelse))
        return self._along(block, ends, merged)

    def _leaves(self, statement: ast.stmt) -> bool:
        return isinstance(statement, ast.Return) or failures.fails(
            self._source, statement)

    def _along(
        self, block: list[ast.stmt], ends: bool, merged: bool,
        alone: int = 0,
    ) -> GiveUp:
        """Walk the statements that run once the bound has run out.

        :param ends: whether the function's end is reached after them.
        :param merged: whether a success takes the same path.
        :param alone: how many of them only a give-up runs, although what
            follows is shared.
        """
        logged = False
        path: list[ast.stmt] = []
        for index, statement in enumerate(block):
            shared = merged or (alone and index >= alone
                                and self._breaks_out())
            if failures.fails(self._source, statement):
                if shared:
                    return GiveUp(Outcome.UNKNOWN)
                return self.failure(statement, path)
            if failures.asserts(statement):
                if self.messages.mentions_seen(statement) or not shared:
                    return self.failure(statement, path, checked=True)
                return GiveUp(Outcome.CHECKS)
            if isinstance(statement, ast.Return):
                return self._returned(
                    statement, path, bool(shared), logged)
            if isinstance(statement, (ast.If, ast.Match)):
                if not shared and isinstance(statement, ast.If):
                    # Only a give-up comes here: any branch is its path.
                    inner = self._branch_failure(statement, path)
                    if inner is not None:
                        return inner
                elif isinstance(statement, ast.If) and (
                        self._asks_again(statement.test)):
                    return self._checked(statement, path)
                elif isinstance(statement, ast.If) and self._may_fail(
                        statement):
                    return GiveUp(Outcome.UNKNOWN)
                elif not isinstance(statement, ast.If):
                    return GiveUp(Outcome.UNKNOWN)
            if isinstance(statement, (ast.Try, ast.With)):
                inner = self._inside(statement, path, bool(shared))
                if inner is not None:
                    return inner
            if isinstance(statement, (ast.For, ast.While)) and (
                    self.messages.mentions_seen(statement)
                    or self._is_about_the_rest(statement)):
                return GiveUp(Outcome.UNKNOWN)
            logged = logged or (not shared and self._is_loud(statement))
            if not shared and isinstance(statement, (
                    ast.Assign, ast.AugAssign)) and self._is_status(
                        statement):
                return GiveUp(Outcome.STATUS)
            path.append(statement)
        if not ends:
            return GiveUp(Outcome.UNKNOWN)
        return self._returned(None, path, merged, logged)

    def _may_fail(self, statement: ast.If) -> bool:
        """``if fail_on_timeout: raise``: its caller decides."""
        function = self._source.function(self._loop)
        return function is not None and any(
            isinstance(binding.node, ast.arg)
            for node in walk(statement.test) if isinstance(node, ast.Name)
            for binding in self._source.once(Names).bindings(node.id, node)
        ) and self._branch_failure(statement, []) is not None

    def _is_about_the_rest(self, statement: ast.For | ast.While) -> bool:
        """``for worker in self.workers: kill``, if any is left."""
        return isinstance(statement, ast.For) and any(
            isinstance(node, ast.Attribute)
            and written(node) in self._observation.places
            for node in walk(statement.iter)) and any(
                self._forces(inner) for inner in statement.body)

    def _breaks_out(self) -> bool:
        return any(isinstance(e.node, ast.Break) for e in self._exits)

    def _is_status(self, statement: ast.stmt) -> bool:
        """``self.error = ...`` or ``ok = False`` is noted for somebody."""
        if not isinstance(statement, ast.Assign):
            return False
        value = statement.value
        flag = isinstance(value, ast.Constant) and isinstance(
            value.value, bool)
        return any(
            isinstance(target, (ast.Attribute, ast.Subscript))
            or flag and isinstance(target, ast.Name)
            for target in statement.targets
        ) and not self.messages.mentions_seen(statement)

    def _inside(
        self, statement: ast.Try | ast.With, path: list[ast.stmt],
        shared: bool,
    ) -> GiveUp | None:
        for inner in statement.body:
            if failures.fails(self._source, inner) and not shared:
                return self.failure(inner, path)
            if failures.asserts(inner):
                if self.messages.mentions_seen(inner):
                    return self.failure(inner, path, checked=True)
                return GiveUp(Outcome.CHECKS)
            if isinstance(inner, ast.If) and self._asks_again(inner.test):
                return self._checked(inner, path)
            if isinstance(inner, ast.Return):
                return GiveUp(Outcome.UNKNOWN)
        return None

    def _asks_again(self, test: ast.expr) -> bool:
        """Whether a test after the loop tells a give-up from a success."""
        if self.messages.mentions_seen(test):
            return True
        for node in walk(test):
            if isinstance(node, ast.expr) and (
                    self._bounds.counted(node) is not None):
                return True
            if isinstance(node, ast.Call) and polls.kind(
                    self._source, node) is Kind.LOOK:
                return True
        return self._bounds.is_deadline(test) or any(
            isinstance(node, ast.Name)
            and node.id in self._bounds.assigned_names
            for node in walk(test))

    def _checked(self, statement: ast.If, path: list[ast.stmt]) -> GiveUp:
        found = self._branch_failure(statement, path)
        return found if found is not None else GiveUp(Outcome.CHECKS)

    def _branch_failure(
        self, statement: ast.If, path: list[ast.stmt],
    ) -> GiveUp | None:
        for block in (statement.body, statement.orelse):
            for index, inner in enumerate(block):
                if failures.fails(self._source, inner):
                    return self.failure(inner, [*path, *block[:index]])
        return None

    def _returned(
        self, statement: ast.Return | None, path: list[ast.stmt],
        merged: bool, logged: bool = False,
    ) -> GiveUp:
        logged = logged or any(self._is_loud(s) for s in path)
        silent = GiveUp(
            Outcome.CHECKS if self._is_asserted_outside() else
            Outcome.LOGGED if logged else Outcome.SILENT)
        if (not merged or self._closes()) and any(
                self._forces(s) for s in path) or self._forces_in_loop():
            return GiveUp(Outcome.FORCES)
        if self._is_thread():
            return GiveUp(Outcome.UNKNOWN)
        if any(isinstance(s, ast.Expr) and isinstance(s.value, ast.Call)
               and self.messages.is_look_again(s.value) for s in path):
            # One more look, whose error nobody catches.
            return GiveUp(Outcome.CHECKS)
        value = statement.value if statement is not None else None
        if merged:
            if value is not None and (
                    self.messages.mentions_seen(value) or any(
                        isinstance(n, ast.Name)
                        and n.id in self._bounds.assigned_names
                        for n in walk(value))):
                return GiveUp(Outcome.STATUS)
            if value is not None and any(
                    isinstance(n, ast.Call) and (
                        failures.is_assertion(n)
                        or polls.kind(self._source, n) is Kind.LOOK)
                    for n in walk(value)):
                # What it returns may tell the two ends apart.
                return GiveUp(Outcome.UNKNOWN)
            if any(isinstance(e.node, ast.Return) and not self._is_give_up(e)
                   and _plain(e.node.value) != _plain(value)
                   for e in self._exits):
                # One success returns something else: callers can tell.
                return GiveUp(Outcome.UNKNOWN)
            return silent
        if value is not None and self.messages.mentions_seen(value):
            # What was seen last is handed to the caller.
            return GiveUp(Outcome.STATUS)
        if isinstance(statement, ast.Return) and self._bounds.inside(
                statement) and self._breaks_out():
            # Success goes on after the loop, which this return skips.
            return GiveUp(Outcome.STATUS)
        successes = {
            _plain(e.node.value) for e in self._exits
            if isinstance(e.node, ast.Return) and not self._is_give_up(e)}
        if not successes:
            # Success goes on after the loop: it is a status that the
            # function returns early.
            return silent if statement is None else GiveUp(Outcome.STATUS)
        return silent if successes == {_plain(value)} else GiveUp(
            Outcome.STATUS)

    def _is_asserted_outside(self) -> bool:
        """Whether the function around this one asserts on what was seen.

        A wait is put into a function of its own where it must be awaited;
        the test that holds it asks whether it came true.
        """
        function = self._source.function(self._loop)
        if function is None or self._source.function(function) is None:
            return False
        seen = {
            written(node) for decider in self._observation.deciders
            if decider.test is not None for node in walk(decider.test)
            if self._is_whole(node)}
        block, _ = flow.following(self._source, function)
        return any(
            failures.asserts(statement) and any(
                self._is_whole(node) and written(node) in seen
                for node in walk(statement))
            for statement in block)

    def _is_whole(self, node: ast.AST) -> bool:
        """``session.completed``, but not the ``session`` in it."""
        above = self._source.parent(node)
        return isinstance(node, (ast.Name, ast.Attribute)) and not (
            isinstance(above, ast.Attribute)
            or isinstance(node, ast.Name) and isinstance(above, ast.Call)
            and above.func is node)

    def _forces_in_loop(self) -> bool:
        """``if attempt == last: os.kill(pid)``."""
        return any(
            isinstance(node, ast.If) and any(
                self._bounds.counted(part) is not None
                or self._bounds.is_deadline(part)
                for part in flow.parts(node.test))
            and any(self._forces(inner) or self._sets_seen(inner)
                    for inner in node.body)
            for node in walk_scope(self._loop))

    def _closes(self) -> bool:
        """``close()`` gives time to end by itself before it ends it."""
        function = self._source.function(self._loop)
        return function is not None and not _CLOSING.isdisjoint(
            polls.words(function.name))

    def _is_thread(self) -> bool:
        """The ``run()`` of a thread: nobody goes on after it."""
        function = self._source.function(self._loop)
        owner = self._source.enclosing_class(self._loop)
        return function is not None and function.name == 'run' and (
            owner is not None and any(
                written(base).endswith('Thread') for base in owner.bases))

    def _sets_seen(self, statement: ast.stmt) -> bool:
        """``if time_is_up: self.lock = False``."""
        return isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Attribute)
            and self.messages.is_place(target)
            for target in statement.targets)

    def _forces(self, statement: ast.stmt) -> bool:
        return any(
            isinstance(node, ast.Call) and not logs.level(node)
            and bool(_FORCING.intersection(
                polls.words(callee_name(node))))
            for node in walk_scope(statement))

    def _is_loud(self, statement: ast.stmt) -> bool:
        return any(
            logs.level(node) in logs.LOUD for node in walk_scope(statement))

    def failure(
        self, statement: ast.stmt, path: list[ast.stmt],
        checked: bool = False,
    ) -> GiveUp:
        """A give-up by a failing statement, and what that says.

        :param path: the statements that ran before it.
        :param checked: whether it is an assertion about what was seen.
        """
        return GiveUp(
            Outcome.FAILS, statement,
            self.messages.says(statement, path, checked))


def _plain(value: ast.expr | None) -> str:
    return 'None' if value is None else written(value)
