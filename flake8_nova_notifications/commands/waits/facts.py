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

"""Waits and calls of one file, without its tree."""

import ast
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.expressions import unparsed
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.commands.waits.budget import budget
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.idioms.polls import words
from flake8_nova_notifications.idioms.values import number
from flake8_nova_notifications.idioms.values import parameter_default
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.waiting.endings.returned import GiveUp
from flake8_nova_notifications.rules.waiting.loops.bounds import Bound
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    looping_waits)
from flake8_nova_notifications.rules.waiting.waits.looping_calls import (
    LoopingWait)
from flake8_nova_notifications.rules.waiting.waits.wait_loops import wait_loops
from flake8_nova_notifications.rules.waiting.waits.wait_loops import WaitLoop

# Characters of a statement.
MAX_TEXT = 100

_KINDS = {
    Bound.COUNT: 'count', Bound.DEADLINE: 'deadline',
    Bound.STOP: 'stop flag', Bound.NONE: 'none'}


@dataclass(frozen=True)
class Wait:
    """A wait, for people and for sums.

    :ivar function: with its class, such as ``Helper.wait_for``.
    :ivar polls: what it calls to see how things stand.
    :ivar bound: count, deadline, timeout (it is handed on to something that
        waits), looping call, stop flag or none.
    :ivar limit: the bound as it is written, where it is no number.
    :ivar pause: between two polls, as text.
    :ivar grows: whether the pause grows.
    :ivar seconds: how long it waits in the worst case, the time that the
        polls take left out; None where that is not known.
    :ivar parameter: the parameter that sets it; empty where none does.
    :ivar each: seconds for each unit of that parameter, beside ``base``; 0:
        it is not known how they depend on it.
    :ivar base: negative where the last poll ends it without a pause.
    :ivar others: further parameters whose defaults are in the seconds.
    :ivar says: what happens when the bound runs out.
    """

    file: str
    line: int
    function: str
    polls: str
    bound: str
    limit: str = ''
    pause: str = ''
    grows: bool = False
    seconds: float | None = None
    parameter: str = ''
    each: float = 0.0
    base: float = 0.0
    others: tuple[str, ...] = ()
    says: str = ''


@dataclass(frozen=True)
class Call:
    """A call that may lead to a wait.

    :ivar name: dotted as imported, or the bare name of a method.
    :ivar on_self: whether it is a method of the instance or the class.
    :ivar on_other: whether it is a method of some other object.
    :ivar numbers: given as arguments, by position or by name; None: it is
        not known which.
    """

    name: str
    on_self: bool
    on_other: bool
    numbers: tuple[tuple[int | str, float | None], ...]


@dataclass(frozen=True)
class Routine:
    """A function or a method: its waits and its calls, in source order."""

    name: str
    parameters: tuple[str, ...]
    waits: tuple[Wait, ...]
    calls: tuple[Call, ...]
    line: int


@dataclass(frozen=True)
class Class:
    """A class: its bases as dotted names, and its methods."""

    name: str
    bases: tuple[str, ...]
    methods: tuple[Routine, ...]


@dataclass(frozen=True)
class FileFacts:
    """What is kept of a file.

    :ivar module: its dotted name.
    :ivar tests: whether it holds tests.
    :ivar imports: the paths of the project's modules that it imports.
    """

    file: str
    module: str
    tests: bool
    functions: tuple[Routine, ...] = ()
    classes: tuple[Class, ...] = ()
    waits: tuple[Wait, ...] = ()
    imports: tuple[str, ...] = ()


def file_facts(source: SourceFile, shown: str) -> FileFacts:
    """Read one file.

    :param shown: what it is called in the report.
    """
    shown = printable(shown)
    project = source.once(Project)
    waits: list[tuple[ast.AST, Wait]] = [
        *((wait.node, _of_loop(source, wait, shown))
          for wait in source.once(wait_loops)),
        *((call.node, _of_looping_call(source, call, shown))
          for call in source.once(looping_waits))]
    in_function: dict[ast.AST | None, list[Wait]] = {}
    for node, wait in waits:
        in_function.setdefault(_outermost(source, node), []).append(wait)
    tests = source.once(holds_tests)
    functions: list[Routine] = []
    classes: list[Class] = []
    if tests and 'timeout' in source.text:
        for function, wait in _with_timeout(source, [
                one for one in source.nodes(*FUNCTIONS)
                if isinstance(one, FUNCTIONS) and one not in in_function],
                shown):
            in_function[function] = [wait]
            waits.append((function, wait))
    names = source.once(Names)
    # What a service does while a test waits for it is no budget of the test.
    for node in source.tree.body if tests else ():
        if isinstance(node, FUNCTIONS):
            functions.append(_routine(source, node, in_function))
        elif isinstance(node, ast.ClassDef):
            bases = (names.dotted(base) or '' for base in node.bases)
            classes.append(Class(
                node.name, tuple(
                    project.absolute(base) or '' if '.' in base
                    else f'{project.module}.{spelled(expression)}'
                    for base, expression in zip(
                        bases, node.bases, strict=True)),
                tuple(_routine(source, member, in_function)
                      for member in node.body
                      if isinstance(member, FUNCTIONS))))
    return FileFacts(
        shown, project.module, tests, tuple(functions),
        tuple(classes), tuple(sorted(
            (wait for _, wait in waits), key=lambda wait: wait.line)),
        _imports(source) if tests else ())


