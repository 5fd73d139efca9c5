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

"""What is judged about mocked failures, one small case each, in ``cases``.

How they are written is said in ``tests.cases``. A case is some lines of one
test, or whole methods; what is around them stands in ``mocking``.
"""

import pathlib

import pytest

from flake8_nova_notifications.rules.error_paths.mocked import no_failures
from flake8_nova_notifications.rules.error_paths.mocked import unchecked
from flake8_nova_notifications.rules.error_paths.mocks.raised import raised
from flake8_nova_notifications.rules.error_paths.mocks import raising_mocks
from flake8_nova_notifications.rules.error_paths.mocks.targets import target_of
from tests import cases
from tests.error_paths import mocking
from tests import linted

CODES = ('NVN201', 'NVN202', 'NVN203', 'NVN206')
FOLDER = pathlib.Path(__file__).with_name('cases')


def _of(subject: str) -> list[cases.Case]:
    return cases.of_file(FOLDER / f'{subject}.txt')


@pytest.mark.parametrize('case', _of('raised'), ids=str)
def test_raised(case: cases.Case) -> None:
    """The error as it is written, and whether the mock may also answer."""
    source = mocking.read(case.text())
    told = [mocking.error(error) + mocking.others(error)
            for error in mocking.found(source)]
    assert ('; '.join(told) or 'nothing') == case.wanted
    # Each of these tests ends in a way that is reported.
    assert bool(linted.lines(source.text, *CODES, path=mocking.PATH)) is bool(
        told)


@pytest.mark.parametrize('case', _of('targets'), ids=str)
def test_target(case: cases.Case) -> None:
    """What is made to fail, as a reader would look for it."""
    source = mocking.read(case.text())
    told = []
    for error in mocking.found(source):
        name = f' by {error.mock.mock}' if error.mock.mock else ''
        raises = mocking.error(error)
        told.append(''.join((
            f'{target_of(source, error.mock)}{name}',
            '' if raises == 'exception.Boom' else f' raises {raises}',
            *(f', and {other.text}' for other in error.others))))
    assert ('; '.join(told) or 'nothing') == case.wanted


@pytest.mark.parametrize('case', _of('endings'), ids=str)
def test_ending(case: cases.Case) -> None:
    """Handled, expected to propagate, or not checked; and why."""
    told = []
    for error in mocking.found(mocking.read(case.text())):
        seen = [name for name, value in vars(error.evidence).items() if value]
        told.append(': '.join(filter(None, (
            error.outcome.value, ', '.join(seen)))))
    assert ('; '.join(told) or 'nothing') == case.wanted


@pytest.mark.parametrize('case', _of('no_failures'), ids=str)
def test_no_failure(case: cases.Case) -> None:
    """The first reason that holds, or none."""
    source = mocking.read(case.text())
    candidate, = raising_mocks.candidates(source)
    mock, = candidate.mocks
    error = raised(source, mock.value)
    assert error is not None
    reason = no_failures.why_not(no_failures.Mocked(
        source, candidate, mock, error))
    assert ('-' if reason is None else reason.name) == case.wanted


@pytest.mark.parametrize('case', _of('unchecked'), ids=str)
def test_unchecked(case: cases.Case) -> None:
    """The first reason that holds; without one it is reported."""
    source = mocking.read(case.text())
    error, = mocking.found(source)
    reason = unchecked.why_not(source, error)
    assert ('reported' if reason is None else reason.name) == case.wanted
    told = linted.lines(source.text, 'NVN203', path=mocking.PATH)
    assert bool(told) is (case.wanted == 'reported')
    # A log is still missed, by who asks for that, but for a silent miss.
    assert bool(linted.lines(source.text, 'NVN206', path=mocking.PATH)) is (
        case.wanted not in ('reported', 'only something is not there'))


@pytest.mark.parametrize('subject, reasons', [
    ('no_failures', no_failures.REASONS), ('unchecked', unchecked.REASONS)])
def test_every_reason_is_shown(
    subject: str, reasons: tuple[no_failures.Reason, ...],
) -> None:
    """Each one holds in a case, under a name of its own."""
    names = [reason.name for reason in reasons]
    wanted = {case.wanted for case in _of(subject)} - {'-', 'reported'}
    assert wanted == set(names)
    assert len(set(names)) == len(names)


def test_every_reason_has_an_example() -> None:
    """It is what the documentation shows."""
    assert all(reason.example for reason in no_failures.REASONS)
