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

"""Which category an entry of a payload belongs to, and why.

The name is the first witness, the place the value comes from the second,
the type of the field the third. Where two disagree, who somebody is weighs
more than what something is.
"""

import ast
from collections.abc import Container
from collections.abc import Mapping
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import words
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.idioms import identifiers
from flake8_nova_notifications.idioms.identifiers import about
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.idioms import notifiers
from flake8_nova_notifications.idioms.subjects import names_machine
from flake8_nova_notifications.idioms.subjects import subject
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.rules.payloads.dumping import last_name
from flake8_nova_notifications.rules.payloads.entries import Entry
from flake8_nova_notifications.rules.payloads.fields import Field

# Conversions that leave a value what it is.
_TRANSPARENT = frozenset((
    'str', 'null_safe_str', 'text_type', 'unicode', 'six', 'list', 'set',
    'tuple', 'sorted', 'repr', 'resource_uuid', 'copy', 'deepcopy'))
_COUNTS = frozenset(('len', 'bool', 'int', 'float', 'isinstance', 'sum'))
MAX_HOPS = 5            # conversions around a value

_ADDRESS_KINDS = ('MAC', 'IPAddress', 'IPV4', 'IPV6', 'IPNetwork', 'Email')
_PLAIN_KINDS = ('Bool', 'DateTime', 'Enum', 'State', 'Status', 'Float',
                'Phase', 'Priority', 'Level', 'Version', 'Object')

# Keys that name nothing: what is sent under them decides.
_BLANK = frozenset(('id', 'uuid', 'name', 'value', 'resource', 'info',
                    'resource_info', 'identifier', 'target', 'data'))


@dataclass(frozen=True)
class Verdict:
    """A category and what it rests on.

    :ivar because: what else than the name led to it; may be empty.
    """

    category: Category
    because: str = ''


def _verdict(category: Category | None, because: str = '') -> Verdict | None:
    return None if category is None else Verdict(category, because)


def of_field(
    field: Field, payload: str, others: frozenset[str], options: Options,
) -> Verdict | None:
    """The verdict on a field of a versioned payload class.

    :param payload: the name of the class.
    :param others: the names of all fields of the payload.
    """
    given = _given(field.name, options)
    if given is not None:
        return Verdict(given)
    kind = field.kind
    if field.nested is not None or any(
            part in kind for part in _PLAIN_KINDS):
        return None
    if field.name in identifiers.GENERIC:
        subject = field.owner or payload
        if field.attribute not in ('', *identifiers.GENERIC):
            source = identifiers.by_name(field.attribute)
            if source is not None:
                return Verdict(source, f'from {field.attribute}')
        return _verdict(
            identifiers.about(subject, field.name), f'of {subject}')
    if any(kind.startswith(part) for part in _ADDRESS_KINDS):
        return Verdict(Category.IDENTITY, f'type {kind}')
    category = identifiers.by_name(field.name)
    if _is_host_name(field.name) and field.attribute in (
            '', field.name, 'host') and names_machine(
            field.name, field.owner, payload, others):
        return Verdict(Category.INFRASTRUCTURE)
    if field.name.endswith('_id') and kind.startswith('Integer') and (
            words(field.name)[-2:-1] == ('device',)):
        # The number a vendor gave to a kind of hardware.
        return None
    if identifiers.is_plain(field.name):
        return None
    if category is Category.IDENTITY and words(field.name)[-1:] == (
            'name',) and identifiers.is_catalogue(field.owner or payload):
        return None
    source = identifiers.by_name(field.attribute)
    if field.attribute not in ('', field.name, *identifiers.GENERIC):
        said = source if category is None or (
            source is Category.IDENTITY) else category
        if said is not None:
            return Verdict(said, f'from {field.attribute}')
    if category is None and 'UUID' in kind:
        return Verdict(Category.RESOURCE, f'type {kind}')
    if category is None and field.name == 'instance_name':
        return _system_name(others)
    if category is None and _is_of_people(field.name, others):
        return Verdict(Category.IDENTITY, 'beside user and project')
    return _verdict(category)


