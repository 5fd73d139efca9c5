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

"""NVN307: a payload carries the id of an entry of a catalogue."""

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
    """Report each catalogue id that a payload carries."""
    yield from each(source, Category.CATALOGUE)


RULE = Rule(
    About(
        code='NVN307',
        summary=(
            'notification payload that contains the id of a catalogue entry'),
        name='catalogue-id',
        message=(
            'payload {payload} contains the id of a published entry: '
            '{name}; list it in nvn-payload-allow if it is public'),
        cwe=(200,),
        rationale=(
            'Flavors, types, goals and strategies are published by the '
            'operator for everybody to choose from, so their ids say '
            'little. Off by default, for deployments with private types.'),
        examples=(
            Example('the type of a volume', '''\
from cinder import rpc


def notify(context, volume):
    payload = {'volume_type': volume.volume_type_id,  # NVN307
               'size': volume.size}
    rpc.get_notifier('volume').info(context, 'volume.create', payload)
'''),
            Example('the name of a type', '''\
from cinder import rpc


def notify(context, volume):
    payload = {'volume_type': volume.volume_type.name, 'size': volume.size}
    rpc.get_notifier('volume').info(context, 'volume.create', payload)
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
