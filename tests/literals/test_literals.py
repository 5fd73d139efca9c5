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


"""Which texts of a test belong to somebody, and which say they do not."""

import pathlib

import pytest

from flake8_nova_notifications.idioms import reserved
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.literals import secrets
from tests import linted

PATH = 'nova/tests/unit/test_it.py'

PEM = (
    "KEY = '''-----BEGIN {}PRIVATE KEY-----\n{}"
    'MIIEowIBAAKCAQEApBdzF+fTq5QbN3R+QlO5TZr6W64GcUqcho5ayPpPXqQ2ZsQ0\n'
    "-----END {}PRIVATE KEY-----'''\n")


def _lines(code: str, rule: str, path: str = PATH) -> list[int]:
    return linted.lines(code, rule, path=path)


@pytest.mark.parametrize('uuid, reported', [
    ('aeb9b5f4-1fe9-4964-ab65-5e168be4de8e', True),
    ('AEB9B5F4-1FE9-4964-AB65-5E168BE4DE8E', True),
    ('32dfcb37-5af1-552b-357c-be8c3aa38310', True),
    ('aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa', False),
    ('00000000-0000-0000-0000-000000000003', False),
    ('00000000-aaaa-aaaa-aaaa-aaaaaaaaaaaa', False),
    ('12345678-1234-1234-1234-123456789012', False),
    ('aeb9b5f4-1fe9-4964-ab65-5e168be4de8e-1', False),
    ('aeb9b5f4-1fe9-4964-ab65', False),
    # 14 and 15 neighbours: equal, rising, falling.
    ('33333333-3333-333b-f20f-86fc474c0251', True),
    ('99999999-9999-9999-08fc-e4b314f68d9d', False),
    ('9abcdeff-ffff-fffb-d7a0-85a3683f2b2d', True),
    ('3456789a-bcde-ffff-09d3-1ca819026d94', False),
    ('32100000-0000-000a-4cec-38d79d8a0da0', True),
    ('98765432-1000-0000-41ae-b8f0b8e95b5a', False),
    # Seven different digits and six, none a neighbour of the next.
    ('05a27c40-5a27-c405-a27c-405a27c405a2', True),
    ('05a27c05-a27c-05a2-7c05-a27c05a27c05', False),
])
def test_uuids(uuid: str, reported: bool) -> None:
    """Chance looks different from a pattern."""
    wanted = [1] if reported else []
    assert _lines(f"volume = '{uuid}'\n", 'NVN501') == wanted
    assert _lines(f"url = 'http://localhost/images/{uuid}'\n",
                  'NVN501') == wanted


def test_each_text_is_told_of_once() -> None:
    """However many UUIDs it holds, and whatever stands above it.

    Tempest's test ids are no parameters, nor are docstrings.
    """
    uuid = 'aeb9b5f4-1fe9-4964-ab65-5e168be4de8e'
    plain = '00000000-0000-0000-0000-000000000003'
    assert linted.report(f"""
'''About {uuid}.'''
COUNT = 3
SHORT = 'a-b'
PAIR = '{plain} {uuid}, {uuid}'
RAW = b'{uuid}'


@decorators.idempotent_id('{uuid}')
def test_it(self):
    '''About {uuid}.'''
""", 'NVN501', path=PATH) == [
        f"{place} NVN501 literal UUID '{uuid}'; use uuidsentinel "
        '(uuids.server) or the constant of the fixture that owns it'
        for place in ('5:8', '6:7')]


@pytest.mark.parametrize('code', [
    "call(version='1.2.3.4')",
    "versions = {'version': '1.2.3.4'}",
    "version = '1.2.3.4'",
    "self.version = '1.2.3.4'",
    "version: str = '1.2.3.4'",
    "versions['version'] = '1.2.3.4'",
    "version = f'1.2.3.4{end}'",
    "def call(version='1.2.3.4'): pass",
    "def call(a, b, /, version='1.2.3.4', *, c=3): pass",
    "def call(a, *, b=3, version='1.2.3.4'): pass",
    "call(lambda version='1.2.3.4': version)",
    "setattr(x, 'version', '1.2.3.4')",
])
def test_slots(code: str) -> None:
    """The name that a text is given to, wherever it stands."""
    assert _lines(code + '\n', 'NVN502') == []
    assert _lines(code.replace('version', 'host') + '\n', 'NVN502') == [1]


