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

"""What ends a loop as a success, and the calls that this rests on."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.counters import Counters
from flake8_nova_notifications.rules.waiting.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.sequence import value_before
from flake8_nova_notifications.rules.waiting.sources import Sources
from flake8_nova_notifications.rules.waiting.stop_flags import is_stop_flag
from flake8_nova_notifications.rules.waiting.stop_flags import stops

# What is handed out by a call that works: it is used, not polled.
_RESOURCES = frozenset((
    'connection', 'conn', 'lock', 'socket', 'sock', 'session', 'cursor',
    'token', 'dev', 'channel'))
# Verbs of functions that are given something and return it as it is now.
_REFRESHING = (['update'], ['refresh'], ['reload'], ['sync'], ['renew'])
_FILLING = frozenset((
    'append', 'add', 'extend', 'insert', 'update', 'discard', 'remove', 'pop',
    'clear', 'setdefault'))
_RETURNED_RESOURCES = frozenset(('client', 'device', 'port', 'handle'))
_BOOLEAN_WORDS = frozenset((
    'is', 'has', 'exists', 'exist', 'isfile', 'isdir', 'lexists', 'can',
    'should', 'complete', 'completed', 'finished', 'ready', 'done',
    'alive', 'isalive', 'are', 'was', 'locked', 'empty', 'available',
    'progress', 'healthy', 'active', 'deleted', 'synced', 'enabled',
    'disabled'))


@dataclass(frozen=True)
class Decider:
    """One condition that ends the loop as a success.

    :ivar calls: the calls it rests on, with what each does.
    :ivar test: what is tested; None when only an exception decides.
    :ivar value: the value of the test that ends the loop.
    :ivar by_absence: whether a call that raises ends the loop.
    """

    calls: tuple[tuple[ast.Call, Kind], ...]
    test: ast.expr | None = None
    value: bool = True
    by_absence: bool = False

    def has(self, kind: Kind) -> bool:
        """Whether one of its calls is of that kind."""
        return any(found is kind for _, found in self.calls)


def deciders(loop: Loop) -> tuple[Decider, ...]:
    """The conditions that end a loop as a success, in source order."""
    return tuple(
        decider for decider in loop.once(_Deciders).all()
        if decider.test is not None or decider.calls)


def bringing(loop: Loop) -> tuple[Decider, ...]:
    """The deciders without the calls that only take apart what others brought.

    ``get_code(reply)`` says nothing of whether ``reply`` was asked for or
    sent for; where nothing else is called it is all there is.
    """
    judge = loop.once(_Deciders)
    return tuple(map(judge.by_what_brings, loop.once(deciders)))


class _Deciders:
    """Finds what ends one loop well."""

    def __init__(self, loop: Loop) -> None:
        self._source = loop.source
        self._loop = loop
        self._deadlines = loop.once(Deadlines)
        self._counters = loop.once(Counters)
        self._sources = loop.once(Sources)

    def by_what_brings(self, decider: Decider) -> Decider:
        """Without the calls that only take apart what others brought."""
        calls = tuple(
            (call, kind) for call, kind in decider.calls
            if not self._takes_apart(call))
        return replace(decider, calls=calls) if calls else decider

    def _takes_apart(self, call: ast.Call) -> bool:
        return any(map(self._is_brought, call.args)) and (
            not call.keywords) and all(
                self._is_brought(argument) or _is_constant(argument)
                for argument in call.args)

    def _is_brought(self, argument: ast.expr) -> bool:
        """Whether a name holds what a call of this loop brought."""
        return isinstance(argument, ast.Name) and any(
            isinstance(node, ast.Call)
            for given in self._loop.assigned.get(argument.id, ())
            if given.value is not None for node in walk(given.value))

    def all(self) -> Iterator[Decider]:
        succeeded = False
        if self._loop.own_test is not None:
            for test, value in flow.conjuncts(self._loop.own_test):
                if self._observes(test):
                    yield self._by_value(test, not value)
                    succeeded = True
        for exit_ in self._loop.exits:
            if not self._loop.succeeds(exit_):
                continue
            if exit_.handler is not None:
                if not any(self._deadlines.limits(test)
                           for test, _ in exit_.tests):
                    yield self._by_absence(exit_.handler)
                    succeeded = True
                continue
            tests = [(part, value) for test, wanted in exit_.tests
                     for part, value in flow.conjuncts(test, wanted)]
            if any(self._is_limit(test) for test, _ in tests) or any(
                    stops(self._loop, test, value) for test, value in tests):
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
        """The whole loop stands in a ``try`` that a poll's error ends."""
        child: ast.AST = self._loop.node
        for above in self._source.ancestors(self._loop.node):
            if isinstance(above, TRIES) and child in above.body:
                for handler in above.handlers:
                    if handler.type is None or _is_broad(handler):
                        continue
                    last = handler.body[-1]
                    if isinstance(last, (ast.Return, ast.Pass)):
                        yield Decider(
                            self._calls_of_block(self._loop.node.body),
                            by_absence=True)
                        return
            if not isinstance(above, (*TRIES, ast.With)):
                return
            child = above

    def _is_limit(self, test: ast.expr) -> bool:
        """Whether a test holds when the bound runs out."""
        if isinstance(test, ast.BoolOp):
            # ``if n > limit or found: break`` ends both ways.
            return False
        return self._deadlines.limits(test)

    def _observes(self, test: ast.expr) -> bool:
        """Whether a test rests on something outside the loop's own sums."""
        if isinstance(test, ast.Constant):
            return False
        if isinstance(test, ast.BoolOp):
            return any(self._observes(part) for part in flow.parts(test))
        if (self._counters.counted(test) is not None
                or is_stop_flag(self._loop, test)
                or self._deadlines.is_deadline(test)):
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
        body = attempt.body if isinstance(attempt, TRIES) else []
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
        # ``volume.refresh()`` polls although its result is not used.
        objects = {
            node.id for node in walk(test) if isinstance(node, ast.Name)}
        for statement in walk_scope(self._loop.node):
            if not (isinstance(statement, ast.Expr)
                    and isinstance(statement.value, ast.Call)):
                continue
            call = statement.value
            owner = call.func.value if isinstance(
                call.func, ast.Attribute) else None
            if isinstance(owner, ast.Name) and owner.id in objects:
                found += [(c, k) for c, k in self._judged(call)
                          if k is Kind.POLL]
        return tuple(found)

    def _judged(self, call: ast.Call) -> list[tuple[ast.Call, Kind]]:
        if logs.level(call) or self._loop.is_pause(call):
            return []
        name = callee_name(call)
        kind = polls.kind(self._source, call)
        if name.startswith(('assert', '_assert')) or (
                self._refreshes(call, name)) or (
                    kind is Kind.UNKNOWN and self._reads_again(call)):
            kind = Kind.POLL
        if kind is Kind.PLAIN or self._fills(call, name):
            return []
        if isinstance(self._source.parent(call), ast.withitem):
            # Entering a lock is work; a connection that is closed at once
            # is only the means of a poll.
            return [(call, Kind.WORK)] if 'lock' in name.lower() else []
        if kind is Kind.POLL and self._hands_out(call, name):
            kind = Kind.WORK
        if kind is Kind.POLL and self._judges(call):
            # ``is_done(reply)`` judges what another call brought.
            return []
        if kind is Kind.UNKNOWN or kind is Kind.WORK and (
                polls.words(name)[-1:] == ['connect']):
            kind = self._by_body(call, kind)
        return [(call, kind)]

    def _refreshes(self, call: ast.Call, name: str) -> bool:
        """``server = update_server(server)``: it is asked for again."""
        above = self._source.parent(call)
        return polls.words(name)[:1] in _REFRESHING and isinstance(
            above, ast.Assign) and len(call.args) == 1 and any(
                written(target) == written(call.args[0])
                for target in above.targets)

    def _reads_again(self, call: ast.Call) -> bool:
        """``files = find(path)``, where it was found the same way before."""
        above = self._source.parent(call)
        return isinstance(above, ast.Assign) and any(
            isinstance(before := value_before(
                self._source, self._loop.begin, written(target)), ast.Call)
            and written(before) == written(call)
            for target in above.targets)

    def _fills(self, call: ast.Call, name: str) -> bool:
        """``found.add(port)``, and ``found`` is a list or a set of here."""
        owner = call.func.value if isinstance(
            call.func, ast.Attribute) else None
        values = [binding.node for binding in self._source.once(
            Names).bindings(owner.id, owner)] if isinstance(
                owner, ast.Name) and name in _FILLING else []
        return bool(values) and all(map(_is_container, values))

    def _hands_out(self, call: ast.Call, name: str) -> bool:
        """``return get_client()``: the result is used, not polled."""
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
            return Kind.POLL
        kinds = {
            polls.kind(self._source, node) for node in walk(definition)
            if isinstance(node, ast.Call) and not logs.level(node)}
        if Kind.WORK in kinds:
            return Kind.WORK
        return Kind.POLL if kinds <= {Kind.POLL, Kind.PLAIN} else (
            Kind.UNKNOWN)


