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
time of the polls was not counted. So it is generous (see :mod:`how_long`),
and one more poll is made after it: the flag is set before that poll.
"""

import ast
from collections.abc import Iterator
from collections.abc import Sequence

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import replacing
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.imports import importing
from flake8_nova_notifications.edits.text import begins_its_line
from flake8_nova_notifications.edits.text import between
from flake8_nova_notifications.edits.text import colon_end
from flake8_nova_notifications.edits.text import indentation
from flake8_nova_notifications.edits.text import line_start
from flake8_nova_notifications.idioms.failures import fails
from flake8_nova_notifications.rules.waiting.fixes.counter_uses import (
    CounterUses)
from flake8_nova_notifications.rules.waiting.fixes.how_long import folded
from flake8_nova_notifications.rules.waiting.fixes.how_long import how_long
from flake8_nova_notifications.rules.waiting.fixes.how_long import Unclear
from flake8_nova_notifications.rules.waiting.fixes.own_clock import (
    sleep_is_mocked)
from flake8_nova_notifications.rules.waiting.fixes.own_clock import own_clock
from flake8_nova_notifications.rules.waiting.fixes.pause_skipped import (
    pause_skipped)
from flake8_nova_notifications.rules.waiting.loops.counters import Count
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.sequence import block_of

# A shorter name is for lines that are long already.
_NAMES = (('', 'expired'), ('', 'late'), ('poll_', 'poll_expired'),
          ('poll_', 'poll_late'))


def to_deadline(
    loop: Loop, count: Count, polls: Sequence[ast.AST],
) -> Fix | Refused:
    """The edits that bound a wait by a deadline.

    :param count: what bounds it now.
    :param polls: what polls: calls, and tests of what needs no call.
    """
    try:
        edits = tuple(_Rewrite(loop, count, polls).edits())
    except Unclear as refusal:
        return Refused(str(refusal))
    if sleep_is_mocked(loop.source):
        # Time would not pass in that test.
        edits = tuple(
            Edit(edit.start, edit.end, edit.text, safe=False)
            for edit in edits)
    return Fix(edits)


class _Rewrite:
    def __init__(
        self, loop: Loop, count: Count, polls: Sequence[ast.AST],
    ) -> None:
        node, function = loop.node, loop.function
        if function is None:
            raise Unclear('it stands outside of a function')
        self._loop = loop
        self._node = node
        self._source: SourceFile = loop.source
        self._lines = loop.source.lines
        self._count = count
        self._polls = polls
        self._indent = indentation(self._lines, node)
        self._function = function
        self._uses = CounterUses(loop, function, count)
        self._check_form()
        if self._uses.refusal:
            raise Unclear(self._uses.refusal)
        self._clock = own_clock(loop.source, node)
        self._deadline, self._expired = self._free_names()

    def _check_form(self) -> None:
        node = self._node
        if not begins_its_line(self._lines, node.body[0]):
            raise Unclear('it shares a line with something else')
        if len(self._loop.pauses) != 1:
            raise Unclear('it has several pauses')
        why = pause_skipped(self._loop, (
            *self._uses.go_on, *self._uses.is_over))
        if why:
            raise Unclear(why)
        if not all(isinstance(above, ast.For)
                   for above in self._loops_around()):
            raise Unclear('it stands in another loop')

    def _loops_around(self) -> list[ast.AST]:
        return [above for above in self._source.ancestors(self._node)
                if isinstance(above, (ast.For, ast.While, ast.AsyncFor))]

    def _free_names(self) -> tuple[str, str]:
        taken = {node.id for node in walk(self._function)
                 if isinstance(node, ast.Name)}
        taken.update(node.arg for node in walk(self._function)
                     if isinstance(node, ast.arg))
        # The first names are for a wait that nothing comes between.
        others = self._loops_around() or self._loops_before_its_end()
        name = self._clock.name
        free = [names for names in (
            (f'{prefix}{name}', flag)
            for prefix, flag in _NAMES[2 * bool(others):])
            if taken.isdisjoint(names)]
        if not free:
            raise Unclear(f'the name {name} is taken')
        return next((names for names in free if self._fits(names[1])), free[0])

    def _fits(self, flag: str) -> bool:
        """Whether the tests leave room for a name."""
        return all(
            len(self._lines[part.lineno - 1].rstrip()) - (
                end_of(part)[1] - part.col_offset)
            + len(f'not {flag}') <= self._source.options.line_length
            for part in (*self._uses.go_on, *self._uses.is_over))

    def _loops_before_its_end(self) -> list[ast.AST]:
        """Loops behind it that stand before somebody asks how it ended."""
        end, _ = end_of(self._node)
        last = max((part.lineno for part in (
            *self._uses.go_on, *self._uses.is_over)), default=0)
        found = [node for node in walk(self._function)
                 if isinstance(node, (ast.For, ast.While))
                 and end < node.lineno < last]
        if len(found) > 1:
            raise Unclear('other loops stand before its end is asked for')
        return list(found)

    def edits(self) -> Iterator[Edit]:
        """All edits of the wait, in no particular order."""
        start = folded(
            self._clock.start(self._deadline, self._seconds()), self._indent,
            self._source.options.line_length)
        unset = f'{self._expired} = False\n{self._indent}'
        flag = f'{self._expired} = {self._clock.is_over(self._deadline)}\n'
        uses = self._uses
        first = self._node.body[0]
        inner = indentation(self._lines, first)
        if isinstance(self._node, ast.For):
            if self._flag_before(uses) is not first:
                raise Unclear('its order of steps is unusual')
            # Whoever gives up inside leaves nothing to the header.
            whole = self._leaves_inside()
            yield self._for_header(
                f'{self._counting()}{start}\n{self._indent}'
                f'{"" if whole else unset}',
                'True' if whole else f'not {self._expired}')
            if uses.shown:
                yield self._count_on()
            yield inserting(
                line_start(self._lines, first, inner, self._node),
                f'{inner}{flag}')
        else:
            place = self._flag_before(uses)
            # ``while True`` sets the flag before anything asks for it.
            early = place is first and not uses.go_on and isinstance(
                self._loop.own_test, ast.Constant)
            yield inserting(start_of(self._node), (
                f'{start}\n{self._indent}{"" if early else unset}'))
            for statement in (uses.start, *uses.steps):
                if statement is not None and statement is not place and (
                        not uses.shown):
                    yield self._without(statement)
            indent = indentation(self._lines, place)
            if self._polls_in_test_only() and (
                    place not in uses.steps or uses.shown):
                yield self._behind(place, flag.rstrip())
            elif place in uses.steps and not uses.shown:
                yield replacing(place, flag.rstrip())
            else:
                yield inserting(
                    line_start(self._lines, place, indent, self._node),
                    f'{indent}{flag}')
        for part in uses.go_on:
            yield from self._going_on(part)
        for part in uses.is_over:
            yield replacing(part, self._expired)
        if self._clock.needs:
            imported = importing(
                self._source, self._clock.needs, self._node)
            if isinstance(imported, Refused):
                raise Unclear(imported.reason)
            yield from imported

    def _counting(self) -> str:
        """The start of a counter that goes on counting."""
        if not self._uses.shown:
            return ''
        start = self._count.start
        begun = '0' if start is None else ast.unparse(start)
        return f'{self._count.counter} = {begun}\n{self._indent}'

    def _count_on(self) -> Edit:
        """The edit that has a round end with a step of its counter."""
        last = self._node.body[-1]
        return self._behind(last, f'{self._count.counter} += 1')

    def _behind(self, statement: ast.stmt, text: str) -> Edit:
        """The edit that puts a line below a statement."""
        line, _ = end_of(statement)
        return inserting(
            (line, len(self._lines[line - 1].rstrip().encode())),
            f'\n{indentation(self._lines, statement)}{text}')

    def _going_on(self, part: ast.expr) -> Iterator[Edit]:
        """The edits that put the flag in the place of a test.

        What polls is asked before it, so that a poll follows the deadline.
        """
        test = self._loop.own_test
        behind = test.values[test.values.index(part):] if isinstance(
            test, ast.BoolOp) and part in test.values else []
        if not any(poll is value or value in self._source.ancestors(poll)
                   for value in behind[1:] for poll in self._polls):
            yield replacing(part, f'not {self._expired}')
            return
        gaps = [between(self._lines, end_of(one), start_of(other))
                for one, other in zip(behind, behind[1:], strict=False)]
        if any(set(gap) & set('()#') for gap in gaps):
            raise Unclear('its order of steps is unusual')
        yield Edit(start_of(part), start_of(behind[1]), '')
        yield inserting(end_of(behind[-1]), f' and not {self._expired}')

    def _leaves_inside(self) -> bool:
        """Whether the body itself fails where no poll is left."""
        return not self._loop.orelse and any(
            isinstance(branch, ast.If) and branch.test in self._uses.is_over
            and fails(self._source, branch.body[-1])
            for branch in self._node.body)

    def _for_header(self, start: str, test: str) -> Edit:
        node = self._node
        assert isinstance(node, ast.For)
        colon = colon_end(
            self._lines, end_of(node.iter), start_of(node.body[0]))
        if colon is None or '#' in between(
                self._lines, start_of(node), colon):
            raise Unclear('its header is written in an unusual way')
        return Edit(start_of(node), colon,
                    f'{start}while {test}:')

    def _seconds(self) -> str:
        # What polls may be what is tested as well.
        calls = {start_of(poll) for poll in self._polls
                 if isinstance(poll, ast.Call)}
        return how_long(
            self._loop, self._count, self._uses.limit, len(calls))

    def _polls_in_test_only(self) -> bool:
        """Whether the body gives up, and only the loop's own test polls."""
        return any(
            self._loop.holds(part) for part in self._uses.is_over) and all(
                map(self._loop.tests_itself, self._polls))

    def _flag_before(self, uses: CounterUses) -> ast.stmt:
        """The statement before which the flag is set.

        Behind a test that ends the wait before the first poll of a round,
        so that a poll follows the deadline; else where the round begins.
        Where only the loop's own test polls it is the last statement, and
        the flag is set behind it.
        """
        if self._polls_in_test_only():
            last = self._node.body[-1]
            if isinstance(last, ast.Continue):
                raise Unclear('its order of steps is unusual')
            return last
        body = self._node.body
        inside = [poll for poll in self._polls
                  if any(above in body for above in (
                      poll, *self._source.ancestors(poll)))]
        first = min((start_of(poll) for poll in inside), default=(0, 0))
        if any(self._loop.holds(part) and start_of(part) < first
               for part in uses.go_on if not self._loop.tests_itself(part)):
            raise Unclear('its order of steps is unusual')
        for index, statement in enumerate(body):
            if inside and any(part in uses.is_over and start_of(part) < first
                              for part in walk(statement)):
                if first < end_of(statement):
                    raise Unclear('its order of steps is unusual')
                return body[index + 1]
        return body[0]

    def _without(self, statement: ast.stmt) -> Edit:
        """The edit that takes a statement out with its line."""
        if not begins_its_line(self._lines, statement) or len(
                block_of(self._source, statement)) == 1:
            raise Unclear('its order of steps is unusual')
        last, column = end_of(statement)
        if self._lines[last - 1].encode()[column:].strip():
            raise Unclear('the counter has a comment of its own')
        end = last + 1
        while end < self._node.lineno and not self._lines[end - 1].strip():
            # A blank line between the counter and the loop.
            end += 1
        if end != self._node.lineno:
            end = last + 1
        return Edit((statement.lineno, 0), (end, 0), '')
