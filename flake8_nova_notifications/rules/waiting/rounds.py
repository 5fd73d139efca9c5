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

"""What a loop does, round by round, while what it waits for never comes.

How many polls and pauses that makes depends on where the counter starts and
is tested, and on what stands above the pause: so the rounds are gone through
as the machine would. Where something that decides is not known, or where it
makes a difference which way is taken, there is no answer.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.player import Player
from flake8_nova_notifications.rules.waiting.quantities import State
from flake8_nova_notifications.rules.waiting.quantities import Value

# Ways in which the rounds may go where nothing decides.
MAX_WAYS = 32

Lengths = tuple[Value, ...]


@dataclass(frozen=True)
class Rounds:
    """The rounds of a wait that comes to nothing.

    :ivar polls: how often it polls.
    :ivar lengths: the lengths of its pauses in seconds, in order, None for
        one that is not known; or None where it is not known which it makes.
    :ivar is_cut_off: whether something that the file does not tell was held
        to a range.
    """

    polls: int
    lengths: Lengths | None
    is_cut_off: bool = False

    @property
    def seconds(self) -> float | None:
        """The sum of the pauses, where all are known."""
        total = 0.0
        for length in self.lengths or (None,):
            if length is None:
                return None
            total += length
        return total


def play(
    loop: Loop, supposed: Mapping[str, float],
) -> tuple[Rounds | None, dict[str, ast.expr]]:
    """Go through the rounds of a loop.

    :param supposed: values of what the file does not tell.
    :returns: the rounds, None where the number of polls cannot be told; and
        what they rest on that the file does not tell, as it is written.
    """
    player = loop.once(Player)
    asked: dict[str, ast.expr] = {}
    polls: set[int] = set()
    lengths: set[Lengths] = set()
    is_cut_off = False
    ways: list[tuple[dict[int, bool], dict[int, int]]] = [({}, {})]
    for branches, failing in ways:
        state = State(supposed, failing, branches)
        known = len(ways) <= MAX_WAYS and player.play(state)
        asked.update(state.asked)
        if not known:
            return None, asked
        is_cut_off = is_cut_off or state.is_cut_off
        if not state.is_busy:
            polls.add(max(
                (*state.polls.values(), *player.rounds_that_poll(state))))
            lengths.add(tuple(state.pauses))
        # Whatever was chosen on this way could have gone otherwise.
        others = [({**branches, choice: True}, failing)
                  for choice in state.branches.keys() - branches.keys()]
        others += [(branches, {**failing, choice: 1})
                   for choice in state.failing.keys() - failing.keys()
                   if choice not in player.decided]
        ways += [way for way in others if way not in ways]
    return None if len(polls) != 1 else Rounds(
        polls.pop(), lengths.pop() if len(lengths) == 1 else None,
        is_cut_off), asked
