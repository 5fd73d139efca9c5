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

"""NVN303: a payload carries the id of somebody's resource."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_tested
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.payloads.listing import parts
from flake8_nova_notifications.rules.payloads.listing import together
from flake8_nova_notifications.rules.payloads.payloads import TRIGGERS


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each resource id that a payload carries."""
    yield from parts(
        source, Category.RESOURCE,
        'payload', 'refers', 'names', 'word', 'them')


RULE = Rule(
    About(
        code='NVN303',
        summary='notification payload that contains ids of resources',
        name='resource-id',
        message=(
            'payload {payload} {refers}: {names}; record why in '
            'nvn-payload-allow{word} or leave {them} out'),
        cwe=(200,),
        rationale=(
            'With the id of an instance, a reservation or a request a '
            'consumer can join what it was sent with what it finds '
            'elsewhere, and ask the API for more. Send the ids a consumer '
            'needs, and list those in the allow-list.'),
        examples=(
            Example('an id in a helper of the file', '''\
from nova import rpc


def _info(instance):
    info = {'state': instance.vm_state}
    info['reservation_id'] = instance.reservation_id  # NVN303
    return info


def notify(context, instance):
    payload = _info(instance)
    rpc.get_notifier('compute').info(context, 'instance.update', payload)
'''),
            Example('the type of a field decides', '''\
from nova.notifications.objects import base
from nova.objects import fields


class GroupPayload(base.NotificationPayloadBase):
    fields = {
        'policy': fields.StringField(),
        'anchor': fields.UUIDField(),  # NVN303
    }
'''),
            Example('ids of the message itself', '''\
import uuid

from nova import rpc


def notify(context, instance):
    payload = {'message_id': uuid.uuid4().hex, 'state': instance.vm_state}
    rpc.get_notifier('compute').info(context, 'instance.update', payload)
'''),
        ),
        options=(
            'nvn_payload_resources', 'nvn_payload_allow', 'nvn_payload_bases',
            'nvn_payload_helpers', 'nvn_payload_names'),
    ),
    check,
    TRIGGERS,
    is_tested,
    together,
)
