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

"""The fix of NVN101: a counted wait becomes one with a deadline.

A deadline of the nominal time would fail where the count passed, since the
time of the polls was not counted. So it is generous (see :func:`_seconds`),
and one more poll is made after it: the flag is set before that poll.
"""

import ast
from collections.abc import Iterator
from collections.abc import Sequence
import textwrap

from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import Position
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import replacing
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.imports import importing
from flake8_nova_notifications.edits.text import begins_its_line
from flake8_nova_notifications.edits.text import between
from flake8_nova_notifications.edits.text import indentation
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.rules.waiting.counter_uses import CounterUses
from flake8_nova_notifications.rules.waiting.counters import Count
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.sleep_mocks import (
    sleep_is_mocked)
from flake8_nova_notifications.rules.waiting.tally import tally

# Seconds. A wait that gives up earlier than that fails on a slow machine.
LEAST = 60
# Polls of two seconds each never make the new wait the shorter one.
FACTOR = 5
PER_POLL = 3
_NAMES = (('deadline', 'expired'), ('poll_deadline', 'poll_expired'))
_CLOCK = 'time.monotonic()'

_Loop = ast.For | ast.While


def to_deadline(
    loop: Loop, count: Count, polls: Sequence[ast.AST],
) -> Fix | Refused:
    """The edits that bound a wait by a deadline.

    :param count: what bounds it now.
    :param polls: what polls: calls, and tests of what needs no call.
    """
    try:
        edits = tuple(_Rewrite(loop, count, polls).edits())
    except _Refusal as refusal:
        return Refused(str(refusal))
    if sleep_is_mocked(loop.source):
        # Time would not pass in that test.
        edits = tuple(
            Edit(edit.start, edit.end, edit.text, safe=False)
            for edit in edits)
    return Fix(edits)


class _Refusal(Exception):
    """Says why a wait is not rewritten."""


