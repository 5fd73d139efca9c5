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

"""What ends a loop that would otherwise go on: a count or a deadline."""

import ast
import enum
import operator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.waiting.counts import COMPARISONS
from flake8_nova_notifications.rules.waiting.counts import Count
from flake8_nova_notifications.rules.waiting.counts import opposite
from flake8_nova_notifications.rules.waiting.counts import RANGES
from flake8_nova_notifications.rules.waiting.counts import Steps
from flake8_nova_notifications.rules.waiting import flow


# Names looked behind for one question; a test of real code has a handful.
MAX_VISITS = 60

# What turns times into times, and what is asked of times.
_ARITHMETIC = frozenset((
    'int', 'float', 'round', 'abs', 'max', 'min', 'timedelta',
    'delta_seconds', 'total_seconds', 'bool', 'fromtimestamp', 'floor',
    'ceil'))
_OF_TIMES = frozenset(('total_seconds', 'timestamp', 'replace'))

_TRANSPARENT = frozenset(('enumerate', 'reversed', 'list', 'tuple', 'iter',
                          'tqdm.tqdm'))
_SPEAKS_OF_TIME = ('timeout', 'time_out', 'timed_out', 'timedout',
                   'deadline', 'expire', 'expiry', 'end_time')
_STOP_WORDS = ('stop', 'exit', 'shut', 'quit', 'running', 'terminat',
               'kill', 'dead', 'alive', 'abort', 'cancel', 'closed',
               'closing', 'keep_going', 'finishing', 'interrupt')
_STOP_CALLS = frozenset(('is_set', 'isSet', 'stopped', 'should_stop',
                         'is_running', 'is_stopped', 'stop_requested'))
_ASKS_EVENT = frozenset(('wait', 'is_set', 'isSet'))
# Said of itself by what runs until it is told to end: ``self.serve_api``.
_SERVING = frozenset(('serve', 'serving'))
_GROWING = (ast.Mult, ast.Pow, ast.LShift)


class Bound(enum.Enum):
    """Why a loop ends even if nothing it looks at ever changes."""

    COUNT = 'count'
    DEADLINE = 'deadline'
    STOP = 'stop flag'
    NONE = 'none'