def of_entry(
    entry: Entry, payload: str, others: Mapping[str, ast.expr],
    options: Options,
) -> Verdict | None:
    """The verdict on a key of a dict that is sent.

    :param payload: the event type.
    :param others: all keys of the payload, and what is sent under them.
    """
    given = _given(entry.name, options)
    if given is not None:
        return Verdict(given)
    if _says_nothing(entry.value):
        return None
    tail, owner = _origin(entry.value)
    if tail.isupper():
        # A constant of the code tells of nobody.
        tail = owner = ''
    source = identifiers.by_name(tail) if tail else None
    name = entry.name
    if name == 'instance_name':
        shown = others.get('display_name')
        if shown is not None and written(shown) == written(entry.value):
            return Verdict(Category.IDENTITY, 'the display name')
        return _system_name(others)
    if name == 'member_id' and (
            'image' in words(owner) or 'image_id' in others):
        # An image is shared with projects; they are its members.
        return Verdict(Category.IDENTITY, 'a project')
    if name in _BLANK:
        return _blank(name, tail, owner or payload, source, others)
    category = identifiers.by_name(name)
    if identifiers.is_plain(name):
        return None
    if _is_host_name(name) and names_machine(
            name, owner, payload, frozenset(others)):
        return Verdict(Category.INFRASTRUCTURE)
    if category is None and _is_of_people(name, others):
        return Verdict(Category.IDENTITY, 'beside user and project')
    if category is Category.INFRASTRUCTURE or tail == name:
        return _verdict(category)
    if category is Category.SECRET and source is Category.RESOURCE:
        # ``token=token_id``: a reference to a secret is none.
        return Verdict(source, f'from {tail}')
    if category is None and tail in ('id', 'uuid') and (
            name == owner or subject(name)):
        # ``{'instance': instance.id}``: what is sent is an id.
        return _verdict(about(name, tail), f'from {tail}')
    if source is Category.IDENTITY and category in (
            None, Category.RESOURCE) or category is None and (
            source is not None and tail not in identifiers.GENERIC
            and source is not Category.INFRASTRUCTURE):
        return _verdict(source, f'from {tail}')
    return _verdict(category)


def _blank(
    name: str, tail: str, owner: str, source: Category | None,
    others: Container[str],
) -> Verdict | None:
    if tail and tail not in identifiers.GENERIC:
        if name == 'name' and source not in (
                Category.IDENTITY, Category.INFRASTRUCTURE):
            # A name may be read from a display name or a key's name.
            return None
        if source is not None:
            return Verdict(source, f'from {tail}')
    if name not in identifiers.GENERIC:
        return None
    if name == 'name' and 'instance_name' in others:
        return Verdict(Category.IDENTITY, 'the display name')
    category = identifiers.about(owner, name)
    if category is Category.RESOURCE and identifiers.speaks_of_types(owner):
        category = Category.CATALOGUE
    return _verdict(category, f'of {owner}' if owner.isidentifier() else '')


def _system_name(others: Container[str]) -> Verdict:
    """What an instance is called: by its user, or by the system.

    Where the user's name has an entry of its own, this is the other one,
    which is made from the id.
    """
    if 'display_name' in others or 'hostname' in others:
        return Verdict(Category.RESOURCE, 'made from its id')
    return Verdict(Category.IDENTITY, 'the display name')


def _is_host_name(name: str) -> bool:
    spoken = words(name)
    return spoken[-2:] == ('host', 'name') or spoken[-1:] == ('hostname',)


def _is_of_people(name: str, others: Container[str]) -> bool:
    """Whether a domain is Keystone's, and neither DNS's nor libvirt's."""
    return name == 'domain' and any(
        user in others and project in others
        for user, project in (('user', 'project'), ('user_id', 'project_id')))


def _given(name: str, options: Options) -> Category | None:
    if name in options.nvn_payload_secrets:
        return Category.SECRET
    if name in options.nvn_payload_identities:
        return Category.IDENTITY
    if name in options.nvn_payload_resources:
        return Category.RESOURCE
    return None


def _says_nothing(value: ast.expr) -> bool:
    """Whether a value is a constant, a flag, a number, or sanitised."""
    match value:
        case ast.Constant() | ast.Compare() | ast.UnaryOp() | (
                ast.List(elts=[]) | ast.Dict(keys=[])):
            return True
        case ast.Call(func=ast.Name(id=name)) if name in _COUNTS:
            return True
    return notifiers.is_sanitised(value)


def _origin(value: ast.expr) -> tuple[str, str]:
    """The last name of where a value comes from, and whose it is."""
    for _ in range(MAX_HOPS):
        match value:
            case ast.Call(
                func=ast.Name(id='getattr'),
                args=[whose, ast.Constant(value=str(text)), *_],
            ):
                return text, last_name(whose)
            case ast.Call(
                func=ast.Name(id=called) | ast.Attribute(attr=called),
                args=[inner, *_],
            ) if called in _TRANSPARENT:
                value = inner
            case ast.Call(func=ast.Attribute(
                    attr='lower' | 'upper' | 'strip', value=inner), args=[]):
                value = inner
            case ast.BoolOp(values=[inner, *_]) | ast.IfExp(body=inner):
                value = inner
            case _:
                break
    return last_name(value), last_name(value.value) if isinstance(
        value, (ast.Attribute, ast.Subscript)) else ''
