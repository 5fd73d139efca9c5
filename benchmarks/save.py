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

"""What one save in an editor costs: flake8 on one file, its start included.

The files are those in which evenly spaced lines of Nova stand: a large file
is chosen as much more often as it is edited more often.
"""

from pathlib import Path
from statistics import median
import sys
from typing import Any

from benchmarks.contenders import BARE
from benchmarks.contenders import Contender
from benchmarks.contenders import OURS
from benchmarks.corpus import edited
from benchmarks.environments import command_of
from benchmarks.process import cost
from benchmarks.process import Cost
from benchmarks.results import Measured
from benchmarks.results import Spread
from benchmarks.results import Table

# How many places of Nova are looked at, unless somebody asks for others.
PLACES = 12


def measure(
    cache: Path, rounds: int, files: int, ours: Contender = OURS,
) -> Measured:
    """Lint each file alone, bare and with the plugin, in turns.

    :param files: how many places of Nova are looked at.
    """
    corpus = edited(cache, files)
    for contender in (BARE, ours):
        _lint(contender, cache, corpus.root, corpus.arguments[0])
    rows = []
    raw: list[dict[str, Any]] = []
    for path in corpus.arguments:
        print(f'{rounds} rounds: {path}', file=sys.stderr, flush=True)
        taken: dict[Contender, list[Cost]] = {BARE: [], ours: []}
        for number in range(rounds):
            for each in (ours, BARE) if number % 2 else (BARE, ours):
                taken[each].append(_lint(each, cache, corpus.root, path))
        cpu = {each: [cost.cpu for cost in taken[each]] for each in taken}
        ratio = median(
            mine / bare for mine, bare in zip(cpu[ours], cpu[BARE]))
        added = median(
            1000 * (mine - bare) for mine, bare in zip(cpu[ours], cpu[BARE]))
        rows.append((
            path, f'{median(cpu[BARE]):.3f} s', f'{median(cpu[ours]):.3f} s',
            f'{ratio:.3f}', f'{added:+.0f} ms'))
        raw.append({
            'path': path, 'ratio': ratio, 'added_ms': added,
            'bare_cpu': cpu[BARE], 'ours_cpu': cpu[ours],
            'bare_wall': [cost.wall for cost in taken[BARE]],
            'ours_wall': [cost.wall for cost in taken[ours]],
        })
    ratios = Spread.of(each['ratio'] for each in raw)
    delays = Spread.of(each['added_ms'] for each in raw)
    return Measured(
        f'{len(rows)} files of Nova, each linted alone {rounds} times; '
        'processor time of one process, medians',
        Table(('File', 'bare', 'with the plugin', 'ratio', 'added'), rows),
        {'files': raw},
        (('One save in an editor, as a ratio to bare flake8', ratios.text()),
         ('One save in an editor, added ms', delays.text('.0f'))))


def _lint(
    contender: Contender, cache: Path, root: Path, path: str,
) -> Cost:
    return cost([*command_of(contender, cache), path], root)
