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

"""The plugin's share, exactly: its time and flake8's in one process.

Each round is a process of its own that lints every file once; see
``probes/clock.py`` for what is in the share and what is not.
"""

from collections.abc import Mapping
from collections.abc import Sequence
import json
from pathlib import Path
from statistics import median
import sys
from typing import NamedTuple

from benchmarks.contenders import OURS
from benchmarks.corpus import Corpus
from benchmarks.environments import python_of
from benchmarks.process import cost
from benchmarks.results import Measured
from benchmarks.results import percent
from benchmarks.results import Spread
from benchmarks.results import Table

_PROBES = Path(__file__).with_name('probes')


class Clocked(NamedTuple):
    """One file as the clock saw it; times in nanoseconds.

    :ivar ours: time in the plugin.
    :ivar rest: all other time that flake8 spent on the file.
    """

    path: str
    lines: int
    ours: int
    rest: int


def probe(
    name: str, corpus: Corpus, cache: Path, options: Sequence[str],
) -> str:
    """Run a script of ``probes`` beside the installed plugin."""
    # -I keeps this folder, whose names are common, off the search path.
    return cost(
        [str(python_of(OURS, cache)), '-I', str(_PROBES / f'{name}.py'),
         *options, *corpus.arguments], corpus.root).output


class Run(NamedTuple):
    """A run of flake8; times in nanoseconds.

    :ivar whole: all of it.
    :ivar once: what the plugin does once in a process: it imports its rules.
    :ivar files: each file.
    """

    whole: int
    once: int
    files: list[Clocked]

    @property
    def share(self) -> float:
        """The plugin's time as a share of the rest."""
        ours = self.once + sum(each.ours for each in self.files)
        return ours / (self.whole - ours)


def clock(corpus: Corpus, cache: Path, options: Sequence[str]) -> Run:
    """Time one run."""
    seen = json.loads(probe('clock', corpus, cache, options))
    return Run(seen['whole'], seen['once'],
               [Clocked(*each) for each in seen['files']])


def measure(
    corpus: Corpus, cache: Path, rounds: int,
    variants: Mapping[str, Sequence[str]],
) -> Measured:
    """Measure the share in rounds.

    :param variants: options of flake8 by the name they have in the table.
    """
    runs: dict[str, list[Run]] = {name: [] for name in variants}
    for number in range(rounds):
        names = list(variants)
        for name in names if number % 2 == 0 else reversed(names):
            print(f'round {number + 1} of {rounds}: {name}', file=sys.stderr,
                  flush=True)
            runs[name].append(clock(corpus, cache, variants[name]))
    spreads = {name: Spread.of(run.share for run in each)
               for name, each in runs.items()}
    return Measured(
        f'{corpus.files:,} files, {corpus.lines:,} lines; the plugin\'s '
        'processor time as a share of all else in the same process',
        Table(('Codes', 'Share', 'min', 'max', 'Rounds', 'Once'), [
            (name, percent(each.median), percent(each.least),
             percent(each.greatest), str(each.count),
             f'{median(run.once for run in runs[name]) / 1e6:.0f} ms')
            for name, each in spreads.items()]),
        {'lines': corpus.lines,
         'shares': {name: [run.share for run in each]
                    for name, each in runs.items()},
         'once_ns': {name: [run.once for run in each]
                     for name, each in runs.items()}},
        tuple(
            (f'Share of the plugin in the same process, {name}',
             f'{percent(each.median)} ({percent(each.least)} to '
             f'{percent(each.greatest)})')
            for name, each in spreads.items()),
        ('Once: importing the rules, which is in the share.',
         *(f'Dearest file, {name}: {_dearest(each[-1])}'
           for name, each in runs.items())))


def _dearest(run: Run) -> str:
    file = max(run.files, key=lambda each: each.ours)
    return (f'{file.path}, {file.ours / 1e6:.0f} ms beside '
            f'{file.rest / 1e6:.0f} ms')
