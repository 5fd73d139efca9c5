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

"""Whether a name has a value when a wait fails."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.waiting.loop import Loop

_BLOCKS = ('body', 'orelse', 'finalbody', 'handlers')
_LEAVING = (ast.Break, ast.Continue)


def may_be_unset(loop: Loop, name: str, failing: ast.stmt) -> bool:
    """Whether a failure may come before a round has set a local name.

    :param name: of what a round has seen.
    """
    return name in loop.assigned and not (
        _is_set_before(loop, name) or _is_set_inside(loop, name, failing))


def _is_set_before(loop: Loop, name: str) -> bool:
    """Whether the function has the name before the first round."""
    function = loop.source.function(loop.begin)
    if function is not None and any(
            node.arg == name for node in walk(function.args)
            if isinstance(node, ast.arg)):
        return True
    return any(_sets(statement, name)
               for statement in _before(loop.source, loop.begin))


def _before(source: SourceFile, statement: ast.AST) -> Iterator[ast.stmt]:
    """What runs before a statement in any case, in its function."""
    node = statement
    for above in source.ancestors(statement):
        for field in _BLOCKS:
            block = getattr(above, field, None)
            if isinstance(block, list) and node in block:
                yield from block[:block.index(node)]
        if isinstance(above, FUNCTIONS):
            return
        node = above


def _is_set_inside(loop: Loop, name: str, failing: ast.stmt) -> bool:
    """Whether each first round sets the name before it may fail."""
    node = loop.node
    if isinstance(node, ast.While) and any(
            isinstance(part, ast.NamedExpr) and part.target.id == name
            for part in walk(node.test)):
        return True
    if not loop.holds(failing) and not _runs_once(node):
        return False
    for statement in node.body:
        if _sets(statement, name):
            return True
        if statement is failing or any(
                isinstance(part, _LEAVING) or part is failing
                for part in walk(statement)):
            return False
    return False


def _runs_once(node: ast.AST) -> bool:
    if isinstance(node, ast.While):
        return isinstance(node.test, ast.Constant) and bool(node.test.value)
    match node:
        case ast.For(iter=ast.Call(
                func=ast.Name(id='range'),
                args=[ast.Constant(value=int(count))])):
            return count > 0
    return False


def _sets(statement: ast.stmt, name: str) -> bool:
    """Whether a statement gives the name a value, whatever happens."""
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return any(
            isinstance(part, ast.Name) and part.id == name
            for item in statement.items if item.optional_vars is not None
            for part in walk(item.optional_vars)) or any(
                _sets(inner, name) for inner in statement.body)
    targets = statement.targets if isinstance(statement, ast.Assign) else (
        [statement.target] if isinstance(statement, ast.AnnAssign)
        and statement.value is not None else [])
    return any(
        isinstance(part, ast.Name) and part.id == name
        and isinstance(part.ctx, ast.Store)
        for target in targets for part in walk(target))
