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

"""What a loop looks at: the calls and values that decide when it ends."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.idioms.values import is_setting
from flake8_nova_notifications.rules.waiting.bounds import Bounds
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.sources import Sources
from flake8_nova_notifications.rules.waiting.verdict import Decider
from flake8_nova_notifications.rules.waiting.verdict import Verdict

# What is handed out by a call that works: it is used, not looked at.
_RESOURCES = frozenset((
    'connection', 'conn', 'lock', 'socket', 'sock', 'session', 'cursor',
    'token', 'dev', 'channel'))
_RETURNED_RESOURCES = frozenset(('client', 'device', 'port', 'handle'))
_BOOLEAN_WORDS = frozenset((
    'is', 'has', 'exists', 'exist', 'isfile', 'isdir', 'lexists', 'can',
    'should', 'complete', 'completed', 'finished', 'ready', 'done',
    'alive', 'isalive', 'are', 'was', 'locked', 'empty', 'available',
    'progress', 'healthy', 'active', 'deleted', 'synced'))


@dataclass(frozen=True)
class Observation:
    """What a wait looks at.

    :ivar deciders: the conditions under which it has ended well.
    :ivar looks: the calls that look, in source order.
    :ivar names: local names that hold something of what was seen.
    :ivar places: attributes and the like that are looked at directly.
    :ivar last_name: the name that holds the result of the last look.
    """

    deciders: tuple[Decider, ...]
    looks: tuple[ast.Call, ...]
    names: frozenset[str]
    places: frozenset[str]
    last_name: str | None


class Observer:
    """Finds what one loop looks at; None when it is no wait."""

    def __init__(
        self, source: SourceFile, loop: flow.Loop, bounds: Bounds,
        assigned: dict[str, list[flow.Assignment]],
        exits: list[flow.Exit],
    ) -> None:
        self._source = source
        self._loop = loop
        self._bounds = bounds
        self._assigned = assigned
        self._exits = exits
        self._sources = Sources(source, loop, assigned)

    def observe(self) -> Observation | None:
        """The observation, or None for a retry, a service or pacing."""
        deciders = tuple(
            decider for decider in self._deciders()
            if decider.test is not None or decider.calls)
        if not deciders or not Verdict(
                self._source, self._loop, self._bounds, self._exits
        ).is_wait(tuple(map(self._by_what_brings, deciders))):
            return None
        calls = {
            id(call): call for decider in deciders
            for call, kind in decider.calls
            if kind in (Kind.LOOK, Kind.UNKNOWN)}
        return Observation(
            deciders,
            tuple(sorted(
                calls.values(), key=lambda c: (c.lineno, c.col_offset))),
            self._observed_names(),
            frozenset(self._places(deciders)),
            self._last_name({id(call) for call in calls.values()}))

    def _by_what_brings(self, decider: Decider) -> Decider:
        """Without the calls that only take apart what others brought.

        ``get_code(reply)`` says nothing of whether ``reply`` was asked for or
        sent for; where nothing else is called it is all there is.
        """
        calls = tuple(
            (call, kind) for call, kind in decider.calls
            if not self._takes_apart(call))
        return replace(decider, calls=calls) if calls else decider

    def _takes_apart(self, call: ast.Call) -> bool:
        return bool(call.args) and not call.keywords and all(
            map(self._is_brought, call.args))

    def _is_brought(self, argument: ast.expr) -> bool:
        """Whether a name holds what a call of this loop brought."""
        return isinstance(argument, ast.Name) and any(
            isinstance(node, ast.Call)
            for given in self._assigned.get(argument.id, ())
            if given.value is not None for node in walk(given.value))

    def _deciders(self) -> Iterator[Decider]:
        succeeded = False
        if isinstance(self._loop, ast.While):
            for test, value in flow.conjuncts(self._loop.test):
                if self._observes(test):
                    yield self._by_value(test, not value)
                    succeeded = True
        for exit_ in self._exits:
            if exit_.fails:
                continue
            if exit_.handler is not None:
                if not any(self._bounds.limits(test)
                           for test, _ in exit_.tests):
                    yield self._by_absence(exit_.handler)
                    succeeded = True
                continue
            tests = [(part, value) for test, wanted in exit_.tests
                     for part, value in flow.conjuncts(test, wanted)]
            if any(self._is_limit(test) for test, _ in tests):
                continue
            tests = [(t, v) for t, v in tests if self._observes(t)]
            for test, value in tests:
                yield self._by_value(test, value)
                succeeded = True
            if not tests and exit_.attempts:
                yield self._by_success(exit_)
                succeeded = True
        if not succeeded:
            yield from self._outer_handler()

    def _outer_handler(self) -> Iterator[Decider]:
        """The whole loop stands in a ``try`` that a look's error ends."""
        child: ast.AST = self._loop
        for above in self._source.ancestors(self._loop):
            if isinstance(above, ast.Try) and child in above.body:
                for handler in above.handlers:
                    if handler.type is None or _is_broad(handler):
                        continue
                    last = handler.body[-1]
                    if isinstance(last, (ast.Return, ast.Pass)):
                        yield Decider(
                            self._calls_of_block(self._loop.body),
                            by_absence=True)
                        return
            if not isinstance(above, (ast.Try, ast.With)):
                return
            child = above

    def _is_limit(self, test: ast.expr) -> bool:
        """Whether a test holds when the bound runs out."""
        if isinstance(test, ast.BoolOp):
            # ``if n > limit or found: break`` ends both ways.
            return False
        return self._bounds.limits(test)

    def _observes(self, test: ast.expr) -> bool:
        """Whether a test rests on something outside the loop's own sums."""
        if isinstance(test, ast.Constant):
            return False
        if isinstance(test, ast.BoolOp):
            return any(self._observes(part) for part in flow.parts(test))
        if (self._bounds.counted(test) is not None
                or self._bounds.is_stop_flag(test)
                or self._bounds.is_deadline(test)):
            return False
        return any(True for _ in self._sources.of(test))

    def _by_value(self, test: ast.expr, value: bool) -> Decider:
        return Decider(self._calls(test), test, value)

    def _by_success(self, exit_: flow.Exit) -> Decider:
        block: list[ast.stmt] = []
        for attempt in exit_.attempts:
            block += attempt.body
        return Decider(self._calls_of_block(block))

    def _by_absence(self, handler: ast.ExceptHandler) -> Decider:
        attempt = self._source.parent(handler)
        body = attempt.body if isinstance(attempt, ast.Try) else []
        return Decider(self._calls_of_block(body), by_absence=True)

    def _calls_of_block(
        self, block: list[ast.stmt],
    ) -> tuple[tuple[ast.Call, Kind], ...]:
        found: list[tuple[ast.Call, Kind]] = []
        for statement in block:
            for node in walk_scope(statement):
                if isinstance(node, ast.Call):
                    found += self._judged(node)
        return tuple(found)

    def _calls(
        self, test: ast.expr,
    ) -> tuple[tuple[ast.Call, Kind], ...]:
        found: list[tuple[ast.Call, Kind]] = []
        for expression in self._sources.of(test):
            for node in walk(expression):
                if isinstance(node, ast.Call):
                    found += self._judged(node)
        # ``volume.refresh()`` looks although its result is not used.
        objects = {
            node.id for node in walk(test) if isinstance(node, ast.Name)}
        for statement in walk_scope(self._loop):
            if not (isinstance(statement, ast.Expr)
                    and isinstance(statement.value, ast.Call)):
                continue
            call = statement.value
            owner = call.func.value if isinstance(
                call.func, ast.Attribute) else None
            if isinstance(owner, ast.Name) and owner.id in objects:
                found += [(c, k) for c, k in self._judged(call)
                          if k is Kind.LOOK]
        return tuple(found)

    def _judged(self, call: ast.Call) -> list[tuple[ast.Call, Kind]]:
        if logs.level(call) or any(
                call is pause for pause in self._bounds.pauses):
            return []
        name = callee_name(call)
        kind = polls.kind(self._source, call)
        if name.startswith(('assert', '_assert')):
            kind = Kind.LOOK
        if kind is Kind.PLAIN:
            return []
        if isinstance(self._source.parent(call), ast.withitem):
            # Entering a lock is work; a connection that is closed at once
            # is only the means of a look.
            return [(call, Kind.WORK)] if 'lock' in name.lower() else []
        if kind is Kind.LOOK and self._hands_out(call, name):
            kind = Kind.WORK
        if kind is Kind.LOOK and self._judges(call):
            # ``is_done(reply)`` judges what another call brought.
            return []
        if kind is Kind.UNKNOWN or kind is Kind.WORK and (
                polls.words(name)[-1:] == ['connect']):
            kind = self._by_body(call, kind)
        return [(call, kind)]

    def _hands_out(self, call: ast.Call, name: str) -> bool:
        """``return get_client()``: the result is used, not looked at."""
        spoken = polls.words(name)
        if not {'get', 'fetch'} & set(spoken[:3]):
            return False
        return spoken[-1] in _RESOURCES or (
            spoken[-1] in _RETURNED_RESOURCES
            and isinstance(self._source.parent(call), ast.Return))

    def _judges(self, call: ast.Call) -> bool:
        return bool(call.args) and is_boolean(call) and (
            self._is_brought(call.args[0]))

    def _by_body(self, call: ast.Call, kind: Kind) -> Kind:
        """Read a helper of this file whose name does not tell."""
        definition = self._source.once(Names).definition(call.func)
        if definition is None:
            return kind
        returned = [
            node.value for node in walk(definition)
            if isinstance(node, ast.Return)]
        if returned and all(
                isinstance(value, ast.Constant) and isinstance(
                    value.value, bool) for value in returned):
            # A connection that is only tried out says yes or no.
            return Kind.LOOK
        kinds = {
            polls.kind(self._source, node) for node in walk(definition)
            if isinstance(node, ast.Call) and not logs.level(node)}
        if Kind.WORK in kinds:
            return Kind.WORK
        return Kind.LOOK if kinds <= {Kind.LOOK, Kind.PLAIN} else (
            Kind.UNKNOWN)

    def _observed_names(self) -> frozenset[str]:
        return frozenset(
            name for name, given in self._assigned.items()
            if name not in self._bounds.steps and any(
                self._holds_something(one) for one in given))

    def _last_name(self, looks_: set[int]) -> str | None:
        """The name to show: what a look of every round is kept in."""
        found = [
            (len(list(self._source.ancestors(one.node))), name)
            for name, given in self._assigned.items() for one in given
            if one.value is not None and isinstance(one.node, ast.Assign)
            and any(id(node) in looks_ for node in walk(one.value))]
        return min(found)[1] if found else None

    def _holds_something(self, given: flow.Assignment) -> bool:
        if given.value is None:
            return isinstance(given.node, ast.ExceptHandler)
        if isinstance(given.value, ast.Constant) or _is_empty(
                given.value) or is_text(given.value):
            return False
        return not self._bounds.is_deadline(given.value)

    def _places(self, deciders: tuple[Decider, ...]) -> Iterator[str]:
        """Attributes that are looked at themselves, as they are written."""
        for decider in deciders:
            if decider.test is None:
                continue
            for expression in self._sources.of(decider.test):
                for node in walk(expression):
                    if not isinstance(node, ast.Attribute) or (
                            self._sources.is_callee(node)
                            or is_setting(self._source, node)):
                        continue
                    above = self._source.parent(node)
                    if not isinstance(above, ast.Attribute) or (
                            self._sources.reads_part(above)):
                        yield written(node)


def _is_broad(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.type, ast.Name) and handler.type.id in (
        'Exception', 'BaseException')


def is_text(value: ast.expr) -> bool:
    """Whether a message is put together here: formatted, joined, translated.

    What it holds counts then, not the variable it is kept in.
    """
    if isinstance(value, ast.JoinedStr):
        return True
    if isinstance(value, ast.BinOp):
        return any(
            isinstance(side, ast.Constant) and isinstance(side.value, str)
            or is_text(side)
            for side in (value.left, value.right))
    return isinstance(value, ast.Call) and (
        callee_name(value) in ('_', 'gettext') or (
            callee_name(value) == 'format'
            and isinstance(value.func, ast.Attribute)
            and isinstance(value.func.value, (ast.Constant, ast.Call))))


def _is_empty(value: ast.expr) -> bool:
    return isinstance(value, (ast.List, ast.Tuple, ast.Set)) and (
        not value.elts) or isinstance(value, ast.Dict) and not value.keys


def is_boolean(call: ast.Call) -> bool:
    """Whether a call only says yes or no, by its name."""
    spoken = polls.words(callee_name(call))
    return bool(spoken) and (
        spoken[0] in _BOOLEAN_WORDS or spoken[-1] in _BOOLEAN_WORDS)
