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

"""The tables of the README, made from the registry and the options.

``python -m tests.readme`` writes them anew; a test holds the README to them.
"""

from collections.abc import Sequence
import dataclasses
import functools
import pathlib
import re
import textwrap

from flake8_nova_notifications.notices import NOTICES
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.options import spelling
from flake8_nova_notifications.registry import ALL_RULES

PATH = pathlib.Path(__file__).resolve().parents[1] / 'README.rst'

_WIDTH = 50


def _table(
    head: tuple[str, ...], rows: Sequence[tuple[str, ...]],
) -> str:
    """A simple table whose last column is folded."""
    folded = []
    for *cells, last in rows:
        for number, part in enumerate(textwrap.wrap(last, _WIDTH)):
            folded.append((*(cells if not number else [''] * len(cells)),
                           part))
    widths = [max(len(row[i]) for row in (head, *folded))
              for i in range(len(head))]
    rule = '  '.join('=' * width for width in widths)
    # An empty first cell goes on with the row above.
    lines = [
        '  '.join(cell.ljust(width)
                  for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *folded)]
    return '\n'.join((rule, lines[0], rule, *lines[1:], rule))


def codes() -> str:
    """One row a code: code, name, default and the reason in one sentence."""
    every = (*(rule.about for rule in ALL_RULES), *NOTICES)
    return _table(('Code', 'Name', 'Default', 'Because'), [
        (about.code, about.name, 'on' if about.on_by_default else 'off',
         about.because) for about in every])


def options() -> str:
    """One row an option."""
    return _table(('Option', 'What it is for'), [
        (f'``{spelling(field.name)}``', field.metadata['help'])
        for field in dataclasses.fields(Options)])


def _below(table: str, match: 're.Match[str]') -> str:
    return match[1] + table


def filled(text: str) -> str:
    """The README with its tables as they are to be."""
    for name, table in (('codes', codes()), ('options', options())):
        text, count = re.subn(
            rf'(?ms)(^\.\. table: {name}\n\n).*?(?=\n\n(?!=)\S|\Z)',
            functools.partial(_below, table), text)
        assert count == 1, name
    return text


if __name__ == '__main__':
    PATH.write_text(filled(PATH.read_text()))
