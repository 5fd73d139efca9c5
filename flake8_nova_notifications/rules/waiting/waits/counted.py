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

"""What is said of a counted wait: its polls, its pauses and their sum."""

import ast

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.rules.waiting.loops.counters import Count
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.rounds.tally import is_in_seconds
from flake8_nova_notifications.rules.waiting.rounds.tally import Tally
from flake8_nova_notifications.rules.waiting.rounds.tally import tally
from flake8_nova_notifications.rules.waiting.waits.wait_loops import WaitLoop

# A longer formula tells nobody anything.
MAX_FORMULA = 80

_NO_TIME = ', not after a set time'


def counted(wait: WaitLoop, briefly: bool = False) -> str:
    """What ends a counted wait, in words.

    :param briefly: leave out its pauses.
    """
    found = wait.loop.once(tally)
    pauses = '' if briefly else _pauses(found, wait.pause.notified)
    limit, sums = found.limit, found.sums_pauses
    if limit is None and found.polls is None:
        limit = _summed(wait)
        sums = limit is not None
    if limit is not None and is_in_seconds(limit):
        inside = ', '.join(part for part in (
            _polls(found), pauses) if part and found.polls is not None)
        return f'{spelled(limit)} is in seconds but counts ' + (
            'only pauses' if sums else 'polls') + (
            f' ({inside} by default)' if inside else '')
    if not _polls(found) and sums:
        return f'wait ends when its pauses add up to {spelled(limit)}' + (
            _NO_TIME)
    default = ' by default' if (
        limit is not None and found.polls is not None) else ''
    return f'wait ends after {_polls(found) or "a number of polls"}' + (
        default) + (f' ({pauses})' if pauses else '') + _NO_TIME


def counted_calls(loop: Loop, interval: str) -> str:
    """What ends a looping call that its callback counts, in words."""
    polls = _polls(loop.once(tally)) or 'a number of polls'
    return f'wait ends after {polls} (one every {interval}){_NO_TIME}'


def _summed(wait: WaitLoop) -> ast.expr | None:
    """What the sum of pauses is compared with: ``waited += pause``."""
    match wait.count:
        case Count(limit=limit, step=ast.expr() as step):
            lengths = {spelled(pause.length) for pause in wait.loop.pauses}
            if not isinstance(step, ast.Constant) and (
                    lengths == {spelled(step)}):
                return limit
    return None


def _polls(found: Tally) -> str:
    """``10 polls``, ``CONF.retries + 1 polls``; empty where unknown."""
    if found.polls is not None:
        return f'{found.polls} poll{"" if found.polls == 1 else "s"}'
    return f'{found.formula} polls' if (
        0 < len(found.formula) <= MAX_FORMULA) else ''


def _pauses(found: Tally, notified: bool) -> str:
    """``9 pauses of 0.5 s = 4.5 s``; empty where nothing is known.

    :param notified: whether somebody can end a pause early.
    """
    up_to = 'up to ' if notified else ''
    if found.polls is None or found.lengths is None:
        return f'pauses of {up_to}{found.pause}' if found.pause else ''
    number = len(found.lengths)
    if not number:
        return 'no pause'
    text = f'{number} pause{"" if number == 1 else "s"}'
    total = found.seconds
    if found.pause:
        text += f' of {up_to}{found.pause}'
        return text if total is None or number == 1 else (
            f'{text} = {up_to}{total:g} s')
    if total is None:
        return text
    lengths = found.known
    if lengths == sorted(lengths):
        text += f' growing from {lengths[0]:g} to {lengths[-1]:g} s'
    return f'{text}, {up_to}{total:g} s in all'
