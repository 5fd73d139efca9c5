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

"""What ends a loop as a success, and the calls that this rests on."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms.errors import caught_by
from flake8_nova_notifications.idioms.errors import last_name
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.loops.asked import Asked
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.sequence import blocks
from flake8_nova_notifications.rules.waiting.loops.sources import Sources
from flake8_nova_notifications.rules.waiting.loops.stop_flags import (
    is_stop_flag)
from flake8_nova_notifications.rules.waiting.loops.stop_flags import stops

# Assertions that have a value in hand when they fail, not only yes or no.
_COMPARING = ('assertequal', 'assertin', 'assertnotin', 'assertcount',
              'assertitems', 'assertlist', 'assertset', 'assertdict',
              'assertless', 'assertgreater')
# Handlers of any error say nothing of a poll.
_BROAD = ('', 'Exception', 'BaseException')
_INTERRUPTS = frozenset((
    'KeyboardInterrupt', 'SystemExit', 'GreenletExit', 'CancelledError',
    'GeneratorExit'))


@dataclass(frozen=True)
class Decider:
    """One condition that ends the loop as a success.

    :ivar calls: the calls it rests on, with what each does.
    :ivar test: what is tested; None when only an exception decides.
    :ivar value: the value of the test that ends the loop.
    :ivar by_absence: whether a call that raises ends the loop.
    :ivar compares: whether an assertion that may fail compares a value.
    """

    calls: tuple[tuple[ast.Call, Kind], ...]
    test: ast.expr | None = None
    value: bool = True
    by_absence: bool = False
    compares: bool = False

    def has(self, kind: Kind) -> bool:
        """Whether one of its calls is of that kind."""
        return any(found is kind for _, found in self.calls)


def deciders(loop: Loop) -> tuple[Decider, ...]:
    """The conditions that end a loop as a success, in source order."""
    return tuple(
        decider for decider in loop.once(_Deciders).all()
        if decider.test is not None or decider.calls)


def bringing(loop: Loop) -> tuple[Decider, ...]:
    """The deciders without the calls that only take apart what others brought.

    ``get_code(reply)`` says nothing of whether ``reply`` was asked for or
    sent for; where nothing else is called it is all there is.
    """
    judge = loop.once(_Deciders)
    return tuple(map(judge.by_what_brings, loop.once(deciders)))


class _Deciders:
    """Finds what ends one loop well."""

    def __init__(self, loop: Loop) -> None:
        self._source = loop.source
        self._loop = loop
        self._deadlines = loop.once(Deadlines)
        self._counters = loop.once(Counters)
        self._sources = loop.once(Sources)
        self._asked = loop.once(Asked)

    def by_what_brings(self, decider: Decider) -> Decider:
        """Without the calls that only take apart what others brought."""
        calls = tuple(
            (call, kind) for call, kind in decider.calls
            if not self._asked.takes_apart(call))
        return replace(decider, calls=calls) if calls else decider

    def all(self) -> Iterator[Decider]:
        succeeded = False
        if self._loop.own_test is not None:
            for test, value in flow.conjuncts(self._loop.own_test):
                if self._observes(test):
                    yield self._by_value(test, not value)
                    succeeded = True
        for exit_ in self._loop.exits:
            if not self._loop.succeeds(exit_):
                continue
            if exit_.handler is not None:
                if _is_interrupt(exit_.handler):
                    continue
                if not self._deadlines.may_be_over(exit_.tests):
                    yield self._by_absence(exit_.handler)
                    succeeded = True
                continue
            tests = [(part, value) for test, wanted in exit_.tests
                     for part, value in flow.conjuncts(test, wanted)]
            if any(self._is_limit(test, value)
                   or stops(self._loop, test, value)
                   for test, value in tests):
                continue
            tests = [(t, v) for t, v in tests if self._observes(t)]
            for test, value in tests:
                yield self._by_value(test, value)
                succeeded = True
            if not tests and exit_.attempts:
                yield self._by_success(exit_)
                succeeded = True
        if not succeeded:
            yield from self._outer_handler()

    def _outer_handler(self) -> Iterator[Decider]:
        """The whole loop stands in a ``try`` that a poll's error ends."""
        for above in self._source.ancestors(self._loop.node):
            if isinstance(above, TRIES):
                for handler in above.handlers:
                    if spelled(handler.type) in _BROAD or (
                            _is_interrupt(handler)):
                        continue
                    last = handler.body[-1]
                    if isinstance(last, (ast.Return, ast.Pass)) and not (
                            _says_failed(handler)):
                        yield Decider(
                            self._calls_of_block(self._loop.node.body),
                            by_absence=True)
                        return
            if not isinstance(above, (*TRIES, ast.With)):
                return

    def _is_limit(self, test: ast.expr, value: bool) -> bool:
        """Whether a test holds when the bound runs out."""
        if isinstance(test, ast.BoolOp):
            # ``if n > limit or found: break`` ends both ways.
            return False
        return self._deadlines.may_be_over([(test, value)])

    def _observes(self, test: ast.expr) -> bool:
        """Whether a test rests on something outside the loop's own sums."""
        if isinstance(test, ast.Constant):
            return False
        if isinstance(test, ast.BoolOp):
            return any(self._observes(part) for part in flow.parts(test))
        if (self._counters.counted(test) is not None
                or is_stop_flag(self._loop, test)
                or self._deadlines.is_deadline(test)):
            return False
        return any(True for _ in self._sources.of(test))

    def _by_value(self, test: ast.expr, value: bool) -> Decider:
        return Decider(self._calls(test), test, value)

    def _by_success(self, exit_: flow.Exit) -> Decider:
        block: list[ast.stmt] = []
        for attempt in exit_.attempts:
            block += attempt.body
        return Decider(
            self._calls_of_block(block), compares=any(map(_compares, block)))

    def _by_absence(self, handler: ast.ExceptHandler) -> Decider:
        body = next(blocks(self._source.parent(handler)))
        # What is polled in each round ends it, not what some rounds do.
        always = self._calls_of_block([
            one for one in body if not isinstance(one, ast.If)])
        return Decider(
            always if any(kind is Kind.POLL for _, kind in always)
            else self._calls_of_block(body), by_absence=True)

    def _calls_of_block(
        self, block: list[ast.stmt],
    ) -> tuple[tuple[ast.Call, Kind], ...]:
        found: list[tuple[ast.Call, Kind]] = []
        for statement in block:
            # Nobody is asked by what makes an error, or reads the clock.
            raised = {
                id(node) for one in walk_scope(statement)
                if isinstance(one, ast.Raise) for node in walk(one)}
            for node in walk_scope(statement):
                if isinstance(node, ast.Call) and id(node) not in raised and (
                        not clocks.is_clock_call(self._source, node)):
                    found += self._asked.judged(node)
        return tuple(found)

    def _calls(
        self, test: ast.expr,
    ) -> tuple[tuple[ast.Call, Kind], ...]:
        found: list[tuple[ast.Call, Kind]] = []
        for expression in self._sources.of(test):
            for node in walk(expression):
                if isinstance(node, ast.Call):
                    found += self._asked.judged(node)
        # ``volume.refresh()`` polls although its result is not used.
        objects = {
            node.id for node in walk(test) if isinstance(node, ast.Name)}
        for statement in walk_scope(self._loop.node):
            if not (isinstance(statement, ast.Expr)
                    and isinstance(statement.value, ast.Call)):
                continue
            call = statement.value
            owner = call.func.value if isinstance(
                call.func, ast.Attribute) else None
            if isinstance(owner, ast.Name) and owner.id in objects:
                found += [(c, k) for c, k in self._asked.judged(call)
                          if k is Kind.POLL]
        return tuple(found)


