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

"""The fact RacyRead: recorded notifications read before they have come.

A function is read as a row of actions, waits, resets and reads. The reads
between two of the others are one group; it races if an action that is done
later stands before it, and no notification was waited for since.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import asynchrony
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.end_state.reads import Read
from flake8_nova_notifications.rules.end_state.reads import reads_of
from flake8_nova_notifications.rules.end_state.steps import Bodies
from flake8_nova_notifications.rules.end_state.steps import followed
from flake8_nova_notifications.rules.end_state.steps import Kind
from flake8_nova_notifications.rules.end_state.steps import Step
from flake8_nova_notifications.rules.end_state.steps import step_of

# A test that reads notifications holds one of these words.
TRIGGERS = ('ersioned_notifications', 'ERSIONED_NOTIFICATIONS')

_ERROR = 'ERROR'
_BOOT = 'post_server'
_DELETE = 'delete_server'


@dataclass(frozen=True)
class RacyRead:
    """Notifications that are read too early.

    :ivar node: the first reading statement of a group.
    :ivar action: what was asked for before.
    :ivar line: where.
    :ivar counted: how many notifications are expected; None if they are not
        counted.
    :ivar looked: the last helper that waited for something else; empty for
        none.
    :ivar event: the notification to wait for; empty if unknown.
    :ivar waited: the one that was waited for, where that is an earlier one.
    """

    node: ast.stmt
    action: str
    line: int
    counted: int | None
    looked: str
    event: str
    waited: str = ''


@dataclass(frozen=True)
class _Pending:
    """An action, and what has been waited for since."""

    action: str
    line: int
    looked: list[Step] = field(default_factory=list)
    waited: list[str] = field(default_factory=list)


def racy_reads(source: SourceFile) -> tuple[RacyRead, ...]:
    """The reads of a test file that race, in source order."""
    lines = source.lines_with(
        *TRIGGERS, *source.options.nvn_notification_records)
    found: list[RacyRead] = []
    functions: list[Function] = [
        *source.on(ast.FunctionDef, lines),
        *source.on(ast.AsyncFunctionDef, lines)]
    for function in functions:
        reads = reads_of(source, function)
        if reads and not _is_synchronous(source, function):
            found += _Timeline(source, function, reads).read()
    return tuple(sorted(found, key=lambda one: one.node.lineno))


def _is_synchronous(source: SourceFile, function: Function) -> bool:
    """Whether a fixture makes everything happen before the answer."""
    options = source.options
    holder = source.enclosing_class(function)
    return any(
        asynchrony.is_synchronous_fixture(callee_name(call), options)
        for call in source.within(function, ast.Call)
    ) or holder is not None and source.memo(_sets_up_synchronously, holder)


def _sets_up_synchronously(source: SourceFile, cls: ast.ClassDef) -> bool:
    options = source.options
    names = source.once(Names)
    for known in names.family(cls):
        for binding in names.scope(known).get('setUp', ()):
            if isinstance(binding.node, FUNCTIONS) and any(
                    asynchrony.is_synchronous_fixture(
                        callee_name(call), options)
                    for call in source.within(binding.node, ast.Call)):
                return True
    for _, facts in source.once(Project).classes(names.foreign_bases(cls)):
        method = None if facts is None else facts.methods.get('setUp')
        if method is not None and any(
                asynchrony.is_synchronous_fixture(
                    call.name.rpartition('.')[2], options)
                for call in method.calls):
            return True
    return False


class _Timeline:
    """One function, from its first line to its last."""

    def __init__(
        self, source: SourceFile, function: Function, reads: list[Read],
    ) -> None:
        self._source = source
        self._function = function
        self._reads = reads
        self._pending: _Pending | None = None
        self._group: list[Read] = []
        # Whether the server of the test never got a host, or has lost it:
        # then the API deletes it, before it answers.
        self._booted_to_error = False
        self._is_down = False

    def read(self) -> Iterator[RacyRead]:
        """The groups that race."""
        for line, step in self._events():
            if isinstance(step, Read):
                if self._pending is not None:
                    self._group.append(step)
                continue
            if step.kind in (Kind.ACTION, Kind.WAIT, Kind.RESET):
                yield from self._close()
            self._take(line, step)
        yield from self._close()

    def _events(self) -> list[tuple[int, Read | Step]]:
        """Reads and steps, in source order."""
        source = self._source
        holder = source.enclosing_class(self._function)
        bodies = Bodies(source.within(self._function, ast.Assign))
        found: list[tuple[tuple[int, int], int, Read | Step]] = [
            ((read.place.lineno, read.place.col_offset), 0, read)
            for read in self._reads]
        for call in source.within(self._function, ast.Call):
            step = step_of(call, bodies, frozenset(), source.options)
            if step is None or self._is_refused(call):
                continue
            place = (call.lineno, call.col_offset)
            found += [
                (place, number, one) for number, one in enumerate(
                    followed(source, holder, step), start=1)]
        found.sort(key=lambda event: event[:2])
        return [(place[0], event) for place, _, event in found]

    def _is_refused(self, call: ast.Call) -> bool:
        """``with self.assertRaises(...)``: the action is not done."""
        for above in self._source.ancestors(call):
            if above is self._function:
                break
            if isinstance(above, (ast.With, ast.AsyncWith)) and any(
                    isinstance(item.context_expr, ast.Call)
                    and 'raises' in callee_name(item.context_expr).lower()
                    for item in above.items):
                return True
        return False

    def _take(self, line: int, step: Step) -> None:
        if step.kind is Kind.ACTION:
            if step.name == _DELETE and (
                    self._booted_to_error or self._is_down):
                self._pending = None
                return
            self._pending = _Pending(step.name, line)
            self._booted_to_error = False
        elif step.kind is Kind.RESET:
            self._pending = None
        elif step.kind in (Kind.DOWN, Kind.UP):
            self._is_down = step.kind is Kind.DOWN
        elif self._pending is None:
            return
        elif step.kind is Kind.WAIT:
            texts = step.texts
            self._pending.waited.append(texts[0] if texts else '')
        else:
            self._pending.looked.append(step)
            if self._pending.action == _BOOT and _ERROR in step.texts:
                self._booted_to_error = True

    def _close(self) -> Iterator[RacyRead]:
        """Judge the reads since the last action, wait or reset."""
        group, self._group = self._group, []
        pending = self._pending
        if not group or pending is None:
            return
        event = _last_event(group, pending.action)
        counted = next((read.count for read in group
                        if read.count is not None), None)
        if pending.waited:
            waited = _waits_for_earlier(group, pending.waited)
            if waited:
                yield RacyRead(
                    group[0].node, pending.action, pending.line, counted, '',
                    event, waited)
            return
        looked = pending.looked[-1] if pending.looked else None
        is_error_path = looked is not None and _is_error_path(looked, event)
        if _counts_later(group):
            # Behind an error comes what the code around it emits.
            event = '' if is_error_path else asynchrony.last_event(
                pending.action)
        elif is_error_path:
            return
        if looked is not None and _only_counts_what_is_there(looked, group):
            return
        yield RacyRead(
            group[0].node, pending.action, pending.line, counted,
            looked.name if looked is not None else '', event)


def _last_event(group: list[Read], action: str) -> str:
    """The last event that a group reads, as far as it can be known."""
    verified = [read for read in group if read.sample]
    if verified:
        last = max(
            enumerate(verified),
            key=lambda one: (one[1].index is not None, one[1].index or 0,
                             one[0]))[1]
        event = asynchrony.event_of_sample(last.sample)
        usual = asynchrony.last_event(action)
        if event.startswith(usual.rpartition('.')[0] + '_'):
            # A sample of the same event, under a name of its own.
            return usual
        return event
    named = [event for read in group
             for event in asynchrony.events_in(read.node)]
    return named[-1] if named else asynchrony.last_event(action)


def _counts_later(group: list[Read]) -> bool:
    """Whether more are counted than those that are held against a sample."""
    verified = [read.index for read in group
                if read.sample and read.index is not None]
    return bool(verified) and max(verified) + 1 < max(
        read.count or 0 for read in group)


def _is_error_path(looked: Step, event: str) -> bool:
    """The error is notified before the state is saved that was waited for."""
    return _ERROR in looked.texts and event.endswith('.error')


def _only_counts_what_is_there(looked: Step, group: list[Read]) -> bool:
    """At least so many are expected, after the project's own poll."""
    return asynchrony.is_poll(looked.name) and all(
        read.at_least is not None
        or read.index is not None and any(
            other.at_least is not None and read.index < other.at_least
            for other in group)
        for read in group)


def _waits_for_earlier(group: list[Read], waited: list[str]) -> str:
    """The event that was waited for, where a later one is read as well.

    Told only where both are read by their numbers and their samples.
    """
    if not all(waited):
        return ''
    numbered = {
        read.index: asynchrony.event_of_sample(read.sample)
        for read in group if read.index is not None and read.sample}
    if not numbered:
        return ''
    last = max(numbered)
    if not numbered[last] or numbered[last] in waited or any(
            read.index is not None and read.index > last for read in group):
        return ''
    places = [index for index, event in numbered.items() if event in waited]
    return numbered[max(places)] if places else ''
