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

"""What a log call of a handler writes, and how loudly."""

import ast
from collections.abc import Collection
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import logs

# Steps inwards, of a text or of blocks; what lies deeper decides nothing.
MAX_DEPTH = 12
LOUDNESS = {
    'debug': 1, 'info': 2, 'warning': 3, 'warn': 3, 'log': 3, 'error': 4,
    'exception': 4, 'critical': 4, 'fatal': 4}


class Log(NamedTuple):
    """A log call: its level, where it stands, and what it begins with.

    :ivar owner: the logger as it is written.
    :ivar place: file and line.
    :ivar helper: the function that logs, where it is not the handler's own.
    """

    level: str
    owner: str
    text: str
    place: str
    helper: str = ''

    @property
    def is_loud(self) -> bool:
        """Whether operators see it: at warning or above."""
        return self.level in logs.LOUD

    @property
    def loudness(self) -> int:
        """What one is louder than another by; errors are all alike."""
        return LOUDNESS[self.level]


def louder(one: Log | None, other: Log | None) -> Log | None:
    """The louder of two log calls, the first of two that are alike."""
    if one is None or other is None:
        return one or other
    return one if one.loudness >= other.loudness else other


# Calls that neither log nor raise.
PLAIN = frozenset((
    '_', 'append', 'dict', 'format', 'getattr', 'hasattr', 'isinstance',
    'len', 'list', 'set', 'str', 'tuple', 'repr', 'int', 'get', 'join',
    'items', 'add', 'type', 'exc_info', 'format_exc', 'print', 'echo'))


def log_of(
    call: ast.Call, loggers: Collection[str], place: str, offset: int,
    scope: ast.AST,
) -> Log | None:
    """The log call that a call is, if it is one.

    :param scope: where the names that it logs are bound.
    """
    level = logs.level_among(call, loggers)
    if level is None:
        return None
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return Log(level, 'LOG' if owner is None else last_name(owner),
               _text(call, scope), f'{place}:{call.lineno + offset}')


def _text(call: ast.Call, scope: ast.AST) -> str:
    """What is logged, as far as it is written in place or in a local."""
    given = call.args[1:] if callee_name(call) == 'log' else call.args
    said: ast.AST = next(iter(given), call)
    for _ in range(MAX_DEPTH):
        if isinstance(said, ast.Call) and said.args:
            # _('...') and _LE('...').
            said = said.args[0]
        elif isinstance(said, ast.BinOp):
            said = said.left
        elif isinstance(said, ast.Name):
            bound = [
                node.value for node in walk(scope)
                if isinstance(node, ast.Assign) and node.lineno < call.lineno
                and any(isinstance(target, ast.Name) and target.id == said.id
                        for target in node.targets)]
            if len(bound) != 1:
                return ''
            said = bound[0]
        else:
            break
    if isinstance(said, ast.JoinedStr):
        return ''.join(
            str(value.value) if isinstance(value, ast.Constant) else '{}'
            for value in said.values)
    return said.value if isinstance(said, ast.Constant) and isinstance(
        said.value, str) else ''
