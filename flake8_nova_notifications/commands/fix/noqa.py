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

"""Silencing findings where they stand, each line with its reason."""

from collections.abc import Iterable
from collections.abc import Sequence
import io
import re
import tokenize

from flake8.violation import Violation

from flake8_nova_notifications.edits.edit import Edit
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import inserting
from flake8_nova_notifications.edits.edit import Refused

# What flake8 takes for codes behind the colon.
_NOQA = re.compile(
    r'# noqa:[ ]?(?P<codes>[A-Z][0-9]+(?:[, ]+[A-Z][0-9]+)*)', re.I)


def silenced(
    violations: Iterable[Violation], lines: Sequence[str], reason: str,
) -> dict[int, Fix | Refused]:
    """For each line with findings the edit that silences all of them.

    :param lines: as flake8 has read them.
    :param reason: one line, put behind the codes.
    """
    codes: dict[int, list[str]] = {}
    for violation in violations:
        found = codes.setdefault(violation.line_number, [])
        if violation.code not in found:
            found.append(violation.code)
    inside = _inside_of_texts(lines)
    return {
        line: Refused('no comment can stand on that line')
        if line in inside or not 0 < line <= len(lines)
        else Fix((_edit(lines[line - 1], line, sorted(wanted), reason),))
        for line, wanted in codes.items()}


def _edit(text: str, line: int, codes: list[str], reason: str) -> Edit:
    code = text.rstrip('\n')
    known = _NOQA.search(code)
    if known is not None:
        # After the codes that are there.
        column = len(code[:known.end('codes')].encode())
        return inserting((line, column), f',{",".join(codes)}')
    code = code.rstrip()
    return Edit(
        (line, len(code.encode())), (line, len(text.rstrip('\n').encode())),
        f'  # noqa: {",".join(codes)} -- {reason}')


def _inside_of_texts(lines: Sequence[str]) -> set[int]:
    """Lines that end inside of a text, or in a backslash."""
    found = {number for number, line in enumerate(lines, start=1)
             if line.rstrip('\n').endswith('\\')}
    opened: list[int] = []
    try:
        for token in tokenize.generate_tokens(
                io.StringIO(''.join(lines)).readline):
            name = tokenize.tok_name[token.type]
            if name.endswith('STRING_START'):
                opened.append(token.start[0])
            elif name.endswith('STRING_END') and opened:
                found.update(range(opened.pop(), token.end[0]))
            elif token.type == tokenize.STRING:
                found.update(range(token.start[0], token.end[0]))
    except (tokenize.TokenError, SyntaxError):
        # flake8 has said what is wrong with it.
        return set(range(1, len(lines) + 1))
    return found
