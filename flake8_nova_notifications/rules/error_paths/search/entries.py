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

"""What a test runs: the functions of production code that it calls."""

import ast
from collections.abc import Iterator
import itertools
import re
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    calls_after)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    Candidate)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)
from flake8_nova_notifications.rules.error_paths.mocks.targets import target_of
from flake8_nova_notifications.rules.error_paths.tested.objects import class_of
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place

# Helpers of the test that are looked into, one calling the other.
MAX_HELPERS = 3
# Calls of a test that are of interest; the others are many and alike.
MAX_CALLS = 200
# Parts of an address, one in the other, until it is seen for one.
MAX_STEPS = 6

_REQUESTS = frozenset((
    'get', 'post', 'put', 'patch', 'delete', 'head', 'options'))
_ADDRESS = re.compile(r'/|\w+://')
_ADDRESSES = re.compile(r'reverse|url_for|(?:\w*_)?(?:url|uri|href)', re.I)


class Called(NamedTuple):
    """A call of a test.

    :ivar name: the last part of what is called.
    :ivar dotted: what is called, where imports or a class tell; else None.
    """

    name: str
    dotted: str | None


def called(
    source: SourceFile, candidate: Candidate, mock: RaisingMock,
) -> list[Called]:
    """What a test calls once its mock raises, in order, helpers included."""
    found = dict.fromkeys(_in(source, candidate.function, mock, 0))
    return list(found)[:MAX_CALLS]


def _in(
    source: SourceFile, function: Function, mock: RaisingMock | None,
    depth: int,
) -> Iterator[Called]:
    for call in calls_after(source, function, mock):
        helper = source.once(Names).definition(call.func)
        if isinstance(helper, FUNCTIONS):
            if depth < MAX_HELPERS:
                yield from _in(source, helper, None, depth + 1)
            continue
        code = source.memo(code_called, call)
        if code is not None and assertions.is_raise_check(code.name):
            # assertRaises(Error, run, 1) calls what it is handed.
            for handed in call.args[1:3]:
                if isinstance(handed, (ast.Name, ast.Attribute)):
                    yield Called(last_name(handed), dotted_of(source, handed))
        elif code is not None:
            yield code


def code_called(source: SourceFile, call: ast.Call) -> Called | None:
    """What a call runs; None if it patches something, or if routes tell."""
    if mocks.patch(source, call) is not None:
        return None
    found = Called(callee_name(call), dotted_of(source, call.func))
    return None if found.dotted is None and found.name in _REQUESTS and (
        any(_is_address(source, given) for given in call.args[:1])
    ) else found


def _is_address(source: SourceFile, value: ast.AST) -> bool:
    """``client.get('/servers')``: which ``get`` of many serves it?"""
    for _ in range(MAX_STEPS):
        if _ADDRESSES.fullmatch(callee_name(value) if isinstance(
                value, ast.Call) else last_name(value)):
            return True
        match source.once(Names).value(value):
            case ast.Constant(value=str(text)):
                return _ADDRESS.match(text) is not None
            case ast.JoinedStr(values=[value, *_]) | ast.BinOp(
                    left=value) | ast.FormattedValue(value=value) | ast.Call(
                        func=ast.Attribute(value=value, attr='format')):
                pass
            case known:
                if known is value:
                    return False
                value = known
    return False


def dotted_of(source: SourceFile, callee: ast.expr) -> str | None:
    """What is called, as a dotted name: by import, or by an object's class."""
    names = source.once(Names)
    behind = names.value(callee)
    if isinstance(behind, ast.Attribute):
        # boot = self.manager.boot; boot()
        callee = behind
    dotted = names.dotted(callee)
    # Whether it is not one of ``from module import *``.
    if dotted is not None and '.' in dotted and names.bindings(
            mocks.chain(callee).partition('.')[0], callee):
        return dotted
    if dotted is None and (isinstance(callee, ast.Name) and isinstance(
            names.value(callee), ast.Call) or isinstance(
                callee, ast.Attribute) and names.attribute_values(callee)):
        # self.task() calls an object.
        cls = class_of(source, callee)
        if cls is not None:
            return f'{cls}.__call__'
    if not isinstance(callee, ast.Attribute):
        return None
    if is_self(callee.value):
        return _mixed_in(source, callee)
    cls = class_of(source, callee.value)
    return None if cls is None else f'{cls}.{callee.attr}'


