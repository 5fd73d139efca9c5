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

"""Values that only say what they stand for, and slots of other things."""

import pytest

from tests import linted

PATH = 'nova/tests/unit/test_it.py'

# The value of a slot, and whether it is told of.
VALUES = [
    # Made by a machine, so not in words; a password may be chosen.
    ('access_key', 'MySecretAccessKey', False),
    ('password', 'MySecretAccessKey', False),
    ('password', 'MySecretPass', True),
    ('password', 'OurLittleSecret', True),
    ('forwarded_secret', '_proxySecret', False),
    ('forwarded_secret', 'gK7xQw_Secret', True),
    ('auth_token', 'NextToken', False),
    ('auth_token', 'nXqT8Token', True),
    ('password', 'hunterOfWords', True),
    ('_SECRET', 'LongDataPath', False),
    ('_SECRET', 'LongDtaPath', True),
    ('_SECRET', 'LongXqzwPath', True),
    ('password', 'LongDataPath', True),
    # The words of the slot.
    ('challenge_token', 'challenge-123', False),
    ('challenge_token', 'challenge-1234', True),
    ('token', '123-456-789', True),
    ('REMOTE_ACCESS_KEY', 'remoteAccess', False),
    # A password that says so.
    ('password', 'rebuildPassw0rd', False),
    ('password', 'SuperS3cretP@ssword', False),
    ('password', 'SuperS3cretP@ssage', True),
    # Base64 of words, and of something else.
    ('client_secret', 'YSBzZWNyZXQ=', False),
    ('api_token', 'eyJmb28iOiAiYmFyIn0=', False),
    ('chap_secret', 'V1RGNjRfXw==', True),
    ('chap_secret', 'a7Qx93bVz0LmPw==', True),
    ('chap_secret', 'a7Qx93bVz0LmPw=', True),
    ('chap_secret', 'a7Qx93bVz0Lm', True),
    # Typed in order.
    ('auth_token', 'abcd1234', False),
    ('auth_token', 'ponm9876Q', False),
    ('auth_token', 'abdf1357', True),
    # The slot says that it holds no real one.
    ('FAKE_AUTH_KEY', '95bc670c0068821d', False),
    ('fakery_auth_key', '95bc670c0068821d', True),
    # Hashes, and tokens that say where to go on.
    ('hashed_password', '5e884898da28047151d0e56f8dc62927', False),
    ('password', '5e884898da28047151d0e56f8dc62927', True),
    ('next_token', '5e884898da28047151d0e56f8dc62927', False),
    ('client_request_token', '5e884898da28047151d0e56f8dc62927', False),
    ('next_auth_token', '5e884898da28047151d0e56f8dc62927', True),
]


@pytest.mark.parametrize('slot, value, reported', VALUES)
def test_values(slot: str, value: str, reported: bool) -> None:
    """Told of unless the value, or its slot, says that it is none."""
    wanted = [1] if reported else []
    assert linted.lines(
        f"{slot} = '{value}'\n", 'NVN503', path=PATH) == wanted
