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

"""The fix of NVN103: a wait that times out fails.

An ``else`` runs where a loop ends by its bound and by no ``break``, so it can
fail there. Where the bound is asked about inside, the ``break`` becomes the
failure. Production code that logs a timeout goes on by decision.
"""

import ast
from collections.abc import Iterator
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import Position
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import replacing
from flake8_nova_notifications.edits.text import begins_its_line
from flake8_nova_notifications.edits.text import indent_step
from flake8_nova_notifications.edits.text import indentation
from flake8_nova_notifications.idioms.errors import caught_by
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.rules.waiting.endings.failure_messages import (
    messages)
from flake8_nova_notifications.rules.waiting.endings.last_poll import (
    worth_showing)
from flake8_nova_notifications.rules.waiting.endings.returned import Outcome
from flake8_nova_notifications.rules.waiting.endings.returned import Returned
from flake8_nova_notifications.rules.waiting.endings.shown import to_show
from flake8_nova_notifications.rules.waiting.fixes.timeout_texts import (
    asked_about)
from flake8_nova_notifications.rules.waiting.fixes.timeout_texts import (
    failing_ways)
from flake8_nova_notifications.rules.waiting.fixes.timeout_texts import Raises
from flake8_nova_notifications.rules.waiting.fixes.timeout_texts import text_of
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.sequence import block_of
from flake8_nova_notifications.rules.waiting.loops.sequence import following
from flake8_nova_notifications.rules.waiting.loops.sequence import may_be_unset
from flake8_nova_notifications.rules.waiting.waits.wait_loops import WaitLoop

_BROAD = frozenset(('Exception', 'BaseException'))
_CATCHING = re.compile(r'(?i)assert_?raises\w*|raises|suppress')


def to_failure(wait: WaitLoop) -> Fix | Refused:
    """The edits after which a wait fails when its bound runs out."""
    try:
        return Fix(tuple(_Failure(wait).edits()))
    except _Refusal as refusal:
        return Refused(str(refusal))


class _Refusal(Exception):
    """Says why a wait is left as it is."""


