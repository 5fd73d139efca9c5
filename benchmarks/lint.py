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

Each contender runs over the same files at the same time, and on the same
processor, as a bare flake8 of its own; who starts first alternates. The
median of the ratios is what counts: absolute times say more about the machine
than about the plugins.

Each round begins with another file. A fifth of bare flake8's time over all of
Nova is one hundred passes of the garbage collector, most of it in the few that
come while a very large file is open. On which files they fall is chance, but
the same chance in every run over the same list: a few objects more or less
moved a ratio by a percent.

pyperf would calibrate loops and spread workers for commands that take
milliseconds, and compares one command after the other. These take seconds to
minutes, in which the machine itself changes by more than what is measured.
"""

from collections import Counter
from pathlib import Path
import sys
from typing import NamedTuple

from benchmarks.contenders import BARE
from benchmarks.contenders import Contender
from benchmarks.corpus import Corpus
from benchmarks.environments import command_of
from benchmarks.environments import version_of
from benchmarks.failure import BenchmarkError
from benchmarks.process import Cost
from benchmarks.process import costs
from benchmarks.results import Measured
from benchmarks.results import Spread
from benchmarks.results import Table


class _Pair(NamedTuple):
    """A run, and that of bare flake8 in the same round."""

    taken: Cost
    bare: Cost


def measure(
    corpus: Corpus, contenders: tuple[Contender, ...], cache: Path,
    rounds: int,
) -> Measured:
    """Lint in rounds.

    :param contenders: beside bare flake8, which is always measured.
    """
    compared = [each for each in contenders if each != BARE]
    if not compared:
        raise BenchmarkError('choose something beside bare flake8')
    pairs: dict[Contender, list[_Pair]] = {
        each: [] for each in (BARE, *compared)}
    for number in range(rounds):
        start = number * len(corpus.arguments) // rounds
        files = corpus.arguments[start:] + corpus.arguments[:start]
        for each in compared:
            if number and each.slow:
                continue
            print(f'round {number + 1} of {rounds}: {each.name}',
                  file=sys.stderr, flush=True)
            order = (BARE, each) if number % 2 else (each, BARE)
            taken = dict(zip(order, costs(
                [[*command_of(one, cache), *files] for one in order],
                corpus.root), strict=True))
            pairs[each].append(_Pair(taken[each], taken[BARE]))
            pairs[BARE].append(_Pair(taken[BARE], taken[BARE]))
    return _measured(corpus, pairs, cache)


def _measured(
    corpus: Corpus, measured: dict[Contender, list[_Pair]], cache: Path,
) -> Measured:
    rows = []
    raw = []
    for contender, pairs in measured.items():
        ratio = Spread.of(pair.taken.cpu / pair.bare.cpu for pair in pairs)
        memory = Spread.of(pair.taken.peak - pair.bare.peak for pair in pairs)
        # Zero findings of a peer would mean that its plugin was not loaded.
        found = _findings(contender, pairs[0].taken.output)
        version = version_of(contender, cache)
        rows.append((
            contender.name, version, f'{ratio.median:.3f}',
            f'{ratio.least:.3f} to {ratio.greatest:.3f}', str(ratio.count),
            f'{memory.median:+.1f} MiB', f'{found:,}'))
        raw.append({
            'name': contender.name, 'version': version,
            'command': contender.command, 'flake8': contender.is_flake8,
            'cpu_seconds': [pair.taken.cpu for pair in pairs],
            'peak_mib': [pair.taken.peak for pair in pairs],
            'ratios': [pair.taken.cpu / pair.bare.cpu for pair in pairs],
            'findings': found,
        })
    slow = ' and '.join(each.name for each in measured if each.slow)
    return Measured(
        f'{corpus.files:,} files, {corpus.lines:,} lines; processor time as '
        'a ratio to bare flake8, peak memory above it',
        Table(('Run', 'Version', 'CPU', 'min to max', 'Rounds', 'Memory',
               'Findings'), rows),
        {'files': corpus.files, 'lines': corpus.lines, 'runs': raw},
        notes=(f'{slow}: slow, so only in the first round.',) if slow else ())


def _findings(contender: Contender, output: str) -> int:
    codes = Counter(
        code for line in output.splitlines()
        if (code := line.partition(': ')[2].partition(' ')[0]))
    if not contender.prefixes:
        return codes.total()
    return sum(
        count for code, count in codes.items()
        if code.startswith(contender.prefixes))
