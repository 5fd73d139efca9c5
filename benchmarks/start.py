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

"""What the plugin adds to the start of flake8, in milliseconds.

``flake8 --version`` loads every plugin and lints nothing. The difference of
two such short runs is noisy, hence many rounds, both at the same time on one
processor.
"""

from pathlib import Path
from statistics import quantiles

from benchmarks.contenders import BARE
from benchmarks.contenders import Contender
from benchmarks.contenders import OURS
from benchmarks.environments import command_of
from benchmarks.process import costs
from benchmarks.results import Measured
from benchmarks.results import Table


def measure(cache: Path, rounds: int) -> Measured:
    """Start both in turn; at least two rounds."""
    _started((BARE, OURS), cache)  # compiles what was just installed
    differences = []
    for number in range(rounds):
        order = (OURS, BARE) if number % 2 else (BARE, OURS)
        taken = dict(zip(order, _started(order, cache), strict=True))
        differences.append(1000 * (taken[OURS] - taken[BARE]))
    low, middle, high = quantiles(differences, n=4)
    added = f'{middle:.1f} ({low:.1f} to {high:.1f})'
    return Measured(
        f'flake8 --version, {rounds} rounds; added processor time in ms, and '
        'its middle half',
        Table(('Run', 'added'), [(OURS.name, added)]),
        {'added_ms': differences},
        (('Start of flake8, added ms, middle half', added),))


def _started(order: tuple[Contender, ...], cache: Path) -> list[float]:
    return [each.cpu for each in costs(
        [[*command_of(one, cache), '--version'] for one in order], cache)]
