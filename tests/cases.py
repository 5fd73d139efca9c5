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

"""Small cases in text files, by subject, and what is wanted of each.

A case begins with ``=== title``, or ``=== title => what is wanted``; its code
follows. It may have variants: lines ``wanted | text`` behind it, each of which
takes the place of ``...``. A variant of several lines is written with a ``|``
in front of each of them; ``=`` for what is wanted says that it is as the title
has it. The comment ``# ?`` stands for the mark of the variant: what is wanted
of it, or no comment where that is ``-``.

What stands above the first case is a word about the file.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
import pathlib
import re
import textwrap
from typing import Any

from tests import linted

# A line of a variant: what is wanted, unless it goes on, and its text.
_VARIANT = re.compile(r'(?m)^(\S[^|\n]*?|) *\|(?: (.*))?$')


@dataclass
class Case:
    """A piece of code, what is put into it, and what is wanted."""

    subject: str
    title: str
    code: str = ''
    wanted: str = ''
    part: str | None = None

    def __str__(self) -> str:
        return f'{self.subject}: {self.title}' + (
            '' if self.part is None else f': {self.part}')

    def text(self) -> str:
        """The code with its variant put in, and with its marks."""
        if self.part is None:
            return self.code
        written = []
        for line in self.code.split('\n'):
            indent = line[:len(line) - len(line.lstrip())]
            written.append(
                textwrap.indent(self.part, indent) if line.strip() == '...'
                else line.replace('...', self.part))
        return '\n'.join(written).replace(
            '  # ?', '' if self.wanted == '-' else f'  # {self.wanted}')


def of_file(path: pathlib.Path) -> list[Case]:
    """The cases of a file, in order."""
    return list(_cases(path))


def _cases(path: pathlib.Path) -> Iterator[Case]:
    for text in re.split(r'(?m)^=== ', path.read_text())[1:]:
        head, _, rest = text.partition('\n')
        title, _, wanted = head.partition(' => ')
        parts = list(_VARIANT.finditer(rest))
        code = rest[:parts[0].start()] if parts else rest
        found: list[Case] = []
        for part in parts:
            if part[1]:
                found.append(Case(
                    path.stem, title, code,
                    wanted if part[1] == '=' else part[1], part[2] or ''))
            else:
                assert found[-1].part is not None
                found[-1].part += f"\n{part[2] or ''}"
        yield from found or [Case(path.stem, title, code, wanted)]


def of_folder(folder: pathlib.Path) -> list[Case]:
    """The cases of all files of a folder, each under a name of its own."""
    found = [case for path in sorted(folder.glob('*.txt'))
             for case in of_file(path)]
    assert len({str(case) for case in found}) == len(found) > 0
    return found


def check(
    case: Case, codes: Iterable[str], head: str = '', indent: str = '',
    **given: Any,
) -> None:
    """Each code is reported on exactly the lines that are marked with it.

    :param head: what stands above the code.
    :param indent: of the code.
    :param given: the path and the options.
    """
    text = head + textwrap.indent(case.text(), indent)
    assert {code: linted.lines(text, code, **given) for code in codes} == {
        code: linted.marked(text, code) for code in codes}, text