class _Rewrite:
    def __init__(
        self, loop: Loop, count: Count, polls: Sequence[ast.AST],
    ) -> None:
        node = loop.node
        if not isinstance(node, (ast.For, ast.While)):
            raise _Refusal('it is no plain loop')
        self._loop = loop
        self._node: _Loop = node
        self._source: SourceFile = loop.source
        self._lines = loop.source.lines
        self._count = count
        self._polls = polls
        self._indent = indentation(self._lines, node)
        self._check_form()
        self._deadline, self._expired = self._free_names()

    def _check_form(self) -> None:
        node = self._node
        if node.body[0].lineno == node.lineno or not begins_its_line(
                self._lines, node) or not begins_its_line(
                    self._lines, node.body[0]):
            raise _Refusal('it shares a line with something else')
        if self._loop.function is None:
            raise _Refusal('it stands outside of a function')
        if len(self._loop.pauses) != 1:
            raise _Refusal('it has several pauses')
        pause = self._loop.pauses[0].node
        if any(isinstance(inner, ast.Continue) and inner.lineno < pause.lineno
               for inner in _own(node)):
            raise _Refusal('a continue skips the pause')
        if any(isinstance(above, (ast.For, ast.While))
               for above in self._source.ancestors(node)):
            raise _Refusal('it stands in another loop')

    def _free_names(self) -> tuple[str, str]:
        function = self._loop.function
        assert function is not None
        taken = {node.id for node in walk(function)
                 if isinstance(node, ast.Name)}
        taken.update(node.arg for node in walk(function)
                     if isinstance(node, ast.arg))
        for names in _NAMES:
            if taken.isdisjoint(names):
                return names
        raise _Refusal('the name deadline is taken')

    def edits(self) -> Iterator[Edit]:
        """All edits of the wait, in no particular order."""
        start = f'{self._deadline} = {_CLOCK} + {self._seconds()}'
        width = self._source.options.line_length
        if len(self._indent) + len(start) > width:
            head, _, rest = start.partition('max(')
            # Folded behind commas only.
            start = f'{head}max(\n' + textwrap.fill(
                rest.replace(' * ', '\0*\0'), width,
                initial_indent=f'{self._indent}    ',
                subsequent_indent=f'{self._indent}    ',
                break_long_words=False, break_on_hyphens=False,
            ).replace('\0', ' ')
        unset = f'{self._expired} = False\n{self._indent}'
        flag = f'{self._expired} = {_CLOCK} >= {self._deadline}\n'
        first = self._node.body[0]
        inner = indentation(self._lines, first)
        if isinstance(self._node, ast.For):
            yield self._for_header(f'{start}\n{self._indent}{unset}')
            yield inserting(_line_start(first, inner), f'{flag}{inner}')
        else:
            uses = CounterUses(self._loop, self._count)
            if uses.refusal:
                raise _Refusal(uses.refusal)
            place = self._flag_before(uses)
            # ``while True`` sets the flag before anything asks for it.
            early = place is first and not uses.go_on and all(
                self._loop.holds(part) for part in uses.is_over) and (
                    isinstance(self._node.test, ast.Constant))
            yield inserting(start_of(self._node), (
                f'{start}\n{self._indent}{"" if early else unset}'))
            for part in uses.go_on:
                yield replacing(part, f'not {self._expired}')
            for part in uses.is_over:
                yield replacing(part, self._expired)
            for statement in (uses.start, *uses.steps):
                if statement is not place:
                    yield self._without(statement)
            indent = indentation(self._lines, place)
            if place in uses.steps:
                yield replacing(place, flag.rstrip())
            else:
                yield inserting(
                    _line_start(place, indent), f'{flag}{indent}')
        imported = importing(self._source, 'time', self._node)
        if isinstance(imported, Refused):
            raise _Refusal(imported.reason)
        yield from imported

    def _for_header(self, start: str) -> Edit:
        node = self._node
        assert isinstance(node, ast.For)
        if any(isinstance(inner, ast.Name) and inner.id in {
                part.id for part in walk(node.target)
                if isinstance(part, ast.Name)}
               and isinstance(inner.ctx, ast.Load)
               for inner in walk(self._loop.function or node)):
            raise _Refusal('the counter is used for something else')
        colon = _colon(
            self._lines, end_of(node.iter), start_of(node.body[0]))
        if colon is None:
            raise _Refusal('its header is written in an unusual way')
        return Edit(start_of(node), colon,
                    f'{start}while not {self._expired}:')

    def _seconds(self) -> str:
        """How long the new wait lasts at least, as it is written.

        The greatest of a minute, five times the pauses and three seconds a
        poll. Where the numbers are not known their names stand there.
        """
        pause = self._loop.pauses[0]
        length = pause.length
        if length is None:
            raise _Refusal('the length of its pause is not seen')
        self._check_constant(length)
        each = None if self._is_given(length) else number(
            self._source, length, far=True)
        polls = tally(self._loop).polls
        limit = self._count.limit
        if polls is not None and each is not None and not any(
                isinstance(part, (ast.Name, ast.Attribute))
                for part in (limit, self._count.start)):
            return f'{max(LEAST, FACTOR * polls * each, PER_POLL * polls):g}'
        limit, step = self._limit()
        self._check_constant(limit)
        text = _factor(limit)
        if each is not None:
            by_poll = max(FACTOR * each, PER_POLL) / step
            return f'max({LEAST}, {by_poll:g} * {text})'
        if step != 1:
            raise _Refusal('the bound is unknown')
        return (f'max({LEAST}, {FACTOR} * {text} * {_factor(length)}, '
                f'{PER_POLL} * {text})')

    def _is_given(self, expression: ast.expr) -> bool:
        """Whether the callers of the function decide on a value."""
        names = self._source.once(Names)
        return any(
            isinstance(binding.node, ast.arg)
            for node in walk(expression) if isinstance(node, ast.Name)
            for binding in names.bindings(node.id, node))

    def _limit(self) -> tuple[ast.expr, float]:
        """What is counted up to, and what each poll adds."""
        count = self._count
        limit, start, step = count.limit, count.start, count.step
        if isinstance(step, ast.UnaryOp):
            # Counted down from the limit.
            step = step.operand
        added = 1.0 if step is None else number(self._source, step)
        begun = 0.0 if start is None else number(self._source, start)
        if limit is None or not added or begun is None or begun < 0:
            raise _Refusal('the bound is unknown')
        return limit, abs(added)

    def _check_constant(self, expression: ast.expr) -> None:
        for node in walk(expression):
            if isinstance(node, ast.Name) and node.id in self._loop.assigned:
                raise _Refusal('the pause or the bound changes in the loop')
            if isinstance(node, (ast.Await, ast.NamedExpr)) or isinstance(
                    node, ast.Call) and unparsed(node.func) not in (
                        'len', 'int', 'float', 'max', 'min'):
                raise _Refusal('the bound is unknown')

    def _flag_before(self, uses: CounterUses) -> ast.stmt:
        """The statement before which the flag is set.

        Behind a test that ends the wait before the first poll of a round,
        so that a poll follows the deadline; else where the round begins.
        """
        body = self._node.body
        inside = [poll for poll in self._polls
                  if any(above in body for above in (
                      poll, *self._source.ancestors(poll)))]
        first = min((start_of(poll) for poll in inside), default=(0, 0))
        if not self._polls and any(
                self._loop.holds(part) for part in uses.is_over):
            raise _Refusal('what it polls is not seen')
        for index, statement in enumerate(body):
            if any(part in uses.is_over for part in walk(statement)) and (
                    inside and start_of(statement) < first):
                if index + 1 == len(body) or isinstance(
                        statement, ast.If) and statement.orelse:
                    raise _Refusal('its order of steps is unusual')
                return body[index + 1]
        return body[0]

    def _without(self, statement: ast.stmt) -> Edit:
        """The edit that takes a statement out with its line."""
        holder = self._source.parent(statement)
        blocks = [getattr(holder, name, None) for name in (
            'body', 'orelse', 'finalbody')]
        if not begins_its_line(self._lines, statement) or any(
                isinstance(block, list) and block == [statement]
                for block in blocks):
            raise _Refusal('its order of steps is unusual')
        last = statement.end_lineno or statement.lineno
        rest = between(
            self._lines, end_of(statement), (last + 1, 0)) if last < len(
                self._lines) else ''
        if rest.strip():
            raise _Refusal('the counter has a comment of its own')
        end = last + 1
        while end < self._node.lineno and not self._lines[end - 1].strip():
            # A blank line between the counter and the loop.
            end += 1
        if end != self._node.lineno:
            end = last + 1
        return Edit((statement.lineno, 0), (end, 0), '')