class Bounds:
    """Questions about one loop's tests, answered from its assignments."""

    def __init__(
        self, source: SourceFile, loop: flow.Loop,
        assigned: dict[str, list[flow.Assignment]],
        pauses: list[ast.Call],
    ) -> None:
        self._source = source
        self._loop = loop
        self._assigned = assigned
        self.pauses = pauses
        self.assigned_names = frozenset(assigned)
        found = Steps(source, loop)
        self._stepped = found.stepped()
        self.steps = found.of(pauses)

    def limits(self, test: ast.expr) -> bool:
        """Whether any part of a test holds the loop to a bound."""
        return any(
            self.counted(part) is not None or self.is_deadline(part)
            for part in flow.parts(test))

    def is_deadline(self, test: ast.expr) -> bool:
        """Whether a test rests on a clock, directly or through names.

        Followed through arithmetic only: an object whose name was made from
        the time is no deadline.
        """
        seen: set[str] = set()
        names = self._source.once(Names)
        stack: list[ast.AST] = [test]
        for _ in range(MAX_VISITS):
            if not stack:
                return False
            node = stack.pop()
            match node:
                case ast.Call():
                    if clocks.is_clock_call(self._source, node):
                        return True
                    if callee_name(node) in _ARITHMETIC or (
                            'format' in callee_name(node)):
                        stack += node.args
                        stack += [k.value for k in node.keywords]
                    if isinstance(node.func, ast.Attribute) and (
                            node.func.attr in _OF_TIMES):
                        stack.append(node.func.value)
                case ast.Attribute(attr='seconds' | 'days'):
                    stack.append(node.value)
                case (ast.BinOp() | ast.UnaryOp() | ast.BoolOp()
                      | ast.Compare() | ast.IfExp()):
                    stack += [child for child in ast.iter_child_nodes(node)
                              if isinstance(child, ast.expr)]
                case ast.Name(id=name) if name not in seen and (
                        name not in self.steps):
                    seen.add(name)
                    stack += [
                        given.value for given in self._assigned.get(name, ())
                        if given.value is not None]
                    stack += self._controlling(name)
                    stack += [b.node for b in names.bindings(name, test)
                              if isinstance(b.node, ast.expr)]
        return False

    def is_wall_clock(self, test: ast.expr) -> bool:
        """Whether the deadline in a test comes from a settable clock."""
        names = self._source.once(Names)
        stack: list[ast.AST] = [test]
        seen: set[str] = set()
        for _ in range(MAX_VISITS):
            if not stack:
                break
            expression = stack.pop()
            if clocks.reads_wall_clock(self._source, expression):
                return True
            for node in walk(expression):
                if isinstance(node, ast.Call):
                    helper = names.definition(node.func)
                    if helper is not None and clocks.reads_wall_clock(
                            self._source, helper):
                        return True
                if isinstance(node, ast.Name) and node.id not in seen:
                    seen.add(node.id)
                    stack.extend(
                        b.node for b in names.bindings(node.id, test)
                        if isinstance(b.node, ast.expr))
                    stack.extend(
                        given.value
                        for given in self._assigned.get(node.id, ())
                        if given.value is not None)
        return False

    def speaks_of_time(self, test: ast.expr) -> bool:
        """Whether a test names a timeout that is not stepped here."""
        for node in walk(test):
            text = node.id if isinstance(node, ast.Name) else (
                node.attr if isinstance(node, ast.Attribute) else '')
            if text and spelled(node) not in self.steps and any(
                    word in text.lower() for word in _SPEAKS_OF_TIME):
                return True
        return False

    def hides_count(self, test: ast.expr) -> bool:
        """Whether a flag is worked out from something the loop counts.

        The count may be stepped on some paths only, so it is no bound that
        could be relied on, but the loop is not without one either.
        """
        counted = {spelled(target) for _, target, _ in self._stepped}
        return any(
            isinstance(part, ast.Compare) and any(
                spelled(side) in counted
                for side in (part.left, *part.comparators))
            for node in walk(test) if isinstance(node, ast.Name)
            for given in self._assigned.get(node.id, ())
            if given.value is not None for part in walk(given.value))

    def outgrows(self, test: ast.expr) -> bool:
        """``if delay > 60: raise``, where each round doubles the delay."""
        return any(
            isinstance(side, ast.Name) and any(
                _multiplies(given, side.id)
                for given in self._assigned.get(side.id, ()))
            for part in flow.parts(test) if isinstance(part, ast.Compare)
            for side in (part.left, *part.comparators))

    def is_stop_flag(self, test: ast.expr) -> bool:
        """Whether a test asks if somebody wants the loop to end."""
        if isinstance(test, ast.Call):
            if any(test is pause for pause in self.pauses):
                # ``while not stop.wait(period)``
                return True
            return callee_name(test) in _STOP_CALLS or (
                self._asks_stop_event(test))
        if isinstance(test, ast.Compare):
            if self._is_own_state(test):
                return True
            return all(
                isinstance(side, ast.Constant) for side in test.comparators
            ) and self.is_stop_flag(test.left)
        if isinstance(test, ast.Subscript):
            return self.is_stop_flag(test.value)
        text = test.id if isinstance(test, ast.Name) else (
            test.attr if isinstance(test, ast.Attribute) else '')
        if isinstance(test, ast.Name) and any(
                isinstance(given.value, ast.Constant)
                for given in self._assigned.get(test.id, ())):
            # The loop itself decides when to set it.
            return False
        return _says_stop(text) or not _SERVING.isdisjoint(polls.words(text))

    def _asks_stop_event(self, call: ast.Call) -> bool:
        """``while self._run_next()``, and that asks ``self.stop_event``."""
        helper = self._source.once(Names).definition(call.func)
        return isinstance(helper, FUNCTIONS) and any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _ASKS_EVENT
            and _says_stop(spelled(node.func.value).rpartition('.')[2])
            for node in walk(helper))

    def _is_own_state(self, test: ast.Compare) -> bool:
        """``while self.status == Status.running``."""
        match test:
            case ast.Compare(
                    left=ast.Attribute(value=ast.Name(id='self')),
                    ops=[ast.Eq() | ast.Is()],
                    comparators=[ast.Attribute(attr=state)]):
                return 'running' in state.lower()
        return False

    def counted(self, test: ast.expr) -> Count | None:
        """A test that compares a counter of this loop, if it is one."""
        if isinstance(test, (ast.Name, ast.Attribute, ast.Subscript)):
            return self._counted_somehow(spelled(test))
        if not isinstance(test, ast.Compare):
            return None
        if len(test.ops) > 1 or isinstance(test.ops[0], (ast.In, ast.NotIn)):
            # ``0 < n < limit``, ``n in (5, 10)``
            return next((
                count for side in (test.left, *test.comparators)
                if (count := self._counted_somehow(spelled(side)))), None)
        left, right = test.left, test.comparators[0]
        for side, limit in ((left, right), (right, left)):
            counter = self._counter_in(side)
            if counter is None:
                continue
            operation = type(test.ops[0])
            if operation in (ast.Is, ast.IsNot):
                continue
            start = self._start(counter)
            goes_on = self._tested_to_go_on(test)
            compare = COMPARISONS.get(operation)
            return Count(
                limit, start, self.steps[counter],
                opposite(compare) if goes_on and compare else (
                    compare or operator.eq),
                self._steps_before(counter, test) and not goes_on,
                frozenset((counter,)),
                # Only the plain form is worked out: a counter that starts
                # somewhere known, on the left side.
                certain=side is left and spelled(side) == counter
                and start is not None and compare is not None)
        return None

    def _counted_somehow(self, counter: str) -> Count | None:
        """A bound on a counter whose number of looks cannot be told."""
        if counter not in self.steps:
            return None
        return Count(
            None, self._start(counter), self.steps[counter], operator.eq,
            False, frozenset((counter,)), certain=False)

    def ranged(self) -> Count | None:
        """The bound of ``for _ in range(n)``, if the loop is one."""
        if not isinstance(self._loop, ast.For):
            return None
        names = self._source.once(Names)
        iterable: ast.AST = names.value(self._loop.iter)
        while isinstance(iterable, ast.Call) and iterable.args and (
                names.dotted(iterable.func) in _TRANSPARENT):
            iterable = names.value(iterable.args[0])
        if not isinstance(iterable, ast.Call):
            return None
        dotted = names.dotted(iterable.func)
        counters = frozenset(
            node.id for node in walk(self._loop.target)
            if isinstance(node, ast.Name))

        def count(
            limit: ast.expr, start: ast.expr | None = None,
            step: ast.expr | None = None,
        ) -> Count:
            return Count(limit, start, step, operator.ge, False, counters)

        match iterable.args:
            case [limit] if dotted in RANGES:
                return count(limit)
            case [start, limit] if dotted in RANGES:
                return count(limit, start)
            case [start, limit, step] if dotted in RANGES:
                return count(limit, start, step)
            case [_, limit] if dotted == 'itertools.repeat':
                return count(limit)
        return None

    def _controlling(self, name: str) -> list[ast.expr]:
        """Tests under which a flag is set inside the loop."""
        return [
            above.test
            for given in self._assigned.get(name, ())
            if isinstance(given.value, ast.Constant)
            for above in self._source.ancestors(given.node)
            if isinstance(above, ast.If) and self.inside(above)]

    def inside(self, node: ast.AST) -> bool:
        """Whether a node stands in this loop."""
        return any(
            above is self._loop for above in self._source.ancestors(node))

    def _counter_in(self, side: ast.expr) -> str | None:
        for node in walk(side):
            if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
                text = spelled(node)
                if text in self.steps:
                    return text
        return None

    def _tested_to_go_on(self, test: ast.expr) -> bool:
        return isinstance(self._loop, ast.While) and any(
            above is self._loop.test for above in (
                test, *self._source.ancestors(test)))

    def _steps_before(self, counter: str, test: ast.expr) -> bool:
        """Whether the counter is stepped above the test."""
        return any(
            spelled(target) == counter and statement.lineno < test.lineno
            for statement, target, _ in self._stepped)

    def _start(self, counter: str) -> ast.expr | None:
        """What a counter is before the loop; None when it is not plain."""
        names = self._source.once(Names)
        values = [
            b.node for b in names.bindings(counter, self._loop)
            if isinstance(b.node, ast.expr) and not self.inside(b.node)]
        return values[0] if len(values) == 1 else None


def _says_stop(name: str) -> bool:
    return any(word in name.lower() for word in _STOP_WORDS)


def _multiplies(given: flow.Assignment, name: str) -> bool:
    """``delay *= 2``, ``delay = min(2 * delay, 60)``."""
    if isinstance(given.node, ast.AugAssign):
        return isinstance(given.node.op, _GROWING)
    return given.value is not None and any(
        isinstance(part, ast.BinOp) and isinstance(part.op, _GROWING)
        and any(isinstance(leaf, ast.Name) and leaf.id == name
                for leaf in walk(part))
        for part in walk(given.value))
