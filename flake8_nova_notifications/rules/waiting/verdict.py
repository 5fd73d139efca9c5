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

"""Whether a loop is a wait, a retry, a service or pacing."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.bounds import Bounds
from flake8_nova_notifications.rules.waiting import flow

# Work that changes nothing outside the function: it keeps what was seen.
_BOOKKEEPING = frozenset((
    'append', 'add', 'update', 'extend', 'insert', 'pop', 'set', 'save',
    'clear', 'remove', 'discard', 'setdefault', 'sort', 'write', 'close',
    'flush'))
_TELLING_NAMES = ('wait', 'poll', 'until', 'await')


_STATUS = re.compile(r'(?i)(^|[_\W])(run_?)?(status|state|progress)$')
_SPEAKS_OF_WAITING = re.compile(
    r'(?i)\b(waiting (for|until)|timed out wait|time-?out wait|'
    r'did not become|to become|still not)\b')

# Methods that take something out of a queue or a list.
_TAKES = ('get_nowait', 'pop', 'popleft')


@dataclass(frozen=True)
class Decider:
    """One condition that ends the loop as a success.

    :ivar calls: the calls it rests on, with what each does.
    :ivar test: what is tested; None when only an exception decides.
    :ivar value: the value of the test that ends the loop.
    :ivar by_absence: whether a call that raises ends the loop.
    """

    calls: tuple[tuple[ast.Call, Kind], ...]
    test: ast.expr | None = None
    value: bool = True
    by_absence: bool = False

    def has(self, kind: Kind) -> bool:
        """Whether one of its calls is of that kind."""
        return any(found is kind for _, found in self.calls)


class Verdict:
    """Judges one loop by what ends it and what it does beside looking."""

    def __init__(
        self, source: SourceFile, loop: flow.Loop, bounds: Bounds,
        exits: list[flow.Exit],
    ) -> None:
        self._source = source
        self._loop = loop
        self._bounds = bounds
        self._exits = exits

    def is_wait(self, deciders: tuple[Decider, ...]) -> bool:
        """Whether conditions like these end a wait."""
        if self._is_service() or self._works_anyway() or any(
                _drains(decider) or self._empties(decider)
                for decider in deciders):
            return False
        if self._samples_until_told() or any(
                self._sends_again(decider) for decider in deciders):
            return False
        if any(d.has(Kind.WORK) for d in deciders):
            return False
        if self._repeats_after_error() or self._changes_what_it_sees():
            return False
        if any(d.has(Kind.LOOK) for d in deciders):
            return True
        # Doubt: only what calls itself a wait is believed to be one.
        telling = self._tells_of_waiting()
        if any(d.has(Kind.UNKNOWN) for d in deciders):
            return telling
        return any(d.test is not None for d in deciders) and (
            telling or not self._named('retry', 'retries'))

    def _is_service(self) -> bool:
        """Whether only a stop flag stands in the loop's test."""
        return isinstance(self._loop, ast.While) and (
            self._watches() or self._works_until_told() or all(
                self._bounds.is_stop_flag(part)
                for part in flow.parts(self._loop.test)))

    def _watches(self) -> bool:
        """``def watch_and_kill(process)``, ``def serve_forever()``."""
        function = self._source.function(self._loop)
        spoken = [] if function is None else polls.words(function.name)
        return spoken[:1] == ['watch'] or spoken[-1:] == ['forever']

    def _works_until_told(self) -> bool:
        """``while self.spinning: self.draw()``, and ``stop()`` clears it.

        A loop that does nothing but pause waits for the flag instead.
        """
        test = self._loop.test if isinstance(self._loop, ast.While) else None
        owner = self._source.enclosing_class(self._loop)
        if owner is None or not (
                isinstance(test, ast.Attribute)
                and isinstance(test.value, ast.Name)
                and test.value.id == 'self'):
            return False
        flag = written(test)
        return any(
            (call := called(statement)) is not None
            and not any(call is pause for pause in self._bounds.pauses)
            and not logs.level(call)
            and polls.kind(self._source, call) is not Kind.LOOK
            for statement in self._loop.body
        ) and any(
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and node.value.value is False
            and any(written(target) == flag for target in node.targets)
            and not self._bounds.inside(node)
            for node in walk(owner))

    def _empties(self, decider: Decider) -> bool:
        """``while not queue.empty(): item = queue.get()``."""
        test = decider.test
        return isinstance(test, ast.Call) and decider.value and isinstance(
            test.func, ast.Attribute) and test.func.attr == 'empty' and any(
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ('get', *_TAKES)
                and written(node.func.value) == written(test.func.value)
                for node in walk_scope(self._loop))

    def _samples_until_told(self) -> bool:
        """``sample(); if run.has_ended() or stopped.is_set(): return``.

        What is asked beside a stop flag is whether to go on; a wait does
        nothing else than ask.
        """
        return any(
            isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or)
            and any(self._bounds.is_stop_flag(part) for part in test.values)
            for exit_ in self._exits if not exit_.fails
            for test, value in exit_.tests if value
        ) and any(True for _ in self._dropped_calls(self._loop.body))

    def _sends_again(self, decider: Decider) -> bool:
        """``while failed``, and only what fails in a round is put there."""
        names = {
            part.id for part in flow.parts(decider.test)
            if isinstance(part, ast.Name)} if decider.test else set()
        filled = [
            node for node in walk_scope(self._loop)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in names
            and node.func.attr in ('append', 'add', 'extend', 'update')]
        return bool(filled) and all(
            any(isinstance(above, ast.ExceptHandler)
                for above in self._source.ancestors(node)
                if self._bounds.inside(above)) for node in filled
        ) and any(
            isinstance(node, ast.Call) and polls.says_work(node)
            and not isinstance(self._source.parent(node), ast.Expr)
            for node in walk_scope(self._loop))

    def _repeats_after_error(self) -> bool:
        """Whether it pauses after an error and then does the work again."""
        for pause in self._bounds.pauses:
            for above in self._source.ancestors(pause):
                if above is self._loop:
                    break
                attempt = self._source.parent(above)
                if isinstance(above, ast.ExceptHandler) and isinstance(
                        attempt, ast.Try) and any(
                            isinstance(node, ast.Call)
                            and (polls.says_work(node) or polls.kind(
                                self._source, node) is Kind.WORK)
                            and not logs.level(node)
                            for statement in attempt.body
                            for node in walk_scope(statement)):
                    return True
        return False

    def _changes_what_it_sees(self) -> bool:
        """Whether the loop itself sets the attribute that it tests."""
        tested = {
            written(node)
            for test in self._all_tests() for node in walk(test)
            if isinstance(node, (ast.Attribute, ast.Subscript))}
        for node in walk_scope(self._loop):
            targets = node.targets if isinstance(node, ast.Assign) else (
                [node.target] if isinstance(node, ast.AugAssign) else [])
            for target in targets:
                root: ast.expr = target
                while isinstance(root, ast.Subscript):
                    root = root.value
                if isinstance(root, ast.Attribute) and not isinstance(
                        getattr(node, 'value', None), ast.Call) and (
                            written(root) in tested
                            and written(root) not in self._bounds.steps
                            and not self._set_at_the_limit(node)):
                    return True
        return False

    def _all_tests(self) -> list[ast.expr]:
        tests = [test for e in self._exits for test, _ in e.tests]
        if isinstance(self._loop, ast.While):
            tests.append(self._loop.test)
        return tests

    def _set_at_the_limit(self, node: ast.AST) -> bool:
        return any(
            isinstance(above, ast.If) and self._bounds.limits(above.test)
            for above in self._source.ancestors(node)
            if self._bounds.inside(above))

    def _tells_of_waiting(self) -> bool:
        """Whether the function's name or its messages speak of a wait."""
        if self._named(*_TELLING_NAMES) or self._tests_status():
            return True
        function = self._source.function(self._loop)
        if function is None or self._named('retry', 'retries'):
            return False
        return any(
            isinstance(node, ast.Constant) and isinstance(node.value, str)
            and _SPEAKS_OF_WAITING.search(node.value)
            # A docstring tells of much else as well.
            and not isinstance(self._source.parent(node), ast.Expr)
            for node in walk(function))

    def _tests_status(self) -> bool:
        """Whether something called a status or a state is compared."""
        return any(
            isinstance(node, ast.Constant) and isinstance(node.value, str)
            and _STATUS.search(node.value)
            or isinstance(node, ast.Attribute) and _STATUS.search(node.attr)
            for test in self._all_tests() for part in flow.parts(test)
            if isinstance(part, ast.Compare) for node in walk(part.left))

    def _named(self, *parts: str) -> bool:
        function = self._source.function(self._loop)
        return function is not None and any(
            part in function.name.lower() for part in parts)

    def _works_anyway(self) -> bool:
        """Whether every round also does work whose result is not tested."""
        return any(
            self._works(call) or self._works_inside(call)
            for call in self._dropped_calls(self._loop.body)
        ) or self._serves()

    def _serves(self) -> bool:
        """``while True: if busy(): restart(); sleep(1)``, without a limit.

        Work that some rounds do and then go on is not done for a wait.
        """
        return isinstance(self._loop, ast.While) and not any(
            self._bounds.limits(test) for test in self._all_tests()
        ) and any(
            self._works(call)
            for statement in self._loop.body
            if isinstance(statement, ast.If)
            and not self._bounds.limits(statement.test)
            and not isinstance(statement.body[-1], (
                ast.Break, ast.Return, ast.Raise))
            for call in self._dropped_calls(statement.body))

    def _dropped_calls(self, block: list[ast.stmt]) -> Iterator[ast.Call]:
        """Calls of a block that are made for what they do."""
        woken = {
            written(pause.func.value) for pause in self._bounds.pauses
            if isinstance(pause.func, ast.Attribute)}
        for statement in block:
            if isinstance(statement, ast.Try):
                yield from self._dropped_calls(statement.body)
            call = called(statement)
            if call is None or logs.level(call) or any(
                    call is pause for pause in self._bounds.pauses):
                continue
            if isinstance(call.func, ast.Attribute) and written(
                    call.func.value) in woken:
                # Wakes those who are to make the condition true.
                continue
            yield call

    def _works(self, call: ast.Call) -> bool:
        if not polls.says_work(call) or polls.kind(
                self._source, call) in (Kind.LOOK, Kind.PLAIN):
            return False
        spoken = polls.words(callee_name(call))
        return spoken[0] not in _BOOKKEEPING or (
            len(spoken) > 1 and isinstance(call.func, ast.Name))

    def _works_inside(self, call: ast.Call) -> bool:
        """``self.check_children()`` starts those again that have died.

        A method of the same object that works for one thing after another
        is looked into; one that asks may well use such a verb for that.
        """
        helper = self._source.once(Names).definition(call.func)
        return isinstance(helper, FUNCTIONS) and any(
            (inner := called(statement)) is not None
            and not logs.level(inner) and self._works(inner)
            for part in helper.body for each in walk_scope(part)
            if isinstance(each, ast.For)
            for statement in walk_scope(each)
            if isinstance(statement, ast.Expr))


def _drains(decider: Decider) -> bool:
    """``if not data.read(n): break`` takes until nothing is left."""
    return isinstance(decider.test, ast.Call) and not decider.value and (
        callee_name(decider.test) in ('read', 'recv', 'readline', *_TAKES))


def called(statement: ast.stmt) -> ast.Call | None:
    """The call that a statement consists of, awaited or not."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(value, ast.Await):
        value = value.value
    return value if isinstance(value, ast.Call) else None
