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

"""Which values are random, and by what a typed one is told."""

from collections.abc import Callable
import random
import string

import pytest

from flake8_nova_notifications.idioms import secrets as vocabulary
from flake8_nova_notifications.rules.literals import placeholders
from tests import linted

PATH = 'nova/tests/unit/test_it.py'

# Each reason by its place in the table, with values of that kind and others
# that only look like it.
NEAR = {
    'template, path or id': (
        ['{password}', '/etc/xK9mP2qL', 'aeb9b5f4-1fe9-4964-ab65-5e168be4de8e',
         'nova.tests.xK9mP2qL', '1.3-64803f4ab6b1bf92af587bbf21793390'],
        ['xK9mP2qLw4', 'xK9.mP2-qL']),
    'says that it is fake': (
        ['fake-xK9mP2qL', 'xK9mP2DUMMY', 'changeme-xK9'], ['xK9mP2qLw4']),
    'the name of a slot': (
        ['token_one', 'NewPassword123'], ['NewPassword1234', 'xK9mP2qLw4']),
    'no letters': (['123-456-789', '2468-135', '82639174'], ['8263917a']),
    'words': (
        ['MySecretPass', 'SquarePants', 'magicvalue01', 'watson4heisman',
         'Admin@storage1', 'sOmEseCr3t', 'SuperS3cretP@ssage', 'winter2019!',
         'hunterOfWords', 'correct-horse-battery'],
        ['rEaqvJka48mpv', 'poQZ0Ad/Bq8DT9fA7ydB', 'LXqzwPvThk',
         'deadbeefcafe0123']),
    'in order': (
        ['a1b2c3d4', 'asdf1234', '1qaz2wsx', 'qwerty123', 'abcd1234',
         '0123456789abcdef', 'aB3dE6gH9j', 'zYxW9876'],
        ['b2a9d4c1', 'a9s2x7d1', '2FE0CQ8J196R', 'b1!?#&$+']),
    'repeated': (
        ['AABBCC112233', 'abc9abc9abc9', '3fa3fa3fa3fa3fa', 'aaaaaaaaaa1',
         'xK9mP2xK9mP2', 'AABBCCDDx7q'],
        ['AABBC1D2E3', 'abc9xbc2aqc9', 'xK9mP2qxK9mP']),
    'encoded text': (
        ['YSBzZWNyZXQ=', 'eyJmb28iOiAiYmFyIn0=', '!&&&ZmFrZV9wYXNzd2Q='],
        ['a7Qx93bVz0LmPw==', 'a7Qx93bVz0Lm']),
}
CASES = [
    pytest.param(is_such, example, *NEAR[what], id=what)
    for what, is_such, example in placeholders.TYPED]


@pytest.mark.parametrize('is_such, example, typed, others', CASES)
def test_reasons(
    is_such: Callable[[str], bool], example: str, typed: list[str],
    others: list[str],
) -> None:
    """Each kind of typed value, and what is none."""
    for value in (example, *typed):
        assert is_such(value), value
        assert not placeholders.looks_random(value), value
    for value in others:
        assert not is_such(value), value


@pytest.mark.parametrize('value, found', [
    ('cXELT66FngwzTwpf', True), ('bff4a5a6b9eb4ea2a6efec6eefb77936', True),
    ('B351F145DA527445', True), ('2FE0CQ8J196R', True),
    ('rEaqvJka48mpv', True), ('poQZ0Ad/Bq8DT9fA7ydB', True),
    ('7q9z8w3x', True), ('7q9z8w3', False),
    # Of two kinds, with enough in it, and well mixed.
    ('qzxkvwjp', False), ('QZXKVWJP', False), ('qzkwqzkw9', False),
    ('qz-xk-vw-jp', False), ('qz-xK-vw-jp', True),
    ('qzkwvxjp93', False), ('qz8kw3vx', True),
    ('kV4qzR8w' * 64, False), ('kV4q' * 129, False),
    (''.join(random.Random(3).choices(string.ascii_letters
                                      + string.digits, k=512)), True),
    (''.join(random.Random(3).choices(string.ascii_letters
                                      + string.digits, k=513)), False),
])
def test_random_values(value: str, found: bool) -> None:
    """8 to 512 characters that nobody would type."""
    assert placeholders.looks_random(value) is found


