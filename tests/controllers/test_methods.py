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


"""Who is taken for a controller's method, and what counts as a check.

Small cases stand in ``cases``; each line that is reported ends in its codes.
"""

import pathlib
import textwrap

import pytest

from tests import cases
from tests import linted

PATH = 'nova/api/openstack/compute/things.py'
CODES = ('NVN601', 'NVN602', 'NVN701')


def _lines(
    body: str, rule: str, head: str = 'class ThingController(wsgi.Controller)',
    path: str = PATH, **options: object,
) -> list[int]:
    return linted.lines(
        f'{head}:\n' + textwrap.indent(textwrap.dedent(body), '    '),
        rule, path=path, **options)


@pytest.mark.parametrize('case', cases.of_folder(
    pathlib.Path(__file__).with_name('cases')), ids=str)
def test_cases(case: cases.Case) -> None:
    """Each code is reported on exactly the marked lines."""
    cases.check(case, CODES, 'class ThingController(wsgi.Controller):\n',
                '    ', path=PATH)


@pytest.mark.parametrize('head, found', [
    ('class Things(wsgi.Controller)', [3]),
    ('class ThingsController(rest.RestController)', [3]),
    ('class ThingsController(object)', [3]),
    ('class Things(object)', []),
    ('class VersionsController(wsgi.Controller)', []),
])
def test_controllers(head: str, found: list[int]) -> None:
    """By name or base; what describes the API itself is open."""
    body = '''
        def show(self, req, id):
            return self.api.get(id)
        # Controller
        '''
    assert _lines(body, 'NVN601', head) == found
    assert _lines(body, 'NVN601', head,
                  'nova/tests/unit/test_things.py') == []


def test_helper_of_the_module() -> None:
    """A function has no bases in which its callees could stand."""
    head = ('def ask(req):\n    {}\n\n\n'
            'class ThingController(wsgi.Controller)')
    body = '''
        def show(self, req, id):
            ask(req)
        '''
    for asks, found in (("req.context.can('it')", []),
                        ('self.api.get(req)', [7])):
        assert _lines(body, 'NVN601', head.format(asks)) == found


def test_report() -> None:
    """Class and method are named, at the method."""
    assert linted.report('''\
class Helper:
    def show(self, req, id):
        return self.api.get(id)


class VersionsController(wsgi.Controller):
    def show(self, req, id):
        return self.api.get(id)


class ThingController(wsgi.Controller):
    limit = 3

    def _get(self, req, id):
        return self.api.get(id)

    @wsgi.response(202)
    def update(self, req, id, body):
        self.compute_api.update(id, body)
        self.compute_api.delete(id)
        req.context.can('it')

    def show(self, req, id):
        return self._get(req, id)
''', 'NVN601', 'NVN602', 'NVN701', path=PATH) == [
        '18:5 NVN701 ThingController.update does not validate its body; add '
        'a schema decorator, e.g. @validation.schema(...)',
        '19:9 NVN602 ThingController.update calls self.compute_api.update() '
        'before its first policy check; check the policy first',
        '23:5 NVN601 ThingController.show does not check a policy; check '
        'one before anything else, e.g. context.can(...)']


def test_options() -> None:
    """Checks and decorators of one's own."""
    body = '''
        @held
        def create(self, req, body):
            self.ask(req)
        '''
    assert _lines(body, 'NVN601') == [4]
    assert _lines(body, 'NVN701') == [4]
    assert _lines(body, 'NVN601', nvn_policy_calls=('ask',)) == []
    assert _lines(body, 'NVN701', nvn_schema_decorators=('held',)) == []


def test_other_modules(tmp_path: pathlib.Path) -> None:
    """Bases, helper modules and API objects are read, through flake8."""
    linted.write(tmp_path, {
        'svc/__init__.py': '',
        'svc/common.py': '''
            def get_thing(context, id):
                context.can('thing:get')
            ''',
        'svc/volume/__init__.py': '''
            def API():
                return make()
            ''',
        'svc/volume/api.py': '''
            class API:
                def delete(self, context, id):
                    context.authorize('delete')

                def list(self, context):
                    return []
            ''',
        'svc/base.py': '''
            from svc import volume


            class BaseController:
                def __init__(self):
                    self.base_api = volume.API()

                def show(self, req, id):
                    self._ask(req)

                def _ask(self, req):
                    req.context.can('it')
            ''',
        'svc/things.py': '''\
            from svc import base
            from svc import common
            from svc import volume


            class ThingController(base.BaseController):
                def __init__(self):
                    self.volume_api = volume.API()

                def show(self, req, id):
                    return super().show(req, id)

                def detail(self, req, id):
                    return common.get_thing(req.context, id)

                def delete(self, req, id):
                    self.volume_api.delete(req.context, id)

                def index(self, req):
                    return self.volume_api.list(req.context)


            class OtherController(base.BaseController):
                def delete(self, req, id):
                    self.base_api.delete(req.context, id)

                def index(self, req):
                    return self.base_api.list(req.context)
            ''',
    })
    done = linted.flake8(
        '--isolated', '--select=NVN6', '-j1', 'svc', cwd=tmp_path)
    assert done.stdout == (
        'svc/things.py:19:5: NVN601 ThingController.index does not check a '
        'policy; check one before anything else, e.g. context.can(...)\n'
        'svc/things.py:27:5: NVN601 OtherController.index does not check a '
        'policy; check one before anything else, e.g. context.can(...)\n')
    path = tmp_path / 'svc' / 'things.py'
    assert linted.lines(path.read_text(), 'NVN601', path=str(path)) == [
        19, 27]


