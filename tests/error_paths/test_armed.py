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

"""Which functions of a test file may arm something, told by their lines."""

import pytest

from flake8_nova_notifications.rules.error_paths import armed
from flake8_nova_notifications.rules.error_paths import mocked_errors
from tests import linted

ARMS = 'self.m.side_effect = Boom'
FOUND = {
    'a word of failing': ('m.side_effect = e.timeout', True),
    'a class by its name': ('m.side_effect = Odd', True),
    'a class of a module': ('m.side_effect = odd.Odd', True),
    'a parameter by its name': ('m.side_effect = my_side_effect', True),
    'a value': ('m.side_effect = odd', False),
    'a value and a class': ('m.side_effect = odd; Odd()', False),
    'nothing': ('m.side_effect = None; error', False),
    'nothing by a keyword': ('Mock(side_effect=None, error=1)', False),
    'a function that answers': ('m.side_effect = test_other; error', True),
    'only a function that answers': ('m.side_effect = test_other', False),
    'an answer by a keyword': ('Mock(side_effect=test_other, error=1)', False),
    'an answer in a dict': (
        "{'m.side_effect': self.test_other, 'error': 1}", False),
    'an answer and an error': (
        'Mock(a=m(side_effect=test_other), side_effect=error)', True),
    'what a function answers': ('Mock(side_effect=test_other(error))', True),
    'a function by another name': (
        'test_other = error\n    m.side_effect = test_other\n', True),
    'a function inside': (
        'def fail(): pass\n    m.side_effect = fail\n', False),
    'a name in brackets': ('(m.side_effect) = error', True),
    'a function of that name': ('def side_effect(): error', False),
    'given a function of that name': (
        'def side_effect(): error\n    m.side_effect = side_effect\n', False),
    'nothing armed': ('m.result = Odd.error', False),
    'stubbed by an instance': ("stub_out('a', Odd())", True),
    'stubbed by an instance of a module': ("stub_out('a', odd.Odd())", True),
    'stubbed by an error': ("stub_out('a', odd_error)", True),
    'stubbed by a function': ("stub_out('a', odd)", False),
    'stubbed by a raiser': ("stub_out('a', bust)", True),
    'armed with a raiser': ('m.side_effect = bust', True),
    'patched by a raiser': ("patch('a', bust)", True),
    'replaced by a raiser': ("mock_object(m, 'a', bust)", True),
    'patched by a thrower': ("patch('a', lambda: (_ for _ in ()).throw(e))",
                             True),
    'patched by a method that raises': ("patch('a', self._raise_it)", True),
    'patched by an error': ("patch('a', b.Error())", True),
    'patched by something': ("patch('a', b.error)", False),
    'a raiser alone': ('bust()', False),
    'set by monkeypatch': ("monkeypatch.setattr(a, 'b', error)", True),
    'set by stubs': ("self.stubs.Set(a, 'b', error)", True),
}


def _names(code: str) -> list[str]:
    return [hot.function.name for hot in armed.candidates(linted.read(code))]


@pytest.mark.parametrize('line, found', FOUND.values(), ids=FOUND)
def test_lines(line: str, found: bool) -> None:
    """The lines of one function, with a function beside that raises."""
    code = (
        f'def bust():\n    raise E\n\n\ndef test_it(m):\n    {line}\n\n\n'
        'def test_other(n):\n    pass\n')
    assert _names(code) == (['test_it'] if found else [])


@pytest.mark.parametrize('raiser, found', [
    ('def bust():\n    raise E\n', True), ('def bust():\n    pass\n', False),
    ('def bust():\n    if E: raise E\n', False)])
def test_raisers_make_patches_hot(raiser: str, found: bool) -> None:
    """Where nothing raises, a patch arms nothing."""
    code = f"{raiser}\n\ndef test_it(m):\n    patch('a', new=bust)\n"
    assert _names(code) == (['test_it'] if found else [])


@pytest.mark.parametrize('text, found', [
    ('raise Odd()', True), ('self._raise()', True), ('throw(1)', True),
    ('Error()', True), ('rise()', False), ('pass  # may raise', False),
    ('x = "to raise"', False), ('\n        raise Odd()', True),
    ('pass\n    def fake(): raise Odd()', True)])
