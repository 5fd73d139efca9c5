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

from flake8_nova_notifications.notices import NOTICES
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.controllers import (
    nvn601_unauthorized_action)
from flake8_nova_notifications.rules.controllers import (
    nvn602_late_authorization)
from flake8_nova_notifications.rules.controllers import nvn701_unvalidated_body
from flake8_nova_notifications.rules.end_state import (
    nvn401_unverified_end_state)
from flake8_nova_notifications.rules.end_state import (
    nvn402_racy_notification_check)
from flake8_nova_notifications.rules.error_paths import (
    nvn201_unlogged_mocked_error)
from flake8_nova_notifications.rules.error_paths import (
    nvn202_unlogged_propagated_error)
from flake8_nova_notifications.rules.error_paths import (
    nvn203_unchecked_mocked_error)
from flake8_nova_notifications.rules.error_paths import (
    nvn204_unspecced_error_mock)
from flake8_nova_notifications.rules.error_paths import (
    nvn205_error_without_notification)
from flake8_nova_notifications.rules.error_paths import (
    nvn206_quiet_mocked_error)
from flake8_nova_notifications.rules.error_paths import (
    nvn212_logged_without_details)
from flake8_nova_notifications.rules.error_paths import (
    nvn214_narrow_logged_without_details)
from flake8_nova_notifications.rules.error_paths import nvn211_swallowed_error
from flake8_nova_notifications.rules.error_paths import nvn213_replaced_error
from flake8_nova_notifications.rules.literals import nvn501_literal_uuid
from flake8_nova_notifications.rules.literals import nvn502_public_address
from flake8_nova_notifications.rules.literals import nvn503_embedded_secret
from flake8_nova_notifications.rules.literals import nvn504_real_host
from flake8_nova_notifications.rules.payloads import (
    nvn305_pinned_identifier)
from flake8_nova_notifications.rules.payloads import (
    nvn308_infrastructure_name)
from flake8_nova_notifications.rules.payloads import nvn301_secret
from flake8_nova_notifications.rules.payloads import nvn302_identity
from flake8_nova_notifications.rules.payloads import nvn303_resource_id
from flake8_nova_notifications.rules.payloads import nvn304_logged_payload
from flake8_nova_notifications.rules.payloads import nvn306_dumped_object
from flake8_nova_notifications.rules.payloads import nvn307_catalogue_id
from flake8_nova_notifications.rules.payloads import nvn309_free_form
from flake8_nova_notifications.rules.secrets import nvn310_logged_secret
from flake8_nova_notifications.rules.secrets import nvn505_secret_option
from flake8_nova_notifications.rules.waiting import (
    nvn107_looping_call_without_timeout)
from flake8_nova_notifications.rules.waiting import (
    nvn108_unbounded_blocking_call)
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
    nvn108_unbounded_blocking_call.RULE,
    # Error paths
    nvn201_unlogged_mocked_error.RULE,
    nvn202_unlogged_propagated_error.RULE,
    nvn203_unchecked_mocked_error.RULE,
    nvn204_unspecced_error_mock.RULE,
    nvn205_error_without_notification.RULE,
    nvn206_quiet_mocked_error.RULE,
    nvn211_swallowed_error.RULE,
    nvn212_logged_without_details.RULE,
    nvn213_replaced_error.RULE,
    nvn214_narrow_logged_without_details.RULE,
    # Payloads
    nvn301_secret.RULE,
    nvn302_identity.RULE,
    nvn303_resource_id.RULE,
    nvn304_logged_payload.RULE,
    nvn305_pinned_identifier.RULE,
    nvn306_dumped_object.RULE,
    nvn307_catalogue_id.RULE,
    nvn308_infrastructure_name.RULE,
    nvn309_free_form.RULE,
    # Secrets
    nvn310_logged_secret.RULE,
    # End state
    nvn401_unverified_end_state.RULE,
    nvn402_racy_notification_check.RULE,
    # Literals
    nvn501_literal_uuid.RULE,
    nvn502_public_address.RULE,
    nvn503_embedded_secret.RULE,
    nvn504_real_host.RULE,
    # Secrets
    nvn505_secret_option.RULE,
    # Controllers
    nvn601_unauthorized_action.RULE,
    nvn602_late_authorization.RULE,
    nvn701_unvalidated_body.RULE,
)

# Every code that can be printed: the plugin's own notices, then the rules.
EVERY_CODE: tuple[About, ...] = (
    *NOTICES, *(rule.about for rule in ALL_RULES))

# The rule of each code.
BY_CODE: dict[str, Rule] = {rule.about.code: rule for rule in ALL_RULES}
