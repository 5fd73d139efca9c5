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

"""Every search ends: just below its bound it finds, above it it does not."""

import pathlib

import pytest

from flake8_nova_notifications.code import source
from flake8_nova_notifications.project import lookup
from flake8_nova_notifications.rules.error_paths import (
    nvn204_unspecced_error_mock)
from flake8_nova_notifications.rules.error_paths.checks import evidence
from flake8_nova_notifications.rules.error_paths.mocks import fakes
from flake8_nova_notifications.rules.error_paths.mocks import raised
from flake8_nova_notifications.rules.error_paths.search import handler_search
from flake8_nova_notifications.rules.error_paths.search import outward
from tests import linted

SEEN = '        self.assertEqual(1, self.state)\n'


def _package(root: pathlib.Path, **modules: str) -> str:
    tests = root / 'p' / 'tests'
    tests.mkdir(parents=True)
    (root / 'p' / '__init__.py').write_text('')
    (tests / '__init__.py').write_text('')
    for name, text in modules.items():
        (root / 'p').joinpath(*name.split('__')).with_suffix(
            '.py').write_text(text)
    return str(tests / 'test_it.py')


def _case(armed: str, rest: str = SEEN, head: str = '') -> str:
    return (
        f'import unittest\nfrom unittest import mock\n{head}\n\n'
        'class Case(unittest.TestCase):\n    def test_it(self):\n'
        f'        self.m.side_effect = {armed}\n{rest}')


