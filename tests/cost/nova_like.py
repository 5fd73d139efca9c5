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

"""Code in Nova's style, made anew each time, with something for each family.

Most of a service's code is of no interest to any rule, and that is where a
careless rule is dearest; hence ``quiet``. Each piece is written several times
into its module, with a number in place of ``NN``.
"""

import pathlib

_TIMES = 6

_QUIET_IMPORTS = '''
import collections

from nova.db import models
from nova.{folder} import base
'''

_QUIET = '''

class AgentNN(base.Record, base.Comparable):
    """An agent that runs inside a guest."""

    VERSION = '1.NN'

    def __init__(self, context, hypervisor, system=None, **values):
        super().__init__(context)
        self.hypervisor = hypervisor
        self.system = system or self.default_system(hypervisor)
        self.values = {name: value for name, value in values.items() if value}

    @classmethod
    def by_triple(cls, context, hypervisor, system, architecture):
        query = context.session.query(models.Agent)
        query = query.filter_by(hypervisor=hypervisor).filter_by(
            system=system, architecture=architecture)
        found = query.first()
        if found is None:
            raise LookupError(hypervisor, system, architecture)
        return cls._of_row(context, cls(context, hypervisor), found)

    def changed(self, since):
        names = sorted(set(self.values) - set(since.values))
        for index, name in enumerate(names):
            if self.values[name] == since.values.get(name, index):
                names[index] = None
        return [name for name in names if name is not None]

    def sizes(self):
        return (self.values['memory'] * 1024 + self.values['swap'],
                max(self.values['disks'], key=lambda disk: disk['size']),
                '%s of %d' % (self.hypervisor, len(self.values)))
'''

_WAITS = '''

class VolumesNN(base.FunctionalTest):
    def _poll_volume(self, volume, wanted):
        for attempt in range(NN):
            found = self.api.get_volume(volume['id'])
            if found['status'] == wanted:
                return found
            time.sleep(0.5)
        self.fail('the volume is not %s' % wanted)

    def test_detach(self):
        volume = self.create_volume('NN')
        while self.api.get_volume(volume['id'])['status'] != 'available':
            time.sleep(1)
        self.wait_for_state(volume, 'available')
        self.assertEqual(NN, len(self.api.get_volumes()))

    def start(self):
        timer = loopingcall.FixedIntervalLoopingCall(self._poll_volume)
        return timer.start(interval=NN).wait()
'''

_MOCKED = '''

class RebootTestNN(test.NoDBTestCase):
    @mock.patch.object(manager.ComputeManager, 'reboot_NN',
                       side_effect=exception.InstanceNotFound)
    def test_reboot_is_refused(self, mock_reboot):
        self.assertRaises(exception.InstanceNotFound,
                          self.manager.reboot_NN, self.context)
        mock_reboot.assert_called_once_with(self.context)

    @mock.patch('nova.compute.api.API.get_NN')
    def test_error_is_swallowed(self, mock_get):
        mock_get.side_effect = [exception.NovaException('NN'), None]
        self.manager.sync(self.context, instance=self.instance)
        self.assertEqual(2, mock_get.call_count)
        self.assertEqual('error', self.instance.vm_state)
'''

_HANDLERS = '''

class ComputeManagerNN(object):
    def sync(self, context, instance):
        try:
            self.driver.get_NN(instance)
        except exception.NovaException:
            instance.vm_state = 'error'
        except Exception:
            LOG.warning('sync failed')
            return None
        return instance

    def reboot_NN(self, context, instance):
        try:
            return self.driver.reboot(context, instance, count=NN)
        except (OSError, ValueError) as error:
            LOG.exception('no reboot: %s', error)
            raise
'''

_PAYLOADS = '''

class VolumePayloadNN(base.NotificationPayloadBase):
    VERSION = '1.NN'
    SCHEMA = {'volume_id': ('volume', 'id'), 'host': ('volume', 'host')}

    def __init__(self, volume):
        super(VolumePayloadNN, self).__init__()
        self.populate_schema(volume=volume)

    fields = {
        'volume_id': fields.UUIDField(),
        'user_id': fields.StringField(),
        'admin_password': fields.StringField(nullable=True),
    }


def notify_about_volume_NN(context, volume, notifier):
    payload = {'volume_id': volume.id, 'tenant_id': context.project_id,
               'size': volume.size, 'host': volume.host}
    LOG.debug('sending %s', payload)
    notifier.info(context, 'volume.NN.end', payload)
'''

