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

"""The report for people at a terminal, and for machines."""

import csv
import io
import json

from flake8_nova_notifications.commands.payloads.kinds import KINDS
from flake8_nova_notifications.commands.payloads.table import Group
from flake8_nova_notifications.commands.payloads.table import RAW
from flake8_nova_notifications.commands.payloads.table import Report
from flake8_nova_notifications.commands.payloads.table import Row
from flake8_nova_notifications.commands.terminal import folded

# Of the JSON document; a number that only grows when its form changes.
SCHEMA_VERSION = 1


def as_table(report: Report, width: int | None) -> str:
    """What each payload carries, the gravest first.

    :param width: of the terminal; None where nothing is to be folded.
    """
    parts = []
    for group in report.groups:
        lines = [folded(title(group), width, '')]
        if group.first.payload != RAW:
            lines.append(folded(
                f'  sent as: {", ".join(group.events)}', width))
        lines.append(folded(
            f'  from: {", ".join(group.places)}', width))
        lines += [
            folded(f'  {what}: {", ".join(names)}', width)
            for _, what, names in carried(group.first)]
        parts.append('\n'.join(lines))
    return '\n\n'.join(
        (*parts, folded(summary(report), width, ''))) + '\n'


def title(group: Group) -> str:
    """What a group is called."""
    count = len(group.events)
    return (f'{group.name} {group.first.version}'.rstrip()
            + f', {count} event{"s" if count > 1 else ""}')


def carried(row: Row) -> list[tuple[str, str, tuple[str, ...]]]:
    """Keys and titles of kinds, with names, the gravest first."""
    found = [(kind.key, kind.title, row.carries[kind.key])
             for kind in KINDS if kind.key in row.carries]
    if row.allowed:
        found.append(('allowed', 'allowed', row.allowed))
    if row.unknown:
        found.append(('unknown', 'unknown',
                      ('put together where it was not followed to',)))
    return found or [('neutral', 'carries', ('nothing',))]


def as_json(report: Report) -> str:
    """The same as one JSON object; its form is part of the interface."""
    return json.dumps({
        'schema_version': SCHEMA_VERSION,
        'counts': report.counts,
        'events': [
            {
                'event': row.event, 'payload': row.payload,
                'version': row.version, 'file': row.file, 'line': row.line,
                'unknown': row.unknown,
                'carries': {
                    kind.key: list(row.carries.get(kind.key, ()))
                    for kind in KINDS},
                'allowed': list(row.allowed),
            } for row in report.rows],
        'stale_allow_entries': list(report.stale),
    }, indent=2) + '\n'


def as_csv(report: Report) -> str:
    """A line for each name that an event carries."""
    stream = io.StringIO()
    write = csv.writer(stream, lineterminator='\n').writerow
    write(('event', 'payload', 'version', 'file', 'line', 'kind', 'name'))
    for row in report.rows:
        place = (row.event, row.payload, row.version, row.file, row.line)
        for kind in KINDS:
            for name in row.carries.get(kind.key, ()):
                write((*place, kind.key, name))
        for name in row.allowed:
            write((*place, 'allowed', name))
        if row.unknown:
            write((*place, 'unknown', ''))
    return stream.getvalue()


def summary(report: Report) -> str:
    """How many events there are, and how many carry what."""
    counts = report.counts
    told = ', '.join(
        f'{counts[kind.key]} {kind.title.partition(",")[0]}'
        for kind in KINDS[:-1] if counts[kind.key])
    unknown = counts['unknown']
    return (f'{counts["events"]} events; they carry: {told or "nothing"}; '
            f'{unknown} unknown')