@pytest.mark.parametrize('code', [
    "call(1, '1.2.3.4', version=2)",
    "call(**{version: '1.2.3.4'})",
    "call(**{1: '1.2.3.4'})",
    "version = ['1.2.3.4']",
    "version: list = ['1.2.3.4']",
    "version['1.2.3.4'] = 1",
    "def call(version, host='1.2.3.4'): pass",
    "def call(host='1.2.3.4', *, version): pass",
    "version, host = '1.2.3.4', 1",
    "call(x, 'version', '1.2.3.4')",
    "setattr('1.2.3.4', 'version', x)",
    "setattr(x, version, '1.2.3.4')",
])
def test_other_slots(code: str) -> None:
    """What stands beside a slot is not in it."""
    assert _lines(code + '\n', 'NVN502') == [1]


@pytest.mark.parametrize('code, rule, lines', [
    # A seam between two literals.
    ("x = call(\n    'aeb9b5f4-'\n    '1fe9-4964-ab65-5e168be4de8e')\n",
     'NVN501', [2]),
    ("x = ('id: aeb9b5f4-1fe9-4964'\n     '-ab65-5e168be4de8e')\n",
     'NVN501', [1]),
    # Somewhere in a long text, whose first line is told.
    ("x = '''\nname: a\nip: 1.2.3.4\n'''\n", 'NVN502', [1]),
    ("x = '''\nname: a\nip: 2606:4700::1111\n'''\n", 'NVN502', [1]),
    ("x = b'''\nname: a\nat: http://zoo.com/\n'''\n", 'NVN504', [1]),
    # Behind the sign of an escape.
    ("x = 'ip\\n1.2.3.4'\n", 'NVN502', [1]),
    ("x = 'at:\\nhttp://zoo.com/'\n", 'NVN504', [1]),
    ("x = f'{y}1.2.3.4'\n", 'NVN502', [1]),
    # The second of two in a line, and one behind others in its function.
    ("x = '10.0.0.1', '1.2.3.4', '8.8.8.8'\n", 'NVN502', [1, 1]),
    ("def f():\n    a = '10.0.0.1'\n    b = '8.8.8.8'\n", 'NVN502', [3]),
    ("x = 'http://localhost:1/', 'http://zoo.com/'\n", 'NVN504', [1]),
    # Told to the reader.
    ("# http://zoo.com and 1.2.3.4\nx = 1\n", 'NVN504', []),
    ("x = 1  # 1.2.3.4\n", 'NVN502', []),
    ("def f():\n    'Reads 1.2.3.4.'\n", 'NVN502', []),
    ("x = 1.2, 3.4, a[1:2:3], 2000 if b else {2001: {3: 4}}\n",
     'NVN502', []),
])
def test_texts_of_interest(code: str, rule: str, lines: list[int]) -> None:
    """They are found by their lines, and looked at as the whole they are."""
    assert _lines(code, rule) == lines


def test_production_code_is_not_read() -> None:
    """The families are about tests only."""
    code = "IP = '8.8.8.8'\nURL = 'http://zoo.com'\nPASSWORD = 'kV4qzR8wTn'\n"
    for rule in ('NVN502', 'NVN503', 'NVN504'):
        assert _lines(code, rule, 'nova/compute/api.py') == []
        assert len(_lines(code, rule)) == 1


@pytest.mark.parametrize('text', [
    '10.1.2.3', '172.31.0.1', '192.168.1.1/24', '127.0.0.1', '0.0.0.0/0',
    '192.0.2.7', '198.51.100.7', '203.0.113.7', '169.254.169.254',
    '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.0',
    '2001:db8::1', '::1', '::', 'fe80::1', 'fd00::1', 'ff02::1',
    '3fff::1', '64:ff9b::1', 'fa:16:3e:11:22:33', '0000:00:01.0', '12:30:45',
    '1.3.6.1.4.1.99', '999.1.1.1', 'v1.2.3.4', '01.02.03.04', 'nova::api',
])
def test_nobody_s_addresses(text: str) -> None:
    """Reserved, or no address at all."""
    assert reserved.public_address(f'at {text}, maybe') is None


