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
import re

from flake8_nova_notifications.idioms import logs
from flake8_nova_notifications.idioms import looks
from flake8_nova_notifications.idioms.looks import Kind
from flake8_nova_notifications.idioms.values import callee_name
from flake8_nova_notifications.idioms.values import is_setting
from flake8_nova_notifications.names import Names
from flake8_nova_notifications.rules.waiting.bounds import Bounds
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.source import FUNCTIONS
from flake8_nova_notifications.source import SourceFile
from flake8_nova_notifications.source import walk
from flake8_nova_notifications.source import walk_scope

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
# Work that changes nothing outside the function: it keeps what was seen.
_BOOKKEEPING = frozenset((
    'append', 'add', 'update', 'extend', 'insert', 'pop', 'set', 'save',
    'clear', 'remove', 'discard', 'setdefault', 'sort', 'write', 'close',
    'flush'))
_TELLING_NAMES = ('wait', 'poll', 'until', 'await')


_STATUS = re.compile(r'(?i)(^|[_\W])(run_?)?(status|state|progress)$')
_SPEAKS_OF_WAITING = re.compile(
    r'(?i)\b(waiting (for|until)|timed out wait|time-?out wait|'
    r'did not become|to become|still not)\b')


@dataclass(frozen=True)
class Decider:
    """One condition that ends the loop as a success.

    :ivar test: what is tested; None when only an exception decides.
    :ivar value: the value of the test that ends the loop.
    :ivar calls: the calls it rests on, with what each does.
    :ivar by_exception: whether a call that does not raise ends the loop.
    :ivar by_absence: whether a call that raises ends the loop.
    """

    test: ast.expr | None
    value: bool
    calls: tuple[tuple[ast.Call, Kind], ...]
    by_exception: bool = False
    by_absence: bool = False

    def has(self, kind: Kind) -> bool:
        """Whether one of its calls is of that kind."""
        return any(found is kind for _, found in self.calls)


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

    def observe(self) -> Observation | None:
        """The observation, or None for a retry, a service or pacing."""
        deciders = tuple(
            decider for decider in self._deciders()
            if decider.test is not None or decider.calls)
        if not deciders or not self._is_wait(deciders):
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

    def _deciders(self) -> Iterator[Decider]:
        if isinstance(self._loop, ast.While):
            for test, value in flow.conjuncts(self._loop.test):
                if self._observes(test):
                    yield self._by_value(test, not value)
        succeeded = False
        for exit_ in self._exits:
            if exit_.fails:
                continue
            if exit_.handler is not None:
                if not any(self._limits(test) for test, _ in exit_.tests):
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
        if not succeeded and not isinstance(self._loop, ast.While):
            yield from self._outer_handler()
        elif not succeeded and isinstance(self._loop, ast.While) and not any(
                self._observes(test)
                for test, _ in flow.conjuncts(self._loop.test)):
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
                            None, True, self._calls_of_block(self._loop.body),
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
        return self._limits(test)

    def _limits(self, test: ast.expr) -> bool:
        return any(
            self._bounds.counted(part) is not None
            or self._bounds.is_deadline(part) for part in flow.parts(test))

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
        return any(True for _ in self._sources(test))

    def _by_value(self, test: ast.expr, value: bool) -> Decider:
        return Decider(test, value, self._calls(test))

    def _by_success(self, exit_: flow.Exit) -> Decider:
        block: list[ast.stmt] = []
        for attempt in exit_.attempts:
            block += attempt.body
        return Decider(
            None, True, self._calls_of_block(block), by_exception=True)

    def _by_absence(self, handler: ast.ExceptHandler) -> Decider:
        attempt = self._source.parent(handler)
        body = attempt.body if isinstance(attempt, ast.Try) else []
        return Decider(
            None, True, self._calls_of_block(body), by_absence=True)

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
        for expression in self._sources(test):
            for node in walk(expression):
                if isinstance(node, ast.Call) and all(
                        node is not known for known, _ in found):
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
            if isinstance(owner, ast.Name) and owner.id in objects and all(
                    call is not known for known, _ in found):
                found += [(c, k) for c, k in self._judged(call)
                          if k is Kind.LOOK]
        return tuple(found)

    def _judged(self, call: ast.Call) -> list[tuple[ast.Call, Kind]]:
        if logs.level(call) or any(
                call is pause for pause in self._bounds.pauses):
            return []
        name = callee_name(call)
        kind = looks.kind(self._source, call)
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
                looks.words(name)[-1:] == ['connect']):
            kind = self._by_body(call, kind)
        return [(call, kind)]

    def _hands_out(self, call: ast.Call, name: str) -> bool:
        """``return get_client()``: the result is used, not looked at."""
        spoken = looks.words(name)
        if len(spoken) < 2 or not {'get', 'fetch'} & set(spoken[:3]):
            return False
        return spoken[-1] in _RESOURCES or (
            spoken[-1] in _RETURNED_RESOURCES
            and isinstance(self._source.parent(call), ast.Return))

    def _judges(self, call: ast.Call) -> bool:
        return bool(call.args) and isinstance(
            call.args[0], ast.Name) and is_boolean(call) and any(
                isinstance(node, ast.Call)
                for given in self._assigned.get(call.args[0].id, ())
                if given.value is not None for node in walk(given.value))

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
            looks.kind(self._source, node) for node in walk(definition)
            if isinstance(node, ast.Call) and not logs.level(node)}
        if Kind.WORK in kinds:
            return Kind.WORK
        return Kind.LOOK if kinds <= {Kind.LOOK, Kind.PLAIN} else (
            Kind.UNKNOWN)

    def _sources(self, test: ast.expr) -> Iterator[ast.expr]:
        """The expressions outside values come from that a test rests on."""
        seen: set[str] = set()
        layer: list[ast.expr] = [test]
        for _ in range(flow.MAX_HOPS):
            below: list[ast.expr] = []
            for expression in layer:
                if self._is_outside(expression):
                    yield expression
                for node in walk(expression):
                    if isinstance(node, ast.Name) and (
                            node.id not in seen
                            and not self._is_asked(node)):
                        seen.add(node.id)
                        for given in self._assigned.get(node.id, ()):
                            if given.value is not None:
                                below.append(given.value)
                            below.extend(self._flag_tests(given))
            layer = below
            if not layer:
                return

    def _is_asked(self, name: ast.Name) -> bool:
        """``ws`` in ``ws.receive()``: where it comes from is no look."""
        above = self._source.parent(name)
        if not isinstance(above, ast.Attribute) or not self._is_callee(above):
            return False
        call = self._source.parent(above)
        return isinstance(call, ast.Call) and looks.kind(
            self._source, call) is not Kind.PLAIN

    def _flag_tests(self, given: flow.Assignment) -> list[ast.expr]:
        """``if seen: done = True``: the flag rests on the test."""
        if not isinstance(given.value, ast.Constant):
            return []
        found: list[ast.expr] = []
        child: ast.AST = given.node
        for above in self._source.ancestors(given.node):
            if above is self._loop:
                break
            if isinstance(above, ast.If) and child is not above.test:
                found.append(above.test)
            if isinstance(above, ast.Try) and child in above.body:
                # Reached only when the calls before it did not raise.
                found += [
                    node for statement in above.body
                    for node in walk_scope(statement)
                    if isinstance(node, ast.Call)
                    and not logs.level(node)]
            child = above
        return found

    def _is_outside(self, expression: ast.expr) -> bool:
        """Whether an expression reads what the loop does not compute."""
        names = self._source.once(Names)
        for node in walk(expression):
            if isinstance(node, ast.Call) and not logs.level(node) and (
                    looks.kind(self._source, node) is not Kind.PLAIN):
                return True
            if isinstance(node, ast.Attribute) and not self._is_callee(node):
                dotted = names.dotted(node)
                if (dotted is None or '.' not in dotted) and not is_setting(
                        self._source, node):
                    return True
            if isinstance(node, ast.Name) and self._is_shared(node):
                return True
            if isinstance(node, ast.Subscript) and isinstance(
                    node.value, ast.Name) and self._is_shared(node.value):
                return True
        return False

    def _is_callee(self, node: ast.expr) -> bool:
        parent = self._source.parent(node)
        return isinstance(parent, ast.Call) and parent.func is node

    def _reads_part(self, node: ast.expr) -> bool:
        """``system.boot.get`` in ``system.boot.get('mode')``."""
        call = self._source.parent(node)
        return isinstance(call, ast.Call) and call.func is node and (
            looks.kind(self._source, call) is Kind.PLAIN)

    def _is_shared(self, name: ast.Name) -> bool:
        """A name that somebody else can rebind: global, or of a closure."""
        if name.id in self._assigned:
            return False
        function = self._source.function(self._loop)
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

    def _is_wait(self, deciders: tuple[Decider, ...]) -> bool:
        if self._is_service() or self._works_anyway() or any(
                _drains(decider) for decider in deciders):
            return False
        if any(d.has(Kind.WORK) for d in deciders):
            return False
        if self._repeats_after_error() or self._changes_what_it_sees():
            return False
        if any(d.has(Kind.LOOK) for d in deciders):
            return True
        # Doubt: only what calls itself a wait is believed to be one.
        telling = self._tells_of_waiting()
        if any(d.has(Kind.UNKNOWN) for d in deciders):
            return telling
        return any(d.test is not None for d in deciders) and (
            telling or not self._named('retry', 'retries'))

    def _is_service(self) -> bool:
        """Whether only a stop flag stands in the loop's test."""
        return isinstance(self._loop, ast.While) and all(
            self._bounds.is_stop_flag(part)
            for part in flow.parts(self._loop.test))

    def _repeats_after_error(self) -> bool:
        """Whether it pauses after an error and then does the work again."""
        for pause in self._bounds.pauses:
            for above in self._source.ancestors(pause):
                if above is self._loop:
                    break
                attempt = self._source.parent(above)
                if isinstance(above, ast.ExceptHandler) and isinstance(
                        attempt, ast.Try) and any(
                            isinstance(node, ast.Call)
                            and looks.says_work(node)
                            and not logs.level(node)
                            for statement in attempt.body
                            for node in walk_scope(statement)):
                    return True
        return False

    def _changes_what_it_sees(self) -> bool:
        """Whether the loop itself sets the attribute that it tests."""
        tested = {
            ast.unparse(node)
            for test in self._all_tests() for node in walk(test)
            if isinstance(node, (ast.Attribute, ast.Subscript))}
        for node in walk_scope(self._loop):
            targets = node.targets if isinstance(node, ast.Assign) else (
                [node.target] if isinstance(node, ast.AugAssign) else [])
            for target in targets:
                root: ast.expr = target
                while isinstance(root, ast.Subscript):
                    root = root.value
                if isinstance(root, ast.Attribute) and not isinstance(
                        getattr(node, 'value', None), ast.Call) and (
                            ast.unparse(root) in tested
                            and ast.unparse(root) not in self._bounds.steps
                            and not self._set_at_the_limit(node)):
                    return True
        return False

    def _all_tests(self) -> list[ast.expr]:
        tests = [test for e in self._exits for test, _ in e.tests]
        if isinstance(self._loop, ast.While):
            tests.append(self._loop.test)
        return tests

    def _set_at_the_limit(self, node: ast.AST) -> bool:
        return any(
            isinstance(above, ast.If) and self._limits(above.test)
            for above in self._source.ancestors(node)
            if self._bounds.inside(above))

    def _tells_of_waiting(self) -> bool:
        """Whether the function's name or its messages speak of a wait."""
        if self._named(*_TELLING_NAMES) or self._tests_status():
            return True
        function = self._source.function(self._loop)
        if function is None or self._named('retry', 'retries'):
            return False
        return any(
            isinstance(node, ast.Constant) and isinstance(node.value, str)
            and _SPEAKS_OF_WAITING.search(node.value)
            # A docstring tells of much else as well.
            and not isinstance(self._source.parent(node), ast.Expr)
            for node in walk(function))

    def _tests_status(self) -> bool:
        """Whether something called a status or a state is compared."""
        return any(
            isinstance(node, ast.Constant) and isinstance(node.value, str)
            and _STATUS.search(node.value)
            or isinstance(node, ast.Attribute) and _STATUS.search(node.attr)
            for test in self._all_tests() for part in flow.parts(test)
            if isinstance(part, ast.Compare) for node in walk(part.left))

    def _named(self, *parts: str) -> bool:
        function = self._source.function(self._loop)
        return function is not None and any(
            part in function.name.lower() for part in parts)

    def _works_anyway(self) -> bool:
        """Whether every round also does work whose result is not tested."""
        woken = {
            ast.unparse(pause.func.value) for pause in self._bounds.pauses
            if isinstance(pause.func, ast.Attribute)}
        for statement in self._loop.body:
            call = called(statement)
            if call is None:
                continue
            if isinstance(call.func, ast.Attribute) and ast.unparse(
                    call.func.value) in woken:
                # Wakes those who are to make the condition true.
                continue
            if logs.level(call) or not looks.says_work(call) or looks.kind(
                    self._source, call) in (Kind.LOOK, Kind.PLAIN):
                continue
            if looks.words(callee_name(call))[0] not in _BOOKKEEPING:
                return True
        return False

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
            for expression in self._sources(decider.test):
                for node in walk(expression):
                    if not isinstance(node, ast.Attribute) or (
                            self._is_callee(node)
                            or is_setting(self._source, node)):
                        continue
                    above = self._source.parent(node)
                    if not isinstance(above, ast.Attribute) or (
                            self._reads_part(above)):
                        yield ast.unparse(node)


def _drains(decider: Decider) -> bool:
    """``if not data.read(n): break`` takes until nothing is left."""
    return isinstance(decider.test, ast.Call) and not decider.value and (
        callee_name(decider.test) in (
            'read', 'recv', 'readline', 'get_nowait', 'pop'))


def called(statement: ast.stmt) -> ast.Call | None:
    """The call that a statement consists of, awaited or not."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(value, ast.Await):
        value = value.value
    return value if isinstance(value, ast.Call) else None


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
    spoken = looks.words(callee_name(call))
    return bool(spoken) and (
        spoken[0] in _BOOLEAN_WORDS or spoken[-1] in _BOOLEAN_WORDS)
