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


"""NVN503: a test spells out a real credential."""

from collections.abc import Iterator
from collections.abc import Mapping

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.literals.secrets import PRIVATE_KEY
from flake8_nova_notifications.rules.literals.secrets import secrets
from flake8_nova_notifications.rules.literals.secrets import TRIGGERS

# A slot is printed as it is spelled; longer ones only make the line long.
MAX_SLOT = 40

# What to do about a token that somebody else can use while it is valid.
_REVOKE = 'revoke it if it was ever valid, and use an obviously fake value'


def check(source: SourceFile) -> Iterator[Finding]:
    """Report private keys, known tokens and values that look random."""
    for secret in source.once(secrets):
        if secret.kind == PRIVATE_KEY:
            what = PRIVATE_KEY
            advice = ('generate it in the test, or mark it as a test key for '
                      'secret scanners')
        elif secret.kind:
            what = secret.kind
            advice = _REVOKE
        else:
            slot = ''.join(
                c for c in secret.slot if c.isalnum() or c in '_-')
            what = f"'{slot[:MAX_SLOT]}' looks like a real credential"
            advice = 'use an obviously fake value or generate it'
        yield Finding(secret.node, {'what': what, 'advice': advice})


def _graded(details: Mapping[str, str]) -> Severity:
    """A token in a known format was issued by a service, and may be valid.

    Keys and random values of tests were seldom worth a patch: 1 of 5.
    """
    return Severity.HIGH if details['advice'] == _REVOKE else Severity.LOW


RULE = Rule(
    About(
        code='NVN503',
        summary='credential that is written into a test and looks real',
        name='embedded-secret',
        message='hard-coded {what}; {advice}',
        cwe=(798, 547),
        graded=_graded,
        rationale=(
            'Nobody can tell a copied credential from an invented one, so '
            'secret scanners report both for ever and people learn to look '
            'away. Reported are private keys in PEM form, tokens in a known '
            'format, and values of credential slots (password, token, '
            'secret, api key ...) that look random. What somebody typed is '
            'not: words (MyNewPass, also with digits in them), the name of '
            'the slot, runs of keys, digits in order, repeated groups, '
            'templates and references, nor what an API sample of the '
            'project shows. A token in a known format is of high severity.'),
        examples=(
            Example('a private key and a password', '''\
KEY = (
    '-----BEGIN RSA PRIVATE KEY-----\\n'  # NVN503
    'MIIEowIBAAKCAQEApBdzF+fTq5QbN3R+QlO5TZr6W64GcUqcho5ayPpPXqQ2ZsQ0\\n'
    '-----END RSA PRIVATE KEY-----\\n')


def test_rescue(controller):
    body = {'rescue': {'adminPass': 'cXELT66FngwzTwpf'}}  # NVN503
    assert controller.rescue(body=body)
''', 'nova/tests/unit/test_rescue.py'),
            Example('values that somebody typed', '''\
BODY = {'rescue': {'adminPass': 'MySecretPass1'}}
QUERY = {'token': '123-456-789'}
HEADERS = {'X-Auth-Token': 'asdf1234'}
KEY = {'api_key': 'a1b2c3a1b2c3a1b2c3'}
''', 'nova/tests/unit/test_rescue.py'),
            Example('values that say what they are', '''\
PATTERN = '(-----BEGIN RSA PRIVATE KEY-----|)'


def test_rescue(controller, uuids):
    body = {'rescue': {'adminPass': 'fake-admin-pass'}}
    assert controller.rescue(body=body, admin_password='admin_password')
    assert controller.rescue(token=uuids.token, secret='%(secret)s')
''', 'nova/tests/unit/test_rescue.py'),
        ),
        options=('nvn_test_files',),
    ),
    check,
    TRIGGERS,
    holds_tests,
)
