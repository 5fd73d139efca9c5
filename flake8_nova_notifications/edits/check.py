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

"""What the result of fixes has to be.

Python, with all comments, no longer, and laid out no worse.
"""

from collections.abc import Iterable
from collections.abc import Sequence
import functools
import io
import tokenize

from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.apply import parsed
from flake8_nova_notifications.edits.continued import misaligning
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.text import between


def holds(lines: Sequence[str], fixes: Sequence[Fix], width: int) -> bool:
    """Whether a file may be given some fixes that do not overlap.

    :param lines: as flake8 has read them: each ends in a newline.
    :param width: columns of a line at most; what was longer may stay so.
    """
    return _holds(tuple(lines), tuple(fixes), width)


# A fix that is alone in its file is asked about twice.
@functools.lru_cache(maxsize=4)
def _holds(lines: tuple[str, ...], fixes: tuple[Fix, ...], width: int) -> bool:
    new = applied(lines, fixes)
    if _too_long(lines, new, width):
        return False
    tree = parsed(new)
    return tree is not None and (
        all(_is_clear_of_comments(lines, edit)
            for fix in fixes for edit in fix.edits)
        or keeps_comments(''.join(lines), new)) and (
            not misaligning(lines, new, tree, fixes))


def _too_long(before: Iterable[str], after: str, width: int) -> bool:
    old = set(before)
    return any(len(line.rstrip('\n')) > width
               for line in io.StringIO(after, newline='') if line not in old)


def _is_clear_of_comments(lines: Sequence[str], edit: Edit) -> bool:
    """Whether an edit is nowhere near one, as its text shows at once."""
    line, _ = edit.start
    return '#' not in edit.text and (
        line > len(lines)
        or '#' not in between(lines, (line, 0), edit.end))


def keeps_comments(before: str, after: str) -> bool:
    """Whether all comments of a text are in another one, in their order."""
    left = iter(_comments(after))
    return all(comment in left for comment in _comments(before))


def _comments(text: str) -> list[str]:
    return [
        token.string for token in tokenize.generate_tokens(
            io.StringIO(text).readline) if token.type == tokenize.COMMENT]
