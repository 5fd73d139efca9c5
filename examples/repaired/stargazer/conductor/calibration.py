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

"""Takes calibration frames before the night starts."""

import time

from oslo_config import cfg
from oslo_log import log as logging
from oslo_utils import timeutils

from stargazer import exception

CONF = cfg.CONF
LOG = logging.getLogger(__name__)


class Calibrator:
    """Takes dark and flat frames with the dome and the camera it is given."""

    def __init__(self, archive, camera, dome):
        self.archive = archive
        self.camera = camera
        self.dome = dome

    def wait_for_frame(self, frame_id):
        """The frame, once the archive has it."""
        watch = timeutils.StopWatch(duration=CONF.calibration.timeout)
        watch.start()
        pause = 0.5
        frame = self.archive.get_frame(frame_id)
        while frame.status != 'ready':
            if watch.expired():
                raise exception.CalibrationTimeout(
                    frame_id=frame_id, status=frame.status,
                    elapsed=watch.elapsed())
            time.sleep(pause)
            pause = min(2 * pause, 8)
            frame = self.archive.get_frame(frame_id)
        return frame

    def take_flat(self):
        """A frame of the evening sky, which needs an open dome."""
        watch = timeutils.StopWatch(duration=CONF.calibration.dome_timeout)
        watch.start()
        pause = 0.5
        position = self.dome.get_position()
        while position != 'open':
            if watch.expired():
                raise exception.DomeTimeout(
                    position=position, elapsed=watch.elapsed())
            time.sleep(pause)
            pause = min(2 * pause, 8)
            position = self.dome.get_position()
        return self.camera.expose(seconds=2)

    def close_dome(self):
        """Close the dome; drop the clutch if it does not obey."""
        watch = timeutils.StopWatch(duration=CONF.calibration.dome_timeout)
        watch.start()
        pause = 0.5
        self.dome.close()
        while not self.dome.is_closed():
            if watch.expired():
                LOG.warning('Forcing the dome after %.1f s', watch.elapsed())
                self.dome.force_close()
                return
            time.sleep(pause)
            pause = min(2 * pause, 8)
