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

"""What each test may wait for, through its helpers and base classes."""

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_nova_notifications.commands.waits.facts import Call
from flake8_nova_notifications.commands.waits.facts import Class
from flake8_nova_notifications.commands.waits.facts import FileFacts
from flake8_nova_notifications.commands.waits.facts import Routine
from flake8_nova_notifications.commands.waits.facts import Wait

# Helpers that call helpers ..., and base classes asked for one method.
MAX_DEPTH = 12
MAX_BASES = 100
# Longer than that is written for "as long as it takes".
MAX_SECONDS = 86_400
# What runs around each test.
_AROUND = ('setUp', 'tearDown')
# Calls followed for one test.
MAX_CALLS = 20_000


@dataclass(frozen=True)
class Test:
    """A test and its waits in the worst case.

    :ivar name: with its class.
    :ivar waits: how often it waits.
    :ivar seconds: how long all of them together may take, as far as known.
    :ivar unknown: how many of them have no known length.
    """

    file: str
    line: int
    name: str
    waits: int
    seconds: float
    unknown: int


@dataclass(frozen=True)
class Use:
    """A wait, and the tests that get to it."""

    wait: Wait
    callers: tuple[str, ...]
    tests: int


@dataclass(frozen=True)
class Report:
    """All waits with their users, and all tests that wait.

    :ivar limit: seconds after which the runner ends a test; None: unknown.
    """

    uses: tuple[Use, ...]
    tests: tuple[Test, ...]
    limit: float | None


# A function as it is found: module, class (or nothing) and the function.
_Key = tuple[str, str, str]


class _Graph:
    """Who calls whom, across all files."""

    def __init__(self, files: Iterable[FileFacts]) -> None:
        self._classes: dict[str, tuple[FileFacts, Class]] = {}
        self._functions: dict[str, tuple[FileFacts, Routine]] = {}
        for facts in files:
            for one in facts.classes:
                self._classes[f'{facts.module}.{one.name}'] = (facts, one)
            for routine in facts.functions:
                self._functions[f'{facts.module}.{routine.name}'] = (
                    facts, routine)
        self._ancestry: dict[str, list[str]] = {}
        self._inherited: dict[tuple[str, str], Routine | None] = {}
        # Methods by name, for calls on objects whose class is not known: a
        # name that one class alone defines is certain enough.
        self._methods: dict[str, list[tuple[Routine, str]]] = {}
        for name, (_, one) in self._classes.items():
            for method in one.methods:
                self._methods.setdefault(method.name, []).append(
                    (method, name))

    def ancestry(self, name: str) -> list[str]:
        """A class and its bases, nearest first, as dotted names."""
        if name not in self._ancestry:
            found = [name]
            for one in found:
                if one in self._classes and len(found) < MAX_BASES:
                    found += [base for base in self._classes[one][1].bases
                              if base not in found]
            self._ancestry[name] = found
        return self._ancestry[name]

    def method(self, cls: str, name: str) -> Routine | None:
        """A method of a class or of its bases."""
        key = cls, name
        if key not in self._inherited:
            self._inherited[key] = self._of_bases(cls, name)
        return self._inherited[key]

    def _of_bases(self, cls: str, name: str) -> Routine | None:
        for one in self.ancestry(cls):
            if one in self._classes:
                for method in self._classes[one][1].methods:
                    if method.name == name:
                        return method
        return None

    def called(self, call: Call, cls: str) -> tuple[Routine, str] | None:
        """What a call runs, and the class that its ``self`` is of."""
        if call.on_self:
            method = self.method(cls, call.name) if cls else None
            return None if method is None else (method, cls)
        if call.on_other:
            found = self._methods.get(call.name, [])
            alike = {(wait.seconds, wait.parameter) for routine, _ in found
                     for wait in routine.waits}
            # Several of one name are as good as one if they wait alike.
            if len(found) == 1 or len(alike) == 1 and all(
                    routine.waits for routine, _ in found):
                return found[0]
            return None
        if call.name in self._functions:
            return self._functions[call.name][1], ''
        return None

    def tests(self) -> Iterator[tuple[FileFacts, str, Routine]]:
        """All test methods, each in the class that defines it."""
        for name, (facts, cls) in self._classes.items():
            for method in cls.methods:
                if method.name.startswith('test'):
                    yield facts, name, method


