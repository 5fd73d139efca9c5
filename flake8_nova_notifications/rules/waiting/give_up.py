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

"""What a wait does when its bound runs out, and what it says then."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import enum

from flake8_nova_notifications.idioms import failures
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import looks
from flake8_nova_notifications.idioms.looks import Kind
from flake8_nova_notifications.idioms.values import callee_name
from flake8_nova_notifications.idioms.values import is_setting
from flake8_nova_notifications.names import Names
from flake8_nova_notifications.rules.waiting.bounds import Bounds
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.observation import Decider
from flake8_nova_notifications.rules.waiting.observation import is_boolean
from flake8_nova_notifications.rules.waiting.observation import is_text
from flake8_nova_notifications.rules.waiting.observation import Observation
from flake8_nova_notifications.source import SourceFile
from flake8_nova_notifications.source import walk
from flake8_nova_notifications.source import walk_scope

# A message built from a message built from ...
MAX_HOPS = 4
# Keys and attributes that name a thing rather than say how it is.
_IDENTIFYING = ('id', 'uuid', 'name', 'ref', 'href', 'key', 'path', 'host')
_LIMITING = ('timeout', 'time_out', 'interval', 'retries', 'retry',
             'attempt', 'tries', 'seconds', 'secs', 'wait', 'max_', 'delay',
             'start', 'elapsed', 'deadline', 'limit', 'duration', 'caller')
# Doing one of these when time is up forces what was waited for.
_FORCING = frozenset((
    'kill', 'terminate', 'abort', 'reset', 'force', 'destroy', 'delete',
    'cancel', 'stop', 'shutdown', 'power', 'remove', 'hard', 'detach',
    'disconnect', 'revert', 'rollback', 'evict', 'send', 'unmount'))


class Outcome(enum.Enum):
    """How a function goes on once the bound of a wait has run out."""

    FAILS = 'fails'
    STATUS = 'returns a status'
    CHECKS = 'checks again'
    FORCES = 'forces the condition'
    SILENT = 'goes on as if it held'
    LOGGED = 'logs and goes on as if it held'
    UNKNOWN = 'unknown'


@dataclass(frozen=True)
class GiveUp:
    """One way in which a wait ends when its bound runs out.

    :ivar node: the failing statement, or None.
    :ivar says: what a failure says: see :class:`Says`.
    """

    outcome: Outcome
    node: ast.stmt | None = None
    says: 'Says | None' = None


class Says(enum.Enum):
    """What a failure tells about what was seen."""

    SEEN = 'what was seen'
    NAMES = 'names and expected values only'
    NOTHING = 'nothing'


class GiveUps:
    """Follows the paths on which the bound of one wait runs out."""

    def __init__(
        self, source: SourceFile, loop: flow.Loop, bounds: Bounds,
        observation: Observation, exits: list[flow.Exit],
        limits_in_test: bool,
    ) -> None:
        self._source = source
        self._loop = loop
        self._bounds = bounds
        self._observation = observation
        self._exits = exits
        self._limits_in_test = limits_in_test
        self._names = source.once(Names)

    def find(self) -> tuple[GiveUp, ...]:
        """All give-ups, in source order, each failing statement once."""
        found: list[GiveUp] = []
        leaving = [e for e in self._exits if self._is_give_up(e)]
        for exit_ in leaving:
            found.append(self._at(exit_))
        function = self._source.function(self._loop)
        if function is not None and any(
                isinstance(node, (ast.Yield, ast.YieldFrom))
                for node in walk_scope(function)):
            # Its caller sees each step; what the end means, it decides.
            return tuple(one for one in found
                         if one.outcome is Outcome.FAILS)
        runs_out = isinstance(self._loop, ast.For) or self._limits_in_test
        if runs_out and not (leaving and isinstance(self._loop, ast.For)):
            found.append(self._after_loop())
        unique: dict[int, GiveUp] = {}
        for one in found:
            unique.setdefault(id(one.node) if one.node else -len(unique),
                              one)
        return tuple(unique.values())

    def _is_give_up(self, exit_: flow.Exit) -> bool:
        return any(
            self._bounds.counted(part) is not None
            or self._bounds.is_deadline(part)
            for test, _ in exit_.tests for part in flow.parts(test))

    def _at(self, exit_: flow.Exit) -> GiveUp:
        place = flow.block_of(self._source, exit_.node)
        path = [] if place is None else place[1][
            :place[1].index(exit_.node)]
        if isinstance(exit_.node, ast.Break):
            block, ends = flow.following(self._source, self._loop)
            return self._along([*path, *block], ends, merged=any(
                isinstance(e.node, ast.Break) and e is not exit_
                or e is exit_ and self._ends_both_ways(e)
                for e in self._exits) or self._tests_observation())
        if isinstance(exit_.node, ast.Return):
            return self._returned(exit_.node, path, merged=False)
        return self.failure(exit_.node, path)

    def _ends_both_ways(self, exit_: flow.Exit) -> bool:
        """``if n > limit or found: break``."""
        return any(isinstance(test, ast.BoolOp) and isinstance(
            test.op, ast.Or) for test, _ in exit_.tests)

    def _tests_observation(self) -> bool:
        """Whether the loop's own test can end it as a success."""
        return isinstance(self._loop, ast.While) and any(
            decider.test is not None and any(
                above is self._loop.test for above in (
                    decider.test, *self._source.ancestors(decider.test)))
            for decider in self._observation.deciders)

    def _after_loop(self) -> GiveUp:
        block, ends = flow.following(self._source, self._loop)
        merged = self._tests_observation() or any(
            isinstance(e.node, ast.Break) and not self._is_give_up(e)
            for e in self._exits)
        orelse = self._loop.orelse if isinstance(
            self._loop, (ast.For, ast.While)) else []
        if orelse and (any(self._leaves(s) for s in orelse)
                       or not self._tests_observation()):
            return self._along(
                [*orelse, *block], ends, merged=self._tests_observation(),
                alone=len(orelse))
        return self._along(block, ends, merged)

    def _leaves(self, statement: ast.stmt) -> bool:
        return isinstance(statement, ast.Return) or failures.fails(
            self._source, statement)

    def _along(
        self, block: list[ast.stmt], ends: bool, merged: bool,
        alone: int = 0,
    ) -> GiveUp:
        """Walk the statements that run once the bound has run out.

        :param ends: whether the function's end is reached after them.
        :param merged: whether a success takes the same path.
        :param alone: how many of them only a give-up runs, although what
            follows is shared.
        """
        logged = False
        path: list[ast.stmt] = []
        for index, statement in enumerate(block):
            shared = merged or (alone and index >= alone
                                and self._breaks_out())
            if failures.fails(self._source, statement):
                if shared:
                    return GiveUp(Outcome.UNKNOWN)
                return self.failure(statement, path)
            if failures.asserts(statement):
                if self._mentions_seen(statement) or not shared:
                    return self.failure(statement, path, checked=True)
                return GiveUp(Outcome.CHECKS)
            if isinstance(statement, ast.Return):
                return self._returned(
                    statement, path, bool(shared), logged)
            if isinstance(statement, (ast.If, ast.Match)):
                if not shared and isinstance(statement, ast.If):
                    # Only a give-up comes here: any branch is its path.
                    inner = self._branch_failure(statement, path)
                    if inner is not None:
                        return inner
                elif isinstance(statement, ast.If) and (
                        self._asks_again(statement.test)):
                    return self._checked(statement, path)
                elif not isinstance(statement, ast.If):
                    return GiveUp(Outcome.UNKNOWN)
            if isinstance(statement, (ast.Try, ast.With)):
                inner = self._inside(statement, path, bool(shared))
                if inner is not None:
                    return inner
            if isinstance(statement, (ast.For, ast.While)) and (
                    self._mentions_seen(statement)):
                return GiveUp(Outcome.UNKNOWN)
            logged = logged or (not shared and self._is_loud(statement))
            if not shared and isinstance(statement, (
                    ast.Assign, ast.AugAssign)) and self._is_status(
                        statement):
                return GiveUp(Outcome.STATUS)
            path.append(statement)
        if not ends:
            return GiveUp(Outcome.UNKNOWN)
        return self._returned(None, path, merged, logged)

    def _breaks_out(self) -> bool:
        return any(isinstance(e.node, ast.Break) for e in self._exits)

    def _is_status(self, statement: ast.stmt) -> bool:
        """``self.error = ...`` or ``ok = False`` is noted for somebody."""
        if not isinstance(statement, ast.Assign):
            return False
        value = statement.value
        flag = isinstance(value, ast.Constant) and isinstance(
            value.value, bool)
        return any(
            isinstance(target, (ast.Attribute, ast.Subscript))
            or flag and isinstance(target, ast.Name)
            for target in statement.targets
        ) and not self._mentions_seen(statement)

    def _inside(
        self, statement: ast.Try | ast.With, path: list[ast.stmt],
        shared: bool,
    ) -> GiveUp | None:
        for inner in statement.body:
            if failures.fails(self._source, inner) and not shared:
                return self.failure(inner, path)
            if failures.asserts(inner):
                return self.failure(inner, path, checked=True) if (
                    self._mentions_seen(inner)) else GiveUp(Outcome.CHECKS)
            if isinstance(inner, ast.If) and self._asks_again(inner.test):
                return self._checked(inner, path)
            if isinstance(inner, ast.Return):
                return GiveUp(Outcome.UNKNOWN)
        return None

    def _asks_again(self, test: ast.expr) -> bool:
        """Whether a test after the loop tells a give-up from a success."""
        if self._mentions_seen(test):
            return True
        for node in walk(test):
            if isinstance(node, ast.expr) and (
                    self._bounds.counted(node) is not None):
                return True
            if isinstance(node, ast.Call) and looks.kind(
                    self._source, node) is Kind.LOOK:
                return True
        return self._bounds.is_deadline(test) or any(
            isinstance(node, ast.Name)
            and node.id in self._bounds.assigned_names
            for node in walk(test))

    def _checked(self, statement: ast.If, path: list[ast.stmt]) -> GiveUp:
        found = self._branch_failure(statement, path)
        return found if found is not None else GiveUp(Outcome.CHECKS)

    def _branch_failure(
        self, statement: ast.If, path: list[ast.stmt],
    ) -> GiveUp | None:
        for block in (statement.body, statement.orelse):
            for index, inner in enumerate(block):
                if failures.fails(self._source, inner):
                    return self.failure(inner, [*path, *block[:index]])
        return None

    def _returned(
        self, statement: ast.Return | None, path: list[ast.stmt],
        merged: bool, logged: bool = False,
    ) -> GiveUp:
        logged = logged or any(self._is_loud(s) for s in path)
        silent = GiveUp(Outcome.LOGGED if logged else Outcome.SILENT)
        if not merged and any(
                self._forces(s) for s in path) or self._forces_in_loop():
            return GiveUp(Outcome.FORCES)
        if any(isinstance(s, ast.Expr) and isinstance(s.value, ast.Call)
               and self._is_look_again(s.value) for s in path):
            # One more look, whose error nobody catches.
            return GiveUp(Outcome.CHECKS)
        value = statement.value if statement is not None else None
        if merged:
            if value is not None and (
                    self._mentions_seen(value) or any(
                        isinstance(n, ast.Name)
                        and n.id in self._bounds.assigned_names
                        for n in walk(value))):
                return GiveUp(Outcome.STATUS)
            if value is not None and any(
                    isinstance(n, ast.Call) and (
                        failures.is_assertion(n)
                        or looks.kind(self._source, n) is Kind.LOOK)
                    for n in walk(value)):
                # What it returns may tell the two ends apart.
                return GiveUp(Outcome.UNKNOWN)
            return silent
        if value is not None and self._mentions_seen(value):
            # What was seen last is handed to the caller.
            return GiveUp(Outcome.STATUS)
        if isinstance(statement, ast.Return) and self._bounds.inside(
                statement) and self._breaks_out():
            # Success goes on after the loop, which this return skips.
            return GiveUp(Outcome.STATUS)
        successes = {
            _plain(e.node.value) for e in self._exits
            if isinstance(e.node, ast.Return) and not self._is_give_up(e)}
        if not successes:
            # Success goes on after the loop: it is a status that the
            # function returns early.
            return GiveUp(Outcome.STATUS) if value is not None or (
                statement is not None) else silent
        return silent if successes == {_plain(value)} else GiveUp(
            Outcome.STATUS)

    def _forces_in_loop(self) -> bool:
        """``if attempt == last: os.kill(pid)``."""
        return any(
            isinstance(node, ast.If) and any(
                self._bounds.counted(part) is not None
                or self._bounds.is_deadline(part)
                for part in flow.parts(node.test))
            and any(self._forces(inner) or self._sets_seen(inner)
                    for inner in node.body)
            for node in walk_scope(self._loop))

    def _sets_seen(self, statement: ast.stmt) -> bool:
        """``if time_is_up: self.lock = False``."""
        return isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Attribute) and self._is_place(target)
            for target in statement.targets)

    def _forces(self, statement: ast.stmt) -> bool:
        return any(
            isinstance(node, ast.Call) and not logs.level(node)
            and bool(_FORCING.intersection(
                looks.words(callee_name(node))))
            for node in walk_scope(statement))

    def _is_loud(self, statement: ast.stmt) -> bool:
        return any(
            logs.level(node) in logs.LOUD for node in walk_scope(statement))

    # What a failure says.

    def failure(
        self, statement: ast.stmt, path: list[ast.stmt],
        checked: bool = False,
    ) -> GiveUp:
        """A give-up by a failing statement, and what that says.

        :param path: the statements that ran before it.
        :param checked: whether it is an assertion about what was seen.
        """
        return GiveUp(
            Outcome.FAILS, statement,
            self._says(statement, path, checked))

    def _says(
        self, statement: ast.stmt, path: list[ast.stmt], checked: bool,
    ) -> Says:
        fresh = self._fresh(path)
        for logged in path:
            for node in walk_scope(logged):
                if logs.level(node) in logs.LOUD and self._shows(
                        node, fresh):
                    return Says.SEEN
        if isinstance(statement, ast.Raise):
            if statement.exc is None or self._is_kept_error(statement):
                return Says.SEEN
            spoken: list[ast.AST] = [statement.exc]
        elif isinstance(statement, ast.Assert):
            spoken = [statement.msg] if statement.msg is not None else []
            if statement.msg is None and isinstance(
                    statement.test, ast.Compare) and self._is_pytest():
                return Says.SEEN
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
        """pytest rewrites asserts so that they print both sides."""
        return 'pytest' in self._source.text

    def _told(
        self, spoken: list[ast.AST], path: list[ast.stmt],
        fresh: frozenset[str],
    ) -> Says:
        names = False
        for expression in self._expanded(spoken, path):
            if self._shows(expression, fresh):
                return Says.SEEN
            names = names or self._names_things(expression)
        return Says.NAMES if names else Says.NOTHING

    def _expanded(
        self, spoken: list[ast.AST], path: list[ast.stmt],
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
                        below += self._message_values(node, path)
            layer = below

    def _message_values(
        self, name: ast.Name, path: list[ast.stmt],
    ) -> list[ast.AST]:
        if name.id in self._observation.names:
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
        """Names that a last look just before the failure was given."""
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
            ast.unparse(look.func.value) for look in self._observation.looks
            if isinstance(look.func, ast.Attribute)}
        return self._is_look_again(call) or isinstance(
            call.func, ast.Attribute) and ast.unparse(
                call.func.value) in asked

    def _shows(self, expression: ast.AST, fresh: frozenset[str]) -> bool:
        """Whether an expression holds something of what was seen."""
        for node in walk(expression):
            if isinstance(node, ast.Name) and (
                    node.id in self._observation.names or node.id in fresh):
                if not self._identifies(node):
                    return True
            if isinstance(node, ast.Attribute) and self._is_place(
                    node) and not self._identifies_itself(node):
                return True
            if isinstance(node, ast.Call) and self._is_look_again(node):
                return True
        return False

    def _is_place(self, attribute: ast.Attribute) -> bool:
        """Whether an attribute, or the whole it is a part of, was seen."""
        places = self._observation.places
        if not places or isinstance(
                self._source.parent(attribute), ast.Attribute):
            return False
        text = ast.unparse(attribute)
        return text in places or any(
            place.startswith(f'{text}.') for place in places)

    def _mentions_seen(self, node: ast.AST) -> bool:
        """Whether what was looked at is used, in whatever part."""
        for part in walk(node):
            if isinstance(part, ast.Name) and (
                    part.id in self._observation.names):
                return True
            if isinstance(part, ast.Attribute) and self._is_place(part):
                return True
            if isinstance(part, ast.Call) and self._is_look_again(part):
                return True
        return False

    def _is_look_again(self, call: ast.Call) -> bool:
        name = callee_name(call)
        return any(
            callee_name(look) == name for look in self._observation.looks)

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
        kept = {
            name for name in self._observation.names
            if name in self._bounds.error_names}
        for part in (statement.exc, statement.cause):
            if isinstance(part, ast.Name) and (
                    part.id in kept or part.id in self._observation.names):
                return True
        return False

    def _names_things(self, expression: ast.AST) -> bool:
        """Whether something is told apart from the timeout itself."""
        for node in walk(expression):
            if isinstance(node, ast.Attribute):
                text = node.attr
            elif isinstance(node, ast.Name):
                text = node.id
                parent = self._source.parent(node)
                if isinstance(parent, (ast.Attribute, ast.Call)) and (
                        node is getattr(parent, 'func', None)
                        or node is getattr(parent, 'value', None)):
                    continue
            else:
                continue
            parent = self._source.parent(node)
            if isinstance(parent, ast.Call) and parent.func is node:
                continue
            if text == '_' or text[:1].isupper() or is_setting(
                    self._source, node) or any(
                        word in text.lower() for word in _LIMITING):
                continue
            return True
        return False


