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

"""The fact LoggedSecret: a log call that writes a secret in clear.

The argument decides and never the words of the message. Each value is judged
by its name, then by what it is known to hold at that line; one that is masked
does not excuse its neighbour.
"""

import ast
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
import re
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import logcalls
from flake8_nova_notifications.idioms.logcalls import LogCall
from flake8_nova_notifications.idioms import maskers
from flake8_nova_notifications.idioms import requests
from flake8_nova_notifications.idioms.secrets import is_masked
from flake8_nova_notifications.rules.secrets import callers
from flake8_nova_notifications.rules.secrets.flow import Flow
from flake8_nova_notifications.rules.secrets.holdings import HEADERS
from flake8_nova_notifications.rules.secrets.holdings import place
from flake8_nova_notifications.rules.secrets.holdings import Put
from flake8_nova_notifications.rules.secrets import values

# Near a log call that writes a secret stands one of these words; the most
# frequent first, each as short as it can be.
_SECRETS = (
    'ecret', 'assw', 'oken', 'onnection_', 'vate_key', 'api_key', 'user_data',
    'tion_key', 'ense_key', 'sion_key', 'userdata', 'device_info',
    'dmin_pass', 'dminPass', 'assphrase', 'pikey', 'env=', 'environment=',
    'uthorization', 'port_url', 'oker_url', 'sql_conn', 'provider_auth',
    'keyring', 'ase.connection', 'jwt', 'psk',
    'hared_key', 'pwd', '_pass', '__dict__', 'vars(')
_REQUESTS = (
    'request.', 'req.', 'eaders', 'environ', 'wsgify', 'path_info',
    'remote_addr', 'webob', 'start_resp')
_TOKEN = 'with the token of the request'
_REQUEST = 'a request with its headers'
OF_REQUESTS = (_TOKEN, _REQUEST)
ENVIRONMENT = 'the environment of a process'
# ``%(name)s`` in a message.
_FIELD = re.compile(r'%\((\w+)\)')


@dataclass(frozen=True)
class LoggedSecret:
    """A log call that writes a secret.

    :ivar text: the value, as it is spelled there.
    :ivar known: how it is known to be a secret, or to hold one.
    :ivar of_request: whether it is a request or a part of one, of which
        ``mask_password`` masks no header.
    :ivar is_found: whether ``mask_password`` may find it, by a key.
    """

    node: ast.Call
    level: str
    text: str
    known: str
    of_request: bool = False
    is_found: bool = True


def logged_secrets(source: SourceFile) -> tuple[LoggedSecret, ...]:
    """The log calls of a file that write secrets, in source order."""
    lines = source.once(logcalls.lines)
    chosen: list[int] = []
    is_passed = _holds(source.text, _SECRETS)
    for unit in source.around(lines):
        text = source.text_between(unit.start, unit.stop - 1)
        if _holds(text, (*_SECRETS, *_REQUESTS)) or is_passed and (
                callers.HEAD.search(text)):
            chosen += lines[bisect_left(lines, unit.start):
                            bisect_left(lines, unit.stop)]
    by_function: dict[ast.AST, list[LogCall]] = {}
    for log in logcalls.calls_at(source, chosen):
        by_function.setdefault(
            source.function(log.call) or source.enclosing_class(log.call)
            or source.tree, []).append(log)
    found: list[LoggedSecret] = []
    for function, logs in by_function.items():
        first: dict[ast.Call, LoggedSecret] = {}
        for log, value in _secret_values(source, function, logs):
            first.setdefault(log.call, LoggedSecret(
                log.call, log.level, value.text, value.known,
                value.known in OF_REQUESTS or HEADERS in value.known,
                value.is_found))
        found += first.values()
    found.sort(key=lambda one: (one.node.lineno, one.node.col_offset))
    return tuple(found)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    for word in words:
        if word in text:
            return True
    return False


@dataclass(frozen=True)
class SecretValue:
    """One secret that a log call writes.

    :ivar node: the value, with the calls that copy or write it.
    :ivar inside: the value without them.
    :ivar text: the value as it is spelled.
    :ivar known: how it is known to be a secret, or to hold one.
    :ivar is_found: whether a mask of oslo.utils may find it, by a key.
    :ivar fields: the fields of it that are written; None: all of it is.
    :ivar flow: what is known where the call stands.
    """

    node: ast.expr
    inside: ast.expr
    text: str
    known: str
    is_found: bool
    fields: frozenset[str] | None
    flow: Flow


