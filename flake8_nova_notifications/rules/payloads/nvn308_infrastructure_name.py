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

"""NVN308: a payload names a machine of the deployment."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_tested
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.payloads.listing import each
from flake8_nova_notifications.rules.payloads.payloads import TRIGGERS


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each host or node that a payload names."""
    yield from each(source, Category.INFRASTRUCTURE)


RULE = Rule(
    About(
        code='NVN308',
        summary='notification payload that names a host of the deployment',
        name='infrastructure-name',
        message=(
            'payload {payload} names a machine of the deployment: '
            '{name}; leave it out unless only operators read it'),
        cwe=(200,),
        rationale=(
            'Hosts and nodes say how a deployment is built and where a '
            'workload runs. Operators need that in most notifications, so '
            'the code is off by default; turn it on where tenants can read '
            'them.'),
        examples=(
            Example('hosts and nodes', '''\
from nova.notifications.objects import base
from nova.objects import fields


class InstancePayload(base.NotificationPayloadBase):
    fields = {
        'host': fields.StringField(),  # NVN308
        'node': fields.StringField(),  # NVN308
        'state': fields.StringField(),
    }
'''),
            Example('a zone is no host', '''\
from nova.notifications.objects import base
from nova.objects import fields


class InstancePayload(base.NotificationPayloadBase):
    fields = {
        'availability_zone': fields.StringField(),
        'host_status': fields.StringField(),
    }
'''),
        ),
        options=(
            'nvn_payload_allow', 'nvn_payload_bases', 'nvn_payload_helpers'),
        on_by_default=False,
    ),
    check,
    TRIGGERS,
    is_tested,
)
