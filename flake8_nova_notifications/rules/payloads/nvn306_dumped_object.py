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

"""NVN306: a payload is, or holds, everything that an object has."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_tested
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.payloads.events import shown
from flake8_nova_notifications.rules.payloads.payloads import dumped_objects
from flake8_nova_notifications.rules.payloads.payloads import TRIGGERS


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each whole object that is sent."""
    for dump in source.once(dumped_objects):
        under = f" under '{shown(dump.key)}'" if dump.key else ''
        yield Finding(dump.node, {
            'payload': shown(dump.payload), 'under': under,
            'what': shown(dump.text)})


RULE = Rule(
    About(
        code='NVN306',
        summary='notification payload that contains a whole object',
        name='dumped-object',
        message=(
            'payload {payload} sends {what}{under}; name the '
            'entries that consumers need'),
        cwe=(200, 359),
        severity=Severity.MEDIUM,
        rationale=(
            'A dict made of an object sends every field the object has '
            'today and whatever is added to it later: connection '
            'information, keys, the owner. Nobody reviews that. Build the '
            'payload entry by entry.'),
        examples=(
            Example('an object under a key', '''\
from nova import rpc


def notify(context, spec_obj):
    rpc.get_notifier('scheduler').info(
        context, 'scheduler.select_destinations.start',
        {'state': 'started',
         'request_spec': spec_obj.to_dict()},  # NVN306
    )
'''),
            Example('all arguments of a call', '''\
import inspect

from nova import rpc


def notify(context, error, function, args):
    payload = {'exception': error}
    call = inspect.getcallargs(function, *args)
    payload.update({'args': call})  # NVN306
    rpc.get_notifier('compute').error(context, function.__name__, payload)
'''),
            Example('the changes of an object', '''\
from nova import rpc


class Group:
    def save(self, context):
        updates = self.obj_get_changes()
        payload = dict(updates)  # NVN306
        rpc.get_notifier('servergroup').info(context, 'update', payload)
'''),
            Example('the payload itself is serialised', '''\
from nova import rpc


def emit(context, payload):
    rpc.get_notifier('compute').info(
        context, 'instance.update', payload.obj_to_primitive())
'''),
        ),
        options=(
            'nvn_payload_allow', 'nvn_payload_decorators',
            'nvn_payload_helpers'),
    ),
    check,
    TRIGGERS,
    is_tested,
)
