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

"""The event type that a helper sends, in this module and in others."""

import ast
import pathlib
import textwrap

import pytest

from flake8_nova_notifications.idioms.senders import event_sent
from tests import linted

HELPERS = '''\
from app import rpc


def notify_about_host(context, suffix, payload):
    notifier = rpc.get_notifier(service='api')
    notifier.info(context, 'HostAPI.%s' % suffix, payload)


def notify_about_usage(notifier, context, instance, suffix, extra=None):
    if suffix.endswith('error'):
        method = notifier.error
    else:
        method = notifier.info
    method(context, 'compute.instance.%s' % suffix, extra)


def notify_usage_exists(notifier, context, instance, extra):
    notify_about_usage(notifier, context, instance, 'exists', extra=extra)


def notify_about_both(context, suffix, payload):
    notifier = rpc.get_notifier('x')
    notifier.info(context, f'volume.{suffix}.start', payload)
    notifier.info(context, 'volume.' + suffix + '.end', payload)


def notify_about_parts(context, service, suffix, payload):
    event = '{}.{}'.format(service, suffix)
    rpc.get_notifier('x').info(context, event, payload)


def notify_about_any(context, event, payload):
    rpc.get_notifier('x').info(context, event, payload)


def notify_about_told(context, suffix, payload):
    context.tell('x.%s' % suffix, payload)


def notify_about_itself(context, suffix, payload):
    notify_about_itself(context, suffix, payload)


class Base:
    def _notify_about_it(self, context, suffix, payload):
        notify_about_host(context, suffix, payload)
'''
USER = '''\
from app.helpers import Base
from app import helpers


class Manager(Base):
    def run(self, c, payload, suffix):
        {}

    def _notify_own(self, context, suffix, payload=None):
        helpers.notify_about_usage(
            self.notifier, context, None, suffix, extra=payload)


def _notify_here(context, suffix, payload):
    helpers.notify_about_host(context, 'x.' + suffix, payload)
'''


@pytest.mark.parametrize('call, event', [
    ("helpers.notify_about_host(c, 'set.start', payload)",
     'HostAPI.set.start'),
    ("helpers.notify_about_host(c, payload=payload, suffix='set.start')",
     'HostAPI.set.start'),
    ("helpers.notify_about_host(c, suffix, payload)", 'HostAPI.*'),
    ("helpers.notify_about_host(c, 'set.%s' % suffix, payload)",
     'HostAPI.set.*'),
    ("helpers.notify_about_usage(self.notifier, c, 1, 'volume.attach')",
     'compute.instance.volume.attach'),
    ("helpers.notify_usage_exists(self.notifier, c, 1, payload)",
     'compute.instance.exists'),
    ("helpers.notify_about_both(c, 'create', payload)", 'volume.create.*'),
    ("helpers.notify_about_parts(c, 'x', 'y', payload)", 'x.y'),
    ("helpers.notify_about_any(c, 'x.y', payload)", 'x.y'),
    ("helpers.notify_about_any(c, suffix, payload)", ''),
    ("helpers.notify_about_told(c, 'set.start', payload)", ''),
    ("helpers.notify_about_itself(c, 'set.start', payload)", ''),
    ("helpers.notify_about_nothing(c, 'set.start', payload)", ''),
    ("self._notify_own(c, 'delete.end')", 'compute.instance.delete.end'),
    ("self._notify_about_it(c, 'set.end', payload)", 'HostAPI.set.end'),
    ("_notify_here(c, 'end', payload)", 'HostAPI.x.end'),
    ("self.other.notify_about_it(c, 'set.end', payload)", ''),
])
def test_events(tmp_path: pathlib.Path, call: str, event: str) -> None:
    """Through functions, methods and modules, as far as it can be seen."""
    package = tmp_path / 'app'
    package.mkdir()
    for name, code in (
            ('__init__', ''), ('rpc', 'def get_notifier(service): pass\n'),
            ('helpers', HELPERS)):
        (package / f'{name}.py').write_text(code)
    source = linted.read(
        USER.format(call), path=str(package / 'manager.py'))
    wanted = ast.unparse(ast.parse(textwrap.dedent(call)))
    found = next(node for node in source.nodes(ast.Call)
                 if ast.unparse(node) == wanted)
    assert event_sent(source, found) == event
