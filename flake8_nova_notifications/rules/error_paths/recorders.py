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
import enum
import re

from flake8_nova_notifications.code.calls import descendants
from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_self
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.idioms import test_cases
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.project.outline_parts import FunctionTree
from flake8_nova_notifications.project.outlines import Outline
from flake8_nova_notifications.rules.error_paths.logged import Logged
from flake8_nova_notifications.rules.error_paths.production import Place
from flake8_nova_notifications.rules.error_paths.production import Production

_FAKE_LOGGERS = ('fixtures.FakeLogger', 'fixtures.logger.FakeLogger',
                 'fixtures._fixtures.logger.FakeLogger')
# ``Logger.exception`` is ``error`` inside, ``LoggerAdapter.error`` is ``log``.
_BEHIND = {'exception': ('error', 'log'), 'warn': ('warning', 'log'),
           'fatal': ('critical', 'log'), 'log': ('_log',)}
_SETS_UP = ('setUp', 'asyncSetUp')
_BY_PLACE = ('mock_object', 'MockPatchObject')
_STAR = re.compile(r'^from +\.([\w.]+) +import +\*', re.M)


class Style(enum.Enum):
    """How a test asserts."""

    UNITTEST = 'self.assertIn'
    PYTEST = 'assert'


@dataclass(frozen=True)
class Patched:
    """A logger that a test replaces.

    :ivar name: what the test calls the mock, ``self.x`` included; empty
        where it has no name, or may not see the call.
    :ivar where: the function in which the name is bound, or the ``with``
        statement outside of which the logger is the real one; None for a
        name of the class.
    :ivar method: the one method that is replaced; empty for all.
    """

    name: str
    where: Function | ast.With | ast.AsyncWith | None
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


_Bound = tuple[
    mocks.Patch, str, Function | ast.With | ast.AsyncWith | None]


def _patches(source: SourceFile, function: Function) -> Iterator[_Bound]:
    named: set[ast.Call] = set()
    for inner in source.within(function, *FUNCTIONS):
        assert isinstance(inner, FUNCTIONS)
        for name, patch in mocks.parameters(
                source, inner, named=True).items():
            named.add(patch.call)
            yield patch, name, inner
    for call in source.within(function, ast.Call):
        made = mocks.patch(source, call, named=True)
        if made is not None and call not in named:
            yield _named(source, made, function)
    cls = source.enclosing_class(function)
    for member in () if cls is None else (*cls.decorator_list, *cls.body):
        if isinstance(member, ast.Call) or isinstance(
                member, FUNCTIONS) and member.name in _SETS_UP:
            calls = [member] if isinstance(
                member, ast.Call) else source.within(member, ast.Call)
            for call in calls:
                made = mocks.patch(source, call, named=True)
                if made is not None and call not in named:
                    yield _named(source, made, None)


def _named(
    source: SourceFile, patch: mocks.Patch, function: Function | None,
) -> _Bound:
    """A patch, and the name under which its mock is known afterwards."""
    above = source.parent(patch.call)
    if patch.new is not None and not (
            isinstance(patch.new, ast.Call)
            and mocks.makes_mock(source, patch.new)):
        return patch, '', function
    if isinstance(above, ast.withitem):
        block = source.parent(above)
        assert isinstance(block, (ast.With, ast.AsyncWith))
        return patch, above.optional_vars.id if isinstance(
            above.optional_vars, ast.Name) else '', block
    given, last = above, 'start'
    if isinstance(above, ast.Call) and callee_name(above) == 'useFixture':
        # self.useFixture(MockPatch('a.LOG')).mock
        given, last = source.parent(above), 'mock'
    elif isinstance(above, ast.Assign):
        # patcher = mock.patch('a.LOG'), and patcher.start() below.
        given = _started(source, above)
    if isinstance(given, ast.Expr) and callee_name(
            patch.call) in _BY_PLACE:
        # self.mock_object(manager.LOG, 'error'): known by where it is put.
        return patch, patch.place, function
    if not isinstance(given, ast.Attribute) or given.attr != last:
        return patch, '', function
    value = source.parent(given)
    if isinstance(value, ast.Call) and value.func is given:
        value = source.parent(value)
    if not isinstance(value, ast.Assign) or len(value.targets) != 1:
        return patch, '', function
    target = value.targets[0]
    if isinstance(target, ast.Attribute) and is_self(target.value):
        return patch, f'self.{target.attr}', None
    return patch, target.id if isinstance(target, ast.Name) and (
        function is not None) else '', function


