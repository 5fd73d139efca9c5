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

"""What the benchmarks make of their numbers, on numbers that are made up.

That they measure anything at all is seen by running them: they take minutes
and need the package index.
"""

import ast
import csv
import fcntl
import json
import pathlib
import subprocess
import sys
import textwrap
from typing import Any
from xml.etree import ElementTree

from benchmarks import __main__ as command
from benchmarks import chart
from benchmarks import growth
from benchmarks import publish
from benchmarks.results import Measured
from benchmarks.results import Spread
from benchmarks.results import Table
from benchmarks import slope
import pytest

from tests import checkout

_SVG = '{http://www.w3.org/2000/svg}'


def _run(name: str, *ratios: float, flake8: bool = True) -> dict[str, Any]:
    return {'name': name, 'ratios': ratios, 'flake8': flake8}


_LINT = {'lines': 40000, 'runs': [
    _run('bare', 1.0, 1.0), _run('dear', 17.0), _run('cheap', 1.1, 1.2, 1.5),
    _run('alone', 0.25, 0.25, flake8=False), _run('a & b', 1.4)]}


def test_spread() -> None:
    """The middle, with the range only where there is one."""
    assert Spread.of([3, 1, 2]) == Spread(2, 1, 3, 3)
    assert Spread.of([3, 1, 2]).text('.1f') == '2.0 (1.0 to 3.0)'
    assert Spread.of([1.25]).text() == '1.250'


def test_table() -> None:
    """Columns stand under each other; CSV quotes what it must."""
    table = Table(('Run', 'CPU'), [('one', '1.00'), ('twenty', '12.00')])
    assert table.text() == (
        'Run       CPU\n'
        'one      1.00\n'
        'twenty  12.00')
    assert Table(('a',), [('b, c',)]).csv() == 'a\n"b, c"\n'


def test_exponent() -> None:
    """A power is found exactly, whatever the height of each series."""
    series = [[(size, factor * size ** 1.3) for size in (1, 2, 4, 8)]
              for factor in (1, 50)]
    exponent, error = slope.fit(series)
    assert exponent == pytest.approx(1.3)
    assert error == pytest.approx(0, abs=1e-9)


def test_standard_error() -> None:
    """As the textbook has it: sqrt(residue / (n - 2) / spread of x)."""
    # In logarithms to base 2: (0, 0), (1, 1), (2, 2), (3, 4).
    exponent, error = slope.fit([[(1, 1), (2, 2), (4, 4), (8, 16)]])
    assert exponent == pytest.approx(1.3)
    assert error == pytest.approx((0.3 / 2 / 5) ** 0.5)


_MODULE = textwrap.dedent('''\
    """A module."""

    import os
    from os import (
        path)

    LIMIT = 3


    class Agent:
        limit = LIMIT

        def agent(self):
            return self.LIMIT, path.join(os.sep, 'LIMIT')

        def other(self):
            return Agent
    ''')


def test_repeated() -> None:
    """Names are new in every repetition, imports stand once."""
    tree = ast.parse(growth.repeated(_MODULE, 3))
    names = [node.name for node in tree.body
             if isinstance(node, ast.ClassDef)]
    assert names == ['Agent', 'Agent_2', 'Agent_3']
    assert sum(isinstance(node, (ast.Import, ast.ImportFrom))
               for node in tree.body) == 2
    third = ast.unparse(tree.body[-1])
    assert 'limit = LIMIT_3' in third
    assert 'return Agent_3' in third
    # An attribute of that name is not the module's.
    assert 'self.LIMIT,' in third
    assert growth.repeated(_MODULE, 1) == _MODULE


@pytest.mark.parametrize('lines, last', [
    (1, '"""A module."""'), (7, 'LIMIT = 3'), (13, '    limit = LIMIT'),
    (14, "        return self.LIMIT, path.join(os.sep, 'LIMIT')"),
    (99, '        return Agent')])
def test_beginning(lines: int, last: str) -> None:
    """A slice ends behind a function and is a module itself."""
    cut = growth.beginning(_MODULE, lines)
    ast.parse(cut)
    assert cut.splitlines()[-1] == last


