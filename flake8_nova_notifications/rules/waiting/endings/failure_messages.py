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

"""What a failure at the end of a wait says of what was seen."""

import ast
from collections.abc import Collection
from collections.abc import Sequence
import enum

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import takes_variables
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.rules.waiting.endings.last_poll import (
    has_one_value)
from flake8_nova_notifications.rules.waiting.endings.last_poll import (
    tells_nothing)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    is_tested)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    observation)
from flake8_nova_notifications.rules.waiting.endings.observation import (
    Observation)
from flake8_nova_notifications.rules.waiting.endings.parts import (
    equal_at_the_end)
from flake8_nova_notifications.rules.waiting.endings.parts import (
    said_by_helper)
from flake8_nova_notifications.rules.waiting.endings.parts import (
    tested_together)
from flake8_nova_notifications.rules.waiting.endings.parts import is_message
from flake8_nova_notifications.rules.waiting.endings.parts import left_out
from flake8_nova_notifications.rules.waiting.endings.parts import put_into
from flake8_nova_notifications.rules.waiting.loops.assigned import is_text
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.naming import identifies
from flake8_nova_notifications.rules.waiting.loops.naming import is_identifying
from flake8_nova_notifications.rules.waiting.loops.naming import names_things

# A message built from a message built from ...
MAX_HOPS = 8


class Says(enum.Enum):
    """What a failure tells about what was seen."""

    SEEN = 'what was seen'
    PART = 'a part of what was seen'
    NAMES = 'names and expected values only'
    NOTHING = 'nothing'


def messages(loop: Loop) -> 'Messages':
    """The failures of a loop, seen with what it polls."""
    return Messages(
        loop.source, loop.once(observation), loop.once(tested_together),
        loop.once(equal_at_the_end), frozenset(loop.once(Counters).steps))


