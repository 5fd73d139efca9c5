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

"""Fixes of files laid out by chance.

A share of ``python -m tests.fuzz fixes``, the same each time.
"""

from collections import Counter

from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
import pytest

from flake8_nova_notifications.commands.fix import command
from flake8_nova_notifications.commands.fix import found
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import Fix
from tests.fuzz import rewritten
from tests.waiting.test_to_deadline import FORMS
from tests.waiting.test_to_deadline import HEAD

_FIXED: Counter[str] = Counter()
WAIT = HEAD + FORMS['for and else'].format(n=9, p=1)


@settings(
    max_examples=240, derandomize=True, database=None, deadline=None,
    suppress_health_check=list(HealthCheck))
@given(rewritten.files)
def test_fixes(file: tuple[str, str, int]) -> None:
    """The result is Python with all comments; a second run does nothing."""
    path, text, width = file
    _FIXED.update(rewritten.check(text, path, width))


def test_fixes_are_of_many_codes() -> None:
    """What is never fixed in a file was not put to a test."""
    if not _FIXED:
        test_fixes()
    assert {'NVN101', 'NVN102', 'NVN106', 'NVN212', 'NVN213', 'NVN505'} <= {
        *_FIXED}


@pytest.mark.parametrize('edits', [
    # Nothing is fixed, a comment is lost, or something new is reported.
    (Edit((1, 0), (1, 0), 'import sys\n'),),
    (Edit((5, 4), (5, 33), 'for i in ():'),),
    (Edit((5, 4), (5, 33), 'while api.wait(): # as ever'),),
    (Edit((5, 4), (5, 33), 'while undefined:  # as ever'),),
])
def test_a_wrong_fix_is_seen(
    edits: tuple[Edit, ...], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each check fails where something is wrong."""
    monkeypatch.setattr(found.Fixes, 'of', lambda *_: Fix(edits))
    # It would not be applied.
    monkeypatch.setattr(command, 'holds', lambda *_: True)
    with pytest.raises(AssertionError):
        rewritten.check(WAIT, 'project/module.py', 79)


def test_this_fix_is_right() -> None:
    """The same file, left to the rules."""
    assert rewritten.check(WAIT, 'project/module.py', 79) == {'NVN101': 1}


@pytest.mark.parametrize('after, wrong', [
    ('f(2,\n  2)\ng(1,\n  2)\nh(1,\n 3)\n', False),
    ('f(1,\n  2)\ng(1,\n  2)\nh(1,\n  2)\n', False),
    # In another way, or in another statement.
    ('f(1,\n  2)\ng(1,\n  2)\nh(1,\n   2)\n', True),
    ('f(1,\n 2)\ng(1,\n  2)\nh(1,\n  2)\n', True),
])
def test_each_line_goes_on_as_it_did(after: str, wrong: bool) -> None:
    """Statement by statement."""
    before = 'f(1,\n  2)\ng(1,\n  2)\nh(1,\n 2)\n'
    assert bool(rewritten.astray(before, after)) is wrong
