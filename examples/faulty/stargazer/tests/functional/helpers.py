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

from stargazer.tests.functional import client


class ServerWaitMixin:
    """For test cases whose ``self.api`` is a client of the compute API."""

    def _wait_for_status(self, server, expected):
        for _ in range(50):
            server = self.api.get_server(server['id'])
            if server['status'] == expected:
                return server
            time.sleep(0.5)
        self.fail('The server did not reach the expected status')

    def _wait_for_volume_swap(self, server, old_id, new_id):
        polls = 0
        while True:
            volumes = self.api.get_server_volumes(server['id'])
            attached = [volume['volumeId'] for volume in volumes]
            if new_id in attached and old_id not in attached:
                return
            polls += 1
            if polls == 30:
                self.fail('Volume %s was not swapped' % old_id)
            time.sleep(1)

    def _wait_for_log_line(self, log_line):
        timeout = 0.0
        while log_line not in self.stdlog.logger.output:
            time.sleep(.1)
            timeout += .1
            if timeout > 10.0:
                self.fail('The line "%(log_line)s" did not appear')

    def _wait_for_migration(self, server, expected):
        for _ in range(20):
            migration = self.api.get_newest_migration(server['id'])
            if migration['status'] == expected:
                break
            time.sleep(0.5)

    def _wait_until_deleted(self, server):
        while True:
            try:
                self.api.get_server(server['id'])
            except client.NotFound:
                return
            time.sleep(0.5)

    def _create_server(self, body):
        """A retry, not a wait: each turn asks for the server again."""
        for attempt in range(3):
            try:
                return self.api.post_server(body)
            except client.Busy:
                time.sleep(2 ** attempt)
        self.fail('The API was busy three times')