def _is_container(value: ast.AST | None) -> bool:
    return isinstance(value, (
        ast.List, ast.Set, ast.Dict, ast.ListComp, ast.SetComp,
        ast.DictComp)) or isinstance(value, ast.Call) and callee_name(
            value) in ('set', 'list', 'dict', 'defaultdict', 'deque')


def _is_constant(argument: ast.expr) -> bool:
    """``3``, ``'a'``, ``STATUS``, ``constants.STATUS``."""
    return isinstance(argument, ast.Constant) or last_name(
        argument).isupper()


def _is_broad(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.type, ast.Name) and handler.type.id in (
        'Exception', 'BaseException')


def is_boolean(call: ast.Call) -> bool:
    """Whether a call only says yes or no, by its name."""
    return _says_yes_or_no(callee_name(call))


def is_flag(test: ast.expr) -> bool:
    """Whether a condition tests nothing but yes or no."""
    if isinstance(test, ast.Call):
        return is_boolean(test)
    if isinstance(test, ast.Subscript):
        return isinstance(test.slice, ast.Constant) and isinstance(
            test.slice.value, str) and _says_yes_or_no(test.slice.value)
    return isinstance(test, (ast.Name, ast.Attribute)) and _says_yes_or_no(
        last_name(test))


def _says_yes_or_no(name: str) -> bool:
    spoken = polls.words(name)
    return bool(spoken) and (
        spoken[0] in _BOOLEAN_WORDS or spoken[-1] in _BOOLEAN_WORDS)