def _is_identifying(key: ast.expr) -> bool:
    if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
        return False
    return looks.words(key.value)[-1:] != [] and (
        looks.words(key.value)[-1] in _IDENTIFYING)


def _plain(value: ast.expr | None) -> str:
    return 'None' if value is None else ast.unparse(value)


def worth_showing(observation: Observation) -> bool:
    """Whether a failing wait had more in hand than yes or no.

    What is absent, empty, None or False at the end has nothing to show; a
    record, a list or a status that was looked at has.
    """
    silent = 0
    for decider in observation.deciders:
        if _drops_whole(decider):
            return True
        if decider.test is None:
            if decider.by_absence and decider.calls and not all(
                    is_boolean(call) for call, _ in decider.calls):
                return True
            continue
        if _has_value(decider.test, decider.value):
            return True
        silent += 1
    # Several yes-or-no looks: which of them failed is worth knowing.
    return silent > 1


def _drops_whole(decider: Decider) -> bool:
    """Whether a part of a record or list is tested, and the rest dropped.

    ``found = [a for a in show_volume(i)['attachments'] if ...]``: the volume
    has a status even when nothing is found.
    """
    return decider.test is not None and not isinstance(
        decider.test, ast.Call) and any(
            looks.words(callee_name(call))[0] in ('show', 'list')
            for call, kind in decider.calls
            if kind is Kind.LOOK and callee_name(call)) and isinstance(
                decider.test, (ast.Name, ast.UnaryOp, ast.Compare))


def _has_value(test: ast.expr, ends_when: bool) -> bool:
    if isinstance(test, ast.Compare):
        if len(test.ops) == 1:
            other = test.comparators[0]
            if isinstance(other, ast.Constant) and (
                    other.value is None or isinstance(other.value, bool)):
                absent = isinstance(test.ops[0], (ast.Is, ast.Eq))
                # Waits until it is something: still nothing at the end.
                return absent == ends_when and other.value is None
            if _is_size(test.left) and isinstance(
                    other, ast.Constant) and other.value in (0, 1):
                grows = isinstance(test.ops[0], (ast.Gt, ast.GtE, ast.NotEq))
                return grows != ends_when
        return True
    if isinstance(test, ast.Call):
        name = callee_name(test)
        if name in ('all', 'any'):
            return True
        if is_boolean(test):
            return False
        return not ends_when
    if isinstance(test, (ast.Name, ast.Attribute, ast.Subscript)):
        # ``if ports: return`` has nothing left to show, ``while ports:`` has.
        return not ends_when
    return True


def _is_size(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Call) and callee_name(
        expression) == 'len'
