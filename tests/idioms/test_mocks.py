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

"""Calls that make a mock or replace something by one."""

import ast

import pytest

from flake8_nova_notifications.idioms import mocks
from tests.idioms import parsed

HEAD = '''
from unittest import mock
from nova.compute import manager
NAME = 'nova.x'
'''


@pytest.mark.parametrize('code, target, place, new, specified', [
    ("mock.patch('a.b')", 'a.b', '', None, None),
    ("mock.patch('a.' + 'b')", 'a.b', '', None, None),
    ('mock.patch(NAME)', 'nova.x', '', None, None),
    ("mock.patch(NAME + '.y')", 'nova.x.y', '', None, None),
    ('mock.patch(unknown)', 'unknown', '', None, None),
    ("mock.patch('a.b', 3)", 'a.b', '', '3', True),
    ("mock.patch('a.b', new=3)", 'a.b', '', '3', True),
    ("mock.patch('a.b', autospec=True)", 'a.b', '', None, True),
    ("mock.patch('a.b', autospec=False)", 'a.b', '', None, False),
    ("mock.patch('a.b', a=1, spec=x)", 'a.b', '', None, True),
    ("mock.patch('a.b', **x)", 'a.b', '', None, True),
    ("mock.patch('a.b', a=1)", 'a.b', '', None, None),
    ("mock.patch.object(manager, 'run')", 'nova.compute.manager.run',
     'manager.run', None, None),
    ("mock.patch.object(manager.C, 'run', f)",
     'nova.compute.manager.C.run', 'manager.C.run', 'f', True),
    ("mock.patch.object(self.c(), 'run')", 'self.c.run', 'self.c.run', None,
     None),
    ("self.stub_out('a.b', f)", 'a.b', '', 'f', True),
    ("monkeypatch.setattr('a.b', f)", 'a.b', '', 'f', True),
    ("monkeypatch.setattr(manager, 'run', f)", 'nova.compute.manager.run',
     'manager.run', 'f', True),
    ("self.stubs.Set(manager, 'run', f)", 'nova.compute.manager.run',
     'manager.run', 'f', True),
    ("self.mock_object(manager, 'run')", 'nova.compute.manager.run',
     'manager.run', None, None),
    ("self.patch(manager, 'run')", 'nova.compute.manager.run', 'manager.run',
     None, None),
    ("self.patch(manager, 'run', f)", 'nova.compute.manager.run',
     'manager.run', 'f', True),
    ("self._patch(manager, 'run')", 'nova.compute.manager.run',
     'manager.run', None, None),
    ("self.patch('a.b', 'c')", 'a.b', '', "'c'", True),
    ('self.patch(NAME)', 'nova.x', '', None, None),
    ("mock.patch(NAME, 'c')", 'nova.x', '', "'c'", True),
    (f"mock.patch('{'ab.' * 60}c')", 'ab.' * 39 + 'c', '', None, None),
    (f"mock.patch('{'a' * 130}')", 'a' * 120, '', None, None),
])
def test_patches(
    code: str, target: str, place: str, new: str | None,
    specified: bool | None,
) -> None:
    """Target, spelling, replacement and whether it is held to a spec."""
    source, node = parsed.call(code, HEAD)
    found = mocks.patch(source, node, named=True)
    assert found is not None
    assert (found.call, found.target, found.place, found.specified) == (
        node, target, place, specified)
    assert (ast.unparse(found.new) if found.new else None) == new
    assert mocks.makes_mock(source, node)


@pytest.mark.parametrize('code, makes', [
    ('mock.Mock()', True), ('mock.create_autospec(x)', True),
    ('OwnMock()', True), ('fixtures.OwnMockPatch(1)', True),
    ('mock.call(1)', False), ('mock.patch()', False),
    ("other.object(manager, 'run')", False), ("object('a')", False),
    ("setattr(manager, 'run', f)", False),
    ("other.setattr(manager, 'run', f)", False),
    ("self.mock_object(manager)", False), ("self.Set('a', 'b', f)", False),
])
def test_others(code: str, makes: bool) -> None:
    """Makes a mock, or is only called alike."""
    source, node = parsed.call(code, HEAD)
    assert mocks.patch(source, node) is None
    assert mocks.makes_mock(source, node) is makes


