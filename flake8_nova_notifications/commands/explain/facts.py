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

"""What is said of a code, in order, from its rule and nothing else."""

import dataclasses
from dataclasses import dataclass
import difflib
import os
import re
from typing import Any

from flake8_nova_notifications.commands.explain.examples import message
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.options import PREFIX
from flake8_nova_notifications.options import spelling
from flake8_nova_notifications.registry import EVERY_CODE
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example


# More than the prefix, less than a code.
_FAMILY = re.compile(rf'{PREFIX.lower()}\d\d?')


@dataclass(frozen=True)
class Section:
    """A part of what is said.

    :ivar title: a heading.
    :ivar prose: sentences; empty where there is only code.
    :ivar code: lines to be shown as they are.
    """

    title: str
    prose: str = ''
    code: str = ''


def find(name: str) -> list[About]:
    """What there is about a code, a rule's name or the codes of a family.

    In any spelling; a family is the beginning of its codes (``NVN1``).
    """
    wanted = name.lower().replace('_', '-')
    found = [about for about in EVERY_CODE
             if wanted in (about.code.lower(), about.name)]
    if not found and _FAMILY.fullmatch(wanted):
        found = [about for about in EVERY_CODE
                 if about.code.lower().startswith(wanted)]
    return found


def nearest(name: str) -> list[About]:
    """What somebody may have meant, the likeliest first; at most three."""
    meant = name.lower()
    known = {word: about for about in EVERY_CODE
             for word in (about.code.lower(), about.name)}
    words = difflib.get_close_matches(meant, known, n=len(known))
    # A code's first digits are its family, its last one is easily mistaken.
    words.sort(key=lambda word: -len(os.path.commonprefix([word, meant])))
    return list(dict.fromkeys(known[word] for word in words))[:3]


def cwe_uri(number: int) -> str:
    """The page of a weakness."""
    return f'https://cwe.mitre.org/data/definitions/{number}.html'


def reported(about: About) -> list[Example]:
    """The examples in which there is something to report."""
    return [example for example in about.examples
            if about.code in example.code]


def sections(about: About) -> list[Section]:
    """Everything that is said, after code, name and message."""
    found = [Section('Why', about.rationale)]
    found += [Section(f'CWE-{number}', cwe_uri(number))
              for number in about.cwe]
    bad = reported(about)
    found += [
        Section(('Reported: ' if example in bad else 'Not reported: ')
                + example.title, code=example.code)
        for example in about.examples]
    fields = {field.name: field for field in dataclasses.fields(Options)}
    found += [
        Section(f'Option {spelling(name)}', fields[name].metadata['help'])
        for name in about.options]
    found.append(Section(
        'Silence one finding',
        f'# noqa: {about.code} on the reported line, with the reason behind '
        'it.' if about.examples else
        'It is about no line of the code; extend-ignore it if you must.'))
    return found


def as_json(about: About) -> dict[str, Any]:
    """The same for machines; its form is part of the interface."""
    bad = reported(about)
    return {
        'code': about.code,
        'name': about.name,
        'message': message(about),
        'summary': about.summary,
        'rationale': about.rationale,
        'cwe': [{'id': number, 'uri': cwe_uri(number)}
                for number in about.cwe],
        'severity': about.severity.name.lower(),
        'on_by_default': about.on_by_default,
        'since': about.since,
        'fixable': about.fixable.value,
        'options': [spelling(name) for name in about.options],
        'examples': [
            {'title': example.title, 'path': example.path,
             'reported': example in bad, 'code': example.code}
            for example in about.examples],
    }
