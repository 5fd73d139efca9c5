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


"""NVN501: a test spells out a UUID that could as well have a name."""

from collections.abc import Iterator
import re

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.literals.texts import texts_at

_DIGITS = '[0-9A-Fa-f]'
_UUID = re.compile(
    rf'(?<![0-9A-Za-z-]){_DIGITS}{{8}}-(?:{_DIGITS}{{4}}-){{3}}{_DIGITS}{{12}}'
    r'(?![0-9A-Za-z-])')
# Begins with a plain character, which the regular expression engine finds
# fast; the digits before it are looked at behind.
_IN_A_FILE = re.compile(
    rf'-(?<={_DIGITS}{{8}}-)(?:(?:{_DIGITS}{{4}}-){{3}}{_DIGITS}{{12}}'
    # It goes on in the literal below.
    r"""|[0-9A-Fa-f-]{0,26}['"]\s)""")
# Of the 31 neighbouring digits of a UUID made by chance, some 6 are equal or
# follow each other; in a hand-made one (1111..., 1234...) most do.
MAX_NEIGHBOURS = 14
# A UUID made by chance has some 14 different digits of the 16.
MIN_DIGITS = 7


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each text with a UUID that does not look made by hand."""
    for node, text in texts_at(source, _places):
        for match in _UUID.finditer(text):
            if not _is_made_by_hand(match.group()):
                yield Finding(node, {'uuid': match.group()})
                break


def _places(text: str) -> Iterator[int]:
    for match in _IN_A_FILE.finditer(text):
        uuid = text[match.start() - 8:match.end()]
        if not _UUID.fullmatch(uuid) or not _is_made_by_hand(uuid):
            yield match.start()


def _is_made_by_hand(uuid: str) -> bool:
    digits = [int(digit, 16) for digit in uuid.replace('-', '')]
    neighbours = sum(
        abs(one - other) <= 1
        for one, other in zip(digits, digits[1:], strict=False))
    return neighbours > MAX_NEIGHBOURS or len(set(digits)) < MIN_DIGITS


RULE = Rule(
    About(
        code='NVN501',
        summary='UUID that is written into a test',
        name='literal-uuid',
        message=(
            "literal UUID '{uuid}'; use uuidsentinel (uuids.server) or "
            'the constant of the fixture that owns it'),
        cwe=(547,),
        rationale=(
            'A reader cannot tell whether a UUID in a test is arbitrary or '
            'the id that a fixture was loaded with, and when it is the '
            'latter the test breaks with the fixture. A sentinel says what '
            'it stands for. UUIDs that are visibly made up '
            '(11111111-1111-...) and ids of tests are left alone. Off by '
            'default: on Nova 34.0.0 it reports some 1,090 places, none of '
            'which is a defect. Turn it on for new code, or to find '
            'the ids of fixtures that are repeated by hand.'),
        examples=(
            Example('an arbitrary id', '''\
def test_detach(volume_api):
    volume_id = 'aeb9b5f4-1fe9-4964-ab65-5e168be4de8e'  # NVN501
    volume_api.detach(volume_id)
''', 'nova/tests/unit/test_volume.py'),
            Example('sentinels and patterns', '''\
from oslo_utils.fixture import uuidsentinel as uuids


def test_detach(volume_api):
    volume_api.detach(uuids.volume)
    volume_api.detach('00000000-0000-0000-0000-000000000003')
''', 'nova/tests/unit/test_volume.py'),
        ),
        options=('nvn_test_files',),
        on_by_default=False,
    ),
    check,
    ('-',),
    holds_tests,
)
