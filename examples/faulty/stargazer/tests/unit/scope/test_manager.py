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

"""Tests of the manager with a telescope that fails."""

from unittest import mock

import fixtures
from oslotest import base

from stargazer import exception
from stargazer.scope import driver
from stargazer.scope import manager


class ScopeManagerTestCase(base.BaseTestCase):

    def setUp(self):
        super().setUp()
        self.useFixture(
            fixtures.MockPatchObject(manager, 'audit', autospec=True))
        self.manager = manager.ScopeManager(
            driver.ScopeDriver(mock.Mock()), mock.Mock(), mock.Mock())
        self.observation = mock.Mock(status='queued', fault=None)

    @mock.patch.object(driver.ScopeDriver, 'point', autospec=True)
    def test_observe(self, mock_point):
        self.manager.observe(mock.sentinel.context, self.observation)

        self.assertEqual('active', self.observation.status)
        self.assertTrue(mock_point.called)

    @mock.patch.object(driver.ScopeDriver, 'point', autospec=True)
    def test_observe_mount_error(self, mock_point):
        mock_point.side_effect = exception.MountError(reason='encoder')

        self.manager.observe(mock.sentinel.context, self.observation)

        self.assertEqual('error', self.observation.status)
        self.assertIn('encoder', self.observation.fault)

    @mock.patch.object(driver.ScopeDriver, 'park', autospec=True)
    def test_finish_mount_error(self, mock_park):
        mock_park.side_effect = exception.MountError(reason='brake')

        self.manager.finish(mock.sentinel.context, self.observation)
