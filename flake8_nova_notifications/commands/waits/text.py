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
import json
import statistics

from flake8_nova_notifications.commands.terminal import folded
from flake8_nova_notifications.commands.waits.budgets import Report
from flake8_nova_notifications.commands.waits.budgets import Use

# Of the JSON document; a number that only grows when its form changes.
SCHEMA_VERSION = 1
# Tests that are listed where fewer are at the limit.
LONGEST = 10
# What the polls take is not counted: from this share of the limit on a test
# is listed, too.
NEAR = 0.9


def as_table(report: Report, width: int | None) -> str:
    """The longest tests, then every wait, the shortest budget first.

    :param width: of the terminal; None where nothing is to be folded.
    """
    lines = ['TESTS BY WHAT THEIR WAITS MAY TAKE']
    limit = float('inf') if report.limit is None else report.limit
    near = sum(test.seconds >= NEAR * limit for test in report.tests)
    for test in report.tests[:max(LONGEST, near)]:
        mark = ' ABOVE THE LIMIT' if test.seconds > limit else (
            ' NEAR THE LIMIT' if test.seconds >= NEAR * limit else '')
        unknown = f', {test.unknown} of unknown length' if (
            test.unknown) else ''
        lines.append(folded(
            f'{test.seconds:g} s{mark}: {test.name}, {test.waits} '
            f'waits{unknown} ({test.file}:{test.line})', width))
    lines += ['', 'WAITS, THE SHORTEST BUDGET FIRST']
    lines += [folded(_wait(use), width) for use in report.uses]
    return '\n'.join((*lines, '', folded(summary(report), width))) + '\n'


def length(use: Use) -> str:
    """How long a wait is, in a few words."""
    wait = use.wait
    seconds = 'unknown' if wait.seconds is None else f'{wait.seconds:g} s'
    if wait.bound == 'none':
        return 'no limit'
    if wait.parameter:
        return f'{seconds} by default ({wait.parameter})'
    return f'{wait.limit}' if wait.seconds is None and wait.limit else seconds


def _wait(use: Use) -> str:
    wait = use.wait
    parts = [f'{length(use)}: {wait.function or "module"}']
    if wait.polls:
        parts.append(f'polls {wait.polls}')
    parts.append(f'bound: {wait.bound}')
    if wait.pause:
        parts.append(f'pause: {wait.pause}{", growing" if wait.grows else ""}')
    if wait.says:
        parts.append(f'then: {wait.says}')
    if use.tests:
        parts.append(f'{use.tests} tests, called by '
                     + _some(use.callers))
    return '; '.join(parts) + f' ({wait.file}:{wait.line})'


def _some(names: tuple[str, ...], most: int = 5) -> str:
    more = f' and {len(names) - most} more' if len(names) > most else ''
    return ', '.join(names[:most]) + more


def summary(report: Report) -> str:
    """Counts, and the median and the sum of the tests' budgets."""
    seconds = [test.seconds for test in report.tests]
    text = f'{len(report.uses)} waits; {len(seconds)} tests wait'
    if seconds:
        text += (f', at most {statistics.median(seconds):g} s in the median '
                 f'and {sum(seconds):g} s together')
    if report.limit is not None:
        above = sum(one > report.limit for one in seconds)
        text += f'; {above} may take longer than {report.limit:g} s'
    return text


def as_json(report: Report) -> str:
    """The same as one JSON object; its form is part of the interface."""
    seconds = [test.seconds for test in report.tests]
    return json.dumps({
        'schema_version': SCHEMA_VERSION,
        'limit': report.limit,
        'median': statistics.median(seconds) if seconds else None,
        'sum': round(sum(seconds), 3),
        'waits': [
            {**dataclasses.asdict(use.wait), 'callers': list(use.callers),
             'tests': use.tests} for use in report.uses],
        'tests': [dataclasses.asdict(test) for test in report.tests],
    }, indent=2) + '\n'
