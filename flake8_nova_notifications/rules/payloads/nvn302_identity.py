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

"""NVN302: a payload tells who somebody is, or where."""

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
    """Report each identity that a payload carries."""
    yield from parts(
        source, Category.IDENTITY, 'payload', 'tells', 'names', 'them')


RULE = Rule(
    About(
        code='NVN302',
        summary=(
            'notification payload that identifies a user, a project or an '
            'address'),
        name='identity',
        message=(
            'payload {payload} {tells}: {names}; record why in '
            'nvn-payload-allow or leave {them} out'),
        cwe=(200, 359),
        severity=Severity.MEDIUM,
        rationale=(
            'Users, projects, host names and addresses in a notification '
            'tell all consumers on the message bus who did what, and from '
            'where. What none of them needs should not be sent; what one of '
            'them needs is worth a line in the allow-list that says so.'),
        examples=(
            Example('a field filled from a project', '''\
from nova.notifications.objects import base
from nova.objects import fields


class InstancePayload(base.NotificationPayloadBase):
    SCHEMA = {'tenant_id': ('instance', 'project_id')}
    fields = {
        'tenant_id': fields.StringField(),  # NVN302
        'state': fields.StringField(),
    }
'''),
            Example('the value decides', '''\
from nova import rpc


def notify(context, share):
    info = dict(
        size=share.size,
        name=share.display_name,  # NVN302
    )
    info['ip'] = share.export_ip
    rpc.get_notifier('share').info(context, 'share.create', info)
'''),
            Example('measures, states and zones', '''\
from nova import rpc


def notify(context, share):
    info = {'size': share.size, 'user_count': len(share.users),
            'availability_zone': share.availability_zone}
    rpc.get_notifier('share').info(context, 'share.create', info)
'''),
        ),
        options=(
            'nvn_payload_identities', 'nvn_payload_allow',
            'nvn_payload_bases', 'nvn_payload_helpers', 'nvn_payload_names'),
    ),
    check,
    TRIGGERS,
    is_tested,
    together,
)
