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

"""What ``mask_password`` and ``mask_dict_password`` of oslo.utils can find.

Both know a secret by the key that stands before it. They differ in how exact
the key has to be: https://docs.openstack.org/oslo.utils/latest/reference/
strutils.html
"""

import re
from typing import NamedTuple

PACKAGE = 'oslo_utils'
MODULE = 'strutils'
OF_TEXT = 'mask_password'
OF_DICT = 'mask_dict_password'

# Without those that only deployment tools have.
_KEYS = (
    'adminpass', 'admin_pass', 'password', 'auth_token', 'new_pass',
    'auth_password', 'secret', 'sys_pswd', 'token', 'configdrive',
    'encrypted_key', 'private_key', 'fernetkey', 'sslkey', 'passphrase')
_KEY = rf'(?:{"|".join(_KEYS)})[0-9]*'
_ENDS = re.compile(rf'{_KEY}$', re.I)
_ASSIGNED = re.compile(rf'{_KEY}\s*=\s*$', re.I)
_OPTION = re.compile(rf'--{_KEY}\s+$', re.I)
_ENTRY = re.compile(rf"""["'][^"']*{_KEY}["']\s*:\s*$""", re.I)

# These libraries of OpenStack need oslo.utils themselves.
BRING_IT = frozenset((
    'oslo_utils', 'oslo_log', 'oslo_service', 'oslo_serialization',
    'oslo_concurrency', 'oslo_messaging', 'oslo_db', 'oslo_policy',
    'oslo_cache', 'oslo_privsep', 'oslo_versionedobjects', 'oslo_middleware',
    'oslo_vmware'))


class Written(NamedTuple):
    """A value in a text.

    :ivar before: what stands before it and is the same each time.
    :ivar after: what stands behind it and is the same each time.
    :ivar quoted: whether it is written as ``repr`` does, with its quotes.
    """

    before: str
    after: str
    quoted: bool


def dict_masks(key: str) -> bool:
    """Whether ``mask_dict_password`` hides what a dict has under a key."""
    return any(known in key.lower() for known in _KEYS)


def text_masks(key: str) -> bool:
    """Whether ``mask_password`` finds ``'key': 'value'`` in a text."""
    return _ENDS.search(key) is not None


def value_is_found(value: Written) -> bool:
    """Whether ``mask_password`` finds a value where it stands in a text."""
    before = value.before
    quote = before[-1:] if before.endswith(('"', "'")) else ''
    if quote and (value.quoted or not value.after.startswith(quote)):
        return False
    before = before[:-1] if quote else before
    if _ASSIGNED.search(before):
        return True
    return bool(_ENTRY.search(before)) if quote or value.quoted else (
        bool(_OPTION.search(before)))
