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


"""Where tests make a mock raise: every spelling, found by its lines."""

import ast

import pytest

from flake8_nova_notifications.rules.error_paths.mocked import mocked_errors
from flake8_nova_notifications.rules.error_paths.mocks import raising_mocks
from tests import linted

RAISES = 'self.m.side_effect = Boom'
# What makes a mock raise, and how the mock is called; None: nothing does.
SPELLINGS = {
    'm.side_effect = odd': ('odd', 'm'),
    'm.x.return_value.side_effect = odd.Odd': (
        'odd.Odd', 'm.x.return_value'),
    'm[0].side_effect = odd': ('odd', 'm.[]'),
    'a.side_effect = b.side_effect = odd': ('odd', 'a'),
    'm.side_effect=odd': ('odd', 'm'),
    'm.side_effect = \\\n        odd': ('odd', 'm'),
    'm.side_effect = (\n        odd)': ('odd', 'm'),
    'm \\\n        .side_effect = odd': ('odd', 'm'),
    'm.side_effect = Mock(side_effect=None)': (
        'Mock(side_effect=None)', 'm'),
    'm.side_effect = None': None,
    "m.side_effect = 'odd'": None,
    'm.effect = odd': None,
    'side_effect = odd': None,
    'm = Mock(side_effect=odd)': ('odd', 'm'),
    'm = Mock(\n        side_effect=odd)': ('odd', 'm'),
    'm = Mock(side_effect = odd)': ('odd', 'm'),
    'm = Mock(side_effect=None)': None,
    'helper(side_effect=odd)': None,
    'm.configure_mock(side_effect=odd)': ('odd', 'm'),
    "m.configure_mock(**{'x.side_effect': odd})": ('odd', 'm.x'),
    "given = {'x.side_effect': odd}\n    m.configure_mock(**given)": (
        'odd', 'm.x'),
    "given = {'x.side_effect': odd}\n    m.configure_mock(**other)": None,
    "with patch('a.b', side_effect=odd) as m: pass": ('odd', 'm'),
    "with patch('a.b', side_effect=odd): pass": ('odd', ''),
    "patch.object(a, 'b', side_effect=odd).start()": ('odd', 'a.b'),
    "patch('a.b', odd)": ('odd', ''),
    "patch('a.b', new=odd)": ('odd', ''),
    "patch('a.b', new=lambda: odd)": ('lambda: odd', ''),
    "patch('a.b', 1)": None,
    "patch('a.b')": None,
    "patch('a.b', Mock(side_effect=odd))": ('odd', ''),
    "patch.object(a, 'b', odd)": ('odd', ''),
    "patch.object(a, 'b')": None,
    "mock_object(m, 'a', odd)": ('odd', ''),
    "mock_object(m, 'a', side_effect=odd)": ('odd', 'm.a'),
    "stub_out('a.b', odd)": ('odd', ''),
    "monkeypatch.setattr(a, 'b', odd)": ('odd', ''),
    "self.stubs.Set(a, 'b', odd)": ('odd', ''),
    "setattr(a, 'b', odd)": None,
    "self.useFixture(fixtures.MockPatch('a.b', odd))": ('odd', ''),
    "self.useFixture(fixtures.MonkeyPatch('a.b', odd))": ('odd', ''),
    'm.run(odd)': None,
}


def _mocks(code: str) -> list[tuple[str, str]]:
    return [
        (' '.join(ast.unparse(mock.value).split()), mock.mock)
        for candidate in raising_mocks.candidates(linted.read(code))
        for mock in candidate.mocks]


@pytest.mark.parametrize('line, made', SPELLINGS.items(), ids=SPELLINGS)
def test_spellings(line: str, made: tuple[str, str] | None) -> None:
    """What is given that may raise, whatever else the function holds."""
    code = f'def test_it(m):\n    {line}\n'
    # Python 3.10 writes a lambda without parameters in its own way.
    assert _mocks(code)[:1] == ([] if made is None else [
        (ast.unparse(ast.parse(made[0])), made[1])])


