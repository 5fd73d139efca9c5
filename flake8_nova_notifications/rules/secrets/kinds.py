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

"""Of which kind a logged value is, and whether a mask of oslo.utils finds it.

``mask_dict_password`` takes mappings only, and hides what stands under a key
that it knows. ``mask_password`` takes anything, as text, and hides what stands
behind such a key. Neither finds a secret without a key.
"""

import ast
from collections.abc import Iterator
import enum
import re

from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.rules.secrets.holdings import MAX_DEPTH
from flake8_nova_notifications.rules.secrets.pieces import is_text

_DICTS = frozenset((
    'dict', 'collections.OrderedDict', 'collections.defaultdict'))
_COPIES = frozenset(('copy.copy', 'copy.deepcopy'))
_MAPPINGS = re.compile(
    r'(?:ty\.|typing\.|t\.|abc\.|collections\.abc\.|builtins\.)*'
    r'(?:[dD]ict|OrderedDict|(?:Mutable)?Mapping|DefaultDict)(?:\[.*\])?')
_BY_KEY = frozenset(('get', 'pop', 'setdefault'))


class Kind(enum.Enum):
    """What is known of a value.

    ``KEYED`` is whatever is read by literal keys, as mappings are.
    """

    DICT = 'dict'
    KEYED = 'keyed'
    TEXT = 'text'
    UNKNOWN = 'unknown'


def kind_of(
    source: SourceFile, value: ast.expr, depth: int = 0,
) -> Kind:
    """Of which kind a value is, by all that its name is given."""
    names = source.once(Names)
    if depth > MAX_DEPTH:
        return Kind.UNKNOWN
    if isinstance(value, (ast.Dict, ast.DictComp)):
        return Kind.DICT
    if is_text(value):
        return Kind.TEXT
    if isinstance(value, ast.BinOp):
        return kind_of(source, value.left, depth + 1)
    if isinstance(value, ast.IfExp):
        first, second = (kind_of(source, part, depth + 1)
                         for part in (value.body, value.orelse))
        return first if first is second else Kind.UNKNOWN
    if isinstance(value, ast.Call):
        return _made(source, names, value, depth)
    if isinstance(value, ast.Name):
        found = {_bound(source, node, depth)
                 for _, node in names.bindings(value.id, value)}
        if found in ({Kind.DICT}, {Kind.TEXT}):
            return found.pop()
    return Kind.KEYED if _is_keyed(source, value) else Kind.UNKNOWN


def _made(
    source: SourceFile, names: Names, call: ast.Call, depth: int,
) -> Kind:
    dotted = names.dotted(call.func)
    if dotted in _DICTS:
        return Kind.DICT
    copied: ast.expr | None = None
    if dotted in _COPIES and len(call.args) == 1:
        copied = call.args[0]
    elif isinstance(call.func, ast.Attribute) and call.func.attr == 'copy':
        copied = call.func.value
    return Kind.UNKNOWN if copied is None else kind_of(
        source, copied, depth + 1)


def _bound(source: SourceFile, node: ast.AST | None, depth: int) -> Kind:
    if isinstance(node, ast.arg):
        return Kind.DICT if _is_mapping(node.annotation) and not (
            _defaults_to_none(source, node)) else Kind.UNKNOWN
    if not isinstance(node, ast.expr):
        return Kind.UNKNOWN
    return kind_of(source, node, depth + 1)


def _is_mapping(annotation: ast.expr | None) -> bool:
    return annotation is not None and _MAPPINGS.fullmatch(
        ast.unparse(annotation)) is not None


def _defaults_to_none(source: SourceFile, parameter: ast.arg) -> bool:
    match source.parent(parameter):
        case ast.arguments(defaults=some, kw_defaults=others):
            return any(isinstance(value, ast.Constant)
                       for value in (*some, *others))
    return False


def _is_keyed(source: SourceFile, value: ast.expr) -> bool:
    """Whether its function reads a value by literal keys."""
    name, function = path(value), source.function(value)
    return name is not None and function is not None and any(
        path(owner) == name for owner in _read_by_key(function))


def _read_by_key(function: Function) -> Iterator[ast.expr]:
    for node in walk_scope(function):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str())):
                yield node.value
            case ast.Call(func=ast.Attribute(attr=name, value=owner),
                          args=[ast.Constant(value=str()), *_]):
                if name in _BY_KEY:
                    yield owner