def _mixed_in(source: SourceFile, callee: ast.Attribute) -> str | None:
    """A method of the code under test that a test case is built on itself."""
    cls = source.enclosing_class(callee)
    base = None if cls is None else source.memo(_mixin, cls)
    return None if base is None else f'{base}.{callee.attr}'


def _mixin(source: SourceFile, cls: ast.ClassDef) -> str | None:
    """The base of a test case that is a class of the code under test."""
    family = source.once(Production).family
    return next((
        base for base in source.once(Names).foreign_bases(cls)
        for read, _ in itertools.islice(family(base), 1)
        if not is_of_tests(read.name)), None)


def under_test(source: SourceFile) -> tuple[str, ...]:
    """The modules that a test file is called after, and its package."""
    own = source.once(Project).module.split('.')
    for index, part in enumerate(own[:-1]):
        if part in ('tests', 'test'):
            *rest, name = own[index + 1:]
            if rest[:1] in (['unit'], ['functional']):
                del rest[0]
            if name.startswith('test_'):
                package = '.'.join((*own[:index], *rest))
                return f'{package}.{name[len("test_"):]}', package
            break
    return ()


def of_target(source: SourceFile, mock: RaisingMock) -> str | None:
    """The module of the project that holds what is made to fail."""
    dotted = target_of(source, mock)
    production = source.once(Production)
    found = production.split(dotted) if '.' in dotted else None
    return None if found is None else found[0].name


def imported(source: SourceFile) -> list[str]:
    """The modules of the project that a test file imports, by name."""
    production = source.once(Production)
    found: set[str] = set()
    for bindings in source.once(Names).scope(source.tree).values():
        for binding in bindings:
            dotted = binding.dotted or ''
            split = production.split(dotted) if '.' in dotted else None
            if split is not None:
                found.add(split[0].name)
    return sorted(found)


def is_functional(source: SourceFile) -> bool:
    """Whether a test runs whole services: it calls none of their code."""
    return 'functional' in source.once(Project).module.split('.')


def managers(source: SourceFile) -> tuple[str, ...]:
    """The modules of a project's service managers: what services run."""
    project = source.once(Project)
    package = project.module.partition('.')[0]
    return tuple(
        f'{package}.{name}.manager' for name in project.packages(package)
        if project.file(f'{package}.{name}.manager') is not None)


def is_of_tests(module: str) -> bool:
    return any(part in ('tests', 'test') or part.endswith('_tests')
               for part in module.split('.'))


def starts(
    source: SourceFile, candidate: Candidate, mock: RaisingMock,
) -> list[list[Place]]:
    """The functions of production code that a test runs.

    Where the class of an object is not known, the name of the method is
    looked for in the module under test and in that of the target; what is
    not found there in each of the imported modules by itself, of which one
    may be right.
    """
    production = source.once(Production)
    found: dict[Place, None] = {}
    unknown: list[str] = []
    for call in called(source, candidate, mock):
        places = () if call.dotted is None else production.named(call.dotted)
        for place in places:
            found[place] = None
        if not places and (call.dotted is None or production.split(
                call.dotted) is not None):
            unknown.append(call.name)
    attribute = target_of(source, mock).rpartition('.')[2]
    unknown = [name for name in unknown if name != attribute]
    modules = [*under_test(source)]
    target = of_target(source, mock)
    if target is not None:
        modules.append(target)
    for name in unknown:
        for place in by_name(production, name, modules):
            found[place] = None
    known = [[place for place in found if not is_of_tests(place.module)]]
    if any(production.outline(module) is not None
           for module in under_test(source)[:1]):
        unknown = [name for name in unknown
                   if not by_name(production, name, modules)]
    return known + [
        [place for name in unknown
         for place in by_name(production, name, [module])]
        for module in (source.once(imported) if unknown else ())
        if not is_of_tests(module)]


def by_name(
    production: Production, name: str, modules: list[str],
) -> list[Place]:
    """The functions of that name in the first module that has one."""
    for module in modules:
        read = production.outline(module)
        found = [] if read is None else [
            Place(read, block) for block in read.blocks(name)
            if not block.is_inner]
        if found:
            return found
    return []
