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

"""A call of something else, with its arguments where there is room."""

import ast
from collections.abc import Iterator
from collections.abc import Sequence

from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.text import between

_STEP = 4


def renamed(
    lines: Sequence[str], call: ast.Call, name: str, more: str = '',
) -> Iterator[Edit]:
    """Ways to call something else, with the same arguments.

    In place where nothing below is aligned to it, and with all arguments on
    a line of their own.

    :param name: the last part of what is called, which is an attribute.
    :param more: a further argument, the last one.
    """
    assert isinstance(call.func, ast.Attribute)
    line, end = end_of(call.func)
    start = line, end - len(call.func.attr.encode())
    given = [*call.args, *call.keywords]
    bracket = between(lines, end_of(call.func), end_of(call))
    if not more and (
            '\n' not in bracket or bracket[1:].lstrip(' ')[:1] == '\n'):
        yield Edit(start, (line, end), name, False)
    if not given or '#' in bracket or '\\\n' in bracket:
        return
    first, last = min(given, key=start_of), max(given, key=end_of)
    closed = between(lines, end_of(last), end_of(call))
    opened = between(lines, end_of(call.func), start_of(first))
    if opened.strip() != '(' or closed.strip(' \n,') != ')':
        # Brackets around one of them.
        return
    row = lines[line - 1]
    indent = len(row) - len(row.lstrip(' ')) + _STEP
    moved = [between(lines, start_of(one), end_of(one))
             for one in sorted(given, key=start_of)]
    if not any('\n' in text for text in moved):
        text = ', '.join(filter(None, (*moved, more)))
        yield Edit(start, end_of(call),
                   f'{name}(\n{" " * indent}{text})', False)