def _is_interrupt(handler: ast.ExceptHandler) -> bool:
    """``except KeyboardInterrupt: sys.exit()``: somebody wants it to end."""
    caught = [last_name(one) for one in caught_by(handler) if one]
    return bool(caught) and all(name in _INTERRUPTS for name in caught)


def _says_failed(handler: ast.ExceptHandler) -> bool:
    """``except ApiError as error: LOG.error(error); return False``."""
    return any(
        logs.level(node) in ('error', 'exception', 'critical')
        or isinstance(node, ast.Return) and isinstance(
            node.value, ast.Constant) and node.value.value is False
        for statement in handler.body for node in walk(statement))


def _compares(statement: ast.stmt) -> bool:
    """``self.assertIn(host, hosts)``, ``assert state == 'up'``."""
    match statement:
        case ast.Assert(test=ast.Compare()):
            return True
        case ast.Expr(value=ast.Call() as call):
            return callee_name(call).lower().startswith(_COMPARING)
    return False


def while_waiting(loop: Loop) -> Iterator[tuple[ast.expr, bool]]:
    """The conditions that end the loop well, with their value until then.

    Of conditions in each other the innermost one decides.
    """
    own = [] if loop.own_test is None else flow.parts(loop.own_test)
    last = [part for exit_ in loop.exits if loop.succeeds(exit_)
            for test, _ in exit_.tests[-1:]
            for part in (test, *flow.parts(test))]
    for decider in loop.once(deciders):
        if decider.test is not None and any(
                decider.test is part for part in (*own, *last)):
            for part, value in flow.leaves(decider.test, not decider.value):
                if not loop.once(Deadlines).limits(part):
                    yield part, value
