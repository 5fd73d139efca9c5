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

"""The pages about codes, written from the registry.

Text in, text out: this module knows reStructuredText and rules, but not
Sphinx. What a page says of a rule stands in the rule; what the rule reports
on its examples is what it reports while the page is being written.
"""

import ast
from collections.abc import Iterable
import csv
from dataclasses import dataclass
import io
import re
import sys

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.findings import found_by
from flake8_nova_notifications.findings import together
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.options import spelling
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Rule

# The first line of a page that is made; one written by hand has another.
MADE = '.. Made from the registry when the documentation is built.'

_MARKER = re.compile(r'  # NVN\d{3}$', re.MULTILINE)
_MARKUP = re.compile(r'([\\*`|]|(?<=\w)_(?!\w))')
_STANDARD = re.compile(r'\bRFC (\d+)')
_INDENT = '   '


@dataclass(frozen=True)
class Shown:
    """An example as it is shown.

    :ivar code: without the comments that mark what is reported.
    :ivar reports: line, column (both from 1) and message of each finding.
    """

    title: str
    path: str
    code: str
    reports: tuple[tuple[int, int, str], ...]


def shown(rule: Rule, example: Example) -> Shown:
    """What a reader gets to see of an example."""
    code = _MARKER.sub('', example.code)
    source = SourceFile(
        ast.parse(code), example.path, code.splitlines(keepends=True),
        Options())
    reports = sorted(
        (found.line, found.column + 1, found.text)
        for found in together(found_by(rule, source)))
    return Shown(example.title, example.path, code, tuple(reports))


def plain(text: str) -> str:
    """Text that reStructuredText shows as it is."""
    return _MARKUP.sub(r'\\\1', text)


def prose(text: str) -> str:
    """The same, with a link for each standard that it names."""
    return _STANDARD.sub(r':rfc:`\1`', plain(text))


def summary(rule: Rule) -> str:
    """What the rule reports, in one sentence: its module's first line."""
    text = sys.modules[rule.check.__module__].__doc__ or ''
    sentence = text.partition(':')[2].strip()
    return sentence[:1].upper() + sentence[1:]


def families() -> list[tuple[str, list[Rule]]]:
    """The title of each family and its rules, in the registry's order."""
    found: dict[str, list[Rule]] = {}
    for rule in ALL_RULES:
        folder = rule.check.__module__.rpartition('.')[0]
        doc = (sys.modules[folder].__doc__ or '').splitlines()[0]
        found.setdefault(doc.rstrip('.'), []).append(rule)
    return list(found.items())


def overview(rules: Iterable[Rule]) -> str:
    """A table with one row a rule."""
    rows = ['.. list-table::', '   :header-rows: 1', '   :widths: 16 62 22',
            '   :class: nvn-codes', '',
            '   * - Code', '     - What it reports', '     - Default']
    for rule in rules:
        about = rule.about
        rows += [f'   * - :ref:`{about.code} <{about.code}>`',
                 f'     - {plain(summary(rule))}',
                 f'     - {"on" if about.on_by_default else "off"}']
    return '\n'.join(rows) + '\n'


def page(rule: Rule, inside: str = '', outside: str = '') -> str:
    """The page of a rule.

    :param inside: rows about this code, header included, of the scores on
        released OpenStack code; empty when there are none.
    :param outside: the same of other projects.
    """
    about = rule.about
    all_shown = [shown(rule, example) for example in about.examples]
    parts = [
        MADE, '',
        f'.. _{about.code}:', '',
        _heading(f'{about.code}: {about.name}', '='),
        plain(summary(rule)), '',
        f':Default: {"on" if about.on_by_default else "off"}',
        f':Severity: {about.severity.name.lower()}',
        ':Weakness: ' + ', '.join(f':cwe:`{n}`' for n in about.cwe),
        f':Since: {about.since}', '',
        _heading('Why it matters', '-'), prose(about.rationale), '',
        _heading('Reported', '-'),
        *(_example(one) for one in all_shown if one.reports),
        _heading('Not reported', '-'),
        *(_example(one) for one in all_shown if not one.reports),
        _options(rule), _choosing(rule, all_shown),
        _measured(inside, outside)]
    return '\n'.join(parts)


def _heading(text: str, line: str) -> str:
    return f'{text}\n{line * len(text)}\n'


def _indented(text: str) -> str:
    return ''.join(
        f'{_INDENT}{line}' if line.strip() else line
        for line in text.splitlines(keepends=True))


def _example(example: Shown) -> str:
    title = example.title[:1].upper() + example.title[1:]
    lines = ','.join(str(line) for line in dict.fromkeys(
        line for line, _, _ in example.reports))
    said = ''.join(
        f'* Line {line}, column {column}: {plain(message)}\n'
        for line, column, message in example.reports)
    return (
        f'{plain(title)} (``{example.path}``):\n\n.. code-block:: python\n'
        + (f'{_INDENT}:emphasize-lines: {lines}\n' if lines else '')
        + f'\n{_indented(example.code)}\n{said}\n')


def _options(rule: Rule) -> str:
    if not rule.about.options:
        return ''
    names = ', '.join(
        f':confval:`{spelling(name)}`' for name in rule.about.options)
    return _heading('Options', '-') + (
        f'\nTell it about your own code with {names}.\n')


def _choosing(rule: Rule, examples: list[Shown]) -> str:
    code = rule.about.code
    example = next(one for one in examples if one.reports)
    line = example.code.splitlines()[example.reports[0][0] - 1]
    on = '' if rule.about.on_by_default else (
        'It is off until it is asked for by name:\n\n'
        '.. code-block:: ini\n\n'
        f'   [flake8]\n   extend-select = {code}\n\n')
    return (
        (_heading('Turn it on', '-') + f'\n{on}' if on else '')
        + _heading('Silence it', '-')
        + '\nFor one place, on the line that is reported and with the '
        'reason:\n\n.. code-block:: python\n\n'
        f'   {line.strip()}  # noqa: {code} -- why it is fine here\n\n'
        'For a folder, or for good:\n\n.. code-block:: ini\n\n'
        f'   [flake8]\n   per-file-ignores =\n       legacy/*: {code}\n'
        f'   extend-ignore = {code}\n\n')


def csv_table(rows: str) -> str:
    """A table of comma-separated values, the first row being its header."""
    return (
        '.. csv-table::\n   :header-rows: 1\n   :class: nvn-measured\n\n'
        f'{_indented(rows)}')


def _measured(inside: str, outside: str) -> str:
    head = _heading('What it was measured to find', '-')
    tables = ''.join(
        f'\n{where}:\n\n{csv_table(rows)}'
        for where, rows in (
            ('In released OpenStack code', inside),
            ('In other projects', outside)) if rows)
    if not tables:
        return head + (
            '\nThis build holds no measurement of this code; see '
            ':doc:`/accuracy`.\n')
    return f'{head}{tables}\nHow this was measured: :doc:`/accuracy`.\n'


def rows_about(code: str, table: str) -> str:
    """The rows of a CSV table whose column ``code`` holds this code.

    The header comes with them, and the column goes; empty if there are none.
    """
    # Not by name: two columns may be called the same.
    header, *rows = csv.reader(io.StringIO(table))
    column = header.index('code')
    about = [row for row in rows if row[column] == code]
    if not about:
        return ''
    out = io.StringIO()
    csv.writer(out, lineterminator='\n').writerows(
        row[:column] + row[column + 1:] for row in (header, *about))
    return out.getvalue()
