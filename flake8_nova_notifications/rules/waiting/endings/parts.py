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

"""The values that conditions of a wait test, and where a failure says them."""

import ast
from collections.abc import Iterator
from collections.abc import Sequence

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.rules.waiting.endings.observation import (
    observation)
from flake8_nova_notifications.rules.waiting.judgement.deciders import deciders
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.naming import is_flag

# Shorter texts stand in many messages by chance.
MIN_LETTERS = 4


def tested_together(loop: Loop) -> list[list[ast.expr]]:
    """The values that have to be right all at once to end the loop.

    ``server.status`` and ``server.task_state`` of ``if server.status ==
    'ACTIVE' and server.task_state is None``; what is only there or not, or
    true or false, is left out.
    """
    ending = {id(part) for decider in loop.once(deciders)
              if decider.test is not None
              for part in (decider.test, *flow.parts(decider.test))}
    groups = [
        [part for test, wanted in exit_.tests
         for part, _ in flow.conjuncts(test, wanted)]
        for exit_ in loop.exits if loop.succeeds(exit_)]
    if loop.own_test is not None:
        # What the loop goes on for ends it when the other side holds.
        groups.append(flow.parts(loop.own_test))
    found = []
    for group in groups:
        values = {
            written(value): value for part in group if id(part) in ending
            for value in _compared(loop, part)}
        if len(values) > 1:
            found.append(list(values.values()))
    return found


def _compared(loop: Loop, test: ast.expr) -> Iterator[ast.expr]:
    """What a comparison compares, where that is a part of what was seen."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return
    value = test.comparators[0] if isinstance(
        test.ops[0], (ast.In, ast.NotIn)) and not _is_seen(
            loop, test.left) else test.left
    if isinstance(value, ast.Call) and isinstance(
            value.func, ast.Attribute) and value.func.attr in (
                'lower', 'upper', 'strip'):
        value = value.func.value
    if isinstance(value, (ast.Attribute, ast.Subscript, ast.Name)) and (
            not is_flag(value) and _is_seen(loop, value)):
        yield value


def _is_seen(loop: Loop, value: ast.expr) -> bool:
    seen = loop.once(observation)
    return any(
        isinstance(node, ast.Name) and node.id in seen.names
        or isinstance(node, ast.Attribute) and written(node) in seen.places
        for node in walk(value))


def equal_at_the_end(loop: Loop) -> frozenset[str]:
    """What is equal to what was seen for as long as the loop goes on.

    ``while volume.status == old``: whoever prints ``old`` prints the status.
    A constant is given as its text.
    """
    return frozenset(
        str(other.value) if isinstance(other, ast.Constant)
        else written(other)
        for decider in loop.once(deciders)
        for other in _equal_to(decider.test, decider.value))


def _equal_to(
    test: ast.expr | None, ends: bool,
) -> Iterator[ast.Constant | ast.Name | ast.Attribute]:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or (
            isinstance(test.ops[0], ast.NotEq) is not ends):
        return
    if not isinstance(test.ops[0], (ast.Eq, ast.NotEq)):
        return
    other = test.comparators[0]
    if isinstance(other, (ast.Name, ast.Attribute)) or isinstance(
            other, ast.Constant) and isinstance(other.value, str) and (
                len(other.value) >= MIN_LETTERS):
        yield other


def left_out(
    source: SourceFile, together: Sequence[Sequence[ast.expr]],
    said: Sequence[ast.AST],
) -> list[ast.expr]:
    """Values that had to be right as well, and a message has not."""
    shown = {
        written(node) for expression in said for node in walk(expression)
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript,
                             ast.Call))
        and not _is_owner(source, node)}
    for group in together:
        texts = {written(value): value for value in group}
        missing = [value for text, value in texts.items() if not any(
            text == one or text.startswith((f'{one}.', f'{one}['))
            for one in shown)]
        if missing and len(missing) < len(texts):
            return missing
    return []


def _is_owner(source: SourceFile, node: ast.AST) -> bool:
    """``server`` in ``server['status']``, and what is called."""
    above = source.parent(node)
    return isinstance(above, (ast.Attribute, ast.Subscript)) and (
        above.value is node) or isinstance(
            above, ast.Call) and above.func is node


_PUTTING = frozenset((
    'append', 'extend', 'insert', 'add', 'update', 'add_note', 'write',
    'setdefault'))


def put_into(name: str, path: Sequence[ast.stmt]) -> Iterator[ast.expr]:
    """What the statements before a failure add to what a name holds.

    ``parts.append(status)``, ``error.add_note(status)``,
    ``error.status = status``.
    """
    for statement in path:
        for node in walk_scope(statement):
            match node:
                case ast.Call(func=ast.Attribute(
                        value=ast.Name(id=root), attr=attr)) if (
                            root == name and attr in _PUTTING):
                    yield from node.args
                    yield from (keyword.value for keyword in node.keywords)
                case ast.Assign(targets=[
                        ast.Attribute(value=ast.Name(id=root))
                        | ast.Subscript(value=ast.Name(id=root))]) if (
                            root == name):
                    yield node.value


def said_by_helper(
    source: SourceFile, call: ast.Call,
) -> Iterator[ast.expr]:
    """What a helper of this file raises that is called to fail."""
    helper = source.once(Names).definition(call.func)
    if isinstance(helper, FUNCTIONS):
        yield from (
            node.exc for node in walk_scope(helper)
            if isinstance(node, ast.Raise) and node.exc is not None)


def is_message(value: ast.AST) -> bool:
    """Whether a value may be a text, or what a text is put together of."""
    match value:
        case ast.BinOp() | ast.JoinedStr() | ast.Dict() | ast.Tuple() | (
                ast.List() | ast.Constant(value=str())):
            return True
        case ast.Call():
            name = callee_name(value)
            return name[:1].isupper() or name in (
                'format', '_', 'dict', 'join', 'str', 'get')
    return False
