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

"""What the documentation promises about versions is kept."""

from docs import rule_pages
import pytest

from tests.packaging import released
from tests.packaging.released import Released

OLD = [Released('0.1.0', 'NVN101', 'counted-wait', 'on'),
       Released('0.1.0', 'NVN105', 'constant-pause', 'off')]


def _now(version: str, *codes: tuple[str, str, str]) -> list[Released]:
    return [Released(version, *code) for code in codes]


@pytest.mark.parametrize('now, said', [
    (_now('0.1.1', ('NVN101', 'counted-wait', 'on'),
          ('NVN105', 'constant-pause', 'off')), []),
    (_now('0.1.1', ('NVN101', 'counted-wait', 'off'),
          ('NVN105', 'constant-pause', 'off'),
          ('NVN109', 'new', 'off')), []),
    (_now('0.1.1', ('NVN101', 'counted-wait', 'on'),
          ('NVN105', 'constant-pause', 'on'), ('NVN109', 'new', 'on')),
     ['NVN105 is turned on by a maintenance release',
      'NVN109 is turned on by a maintenance release']),
    (_now('0.2.0', ('NVN101', 'counted-wait', 'on'),
          ('NVN105', 'constant-pause', 'on'), ('NVN109', 'new', 'on')), []),
    (_now('0.2.0', ('NVN101', 'counted-wait', 'on')),
     ['NVN105 of 0.1.0 has no page']),
    (_now('0.2.0', ('NVN101', 'something-else', 'on'),
          ('NVN105', 'constant-pause', 'off')),
     ['NVN101 was counted-wait in 0.1.0']),
    (_now('0.2.0', ('NVN101', 'counted-wait', 'on'),
          ('NVN109', 'constant-pause', 'off')),
     ['NVN105 of 0.1.0 has no page', 'constant-pause was NVN105 in 0.1.0']),
], ids=['same', 'fewer', 'more-in-maintenance', 'more', 'removed', 'reused',
        'moved'])
def test_broken(now: list[Released], said: list[str]) -> None:
    """Each promise is noticed when it is broken, and only then."""
    assert released.broken(OLD, now, set()) == said


def test_a_removed_code_keeps_its_page() -> None:
    """With a page of its own a code may go."""
    assert released.broken(OLD, OLD[:1], {'NVN105'}) == []


def test_promises_are_kept() -> None:
    """Of the releases so far, by what is there now."""
    registered = {one.code for one in released.present()}
    assert len(registered) > 25
    by_hand = {path.stem.upper() for path in released.PAGES.glob('nvn*.rst')
               if not path.read_text().startswith(rule_pages.MADE)}
    assert not by_hand & registered
    assert released.broken(
        released.past(), released.present(), by_hand) == []
