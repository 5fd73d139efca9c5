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

"""NVN309: a payload carries text or data that anybody may have written."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_tested
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.payloads.listing import each
from flake8_nova_notifications.rules.payloads.payloads import TRIGGERS


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each free-form value that a payload carries."""
    yield from each(source, Category.FREE_FORM)


RULE = Rule(
    About(
        code='NVN309',
        summary='notification payload that contains free-form text or data',
        name='free-form',
        message=(
            'payload {payload} contains free-form text, which may hold '
            'anything: {name}; mask it or leave it out'),
        cwe=(200, 532),
        severity=Severity.MEDIUM,
        rationale=(
            'Metadata, extra dicts, descriptions, reasons and tracebacks '
            'hold whatever somebody put there, passwords included. Off by '
            'default because most payloads have some.'),
        examples=(
            Example('metadata and a traceback', '''\
from nova.notifications.objects import base
from nova.objects import fields


class ServerPayload(base.NotificationPayloadBase):
    fields = {
        'metadata': fields.DictOfStringsField(),  # NVN309
        'traceback': fields.StringField(),  # NVN309
        'state': fields.StringField(),
    }
'''),
            Example('a state is described in fixed words', '''\
from nova import rpc


def notify(context, instance):
    payload = {'state_description': instance.task_state}
    rpc.get_notifier('compute').info(context, 'instance.update', payload)
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
