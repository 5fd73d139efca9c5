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

"""What of a test keeps the logs: a patched logger, a fixture, a base class.

Only what is certain: a name that is bound to the mock of the very logger, an
attribute that a base class of the project sets, classes known to descend from
``unittest.TestCase``.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import re

from flake8_nova_notifications.code.calls import descendants
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.idioms import test_cases
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.project.outlines import Outline
from flake8_nova_notifications.rules.error_paths.fixes.logged import Logged
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    functions_around)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    setting_up)
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)
from flake8_nova_notifications.rules.error_paths.tested.production import Place

_FAKE_LOGGERS = ('fixtures.FakeLogger', 'fixtures.logger.FakeLogger',
                 'fixtures._fixtures.logger.FakeLogger')
# ``Logger.exception`` is ``error`` inside, ``LoggerAdapter.error`` is ``log``.
_BEHIND = {'exception': ('error', 'log'), 'warn': ('warning', 'log'),
           'fatal': ('critical', 'log'), 'log': ('_log',)}
_STAR = re.compile(r'^from +\.([\w.]+) +import +\*', re.M)


@dataclass(frozen=True)
class Patched:
    """A logger that a test replaces.

    :ivar name: what the test calls the mock, ``self.x`` included; empty
        where it has no name, or may not see the call.
    :ivar where: the ``with`` statement outside of which the logger is the
        real one.
    :ivar method: the one method that is replaced; empty for all.
    """

    name: str
    where: ast.AST | None
    method: str


def patched(
    source: SourceFile, function: Function, log: Logged,
) -> list[Patched]:
    """The mocks that stand in the place of a logger in a test."""
    target = f'{log.module}.{log.owner}'
    found = []
    for patch, name, where in _patches(source, function):
        if patch.target == target:
            method = ''
        elif patch.target.startswith(f'{target}.'):
            method = patch.target.rpartition('.')[2]
            if method in _BEHIND.get(log.method, ('log',)):
                # Some loggers call one method in another one.
                name = ''
            elif method != log.method:
                continue
        else:
            continue
        found.append(Patched(name, where, method))
    return found


_Bound = tuple[mocks.Patch, str, ast.AST | None]


def _patches(source: SourceFile, function: Function) -> Iterator[_Bound]:
    named = mocks.parameters(source, function, named=True)
    for name, patch in named.items():
        yield patch, name, None
    known = {patch.call for patch in named.values()}
    for holder in (function, *setting_up(source, function)):
        for call in source.within(holder, ast.Call):
            made = mocks.patch(source, call, named=True)
            if made is not None and call not in known:
                yield _named(source, made)


def _named(source: SourceFile, patch: mocks.Patch) -> _Bound:
    """A patch, and the name under which its mock is known afterwards."""
    used = source.parent(patch.call)
    if patch.new is not None and not (
            isinstance(patch.new, ast.Call)
            and mocks.makes_mock(source, patch.new)):
        return patch, '', None
    if isinstance(used, ast.withitem):
        return patch, mocks.chain(used.optional_vars), source.parent(used)
    if isinstance(used, ast.Assign):
        # patcher = mock.patch('a.LOG'), and patcher.start() below.
        used = _started(source, used)
    while isinstance(used, (ast.Attribute, ast.Call)):
        used = source.parent(used)
    match used:
        case ast.Assign(
                targets=[target],
                value=ast.Attribute(attr='mock')
                | ast.Call(func=ast.Attribute(attr='start'))):
            # self.log = self.useFixture(MockPatch('a.LOG')).mock
            return patch, mocks.chain(target), None
        case ast.Expr():
            # self.mock_object(manager.LOG, 'error'): by where it is put.
            return patch, patch.place, None
    return patch, '', None


def _started(source: SourceFile, made: ast.Assign) -> ast.AST | None:
    """``patcher.start``, where a patcher is given a name and started."""
    name = mocks.chain(made.targets[0])
    return next((
        used for used in source.within(
            functions_around(source, made)[0], ast.Attribute)
        if used.attr == 'start' and mocks.chain(used.value) == name), None)


def asserts_bare(source: SourceFile, function: Function) -> bool:
    """Whether a test asserts as pytest's do: without methods."""
    cls = source.enclosing_class(function)
    return cls is None or cls.name.startswith('Test') and not (
        cls.bases) and _run(source, cls) == [cls] and not any(
        isinstance(call.func, ast.Attribute) and is_self(call.func.value)
        and assertions.is_of_unittest(call.func.attr)
        for call in source.within(function, ast.Call))


def is_test_case(source: SourceFile, cls: ast.ClassDef) -> bool:
    """Whether a class certainly has ``assertLogs`` where its tests run."""
    return all(test_cases.is_test_case(source, one)
               for one in _run(source, cls))


def _run(source: SourceFile, cls: ast.ClassDef) -> list[ast.ClassDef]:
    """The classes of a file that run the tests of one: who mixes it in."""
    below = source.once(descendants).get(cls, [])[1:]
    return below if below and not source.once(Names).foreign_bases(
        cls) else [cls]


def kept_output(source: SourceFile, cls: ast.ClassDef) -> str | None:
    """``self.stdlog.logger.output``, where a base class sets that up.

    What ``fixtures.FakeLogger`` keeps, used in ``setUp`` of a class of the
    project, or by a fixture of the project that is used there.
    """
    found = {_kept_by(source, one) for one in _run(source, cls)}
    return found.pop() if len(found) == 1 else None


def _kept_by(source: SourceFile, cls: ast.ClassDef) -> str | None:
    production = source.once(Production)
    for base in (f'{source.once(Project).module}.{cls.name}',
                 *source.once(Names).foreign_bases(cls)):
        for read, own in production.family(base):
            for attribute, made in _used(production, read, own, 'setUp'):
                kept = 'output' if made in _FAKE_LOGGERS else _keeps(
                    production, made)
                if kept is not None:
                    return f'self.{attribute}.{kept}'
    return None


def _keeps(production: Production, fixture: str) -> str | None:
    """What of a fixture of the project keeps the logs."""
    for read, own in production.family(_behind_stars(production, fixture)):
        for method in ('setUp', '_setUp'):
            for attribute, made in _used(production, read, own, method):
                if made in _FAKE_LOGGERS:
                    return f'{attribute}.output'
    return None


def _behind_stars(production: Production, dotted: str) -> str:
    """The name of a class, where a package has it by ``from .m import *``."""
    package, _, name = dotted.rpartition('.')
    read = production.outline(package)
    for module in () if read is None else _STAR.findall(read.text):
        found = f'{package}.{module}.{name}'
        if production.is_class(found):
            return found
    return dotted


def _used(
    production: Production, read: Outline, cls: str, method: str,
) -> Iterator[tuple[str, str]]:
    """The attributes that a method certainly sets to fixtures, by class."""
    for block in read.methods(cls, method):
        yield from production.derived(Place(read, block), _in) or ()


def _in(read: Outline, tree: FunctionTree) -> tuple[tuple[str, str], ...]:
    found = []
    for statement in tree.node.body:
        match statement:
            case ast.Assign(
                targets=[ast.Attribute(
                    value=ast.Name(id='self'), attr=attribute)],
                value=ast.Call(
                    func=ast.Attribute(attr='useFixture'),
                    args=[ast.Call(func=made)])):
                found.append((
                    attribute, read.dotted(mocks.chain(made)) or ''))
    return tuple(found)
