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

"""Runs observations on one telescope."""

from oslo_log import log as logging

from stargazer import exception
from stargazer.notifications import audit

LOG = logging.getLogger(__name__)

USUAL_SEEING = 1.0


class ScopeManager:
    """Owns the driver and reports what happens to an observation."""

    def __init__(self, driver, weather, notifier):
        self.driver = driver
        self.weather = weather
        self.notifier = notifier

    def observe(self, context, observation):
        """Point at the target; an observation that fails is kept as such."""
        try:
            self.driver.point(observation.target)
        except exception.MountError as error:
            LOG.exception('Pointing failed for %s', observation.name)
            observation.status = 'aborted'
            observation.fault = str(error)
            audit.notify_about_error(self.notifier, context, observation)
            return
        observation.status = 'active'
        audit.notify_about_start(self.notifier, context, observation)

    def finish(self, context, observation):
        """Park the mount, whatever became of the observation."""
        try:
            self.driver.park()
        except Exception:
            LOG.exception('The mount could not be parked')
        observation.status = 'done'

    def seeing(self):
        """The blur of the sky in arcseconds."""
        try:
            return self.weather.get_seeing()
        except Exception:
            LOG.exception('No seeing measured, using %.1f', USUAL_SEEING)
            return USUAL_SEEING
