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

"""How errors end, and what of them is known on their way outwards."""

import ast
from dataclasses import dataclass
from dataclasses import replace
import enum
from typing import NamedTuple

from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.rules.error_paths.search.error_facts import (
    ErrorFacts)
from flake8_nova_notifications.rules.error_paths.search.handling import Leaves
from flake8_nova_notifications.rules.error_paths.search.handling import Way
from flake8_nova_notifications.rules.error_paths.search.log_calls import Log
from flake8_nova_notifications.rules.error_paths.tested.production import Place


class Kind(enum.Enum):
    """How an error ends."""

    TAKEN = 'a handler ends it'
    RETRIED = 'what failed is tried again'
    LEFT = 'it leaves the code under test'
    UNKNOWN = 'unknown'


class End(NamedTuple):
    """Where an error ends, on one way.

    :ivar place: file and line of the handler that ends it.
    :ivar log: the loudest log call on the way there.
    :ivar may_log: whether a helper may log besides.
    :ivar excused: whether the handler has its reason to be silent.
    """

    kind: Kind
    place: str = ''
    log: Log | None = None
    may_log: bool = False
    excused: bool = False


UNKNOWN = End(Kind.UNKNOWN)


class Step(NamedTuple):
    """A function on the way, and the node in it that leads inwards.

    :ivar handed: whether the next function is handed over there, to be
        called by something else.
    """

    place: Place
    tree: FunctionTree
    node: ast.AST
    handed: bool


@dataclass(frozen=True)
class Error:
    """The error on its way outwards.

    :ivar repeats: whether the mock raises each time that it is called.
    :ivar log: the loudest log call so far.
    :ivar at: the handler that makes it.
    :ivar translated: whether that handler raised another error.
    """

    facts: ErrorFacts
    repeats: bool
    log: Log | None = None
    may_log: bool = False
    at: str = ''
    translated: bool = False

    def logged(self, way: Way, at: str) -> 'Error':
        """The same behind a handler: with the loudest log call.

        Of two that are as loud it is the outer one, unless the inner one
        logs an error of which the outer one does not know.
        """
        log = way.log
        may_log = self.may_log or way.may_log
        if self.log is not None and (log is None or (
                log.loudness, not self.translated) <= (
                    self.log.loudness, False)):
            return replace(self, may_log=may_log)
        return replace(
            self, log=log, may_log=may_log, at=at,
            translated=way.leaves is Leaves.OTHER)
