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

"""A number of polls that has to be reached before a success counts.

``if polls > 2 and is_up(): return`` is no limit, but the end of the wait.
"""

import ast
from collections.abc import Sequence
from dataclasses import replace

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.flow import Body
from flake8_nova_notifications.rules.waiting.flow import Exit
from flake8_nova_notifications.rules.waiting.flow import Test

_MORE_OR_LESS = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)


def without_minimums(body: Body, exits: list[Exit]) -> list[Exit]:
    """The ways out of a loop, without the polls that one has to wait for.

    Only where nothing else ends the loop well: ``if polls > 9 and not
    is_up(): return`` beside a success gives up.
    """
    ends = [exit_ for exit_ in exits if not exit_.fails]
    joined = [exit_ for exit_ in ends if _is_joined(exit_)]
    if isinstance(body, FUNCTIONS) or len(joined) != 1:
        return exits
    stepped = _stepped(body)
    only = joined[0]
    tests = [part for test, wanted in only.tests
             for part in flow.conjuncts(test, wanted)]
    asked = [test for test in tests if not _counts(test[0], stepped)]
    own = [] if not isinstance(body, ast.While) else flow.conjuncts(
        body.test)
    if len(asked) in (0, len(tests)) or _says_no(only) or _may_be_asked(
            own, stepped) or any(
                exit_ is not only and _is_success(exit_, stepped)
                for exit_ in ends):
        return exits
    return [replace(exit_, tests=tuple(asked)) if exit_ is only else exit_
            for exit_ in exits]


def _is_joined(exit_: Exit) -> bool:
    """``if a and b: return``."""
    return exit_.handler is None and any(
        isinstance(test, ast.BoolOp) and len(
            flow.conjuncts(test, wanted)) > 1
        for test, wanted in exit_.tests)


def _is_success(exit_: Exit, stepped: set[str]) -> bool:
    if exit_.handler is not None or exit_.attempts and not exit_.tests:
        return True
    tests = [part for test, wanted in exit_.tests
             for part in flow.conjuncts(test, wanted)]
    return not any(_counts(test, stepped) for test, _ in tests)


def _says_no(exit_: Exit) -> bool:
    """``return False``: it has not come."""
    value = getattr(exit_.node, 'value', None)
    return isinstance(value, ast.Constant) and not value.value


def _may_be_asked(tests: Sequence[Test], stepped: set[str]) -> bool:
    return any(
        not isinstance(test, ast.Constant) and not _counts(test, stepped)
        for test, _ in tests)


def _counts(test: ast.expr, stepped: set[str]) -> bool:
    """``polls > 2``, where each round steps it."""
    return isinstance(test, ast.Compare) and len(test.ops) == 1 and (
        isinstance(test.ops[0], _MORE_OR_LESS)) and any(
            spelled(side) in stepped
            for side in (test.left, *test.comparators)
            if isinstance(side, (ast.Name, ast.Attribute, ast.Subscript)))


def _stepped(body: Body) -> set[str]:
    """What a loop counts: its target, and what it adds to."""
    found = {
        spelled(node.target) for node in walk_scope(body)
        if isinstance(node, ast.AugAssign)
        and isinstance(node.op, (ast.Add, ast.Sub))}
    if isinstance(body, ast.For):
        found.update(node.id for node in walk(body.target)
                     if isinstance(node, ast.Name))
    return found