@pytest.mark.parametrize('length', [12, 16, 32])
def test_most_random_values_are_found(length: int) -> None:
    """Chance seldom makes words: at least six in seven look random."""
    source = random.Random(length)
    letters = string.ascii_letters + string.digits
    found = sum(placeholders.looks_random(
        ''.join(source.choices(letters, k=length))) for _ in range(500))
    assert found >= 430


@pytest.mark.parametrize('slot, value, reported', [
    ('password', 'rEaqvJka48mpv', True), ('X_AUTH_TOKEN', '7q9z8w3x', True),
    ('note', 'rEaqvJka48mpv', False),
    # The words of the slot.
    ('qzxk9_token', 'qzxk9Token', False), ('token', 'qzxk9Token7W', True),
    # The slot says that it holds no real one.
    ('FAKE_AUTH_KEY', '95bc670c0068821d', False),
    ('fakery_auth_key', '95bc670c0068821d', True),
    # Hashes, ciphers, and tokens that say where to go on.
    ('hashed_password', '5e884898da28047151d0e56f8dc62927', False),
    ('ENCRYPTED_PASSWORD', '5e884898da28047151d0e56f8dc62927', False),
    ('password', '5e884898da28047151d0e56f8dc62927', True),
    ('next_token', '5e884898da28047151d0e56f8dc62927', False),
    ('client_request_token', '5e884898da28047151d0e56f8dc62927', False),
    ('next_auth_token', '5e884898da28047151d0e56f8dc62927', True),
])
def test_slots(slot: str, value: str, reported: bool) -> None:
    """Told of unless the slot, or the value, says that it is none."""
    wanted = [1] if reported else []
    assert linted.lines(
        f"{slot} = '{value}'\n", 'NVN503', path=PATH) == wanted


@pytest.mark.parametrize('where, secrets, others', [
    (vocabulary.Where.LOG,
     'password adminPass chap_secret auth_token access_token secret_key '
     'private_key api_key license_key jwt user_data connection_info '
     'block_device_info auth_password transport_url broker_url pwd '
     'connection_data provider_auth sql_connection session_key password2 '
     'new_password X-Auth-Token',
     'key credentials access_key session_id sid secret_uuid secret_ref '
     'secret_name token_expires_at key_name password_file client_token '
     'db_token page_token continuation_token next_token use_password '
     'masked_password safe_token password_length chap_name use_chap_auth '
     'hashed_password public_key auth auth_url body data context cmd'),
    (vocabulary.Where.OPTION,
     'password admin-password rabbit_pass db_pw hmac_keys aes_cbc_key '
     'auth_encryption_key shared_secret sql_connection my_db_connection '
     'transport_url token api_key sourcetoken passkey jwt client_secret',
     'password_file secret_uuid token_ttl inject_password connection '
     'private_key ssh_key signing_key client_key keyfile key access_key '
     'auth_url login username secret_store token_strategy send_token '
     'password_hash_algorithm'),
    (vocabulary.Where.LITERAL,
     'password adminPass PASSWORD_12 secret_2_3 api_key OS_TOKEN '
     'access_key signing_key user_pass',
     'key pass password_file api_2_key connection_info 12'),
    (vocabulary.Where.PAYLOAD,
     'password secret_name tokens credentials connection_info user_data '
     'admin_pass personality', 'key state display_name'),
])
def test_vocabulary(
    where: vocabulary.Where, secrets: str, others: str,
) -> None:
    """One vocabulary; where a name stands decides on some."""
    for name in secrets.split():
        assert vocabulary.is_secret(name, where), name
    for name in others.split():
        assert not vocabulary.is_secret(name, where), name
