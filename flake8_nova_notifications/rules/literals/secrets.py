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
import binascii
from collections import Counter
from dataclasses import dataclass
import itertools
import math
import re

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rules.literals.texts import as_text
from flake8_nova_notifications.rules.literals.texts import slot

# A test that spells out a secret holds one of these words.
_KEY_MARK = 'PRIVATE KEY-----'
_SLOT_WORDS = (
    'assw', 'assphrase', '_pass', 'Pass', 'oken', 'ecret', '_key', 'apikey',
    'PASS', 'TOKEN', 'SECRET', '_KEY')
TRIGGERS = (_KEY_MARK, *_SLOT_WORDS)
# The same in lower case, where fewer words do: those that hold no other.
_LOWERED = frozenset(word.lower() for word in _SLOT_WORDS)
_LOWER_WORDS = tuple(sorted(
    word for word in _LOWERED
    if not any(other in word for other in _LOWERED - {word})))

# Shorter values are typed by hand to stand for something.
MIN_LENGTH = 8
# Eight characters of which none repeats carry this much: 8 times 3 bits.
MIN_BITS = 24.0
# Longer ones are documents and not credentials.
MAX_LENGTH = 512

_KEY = re.compile(
    r'-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----'
    # Headers of an encrypted key, then at least a line of the key itself.
    r'(?:\s|\\n|[A-Z][\w-]+: [^\n]*\n)*[A-Za-z0-9+/=]{32,}')

_SLOT_ENDINGS = (
    ('password',), ('passwd',), ('passphrase',), ('token',), ('secret',),
    ('admin', 'pass'), ('user', 'pass'), ('root', 'pass'), ('api', 'key'),
    ('apikey',), ('access', 'key'), ('secret', 'key'),
    ('encryption', 'key'), ('auth', 'key'), ('signing', 'key'),
)
# What follows a slot's word where the slot is given a value: it is rare, and
# most files have no such place.
_CANDIDATE = re.compile(
    r'''\w{0,40}['"]?\]?\s*(?::(?:\s*\w{1,40}\s*=)?|=)\s*(?:\(\s*)?'''
    r'''[bu]?(?:\'\'\'|"""|['"])[^'"\s]{8}''')
_WORDS = re.compile(r'[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+')

# What says of itself that it is no secret.
_FAKES = re.compile(
    r'(?i)fake|test|dummy|example|sample|mock|stub|placeholder|change_?me'
    r'|foo|bar\b|spam|xxx|invalid|wrong|bogus|redact|sanitiz|none|null|todo'
    r'|lorem|whatever|unittest|random|sentinel|expired|unknown|missing')
# Words that name the slot itself; a value of such words only is a name.
_NAMING = frozenset('''
    admin user root service default db database access auth authentication
    token secret password passwd pass passphrase key api private public
    encryption encrypted id value name new old the a some shared trust
    project domain tenant keystone nova cinder glance neutron ironic manila
    swift heat trove barbican rabbit mysql oauth consumer request unscoped
    scoped valid current original initial first second one two this is agent
    node client server session x subject string str data image volume
    instance
'''.split())
# In lower case, digits or not, such a value is made up on the spot.
_MADE = frozenset(('key', 'token', 'id'))
# A slot that says so of what it holds.
_FAKED = frozenset(('fake', 'dummy', 'bogus', 'mock', 'stub', 'invalid'))
_HASHED = frozenset(('hash', 'hashed', 'digest', 'checksum'))
# A token that says where to go on, or that a request was made before.
_PLACES = frozenset((
    'next', 'page', 'input', 'output', 'continuation', 'pagination', 'sync',
    'idempotency', 'request', 'resume'))
_LEET = str.maketrans('@4301$5!7', 'aaeolssit')
_SELF_NAMING = ('pass', 'secret', 'token', 'key', 'user', 'admin')
_CHOSEN = frozenset(('pass', 'password', 'passwd', 'passphrase'))
# A machine makes no row of such: LongDataPath.
_WORD = re.compile(r'(?=.*[aeiou])[a-z]{4,}')
_BASE64 = re.compile(r'[A-Za-z0-9+/]+={0,2}')
_UUID = re.compile(r'(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}')
# Templates, paths, addresses, dotted names and fingerprints of classes.
_REFERENCE = re.compile(
    r'://|^[/.~]|\s|[%{}$<>*\\()\[\]|,;]'
    r'|^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|^\d+\.\d+-[0-9a-f]{32}$')


