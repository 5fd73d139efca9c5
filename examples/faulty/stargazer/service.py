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

"""Loops that pause and yet wait for nothing: no finding in this file."""

import threading
import time

from oslo_log import log as logging
from oslo_service import loopingcall

from stargazer import exception

LOG = logging.getLogger(__name__)


class GuiderService:
    """Keeps the star in the middle of the guide camera."""

    def __init__(self, guider, archive, slots):
        self.guider = guider
        self.archive = archive
        self.slots = slots
        self._stop = threading.Event()

    def run(self):
        """A service loop: it runs until it is told to stop."""
        while not self._stop.is_set():
            self.guider.correct()
            self._stop.wait(5)

    def start_reporting(self):
        """A periodic task: its callback never ends the looping call."""
        reporter = loopingcall.FixedIntervalLoopingCall(self._report_state)
        reporter.start(interval=60)
        return reporter

    def _report_state(self):
        LOG.info('Guiding error is %.2f arcsec', self.guider.error())

    def reserve_slot(self, slot):
        """A retry: the work itself is done again, up to three times."""
        for attempt in range(1, 4):
            try:
                return self.slots.create(slot)
            except exception.SlotTaken:
                LOG.warning('Slot %s is taken, attempt %d', slot, attempt)
                if attempt == 3:
                    raise
                time.sleep(attempt)

    def upload(self, frames):
        """Pacing: every frame is sent, the archive gets time to breathe."""
        for frame in frames:
            self.archive.put(frame)
            time.sleep(0.1)

    def stop(self):
        self._stop.set()