def test_text_that_raises(text: str, found: bool) -> None:
    """A patch is hot where its own function raises."""
    code = f"def test_it(m):\n    with patch('a'): {text}\n"
    assert _names(code) == (['test_it'] if found else [])


@pytest.mark.parametrize('name, found', [
    ('test_raises_it', False), ('test_it', True)])
def test_name_that_raises(name: str, found: bool) -> None:
    """The name of a test is no raiser, that of what it is handed is."""
    handed = '_raises' if found else 'b'
    code = f"def {name}(m):\n    patch('a', {handed})\n"
    assert _names(code) == ([name] if found else [])


def test_functions() -> None:
    """Outermost ones, wherever they stand, in order; what prepares is not."""
    code = f'''\
class Case:
    def test_a(self):
        def inner():
            {ARMS}

    def setUp(self):
        {ARMS}

    if old:
        def test_b(self):
            {ARMS}
    else:
        def test_c(self):
            {ARMS}
    try:
        def test_d(self):
            {ARMS}
    except ImportError:
        async def test_e(self):
            {ARMS}
    else:
        def test_f(self):
            {ARMS}
    finally:
        def test_g(self):
            {ARMS}


def test_h():
    pass


def test_i(self):
    {ARMS}

{ARMS}


@decorated(
    side_effect=Boom)
@further
def test_j():
    pass


def test_k():
    pass
'''
    assert _names(code) == [f'test_{letter}' for letter in 'abcdefgij']


@pytest.mark.parametrize('before', range(3))
def test_lines_around(before: int) -> None:
    """The first and the last line of a function belong to it."""
    head = 'x = 1\n' * before
    for code, found in (
            (f'def test_it(side_effect=Boom):\n    pass\n{ARMS}\n', 1),
            (f'def test_it():\n    pass\n    {ARMS}\n', 1),
            (f'{ARMS}\ndef test_it():\n    pass\n', 0),
            (f'def test_it():\n    pass\n{ARMS}\n', 0),
            (f'{ARMS}\ndef test_it():\n    pass\n{ARMS}\n', 0)):
        assert len(_names(head + code)) == found


def test_text() -> None:
    """From the first decorator to the last line."""
    code = f'x = 1\n\n\n@a\n@b\ndef test_it():\n    {ARMS}\n\n\ny = 2\n'
    [hot] = armed.candidates(linted.read(code))
    assert hot.text == f'@a\n@b\ndef test_it():\n    {ARMS}\n'
    assert hot.is_test


@pytest.mark.parametrize('code, names', [
    ('def a():\n    if x:\n        def b():\n            pass\n    raise E\n',
     ('a',)),
    ('x = 1\n\n\ndef a():\n    raise E\n', ('a',)),
    ('xy = 1\n\n\ndef a():\n    raise E\n', ('a',)),
    ('xy = 1\ndef a():\n    raise E\n', ('a',)),
    ('xyz = 1\ndef a():\n    raise E\n', ('a',)),
    ('x = 1\nasync def abc():\n    raise E\n', ('abc',)),
    ('xy = 1\nasync def abc():\n    raise E\n', ('abc',)),
    ('def a():\n    raise E\ndef b():\n    x = "def c():"\n    raise E\n',
     ('a', 'b')),
    ('def a():\n    x = "def "\n    raise E\n', ('a',)),
    ('def a():\n    raises(E)\n    raised = 1\n', ()),
    ('def a():\n    x; raise E\n', ()),
    ('def a():\n    raise\n', ('a',)),
    ('def a():\n    raise F\n    raise E\n', ('a',)),
    ('class C:\n    def a(self):\n        raise E\n    def b(self):\n'
     '        pass\nraise E\n', ('a',)),
    ('  def a():\n    raise E\n', ('a',)),
    ('    def a():\n    raise E\n', ()),
    ('def  \n    raise E\n', ()),
])
def test_raisers(code: str, names: tuple[str, ...]) -> None:
    """A raise belongs to the last function above that is indented less."""
    source = linted.read('')
    source.lines = code.splitlines(keepends=True)
    assert armed._raisers(source) == names


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
