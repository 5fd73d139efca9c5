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

"""What is known of each wait of a file, in a few lines that can be read."""

from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rules.waiting.counts import Count
from flake8_nova_notifications.rules.waiting.loops import wait_loops
from flake8_nova_notifications.rules.waiting.observation import Observation
from flake8_nova_notifications.rules.waiting.outcome import GiveUp
from tests import linted


CODES = [f'NVN10{digit}' for digit in range(1, 8)]
# What a comparison says of 1, 2 and 3 when the limit is 2.
_ENDS = {
    (True, False, False): '<', (True, True, False): '<=',
    (False, True, False): '==', (True, False, True): '!=',
    (False, True, True): '>=', (False, False, True): '>'}


def told(source: SourceFile) -> Iterator[str]:
    """The fact WaitLoop of each loop of a file that is a wait."""
    for wait in source.once(wait_loops):
        yield f'{wait.node.lineno}: {wait.bound.value}' + (
            ', growing' if wait.grows else '') + (
            f', wall clock in {spelled(wait.wall_clock)}'
            if wait.wall_clock is not None else '')
        if wait.count is not None:
            yield f'    {_counted(wait.count)}'
        yield from _observed(wait.observation)
        for give_up in wait.give_ups:
            yield f'    {_given_up(give_up)}'
    yield from linted.report(source.text, *CODES)


def _counted(count: Count) -> str:
    """What is counted, from where, by what, and when it is over."""
    limit = '?' if count.limit is None else spelled(count.limit)
    start = '0' if count.start is None else spelled(count.start)
    step = '1' if count.step is None else spelled(count.step)
    ends = _ENDS[count.ends(1, 2), count.ends(2, 2), count.ends(3, 2)]
    return (
        f'from {start} by {step} until {ends} {limit}, tested '
        f'{"after" if count.steps_first else "before"} the step'
        f'{"" if count.certain else ", unsure"}')


def _observed(observation: Observation) -> Iterator[str]:
    yield '    ends by ' + (', '.join(
        (f'{spelled(one.test)} is {one.value}' if one.test is not None else
         'absence' if one.by_absence else 'success')
        for one in observation.deciders) or 'nothing')
    yield '    looks: ' + ', '.join(
        spelled(call.func) for call in observation.looks)
    held = [*sorted(observation.names), *sorted(observation.places)]
    yield f'    holds: {", ".join(held)}; shows {observation.last_name}'


def _given_up(give_up: GiveUp) -> str:
    where = f' in {give_up.node.lineno}' if give_up.node else ''
    says = f', says {give_up.says.value}' if give_up.says else ''
    return f'{give_up.outcome.value}{where}{says}'
