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

"""What a loop counts, and which of its tests compare a counter."""

import ast
from dataclasses import dataclass
from functools import cached_property

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.waiting.loops.assigned import Assignment
from flake8_nova_notifications.rules.waiting.loops.assigned import is_container
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.sequence import block_of
from flake8_nova_notifications.rules.waiting.loops.stepped import (
    steps_each_time)
from flake8_nova_notifications.rules.waiting.loops.stepped import (
    steps_in_block)

_RANGES = frozenset(('range', 'xrange', 'six.moves.range'))
_TRANSPARENT = frozenset(('enumerate', 'reversed', 'list', 'tuple', 'iter',
                          'tqdm.tqdm'))


@dataclass(frozen=True)
class Count:
    """A bound on the number of polls.

    :ivar limit: what is counted up to, or down from; None where that is not
        plain.
    :ivar start: what a range begins with; None for 0.
    :ivar step: what each round adds; None for 1.
    :ivar counter: the name that counts; empty for a list of pauses.
    """

    limit: ast.expr | None
    start: ast.expr | None = None
    step: ast.expr | None = None
    counter: str = ''


class Counters:
    """The counters of one loop."""

    def __init__(self, loop: Loop) -> None:
        self._source = loop.source
        self._loop = loop

    @cached_property
    def steps(self) -> dict[str, ast.expr | None]:
        """The counters: name -> what is added for each poll; None for 1.

        A step that some pause can do without is no bound: the loop could
        go on pausing and never count.
        """
        steps: dict[str, ast.expr | None] = {}
        node = self._loop.node
        if isinstance(node, ast.For):
            names = self._source.once(Names)
            if any(isinstance(head, ast.Call) and names.dotted(
                    head.func) in (*_RANGES, 'itertools.count', 'enumerate')
                   for head in (node.iter, self.iterable(node))):
                steps[_first_name(node.target)] = None
        for part in walk(node.test) if isinstance(node, ast.While) else ():
            match part:
                case ast.NamedExpr(
                        target=ast.Name(id=name), value=ast.BinOp(
                            left=ast.Name(id=left),
                            op=(ast.Add() | ast.Sub()) as op, right=amount)):
                    # ``while (n := n - 1) > 0``
                    if name == left:
                        steps[name] = _signed(op, amount)
        by_name: dict[str, list[tuple[ast.stmt, ast.expr]]] = {}
        for statement, target, amount in self._stepped:
            by_name.setdefault(spelled(target), []).append(
                (statement, amount))
        for name, taken in by_name.items():
            if self._steps_each_round([statement for statement, _ in taken]):
                steps[name] = taken[0][1]
        if isinstance(node, FUNCTIONS):
            # ``tries = self.tries``, before or behind the step.
            steps |= {
                name: steps[text]
                for name in self._loop.assigned
                for value in self._loop.values(name)
                if (text := spelled(value)) in steps}
        return steps

    def _steps_each_round(self, steps: list[ast.stmt]) -> bool:
        if isinstance(self._loop.node, FUNCTIONS):
            return steps_each_time(self._source, self._loop.node, steps)
        found = {id(statement) for statement in steps}
        return all(self._covers(found, pause.node)
                   for pause in self._loop.pauses)

    def counted(self, test: ast.AST) -> Count | None:
        """A test that compares a counter of this loop, if it is one."""
        if isinstance(test, (ast.Name, ast.Attribute, ast.Subscript)):
            return self._counted_somehow(spelled(test))
        if not isinstance(test, ast.Compare):
            return None
        if len(test.ops) > 1 or isinstance(test.ops[0], (ast.In, ast.NotIn)):
            # ``0 < n < limit``, ``n in (5, 10)``, ``limit in (5, n)``
            return next((
                count for side in (test.left, *test.comparators)
                for one in (side.elts if isinstance(side, (
                    ast.Tuple, ast.List, ast.Set)) else [side])
                if (count := self._counted_somehow(spelled(one)))), None)
        if isinstance(test.ops[0], (ast.Is, ast.IsNot)):
            return None
        left, right = test.left, test.comparators[0]
        for side, limit in ((left, right), (right, left)):
            counter = self._counter_in(side)
            if counter is not None:
                return Count(limit, step=self.steps[counter],
                             counter=counter)
        return None

    def _counted_somehow(self, counter: str) -> Count | None:
        """A bound on a counter, whatever that is compared with."""
        return Count(None, step=self.steps[counter], counter=counter) if (
            counter in self.steps) else None

    def ranged(self) -> Count | None:
        """The bound of ``for _ in range(n)``, if the loop is one."""
        if not isinstance(self._loop.node, ast.For):
            return None
        iterable = self.iterable(self._loop.node)
        if not isinstance(iterable, ast.Call):
            return None
        dotted = self._source.once(Names).dotted(iterable.func)
        counter = _first_name(self._loop.node.target)
        match iterable.args:
            case [limit] if dotted in _RANGES:
                return Count(limit, counter=counter)
            case [start, limit] if dotted in _RANGES:
                return Count(limit, start, counter=counter)
            case [start, limit, step] if dotted in _RANGES:
                return Count(limit, start, step, counter)
            case [_, limit] if dotted == 'itertools.repeat':
                return Count(limit, counter=counter)
        return None

    def iterable(self, node: ast.For) -> ast.AST:
        """What a ``for`` goes over, behind ``enumerate()`` and the like."""
        names = self._source.once(Names)
        found = names.value(node.iter)
        while isinstance(found, ast.Call) and found.args and (
                names.dotted(found.func) in _TRANSPARENT):
            found = names.value(found.args[0])
        return found

    def hides_count(self, test: ast.expr) -> bool:
        """Whether a flag is worked out from something the loop counts.

        The count may be stepped on some paths only, so it is no bound that
        could be relied on, but the loop is not without one either. Nor is
        it where a helper is given the count: ``if self.stop(attempt)``.
        """
        counted = {spelled(target) for _, target, _ in self._stepped}
        return any(
            isinstance(node, ast.Call) and polls.says_work(node) and any(
                spelled(given) in counted for given in node.args)
            for node in walk(test)
        ) or any(
            isinstance(part, ast.Compare) and any(
                # ``if n > 2: n = 0`` begins anew, and ends nothing.
                spelled(side) in counted - {node.id}
                for side in (part.left, *part.comparators))
            for node in walk(test) if isinstance(node, ast.Name)
            for given in self._loop.assigned.get(node.id, ())
            for value in self._decides(given) for part in walk(value))

    def _decides(self, given: Assignment) -> list[ast.expr]:
        """What decides on a value; of ``if n > 9: late = True`` the test."""
        if not isinstance(given.value, ast.Constant):
            return [] if given.value is None else [given.value]
        return [above.test for above in self._source.ancestors(given.node)
                if isinstance(above, ast.If) and self._loop.holds(above)]

    def _counter_in(self, side: ast.expr) -> str | None:
        for node in walk(side):
            if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
                text = spelled(node)
                if text in self.steps:
                    return text
        return None

    @cached_property
    def _stepped(
        self,
    ) -> list[tuple[ast.stmt, ast.expr, ast.expr]]:
        """Each step: the statement, what it steps and by how much."""
        found: list[tuple[ast.stmt, ast.expr, ast.expr]] = []
        for node in walk_scope(self._loop.node):
            match node:
                case ast.AugAssign(target=target, op=(
                        ast.Add() | ast.Sub()) as op, value=amount):
                    found.append((node, target, _signed(op, amount)))
                case ast.Assign(targets=[target, *_], value=ast.BinOp(
                        left=left, op=(ast.Add() | ast.Sub()) as op,
                        right=amount)):
                    if self._is_value_of(target, left):
                        found.append((node, target, _signed(op, amount)))
        return [
            step for step in found
            if not isinstance(step[2], (ast.List, ast.Tuple, ast.JoinedStr))
            and not (isinstance(step[2], ast.Constant)
                     and not isinstance(step[2].value, (int, float)))
            and not self._is_container(step[2])]

    def _is_value_of(self, target: ast.expr, left: ast.expr) -> bool:
        """``n = n + 1``; ``n = self.tries``, ``self.tries = n + 1``."""
        return spelled(target) == spelled(left) or isinstance(
            left, ast.Name) and any(
                spelled(value) == spelled(target)
                for value in self._loop.values(left.id))

    def _is_container(self, amount: ast.expr) -> bool:
        """``left -= done``, where both are sets."""
        if isinstance(amount, ast.UnaryOp):
            amount = amount.operand
        return isinstance(amount, ast.Name) and any(
            is_container(binding.node)
            for binding in self._source.once(Names).bindings(
                amount.id, amount))

    def _covers(self, steps: set[int], pause: ast.Call) -> bool:
        """Whether every round that pauses also takes one of the steps."""
        return any(
            steps_in_block(block_of(self._source, node), steps, pause)
            for node in (pause, *self._source.ancestors(pause))
            if self._loop.holds(node))


def _first_name(target: ast.expr) -> str:
    """``i`` of ``for i, one in enumerate(...)``; empty where there is none."""
    return next((node.id for node in walk(target)
                 if isinstance(node, ast.Name)), '')


def _signed(operator: ast.operator, amount: ast.expr) -> ast.expr:
    """What is added: ``-amount`` where it is subtracted."""
    return ast.UnaryOp(ast.USub(), amount) if isinstance(
        operator, ast.Sub) else amount
