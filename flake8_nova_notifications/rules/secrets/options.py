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

"""The fact SecretOption: an oslo.config option that holds a secret.

What is registered without ``secret=True`` is written to the log by
``log_opt_values``, which services call when they start.
"""

import ast
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.secrets import is_secret
from flake8_nova_notifications.idioms.secrets import spoken
from flake8_nova_notifications.idioms.secrets import Where

# The options that hold a text; a number or a switch is no secret.
_KINDS = frozenset((
    'Opt', 'StrOpt', 'MultiStrOpt', 'MultiOpt', 'ListOpt', 'DictOpt',
    'URIOpt'))
# On one of its lines stands one of these words, in the name.
_WORDS = (
    'pass', 'oken', 'ecret', 'key', 'connection', 'transport_url',
    'transport-url', 'jwt', 'psk', 'pwd', '_pw', '-pw', 'Pass', 'PASS',
    'TOKEN', 'SECRET', 'KEY', 'backend_url', 'backend-url', "'uri'", '"uri"',
    "'kek'", '"kek"')
# Types of ``cfg.Opt`` that are no texts.
_NUMBERS = re.compile(r'Integer|Boolean|Float|Port|Range|IPAddress')

# What a help text says of a value that stands somewhere else.
_ELSEWHERE = re.compile(
    r'(?i)\bpath(?:name)?s?\b|\bfile ?names?\b|\bdirectory\b'
    r'|^(?:the |a |an |absolute |full |local )*(?:file|location)\b'
    r'|\bfiles? (?:that |which )?(?:contain|hold|with|stor|us)'
    r'|\bname of (?:the |a )?file\b|\bPEM\b')
_ENTRY_POINT = re.compile(r'(?i)^\s*entry ?point\b')
# ``key`` alone, other keys, and those that are mostly kept in a file.
_KEY_OF_SECRETS = re.compile(
    r'(?i)\b(?:secret|hmac|encryption|encrypt(?:ing)?|signing|shared)\b')
_KEY_OF_LOGINS = re.compile(
    r'(?i)\bsecret (?:key|token)\b'
    r'|\bkey (?:is |that is )?(?:used )?(?:for|to) authenticat')
_FILED_KEYS = (('private', 'key'), ('ssh', 'key'), ('priv', 'key'),
               ('client', 'key'), ('signing', 'key'))
_IS_VALUE = re.compile(r'(?i)\b(?:value|content|contents) of\b')
_DATABASE = re.compile(
    r'(?i)\bdatabase\b|\bsqlalchemy\b|\bmysql\b|\bmongodb\b|\bredis\b')
# Addresses with a user and a password in them, by what is said of them.
_CREDENTIALS = re.compile(r'://[^/\s:@]+:[^/\s@]+@')
_COORDINATION = re.compile(r'(?i)\bcoordinat|\btooz\b')
_ADDRESS = re.compile(r'(?i)\bconnection (?:ur[il]|string)\b')
_ADDRESSES = frozenset((
    'url', 'urls', 'uri', 'uris', 'connection', 'connections', 'proxy'))
# Of what needs no login: ``tcp:127.0.0.1:6641``, as OVSDB writes it.
_SOCKET = re.compile(r'\b(?:tcp|ssl|unix|udp):(?!//)|(?i:\bov(?:n|sdb)\b)')
_PLACEHOLDER = re.compile(r'%(?:\(\w*\))?[a-zA-Z]|\{\w*\}')
# Defaults that are none.
_NO_DEFAULTS = frozenset(('', 'none', 'changeme', 'change_me', 'secret'))


@dataclass(frozen=True)
class SecretOption:
    """The registration of an option.

    :ivar name: as far as it can be seen; ``*`` for the rest.
    :ivar default: whether its default is a secret itself.
    """

    node: ast.Call
    name: str
    default: bool


def secret_options(source: SourceFile) -> tuple[SecretOption, ...]:
    """The options that hold a secret and do not say so, in source order."""
    found = []
    for call in source.on(ast.Call, source.lines_with(*_WORDS)):
        if callee_name(call) not in _KINDS or not _is_option(source, call):
            continue
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        if 'secret' in given or None in given or 'choices' in given:
            # It was thought of, or cannot be seen, or is one of a few words.
            continue
        name = _name(source, call.args[0] if call.args else given.get('name'))
        if _holds_secret(source, name, given):
            found.append(SecretOption(
                call, name, _is_secret_default(source, given.get('default'))))
    return tuple(found)