class Messages:
    """Reads the failures of one wait.

    :param together: values that had to be right all at once.
    :param equal: what is equal to what was seen when it fails.
    :param counters: names that tell how long it has waited.
    """

    def __init__(
        self, source: SourceFile, observation: Observation,
        together: Sequence[Sequence[ast.expr]] = (),
        equal: Collection[str] = (), counters: frozenset[str] = frozenset(),
    ) -> None:
        self._source = source
        self._observation = observation
        self._together = together
        self._equal = equal
        self._counters = counters
        self._names = source.once(Names)

    def says(
        self, statement: ast.stmt, path: list[ast.stmt], checked: bool,
    ) -> Says:
        """What a failing statement tells.

        :param path: the statements that ran before it.
        :param checked: whether it is an assertion about what was seen.
        """
        if self._has_nothing(statement):
            return Says.SEEN
        fresh = self._fresh(path)
        logged = {
            self._told([node], path, fresh) for statement_ in path
            for node in walk_scope(statement_)
            if logs.level(node) in logs.LOUD}
        if Says.SEEN in logged:
            return Says.SEEN
        found = self._failure_says(statement, path, checked, fresh)
        return Says.NAMES if found is Says.NOTHING and (
            Says.NAMES in logged) else found

    def _failure_says(
        self, statement: ast.stmt, path: list[ast.stmt], checked: bool,
        fresh: frozenset[str],
    ) -> Says:
        if isinstance(statement, ast.Raise):
            if statement.exc is None or self._is_kept_error(statement):
                return Says.SEEN
            spoken: list[ast.AST] = [statement.exc]
        elif isinstance(statement, ast.Assert):
            spoken = [statement.msg] if statement.msg is not None else []
            if self._is_pytest():
                compares = isinstance(statement.test, ast.Compare)
                if compares and statement.msg is None:
                    return Says.SEEN
                if self.mentions_seen(statement.test):
                    if compares and not tells_nothing(statement.test):
                        return Says.SEEN
                    # It writes the test itself out, with its names.
                    told = self._told(spoken, path, fresh)
                    return Says.NAMES if told is Says.NOTHING else told
        else:
            value = getattr(statement, 'value', None)
            if not isinstance(value, ast.Call):
                return Says.SEEN
            spoken = [*value.args, *(k.value for k in value.keywords),
                      *said_by_helper(self._source, value)]
            if not spoken and isinstance(value.func, ast.Attribute):
                # ``response.raise_for_status()``
                spoken = [value.func.value]
            if checked and callee_name(value).lower().lstrip('_') in (
                    'asserttrue', 'assertfalse'):
                spoken = spoken[1:]
        return self._told(spoken, path, fresh)

    def _has_nothing(self, statement: ast.stmt) -> bool:
        """Whether nothing was seen, and another branch shows what was.

        ``else: fail('late')`` of ``if status: fail(f'it is {status}')``.
        Of ``if status == 'on': fail('late')`` it is known as well.
        """
        above = self._source.parent(statement)
        if not isinstance(above, ast.If):
            return False
        test, shown = above.test, above.body
        if statement in shown and has_one_value(test, False):
            return self.mentions_seen(test)
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test, shown = test.operand, above.orelse
        return isinstance(test, (ast.Name, ast.Attribute)) and (
            self.mentions_seen(test)) and statement not in shown and any(
                isinstance(node, type(test))
                and written(node) == written(test)
                # What is returned where it has come is no message.
                for other in shown if not isinstance(other, ast.Return)
                for node in walk(other))

    def _is_pytest(self) -> bool:
        """pytest rewrites asserts so that they print what they test.

        A message is printed besides.
        """
        return 'pytest' in self._source.text

    def _told(
        self, spoken: list[ast.AST], path: list[ast.stmt],
        fresh: frozenset[str],
    ) -> Says:
        rewritten = _assigned(path) - fresh
        said, behind = self._expanded(spoken, path, rewritten)
        if any(self._shows(expression, fresh, rewritten)
               for expression in said):
            return Says.PART if left_out(
                self._source, self._together, said) else Says.SEEN
        return Says.NAMES if any(
            names_things(self._source, expression, behind | self._counters)
            for expression in said) else Says.NOTHING

    def left_out_by(
        self, statement: ast.stmt, path: list[ast.stmt],
    ) -> tuple[ast.expr, ...]:
        """What a failing statement does not say though it says the rest."""
        rewritten = _assigned(path) - self._fresh(path)
        said, _ = self._expanded([statement], path, rewritten)
        return tuple(left_out(self._source, self._together, said))

    def _expanded(
        self, spoken: list[ast.AST], path: list[ast.stmt],
        rewritten: frozenset[str],
    ) -> tuple[list[ast.AST], frozenset[str]]:
        """What is said, with the variables it was put together in.

        :returns: the expressions, and the names of such variables.
        """
        seen: set[str] = set()
        behind: set[str] = set()
        said: list[ast.AST] = []
        layer = list(spoken)
        for _ in range(MAX_HOPS):
            said += layer
            below: list[ast.AST] = []
            for expression in layer:
                for node in walk(expression):
                    if isinstance(node, ast.Name) and node.id not in seen:
                        seen.add(node.id)
                        values = self._message_values(node, path, rewritten)
                        if values:
                            behind.add(node.id)
                        below += values
            layer = below
        return said, frozenset(behind)

    def _message_values(
        self, name: ast.Name, path: list[ast.stmt],
        rewritten: frozenset[str],
    ) -> list[ast.AST]:
        if name.id in self._observation.names and name.id not in rewritten:
            return []
        nearest: list[ast.AST] = list(put_into(name.id, path))
        added = len(nearest)
        for node in (n for statement in path for n in walk_scope(statement)):
            if isinstance(node, (ast.Assign, ast.AugAssign)):
                targets = node.targets if isinstance(
                    node, ast.Assign) else [node.target]
                if any(isinstance(part, ast.Name) and part.id == name.id
                       for target in targets for part in walk(target)):
                    nearest.append(node.value)
        if len(nearest) > added:
            return nearest
        function = self._source.function(name)
        if function is None:
            return []
        found = nearest + [
            binding.node for binding in self._names.bindings(name.id, name)
            if binding.node is not None and is_message(binding.node)]
        if found:
            # ``details += 'Fault: %s' % body['fault']``
            found += [
                node.value for node in walk_scope(function)
                if isinstance(node, ast.AugAssign)
                and isinstance(node.target, ast.Name)
                and node.target.id == name.id]
        return found

    def _fresh(self, path: list[ast.stmt]) -> frozenset[str]:
        """Names that a last poll just before the failure was given."""
        return frozenset(
            part.id
            for statement in path if isinstance(statement, ast.Assign)
            and any(isinstance(node, ast.Call) and self._asks_the_same(node)
                    for node in walk(statement.value))
            and not is_text(statement.value)
            for target in statement.targets for part in walk(target)
            if isinstance(part, ast.Name))

    def _asks_the_same(self, call: ast.Call) -> bool:
        """Whether a call asks whom the loop asked."""
        asked = {
            written(poll.func.value) for poll in self._observation.polls
            if isinstance(poll.func, ast.Attribute)}
        return self.is_poll_again(call) or isinstance(
            call.func, ast.Attribute) and written(
                call.func.value) in asked

    def _shows(
        self, expression: ast.AST, fresh: frozenset[str],
        rewritten: frozenset[str],
    ) -> bool:
        """Whether an expression holds something of what was seen.

        :param rewritten: names that were given another value since.
        """
        seen = self._observation.names - rewritten | fresh
        for node in walk(expression):
            if isinstance(node, ast.Name) and node.id in seen:
                if not identifies(self._source, node):
                    return True
            # ``port.name``: of a port that was seen it is what is compared.
            if isinstance(node, ast.Attribute) and self.is_place(node) and (
                    not is_identifying(node.attr)
                    or written(node.value) in seen
                    and is_tested(self._observation, node)):
                return True
            if takes_variables(node) or isinstance(
                    node, ast.Call) and self.is_poll_again(node):
                return True
            if self._equal and self._is_equal(node):
                return True
        return False

    def _is_equal(self, node: ast.AST) -> bool:
        """Whether it, or a word in it, is what was seen under another name."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return any(text in node.value for text in self._equal)
        return isinstance(node, (ast.Name, ast.Attribute)) and written(
            node) in self._equal

    def is_place(self, attribute: ast.Attribute) -> bool:
        """Whether an attribute, or the whole it is a part of, was seen."""
        places = self._observation.places
        if not places or isinstance(
                self._source.parent(attribute), ast.Attribute):
            return False
        text = written(attribute)
        return text in places or any(
            place.startswith(f'{text}.') for place in places)

    def mentions_seen(self, node: ast.AST) -> bool:
        """Whether what was polled is used, in whatever part."""
        for part in walk(node):
            if isinstance(part, ast.Name) and (
                    part.id in self._observation.names):
                return True
            if isinstance(part, ast.Attribute) and self.is_place(part):
                return True
            if isinstance(part, ast.Call) and self.is_poll_again(part):
                return True
        return False

    def is_poll_again(self, call: ast.Call) -> bool:
        name = callee_name(call)
        return any(
            callee_name(poll) == name for poll in self._observation.polls)

    def _is_kept_error(self, statement: ast.Raise) -> bool:
        """``raise last_error``, ``raise X(...) from error``."""
        return any(
            isinstance(part, ast.Name)
            and part.id in self._observation.names
            for part in (statement.exc, statement.cause))


def _assigned(path: list[ast.stmt]) -> frozenset[str]:
    """Names that the statements before a failure give one value each."""
    return frozenset(
        target.id for statement in path if isinstance(statement, ast.Assign)
        for target in statement.targets if isinstance(target, ast.Name))
