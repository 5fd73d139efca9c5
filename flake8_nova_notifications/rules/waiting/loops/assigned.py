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

"""What a loop gives its names in each round."""

import ast
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.rules.waiting.loops.flow import Body

# Methods that put something into a container.
_FILLING = frozenset(('append', 'add', 'update', 'extend', 'insert'))


@dataclass(frozen=True)
class Assignment:
    """A value that a name is given in each round, and where.

    :ivar value: None for an exception that is caught.
    """

    value: ast.expr | None
    node: ast.AST


def assignments(body: Body) -> dict[str, list[Assignment]]:
    """What each local name is given in a loop's body.

    Filling a container gives its name something as well.
    """
    found: dict[str, list[Assignment]] = {}

    def give(
        target: ast.AST, value: ast.expr | None, node: ast.AST,
    ) -> None:
        root = target
        while isinstance(root, ast.Subscript):
            root = root.value
        for part in walk(root):
            if isinstance(part, ast.Name) and (
                    root is part or isinstance(part.ctx, ast.Store)):
                found.setdefault(part.id, []).append(
                    Assignment(value, node))

    # What is assigned in an inner function is not assigned by the loop.
    repeated: list[ast.AST] = [
        statement for statement in body.body
        if not isinstance(statement, (*FUNCTIONS, ast.ClassDef))]
    if isinstance(body, ast.While):
        # ``while (found := poll()) is None``
        repeated.append(body.test)
    for part_of_round in repeated:
        for node in walk_scope(part_of_round):
            match node:
                case ast.Assign():
                    for target in node.targets:
                        give(target, node.value, node)
                case ast.AnnAssign() | ast.NamedExpr() | ast.AugAssign():
                    give(node.target, node.value, node)
                case ast.For() | ast.AsyncFor() | ast.comprehension():
                    give(node.target, node.iter, node)
                case ast.withitem(optional_vars=ast.expr() as target):
                    give(target, node.context_expr, node)
                case ast.ExceptHandler(name=str(name)):
                    found.setdefault(name, []).append(
                        Assignment(None, node))
                case ast.Call(func=ast.Attribute(
                        value=ast.Name(id=name), attr=attr)):
                    if attr in _FILLING:
                        for value in node.args:
                            found.setdefault(name, []).append(
                                Assignment(value, node))
    return found


def is_container(value: ast.AST | None) -> bool:
    """Whether a value is a list, a set or the like that is made here."""
    return isinstance(value, (
        ast.List, ast.Set, ast.Dict, ast.ListComp, ast.SetComp,
        ast.DictComp)) or isinstance(value, ast.Call) and callee_name(
            value) in ('set', 'frozenset', 'list', 'dict', 'defaultdict',
                       'deque')


def is_text(value: ast.expr) -> bool:
    """Whether a message is put together here: formatted, joined, translated.

    What it holds counts then, not the variable it is kept in.
    """
    match value:
        case ast.JoinedStr() | ast.Call(func=ast.Attribute(
                attr='format', value=ast.Constant() | ast.Call())):
            return True
        case ast.BinOp(left=left, right=right):
            return any(
                isinstance(side, ast.Constant) and isinstance(side.value, str)
                or is_text(side) for side in (left, right))
    return isinstance(value, ast.Call) and callee_name(
        value) in ('_', 'gettext')