@pytest.mark.parametrize('text', [
    '1.2.3.4', '8.8.8.8', '192.164.0.10', '172.32.0.1', '100.128.0.1',
    '2606:4700:4700::1111', '2001:4860:4860::8888',
])
def test_somebody_s_addresses(text: str) -> None:
    """Wherever they stand in a text."""
    assert reserved.public_address(text) == text
    assert reserved.public_address(f'<ip v="{text}"/>') == text
    assert reserved.public_address(f'http://[{text}]:80/') == text


@pytest.mark.parametrize('text, address', [
    ('from 10.0.0.1 to 8.8.8.8 or 1.2.3.4', '8.8.8.8'),
    ('from fd00::1 to 2606:4700::1', '2606:4700::1'),
    ('at 2606:4700::1 or 8.8.8.8', '8.8.8.8'), ('8.8.8', None),
    ('2606:1', None), ('1fff::1', None),
    ('2001:200::1', '2001:200::1'), ('2001:1ff::1', None),
    ('2002::1', None), ('2003::1', '2003::1'), ('4000::1', None),
    ('198.20.0.1', '198.20.0.1'), ('223.255.255.255', '223.255.255.255'),
])
def test_first_address(text: str, address: str | None) -> None:
    """That belongs to somebody; those before it are passed over."""
    assert reserved.public_address(text) == address


@pytest.mark.parametrize('text, host', [
    ('http://zoo.com:42/v2', 'zoo.com'),
    ('see https://user:pass@somewhere.com/x', 'somewhere.com'),
    ('rabbit://user@mq.openstack.org', 'mq.openstack.org'),
    ('http://notexample.com', 'notexample.com'),
    ('http://www.example.com/a', None),
    ('http://nova.example.org', None),
    ('http://nova.test:80', None),
    ('http://a.invalid', None),
    ('http://cloud.localhost', None),
    ('http://printer.local', None),
    ('http://controller/compute', None),
    ('http://10.0.0.1/compute', None),
    ('fake://fake.server', None),
    ('http://www.w3.org/2001/XMLSchema', None),
    ('<a xmlns="http://zoo.com/ns"/>', None),
    ('https://bugs.launchpad.net/nova/+bug/1', None),
    ('zoo.com', None), ('http://zoo', None), ('http://.com', None),
    ('http://example.com', None), ('http://example.org.zoo.com',
                                   'example.org.zoo.com'),
    ('http://a.test or http://ZOO.com', 'zoo.com'),
    ('<a xmlns="http://zoo.com/ns" href="http://far.com"/>', 'far.com'),
    ('<a xmlns:b="http://zoo.com/ns"> http://far.com', 'far.com'),
    ('xmlns http://zoo.com/ns', 'zoo.com'),
    ('http://schema.zoo.com http://docs.zoo.com', None),
    ('xmlns' + '=' * 35 + 'http://zoo.com', None),
    ('xmlns' + '=' * 36 + 'http://zoo.com', 'zoo.com'),
])
def test_hosts(text: str, host: str | None) -> None:
    """Only hosts of URLs, and only those that can have an owner."""
    assert reserved.real_host(text) == host


def test_identifier_that_looks_like_a_host() -> None:
    """An id or a namespace is never fetched."""
    assert _lines("self.id = 'http://zoo.com/19'\n", 'NVN504') == []
    assert _lines("NAMESPACE = 'http://zoo.com/19'\n", 'NVN504') == []
    assert _lines("self.url = 'http://zoo.com/19'\n", 'NVN504') == [1]


@pytest.mark.parametrize('kind, head', [
    ('', ''), ('RSA ', ''), ('EC ', ''), ('OPENSSH ', ''), ('ENCRYPTED ', ''),
    ('RSA ', 'Proc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,BDF2\n\n'),
])
def test_private_keys(kind: str, head: str) -> None:
    """Keys of all kinds, where the body of the key is there."""
    assert _lines(PEM.format(kind, head, kind), 'NVN503') == [1]
    assert _lines(f"KEY = '-----BEGIN {kind}PRIVATE KEY-----'\n",
                  'NVN503') == []
    assert _lines(PEM.format(kind, head, kind).replace('KEY = ', 'KEY = b'),
                  'NVN503') == [1]


