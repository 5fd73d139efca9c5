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

import dataclasses
import itertools
import json
import textwrap

from flake8_nova_notifications.commands.payloads.table import Report
from flake8_nova_notifications.commands.payloads.table import Row

# Narrower than that a column is no help to a reader.
MIN_WIDTH = 80
_GAP = '  '
_TITLES = ('EVENT', 'PAYLOAD', 'CARRIES')
# Shares of the width; what is carried gets the rest.
_SHARES = (0.30, 0.24)


def as_table(report: Report, width: int) -> str:
    """A table of three columns, wrapped to fit a terminal."""
    first, second = (
        int(max(width, MIN_WIDTH) * share) for share in _SHARES)
    widths = (first, second,
              max(width, MIN_WIDTH) - first - second - 2 * len(_GAP))
    lines = _aligned([[title] for title in _TITLES], widths)
    lines.append(_GAP.join('-' * one for one in widths))
    for row in report.rows:
        lines += _aligned([
            _wrapped([row.event], first),
            _wrapped([row.payload, f'{row.file}:{row.line}'], second),
            _wrapped(_carried(row), widths[2])], widths)
    lines += ['', summary(report)]
    return '\n'.join(lines) + '\n'


def _carried(row: Row) -> list[str]:
    found = [f'{title}: {", ".join(names)}'
             for title, names in kinds(row) if names]
    if found:
        return found
    return ['nothing that tells of anybody' if row.seen
            else 'put together in another module']


def _wrapped(texts: list[str], width: int) -> list[str]:
    return [
        line for text in texts for line in textwrap.wrap(
            text, width, break_on_hyphens=False, subsequent_indent=' ')]


def _aligned(cells: list[list[str]], widths: tuple[int, ...]) -> list[str]:
    return [
        _GAP.join(text.ljust(width) for text, width in zip(
            line, widths, strict=True)).rstrip()
        for line in itertools.zip_longest(*cells, fillvalue='')]


def as_json(report: Report) -> str:
    """The same as one JSON object; its form is part of the interface."""
    return json.dumps({
        'events': [dataclasses.asdict(row) for row in report.rows],
        'stale_allow_entries': list(report.stale),
    }, indent=2) + '\n'


def kinds(row: Row) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a row carries, kind by kind, the gravest first."""
    return (
        ('secrets', row.secrets), ('whole objects', row.objects),
        ('identities', row.identities), ('resource ids', row.resources),
        ('allowed', row.allowed))


def summary(report: Report) -> str:
    """How many events there are, and how many carry something."""
    telling = sum(
        bool(row.secrets or row.objects or row.identities or row.resources)
        for row in report.rows)
    return (f'{len(report.rows)} events, {telling} of them carry secrets, '
            'whole objects, identities or resource ids')
