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

"""What is known of waits, fact by fact, and every word that is said of them.

``facts.txt`` holds it for each case of the other modules and for the further
ones beside it. After a change that is meant, run this file as a module and it
writes the record anew: read each line that differs before it is kept.
"""

import pathlib

import pytest

from tests import linted
from tests import record
from tests.waiting import facts
from tests.waiting import further
from tests.waiting import test_looping_calls
from tests.waiting import test_loops
from tests.waiting import variations

RECORD = pathlib.Path(__file__).with_name('facts.txt')
CASES = {
    f'{family}: {title}': head + code
    for head, families in (
        (test_loops.HEAD, {
            **test_loops.FAMILIES, 'further': further.CASES,
            'varied': variations.CASES}),
        (test_looping_calls.HEAD, {
            'looping': test_looping_calls.CASES,
            'looping, varied': variations.LOOPING}))
    for family, cases in families.items() for title, code in cases.items()}


def _told(title: str) -> str:
    return '\n'.join(facts.told(linted.read(CASES[title])))


@pytest.mark.parametrize('title', CASES)
def test_facts(title: str) -> None:
    """Bound, count, looks, give-ups and reports are what was agreed on."""
    assert _told(title) == record.read(RECORD)[title]


def test_record() -> None:
    """The record holds every case, and no other."""
    assert list(record.read(RECORD)) == list(CASES)


if __name__ == '__main__':
    record.write(RECORD, CASES, _told)
