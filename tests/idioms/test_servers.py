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

"""What a test asks a server to become, and how it could see that."""

import ast
import pathlib
from typing import Any

import pytest

from flake8_nova_notifications.idioms import servers
from flake8_nova_notifications.idioms.servers import StateChange
from flake8_nova_notifications.project import roots
from tests.idioms import parsed
from tests import linted

OPTIONS: dict[str, Any] = {
    'nvn_server_actions': ('os_explode', 'explode'),
    'nvn_api_clients': ('nova',)}


@pytest.mark.parametrize('code, asks, acts, change', [
    ("self.api.post_server_action(1, {'reboot': 2})", True, True,
     ('reboot', 'ACTIVE')),
    ("self.api.post_server_action(1, {'os-stop': 2})", True, True,
     ('os-stop', 'SHUTOFF')),
    ("self.api.post_server_action(1, {'os-explode': 2})", True, True,
     ('os-explode', '')),
    ("self.api.post_server_action(1, {'lock': 2})", True, True, None),
    ("self.api.post_server_action(1, {'reboot': 2, 'x': 3})", True, True,
     None),
    ('self.api.post_server_action(1, {reboot: 2})', True, True, None),
    ('self.api.post_server_action(1, {1: 2})', True, True, None),
    ('self.api.post_server_action(1)', True, True, None),
    ('self.api.post_server_action(1, body())', True, True, None),
    ("self.api.post_server_action(1, body={'pause': 2})", True, True,
     ('pause', 'PAUSED')),
    ("self.api.post_server_action(1, data={'pause': 2})", True, True,
     ('pause', 'PAUSED')),
    ("self.api.post_server_action(1, other={'pause': 2})", True, True, None),
    ('self.api.post_server_action(1, late)', True, True,
     ('suspend', 'SUSPENDED')),
    ('self.api.post_server_action(1, seen)', True, True, None),
    ('self.api.post_server_action(1, unknown)', True, True, None),
    ("self.other.post_server_action(1, {'reboot': 2})", True, False, None),
    ("post_server_action(1, {'reboot': 2})", False, False, None),
    ("api.api_post('/servers/1/action', {'reboot': 2})", True, True,
     ('reboot', 'ACTIVE')),
    ("api.api_post('/servers/%s/action/' % x, {'reboot': 2})", True, True,
     ('reboot', 'ACTIVE')),
    ("api.api_post('/servers/1/actions', {'reboot': 2})", True, True, None),
    ("api.api_post(1, {'reboot': 2})", True, True, None),
    ('api.api_post()', True, True, None),
    ('api.delete_server(1)', True, True, ('delete_server', 'DELETED')),
    ('self.client.delete_server(1)', True, True,
     ('delete_server', 'DELETED')),
    ('client_2.delete_server(1)', True, False, None),
    ('client2.delete_server(1)', True, True, ('delete_server', 'DELETED')),
    ('API.delete_server(1)', True, True, ('delete_server', 'DELETED')),
    ('nova.delete_server(1)', True, True, ('delete_server', 'DELETED')),
    ('compute.delete_server(1)', True, False, None),
    ('f().delete_server(1)', True, False, None),
    ('api.explode(1)', True, True, ('explode', '')),
    ('api.get_server(1)', False, False, None),
    ('api.delete_server(1, check_response_status=[409])', True, True, None),
    ('api.delete_server(1, check_response_status=[204])', True, True,
     ('delete_server', 'DELETED')),
    ('api.delete_server(1, check_response_status=[299])', True, True,
     ('delete_server', 'DELETED')),
    ('api.delete_server(1, check_response_status=[300])', True, True, None),
    ('api.delete_server(1, check_response_status=[204, 409])', True, True,
     None),
    ('api.delete_server(1, check_response_status=x)', True, True, None),
    ("api.delete_server(1, check_response_status=['204', 204])", True, True,
     ('delete_server', 'DELETED')),
    ('api.delete_server(1, a=1, expected_status=409)', True, True, None),
    ('api.delete_server(1, status=409)', True, True,
     ('delete_server', 'DELETED')),
])
def test_changes(
    code: str, asks: bool, acts: bool, change: tuple[str, str] | None,
) -> None:
    """A client's method, the verb it posts, and what refuses neither."""
    source = linted.read(
        'from tempest import compute\n'
        "def f(self, api, client2, nova):\n    late = {'resume': 1}\n"
        "    late = {'suspend': 1}\n    for seen in x: pass\n"
        f"    {code}\n    late = {{'resume': 2}}\n    seen = {{'pause': 1}}\n",
        **OPTIONS)
    function = source.nodes(ast.FunctionDef)[0]
    call = next(call for call in source.nodes(ast.Call) if call.lineno == 6)
    assert servers.may_change(source, call) is asks
    assert servers.acts(source, call) is acts
    found = servers.state_change(source, call, function)
    assert (None if found is None else (found.verb, found.state)) == change


