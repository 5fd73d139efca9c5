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
from collections.abc import Mapping
from collections.abc import Sequence

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_tested
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import NAMES
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.payloads.events import shown
from flake8_nova_notifications.rules.payloads.listing import Allowable
from flake8_nova_notifications.rules.payloads.listing import called
from flake8_nova_notifications.rules.payloads.payloads import dumped_objects
from flake8_nova_notifications.rules.payloads.payloads import TRIGGERS

# What stands before a secret that the object is known to hold.
_SECRET = ' with its '


def check(source: SourceFile) -> Iterator[Finding]:
    """Report everything that is sent as a whole."""
    grouped = source.options.nvn_payload_names == 'together'
    for dump in source.once(dumped_objects):
        what = shown(dump.what.text)
        if dump.key:
            what += f' ({shown(dump.key)})'
        if dump.secret:
            what += f'{_SECRET}{dump.secret}'
        yield Allowable(dump.node, {
            'payload': called(dump.payload), NAMES: what,
            'parts': dump.what.kind.value},
            group=dump.group if grouped else None,
            entry=(dump.payload, dump.key or ''),
            is_secret=bool(dump.secret))


def _together(found: Sequence[Finding]) -> Finding:
    """An object and parts of it, which it holds anyway: the first."""
    return Finding(found[0].node, found[0].details)


def _graded(details: Mapping[str, str]) -> Severity:
    """An object that is known to hold a secret is a leak already."""
    return Severity.MEDIUM if _SECRET in details[NAMES] else Severity.LOW


RULE = Rule(
    About(
        code='NVN306',
        summary='notification payload that contains a whole object',
        name='dumped-object',
        message=(
            'payload {payload} contains {names}; list the {parts} that may '
            'be sent'),
        cwe=(200, 359),
        graded=_graded,
        rationale=(
            'A dict made of an object sends every field the object has '
            'today and whatever is added to it later: connection '
            'information, keys, the owner. Nobody reviews that. Build the '
            'payload entry by entry. Of medium severity where the object is '
            'known to hold a secret.'),
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
            Example('what a wrapper was called with', '''\
import functools

from nova import rpc


def wrap(function):
    @functools.wraps(function)
    def wrapped(self, context, *args, **kwargs):
        try:
            return function(self, context, *args, **kwargs)
        except Exception as error:
            payload = {'exception': str(error), 'args': args}  # NVN306
            payload.update(kwargs)  # NVN306
            rpc.get_notifier('compute').error(
                context, function.__name__, payload)
            raise
    return wrapped
'''),
            Example('the environment of a request', '''\
from nova import rpc


def notify(context, req):
    payload = {'path': req.path,
               'request': dict(req.environ)}  # NVN306
    rpc.get_notifier('api').info(context, 'request.end', payload)
'''),
            Example('keywords that a helper is told to send', '''\
from nova import rpc


def notify(context, event, **extra):
    payload = {'state': 'done'}
    payload.update(extra)
    rpc.get_notifier('compute').info(context, event, payload)
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
            'nvn_payload_helpers', 'nvn_payload_names'),
    ),
    check,
    TRIGGERS,
    is_tested,
    _together,
)
