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

"""Where a function uses the counter of a ``while`` loop, and for what."""

import ast

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.rules.waiting.counters import Count
from flake8_nova_notifications.rules.waiting.loop import Loop

_MORE = (ast.Gt, ast.GtE, ast.Eq)
_LESS = (ast.Lt, ast.LtE, ast.NotEq)


class CounterUses:
    """The uses of one counter, for who wants to do without it.

    :ivar start: the statement that sets it before the loop.
    :ivar steps: the statements of the loop that step it.
    :ivar go_on: parts of tests that hold while there are polls left.
    :ivar is_over: parts of tests that hold when there are none.
    :ivar refusal: why it cannot be taken out; empty where it can.
    """

    def __init__(self, loop: Loop, count: Count) -> None:
        self._source: SourceFile = loop.source
        self._loop = loop
        self.go_on: list[ast.expr] = []
        self.is_over: list[ast.expr] = []
        self.steps: list[ast.stmt] = []
        starts: list[ast.stmt] = []
        self.refusal = ''
        self._down = isinstance(count.step, ast.UnaryOp)
        function = loop.function
        if function is None or not count.counter.isidentifier():
            self.refusal = 'the counter is no local name'
            return
        self._name = count.counter
        for node in walk(function):
            if isinstance(node, ast.Name) and node.id == self._name:
                self._sort_in(node, starts)
            elif isinstance(node, ast.arg) and node.arg == self._name:
                self.refusal = 'the counter is a parameter'
        if len(starts) != 1 or not self.steps:
            self.refusal = self.refusal or 'its order of steps is unusual'
            return
        self.start = starts[0]
        if not (self.go_on or self.is_over):
            self.refusal = self.refusal or 'its order of steps is unusual'

    def _sort_in(self, name: ast.Name, starts: list[ast.stmt]) -> None:
        parent = self._source.parent(name)
        if isinstance(name.ctx, ast.Store):
            if isinstance(parent, ast.AugAssign) and self._loop.holds(parent):
                self.steps.append(parent)
            elif isinstance(parent, ast.Assign) and parent.targets == [name]:
                if self._loop.holds(parent) and self._is_sum(parent.value):
                    self.steps.append(parent)
                elif self._is_before(parent):
                    starts.append(parent)
                else:
                    self.refusal = 'the counter is set in several places'
            else:
                self.refusal = 'the counter is set in several places'
            return
        if isinstance(parent, ast.BinOp) and any(
                isinstance(above, ast.Assign) and above.value is parent
                and self._is_sum(parent)
                for above in self._source.ancestors(parent)):
            return
        if not self._is_test(name, parent):
            self.refusal = 'the counter is used for something else'

    def _is_before(self, statement: ast.stmt) -> bool:
        """Whether a statement stands before the loop in the same block."""
        holder = self._source.parent(statement)
        for field in ('body', 'orelse', 'finalbody'):
            block = getattr(holder, field, None)
            if isinstance(block, list) and statement in block and (
                    self._loop.node in block):
                return block.index(statement) < block.index(self._loop.node)
        return False

    def _is_sum(self, value: ast.expr) -> bool:
        return isinstance(value, ast.BinOp) and isinstance(
            value.op, (ast.Add, ast.Sub)) and isinstance(
                value.left, ast.Name) and value.left.id == self._name

    def _is_test(self, name: ast.Name, parent: ast.AST | None) -> bool:
        if not isinstance(parent, ast.Compare) or len(parent.ops) != 1:
            return False
        operator = parent.ops[0]
        more = isinstance(operator, _MORE)
        if not more and not isinstance(operator, _LESS):
            return False
        if parent.left is not name and not isinstance(
                operator, (ast.Eq, ast.NotEq)):
            more = not more
        if self._down and not isinstance(operator, (ast.Eq, ast.NotEq)):
            more = not more
        holder = self._source.parent(parent)
        if self._loop.own_test is parent or isinstance(
                holder, ast.BoolOp) and holder is self._loop.own_test and (
                    isinstance(holder.op, ast.And)):
            if more:
                return False
            self.go_on.append(parent)
            return True
        if isinstance(holder, ast.If) and holder.test is parent and (
                self._is_near(holder)):
            if not more:
                return False
            self.is_over.append(parent)
            return True
        return False

    def _is_near(self, statement: ast.If) -> bool:
        """Whether it is a step of the loop, or stands behind it."""
        return statement in getattr(self._loop.node, 'body', ()) or (
            statement.lineno > (self._loop.node.end_lineno or 0))
