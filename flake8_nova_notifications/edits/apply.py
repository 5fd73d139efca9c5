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

"""Edits put into a text, so that nothing else of it changes."""

import ast
from collections.abc import Iterable
from collections.abc import Sequence

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import overlap


def compatible(
    fixes: Iterable[Fix],
) -> tuple[list[Fix], list[Fix]]:
    """Fixes that may be applied together, the first come first, and others."""
    taken: list[Fix] = []
    left: list[Fix] = []
    edits: list[Edit] = []
    for fix in fixes:
        # Two findings may ask for the very same edit.
        new = [edit for edit in fix.edits if edit not in edits]
        if overlap([*edits, *new]):
            left.append(fix)
        else:
            taken.append(fix)
            edits += new
    return taken, left


def applied(lines: Sequence[str], fixes: Iterable[Fix]) -> str:
    """The text with the edits in it; its own line ends are kept.

    :param lines: with their line ends, whichever those are.
    :param fixes: none overlaps another one.
    """
    text = list(lines)
    newline = _newline(lines)
    edits = dict.fromkeys(edit for fix in fixes for edit in fix.edits)
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        (first, left), (last, right) = edit.start, edit.end
        # An insertion behind the last line.
        while len(text) < last:
            text.append('')
        before = text[first - 1].encode()[:left].decode()
        after = text[last - 1].encode()[right:].decode()
        text[first - 1:last] = [
            before + edit.text.replace('\n', newline) + after]
    return ''.join(text)


def _newline(lines: Sequence[str]) -> str:
    for line in lines:
        for end in ('\r\n', '\n', '\r'):
            if line.endswith(end):
                return end
    return '\n'


def parses(text: str) -> bool:
    """Whether a text is Python."""
    return parsed(text) is not None


def parsed(text: str) -> ast.Module | None:
    """The tree of a text; None where it is no Python."""
    try:
        return parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
