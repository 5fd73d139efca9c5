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

"""Waits of the functional tests."""

import time

from oslo_utils import timeutils

from stargazer.tests.functional import client


TIMEOUT = 30


class ServerWaitMixin:
    """For test cases whose ``self.api`` is a client of the compute API."""

    def _wait_for_status(self, server, expected):
        pause = 0.1
        with timeutils.StopWatch(duration=TIMEOUT) as watch:
            while True:
                server = self.api.get_server(server['id'])
                if server['status'] == expected:
                    return server
                if watch.expired():
                    self.fail('Server is %s, not %s, after %.1f s' % (
                        server['status'], expected, watch.elapsed()))
                time.sleep(pause)
                pause = min(2 * pause, 2)

    def _wait_for_volume_swap(self, server, old_id, new_id):
        deadline = time.monotonic() + TIMEOUT
        pause = 0.1
        while True:
            volumes = self.api.get_server_volumes(server['id'])
            attached = [volume['volumeId'] for volume in volumes]
            if new_id in attached and old_id not in attached:
                return
            if time.monotonic() > deadline:
                self.fail('Volume %s was not swapped for %s; attached: %s' % (
                    old_id, new_id, attached))
            time.sleep(pause)
            pause = min(2 * pause, 2)

    def _wait_for_log_line(self, log_line):
        deadline = time.monotonic() + 10.0
        pause = 0.1
        output = self.stdlog.logger.output
        while log_line not in output:
            if time.monotonic() > deadline:
                self.fail('The line "%s" did not appear; the log ends in %s'
                          % (log_line, output[-500:]))
            time.sleep(pause)
            pause = min(2 * pause, 1)
            output = self.stdlog.logger.output

    def _wait_for_migration(self, server, expected):
        deadline = time.monotonic() + TIMEOUT
        pause = 0.1
        migration = self.api.get_newest_migration(server['id'])
        while migration['status'] != expected:
            if time.monotonic() > deadline:
                self.fail('Migration is %s, not %s' % (
                    migration['status'], expected))
            time.sleep(pause)
            pause = min(2 * pause, 2)
            migration = self.api.get_newest_migration(server['id'])

    def _wait_until_deleted(self, server):
        deadline = time.monotonic() + TIMEOUT
        pause = 0.1
        while True:
            try:
                found = self.api.get_server(server['id'])
            except client.NotFound:
                return
            if time.monotonic() > deadline:
                self.fail('The server is still there, status %s' %
                          found['status'])
            time.sleep(pause)
            pause = min(2 * pause, 2)

    def _create_server(self, body):
        """A retry, not a wait: each turn asks for the server again."""
        for attempt in range(3):
            try:
                return self.api.post_server(body)
            except client.Busy:
                time.sleep(2 ** attempt)
        self.fail('The API was busy three times')
