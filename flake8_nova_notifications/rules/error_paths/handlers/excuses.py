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


"""Why a broad handler may be silent: a reason, or what stands around it."""

import ast
from collections.abc import Iterator
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import pauses
from flake8_nova_notifications.rules.error_paths.handlers import reasons

_RAISES = re.compile(r'raise|abort|\bexit$|_exit$|^exit|fail$|^fail', re.I)
# Words of what is asked whether to end, and of what says so of itself.
_STOPS = re.compile(
    r'(?i)(?:^|[._])(?:should_?)?(?:stop|exit|quit|shut_?down|terminat)'
    r'(?!s\b)')
# What it is called when it has come to an end, or is about to.
_STATES = re.compile(
    r'(?i)(?:stopped|stopping|exited|exiting|quitting|terminated|terminating)$'
    r'|shut_?(?:down|ting)')
_RUNS = frozenset(('running', 'is_running', 'active', 'is_active', 'alive'))
_LOOPS = (ast.For, ast.While, ast.AsyncFor)
_LEAVES = (ast.Return, ast.Break, ast.Raise)
_Loop = ast.For | ast.While | ast.AsyncFor


def excuse(source: SourceFile, handler: ast.ExceptHandler) -> str:
    """Why a handler may be silent, in a word; empty if it may not."""
    attempt = reasons.attempt_of(source, handler)
    if reasons.is_explained(source.lines, attempt, handler):
        return 'reason'
    if _is_answered(source, attempt, handler):
        return 'raised'
    return around(source, handler, attempt, handler.body)


def _is_answered(
    source: SourceFile, attempt: ast.Try, handler: ast.ExceptHandler,
) -> bool:
    """Whether what follows raises, which is reached by failures alone.

    ``try: ...; return x``, ``except Exception: pass``, ``raise NotFound``;
    or it is asked whether what was tried to find is there.
    """
    if any(isinstance(node, (ast.Return, ast.Break, ast.Continue))
           for statement in handler.body for node in walk_scope(statement)):
        return False
    holder = source.parent(attempt)
    block = next(block for name in ('body', 'orelse', 'finalbody')
                 if attempt in (block := getattr(holder, name, ())))
    for statement in block[block.index(attempt) + 1:]:
        if isinstance(statement, ast.Raise):
            return True
        if isinstance(statement, ast.If) and any(
                isinstance(last[-1], ast.Raise) for last in (
                    statement.body, statement.orelse) if last):
            return _asks_for_what_was_tried(attempt, statement.test)
        if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.If)) or (
                any(isinstance(node, (ast.Return, ast.Yield, ast.Await))
                    for node in walk_scope(statement))):
            return False
    return False


