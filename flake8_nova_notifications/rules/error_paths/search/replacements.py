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

"""Which code a test has replaced, and on which handler its ways agree."""

import ast
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import path
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.rules.error_paths.mocks.raised import raised
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    Candidate)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    setting_up)
from flake8_nova_notifications.rules.error_paths.mocks.targets import target_of
from flake8_nova_notifications.rules.error_paths.search.ends import End
from flake8_nova_notifications.rules.error_paths.search.ends import Kind
from flake8_nova_notifications.rules.error_paths.search.log_calls import Log
from flake8_nova_notifications.rules.error_paths.tested.production import Place


@dataclass(frozen=True)
class Found:
    """The handler that ends a mocked error.

    :ivar place: file and line of the handler, or of either of two; empty
        where something else ends it, such as a decorator that tries again.
    :ivar log: the loudest log call on the way, if there is one.
    :ivar may_log: whether something that it calls may log.
    :ivar retries: whether what failed is tried again.
    :ivar unsure: whether it logs on some of the ways only.
    :ivar excused: whether a silent handler has its reason: a comment says
        it, the error is handed on, or it is printed.
    """

    place: str
    log: Log | None
    may_log: bool
    retries: bool
    unsure: bool = False
    excused: bool = False


def leading(
    tree: FunctionTree, written: str, handed: bool,
) -> Iterator[ast.AST]:
    """The nodes of a function that lead on by a path as it is written."""
    if not handed:
        yield from (call for call in tree.each(ast.Call)
                    if _called(call.func) == written)
        return
    calls = {call.func for call in tree.each(ast.Call)}
    for node in (*tree.each(ast.Name), *tree.each(ast.Attribute)):
        if node not in calls and path(node) == written:
            yield node


def _called(callee: ast.expr) -> str | None:
    match callee:
        case ast.Attribute(value=ast.Call(func=ast.Name(id='super'))):
            return f'super.{callee.attr}'
        case ast.Attribute(value=ast.Call(func=cls)):
            made = path(cls)
            return None if made is None else f'{made}().{callee.attr}'
    return path(callee)


def agreed(ends: list[End], most: int = 1) -> Found | None:
    """What several ends have in common: one handler, and what it logs.

    :param most: how many handlers there may be, where all of them are loud.
    """
    kinds = {end.kind for end in ends}
    if kinds != {Kind.TAKEN} and kinds != {Kind.RETRIED}:
        return None
    places = sorted({end.place for end in ends}, key=_in_order)
    logs = {end.log for end in ends}
    loud = {log for log in logs if log is not None and log.is_loud}
    if len(places) > 1 and (len(places) > most or loud != logs):
        return None
    may_log = any(end.may_log for end in ends)
    unsure = False
    if len(logs) == 1:
        log = logs.pop()
    elif loud == logs:
        # Loud on each way, but in other words.
        log = next(iter(sorted(
            loud, key=attrgetter('place'))))._replace(owner='', text='')
    else:
        log, may_log, unsure = None, True, True
    return Found(_spelled(places), log, may_log, kinds == {Kind.RETRIED},
                 unsure, all(end.excused for end in ends))


def _in_order(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(':')
    return file, int(line or 0)


def _spelled(places: list[str]) -> str:
    """``p.py:3 or 7``, ``p.py:3 or q.py:7``."""
    first, *others = places
    file = f'{first.rpartition(":")[0]}:'
    return ' or '.join((first, *(one.removeprefix(file) for one in others)))


def replaced(
    source: SourceFile, candidate: Candidate,
) -> frozenset[tuple[str, str]]:
    """What a test replaces by mocks: the owner's last name, and the name.

    One that is given something to run is none: that may be the real thing.
    """
    function = candidate.function
    found = {one for holder in (function, *setting_up(source, function))
             for one in source.memo(_patched, holder)}
    cls = source.enclosing_class(function)
    if cls is not None:
        found.update(_targets(source, (
            decorator for decorator in cls.decorator_list
            if isinstance(decorator, ast.Call))))
    for assigned in source.within(function, ast.Assign):
        if isinstance(assigned.value, ast.Call) and mocks.makes_mock(
                source, assigned.value):
            found.update(
                (last_name(target.value), target.attr)
                for target in assigned.targets
                if isinstance(target, ast.Attribute))
    return frozenset(found.difference(
        _last_two(target_of(source, mock)) for mock in candidate.mocks
        if raised(source, mock.value) is None))


def _patched(
    source: SourceFile, function: Function,
) -> frozenset[tuple[str, str]]:
    """What the calls of a function replace; asked for each of its tests."""
    return frozenset(_targets(source, source.within(function, ast.Call)))


def _targets(
    source: SourceFile, calls: Iterable[ast.Call],
) -> Iterator[tuple[str, str]]:
    for call in calls:
        patch = mocks.patch(source, call)
        if patch is not None and not any(
                keyword.arg == 'wraps' for keyword in call.keywords):
            yield _last_two(patch.target)


def _last_two(target: str) -> tuple[str, str]:
    owner, _, name = target.rpartition('.')
    return owner.rpartition('.')[2], name


def is_replaced(
    replaced: frozenset[tuple[str, str]], place: Place,
) -> bool:
    """Whether a function is one of those that a test replaces."""
    return any(
        name == place.block.name and (
            not owner[:1].isupper() or owner == place.block.cls)
        for owner, name in replaced)


def alike(ends: Iterable[End]) -> list[End]:
    """The ends, asked for no further than to the first that is another."""
    found: list[End] = []
    for end in ends:
        found.append(end)
        if end.kind is Kind.UNKNOWN or end.kind is not found[0].kind or (
                end.place != found[0].place and not all(
                    one.log is not None and one.log.is_loud
                    for one in (end, found[0]))):
            break
    return found
