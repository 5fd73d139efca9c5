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

"""What a payload holds: its entries, and whole objects."""

import ast
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import words
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rules.payloads.dumping import Dumped

# Expressions looked at for one payload. A helper with a hundred callers needs
# some three hundred; a file where all calls all must end as well.
MAX_STEPS = 2000
# What looking at one of them takes, in nodes visited; many payloads may each
# take many steps.
COST_OF_STEP = 100
COPIES = frozenset((
    'copy', 'deepcopy', 'dict', 'list', 'tuple', 'OrderedDict', 'dumps',
    'loads', 'dump_as_bytes', 'MappingProxyType', 'sorted'))


@dataclass(frozen=True)
class Entry:
    """One key of a payload.

    :ivar name: the key.
    :ivar node: where it stands.
    :ivar value: what is sent under it.
    """

    name: str
    node: ast.AST
    value: ast.expr


@dataclass(frozen=True)
class Dump:
    """Something that is sent as a whole, as the payload or under a key.

    :ivar node: the key, or the expression that dumps the object.
    :ivar key: the key, if it stands under one.
    """

    node: ast.AST
    what: Dumped
    key: str | None


@dataclass(frozen=True)
class Step:
    """An expression to look at.

    :ivar at: the place whose point of view counts for local names.
    :ivar key: the entry it is the value of, if it is one.
    :ivar merged: whether it is only a part of what is sent.
    :ivar chosen: whether only what a condition lets through is sent of it.
    """

    expression: ast.AST
    at: ast.AST
    key: Entry | None
    merged: bool = False
    chosen: bool = False


def given_callables(source: SourceFile, call: ast.Call) -> list[Function]:
    """What ``transformer()`` runs, where that is a parameter.

    The ``__call__`` methods of this file's classes that bear the
    parameter's name: ``NotificationTransformer`` and those built on it.
    """
    names = source.once(Names)
    if not isinstance(call.func, ast.Name) or not isinstance(
            names.value(call.func), ast.arg):
        return []
    last = words(call.func.id)[-1:]
    return [
        binding.node for cls in source.nodes(ast.ClassDef)
        if words(cls.name)[-1:] == last
        for binding in names.scope(cls).get('__call__', ())
        if isinstance(binding.node, FUNCTIONS)]