def test_what_api_objects_are_made_by(tmp_path: pathlib.Path) -> None:
    """Constructors here or of a base, by class, by package, by chance."""
    linted.write(tmp_path, {
        'svc/__init__.py': '',
        'svc/api/__init__.py': '',
        'svc/store.py': """
            class Store:
                def get(self, context, id):
                    LOG.debug(id)
                    self._log(id)
                    self._ask(context)

                def list(self, context):
                    self._log(context)
                    LOG.debug('listed')

                def _log(self, id):
                    LOG.debug(id)

                def _ask(self, context):
                    self._log(context)
                    context.can('it')


            def make():
                return Store()


            def asks(context):
                context.can('it')


            def finds(context):
                return self._ask(context)
            """,
        'svc/base.py': """
            from svc import store


            class Base:
                def __init__(self):
                    self.made = store.make()
                    self.store = store.Store()

                def _keep(self, req):
                    self.store.get(req.context, 1)

                def _log(self, req):
                    self.store.list(req.context)

                @classmethod
                def _make(cls, req):
                    req.context.can('it')
            """,
        'svc/api/things.py': """\
            from svc import base
            from svc import store


            class ThingController(base.Base):
                def __init__(self):
                    self.name = 'thing'
                    self.one = None
                    self.one = store.Store()
                    self.two = make()

                def show(self, req, id):
                    return self.one.get(req.context, id)

                def index(self, req):
                    return self.one.list(req.context)

                def detail(self, req):
                    return self.two.get(req.context)

                def limits(self, req):
                    return store.asks(req.context)

                def find(self, req):
                    return store.finds(req.context)

                def keep(self, req):
                    return self._keep(req)

                def log(self, req):
                    return self._log(req)

                def make(self, req):
                    return self._made(req)

                @classmethod
                def _made(cls, req):
                    return cls._make(req)

                def other(self, req):
                    return other._keep(req)

                def parts(self, req):
                    return self.parts.get(req)


            def show(self, req):
                return self.one.get(req)
            """,
    })
    path = tmp_path / 'svc' / 'api' / 'things.py'
    assert [text.partition(' does not')[0] for text in linted.report(
        path.read_text(), 'NVN601', 'NVN602', path=str(path))] == [
            f'{line}:5 NVN601 ThingController.{name}' for line, name in (
                (15, 'index'), (18, 'detail'), (24, 'find'), (30, 'log'),
                (40, 'other'))]


@pytest.mark.parametrize('decorator, name, called, reported', [
    ('@validation.schema(thing.reset)', 'reset', True, []),
    ('@validation.schema(thing.reset)', 'reset', False, [18]),
    ('@validation.schema(thing.reset)', 'update', True, [18]),
    ('@validation.schema(thing.reset)\n    @wsgi.action("reset")', 'reset',
     True, [18]),
    ('@wsgi.response(202)', 'reset', True, [18]),
])
def test_method_that_only_others_call(
    decorator: str, name: str, called: bool, reported: list[int],
) -> None:
    """A schema on a helper does not make it a route."""
    code = f'''\
from nova.api.openstack import wsgi


class ThingController(wsgi.Controller):
    @wsgi.action('reset_old')
    def reset_old(self, req, id, body):
        req.context.can('reset')
        return self.{name if called else 'other'}(req, id, body)

    @wsgi.action('reset_new')
    def reset_new(self, req, id, body):
        req.context.can('reset')
        return self.{name if called else 'other'}(req, id, body)

    def other(self):
        return 1

    {decorator}
    def {name}(self, req, id, body):
        return self.compute_api.reset(id)
'''
    found = [line - decorator.count('\n') for line in linted.lines(
        code, 'NVN601', path=PATH)]
    assert [line - 1 for line in found] == reported