class _Failure:
    def __init__(self, wait: WaitLoop) -> None:
        self._wait = wait
        self._loop = wait.loop
        self._source = wait.loop.source
        self._lines = wait.loop.source.lines
        if any(one.outcome not in (Outcome.SILENT, Outcome.LOGGED)
               for one in wait.give_ups):
            raise _Refusal('it ends in several ways')
        self._node = wait.node
        if not begins_its_line(self._lines, self._node.body[0]):
            raise _Refusal('it shares a line with something else')

    def edits(self) -> Iterator[Edit]:
        """The failure, and what it needs to have a value."""
        is_give_up = self._loop.once(Returned).is_give_up
        inside = [e for e in self._loop.exits if is_give_up(e)]
        others = [e for e in self._loop.exits if not is_give_up(e)]
        if inside:
            at = self._inside(inside)
            self._check_logs(block_of(self._source, at))
            indent = indentation(self._lines, at)
            text, unset = self._statement(at, indent)
            yield replacing(at, text.lstrip(' '), False)
        else:
            self._check_end()
            at, opening, indent = self._at_end(others)
            text, unset = self._statement(self._node, indent)
            yield replacing(at, text.lstrip(' '), False) if isinstance(
                at, ast.Return) else inserting(
                    self._line_end(at), f'\n{opening}{text}', False)
        if unset:
            before = indentation(self._lines, self._node)
            yield inserting((self._node.lineno, 0), ''.join(
                f'{before}{name} = None\n' for name in unset), False)

    def _inside(self, exits: list[flow.Exit]) -> ast.stmt:
        """The one statement that leaves when the bound has run out."""
        if len(exits) > 1:
            raise _Refusal('it ends in several ways')
        only = exits[0]
        if not any(self._is_bound(part) for test, value in only.tests
                   for part, _ in flow.conjuncts(test, value)
                   if not isinstance(part, ast.BoolOp)):
            raise _Refusal('it leaves alike when it has succeeded')
        if not begins_its_line(self._lines, only.node):
            raise _Refusal('it shares a line with something else')
        return only.node

    def _is_bound(self, part: ast.expr) -> bool:
        return self._loop.once(Deadlines).limits(part)

    def _check_end(self) -> None:
        """Refuse where a success ends the loop as its bound does."""
        if self._loop.own_test is not None and not all(
                map(self._is_bound, flow.parts(self._loop.own_test))):
            raise _Refusal('what it waits for ends it as its bound does')

    def _at_end(
        self, others: list[flow.Exit],
    ) -> tuple[ast.stmt, str, str]:
        """After which statement, or in which place, it is to fail.

        :returns: what opens the block, and its indentation, as well.
        """
        outer = indentation(self._lines, self._node)
        step = indent_step(self._lines, self._node)
        orelse = self._loop.orelse
        self._check_logs(orelse)
        if orelse:
            if not begins_its_line(self._lines, orelse[-1]):
                raise _Refusal('it shares a line with something else')
            return orelse[-1], '', outer + step
        if self._source.parent(self._node) is self._loop.function and all(
                isinstance(exit_.node, ast.Return) for exit_ in others):
            # Only a wait that has timed out comes to what follows.
            after, _ = following(self._source, self._node)
            self._check_logs(after)
            if not all(isinstance(
                    one, (ast.Expr, ast.Return)) for one in after):
                raise _Refusal('what follows it is for a timeout only')
            return [self._node, *after][-1], '', outer
        return self._node, f'{outer}else:\n', outer + step

    def _check_logs(self, block: list[ast.stmt]) -> None:
        """Refuse where production code logs a timeout, to go on."""
        if not self._source.once(holds_tests) and any(
                logs.level(node) for statement in block
                for node in walk(statement)):
            raise _Refusal('it logs that and goes on, which is a decision')

    def _line_end(self, statement: ast.stmt) -> Position:
        line, _ = end_of(statement)
        return line, len(self._lines[line - 1].rstrip('\r\n').encode())

    def _statement(
        self, at: ast.stmt, indent: str,
    ) -> tuple[str, list[str]]:
        """The failing statement, and the names it needs a value of."""
        ways = failing_ways(self._wait, at)
        if not ways:
            raise _Refusal('no exception for a timeout is known in the file')
        if len(ways) > 1:
            raise _Refusal('the file raises several exceptions on timeouts')
        self._check_caught(at, ways[0])
        worth = worth_showing(self._wait.loop)
        seen = list(to_show(
            self._loop, self._wait.observation, at, worth))
        named = [] if seen or worth else asked_about(self._loop)
        if not (named or any(map(
                self._loop.once(messages).mentions_seen, seen))):
            # NVN102 would be reported instead.
            raise _Refusal('what the last poll returned is not kept')
        texts = list(map(written, seen))
        text = text_of(self._loop, ways[0], indent, texts, named,
                       width=self._source.options.line_length)
        if text is None:
            raise _Refusal('the line would be too long')
        return text, [name for name in dict.fromkeys(texts)
                      if may_be_unset(self._loop, name, at)]

    def _check_caught(self, at: ast.stmt, way: Raises) -> None:
        """Refuse where something around it would take the failure."""
        for above in self._source.ancestors(at):
            if isinstance(above, FUNCTIONS):
                return
            if isinstance(above, TRIES) and any(
                    _catches(handler, way) for handler in above.handlers):
                raise _Refusal('an except around it would take the failure')
            if isinstance(above, (ast.With, ast.AsyncWith)) and any(
                    isinstance(node, ast.Call)
                    and _CATCHING.fullmatch(callee_name(node))
                    for item in above.items
                    for node in walk(item.context_expr)):
                raise _Refusal('a with around it would take the failure')


def _catches(handler: ast.ExceptHandler, way: Raises) -> bool:
    return any(
        spelled(one).rpartition('.')[2] in ('', *_BROAD, *way.caught_as)
        for one in caught_by(handler))
