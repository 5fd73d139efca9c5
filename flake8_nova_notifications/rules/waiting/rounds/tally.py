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

"""How many polls and pauses a counted wait makes: numbers, or a formula."""

import ast
from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.polls import words
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.rounds.player import Player
from flake8_nova_notifications.rules.waiting.rounds.quantities import State
from flake8_nova_notifications.rules.waiting.rounds.quantities import Value

# Ways in which the rounds may go where nothing decides.
MAX_WAYS = 32

Lengths = tuple[Value, ...]
# Open values that one count may rest on.
MAX_OPEN = 3

# Values supposed for what the file does not tell. What is counted up to is
# a multiple of each step, so that no rounding hides the rule. They are far
# apart, and one step is tried as well, so that none is cut off unseen.
_LIMITS = (24.0, 48.0, 72.0)
_STEPS = (2.0, 3.0, 12.0)

_SECONDS = frozenset((
    'timeout', 'timeouts', 'seconds', 'second', 'secs', 'sec', 'duration',
    'time'))


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


@dataclass(frozen=True)
class Tally:
    """What a wait amounts to that comes to nothing.

    :ivar polls: the number of polls; None where only a formula is known.
    :ivar lengths: the lengths of its pauses in seconds, in order, None for
        one that is not known; None where it is not known which it makes.
    :ivar pause: how long each pause is, as it is written; empty where they
        differ or that is not known.
    :ivar limit: what the file does not tell, or only by default, and the
        polls are counted by.
    :ivar formula: the number of polls in terms of the limit.
    :ivar sums_pauses: whether the limit is compared with a sum of pauses.
    """

    polls: int | None = None
    lengths: tuple[float | None, ...] | None = None
    pause: str = ''
    limit: ast.expr | None = None
    formula: str = ''
    sums_pauses: bool = False

    @property
    def known(self) -> list[float]:
        """The lengths that are known."""
        return [one for one in self.lengths or () if one is not None]

    @property
    def seconds(self) -> float | None:
        """The sum of the pauses, where all are known."""
        return None if self.lengths is None or len(self.known) < len(
            self.lengths) else sum(self.known)


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


def is_in_seconds(limit: ast.expr) -> bool:
    """Whether a setting or parameter is given in seconds, by its name."""
    return not _SECONDS.isdisjoint(words(last_name(limit)))


def tally(loop: Loop) -> Tally:
    """Count the polls and pauses of a wait that is bounded by a count."""
    rounds, asked = play(loop, {})
    for _ in range(MAX_OPEN):
        if rounds is not None:
            break
        # What comes behind an open value is asked for with it.
        _, more = play(loop, dict.fromkeys(asked, _LIMITS[0]))
        if more.keys() <= asked.keys():
            break
        asked = {**asked, **more}
    if rounds is not None and not rounds.polls and asked:
        # ``tries = 0`` is there for others to set.
        rounds = None
    found = Tally()
    if len(asked) <= MAX_OPEN:
        found = next((one for limit in asked if not _is_seen(
            loop, asked[limit]) and (
                one := _by_formula(loop, limit, asked) if (
                    rounds is None or is_in_seconds(asked[limit]))
                else _by_default(
                    loop, limit, asked, rounds)) is not None), found)
    if rounds is None:
        return replace(found, pause=found.pause or _as_written(loop))
    return replace(
        found, polls=rounds.polls, lengths=rounds.lengths,
        pause=_same(rounds.lengths) or (
            '' if rounds.lengths and None not in rounds.lengths
            else _as_written(loop)))


def _by_default(
    loop: Loop, limit: str, asked: dict[str, ast.expr], rounds: Rounds,
) -> Tally | None:
    """Whether the number of polls depends on a default, whatever how."""
    other = play(loop, {limit: _LIMITS[0]})[0]
    return Tally(limit=asked[limit]) if (
        other is None or other.polls != rounds.polls) else None


