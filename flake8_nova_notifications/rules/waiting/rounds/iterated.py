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

"""What the head of a loop gives its target, one value a round."""

import ast
from collections.abc import Iterator
import itertools

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.rounds.quantities import (
    Quantities)
from flake8_nova_notifications.rules.waiting.rounds.quantities import State
from flake8_nova_notifications.rules.waiting.rounds.quantities import Value
from flake8_nova_notifications.rules.waiting.rounds.shape import Lost


def given(loop: Loop, state: State) -> Iterator[Value]:
    """What a ``for`` gives its target; a ``while`` nothing, for ever.

    :raises Lost: it is not known what that is.
    """
    node = loop.node
    if not isinstance(node, ast.For):
        return itertools.repeat(None)
    read = loop.once(Quantities).read
    names = loop.source.once(Names)
    ranged = loop.once(Counters).ranged()
    if ranged is None or ranged.limit is None:
        delays = names.value(node.iter)
        counted = _counted_on(loop, delays, state)
        if counted is not None:
            return counted
        if not isinstance(delays, (ast.Tuple, ast.List)):
            raise Lost
        return iter([read(delay)(state) for delay in delays.elts])
    ends = [default if end is None else read(end)(state)
            for default, end in (
                (0, ranged.start), (None, ranged.limit), (1, ranged.step))]
    if any(end is None or end != int(end) for end in ends) or not ends[2]:
        raise Lost
    values = range(*(int(end) for end in ends if end is not None))
    return _in_order(names, node, values)


def _in_order(names: Names, node: ast.For, values: range) -> Iterator[Value]:
    """The numbers of a range as its target meets them.

    What is counted beside them is not followed.
    """
    iterable = names.value(node.iter)
    while isinstance(node.target, ast.Name) and isinstance(
            iterable, ast.Call) and iterable.args:
        wrapper = names.dotted(iterable.func)
        if wrapper in ('range', 'xrange'):
            return iter(values)
        if wrapper == 'reversed':
            values = values[::-1]
        elif wrapper not in ('list', 'tuple', 'iter'):
            break
        iterable = names.value(iterable.args[0])
    return iter([None] * len(values))


def _counted_on(
    loop: Loop, iterable: ast.AST, state: State,
) -> Iterator[Value] | None:
    """The numbers of ``itertools.count(1)``; None for anything else."""
    if not isinstance(iterable, ast.Call) or iterable.keywords or (
            loop.source.once(Names).dotted(
                iterable.func) != 'itertools.count'):
        return None
    read = loop.once(Quantities).read
    ends = [read(one)(state) for one in iterable.args]
    begin, step = [*ends, *(0, 1)[len(ends):]][:2]
    if begin is None or step is None:
        raise Lost
    return itertools.count(begin, step)
