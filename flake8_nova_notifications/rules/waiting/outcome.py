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

"""How a wait ends once its bound has run out."""

import ast
from dataclasses import dataclass
import enum

from flake8_nova_notifications.rules.waiting.failure_messages import Says


class Outcome(enum.Enum):
    """How a function goes on once the bound of a wait has run out."""

    FAILS = 'fails'
    STATUS = 'returns a status'
    CHECKS = 'checks again'
    FORCES = 'forces the condition'
    SILENT = 'goes on as if it held'
    LOGGED = 'logs and goes on as if it held'
    UNKNOWN = 'unknown'


@dataclass(frozen=True)
class GiveUp:
    """One way in which a wait ends when its bound runs out.

    :ivar node: the failing statement, or None.
    :ivar says: what a failure says.
    :ivar left_out: what it should have said as well, where it says a part.
    """

    outcome: Outcome
    node: ast.stmt | None = None
    says: Says | None = None
    left_out: tuple[ast.expr, ...] = ()
