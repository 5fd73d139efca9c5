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

"""How long a call may take, as its arguments say."""

import ast

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.idioms import polls

# Words of what tells a wait how long it may take.
_LIMITS = frozenset((
    'timeout', 'time', 'seconds', 'secs', 'limit', 'duration', 'deadline'))


def says_limit(name: str) -> bool:
    """``timeout``, ``wait_time``: how long a wait may take."""
    return not _LIMITS.isdisjoint(polls.words(name))


def is_given_limit(call: ast.Call) -> bool:
    """``self._wait_for_power_off(name, time)``, ``wait_up(timeout=5)``."""
    return any(says_limit(last_name(given)) for given in call.args[1:]) or any(
        says_limit(keyword.arg or '') for keyword in call.keywords)
