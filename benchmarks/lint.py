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

"""What linting costs with each contender, as a ratio to bare flake8.

Each round runs every contender over the same files; the order is turned
round in every other round. A contender is compared with bare flake8 of its
own round, and the median of these ratios is what counts: absolute times say
more about the machine than about the plugins.
"""

from collections import Counter
from pathlib import Path
from statistics import median
import sys

from benchmarks.contenders import BARE
from benchmarks.contenders import Contender
from benchmarks.contenders import OURS
from benchmarks.corpus import Corpus
from benchmarks.environments import flake8_of
from benchmarks.process import cost
from benchmarks.process import Cost

_OPTIONAL = 'NVN105,NVN106'


def measure(
    corpus: Corpus, contenders: tuple[Contender, ...], cache: Path,
    rounds: int, all_codes: bool,
) -> str:
    """Lint in rounds and return the table.

    :param contenders: beside bare flake8, which is always measured.
    :param all_codes: turn on the codes of ours that are off by default.
    """
    compared = (BARE, *(each for each in contenders if each != BARE))
    costs: dict[Contender, list[tuple[Cost, Cost]]] = {
        each: [] for each in compared}
    for number in range(rounds):
        running = [
            each for each in compared if number == 0 or not each.slow]
        if number % 2:
            running.reverse()
        this_round = {}
        for each in running:
            print(f'round {number + 1} of {rounds}: {each.name}',
                  file=sys.stderr, flush=True)
            this_round[each] = cost(
                _command(each, corpus, cache, all_codes), corpus.root)
        for each, taken in this_round.items():
            costs[each].append((taken, this_round[BARE]))
    return _table(corpus, costs)


def _command(
    contender: Contender, corpus: Corpus, cache: Path, all_codes: bool,
) -> list[str]:
    # --select would save no work, flake8 runs every plugin and drops what
    # is not selected; without it all codes that are on by default are kept.
    options = ['--isolated', '-j1']
    if all_codes and contender == OURS:
        options.append(f'--extend-select={_OPTIONAL}')
    return [str(flake8_of(contender, cache)), *options, *corpus.arguments]


def _table(
    corpus: Corpus, costs: dict[Contender, list[tuple[Cost, Cost]]],
) -> str:
    rows = [
        f'{corpus.files:,} files, {corpus.lines:,} lines, '
        'processor time as a ratio to bare flake8',
        f'{"":20}{"median":>8}{"min":>8}{"max":>8}{"rounds":>8}'
        f'{"memory":>11}{"findings":>10}',
    ]
    for contender, pairs in costs.items():
        ratios = [taken.cpu / bare.cpu for taken, bare in pairs]
        memory = median(taken.peak - bare.peak for taken, bare in pairs)
        # Zero findings of a peer would mean that its plugin was not loaded.
        found = _findings(contender, pairs[0][0].output)
        rows.append(
            f'{contender.name:20}{median(ratios):8.3f}{min(ratios):8.3f}'
            f'{max(ratios):8.3f}{len(ratios):8}{memory:+7.1f} MiB{found:10}')
    return '\n'.join(rows)


def _findings(contender: Contender, output: str) -> int:
    codes = Counter(
        code for line in output.splitlines()
        if (code := line.partition(': ')[2].partition(' ')[0]))
    if not contender.prefixes:
        return codes.total()
    return sum(
        count for code, count in codes.items()
        if code.startswith(contender.prefixes))
