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

"""Waits for the first frame after an upgrade, for use in scripts."""

import sys
import time

from stargazer import archive_client
from stargazer import conf

CONF = conf.CONF


def wait_for_first_light(archive, timeout):
    """Look at the archive until its newest frame is good."""
    frame = archive.get_newest_frame()
    deadline = time.time() + timeout
    while frame.quality != 'good':
        if time.time() > deadline:
            raise RuntimeError(
                'No good frame in %d seconds; the newest is %s, quality %s'
                % (timeout, frame.name, frame.quality))
        time.sleep(2)
        frame = archive.get_newest_frame()
    return frame


def main():
    CONF(sys.argv[1:], project='stargazer')
    archive = archive_client.from_conf(CONF)
    frame = wait_for_first_light(archive, CONF.first_light_timeout)
    print(frame.name)


if __name__ == '__main__':
    main()
