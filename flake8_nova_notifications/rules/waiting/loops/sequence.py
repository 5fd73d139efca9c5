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

"""What runs before and after a statement, and where it stands."""

import ast
from collections.abc import Iterator
import itertools

from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.rules.waiting.loops.flow import Body
from flake8_nova_notifications.rules.waiting.loops.loop import Loop


def leaves_after(source: SourceFile, node: ast.AST, body: Body) -> bool:
    """Whether a round that comes to a node always leaves the loop.

    Unless something is raised on the way.
    """
    child = node
    for above in source.ancestors(node):
        rest = behind(source, child)
        if isinstance(above, TRIES) and child in above.body:
            rest = rest + above.orelse
        for statement in rest:
            if isinstance(statement, (ast.Break, ast.Return, ast.Raise)):
                return True
            if any(isinstance(inner, ast.Continue)
                   for inner in walk_scope(statement)):
                return False
        if above is body or isinstance(above, (ast.For, ast.While)):
            return False
        child = above
    return False


def blocks(node: ast.AST | None) -> Iterator[list[ast.stmt]]:
    """The lists of statements in a node: its body, its ``else`` and so on."""
    for name in ('body', 'orelse', 'finalbody'):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield block


def block_of(source: SourceFile, statement: ast.AST) -> list[ast.stmt]:
    """The list of statements a statement stands in; else an empty one."""
    return next((block for block in blocks(source.parent(statement))
                 if statement in block), [])


def statement_of(source: SourceFile, node: ast.AST) -> ast.stmt:
    """The innermost statement that a node is or stands in."""
    return next(above for above in (node, *source.ancestors(node))
                if isinstance(above, ast.stmt))


def before(source: SourceFile, statement: ast.AST) -> list[ast.stmt]:
    """The statements before one in its block."""
    return list(itertools.takewhile(
        lambda one: one is not statement, block_of(source, statement)))


def behind(source: SourceFile, statement: ast.AST) -> list[ast.stmt]:
    """The statements behind one in its block."""
    return block_of(source, statement)[len(before(source, statement)) + 1:]


def following(
    source: SourceFile, statement: ast.AST,
) -> tuple[list[ast.stmt], bool]:
    """What runs after a statement, to the end of its function.

    :returns: the statements, and whether the end of the function is really
        reached by them (not so inside another loop).
    """
    found: list[ast.stmt] = []
    node = statement
    for parent in source.ancestors(statement):
        if isinstance(parent, FUNCTIONS):
            return found + behind(source, node), True
        if isinstance(parent, (ast.ClassDef, ast.Lambda)):
            return found, False
        found += behind(source, node)
        if isinstance(node, ast.stmt) and isinstance(parent, TRIES):
            if node in parent.body:
                found += parent.orelse
            if node not in parent.finalbody:
                found += parent.finalbody
        if isinstance(parent, (ast.For, ast.While, ast.AsyncFor)) and (
                node in parent.body):
            return found, False
        node = parent
    return found, True


def value_before(
    source: SourceFile, statement: ast.stmt, name: str,
) -> ast.expr | ast.arg | None:
    """What a local name or ``self.name`` holds where a statement begins.

    :param name: as it is written.
    :returns: the expression that it was given last, the parameter, or None
        where that depends on the way that leads there.
    """
    node: ast.AST = statement
    for parent in source.ancestors(statement):
        for earlier in reversed(before(source, node)):
            if name in source.memo(_stored, earlier):
                return given_to(earlier, name)
        if isinstance(parent, (ast.For, ast.While, ast.AsyncFor)) and (
                name in source.memo(_stored, parent)):
            # The last round may have left something else.
            return None
        if isinstance(parent, FUNCTIONS):
            given = parent.args
            return next(
                (argument for argument in (
                    *given.posonlyargs, *given.args, *given.kwonlyargs)
                 if argument.arg == name), None)
        node = parent
    return None


def _stored(source: SourceFile, statement: ast.AST) -> set[str]:
    """What a statement, or one in it, gives another value, as written."""
    return {
        written(node) for node in walk_scope(statement)
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript))
        and not isinstance(node.ctx, ast.Load)}


def given_to(statement: ast.stmt, name: str) -> ast.expr | None:
    """What a plain assignment gives to a name."""
    if isinstance(statement, ast.Assign):
        targets: list[ast.expr] = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    else:
        return None
    return statement.value if any(
        written(target) == name for target in targets) else None


_LEAVING = (ast.Break, ast.Continue)


def may_be_unset(loop: Loop, name: str, failing: ast.stmt) -> bool:
    """Whether a failure may come before a round has set a local name.

    :param name: of what a round has seen.
    """
    return name in loop.assigned and not (
        _is_set_before(loop, name, failing)
        or _is_set_inside(loop, name, failing))


def _is_set_before(loop: Loop, name: str, failing: ast.stmt) -> bool:
    """Whether the function that fails knows the name above the loop."""
    function = loop.source.function(failing)
    return function is not None and (
        any(node.id == name and node.lineno < loop.node.lineno
            for node in loop.source.within(function, ast.Name))
        or any(node.arg == name
               for node in loop.source.within(function, ast.arg)))


def _is_set_inside(loop: Loop, name: str, failing: ast.stmt) -> bool:
    """Whether each first round sets the name before it may fail."""
    match loop.node:
        case ast.For(iter=ast.Call(
                func=ast.Name(id='range'),
                args=[ast.Constant(value=int())])):
            runs = True
        case _:
            runs = loop.holds(failing)
    for statement in loop.node.body if runs else ():
        if isinstance(statement, ast.Assign) and any(
                written(part) == name for target in statement.targets
                for part in (target, *getattr(target, 'elts', ()))):
            return True
        if any(isinstance(part, _LEAVING) or part is failing
               for part in walk(statement)):
            return False
    return False
