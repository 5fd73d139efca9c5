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

"""Which values somebody typed to stand for a secret, and which are random.

A random value has been made to be hard to guess. What a person types has
words in it, or an order that the eye can see; each kind has its test below.
"""

import binascii
from collections.abc import Callable
from collections import Counter
import itertools
import math
import re

# Shorter values are typed by hand to stand for something.
MIN_LENGTH = 8
# Eight characters of which none repeats carry this much: 8 times 3 bits.
MIN_BITS = 24.0
# Longer ones are documents and not credentials.
MAX_LENGTH = 512
# How often letters of one case or digits must give way to others, in a
# hundred characters.
_MIN_CHANGES = 20
# Fewer characters than that tell less, so their changes must tell more.
_SHORT = 12
# The same in a short value.
_MIN_CHANGES_SHORT = 45
# A hexadecimal number of a machine: 64 bits or more.
_HEX = re.compile(r'(?:[0-9a-f]{16,}|[0-9A-F]{16,})')

# Pairs of letters that make up four fifths of those in words (counted over
# 46,000 words of Python code): the first letter, then what may follow it.
_PAIRS = frozenset(
    group[0] + second for group in (
        'abcdgilmnprstu baeilo caehiklortu dadeios eacdefglmnprstvx faefior '
        'geirs haeio iabcdefglmnoprstvz ke ladeilostuy maeiop nacdefgiostuv '
        'obcdlmnoprstuw paeiloprst qu racdeimorst sacehilopstu '
        'tacehiorstuy ubeilmnprst vaei wi xt yp ze').split()
    for second in group[1:])
# Of the pairs in random letters a quarter are such, of those in words four
# fifths: the share, and the number, that make words of letters.
_WORDY = 0.6
# Fewer pairs may be such by chance.
_MIN_PAIRS = 3
# The same across changes of case, where more pairs are by chance.
_WORDY_TOGETHER = 0.72
# Fewer of those say nothing.
_MIN_PAIRS_TOGETHER = 6
_LEET = str.maketrans('@4301$5!7', 'aaeolssit')

_CASED = re.compile(r'[A-Z]?[a-z]+|[A-Z]+')
_LETTERS = re.compile(r'[a-z]+')
_RUNS = re.compile(r'[a-z]+|[A-Z]+|\d+|[^A-Za-z\d]+')
_WORDS = re.compile(r'[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+')

# Rows of keys, and the columns that fingers walk down.
_ROWS = ('1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qaz', 'wsx',
         'edc', 'rfv', 'tgb', 'yhn', 'ujm')
_NEIGHBOURS = frozenset(
    pair for row in _ROWS for a, b in itertools.pairwise(row)
    for pair in (a + b, b + a))
_MOSTLY = 0.6
# A group that is repeated is not longer, and not all of it need be there.
_MAX_PERIOD = 32
_REPEATED = 0.85
_DOUBLED = 0.4

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
_BASE64 = re.compile(r'[A-Za-z0-9+/]{8,}={0,2}')
_UUID = re.compile(r'(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}')
# Templates, paths, addresses, dotted names and fingerprints of classes.
_REFERENCE = re.compile(
    r'://|^[/.~]|\s|[%{}$<>*\\()\[\]|,;]'
    r'|^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|^\d+\.\d+-[0-9a-f]{32}$')


def looks_random(value: str) -> bool:
    """Whether a value was made to be hard to guess, as far as one can see."""
    if not MIN_LENGTH <= len(value) <= MAX_LENGTH:
        return False
    if any(is_such(value) for _, is_such, _ in TYPED):
        return False
    kinds = (
        any(c.islower() for c in value) + any(c.isupper() for c in value)
        + any(c.isdigit() for c in value))
    if kinds < 2 or _bits(value) < MIN_BITS:
        return False
    if _HEX.fullmatch(value):
        return True
    changes = 100 * (len(_RUNS.findall(value)) - 1)
    return changes >= len(value) * (
        _MIN_CHANGES if len(value) >= _SHORT else _MIN_CHANGES_SHORT)


def _is_reference(value: str) -> bool:
    return bool(_REFERENCE.search(value) or _UUID.fullmatch(value))


def _says_so(value: str) -> bool:
    return bool(_FAKES.search(value))


def _names_slots(value: str) -> bool:
    return all(word.lower() in _NAMING or word.isdigit() and len(word) < 4
               for word in _WORDS.findall(value))


def _has_no_letters(value: str) -> bool:
    return not any(c.isalpha() for c in value)


def _is_wordy(value: str) -> bool:
    """Whether its letters follow each other as they do in words."""
    if _HEX.fullmatch(value):
        return False
    cased = [run.lower() for run in _CASED.findall(value)]
    together = _LETTERS.findall(value.lower().translate(_LEET))
    return _share(cased, _MIN_PAIRS) >= _WORDY or _share(
        together, _MIN_PAIRS_TOGETHER) >= _WORDY_TOGETHER


def _share(runs: list[str], enough: int) -> float:
    """The share of usual pairs among those of some letters."""
    pairs = [a + b for run in runs for a, b in itertools.pairwise(run)]
    if len(pairs) < enough:
        return 0.0
    return sum(pair in _PAIRS for pair in pairs) / len(pairs)


def _is_in_order(value: str) -> bool:
    """Whether letters and digits, each by themselves, are typed in order."""
    parts = [[c for c in value.lower() if c.isalpha()],
             [c for c in value if c.isdigit()]]
    told = [part for part in parts if len(part) > 2]
    return bool(told) and all(map(_runs_on, told))


def _runs_on(part: list[str]) -> bool:
    pairs = list(itertools.pairwise(part))
    if all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs):
        return True
    near = sum(abs(ord(a) - ord(b)) <= 1 or a + b in _NEIGHBOURS
               for a, b in pairs)
    return near >= _MOSTLY * len(pairs)


def _is_repeated(value: str) -> bool:
    """Whether a group is repeated, or most characters are doubled."""
    equal = sum(a == b for a, b in itertools.pairwise(value))
    if equal >= _DOUBLED * (len(value) - 1):
        return True
    return any(
        sum(a == b for a, b in zip(value, value[period:], strict=False))
        >= _REPEATED * (len(value) - period)
        for period in range(1, min(_MAX_PERIOD, len(value) // 2) + 1))


def _is_encoded_text(value: str) -> bool:
    """Whether Base64 in it hides a text: no random bytes are printable."""
    match = _BASE64.search(value)
    if match is None or len(match.group()) % 4:
        return False
    try:
        text = binascii.a2b_base64(match.group()).decode('ascii')
    except ValueError:
        return False
    return text.isprintable()


# The kinds of values that are no secrets: what they are, how they are told,
# and one of each.
TYPED: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ('template, path or id', _is_reference, '%(admin_pass)s'),
    ('says that it is fake', _says_so, 'gAAAAABfakeT0ken9'),
    ('the name of a slot', _names_slots, 'admin_password_2'),
    ('no letters', _has_no_letters, '123-456-789'),
    ('words', _is_wordy, 'MyNewPass'),
    ('in order', _is_in_order, '1q2w3e4r5t'),
    ('repeated', _is_repeated, 'AABBCC112233'),
    ('encoded text', _is_encoded_text, 'YSBzZWNyZXQ='),
)


def _bits(value: str) -> float:
    counts = Counter(value)
    total = len(value)
    return -sum(
        count * math.log2(count / total) for count in counts.values())