def _started(source: SourceFile, made: ast.Assign) -> ast.AST | None:
    """``patcher.start``, where a patcher is given a name and started."""
    function, target = source.function(made), made.targets[0]
    return None if function is None or not isinstance(
        target, ast.Name) else next(
            (used for used in source.within(function, ast.Attribute)
             if used.attr == 'start' and isinstance(used.value, ast.Name)
             and used.value.id == target.id), None)


def style(source: SourceFile, function: Function) -> Style | None:
    """How a test asserts; None where that cannot be told."""
    cls = source.enclosing_class(function)
    if cls is None:
        return Style.PYTEST
    if is_test_case(source, function) or any(
            isinstance(call.func, ast.Attribute) and is_self(call.func.value)
            and assertions.is_of_unittest(call.func.attr)
            for call in source.within(function, ast.Call)):
        return Style.UNITTEST
    return Style.PYTEST if cls.name.startswith('Test') and (
        not cls.keywords and all(
            isinstance(base, ast.Name) and base.id == 'object'
            for base in cls.bases)) else None


def is_test_case(source: SourceFile, function: Function) -> bool:
    """Whether the class of a test certainly has ``assertLogs``."""
    classes = _run(source, function)
    return bool(classes) and all(
        test_cases.is_test_case(source, cls) for cls in classes)


def _run(source: SourceFile, function: Function) -> list[ast.ClassDef]:
    """The classes of a file that run a test: those that mix its own in."""
    cls = source.enclosing_class(function)
    if cls is None:
        return []
    below = source.once(descendants)
    leaves = [one for one in below.get(cls, [])[1:]
              if len(below.get(one, ())) < 2]
    return [cls] if source.once(Names).foreign_bases(cls) or (
        not leaves) else leaves


def kept_output(source: SourceFile, function: Function) -> str | None:
    """``self.stdlog.logger.output``, where a base class sets that up.

    What ``fixtures.FakeLogger`` keeps, used in ``setUp`` of a class of the
    project, or by a fixture of the project that is used there.
    """
    found = {_kept_by(source, cls) for cls in _run(source, function)}
    return found.pop() if len(found) == 1 else None


def _kept_by(source: SourceFile, cls: ast.ClassDef) -> str | None:
    production = source.once(Production)
    project = source.once(Project)
    bases = map(project.absolute, source.once(Names).foreign_bases(cls))
    for dotted in (f'{project.module}.{cls.name}', *bases):
        for read, own in production.family(dotted) if dotted else ():
            for attribute, made in _used(production, read, own, 'setUp'):
                if made in _FAKE_LOGGERS:
                    return _readable(source, f'self.{attribute}.output')
                inner = _keeps(production, made)
                if inner is not None:
                    return _readable(
                        source, f'self.{attribute}.{inner}.output')
    return None


def _readable(source: SourceFile, text: str) -> str | None:
    """An expression, if it is seen that it reads what was logged."""
    statement = parse(text).body[0]
    node = statement.value if isinstance(statement, ast.Expr) else None
    return text if isinstance(node, ast.Attribute) and assertions.reads_log(
        node, source.options) else None


def _keeps(production: Production, fixture: str) -> str | None:
    """The attribute of a fixture of the project that keeps the logs."""
    for read, own in production.family(_behind_stars(production, fixture)):
        for method in ('setUp', '_setUp'):
            for attribute, made in _used(production, read, own, method):
                if made in _FAKE_LOGGERS:
                    return attribute
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
        if '.useFixture(' in read.block_text(block):
            tree = production.tree(Place(read, block))
            if tree is not None:
                yield from _in(read, tree)


def _in(read: Outline, tree: FunctionTree) -> Iterator[tuple[str, str]]:
    for statement in tree.node.body:
        match statement:
            case ast.Assign(
                targets=[ast.Attribute(
                    value=ast.Name(id='self'), attr=attribute)],
                value=ast.Call(
                    func=ast.Attribute(attr='useFixture'),
                    args=[ast.Call(func=made)])):
                dotted = read.dotted(ast.unparse(made))
                if dotted is not None:
                    yield attribute, dotted
