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

"""How much faster two workers are than one, bare and with the plugin.

This one needs the clock on the wall, hence two processors that have nothing
else to do: ``wait`` in the table is the time in which a processor was not
at work, and tells when they had.
"""

from pathlib import Path
from statistics import median
import sys

from benchmarks.contenders import BARE
from benchmarks.contenders import Contender
from benchmarks.contenders import OURS
from benchmarks.corpus import Corpus
from benchmarks.environments import command_of
from benchmarks.process import cost
from benchmarks.process import Cost
from benchmarks.results import Measured
from benchmarks.results import Spread
from benchmarks.results import Table

_JOBS = (1, 2)


def measure(
    corpus: Corpus, cache: Path, rounds: int, ours: Contender = OURS,
) -> Measured:
    """Lint with one and with two workers, in turns."""
    runs = [(each, jobs) for jobs in _JOBS for each in (BARE, ours)]
    taken: dict[tuple[Contender, int], list[Cost]] = {
        each: [] for each in runs}
    for number in range(rounds):
        for contender, jobs in runs if number % 2 == 0 else reversed(runs):
            print(f'round {number + 1} of {rounds}: {contender.name} -j{jobs}',
                  file=sys.stderr, flush=True)
            taken[contender, jobs].append(cost(
                [*command_of(contender, cache), f'-j{jobs}',
                 *corpus.arguments], corpus.root))
    speedups = {
        each: [one.wall / two.wall
               for one, two in zip(taken[each, 1], taken[each, 2])]
        for each in (BARE, ours)}
    rows = []
    for (each, jobs), costs in taken.items():
        cpu = median(one.cpu for one in costs)
        wall = median(one.wall for one in costs)
        rows.append((
            f'{each.name} -j{jobs}', f'{wall:.2f} s', f'{cpu:.2f} s',
            f'{cpu / median(one.cpu for one in taken[BARE, jobs]):.3f}',
            f'{wall - cpu / jobs:.2f} s'))
    return Measured(
        f'{corpus.files:,} files, {corpus.lines:,} lines; one worker and two',
        Table(('Run', 'wall', 'CPU', 'CPU ratio', 'wait'), rows),
        {'speedups': {each.name: times for each, times in speedups.items()},
         'runs': {f'{each.name} -j{jobs}': [(c.wall, c.cpu) for c in costs]
                  for (each, jobs), costs in taken.items()}},
        tuple(
            (f'Speed-up by -j2, {each.name}', Spread.of(times).text('.2f'))
            for each, times in speedups.items()))
