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

"""The rules on released code: what they find there, and what they miss."""

from dataclasses import dataclass
import pathlib

import pytest

from tests.corpus import score
from tests.corpus import scorecard

WAITING = [f'NVN10{digit}' for digit in range(1, 8)]


@dataclass(frozen=True)
class Promise:
    """What is promised of some codes of a family on nova 34.0.0.

    :ivar enough: how many right findings there must be for the shares to
        mean anything.
    """

    family: str
    codes: tuple[str, ...]
    precision: float
    recall: float
    enough: int


# A fall below one of these fails the run.
PROMISES = (
    Promise('waiting', tuple(WAITING), 0.95, 0.95, 100),
    Promise('error_paths', ('NVN201',), 0.90, 0.90, 20),
    Promise('error_paths', ('NVN203', 'NVN205'), 0.95, 0.90, 3),
    Promise('handlers', ('NVN211', 'NVN212'), 0.95, 0.90, 17),
    Promise('payloads', ('NVN302', 'NVN303'), 0.97, 0.95, 90),
    Promise('payloads', ('NVN306',), 0.97, 1.0, 10),
    Promise('end_state', ('NVN401',), 0.95, 0.60, 5),
    Promise('literals', ('NVN503',), 1.0, 1.0, 2),
    Promise('authorization', ('NVN601',), 0.92, 1.0, 13),
    Promise('authorization', ('NVN602',), 1.0, 1.0, 0),
    Promise('validation', ('NVN701',), 1.0, 1.0, 0),
)

pytestmark = [pytest.mark.corpus, pytest.mark.network]


@pytest.fixture(scope='module')
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Where the wheels are kept while these tests run."""
    return tmp_path_factory.mktemp('corpus')


@pytest.fixture(scope='module')
def nova(folder: pathlib.Path) -> pathlib.Path:
    """Nova 34.0.0, unpacked."""
    return score.unpacked('nova-34.0.0', folder)


@pytest.fixture(scope='module')
def found(nova: pathlib.Path) -> list[score.Finding]:
    """All findings on it."""
    return score.findings(nova)


@pytest.mark.parametrize(
    'promise', PROMISES, ids=lambda promise: '-'.join(promise.codes))
def test_promise(
    promise: Promise, found: list[score.Finding], nova: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Precision and recall on nova 34.0.0, code by code and together."""
    judged = [place for place in score.places('nova-34.0.0')
              if place.family == promise.family]
    assert judged
    codes = list(promise.codes)
    result = score.score(found, judged, nova, codes)
    with capsys.disabled():
        print(f'\n\nnova-34.0.0, {promise.family}\n{result.table(codes)}')
    assert sum(result.hits.values()) >= promise.enough
    assert result.precision(*codes) >= promise.precision
    assert result.recall(*codes) >= promise.recall


@pytest.mark.parametrize('release, enough', (
    ('senlin-16.0.0', 75), ('tacker-16.0.0', 90)))
def test_other_projects(
    release: str, enough: int, folder: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Projects that were labelled before any rule was run on them."""
    tree = score.unpacked(release, folder)
    judged = scorecard.judge(
        release, tree, score.findings(tree, *score.needs(release)))
    total = judged.total
    with capsys.disabled():
        print(f'\n\n{" ".join(total.cells())}')
    assert total.right >= enough
    assert total.precision >= 0.95, judged.mistakes
    assert total.recall >= 0.90, judged.mistakes


def test_nova_as_a_whole(
    found: list[score.Finding], nova: pathlib.Path,
) -> None:
    """All codes that are on by default together."""
    total = scorecard.judge('nova-34.0.0', nova, found).total
    assert total.right >= 230
    assert total.precision >= 0.95 and total.recall >= 0.90


def test_no_rule_breaks(found: list[score.Finding]) -> None:
    """Not one file of Nova breaks a rule."""
    assert [one for one in found if one.code == 'NVN000'] == []


def test_reviewed_file(folder: pathlib.Path) -> None:
    """The file that the reviews were about, as it was then."""
    tree = score.unpacked('nova-16.1.6', folder)
    path = 'nova/tests/functional/notification_sample_tests/test_instance.py'
    found = score.findings(tree)
    here = [(one.line, one.code) for one in found
            if one.file == path and one.code in WAITING]
    assert here == [
        (102, 'NVN101'), (102, 'NVN105'), (109, 'NVN102'),
        (112, 'NVN101'), (112, 'NVN105'), (116, 'NVN102')]
    texts = [one.text for one in found
             if one.file == path and one.code in ('NVN101', 'NVN102')]
    assert texts[0] == (
        'wait ends after 50 polls (50 pauses of 0.5 s = 25 s), not after a '
        'set time: the time get_server_volumes() takes is not counted; use a '
        'generous monotonic deadline and poll once more after it')
    assert texts[1] == (
        "timeout message does not say what the last poll returned; add "
        "'volume_attachments' to it")
    # Nine of its files are Python 2; they hide nothing and break nothing.
    assert [one for one in found if one.code == 'NVN000'] == []


def test_score_can_fail(nova: pathlib.Path) -> None:
    """Without findings nothing is right, with a stray one something wrong."""
    judged = [place for place in score.places('nova-34.0.0')
              if place.family == 'waiting']
    nothing = score.score([], judged, nova, WAITING)
    assert nothing.recall(*WAITING) == 0
    stray = score.score(
        [score.Finding('nova/a.py', 1, 'NVN101', '')], judged, nova, WAITING)
    assert stray.precision('NVN101') == 0
    assert 'wrong NVN101 nova/a.py:1' in stray.table(WAITING)


def test_missing_network(tmp_path: pathlib.Path) -> None:
    """A wheel that cannot be had is a failure that says so."""
    with pytest.raises(score.MissingNetworkError, match='nothing was scored'):
        score.unpacked('nova-0.0.0.dev1', tmp_path)
