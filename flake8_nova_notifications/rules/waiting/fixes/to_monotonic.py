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

"""The fix of NVN106: a deadline by the monotonic clock.

Only where the time stays in the function: each use of it is a comparison with
another such time, a difference of two, or a sum that is used likewise.
"""

import ast

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import replacing

_LEAVES = Refused('the time is used for something else')
# Assignments that are followed: ``now = time.time()``, ``end = now + 60`` ...
_MAX_ROUNDS = 5


def to_monotonic(source: SourceFile, test: ast.expr) -> Fix | Refused:
    """The edits that take each time of a function from another clock.

    :param test: the comparison with the wall clock.
    """
    function = source.function(test)
    if function is None:
        return Refused('it stands outside of a function')
    names = source.once(Names)
    calls = [call for call in source.within(function, ast.Call)
             if names.dotted(call.func) == 'time.time']
    if not calls:
        return Refused('it is no time.time()')
    if not all(isinstance(call.func, ast.Attribute) for call in calls):
        return Refused('time() is imported by its name')
    instants = _Instants(source, calls, source.within(function, ast.Assign))
    uses: list[ast.expr] = [*calls, *(
        name for name in source.within(function, ast.Name)
        if name.id in instants.names and isinstance(name.ctx, ast.Load))]
    if not all(map(instants.stays, uses)):
        return _LEAVES
    return Fix(tuple(
        replacing(call.func, 'time.monotonic') for call in calls))


class _Instants:
    """Which expressions of a function are times of its clock.

    :ivar names: the local names that hold nothing else.
    """

    def __init__(
        self, source: SourceFile, calls: list[ast.Call],
        assignments: list[ast.Assign],
    ) -> None:
        self._source = source
        self._calls = calls
        self.names: set[str] = set()
        for _ in range(_MAX_ROUNDS):
            self.names |= {
                target.id for assignment in assignments
                for target in assignment.targets
                if isinstance(target, ast.Name)
                and self._is_instant(assignment.value)}
        self._mixed = {
            target.id for assignment in assignments
            for target in assignment.targets
            if isinstance(target, ast.Name) and target.id in self.names
            and not self._is_instant(assignment.value)}

    def _is_instant(self, expression: ast.expr) -> bool:
        if expression in self._calls:
            return True
        if isinstance(expression, ast.Name):
            return expression.id in self.names
        match expression:
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._is_instant(left) != self._is_instant(right)
        return False

    def stays(self, use: ast.expr) -> bool:
        """Whether nobody but this function sees a time."""
        if isinstance(use, ast.Name) and use.id in self._mixed:
            return False
        node: ast.expr = use
        while True:
            parent = self._source.parent(node)
            if isinstance(parent, ast.BinOp):
                if self._is_instant(parent):
                    node = parent
                    continue
                # A difference is a number of seconds by any clock.
                return all(map(
                    self._is_instant, (parent.left, parent.right)))
            if isinstance(parent, ast.Compare):
                return all(map(
                    self._is_instant, (parent.left, *parent.comparators)))
            return isinstance(parent, ast.Assign) and all(
                isinstance(target, ast.Name) for target in parent.targets)
