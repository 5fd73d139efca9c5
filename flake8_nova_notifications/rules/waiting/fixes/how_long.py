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

"""How long a wait has to last that was bounded by a count."""

import ast
import textwrap

from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.rules.waiting.loops.counters import Count
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.rounds.tally import tally

# Seconds. A wait that gives up earlier than that fails on a slow machine.
LEAST = 60
# Polls of two seconds each never make the new wait the shorter one.
FACTOR = 5
PER_POLL = 3
# A name that is bound to a name ...: an end for cycles.
_MAX_HOPS = 3
# What may be written twice, and may be a number.
_NUMBERS = (ast.Name, ast.Attribute, ast.Constant, ast.BinOp, ast.UnaryOp,
            ast.Call, ast.IfExp, ast.BoolOp, ast.Compare)
# What may be called twice, and gives a number.
_PLAIN = ('len', 'int', 'float', 'max', 'min')


class Unclear(Exception):
    """Says why a wait is not rewritten."""


def how_long(
    loop: Loop, count: Count, limit: ast.expr, calls: int,
) -> str:
    """How many seconds the new wait lasts at least, as it is written.

    The greatest of a minute, five times the pauses and three seconds a poll.
    Where the numbers are not known their names stand there.

    :param limit: what is counted up to, or down from.
    :param calls: how many polls a round makes.
    :raises Unclear: it cannot be told.
    """
    length = loop.pauses[0].length
    if length is None:
        raise Unclear('the length of its pause is not seen')
    per_poll = PER_POLL * max(calls, 1)
    polls = loop.once(tally).polls
    if polls is not None and not any(
            part is not None and _is_named(part)
            for part in (limit, count.start, count.step)):
        each = _fixed(loop.source, length)
        if _changes(loop, length):
            total = _sum_of_growing(loop, length)
            if total is not None:
                # It goes on growing, so twice as long is three pauses more.
                return f'{max(LEAST, 2 * total + per_poll * polls):g}'
        elif each is not None:
            return f'{max(LEAST, FACTOR * polls * each, per_poll * polls):g}'
    return _in_names(loop, count.step, limit, length, per_poll)


def _sum_of_growing(loop: Loop, length: ast.expr) -> float | None:
    """The sum of pauses that change by plain numbers only."""
    if not isinstance(length, ast.Name):
        return None
    bindings = loop.source.once(Names).bindings(length.id, length)
    values = [*loop.values(length.id), *(
        binding.node for binding in bindings if binding.node is not None)]
    return None if any(
        isinstance(part, (ast.Name, ast.Attribute, ast.Call, ast.arg))
        and getattr(part, 'id', '') != length.id
        for value in values for part in walk(value)
    ) else loop.once(tally).seconds


def _fixed(source: SourceFile, length: ast.expr, hops: int = 0) -> (
        float | None):
    """A number that nobody else decides on."""
    names = source.once(Names)
    for part in walk(length):
        if not isinstance(part, ast.Name):
            continue
        value = names.value(part)
        if value is part or not isinstance(value, ast.expr) or (
                hops == _MAX_HOPS) or (
                    _fixed(source, value, hops + 1) is None):
            return None
    return number(source, length)


def _in_names(
    loop: Loop, step: ast.expr | None, limit: ast.expr, length: ast.expr,
    per_poll: int,
) -> str:
    source = loop.source
    _check_constant(loop, length)
    each = _fixed(source, length)
    if isinstance(step, ast.UnaryOp):
        # Down to nothing.
        step = step.operand
    _check_constant(loop, limit)
    text = _factor(limit)
    if step is None and each:
        # Of what was asked for in seconds, a pause at a time.
        seconds = _seconds_in(loop, limit, each)
        if seconds is not None:
            return _of_seconds(seconds, each, per_poll)
    if step is not None and _is_named(step) and (
            unparsed(step) == unparsed(length)):
        # The pauses are summed up.
        if each:
            return _of_seconds(text, each, per_poll)
        return (f'max({LEAST}, {FACTOR} * {text}, '
                f'{per_poll} * {text} / {_factor(step)})')
    added = 1.0 if step is None else _fixed(source, step)
    if not added:
        raise Unclear('the bound is unknown')
    if each is not None:
        return (f'max({LEAST}, {max(FACTOR * each, per_poll) / added:g} * '
                f'{text})')
    if added != 1:
        raise Unclear('the bound is unknown')
    times = None if _is_named(limit) else number(source, limit)
    if times is not None:
        return (f'max({max(LEAST, per_poll * times):g}, '
                f'{FACTOR * times:g} * {_factor(length)})')
    return (f'max({LEAST}, {FACTOR} * {text} * {_factor(length)}, '
            f'{per_poll} * {text})')


def _of_seconds(text: str, each: float, per_poll: int) -> str:
    """For a number of seconds in which pauses of a known length were made."""
    return f'max({LEAST}, {max(FACTOR, per_poll / each):g} * {text})'


def _seconds_in(loop: Loop, limit: ast.expr, each: float) -> str | None:
    """``timeout`` of ``timeout // interval``, where that is the pause."""
    for _ in range(_MAX_HOPS):
        match limit:
            case ast.BinOp(
                left=left, op=ast.Add(), right=ast.Constant(value=1),
            ):
                limit = left
            case ast.Call(func=ast.Name(id='int'), args=[whole], keywords=[]):
                limit = whole
            case ast.BinOp(
                left=seconds, op=ast.Div() | ast.FloorDiv(), right=by,
            ):
                if number(loop.source, by) != each:
                    return None
                return _factor(seconds)
            case _:
                return None
    return None


def _changes(loop: Loop, expression: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id in loop.assigned
               for node in walk(expression))


def _check_constant(loop: Loop, expression: ast.expr) -> None:
    for node in walk(expression):
        if isinstance(node, ast.Name) and node.id in loop.assigned and (
                # Counted down, and no more once it is rewritten.
                hasattr(node, 'lineno')):
            raise Unclear('the pause or the bound changes in the loop')
        if isinstance(node, ast.expr) and not isinstance(node, _NUMBERS) or (
                isinstance(node, ast.Constant)
                and not isinstance(node.value, (int, float))) or isinstance(
                    node, ast.Call) and unparsed(node.func) not in _PLAIN:
            raise Unclear('the bound is unknown')


def _is_named(expression: ast.expr) -> bool:
    """Whether it holds a name that somebody else may give a value."""
    return any(isinstance(node, (ast.Name, ast.Attribute))
               for node in walk(expression))


def _factor(expression: ast.expr) -> str:
    """An expression as one factor of a product."""
    text = unparsed(expression)
    if text is None:
        raise Unclear('the bound is unknown')
    return text if isinstance(expression, (
        ast.Name, ast.Attribute, ast.Call, ast.Constant, ast.Subscript,
    )) or isinstance(
        getattr(expression, 'op', None), ast.Mult) else f'({text})'


def folded(start: str, indent: str, width: int) -> str:
    """The first statement, folded behind commas, or else behind stars."""
    if len(indent) + len(start) <= width:
        return start
    head, _, rest = start.partition('max(')
    wrapper = textwrap.TextWrapper(
        width, initial_indent=f'{indent}    ',
        subsequent_indent=f'{indent}    ',
        break_long_words=False, break_on_hyphens=False)
    lines = [f'{head}max(']
    for line in wrapper.wrap(rest.replace(' * ', '\0*\0')):
        lines += [line] if len(line) <= width else wrapper.wrap(
            line.strip().replace('*\0', '* '))
    return '\n'.join(lines).replace('\0', ' ')
