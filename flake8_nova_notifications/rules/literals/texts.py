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


"""The fact Text: a text in a test and the slot that it is put into."""

import ast
from dataclasses import dataclass

from flake8_nova_notifications.idioms.values import callee_name
from flake8_nova_notifications.idioms.values import parameter_default
from flake8_nova_notifications.source import FUNCTIONS
from flake8_nova_notifications.source import SourceFile

# Decorators whose text names the test itself.
_TEST_IDS = frozenset(('idempotent_id', 'related_bug', 'test_id'))


@dataclass(frozen=True)
class Text:
    """A text as a test spells it out.

    :ivar node: where.
    :ivar value: the text; bytes are read as Latin-1.
    :ivar slot: the name it is given to: a keyword, a key of a dict, a
        variable, an attribute or a parameter; empty where there is none.
    """

    node: ast.Constant
    value: str
    slot: str


def texts(source: SourceFile) -> tuple[Text, ...]:
    """The texts of a test in source order; docstrings are none."""
    found = []
    for node in source.nodes(ast.Constant):
        value = node.value
        if isinstance(value, bytes):
            value = value.decode('latin-1')
        if not isinstance(value, str):
            continue
        parent = source.parent(node)
        if isinstance(parent, ast.Expr) or (
                isinstance(parent, ast.Call)
                and callee_name(parent) in _TEST_IDS):
            continue
        found.append(Text(node, value, slot(source, node)))
    return tuple(found)


class _Keys:
    """The keys of dicts by value: a table may have a thousand of them."""

    def __init__(self, source: SourceFile) -> None:
        self._known: dict[
            ast.Dict, dict[ast.expr, ast.expr | None]] = {}

    def of(self, table: ast.Dict) -> dict[ast.expr, ast.expr | None]:
        if table not in self._known:
            self._known[table] = dict(
                zip(table.values, table.keys, strict=True))
        return self._known[table]


def slot(source: SourceFile, node: ast.expr) -> str:
    """The name that a value is given to, if a reader can see one."""
    parent = source.parent(node)
    if isinstance(parent, ast.JoinedStr):
        node, parent = parent, source.parent(parent)
    if isinstance(parent, ast.keyword):
        return parent.arg or ''
    if isinstance(parent, ast.Dict):
        return _text(source.once(_Keys).of(parent).get(node))
    if isinstance(parent, ast.Assign) and parent.value is node:
        return _target(parent.targets[0])
    if isinstance(parent, ast.AnnAssign) and parent.value is node:
        return _target(parent.target)
    if isinstance(parent, ast.arguments):
        above = source.parent(parent)
        if isinstance(above, (*FUNCTIONS, ast.Lambda)):
            for given in (*parent.posonlyargs, *parent.args,
                          *parent.kwonlyargs):
                if parameter_default(source, given) is node:
                    return given.arg
    return ''


def _target(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    return _text(target.slice) if isinstance(target, ast.Subscript) else ''


def _text(key: ast.expr | None) -> str:
    return key.value if isinstance(key, ast.Constant) and isinstance(
        key.value, str) else ''
