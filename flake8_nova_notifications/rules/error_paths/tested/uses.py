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

"""The ways to a use of what is mocked, and where code names it."""

import ast
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.rules.error_paths.tested.production import Place


class Way(NamedTuple):
    """Functions that call each other, and how: by a path as written.

    :ivar guessed: whether one of them is called on an object of which
        nothing is known.
    """

    places: tuple[Place, ...]
    paths: tuple[str, ...]
    handed: tuple[bool, ...]
    guessed: bool = False


def named_in(tree: FunctionTree, name: str) -> list[ast.AST]:
    """The places that read a name or an attribute, or have it looked up.

    Of ``move = self.driver.migrate`` and of ``getattr(self.driver,
    'migrate')`` it is where ``move`` is called: there its errors come from.
    """
    names = [node for node in tree.each(ast.Name)
             if node.id in (name, 'getattr')]
    named = [node for node in names if node.id == name]
    if any(isinstance(node.ctx, ast.Store) for node in named):
        # A local of that name is something else.
        named = []
    owned = [node for node in tree.each(ast.Attribute) if node.attr == name]
    found: list[ast.AST] = [*named]
    looked_up = _looked_up(tree, name) if any(
        node.id == 'getattr' for node in names) else []
    for node in (*owned, *looked_up):
        found += _called_as(tree, node) or [node]
    return found


def _looked_up(tree: FunctionTree, name: str) -> list[ast.Call]:
    """The calls of ``getattr`` with a text, or with one of several."""
    return [
        call for call in tree.each(ast.Call)
        if callee_name(call) == 'getattr' and any(
            isinstance(node, ast.Constant) and node.value == name
            for given in call.args[1:2] for node in walk(given))]


def _called_as(tree: FunctionTree, node: ast.expr) -> list[ast.Call]:
    """The calls of the local that a value is bound to."""
    assigned = tree.parents.get(node)
    if not isinstance(assigned, ast.Assign):
        return []
    names = [target.id for target in assigned.targets
             if isinstance(target, ast.Name)]
    return [call for call in tree.each(ast.Call)
            if isinstance(call.func, ast.Name) and call.func.id in names]
