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

"""Waits for one thing after another, in the ``for`` loop over them."""

import ast
from collections.abc import Sequence

from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.beside import called
from flake8_nova_notifications.rules.waiting.beside import forces
from flake8_nova_notifications.rules.waiting.beside import works
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.observation import observation
from flake8_nova_notifications.rules.waiting.outcome import GiveUp
from flake8_nova_notifications.rules.waiting.outcome import Outcome
from flake8_nova_notifications.rules.waiting import sequence


def goes_on_with_item(
    loop: Loop, path: Sequence[ast.stmt], logged: bool,
) -> GiveUp:
    """What a wait does that has run out, in a loop around it.

    It goes on as if its condition held where it then works with the very
    thing that it waited for, and nothing asks about it further down.

    :param path: the statements behind the wait, to the end of a round.
    :param logged: whether one of them logs that it has run out.
    """
    outer = next((
        above for above in loop.source.ancestors(loop.node)
        if isinstance(above, (ast.For, ast.While, ast.AsyncFor, *FUNCTIONS))),
        None)
    unknown = GiveUp(Outcome.UNKNOWN)
    if not isinstance(outer, (ast.For, ast.AsyncFor)):
        return unknown
    items = {node.id for node in walk(outer.target)
             if isinstance(node, ast.Name)}
    if not any(isinstance(node, ast.Name) and node.id in items
               for test in loop.tests for node in walk(test)):
        return unknown
    behind, _ = sequence.following(loop.source, outer)
    if any(failures.asserts(statement) or isinstance(node, ast.Raise)
           for statement in behind for node in walk_scope(statement)):
        return unknown
    for statement in path:
        call = called(statement)
        if call is not None and logs.level(call):
            continue
        if call is not None and works(loop.source, call) and any(
                isinstance(node, ast.Name) and node.id in items
                for node in walk(call)):
            return GiveUp(Outcome.LOGGED if logged else Outcome.SILENT)
        if not isinstance(statement, (ast.Expr, ast.Assign)) or any(
                isinstance(node, ast.Call)
                and polls.kind(loop.source, node) is Kind.POLL
                for node in walk(statement)):
            break
    return unknown


def is_about_the_rest(loop: Loop, statement: ast.For | ast.While) -> bool:
    """``for worker in self.workers: kill``, if any is left."""
    places = loop.once(observation).places
    return isinstance(statement, ast.For) and any(
        isinstance(node, ast.Attribute) and written(node) in places
        for node in walk(statement.iter)) and any(
            forces(inner) for inner in statement.body)