def _bars(row: str) -> dict[str, float]:
    """The bars of a run, by kind: how long they are, as a ratio."""
    root = ElementTree.fromstring(chart.draw(_LINT, 'Made up'))
    texts = [each for each in root.iter(f'{_SVG}text') if each.text == row]
    top = float(texts[0].get('y', ''))
    unit = float(root.get('width', '')) - 28
    return {
        rectangle.get('class', ''):
            round(2 * float(rectangle.get('width', '')) / unit, 2)
        for rectangle in root.iter(f'{_SVG}rect')
        if 0 < float(rectangle.get('y', '')) - top < 10}


def test_bars_are_as_long_as_the_numbers() -> None:
    """What is added is drawn apart; a bar too long for the chart is cut."""
    assert _bars('bare') == {'base': 1}
    assert _bars('cheap') == {'base': 1, 'added': 0.2}
    assert _bars('a & b') == {'base': 1, 'added': 0.4}
    assert _bars('alone') == {'own': 0.25}
    assert _bars('dear') == {'base': 1, 'added': 1}


def test_chart_says_its_numbers() -> None:
    """Every number is text, and the order is by cost."""
    root = ElementTree.fromstring(chart.draw(_LINT, 'Made up'))
    assert len(root.findall(f'{_SVG}path[@class="gap"]')) == 1
    said = [''.join(each.itertext()) for each in root.iter(f'{_SVG}text')]
    assert said[said.index('bare'):] == [
        'bare', '1.00', 'cheap', '1.20 (1.10 to 1.50)',
        'a & b', '1.40 (one round)', 'dear', '17.0 (one round)',
        'alone', '0.25']


def test_what_is_published(tmp_path: pathlib.Path) -> None:
    """Tables and the chart are of the numbers that were measured."""
    table = Table(('Run', 'CPU'), [('bare', '1.000')])
    found = {
        'lint': Measured('Lint', table, _LINT),
        'parts': Measured('Parts', Table(('Phase',), [('walk',)]), {}),
        'whole': Measured('Whole', Table(('Run',), [('ours',)]), {}),
        'save': Measured('Save', table, {'files': []}, (('A save', '1.2'),)),
    }
    written = publish.write(found, tmp_path / 'measured')
    assert {path.name for path in written} == {
        'cost.csv', 'cost-figures.csv', 'cost-parts.csv', 'cost-whole.csv',
        'cost.json', 'cost.svg'}
    texts = {path.name: path.read_text() for path in written}
    assert list(csv.reader(texts['cost.csv'].splitlines())) == [
        ['Run', 'CPU'], ['bare', '1.000']]
    assert texts['cost-figures.csv'] == 'Measured,Result\nA save,1.2\n'
    assert texts['cost-whole.csv'] == 'Run\nours\n'
    assert texts['cost-parts.csv'] == 'Phase\nwalk\n'
    assert '40,000 lines' in texts['cost.svg']
    numbers = json.loads(texts['cost.json'])
    assert numbers['lint']['runs'][1]['ratios'] == [17.0]
    assert numbers['machine']['processors'] >= 1


def test_phases_are_timed() -> None:
    """What the probe books time to is there, by the names it goes by."""
    probe = checkout.ROOT / 'benchmarks' / 'probes' / 'parts.py'
    done = subprocess.run(
        [sys.executable, probe, 'examples/faulty'], cwd=checkout.ROOT,
        capture_output=True, text=True, check=False)
    assert done.stderr == ''
    seen = json.loads(done.stdout)
    phases = {phase for phase, _, taken in seen['parts'] if taken}
    assert phases >= {
        'walk', 'names', 'idioms', 'other modules', 'gates and reports',
        'family waiting', 'family payloads'}
    assert dict(seen['files'])['seen'] == len(list(
        (checkout.ROOT / 'examples' / 'faulty').rglob('*.py')))


def test_one_at_a_time(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two runs in one folder would install over each other."""
    monkeypatch.setattr(
        sys, 'argv', ['benchmarks', '--cache', str(tmp_path), 'start'])
    with open(tmp_path / 'in-use', 'w') as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert command.main() == 2
    assert capsys.readouterr().err == (
        f'benchmarks: another benchmark is using {tmp_path}; wait for it, or '
        'give this one another folder with --cache\n')
