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


"""What an object notes in a handler, so that only the first error is logged.

``if not self.lost: self.lost = True; LOG.error(...)``: a test's first error
finds the object as its class made it.
"""

import ast
from collections.abc import Mapping
import re
from typing import TypeAlias

from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    setting_up)
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place

# The first values of attributes; an empty tuple is an empty container.
Flags: TypeAlias = Mapping[str, object]

_VALUES: dict[str, object] = {'True': True, 'False': False, 'None': None}
_EMPTY = re.compile(r'(?:set|dict|list)\(\)|\[\]|\{\}')


def flags(
    production: Production, place: Place, handler: ast.ExceptHandler,
) -> Flags:
    """What a handler asks of its object and notes there, as it is at first.

    Only attributes whose first value the class tells, and which the handler
    changes after it has asked.
    """
    asked = {
        node.attr: node.lineno
        for branch in walk(handler) if isinstance(branch, ast.If)
        for node in walk(branch.test)
        if isinstance(node, ast.Attribute) and is_self(node.value)}
    if not asked:
        return {}
    changed: dict[str, list[tuple[int, object]]] = {}
    for node in walk(handler):
        if not isinstance(node, (ast.stmt, ast.Call)):
            continue
        noted = _noted(node, handler.name)
        if noted is not None and noted[0] in asked:
            changed.setdefault(noted[0], []).append((node.lineno, noted[1]))
    found: dict[str, object] = {}
    for name, changes in changed.items():
        first = _first(production, place, name)
        # A value that it has already tells nothing apart.
        if first is not ... and all(
                line > asked[name] and value is not ...
                and bool(value) is not bool(first)
                for line, value in changes):
            found[name] = first
    return found


def untouched(
    source: SourceFile, function: Function, known: Flags,
) -> Flags:
    """Those that a test and its ``setUp`` leave as they are at first."""
    if not known:
        return known
    text = '\n'.join(map(source.text_of, (
        function, *setting_up(source, function))))
    return {name: first for name, first in known.items()
            if not _is_set(text, name, first)}


def _noted(
    node: ast.AST, error: str | None,
) -> tuple[str, object] | None:
    """The attribute that a statement changes, and its value then.

    The value is an ellipsis where it is not certain.
    """
    value: object = ...
    match node:
        case ast.Call(func=ast.Attribute(
                attr='add' | 'append',
                value=ast.Attribute(attr=name, value=owner))):
            value = True
        case ast.Assign(targets=[ast.Subscript(
                value=ast.Attribute(attr=name, value=owner)), *_]):
            value = True
        case ast.AugAssign(target=ast.Attribute(attr=name, value=owner)):
            pass
        case ast.Assign(
                targets=[ast.Attribute(attr=name, value=owner), *_],
                value=ast.Constant(value=value)):
            pass
        case ast.Assign(
                targets=[ast.Attribute(attr=name, value=owner), *_],
                value=given):
            value = True if last_name(given) == error else ...
        case _:
            return None
    return (name, value) if is_self(owner) else None


def _first(production: Production, place: Place, name: str) -> object:
    """The value that a class or its ``__init__`` gives an attribute.

    An ellipsis where that is not certain.
    """
    bound = rf'{name}\b[ \t]*(?::[^=\n]+)?=[ \t]*([^\n#=]+)'
    for read, cls in production.family(place.cls):
        made = ''.join(map(read.block_text, read.methods(cls, '__init__')))
        for text, owner in ((made, r'self\.'), (read.class_head(cls), '')):
            values = {_value(said.strip()) for said in re.findall(
                rf'^[ \t]+{owner}{bound}', text, re.M)}
            if values:
                return values.pop() if len(values) == 1 else ...
    return ...


def _value(said: str) -> object:
    return () if _EMPTY.fullmatch(said) else _VALUES.get(said, ...)


def _is_set(text: str, name: str, first: object) -> bool:
    """Whether a text may give an attribute another first value."""
    if first == ():
        return re.search(rf'\.{name}\b\s*[.=\[]', text) is not None
    return any(
        _VALUES.get(said, ...) is not first for said in re.findall(
            rf'(?:\.{name}\s*=(?!=)|[\'"]{name}[\'"]\s*,)\s*(\w*)', text))
