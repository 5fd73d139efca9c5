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

"""The fact WaitLoop: a loop that looks again and again, pausing between.

Somebody else makes true what it waits for. A retry does the work again, a
service runs until it is told to stop, pacing spreads work over time: none of
them is a wait, and where it is not clear which of them a loop is, it is
taken for none.
"""

import ast
from dataclasses import dataclass
import operator
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms.errors import is_miss
from flake8_nova_notifications.idioms.errors import last_name
from flake8_nova_notifications.idioms.pauses import may_pause
from flake8_nova_notifications.idioms.pauses import Pause
from flake8_nova_notifications.idioms.pauses import pause
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.waiting.bounds import Bound
from flake8_nova_notifications.rules.waiting.bounds import Bounds
from flake8_nova_notifications.rules.waiting.counts import Count
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.give_up import GiveUp
from flake8_nova_notifications.rules.waiting.give_up import GiveUps
from flake8_nova_notifications.rules.waiting import guards
from flake8_nova_notifications.rules.waiting.observation import Observation
from flake8_nova_notifications.rules.waiting.observation import Observer

# Any file with a wait holds one of these words.
TRIGGERS = ('sleep', 'wait(', 'LoopingCall', 'pause', 'delay', 'backoff',
            'back_off', 'idle(')

# A loop begins a line; so does this, which the regular expression engine
# finds fast.
_LOOP = re.compile(r'\n[ \t]*(?:for|while)\b')

# Calls that only round or choose.
_ROUNDING = frozenset(('min', 'max', 'int', 'float', 'round', 'abs'))

# Context managers that end whatever runs too long inside them.


@dataclass(frozen=True)
class WaitLoop:
    """A wait written as a loop.

    :ivar node: the loop.
    :ivar pause: its pause; the first one where it has several.
    :ivar bound: what ends it when nothing happens.
    :ivar count: the bound, where it is a count of looks.
    :ivar observation: what it looks at.
    :ivar give_ups: what happens when the bound runs out.
    :ivar wall_clock: the test whose deadline a set-back clock moves.
    :ivar grows: whether the pause changes from look to look.
    """

    node: flow.Loop
    pause: Pause
    bound: Bound
    count: Count | None
    observation: Observation
    give_ups: tuple[GiveUp, ...]
    wall_clock: ast.expr | None
    grows: bool


def wait_loops(source: SourceFile) -> tuple[WaitLoop, ...]:
    """All waits of a file that are written as loops, in source order."""
    by_loop: dict[flow.Loop, list[Pause]] = {}
    for call in source.near(ast.Call, _hot_lines(source)):
        if not may_pause(source, callee_name(call)):
            continue
        loop = _loop_around(source, call)
        if loop is None:
            continue
        found = pause(source, call)
        if found is not None and not flow.leaves_after(source, call, loop):
            by_loop.setdefault(loop, []).append(found)
    waits = []
    for loop, pauses in by_loop.items():
        wait = _wait(source, loop, pauses)
        if wait is not None:
            waits.append(wait)
    return tuple(sorted(waits, key=lambda w: (w.node.lineno,
                                              w.node.col_offset)))


def _hot_lines(source: SourceFile) -> list[int]:
    """Lines of the statements that may hold a loop with a pause."""
    # The first line ends none before it.
    loops = (source.line_at(match.end() - 2)
             for match in _LOOP.finditer(f'\n{source.text}'))
    return [
        block.start for block in source.around(loops)
        if may_pause(source, source.text_between(block[0], block[-1]))]


