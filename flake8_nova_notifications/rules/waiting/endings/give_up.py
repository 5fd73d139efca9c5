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

"""What a wait does when its bound runs out, statement by statement."""

import ast
from collections.abc import Sequence

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.endings.failure_messages import (
    messages)
from flake8_nova_notifications.rules.waiting.endings.failure_messages import (
    Says)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    ends_by_its_test)
from flake8_nova_notifications.rules.waiting.endings.returned import (
    goes_on_with_item)
from flake8_nova_notifications.rules.waiting.endings.returned import (
    is_about_the_rest)
from flake8_nova_notifications.rules.waiting.endings.returned import GiveUp
from flake8_nova_notifications.rules.waiting.endings.returned import Outcome
from flake8_nova_notifications.rules.waiting.endings.returned import Returned
from flake8_nova_notifications.rules.waiting.loops import beside
from flake8_nova_notifications.rules.waiting.loops.bounds import Bound
from flake8_nova_notifications.rules.waiting.loops.bounds import bounded
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops.flags import counted_flag
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.guards import (
    timeout_handler)
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops import sequence


def give_ups(loop: Loop) -> tuple[GiveUp, ...]:
    """All give-ups of a wait, in source order, each failing statement once."""
    bound = loop.once(bounded).bound
    if bound in (Bound.COUNT, Bound.DEADLINE):
        return loop.once(_GiveUps).find()
    guarded = timeout_handler(loop.source, loop.node) if (
        bound is Bound.STOP) else None
    return () if guarded is None else (loop.once(_GiveUps).handled(*guarded),)


