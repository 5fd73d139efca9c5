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

"""What changed in what notifications carry, from one report to another."""

from collections.abc import Iterable
from dataclasses import dataclass
import json
from typing import Any

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.commands.payloads.kinds import BY_KEY
from flake8_nova_notifications.commands.payloads.kinds import KINDS
from flake8_nova_notifications.commands.payloads.table import RAW
from flake8_nova_notifications.commands.payloads.table import Row
from flake8_nova_notifications.commands.payloads.text import SCHEMA_VERSION

# Stands for the kind of what the allow-list covers.
_ALLOWED = 'allowed'


class Unusable(ValueError):
    """A file is no report of ours; says why in one sentence."""


@dataclass(frozen=True)
class Carried:
    """All that one event or payload class carries.

    :ivar names: pairs of the key of a kind and a name.
    """

    names: frozenset[tuple[str, str]]
    version: str

    def beyond(self, other: 'Carried') -> frozenset[tuple[str, str]]:
        """What another one does not carry, allowed or not."""
        allowed = {name for kind, name in other.names if kind == _ALLOWED}
        known = {name for _, name in other.names}
        return frozenset(
            (kind, name) for kind, name in self.names - other.names
            if name not in allowed and not (
                kind == _ALLOWED and name in known))


@dataclass(frozen=True)
class Change:
    """What is different about one payload class or one event.

    :ivar events: that are sent with it now.
    """

    what: str
    before: str
    after: str
    gained: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]
    events: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """The difference of two reports."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[Change, ...]
    new: tuple[tuple[str, str], ...]

    def newly(self, kinds: Iterable[str]) -> list[str]:
        """Events and payloads that newly carry something of some kinds."""
        wanted = frozenset(kinds)
        return sorted({
            change.what for change in self.changed
            if wanted & {kind for kind, _ in change.gained}
        } | {event for event, kind in self.new if kind in wanted})


def rows_of(text: str) -> list[Row]:
    """The rows of an earlier report in JSON.

    :raises Unusable: it is none.
    """
    try:
        told: Any = json.loads(text)
        if told['schema_version'] != SCHEMA_VERSION:
            raise Unusable(
                f'it has schema version {told["schema_version"]!r}, and '
                f'{SCHEMA_VERSION} is known here')
        return [
            Row(str(one['event']), str(one['payload']), str(one['version']),
                str(one['file']), int(one['line']),
                {str(kind): tuple(map(str, names))
                 for kind, names in one['carries'].items() if names},
                tuple(map(str, one['allowed'])), bool(one['unknown']))
            for one in told['events']]
    except Unusable:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unusable(
            'it is no report of nvn payloads --format json') from error


def compare(old: Iterable[Row], new: Iterable[Row]) -> Changes:
    """What two reports say differently."""
    old, new = list(old), list(new)
    before, after = _by_payload(old), _by_payload(new)
    events_before = {row.event for row in old}
    events = {row.event for row in new}
    sent: dict[str, list[str]] = {}
    for row in new:
        sent.setdefault(_key(row), []).append(row.event)
    changed = []
    for key in sorted(before.keys() & after.keys()):
        was, now = before[key], after[key]
        gained, lost = now.beyond(was), was.beyond(now)
        if gained or lost or was.version != now.version:
            changed.append(Change(
                key, was.version, now.version, _sorted(gained),
                _sorted(lost), tuple(sorted(set(sent[key])))))
    return Changes(
        tuple(sorted(events - events_before)),
        tuple(sorted(events_before - events)), tuple(changed),
        tuple(sorted({
            (row.event, kind) for row in new
            if row.event not in events_before for kind in row.carries})))


def _key(row: Row) -> str:
    return row.event if row.payload == RAW else row.payload


def _by_payload(rows: Iterable[Row]) -> dict[str, Carried]:
    names: dict[str, set[tuple[str, str]]] = {}
    versions: dict[str, str] = {}
    for row in rows:
        key = _key(row)
        versions[key] = row.version
        # What is allowed is carried all the same; its kind is not told.
        names.setdefault(key, set()).update(
            (kind, name) for kind, many in row.carries.items()
            for name in many)
        names[key].update((_ALLOWED, name) for name in row.allowed)
    return {key: Carried(frozenset(found), versions[key])
            for key, found in names.items()}


def _sorted(
    names: Iterable[tuple[str, str]],
) -> tuple[tuple[str, str], ...]:
    order = [kind.key for kind in KINDS]
    return tuple(sorted(names, key=lambda pair: (
        order.index(pair[0]) if pair[0] in order else len(order), pair[1])))


def as_text(changes: Changes) -> str:
    """The changes for people, a paragraph a payload."""
    parts = []
    if changes.added:
        parts.append(f'{len(changes.added)} events added: '
                     + ', '.join(changes.added))
    if changes.gone:
        parts.append(f'{len(changes.gone)} events gone: '
                     + ', '.join(changes.gone))
    # Many classes change alike, since they have one base.
    alike: dict[object, list[Change]] = {}
    for change in changes.changed:
        alike.setdefault((change.gained, change.lost), []).append(change)
    for many in alike.values():
        lines = [change.what + _version(change) for change in many]
        lines += [f'  newly carries {name} ({_title(kind)})'
                  for kind, name in many[0].gained]
        lines += [f'  no longer carries {name} ({_title(kind)})'
                  for kind, name in many[0].lost]
        parts.append('\n'.join(lines))
    text = '\n\n'.join(parts) or 'nothing has changed'
    return printable_lines(text) + '\n'


def as_json(changes: Changes, fail_on: tuple[str, ...]) -> str:
    """The changes as one JSON object; its form is part of the interface."""
    return json.dumps({
        'schema_version': SCHEMA_VERSION,
        'added': list(changes.added),
        'gone': list(changes.gone),
        'changed': [
            {'payload': change.what, 'version_before': change.before,
             'version': change.after, 'gained': _by_kind(change.gained),
             'lost': _by_kind(change.lost), 'events': list(change.events)}
            for change in changes.changed],
        'fail_on': list(fail_on),
        'failing': changes.newly(fail_on),
    }, indent=2) + '\n'


def _by_kind(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, name in names:
        found.setdefault(kind, []).append(name)
    return found


def printable_lines(text: str) -> str:
    """Each line of a text, printable."""
    return '\n'.join(map(printable, text.split('\n')))


def _version(change: Change) -> str:
    if change.before == change.after:
        return f': VERSION {change.after} not changed' if change.after else ''
    return f': VERSION {change.before or "none"} to {change.after or "none"}'


def _title(kind: str) -> str:
    return BY_KEY[kind].title.partition(',')[0] if kind in BY_KEY else kind
