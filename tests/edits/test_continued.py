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

"""Lines on which a statement goes on, before and after an edit."""

import ast

import pytest

from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits import continued
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import Fix

# In turn: aligned to the bracket; indented by a step; aligned to nothing.
LINES = ['x = f(1,\n', '      2)\n', 'x = f(\n', '    1)\n', 'if x:\n',
         '    f(1,\n', '       2,\n', '        3)\n']
RENAMED = Edit((1, 4), (1, 5), 'name')
ALIGNED = Edit((2, 0), (2, 6), ' ' * 9)


def misaligning(lines: list[str], new: str, fixes: list[Fix]) -> list[Fix]:
    """The same, with the tree of the new text."""
    return continued.misaligning(lines, new, ast.parse(new), fixes)


@pytest.mark.parametrize('edits, worse', [
    ((RENAMED,), True),
    ((RENAMED, ALIGNED), False),
    ((Edit((3, 4), (3, 5), 'name'),), False),
    ((Edit((3, 6), (3, 6), '0, '),), True),
    # It stood badly, and does so in the same way or in another one.
    ((Edit((8, 8), (8, 9), '4'),), False),
    ((Edit((6, 4), (6, 5), 'ab'), Edit((7, 0), (7, 0), ' ')), False),
    ((Edit((6, 4), (6, 5), 'abcd'),), True),
    # Lines are taken out before it, or put in.
    ((Edit((1, 0), (3, 0), ''), Edit((3, 4), (3, 5), 'name')), False),
    ((Edit((1, 0), (1, 0), 'y = (1,\n   2)\n'),), True),
    ((Edit((1, 0), (1, 0), 'y = (1,\n     2)\n'),), False),
    ((Edit((9, 0), (9, 0), 'y = (1,\n   2)\n'),), True),
])
def test_misaligning(edits: tuple[Edit, ...], worse: bool) -> None:
    """One fix at a time."""
    fix = Fix(edits)
    new = applied(LINES, [fix])
    assert misaligning(LINES, new, [fix]) == [fix] * worse


def test_what_the_next_block_is_told_from() -> None:
    """A comment stands behind the colon."""
    lines = ['if f(\n', '        1):  # why\n', '    pass\n']
    fix = Fix((Edit((2, 0), (2, 4), ''),))
    assert misaligning(lines, applied(lines, [fix]), [fix]) == [fix]


def test_each_fix_answers_for_itself() -> None:
    """What one takes away, another may not bring."""
    straight = Edit((7, 0), (8, 9), '      2,\n      3')
    good, bad = Fix((straight,)), Fix((RENAMED,))
    new = applied(LINES, [bad, good])
    assert misaligning(LINES, new, [bad, good]) == [bad]


def test_two_fixes_with_one_edit() -> None:
    """It is made once."""
    added = Edit((1, 0), (1, 0), 'import time\n')
    first = Fix((added, Edit((3, 4), (3, 5), 'name')))
    second = Fix((added, Edit((5, 3), (5, 4), 'y')))
    new = applied(LINES, [first, second])
    assert not misaligning(LINES, new, [first, second])


def test_statements_of_a_case() -> None:
    """They are found below ``match``."""
    lines = ['match x:\n', '    case 1:\n', '        f(1,\n', '          2)\n']
    fix = Fix((Edit((3, 8), (3, 9), 'other'),))
    assert misaligning(lines, applied(lines, [fix]), [fix]) == [fix]