def _imports(source: SourceFile) -> tuple[str, ...]:
    project = source.once(Project)
    found: dict[str, None] = {}
    for node in source.tree.body:
        if isinstance(node, ast.ImportFrom):
            base = project.absolute(
                '.' * node.level + (node.module or '')) or ''
            dotted = [base, *(f'{base}.{name.name}' for name in node.names)]
        elif isinstance(node, ast.Import):
            dotted = [name.name for name in node.names]
        else:
            continue
        for name in dotted:
            path = project.file(name) if name else None
            if path is not None:
                found[path] = None
    return tuple(found)


def _with_timeout(
    source: SourceFile, functions: Iterable[Function], shown: str,
) -> Iterator[tuple[ast.AST, Wait]]:
    """Functions that wait by a timeout which they hand on.

    ``def wait_for_event(self, event, timeout=10)``: whatever does the
    waiting, it is given that many seconds.
    """
    for function in functions:
        if 'wait' not in words(function.name):
            continue
        for parameter in (*function.args.args, *function.args.kwonlyargs):
            default = parameter_default(source, parameter)
            if parameter.arg != 'timeout' or default is None:
                continue
            yield function, Wait(
                shown, function.lineno, _function(source, function.body[0]),
                '', 'timeout', 'timeout', seconds=number(source, default),
                parameter='timeout', each=1.0)


def _outermost(source: SourceFile, node: ast.AST) -> ast.AST | None:
    """The function of the module or of a class that holds a node."""
    found = None
    for above in source.ancestors(node):
        if isinstance(above, FUNCTIONS):
            found = above
    return found


def _routine(
    source: SourceFile, function: Function,
    waits: dict[ast.AST | None, list[Wait]],
) -> Routine:
    given = function.args
    parameters = tuple(one.arg for one in (*given.posonlyargs, *given.args))
    keywords = tuple(one.arg for one in given.kwonlyargs)
    return Routine(
        function.name, parameters + keywords,
        tuple(waits.get(function, ())), _calls(source, function),
        function.lineno)


def _calls(source: SourceFile, function: Function) -> tuple[Call, ...]:
    names = source.once(Names)
    project = source.once(Project)
    found = []
    for call in source.within(function, ast.Call):
        func = call.func
        on_self = isinstance(func, ast.Attribute) and (
            is_self(func.value) or isinstance(func.value, ast.Call)
            and callee_name(func.value) == 'super')
        on_other = not on_self and isinstance(func, ast.Attribute) and (
            names.dotted(func) is None)
        if on_self or on_other:
            name = callee_name(call)
        else:
            dotted = names.dotted(func)
            if dotted is None:
                if not isinstance(func, ast.Name) or not isinstance(
                        names.value(func), FUNCTIONS):
                    continue
                dotted = f'{project.module}.{func.id}'
            name = project.absolute(dotted) or dotted
        found.append(Call(
            name, on_self, on_other, tuple(_numbers(source, call))))
    return tuple(found)


def _numbers(
    source: SourceFile, call: ast.Call,
) -> list[tuple[int | str, float | None]]:
    found: list[tuple[int | str, float | None]] = [
        (index, number(source, argument))
        for index, argument in enumerate(call.args)]
    found += [
        (keyword.arg, number(source, keyword.value))
        for keyword in call.keywords if keyword.arg is not None]
    return found


def _of_loop(source: SourceFile, wait: WaitLoop, shown: str) -> Wait:
    found = budget(source, wait)
    polls = dict.fromkeys(
        f'{name}()' for call in wait.observation.polls
        if (name := callee_name(call)))
    return Wait(
        shown, wait.node.lineno, _function(source, wait.node),
        printable(', '.join(polls or sorted(wait.observation.places))),
        _KINDS[wait.bound], printable(found.limit),
        printable(wait.pause.text), wait.grows, found.seconds,
        found.parameter, found.each, found.base, found.others,
        printable(_says(wait.give_ups)))


def _of_looping_call(
    source: SourceFile, call: LoopingWait, shown: str,
) -> Wait:
    return Wait(
        shown, call.node.lineno, _function(source, call.node),
        printable(f'{call.callback}()'),
        'none' if call.bound is Bound.NONE else 'looping call',
        pause=printable(call.interval), grows=not call.interval,
        says=printable(
            '; '.join(dict.fromkeys(map(_shortened, call.failing)))))


def _function(source: SourceFile, node: ast.AST) -> str:
    names = [
        above.name for above in source.ancestors(node)
        if isinstance(above, (*FUNCTIONS, ast.ClassDef))]
    return '.'.join(reversed(names))


def _shortened(statement: ast.stmt) -> str:
    text = ' '.join((unparsed(statement) or '').split())
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT - 4] + ' ...'


def _says(give_ups: tuple[GiveUp, ...]) -> str:
    return '; '.join(dict.fromkeys(
        give_up.outcome.value if give_up.node is None
        else _shortened(give_up.node) for give_up in give_ups))
