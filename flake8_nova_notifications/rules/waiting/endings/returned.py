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

"""How a wait ends once its bound has run out, and what it returns then."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
import enum

from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.endings.failure_messages import (
    messages)
from flake8_nova_notifications.rules.waiting.endings.failure_messages import (
    Says)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    observation)
from flake8_nova_notifications.rules.waiting.loops.beside import called
from flake8_nova_notifications.rules.waiting.loops.beside import forces
from flake8_nova_notifications.rules.waiting.loops.beside import works
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops import sequence

CLOSING = frozenset((
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
    :ivar left_out: what it should have said as well, where it says a part.
    """

    outcome: Outcome
    node: ast.stmt | None = None
    says: Says | None = None
    left_out: tuple[ast.expr, ...] = ()


class Returned:
    """Judges the end of one loop's function."""

    def __init__(self, loop: Loop) -> None:
        self._source = loop.source
        self._loop = loop
        self._counters = loop.once(Counters)
        self._deadlines = loop.once(Deadlines)
        self._observation = loop.once(observation)
        self._messages = loop.once(messages)

    def is_give_up(self, exit_: flow.Exit) -> bool:
        """Whether a way out is taken when the bound runs out."""
        return self._deadlines.may_be_over(exit_.tests)

    def asks_anew(self, exit_: flow.Exit) -> bool:
        """Whether another question decides, once the bound has run out.

        ``if not left: more = get_more(); if not more['busy']: break``.
        """
        test = exit_.tests[-1][0]
        return not self._deadlines.limits(test) and any(
            isinstance(node, ast.Name) and any(
                isinstance(given.value, ast.Call)
                and self._deadlines.is_at_limit(given.node)
                for given in self._loop.assigned.get(node.id, ()))
            for node in walk(test))

    def logged(self, failing: ast.AST) -> list[ast.stmt]:
        """What is logged in a round before the block in which it fails.

        ``LOG.warning('not yet: %s', error)``, ``if n == last: raise Late``.
        """
        around = [
            above for above in self._source.ancestors(failing)
            if isinstance(above, ast.stmt | ast.ExceptHandler)
            and above is not self._loop.node and self._loop.holds(above)]
        return [
            one for above in reversed(around)
            for one in sequence.before(self._source, above)
            if isinstance(one, ast.Expr) and self.is_loud(one)]

    def logged_last(self) -> list[ast.stmt]:
        """What each round that comes to a pause logs before it.

        ``except ApiError as error: LOG.error(error); sleep(1)``: what is
        raised behind the loop stands below the last of them.
        """
        found = [self.logged(one.node) for one in self._loop.pauses]
        return found[0] if len(found) == 1 else []

    def returned(
        self, statement: ast.Return | None, path: list[ast.stmt],
        merged: bool, logged: bool = False,
    ) -> GiveUp:
        logged = logged or any(self.is_loud(s) for s in path)
        silent = GiveUp(
            Outcome.CHECKS if self._is_asserted_outside() else
            Outcome.LOGGED if logged else Outcome.SILENT)
        if (not merged or self._closes()) and any(
                forces(s) for s in path) or self._forces_in_loop():
            return GiveUp(Outcome.FORCES)
        if self._is_thread():
            return GiveUp(Outcome.UNKNOWN)
        if any(isinstance(s, ast.Expr) and isinstance(s.value, ast.Call)
               and self._messages.is_poll_again(s.value) for s in path):
            # One more poll, whose error nobody catches.
            return GiveUp(Outcome.CHECKS)
        value = statement.value if statement is not None else None
        if merged:
            if value is not None and (
                    self._messages.mentions_seen(value) or any(
                        isinstance(n, ast.Name)
                        and n.id in self._loop.assigned
                        for n in walk(value))):
                return GiveUp(Outcome.STATUS)
            if value is not None and any(
                    isinstance(n, ast.Call) and (
                        failures.is_assertion(n)
                        or polls.kind(self._source, n) is Kind.POLL)
                    for n in walk(value)):
                # What it returns may tell the two ends apart.
                return GiveUp(Outcome.UNKNOWN)
            if any(isinstance(e.node, ast.Return) and not self.is_give_up(e)
                   and _plain(e.node.value) != _plain(value)
                   for e in self._loop.exits):
                # One success returns something else: callers can tell.
                return GiveUp(Outcome.UNKNOWN)
            return silent
        if value is not None and self._messages.mentions_seen(value):
            # What was seen last is handed to the caller.
            return GiveUp(Outcome.STATUS)
        successes = {
            _plain(e.node.value) for e in self._loop.exits
            if isinstance(e.node, ast.Return) and not self.is_give_up(e)}
        if isinstance(statement, ast.Return) and self._loop.holds(
                statement) and (
                    self._loop.ends_by_break() or not successes):
            # Success goes on after the loop, which this return skips: a
            # status, unless nothing comes there but the same return.
            successes.add(self._after_success())
        elif not successes:
            return silent if statement is None else GiveUp(Outcome.STATUS)
        return silent if successes == {_plain(value)} else GiveUp(
            Outcome.STATUS)

    def _after_success(self) -> str:
        """What is returned behind the loop, if nothing is done before.

        :returns: empty where something is, or where it is not known.
        """
        after, ends = sequence.following(self._source, self._loop.node)
        for statement in after:
            if isinstance(statement, ast.Return):
                return '' if any(
                    isinstance(node, ast.Call)
                    for node in walk(statement)) else _plain(statement.value)
            call = called(statement)
            if call is None or not logs.level(call):
                return ''
        return 'None' if ends else ''

    def _is_asserted_outside(self) -> bool:
        """Whether the function around this one asserts on what was seen.

        A wait is put into a function of its own where it must be awaited;
        the test that holds it asks whether it came true.
        """
        function = self._loop.function
        if function is None or self._source.function(function) is None:
            return False
        seen = {
            written(node) for decider in self._observation.deciders
            if decider.test is not None for node in walk(decider.test)
            if self._is_whole(node)}
        block, _ = sequence.following(self._source, function)
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
                self._counters.counted(part) is not None
                or self._deadlines.is_deadline(part)
                for part in flow.parts(node.test))
            and any(forces(inner) or self._sets_seen(inner)
                    for inner in node.body)
            for node in walk_scope(self._loop.node))

    def _closes(self) -> bool:
        """``close()`` gives time to end by itself before it ends it."""
        function = self._loop.function
        return function is not None and not CLOSING.isdisjoint(
            polls.words(function.name))

    def _is_thread(self) -> bool:
        """The ``run()`` of a thread: nobody goes on after it."""
        function = self._loop.function
        owner = self._source.enclosing_class(self._loop.node)
        return function is not None and function.name == 'run' and (
            owner is not None and any(
                written(base).endswith('Thread') for base in owner.bases))

    def _sets_seen(self, statement: ast.stmt) -> bool:
        """``if time_is_up: self.lock = False``."""
        return isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Attribute)
            and self._messages.is_place(target)
            for target in statement.targets)

    def is_loud(self, statement: ast.stmt) -> bool:
        """Whether it logs; what a handler logs is about its error."""
        if isinstance(statement, TRIES):
            return any(map(self.is_loud, (
                *statement.body, *statement.orelse, *statement.finalbody)))
        return any(
            logs.level(node) in logs.LOUD for node in walk_scope(statement))


