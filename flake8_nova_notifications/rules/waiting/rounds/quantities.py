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

"""Numbers in a loop: constants, what the loop changes, and open values.

An expression becomes a function that gives its value in a :class:`State`, or
None where nobody can tell it. Asking it also notes the polls that it makes.
"""

import ast
from collections.abc import Callable
from collections.abc import Mapping
from collections import Counter
import itertools
import math
import operator

from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.idioms.values import parameter_default
from flake8_nova_notifications.rules.waiting.endings.observation import (
    observation)
from flake8_nova_notifications.rules.waiting.judgement.deciders import (
    while_waiting)
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.sequence import value_before

Value = float | None
Quantity = Callable[['State'], Value]

# A name for a sum of names for sums ...
MAX_DEPTH = 8
# Larger numbers mean "no end".
MAX_NUMBER = 1e12
MAX_POWER = 64
# Rounds without a pause: it is not waiting.
MAX_BUSY = 100

_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.Pow: operator.pow,
}
_COMPARISONS: dict[type, Callable[[float, float], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Eq: operator.eq, ast.NotEq: operator.ne,
    ast.Is: operator.eq, ast.IsNot: operator.ne,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    'min': min, 'max': max, 'int': int, 'float': float, 'round': round,
    'abs': abs, 'math.ceil': math.ceil, 'math.floor': math.floor,
}


class PollFailed(Exception):
    """A poll raised, as it does until what is waited for has come true.

    :ivar attempt: the ``try`` that it stands in.
    """

    def __init__(self, attempt: ast.Try) -> None:
        super().__init__(attempt)
        self.attempt = attempt


class State:
    """What is known in the middle of a loop.

    :ivar open: values supposed for what the file does not tell.
    :ivar failing: the attempts, and whether their polls raise.
    :ivar branches: which branch is taken where nothing decides it.
    :ivar values: what the loop changes; None for what cannot be told.
    :ivar asked: what the file does not tell and was asked for.
    :ivar polls: how often each poll was made.
    :ivar pauses: the lengths of the pauses that were made, in seconds.
    :ivar rounds: how many rounds there were.
    :ivar is_cut_off: whether something open was held to a range.
    """

    def __init__(
        self, supposed: Mapping[str, float], failing: Mapping[int, int],
        branches: Mapping[int, bool],
    ) -> None:
        self.open = supposed
        self.failing = dict(failing)
        self.branches = dict(branches)
        self.values: dict[str, Value] = {}
        self.asked: dict[str, ast.expr] = {}
        self.polls: Counter[int] = Counter()
        self.pauses: list[Value] = []
        self.rounds = 0
        self.is_cut_off = False

    @property
    def is_busy(self) -> bool:
        """Whether it goes round and round without a pause, and no end."""
        return self.rounds > MAX_BUSY and not self.pauses


class Quantities:
    """Reads the expressions of one loop."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._source = loop.source
        self._names = loop.source.once(Names)
        self._steps = loop.once(Counters).steps
        target = getattr(loop.node, 'target', None)
        self._target = target.id if isinstance(target, ast.Name) else None
        self._verdicts = {
            id(test): value for test, value in while_waiting(loop)}
        # Where nothing is called, to test a value is to poll.
        self.calls = {id(call) for call in loop.once(observation).polls}
        self.polls = self.calls or set(self._verdicts)
        self._attempts = self._find_attempts()

    def _find_attempts(self) -> dict[int, list[ast.Try]]:
        """The attempts of this loop that each poll stands in."""
        found: dict[int, list[ast.Try]] = {}
        for node in walk(self._loop.node):
            if isinstance(node, TRIES):
                for statement in node.body:
                    for part in walk(statement):
                        if id(part) in self.polls:
                            found.setdefault(id(part), []).insert(0, node)
        return found

    def changed(self, expression: ast.expr) -> str | None:
        """The name of what the loop changes; None for anything else."""
        if isinstance(expression, ast.Name):
            return expression.id if expression.id in self._loop.assigned or (
                expression.id in self._steps
                or expression.id == self._target) else None
        if isinstance(expression, (ast.Attribute, ast.Subscript)):
            text = unparsed(expression)
            return text if text in self._steps else None
        return None

    def start(self, name: str) -> Quantity:
        """What a name or attribute is before the loop."""
        value = value_before(self._source, self._loop.begin, name)
        if isinstance(value, ast.arg):
            return self._parameter(ast.Name(name, ast.Load()), value)
        if value is None and name.endswith(']'):
            value = self._entry(name)
        return _unknown if value is None else self.read(value, 1)

    def _entry(self, name: str) -> ast.expr | None:
        """``0`` of ``data['tries']`` behind ``data = {'tries': 0}``."""
        owner, _, key = name[:-1].partition('[')
        value = value_before(self._source, self._loop.begin, owner)
        if isinstance(value, ast.Dict):
            return next((
                entry for known, entry in zip(
                    value.keys, value.values, strict=True)
                if known is not None and unparsed(known) == key), None)
        if isinstance(value, ast.List) and key.isdecimal():
            return value.elts[int(key)] if int(key) < len(
                value.elts) else None
        return None

    def _parameter(self, node: ast.expr, parameter: ast.arg) -> Quantity:
        default = parameter_default(self._source, parameter)
        return self._open(node, None if default is None else number(
            self._source, default, far=True))

    def read(self, node: ast.expr, depth: int = 0) -> Quantity:
        """The number that an expression gives."""
        match node:
            case _ if depth > MAX_DEPTH or id(node) in self._verdicts:
                return self._opaque(node, None)
            case ast.Await():
                return self.read(node.value, depth)
            case ast.Constant(value=int() | float() as value):
                return lambda state: value
            case ast.UnaryOp(op=ast.USub()):
                return self._computed(operator.neg, [node.operand], depth)
            case ast.BinOp() if type(node.op) in _OPERATORS:
                return self._computed(
                    _OPERATORS[type(node.op)], [node.left, node.right],
                    depth)
            case ast.Call(keywords=[]) if (
                    dotted := self._names.dotted(node.func)) in _FUNCTIONS:
                found = self._computed(
                    _FUNCTIONS[dotted or ''], node.args, depth)
                return self._cut_off(found) if dotted in ('min', 'max') and (
                    any(map(self._is_open, node.args))) else found
            case ast.Name() | ast.Attribute() | ast.Subscript():
                return self._named(node, depth)
        return self._opaque(node, None)

    def test(self, node: ast.expr) -> Quantity:
        """Whether a condition holds."""
        if id(node) in self._verdicts:
            return self._opaque(node, self._verdicts[id(node)])
        match node:
            case ast.UnaryOp(op=ast.Not()):
                inner = self.test(node.operand)
                return lambda state: (
                    None if (found := inner(state)) is None else not found)
            case ast.BoolOp():
                return self._joined(node)
            case ast.Compare() if all(
                    type(operation) in _COMPARISONS
                    for operation in node.ops):
                return self._computed(
                    _compared([_COMPARISONS[type(operation)]
                               for operation in node.ops]),
                    [node.left, *node.comparators], 0)
            case ast.Constant():
                holds = bool(node.value)
                return lambda state: holds
            case _ if self.changed(node) is not None:
                return self.read(node)
        # A bare setting is no number.
        return self._opaque(node, None)

    def _computed(
        self, function: Callable[..., float], operands: list[ast.expr],
        depth: int,
    ) -> Quantity:
        read = [self.read(operand, depth) for operand in operands]

        def compute(state: State) -> Value:
            found = [one(state) for one in read]
            if any(value is None or abs(value) > MAX_NUMBER
                   for value in found):
                return None
            if function is operator.pow and max(
                    abs(value or 0) for value in found) > MAX_POWER:
                return None
            try:
                return function(*found)
            except (ArithmeticError, TypeError, ValueError):
                return None

        return compute

    def _cut_off(self, quantity: Quantity) -> Quantity:
        """``min(CONF.tries, 300)``: no formula in terms of the setting."""
        def read(state: State) -> Value:
            state.is_cut_off = True
            return quantity(state)

        return read

    def _is_open(self, node: ast.expr) -> bool:
        """Whether a number rests on what the file does not tell."""
        return any(
            isinstance(part, (ast.Name, ast.Attribute, ast.Subscript))
            and isinstance(part.ctx, ast.Load)
            and self.changed(part) is None
            and number(self._source, part) is None
            for part in walk(node))

    def _joined(self, node: ast.BoolOp) -> Quantity:
        """``and`` and ``or`` of what is known, of what is not, and of both."""
        read = [self.test(part) for part in node.values]
        stops = isinstance(node.op, ast.Or)

        def join(state: State) -> Value:
            result: Value = not stops
            for one in read:
                found = one(state)
                if found is None:
                    result = None
                elif bool(found) is stops:
                    return stops
            return result

        return join

    def _named(
        self, node: ast.Name | ast.Attribute | ast.Subscript, depth: int,
    ) -> Quantity:
        name = self.changed(node)
        if name is not None:
            return lambda state: state.values.get(name)
        if any(id(part) in self.polls for part in walk(node)):
            return self._opaque(node, None)
        value = self._names.value(node)
        if isinstance(value, ast.arg):
            return self._parameter(node, value)
        known = number(self._source, node, far=True)
        if known is not None:
            # An attribute may be set elsewhere, unless it is a constant.
            return self._open(node, known) if isinstance(
                node, ast.Attribute) and not node.attr.isupper() else (
                    lambda state: known)
        if value is not node and isinstance(value, ast.expr):
            return self.read(value, depth + 1)
        return self._open(node, None)

    def _open(self, node: ast.expr, default: Value) -> Quantity:
        """What the file does not tell: a setting, a parameter, ..."""
        text = unparsed(node)
        if text is None:
            return _unknown

        def ask(state: State) -> Value:
            state.asked[text] = node
            return state.open.get(text, default)

        return ask

    def _opaque(self, node: ast.expr, value: Value) -> Quantity:
        """What is not taken apart: only the polls in it are noted."""
        polls = [id(part) for part in walk(node) if id(part) in self.polls]
        if not polls:
            return lambda state: value

        def note(state: State) -> Value:
            for poll in polls:
                state.polls[poll] += 1
                for attempt in self._attempts.get(poll, ()):
                    if state.failing.get(id(attempt)):
                        raise PollFailed(attempt)
            return value

        return note


def _compared(
    operations: list[Callable[[float, float], bool]],
) -> Callable[..., bool]:
    """``10 < n <= 20``."""
    def compare(*values: float) -> bool:
        return all(
            holds(left, right) for holds, (left, right) in zip(
                operations, itertools.pairwise(values), strict=True))

    return compare


def _unknown(state: State) -> None:
    return None
