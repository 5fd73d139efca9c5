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

Naming a handler takes a few functions of a few modules. Parsing whole modules
for them would be the dearest part of a run, so their text is cut at its
``def`` and ``class`` lines, the way is looked for in the text, and only the
functions on the way are parsed.
"""

from bisect import bisect_right
from collections.abc import Callable
from collections.abc import Iterator
from functools import cached_property
from functools import lru_cache
import re
from typing import Any
from typing import cast
from typing import TypeVar

from flake8_nova_notifications.code.index import file_nodes
from flake8_nova_notifications.code.index import Kinds
from flake8_nova_notifications.code.index import Parents
from flake8_nova_notifications.project.definitions import parsed_function
from flake8_nova_notifications.project.module_names import ModuleNames
from flake8_nova_notifications.project.module_text import decoded
from flake8_nova_notifications.project.outline_parts import Block
from flake8_nova_notifications.project.outline_parts import Decorator
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.project.outline_parts import Spelled
from flake8_nova_notifications.project.spellings import decorators_above
from flake8_nova_notifications.project.spellings import made_in
from flake8_nova_notifications.project.spellings import spelled_in
from flake8_nova_notifications.project.versions import MAX_BYTES
from flake8_nova_notifications.project.versions import Version
from flake8_nova_notifications.project.versions import version

# Modules kept: their texts are some 35 kB each.
MAX_OUTLINES = 200

_Derived = TypeVar('_Derived')

_END = re.compile(r'^(?P<indent>[ \t]*)[^\s#)]', re.M)
# What makes an object, behind the equals sign.
_MADE = re.compile(
    r' *\(?\s*(?:(?:\w+\.)*import_(?:object|class)\(\s*(?:'
    r'[\'"](?P<text>[\w.]+)|(?P<option>(?:cfg\.)?CONF\.[\w.]+))'
    r'|(?P<call>[\w.]+)\()')
# A second name for a method, in the body of a class.
_ALIAS = re.compile(
    r'(?P<indent>[ \t]+)(?P<name>\w+) = (?P<method>[A-Za-z_]\w*)[ \t]*'
    r'(?:#.*)?$', re.M)
# A method of the same object, and whether it is called.
_OF_SELF = re.compile(r'(?<![\w.])((?:self|cls)\.(\w+))(\()?')


class Outline(ModuleNames):
    """The functions and classes of a module by name, found when asked for.

    :param text: the module.
    :param name: its dotted name.
    :param is_package: whether it is an ``__init__``.
    """

    def __init__(self, text: str, name: str, is_package: bool) -> None:
        super().__init__(text, name, is_package)
        # By where a function begins.
        self._texts: dict[int, str] = {}
        self._above: dict[int, int] = {}
        self._spelled: dict[int, tuple[str, ...]] = {}
        self._leading: dict[int, tuple[str, ...]] = {}
        self._derived: dict[tuple[int, Callable[..., Any]], Any] = {}
        self._made: dict[tuple[str, str], str | None] = {}
        self._using: dict[str, list[Block]] = {}
        self._holding: dict[str, bool] = {}
        self._calling: dict[int, list[tuple[Block, str, bool]]] = {}

    def holds(self, word: str) -> bool:
        """Whether the module has a word; every test of it may ask."""
        if word not in self._holding:
            self._holding[word] = word in self.text
        return self._holding[word]

    def made(self, cls: str, attribute: str) -> str | None:
        """What ``self.attribute`` of a class is made by, as a dotted name.

        Of an object that is made by its class's name, or by
        ``import_object('a.b.C')``; None where two differ. The option of
        ``import_object(CONF.x)`` and ``self.manager_cls`` are given as they
        are written.
        """
        key = (cls, attribute)
        if key not in self._made:
            found = set(self._makers(cls, attribute))
            self._made[key] = found.pop() if len(found) == 1 else None
        return self._made[key]

    def _makers(self, cls: str, attribute: str) -> Iterator[str | None]:
        word = f'.{attribute} ='
        place = self.text.find(word)
        while place >= 0:
            end = place + len(word)
            match = _MADE.match(self.text, end) if self.text.endswith(
                ('self', 'cls'), 0, place) else None
            if match is not None and self._class_at(place) == cls:
                called = match['call'] or ''
                yield match['text'] or match['option'] or (
                    called if re.fullmatch(r'self\.\w+', called)
                    else self.dotted(called))
            place = self.text.find(word, end)

    def alias(self, cls: str, name: str) -> str | None:
        """The method that a class gives a second name: ``stop = _stop``."""
        place = self.text.find(f' {name} = ')
        while place >= 0:
            start = self.text.rfind('\n', 0, place) + 1
            match = _ALIAS.match(self.text, start)
            block = self.block_at(place)
            if match is not None and match['name'] == name and (
                    block is not None and block.cls == cls
                    and block.indent == len(match['indent'])):
                return match['method']
            place = self.text.find(f' {name} = ', place + 1)
        return None

    @cached_property
    def _outermost(self) -> dict[int, str]:
        """Where the functions begin that stand in no other one, in order."""
        return dict(sorted(
            (start, name) for packed in self._blocks.values()
            for name, start, _, _, is_inner in packed if not is_inner))

    @cached_property
    def _starts(self) -> list[int]:
        return list(self._outermost)

    def block_at(self, place: int) -> Block | None:
        """The outermost function in which a place of the text stands."""
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return None
        start = self._starts[index]
        return next(block for block in self.blocks(self._outermost[start])
                    if block.start == start)

    def _class_at(self, place: int) -> str:
        block = self.block_at(place)
        return block.cls if block is not None else ''

    def using(self, name: str) -> list[Block]:
        """The outermost functions whose text holds an attribute's name."""
        if name not in self._using:
            self._using[name] = list(dict.fromkeys(self._uses(f'.{name}')))
        return self._using[name]

    def _uses(self, word: str) -> Iterator[Block]:
        place = self.text.find(word)
        while place >= 0:
            block = self.block_at(place)
            end = place + len(word)
            if block is not None:
                text = self.block_text(block)
                end = max(end, block.start + len(text))
                if word in text:
                    yield block
            place = self.text.find(word, end)

    def calling(self, block: Block) -> list[tuple[Block, str, bool]]:
        """The methods that name a method of the same object.

        With how they spell it, and whether it is called in place.
        """
        if block.start not in self._calling:
            self._calling[block.start] = [
                (caller, written, bool(called))
                for caller in self.using(block.name)
                for written, name, called in dict.fromkeys(
                    _OF_SELF.findall(self.block_text(caller)))
                if name == block.name]
        return self._calling[block.start]

    def block_text(self, block: Block) -> str:
        """The lines of a function, without its decorators."""
        if block.start not in self._texts:
            end = len(self.text)
            first = self.text.find('\n', block.start) + 1 or end
            for match in _END.finditer(self.text, first):
                if len(match['indent']) <= block.indent:
                    end = match.start()
                    break
            self._texts[block.start] = self.text[block.start:end]
        return self._texts[block.start]

    def block_lines(self, block: Block) -> tuple[list[str], int]:
        """The lines of a function, without their ends, and those above it.

        Not kept, as each line would be visited by the garbage collector.
        """
        return self.block_text(block).split('\n'), self._lines_above(block)

    def decorators(self, block: Block) -> list[Decorator]:
        """The decorators above a function, the innermost first."""
        return decorators_above(self.text, block)

    def spelled(self, block: Block) -> list[Spelled]:
        """What a function calls and hands over, by its text, in order."""
        return [Spelled.unpacked(one) for one in self._all_spelled(block)]

    def _all_spelled(self, block: Block) -> tuple[str, ...]:
        found = self._spelled.get(block.start)
        if found is None:
            found = self._spelled[block.start] = spelled_in(
                self.block_text(block))
        return found

    def leading(self, block: Block) -> list[Spelled]:
        """Those of what a function spells that may run something known.

        The others are names of builtin functions, parameters and the like.
        """
        found = self._leading.get(block.start)
        if found is None:
            found = self._leading[block.start] = tuple(
                one for one in self._all_spelled(block)
                if self._may_lead(block, Spelled.unpacked(one).path))
        return [Spelled.unpacked(one) for one in found]

    def _may_lead(self, block: Block, path: str) -> bool:
        if '().' in path:
            return True
        root, *rest = path.split('.')
        if rest and root in ('self', 'cls', 'super'):
            return bool(block.cls)
        if self.dotted(path) is not None or (
                not rest and bool(self.functions(root))):
            return True
        return len(rest) == 1 and made_in(
            self.block_text(block), root) is not None

    def derived(
        self, block: Block,
        derive: 'Callable[[Outline, FunctionTree], _Derived]',
        parse: 'Callable[[Block], FunctionTree | None] | None' = None,
    ) -> _Derived | None:
        """What somebody makes of a function, worked out once for it.

        :param derive: a pure function of the module and the parsed function;
            it keeps nothing of the tree.
        :param parse: parses it, instead of :meth:`parse`.
        """
        key = (block.start, derive)
        if key not in self._derived:
            tree = (parse or self.parse)(block)
            self._derived[key] = None if tree is None else derive(self, tree)
        return cast('_Derived | None', self._derived[key])

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
            block, node, self._lines_above(block) - above, kinds, parents)

    def _lines_above(self, block: Block) -> int:
        if block.start not in self._above:
            self._above[block.start] = self.text.count('\n', 0, block.start)
        return self._above[block.start]


def outline(path: str, module: str) -> Outline | None:
    """The outline of a module, as it stands on disk now.

    :param module: its dotted name.
    """
    known = version(path)
    return None if known is None else _read(known, module)


@lru_cache(MAX_OUTLINES)
def _read(key: Version, module: str) -> Outline | None:
    path = key[0]
    try:
        with open(path, 'rb') as stream:
            text = decoded(stream.read(MAX_BYTES))
    except (OSError, SyntaxError, ValueError):
        return None
    return Outline(text, module, path.endswith('__init__.py'))
