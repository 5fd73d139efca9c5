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

"""Pauses whose length changes from round to round."""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.loop import Loop

# Calls that only round or choose.
_ROUNDING = frozenset(('min', 'max', 'int', 'float', 'round', 'abs'))


def is_over_delays(loop: Loop) -> bool:
    """``for delay in (1, 2, 5): ... sleep(delay)``."""
    match loop.node:
        case ast.For(target=ast.Name(id=name)) | ast.For(
                target=ast.Tuple(elts=[*_, ast.Name(id=name)]),
                iter=ast.Call(func=ast.Name(id='enumerate'))):
            return any(
                isinstance(one.length, ast.Name) and one.length.id == name
                for one in loop.pauses)
    return False


def grows(loop: Loop) -> bool:
    """Whether the length of a pause depends on how often it was made.

    A pause that somebody ends by notifying, or one of random length, does
    not hammer either, so it counts as growing. ``min(interval, left)`` only
    gets shorter.
    """
    if is_over_delays(loop):
        return True
    seen: set[str] = set()
    steps = loop.once(Counters).steps
    stack: list[ast.AST] = []
    for one in loop.pauses:
        if one.notified:
            return True
        if one.length is not None:
            stack.append(one.length)
    while stack:
        for node in walk(stack.pop()):
            if isinstance(node, ast.Call) and callee_name(
                    node) not in _ROUNDING:
                return True
            if not isinstance(node, ast.Name) or node.id in seen:
                continue
            seen.add(node.id)
            if node.id in steps and not isinstance(
                    steps[node.id], ast.UnaryOp):
                return True
            for given in loop.assigned.get(node.id, ()):
                # What an error says, ``error.retry_after``, may differ.
                if isinstance(given.node, ast.ExceptHandler) or isinstance(
                        given.node, ast.AugAssign) and not isinstance(
                            given.node.op, (ast.Sub, ast.Div)):
                    return True
            for value in loop.values(node.id):
                if _sums_what_changes(loop, value):
                    # ``pause = min(2 * pause, 8)``
                    return True
                stack.append(value)
    return False


def _sums_what_changes(loop: Loop, value: ast.expr) -> bool:
    """Whether a sum or product in an expression holds a changing name."""
    done: set[ast.AST] = set()
    for part in walk(value):
        if part in done or not isinstance(part, ast.BinOp) or isinstance(
                part.op, (ast.Sub, ast.Div)):
            continue
        for leaf in walk(part):
            if isinstance(leaf, ast.Name) and leaf.id in loop.assigned:
                return True
            # What stands inside holds no more than the whole.
            done.add(leaf)
    return False