_END_STATES = '''

class ActionsNN(base.FunctionalTest):
    def test_resize(self):
        server = self._create_server(name='NN', networks='none')
        self.api.post_server_action(
            server['id'], {'resize': {'flavorRef': 'NN'}})
        notified = fake_notifier.VERSIONED_NOTIFICATIONS
        self.assertEqual('instance.resize.end', notified[0]['event_type'])

    def test_reboot(self):
        server = self._create_server(name='NN', networks='none')
        self._reboot_server(server, hard=True)
        self._wait_for_state_change(server, 'ACTIVE')
        self.assertEqual('ACTIVE', self.api.get_server(server['id'])['status'])
'''

_LITERALS = '''

class FixturesNN(fixtures.Fixture):
    SERVER = {
        'id': 'c5a2cf51-4ff1-4d4e-9bb0-57bd5c0f7aNN',
        'address': '8.8.8.NN',
        'link': 'http://cloud.openstack.org/v2/servers/NN',
        'adminPass': 'MySecret-NN-x8Yq',
        'created': '2012-12-02T00:00:NNZ',
    }

    def server(self, name, token='tok-NN'):
        found = dict(self.SERVER, name=name, sizes=[NN, 2, 3], token=token)
        return {'server': found, 'links': [{'rel': 'self', 'href': '/NN'}]}
'''

_CONTROLLERS = '''

class TagsControllerNN(wsgi.Controller):
    @wsgi.expected_errors((400, 404))
    @validation.schema(tags.update_NN)
    def update(self, req, server_id, id, body):
        context = req.environ['nova.context']
        context.can(policies.POLICY_ROOT % 'update_NN')
        instance = self.compute_api.get(context, server_id)
        self.compute_api.tag(context, instance, body['tag'])
        return {'tag': id, 'number': NN}

    @wsgi.action('clear_NN')
    def clear(self, req, id, body):
        context = req.environ['nova.context']
        instance = self.compute_api.get(context, id)
        self.compute_api.delete(context, instance)
        context.can(policies.POLICY_ROOT % 'clear_NN')
'''

_IMPORTS = '''
import time

import fixtures
import mock
from oslo_log import log as logging
from oslo_service import loopingcall

from nova.api.openstack import wsgi
from nova.compute import manager
from nova import exception
from nova.notifications.objects import fields
from nova import test
from nova.{folder} import base

LOG = logging.getLogger(__name__)
'''

# What the module is called, and what it holds.
_MODULES = {
    'quiet': ('objects/agent.py', _QUIET),
    'waits': ('tests/functional/test_volumes.py', _WAITS),
    'mocked errors': ('tests/unit/test_reboot.py', _MOCKED),
    'handlers': ('compute/manager.py', _HANDLERS),
    'payloads': ('notifications/objects/volume.py', _PAYLOADS),
    'end states': ('tests/functional/test_actions.py', _END_STATES),
    'literals': ('tests/unit/fixtures.py', _LITERALS),
    'controllers': ('api/openstack/compute/tags.py', _CONTROLLERS),
}

# Modules that others inherit from: a rule has to look there.
_BASES = {
    'tests/functional/base.py': '''
import time


class FunctionalTest(object):
    def wait_for_state(self, volume, wanted):
        for attempt in range(10):
            if self.api.get_volume(volume['id'])['status'] == wanted:
                return
            time.sleep(1)
        self.fail('not %s' % wanted)
''',
    'notifications/objects/base.py': '''
class NotificationPayloadBase(object):
    def populate_schema(self, **sources):
        self.sources = sources
''',
}


def write(folder: pathlib.Path) -> dict[str, pathlib.Path]:
    """Write the project and return its modules by what they are about."""
    root = folder / 'nova'
    for path, code in _BASES.items():
        _write(root, path, code)
    for path, piece in _MODULES.values():
        package = path.rpartition('/')[0].replace('/', '.')
        imports = _QUIET_IMPORTS if piece is _QUIET else _IMPORTS
        _write(root, path, imports.format(folder=package) + ''.join(
            piece.replace('NN', str(number))
            for number in range(10, 10 + _TIMES)))
    return {about: root / path for about, (path, _) in _MODULES.items()}


def _write(root: pathlib.Path, path: str, code: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(code)
    for folder in (target.parent, *target.parent.parents):
        (folder / '__init__.py').touch()
        if folder == root:
            break
