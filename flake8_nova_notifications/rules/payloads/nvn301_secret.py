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

"""NVN301: a payload carries a secret."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_tested
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.payloads.listing import parts
from flake8_nova_notifications.rules.payloads.listing import together
from flake8_nova_notifications.rules.payloads.payloads import TRIGGERS


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each secret that a payload carries."""
    yield from parts(
        source, Category.SECRET, 'payload', 'secrets', 'names', 'them')


RULE = Rule(
    About(
        code='NVN301',
        summary='notification payload that contains a secret',
        name='secret',
        message=(
            'payload {payload} contains {secrets}: {names}; remove or mask '
            '{them}'),
        cwe=(200, 522),
        severity=Severity.HIGH,
        rationale=(
            'Notifications reach every consumer on the message bus, are '
            'stored by some and logged by others. A password, a token, user '
            'data or connection information in one of them is given to all '
            'of those. Send a reference instead, or mask the value with '
            'oslo_utils.strutils.mask_password or mask_dict_password.'),
        examples=(
            Example('a password in a dict', '''\
from nova import rpc


def notify(context, instance, password):
    payload = {'instance': instance.uuid,
               'admin_pass': password}  # NVN301
    rpc.get_notifier('compute').info(context, 'rescue.start', payload)
'''),
            Example('a field of a versioned payload', '''\
from nova.notifications.objects import base
from nova.objects import fields


class VolumePayload(base.NotificationPayloadBase):
    fields = {
        'size': fields.IntegerField(),
        'connection_info': fields.StringField(),  # NVN301
    }
'''),
            Example('a masked value and a reference', '''\
from oslo_utils import strutils

from nova import rpc


def notify(context, auth_token, secret_uuid):
    payload = {'auth_token': strutils.mask_password(auth_token),
               'secret_uuid': secret_uuid}
    rpc.get_notifier('compute').info(context, 'rescue.start', payload)
'''),
        ),
        options=(
            'nvn_payload_secrets', 'nvn_payload_allow', 'nvn_payload_bases',
            'nvn_payload_helpers', 'nvn_payload_names'),
    ),
    check,
    TRIGGERS,
    is_tested,
    together,
)
