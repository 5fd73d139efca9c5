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

"""The mount and the shutter of a telescope."""

import time

from oslo_log import log as logging
from oslo_service import loopingcall

from stargazer import conf

LOG = logging.getLogger(__name__)


class ScopeDriver:
    """Talks to the controller of one telescope."""

    def __init__(self, controller):
        self.controller = controller

    def point(self, target):
        """Turn the mount to a target and let it settle."""
        self.controller.slew(target.ra, target.dec)
        self._wait_until_settled()

    def _wait_until_settled(self):
        for _ in range(conf.SETTLE_LOOKS):
            jitter = self.controller.get_jitter()
            if jitter < 0.2:
                return
            time.sleep(0.5)

    def open_shutter(self):
        """Open the shutter and come back when it is open."""
        self.controller.send('shutter', 'open')
        while self.controller.get_shutter_state() != 'open':
            time.sleep(0.2)

    def park(self):
        """Bring the mount to its resting place."""
        self.controller.send('mount', 'park')

        def _check_parked():
            position = self.controller.get_position()
            LOG.debug('Parking, now at %s', position)
            if position == 'parked':
                raise loopingcall.LoopingCallDone()

        timer = loopingcall.FixedIntervalLoopingCall(_check_parked)
        timer.start(interval=1).wait()