def _plain(value: ast.expr | None) -> str:
    return 'None' if value is None else written(value)


def goes_on_with_item(
    loop: Loop, path: Sequence[ast.stmt], logged: bool,
) -> GiveUp:
    """What a wait does that has run out, in a loop around it.

    It goes on as if its condition held where it then works with the very
    thing that it waited for, and nothing asks about it further down.

    :param path: the statements behind the wait, to the end of a round.
    :param logged: whether one of them logs that it has run out.
    """
    outer = next((
        above for above in loop.source.ancestors(loop.node)
        if isinstance(above, (ast.For, ast.While, ast.AsyncFor, *FUNCTIONS))),
        None)
    unknown = GiveUp(Outcome.UNKNOWN)
    if not isinstance(outer, (ast.For, ast.AsyncFor)):
        return unknown
    items = {node.id for node in walk(outer.target)
             if isinstance(node, ast.Name)}
    if not any(isinstance(node, ast.Name) and node.id in items
               for test in loop.tests for node in walk(test)):
        return unknown
    behind, _ = sequence.following(loop.source, outer)
    if any(failures.asserts(statement) or isinstance(node, ast.Raise)
           for statement in behind for node in walk_scope(statement)):
        return unknown
    for statement in path:
        call = called(statement)
        if call is not None and logs.level(call):
            continue
        if call is not None and works(loop.source, call) and any(
                isinstance(node, ast.Name) and node.id in items
                for node in walk(call)):
            return GiveUp(Outcome.LOGGED if logged else Outcome.SILENT)
        if not isinstance(statement, (ast.Expr, ast.Assign)) or any(
                isinstance(node, ast.Call)
                and polls.kind(loop.source, node) is Kind.POLL
                for node in walk(statement)):
            break
    return unknown


def is_about_the_rest(loop: Loop, statement: ast.For | ast.While) -> bool:
    """``for worker in self.workers: kill``, if any is left."""
    places = loop.once(observation).places
    return isinstance(statement, ast.For) and any(
        isinstance(node, ast.Attribute) and written(node) in places
        for node in walk(statement.iter)) and any(
            forces(inner) for inner in statement.body)
