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

"""Every rule, by name, family by family."""

from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.waiting import (
    nvn107_looping_call_without_timeout)
from flake8_nova_notifications.rules.waiting import nvn101_counted_wait
from flake8_nova_notifications.rules.waiting import nvn102_generic_give_up
from flake8_nova_notifications.rules.waiting import nvn103_silent_give_up
from flake8_nova_notifications.rules.waiting import nvn104_unbounded_wait
from flake8_nova_notifications.rules.waiting import nvn105_constant_pause
from flake8_nova_notifications.rules.waiting import nvn106_wall_clock_deadline

ALL_RULES: tuple[Rule, ...] = (
    # Waiting
    nvn101_counted_wait.RULE,
    nvn102_generic_give_up.RULE,
    nvn103_silent_give_up.RULE,
    nvn104_unbounded_wait.RULE,
    nvn105_constant_pause.RULE,
    nvn106_wall_clock_deadline.RULE,
    nvn107_looping_call_without_timeout.RULE,
)
