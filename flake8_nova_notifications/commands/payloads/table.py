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

"""The rows of the report: an event type and everything that it carries.

Bases and nested payloads are expanded here, by the names that versioned
objects are registered under.
"""

from collections.abc import Iterable
from dataclasses import dataclass
import os

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.commands.payloads.facts import Emission
from flake8_nova_notifications.commands.payloads.facts import FileFacts
from flake8_nova_notifications.commands.payloads.facts import Notification
from flake8_nova_notifications.commands.payloads.facts import Payload
from flake8_nova_notifications.commands.payloads.facts import WholeObject
from flake8_nova_notifications.commands.payloads.kinds import KINDS
from flake8_nova_notifications.commands.payloads.kinds import OBJECTS
from flake8_nova_notifications.commands.payloads.kinds import OF_CATEGORY
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.idioms.subjects import is_own_id
from flake8_nova_notifications.rules.payloads.allowing import allowed_by

# Payloads in payloads: Nova nests four deep; a cycle ends here as well.
MAX_DEPTH = 8
# What stands for a class where a dict is sent.
RAW = 'dict'


@dataclass(frozen=True)
class Row:
    """One event and what it carries, as paths of names.

    :ivar event: the event type; the notification's class where it is not
        known.
    :ivar payload: the payload class, or ``dict`` for a raw emission.
    :ivar version: the ``VERSION`` of the class; empty where there is none.
    :ivar carries: names by the key of their kind; kinds without a name are
        left out.
    :ivar allowed: entries that the allow-list covers.
    :ivar unknown: whether it is put together where it was not followed to.
    """

    event: str
    payload: str
    version: str
    file: str
    line: int
    carries: dict[str, tuple[str, ...]]
    allowed: tuple[str, ...]
    unknown: bool

    @property
    def gravity(self) -> tuple[int, ...]:
        """Sorts the gravest first: more of a graver kind."""
        return tuple(
            -len(self.carries.get(kind.key, ())) for kind in KINDS[:-1])


@dataclass(frozen=True)
class Group:
    """Events that carry the same: those of one payload class, or one dict.

    :ivar events: each once, sorted.
    :ivar places: where it is sent from, or defined, as ``file:line``.
    """

    first: Row
    events: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return f'dict of {self.events[0]}' if self.first.payload == RAW else (
            self.first.payload)


