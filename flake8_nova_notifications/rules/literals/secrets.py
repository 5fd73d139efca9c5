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


"""The fact Secret: a text in a test that could open something real."""

import ast
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import samples
from flake8_nova_notifications.idioms.secrets import is_secret
from flake8_nova_notifications.idioms.secrets import Where
from flake8_nova_notifications.rules.literals.placeholders import looks_random
from flake8_nova_notifications.rules.literals.placeholders import MAX_LENGTH
from flake8_nova_notifications.rules.literals.texts import as_text
from flake8_nova_notifications.rules.literals.texts import slot

# A test that spells out a secret holds one of these words.
_KEY_MARK = 'PRIVATE KEY-----'
_SLOT_WORDS = (
    'assw', 'assphrase', '_pass', 'Pass', 'oken', 'ecret', '_key', 'apikey',
    'PASS', 'TOKEN', 'SECRET', '_KEY')
# The beginnings of tokens that their issuer has made to be recognised:
# https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
_FORMATS = {
    'AKIA': ('AWS access key', re.compile(r'\bAKIA[A-Z2-7]{16}\b')),
    'ghp_': ('GitHub token', re.compile(r'\bghp_[A-Za-z0-9]{36}\b')),
    'glpat-': ('GitLab token', re.compile(r'\bglpat-[\w-]{20}')),
    'xoxb-': (
        'Slack token', re.compile(r'\bxoxb-\d{9,}-\d{9,}-\w{24}\b')),
    'AIza': ('Google API key', re.compile(r'\bAIza[\w-]{35}(?![\w-])')),
    'gAAAAA': (
        'Fernet token', re.compile(r'\bgAAAAA[\w-]{90,}={0,2}')),
    'eyJ': (
        'JSON web token', re.compile(
            r'\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.([\w-]{20,})')),
}
TRIGGERS = (_KEY_MARK, *_SLOT_WORDS)
# The same in lower case, where fewer words do: those that hold no other.
_LOWERED = frozenset(word.lower() for word in _SLOT_WORDS)
_LOWER_WORDS = tuple(sorted(
    word for word in _LOWERED
    if not any(other in word for other in _LOWERED - {word})))

_KEY = re.compile(
    r'-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----'
    # Headers of an encrypted key, then at least a line of the key itself.
    r'(?:\s|\\n|[A-Z][\w-]+: [^\n]*\n)*[A-Za-z0-9+/=]{32,}')
# What follows a slot's word where the slot is given a value: it is rare, and
# most files have no such place. Eight characters are the shortest value.
# A comma stands between them in ``setattr``.
_CANDIDATE = re.compile(
    r'''\w{0,40}['"]?\]?\s*(?::(?:\s*\w{1,40}\s*=)?|=|,)\s*(?:\(\s*)?'''
    r'''[bu]?(?:\'\'\'|"""|['"])[^'"\s]{8}''')

# The kind of a PEM block; the other kinds are the names of token formats.
PRIVATE_KEY = 'private key'


@dataclass(frozen=True)
class Secret:
    """A text that looks like a credential in use.

    :ivar node: where.
    :ivar kind: a private key, the name of a token's format, or empty for a
        value that looks random.
    :ivar slot: the name of the slot.
    """

    node: ast.Constant
    kind: str
    slot: str


def secrets(source: SourceFile) -> tuple[Secret, ...]:
    """The secrets of a test in source order."""
    holds_key = _KEY_MARK in source.text
    lines = _candidate_lines(_lowered(source))
    if not holds_key and not lines:
        return ()
    found = []
    key_lines = source.lines_with(_KEY_MARK) if holds_key else ()
    for node in source.on(ast.Constant, (*lines, *key_lines)):
        if not holds_key and node.lineno not in lines:
            continue
        value = as_text(node)
        if value is None:
            continue
        kind = _format(value, holds_key)
        if kind:
            found.append(Secret(node, kind, slot(source, node)))
        elif node.lineno in lines:
            name = slot(source, node)
            if is_credential_slot(name) and looks_random(
                    value) and not samples.is_sample(source, value):
                found.append(Secret(node, '', name))
    return tuple(found)


def _format(value: str, holds_key: bool) -> str:
    """What a value is by its form alone; empty for anything else."""
    if holds_key and _KEY_MARK in value and _KEY.search(value):
        return PRIVATE_KEY
    for mark, (kind, form) in _FORMATS.items():
        if mark in value:
            match = form.search(value)
            if match is None:
                continue
            # That is random, or somebody has typed it.
            rest = match[1] if form.groups else match[0][len(mark):]
            if looks_random(rest[:MAX_LENGTH]):
                return kind
    return ''


def is_credential_slot(name: str) -> bool:
    """Whether what is put under a name is meant to be kept secret."""
    return 0 < len(name) <= MAX_LENGTH and is_secret(name, Where.LITERAL)


def _lowered(source: SourceFile) -> str:
    """The file's text in lower case.

    What is not ASCII is lowered line by line. Python takes twelve bytes a
    character meanwhile, and a single block of some MiB, once it was freed,
    teaches the GNU C library to keep up to twice as much for later (see
    ``M_MMAP_THRESHOLD`` in mallopt(3)).
    """
    if source.text.isascii():
        return source.text.lower()
    return ''.join(map(str.lower, source.lines))


def _candidate_lines(text: str) -> frozenset[int]:
    """Lines whose texts are worth a look, before any tree is read.

    The value may stand in the line behind that of its slot.

    :param text: in lower case.
    """
    places = []
    for word in _LOWER_WORDS:
        place = text.find(word)
        while place >= 0:
            match = _CANDIDATE.match(text, place + len(word))
            if match is not None and match.group().count('\n') < 2:
                places.append(match.end())
            place = text.find(word, place + len(word))
    lines = set()
    line, before = 1, 0
    for place in sorted(places):
        line += text.count('\n', before, place)
        before = place
        lines.add(line)
    return frozenset(lines)
