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

"""What is written when a value is: by itself, without where it comes from.

The value of a log call is what its last name says: ``secret.id`` is an id,
``req.headers.get('X-Auth-Token')`` is a token. Whatever goes through a
function that masks it, and what is only counted or compared, is none.
"""

import ast
from functools import lru_cache

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import MAX_NAMES
from flake8_nova_notifications.code.expressions import words
from flake8_nova_notifications.idioms import notifiers
from flake8_nova_notifications.idioms.secrets import is_masked
from flake8_nova_notifications.idioms.secrets import is_secret
from flake8_nova_notifications.idioms.secrets import Where

# Calls that leave a value what it is, as an argument or as their owner.
_COPIES = frozenset((
    'str', 'repr', 'unicode', 'text_type', 'dict', 'list', 'tuple',
    'set', 'sorted', 'copy', 'deepcopy', 'dumps', 'loads', 'dump_as_bytes',
    'to_primitive', 'pformat', 'join', 'safe_decode', 'safe_encode',
    'to_utf8', 'quote', 'quote_plus', 'urlencode', 'b64encode', 'escape',
    'dump', 'safe_dump'))
# The same, as methods of it.
_METHODS = frozenset((
    'encode', 'decode', 'strip', 'rstrip', 'lstrip', 'items', 'values',
    'lower', 'upper', 'copy'))
# What they make of a dict holds its keys alone.
_KEYS_ONLY = frozenset(('list', 'tuple', 'set', 'sorted', 'join'))
# What is said about a value, and not the value.
_SAYS_LITTLE = frozenset((
    'len', 'bool', 'int', 'float', 'type', 'hash', 'id', 'isinstance', 'any',
    'all', 'sum', 'keys', 'count', 'startswith', 'endswith', 'isdigit',
    'getcwd', 'md5', 'sha1', 'sha256', 'sha512', 'hexdigest', 'digest',
    'fingerprint'))
# Verbs of functions that give a secret: ``get_password()``.
_GETS = frozenset((
    'get', 'generate', 'make', 'create', 'fetch', 'read', 'decrypt', 'load',
    'obtain', 'build'))
_GOT = ('password', 'passwd', 'passphrase', 'token', 'secret_key', 'api_key',
        'session_key', 'private_key')
# Verbs that take secrets out where a secret is what they are about:
# ``strip_password()``, ``remove_secrets()``, and not ``safe_load()``.
_TAKES_OUT = frozenset((
    'clean', 'cleanse', 'hide', 'strip', 'filter', 'remove', 'drop',
    'without', 'safe', 'secure'))
_ABOUT_SECRETS = frozenset((
    'password', 'passwords', 'secret', 'secrets', 'token', 'tokens', 'creds',
    'credentials', 'sensitive', 'auth', 'private', 'log', 'logging'))
# Secrets by name that hold theirs under keys: auth_password and the like.
WITH_KEYS = ('connection_info', 'connection_data', 'block_device_info')
MAX_HOPS = 8            # calls around a value
MAX_PART = 8            # characters of a secret that may be shown


def masks(call: ast.Call) -> bool:
    """Whether a function takes secrets out of what it is given."""
    return _is_masking(callee_name(call))


@lru_cache(MAX_NAMES)
def _is_masking(name: str) -> bool:
    spoken = words(name)
    return notifiers.says_safe(name) or not _TAKES_OUT.isdisjoint(spoken) and (
        not _ABOUT_SECRETS.isdisjoint(spoken))


def inner(value: ast.expr) -> ast.expr | None:
    """A value without the calls that copy or write it; None: harmless."""
    for _ in range(MAX_HOPS):
        if isinstance(value, ast.Await):
            value = value.value
            continue
        if not isinstance(value, ast.Call):
            break
        name = callee_name(value)
        if name in _SAYS_LITTLE or masks(value):
            return None
        if name in _METHODS and isinstance(value.func, ast.Attribute) and (
                name != 'copy' or not value.args):
            value = value.func.value
        elif name in _COPIES and value.args:
            value = value.args[0]
        else:
            break
    if isinstance(value, (ast.Constant, ast.Compare, ast.UnaryOp)):
        return None
    return value


def takes_keys(value: ast.expr) -> bool:
    """``list(env)``, ``', '.join(sorted(env))``: of a dict, its keys."""
    inside = value
    for _ in range(MAX_HOPS):
        match inside:
            case ast.Call(args=[given, *_]) if (
                    callee_name(inside) in _KEYS_ONLY):
                inside = given
            case _:
                break
    return inside is not value and isinstance(
        inside, (ast.Name, ast.Attribute, ast.Subscript, ast.Dict))


def is_short_part(value: ast.expr) -> bool:
    """``token[:4]``, ``token[-4:]``: enough to tell one from another."""
    match value:
        case ast.Subscript(slice=ast.Slice(
            lower=None, upper=ast.Constant(value=int(length)), step=None,
        ) | ast.Slice(
            lower=ast.UnaryOp(
                op=ast.USub(), operand=ast.Constant(value=int(length))),
            upper=None, step=None,
        )):
            return length <= MAX_PART
    return False


def last_part(value: ast.expr) -> str:
    """The name that says what a value is; empty where none does."""
    match value:
        case ast.Attribute(
                attr='id', value=ast.Attribute(attr='token' as name)):
            # Keystone knows a token by itself: ``request.user.token.id``.
            return name
        case ast.Attribute(
                attr='connection', value=ast.Attribute(attr='database')):
            # ``CONF.database.connection`` is a URL with a password.
            return 'sql_connection'
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(
            value=owner, slice=ast.Constant(value=str(name)),
        ) | ast.Call(
            func=ast.Attribute(attr='get' | 'pop', value=owner),
            args=[ast.Constant(value=str(name)), *_],
        ):
            if name == 'data' and (whole := last_part(owner)).endswith(
                    'connection_info'):
                # The credentials stand there, and little else beside it.
                return whole
            return name
        case ast.Call(
            func=ast.Name(id='getattr'),
            args=[_, ast.Constant(value=str(name)), *_],
        ):
            return name
        case ast.Call():
            name = callee_name(value).lstrip('_')
            verb, _, rest = name.partition('_')
            return rest if verb in _GETS and rest.endswith(_GOT) else ''
    return ''


def is_secret_by_name(value: ast.expr) -> bool:
    """Whether a value is called a secret, and no masked one."""
    return _says_secret(last_part(value))


@lru_cache(MAX_NAMES)
def _says_secret(name: str) -> bool:
    # In upper case it is a constant of the code: what something is called.
    return not name.isupper() and not is_masked(name) and is_secret(
        name, Where.LOG)


# Keys that are no names: headers of requests, and Ceph's key.
_KEYS = frozenset((
    'authorization', 'proxy-authorization', 'x-auth-token',
    'x-subject-token', 'x-service-token', 'x-storage-token', 'keyring'))


@lru_cache(MAX_NAMES)
def is_secret_key(key: str) -> bool:
    """Whether what a dict holds under a key is a secret."""
    return key.lower() in _KEYS or is_secret(key, Where.LOG)
