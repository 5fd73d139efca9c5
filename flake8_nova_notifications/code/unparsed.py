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

"""An expression as it would be written."""

import ast

from flake8_nova_notifications.code.index import CHILD_FIELDS

# Levels of an expression. Python allows 1,000 calls in each other; writing an
# expression out takes some four a level, and how many are left is not the same
# in every process. At a fixed depth all of them give up alike. Code that
# somebody reads does not come near.
MAX_LEVELS = 100


def unparsed(expression: ast.AST) -> str | None:
    """An expression on one line; None for one nested too deep."""
    if isinstance(expression, ast.Name):
        return expression.id
    level: list[ast.AST] = [expression]
    for _ in range(MAX_LEVELS):
        level = _below(level)
        if not level:
            break
    else:
        return None
    try:
        # Python 3.10 sets a blank before the colon.
        return ast.unparse(expression).replace('lambda :', 'lambda:')
    except (RecursionError, ValueError):
        # Before 3.12 there are f-strings that it cannot write either.
        return None


def _below(nodes: list[ast.AST]) -> list[ast.AST]:
    found: list[ast.AST] = []
    for node in nodes:
        for name in CHILD_FIELDS[type(node)]:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                found.append(value)
            elif type(value) is list:
                found += [item for item in value if isinstance(item, ast.AST)]
    return found
