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

"""What a name says about its value: one vocabulary for all payload rules.

A name is read word by word, from its end: ``img_owner_id`` is an owner,
``secret_uuid`` refers to a secret and is none, ``is_public`` is a flag. What
the words leave open (``id``, ``name``) its subject settles: the id of a user
is an identity, the id of a NUMA cell is a position.
"""

import enum
from functools import lru_cache

from flake8_nova_notifications.code.expressions import MAX_NAMES
from flake8_nova_notifications.code.expressions import words
from flake8_nova_notifications.idioms import secrets


class Category(enum.Enum):
    """What a consumer of a payload learns from one of its entries."""

    SECRET = 'secret'
    IDENTITY = 'identity'
    RESOURCE = 'resource id'
    CATALOGUE = 'catalogue id'
    INFRASTRUCTURE = 'infrastructure name'
    FREE_FORM = 'free-form'


# Words that make something else of what stands before or behind them.
_FLAG_STARTS = frozenset((
    'is', 'has', 'can', 'hide', 'use', 'enable', 'enabled', 'disable',
    'disabled', 'supports', 'allow', 'num', 'number', 'count', 'max', 'min',
    'total', 'auto', 'delete', 'inherited'))
_MEASURES = frozenset((
    'at', 'count', 'size', 'state', 'states', 'status', 'version', 'type',
    'types', 'format', 'zone', 'zones', 'policy', 'policies', 'length',
    'class', 'level', 'mode', 'algorithm', 'gb', 'mb', 'total', 'limit',
    'quota', 'bytes', 'time', 'date', 'beginning', 'ending', 'period',
    'bits', 'rules', 'tags', 'traits', 'interface', 'agent', 'enabled',
    'expiry', 'expires', 'index', 'number'))

# What refers to a thing without being it.
_REFERENCES = frozenset((
    'id', 'ids', 'uuid', 'uuids', 'ref', 'refs', 'href', 'hrefs'))

_PEOPLE = frozenset((
    'user', 'users', 'userid', 'username', 'usernames', 'project',
    'projects', 'tenant', 'tenants', 'owner', 'owners', 'lessee', 'lessees',
    'requester', 'requestor', 'creator', 'trustor', 'trustee', 'initiator',
    'actor', 'impersonator', 'customer', 'person'))
_IDENTITY_ENDS = (
    ('display', 'name'), ('host', 'name'), ('hostname',), ('fqdn',),
    ('key', 'name'), ('keypair', 'name'), ('public', 'key'), ('pubkey',),
    ('ssh', 'key'), ('fingerprint',), ('email',), ('e', 'mail'),
    ('mail', 'address'), ('phone',), ('domain', 'id'), ('domain', 'name'),
    ('behalf', 'of'))
_ADDRESS_ENDS = (
    ('ip',), ('ips',), ('ipv4',), ('ipv6',), ('ip', 'v4'), ('ip', 'v6'),
    ('mac',), ('macs',), ('address',), ('addresses',), ('addr',),
    ('hwaddr',))
# An address in a machine is not one of a person.
_PLACES = frozenset((
    'pci', 'memory', 'bus', 'disk', 'device', 'page', 'register'))

_INFRASTRUCTURE_ENDS = (
    ('hypervisor', 'hostname'), ('nodename',), ('node', 'name'), ('host',),
    ('hosts',), ('node',), ('nodes',))

# Entries an operator publishes for everybody to choose from.
_CATALOGUE_WORDS = frozenset((
    'flavor', 'flavors', 'flavour', 'goal', 'strategy', 'type', 'types',
    'datastore'))
_CATALOGUE_NAMES = frozenset(('flavorid', 'flavor_ref', 'qos_specs_id',
                              'datastore_version_id'))

# Lists of ids that do not say so.
_ID_LISTS = frozenset((
    'members', 'parents', 'children', 'aggregates', 'images_cached',
    'images_failed', 'trusted_image_certificates', 'candidate_nodes'))
# ``*_id`` of something that is numbered and not identified, or of the
# message itself.
_NUMBERED = frozenset((
    'message', 'event', 'publisher', 'vendor', 'product', 'hypervisor',
    'pci', 'vlan', 'segmentation', 'tunnel', 'numa', 'cpu', 'core', 'socket',
    'thread', 'process', 'to', 'lun', 'version', 'revision', 'region',
    'zone_name', 'feature', 'subsystem'))
_POSITIONS = frozenset(('numa', 'cpu', 'core', 'socket', 'slot', 'disk'))

_FREE_ENDS = (
    ('metadata',), ('meta', 'data'), ('extra',), ('extras',),
    ('properties',), ('hints',), ('description',), ('exception', 'message'),
    ('status', 'message'), ('error', 'message'), ('last', 'error'),
    ('traceback',), ('reason',))

