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

"""Payload classes are found through their bases, wherever those stand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_nova_notifications.options import Options

Run = Callable[..., list[tuple[int, str]]]
Tree = Callable[[dict[str, str]], Path]

ROOT = '''
class NotificationPayloadBase(object):
    SCHEMA = {}
'''
FIELDS = '''
    fields = {
        'request_id': fields.StringField(),
    }
'''


def _name(text: str) -> str:
    return text.partition(': ')[2].partition(';')[0]


def test_text_of_a_finding_names_class_field_and_source(run: Run) -> None:
    found = run('''
        from nova.notifications.objects import base
        from nova.objects import fields

        class InstancePayload(base.NotificationPayloadBase):
            SCHEMA = {'tenant_id': ('instance', 'project_id')}
            fields = {
                'tenant_id': fields.StringField(),
            }
    ''')
    assert found == [(8, (
        'NVN302 payload InstancePayload tells who owns or uses the '
        'instance: tenant_id; record why in nvn-payload-allow or leave it '
        'out'))]


@pytest.mark.parametrize('head, base', [
    ('from nova.notifications.objects.base import NotificationPayloadBase',
     'NotificationPayloadBase'),
    ('from nova.notifications.objects.base import NotificationPayloadBase'
     ' as Root', 'Root'),
    ('from ironic.objects import notification',
     'notification.NotificationPayloadBase'),
    ('import watcher.notifications.base',
     'watcher.notifications.base.NotificationPayloadBase'),
    ('from . import base', 'base.NotificationPayloadBase'),
])
def test_known_root_needs_no_file(run: Run, head: str, base: str) -> None:
    code = f'{head}\nclass Anything({base}):{FIELDS}'
    assert [line for line, _ in run(code)] == [4]


def test_a_class_of_another_base_is_silent(run: Run) -> None:
    code = ('from nova.objects import base\n'
            f'class InstancePayload(base.NovaObject):{FIELDS}')
    assert run(code) == []


def test_configured_base(run: Run) -> None:
    code = ('from mylib import events\n'
            f'class Anything(events.Body):{FIELDS}')
    assert run(code) == []
    for name in ('Body', 'mylib.events.Body'):
        options = Options(nvn_payload_bases=(name,))
        assert [line for line, _ in run(code, options=options)] == [4]


def test_configured_base_in_another_module(run: Run, tree: Tree) -> None:
    root = tree({
        'app/base.py': 'class Root(object):\n    pass\n',
        'app/one.py': 'from app.base import Root as R\n'
                      'from app import base\n'
                      'class Low(R):\n    pass\n'
                      'class Other(base.Rest):\n    pass\n'})
    path = root / 'app' / 'objects.py'
    for name, known in (
            ('app.base.Root', True), ('Root', True), ('app.one.Root', False),
            ('app.base.Low', False), ('app.one.Low', True)):
        code = f'from app.one import Low\nclass Anything(Low):{FIELDS}'
        options = Options(nvn_payload_bases=(name,))
        assert [line for line, _ in run(
            code, path=path, options=options)] == [4] * known


@pytest.mark.parametrize('modules, head, base', [
    pytest.param(
        {'app/one.py': 'from app import base\n'
                       'class Middle(base.NotificationPayloadBase):\n'
                       '    pass\n'},
        'from app import one', 'one.Middle', id='two hops'),
    pytest.param(
        {'app/one.py': 'from app import base\n'
                       'class Low(base.NotificationPayloadBase):\n'
                       '    pass\n',
         'app/two.py': 'from app.one import Low as Lower\n'
                       'class Middle(Lower):\n'
                       '    pass\n'},
        'from app.two import Middle as Base', 'Base',
        id='three hops, renamed on import'),
    pytest.param(
        {'app/one.py': 'from app.base import NotificationPayloadBase as P\n',
         'app/two.py': 'from app.one import P as Q\n'},
        'from app.two import Q', 'Q', id='re-exported under other names'),
    pytest.param(
        {'app/sub/one.py': 'from ..base import NotificationPayloadBase\n'
                           'class Middle(NotificationPayloadBase):\n'
                           '    pass\n'},
        'from .sub.one import Middle', 'Middle', id='relative imports'),
    pytest.param(
        {'app/sub/one.py': 'from .. import base\n'
                           'class Middle(base.NotificationPayloadBase):\n'
                           '    pass\n',
         'app/sub/__init__.py': 'from .one import Middle\n'},
        'from app import sub', 'sub.Middle', id='exported by a package'),
])
def test_root_is_found_in_other_modules(
    run: Run, tree: Tree, modules: dict[str, str], head: str, base: str,
) -> None:
    root = tree({'app/base.py': ROOT, **modules})
    code = f'{head}\nclass Anything({base}):{FIELDS}'
    # The text is that of an editor: nothing of the kind is on disk.
    path = root / 'app' / 'objects.py'
    path.write_text('')
    assert [line for line, _ in run(code, path=path)] == [4]
    # Another module's class of the same name is no payload.
    (root / 'app' / 'base.py').write_text('class Other: pass\n')


def test_unsaved_text_decides_and_not_the_file(
    run: Run, tree: Tree,
) -> None:
    root = tree({'app/base.py': ROOT, 'app/objects.py': (
        'from app import base\n'
        f'class Anything(base.NotificationPayloadBase):{FIELDS}')})
    path = root / 'app' / 'objects.py'
    assert run('x = 1\n', path=path) == []


def test_diamonds_and_cycles_end(run: Run, tree: Tree) -> None:
    root = tree({
        'app/a.py': 'from app.b import B\nclass A(B): pass\n',
        'app/b.py': 'from app.a import A\nclass B(A): pass\n'})
    code = f'from app.a import A\nclass C(A):{FIELDS}'
    assert run(code, path=root / 'app' / 'c.py') == []


@pytest.mark.parametrize('fields, lines', [
    ("fields = {'user_id': f.S()}", [4]),
    ("fields = dict(user_id=f.S())", [4]),
    ("fields = dict(Base.fields, **{'user_id': f.S()})", [4]),
    ("fields = dict({'user_id': f.S()}, share_id=f.S())", [4, 4]),
    ("fields = {}\n    fields.update({'user_id': f.S()})", [5]),
    ("fields = {}\n    fields |= {'user_id': f.S()}", [5]),
    ("fields: dict = {'user_id': f.S()}", [4]),
    ("fields = {**OWN, 'state': f.S()}", [2]),
    ("fields = {'user_id': f.S()} | {'share_id': f.S()}", [4, 4]),
    ("fields = {'user_id': f.S()}.copy()", [4]),
    ("fields = copy.deepcopy({'user_id': f.S()})", [4]),
    ("fields = OrderedDict(user_id=f.S())", [4]),
    ("fields = dict(**OWN)", [2]),
    ("fields = OWN", [2]),
    ("fields = {1: f.S(), 'user_id': f.S(), NAME: f.S()}", [4]),
    ("field = {'user_id': f.S()}", []),
    ("fields = {}\n    fields.pop({'user_id': f.S()})", []),
    ("fields = {}\n    fields.update(OWN)", [2]),
    ("fields = {}\n    fields.update(OWN, 1)", []),
    ("a = fields = {'user_id': f.S()}", []),
    ("fields: dict", []),
    ("fields = Base.fields", []),
    ("def own(): pass\n    fields = own", []),
])
def test_forms_of_fields(
    run: Run, fields: str, lines: list[int],
) -> None:
    code = ('from nova.objects import base, fields as f\n'
            "OWN = {'project_id': f.S()}\n"
            f'class P(base.NotificationPayloadBase):\n    {fields}\n')
    assert [line for line, _ in run(code)] == lines


@pytest.mark.parametrize('fields', [
    'make()', 'OTHER', '{**make()}', 'dict(make())',
    '{k: v for k, v in make()}', '{k: v for k, v in a.items()}',
    '{k: v for k, v in a.parts.items()}', '{k: 1 for k in a.b.fields if k}',
    "make()\n    fields.update({'state': 1})",
])
def test_fields_that_cannot_be_seen(run: Run, fields: str) -> None:
    found = run('from nova.objects import base\n'
                f'class P(base.NotificationPayloadBase):\n'
                f'    fields = {fields}\n')
    assert [(line, text[:6]) for line, text in found] == [(3, 'NVN306')]
    assert 'whose names cannot be seen' in found[0][1]


@pytest.mark.parametrize('test, dropped', [
    ("k not in ('user_id',)", True), ("k != 'user_id'", True),
    ("k in ('user_id',)", False), ("k == 'user_id'", False),
    ("v not in ('user_id',)", False), ("skip(k, 'user_id')", False),
])
def test_fields_that_are_not_copied(
    run: Run, test: str, dropped: bool,
) -> None:
    found = run(f'''
        from nova.notifications.objects import base
        from nova.objects import fields as f

        class Own(base.NovaObject):
            fields = {{'user_id': f.StringField(), 'share_id': f.S()}}

        class P(base.NotificationPayloadBase):
            fields = {{k: v for k, v in Own.fields.items() if {test}}}
    ''')
    names = [_name(text) for _, text in found]
    assert names == ['share_id'] + ['user_id'] * (not dropped) or (
        names == ['user_id'] * (not dropped) + ['share_id'])
    assert {line for line, _ in found} == {9}


def test_only_fields_are_copied(run: Run) -> None:
    for name, seen in (('fields', True), ('parts', False), ('all', False)):
        found = run(f'''
            from nova.notifications.objects import base
            class Own(base.NovaObject):
                fields = {{'user_id': 1}}
            class P(base.NotificationPayloadBase):
                fields = {{k: v for k, v in Own.{name}.items()}}
        ''')
        assert [(line, text[:6]) for line, text in found] == [
            (6, 'NVN302' if seen else 'NVN306')]


def test_a_schema_may_stand_in_a_base(run: Run) -> None:
    found = run('''
        from nova.notifications.objects import base
        from nova.objects import fields as f

        class A(base.NotificationPayloadBase):
            SCHEMA = {
                'label': ('x', 'user_id'), 'note': ('x', 'user_id', 1),
                'sign': 'user_id', 'mark': ('x', f)}

        class B(A):
            SCHEMA = {'name': ('user', 'name')}
            fields = {'label': f.S(), 'note': f.S(), 'sign': f.S(),
                      'mark': f.S(), 'name': f.S()}
    ''')
    assert [(line, text.partition(';')[0]) for line, text in found] == [
        (12, 'NVN302 payload B tells who owns or uses it: label (from '
             'user_id)'),
        (13, 'NVN302 payload B tells who owns or uses it: name (of user)')]


COPY = '''
from app import other, base
class P(base.NotificationPayloadBase):
    fields = {
        k: v.__class__() for k, v in other.Props.fields.items()
        if k not in ('secret_uuid',)}
'''


def test_copied_fields_are_looked_up(run: Run, tree: Tree) -> None:
    root = tree({'app/base.py': ROOT, 'app/other.py': '''
        class Props(object):
            fields = {
                'owner_id': fields.StringField(),
                'secret_uuid': fields.UUIDField(),
                'hide_id': fields.FlexibleBooleanField(),
            }
    '''})
    found = run(COPY, path=root / 'app' / 'objects.py')
    assert [(line, _name(text)) for line, text in found] == [
        (4, 'owner_id')]


def test_copied_fields_that_cannot_be_seen_are_said_once(run: Run) -> None:
    found = run(COPY)
    assert len(found) == 1
    line, text = found[0]
    assert line == 4
    assert text.startswith('NVN306 payload P contains ')
    assert 'whose names cannot be seen' in text


def test_test_doubles_are_silent(run: Run) -> None:
    code = ('from nova.notifications.objects import base\n'
            f'class P(base.NotificationPayloadBase):{FIELDS}')
    assert run(code, path='nova/tests/unit/test_objects.py') == []
