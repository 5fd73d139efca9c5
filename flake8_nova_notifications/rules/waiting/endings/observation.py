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

"""What a wait polls, and where it keeps what it saw."""

import ast
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.idioms.values import is_setting
from flake8_nova_notifications.rules.waiting.judgement.deciders import bringing
from flake8_nova_notifications.rules.waiting.judgement.deciders import Decider
from flake8_nova_notifications.rules.waiting.judgement.deciders import deciders
from flake8_nova_notifications.rules.waiting.loops.assigned import Assignment
from flake8_nova_notifications.rules.waiting.loops.assigned import is_text
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.naming import is_identifying
from flake8_nova_notifications.rules.waiting.loops.sources import Sources


@dataclass(frozen=True)
class Observation:
    """What a wait polls.

    :ivar deciders: the conditions under which it has ended well.
    :ivar polls: the calls that poll, in source order.
    :ivar names: local names that hold something of what was seen.
    :ivar places: attributes and the like that are polled directly.
    :ivar last_name: the name that holds the result of the last poll.
    """

    deciders: tuple[Decider, ...]
    polls: tuple[ast.Call, ...]
    names: frozenset[str]
    places: frozenset[str]
    last_name: str | None


def alternatives(loop: Loop) -> list[list[Decider]]:
    """The deciders, those together that all have to hold at once.

    ``while a() and b()`` ends by either; ``if a() and b(): return`` by both.
    """
    ends = [
        [part for test, wanted in exit_.tests
         for part, _ in flow.conjuncts(test, wanted)]
        for exit_ in loop.exits if loop.succeeds(exit_)]
    found: dict[int, list[Decider]] = {}
    for decider in loop.once(bringing):
        key = id(decider)
        if decider.test is not None and not loop.tests_itself(decider.test):
            key = next((id(parts) for parts in ends if any(
                part is decider.test for part in parts)), key)
        found.setdefault(key, []).append(decider)
    return list(found.values())


def brings(
    loop: Loop, among: Sequence[Decider] | None = None,
) -> ast.Call | None:
    """The call that brings what decides; None where none is needed.

    :param among: some of what decides.
    """
    kinds = {
        id(call): kind for decider in loop.once(bringing)
        for call, kind in decider.calls}
    for decider in loop.once(bringing) if among is None else among:
        for call, kind in decider.calls:
            if kind not in (Kind.POLL, Kind.UNKNOWN) or not callee_name(
                    call):
                continue
            # ``parse(api.get())``
            asked = [node for argument in call.args[:1]
                     if len(call.args) == 1 for node in walk(argument)
                     if kinds.get(id(node)) is Kind.POLL
                     and isinstance(node, ast.Call)
                     and isinstance(node.func, ast.Attribute)]
            return asked[0] if asked and kind is Kind.UNKNOWN and isinstance(
                call.func, ast.Name) else call
    return None


def observation(loop: Loop) -> Observation:
    """What a loop polls, whatever it does so for."""
    ending = loop.once(deciders)
    calls = {
        id(call): call for decider in ending for call, kind in decider.calls
        if kind in (Kind.POLL, Kind.UNKNOWN)}
    return Observation(
        ending,
        tuple(sorted(
            calls.values(), key=lambda c: (c.lineno, c.col_offset))),
        _observed_names(loop, ending),
        frozenset(_places(loop, ending)),
        _last_name(loop, {id(call) for call in calls.values()}))


def ends_by_its_test(loop: Loop) -> bool:
    """Whether the loop's own test can end it as a success."""
    return any(
        decider.test is not None and loop.tests_itself(decider.test)
        for decider in loop.once(deciders))


def is_tested(seen: Observation, attribute: ast.Attribute) -> bool:
    """Whether a test that ends the loop well compares an attribute itself."""
    text = written(attribute)
    return any(
        isinstance(node, ast.Attribute) and written(node) == text
        for decider in seen.deciders if decider.test is not None
        for node in walk(decider.test))


def _observed_names(
    loop: Loop, ending: tuple[Decider, ...],
) -> frozenset[str]:
    steps = loop.once(Counters).steps
    return frozenset(loop.once(Sources).changed).union(
        name for name, given in loop.assigned.items()
        if name not in steps and any(
            _holds_something(loop, one) for one in given)
        and not _names_thing(loop, name, ending))


def _names_thing(
    loop: Loop, name: str, ending: tuple[Decider, ...],
) -> bool:
    """``stack_id = policy['stack_id']``, which no round changes or tests."""
    for value in loop.values(name):
        match value:
            case ast.Subscript(
                    value=ast.Name(id=owner), slice=ast.Constant(value=key)):
                if owner in loop.assigned or not (
                        isinstance(key, str) and is_identifying(key)):
                    return False
            case _:
                return False
    return bool(loop.values(name)) and not any(
        isinstance(node, ast.Name) and node.id == name
        for decider in ending if decider.test is not None
        for node in walk(decider.test))


def _last_name(loop: Loop, polls: set[int]) -> str | None:
    """The name to show: what a poll of every round is kept in."""
    found = [
        (len(list(loop.source.ancestors(one.node))), name)
        for name, given in loop.assigned.items() for one in given
        if one.value is not None and isinstance(one.node, ast.Assign)
        and any(id(node) in polls for node in walk(one.value))]
    return min(found, key=lambda one: one[0])[1] if found else None


def _holds_something(loop: Loop, given: Assignment) -> bool:
    if given.value is None:
        return isinstance(given.node, ast.ExceptHandler)
    if isinstance(given.value, ast.Constant) or _is_empty(
            given.value) or is_text(given.value) or _is_error(given.value):
        return False
    return not loop.once(Deadlines).is_deadline(given.value)


def _places(loop: Loop, ending: tuple[Decider, ...]) -> Iterator[str]:
    """Attributes that are polled themselves, as they are written."""
    sources = loop.once(Sources)
    for decider in ending:
        if decider.test is None:
            continue
        for expression in sources.of(decider.test):
            for node in walk(expression):
                if not isinstance(node, ast.Attribute) or (
                        sources.is_callee(node)
                        or is_setting(loop.source, node)):
                    continue
                above = loop.source.parent(node)
                if not isinstance(above, ast.Attribute) or (
                        sources.reads_part(above)):
                    yield written(node)


def _is_error(value: ast.expr) -> bool:
    """``TimeoutError('late')``, made to be raised."""
    return isinstance(value, ast.Call) and callee_name(
        value)[:1].isupper() and polls.words(callee_name(value))[-1] in (
            'error', 'exception', 'timeout', 'failure', 'fault')


def _is_empty(value: ast.expr) -> bool:
    return isinstance(value, (ast.List, ast.Tuple, ast.Set)) and (
        not value.elts) or isinstance(value, ast.Dict) and not value.keys
