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

"""Controllers, their methods and what these ask the policy."""

import ast

import pytest

from flake8_nova_notifications.idioms import controllers
from flake8_nova_notifications.options import Options
from tests.idioms import parsed


def _parsed(code: str) -> tuple[ast.ClassDef, ast.FunctionDef]:
    """A class, and the method that it ends in."""
    cls = ast.parse(code).body[-1]
    assert isinstance(cls, ast.ClassDef)
    function = cls.body[-1]
    assert isinstance(function, ast.FunctionDef)
    return cls, function


@pytest.mark.parametrize('head, serves, public', [
    ('A', False, False), ('AController', True, False),
    ('ControllerOf', False, False), ('A(wsgi.Controller)', True, False),
    ('A(x, Controller)', True, False), ('A(f())', False, False),
    ('AControllerV21', True, False), ('AController3', True, False),
    ('RootController', True, True), ('AVersions', False, True),
])
def test_classes(head: str, serves: bool, public: bool) -> None:
    """By the name of the class or of a base."""
    cls, _ = _parsed(f'class {head}:\n    def f(self): pass')
    assert controllers.is_controller(cls) is serves
    assert controllers.is_public(cls) is public


@pytest.mark.parametrize('branches, method, root', [
    (3, 'def get(self)', True), (4, 'def index(self, req)', True),
    (2, 'def get(self)', False), (3, 'def get(self, req, id)', False),
    (3, 'def on_get(self, *, id)', False), (3, 'def show(self)', False),
])
def test_roots(branches: int, method: str, root: bool) -> None:
    """A class of many controllers tells what the API consists of."""
    held = ''.join(f'    a{i} = b.AController()\n' for i in range(branches))
    assert controllers.describes_root(*_parsed(
        'class A:\n    x = Controller\n    y = f()\n    z: int = Controller()'
        f'\n{held}    {method}: pass')) is root


@pytest.mark.parametrize('decorators, method, served', [
    ('', 'show(self, req)', True), ('', 'show(self, request, id)', True),
    ('', 'show(self, req, /)', True), ('', 'show(self, context)', False),
    ('', 'show(req)', False), ('', 'show(self, id, req)', False),
    ('', '_show(self, req)', False), ('@x.expose()', '_show(self)', True),
    ('@x\n@when', 'show(self)', True), ('@x.expose()', '_route(self)', False),
    ('@staticmethod', 'show(self, req)', False),
    ('@classmethod', 'show(self, req)', False),
    ('@x\n@property', 'show(self, req)', False),
    ('@staticmethod\n@expose', 'show(self)', True), ('@x[0]', 'f(self)',
                                                     False),
])
def test_methods(decorators: str, method: str, served: bool) -> None:
    """Public and given the request, or exposed by a decorator."""
    inner = decorators.replace('\n', '\n    ')
    assert controllers.is_api_method(_parsed(
        f'class A:\n    {inner}\n    def {method}: pass')[1]) is served


@pytest.mark.parametrize('decorator, removed, extends, validates', [
    ('x', False, False, False), ("wsgi.removed('1')", True, False, False),
    ('wsgi.extends', False, True, False),
    ('validation.schema(a)', False, False, True),
    ('validation.query_schema(a)', False, False, False),
    ('request_body_schema(a)', False, False, True),
    ('response_body_schema(a)', False, False, False),
    ('validate(a)', False, False, True), ('validated', False, False, True),
    ('validator', False, False, False), ('held(a)', False, False, True),
    ('invalidate(a)', False, False, False),
])
def test_decorators(
    decorator: str, removed: bool, extends: bool, validates: bool,
) -> None:
    """Gone, added to another answer, or held against a schema."""
    _, function = _parsed(
        f'class A:\n    @y\n    @{decorator}\n    def f(self): pass')
    assert controllers.is_removed(function) is removed
    assert controllers.extends(function) is extends
    assert controllers.validates_body(
        function, Options(nvn_schema_decorators=('held',))) is validates


@pytest.mark.parametrize('code, policy, speaks, soft, change', [
    ('context.can(1)', True, False, False, False),
    ('context.can(1, fatal=False)', True, False, True, False),
    ('context.can(1, fatal=True)', True, False, False, False),
    ('context.can(1, fatal=0)', True, False, False, False),
    ('context.can(1, fatal=x)', True, False, False, False),
    ('context.can(1, other=False)', True, False, False, False),
    ('context.can(1, a=1, do_raise=False)', True, False, True, False),
    ('api_policy.ImagePolicy(1)', False, True, False, False),
    ('self.policy.delete(1)', False, True, False, False),
    ('policy(1)', False, False, False, False),
    ('self._enforcer.go(1)', False, True, False, False),
    ('Policy(1)', False, True, False, False),
    ('f().g(1)', False, False, False, False),
    ('ask(1)', True, False, False, False),
    ('x.rules.hold(1)', True, False, False, False),
    ('hold(1)', False, False, False, False),
    ('thing.save()', False, False, False, True),
    ('thing.save(1)', False, False, False, False),
    ('save()', False, False, False, False),
    ('thing.destroy()', False, False, False, True),
    ('thing.update()', False, False, False, False),
    ('self.compute_api.delete_thing(1)', False, False, False, True),
    ('db.update(1)', False, False, False, True),
    ('rapidapi.update(1)', False, False, False, False),
    ('self.compute_api.get(1)', False, False, False, False),
    ('delete(1)', False, False, False, False),
    ('f().delete(1)', False, False, False, False),
])
def test_calls(
    code: str, policy: bool, speaks: bool, soft: bool, change: bool,
) -> None:
    """Asks the policy, tells only, or changes what outlives it."""
    call = parsed.call(code)[1]
    options = Options(nvn_policy_calls=('ask', 'x.rules.hold'))
    assert controllers.is_policy_name(
        ast.unparse(call.func), options) is policy
    assert controllers.speaks_of_policy(call.func) is speaks
    assert controllers.is_soft(call) is soft
    assert controllers.is_change(call) is change


@pytest.mark.parametrize('code, body, empty', [
    ('(self, req, body): pass', True, True),
    ('(self, body, /): x', True, True), ('(self, *, body): x', True, True),
    ('(self, *body): f()', False, False), ('(self): return', False, False),
    ('(self): raise f()', False, True), ('(self): x = f()', False, False),
    ('(self):\n        "Text."\n        raise f()', False, True),
    ('(self):\n        raise f()\n        return', False, False),
    ('(self):\n        if x:\n            raise f()', False, False),
])
def test_functions(code: str, body: bool, empty: bool) -> None:
    """Takes a body, or has none itself."""
    _, function = _parsed(f'class A:\n    def f{code}')
    assert controllers.takes_body(function) is body
    assert controllers.is_empty(function) is empty
