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

"""Settings, and the limits that are not worth a setting."""

from oslo_config import cfg

CONF = cfg.CONF

# How long the mount may tremble after a slew, in seconds.
SETTLE_SECONDS = 30

notification_opts = [
    cfg.StrOpt('notification_key', secret=True, required=True,
               help='Key that turns ids into references in notifications.'),
]
calibration_group = cfg.OptGroup('calibration')
calibration_opts = [
    cfg.IntOpt('timeout', default=120,
               help='Seconds to wait for a calibration frame.'),
    cfg.IntOpt('dome_timeout', default=30,
               help='Seconds to wait for the dome.'),
]
cli_opts = [
    cfg.IntOpt('first-light-timeout', default=600,
               help='Seconds to wait for the first frame after an upgrade.'),
]


def register_opts(conf):
    conf.register_group(calibration_group)
    conf.register_opts(calibration_opts, group=calibration_group)
    conf.register_cli_opts(cli_opts)
    conf.register_opts(notification_opts)


register_opts(CONF)
