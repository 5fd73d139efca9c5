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

"""The fix of NVN213: the new error is raised ``from`` the first one."""

import ast

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.text import between
from flake8_nova_notifications.edits.text import indentation
from flake8_nova_notifications.rules.error_paths.handlers.replaced import (
    raised_in)

# Names that an error is usually given.
_NAMES = ('exc', 'error', 'err')


def chained(source: SourceFile, handler: ast.ExceptHandler) -> Fix | Refused:
    """The edits after which each new error of a handler has its cause."""
    if handler.type is None:
        return Refused('a bare except has no name for the error')
    if not handler.name and not between(
            source.lines, end_of(handler.type),
            start_of(handler.body[0])).lstrip(' \t').startswith(':'):
        return Refused('its class is written in an unusual way')
    names = source.once(Names)
    name = handler.name or next((
        name for name in _NAMES if not names.bindings(name, handler)), '')
    if not name:
        return Refused('the usual names of an error are taken')
    edits: list[Edit] = [] if handler.name else [
        inserting(end_of(handler.type), f' as {name}')]
    for statement in raised_in(handler):
        edits.append(inserting(end_of(statement), f' from {name}'))
        line = source.lines[end_of(statement)[0] - 1].rstrip('\r\n')
        if len(f'{line} from {name}') > source.options.line_length:
            opened = _opened(source, statement)
            if opened is None:
                return Refused('the line would be too long')
            edits.append(opened)
    return Fix(tuple(edits))


def _opened(source: SourceFile, statement: ast.Raise) -> Edit | None:
    """The edit that puts the arguments of an error on a line of their own."""
    end = end_of(statement)
    indent = f'{indentation(source.lines, statement)}    '
    match statement.exc:
        case ast.Call(func=callee) if statement.lineno == end[0]:
            line, column = end_of(callee)
            given = between(source.lines, (line, column + 1), end)
            if len(f'{indent}{given} from error') <= (
                    source.options.line_length):
                return inserting((line, column + 1), f'\n{indent}')
    return None
