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


"""Fact: where the tests of a file make a mock raise, or may do so."""

import ast
from dataclasses import dataclass
from operator import attrgetter
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import mocks

_SIDE_EFFECT = 'side_effect'
# A call that replaces something by what it is given spells one of these.
_REPLACES = ('patch', 'Patch', 'stub_o', 'stubs.S', 'stubout.S',
             'mock_object', 'InterceptMethodFixture', '_start_mock')
# A line without one of these makes nothing raise.
TRIGGERS = (_SIDE_EFFECT, *_REPLACES)

# A line that only assigns, or patches something by nothing that may raise.
_IN_NO_CALL = re.compile(
    r'\s*(?:[\w.]+\.side_effect = (?:\w|\[\w+\.)[\w.]*(?:\(.*\))?$'
    r'|(?:with )?@?[\w.]*patch(?:\.object)?'
    r'\(\s*(?:[\w.]+,\s*)?["\'][\w.]+["\'](?:\s*["\'][\w.]+["\'])*'
    r'(?:,\s*(?:autospec|return_value|new(?==mock\.\w+\(\)))='
    r'(?:[\w.]+(?:\(\))?|["\'][^"\'\n]*["\']|\[\]|\{\}))*,?\s*\)'
    r'(?: as \w+)?[,:)]*(?: \\)?$)', re.M)
# Lines that such a statement may take.
_MAX_LINES = 4

# What is no assignment, since nothing stands before it.
_KEYWORD = re.compile(r'[(, ]side_effect=[^=]')

# A key under which a mock is configured.
_KEY = re.compile(r'side_effect[\'"]')

# What prepares tests is no test of what it prepares.
_SETS_UP = re.compile(
    r'setUp\w*|set_?up\w*|tearDown\w*|__\w+__|asyncSetUp|_?fixture\w*'
    r'|_*(?:setup|set_up|stub|mock|patch|fake|mk|init|prepare|poison)\w*')
_place = attrgetter('node.lineno', 'node.col_offset')


@dataclass(frozen=True)
class RaisingMock:
    """A place that makes a mock raise, or replaces something by a raiser.

    :ivar node: where to report it.
    :ivar value: what it raises, as written.
    :ivar mock: the mock as the test calls it; empty when it has no name.
    :ivar call: the call that makes or installs the mock, if it does.
    :ivar part: what of that mock raises: ``run`` of ``'run.side_effect'``.
    """

    node: ast.expr | ast.keyword
    value: ast.expr
    mock: str
    call: ast.Call | None
    part: str = ''


@dataclass(frozen=True)
class Candidate:
    """An outermost function that may make mocks raise.

    :ivar function: the function.
    :ivar mocks: where it may do so, in source order.
    """

    function: Function
    mocks: tuple[RaisingMock, ...]

    @property
    def is_test(self) -> bool:
        return self.function.name.startswith('test')


def candidates(source: SourceFile) -> tuple[Candidate, ...]:
    """The functions that give a mock something which may raise, in order.

    Found from the lines that spell it, so that the rest of a file is not
    walked; such a line is never left out by what else its function holds.
    """
    found: dict[Function, list[RaisingMock]] = {}
    for made in _all(source):
        for function in functions_around(source, made.node)[-1:]:
            if not _SETS_UP.fullmatch(function.name):
                found.setdefault(function, []).append(made)
    return tuple(
        Candidate(function, tuple(sorted(found[function], key=_place)))
        for function in sorted(found, key=attrgetter('lineno')))


def functions_around(source: SourceFile, node: ast.AST) -> list[Function]:
    """The functions around a node, the innermost first."""
    return [above for above in source.ancestors(node)
            if isinstance(above, FUNCTIONS)]


def setting_up(source: SourceFile, function: Function) -> list[Function]:
    """The methods that prepare for a test."""
    cls = source.enclosing_class(function)
    return [] if cls is None else source.memo(_setting_up, cls)


def _setting_up(source: SourceFile, cls: ast.ClassDef) -> list[Function]:
    """Asked once a class, of which there may be hundreds of tests."""
    del source
    return [
        member for member in cls.body
        if isinstance(member, FUNCTIONS) and member.name in (
            'setUp', 'asyncSetUp', 'setup_method')]


