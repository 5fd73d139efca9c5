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

"""Whether some round of a wait goes on without its pause.

A count ends such rounds soon; until a deadline they would keep a processor
busy.
"""

import ast
from collections.abc import Collection
from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.idioms.failures import fails
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.sequence import behind


def pause_skipped(loop: Loop, bounds: Collection[ast.expr]) -> str:
    """What lets a round go on without the loop's only pause; empty: nothing.

    :param bounds: tests of whether there are polls left, which the last
        round may leave the pause out by.
    """
    source, pause = loop.source, loop.pauses[0].node
    if any(isinstance(inner, ast.Continue) and inner.lineno < pause.lineno
           for inner in _own(loop.node)):
        return 'a continue skips the pause'
    child: ast.AST = pause
    for above in source.ancestors(pause):
        if above is loop.node:
            break
        if isinstance(above, TRIES):
            ways = [above.body] if child in above.handlers else [
                handler.body for handler in above.handlers]
            if not all(_ends_round(source, block) for block in ways):
                return 'an error skips the pause'
        elif isinstance(above, ast.If):
            other = above.orelse if child in above.body else above.body
            if above.test not in bounds and not (
                    child in above.body and _goes_on_by(loop, above)
                    or _ends_round(source, other or behind(source, above))
                    or _ends_loop(loop, above, other)):
                return 'a branch skips the pause'
        elif isinstance(above, ast.Match):
            return 'a branch skips the pause'
        child = above
    return ''


def _goes_on_by(loop: Loop, branch: ast.If) -> bool:
    """Whether the loop ends where a branch is not taken.

    ``while not found and n < 9:`` with ``if not found: time.sleep(1)``.
    """
    names = {node.id for node in walk(branch.test)
             if isinstance(node, ast.Name)}
    return _parts(branch.test) <= _parts(loop.own_test) and not any(
        isinstance(node, (ast.Call, ast.Attribute, ast.NamedExpr))
        for node in walk(branch.test)) and not any(
            start_of(given.node) > start_of(branch)
            for name in names for given in loop.assigned.get(name, ()))


def _ends_loop(loop: Loop, branch: ast.If, block: list[ast.stmt]) -> bool:
    """Whether a block of a branch sets a flag by which the loop ends.

    ``while poll and n < 9:`` with ``poll = False``.
    """
    for statement in block:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Constant(value=bool(value)),
            ) if (name, not value) in _parts(loop.own_test):
                return not any(
                    start_of(given.node) > end_of(branch)
                    for given in loop.assigned.get(name, ()))
    return False


def _parts(test: ast.expr | None) -> set[tuple[str, bool]]:
    """What all has to hold for a test to hold, as it is written."""
    return set() if test is None else {
        (written(part), wanted) for part, wanted in flow.conjuncts(test)}


def _ends_round(source: SourceFile, block: list[ast.stmt]) -> bool:
    """Whether a block is left for good."""
    return bool(block) and (
        isinstance(block[-1], (ast.Return, ast.Break))
        or fails(source, block[-1]))


def _own(loop: ast.AST) -> Iterator[ast.AST]:
    """The statements of a loop, those of inner loops left out."""
    stack: list[ast.AST] = [*getattr(loop, 'body', ())]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, (ast.For, ast.While, ast.AsyncFor,
                             ast.FunctionDef, ast.AsyncFunctionDef,
                             ast.ClassDef)):
            continue
        stack += [child for child in ast.iter_child_nodes(node)
                  if isinstance(child, (ast.stmt, ast.ExceptHandler,
                                        ast.match_case))]
