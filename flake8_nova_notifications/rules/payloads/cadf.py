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

"""Audit events (pyCADF): objects that are sent through ``as_dict()``.

What is given to their constructors or set on them later becomes an entry.
"""

import ast

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.rules.payloads.entries import Entry

# What the payload of an audit event is called.
CADF = 'CADF event'

# Parts of an event, under the names that Keystone and the audit middleware
# use for them; a helper may have made them.
_PARTS = frozenset(('initiator', 'observer', 'event'))
# Names and functions between a part and the call that makes it.
MAX_HOPS = 4


def cadf_entries(source: SourceFile) -> tuple[Entry, ...]:
    """Everything a file puts into audit events, in source order."""
    if 'pycadf' not in source.text:
        return ()
    names = source.once(Names)
    found: list[Entry] = []
    for call in source.nodes(ast.Call):
        if _is_made_by_pycadf(names, call):
            found += [
                Entry(keyword.arg, keyword, keyword.value)
                for keyword in call.keywords if keyword.arg is not None
                and not _is_part(names, keyword.value)]
    for assignment in source.nodes(ast.Assign):
        for target in assignment.targets:
            if isinstance(target, ast.Attribute) and _is_part(
                    names, target.value) and not _is_part(
                    names, assignment.value):
                found.append(Entry(target.attr, target, assignment.value))
    return tuple(found)


def _is_made_by_pycadf(names: Names, call: ast.Call) -> bool:
    return (names.dotted(call.func) or '').startswith('pycadf.')


def _is_part(names: Names, value: ast.AST | None, hops: int = 0) -> bool:
    """Whether an expression is an event or a part of one.

    What a function of the file returns is followed: one may make the part
    that another one fills.
    """
    if hops > MAX_HOPS:
        return False
    if isinstance(value, ast.Attribute):
        return value.attr in _PARTS and _is_part(names, value.value, hops)
    if isinstance(value, ast.Call):
        if _is_made_by_pycadf(names, value):
            return True
        made = names.definition(value.func)
        return isinstance(made, FUNCTIONS) and any(
            isinstance(node, ast.Return)
            and _is_part(names, node.value, hops + 1)
            for node in walk_scope(made))
    if not isinstance(value, ast.Name):
        return False
    if value.id in _PARTS:
        return True
    return any(
        isinstance(binding.node, ast.Call)
        and _is_part(names, binding.node, hops + 1)
        for binding in names.bindings(value.id, value))