class _GiveUps:
    """Follows the paths on which the bound of one wait runs out."""

    def __init__(self, loop: Loop) -> None:
        self._source = loop.source
        self._loop = loop
        self._counters = loop.once(Counters)
        self._deadlines = loop.once(Deadlines)
        self._messages = loop.once(messages)
        self._by_test = loop.once(ends_by_its_test)
        self._ends = loop.once(Returned)

    def find(self) -> tuple[GiveUp, ...]:
        """All give-ups, in source order, each failing statement once."""
        found: list[GiveUp] = []
        leaving = [e for e in self._loop.exits if self._ends.is_give_up(e)]
        for exit_ in leaving:
            found.append(self._at(exit_))
        if any(isinstance(node, (ast.Yield, ast.YieldFrom))
               for node in walk_scope(self._loop.node)):
            # Its caller sees each step; what the end means, it decides.
            return tuple(one for one in found
                         if one.outcome is Outcome.FAILS)
        runs_out = (
            not leaving if isinstance(self._loop.node, ast.For)
            else self._loop.once(bounded).in_test)
        if runs_out and not self._ends_inside(leaving) and not (
                beside.asserts_at_limit(self._loop)):
            found.append(self._after_loop())
        unique: dict[int, GiveUp] = {}
        for one in found:
            unique.setdefault(id(one.node) if one.node else -len(unique),
                              one)
        return tuple(unique.values())

    def handled(
        self, attempt: ast.Try, handler: ast.ExceptHandler,
    ) -> GiveUp:
        """What the handler of a time limit around the loop does."""
        after, ends = sequence.following(self._source, attempt)
        return self._along(
            [*handler.body, *after], ends, merged=False,
            alone=len(handler.body), joined=True)

    def _ends_inside(self, leaving: list[flow.Exit]) -> bool:
        """Whether the last of the counted polls never leaves the loop.

        ``while n > 0: n -= 1; ...; if n == 0: raise``.
        """
        if self._loop.own_test is None:
            return False
        counters = {
            node.id for part in flow.parts(self._loop.own_test)
            if self._counters.counted(part) is not None
            for node in walk(part) if isinstance(node, ast.Name)}
        return any(
            self._counters.counted(part) is not None and any(
                isinstance(node, ast.Name) and node.id in counters
                for node in walk(part))
            for exit_ in leaving if not isinstance(exit_.node, ast.Break)
            for test, _ in exit_.tests for part in flow.parts(test))

    def _at(self, exit_: flow.Exit) -> GiveUp:
        path = sequence.before(self._source, exit_.node)
        if isinstance(exit_.node, ast.Break):
            if self._loop_ends_well():
                return GiveUp(Outcome.STATUS)
            if self._ends.asks_anew(exit_):
                return GiveUp(Outcome.CHECKS)
            block, ends = sequence.following(self._source, self._loop.node)
            return self._along([*path, *block], ends, merged=any(
                isinstance(e.node, ast.Break) and e is not exit_
                or e is exit_ and e.has_alternatives
                for e in self._loop.exits) or self._by_test)
        if isinstance(exit_.node, ast.Return):
            if any(map(self._is_status, path)):
                return GiveUp(Outcome.STATUS)
            return self._ends.returned(exit_.node, path, merged=False)
        return self.failure(exit_.node, self._ends.logged(exit_.node) + path)

    def _loop_ends_well(self) -> bool:
        """``while not up(): ... break`` and then ``else: use()``."""
        return self._loop.own_test is not None and (
            bool(self._loop.orelse) and self._by_test)

    def _after_loop(self) -> GiveUp:
        block, ends = sequence.following(self._source, self._loop.node)
        flag = self._loop.once(counted_flag)
        if flag is not None:
            # Both ends leave by the same flag.
            return self._along(
                [*flag.beside, *block], ends, merged=not flag.beside,
                alone=len(flag.beside), joined=True,
            ) if flag.only_logs else GiveUp(Outcome.UNKNOWN)
        merged = self._by_test or any(
            isinstance(e.node, ast.Break) and not self._ends.is_give_up(e)
            for e in self._loop.exits)
        orelse = self._loop.orelse
        if orelse and (any(self._leaves(s) for s in orelse)
                       or not self._by_test):
            return self._along(
                [*orelse, *block], ends, merged=self._by_test,
                alone=len(orelse))
        return self._along(block, ends, merged)

    def _leaves(self, statement: ast.stmt) -> bool:
        return isinstance(statement, ast.Return) or failures.fails(
            self._source, statement)

    def _along(
        self, block: list[ast.stmt], ends: bool, merged: bool,
        alone: int = 0, joined: bool = False,
    ) -> GiveUp:
        """Walk the statements that run once the bound has run out.

        :param ends: whether the function's end is reached after them.
        :param merged: whether a success takes the same path.
        :param alone: how many of them only a give-up runs, although what
            follows may be shared.
        :param joined: whether it is.
        """
        logged = is_later = False
        path: list[ast.stmt] = []
        for index, statement in enumerate(block):
            shared = merged or (alone and index >= alone and (
                joined or self._loop.ends_by_break()))
            if failures.fails(self._source, statement):
                if shared:
                    return GiveUp(Outcome.UNKNOWN)
                return self.failure(statement, path)
            if failures.asserts(statement):
                if self._messages.mentions_seen(statement) or not shared or (
                        beside.asserts_flag(self._loop, statement)
                        or beside.asserts_count(self._loop, statement)):
                    return self.failure(statement, path, checked=True)
                return GiveUp(Outcome.CHECKS)
            if isinstance(statement, ast.Return):
                return self._ends.returned(
                    statement, path, bool(shared), logged)
            if isinstance(getattr(statement, 'value', None), (
                    ast.Yield, ast.YieldFrom)) and (
                        self._messages.mentions_seen(statement)):
                return GiveUp(Outcome.STATUS)
            if shared and isinstance(statement, ast.If) and (
                    beside.only_logs(statement)):
                # Whoever only says how it ended goes on all the same.
                logged = logged or self._ends.is_loud(statement)
            elif isinstance(statement, (ast.If, ast.Match)):
                if not shared and isinstance(statement, ast.If):
                    # Only a give-up comes here: any branch is its path.
                    inner = self._branch_failure(statement, path)
                    if inner is not None:
                        return inner
                elif isinstance(statement, ast.If) and (
                        self._asks_again(statement.test, path, is_later)):
                    return self._checked(statement, path)
                elif isinstance(statement, ast.If) and self._may_fail(
                        statement):
                    return GiveUp(Outcome.UNKNOWN)
                elif not isinstance(statement, ast.If):
                    return GiveUp(Outcome.UNKNOWN)
            if isinstance(statement, TRIES) or isinstance(
                    statement, ast.With):
                inner = self._inside(statement, path, bool(shared))
                if inner is not None:
                    return inner
            if isinstance(statement, (ast.For, ast.While)) and (
                    self._messages.mentions_seen(statement)
                    or is_about_the_rest(self._loop, statement)):
                return GiveUp(Outcome.UNKNOWN)
            is_later |= beside.pauses_inside(self._source, statement)
            logged = logged or (not shared and self._ends.is_loud(statement))
            if not shared and self._is_status(statement):
                return GiveUp(Outcome.STATUS)
            path.append(statement)
        if not ends:
            return goes_on_with_item(self._loop, path, logged)
        return self._ends.returned(None, path, merged, logged)

    def _may_fail(self, statement: ast.If) -> bool:
        """``if fail_on_timeout: raise``: its caller decides."""
        function = self._loop.function
        return function is not None and any(
            isinstance(binding.node, ast.arg)
            for node in walk(statement.test) if isinstance(node, ast.Name)
            for binding in self._source.once(Names).bindings(node.id, node)
        ) and self._branch_failure(statement, []) is not None

    def _is_status(self, statement: ast.stmt) -> bool:
        """``self.error = ...`` or ``ok = False`` is noted for somebody."""
        call = beside.called(statement)
        if call is not None:
            return beside.records_error(call) or beside.records_inside(
                self._source, call)
        if not isinstance(statement, ast.Assign):
            return False
        value = statement.value
        flag = isinstance(value, ast.Constant) and isinstance(
            value.value, bool)
        return any(
            isinstance(target, (ast.Attribute, ast.Subscript))
            or flag and isinstance(target, ast.Name)
            for target in statement.targets
        ) and not self._messages.mentions_seen(statement)

    def _inside(
        self, statement: ast.Try | ast.With, path: list[ast.stmt],
        shared: bool,
    ) -> GiveUp | None:
        for inner in statement.body:
            if failures.fails(self._source, inner) and not shared:
                return self.failure(inner, path)
            if failures.asserts(inner):
                if self._messages.mentions_seen(inner):
                    return self.failure(inner, path, checked=True)
                return GiveUp(Outcome.CHECKS)
            if isinstance(inner, ast.If) and self._asks_again(inner.test):
                return self._checked(inner, path)
            if isinstance(inner, ast.Return):
                return GiveUp(Outcome.UNKNOWN)
        return None

    def _asks_again(
        self, test: ast.expr, path: Sequence[ast.stmt] = (),
        is_later: bool = False,
    ) -> bool:
        """Whether a test after the loop tells a give-up from a success.

        :param path: the statements between, which may have asked.
        :param is_later: whether one of them is another wait, whose limit a
            test may be about.
        """
        asked = {node.id for node in walk(test) if isinstance(node, ast.Name)}
        asking = [test, *(
            statement.value for statement in path
            if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id in asked
                for target in statement.targets))]
        about = self._messages.mentions_seen if is_later else (
            self._is_about_the_wait)
        return any(map(about, asking)) or any(
            isinstance(node, ast.Call) and polls.kind(
                self._source, node) is Kind.POLL
            for value in asking for node in walk(value))

    def _is_about_the_wait(self, test: ast.expr) -> bool:
        return self._messages.mentions_seen(
            test) or self._deadlines.is_deadline(test) or any(
                isinstance(node, ast.Name) and node.id in self._loop.assigned
                or isinstance(node, ast.expr)
                and self._counters.counted(node) is not None
                for node in walk(test))

    def _checked(self, statement: ast.If, path: list[ast.stmt]) -> GiveUp:
        if not self._is_about_the_wait(statement.test):
            # The failure of a later poll of something else.
            return GiveUp(Outcome.CHECKS)
        found = self._branch_failure(statement, path)
        return found if found is not None else GiveUp(Outcome.CHECKS)

    def _branch_failure(
        self, statement: ast.If, path: list[ast.stmt],
    ) -> GiveUp | None:
        """The failure of one of two branches, of both that says less."""
        found = [
            self.failure(inner, [*path, *block[:index]])
            for block in (statement.body, statement.orelse)
            for index, inner in enumerate(block)
            # ``raise`` alone: another error than that of the time limit.
            if not (isinstance(inner, ast.Raise) and inner.exc is None)
            and failures.fails(self._source, inner)]
        return next((one for one in found if one.says is not Says.SEEN),
                    found[0] if found else None)

    def failure(
        self, statement: ast.stmt, path: list[ast.stmt],
        checked: bool = False,
    ) -> GiveUp:
        """A give-up by a failing statement, and what that says.

        :param path: the statements that ran before it.
        :param checked: whether it is an assertion about what was seen.
        """
        if not self._loop.holds(statement):
            path = [*self._ends.logged_last(), *path]
        says = self._messages.says(statement, path, checked)
        return GiveUp(
            Outcome.FAILS, statement, says,
            self._messages.left_out_by(statement, path)
            if says is Says.PART else ())
