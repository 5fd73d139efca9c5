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

"""The parts of an outline: blocks, what they are called, decorators."""

import ast
from dataclasses import dataclass
from typing import cast
from typing import NamedTuple
from typing import TypeVar

from flake8_nova_notifications.code.index import Kinds
from flake8_nova_notifications.code.index import Parents
from flake8_nova_notifications.code.source import Function

_Node = TypeVar('_Node', bound=ast.AST)


class Block(NamedTuple):
    """Where a function stands in the text, and in which class.

    :ivar cls: the innermost class around it; empty for none.
    :ivar is_inner: whether it stands in another function.
    """

    name: str
    start: int
    indent: int
    cls: str
    is_inner: bool


class Spelled(NamedTuple):
    """Something that a function names: what it calls or hands over.

    :ivar path: as it is written, ``self.driver.reboot``; ``Cleaner().clean``
        of an object that is made for it, with whatever arguments.
    :ivar called: whether it is called in place.
    """

    path: str
    called: bool

    @classmethod
    def unpacked(cls, text: str) -> 'Spelled':
        """``self.driver.reboot(`` is called, ``self.driver.reboot`` is not.

        As a text it is kept: the garbage collector does not visit texts.
        """
        return cls(text.removesuffix('('), text.endswith('('))


class Decorator(NamedTuple):
    """A decorator: its name as written, and whether it is called."""

    path: str
    called: bool


@dataclass(frozen=True, eq=False)
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

    def each(self, kind: type[_Node]) -> list[_Node]:
        """Its nodes of a class."""
        return cast(list[_Node], self.kinds.get(kind, []))