@dataclass(frozen=True)
class Secret:
    """A text that looks like a credential in use.

    :ivar node: where.
    :ivar kind: a private key, or the value of a slot.
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
        if holds_key and _KEY_MARK in value and _KEY.search(value):
            found.append(Secret(node, 'private key', slot(source, node)))
        elif node.lineno in lines:
            name = slot(source, node)
            if is_credential_slot(name) and looks_real(
                    value) and not names_itself(value, name):
                found.append(Secret(node, 'value', name))
    return tuple(found)


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


def words(name: str) -> tuple[str, ...]:
    """The words of an identifier: ``adminPass`` is admin and pass."""
    return tuple(word.lower() for word in _WORDS.findall(name))


def is_credential_slot(name: str) -> bool:
    """Whether what is put under a name is meant to be kept secret."""
    if not name or len(name) > MAX_LENGTH:
        return False
    spelled = words(name)
    while spelled and spelled[-1].isdigit():
        spelled = spelled[:-1]
    if spelled[-1:] == ('token',) and _PLACES.intersection(spelled[-2:]) or (
            _HASHED.intersection(spelled)) or _FAKED.intersection(spelled):
        return False
    return any(spelled[-len(end):] == end for end in _SLOT_ENDINGS)


def looks_real(value: str) -> bool:
    """Whether a value could have been made to be hard to guess."""
    if not MIN_LENGTH <= len(value) <= MAX_LENGTH:
        return False
    if _REFERENCE.search(value) or _FAKES.search(value) or (
            _UUID.fullmatch(value)):
        return False
    if all(word in _NAMING or word.isdigit() and len(word) < 4
           for word in words(value)) and not value.replace('-', '').isdigit():
        return False
    if value == value.lower() and any(
            word in value for word in _SELF_NAMING):
        return False  # chap_password1
    if _is_typed_in_order(value):
        return False
    kinds = (
        any(c.islower() for c in value) + any(c.isupper() for c in value)
        + any(c.isdigit() for c in value)
        + (any(not c.isalnum() for c in value)
           and not any(c.isalpha() for c in value)))
    return kinds >= 2 and _bits(value) >= MIN_BITS


def _is_typed_in_order(value: str) -> bool:
    """``abcd1234``: most characters are the neighbour of the one before."""
    return value.isalnum() and 2 * sum(
        abs(ord(one) - ord(other)) == 1
        for one, other in itertools.pairwise(value)) > len(value)


def names_itself(value: str, name: str) -> bool:
    """Whether a value only says what it stands for.

    Somebody may have chosen ``MySecretPass`` for a password; a key or a
    token is made by a machine, so ``MySecretAccessKey`` never is one.

    :param name: the slot that it is put into.
    """
    spelled = words(value)
    slot_words = set(words(name))
    if slot_words.intersection(spelled) and all(
            word in slot_words or word.isdigit() and len(word) < 4
            for word in spelled):
        return True
    if value.isascii() and all(len(word) > 1 for word in spelled) and (
            value.strip('_-').replace('_', '').replace('-', '').isalpha()):
        chosen = bool(slot_words & _CHOSEN)
        made = _MADE if chosen else _MADE | {'secret'}
        if len(spelled) > 1 and (
                spelled[-1] in made or not chosen
                and all(map(_WORD.fullmatch, spelled))):
            return True
    return _reads_as_fake(value) or (
        'password' in value.lower().translate(_LEET))


def _reads_as_fake(value: str) -> bool:
    """Whether Base64 hides a text that says of itself that it is made up."""
    if len(value) % 4 or not _BASE64.fullmatch(value):
        return False
    try:
        text = binascii.a2b_base64(value).decode('ascii')
    except ValueError:
        return False
    return text.isprintable() and (
        len(text) >= MIN_LENGTH and not looks_real(text))


def _bits(value: str) -> float:
    counts = Counter(value)
    total = len(value)
    return -sum(
        count * math.log2(count / total) for count in counts.values())
