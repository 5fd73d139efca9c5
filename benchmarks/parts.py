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

"""The plugin's time by phase: the walk, each family, other modules, astroid.

A phase is without the phases inside it: what a family asks of other modules
counts for those. ``probes/parts.py`` takes the times.
"""

from collections.abc import Sequence
from collections import Counter
import json
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.results import Measured
from benchmarks.results import percent
from benchmarks.results import Table
from benchmarks.share import probe


def measure(
    corpus: Corpus, cache: Path, options: Sequence[str],
) -> Measured:
    """Take the times in one run."""
    seen = json.loads(probe('parts', corpus, cache, options))
    phases: Counter[str] = Counter()
    for phase, _, taken in seen['parts']:
        phases[phase] += taken
    ours = phases.total()
    rest = seen['whole'] - ours
    return Measured(
        f'{corpus.files:,} files, {corpus.lines:,} lines; processor time of '
        'the plugin by phase',
        Table(('Phase', 'of the plugin', 'beside flake8'), [
            (phase, f'{taken / ours:.1%}', percent(taken / rest))
            for phase, taken in (*phases.most_common(), ('all', ours))]),
        seen)


def details(measured: Measured) -> str:
    """The parts of each phase, and how many files needed them."""
    seen = measured.raw
    whole = seen['whole']
    return '\n\n'.join(table.text() for table in (
        Table(('Part', 'Phase', 'of the run'), [
            (name, phase, percent(taken / whole))
            for phase, name, taken in seen['parts']]),
        Table(('Fact or question', 'Files'), [
            (name, f'{count:,}') for name, count in seen['files']]),
        Table(('Asked of other modules', 'Times'), [
            (name, f'{count:,}') for name, count in seen['questions']])))
