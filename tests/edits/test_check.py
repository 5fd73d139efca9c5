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

"""What a fix may leave: Python, lines that fit, every comment."""

import pytest

from flake8_nova_notifications.edits.apply import compatible
from flake8_nova_notifications.edits.check import holds
from flake8_nova_notifications.edits.check import keeps_comments
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import Fix

LINES = ['a = 1  # one\n', f'b = {"1" * 40}\n', "c = '#'\n", 'd = 2\n']


@pytest.mark.parametrize('edit, wanted', [
    (Edit((1, 4), (1, 5), '2'), True),
    (Edit((1, 4), (1, 5), '('), False),
    # Longer than the limit; what was longer before may stay.
    (Edit((4, 4), (4, 5), '3' * 30), False),
    (Edit((4, 4), (4, 5), '3' * 26), True),
    # A comment that is taken out, or that takes something in.
    (Edit((1, 5), (1, 12), ''), False),
    (Edit((1, 7), (1, 7), '# none  '), False),
    (Edit((1, 12), (2, 0), ''), False),
    (Edit((4, 5), (4, 5), '  # two'), True),
    (Edit((1, 0), (1, 12), 'a = 2  # one'), True),
    # It only looks like one.
    (Edit((3, 4), (3, 7), "'two'"), True),
    (Edit((5, 0), (5, 0), 'e = 3\n'), True),
])
def test_holds(edit: Edit, wanted: bool) -> None:
    """One edit, with 30 columns."""
    assert holds(LINES, [Fix((edit,))], 30) is wanted


def test_lines_that_are_aligned() -> None:
    """They stay aligned to the bracket that an edit moves, or it is none."""
    lines = ['go(1,\n', '   2)\n']
    assert not holds(lines, [Fix((Edit((1, 0), (1, 2), 'other'),))], 30)
    assert holds(lines, [Fix((Edit((1, 0), (1, 2), 'do'),))], 30)


def test_compatible() -> None:
    """The first come first; the very same edit may be asked for twice."""
    one, two = Edit((1, 0), (1, 4), 'a'), Edit((1, 3), (1, 5), 'b')
    last, new = Edit((1, 5), (1, 6), 'c'), Edit((1, 5), (1, 5), 'd')
    fixes = [Fix((edit,)) for edit in (one, two, one, last, new)]
    assert compatible(fixes) == (
        [fixes[0], fixes[2], fixes[3]], [fixes[1], fixes[4]])


@pytest.mark.parametrize('after, wanted', [
    ('# a\nx = 1  # b\n', True),
    ('# a\n# new\nx = 2  # b\n', True),
    ('# b\nx = 1  # a\n', False),
    ('# a\nx = 1  # B\n', False),
    ("'# a'\nx = 1  # b\n", False),
])
def test_keeps_comments(after: str, wanted: bool) -> None:
    """All of them, in their order."""
    assert keeps_comments('# a\nx = 1  # b\n', after) is wanted
