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

"""Why a loop is, or is not, taken for a wait: one named reason."""

from collections.abc import Callable
from dataclasses import dataclass

from flake8_nova_notifications.rules.waiting.loop import Loop


@dataclass(frozen=True)
class Reason:
    """One reason; :mod:`verdict` has the table of all in their order.

    :ivar name: one to three words.
    :ivar says: the rest of a sentence that begins with "The loop ".
    :ivar holds: whether it holds of a loop, given that none before it did.
    :ivar example: code whose loop has this reason; what comes before the
        loop of interest ends in a comment ``# <name>``.
    :ivar near_miss: code with a loop that looks alike and has another one.
    :ivar is_wait: whether a loop of this reason is a wait.
    """

    name: str
    says: str
    holds: Callable[[Loop], bool]
    example: str
    near_miss: str = ''
    is_wait: bool = False