def _asks_for_what_was_tried(attempt: ast.Try, test: ast.expr) -> bool:
    """``if found is None``, ``if not found``: it is bound in the attempt."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            pass
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is()],
                         comparators=[ast.Constant(value=None)]):
            pass
        case _:
            return False
    return any(
        isinstance(node, ast.Name) and node.id == name
        and isinstance(node.ctx, ast.Store)
        for statement in attempt.body for node in walk_scope(statement))


def around(
    source: SourceFile, node: ast.AST, attempt: ast.AST,
    body: list[ast.stmt],
) -> str:
    """What stands around that excuses silence: an outer error, or a loop.

    :param node: the handler, or what takes errors like one.
    :param attempt: the statement that it belongs to.
    :param body: what is done when there was an error.
    """
    child = node
    for above in source.ancestors(node):
        if isinstance(above, FUNCTIONS):
            break
        if isinstance(above, ast.ExceptHandler) and any(
                isinstance(inner, ast.Raise) or isinstance(inner, ast.Call)
                and _RAISES.search(callee_name(inner))
                for inner in walk(above)
                if not _inside(source, inner, child)):
            return 'outer'
        if isinstance(above, (ast.With, ast.AsyncWith)) and (
                above is not attempt) and any(
                    isinstance(item.context_expr, ast.Call)
                    and 'reraise' in callee_name(item.context_expr)
                    for item in above.items):
            return 'outer'
        if isinstance(above, _LOOPS) and _repeats(
                source, above, attempt, body):
            return 'loop'
        child = above
    return ''


def _inside(source: SourceFile, node: ast.AST, top: ast.AST) -> bool:
    return node is top or any(
        above is top for above in source.ancestors(node))


def _repeats(
    source: SourceFile, loop: _Loop, attempt: ast.AST,
    body: list[ast.stmt],
) -> bool:
    """Whether a loop tries again: the probe of a wait, or a counted retry.

    What leaves the loop is not tried again, and of things that are gone
    through each is tried once: there only a pause after the error counts.
    """
    if isinstance(attempt, TRIES) and isinstance(
            loop, ast.For) and isinstance(
                attempt.body[-1], (ast.Break, ast.Return)) and isinstance(
                    loop.iter, ast.Call) and callee_name(
                        loop.iter) == 'range':
        return True
    if any(isinstance(node, _LEAVES)
           for statement in body for node in walk_scope(statement)):
        return False
    if isinstance(loop, ast.While) and _serves(loop) and not any(
            isinstance(node, _LEAVES) for statement in loop.body
            for node in walk_scope(statement)):
        # It waits for nothing, and goes on after every error.
        return False
    if _leaves_next(source, loop, attempt, body):
        return False
    counted = not isinstance(loop, (ast.For, ast.AsyncFor)) or isinstance(
        loop.iter, ast.Call) and callee_name(loop.iter) in ('range', 'count')
    return any(
        isinstance(node, ast.Call) and pauses.pause(source, node) is not None
        and _loop_around(source, node) is loop
        for statement in (loop.body if counted else _behind(
            source, loop, attempt, body))
        if not isinstance(statement, (*FUNCTIONS, ast.ClassDef))
        for node in walk_scope(statement))


def _serves(loop: ast.While) -> bool:
    """Whether only somebody else ends a loop, not what it does.

    ``while True``, ``while not self._stopped.is_set()``, ``while
    self.running``; not where the loop itself sets that.
    """
    test = loop.test
    while isinstance(test, ast.UnaryOp):
        test = test.operand
    if isinstance(test, ast.Constant):
        return True
    asked = test.func if isinstance(test, ast.Call) else test
    if isinstance(asked, ast.Attribute) and not is_own(
            asked) and _STATES.search(asked.attr):
        # while not disk.is_stopped(): the end of something else is awaited.
        return False
    if not _STOPS.search(spelled(asked)) and not (
            is_own(asked) and last_name(asked).strip('_') in _RUNS):
        return False
    flag = path(asked)
    return flag is None or not any(
        isinstance(node, (ast.Name, ast.Attribute))
        and isinstance(node.ctx, ast.Store) and path(node) == flag
        for statement in loop.body for node in walk_scope(statement))


def _leaves_next(
    source: SourceFile, loop: _Loop, attempt: ast.AST,
    body: list[ast.stmt],
) -> bool:
    """Whether a loop ends behind the attempt, however that ended.

    ``if done: <attempt>; return``: it was tried when the wait was over.
    """
    for statement in _behind(source, loop, attempt, body):
        if isinstance(statement, ast.Continue):
            return False
        if isinstance(statement, (ast.Return, ast.Raise)):
            return True
        if isinstance(statement, ast.Break):
            return _loop_around(source, statement) is loop
    return False


def _loop_around(source: SourceFile, node: ast.AST) -> ast.AST | None:
    """The innermost loop around a node: another one pauses for itself."""
    return next((above for above in source.ancestors(node)
                 if isinstance(above, _LOOPS)), None)


def _behind(
    source: SourceFile, loop: _Loop, attempt: ast.AST,
    body: list[ast.stmt],
) -> Iterator[ast.stmt]:
    """What is done in a loop after an error: its body, what stands behind."""
    yield from body
    child = attempt
    for above in source.ancestors(attempt):
        for name in ('body', 'orelse', 'finalbody'):
            block = getattr(above, name, None)
            if isinstance(block, list) and child in block:
                yield from block[block.index(child) + 1:]
        if above is loop:
            return
        child = above