def test_what_is_written_is_enough_to_sift() -> None:
    """Only a message needs the whole name."""
    source, node = parsed.call("mock.patch.object(manager, 'run')", HEAD)
    found = mocks.patch(source, node)
    assert found is not None and found.target == 'manager.run'
    with pytest.raises(AttributeError):
        found.target = 'run'  # type: ignore[misc]


@pytest.mark.parametrize('code, text', [
    ('m', 'm'), ('m.a.b', 'm.a.b'), ('m().a', 'm.a'), ("m['a'].b", 'm.[].b'),
    ('[1].a', ''), ('1', ''),
])
def test_chain(code: str, text: str) -> None:
    """Names and what is read from them, calls left out."""
    assert mocks.chain(parsed.expression(code)[1]) == text


@pytest.mark.parametrize('above, decorators, given, names', [
    ('', "@mock.patch('a.b')\n@mock.patch('a.c')", 'self, c, b',
     {'c': 'a.c', 'b': 'a.b'}),
    ('', "@mock.patch('a.b', new=1)\n@mock.patch('a.c')", 'self, c',
     {'c': 'a.c'}),
    ("@mock.patch('a.d')\n@mock.patch('a.e')", "@mock.patch('a.b')",
     'self, b, e, d', {'b': 'a.b', 'e': 'a.e', 'd': 'a.d'}),
    ('', "@mock.patch('a.b')\n@other\n@other.thing(1)", 'self, b',
     {'b': 'a.b'}),
    ('', "@mock.patch.dict('a.d', x=1)\n@mock.patch('a.b')", 'self, b',
     {'b': 'a.b'}),
    ('', "@mock.patch('a.b')", 'self, *b', {}),
    ('', "@mock.patch('a.b')", 'self', {}),
    ('', "@ddt.data(1)\n@mock.patch('a.b')", 'self, n, b', {'b': 'a.b'}),
    ('', "@pytest.mark.parametrize('n', [1])\n@mock.patch('a.b')",
     'self, b, n', {'b': 'a.b'}),
    ('', "@mock.patch('a.b')", 'self, b, n=1', {'b': 'a.b'}),
    ('', "@mock.patch('a.b')", 'self, b=None', {'b': 'a.b'}),
    ('', "@mock.patch('a.b')", 'b', {'b': 'a.b'}),
    ('', "@mock.patch('a.b')", 'cls, b, /', {'b': 'a.b'}),
])
def test_parameters(
    above: str, decorators: str, given: str, names: dict[str, str],
) -> None:
    """From the innermost outwards, the class's behind the method's."""
    inner = decorators.replace('\n', '\n    ')
    source, _ = parsed.expression('1', (
        f'{HEAD}{above}\nclass T:\n    {inner}\n'
        f'    def test_it({given}): pass'))
    function = next(iter(source.nodes(ast.FunctionDef)))
    assert isinstance(function, ast.FunctionDef)
    assert {name: found.target for name, found in mocks.parameters(
        source, function).items()} == names


@pytest.mark.parametrize('decorators, given, names', [
    ("@mock.patch('a.b')", 'b', {'b': 'a.b'}), ('', 'b', {}), ('@x', 'b', {}),
    ("@mock.patch('a.b')", 'self, b', {'b': 'a.b'}),
    ("@mock.patch('a.b')", 'x, b', {'b': 'a.b'}),
    ("@mock.patch('a.b')", 'x, b, c=1, d=2', {'b': 'a.b'}),
    ("@mock.patch('a.b')\n@mock.patch('a.c')", 'c, b=None',
     {'c': 'a.c', 'b': 'a.b'}),
    ("@pytest.mark.parametrize('n', [1])\n@mock.patch('a.b')", 'b, n',
     {'b': 'a.b'}),
    ("@pytest.mark.usefixtures('n')\n@mock.patch('a.b')", 'n, b',
     {'b': 'a.b'}),
    ("@mock.patch('a.b')", '*, b', {}), ("@mock.patch('a.b')", '', {}),
])
def test_parameters_of_functions(
    decorators: str, given: str, names: dict[str, str],
) -> None:
    """A test that stands in no class."""
    source, _ = parsed.expression(
        '1', f'{HEAD}{decorators}\ndef test_it({given}): pass')
    function = source.nodes(ast.FunctionDef)[0]
    assert {name: found.target for name, found in mocks.parameters(
        source, function).items()} == names