def secret_values(
    source: SourceFile, call: ast.Call, function: Function,
) -> Iterator[SecretValue]:
    """All secrets that a log call writes; each is to be used at once."""
    logs = [log for log in logcalls.calls_at(source, [call.lineno])
            if log.call is call]
    for _, value in _secret_values(source, function, logs):
        yield value


def _secret_values(
    source: SourceFile, function: ast.AST, logs: list[LogCall],
) -> Iterator[tuple[LogCall, SecretValue]]:
    """What some log calls of one function write, each with its call."""
    known = {log.call: log for log in logs}
    flow = Flow(source, function, frozenset(known))
    for call in flow.run():
        log = known[call]
        fields = _fields(log)
        for given in log.given:
            for value in logcalls.values(given, fields):
                own = fields if value in (
                    given, getattr(given, 'right', None)) else None
                inside = values.inner(value)
                how = _known(source, flow, value, inside, own)
                if how is not None:
                    shown = value if how.text == _TOKEN else inside or value
                    yield log, SecretValue(
                        value, shown, spelled(shown), *how, own, flow)


class _How(NamedTuple):
    """How a value is known to hold a secret, and whether a mask finds it."""

    text: str
    is_found: bool = True


def _known(
    source: SourceFile, flow: Flow, value: ast.expr,
    inside: ast.expr | None, fields: frozenset[str] | None,
) -> _How | None:
    """How a value is known to be a secret; None for others.

    :param inside: the value without the calls that copy or write it.
    :param fields: the fields of it that are written; None: all of it is.
    """
    if requests.is_whole(source, value):
        return _How(_TOKEN)
    if inside is None:
        return None
    if isinstance(inside, ast.Name) and requests.is_request(source, inside):
        return _How(_REQUEST)
    held = flow.held.get(place(inside) or '')
    if held is not None:
        return next((_since(source, inside, key, put)
                     for key, put in held.items()
                     if (fields is None or key in fields)
                     and not (put.keyed and values.takes_keys(value))), None)
    last = values.last_part(inside)
    if last == '__dict__' or not isinstance(
            inside, (ast.Name, ast.Attribute, ast.Subscript)) or isinstance(
            getattr(inside, 'slice', None), ast.Name):
        # It is put together in the call itself, or taken out by a loop.
        return next((_How(f"which holds '{key}'", _may_be_found(key, put))
                     for key, put in flow.holds(inside).items()), None)
    name = path(inside)
    if not values.is_secret_by_name(inside):
        return _environment(flow, name) or _passed(source, inside)
    # ``'%(id)s' % secret``: one field of it.
    if fields is not None and not any(map(values.is_secret_key, fields)) or (
            name in flow.plain or name in flow.objects or name in flow.files):
        return None
    return _How('a secret by its name',
                last.lower().endswith(values.WITH_KEYS))


def _environment(flow: Flow, name: str | None) -> _How | None:
    return _How(ENVIRONMENT) if name == 'os.environ' or (
        name in flow.environments and not is_masked(name or '')) else None


def _passed(source: SourceFile, value: ast.expr) -> _How | None:
    if isinstance(value, ast.Name):
        for key, put in callers.passed(source, value).items():
            return _How(f"which holds '{key}' when called on line {put.line}",
                        _may_be_found(key, put))
    return None


def _since(
    source: SourceFile, value: ast.expr, key: str, put: Put,
) -> _How:
    if key == spelled(value).rpartition('.')[2]:
        return _How(f'a secret since line {put.line}', False)
    bound = source.once(Names).value(value)
    is_copy = isinstance(bound, ast.expr) and values.is_secret_by_name(bound)
    return _How(f'which holds {key} since line {put.line}',
                not is_copy and _may_be_found(key, put))


def _may_be_found(key: str, put: Put) -> bool:
    """Whether a mask knows the key, or may meet one in a text."""
    return not put.keyed or maskers.dict_masks(key) or (
        key.lower().endswith(values.WITH_KEYS))


def _fields(log: LogCall) -> frozenset[str] | None:
    """The fields that a message fills in by name; None: all is written."""
    message = log.given[0] if log.given else None
    if isinstance(message, ast.BinOp):
        message = message.left
    while isinstance(message, ast.Call) and message.args:
        # ``_('...')``
        message = message.args[0]
    match message:
        case ast.Constant(value=str(text)) if found := _FIELD.findall(text):
            return frozenset(found)
    return None
