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

"""What the form of a value says: built in sight, or whole, its keys."""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import identifiers
from flake8_nova_notifications.rules.payloads.events import event_pattern
from flake8_nova_notifications.rules.payloads import mutations


def is_built(source: SourceFile, value: ast.expr) -> bool:
    """Whether a value is a dict that is put together in sight."""
    if isinstance(value, ast.Dict):
        return bool(value.keys)
    if isinstance(value, ast.Call):
        return callee_name(value) == 'dict'
    if not isinstance(value, ast.Name):
        return False
    reached = mutations.reaching(
        source, source.once(Names).bindings(value.id, value), value)
    return bool(reached) and all(
        isinstance(b.node, ast.Dict) or isinstance(b.node, ast.Call)
        and callee_name(b.node) == 'dict' for b in reached)


def is_whole(source: SourceFile, value: ast.expr) -> bool:
    """Whether a returned value is no dict, list or text made here."""
    if isinstance(value, (ast.Constant, ast.Dict, ast.List, ast.Tuple,
                          ast.JoinedStr, ast.Compare)):
        return False
    return not is_built(source, value)


def key_name(source: SourceFile, key: ast.expr) -> str:
    """What a key is called; a part of its name may be filled in."""
    if isinstance(key, ast.Constant):
        return key.value if isinstance(key.value, str) else ''
    name = event_pattern(source, key)
    # Of a name that is half seen only its end can be judged.
    return name if '*' not in name or identifiers.is_reference(
        name) else ''


def filtered(node: ast.DictComp) -> ast.expr | None:
    """``{k: v for k, v in x.items() if ...}`` is most of ``x``."""
    origin = node.generators[0].iter
    if isinstance(origin, ast.Call) and isinstance(
            origin.func, ast.Attribute) and origin.func.attr in (
            'items', 'iteritems'):
        return origin.func.value
    return None
