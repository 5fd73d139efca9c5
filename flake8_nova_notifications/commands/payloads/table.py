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

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.commands.payloads.facts import Emission
from flake8_nova_notifications.commands.payloads.facts import FileFacts
from flake8_nova_notifications.commands.payloads.facts import Notification
from flake8_nova_notifications.commands.payloads.facts import Payload
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.idioms.subjects import is_own_id
from flake8_nova_notifications.rules.payloads.allowing import allowed_by

# Payloads in payloads: Nova nests four deep; a cycle ends here as well.
MAX_DEPTH = 8
# Names shared by many projects under one folder: the nearest one counts.
_SEPARATOR = '/'


@dataclass(frozen=True)
class Row:
    """One event and what it carries, as paths of names.

    :ivar event: the event type; the notification's class where it is not
        known.
    :ivar payload: the payload class, or ``dict`` for a raw emission.
    :ivar allowed: entries that the allow-list covers.
    :ivar seen: whether the code tells what is in it; a payload that is
        handed in by another module is reported there.
    """

    event: str
    payload: str
    file: str
    line: int
    secrets: tuple[str, ...]
    identities: tuple[str, ...]
    resources: tuple[str, ...]
    objects: tuple[str, ...]
    allowed: tuple[str, ...]
    seen: bool


@dataclass(frozen=True)
class Report:
    """All rows, and the patterns of the allow-list that cover nothing."""

    rows: tuple[Row, ...]
    stale: tuple[str, ...]


class _Sums:
    """What one row adds up to while payloads are expanded."""

    def __init__(self, allow: '_Allow') -> None:
        self.found: dict[Category, dict[str, None]] = {
            category: {} for category in Category}
        self.objects: dict[str, None] = {}
        self.allowed: dict[str, None] = {}
        self._allow = allow

    def add(
        self, payload: str, name: str, path: str, category: Category,
    ) -> None:
        """Take in one entry, unless it is allowed."""
        if self._allow.covers(payload, name, category):
            self.allowed[path] = None
        else:
            self.found[category][path] = None

    def row(
        self, event: str, payload: str, file: str, line: int, seen: bool,
    ) -> Row:
        """Everything that was added, as the row of one event."""
        return Row(
            printable(event), printable(payload), printable(file), line,
            _printable(self.found[Category.SECRET]),
            _printable(self.found[Category.IDENTITY]),
            _printable(self.found[Category.RESOURCE]),
            _printable(self.objects), _printable(self.allowed), seen)


class _Allow:
    """The allow-list, and which of its patterns were of use."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._patterns = patterns
        self._used: set[str] = set()

    def covers(self, payload: str, name: str, category: Category) -> bool:
        """Whether an entry is allowed; remembers the patterns that say so."""
        own = is_own_id(payload, name, category is Category.IDENTITY)
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
            sums.row(event, notification.payload, notification.file,
                     notification.line, notification.payload in payloads)
            for event in notification.events or (notification.name,)]
    for emission in emissions:
        sums = _Sums(allowed)
        for entry in emission.entries:
            sums.add(emission.event, entry.name, entry.name, entry.category)
        sums.objects.update(dict.fromkeys(emission.objects))
        rows.append(sums.row(
            emission.event, 'dict', emission.file, emission.line,
            emission.seen))
    # Patterns for payloads that no notification refers to are of use, too.
    for many in payloads.values():
        for payload in many:
            for entry in payload.entries:
                allowed.covers(payload.name, entry.name, entry.category)
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
        sums.objects.update(
            dict.fromkeys(prefix + text for text in payload.objects))
        queue += [(base, prefix, depth) for base in payload.bases]
        queue += [(held, f'{prefix}{field}.', depth + 1)
                  for field, held in payload.nested]


def _nearest(found: list[Payload], near: str) -> Payload | None:
    """Of classes with one name, the one that stands nearest to a file."""
    if len(found) < 2:
        return found[0] if found else None
    own = near.split(_SEPARATOR)

    def shared(payload: Payload) -> int:
        count = 0
        for mine, other in zip(
                own, payload.file.split(_SEPARATOR), strict=False):
            if mine != other:
                break
            count += 1
        return count

    return max(found, key=shared)
