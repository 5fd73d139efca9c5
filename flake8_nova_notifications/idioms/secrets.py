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

"""Names of secrets: one vocabulary for payloads, logs, options and literals.

A name is read from its end: ``secret_uuid`` and ``token_expires_at`` refer to
a secret or say something about it, ``admin_password`` is one. What else
counts depends on where the name stands: connection information is a secret
in a log, and an option of that name does not exist.
"""

import enum
from functools import lru_cache
import re

from flake8_nova_notifications.code.expressions import MAX_NAMES
from flake8_nova_notifications.code.expressions import words

_Endings = tuple[tuple[str, ...], ...]


class Where(enum.Enum):
    """Where a name of a secret stands."""

    PAYLOAD = 'payload'
    LOG = 'log'
    OPTION = 'option'
    LITERAL = 'literal'


def _endings(text: str) -> _Endings:
    return tuple(tuple(name.split('_')) for name in text.split())


_ANYWHERE = _endings('''
    password passwd passphrase adminpass admin_pass user_pass root_pass
    secret secret_key secret_access_key token api_key apikey encryption_key
    psk pre_shared_key preshared_key
''')
_FURTHER = {
    # Not here: ``credentials`` and ``auth`` hold policy values, ``access_key``
    # is the public half, ``session_id`` mostly the id of a record.
    Where.LOG: _endings('''
        passwords pwd pass passcode private_key license_key session_key jwt
        user_data userdata connection_info connection_data block_device_info
        provider_auth broker_url transport_url sql_connection
    '''),
    Where.OPTION: _endings('''
        passwords pwd pw pass passkey encr_key fixed_key aes_cbc_key hmac_key
        hmac_keys jwt sourcetoken targettoken sql_connection db_connection
        database_connection persistence_connection transport_url
        root_token_id approle_secret_id kek
    '''),
    Where.PAYLOAD: _endings('''
        pass passcode private_key access_key auth_key user_data
        connection_info connection_data auth_data injected_files personality
    '''),
    Where.LITERAL: _endings('access_key auth_key signing_key'),
}
# In a payload, where every name says what is sent, such a word is enough.
_WORDS = frozenset((
    'password', 'passwords', 'passwd', 'passphrase', 'passcode', 'adminpass',
    'secret', 'secrets', 'credential', 'credentials', 'token', 'tokens',
    'apikey', 'keyring'))

# A token that says where to go on, or that a request was made before.
_PLACES = frozenset((
    'next', 'page', 'input', 'output', 'continuation', 'pagination', 'sync',
    'idempotency', 'request', 'resume', 'client', 'db', 'marker', 'cancel'))
# What is said about a secret; ``use_password``, ``change_token``.
_SAID = frozenset((
    'is', 'has', 'can', 'use', 'uses', 'using', 'enable', 'enabled',
    'disable', 'disabled', 'supports', 'allow', 'need', 'needs', 'require',
    'requires', 'change', 'reset', 'inject', 'validate', 'check', 'verify',
    'without', 'no', 'num', 'max', 'min', 'count', 'send', 'hide', 'show',
    'ignore', 'skip', 'force', 'mask', 'path', 'file', 'first', 'second',
    'last', 'next'))
_HASHED = frozenset((
    'hash', 'hashed', 'digest', 'checksum', 'public', 'encrypted'))
# ``metadata_for_secret`` is something else.
BETWEEN = frozenset(('for', 'of', 'to', 'from', 'by', 'with', 'in', 'per'))
# A slot that says so of what it holds.
_FAKED = frozenset(('fake', 'dummy', 'bogus', 'mock', 'stub', 'invalid'))
# A masked value, by what it is called.
_MASKED = frozenset((
    'mask', 'masked', 'redacted', 'sanitized', 'sanitised', 'scrubbed',
    'obfuscated', 'cleaned', 'clean', 'safe', 'filtered', 'hidden',
    'censored'))

_DIGITS = re.compile(r'\d+$')


def spoken(name: str) -> tuple[str, ...]:
    """The words of a name without the numbers at its end."""
    found = list(words(name))
    while found:
        found[-1] = _DIGITS.sub('', found[-1])
        if found[-1]:
            break
        found.pop()
    return tuple(found)


@lru_cache(MAX_NAMES)
def is_secret(name: str, where: Where) -> bool:
    """Whether the value of a name is a secret, by its name alone."""
    said = spoken(name)
    if where is Where.PAYLOAD and not _WORDS.isdisjoint(said):
        return True
    found = next((
        ending for ending in (*_ANYWHERE, *_FURTHER[where])
        if said[-len(ending):] == ending), None)
    if found is None:
        return False
    before = said[:len(said) - len(found)]
    if where is Where.PAYLOAD:
        return True
    return not (
        found == ('token',) and not _PLACES.isdisjoint(before[-1:])
        or not BETWEEN.isdisjoint(before[-1:])
        or found == ('user', 'data') and len(before) > 1
        or not _HASHED.isdisjoint(before)
        or not _MASKED.isdisjoint(before)
        or where is Where.LITERAL and not _FAKED.isdisjoint(before)
        or where is not Where.LITERAL and not _SAID.isdisjoint(before[:1]))


def is_masked(name: str) -> bool:
    """Whether a name says that its value has been masked."""
    return not _MASKED.isdisjoint(words(name))
