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

"""The statements of a round as functions, and how it goes on after each."""

from collections.abc import Callable
import enum

from flake8_nova_notifications.rules.waiting.quantities import Quantity
from flake8_nova_notifications.rules.waiting.quantities import State
from flake8_nova_notifications.rules.waiting.quantities import Value


class Then(enum.Enum):
    """How it goes on after a statement."""

    ON = 'with the next one'
    END = 'after the inner loop'
    AGAIN = 'with the next round'
    OUT = 'after the loop'


Step = Callable[[State], Then]


class Lost(Exception):
    """Something that decides how it goes on is not known."""


def after(held: list[Quantity], body: Step) -> Step:
    """Evaluate some expressions for the polls in them, then go on."""
    def run(state: State) -> Then:
        for one in held:
            one(state)
        return body(state)

    return run


def constant(value: Value) -> Quantity:
    """A value that is the same in every state."""
    return lambda state: value


def go_on(state: State) -> Then:
    """Nothing that matters."""
    return Then.ON


def lose(state: State) -> Then:
    """Something that matters and cannot be followed."""
    raise Lost


def make_pauses(state: State, pauses: list[Quantity]) -> None:
    """Note the lengths of some pauses that a statement makes."""
    for length in pauses:
        state.pauses.append(length(state))
