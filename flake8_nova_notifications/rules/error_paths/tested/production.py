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

"""The code that a test tests: its functions, and whom each of them runs.

Only what is certain is followed: methods of the same class and its bases,
functions of imported modules, objects that a class makes by name.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterator
import re
from typing import NamedTuple
from typing import TypeVar

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.project.outline_parts import Block
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.project.outline_parts import Spelled
from flake8_nova_notifications.project.outlines import Outline
from flake8_nova_notifications.project.outlines import outline
from flake8_nova_notifications.project.spellings import made_in

# Classes searched for one method, and imports followed for one name.
MAX_CLASSES = 40
MAX_IMPORTS = 5

# Where projects tell which class a service runs.
_OPTIONS = (
    'common.config', 'common.cfg', 'conf', 'conf.base', 'conf.service',
    'config', 'opts', 'service')
# What is read from the object itself.
_OWN = 'self.'

_Fact = TypeVar('_Fact')


class Place(NamedTuple):
    """A function of another module."""

    read: Outline
    block: Block

    @property
    def module(self) -> str:
        return self.read.name

    @property
    def cls(self) -> str:
        """Its class as a dotted name, for a method."""
        return f'{self.read.name}.{self.block.cls}'

    @property
    def file(self) -> str:
        """Its file, as a path from the root of the project."""
        return self.read.name.replace('.', '/') + (
            '/__init__.py' if self.read.is_package else '.py')

    @property
    def text(self) -> str:
        return self.read.block_text(self.block)


class Production:
    """The functions of other modules, as seen from one test file."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._project = source.once(Project)
        self._outlines: dict[str, Outline | None] = {}
        self._trees: dict[Place, FunctionTree | None] = {}
        self._callees: dict[tuple[Place, str], tuple[Place, ...]] = {}
        self._leading: dict[Place, list[tuple[Spelled, Place]]] = {}
        self._unknown: dict[
            tuple[Place, str], list[tuple[Spelled, Place]]] = {}
        self._splits: dict[str, tuple[Outline, list[str]] | None] = {}

    def outline(self, module: str) -> Outline | None:
        """The outline of a module; None where it is not in the project."""
        if module not in self._outlines:
            path = self._project.file(module)
            self._outlines[module] = None if path is None else outline(
                path, module)
        return self._outlines[module]

    def tree(self, place: Place) -> FunctionTree | None:
        """A function, parsed once for all questions of the file."""
        if place not in self._trees:
            self._trees[place] = place.read.parse(place.block)
        return self._trees[place]

    def split(self, dotted: str) -> tuple[Outline, list[str]] | None:
        """The module that a name stands in, and the rest of the name.

        Names that a module imports from another one are followed.

        :param dotted: leading dots are meant as in the file itself.
        """
        if dotted not in self._splits:
            self._splits[dotted] = self._split(dotted)
        return self._splits[dotted]

    def _split(self, dotted: str) -> tuple[Outline, list[str]] | None:
        absolute = self._project.absolute(dotted)
        for _ in range(MAX_IMPORTS):
            parts = absolute.split('.') if absolute is not None else []
            for end in range(len(parts), 0, -1):
                read = self.outline('.'.join(parts[:end]))
                if read is not None:
                    break
            else:
                return None
            rest = parts[end:]
            target = None if not rest or read.has_class(rest[0]) or (
                read.functions(rest[0])) else read.imported(rest[0])
            if target is None:
                return read, rest
            absolute = '.'.join((target, *rest[1:]))
        return None

    def named(self, dotted: str) -> tuple[Place, ...]:
        """The function or method of a name; a class runs ``__init__``."""
        found = self.split(dotted)
        if found is None:
            return ()
        read, rest = found
        if not rest or len(rest) > 2:
            return ()
        if read.has_class(rest[0]):
            cls = f'{read.name}.{rest[0]}'
            return self.methods(cls, '__init__') if not rest[1:] else (
                self.methods(cls, rest[1]) or self._aliased(cls, rest[1]))
        return tuple(Place(read, block) for block in read.functions(
            rest[0])) if len(rest) == 1 else ()

    def is_class(self, dotted: str) -> bool:
        return self._class(dotted) is not None

    def _class(self, dotted: str) -> tuple[Outline, str] | None:
        found = self.split(dotted)
        if found is None or len(found[1]) != 1 or (
                not found[0].has_class(found[1][0])):
            return None
        return found[0], found[1][0]

    def family(self, cls: str) -> Iterator[tuple[Outline, str]]:
        """A class and its bases in the project, nearest first."""
        queue = [cls]
        for index, dotted in enumerate(queue):
            found = self._class(dotted)
            if index >= MAX_CLASSES:
                return
            if found is not None:
                yield found
                queue += [base for base in found[0].bases(found[1])
                          if base not in queue]

    def methods(self, cls: str, name: str) -> tuple[Place, ...]:
        """The method that a class has under a name, itself or by a base."""
        for read, own in self.family(cls):
            blocks = read.methods(own, name)
            if blocks:
                return tuple(Place(read, block) for block in blocks)
        return ()

    def _aliased(self, cls: str, name: str) -> tuple[Place, ...]:
        """The method that a class gives a second name."""
        for read, own in self.family(cls):
            alias = read.alias(own, name)
            if alias is not None:
                return tuple(Place(read, block)
                             for block in read.methods(own, alias))
        return ()

    def attribute(self, cls: str, name: str) -> str | None:
        """The class of ``self.name`` of a class, where it is made by name."""
        for read, own in self.family(cls):
            made = read.made(own, name)
            if made is not None and not made.startswith(_OWN):
                return made if self.is_class(made) else self.of_option(made)
        return None

    def maker(self, cls: str, name: str) -> str | None:
        """``manager_cls`` of ``self.name = self.manager_cls()`` in a class.

        Which class that is, each class built on it says for itself.
        """
        for read, own in self.family(cls):
            made = read.made(own, name)
            if made is not None and made.startswith(_OWN):
                return made.removeprefix(_OWN)
        return None

    def of_option(self, option: str) -> str | None:
        """The class that an option names where nobody sets it.

        :param option: as it is read, ``CONF.volume_manager``.
        """
        name = option.rpartition('.')[2]
        if not option.startswith(('CONF.', 'cfg.CONF.', 'conf.')):
            return None
        package = self._project.module.partition('.')[0]
        word = name.partition('_')[0]
        found = set()
        for module in (*_OPTIONS, f'conf.{word}'):
            read = self.outline(f'{package}.{module}')
            if read is not None and f"'{name}'" in read.text:
                found.update(re.findall(
                    rf"Opt\(\s*'{name}',\s*default='([\w.]+)'", read.text))
        cls = found.pop() if len(found) == 1 else ''
        return cls if self.is_class(cls) else None

    def leading(self, place: Place) -> list[tuple[Spelled, Place]]:
        """All that a function may run, with how it spells that, in order."""
        if place not in self._leading:
            self._leading[place] = [
                (spelled, callee)
                for spelled in place.read.leading(place.block)
                for callee in self.callees(place, spelled.path)]
        return self._leading[place]

    def unknown(
        self, place: Place, cls: str,
    ) -> list[tuple[Spelled, Place]]:
        """The methods of a class that may be what a function calls.

        Of objects of which nothing is known: ``self._helper.delete()``.
        """
        if (place, cls) not in self._unknown:
            self._unknown[place, cls] = self._guessed(place, cls)
        return self._unknown[place, cls]

    def _guessed(
        self, place: Place, cls: str,
    ) -> list[tuple[Spelled, Place]]:
        found = []
        for spelled in place.read.spelled(place.block):
            owner, _, name = spelled.path.rpartition('.')
            if not owner or owner in ('self', 'cls', 'super') or (
                    owner.endswith(')')
                    or place.read.dotted(owner) is not None):
                continue
            if not self.callees(place, spelled.path):
                found += [(spelled, one) for one in self.methods(cls, name)]
        return found

    def derived(
        self, place: Place, derive: Callable[[Outline, FunctionTree], _Fact],
    ) -> _Fact | None:
        """What somebody makes of a function, worked out once a version of it.

        :param derive: a pure function that keeps nothing of the tree.
        """
        return place.read.derived(
            place.block, derive, lambda _: self.tree(place))

    def called(self, place: Place, callee: ast.expr) -> tuple[Place, ...]:
        """What a function runs when it calls a name or an attribute."""
        return self.callees(place, path(callee) or '')

    def callees(self, place: Place, written: str) -> tuple[Place, ...]:
        """What a function runs when it calls something.

        :param written: what is called, as it is written there.
        """
        key = (place, written)
        if key not in self._callees:
            self._callees[key] = self._called(place, written)
        return self._callees[key]

    def _called(self, place: Place, written: str) -> tuple[Place, ...]:
        read = place.read
        made, _, method = written.partition('().')
        if not method:
            root, *rest = written.split('.')
            if root in ('self', 'cls', 'super') and rest:
                return self._own(place, root, rest)
            blocks = [] if rest else read.functions(root)
            if blocks:
                return tuple(Place(read, block) for block in blocks)
            dotted = read.dotted(written)
            if dotted is not None:
                return self.named(dotted)
            if len(rest) != 1:
                return ()
            made, method = made_in(place.text, root) or '', rest[0]
        cls = read.dotted(made)
        return () if cls is None else self.methods(cls, method)

    def _own(
        self, place: Place, root: str, rest: list[str],
    ) -> tuple[Place, ...]:
        """What a method of the same object, or of one that it has, runs."""
        if not place.block.cls:
            return ()
        read = place.read
        cls: str | None = place.cls
        for attribute in rest[:-1]:
            cls = self.attribute(cls, attribute) if cls else None
        if cls is None:
            return ()
        if root == 'super':
            return next(filter(None, (
                self.methods(base, rest[-1])
                for base in read.bases(place.block.cls))), ())
        found = self.methods(cls, rest[-1])
        if found or len(rest) > 1:
            return found
        # A class that is mixed into another one of this module.
        blocks = read.blocks(rest[-1])
        return (Place(read, blocks[0]),) if len(blocks) == 1 else ()
