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

"""What may stand after an action, and what that says about its end."""

import ast
from collections.abc import Iterator
import enum

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import walk

# The blocks of a statement that run after one of them, or after its head.
_AFTER: dict[str | None, tuple[str, ...]] = {
    None: ('body', 'handlers', 'orelse', 'finalbody'),
    'body': ('handlers', 'orelse', 'finalbody'),
    'handlers': ('finalbody',),
    'orelse': ('finalbody',),
    'finalbody': (),
}
_LOOKS = ('server', 'state', 'status', 'instance', 'migration')


class Aftermath(enum.IntEnum):
    """What stands behind an action, weakest first."""

    NOTHING = 0
    NOTIFIED = 1
    VERIFIED = 2


def following(above: ast.AST, child: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement that run after the one that holds a call."""
    blocks = {name: block for name in _AFTER if name and isinstance(
        block := getattr(above, name, None), list)}
    within = next((name for name, block in blocks.items()
                   if child in block), None)
    if within is not None and within != 'handlers':
        index = blocks[within].index(child)
        yield from blocks[within][index + 1:]
    if within is None or not isinstance(above, ast.If):
        for name in _AFTER[within]:
            yield from blocks.get(name, ())


def filled(node: ast.AST) -> tuple[ast.AST, ast.AST] | None:
    """What gets its value from what, where a statement fills something."""
    if isinstance(node, ast.Assign):
        return ast.Tuple(elts=list(node.targets), ctx=ast.Load()), node.value
    if isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        return node.target, node.iter
    return None


def looks(function: Function) -> bool:
    """Whether a helper named after notifications asks for a server too."""
    return any(
        isinstance(node, ast.Call) and (
            callee_name(node).startswith(('get_', '_get_', 'show_', '_wait'))
            and any(word in callee_name(node) for word in _LOOKS))
        for node in walk(function))
