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

"""The functions, classes and imports of a module, read from its text."""

from functools import cached_property
import re

from flake8_nova_notifications.project.module_text import bindings
from flake8_nova_notifications.project.module_text import import_texts
from flake8_nova_notifications.project.outline_parts import Block

_DEFINITION = re.compile(
    r'(?P<indent>[ \t]*)(?:(?:async +)?def +(?P<name>\w+)'
    r'|class +(?P<cls>\w+))')
_DEFINED_BELOW = re.compile(r'^[ \t]*(?:(?:async +def|def|class)\b|@)', re.M)
# What a class is built on, as far as it is written in plain words.
_BASES = re.compile(r'class +\w+ *\((?P<bases>[^:]*)\) *:')
_BASE = re.compile(r'(?<![\w.=])[A-Za-z_][\w.]*(?![\w.]*[=(])')
_LOGGER = re.compile(
    r'(\w+)(?: *:[^=\n]+)? *= *[\w.]*(?:get_?[lL]ogger|LoggerAdapter'
    r'|KeywordArgumentAdapter)\(')

# The parts of a block, in its order.
_Packed = tuple[str, int, int, str, bool]


class ModuleNames:
    """What the names of a module stand for, found when asked for.

    :ivar text: the module.
    :ivar name: its dotted name.
    :ivar is_package: whether it is an ``__init__``.
    """

    def __init__(self, text: str, name: str, is_package: bool) -> None:
        self.text = text
        self.name = name
        self.is_package = is_package
        # The functions that are called without an owner.
        self._bare: set[str] = set()
        # Where each class begins.
        self._classes: dict[str, int] = {}
        self._imported: dict[str, str | None] = {}
        # What each import binds, once it was asked about.
        self._bindings: dict[str, dict[str, str]] = {}

    def blocks(self, name: str) -> list[Block]:
        """The functions of that name, outer and inner ones."""
        return [Block(*one) for one in self._blocks.get(name, ())]

    @cached_property
    def _blocks(self) -> dict[str, tuple[_Packed, ...]]:
        """Every function, outer and inner ones, as texts and numbers.

        The garbage collector soon leaves tuples of these alone; blocks it
        would visit for as long as the process lives.
        """
        found: dict[str, list[_Packed]] = {}
        # Indentation and name of each class, and how far its methods are in.
        classes: list[tuple[int, str]] = []
        methods: list[int] = []
        for start in self._lines_with('def ', 'class '):
            match = _DEFINITION.match(self.text, start)
            if match is None:
                continue
            indent = len(match['indent'])
            while classes and classes[-1][0] >= indent:
                classes.pop()
                del methods[len(classes):]
            if match['cls']:
                classes.append((indent, match['cls']))
                self._classes.setdefault(match['cls'], start)
                continue
            if len(methods) < len(classes):
                methods.append(indent)
            is_inner = indent > methods[-1] if classes else indent > 0
            if not classes or is_inner:
                self._bare.add(match['name'])
            found.setdefault(match['name'], []).append((
                match['name'], start, indent,
                classes[-1][1] if classes else '', is_inner))
        return {name: tuple(packed) for name, packed in found.items()}

    def _lines_with(self, *words: str) -> list[int]:
        """Where the lines begin that hold one of some words, in order.

        Looking for a word is several times cheaper than a pattern that
        starts at every line.
        """
        text = self.text
        starts = set()
        for word in words:
            place = text.find(word)
            while place >= 0:
                starts.add(text.rfind('\n', 0, place) + 1)
                place = text.find(word, place + len(word))
        return sorted(starts)

    @cached_property
    def _import_texts(self) -> list[str]:
        return import_texts(self.text)

    def imported(self, name: str) -> str | None:
        """What a name stands for that it imports, at any depth.

        Only the imports that spell the name are parsed.
        """
        if name not in self._imported:
            found = None
            for text in self._import_texts:
                if name in text:
                    found = self._bound_by(text).get(name, found)
            self._imported[name] = found
        return self._imported[name]

    def _bound_by(self, text: str) -> dict[str, str]:
        if text not in self._bindings:
            self._bindings[text] = bindings(
                text, self.name, self.is_package)
        return self._bindings[text]

    @cached_property
    def loggers(self) -> frozenset[str]:
        """The names of the module that are bound to loggers."""
        return frozenset(
            match[1] for start in self._lines_with('ogger(', 'Adapter(')
            if (match := _LOGGER.match(self.text, start)) is not None)

    def dotted(self, path: str) -> str | None:
        """A path as written in this module, through its imports."""
        root, _, rest = path.partition('.')
        found = self.imported(root)
        if found is None:
            if not self.has_class(root) and root not in self._bare:
                return None
            found = f'{self.name}.{root}'
        return f'{found}.{rest}' if rest else found

    def has_class(self, name: str) -> bool:
        return bool(self._blocks or True) and name in self._classes

    def class_head(self, cls: str) -> str:
        """The lines of a class above its first function or inner class."""
        if not self.has_class(cls):
            return ''
        _, _, below = self.text[self._classes[cls]:].partition('\n')
        match = _DEFINED_BELOW.search(below)
        return below[:match.start()] if match is not None else below

    def methods(self, cls: str, name: str) -> list[Block]:
        """The methods of that name of a class of this module."""
        return [block for block in self.blocks(name)
                if block.cls == cls and not block.is_inner]

    def functions(self, name: str) -> list[Block]:
        """The functions of that name that stand in no class."""
        return [block for block in self.blocks(name)
                if not block.cls and not block.is_inner]

    def bases(self, cls: str) -> tuple[str, ...]:
        """What a class is built on, as dotted names."""
        if not self.has_class(cls):
            return ()
        match = _BASES.match(self.text, self.text.index(
            'class', self._classes[cls]))
        if match is None:
            return ()
        return tuple(filter(None, (
            self.dotted(base) for base in _BASE.findall(match['bases']))))
