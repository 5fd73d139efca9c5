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

"""Counts of looks: what is counted, and how many looks that makes."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
import operator

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.project.constants import Number

# ``timeout += .1`` up to 10.0 takes 101 steps: the sum is worked out as the
# machine would, up to so many steps.
MAX_STEPS = 100_000

COMPARISONS: dict[type, Callable[[Number, Number], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Eq: operator.eq, ast.NotEq: operator.ne,
}


@dataclass(frozen=True)
class Count:
    """A bound on the number of looks.

    :ivar limit: the expression looks are counted against.
    :ivar start: what the counter is before the first look; None for 0.
    :ivar step: what each look adds; None for 1.
    :ivar ends: compares the counter with the limit: true when it is over.
    :ivar steps_first: whether the counter is stepped before it is tested.
    :ivar counters: the names that count.
    :ivar certain: whether the number can be worked out from these.
    """

    limit: ast.expr | None
    start: ast.expr | None
    step: ast.expr | None
    ends: Callable[[Number, Number], bool]
    steps_first: bool
    counters: frozenset[str]
    certain: bool = True

    def looks(self, source: SourceFile) -> int | None:
        """The number of looks, where a reader could tell it.

        Sums are made as the machine makes them: ``0.1`` is added 101 times
        before the sum reaches 10.
        """
        if self.limit is None or not self.certain:
            return None
        limit = number(source, self.limit, far=True)
        start = 0 if self.start is None else number(source, self.start)
        step = 1 if self.step is None else number(source, self.step)
        if limit is None or start is None or not step:
            return None
        looks, at = 0, start + step if self.steps_first else start
        while looks <= MAX_STEPS and not self.ends(at, limit):
            looks, at = looks + 1, at + step
        # What holds at once says when to go on: ``if n < 9: continue``.
        if looks not in range(1, MAX_STEPS + 1):
            return None
        return looks + 1 if self.steps_first else looks

    def text(self) -> str:
        """The bound as it is written, for where no number can be told."""
        limit, start, step = self.limit, self.start, self.step
        if isinstance(step, ast.UnaryOp):
            # Counted down: what it starts from is the limit.
            limit, start, step = self.start, None, step.operand
        text = ' and '.join(sorted(self.counters)) or 'a list of pauses'
        if limit is not None:
            text = _less(limit, start)
        if step is None or isinstance(step, ast.Constant) and (
                step.value == 1):
            return text
        text = f'({text})' if ' ' in text else text
        return f'{text} / {spelled(step)}'


def _less(limit: ast.expr, start: ast.expr | None) -> str:
    """``n - 1`` for ``range(1, n)``, and ``n`` for ``range(1, n + 1)``."""
    if not isinstance(start, ast.Constant) or not start.value:
        return spelled(limit)
    if isinstance(limit, ast.BinOp) and isinstance(
            limit.op, ast.Add) and isinstance(
                limit.right, ast.Constant) and (
                    limit.right.value == start.value):
        return spelled(limit.left)
    return f'{spelled(limit)} - {spelled(start)}'


def opposite(
    compare: Callable[[Number, Number], bool],
) -> Callable[[Number, Number], bool]:
    return lambda left, right: not compare(left, right)