def _is_option(source: SourceFile, call: ast.Call) -> bool:
    # Also where a project takes it from a module of its own.
    called = source.once(Names).dotted(call.func) or path(call.func) or ''
    return called.split('.')[-2:-1] == ['cfg']


def _name(source: SourceFile, value: ast.expr | None) -> str:
    """The name of an option; ``*`` for a prefix that is put before it."""
    match value and source.once(Names).value(value):
        case ast.Constant(value=str(name)):
            return name
        case ast.BinOp(op=ast.Add(), right=ast.Constant(value=str(name))):
            return f'*{name}'
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(name))):
            return _PLACEHOLDER.sub('*', name)
        case ast.Call(func=ast.Attribute(
                attr='format', value=ast.Constant(value=str(name)))):
            return _PLACEHOLDER.sub('*', name)
        case ast.JoinedStr(values=pieces):
            return ''.join(_literal(piece) or '*' for piece in pieces)
    return ''


def _holds_secret(
    source: SourceFile, name: str, given: dict[str | None, ast.expr],
) -> bool:
    if name.endswith('*'):
        return False
    kind = given.get('type')
    if kind is not None and _NUMBERS.search(
            last_name(kind.func if isinstance(kind, ast.Call) else kind)):
        return False
    said = spoken(name.replace('-', '_'))
    told = _text(source, given.get('help'))
    default = _text(source, given.get('default'))
    if _ENTRY_POINT.search(told):
        return False
    if said == ('key',):
        return bool(_KEY_OF_SECRETS.search(told)) and not (
            _is_elsewhere(told, default))
    if said[-2:] in _FILED_KEYS:
        return bool(_IS_VALUE.search(told)) and not (
            _is_elsewhere(told, default))
    return _is_login(said, told, default) or is_secret(
        name.replace('-', '_'), Where.OPTION) and not (
            _is_elsewhere(told, default))


def _is_login(said: tuple[str, ...], told: str, default: str) -> bool:
    """Whether an address or a key lets its holder in, by its help text.

    The URL of a database or of a coordination service holds a password.
    """
    if _CREDENTIALS.search(told):
        return not _ADDRESSES.isdisjoint(said[-1:])
    if said[-1:] == ('connection',):
        return bool(_DATABASE.search(told)) and not any(
            map(_SOCKET.search, (told, default)))
    if said[-2:] == ('backend', 'url'):
        return bool(_COORDINATION.search(told))
    if said[-1:] == ('uri',):
        return bool(_ADDRESS.search(told) and _DATABASE.search(told))
    return said[-1:] == ('key',) and said[-2:-1] != ('access',) and bool(
        _KEY_OF_LOGINS.search(told)) and not _is_elsewhere(told, default)


def _is_elsewhere(told: str, default: str) -> bool:
    return bool(_ELSEWHERE.search(told)) or default.startswith(('/', '~', '$'))


def _text(source: SourceFile, value: ast.expr | None) -> str:
    """A literal text, with its parts joined; empty for what is none."""
    known = value and source.once(Names).value(value)
    if isinstance(known, ast.Call) and known.args:
        # ``_('...')``
        known = known.args[0]
    text = ''
    while isinstance(known, ast.BinOp):
        text = _literal(known.right) + text
        known = known.left
    return _literal(known) + text


def _literal(value: ast.AST | None) -> str:
    return value.value if isinstance(value, ast.Constant) and isinstance(
        value.value, str) else ''


def _is_secret_default(
    source: SourceFile, default: ast.expr | None,
) -> bool:
    if isinstance(
            default and source.once(Names).value(default), ast.Call):
        # What it comes to is not told by what it is given.
        return False
    text = _text(source, default)
    # ``xxxxxxxx`` stands for one.
    return text.strip().lower() not in _NO_DEFAULTS and (
        '://' not in text and len(set(text)) > 1)
