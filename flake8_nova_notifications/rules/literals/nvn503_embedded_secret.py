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


"""NVN503: a test spells out something that could open a door."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.literals.secrets import secrets
from flake8_nova_notifications.rules.literals.secrets import TRIGGERS

# A slot is printed as it is spelled; longer ones only make the line long.
MAX_SLOT = 40


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each private key and each credential that looks real."""
    for secret in source.once(secrets):
        if secret.kind == 'private key':
            what = 'a private key is'
        else:
            slot = ''.join(
                c for c in secret.slot if c.isalnum() or c in '_-')
            what = f"the value of '{slot[:MAX_SLOT]}' looks real and is"
        yield Finding(secret.node, {'what': what})


RULE = Rule(
    About(
        code='NVN503',
        summary='credential that is written into a test and looks real',
        name='embedded-secret',
        message=(
            '{what} written into the test; make one at run time, or use a '
            'value that says it is fake'),
        cwe=(798, 547),
        severity=Severity.HIGH,
        rationale=(
            'Nobody can tell a copied credential from an invented one, so '
            'secret scanners report both for ever and people learn to look '
            'away. Reported are private keys in PEM form and values of '
            'credential slots (password, token, secret, api key ...) that '
            'are long and mixed enough to be real. Values that say what '
            'they are (fake_token, admin_password), references, '
            'templates, regular expressions and identifiers are not.'),
        examples=(
            Example('a private key and a password', '''\
KEY = (
    '-----BEGIN RSA PRIVATE KEY-----\\n'  # NVN503
    'MIIEowIBAAKCAQEApBdzF+fTq5QbN3R+QlO5TZr6W64GcUqcho5ayPpPXqQ2ZsQ0\\n'
    '-----END RSA PRIVATE KEY-----\\n')


def test_rescue(controller):
    body = {'rescue': {'adminPass': 'AABBCC112233'}}  # NVN503
    assert controller.rescue(body=body)
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