def test_decorators() -> None:
    """A decorator that says what its mock raises fills a parameter."""
    assert _mocks(
        "@patch('a.b')\n@patch.object(a, 'c', side_effect=odd)\n"
        'def test_it(self, c, b):\n    pass\n') == [('odd', 'c')]


def test_order() -> None:
    """In source order, whatever the spelling."""
    assert [value for value, _ in _mocks(
        "@patch('a', side_effect=a)\ndef test_it(m, n):\n"
        "    n.side_effect = b\n    patch('c', c)\n"
        '    m.side_effect = d\n')] == ['a', 'b', 'c', 'd']


def test_functions() -> None:
    """Outermost ones, wherever they stand, in order; what prepares is not."""
    code = f'''\
class Case:
    def test_a(self):
        def inner():
            {RAISES}

    def setUp(self):
        {RAISES}

    if old:
        def test_b(self):
            {RAISES}
    else:
        def test_c(self):
            {RAISES}
    try:
        def test_d(self):
            {RAISES}
    except ImportError:
        async def test_e(self):
            {RAISES}
    else:
        def test_f(self):
            {RAISES}
    finally:
        def test_g(self):
            {RAISES}


def test_h():
    pass


def test_i(self):
    {RAISES}

{RAISES}


def test_k():
    pass
'''
    found = raising_mocks.candidates(linted.read(code))
    assert [one.function.name for one in found] == [
        f'test_{letter}' for letter in 'abcdefgi']


PREPARES = {
    'a fixture': ('class Fake(fixtures.Fixture):', '_go', False),
    'a fixture among others': ('class Fake(Base, MyFixture):', '_go', False),
    'a test of a fixture': ('class Fake(fixtures.Fixture):', 'test_it', True),
    'a test case': ('class Case(unittest.TestCase):', '_go', True),
}


@pytest.mark.parametrize('head, name, found', PREPARES.values(), ids=PREPARES)
def test_fixtures(head: str, name: str, found: bool) -> None:
    """A helper of a fixture only prepares."""
    code = (
        f'{head}\n    def {name}(self):\n'
        '        self.m.side_effect = KeyError\n'
        '        self.go()\n        self.assertEqual(1, self.state)\n')
    assert bool(mocked_errors.mocked_errors(linted.read(code))) is found


@pytest.mark.parametrize('decorator, name, found', [
    ('@pytest.fixture', 'broken', False), ('@pytest.fixture()', 'bad', False),
    ('@a\n@fixture', 'broken', False), ('@a.b', 'broken', True),
    ('@pytest.fixture', 'test_it', True)])
def test_fixtures_of_pytest(decorator: str, name: str, found: bool) -> None:
    """A function that is a fixture only prepares."""
    code = (
        f'{decorator}\ndef {name}(m):\n    m.side_effect = KeyError\n'
        '    assert m.state == 1\n')
    assert bool(mocked_errors.mocked_errors(linted.read(code))) is found


@pytest.mark.parametrize('others, logged', [
    (mocked_errors.MAX_CALLERS - 1, True),
    (mocked_errors.MAX_CALLERS, False)])
def test_callers_are_bounded(others: int, logged: bool) -> None:
    """Callers are asked for logs, in order, up to the bound."""
    code = (
        'class Case(unittest.TestCase):\n    def _go(self):\n'
        '        self.m.side_effect = KeyError\n'
        '        self.assertEqual(1, self.state)\n' + ''.join(
            f'\n    def test_{n}(self):\n        self._go()\n'
            for n in range(others))
        + "\n    def test_last(self):\n        with self.assertLogs('x'):\n"
        '            self._go()\n')
    [error] = mocked_errors.mocked_errors(linted.read(code))
    assert error.evidence.logs is logged
