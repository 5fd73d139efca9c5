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

"""What is known of each mocked error, and every word that is said of it.

``record.txt`` holds it for each case of ``test_mocked_errors.py`` and for the
further ones beside it. After a change that is meant, run this file as a module
and it writes the record anew: read each line that differs before it is kept.
"""

from collections.abc import Iterator
import pathlib

import pytest

from flake8_nova_notifications.rules.error_paths import mocked_errors
from flake8_nova_notifications.rules.error_paths import targets
from tests.error_paths import further
from tests.error_paths import test_mocked_errors as mocked
from tests import linted
from tests import record

CODES = ('NVN201', 'NVN202', 'NVN203', 'NVN204', 'NVN205')
RECORD = pathlib.Path(__file__).with_name('record.txt')
SEE = 'self.assertEqual(1, self.state)'
TOP, _, CASE = mocked.HEAD.partition('class Case(')
CASES = {
    **{f'raising: {title}': mocked._test(line, 'self.run()', SEE)
       for title, line in {**mocked.RAISING, **mocked.QUIET}.items()},
    **{f'ends: {title}': mocked._test(mocked.ARM, 'manager.run()', line)
       for title, (_, line) in mocked.ENDS.items()},
    **{f'further: {title}': f'{TOP}{further.HEAD}class Case({CASE}{code}'
       for title, code in further.CASES.items()},
}


def _facts(code: str) -> Iterator[str]:
    source = linted.read(code, mocked.PATH)
    found = {id(error): error for error in (
        *source.once(mocked_errors.mocked_errors),
        *mocked_errors.propagated_errors(source))}
    for error in found.values():
        raised, evidence = error.raised, error.evidence
        place = getattr(error.mock.node, 'lineno', 0)
        missing = ', a miss' if mocked_errors.is_miss(source, error) else ''
        yield (
            f'{place}: {targets.target_of(source, error.mock)} '
            f'by {error.mock.mock or "no name"} raises {raised.text}'
            f'{" at times" if raised.conditional else ""}, '
            f'{error.outcome.value}{missing}')
        told = [name for name, value in vars(evidence).items() if value]
        yield f'    seen: {", ".join(told) or "nothing"}'
        if error.others:
            yield f'    others: {", ".join(o.text for o in error.others)}'
    yield from linted.report(code, *CODES, path=mocked.PATH)


def _told(title: str) -> str:
    return '\n'.join(_facts(CASES[title]))


@pytest.mark.parametrize('title', CASES)
def test_facts(title: str) -> None:
    """Target, error, outcome, evidence and reports are as agreed on."""
    assert _told(title) == record.read(RECORD)[title]


def test_record() -> None:
    """The record holds every case, and no other."""
    assert list(record.read(RECORD)) == list(CASES)


if __name__ == '__main__':
    record.write(RECORD, CASES, _told)
