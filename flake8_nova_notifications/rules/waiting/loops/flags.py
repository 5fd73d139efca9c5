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


"""Flags that a loop clears itself once it has counted far enough."""

import ast
from dataclasses import dataclass

from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.rules.waiting.loops.counters import Count
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop


@dataclass(frozen=True)
class CountedFlag:
    """A flag of the loop's own test that a count of polls clears.

    :ivar count: the count.
    :ivar beside: what else is done where it is cleared.
    """

    count: Count
    beside: tuple[ast.stmt, ...]

    @property
    def only_logs(self) -> bool:
        """Whether nothing is done there that its callers could notice."""
        return all(
            isinstance(one, ast.Expr) and any(
                logs.level(node) for node in walk(one))
            for one in self.beside)


def counted_flag(loop: Loop) -> CountedFlag | None:
    """``while retry: ...; n += 1``, ``if n > 3: retry = False``."""
    if loop.own_test is None:
        return None
    counters = loop.once(Counters)
    for part, goes_on in flow.conjuncts(loop.own_test):
        if not isinstance(part, ast.Name):
            continue
        for given in loop.assigned.get(part.id, ()):
            branch = loop.source.parent(given.node)
            if not (isinstance(given.node, ast.Assign)
                    and isinstance(given.value, ast.Constant)
                    and bool(given.value.value) is not goes_on
                    and isinstance(branch, ast.If)
                    and given.node in branch.body):
                continue
            for test in flow.parts(branch.test):
                count = counters.counted(test)
                if count is not None:
                    return CountedFlag(count, tuple(
                        one for one in branch.body
                        if one is not given.node))
    return None
