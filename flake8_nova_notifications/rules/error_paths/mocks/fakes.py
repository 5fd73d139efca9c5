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

"""Functions that stand in for real ones: what they raise, and whether always.

A fake that answers what it knows and raises for all else is one judgement,
however that is written: by ``if``, ``not``, ``for``, ``try`` or ``match``,
with or without ``else``.
"""

import ast
from typing import NamedTuple

from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk_scope

# Blocks inside each other that are looked into; more are not written by hand.
MAX_DEPTH = 30


class Ending(NamedTuple):
    """How a block of statements may end, besides by raising.

    :ivar falls: control may go on behind it.
    :ivar returns: the function may return inside it.
    """

    falls: bool
    returns: bool


class Thrown(NamedTuple):
    """What a fake raises.

    :ivar error: what it raises, as written.
    :ivar conditional: whether the fake may also answer.
    """

    error: ast.expr
    conditional: bool


def thrown(source: SourceFile, function: Function) -> Thrown | None:
    """The error that a fake raises; None for one that only hands errors on."""
    return source.memo(_thrown, function)


def _thrown(source: SourceFile, function: Function) -> Thrown | None:
    raising = [node.exc for node in walk_scope(function)
               if isinstance(node, ast.Raise) and node.exc is not None]
    if not raising:
        return None
    # The walk goes by level: the one under the fewest conditions is first.
    return Thrown(raising[0], may_answer(function.body))


def may_answer(body: list[ast.stmt]) -> bool:
    """Whether a function may end without an error."""
    return any(ending(body))


def ending(body: list[ast.stmt], depth: int = 0) -> Ending:
    """How some statements, run one after the other, may end."""
    returns = False
    for statement in body:
        if depth >= MAX_DEPTH:
            return Ending(True, True)
        one = _ending_of(statement, depth + 1)
        returns = returns or one.returns
        if not one.falls:
            return Ending(False, returns)
    return Ending(True, returns)


def _ending_of(statement: ast.stmt, depth: int) -> Ending:
    if isinstance(statement, ast.Return):
        return Ending(False, True)
    if isinstance(statement, (ast.Raise, ast.Break, ast.Continue)):
        return Ending(False, False)
    if isinstance(statement, ast.If):
        return _either(ending(statement.body, depth),
                       ending(statement.orelse, depth))
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return ending(statement.body, depth)
    if isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
        return _of_loop(statement, depth)
    if isinstance(statement, ast.Match):
        known = any(
            isinstance(case.pattern, ast.MatchAs)
            and case.pattern.pattern is None and case.guard is None
            for case in statement.cases)
        return _either(
            Ending(not known, False),
            *(ending(case.body, depth) for case in statement.cases))
    if isinstance(statement, TRIES):
        return _of_try(statement, depth)
    return Ending(True, False)


def _either(*ways: Ending) -> Ending:
    return Ending(any(way.falls for way in ways),
                  any(way.returns for way in ways))


def _of_loop(
    loop: ast.For | ast.AsyncFor | ast.While, depth: int,
) -> Ending:
    inside = ending(loop.body, depth)
    after = ending(loop.orelse, depth)
    broken = any(isinstance(node, ast.Break) for statement in loop.body
                 for node in walk_scope(statement))
    if isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant):
        return Ending(broken, inside.returns)
    return Ending(after.falls or broken, inside.returns or after.returns)


def _of_try(attempt: ast.Try, depth: int) -> Ending:
    final = ending(attempt.finalbody, depth)
    if not final.falls:
        return final
    body = ending(attempt.body, depth)
    ways = [ending(handler.body, depth) for handler in attempt.handlers]
    if body.falls:
        ways.append(ending(attempt.orelse, depth))
    found = _either(*ways) if ways else Ending(False, False)
    return Ending(found.falls, found.returns or body.returns)
