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

"""What files cost that were written to cost much, beside bare flake8.

Each file takes at most three times bare flake8's processor time, plus one
second, and at most 200 MiB more memory. The work of the plugin is counted by
``tests/bounds``; here it is measured.
"""

from pathlib import Path
import sys
import tempfile

from benchmarks.contenders import BARE
from benchmarks.contenders import Contender
from benchmarks.contenders import OURS
from benchmarks.environments import command_of
from benchmarks.failure import BenchmarkError
from benchmarks.process import cost
from benchmarks.process import Cost
from tests.bounds import bombs

TIMES = 3
SECONDS = 1.0
MEBIBYTES = 200


def measure(cache: Path) -> str:
    """Lint each file with and without the plugin and return the table."""
    rows = [
        f'{"":52}{"bare":>8}{"ours":>8}{"ratio":>8}{"memory":>11}'
        f'{"findings":>10}']
    over = 0
    for bomb in bombs.all_bombs():
        print(bomb.name, file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            path = ''
            for path, text in bomb.make(bomb.size).items():
                Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, path).write_text(text)
            try:
                bare = _lint(BARE, cache, folder, path)
            except BenchmarkError:
                # Bare flake8 gives up on it; there is nothing to compare.
                rows.append(f'{bomb.name:52}   bare flake8 gives up')
                continue
            ours = _lint(OURS, cache, folder, path)
        row = _row(bomb.name, bare, ours)
        over += row.endswith('OVER')
        rows.append(row)
    rows.append(
        f'{over} over {TIMES} times bare flake8 plus {SECONDS:g} s, or '
        f'{MEBIBYTES} MiB more')
    return '\n'.join(rows)


def _lint(
    contender: Contender, cache: Path, folder: str, path: str,
) -> Cost:
    options = ['--extend-ignore=E,W,F']
    if contender == OURS:
        options.append('--nvn-all')
    return cost(
        [*command_of(contender, cache), *options, path], Path(folder))


def _row(name: str, bare: Cost, ours: Cost) -> str:
    memory = ours.peak - bare.peak
    found = sum(': NVN' in line for line in ours.output.splitlines())
    over = ours.cpu > TIMES * bare.cpu + SECONDS or memory > MEBIBYTES
    return (
        f'{name:52}{bare.cpu:8.2f}{ours.cpu:8.2f}{ours.cpu / bare.cpu:8.2f}'
        f'{memory:+7.1f} MiB{found:10}' + ('  OVER' if over else ''))
