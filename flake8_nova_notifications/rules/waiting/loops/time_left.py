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

"""Which value a limit has while there is time left."""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.loop import Loop

# Names and operands followed for one question.
MAX_DEPTH = 8

_LESS = (ast.Lt, ast.LtE)
_MORE = (ast.Gt, ast.GtE)
_ROUNDING = frozenset(('int', 'float', 'round', 'abs', 'floor', 'ceil'))
# What is asked of a clock and gets less.
_FALLING = ('left', 'remaining')


def left_when(loop: Loop, test: ast.expr) -> bool | None:
    """Whether a limit is true, or false, while there is time left.

    :returns: None where that cannot be told.
    """
    if isinstance(test, (ast.Name, ast.Attribute, ast.Subscript)):
        return True if _stepped(loop, test) == -1 else None
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    sides = [_trend(loop, side, 0)
             for side in (test.left, test.comparators[0])]
    if None in sides or sides.count(0) != 1:
        return None
    rises = sides in ([1, 0], [0, -1])
    operator = test.ops[0]
    if isinstance(operator, (ast.Eq, ast.NotEq)):
        return isinstance(operator, ast.NotEq)
    if isinstance(operator, (*_LESS, *_MORE)):
        return isinstance(operator, _LESS) is rises
    return None


def _trend(loop: Loop, side: ast.expr, depth: int) -> int | None:
    """Whether a number gets more (1) or less (-1), or stays (0)."""
    if depth > MAX_DEPTH:
        return None
    stepped = _stepped(loop, side)
    if stepped is not None:
        return stepped
    match side:
        case ast.Constant():
            return 0
        case ast.Name(id=name):
            given = {
                None if one.value is None else _trend(
                    loop, one.value, depth + 1)
                for one in loop.assigned.get(name, ())}
            return given.pop() if len(given) == 1 else (
                None if given else 0)
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            left = _trend(loop, side.left, depth + 1)
            right = _trend(loop, side.right, depth + 1)
            if left is None or right is None:
                return None
            total = left + (
                right if isinstance(side.op, ast.Add) else -right)
            return total if total in (-1, 0, 1) and not (
                left and right) else None
        case ast.BinOp(op=ast.Mult() | ast.Div() | ast.FloorDiv()):
            return _trend(loop, side.left, depth + 1) if isinstance(
                side.right, ast.Constant) else _still(loop, side)
        case ast.Call(func=ast.Name(id=name), args=[value]) if (
                name in _ROUNDING):
            return _trend(loop, value, depth + 1)
        case ast.Call(func=ast.Attribute(attr='total_seconds', value=value)):
            return _trend(loop, value, depth + 1)
        case ast.Attribute(attr='seconds', value=value):
            return _trend(loop, value, depth + 1)
        case ast.Call() if clocks.is_clock_call(loop.source, side):
            name = callee_name(side)
            return -1 if any(word in name for word in _FALLING) else 1
    return _still(loop, side)


def _still(loop: Loop, side: ast.expr) -> int | None:
    """0 for what reads no clock and nothing that the loop counts."""
    steps = loop.once(Counters).steps
    return None if clocks.reads_clock(loop.source, side) or any(
        isinstance(node, ast.expr) and spelled(node) in steps
        or isinstance(node, ast.Name) and node.id in loop.assigned
        for node in walk(side)) else 0


def _stepped(loop: Loop, side: ast.expr) -> int | None:
    """The direction of a counter; None for anything else."""
    steps = loop.once(Counters).steps
    if not isinstance(side, (ast.Name, ast.Attribute, ast.Subscript)):
        return None
    text = spelled(side)
    if text not in steps:
        return None
    return -1 if isinstance(steps[text], ast.UnaryOp) else 1
