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

"""The measured files that the documentation includes.

``cost.json`` holds the numbers as they were taken; the tables and the chart
are made from the same.
"""

import json
import os
from pathlib import Path
import platform

from benchmarks import chart
from benchmarks.contenders import CHECKOUT
from benchmarks.results import Measured
from benchmarks.results import Table

FOLDER = CHECKOUT / 'docs' / 'source' / 'measured'


def write(found: dict[str, Measured], folder: Path) -> list[Path]:
    """Write what has been measured so far.

    :param found: measurements by name.
    :returns: the files.
    """
    figures = [figure for each in found.values() for figure in each.figures]
    texts = {
        'cost.json': json.dumps(
            {'machine': _machine(),
             **{name: {'title': each.title, **each.raw}
                for name, each in found.items()}}, indent=1) + '\n',
        'cost-figures.csv': Table(('Measured', 'Result'), figures).csv(),
    }
    if lint := found.get('lint'):
        texts['cost.csv'] = lint.table.csv()
        texts['cost.svg'] = chart.draw(
            lint.raw,
            f'Processor time to lint {lint.raw["lines"]:,} lines of Nova')
    if whole := found.get('whole'):
        texts['cost-whole.csv'] = whole.table.csv()
    if parts := found.get('parts'):
        texts['cost-parts.csv'] = parts.table.csv()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]


def _machine() -> dict[str, object]:
    return {
        'python': platform.python_version(),
        'system': platform.system(),
        'architecture': platform.machine(),
        'processors': os.cpu_count(),
        # Above the processors in use by the benchmark: others were at work.
        'load_of_last_minutes': os.getloadavg(),
    }
