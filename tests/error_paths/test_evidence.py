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

"""Helpers and classes of other modules, and what cannot be known of them."""

import pathlib

import pytest

from flake8_nova_notifications.rules.error_paths.checks import calls_of_tests
from flake8_nova_notifications.rules.error_paths.checks import evidence
from tests import cases
from tests import linted

CODES = ('NVN201', 'NVN202', 'NVN203', 'NVN205', 'NVN206')

BASE = '''\
from p.tests import mixin


class Base(mixin.Mixin):
    def _see(self):
        self.assertEqual(1, self.state)

    def _see_log(self):
        self._see_deeper()

    def _refuse(self):
        self.assertRaises(ValueError, self.go)

    def _just_run(self):
        mixin.go()

    def _make_log(self):
        self.assertLogs('x')

    def _fail_here(self):
        raise AssertionError(self.state)

    def _fail_there(self):
        raise self.failureException(self.state)

    def _stop(self):
        raise ValueError(self.state)

    def _wait(self):
        self.other.wait_for_it()

    def _set_it_up(self):
        self.set_up_more()

    def set_up_more(self):
        self.assertEqual(1, self.state)

    @classmethod
    def _of_class(cls):
        cls._see_log_of_class()

    @classmethod
    def _see_log_of_class(cls):
        cls.mock_log.error.assert_called_once()

    def _of_another(self):
        self.other._see_log()

    def _tell(self):
        self.m.error.assert_called_once_with()

    def _read(self):
        self.mock_log.error.read()

    def _announce(self):
        self.notify('instance.reboot.error')
'''
MIXIN = '''\
def check_refused(response):
    assert response.status_int == 409


def check_state(state):
    assert state.is_good


def check_in_log(case):
    case.assertIn('odd', case.stdlog.logger.output)


def check_nothing(state):
    return state


def run(state):
    assert state.is_good


class Mixin:
    def _see_deeper(self):
        mock_log.error.assert_called_once()

    def _see_output(self):
        self.assertIn('odd', self.stdlog.logger.output)

    def _wait_for_output(self, text):
        if text not in self.stdlog.logger.output:
            self.fail('not yet')
'''
ERRORS = '''\
import unittest


class Odd(Exception):
    pass


class Odder(Odd):
    pass


class Value:
    pass


def do_raise(*args):
    raise Odd()


def do_skip(*args):
    raise unittest.SkipTest()


def sometimes(value):
    if value:
        raise Odd()
'''
HEAD = '''\
from p import oddities
from p.tests import base
from p.tests import mixin
from p.tests.mixin import check_refused


'''
CASES = cases.of_file(
    pathlib.Path(__file__).with_name('cases') / 'helpers.txt')
# All of them in one file.
CODE = HEAD + '\n'.join(
    case.text().replace('class Case', f'class Case{number}')
    for number, case in enumerate(CASES))


def _write(root: pathlib.Path, **modules: str) -> pathlib.Path:
    package = root / 'p'
    (package / 'tests').mkdir(parents=True)
    (package / '__init__.py').write_text('')
    (package / 'tests' / '__init__.py').write_text('')
    for name, text in modules.items():
        path = package.joinpath(*name.split('__')).with_suffix('.py')
        path.write_text(text)
    return package


