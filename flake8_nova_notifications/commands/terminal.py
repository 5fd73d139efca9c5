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

"""Text for a terminal, which is folded, and for a pipe, which is not."""

import re
import shutil
import sys
import textwrap

# Narrower than that a table is no help to a reader.
MIN_WIDTH = 40
# Stands where a long word is broken; no text that can be printed holds it.
_SEAM = '\x1f'
# Behind dots, underscores and slashes.
_PIECES = re.compile(r'[^._/]*[._/]+|[^._/]+$')


def width() -> int | None:
    """The width of the terminal; None where the output is no terminal."""
    if not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def folded(text: str, columns: int | None, indent: str = '    ') -> str:
    """A text of one line, folded to fit.

    :param columns: None leaves it as it is.
    :param indent: of the lines behind the first one.
    """
    if columns is None:
        return text
    columns = max(columns, MIN_WIDTH)
    first = len(text) - len(text.lstrip(' '))
    room = columns - max(len(indent), first)
    lines = textwrap.fill(
        text[:first] + ' '.join(
            f'{_SEAM} '.join(_parts(word, room - len(_SEAM)))
            for word in text[first:].split(' ')),
        columns, break_on_hyphens=False, subsequent_indent=indent)
    return lines.replace(f'{_SEAM} ', '').replace(_SEAM, '')


def _parts(word: str, room: int) -> list[str]:
    """A word that is longer than a line, in parts that are not."""
    if len(word) <= room:
        return [word]
    found = ['']
    for piece in _PIECES.findall(word):
        if len(found[-1]) + len(piece) > room and found[-1]:
            found.append('')
        found[-1] += piece
    return found
