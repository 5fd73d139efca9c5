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

"""Where else a failure gets what it says from, than from its statement."""

import ast
from collections.abc import Iterator
from collections.abc import Sequence

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope

_PUTTING = frozenset((
    'append', 'extend', 'insert', 'add', 'update', 'add_note', 'write',
    'setdefault'))


def put_into(name: str, path: Sequence[ast.stmt]) -> Iterator[ast.expr]:
    """What the statements before a failure add to what a name holds.

    ``parts.append(status)``, ``error.add_note(status)``,
    ``error.status = status``.
    """
    for statement in path:
        for node in walk_scope(statement):
            match node:
                case ast.Call(func=ast.Attribute(
                        value=ast.Name(id=root), attr=attr)) if (
                            root == name and attr in _PUTTING):
                    yield from node.args
                    yield from (keyword.value for keyword in node.keywords)
                case ast.Assign(targets=[
                        ast.Attribute(value=ast.Name(id=root))
                        | ast.Subscript(value=ast.Name(id=root))]) if (
                            root == name):
                    yield node.value


def said_by_helper(
    source: SourceFile, call: ast.Call,
) -> Iterator[ast.expr]:
    """What a helper of this file raises that is called to fail."""
    helper = source.once(Names).definition(call.func)
    if isinstance(helper, FUNCTIONS):
        yield from (
            node.exc for node in walk_scope(helper)
            if isinstance(node, ast.Raise) and node.exc is not None)