def _all(source: SourceFile) -> list[RaisingMock]:
    raising = source.lines_with(_SIDE_EFFECT)
    found = [
        RaisingMock(target, node.value, mocks.chain(target.value), None)
        for node in source.on(ast.Assign, [
            line for line in raising if _may_assign(source.lines[line - 1])])
        for target in node.targets
        if isinstance(target, ast.Attribute)
        and target.attr == _SIDE_EFFECT and _may_raise(node.value)]
    lines = [
        line for line in sorted({*raising, *source.lines_with(*_REPLACES)})
        if _IN_NO_CALL.match(source.text_between(line, min(
            line + _MAX_LINES - 1, len(source.lines)))) is None]
    for call in source.on(ast.Call, lines):
        # What replaces a thing is given two, or a keyword.
        if call.keywords or len(call.args) > 1:
            found += _side_effects(source, call) or _replacements(source, call)
    return found + _configured(source, [
        line for line in raising if _KEY.search(source.lines[line - 1])])


def _configured(
    source: SourceFile, lines: list[int],
) -> list[RaisingMock]:
    """``given = {'run.side_effect': E}``, then ``Mock(**given)``."""
    found: list[RaisingMock] = []
    for given in source.on(ast.Dict, lines):
        assigned, function = source.parent(given), source.function(given)
        if not isinstance(assigned, ast.Assign) or function is None:
            continue
        names = set(map(mocks.chain, assigned.targets))
        for call in source.within(function, ast.Call):
            if any(keyword.arg is None and mocks.chain(keyword.value) in names
                   for keyword in call.keywords):
                found += _keyed(source, given, call)
    return found


def _may_assign(line: str) -> bool:
    return '.side_effect' in line or _KEYWORD.search(line) is None


def _may_raise(value: ast.expr) -> bool:
    """Whether a value is anything but None, a number or a text."""
    return not isinstance(value, ast.Constant)


def _side_effects(source: SourceFile, call: ast.Call) -> list[RaisingMock]:
    """What a call that makes or configures a mock has it raise."""
    found: list[RaisingMock] = []
    for keyword in call.keywords:
        if keyword.arg == _SIDE_EFFECT:
            if _may_raise(keyword.value) and _makes(source, call):
                found.append(RaisingMock(
                    keyword, keyword.value, _name(source, call), call))
        elif keyword.arg is None and isinstance(keyword.value, ast.Dict):
            found += _keyed(source, keyword.value, call)
    return found


def _keyed(
    source: SourceFile, given: ast.Dict, call: ast.Call,
) -> list[RaisingMock]:
    """What a call that is given ``**{'run.side_effect': E}`` has it raise."""
    found = []
    for key, value in zip(given.keys, given.values, strict=True):
        if isinstance(key, ast.Constant) and str(key.value).endswith(
                _SIDE_EFFECT) and _may_raise(value):
            name = _name(source, call)
            part = str(key.value).removesuffix(_SIDE_EFFECT).rstrip('.')
            found.append(RaisingMock(
                value, value, f'{name}.{part}' if name and part else name,
                call, part))
    return found


def _makes(source: SourceFile, call: ast.Call) -> bool:
    return callee_name(call) == 'configure_mock' or mocks.makes_mock(
        source, call)


def _replacements(source: SourceFile, call: ast.Call) -> list[RaisingMock]:
    """What a call puts in the place of something else."""
    replaced = mocks.patch(source, call)
    if replaced is None or replaced.new is None or not _may_raise(
            replaced.new):
        return []
    new = replaced.new
    if isinstance(new, ast.Call) and mocks.makes_mock(source, new):
        # The mock is met where it is made.
        return []
    return [RaisingMock(call, new, '', call)]


def _name(source: SourceFile, call: ast.Call) -> str:
    """What the test calls the mock that a call makes or configures."""
    if callee_name(call) == 'configure_mock':
        return mocks.chain(call.func).rpartition('.')[0]
    parent = source.parent(call)
    if isinstance(parent, ast.withitem) and parent.optional_vars:
        return mocks.chain(parent.optional_vars)
    if isinstance(parent, FUNCTIONS):
        for name, replaced in mocks.parameters(source, parent).items():
            if replaced.call is call:
                return name
        return ''
    if isinstance(parent, ast.Assign):
        return mocks.chain(parent.targets[0])
    own = mocks.patch(source, call)
    if own is None and isinstance(parent, ast.Call):
        own = mocks.patch(source, parent)
    return '' if own is None else own.place
