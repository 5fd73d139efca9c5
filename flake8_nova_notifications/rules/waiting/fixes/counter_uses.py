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
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.rules.waiting.loops.assigned import is_text
from flake8_nova_notifications.rules.waiting.loops.beside import only_logs
from flake8_nova_notifications.rules.waiting.loops.counters import Count
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.sequence import block_of
from flake8_nova_notifications.rules.waiting.loops.sequence import blocks
from flake8_nova_notifications.rules.waiting.loops.sequence import statement_of

# What an expression may stand in on its way into a text.
_PARTS = (ast.BinOp, ast.Call, ast.Compare, ast.Dict, ast.FormattedValue,
          ast.JoinedStr, ast.keyword, ast.Tuple, ast.UnaryOp)
_NUMBER = re.compile(r'\d+')
_MORE = (ast.Gt, ast.GtE, ast.Eq)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)
_MADE = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_ELSE = 'the counter is used for something else'
_PLACES = 'the counter is set in several places'


class CounterUses:
    """The uses of one counter, for who wants to do without it.

    :ivar limit: what it is counted up to, or down from.
    :ivar start: the statement that sets it before the loop and can be left
        out; None where others need it.
    :ivar steps: the statements of the loop that step it.
    :ivar go_on: parts of tests that hold while there are polls left.
    :ivar is_over: parts of tests that hold when there are none.
    :ivar shown: uses that only say how far it has come; where there are any
        it goes on counting: ``'try %d' % tries`` says the same when a
        deadline ends the wait, ``'try %d of %d' % (tries, 10)`` does not.
    :ivar refusal: why it cannot be taken out; empty where it can.
    """

    def __init__(
        self, loop: Loop, function: Function, count: Count,
    ) -> None:
        self._source: SourceFile = loop.source
        self._loop = loop
        # ``while tries`` ends at nothing.
        self.limit: ast.expr = count.limit or ast.Constant(0)
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
        if not self._is_for and not self._name.isidentifier():
            self.refusal = 'the counter is no local name'
            return
        if count.limit is None and not self._down:
            self.refusal = 'the bound is unknown'
            return
        bound = {
            node: node.id for node in walk(loop.node.target)
            if isinstance(node, ast.Name)
        } if isinstance(loop.node, ast.For) else {}
        beside = set(bound.values()) - {self._name}
        for node in walk(function):
            if isinstance(node, ast.arg) and node.arg == self._name:
                self._before = True
            elif isinstance(node, ast.Name) and node not in bound:
                if node.id == self._name:
                    self._sort_in(node)
                elif node.id in beside:
                    self.refusal = _ELSE
        if not self._is_for:
            self._begin()

    def _begin(self) -> None:
        """See where it begins, and whether the rest can do without that."""
        alone = len(self._starts) == 1 and not self._before and (
            self._loop.node in block_of(self._source, self._starts[0]))
        if alone:
            self.start = self._starts[0]
        elif self._outer or not self._down:
            self.refusal = _PLACES
        if self._down:
            self.limit = getattr(self.start, 'value', None) or ast.Name(
                self._name, ast.Load())

    def _sort_in(self, name: ast.Name) -> None:
        if self._is_another(name):
            return
        if isinstance(name.ctx, ast.Store):
            self._sort_store(name)
        elif name.lineno < self._loop.node.lineno:
            self._before = True
        elif not any(map(self._is_step, self._source.ancestors(name))) and (
                not self._is_test(name)):
            if not self._may_go_on(name):
                self.refusal = _ELSE
            elif _shows_bound(self._source, name, self.limit):
                self.refusal = 'the counter is shown beside its bound'
            else:
                self.shown.append(name)

    def _may_go_on(self, name: ast.Name) -> bool:
        """Whether a use is none that a counter without a bound spoils."""
        return not self._down and _is_shown(self._source, name) and (
            not self._is_for or self._loop.holds(name) and self._is_range()
            # Nothing leaves a round early.
            and not any(isinstance(inner, ast.Continue)
                        for inner in walk(self._loop.node)))

    def _is_range(self) -> bool:
        """``for i in range(n)``, without a step."""
        match self._loop.node:
            case ast.For(target=ast.Name(), iter=ast.Call(
                    func=ast.Name(id='range' | 'xrange'), args=[_] | [_, _])):
                return True
        return False

    def _sort_store(self, name: ast.Name) -> None:
        statement = statement_of(self._source, name)
        if self._is_for:
            self.refusal = _PLACES
        elif name.lineno < self._loop.node.lineno:
            match statement:
                case ast.Assign(targets=[ast.Name()]):
                    self._starts.append(statement)
                case _:
                    self._before = True
        elif self._is_step(statement) and self._loop.holds(statement):
            self.steps.append(statement)
        else:
            self.refusal = _PLACES

    def _is_step(self, node: ast.AST) -> bool:
        """``tries += 1``, ``tries = tries + 1``."""
        match node:
            case ast.AugAssign(target=ast.Name(id=name)):
                return name == self._name
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(
                    left=ast.Name(id=left), op=ast.Add() | ast.Sub())):
                return name == left == self._name
        return False

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
            if any(getattr(part, 'id', '') == self._name
                   for target in targets for part in walk(target)):
                return True
        child: ast.AST = node
        for above in self._source.ancestors(node):
            if above is self._loop.function:
                break
            for block in blocks(above):
                if child in block and _leaves(block[-1]) and (
                        start_of(name) > end_of(block[-1])):
                    return True
            child = above
        return False

    def _is_test(self, name: ast.Name) -> bool:
        """Whether it tests if there are polls left; such tests are kept."""
        part: ast.expr = name
        parent = self._source.parent(name)
        if isinstance(parent, ast.BinOp) and self._is_for:
            # ``i + 1 == limit``
            part, parent = parent, self._source.parent(parent)
        if isinstance(parent, ast.Compare):
            over = self._compares(part, parent)
            part = parent
            above = self._source.parent(part)
            if over is not None and isinstance(above, ast.UnaryOp):
                # ``not tries >= limit``
                part, over = above, not over
        elif self._down:
            over = isinstance(parent, ast.UnaryOp)
            if isinstance(parent, ast.UnaryOp):
                part = parent
        else:
            return False
        if over is None or not self._decides(part):
            return False
        (self.is_over if over else self.go_on).append(part)
        return True

    def _compares(self, part: ast.expr, test: ast.Compare) -> bool | None:
        """Whether a comparison holds when no poll is left; None: unclear."""
        operator = test.ops[0]
        over = isinstance(operator, _MORE)
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
        limit = self.limit
        value = number(self._source, other)
        if self._down:
            return value in (0, 1, -1)
        if not self._is_for:
            return unparsed(other) == unparsed(limit)
        # The last round is the one before the limit.
        if not self._is_range() or isinstance(operator, (ast.Gt, ast.LtE)):
            return False
        if isinstance(part, ast.BinOp):
            return unparsed(part) == f'{self._name} + 1' and (
                unparsed(other) == unparsed(limit))
        return unparsed(other) == f'{unparsed(limit)} - 1' or (
            unparsed(limit) == f'{unparsed(other)} + 1') or (
            value is not None
            and number(self._source, limit) == value + 1)

    def _decides(self, part: ast.expr) -> bool:
        """Whether a test stands where a flag can take its place."""
        whole: ast.AST = part
        holder = self._source.parent(part)
        while isinstance(holder, ast.BoolOp):
            whole, holder = holder, self._source.parent(holder)
        if whole is self._loop.own_test:
            return not isinstance(whole, ast.BoolOp) or isinstance(
                whole.op, ast.And)
        return isinstance(holder, ast.If) or isinstance(part, ast.Compare)


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