def _own(loop: ast.AST) -> Iterator[ast.AST]:
    """The statements of a loop, those of inner loops left out."""
    stack: list[ast.AST] = [*getattr(loop, 'body', ())]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, (ast.For, ast.While, ast.AsyncFor,
                             ast.FunctionDef, ast.AsyncFunctionDef,
                             ast.ClassDef)):
            continue
        stack += [child for child in ast.iter_child_nodes(node)
                  if isinstance(child, (ast.stmt, ast.ExceptHandler,
                                        ast.match_case))]


def _line_start(statement: ast.stmt, indent: str) -> Position:
    first = min([statement.lineno, *(
        one.lineno for one in getattr(statement, 'decorator_list', ()))])
    return first, len(indent.encode())


def _colon(
    lines: list[str], start: Position, end: Position,
) -> Position | None:
    """The end of the colon between a header and its body."""
    (line, column), (last, _) = start, end
    while line <= last:
        text = lines[line - 1].encode()[column:].decode()
        code = text.partition('#')[0]
        if ':' in code:
            before = code[:code.index(':')]
            if before.strip(' \t\f\r\n)\\'):
                return None
            return line, column + len(before.encode()) + 1
        line, column = line + 1, 0
    return None


def _factor(expression: ast.expr) -> str:
    """An expression as one factor of a product."""
    text = unparsed(expression)
    if text is None:
        raise _Refusal('the bound is unknown')
    return text if isinstance(expression, (
        ast.Name, ast.Attribute, ast.Call, ast.Constant, ast.Subscript,
    )) else f'({text})'