def _loop_around(source: SourceFile, call: ast.Call) -> flow.Loop | None:
    """The nearest loop that repeats a call, in the same function."""
    child: ast.AST = call
    for above in source.ancestors(call):
        if isinstance(above, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            return None
        if isinstance(above, (ast.For, ast.While, ast.AsyncFor)):
            if isinstance(above, ast.AsyncFor):
                return None
            if child in above.body or (
                    isinstance(above, ast.While) and child is above.test):
                return above
        child = above
    return None


def _wait(
    source: SourceFile, loop: flow.Loop, pauses: list[Pause],
) -> WaitLoop | None:
    if _is_mocked(source, loop) or _is_paced(source, loop, pauses):
        return None
    assigned = flow.assignments(loop)
    bounds = Bounds(source, loop, assigned, [p.node for p in pauses])
    ranged = bounds.ranged()
    if isinstance(loop, ast.For) and ranged is None and not (
            _is_over_delays(loop, pauses) or _counts_for_ever(source, loop)):
        return None
    exits = flow.exits(source, loop)
    if exits is None:
        return None
    # Each way out is followed through the whole loop, test by test.
    ways = 1 + sum(1 + len(exit_.tests) for exit_ in exits)
    if not source.affords('waits', ways * sum(1 for _ in walk(loop))):
        return None
    observation = Observer(
        source, loop, bounds, assigned, exits).observe()
    if observation is None:
        return None
    grows = _grows(loop, pauses, assigned, bounds)
    if grows and _backs_off_from_errors(source, loop, pauses, observation):
        return None
    tests = _bounding_tests(loop, exits)
    deadline = [t for t in tests if bounds.is_deadline(t)]
    counts = [c for t in tests if (c := bounds.counted(t)) is not None]
    if ranged is not None:
        counts.insert(0, ranged)
    elif isinstance(loop, ast.For) and _is_over_delays(loop, pauses):
        counts.insert(0, Count(
            None, None, None, operator.ge, False, frozenset(),
            certain=False))
    bound, count = Bound.NONE, None
    if deadline:
        bound = Bound.DEADLINE
    elif counts:
        bound, count = Bound.COUNT, counts[0]
    elif any(
            bounds.is_stop_flag(t) or bounds.speaks_of_time(t)
            or bounds.hides_count(t) or bounds.outgrows(t)
            # What a helper makes of the time, nobody knows.
            or clocks.reads_clock(source, t) for t in tests) or (
                _hands_over(loop) or _ends_with_peer(loop, exits)
                or guards.is_guarded(source, loop)
                or guards.is_cancelled(source, loop)):
        bound = Bound.STOP
    limits_in_test = isinstance(loop, ast.While) and any(
        bounds.is_deadline(part) or bounds.counted(part) is not None
        for part in flow.parts(loop.test))
    give_ups: tuple[GiveUp, ...] = ()
    if bound in (Bound.COUNT, Bound.DEADLINE):
        give_ups = GiveUps(source, loop, bounds, observation, exits,
                           limits_in_test).find()
    return WaitLoop(
        loop, pauses[0], bound, count, observation, give_ups,
        next((t for t in deadline if bounds.is_wall_clock(t)), None),
        grows)


def _backs_off_from_errors(
    source: SourceFile, loop: flow.Loop, pauses: list[Pause],
    observation: Observation,
) -> bool:
    """Whether longer and longer pauses follow errors and nothing else.

    ``except HTTPError: sleep(2 ** attempt)`` spares a server that is in
    trouble: a retry, also of a reading request. An error that says that
    something is not there yet is a look.
    """
    if any(decider.test is not None for decider in observation.deciders):
        return False
    for one in pauses:
        handler = next(
            (above for above in source.ancestors(one.node)
             if above is loop or isinstance(above, ast.ExceptHandler)), loop)
        if not isinstance(handler, ast.ExceptHandler) or one.notified:
            return False
        caught = handler.type.elts if isinstance(
            handler.type, ast.Tuple) else [handler.type]
        if any(error is None or is_miss(error, last_name(error))
               for error in caught):
            return False
    return True


def _bounding_tests(
    loop: flow.Loop, exits: list[flow.Exit],
) -> list[ast.expr]:
    tests = flow.parts(loop.test) if isinstance(loop, ast.While) else []
    for exit_ in exits:
        for test, _ in exit_.tests:
            tests += [part for part in flow.parts(test)
                      if part not in tests]
    return tests


def _is_mocked(source: SourceFile, loop: ast.AST) -> bool:
    """Whether the sleep is replaced by a mock around the loop."""
    for above in source.ancestors(loop):
        if isinstance(above, (*FUNCTIONS, ast.ClassDef)):
            around: list[ast.expr] = list(above.decorator_list)
        elif isinstance(above, (ast.With, ast.AsyncWith)):
            around = [item.context_expr for item in above.items]
        else:
            continue
        for expression in around:
            for node in walk(expression):
                if isinstance(node, ast.Constant) and isinstance(
                        node.value, str) and node.value.endswith('sleep'):
                    return True
    return False


def _is_paced(
    source: SourceFile, loop: flow.Loop, pauses: list[Pause],
) -> bool:
    """``sleep(interval - elapsed)`` keeps a rhythm.

    So does ``while left > 0: sleep(left)``.
    """
    names = source.once(Names)
    for one in pauses:
        match loop:
            case ast.While(test=ast.Compare(
                    left=ast.Name(id=left), ops=[ast.Gt()],
                    comparators=[ast.Constant(value=0)])) if isinstance(
                        one.length, ast.Name) and one.length.id == left:
                return True
        length = names.value(one.length) if one.length is not None else None
        if isinstance(length, ast.BinOp) and isinstance(
                length.op, ast.Sub) and any(
                    isinstance(node, ast.Name) and 'elapsed' in node.id
                    or clocks.reads_clock(source, node)
                    for node in walk(length.right)) and not one.notified:
            return True
    return False


def _is_over_delays(loop: flow.Loop, pauses: list[Pause]) -> bool:
    """``for delay in (1, 2, 5): ... sleep(delay)``."""
    if not isinstance(loop, ast.For) or not isinstance(
            loop.target, ast.Name):
        return False
    return any(
        isinstance(one.length, ast.Name)
        and one.length.id == loop.target.id for one in pauses)


def _counts_for_ever(source: SourceFile, loop: ast.For) -> bool:
    names = source.once(Names)
    return isinstance(loop.iter, ast.Call) and names.dotted(
        loop.iter.func) in ('itertools.count', 'itertools.repeat')


def _hands_over(loop: flow.Loop) -> bool:
    """Whether each round yields: who takes what it yields may stop."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom))
               for node in walk_scope(loop))


def _ends_with_peer(loop: flow.Loop, exits: list[flow.Exit]) -> bool:
    """``while worker.is_alive(): if started(): break``.

    Who is to make it true has died where it never comes.
    """
    return isinstance(loop, ast.While) and any(
        'alive' in polls.words(callee_name(part))
        for part in flow.parts(loop.test) if isinstance(part, ast.Call)
    ) and any(not exit_.fails and exit_.handler is None for exit_ in exits)


def _grows(
    loop: flow.Loop, pauses: list[Pause],
    assigned: dict[str, list[flow.Assignment]], bounds: Bounds,
) -> bool:
    """Whether the length of a pause depends on how often it was made.

    A pause that somebody ends by notifying, or one of random length, does
    not hammer either, so it counts as growing. ``min(interval, left)`` only
    gets shorter.
    """
    if _is_over_delays(loop, pauses):
        return True
    seen: set[str] = set()
    stack: list[ast.AST] = []
    for one in pauses:
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
            if node.id in bounds.steps and not isinstance(
                    bounds.steps[node.id], ast.UnaryOp):
                return True
            for given in assigned.get(node.id, ()):
                if isinstance(given.node, ast.For) or isinstance(
                        given.node, ast.AugAssign) and not isinstance(
                            given.node.op, (ast.Sub, ast.Div)):
                    return True
                if given.value is None:
                    continue
                if any(isinstance(part, ast.BinOp) and not isinstance(
                        part.op, (ast.Sub, ast.Div))
                       and any(isinstance(leaf, ast.Name)
                               and leaf.id in assigned
                               for leaf in walk(part))
                       for part in walk(given.value)):
                    # ``pause = min(2 * pause, 8)``
                    return True
                stack.append(given.value)
    return False
