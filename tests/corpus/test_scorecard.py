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

"""The figures on the scorecard are worked out as they say."""

import csv
import pathlib

import pytest

from flake8_nova_notifications.registry import ALL_RULES
from tests.corpus import score
from tests.corpus import scorecard


@pytest.mark.parametrize('part, whole, low, high', (
    # Worked out by hand from Wilson's formula.
    (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0),
    (0, 0, 0.0, 1.0)))
def test_interval(part: int, whole: int, low: float, high: float) -> None:
    """Wilson's interval of 95 %."""
    assert score.interval(part, whole) == pytest.approx((low, high), abs=1e-4)


def test_kappa() -> None:
    """Cohen's kappa: one for agreement, none for chance."""
    yes, no = (True, True), (False, False)
    assert scorecard.kappa([yes, no]) == 1
    assert scorecard.kappa([yes, no, (True, False), (False, True)]) == 0
    # 20 + 15 of 50 agree, and chance would give 25 of 50.
    pairs = [yes] * 20 + [no] * 15 + [(True, False)] * 5 + [
        (False, True)] * 10
    assert scorecard.kappa(pairs) == pytest.approx(0.4)


def test_table(tmp_path: pathlib.Path) -> None:
    """A row a code, their sum first; off-by-default codes are not in it."""
    one = scorecard.Project('a-1', (
        scorecard.Row('NVN101', 'a-1', 3, 1, 0),
        scorecard.Row('NVN102', 'a-1', 1, 0, 1),
        scorecard.Row('NVN105', 'a-1', 5, 0, 0),
        scorecard.Row('NVN107', 'a-1')), ())
    path = tmp_path / 'measured' / 'accuracy.csv'
    scorecard.write(scorecard.table([one]), path)
    rows = list(csv.reader(path.open()))
    assert rows[0] == scorecard.HEADER
    assert [row[:6] for row in rows[1:]] == [
        ['all on by default', 'a-1', '4', '1', '1', '0.800'],
        ['NVN101', 'a-1', '3', '1', '0', '0.750'],
        ['NVN102', 'a-1', '1', '0', '1', '1.000'],
        ['NVN105', 'a-1', '5', '0', '0', '1.000']]
    assert rows[2][6:] == ['0.30 to 0.95', '1.000', '0.44 to 1.00']


def test_outside() -> None:
    """The share of right verdicts, borderline cases apart."""
    head, *rows = scorecard.outside()
    assert head[:2] == ['code', 'draw']
    assert [row[1:] for row in rows if row[0] == scorecard.ALL] == [
        ['as-met', '20', '4', '12', '0.833', '0.64 to 0.93'],
        ['first', '83', '22', '28', '0.790', '0.70 to 0.86'],
        ['fresh', '14', '4', '2', '0.778', '0.55 to 0.91'],
        ['second-fresh', '38', '19', '15', '0.667', '0.54 to 0.78'],
        ['third-fresh', '26', '11', '13', '0.703', '0.54 to 0.83']]
    assert len(rows) == 45


def test_second_looks() -> None:
    """Each second look has its verdicts, and none is left open."""
    paths = sorted((score.HERE / 'second_look').glob('*.jsonl'))
    assert len(paths) == 3
    for path in paths:
        rows = score.rows(f'second_look/{path.stem}')
        assert len(rows) >= 20
        assert all(row['final'] is not None for row in rows)
        assert scorecard.agreement(path.stem).startswith(path.stem)


def test_labels_stand_where_they_say() -> None:
    """Each judgement names a known code and has a line of its own."""
    known = {rule.about.code for rule in ALL_RULES}
    for release in scorecard.judged_releases():
        places = score.places(release)
        assert places
        assert {code for place in places for code in place.codes} <= known
        assert all(place.line > 0 for place in places)
