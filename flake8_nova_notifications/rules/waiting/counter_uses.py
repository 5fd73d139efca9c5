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

"""Everything that a function does with the counter of one of its waits."""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.rules.waiting.counter_shown import is_shown
from flake8_nova_notifications.rules.waiting.counter_shown import shows_bound
from flake8_nova_notifications.rules.waiting.counters import Count
from flake8_nova_notifications.rules.waiting.how_long import is_named
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.sequence import blocks

_MORE = (ast.Gt, ast.GtE, ast.Eq)
_LESS = (ast.Lt, ast.LtE, ast.NotEq)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)
_MADE = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_ELSE = 'the counter is used for something else'
_ORDER = 'its order of steps is unusual'


class CounterUses:
    """The uses of one counter, for who wants to do without it.

    :ivar begun: what it is counted down from; None where it is counted up.
    :ivar start: the statement that sets it before the loop and can be left
        out; None where others need it.
    :ivar steps: the statements of the loop that step it.
    :ivar go_on: parts of tests that hold while there are polls left.
    :ivar is_over: parts of tests that hold when there are none.
    :ivar shown: uses that only say how far it has come; where there are any
        it goes on counting.
    :ivar refusal: why it cannot be taken out; empty where it can.
    """

    def __init__(self, loop: Loop, count: Count) -> None:
        self._source: SourceFile = loop.source
        self._loop = loop
        self._count = count
        self.begun: ast.expr | None = None
        self.start: ast.stmt | None = None
        self.go_on: list[ast.expr] = []
        self.is_over: list[ast.expr] = []
        self.steps: list[ast.stmt] = []
        self.shown: list[ast.Name] = []
        self.refusal = ''
        # Set and read before the loop.
        self._starts: list[ast.stmt] = []
        self._before = False
        self._name = count.counter
        self._down = isinstance(count.step, ast.UnaryOp)
        self._is_for = isinstance(loop.node, ast.For)
        self._outer = [above for above in loop.source.ancestors(loop.node)
                       if isinstance(above, _LOOPS)]
        function = loop.function
        if function is None or not self._is_for and (
                not self._name.isidentifier()):
            self.refusal = 'the counter is no local name'
            return
        for node in walk(function):
            if isinstance(node, ast.Name) and node.id == self._name:
                self._sort_in(node)
            elif isinstance(node, ast.arg) and node.arg == self._name:
                if self._source.function(node) is function or (
                        node in walk(function.args)):
                    self._before = True
                else:
                    self.refusal = _ELSE
        if not self._is_for:
            self._begin()
        elif any(isinstance(node, ast.Name) and node.id in self._others()
                 and isinstance(node.ctx, ast.Load)
                 and node.lineno >= loop.node.lineno
                 for node in walk(function)):
            self.refusal = _ELSE

    def _others(self) -> set[str]:
        """What a ``for`` loop binds beside its counter."""
        target = getattr(self._loop.node, 'target', None)
        return set() if target is None else {
            node.id for node in walk(target) if isinstance(node, ast.Name)
        } - {self._name}

    def _begin(self) -> None:
        """See where it begins, and whether the rest can do without that."""
        alone = len(self._starts) == 1 and not self._before and (
            self._is_beside(self._starts[0]))
        if alone:
            self.start = self._starts[0]
        elif self._outer or not self._down or not (
                self._starts or self._before):
            self.refusal = self.refusal or (
                'the counter is set in several places')
        if self._down:
            self.begun = getattr(self.start, 'value', None) or ast.Name(
                self._name, ast.Load())
        if not self.steps or not (self.go_on or self.is_over):
            self.refusal = self.refusal or _ORDER

    def _sort_in(self, name: ast.Name) -> None:
        if self._is_another(name):
            return
        if isinstance(name.ctx, ast.Store):
            self._sort_store(name)
        elif self._comes_before(name):
            self._before = True
        elif not self._is_in_step(name) and not self._is_test(name):
            if not self._may_go_on(name):
                self.refusal = _ELSE
            elif self._count.limit is None or shows_bound(
                    self._source, name, self._count.limit):
                self.refusal = 'the counter is shown beside its bound'
            else:
                self.shown.append(name)

    def _may_go_on(self, name: ast.Name) -> bool:
        """Whether a use is none that a counter without a bound spoils."""
        return not self._down and is_shown(self._source, name) and (
            not self._is_for or self._loop.holds(name)
            and self._is_plain_range())

    def _is_plain_range(self) -> bool:
        """``for i in range(n)``, in which nothing leaves a round early."""
        node = self._loop.node
        return isinstance(node, ast.For) and isinstance(
            node.target, ast.Name) and isinstance(node.iter, ast.Call) and (
                callee_name(node.iter) in ('range', 'xrange')) and (
                    len(node.iter.args) < 3) and not any(
                        isinstance(inner, ast.Continue)
                        for inner in walk(node))

    def _sort_store(self, name: ast.Name) -> None:
        parent = self._source.parent(name)
        if self._is_for and any(
                node is name for node in walk(
                    getattr(self._loop.node, 'target', name))):
            return
        if self._is_for:
            self.refusal = 'the counter is set in several places'
        elif self._comes_before(name):
            if isinstance(parent, ast.Assign) and parent.targets == [name]:
                self._starts.append(parent)
            else:
                self._before = True
        elif isinstance(parent, ast.AugAssign) and self._loop.holds(parent):
            self.steps.append(parent)
        elif isinstance(parent, ast.Assign) and parent.targets == [
                name] and self._loop.holds(parent) and (
                    self._is_sum(parent.value)):
            self.steps.append(parent)
        else:
            self.refusal = 'the counter is set in several places'

    def _is_another(self, name: ast.Name) -> bool:
        """Whether another loop has a counter of that name, or it is unread.

        What stands behind a block that is always left is never reached from
        the loop in it.
        """
        node = self._loop.node
        for above in self._source.ancestors(name):
            if above is node or above in self._outer:
                break
            targets = [above.target] if isinstance(
                above, (ast.For, ast.AsyncFor)) else [
                    one.target for one in above.generators] if isinstance(
                        above, _MADE) else []
            if any(isinstance(part, ast.Name) and part.id == self._name
                   for target in targets for part in walk(target)):
                return isinstance(above, _MADE) or not self._loop.holds(above)
        child: ast.AST = node
        for above in self._source.ancestors(node):
            if above is self._loop.function:
                break
            for block in blocks(above):
                if child in block and _leaves(block[-1]) and (
                        name.lineno > (block[-1].end_lineno or 0)):
                    return True
            child = above
        return False

    def _comes_before(self, node: ast.Name) -> bool:
        """Whether it is evaluated before the first round, and then only."""
        return node.lineno < self._loop.node.lineno and (
            isinstance(node.ctx, ast.Store) or not any(
                above in self._outer
                for above in self._source.ancestors(node)))

    def _is_beside(self, statement: ast.stmt) -> bool:
        """Whether a statement stands in the same block as the loop."""
        return any(
            statement in block and self._loop.node in block
            for block in blocks(self._source.parent(statement)))

    def _is_in_step(self, name: ast.Name) -> bool:
        parent = self._source.parent(name)
        return isinstance(parent, ast.BinOp) and any(
            isinstance(above, ast.Assign) and above.value is parent
            and self._is_sum(parent)
            for above in self._source.ancestors(parent))

    def _is_sum(self, value: ast.expr) -> bool:
        return isinstance(value, ast.BinOp) and isinstance(
            value.op, (ast.Add, ast.Sub)) and isinstance(
                value.left, ast.Name) and value.left.id == self._name

    def _is_test(self, name: ast.Name) -> bool:
        """Whether it tests if there are polls left; such tests are kept."""
        part: ast.expr = name
        parent = self._source.parent(name)
        if isinstance(parent, ast.BinOp) and self._is_for:
            # ``i + 1 == limit``
            part, parent = parent, self._source.parent(parent)
        if isinstance(parent, ast.Compare) and len(parent.ops) == 1:
            over = self._compares(part, parent)
            part = parent
            above = self._source.parent(part)
            if over is not None and isinstance(
                    above, ast.UnaryOp) and isinstance(above.op, ast.Not):
                # ``not tries >= limit``
                part, over = above, not over
        elif self._down:
            over = isinstance(parent, ast.UnaryOp) and isinstance(
                parent.op, ast.Not)
            part = parent if over and isinstance(
                parent, ast.UnaryOp) else part
        else:
            return False
        if over is None or not self._decides(part, over):
            return False
        (self.is_over if over else self.go_on).append(part)
        return True

    def _compares(self, part: ast.expr, test: ast.Compare) -> bool | None:
        """Whether a comparison holds when no poll is left; None: unclear."""
        operator = test.ops[0]
        over = isinstance(operator, _MORE)
        if not over and not isinstance(operator, _LESS):
            return None
        is_left = test.left is part
        other = test.comparators[0] if is_left else test.left
        equal = isinstance(operator, (ast.Eq, ast.NotEq))
        if not equal and is_left is self._down:
            over = not over
        if not self._is_limit(part, other, over, operator):
            return None
        return over

    def _is_limit(
        self, part: ast.expr, other: ast.expr, over: bool, operator: ast.AST,
    ) -> bool:
        """Whether what a counter is compared with is its bound."""
        limit = self._count.limit
        value = number(self._source, other)
        if self._down:
            return value in (0, 1, -1)
        if limit is None:
            return False
        step = self._count.step
        known = number(self._source, limit)
        if not self._is_for:
            if unparsed(other) == unparsed(limit):
                return True
            by = 1.0 if step is None else number(self._source, step)
            return None not in (value, known, by) and not is_named(other) and (
                abs((value or 0) - (known or 0)) <= abs(by or 0))
        # The last round is the one before the limit.
        ranged = getattr(self._loop.node, 'iter', None)
        if step is not None or not isinstance(ranged, ast.Call) or (
                callee_name(ranged) not in ('range', 'xrange')) or (
                    isinstance(operator, (ast.Gt, ast.LtE))):
            return False
        if isinstance(part, ast.BinOp):
            return unparsed(part) == f'{self._name} + 1' and (
                unparsed(other) == unparsed(limit))
        return unparsed(other) == f'{unparsed(limit)} - 1' or (
            unparsed(limit) == f'{unparsed(other)} + 1') or (
            value is not None and known is not None
            and not is_named(other) and value == known - 1)

    def _is_own(self, node: ast.AST) -> bool:
        """Whether a node of the loop stands in no loop inside of it."""
        return next(above for above in self._source.ancestors(node)
                    if isinstance(above, _LOOPS)) is self._loop.node

    def _decides(self, part: ast.expr, over: bool) -> bool:
        """Whether a test stands where a flag can take its place."""
        source, loop = self._source, self._loop
        inside = loop.holds(part)
        whole: ast.AST = part
        holder = source.parent(part)
        while isinstance(holder, ast.BoolOp):
            whole, holder = holder, source.parent(holder)
        if whole is loop.own_test:
            # Only what all the rest has to hold beside.
            return not over and (whole is part or isinstance(
                whole, ast.BoolOp) and isinstance(whole.op, ast.And)
                and source.parent(part) is whole)
        behind = part.lineno > (loop.node.end_lineno or 0)
        if isinstance(holder, ast.If) and holder.test is whole:
            return behind or inside and self._is_own(holder)
        return behind and isinstance(part, ast.Compare) and not any(
            isinstance(above, _LOOPS)
            and above not in source.ancestors(loop.node)
            for above in source.ancestors(part))


def _leaves(statement: ast.stmt) -> bool:
    """Whether a function is left by a statement, whichever way it goes."""
    stack: list[ast.stmt] = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If) and node.orelse:
            stack += [node.body[-1], node.orelse[-1]]
        elif not isinstance(node, (ast.Return, ast.Raise)):
            return False
    return True
