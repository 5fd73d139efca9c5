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

"""Functional tests that compare notifications with their samples."""

from unittest import mock

from oslotest import base

from stargazer import exception
from stargazer.scope import driver
from stargazer.scope import manager
from stargazer.tests.functional import client
from stargazer.tests.functional import helpers
from stargazer.tests.functional import samples


class NotificationSampleTestCase(helpers.ServerWaitMixin,
                                 base.BaseTestCase):

    def setUp(self):
        super().setUp()
        self.api = client.start_services(self)
        self.notifier = self.api.notifier

    def _wait_for_notification(self, event_type):
        self.notifier.wait_for_versioned_notifications(event_type, timeout=10)

    def _verify_notification(self, sample, replacements):
        expected = samples.load(sample, replacements)
        self.assertEqual(expected, self.notifier.versioned_notifications[-1])

    def test_stop_server(self):
        server = self._create_server({'name': 'reducer'})
        self._wait_for_status(server, 'ACTIVE')

        self.api.post_server_action(server['id'], {'os-stop': {}})
        self._wait_for_notification('instance.power_off.end')
        self._verify_notification(
            'instance-power_off-end', replacements={'uuid': server['id']})

    @mock.patch.object(manager, 'LOG', autospec=True)
    @mock.patch.object(driver.ScopeDriver, 'point', autospec=True)
    def test_observe_mount_error(self, mock_point, mock_log):
        mock_point.side_effect = exception.MountError(reason='encoder')

        observation = self.api.post_observation({'target': 'M31'})
        self._wait_for_notification('observation.start')

        observation = self.api.get_observation(observation['id'])
        self.assertEqual('aborted', observation['status'])
        mock_log.exception.assert_called_once()