@dataclass(frozen=True)
class Report:
    """All rows, and the patterns of the allow-list that cover nothing."""

    rows: tuple[Row, ...]
    stale: tuple[str, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The rows put together, the gravest first, unknown ones last."""
        found: dict[object, list[Row]] = {}
        for row in self.rows:
            key: object = (row.file, row.line) if row.payload == RAW else ''
            found.setdefault((
                row.payload, key, tuple(row.carries.items()), row.allowed,
                row.unknown), []).append(row)
        groups = [
            Group(rows[0], tuple(sorted({row.event for row in rows})),
                  tuple(dict.fromkeys(
                      f'{row.file}:{row.line}' for row in rows)))
            for rows in found.values()]
        return tuple(sorted(groups, key=lambda group: (
            group.first.unknown, group.first.gravity, group.first.payload,
            group.events)))

    @property
    def counts(self) -> dict[str, int]:
        """Events in all, by kind of what they carry, and unknown ones."""
        found = {'events': len({row.event for row in self.rows})}
        for kind in KINDS[:-1]:
            found[kind.key] = len({
                row.event for row in self.rows if kind.key in row.carries})
        found['unknown'] = len({
            row.event for row in self.rows if row.unknown})
        return found


class _Sums:
    """What one row adds up to while payloads are expanded."""

    def __init__(self, allow: '_Allow') -> None:
        self._found: dict[str, dict[str, None]] = {
            kind.key: {} for kind in KINDS}
        self._allowed: dict[str, None] = {}
        self._allow = allow

    def add(
        self, payload: str, name: str, path: str, category: Category | None,
    ) -> None:
        """Take in one entry, unless it is allowed."""
        if category is not None and self._allow.covers(
                payload, name, category):
            self._allowed[path] = None
        else:
            self._found[OF_CATEGORY[category].key][path] = None

    def add_objects(
        self, payload: str, prefix: str, objects: Iterable[WholeObject],
    ) -> None:
        """Take in what is sent as a whole, unless it is allowed."""
        for one in objects:
            found = self._allowed if self._allow.covers(
                payload, one.name) else self._found[OBJECTS.key]
            found[prefix + one.text] = None

    def row(
        self, event: str, payload: str, version: str, file: str, line: int,
        unknown: bool,
    ) -> Row:
        """Everything that was added, as the row of one event."""
        return Row(
            printable(event), printable(payload), printable(version),
            printable(file), line,
            {key: _printable(names) for key, names in self._found.items()
             if names}, _printable(self._allowed), unknown)


class _Allow:
    """The allow-list, and which of its patterns were of use."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._patterns = patterns
        self._used: set[str] = set()

    def covers(
        self, payload: str, name: str, category: Category | None = None,
    ) -> bool:
        """Whether an entry is allowed; remembers the patterns that say so.

        :param category: None for an object that is sent as a whole.
        """
        own = category is not None and is_own_id(
            payload, name, category is Category.IDENTITY)
        used = [pattern for pattern in self._patterns
                if allowed_by(payload, name, (pattern,), own)]
        self._used.update(used)
        return bool(used)

    def stale(self) -> tuple[str, ...]:
        """The patterns that have covered nothing."""
        return tuple(pattern for pattern in dict.fromkeys(self._patterns)
                     if pattern not in self._used)


def _printable(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(printable, names))


def report(
    files: Iterable[FileFacts], allow: tuple[str, ...],
) -> Report:
    """Put the facts of all files together, sorted by event and place."""
    payloads: dict[str, list[Payload]] = {}
    notifications: list[Notification] = []
    emissions: list[Emission] = []
    for facts in files:
        for payload in facts.payloads:
            payloads.setdefault(payload.name, []).append(payload)
        notifications += facts.notifications
        emissions += facts.emissions
    allowed = _Allow(allow)
    rows: list[Row] = []
    for notification in notifications:
        sums = _Sums(allowed)
        _expand(sums, payloads, notification.payload, notification.file)
        rows += [
            sums.row(event, notification.payload, _version(
                payloads, notification.payload, notification.file),
                notification.file, notification.line,
                notification.payload not in payloads)
            for event in notification.events or (notification.name,)]
    for emission in emissions:
        sums = _Sums(allowed)
        for entry in emission.entries:
            sums.add(emission.event, entry.name, entry.name, entry.category)
        sums.add_objects(emission.event, '', emission.objects)
        rows.append(sums.row(
            emission.event, RAW, '', emission.file, emission.line,
            not emission.seen))
    # Patterns for payloads that no notification refers to are of use, too.
    for many in payloads.values():
        for payload in many:
            for entry in payload.entries:
                if entry.category is not None:
                    allowed.covers(
                        payload.name, entry.name, entry.category)
            for one in payload.objects:
                allowed.covers(payload.name, one.name)
    rows.sort(key=lambda row: (row.event, row.file, row.line))
    return Report(tuple(rows), allowed.stale())


def _expand(
    sums: _Sums, payloads: dict[str, list[Payload]], name: str, near: str,
) -> None:
    """Add up a payload class, its bases and what is nested in it."""
    queue: list[tuple[str, str, int]] = [(name, '', 0)]
    seen: set[tuple[str, str]] = set()
    for wanted, prefix, depth in queue:
        payload = _nearest(payloads.get(wanted, []), near)
        if payload is None or depth > MAX_DEPTH or (wanted, prefix) in seen:
            continue
        seen.add((wanted, prefix))
        for entry in payload.entries:
            sums.add(wanted, entry.name, prefix + entry.name, entry.category)
        sums.add_objects(wanted, prefix, payload.objects)
        queue += [(base, prefix, depth) for base in payload.bases]
        queue += [(held, f'{prefix}{field}.', depth + 1)
                  for field, held in payload.nested]


def _version(
    payloads: dict[str, list[Payload]], name: str, near: str,
) -> str:
    """The ``VERSION`` of a class, or the one it has from its bases."""
    queue = [name]
    for wanted in queue:
        payload = _nearest(payloads.get(wanted, []), near)
        if payload is not None:
            if payload.version:
                return payload.version
            queue += [base for base in payload.bases if base not in queue]
    return ''


def _nearest(found: list[Payload], near: str) -> Payload | None:
    """Of classes with one name, the one that stands nearest to a file.

    Projects that are read together may share names.
    """
    folders = near.split('/')
    return max(found, default=None, key=lambda payload: len(
        os.path.commonprefix([folders, payload.file.split('/')])))
