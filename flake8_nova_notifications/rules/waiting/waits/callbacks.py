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

"""The function an oslo looping call calls at each poll.

Its body is run again and again like a loop's, so what is known of loops is
known of it: what it polls, what bounds it and how it gives up.
"""

import ast
from collections.abc import Iterator
from dataclasses import replace

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.rules.waiting.endings.failure_messages import (
    messages)
from flake8_nova_notifications.rules.waiting.endings.failure_messages import (
    Messages)
from flake8_nova_notifications.rules.waiting.endings.failure_messages import (
    Says)
from flake8_nova_notifications.rules.waiting.endings.last_poll import (
    worth_showing)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    observation)
from flake8_nova_notifications.rules.waiting.endings.returned import Returned
from flake8_nova_notifications.rules.waiting.judgement.verdict import verdict
from flake8_nova_notifications.rules.waiting.loops.bounds import Bound
from flake8_nova_notifications.rules.waiting.loops.bounds import bounded
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.sequence import before


class Callback:
    """How one callback ends, and when it gives up."""

    def __init__(
        self, source: SourceFile, function: Function, begin: ast.stmt,
    ) -> None:
        self._source = source
        self._function = function
        self.loop = Loop(source, function, begin=begin)
        is_over = self.loop.once(Returned).is_give_up
        self._over = [e for e in self.loop.exits if is_over(e)]
        # Where only its counter ends it, that is what it is done by.
        self._done = [e for e in self.loop.exits
                      if self.loop.succeeds(e) and not is_over(e)]

    def is_wait(self) -> bool:
        """Whether it polls until something is done.

        Not one that ends at the first call, nor one that never ends itself.
        """
        return bool(self._done) and not any(
            not e.tests and not e.attempts and e.handler is None
            for e in self._done
        ) and verdict(self.loop).is_wait

    def bound(self) -> Bound:
        """What ends it, in itself or in a helper it calls."""
        found = self.loop.once(bounded).bound
        # One that is not over then fails as long as there are polls left.
        return Bound.NONE if not self._over and (
            found in (Bound.COUNT, Bound.DEADLINE)) else found

    def silent_end(self) -> ast.stmt | None:
        """A ``LoopingCallDone`` on the branch on which the bound ran out.

        It is a status where it carries a value that success does not, or
        where something is noted beside it, or by each success.
        """
        successes = {_plain_value(e.node) for e in self._done}
        return next((
            e.node for e in self._over if self.loop.succeeds(e)
            and {_plain_value(e.node)} == successes
            and not set(self._stored(before(self._source, e.node)))
            and not self._hands_over()), None)

    def _stored(self, block: list[ast.stmt]) -> Iterator[str]:
        """``data['error']`` of ``data['error'] = 'late'``, as written."""
        steps = self.loop.once(Counters).steps
        for node in (n for statement in block for n in walk_scope(statement)):
            if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(
                    node.ctx, ast.Store) and spelled(node) not in steps:
                yield spelled(node)

    def _hands_over(self) -> bool:
        """Whether who starts it reads what it notes: ``data['answer']``."""
        starter = self._source.function(self._function)
        stored = set(self._stored(self._function.body))
        return starter is not None and bool(stored) and any(
            isinstance(node, (ast.Attribute, ast.Subscript))
            and isinstance(node.ctx, ast.Load) and spelled(node) in stored
            for node in walk_scope(starter))

    def failing(self) -> Iterator[ast.stmt]:
        """Failures in the callback that do not say what was seen."""
        shown = self.loop.once(messages)
        for exit_ in self._over:
            if not self.loop.succeeds(exit_):
                yield from self._judged(
                    shown, exit_.node, before(self._source, exit_.node))

    def _judged(
        self, shown: Messages, node: ast.stmt, path: list[ast.stmt],
    ) -> Iterator[ast.stmt]:
        says = shown.says(node, path, False)
        if says is Says.NOTHING or (
                says is Says.NAMES and worth_showing(self.loop)):
            yield node

    def in_handler(self, handler: ast.ExceptHandler) -> Iterator[ast.stmt]:
        """A failure in a handler of the time-out of this looping call."""
        # It stands outside of the callback, whose own names mean nothing.
        known = frozenset(
            name for node in walk_scope(self._function)
            if isinstance(node, ast.Global | ast.Nonlocal)
            for name in node.names)
        seen = self.loop.once(observation)
        shown = Messages(
            self._source, replace(seen, names=seen.names & known))
        for index, statement in enumerate(handler.body):
            again = isinstance(statement, ast.Raise) and statement.exc is None
            if failures.fails(self._source, statement) and not again:
                yield from self._judged(
                    shown, statement, handler.body[:index])


def _plain_value(statement: ast.stmt) -> str:
    match statement:
        case ast.Raise(exc=ast.Call(args=values, keywords=named)):
            return ', '.join(map(spelled, (
                *values, *(keyword.value for keyword in named))))
    return ''