def _is_shown(source: SourceFile, name: ast.Name) -> bool:
    """Whether a use of a counter only says how far it has come.

    In a log call, in a text, in the message of a failure, or in the test of
    an ``if`` that does nothing but log.
    """
    for above in source.ancestors(name):
        if isinstance(above, ast.Call) and (
                logs.level(source, above) is not None
                or callee_name(above) == 'print'):
            return True
        if isinstance(above, ast.Assign):
            return is_text(above.value)
        if isinstance(above, ast.If):
            return only_logs(above)
        if isinstance(above, ast.stmt):
            # ``raise Failed('...' % tries)``, ``self.fail('...' % tries)``
            return failures.fails(source, above)
        if not isinstance(above, _PARTS):
            return False
    return False


def _shows_bound(
    source: SourceFile, name: ast.Name, limit: ast.expr,
) -> bool:
    """Whether the bound of a counter is shown beside it, or may be."""
    statement = statement_of(source, name)
    if isinstance(statement, ast.If):
        # A test shows nothing, but may ask how much is left.
        parts, numbers = [*walk(statement.test)], False
    else:
        parts, numbers = [*walk(statement)], True
    names = {_name(part) for part in walk(limit)} - {''}
    if any(_name(part) in names for part in parts):
        return True
    value = number(source, limit)
    said = {text for part in parts if isinstance(part, ast.Constant)
            for text in _NUMBER.findall(str(part.value))}
    return numbers and value is not None and f'{value:g}' in said


def _name(node: ast.AST) -> str:
    return getattr(node, 'id', '') or getattr(node, 'attr', '')
