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

"""What a payload is called by: its event type as far as it can be seen."""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.senders import event_sent

# Names bound to each other on the way to an event type.
MAX_HOPS = 3
MAX_TEXT = 100          # of a name in a message
_PLACEHOLDER = re.compile(r'%(?:\(\w*\))?[a-zA-Z]')


def shown(text: str) -> str:
    """A key or an event type of the linted code, safe inside a message.

    It may hold anything; a message is one line without what other tools
    read as a place or a format.
    """
    text = ' '.join(text.split()).replace('%', '').replace(': ', ' ')
    return text if len(text) <= MAX_TEXT else f'{text[:MAX_TEXT - 3]}...'


def place_of(source: SourceFile, node: ast.AST) -> str:
    function = source.function(node)
    return f'{function.name}()' if function is not None else 'this module'


def helped_event(source: SourceFile, call: ast.Call) -> str:
    """The event that a helper sends, or what it is told of it.

    Where the helper cannot be seen, its first text with a dot is the end of
    an event type.
    """
    sent = event_sent(source, call)
    if sent:
        return sent
    for value in call.args:
        if isinstance(value, ast.Constant) and isinstance(
                value.value, str) and '.' in value.value.strip('.'):
            return f'*.{value.value}'
    return f'{callee_name(call)}()'


def event_pattern(source: SourceFile, value: ast.AST) -> str:
    """An event type as far as it can be seen; ``*`` for the rest."""
    names = source.once(Names)
    for _ in range(MAX_HOPS):
        match value:
            case ast.Constant(value=str(text)):
                return text
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text))):
                return _telling(_PLACEHOLDER.sub('*', text))
            case ast.BinOp(op=ast.Add()):
                return _joined(names, [value.left, value.right])
            case ast.JoinedStr(values=parts):
                return _joined(names, parts)
            case ast.Name():
                behind = names.value(value)
                if behind is value:
                    return ''
                value = behind
            case _:
                return ''
    return ''


def _joined(names: Names, parts: list[ast.expr]) -> str:
    return _telling(''.join(_part(names, part) for part in parts))


def _part(names: Names, part: ast.expr) -> str:
    """A text, or the constant of a name; ``*`` for anything else."""
    value: ast.AST = part.value if isinstance(
        part, ast.FormattedValue) else part
    if isinstance(value, ast.Name):
        value = names.value(value)
    return value.value if isinstance(value, ast.Constant) and isinstance(
        value.value, str) else '*'


def _telling(event: str) -> str:
    """An event type with at least one word in it."""
    return event if event.strip('*.') else ''
