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

"""An argument added to a call, in the way its arguments are laid out."""

import ast
from collections.abc import Sequence

from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.edits.text import between


def adding_argument(
    lines: Sequence[str], call: ast.Call, text: str, safe: bool = True, *,
    width: int, column: int | None = None,
) -> Edit | None:
    """The edit that gives a call one more keyword argument, the last one.

    It stands on the line of the last argument where there is room, else on
    one of its own below it.

    :param text: ``name=value``.
    :param width: columns of a line at most.
    :param column: where its arguments are aligned, if other edits move them.
    :returns: None where the call is written in an unusual way.
    """
    given = [*call.args, *call.keywords]
    line, column_after = end_of(call)
    close = line, column_after - 1
    if not given:
        inside = between(lines, end_of(call.func), close)
        return inserting(close, text, safe) if inside.strip() == '(' else None
    last = max(given, key=end_of)
    if end_of(last) > close:
        # A generator in the brackets of the call.
        return None
    rest = between(lines, end_of(last), close)
    if rest.strip() not in ('', ',') or rest.lstrip(' \t')[:1] not in (
            '', ',', '\n'):
        # A comment behind it, or brackets around it.
        return None
    comma = ',' if ',' in rest else ''
    row = lines[end_of(last)[0] - 1].rstrip('\r\n')
    if len(f'{row}, {text}') <= width and '\n' not in between(
            lines, start_of(last), end_of(last)):
        return inserting(end_of(last), f', {text}', safe)
    after = end_of(last)
    if comma:
        if '\n' in rest.partition(',')[0]:
            return None
        after = after[0], after[1] + rest.encode().index(b',') + 1
    indent = _column(lines, given[0]) if column is None else (
        ' ' * column)
    return inserting(
        after, f'{"" if comma else ","}\n{indent}{text}{comma}', safe)


def _column(lines: Sequence[str], first: ast.AST) -> str:
    """White space up to where the arguments of a call are aligned."""
    line, column = start_of(first)
    before = lines[line - 1].encode()[:column].decode()
    return ' ' * len(before) if before.strip() else before