@pytest.mark.parametrize('code', [
    "password = 'kV4qzR8wTn'",
    "self.auth_token = 'bff4a5a6b9eb4ea2a6efec6eefb77936'",
    "body = {'adminPass': 'TNc53Dr8s7vw'}",
    "call(admin_pass='4ZQ3bb6WYbC2')",
    "body['api_key'] = '4ZQ3bb6WYbC2'",
    "headers = {'X-Auth-Token': '8d9f235ca7464dd7ba46f81515797ea0'}",
    "body = {'secret':\n        'rEaqvJka48mpv'}",
    "def login(password: str = 'kV4qzR8wTn'): pass",
    "PASSWORD1 = 'cXELT66FngwzTwpf'",
    "PASSWORD = 'cXELT66FngwzTwpf'  # \u0130",
])
def test_secrets(code: str) -> None:
    """Long and mixed values where a credential belongs."""
    assert len(_lines(code + '\n', 'NVN503')) == 1


@pytest.mark.parametrize('value, severity', [
    ('ghp_' + 'k9QzR8wTnV4aXb7LmPq2Cd5Ef1Gh3JsYtUw0', Severity.HIGH),
    ('kV4qzR8wTn', Severity.LOW)])
def test_severity_of_a_secret(value: str, severity: Severity) -> None:
    """A token was issued by a service, and may be valid still."""
    text, = linted.report(f"password = '{value}'\n", 'NVN503', path=PATH)
    assert linted.rule('NVN503').about.severity_of(
        text.partition('NVN503 ')[2]) is severity


@pytest.mark.parametrize('code', [
    "password = 'secret'",
    "password = 'admin_password'",
    "password = 'NewPassword1'",
    "chap_password = 'chap_password1'",
    "auth_token = 'fake-kV4qzR8wTn'",
    "token = 'aeb9b5f4-1fe9-4964-ab65-5e168be4de8e'",
    "secret = '%(kV4qzR8wTn)s'",
    "secret = 'http://localhost/kV4qzR8wTn'",
    "private_key = '/etc/nova/kV4qzR8wTn'",
    "token = 'nova.tests.unit.aB3dE6'",
    "token = '[0-9a-f]{32}aB3dE6'",
    "prefix = {'ConsoleAuthToken': "
    "'1.3-64803f4ab6b1bf92af587bbf21793390'}",
    "password_length = 'kV4qzR8wTn'",
    "name = 'kV4qzR8wTn'",
    "assert_called('password', 'kV4qzR8wTn')",
    "password = 'aaaaaaaaaaaaaaa1'",
    'password = None',
])
def test_no_secrets(code: str) -> None:
    """Names, references, templates, patterns and other slots."""
    assert _lines(code + '\n', 'NVN503') == []


@pytest.mark.parametrize('name, kept', [
    ('password', True), ('adminPass', True), ('PASSWORD_12', True),
    ('secret_2_3', True), ('api_key', True), ('OS_TOKEN', True),
    ('x' * 503 + '_password', True), ('x' * 504 + '_password', False),
    ('', False), ('12', False), ('key', False), ('password_file', False),
    ('pass', False), ('api_2_key', False),
])
def test_slots_of_credentials(name: str, kept: bool) -> None:
    """The last words count, without the numbers behind them."""
    assert secrets.is_credential_slot(name) is kept


def test_places_of_secrets() -> None:
    """In the line of their slot or the next, behind whatever else.

    Not within a longer text. The report names the slot and never the value.
    """
    code = '''\
note = """
password = 'ISSUED'"""
call(1, None, admin_pass='kV4qzR8wTn')
call(None, password=b'kV4qzR8wTn', timeout=7, token='7q9z8w3x2v')
password = (
    'kV4qzR8wTn')
password = (

    'kV4qzR8wTn')
note = 'kV4qzR8wTn'
setattr(context, 'auth_token',
        'kV4qzR8wTn')
call(context, 'auth_token', 'kV4qzR8wTn')
names = 'password', 'kV4qzR8wTn'
body = {'adminPass': 'kV4qzR8wTn'}
'''.replace('ISSUED', ''.join(TOKENS['GitHub token']))
    assert linted.report(code, 'NVN503', path=PATH) == [
        f"{place} NVN503 hard-coded '{name}' looks like a real credential; "
        'use an obviously fake value or generate it' for place, name in (
            ('3:26', 'admin_pass'), ('4:21', 'password'), ('4:53', 'token'),
            ('6:5', 'password'), ('12:9', 'auth_token'),
            ('15:22', 'adminPass'))]


