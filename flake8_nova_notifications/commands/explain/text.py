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

"""A code's card and the table of all codes, as text."""

from collections.abc import Iterable
import textwrap

from flake8_nova_notifications.commands.explain.examples import message
from flake8_nova_notifications.commands.explain.facts import sections
from flake8_nova_notifications.rule import About

# Where nobody has said how wide.
WIDTH = 79
_INDENT = '    '
_TITLES = ('CODE', 'DEFAULT', 'SEVERITY', 'NAME', 'REPORTS')


def card(about: About, width: int = WIDTH) -> str:
    """Everything about a code, for a terminal."""
    parts = [
        f'{about.code} {about.name}\n',
        _wrapped(f'{about.title}. It prints, for example:', width), '\n',
        _wrapped(message(about), width), '\n',
        _wrapped(_standing(about), width)]
    for section in sections(about):
        parts.append(f'\n{section.title}\n')
        if section.prose:
            parts.append(_wrapped(section.prose, width))
        if section.code:
            parts.append(textwrap.indent(section.code, _INDENT))
    return ''.join(parts)


def markdown(about: About) -> str:
    """The same, for services that show Markdown."""
    parts = [
        f'**{about.code} {about.name}**', f'{about.title}.',
        f'`{message(about)}`',
        _standing(about)]
    for section in sections(about):
        parts.append(f'### {section.title}')
        if section.prose:
            parts.append(section.prose)
        if section.code:
            parts.append(f'```python\n{section.code}```')
    return '\n\n'.join(parts) + '\n'


def table(every: Iterable[About], width: int = WIDTH) -> str:
    """A row a code; what it reports is folded to fit."""
    rows = [_TITLES, *(
        (about.code, _default(about), about.severity.name.lower(),
         about.name, about.summary) for about in every)]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    margin = sum(widths) + 2 * len(widths)
    lines = []
    for *cells, reason in rows:
        head = ''.join(
            f'{cell:{size}}  '
            for cell, size in zip(cells, widths, strict=True))
        lines.append(textwrap.fill(
            reason, max(width, margin + 20), initial_indent=head,
            subsequent_indent=' ' * margin, break_on_hyphens=False))
    return '\n'.join(lines) + '\n'


def _standing(about: About) -> str:
    return (f'{_default(about).capitalize()} by default, severity '
            f'{about.severity.name.lower()}, since {about.since}. Can be '
            f'fixed by nvn fix: {about.fixable.value}.')


def _default(about: About) -> str:
    return 'on' if about.on_by_default else 'off'


def _wrapped(prose: str, width: int) -> str:
    return textwrap.fill(
        prose, width, initial_indent=_INDENT, subsequent_indent=_INDENT,
        break_on_hyphens=False, break_long_words=False) + '\n'
