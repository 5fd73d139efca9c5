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
from dataclasses import dataclass
from dataclasses import replace
import enum
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import words
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.identifiers import by_name
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.idioms.identifiers import is_reference
from flake8_nova_notifications.idioms import requests

_SERIALISERS = re.compile(
    r'_?(?:obj_)?(?:to|as)_(?:\w+_)?(?:dict|primitives?)'
    r'|obj_get_changes|model_dump|_asdict')
# Read through ``db.volume_get``, an object comes with every column.
_READS = re.compile(r'\w+_get(?:_all)?(?:_by_\w+)?')
_DATABASES = frozenset(('db', 'db_api', 'db_base'))
_PARTS = 2              # ``cinder.db.api``: one of the last two names it
_ALL_ARGUMENTS = frozenset(('getcallargs', 'locals'))
_BOUND = frozenset(('bind', 'bind_partial'))
# The text of all arguments holds them all.
_TEXTS = frozenset(('str', 'repr', 'dict', 'list', 'pformat'))

# What is sent anyway: the payload itself, and events made for sending.
_SENT = frozenset(('payload', 'notification', 'event', 'message'))

# Nouns that stand for a whole object where a bare name is sent under a key.
_OBJECTS = frozenset((
    'instance', 'server', 'volume', 'snapshot', 'backup', 'image', 'share',
    'zone', 'recordset', 'tsigkey', 'request_spec', 'spec_obj', 'user_ref',
    'volume_type', 'share_type', 'group_type', 'qos_type', 'attachment',
    'attachments', 'share_instance', 'group', 'consistencygroup'))


class Whole(enum.Enum):
    """What may be sent as a whole, with the word for its parts."""

    OBJECT = 'fields'
    ARGUMENTS = 'arguments'
    REQUEST = 'headers'


@dataclass(frozen=True)
class Dumped:
    """Everything that something has, as one expression gives it.

    :ivar text: what it is, for a message.
    :ivar root: the object that it is all of, or a part of.
    :ivar chosen: whether a condition lets only some of it through; which
        that is nobody can tell.
    """

    kind: Whole
    text: str
    root: str
    chosen: bool = False


def chosen(everything: Dumped) -> Dumped:
    """What a condition lets through of it."""
    return replace(
        everything, text=everything.text.removeprefix('all '), chosen=True)


def dumped(source: SourceFile, node: ast.AST, key: str) -> Dumped | None:
    """What an expression sends as a whole; None for nothing.

    :param key: the key it is the value of; empty for the payload itself.
    """
    if isinstance(node, ast.expr) and requests.is_whole(source, node):
        return Dumped(Whole.REQUEST, 'all headers of a request',
                      spelled(node))
    if isinstance(node, ast.Call):
        return _called(source, node, key)
    if isinstance(node, ast.Attribute) and node.attr == '__dict__':
        return whole(node.value)
    if isinstance(node, ast.Attribute) and node.attr == 'arguments':
        bound = source.once(Names).value(node.value)
        return _all_arguments(node) if isinstance(
            bound, ast.Call) and callee_name(bound) in _BOUND else None
    if isinstance(node, ast.Name):
        if is_all_arguments(source, node):
            return _all_arguments(node)
        if not is_reference(key):
            return _named(source, node, key)
    return None


def _all_arguments(node: ast.expr) -> Dumped:
    return Dumped(Whole.ARGUMENTS, 'all arguments of a call', spelled(node))


def is_all_arguments(source: SourceFile, name: ast.Name) -> bool:
    """Whether a name is ``*args`` or ``**kwargs`` of a wrapper.

    A wrapper hands them on to a function that somebody has given: to the
    function around it, or to the class it is a method of. What that may be
    called with nobody can tell.
    """
    parameter = source.once(Names).value(name)
    given = source.parent(parameter) if isinstance(
        parameter, ast.arg) else None
    if not isinstance(given, ast.arguments) or parameter not in (
            given.vararg, given.kwarg):
        return False
    wrapper = source.parent(given)
    return isinstance(wrapper, FUNCTIONS) and source.memo(
        _hands_on, wrapper)


def _hands_on(source: SourceFile, wrapper: Function) -> bool:
    """Whether a function calls a parameter of one around it with all."""
    names = source.once(Names)
    packed = {given.arg for given in (wrapper.args.vararg, wrapper.args.kwarg)
              if given is not None}
    for call in walk(wrapper):
        if not isinstance(call, ast.Call):
            continue
        handed = [a.value for a in call.args if isinstance(a, ast.Starred)]
        handed += [k.value for k in call.keywords if k.arg is None]
        if not any(isinstance(value, ast.Name) and value.id in packed
                   for value in handed):
            continue
        if any(_is_given(source, value, wrapper)
               for value in _callees(names, call.func)):
            return True
    return False


