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

"""Where the values come from that a loop's tests rest on."""

import ast
from collections.abc import Iterator
from functools import cached_property

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import clocks
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.idioms.values import is_setting
from flake8_nova_notifications.rules.waiting.loops.assigned import Assignment
from flake8_nova_notifications.rules.waiting.loops.assigned import is_text
from flake8_nova_notifications.rules.waiting.loops.loop import Loop

# Methods that change what a container holds.
_CHANGES = frozenset((
    'append', 'add', 'remove', 'discard', 'pop', 'update',
    'difference_update'))
# Names that stand for names ... followed when asking what a test rests on.
MAX_HOPS = 5


class Sources:
    """Follows the names of one loop to what they were given."""

    def __init__(self, loop: Loop) -> None:
        self._source = loop.source
        self._loop = loop

    def of(self, test: ast.expr) -> Iterator[ast.expr]:
        """The expressions outside values come from that a test rests on."""
        seen: set[str] = set()
        layer: list[ast.expr] = [test]
        for _ in range(MAX_HOPS):
            below: list[ast.expr] = []
            for expression in layer:
                if self._is_outside(expression):
                    yield expression
                for node in walk(expression):
                    if isinstance(node, ast.Attribute) and is_self(
                            node.value):
                        for flag in self._flags.get(node.attr, ()):
                            below.extend(self._tests_around(flag))
                    if isinstance(node, ast.Name) and (
                            node.id not in seen
                            and not self._is_asked(node)):
                        seen.add(node.id)
                        for given in self._loop.assigned.get(node.id, ()):
                            if given.value is not None and not is_text(
                                    given.value):
                                below.append(given.value)
                            below.extend(self._flag_tests(given))
                        for change in self.changed.get(node.id, ()):
                            below.extend(self._tests_around(change))
            layer = below
            if not layer:
                return

    def _is_asked(self, name: ast.Name) -> bool:
        """``ws`` in ``ws.receive()``: where it comes from is no poll."""
        above = self._source.parent(name)
        if not isinstance(above, ast.Attribute) or not self.is_callee(above):
            return False
        call = self._source.parent(above)
        return isinstance(call, ast.Call) and polls.kind(
            self._source, call) is not Kind.PLAIN

    def _flag_tests(self, given: Assignment) -> list[ast.expr]:
        """``if seen: done = True``: the flag rests on the test."""
        value = given.value
        if isinstance(value, ast.BinOp) and isinstance(
                value.left, ast.Name) and value.left.id in self._loop.assigned:
            # ``alive = alive + 1``
            value = value.right
        return self._tests_around(given.node) if isinstance(
            value, ast.Constant) or self._is_gone_through(value) else []

    @cached_property
    def _flags(self) -> dict[str, list[ast.Assign]]:
        """Where attributes of the object are set to a constant.

        ``if api.is_up(): self.done = True``, tested as ``self.done``.
        """
        found: dict[str, list[ast.Assign]] = {}
        for node in walk_scope(self._loop.node):
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(value=owner, attr=name)],
                    value=ast.Constant(),
                ) if is_self(owner):
                    found.setdefault(name, []).append(node)
        return found

    def _is_gone_through(self, value: ast.expr | None) -> bool:
        """``found = port`` in ``for port in ports: if port.up: ...``."""
        return isinstance(value, ast.Name) and any(
            isinstance(given.node, (ast.For, ast.AsyncFor))
            for given in self._loop.assigned.get(value.id, ()))

    @cached_property
    def changed(self) -> dict[str, list[ast.AST]]:
        """Where something is put into a container or taken out of it.

        ``if is_done(job): pending.remove(job)``: what is pending rests on
        the test as a flag does.
        """
        found: dict[str, list[ast.AST]] = {}
        for node in walk_scope(self._loop.node):
            match node:
                case ast.Expr(value=ast.Call(func=ast.Attribute(
                        value=ast.Name(id=name), attr=attr))):
                    if attr in _CHANGES:
                        found.setdefault(name, []).append(node)
                case ast.Delete(targets=[
                        ast.Subscript(value=ast.Name(id=name))]):
                    found.setdefault(name, []).append(node)
        return found

    def _tests_around(self, node: ast.AST) -> list[ast.expr]:
        """What decides whether a statement of the loop is reached."""
        found: list[ast.expr] = []
        child: ast.AST = node
        for above in self._source.ancestors(node):
            if above is self._loop.node:
                break
            if isinstance(above, ast.If) and child is not above.test:
                found.append(above.test)
            if isinstance(above, (ast.For, ast.AsyncFor)) and (
                    child in above.body):
                found.append(above.iter)
                # ``if ready: continue``, and then ``done = False``.
                found += [
                    before.test
                    for before in above.body[:above.body.index(child)]
                    if isinstance(before, ast.If) and isinstance(
                        before.body[-1], (ast.Continue, ast.Break))]
            if isinstance(above, TRIES) and child in above.body:
                # Reached only when the calls before it did not raise.
                found += [
                    node
                    for before in above.body[:above.body.index(child)]
                    for node in walk_scope(before)
                    if isinstance(node, ast.Call)
                    and not logs.level(node)]
            if isinstance(above, TRIES) and child in above.handlers:
                # Reached only when one of them did.
                found += [
                    node for statement in above.body
                    if isinstance(statement, (ast.Expr, ast.Assign))
                    for node in walk_scope(statement)
                    if isinstance(node, ast.Call) and polls.kind(
                        self._source, node) is Kind.POLL]
            child = above
        return found

    def _is_outside(self, expression: ast.expr) -> bool:
        """Whether an expression reads what the loop does not compute."""
        names = self._source.once(Names)
        for node in walk(expression):
            if isinstance(node, ast.Call) and polls.kind(
                    self._source, node) is not Kind.PLAIN:
                return True
            if isinstance(node, ast.Attribute) and not (
                    self.is_callee(node) or names.dotted(node) is not None
                    or is_setting(self._source, node)):
                return True
            if isinstance(node, ast.Name) and self._is_shared(node):
                return True
            if isinstance(node, ast.Subscript) and isinstance(
                    node.value, ast.Name) and self._is_shared(node.value):
                return True
        return False

    def is_callee(self, node: ast.expr) -> bool:
        """Whether a node is what is called."""
        parent = self._source.parent(node)
        return isinstance(parent, ast.Call) and parent.func is node

    def reads_part(self, node: ast.expr) -> bool:
        """``system.boot.get`` in ``system.boot.get('mode')``."""
        call = self._source.parent(node)
        return isinstance(call, ast.Call) and call.func is node and (
            polls.kind(self._source, call) is Kind.PLAIN)

    def _is_shared(self, name: ast.Name) -> bool:
        """A name that somebody else can rebind: global, or of a closure."""
        if name.id in self._loop.assigned:
            return False
        function = self._loop.function
        names = self._source.once(Names)
        if function is None:
            return False
        if name.id in names.scope(function):
            # Filled by a function inside this one: a callback, a thread.
            return any(
                isinstance(node, ast.Name) and node.id == name.id
                for nested in walk_scope(function) if nested is not function
                and isinstance(nested, (*FUNCTIONS, ast.Lambda))
                for node in walk(nested))
        bindings = names.bindings(name.id, name)
        return bool(bindings) and len(bindings) > 1 and all(
            isinstance(b.node, ast.expr) for b in bindings)


def is_answer(loop: Loop, node: ast.stmt) -> bool:
    """``if api.is_up(): self.done = True``: the flag says what was seen."""
    above = loop.source.parent(node)
    return isinstance(above, ast.If) and loop.holds(above) and any(
        isinstance(part, ast.Call)
        and polls.kind(loop.source, part) is Kind.POLL
        and not clocks.speaks_of_time(callee_name(part))
        for part in walk(above.test))
