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
from collections.abc import Iterator
import enum

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.values import is_setting
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.observation import is_text
from flake8_nova_notifications.rules.waiting.observation import observation
from flake8_nova_notifications.rules.waiting.observation import Observation

# A message built from a message built from ...
MAX_HOPS = 4
# Keys and attributes that name a thing rather than say how it is.
_IDENTIFYING = ('id', 'uuid', 'name', 'ref', 'href', 'key', 'path', 'host')
_LIMITING = ('timeout', 'time_out', 'interval', 'retries', 'retry',
             'attempt', 'tries', 'seconds', 'secs', 'wait', 'max_', 'delay',
             'start', 'elapsed', 'deadline', 'limit', 'duration', 'caller')


class Says(enum.Enum):
    """What a failure tells about what was seen."""

    SEEN = 'what was seen'
    NAMES = 'names and expected values only'
    NOTHING = 'nothing'


def messages(loop: Loop) -> 'Messages':
    """The failures of a loop, seen with what it polls."""
    return Messages(loop.source, loop.once(observation))


class Messages:
    """Reads the failures of one wait."""

    def __init__(
        self, source: SourceFile, observation: Observation,
    ) -> None:
        self._source = source
        self._observation = observation
        self._names = source.once(Names)

    def says(
        self, statement: ast.stmt, path: list[ast.stmt], checked: bool,
    ) -> Says:
        """What a failing statement tells.

        :param path: the statements that ran before it.
        :param checked: whether it is an assertion about what was seen.
        """
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
                    if compares and not _tells_nothing(statement.test):
                        return Says.SEEN
                    # It writes the test itself out, with its names.
                    told = self._told(spoken, path, fresh)
                    return Says.NAMES if told is Says.NOTHING else told
        else:
            value = getattr(statement, 'value', None)
            if not isinstance(value, ast.Call):
                return Says.SEEN
            spoken = [*value.args, *(k.value for k in value.keywords)]
            if checked and callee_name(value).lower().lstrip('_') in (
                    'asserttrue', 'assertfalse'):
                spoken = spoken[1:]
        return self._told(spoken, path, fresh)

    def _is_pytest(self) -> bool:
        """pytest rewrites asserts so that they print what they test.

        A message is printed besides.
        """
        return 'pytest' in self._source.text

    def _told(
        self, spoken: list[ast.AST], path: list[ast.stmt],
        fresh: frozenset[str],
    ) -> Says:
        names = False
        rewritten = _assigned(path) - fresh
        for expression in self._expanded(spoken, path, rewritten):
            if self._shows(expression, fresh, rewritten):
                return Says.SEEN
            names = names or self._names_things(expression)
        return Says.NAMES if names else Says.NOTHING

    def _expanded(
        self, spoken: list[ast.AST], path: list[ast.stmt],
        rewritten: frozenset[str],
    ) -> Iterator[ast.AST]:
        """What is said, with the variables it was put together in."""
        seen: set[str] = set()
        layer = list(spoken)
        for _ in range(MAX_HOPS):
            yield from layer
            below: list[ast.AST] = []
            for expression in layer:
                for node in walk(expression):
                    if isinstance(node, ast.Name) and node.id not in seen:
                        seen.add(node.id)
                        below += self._message_values(
                            node, path, rewritten)
            layer = below

    def _message_values(
        self, name: ast.Name, path: list[ast.stmt],
        rewritten: frozenset[str],
    ) -> list[ast.AST]:
        if name.id in self._observation.names and name.id not in rewritten:
            return []
        nearest: list[ast.AST] = []
        for node in (n for statement in path for n in walk_scope(statement)):
            if isinstance(node, (ast.Assign, ast.AugAssign)):
                targets = node.targets if isinstance(
                    node, ast.Assign) else [node.target]
                if any(isinstance(part, ast.Name) and part.id == name.id
                       for target in targets for part in walk(target)):
                    nearest.append(node.value)
        if nearest:
            return nearest
        found: list[ast.AST] = []
        function = self._source.function(name)
        if function is None:
            return []
        for binding in self._names.bindings(name.id, name):
            value = binding.node
            if isinstance(value, (
                    ast.BinOp, ast.JoinedStr, ast.Dict, ast.Tuple,
                    ast.List)) or isinstance(value, ast.Call) and (
                        callee_name(value) in (
                            'format', '_', 'dict', 'join', 'str', 'get')
                        or callee_name(value)[:1].isupper()):
                found.append(value)
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
                if not self._identifies(node):
                    return True
            if isinstance(node, ast.Attribute) and self.is_place(
                    node) and not self._identifies_itself(node):
                return True
            if isinstance(node, ast.Call) and self.is_poll_again(node):
                return True
        return False

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

    def _identifies(self, name: ast.Name) -> bool:
        """``server['id']`` says which server, not how it is."""
        parent = self._source.parent(name)
        if isinstance(parent, ast.Attribute):
            above = self._source.parent(parent)
            if parent.attr == 'get' and isinstance(above, ast.Call) and (
                    above.args):
                return _is_identifying(above.args[0])
            return _is_identifying(ast.Constant(parent.attr))
        if isinstance(parent, ast.Subscript) and parent.value is name:
            return _is_identifying(parent.slice)
        return False

    def _identifies_itself(self, attribute: ast.Attribute) -> bool:
        return _is_identifying(ast.Constant(attribute.attr))

    def _is_kept_error(self, statement: ast.Raise) -> bool:
        """``raise last_error``, ``raise X(...) from error``."""
        return any(
            isinstance(part, ast.Name)
            and part.id in self._observation.names
            for part in (statement.exc, statement.cause))

    def _names_things(self, expression: ast.AST) -> bool:
        """Whether something is told apart from the timeout itself."""
        for node in walk(expression):
            if isinstance(node, ast.Attribute):
                text = node.attr
            elif isinstance(node, ast.Name):
                text = node.id
            else:
                continue
            parent = self._source.parent(node)
            if isinstance(parent, ast.Call) and parent.func is node or (
                    isinstance(parent, ast.Attribute)
                    and isinstance(node, ast.Name)):
                # What is called, or whose part is meant.
                continue
            if text == '_' or text[:1].isupper() or is_setting(
                    self._source, node) or any(
                        word in text.lower() for word in _LIMITING):
                continue
            return True
        return False


def _tells_nothing(test: ast.expr) -> bool:
    """``reader is not None``: where it fails it has nothing to show."""
    return isinstance(test, ast.Compare) and any(
        isinstance(side, ast.Constant) and side.value is None
        for side in test.comparators)


def _assigned(path: list[ast.stmt]) -> frozenset[str]:
    """Names that the statements before a failure give one value each."""
    return frozenset(
        target.id for statement in path if isinstance(statement, ast.Assign)
        for target in statement.targets if isinstance(target, ast.Name))


def _is_identifying(key: ast.expr) -> bool:
    if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
        return False
    return any(word in _IDENTIFYING for word in polls.words(key.value)[-1:])
