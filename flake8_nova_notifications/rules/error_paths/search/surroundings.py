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

"""What stands around a place that fails: loops, decorators, parameters."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.rules.error_paths.handlers import reasons
from flake8_nova_notifications.rules.error_paths.search.ends import Step
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place

_PRINTING = frozenset(('print', 'echo', 'write', 'print_exc'))


def wrapper(
    production: Production, place: Place, name: str, whatever: bool,
) -> tuple[Place, FunctionTree, ast.Call] | None:
    """The call of what it wraps, in a decorator of the project.

    :param place: the function that is decorated.
    :param name: the decorator as it is written there.
    :param whatever: whether one that handles no error is wanted as well.
    """
    places = production.callees(
        place._replace(block=place.block._replace(cls='')), name)
    if len(places) != 1 or not (
            whatever or 'except' in places[0].text):
        return None
    tree = production.tree(places[0])
    if tree is None:
        return None
    for node in tree.each(ast.Call):
        if isinstance(node.func, ast.Name) and _is_wrapped(tree, node.func):
            return places[0], tree, node
    return None


def _is_wrapped(tree: FunctionTree, called: ast.Name) -> bool:
    """Whether a decorator calls what it was given, in its own wrapper."""
    inside = 0
    above: ast.AST = called
    while above is not tree.node:
        above = tree.parents[above]
        if isinstance(above, FUNCTIONS):
            if [one.arg for one in above.args.args] == [called.id]:
                return inside > 0
            inside += 1
    return False


def attempts(tree: FunctionTree, node: ast.AST) -> Iterator[ast.Try]:
    """Each ``try`` of a function, inside others or not, that tries a node."""
    child, above = node, tree.parents[node]
    while not isinstance(above, FUNCTIONS):
        if isinstance(above, TRIES) and child in above.body:
            yield above
        child, above = above, tree.parents[above]


def is_excused(
    step: Step, attempt: ast.Try, handler: ast.ExceptHandler,
) -> bool:
    """Whether a handler that does not log has its reason."""
    lines, above = step.place.read.block_lines(step.tree.block)
    return reasons.is_explained(
        lines, attempt, handler, step.tree.offset - above) or any(
        isinstance(node, ast.Name) and node.id == handler.name
        or isinstance(node, ast.Call) and callee_name(node) in _PRINTING
        for statement in handler.body for node in walk(statement))


def parameter(
    tree: FunctionTree, call: ast.Call, node: ast.AST, keyword: str | None,
) -> str | None:
    """What a function calls the value that a call hands it."""
    if keyword is not None:
        return keyword
    given = [argument.arg for argument in (
        *tree.node.args.posonlyargs, *tree.node.args.args)]
    if given[:1] in (['self'], ['cls']):
        del given[0]
    index = next((index for index, value in enumerate(call.args)
                  if value is node), len(given))
    return next(iter(given[index:]), None)


def jumps(block: list[ast.stmt]) -> bool:
    """Whether a ``finally`` drops the error: it returns, or goes on."""
    return any(isinstance(statement, (
        ast.Return, ast.Break, ast.Continue)) for statement in block)


def tries_again(step: Step, attempt: ast.Try) -> bool:
    """Whether a ``try`` stands in a loop that repeats what failed.

    One that goes through things to be worked on takes the next of them.
    """
    child: ast.AST = attempt
    above = step.tree.parents[attempt]
    while not isinstance(above, FUNCTIONS):
        if isinstance(above, ast.While):
            return True
        if isinstance(above, (ast.For, ast.AsyncFor)):
            if isinstance(above.iter, ast.Call) and callee_name(
                    above.iter) in ('range', 'count') and not (
                        _goes_through(above, above.iter, child, attempt)):
                return True
            # What succeeds leaves the loop: others are tried instead.
            return any(
                isinstance(node, (ast.Return, ast.Break))
                for statement in (*attempt.body, *attempt.orelse)
                for node in walk(statement))
        child, above = above, step.tree.parents[above]
    return False


def is_repeated(step: Step, handler: ast.ExceptHandler) -> bool:
    """Whether a handler calls once more, in the same words, what failed.

    What it binds first is something else: another address, a plainer way.
    Nor is it a second try where it first repairs what was wrong.
    """
    call: ast.AST = step.node
    if not isinstance(call, ast.Call):
        call = step.tree.parents[call]
    if not isinstance(call, ast.Call):
        return False
    name, words = callee_name(call), unparsed(call)
    found = [node for statement in handler.body for node in walk(statement)]
    # how.at = 2 sets at, and a part of how.
    bound = {path(part) for node in found if isinstance(
        node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store)
        for part in walk(node) if not is_self(part)} - {None}
    return words is not None and not any(
        isinstance(node, (ast.Name, ast.Attribute)) and path(node) in bound
        for node in walk(call)
    ) and not any(
        isinstance(node, ast.Expr) and _repairs(node.value, name)
        or isinstance(node, ast.If) and _repairs(node.test, name)
        for node in found
    ) and any(
        isinstance(node, ast.Call) and callee_name(node) == name
        and unparsed(node) == words for node in found)


def _repairs(value: ast.expr, name: str) -> bool:
    """Whether what a handler does is no log, no pause and not what failed."""
    return isinstance(value, ast.Call) and (
        called := callee_name(value)) != name and (
            called not in logs.QUIET | logs.LOUD) and called != 'sleep'


def _goes_through(
    loop: ast.For | ast.AsyncFor, call: ast.Call, child: ast.AST,
    attempt: ast.Try,
) -> bool:
    """Whether a loop over numbers works on another thing each time.

    Its number is an index of what is tried, or begins a chunk of it:
    ``for n in range(0, len(disks), 10): wipe(disks[n:n + 10])``. A number
    that is read in a handler only counts attempts: ``sleep(pauses[n])``.

    :param call: what makes the numbers.
    :param child: the statement of the loop that holds the ``try``.
    """
    number = last_name(loop.target)
    if callee_name(call) != 'range':
        return False
    before = loop.body[:next((
        index for index, one in enumerate(loop.body) if one is child), 0)]
    used = [node for statement in (*before, *attempt.body)
            for node in walk(statement)]
    # A step of -1 counts down the attempts that are left.
    by_chunks = len(call.args) > 2 and not (
        isinstance(call.args[2], ast.UnaryOp)
        or isinstance(call.args[2], ast.Constant)
        and call.args[2].value == 1)
    return any(
        _reads(node.slice, number) if isinstance(node, ast.Subscript)
        else by_chunks and isinstance(node, ast.Call) and any(
            _reads(value, number) for value in (
                *node.args, *(keyword.value for keyword in node.keywords)))
        and callee_name(node) not in logs.QUIET | logs.LOUD
        for node in used)


def _reads(value: ast.AST, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name
               for node in walk(value))
