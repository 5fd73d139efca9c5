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

"""What a payload is about, by what it is called.

``InstanceActionRescuePayload`` and ``compute.instance.rescue.start`` are
about an instance; its own id is what a consumer needs to know which one.
"""

from functools import lru_cache
import re

from flake8_nova_notifications.code.expressions import MAX_NAMES
from flake8_nova_notifications.code.expressions import words

# What the allow-list calls the id of what a payload is about.
OWN_ID = 'own-id'

# What users own or use; the longer name first where one holds another.
_NOUNS = tuple(tuple(noun.split()) for noun in (
    'server group', 'servergroup', 'instance', 'server', 'volume type',
    'volume', 'snapshot', 'backup', 'image', 'share', 'request spec',
    'load balancer', 'loadbalancer', 'port', 'network', 'subnet', 'router',
    'floating ip', 'floatingip', 'security group', 'keypair', 'flavor',
    'aggregate', 'zone', 'recordset', 'cluster', 'container', 'stack',
    'user', 'project', 'secret', 'node', 'domain', 'queue', 'database'))

_SOMEBODY = frozenset(('user', 'project', 'domain'))

# A machine that belongs to a user, and machines that do not.
_GUESTS = frozenset(('instance', 'server', 'vm', 'guest', 'port', 'vif'))
_MACHINES = frozenset((
    'host', 'hosts', 'hostapi', 'aggregate', 'service', 'compute', 'node',
    'hypervisor', 'agent', 'backend', 'metrics'))
_OWNED = frozenset((
    'display_name', 'tenant_id', 'project_id', 'user_id', 'instance_id',
    'instance_name', 'instance_uuid'))

_REFERENCE = frozenset(('id', 'uuid', 'ref'))
# A class of payloads, and what the names of such classes end in.
_CLASS = re.compile(r'[A-Z]\w*')
_SAYS_NOTHING = frozenset(('payload', 'base'))


@lru_cache(MAX_NAMES)
def subject(payload: str) -> str:
    """What a payload is about, as a reader would call it; empty if unknown.

    :param payload: its class or its event type.
    """
    spoken = _spoken(payload)
    for start in range(len(spoken)):
        for noun in _NOUNS:
            if spoken[start:start + len(noun)] == noun:
                return ' '.join(noun).replace('servergroup', 'server group')
        if _CLASS.fullmatch(payload):
            # A class begins with its subject.
            break
    return ''


@lru_cache(MAX_NAMES)
def is_own_id(payload: str, name: str, of_somebody: bool = False) -> bool:
    """Whether an entry is the id of what its payload is about.

    ``id`` and ``uuid`` are, ``volume_id`` of a volume's event is, and so is
    ``snapshot_image_id`` of an ``InstanceActionSnapshotPayload``.

    :param of_somebody: whether it is the id of a user or a project; what is
        sent about those only is about them.
    """
    if of_somebody and subject(payload) not in _SOMEBODY:
        return False
    spoken = words(name)
    if spoken == ('instance', 'name'):
        # Made from the id.
        spoken = ('instance', 'id')
    if not spoken or spoken[-1] not in _REFERENCE:
        return False
    nouns = spoken[:-1]
    if not nouns:
        return True
    whole = _spoken(payload)
    return nouns[-1] in whole or ''.join(nouns) in whole or (
        len(whole) > 1 and nouns[0] == whole[-1])


def names_machine(
    name: str, owner: str, payload: str, others: frozenset[str],
) -> bool:
    """Whether a host name is that of a machine of the deployment.

    Where nothing tells, ``host_name`` is, as everywhere in OpenStack, and
    ``hostname`` is that of somebody's server.

    :param owner: the object it is read from, as far as it can be seen.
    :param payload: the class or the event type.
    :param others: the names of everything else in the payload.
    """
    for spoken in (words(owner), _spoken(payload)):
        if not _GUESTS.isdisjoint(spoken):
            return False
        if not _MACHINES.isdisjoint(spoken):
            return True
    return words(name)[-1:] != ('hostname',) and _OWNED.isdisjoint(others)


def _spoken(payload: str) -> tuple[str, ...]:
    return tuple(word for word in words(payload)
                 if word not in _SAYS_NOTHING)