def _callees(names: Names, callee: ast.expr) -> list[ast.AST]:
    """What is called, as far as it was given to the function around."""
    if isinstance(callee, ast.Attribute):
        # ``self._function``, as the constructor was given it.
        values = names.attribute_values(callee)
        if values:
            return [names.value(value) for value in values]
    while isinstance(callee, ast.Attribute):
        # ``f.run``: whose it is counts.
        callee = callee.value
    return [names.value(callee)]


def _is_given(
    source: SourceFile, value: ast.AST, wrapper: Function,
) -> bool:
    return isinstance(value, ast.arg) and value.arg not in (
        'self', 'cls') and source.function(value) is not wrapper


def _called(source: SourceFile, call: ast.Call, key: str) -> Dumped | None:
    name = callee_name(call)
    names = source.once(Names)
    if name in _ALL_ARGUMENTS:
        return _all_arguments(call)
    if name in ('vars', 'to_primitive') and call.args:
        return whole(call.args[0])
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if owner is not None and _SERIALISERS.fullmatch(name):
        if call.args and '.' in (names.dotted(owner) or ''):
            # A function of a module: ``base.obj_to_primitive(thing)``.
            owner = call.args[0]
        made = names.value(owner)
        if _is_payload(owner) or isinstance(made, ast.Call) and (
                names.dotted(made.func) or '').startswith('pycadf.'):
            # An event that is made for sending.
            return None
        if name == 'obj_get_changes':
            root = spelled(owner)
            return Dumped(Whole.OBJECT, f'all changes of {root}', root)
        return whole(owner)
    if name in _TEXTS and len(call.args) == 1 and not call.keywords:
        value = call.args[0]
        if isinstance(value, ast.Name) and is_all_arguments(source, value):
            return _all_arguments(value)
        return _copied(source, value) if name == 'dict' else None
    match call:
        # A part of a request that is as rich as the object it describes.
        case ast.Call(
            func=ast.Attribute(attr='get', value=ast.Name(id='request_spec')),
            args=[ast.Constant(value=str(part)), *_],
        ) if words(part)[-1:] == ('properties',):
            return Dumped(Whole.OBJECT, f'all {part} of request_spec',
                          'request_spec')
    if isinstance(owner, ast.Name) and _READS.fullmatch(name) and (
            not _DATABASES.isdisjoint(
                (names.dotted(owner) or '').split('.')[-_PARTS:])) and (
            by_name(key) is not Category.FREE_FORM):
        return Dumped(
            Whole.OBJECT, f'all that {spelled(call.func)}() reads',
            name.partition('_get')[0])
    return None


def _copied(source: SourceFile, value: ast.expr) -> Dumped | None:
    """``dict(updates)``, where those are the changes of an object."""
    behind = source.once(Names).value(value)
    if isinstance(behind, ast.Call):
        return _called(source, behind, '')
    if isinstance(value, ast.Name) and value.id in _OBJECTS:
        return whole(value)
    return None


def _named(source: SourceFile, name: ast.Name, key: str) -> Dumped | None:
    """A variable that is called like an object and sent as it is."""
    if name.id not in _OBJECTS:
        return None
    if key == name.id and words(key)[-1] == 'type':
        # Whether the type itself or its name is meant nobody can tell.
        return None
    names = source.once(Names)
    values = [b.node for b in names.bindings(name.id, name)]
    if any(isinstance(value, ast.arg) for value in values):
        return whole(name)
    if any(isinstance(value, (ast.Constant, ast.Dict, ast.List, ast.JoinedStr,
                              ast.Subscript)) or isinstance(
            value, ast.Call) and callee_name(value) == 'get'
            and len(value.args) > 1 for value in values):
        return None
    return whole(name)


def _is_payload(owner: ast.expr) -> bool:
    """Whether it is the payload itself that is serialised, or an event."""
    return not _SENT.isdisjoint(words(last_name(
        owner.func if isinstance(owner, ast.Call) else owner)))


def whole(value: ast.expr) -> Dumped:
    """Everything that an object has."""
    root = spelled(value)
    return Dumped(Whole.OBJECT, f'the whole object {root}', root)


def last_name(value: ast.expr) -> str:
    """The last name in an expression, where it is nothing but a path."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name) | (
            ast.Subscript(slice=ast.Constant(value=str(name)))
        ) | ast.Call(
            func=ast.Attribute(attr='get'),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return name
    return ''