# Objects with a secret among their fields.
_SECRETS_INSIDE = {
    'tsigkey': 'secret', 'attachment': 'connection_info',
    'attachments': 'connection_info', 'bdm': 'connection_info',
    'bdms': 'connection_info', 'context': 'auth_token', 'ctxt': 'auth_token',
    'credential': 'blob', 'credentials': 'blob',
    'zone_transfer_request': 'key', 'zone_transfer_accept': 'key'}

# Names that say nothing without their subject.
GENERIC = frozenset(('id', 'uuid', 'name'))


@lru_cache(MAX_NAMES)
def by_name(name: str) -> Category | None:
    """The category a name alone puts its value into; None for no worry."""
    spoken = words(name)
    if not spoken or spoken[0] in _FLAG_STARTS:
        return None
    last = spoken[-1]
    if last in _REFERENCES or spoken[-2:] == ('ref', 'url'):
        return _referred(spoken)
    joined = '_'.join(spoken)
    if joined in _ID_LISTS:
        return Category.RESOURCE
    if joined in _CATALOGUE_NAMES:
        return Category.CATALOGUE
    if last in _MEASURES:
        return None
    if secrets.is_secret(name, secrets.Where.PAYLOAD):
        return Category.SECRET
    if _ends(spoken, _INFRASTRUCTURE_ENDS):
        return None if _POSITIONS & set(spoken) else Category.INFRASTRUCTURE
    if _ends(spoken, _IDENTITY_ENDS) or _ends(spoken, _ADDRESS_ENDS):
        return None if len(spoken) > 1 and spoken[-2] in _PLACES else (
            Category.IDENTITY)
    person = spoken[:-1] if last in ('name', 'names') else spoken
    if person and person[-1] in _PEOPLE:
        return Category.IDENTITY
    if _ends(spoken, _FREE_ENDS) and spoken[0] != 'state':
        return Category.FREE_FORM
    return None


def _referred(spoken: tuple[str, ...]) -> Category | None:
    """What ``*_id`` and its kin refer to."""
    subject = spoken[:-2] if spoken[-2:] == ('ref', 'url') else spoken[:-1]
    if not subject:
        return Category.RESOURCE
    if '_'.join(spoken) in _CATALOGUE_NAMES:
        return Category.CATALOGUE
    nearest = subject[-1]
    if nearest in _PEOPLE or nearest == 'domain':
        return Category.IDENTITY
    if nearest in _CATALOGUE_WORDS:
        return Category.CATALOGUE
    if nearest in _NUMBERED:
        return None
    return Category.RESOURCE


def is_reference(name: str) -> bool:
    """Whether a name promises an id, and not the thing itself."""
    return words(name)[-1:] in [(word,) for word in _REFERENCES]


def about(subject: str, name: str) -> Category | None:
    """The category of a generic name, given whose it is.

    :param subject: the object it is read from, or the payload's own name.
    :param name: one of :data:`GENERIC`.
    """
    spoken = words(subject)
    while spoken and spoken[-1] in ('payload', 'base', 'ref', 'obj', 'info',
                                    'crud', 'api', 'db'):
        spoken = spoken[:-1]
    noun = spoken[-1] if spoken else ''
    if _POSITIONS & set(spoken):
        return None
    if noun in _PEOPLE or noun in ('keypair', 'key') and name == 'name':
        return Category.IDENTITY
    if name == 'name':
        return Category.INFRASTRUCTURE if noun in ('host', 'node') else None
    return Category.CATALOGUE if noun in _CATALOGUE_WORDS else (
        Category.RESOURCE)


def speaks_of_types(text: str) -> bool:
    """Whether an event or a function is about entries of a catalogue."""
    return not {'type', 'types', 'flavor', 'goal', 'strategy'}.isdisjoint(
        words(text))


def secret_inside(noun: str) -> str | None:
    """A secret that is known to be a field of an object of that name."""
    spoken = words(noun)
    # One noun, or the three of a zone_transfer_request.
    return _SECRETS_INSIDE.get('_'.join(spoken[-3:])) or (
        _SECRETS_INSIDE.get(spoken[-1]) if spoken else None)


def is_address(name: str) -> bool:
    """Whether a name promises a network address, and no mail address."""
    spoken = words(name)
    return _ends(spoken, _ADDRESS_ENDS) and not {
        'mail', 'email'} & set(spoken)


def is_catalogue(subject: str) -> bool:
    """Whether an object is an entry that an operator publishes."""
    spoken = [word for word in words(subject)
              if word not in ('payload', 'base')]
    return bool(spoken) and spoken[-1] in _CATALOGUE_WORDS


def is_plain(name: str) -> bool:
    """Whether a name says by itself that its value is of no worry.

    A measure, a flag or a state stays one wherever its value comes from.
    """
    spoken = words(name)
    return not spoken or spoken[0] in _FLAG_STARTS or (
        spoken[-1] in _MEASURES and spoken[-1] not in ('type', 'types')) or (
        by_name(name) is None and spoken[-1] in _REFERENCES)


def _ends(
    spoken: tuple[str, ...], endings: tuple[tuple[str, ...], ...],
) -> bool:
    return any(spoken[-len(ending):] == ending for ending in endings)
