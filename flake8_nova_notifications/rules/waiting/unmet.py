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

"""What the conditions of a loop are while what it waits for has not come."""

import ast
from collections.abc import Iterator

from flake8_nova_notifications.rules.waiting.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.deciders import deciders
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.loop import Loop


def while_waiting(loop: Loop) -> Iterator[tuple[ast.expr, bool]]:
    """The conditions that end the loop well, with their value until then.

    Of conditions in each other the innermost one decides.
    """
    own = [] if loop.own_test is None else flow.parts(loop.own_test)
    last = [part for exit_ in loop.exits if loop.succeeds(exit_)
            for test, _ in exit_.tests[-1:]
            for part in (test, *flow.parts(test))]
    for decider in loop.once(deciders):
        if decider.test is not None and any(
                decider.test is part for part in (*own, *last)):
            yield from _leaves(loop, decider.test, not decider.value)


def _leaves(
    loop: Loop, test: ast.expr, value: bool,
) -> Iterator[tuple[ast.expr, bool]]:
    """What ``a or not b`` is made of, and the values that give its value."""
    stack = [(test, value)]
    while stack:
        part, wanted = stack.pop()
        if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
            stack.append((part.operand, not wanted))
        elif isinstance(part, ast.BoolOp):
            stack += [(operand, wanted) for operand in part.values]
        elif not loop.once(Deadlines).limits(part):
            yield part, wanted
