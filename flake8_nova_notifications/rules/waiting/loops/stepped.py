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

"""Whether what is run again and again takes a step each time."""

import ast
from collections.abc import Sequence
import enum

from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.rules.waiting.loops import flow

_WITH = (ast.With, ast.AsyncWith)


class _End(enum.Enum):
    """How the ways through a block end."""

    COUNTED = 'each has counted, or left for good'
    LEFT = 'each has left for good'
    OPEN = 'some goes on behind the block and has not counted'
    UNCOUNTED = 'some has returned and has not counted'


def steps_each_time(
    source: SourceFile, function: Function, steps: Sequence[ast.stmt],
) -> bool:
    """Whether a callback takes a step whenever it is to be called again.

    A step that is under no condition limits it, whatever returns early.

    :param steps: the statements that step one counter.
    """
    return any(
        _is_under_no_condition(source, function, step) for step in steps
    ) or _ends(function.body, {id(step) for step in steps}, (
        ast.Raise,)) is _End.COUNTED


def steps_in_block(
    block: list[ast.stmt], steps: set[int], pause: ast.Call,
) -> bool:
    """Whether a block of a loop steps on each path that pauses and stays.

    :param steps: the ids of the statements that step one counter.
    """
    return _ends(block, steps, (
        ast.Raise, ast.Return, ast.Break), pause) is _End.COUNTED


def _is_under_no_condition(
    source: SourceFile, function: Function, step: ast.stmt,
) -> bool:
    for above in source.ancestors(step):
        if above is function:
            return True
        if not isinstance(above, (*TRIES, *_WITH)):
            break
    return False


def _ends(
    block: list[ast.stmt], steps: set[int], leaving: tuple[type, ...],
    pause: ast.Call | None = None, paused: bool = False,
) -> _End:
    # Recursed into: the parser takes a hundred levels of indentation.
    left = _End.LEFT
    for statement in block:
        if id(statement) in steps:
            return _End.COUNTED
        if isinstance(statement, leaving):
            return left
        if isinstance(statement, ast.Return) or paused and isinstance(
                statement, ast.Continue):
            return _End.UNCOUNTED
        parts: list[list[ast.stmt]] = []
        if isinstance(statement, ast.If):
            parts = flow.branches(statement)
        elif isinstance(statement, _WITH):
            parts = [statement.body]
        elif isinstance(statement, TRIES):
            if _begins_with_step(statement.body, steps) or _ends(
                    statement.finalbody, steps, leaving) is _End.COUNTED:
                return _End.COUNTED
            parts = [[*statement.body, *statement.orelse],
                     *(handler.body for handler in statement.handlers)]
        ways = {_ends(part, steps, leaving, pause, paused) for part in parts}
        if _End.UNCOUNTED in ways:
            return _End.UNCOUNTED
        if _End.COUNTED in ways:
            left = _End.COUNTED
        if ways and _End.OPEN not in ways:
            return left
        paused = paused or any(node is pause for node in walk(statement))
    return _End.OPEN


def _begins_with_step(attempt: list[ast.stmt], steps: set[int]) -> bool:
    """Whether an attempt steps before anything in it can be raised."""
    for statement in attempt:
        if id(statement) in steps:
            return True
        if any(isinstance(node, ast.Raise) or isinstance(node, ast.Call)
               and not logs.level(node) for node in walk(statement)):
            break
    return False