def _by_formula(
    loop: Loop, limit: str, asked: dict[str, ast.expr],
) -> Tally | None:
    """The number of polls in terms of one open value.

    Tried out with some values of it and of the others; whatever fits all of
    them is the rule.
    """
    others = [name for name in asked if name != limit]
    played = [
        [play(loop, {**dict.fromkeys(others, step), limit: value})[0]
         for value in _LIMITS] for step in (_STEPS if others else _STEPS[:1])]
    rules = [_rule(row) for row in played]
    if any(rule is None for rule in rules):
        return None
    known = [rule for rule in rules if rule is not None]
    offsets = {offset for _, offset in known}
    divisors = [divisor for divisor, _ in known]
    text, by = spelled(asked[limit]), ''
    if len(set(divisors)) == 1:
        if divisors[0] != 1:
            by = f'{divisors[0]:g}'
    elif divisors == list(_STEPS) and len(others) == 1:
        by = spelled(asked[others[0]])
    else:
        return None
    if by:
        times = 1 / divisors[0]
        text = f'{_in_brackets(text)} ' + (
            f'* {times:g}' if times > 1 and times == int(times)
            else f'/ {_in_brackets(by)}')
    offset = offsets.pop()
    least = play(loop, {
        **dict.fromkeys(others, _STEPS[0]), limit: divisors[0]})[0]
    lengths = [row[0].lengths for row in played if row[0] is not None]
    if offsets or least is None or least.is_cut_off or (
            least.polls != max(offset + 1, 0)) or (
            not any(map(_same, lengths)) and any(
                len(set(one or ())) > 1 for one in lengths)):
        # What fits these values need not fit others: pauses that change, a
        # limit that is cut off.
        text = ''
    elif offset:
        text += f' {"+" if offset > 0 else "-"} {abs(offset)}'
    pauses = list(dict.fromkeys(map(_same, lengths)))
    if len(pauses) == 1:
        pause = pauses[0] or _as_written(loop)
    else:
        pause = f'{spelled(asked[others[0]])} s' if len(others) == 1 and (
            pauses == [f'{step:g} s' for step in _STEPS]
        ) else _as_written(loop)
    return Tally(
        pause=pause, limit=asked[limit], formula=text,
        sums_pauses=bool(
            by or not text and _adds_what_varies(loop)) and all(
                map(_adds_up, _LIMITS, played[0])))


def _is_seen(loop: Loop, value: ast.expr) -> bool:
    """Whether it is a part of what a round brings: ``reply.code``."""
    return not isinstance(value, ast.Name) and any(
        isinstance(node, ast.Name) and node.id in loop.assigned
        for node in walk(value))


def _adds_what_varies(loop: Loop) -> bool:
    """Whether a step is no plain number: ``waited += delay``."""
    return any(
        isinstance(node, (ast.Name, ast.Attribute))
        for step in loop.once(Counters).steps.values() if step is not None
        for node in walk(step))


def _adds_up(limit: float, rounds: Rounds | None) -> bool:
    """Whether the pauses add up to a limit, give or take the last one."""
    known = [one for one in (rounds and rounds.lengths) or ()
             if one is not None]
    return bool(known) and rounds is not None and (
        len(known) == len(rounds.lengths or ())
        and limit - max(known) <= sum(known) <= limit + max(known))


def _rule(row: Collection[Rounds | None]) -> tuple[float, int] | None:
    """By what the polls are fewer than the limit, and how many are added."""
    polls = [one.polls for one in row if one is not None]
    if len(polls) < len(row) or polls[1] <= polls[0] or (
            polls[2] - polls[1] != polls[1] - polls[0]):
        return None
    divisor = (_LIMITS[1] - _LIMITS[0]) / (polls[1] - polls[0])
    return divisor, round(polls[0] - _LIMITS[0] / divisor)


def _same(lengths: Collection[float | None] | None) -> str:
    """The length of each pause, where that is known and always the same."""
    different = set(lengths or ())
    if len(different) != 1:
        return ''
    length = different.pop()
    return '' if length is None else f'{length:g} s'


def _as_written(loop: Loop) -> str:
    """The length of each pause, where nothing in the loop changes it."""
    changed = loop.assigned.keys() | loop.once(Counters).steps.keys()
    lengths = {
        pause.text if pause.length is None or not any(
            isinstance(node, ast.Call)
            or isinstance(node, ast.Name) and node.id in changed
            for node in walk(pause.length)) else ''
        for pause in loop.pauses}
    return lengths.pop() if len(lengths) == 1 else ''


def _in_brackets(text: str) -> str:
    return f'({text})' if ' ' in text else text