class _Sum:
    """What one test adds up to."""

    def __init__(self, graph: _Graph) -> None:
        self._graph = graph
        self._left = MAX_CALLS
        self.count = 0
        self.seconds = 0.0
        self.unknown = 0
        self.callers: dict[Wait, set[str]] = {}

    def add(
        self, routine: Routine, cls: str, call: Call | None,
        path: tuple[Routine, ...],
    ) -> None:
        """Take in a routine and all that it calls, once for each call."""
        for wait in routine.waits:
            self.count += 1
            seconds = _seconds(wait, routine, call)
            self.callers.setdefault(wait, set()).add(
                path[-1].name if path else routine.name)
            if seconds is None or seconds > MAX_SECONDS:
                self.unknown += 1
            else:
                self.seconds += seconds
        if len(path) >= MAX_DEPTH or routine in path or any(
                wait.bound == 'timeout' for wait in routine.waits):
            return
        for inner in routine.calls:
            self._left -= 1
            if self._left < 0:
                return
            found = self._graph.called(inner, cls)
            if found is not None and found[0] is not routine:
                self.add(found[0], found[1], inner, (*path, routine))


def _seconds(
    wait: Wait, routine: Routine, call: Call | None,
) -> float | None:
    """How long a wait takes when it is called like this."""
    given = {} if call is None else dict(call.numbers)
    if any(_key(name, routine) in given or name in given
           for name in wait.others):
        # Such as the pause: what is given may be anything.
        return None
    if not wait.parameter:
        return wait.seconds
    key = wait.parameter if wait.parameter in given else _key(
        wait.parameter, routine)
    if key not in given:
        return wait.seconds
    value = given[key]
    return value * wait.each + wait.base if value and wait.each else None


def _key(name: str, routine: Routine) -> int | str:
    """Where a parameter stands among what a caller gives, or its name."""
    if name not in routine.parameters:
        return name
    bound = routine.parameters[:1] in (('self',), ('cls',))
    return routine.parameters.index(name) - bound


def report(
    files: Iterable[FileFacts], beside: Iterable[FileFacts],
    limit: float | None,
) -> Report:
    """Put the facts of all files together.

    :param beside: files that are not reported on, but called.
    """
    files = list(files)
    shown = {facts.file for facts in files}
    graph = _Graph([*files, *beside])
    tests = []
    callers: dict[Wait, set[str]] = {}
    reached: dict[Wait, int] = {}
    for facts, cls, method in graph.tests():
        if facts.file not in shown:
            continue
        total = _Sum(graph)
        for name in _AROUND:
            # They count against the same limit of the runner.
            found = graph.method(cls, name)
            if found is not None:
                total.add(found, cls, None, ())
        total.add(method, cls, None, ())
        if not total.count:
            continue
        tests.append(Test(
            facts.file, method.line,
            f'{cls.rpartition(".")[2]}.{method.name}', total.count,
            round(total.seconds, 3), total.unknown))
        for wait, names in total.callers.items():
            callers.setdefault(wait, set()).update(names)
            reached[wait] = reached.get(wait, 0) + 1
    uses = [
        Use(wait, tuple(sorted(callers.get(wait, ()))), reached.get(wait, 0))
        for facts in files for wait in facts.waits]
    uses.sort(key=_order)
    tests.sort(key=lambda test: (-test.seconds, test.file, test.line))
    return Report(tuple(uses), tuple(tests), limit)


def _order(use: Use) -> tuple[float, int, str, int]:
    """The shortest budget first, those without one last."""
    wait = use.wait
    return (float('inf') if wait.seconds is None else wait.seconds,
            -use.tests, wait.file, wait.line)
