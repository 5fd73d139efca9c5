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

"""Whole objects: expressions that send everything an object has."""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.identifiers import by_name
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.idioms.identifiers import is_reference
from flake8_nova_notifications.idioms.identifiers import words

_SERIALISERS = re.compile(
    r'_?(?:obj_)?(?:to|as)_(?:\w+_)?(?:dict|primitives?)'
    r'|obj_get_changes|model_dump|_asdict')
# Read through ``db.volume_get``, an object comes with every column.
_READS = re.compile(r'\w+_get(?:_all)?(?:_by_\w+)?')
_DATABASES = frozenset(('db', 'db_api', 'db_base'))
_PARTS = 2              # ``cinder.db.api``: one of the last two names it
_ALL_ARGUMENTS = frozenset(('getcallargs', 'locals'))

# What is sent anyway: the payload itself, and events made for sending.
_SENT = frozenset(('payload', 'notification', 'event', 'message'))

# Nouns that stand for a whole object where a bare name is sent under a key.
_OBJECTS = frozenset((
    'instance', 'server', 'volume', 'snapshot', 'backup', 'image', 'share',
    'zone', 'recordset', 'tsigkey', 'request_spec', 'spec_obj', 'user_ref',
    'volume_type', 'share_type', 'group_type', 'qos_type', 'attachment',
    'attachments', 'share_instance', 'group', 'consistencygroup'))


def dumped(source: SourceFile, node: ast.AST, key: str) -> str:
    """What object an expression sends as a whole; empty for none.

    :param key: the key it is the value of; empty for the payload itself.
    """
    if isinstance(node, ast.Call):
        return _called(source, node, key)
    if isinstance(node, ast.Attribute) and node.attr == '__dict__':
        return _whole(node.value)
    if isinstance(node, ast.Name) and not is_reference(key):
        return _named(source, node, key)
    return ''


def _called(source: SourceFile, call: ast.Call, key: str) -> str:
    name = callee_name(call)
    names = source.once(Names)
    if name in _ALL_ARGUMENTS:
        return 'all call arguments'
    if name == 'vars' and len(call.args) == 1:
        return _whole(call.args[0])
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if name == 'to_primitive' and call.args:
        return _whole(call.args[0])
    if owner is not None and _SERIALISERS.fullmatch(name):
        if call.args and '.' in (names.dotted(owner) or ''):
            # A function of a module: ``base.obj_to_primitive(thing)``.
            owner = call.args[0]
        if _is_payload(owner):
            return ''
        return f'what changed in {described(owner)}' if (
            name == 'obj_get_changes') else _whole(owner)
    if name == 'dict' and len(call.args) == 1 and not call.keywords:
        return _copied(source, call.args[0])
    if name == 'get' and isinstance(owner, ast.Name) and (
            owner.id == 'request_spec') and call.args:
        return _part(owner, call.args[0])
    if isinstance(owner, ast.Name) and _READS.fullmatch(name) and (
            not _DATABASES.isdisjoint(
                (names.dotted(owner) or '').split('.')[-_PARTS:])) and (
            by_name(key) is not Category.FREE_FORM):
        return f'what {spelled(call.func)}() reads'
    return ''


def _copied(source: SourceFile, value: ast.expr) -> str:
    """``dict(updates)``, where those are the changes of an object."""
    behind = source.once(Names).value(value)
    if isinstance(behind, ast.Call):
        return _called(source, behind, '')
    if isinstance(value, ast.Name) and value.id in _OBJECTS:
        return _whole(value)
    return ''


def _part(owner: ast.Name, key: ast.expr) -> str:
    """A part of a request that is as rich as the object it describes."""
    if isinstance(key, ast.Constant) and isinstance(
            key.value, str) and words(key.value)[-1:] == ('properties',):
        return f'{key.value} of {owner.id}'
    return ''


def _named(source: SourceFile, name: ast.Name, key: str) -> str:
    """A variable that is called like an object and sent as it is."""
    if name.id not in _OBJECTS:
        return ''
    if key == name.id and words(key)[-1] == 'type':
        # Whether the type itself or its name is meant nobody can tell.
        return ''
    names = source.once(Names)
    values = [b.node for b in names.bindings(name.id, name)]
    if any(isinstance(value, ast.arg) for value in values):
        return _whole(name)
    if any(isinstance(value, (ast.Constant, ast.Dict, ast.List, ast.JoinedStr,
                              ast.Subscript)) or isinstance(
            value, ast.Call) and callee_name(value) == 'get'
            and len(value.args) > 1 for value in values):
        return ''
    return _whole(name)


def _is_payload(owner: ast.expr) -> bool:
    """Whether it is the payload itself that is serialised, or an event."""
    if isinstance(owner, ast.Call):
        owner = owner.func
    spoken = words(last_name(owner))
    return not _SENT.isdisjoint(spoken)


def _whole(value: ast.expr) -> str:
    return f'the whole of {described(value)}'


def described(value: ast.expr) -> str:
    """The object as a reader would call it."""
    if isinstance(value, ast.Await):
        value = value.value
    return spelled(value)


def last_name(value: ast.expr) -> str:
    """The last name in an expression, where it is nothing but a path."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case ast.Call(
            func=ast.Attribute(attr='get'),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return name
    return ''
