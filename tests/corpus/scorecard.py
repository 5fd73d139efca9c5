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

"""How often the plugin is right: one row a code and project.

Built from the labels in this folder and from what the plugin reports now;
the documentation shows the table as it is written here.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from collections import Counter
import csv
from dataclasses import dataclass
import pathlib

from flake8_nova_notifications.registry import ALL_RULES
from tests.corpus import score

ON = tuple(rule.about.code for rule in ALL_RULES if rule.about.on_by_default)
ALL = 'all on by default'
MEASURED = score.HERE.parents[1] / 'docs' / 'source' / 'measured'


@dataclass
class Row:
    """What was found of one code, or of several, in one project."""

    code: str
    project: str
    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: 'Row') -> None:
        """Count another row in."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    @property
    def precision(self) -> float:
        """The share of findings that are right; 1 where there are none."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of faults that are found; 1 where there are none."""
        return _share(self.right, self.right + self.missed)

    def cells(self) -> list[str]:
        """The row as the table shows it."""
        return [
            self.code, self.project, str(self.right), str(self.wrong),
            str(self.missed), *_with_interval(self.right, self.wrong),
            *_with_interval(self.right, self.missed)]


HEADER = ['code', 'project', 'right', 'wrong', 'missed', 'precision',
          '95 % interval', 'recall', '95 % interval']


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _with_interval(part: int, rest: int) -> tuple[str, str]:
    whole = part + rest
    if not whole:
        return '', ''
    low, high = score.interval(part, whole)
    return f'{part / whole:.3f}', f'{low:.2f} to {high:.2f}'


@dataclass(frozen=True)
class Project:
    """The scores of one release.

    :ivar mistakes: every miss and every false alarm with its place.
    """

    release: str
    rows: tuple[Row, ...]
    mistakes: tuple[str, ...]

    @property
    def total(self) -> Row:
        """All codes that are on by default."""
        total = Row(ALL, self.release)
        for row in self.rows:
            if row.code in ON:
                total.add(row)
        return total


def judge(
    release: str, tree: pathlib.Path, found: list[score.Finding],
) -> Project:
    """Score the findings on a release code by code."""
    places = score.places(release)
    rows: dict[str, Row] = {}
    mistakes: list[str] = []
    for family in sorted({place.family for place in places}):
        judged = [place for place in places if place.family == family]
        files = {place.file for place in judged}
        # Where a single file was read, the others say nothing.
        seen = [one for one in found if len(files) > 1 or one.file in files]
        codes = sorted({code for place in judged for code in place.codes})
        result = score.score(seen, judged, tree, codes)
        for code in codes:
            rows.setdefault(code, Row(code, release)).add(Row(
                code, release, result.hits[code],
                sum(one.code == code for one in result.wrongs),
                sum(name == code for name, _ in result.misses)))
        mistakes += [
            f'missed {code} {place.file}:{place.line} {place.symbol}'
            for code, place in result.misses]
        mistakes += [
            f'wrong {one.code} {one.file}:{one.line} {one.text}'
            for one in result.wrongs]
    return Project(
        release, tuple(rows[code] for code in sorted(rows)), tuple(mistakes))


def judged_releases() -> list[str]:
    """The releases with labels, such as ``nova-34.0.0``."""
    return sorted(path.stem for path in score.HERE.glob('*.jsonl'))


def table(projects: Iterable[Project]) -> Iterator[list[str]]:
    """The rows of all projects, each project's sum first."""
    yield HEADER
    for project in projects:
        yield project.total.cells()
        for row in project.rows:
            if row.right or row.wrong or row.missed:
                yield row.cells()


def write(rows: Iterable[list[str]], path: pathlib.Path) -> None:
    """Write a table for the documentation."""
    path.parent.mkdir(exist_ok=True)
    with path.open('w', newline='') as stream:
        csv.writer(stream, lineterminator='\n').writerows(rows)


def outside() -> Iterator[list[str]]:
    """What is right outside OpenStack, a row a code and draw.

    The ``first`` draw is the one that what was wrong was fixed by first,
    counted as it was then; each ``fresh`` one came after the rules had been
    fixed by those before it, and is counted as it was drawn. ``as-met``
    takes findings as they come, all but the most frequent code.
    """
    yield ['code', 'draw', 'right', 'wrong', 'borderline', 'share right',
           '95 % interval']
    counts: dict[tuple[str, str], Counter[str]] = {}
    for path in sorted((score.HERE / 'outside').glob('*.jsonl')):
        for row in score.rows(f'outside/{path.stem}'):
            for code in (row['code'], ALL):
                counts.setdefault((row['draw'], code), Counter())[
                    row['verdict']] += 1
    for (draw, code), seen in sorted(counts.items()):
        yield [
            code, draw, *(str(seen[verdict])
                          for verdict in ('right', 'wrong', 'borderline')),
            *_with_interval(seen['right'], seen['wrong'])]


def agreement(release: str) -> str:
    """How far the second look at a release's labels agrees with the first.

    Cohen's kappa (Educational and Psychological Measurement 20, 1960) on
    whether a place has a fault that is on by default.
    """
    rows = score.rows(f'second_look/{release}')
    same = sum(sorted(row['first']) == sorted(row['second']) for row in rows)
    pairs = [tuple(not set(ON).isdisjoint(row[look])
                   for look in ('first', 'second')) for row in rows]
    changed = sum(row['final'] != row['first'] for row in rows)
    return (f'{release}: {same} of {len(rows)} verdicts equal, '
            f'kappa {kappa(pairs):.2f}, {changed} labels corrected')


def kappa(pairs: Sequence[tuple[bool, ...]]) -> float:
    """Agreement of two readers beyond what chance would give."""
    whole = len(pairs)
    seen = sum(first == second for first, second in pairs) / whole
    chance = sum(
        sum(first is verdict for first, _ in pairs)
        * sum(second is verdict for _, second in pairs)
        for verdict in (True, False)) / whole ** 2
    return (seen - chance) / (1 - chance) if chance < 1 else 1.0
