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

"""A loop, what is known of it, and the reasons why it is a wait or none.

Each fact is worked out once. Other modules hold the facts; they are asked by
:meth:`Loop.once`, as facts of a whole file are by ``SourceFile.once``. Nothing
here knows what a wait is.
"""

import ast
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from typing import cast
from typing import TypeVar

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.pauses import Pause
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.waiting.loops.assigned import Assignment
from flake8_nova_notifications.rules.waiting.loops.assigned import assignments
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.flow import Body
from flake8_nova_notifications.rules.waiting.loops.flow import Exit

_Fact = TypeVar('_Fact')

# What a callback of an oslo looping call raises when it has seen enough.
DONE = 'LoopingCallDone'


class Loop:
    """One loop, or a function that is called again and again.

    :ivar source: its file.
    :ivar node: the loop.
    :ivar pauses: the pauses that each round may make, in source order.
    :ivar begin: the statement with which the first round begins: the loop,
        or where the function is handed over.
    """

    def __init__(
        self, source: SourceFile, node: Body, pauses: Sequence[Pause] = (),
        begin: ast.stmt | None = None,
    ) -> None:
        self.source = source
        self.node = node
        self.pauses = tuple(pauses)
        self.begin: ast.stmt = node if begin is None else begin
        self._facts: dict[Callable[['Loop'], Any], Any] = (
            source.facts_of_part())

    def once(self, derive: Callable[['Loop'], _Fact]) -> _Fact:
        """A fact about this loop, worked out at the first question.

        :param derive: a pure function of this loop; it is also the key.
        """
        try:
            return cast(_Fact, self._facts[derive])
        except KeyError:
            fact = self._facts[derive] = derive(self)
            return fact

    @cached_property
    def assigned(self) -> dict[str, list[Assignment]]:
        """What each local name is given in a round."""
        return assignments(self.node)

    def values(self, name: str) -> list[ast.expr]:
        """The values that a local name is given in a round.

        Not an exception that is caught under that name.
        """
        return [given.value for given in self.assigned.get(name, ())
                if given.value is not None]

    @cached_property
    def _exits(self) -> list[Exit] | None:
        return flow.exits(self.source, self.node)

    @property
    def exits(self) -> list[Exit]:
        """Each way out; none where they are too many to be told apart."""
        return self._exits or []

    @property
    def has_too_many_exits(self) -> bool:
        """Whether the ways out are too many to be told apart."""
        return self._exits is None

    def succeeds(self, exit_: Exit) -> bool:
        """Whether a way out may be taken because the wait is over.

        A callback goes on when it returns, and ends by ``LoopingCallDone``.
        """
        if not isinstance(self.node, FUNCTIONS):
            return not exit_.fails
        raised = exit_.node.exc if isinstance(exit_.node, ast.Raise) else None
        if isinstance(raised, ast.Call):
            raised = raised.func
        return raised is not None and last_name(raised) == DONE

    @cached_property
    def size(self) -> int:
        """How many nodes have to be visited to follow each way out."""
        ways = 1 + sum(1 + len(exit_.tests) for exit_ in self.exits)
        return ways * sum(1 for _ in walk(self.node))

    @cached_property
    def own_test(self) -> ast.expr | None:
        """The test of a ``while``."""
        return self.node.test if isinstance(self.node, ast.While) else None

    @property
    def orelse(self) -> list[ast.stmt]:
        """What runs when the loop ends by itself, of its ``else``."""
        return getattr(self.node, 'orelse', [])

    @cached_property
    def tests(self) -> list[ast.expr]:
        """All conditions under which the loop goes on or is left."""
        found = [test for exit_ in self.exits for test, _ in exit_.tests]
        return found if self.own_test is None else [*found, self.own_test]

    @cached_property
    def function(self) -> Function | None:
        """The function whose body holds the loop."""
        return self.source.function(self.node)

    def is_called(self, *parts: str) -> bool:
        """Whether the name of its function holds one of some texts."""
        return self.function is not None and any(
            part in self.function.name.lower() for part in parts)

    @cached_property
    def words(self) -> list[str]:
        """The words of the name of its function."""
        return polls.words(getattr(self.function, 'name', ''))

    def is_pause(self, node: ast.AST) -> bool:
        """Whether a node is one of the loop's pauses, and nothing else."""
        return any(node is pause.node and not pause.asks
                   for pause in self.pauses)

    def holds(self, node: ast.AST) -> bool:
        """Whether a node stands in this loop."""
        # Most do not, and their lines say so.
        line = getattr(node, 'lineno', self.node.lineno)
        return self.node.lineno <= line <= (
            self.node.end_lineno or line) and any(
            above is self.node for above in self.source.ancestors(node))

    def tests_itself(self, part: ast.AST) -> bool:
        """Whether a node is a part of the loop's own test."""
        return self.own_test is not None and any(
            above is self.own_test for above in (
                part, *self.source.ancestors(part)))

    def ends_by_break(self) -> bool:
        """Whether one of the ways out goes on after the loop."""
        return any(isinstance(exit_.node, ast.Break) for exit_ in self.exits)


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