@pytest.mark.parametrize('length, seen', [
    (raised.MAX_STEPS // 2 - 2, True), (raised.MAX_STEPS, False)])
def test_steps_to_a_value(length: int, seen: bool) -> None:
    """Lists in lists in lists."""
    head = ''.join(f'err{n} = [err{n + 1}]\n' for n in range(length))
    code = _case('err0', head=head + f'err{length} = ValueError()\n')
    assert bool(linted.lines(
        code, 'NVN201', path='p/tests/test_it.py')) is seen


@pytest.mark.parametrize('depth, seen', [
    (fakes.MAX_DEPTH - 1, True), (fakes.MAX_DEPTH, False)])
def test_blocks_of_a_fake(depth: int, seen: bool) -> None:
    """Whether one that raises so deep inside may answer nobody knows."""
    fake = 'def fake(n):\n' + ''.join(
        f'{" " * level}    with n:\n' for level in range(depth)) + (
            f'{" " * depth}    raise ValueError()\n')
    assert bool(linted.lines(
        _case('fake', head=fake), 'NVN201',
        path='p/tests/test_it.py')) is seen


@pytest.mark.parametrize('others, seen', [
    (raised.MAX_CALLERS - 1, True), (raised.MAX_CALLERS, False)])
def test_callers_of_a_helper(others: int, seen: bool) -> None:
    """A helper whose last caller hands it an error."""
    code = (
        'import unittest\n\n\nclass Case(unittest.TestCase):\n'
        '    def _go(self, error):\n        self.m.side_effect = error\n'
        f'{SEEN}' + ''.join(
            f'\n    def test_{n}(self):\n        self._go({n})\n'
            for n in range(others))
        + '\n    def test_last(self):\n        self._go(ValueError())\n')
    assert bool(linted.lines(
        code, 'NVN201', path='p/tests/test_it.py')) is seen


@pytest.mark.parametrize('length, seen', [
    (lookup.MAX_BASES - 5, True), (lookup.MAX_BASES + 5, False)])
def test_ancestors(tmp_path: pathlib.Path, length: int, seen: bool) -> None:
    """A long line of classes, at the end of which stands Exception."""
    text = ''.join(
        f'class Odd{n}(Odd{n + 1}):\n    pass\n\n\n' for n in range(length))
    path = _package(tmp_path, odd=(
        f'class Odd{length}(Exception):\n    pass\n\n\n{text}'))
    code = _case('odd.Odd0()', head='from p import odd\n')
    assert bool(linted.lines(code, 'NVN201', 'NVN206', path=path)) is seen


@pytest.mark.parametrize('length, code', [
    (evidence.MAX_FAR_HELPERS - 2, 'NVN203'),
    (evidence.MAX_FAR_HELPERS + 2, 'NVN206')])
def test_helpers_of_a_base_class(
    tmp_path: pathlib.Path, length: int, code: str,
) -> None:
    """Helpers of helpers in another module; beyond the bound: unknown."""
    path = _package(tmp_path, tests__base='class Base:\n' + ''.join(
        f'    def _h{n}(self):\n        self._h{n + 1}()\n\n'
        for n in range(length)) + (
            f'    def _h{length}(self):\n        pass\n'))
    text = _case('ValueError()', '        self._h0()\n',
                 'from p.tests import base\n').replace(
                     'unittest.TestCase', 'base.Base')
    found = linted.report(text, 'NVN206', 'NVN203', path=path)
    assert [line.split()[1] for line in found] == [code]


@pytest.mark.parametrize('length, reported', [
    (5, False), (nvn204_unspecced_error_mock.MAX_MODULES + 1, True)])
def test_modules_that_check_mocks(
    tmp_path: pathlib.Path, length: int, reported: bool,
) -> None:
    """A base that makes all patches checked ones, many imports away."""
    modules = {
        f'tests__t{n}': f'from p.tests import t{n + 1}\n'
        for n in range(length)}
    modules[f'tests__t{length}'] = 'from oslotest import mock_fixture\n'
    path = _package(tmp_path, **modules)
    code = (
        'import unittest\nfrom unittest import mock\n\n'
        'from p.tests import t0\n\n\nclass Case(unittest.TestCase):\n'
        "    @mock.patch('p.x', side_effect=ValueError())\n"
        f'    def test_it(self, m):\n        t0.go()\n{SEEN}')
    assert bool(linted.lines(code, 'NVN204', path=path)) is reported


def test_base_far_from_the_top(tmp_path: pathlib.Path) -> None:
    """A file of tests that are built on those of another such file."""
    path = _package(
        tmp_path, tests__base='from oslotest import mock_fixture\n',
        tests__test_other='from p.tests import base\n\n\n'
                          'class Other(base.Case):\n    pass\n')
    code = (
        'from unittest import mock\n\nfrom p.tests.test_other import Other\n'
        '\n\nclass Case(Other):\n'
        "    @mock.patch('p.x', side_effect=ValueError())\n"
        f'    def test_it(self, m):\n        self.go()\n{SEEN}')
    assert linted.lines(code, 'NVN204', path=path) == []
    assert linted.lines(
        code.replace('side_effect', 'autospec=False, side_effect'),
        'NVN204', path=path) == [7]
    assert linted.lines(code, 'NVN204', path='q/tests/test_it.py') == [7]
    assert linted.lines(
        code.replace(' p.tests.', ' ...'), 'NVN204', path=path) == [7]
    assert linted.lines(
        f'from oslotest import mock_fixture\n{code}', 'NVN204',
        path='q/tests/test_it.py') == []


def _handled(calls: int) -> str:
    return (
        'def go(disk):\n    try:\n' + '        step(disk)\n' * calls
        + '    except ValueError:\n        LOG.error(1)\n\n\n'
        'def step(disk):\n    disk.spin()\n')


@pytest.mark.parametrize('calls, named', [
    (handler_search.MAX_PATHS, True), (handler_search.MAX_PATHS + 1, False)])
def test_paths_to_a_handler(
    tmp_path: pathlib.Path, calls: int, named: bool,
) -> None:
    """Many calls of the same function, each of which has to agree."""
    path = _package(tmp_path, it=_handled(calls))
    code = _case('ValueError()', f'        it.go(self.m)\n{SEEN}',
                 'from p import it\n').replace('self.m.s', 'self.m.spin.s')
    found = linted.report(code, 'NVN201', 'NVN206', path=path)
    assert ('LOG.error' in found[0]) is named


@pytest.mark.parametrize('order', [1, -1])
@pytest.mark.parametrize('call', ['last.go', 'self.last.go'])
def test_imported_modules(
    tmp_path: pathlib.Path, order: int, call: str,
) -> None:
    """The module under test among many imports, wherever it stands."""
    path = _package(
        tmp_path, last=_handled(1), **{f'm{n}': '' for n in range(30)})
    head = [f'from p import m{n}\n' for n in range(30)]
    code = _case('ValueError()', f'        {call}(self.m)\n{SEEN}',
                 ''.join([*head, 'from p import last\n'][::order])).replace(
                     'self.m.s', 'self.m.spin.s')
    found = linted.report(code, 'NVN201', path=path)
    assert 'LOG.error' in found[0]


@pytest.mark.parametrize('count, named', [
    (outward.MAX_STEPS - 2, True), (outward.MAX_STEPS, False)])
def test_handlers_on_a_way(
    tmp_path: pathlib.Path, count: int, named: bool,
) -> None:
    """Each raises the error again for the next one."""
    module = ['def go(disk):', ' try:']
    module += [f'{" " * n}try:' for n in range(2, count + 2)]
    module.append(f'{" " * (count + 2)}disk.spin()')
    for n in range(count + 1, 1, -1):
        module += [f'{" " * n}except ValueError:', f'{" " * n} raise']
    module += [' except ValueError:', '  LOG.error(1)', '']
    path = _package(tmp_path, it='\n'.join(module))
    code = _case('ValueError()', f'        it.go(self.m)\n{SEEN}',
                 'from p import it\n').replace('self.m.s', 'self.m.spin.s')
    found = linted.report(code, 'NVN201', 'NVN206', path=path)
    assert ('LOG.error' in found[0]) is named


@pytest.mark.parametrize('most, lines', [(1_000_000, [7]), (0, [])])
def test_assertions_that_are_asked_for_each_mock(
    monkeypatch: pytest.MonkeyPatch, most: int, lines: list[int],
) -> None:
    """Beyond a bound a mock may have to stay as it is."""
    monkeypatch.setattr(source, 'MAX_VISITS', most)
    monkeypatch.setattr(source, 'MAX_VISITS_PER_LINE', 0)
    code = _case('ValueError()', f'        self.m.assert_called()\n{SEEN}')
    assert linted.lines(code, 'NVN201', path='p/tests/test_it.py') == lines


def test_deep_nesting_is_no_recursion() -> None:
    """Deep expressions are walked, not descended into."""
    code = _case('[' * 80 + 'ValueError()' + ']' * 80)
    assert linted.report(code, 'NVN201', path='p/tests/test_it.py') == []