def test_key_and_other_secrets() -> None:
    """A private key in a file does not hide the rest, nor the other way."""
    key = PEM.format('', '', '')
    assert linted.report(
        "LIMIT = 7\nNAME = 'kV4qzR8wTn'\npassword = 'kV4qzR8wTn'\n" + key
        + "token = 'kV4qzR8wTn'\n", 'NVN503', path=PATH) == [
        f'{place} NVN503 hard-coded {what}' for place, what in (
            ('3:12', "'password' looks like a real credential; use an "
             'obviously fake value or generate it'),
            ('4:7', 'private key; generate it in the test, or mark it as a '
             'test key for secret scanners'),
            ('7:9', "'token' looks like a real credential; use an obviously "
             'fake value or generate it'))]


# Made up, in the form that their issuers publish; in two pieces, so that no
# scanner takes them for real.
TOKENS = {
    'AWS access key': ('AKIA', 'Q7T3XZ2NVW5KRJ4M'),
    'GitHub token': ('ghp_', '4kV9qzR8wTnX2mLd7BhYc3PfGs6JtEa1UoWi'),
    'GitLab token': ('glpat-', 'x9Qz4Kv7Tn2Rw8Lm5Bd3'),
    'Slack token': (
        'xoxb-', '739104826153-920485716302-kV4qzR8wTnX2mLd7BhYc3PfG'),
    'Google API key': ('AIza', 'SyD4kV9qzR8wTnX2mLd7BhYc3PfGs6JtEa1'),
    'Fernet token': (
        'gAAAAABl', 'kV9qzR8wTnX2mLd7BhYc3PfGs6JtEa1U' * 2
        + 'oWi5xQ0Zy4vN8rK2pM6dH1sFgT9bC3jL7uEaXw=='),
    'JSON web token': (
        'eyJhbGciOiJIUzI1NiJ9.', 'eyJzdWIiOiI4MTU0NzAifQ.',
        'kV9qzR8wTnX2mLd7BhYc3PfGs6JtEa1U'),
}


@pytest.mark.parametrize('kind', TOKENS)
def test_known_formats(kind: str) -> None:
    """Where a slot is filled, be its name that of a credential or not."""
    token = ''.join(TOKENS[kind])
    assert linted.report(
        f"token = '{token}'\n", 'NVN503', path=PATH) == [
        f'1:9 NVN503 hard-coded {kind}; revoke it if it was ever valid, '
        'and use an obviously fake value']
    assert _lines(f"aws_key_id = '{token}'\n", 'NVN503') == [1]
    assert _lines(f"aws_key_id = '{token[:12]}'\n", 'NVN503') == []


@pytest.mark.parametrize('token', [
    'AKIAIOSFODNN7EXAMPLE', 'AKIAAAAAAAAAAAAAAAAA',
    'ghp_' + 'abcdefghijklmnopqrstuvwxyz0123456789', 'ghp_' + 'x' * 36,
    'glpat-12345678901234567890', 'glpat-some-token-of-words',
    'AIza' + '1234567' * 5, 'gAAAAA-super-secret-keystone-token',
])
def test_typed_tokens(token: str) -> None:
    """The form alone does not make a token."""
    assert _lines(f"token = '{token}'\n", 'NVN503') == []


def test_api_samples(tmp_path: pathlib.Path) -> None:
    """What the documentation shows is no secret, nor is it in its tests."""
    value = 'TNc53Dr8s7vw'
    code = f"BODY = {{'adminPass': '{value}'}}\n"

    def found(*parts: str) -> list[int]:
        path = tmp_path.joinpath('proj', 'tests', *parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(tmp_path).parents:
            if folder.name:
                (tmp_path / folder / '__init__.py').touch()
        return _lines(code, 'NVN503', str(path))

    assert found('unit', 'test_it.py') == [1]
    assert found('functional', 'api_sample_tests', 'test_it.py') == []
    samples = tmp_path / 'doc' / 'api_samples' / 'servers'
    samples.mkdir(parents=True)
    (samples / 'rebuild.json').write_text('{"adminPass": "other"}')
    assert found('unit', 'test_it.py') == [1]
    (samples / 'resize.json').write_text(f'{{"adminPass": "{value}"}}')
    assert found('unit', 'test_it.py') == []
