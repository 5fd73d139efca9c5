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

"""What ends a loop even if nothing that it polls ever changes."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import enum

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.waiting.loops.counters import Count
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops.flags import counted_flag
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.growing import (
    is_over_delays)
from flake8_nova_notifications.rules.waiting.loops import guards
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.sources import is_answer
from flake8_nova_notifications.rules.waiting.loops.stop_flags import (
    is_stop_flag)


class Bound(enum.Enum):
    """Why a loop ends even if nothing it polls ever changes."""

    COUNT = 'count'
    DEADLINE = 'deadline'
    STOP = 'stop flag'
    NONE = 'none'


@dataclass(frozen=True)
class Bounded:
    """How a loop is bounded.

    :ivar bound: by what.
    :ivar count: the count, where that is the bound.
    :ivar deadlines: the tests that compare the time, where that is.
    :ivar in_test: whether the bound stands in the loop's own test.
    """

    bound: Bound
    count: Count | None
    deadlines: tuple[ast.expr, ...]
    in_test: bool


def bounded(loop: Loop) -> Bounded:
    """What bounds a loop: a deadline before a count before all else."""
    counters, deadlines = loop.once(Counters), loop.once(Deadlines)
    tests = [*_tests(loop), *_asserted(loop)]
    in_time = tuple(test for test in tests if deadlines.is_deadline(test))
    counts = [*_counted_by_itself(loop), *(
        count for test in tests
        if (count := counters.counted(test)) is not None)]
    flag = loop.once(counted_flag)
    if flag is not None:
        counts.append(flag.count)
    bound = Bound.NONE
    if in_time:
        bound = Bound.DEADLINE
    elif counts:
        bound = Bound.COUNT
    elif any(_may_end(loop, test) for test in tests) or (
            # However it is known that the time is up.
            any(exit_.is_timeout for exit_ in loop.exits)
            or _hands_over(loop) or _ends_with_peer(loop)
            or _checks_time(loop)
            or _is_let_go(loop) or _lets_go(loop) or _is_allowed(loop)
            or guards.is_guarded(loop.source, loop.node)
            or guards.is_cancelled(loop.source, loop.node)
            or guards.is_interrupted(loop.source, loop.node)):
        bound = Bound.STOP
    return Bounded(
        bound, counts[0] if bound is Bound.COUNT else None, in_time,
        flag is not None or loop.own_test is not None and any(
            deadlines.is_deadline(part) or counters.counted(part) is not None
            for part in flow.parts(loop.own_test)))


def _tests(loop: Loop) -> Iterator[ast.expr]:
    """The conditions of a loop, taken apart, each once."""
    found = [] if loop.own_test is None else flow.parts(loop.own_test)
    for exit_ in loop.exits:
        for test, _ in exit_.tests:
            found += [part for part in flow.parts(test)
                      if part not in found]
    yield from found


def _asserted(loop: Loop) -> Iterator[ast.expr]:
    """``self.assertLess(tries, 9)`` in a round ends the loop by failing."""
    for node in walk_scope(loop.node):
        if isinstance(node, ast.Expr) and isinstance(
                node.value, ast.Call) and callee_name(
                    node.value).startswith('assert'):
            for given in node.value.args:
                yield from flow.parts(given)


def _counted_by_itself(loop: Loop) -> Iterator[Count]:
    ranged = loop.once(Counters).ranged()
    if ranged is not None:
        yield ranged
    elif is_over_delays(loop):
        yield Count(None)


def _may_end(loop: Loop, test: ast.expr) -> bool:
    """Whether a test may well end the loop, if not at a known time."""
    deadlines = loop.once(Deadlines)
    return not _is_settled(loop, test) and (
        is_stop_flag(loop, test) or deadlines.speaks_of_time(test)
        or loop.once(Counters).hides_count(test)
        or deadlines.outgrows(test)
        # What a helper makes of the time, nobody knows.
        or clocks.reads_clock(loop.source, test))


def _is_settled(loop: Loop, test: ast.expr) -> bool:
    """``while now < deadline``, and the clock was read before the loop.

    What no round binds stays as it was.
    """
    names = loop.source.once(Names)
    used = []
    for node in walk(test):
        if isinstance(node, ast.Name):
            used.append(node)
        elif not isinstance(node, (
                ast.Compare, ast.BinOp, ast.UnaryOp, ast.Constant)):
            return False
    return not any(node.id in loop.assigned for node in used) and any(
        isinstance(value := names.value(node), ast.expr)
        and value is not node and clocks.reads_clock(loop.source, value)
        for node in used)


def _hands_over(loop: Loop) -> bool:
    """Whether each round yields: who takes what it yields may stop."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom))
               for node in walk_scope(loop.node))


def _checks_time(loop: Loop) -> bool:
    """``self._check_timeout()``, or a helper of this file that fails then."""
    names = loop.source.once(Names)
    for node in walk_scope(loop.node):
        if not isinstance(node, ast.Call):
            continue
        name = callee_name(node)
        if polls.words(name)[:1] in (['check'], ['raise']) and (
                'timeout' in name or clocks.speaks_of_time(name)):
            return True
        helper = names.definition(node.func)
        if isinstance(helper, FUNCTIONS) and any(
                isinstance(inner, ast.If) and failures.fails(
                    loop.source, inner.body[-1]) and clocks.reads_clock(
                        loop.source, inner.test) for inner in walk(helper)):
            return True
    return False


def _ends_with_peer(loop: Loop) -> bool:
    """``while worker.is_alive(): if started(): break``.

    Who is to make it true has died where it never comes.
    """
    return loop.own_test is not None and any(
        'alive' in polls.words(callee_name(part))
        for part in flow.parts(loop.own_test) if isinstance(part, ast.Call)
    ) and any(not exit_.fails for exit_ in loop.exits)


def _is_let_go(loop: Loop) -> bool:
    """``while self.is_new and not ready()``: another method clears it.

    So it is where ``if ready(): break`` stands in the loop.
    """
    own = [] if loop.own_test is None else list(
        flow.conjuncts(loop.own_test))
    asks = len(own) > 1 or any(not exit_.fails for exit_ in loop.exits)
    return asks and any(
        isinstance(test, ast.Attribute)
        and any(isinstance(value, ast.Constant)
                and value.value is (not holds)
                and _is_set_later(loop, value)
                for value in loop.source.once(Names).attribute_values(test))
        for test, holds in own)


def _is_allowed(loop: Loop) -> bool:
    """``with safe_while(tries=9) as proceed: while proceed(): ...``.

    What a context manager gave to be asked may say no, or raise.
    """
    match loop.own_test:
        case ast.Call(func=ast.Name(id=name)):
            return any(
                isinstance(item.optional_vars, ast.Name)
                and item.optional_vars.id == name
                for above in loop.source.ancestors(loop.node)
                if isinstance(above, ast.With) for item in above.items)
    return False


def _lets_go(loop: Loop) -> bool:
    """``while not self.up: if tries > 9: self.up = True``."""
    tested = {
        written(node) for test in _tests(loop) for node in walk(test)
        if isinstance(node, (ast.Attribute, ast.Subscript))}
    return bool(tested) and any(
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and any(written(target) in tested for target in node.targets)
        and not is_answer(loop, node)
        for node in walk_scope(loop.node))


def _is_set_later(loop: Loop, value: ast.Constant) -> bool:
    """Whether a value is given in a method that may run beside the loop."""
    function = loop.source.function(value)
    return function is not loop.function and getattr(
        function, 'name', '__init__') not in ('__init__', 'setUp')
