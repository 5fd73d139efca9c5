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

"""The fact WaitLoop: a loop that polls again and again, pausing between.

Somebody else makes true what it waits for. A retry does the work again, a
service runs until it is told to stop, pacing spreads work over time: none of
them is a wait. Which loops are waits, and why, is said by :mod:`verdict`.
"""

import ast
from dataclasses import dataclass

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.pauses import Pause
from flake8_nova_notifications.rules.waiting.endings.give_up import give_ups
from flake8_nova_notifications.rules.waiting.endings.observation import (
    observation)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    Observation)
from flake8_nova_notifications.rules.waiting.endings.returned import GiveUp
from flake8_nova_notifications.rules.waiting.judgement.verdict import verdicts
from flake8_nova_notifications.rules.waiting.loops.bounds import Bound
from flake8_nova_notifications.rules.waiting.loops.bounds import bounded
from flake8_nova_notifications.rules.waiting.loops.counters import Count
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops.flow import Body
from flake8_nova_notifications.rules.waiting.loops.growing import grows
from flake8_nova_notifications.rules.waiting.loops.loop import Loop

# Any file with a wait holds one of these words.
TRIGGERS = ('sleep', 'wait(', 'LoopingCall', 'pause', 'delay', 'backoff',
            'back_off', 'idle(')


@dataclass(frozen=True)
class WaitLoop:
    """A wait written as a loop.

    :ivar loop: the loop.
    :ivar pause: its pause; the first one where it has several.
    :ivar bound: what ends it when nothing happens.
    :ivar count: the bound, where it is a count of polls.
    :ivar observation: what it polls.
    :ivar give_ups: what happens when the bound runs out.
    :ivar wall_clock: the test whose deadline a set-back clock moves.
    :ivar grows: whether the pause changes from poll to poll.
    """

    loop: Loop
    pause: Pause
    bound: Bound
    count: Count | None
    observation: Observation
    give_ups: tuple[GiveUp, ...]
    wall_clock: ast.expr | None
    grows: bool

    @property
    def node(self) -> Body:
        """The loop in the tree, where findings about it are reported."""
        return self.loop.node


def wait_loops(source: SourceFile) -> tuple[WaitLoop, ...]:
    """All waits of a file that are written as loops, in source order."""
    pauses = (name.rpartition('.')[2] for name in source.options.nvn_pauses)
    if not any(word in source.text for word in (*TRIGGERS, *pauses)):
        return ()
    waits = [
        _wait(loop) for loop, reason in source.once(verdicts).values()
        if reason.is_wait]
    return tuple(sorted(
        waits, key=lambda wait: (wait.node.lineno, wait.node.col_offset)))


def _wait(loop: Loop) -> WaitLoop:
    bounds = loop.once(bounded)
    return WaitLoop(
        loop, loop.pauses[0], bounds.bound, bounds.count,
        loop.once(observation), loop.once(give_ups),
        next((test for test in bounds.deadlines
              if loop.once(Deadlines).is_wall_clock(test)), None),
        grows(loop))
