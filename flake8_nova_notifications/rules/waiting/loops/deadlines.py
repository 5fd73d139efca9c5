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

"""Which tests of a loop rest on the time."""

import ast
from collections.abc import Iterator
from collections.abc import Sequence

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.time_left import left_when

# Names looked behind for one question; a test of real code has a handful.
MAX_VISITS = 60

# What turns times into times, and what is asked of times.
_ARITHMETIC = frozenset((
    'int', 'float', 'round', 'abs', 'max', 'min', 'timedelta',
    'delta_seconds', 'total_seconds', 'bool', 'fromtimestamp', 'floor',
    'ceil'))
_OF_TIMES = frozenset(('total_seconds', 'timestamp', 'replace'))

_SPEAKS_OF_TIME = ('timeout', 'time_out', 'timed_out', 'timedout',
                   'deadline', 'expire', 'expiry', 'end_time')
_GROWING = (ast.Mult, ast.Pow, ast.LShift)


class Deadlines:
    """Questions about one loop's tests, answered from its assignments."""

    def __init__(self, loop: Loop) -> None:
        self._source = loop.source
        self._loop = loop
        self._counters = loop.once(Counters)

    def limits(self, test: ast.expr) -> bool:
        """Whether any part of a test holds the loop to a bound."""
        return any(
            self._counters.counted(part) is not None or self.is_deadline(part)
            for part in flow.parts(test))

    def may_be_over(self, tests: Sequence[flow.Test]) -> bool:
        """Whether some conditions can hold because a bound has run out.

        ``elif found: break`` behind ``if n > limit: raise`` cannot.
        """
        return any(
            self.limits(part) and left_when(self._loop, part) is not value
            for test, wanted in tests
            for part, value in flow.leaves(test, wanted))

    def is_at_limit(self, node: ast.AST) -> bool:
        """Whether something is done only where a bound is asked about."""
        return any(
            isinstance(above, ast.If) and self.limits(above.test)
            for above in self._source.ancestors(node)
            if self._loop.holds(above))

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
                    # One that is read before the loop only stands still.
                    if clocks.is_clock_call(self._source, node) and (
                            self._loop.holds(node)
                            or any(part is node for part in walk(test))):
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
                case ast.Attribute() if is_own(node):
                    # ``self.now = time.monotonic()`` in a round.
                    stack += [value for value in names.attribute_values(node)
                              if self._loop.holds(value)]
                case ast.Subscript():
                    stack += self._put_at(node)
                case (ast.BinOp() | ast.UnaryOp() | ast.BoolOp()
                      | ast.Compare() | ast.IfExp()):
                    stack += [child for child in ast.iter_child_nodes(node)
                              if isinstance(child, ast.expr)]
                case ast.Name(id=name) if name not in seen and (
                        name not in self._counters.steps):
                    seen.add(name)
                    stack += self._loop.values(name)
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
                    stack += self._loop.values(node.id)
        return False

    def speaks_of_time(self, test: ast.expr) -> bool:
        """Whether a test names a timeout that is not stepped here."""
        for node in walk(test):
            text = node.id if isinstance(node, ast.Name) else (
                node.attr if isinstance(node, ast.Attribute) else '')
            if text and spelled(node) not in self._counters.steps and any(
                    word in text.lower() for word in _SPEAKS_OF_TIME):
                return True
        return False

    def outgrows(self, test: ast.expr) -> bool:
        """``if delay > 60: raise``, where each round doubles the delay."""
        return any(
            isinstance(side, ast.Name) and self._is_multiplied(side.id)
            for part in flow.parts(test) if isinstance(part, ast.Compare)
            for side in (part.left, *part.comparators))

    def _is_multiplied(self, name: str) -> bool:
        """``delay *= 2``, ``delay = min(2 * delay, 60)``."""
        return any(
            isinstance(given.node, ast.AugAssign)
            and isinstance(given.node.op, _GROWING)
            for given in self._loop.assigned.get(name, ())
        ) or any(
            isinstance(part, ast.BinOp) and isinstance(part.op, _GROWING)
            and any(isinstance(leaf, ast.Name) and leaf.id == name
                    for leaf in walk(part))
            for value in self._loop.values(name) for part in walk(value))

    def _put_at(self, part: ast.Subscript) -> Iterator[ast.expr]:
        """What a round puts where a test looks: ``times.append(now())``."""
        key = part.slice.value if isinstance(
            part.slice, ast.Constant) else None
        if not isinstance(part.value, ast.Name):
            return
        for given in self._loop.assigned.get(part.value.id, ()):
            match given.node, given.value:
                case ast.Assign(targets=[ast.Subscript(
                        slice=ast.Constant(value=place))]), ast.expr() as one:
                    if place == key:
                        yield one
                case ast.Assign(targets=[ast.Name()]), (
                        ast.List(elts=held) | ast.Tuple(elts=held)):
                    if isinstance(key, int) and key < len(held):
                        yield held[key]
                case ast.Call(), ast.expr() as one:
                    yield one

    def _controlling(self, name: str) -> list[ast.expr]:
        """Tests under which a flag is set inside the loop."""
        values = self._loop.assigned.get(name, ())
        return [] if not all(
            isinstance(given.value, ast.Constant) for given in values
        ) else [
            above.test for given in values
            for above in self._source.ancestors(given.node)
            if isinstance(above, ast.If) and self._loop.holds(above)]