@pytest.mark.parametrize('verb, may, earlier, undoes', [
    ('os-start', True, 'os-stop', True), ('start', True, '_stop_server', True),
    ('unpause_server', True, 'pause', True), ('unpause', True, 'stop', False),
    ('unshelve', True, 'shelveOffload', True),
    ('unshelve', True, 'shelve_offload', True), ('stop', False, 'start',
                                                 False),
])
def test_undoing(verb: str, may: bool, earlier: str, undoes: bool) -> None:
    """Whatever part of the API or of a test spells them."""
    change = StateChange(verb, 'ACTIVE')
    assert change.may_undo() is may
    assert change.undoes(earlier) is undoes
    with pytest.raises(AttributeError):
        change.verb = 'stop'  # type: ignore[misc]


@pytest.mark.parametrize('path, functional', [
    ('nova/tests/functional/test_a.py', True),
    ('nova/tests/Functional/test_a.py', True),
    ('nova/tests/unit/functional/test_a.py', False),
    ('nova/tests/functional/api_sample_tests/test_a.py', False),
    ('nova/tests/functional/test_api_samples.py', False),
    ('nova/tests/functional/units.py', True),
    ('tempest/api/compute/test_a.py', True),
    ('tempest/tests/test_a.py', False),
    ('nova_tempest_plugin/tests/test_a.py', True),
    ('nova/tests/tempest/test_a.py', True), ('nova/tests/a.py', False),
    ('nova/tests/test_functional.py', True),
    ('/home/functional/test_a.py', True),
])
def test_places(path: str, functional: bool) -> None:
    """Below the root, and not those of documents or of Tempest itself."""
    assert servers.is_functional_test(linted.read('', path)) is functional


def test_below_the_root(tmp_path: pathlib.Path) -> None:
    """What lies above the package says nothing, its own name does."""
    for name, functional in (('nova', False), ('functional', True)):
        folder = tmp_path / 'functional' / name
        folder.mkdir(parents=True)
        (folder / '__init__.py').touch()
        for file in ('a.py', 'test_unit.py'):
            source = linted.read('', str(folder / file))
            assert servers.is_functional_test(source) is functional
        source = linted.read('', str(folder / 'unit.py'))
        assert not servers.is_functional_test(source)


@pytest.mark.parametrize('path, functional', [
    ('a/functional/test_a.py', True), ('a/b/functional/c/d.py', True),
    ('a/test_functional.py', True), ('functional.py', True),
    ('a/functional.d/unit.py', False), ('a/b.py', False),
    ('/srv/functional/test_a.py', True), ('/srv/functional.py', True),
])
def test_outside_of_projects(
    path: str, functional: bool, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All folders on the way count."""
    monkeypatch.setattr(roots, '_ROOT_MARKS', ())
    assert servers.is_functional_test(linted.read('', path)) is functional


@pytest.mark.parametrize('code, functional', [
    ('from nova.tests.functional import base\n', True),
    ('import nova.tests.functional.api\n', True),
    ('from tempest import test\n', True),
    ('from nova.tests.functional.api_sample_tests import base\n', False),
    ('from nova.tests.unit import base\n', False)])
def test_without_a_name(code: str, functional: bool) -> None:
    """Of a text from standard input the imports decide."""
    assert servers.is_functional_test(
        linted.read(code, 'stdin')) is functional


@pytest.mark.parametrize('code, neutral, told', [
    ('self.notifier.reset()', True, True), ('api.get(1)', False, False),
    ('found.get(1)', True, False), ('get(1)', True, False),
    ('api.copy()', True, False), ('self.assertTrue(1)', False, False),
    ('f(self.notifications)', False, True), ('f(Notified)', False, True),
    ('f(a.b, c)', False, False),
])
def test_neutral(code: str, neutral: bool, told: bool) -> None:
    """Says nothing about a server, and is about notifications."""
    source, call = parsed.call(code)
    assert servers.is_neutral(source, call) is neutral
    assert servers.about_notifications(call) is told


@pytest.mark.parametrize('name, test', [
    ('test_a', True), ('_test_a', False), ('testA', True), ('a_test', False),
])
def test_test_methods(name: str, test: bool) -> None:
    """What runners call."""
    function = ast.parse(f'def {name}(): pass').body[0]
    assert isinstance(function, ast.FunctionDef)
    assert servers.is_test_method(function) is test
