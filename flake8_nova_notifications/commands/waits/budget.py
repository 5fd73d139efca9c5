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

"""How long a wait may take in the worst case, by its pauses or its deadline.

The time that polls take is not in it: nobody knows that from the code.
"""

import ast
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.rules.waiting.loops.bounds import bounded
from flake8_nova_notifications.rules.waiting.rounds.tally import play
from flake8_nova_notifications.rules.waiting.rounds.tally import tally
from flake8_nova_notifications.rules.waiting.waits.wait_loops import WaitLoop

# Steps from the test of a deadline to the number it is made of.
MAX_STEPS = 40


@dataclass(frozen=True)
class Budget:
    """The seconds of a wait.

    :ivar seconds: in the worst case; None where they are not known.
    :ivar limit: the expression that sets them, where it is no number.
    :ivar parameter: the parameter of the function that it is.
    :ivar each: seconds for each unit of the parameter; 0: it is not known
        how they depend on it.
    :ivar base: seconds beside those: the last poll may end it at once.
    :ivar others: further parameters whose defaults are in the seconds.
    """

    seconds: float | None = None
    limit: str = ''
    parameter: str = ''
    each: float = 0.0
    base: float = 0.0
    others: tuple[str, ...] = ()


def budget(source: SourceFile, wait: WaitLoop) -> Budget:
    """How long a wait may take."""
    if wait.count is not None:
        return _counted(source, wait)
    for test in wait.loop.once(bounded).deadlines:
        amount = _amount(source, test)
        if amount is not None:
            seconds = number(source, amount, far=True)
            parameter = _parameter(source, amount)
            return Budget(
                seconds, '' if isinstance(amount, ast.Constant)
                else spelled(amount), parameter, 1.0 if parameter else 0.0)
    return Budget()


def _counted(source: SourceFile, wait: WaitLoop) -> Budget:
    found = tally(wait.loop)
    asked = play(wait.loop, {})[1]
    parts = [one for one in asked.values() if one is not found.limit]
    parts += [node for pause in wait.loop.pauses if pause.length is not None
              for node in walk(pause.length) if isinstance(node, ast.Name)]
    others = tuple(dict.fromkeys(
        name for one in parts if number(source, one) is not None
        and (name := _parameter(source, one))))
    limit = found.limit
    if limit is None:
        return Budget(found.seconds, others=others)
    parameter = _parameter(source, limit)
    default = number(source, limit)
    key = next((key for key, one in asked.items() if one is limit), None)
    if found.seconds is None or not default or not parameter or key is None:
        return Budget(found.seconds, spelled(limit), others=others)
    each = _each(wait, key, default)
    return Budget(
        found.seconds, parameter, parameter, each,
        round(found.seconds - each * default, 6) if each else 0.0, others)


def _each(wait: WaitLoop, key: str, default: float) -> float:
    """Seconds for each unit of a limit, if each makes as many as the last."""
    first, second, third = (
        None if rounds is None else rounds.seconds for rounds in (
            play(wait.loop, {key: default + more})[0] for more in range(3)))
    if first is None or second is None or third is None:
        return 0.0
    each = round(second - first, 6)
    return each if each == round(third - second, 6) else 0.0


def _parameter(source: SourceFile, expression: ast.expr) -> str:
    """The name of the parameter that an expression is; else nothing."""
    value = source.once(Names).value(expression)
    return expression.id if isinstance(
        expression, ast.Name) and isinstance(value, ast.arg) else ''


def _amount(source: SourceFile, test: ast.expr) -> ast.expr | None:
    """What is added to the time, or what the time is compared with."""
    names = source.once(Names)
    stack: list[ast.expr] = [test]
    seen: set[str] = set()
    for _ in range(MAX_STEPS):
        if not stack:
            break
        node = stack.pop()
        if isinstance(node, ast.Compare) and len(node.comparators) == 1:
            sides = (node.left, node.comparators[0])
            for side, other in (sides, sides[::-1]):
                if isinstance(side, ast.BinOp) and isinstance(
                        side.op, ast.Sub) and _reads_clock(source, side) and (
                            not _reads_clock(source, other)):
                    return other
            stack += sides
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            for side, other in ((node.left, node.right),
                                (node.right, node.left)):
                if _reads_clock(source, side):
                    return other
        elif isinstance(node, ast.Name) and node.id not in seen:
            seen.add(node.id)
            stack += [
                binding.node for binding in names.bindings(node.id, node)
                if isinstance(binding.node, ast.expr)]
        elif isinstance(node, (ast.BoolOp, ast.UnaryOp)):
            stack += [part for part in ast.iter_child_nodes(node)
                      if isinstance(part, ast.expr)]
    return None


def _reads_clock(source: SourceFile, expression: ast.expr) -> bool:
    """Whether an expression is a time, directly or by a name."""
    names = source.once(Names)
    return any(
        clocks.reads_clock(source, value) for value in (expression, *(
            binding.node for node in walk(expression)
            if isinstance(node, ast.Name)
            for binding in names.bindings(node.id, node)
            if isinstance(binding.node, ast.Call))))
