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
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import logcalls
from flake8_nova_notifications.idioms.logcalls import LogCall
from flake8_nova_notifications.idioms import requests
from flake8_nova_notifications.idioms.secrets import is_masked
from flake8_nova_notifications.rules.secrets import callers
from flake8_nova_notifications.rules.secrets.flow import Flow
from flake8_nova_notifications.rules.secrets.holdings import HEADERS
from flake8_nova_notifications.rules.secrets.holdings import place
from flake8_nova_notifications.rules.secrets.holdings import State
from flake8_nova_notifications.rules.secrets import values

# Near a log call that writes a secret stands one of these words; the most
# frequent first, each as short as it can be.
_SECRETS = (
    'ecret', 'assw', 'oken', 'onnection_', 'vate_key', 'api_key', 'user_data',
    'tion_key', 'ense_key', 'sion_key', 'userdata', 'device_info',
    'dmin_pass', 'dminPass', 'assphrase', 'pikey', 'env=', 'environment=',
    'uthorization', 'port_url', 'oker_url', 'sql_conn', 'provider_auth',
    'keyring', 'jwt', 'psk', 'hared_key', 'pwd', '_pass', '__dict__', 'vars(')
_REQUESTS = (
    'request.', 'req.', 'eaders', 'environ', 'wsgify', 'path_info',
    'remote_addr', 'webob', 'start_resp')
