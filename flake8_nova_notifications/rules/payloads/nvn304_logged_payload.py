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

"""NVN304: a payload is written to a log as a whole."""

from collections.abc import Iterator
from collections.abc import Mapping

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_tested
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.payloads.logged import logged_payloads
from flake8_nova_notifications.rules.payloads.payloads import TRIGGERS

_QUIET = ('debug', 'trace')
# Methods that log at a level of another name.
_SPELLED = {'exception': 'error', 'warn': 'warning', 'fatal': 'critical'}


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each log call that writes a payload."""
    for logged in source.once(logged_payloads):
        yield Finding(logged.node, {
            'text': logged.text, 'what': logged.what,
            'level': _SPELLED.get(logged.level, logged.level),
            'call': spelled(logged.node.func)})


def _graded(details: Mapping[str, str]) -> Severity:
    """Below the level of info, few logs are written at all."""
    return Severity.LOW if details['level'] in _QUIET else Severity.MEDIUM


RULE = Rule(
    About(
        code='NVN304',
        summary='notification payload that is written to the log as a whole',
        name='logged-payload',
        message=(
            "{call}() logs the whole {what} '{text}' at {level} level; log "
            'the event type and an id instead'),
        cwe=(532,),
        severity=Severity.MEDIUM,
        graded=_graded,
        rationale=(
            'Logs are kept longer and read by more people than '
            'notifications. Whatever a payload carries, identities and '
            'secrets included, is in the log as well, and at a level that '
            'nobody expects it at.'),
        examples=(
            Example('logged before it is emitted', '''\
from oslo_log import log as logging

from nova import rpc

LOG = logging.getLogger(__name__)


def notify(context, instance):
    data = {'state': instance.vm_state}
    LOG.debug('sending %(data)s', {'data': data})  # NVN304
    rpc.get_notifier('compute').info(context, 'instance.update', data)
'''),
            Example('what an endpoint is called with', '''\
from oslo_log import log as logging

LOG = logging.getLogger(__name__)


class Endpoint:
    def info(self, ctxt, publisher_id, event_type, payload, metadata):
        LOG.debug(payload)  # NVN304
        LOG.info('%s from %s', event_type, publisher_id)
'''),
            Example('what a driver is to send', '''\
import logging

from oslo_serialization import jsonutils
from oslo_utils import strutils


class Driver:
    def notify(self, ctxt, message, priority, retry):
        logger = logging.getLogger('oslo.notification')
        logger.info(jsonutils.dumps(message))  # NVN304
        logger.info(strutils.mask_password(jsonutils.dumps(message)))
'''),
            Example('one entry, and something else of that name', '''\
from oslo_log import log as logging

from nova import rpc

LOG = logging.getLogger(__name__)


def notify(context, instance):
    data = {'state': instance.vm_state}
    LOG.debug('instance is %s', data['state'])
    rpc.get_notifier('compute').info(context, 'instance.update', data)


def post(client, payload):
    LOG.debug('sending %s', payload)
    client.post('/v2/volumes', payload)
'''),
        ),
        options=('nvn_payload_helpers',),
    ),
    check,
    TRIGGERS,
    is_tested,
)
