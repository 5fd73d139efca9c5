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

"""Comments that say why a wait has no limit of its own."""

import ast

from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile


def comments(source: SourceFile, node: ast.AST) -> str:
    """What is said at a statement, above it, and of its whole function."""
    statement = node
    while not isinstance(statement, ast.stmt):
        above = source.parent(statement)
        if above is None:
            return ''
        statement = above
    lines = source.lines
    header = statement.body[0].lineno - 1 if isinstance(
        statement, (ast.While, ast.For)) else statement.end_lineno or 0
    found = [*_above(lines, statement.lineno), *(
        line.partition('  # ')[2]
        for line in lines[statement.lineno - 1:header])]
    function = source.function(node)
    if isinstance(function, FUNCTIONS):
        first = min([function.lineno, *(
            decorator.lineno for decorator in function.decorator_list)])
        docstring = 1 if ast.get_docstring(function) is not None and (
            len(function.body) > 1) else 0
        found += [*_above(lines, first),
                  *_above(lines, function.body[docstring].lineno)]
    return ' '.join(line.strip(' #\n') for line in found)


def _above(lines: list[str], number: int) -> list[str]:
    """The comment lines directly above a line."""
    first = number - 1
    while first > 0 and lines[first - 1].lstrip().startswith('#'):
        first -= 1
    return lines[first:number - 1]
