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

"""Functions of production modules, read one by one and only when asked for.

Naming a handler takes a few functions of one module. Parsing the whole
module for them would be the dearest part of a run, so its text is cut at its
``def`` lines, the way is looked for in the text, and only the functions on
the way are parsed.
"""

from dataclasses import dataclass
from functools import cached_property
import re

from flake8_nova_notifications.code.index import file_nodes
from flake8_nova_notifications.code.index import Kinds
from flake8_nova_notifications.code.index import Parents
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.project.definitions import parsed_function
from flake8_nova_notifications.project.lookup import MAX_BYTES
from flake8_nova_notifications.project.lookup import Version
from flake8_nova_notifications.project.lookup import version

# Modules kept with their texts; a test file asks about a few, and the next
# one usually about others.
MAX_OUTLINES = 12

_DEFINITION = re.compile(
    r'(?P<indent>[ \t]*)(?:(?:async +)?def +(?P<name>\w+)'
    r'|class +(?P<cls>\w+))')
_END = re.compile(r'^(?P<indent>[ \t]*)[^\s#)]', re.M)
# Each begins with a plain word, which the regular expression engine finds
# fast.
_OWN_CALLS = (re.compile(r'self\.(\w+)\('), re.compile(r'cls\.(\w+)\('))

_CACHE: dict[Version, 'Outline | None'] = {}


@dataclass(frozen=True)
class Block:
    """Where a function stands in the text, and in which class."""

    name: str
    start: int
    indent: int
    cls: str


@dataclass(frozen=True)
class FunctionTree:
    """A parsed function of another module.

    :ivar offset: to be added to the line numbers of its nodes.
    :ivar kinds: its nodes by class.
    :ivar parents: the node around each node.
    """

    block: Block
    node: Function
    offset: int
    kinds: Kinds
    parents: Parents


class Outline:
    """The functions of a module by name, found when asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        # The functions that are called without an owner.
        self._bare: set[str] = set()
        self._texts: dict[Block, str] = {}
        self._called: dict[Block, list[str]] = {}

    @cached_property
    def blocks(self) -> dict[str, list[Block]]:
        """Every function, outer and inner ones."""
        found: dict[str, list[Block]] = {}
        # Indentation and name of each class, and how far its methods are in.
        classes: list[tuple[int, str]] = []
        methods: list[int] = []
        for start in self._definitions():
            match = _DEFINITION.match(self.text, start)
            if match is None:
                continue
            indent = len(match['indent'])
            while classes and classes[-1][0] >= indent:
                classes.pop()
                del methods[len(classes):]
            if match['cls']:
                classes.append((indent, match['cls']))
                continue
            if len(methods) < len(classes):
                methods.append(indent)
            if not classes or indent > methods[-1]:
                self._bare.add(match['name'])
            found.setdefault(match['name'], []).append(Block(
                match['name'], start, indent,
                classes[-1][1] if classes else ''))
        return found

    def _definitions(self) -> list[int]:
        """Where the lines begin that hold ``def`` or ``class``.

        Looking for the word is several times cheaper than a pattern that
        starts at every line.
        """
        text = self.text
        starts = set()
        for word in ('def ', 'class '):
            place = text.find(word)
            while place >= 0:
                starts.add(text.rfind('\n', 0, place) + 1)
                place = text.find(word, place + len(word))
        return sorted(starts)

    def block_text(self, block: Block) -> str:
        """The lines of a function, without its decorators."""
        if block not in self._texts:
            end = len(self.text)
            first = self.text.find('\n', block.start) + 1 or end
            for match in _END.finditer(self.text, first):
                if len(match['indent']) <= block.indent:
                    end = match.start()
                    break
            self._texts[block] = self.text[block.start:end]
        return self._texts[block]

    def called(self, block: Block) -> list[str]:
        """Functions of this module that a function seems to call."""
        found = self._called.get(block)
        if found is None:
            known = self.blocks
            text = self.block_text(block)
            places = [
                (match.start(1), match[1]) for pattern in _OWN_CALLS
                for match in pattern.finditer(text) if match[1] in known]
            for name in self._bare:
                place = text.find(f'{name}(')
                while place >= 0:
                    if text[place - 4:place] != 'def ' and not (
                            text[place - 1:place].isalnum()
                            or text[place - 1:place] in ('_', '.')):
                        places.append((place, name))
                    place = text.find(f'{name}(', place + 1)
            found = self._called[block] = list(dict.fromkeys(
                name for _, name in sorted(places)))
        return found

    def parse(self, block: Block) -> FunctionTree | None:
        """A function, parsed; None where its end could not be told.

        Not kept here: an outline lives as long as the process, and trees
        that are alive make the garbage collector dear.
        """
        found = parsed_function(self.block_text(block))
        if found is None:
            return None
        node, above = found
        kinds: Kinds = {}
        parents: Parents = {}
        file_nodes((node,), kinds, parents)
        return FunctionTree(
            block, node, self.text.count('\n', 0, block.start) - above,
            kinds, parents)


def outline(path: str) -> Outline | None:
    """The outline of a file, as it stands on disk now."""
    key = version(path)
    if key is None:
        return None
    if key not in _CACHE:
        while len(_CACHE) >= MAX_OUTLINES:
            del _CACHE[next(iter(_CACHE))]
        _CACHE[key] = _read(path)
    return _CACHE[key]


def _read(path: str) -> Outline | None:
    try:
        with open(path, encoding='utf-8') as stream:
            return Outline(stream.read(MAX_BYTES))
    except (OSError, ValueError):
        return None