@pytest.fixture(scope='module')
def package(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The package with the helpers."""
    return _write(
        tmp_path_factory.mktemp('helpers'), tests__base=BASE,
        tests__mixin=MIXIN, oddities=ERRORS)


@pytest.mark.parametrize('case', CASES, ids=str)
def test_other_modules(package: pathlib.Path, case: cases.Case) -> None:
    """Base classes, mixins, exception classes and raisers are looked up."""
    path = str(package / 'tests' / 'test_it.py')
    text = HEAD + case.text()
    for code in CODES:
        assert linted.lines(text, code, path=path) == (
            linted.marked(text, code))


def test_cycles_and_missing_modules(tmp_path: pathlib.Path) -> None:
    """Bases that lead nowhere or back leave a helper unknown: it checks."""
    package = _write(
        tmp_path, tests__base='from p.tests import mixin\n\n\n'
        'class Base(mixin.Mixin, Base):\n    def _go(self):\n'
        '        self._go()\n',
        tests__mixin='from p.tests import base\n\n\n'
        'class Mixin(base.Base, gone.Gone):\n    pass\n')
    code = '''\
from p import broken
from p.tests import base
from p.tests import gone


class Case(base.Base, gone.Gone, Case):
    def test_it(self):
        self.m.side_effect = ValueError()
        self._go()

    def test_unknown(self):
        self.m.side_effect = ValueError()
        self._nobody_knows()

    def test_strange(self):
        self.m.side_effect = broken.Thing()
        self.m.side_effect = broken.thing
        self.m.side_effect = Case
'''
    path = str(package / 'tests' / 'test_it.py')
    found = linted.report(code, *CODES, path=path)
    assert [' '.join(line.split()[:2]) for line in found] == [
        '8:9 NVN203', '12:9 NVN206']


def test_no_package() -> None:
    """Standard input and files outside a package ask nobody."""
    assert linted.lines(CODE, *CODES, path='stdin') == []
    assert linted.lines(CODE, *CODES, path='test_it.py') == []
    relative = CODE.replace('from p.tests.', 'from .').replace(
        'from p.tests', 'from .').replace('from p ', 'from .. ')
    assert linted.lines(relative, *CODES, path='test_it.py') == []


def test_helpers_are_bounded() -> None:
    """A chain of helpers is followed to the bound, then assumed to check."""
    def chain(length: int) -> str:
        helpers = ''.join(
            f'    def _h{n}(self):\n        self._h{n + 1}()\n\n'
            for n in range(length))
        return (
            'import unittest\n\n\nclass Case(unittest.TestCase):\n'
            f'{helpers}    def _h{length}(self):\n        pass\n\n'
            '    def test_it(self):\n'
            '        self.m.side_effect = ValueError()\n'
            '        self._h0()\n')
    short, long = chain(5), chain(evidence.MAX_HELPERS + 5)
    path = 'p/tests/test_it.py'
    assert 'NVN203' in linted.report(short, *CODES, path=path)[0]
    assert 'NVN201' in linted.report(long, *CODES, path=path)[0]


def test_through_flake8(package: pathlib.Path) -> None:
    """The installed plugin reports the same, of all of them in one file."""
    (package / 'tests' / 'test_it.py').write_text(CODE)
    done = linted.flake8(
        '--isolated', '--select=NVN201,NVN203,NVN206', '-j1',
        '--format=%(row)d:%(col)d %(code)s', 'p/tests/test_it.py',
        cwd=package.parent)
    assert done.stdout.splitlines() == [
        f'{line}:9 {code}' for line, code in sorted(
            (line, code) for code in ('NVN201', 'NVN203', 'NVN206')
            for line in linted.marked(CODE, code))]


def test_words_of_a_place() -> None:
    """Two folders and the name tell what a test is about."""
    for path, words in (
            ('a/b/c/test_my_shell.py', ['b', 'c', 'test', 'my', 'shell']),
            ('a\\b\\test_it.py', ['a', 'b', 'test', 'it']),
            ('test.py', ['test'])):
        assert calls_of_tests.source_parts(linted.read('', path)) == words


@pytest.mark.parametrize('path, code', [
    ('p/tests/test_shell.py', 'NVN201'), ('p/tests/test_cli.py', 'NVN202'),
    ('p/tests/cmd/test_it.py', 'NVN202'),
    ('p/cmd/tests/test_it.py', 'NVN202'),
    ('cmd/p/tests/test_it.py', 'NVN201'),
])
def test_exit_codes(path: str, code: str) -> None:
    """In the tests of a command a small number is the code of its exit."""
    text = (
        'class Case(unittest.TestCase):\n    def test_it(self):\n'
        '        self.m.side_effect = ValueError()\n'
        '        ret = run()\n        self.assertEqual(2, ret)\n')
    assert [line.split()[1] for line in linted.report(
        text, *CODES, path=path)] == [code]


@pytest.mark.parametrize('helper, code', [
    ('_nobody_knows', 'NVN201'), ('_check_error', 'NVN202'),
    ('_get_error', 'NVN203'), ('_set_error', 'NVN203')])
def test_unknown_helpers(helper: str, code: str) -> None:
    """Of a helper that is nowhere to be found its name tells."""
    text = (
        'class Case(base.Base):\n    def test_it(self):\n'
        '        self.m.side_effect = ValueError()\n'
        f'        self.{helper}()\n')
    assert [line.split()[1] for line in linted.report(
        text, *CODES, path='p/tests/test_it.py')] == [code]


def test_unknown_helper_of_a_known_one(tmp_path: pathlib.Path) -> None:
    """It may assert, but no longer speaks of how this test ends."""
    package = _write(
        tmp_path, tests__base='class Base:\n    def _go(self):\n'
        '        self._see_error()\n')
    code = (
        'from p.tests import base\n\n\nclass Case(base.Base):\n'
        '    def test_it(self):\n'
        '        self.m.side_effect = ValueError()\n        self._go()\n')
    found = linted.report(
        code, *CODES, path=str(package / 'tests' / 'test_it.py'))
    assert [line.split()[1] for line in found] == ['NVN206']
