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

"""Which of several uses of a mock is the one that fails."""

import ast

from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.rules.error_paths.mocks.raised import Raised
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)
from flake8_nova_notifications.rules.error_paths.search.ends import Step

# What stands in a function and is not always run when the function is.
_SOMETIMES = (
    ast.IfExp, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp, ast.ExceptHandler, ast.FunctionDef,
    ast.AsyncFunctionDef, ast.ClassDef, ast.Match)


def turn(
    source: SourceFile, function: Function, mock: RaisingMock,
    raised: Raised,
) -> int | None:
    """How often a mock answers before it raises; None where nobody knows.

    :param function: the test, which may call the mock as well.
    """
    if raised.conditional or raised.definition is not None:
        return None
    value = source.once(Names).value(mock.value)
    if isinstance(value, (ast.List, ast.Tuple)):
        index = next((index for index, one in enumerate(value.elts)
                      if one is raised.expression), None)
        return None if index and (
            # [*answers, Error]
            any(isinstance(one, ast.Starred) for one in value.elts[:index])
            or any(mocks.chain(call.func) == mock.mock
                   for call in source.within(function, ast.Call))
        ) else index
    return 0 if value is raised.expression else None


def are_alike(uses: list[Step]) -> bool:
    """Whether all of several uses are the same one by their words."""
    words = {unparsed(use.node) for use in uses}
    return len(words) == 1 and None not in words


def reached(uses: list[Step], answered: int, called: bool) -> Step | None:
    """The use that comes after so many others, one after the other.

    None where one of them is not always reached, is reached several times,
    or is not spelled like the others.

    :param called: whether only a call is a use. Who is handed the mock
        calls it too, but nobody knows how often.
    """
    tree = uses[0].tree
    if not are_alike(uses) or called and not all(
            _is_called(use, handed=not answered) for use in uses):
        return None
    found = sorted(uses, key=_place)[:answered + 1]
    return found[answered] if len(found) > answered and all(
        _is_always_reached(tree, use.node) for use in found) else None


def _is_called(use: Step, handed: bool) -> bool:
    above = use.tree.parents[use.node]
    if handed:
        return isinstance(above, (ast.Call, ast.keyword))
    return isinstance(above, ast.Call) and above.func is use.node


def _place(use: Step) -> tuple[int, int]:
    node = use.node
    return (node.lineno, node.col_offset) if isinstance(
        node, ast.expr) else (0, 0)


def _is_always_reached(tree: FunctionTree, node: ast.AST) -> bool:
    """Whether a function that runs comes to a node of it, and that once."""
    child, above = node, tree.parents[node]
    while above is not tree.node:
        match above:
            case ast.If(test=first) | ast.For(iter=first) | ast.AsyncFor(
                    iter=first) | ast.BoolOp(values=[first, *_]):
                if child is not first:
                    return False
            case ast.While():
                return False
            case _ if isinstance(above, _SOMETIMES):
                return False
        child, above = above, tree.parents[above]
    return True
