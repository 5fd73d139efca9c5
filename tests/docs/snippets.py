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

"""The pieces of code that the pages of the documentation show."""

from collections.abc import Iterator
from dataclasses import dataclass
import pathlib
import re
import textwrap

SOURCE = pathlib.Path(__file__).resolve().parents[2] / 'docs' / 'source'

_BLOCK = re.compile(
    r'^(?P<indent> *)\.\. code-block:: (?P<language>\w+)\n'
    r'(?P<body>(?:(?P=indent) {3,}.*\n|\n)*)', re.MULTILINE)
_FIELD = re.compile(r'^:(\w[\w-]*): (.*)$')


@dataclass(frozen=True)
class Block:
    """A piece of code.

    :ivar language: as named for the highlighter.
    :ivar fields: what is said of it: its caption, its class.
    """

    language: str
    fields: dict[str, str]
    text: str


@dataclass(frozen=True)
class Command:
    """A line of a console and what it prints."""

    line: str
    output: str


def pages() -> list[pathlib.Path]:
    """The pages written by hand; those of the rules are tested elsewhere."""
    return sorted(set(SOURCE.rglob('*.rst'))
                  - set(SOURCE.glob('codes/nvn[1-9]*.rst')))


def blocks(page: pathlib.Path) -> Iterator[Block]:
    """The code blocks of a page, from top to bottom."""
    for match in _BLOCK.finditer(page.read_text() + '\n'):
        fields = {}
        lines = textwrap.dedent(match['body']).strip('\n').splitlines()
        while lines and (field := _FIELD.match(lines[0])):
            fields[field[1]] = field[2]
            del lines[0]
        yield Block(match['language'], fields,
                    '\n'.join(lines).strip('\n') + '\n')


def commands(block: Block) -> list[Command]:
    """The commands of a console, each with what is printed after it."""
    parts = re.split(r'^\$ ', block.text, flags=re.MULTILINE)
    assert not parts[0].strip(), parts[0]
    return [Command(line, output.strip('\n'))
            for line, _, output in (part.partition('\n')
                                    for part in parts[1:])]