_TOKEN = 'with the token of the request'
_REQUEST = 'a request with its headers'
OF_REQUESTS = (_TOKEN, _REQUEST)
ENVIRONMENT = 'the environment of a process'
# Expressions that put something together.
_MADE_HERE = (
    ast.Dict, ast.BinOp, ast.JoinedStr, ast.Call, ast.List, ast.Tuple,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# ``%(name)s`` in a message.
_FIELD = re.compile(r'%\((\w+)\)')


@dataclass(frozen=True)
class LoggedSecret:
    """A log call that writes a secret.

    :ivar text: the value, as it is spelled there.
    :ivar known: how it is known to be a secret, or to hold one.
    :ivar of_request: whether it is a request or a part of one, of which
        ``mask_password`` masks no header.
    """

    node: ast.Call
    level: str
    text: str
    known: str
    of_request: bool = False


def logged_secrets(source: SourceFile) -> tuple[LoggedSecret, ...]:
    """The log calls of a file that write secrets, in source order."""
    lines = source.once(logcalls.lines)
    secret: list[int] = []
    of_requests: list[int] = []
    is_passed = _holds(source.text, _SECRETS)
    for unit in source.around(lines):
        text = source.text_between(unit.start, unit.stop - 1)
        inside = lines[bisect_left(lines, unit.start):
                       bisect_left(lines, unit.stop)]
        if _holds(text, _SECRETS) or '.headers' in text:
            secret += inside
        elif _holds(text, _REQUESTS) or is_passed and (
                callers.HEAD.search(text)):
            of_requests += inside
    found: list[LoggedSecret] = []
    for function, logs in _by_function(source, secret):
        found += _in_function(source, function, logs)
    reader = _Reader(source, None)
    for log in logcalls.calls_at(source, of_requests):
        # No name in sight is that of a secret; a caller may pass one on.
        found += reader.judge(log, State({}, set()))
    found.sort(key=lambda one: (one.node.lineno, one.node.col_offset))
    return tuple(found)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    for word in words:
        if word in text:
            return True
    return False


def _by_function(
    source: SourceFile, lines: list[int],
) -> Iterable[tuple[Function | None, list[LogCall]]]:
    found: dict[Function | None, list[LogCall]] = {}
    for log in logcalls.calls_at(source, lines):
        found.setdefault(source.function(log.call), []).append(log)
    return found.items()


def _in_function(
    source: SourceFile, function: Function | None, logs: list[LogCall],
) -> Iterator[LoggedSecret]:
    known = {log.call: log for log in logs}
    if function is None:
        reader = _Reader(source, None)
        for log in logs:
            yield from reader.judge(log, State({}, set()))
        return
    flow = Flow(source, function, frozenset(known))
    reader = _Reader(source, flow)
    for call, state in flow.run():
        yield from reader.judge(known[call], state)


@dataclass(frozen=True)
class SecretValue:
    """One secret that a log call writes.

    :ivar node: the value, with the calls that copy or write it.
    :ivar inside: the value without them.
    :ivar known: how it is known to be a secret, or to hold one.
    :ivar fields: the fields of it that are written; None: all of it is.
    :ivar flow: what is known where the call stands.
    """

    node: ast.expr
    inside: ast.expr
    known: str
    fields: frozenset[str] | None
    flow: Flow


def secret_values(
    source: SourceFile, call: ast.Call, function: Function,
) -> Iterator[SecretValue]:
    """All secrets that a log call writes; each is to be used at once."""
    flow = Flow(source, function, frozenset((call,)))
    reader = _Reader(source, flow)
    log, = (log for log in logcalls.calls_at(source, [call.lineno])
            if log.call is call)
    for _, state in flow.run():
        for value, fields, known in reader.all(log, state):
            yield SecretValue(
                value, values.inner(value) or value, known[1], fields, flow)


class _Reader:
    """Judges what log calls write, given what is known where they stand."""

    def __init__(self, source: SourceFile, flow: Flow | None) -> None:
        self._source = source
        self._flow = flow

    def judge(self, log: LogCall, state: State) -> Iterator[LoggedSecret]:
        """The first secret that a call writes, if it writes one."""
        for _, _, known in self.all(log, state):
            yield LoggedSecret(
                log.call, log.level, *known,
                known[1] in OF_REQUESTS or HEADERS in known[1])
            return

    def all(self, log: LogCall, state: State) -> Iterator[
            tuple[ast.expr, frozenset[str] | None, tuple[str, str]]]:
        """All secrets that a call writes: a value, its fields, how known."""
        fields = _fields(log)
        for given in log.given:
            for value in logcalls.values(given, fields):
                own = fields if value is given else None
                known = self._known(value, state, own)
                if known is not None:
                    yield value, own, known

    def _known(
        self, value: ast.expr, state: State, fields: frozenset[str] | None,
    ) -> tuple[str, str] | None:
        """A value and how it is known to be a secret; None for others."""
        if requests.is_whole(self._source, value):
            return spelled(value), _TOKEN
        inside = values.inner(value)
        if inside is None:
            return None
        text = spelled(inside)
        name = path(inside)
        if isinstance(inside, ast.Name) and requests.is_request(
                self._source, inside):
            return text, _REQUEST
        held = state.held.get(place(inside) or '')
        if held is not None:
            for key, line in held.items():
                if fields is None or key in fields:
                    return text, _says(text, key, line)
            return None
        if isinstance(inside, _MADE_HERE) or (
                values.last_part(inside) == '__dict__'):
            return self._made(inside, state)
        if not values.is_secret_by_name(inside):
            return self._environment(inside, text) or self._passed(
                inside, text)
        if fields is not None and name is not None and not any(
                map(values.is_secret_key, fields)):
            # ``'%(id)s' % secret``: one field of it.
            return None
        if name is not None and (
                name in state.plain or self._is_object(name)
                or self._flow is not None and name in self._flow.files):
            return None
        return text, 'a secret by its name'

    def _made(
        self, value: ast.expr, state: State,
    ) -> tuple[str, str] | None:
        """What is put together in the call itself."""
        if self._flow is None:
            held = {}
        else:
            held = self._flow.holds(value)
        for key in held:
            return spelled(value), f"which holds '{key}'"
        return None

    def _environment(
        self, value: ast.expr, text: str,
    ) -> tuple[str, str] | None:
        name = path(value)
        if name == 'os.environ' or name is not None and not is_masked(
                name) and self._flow is not None and (
                name in self._flow.environments):
            return text, ENVIRONMENT
        return None

    def _passed(
        self, value: ast.expr, text: str,
    ) -> tuple[str, str] | None:
        if isinstance(value, ast.Name) and value.id in callers.PASSED:
            for key, line in callers.passed(self._source, value).items():
                return text, f"which holds '{key}' when called on line {line}"
        return None

    def _is_object(self, name: str) -> bool:
        return self._flow is not None and name in self._flow.objects


def _says(text: str, key: str, line: int) -> str:
    if key == text.rpartition('.')[2]:
        return f'a secret since line {line}'
    return f'which holds {key} since line {line}'


def _fields(log: LogCall) -> frozenset[str] | None:
    """The fields that a message fills in by name; None: all is written."""
    message = log.given[0] if log.given else None
    if isinstance(message, ast.BinOp) and isinstance(message.op, ast.Mod):
        message = message.left
    elif len(log.given) != 2:
        return None
    while isinstance(message, ast.Call) and message.args:
        # ``_('...')``
        message = message.args[0]
    if not isinstance(message, ast.Constant) or not isinstance(
            message.value, str):
        return None
    found = _FIELD.findall(message.value)
    return frozenset(found) if found else None
