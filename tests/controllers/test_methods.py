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


"""Who is taken for a controller's method, and what counts as a check."""

import pathlib
import textwrap

import pytest

from tests import linted

PATH = 'nova/api/openstack/compute/things.py'


def _lines(
    body: str, rule: str, head: str = 'class ThingController(wsgi.Controller)',
    path: str = PATH, **options: object,
) -> list[int]:
    return linted.lines(
        f'{head}:\n' + textwrap.indent(textwrap.dedent(body), '    '),
        rule, path=path, **options)


@pytest.mark.parametrize('statement', [
    'context.can(policies.SHOW)',
    'context.authorize(policy.GET, target_obj=thing)',
    "policy.check_policy(context, 'thing', 'show')",
    "api_utils.check_policy('baremetal:thing:get')",
    "api_utils.check_node_policy_and_retrieve('baremetal:thing:get', 1)",
    "policy.enforce(context, 'thing:get', thing)",
    "acl.enforce('things:get', context.ctx())",
    "self._auth_validate_action(context, project, 'get')",
    "authorize(req.environ['nova.context'])",
    'api_policy.ThingPolicy(context, thing).get_thing()',
    'self.policy.get_thing(context)',
    'if not context.can(policies.SHOW, fatal=False): raise Forbidden()',
])
def test_policy_checks(statement: str) -> None:
    """The idioms of Nova, Cinder, Manila, Ironic and their sisters."""
    assert _lines(f'''
        def show(self, req, id):
            {statement}
            return self.api.get(id)
        ''', 'NVN601') == []


@pytest.mark.parametrize('statement', [
    'pass',
    'show_all = context.can(policies.SHOW, fatal=False)',
    'context.cancel()',
    'context.elevated()',
])
def test_no_policy_check(statement: str) -> None:
    """Nobody is refused."""
    assert _lines(f'''
        def show(self, req, id):
            {statement}
            return self.api.get(id)
        ''', 'NVN601') == [3]


@pytest.mark.parametrize('decorator', [
    "@wsgi.Controller.authorize('show')", '@wsgi.Controller.authorize',
    "@controllers.enforce_rbac('thing:get')",
    '@util.registered_policy_enforce', "@wsgi.removed('18.0.0', 'gone')",
    '@wsgi.extends', '@staticmethod', '@classmethod', '@property',
])
def test_decorators(decorator: str) -> None:
    """Checked, gone or not a method of its own."""
    assert _lines(f'''
        {decorator}
        def show(self, req, id):
            return self.api.get(id)
        ''', 'NVN601') == []


@pytest.mark.parametrize('method', [
    'def _show(self, req, id):\n    return self.api.get(id)',
    'def show(self, context, id):\n    return self.api.get(id)',
    'def __init__(self):\n    self.api = API()',
    'def show(self, req, id):\n    raise HTTPGone()',
    'def show(self, req, id):\n    self._refuse()\n\n'
    'def _refuse(self):\n    raise HTTPBadRequest()',
    'def show(self, req, id):\n    pass',
    '@pecan.expose()\ndef _lookup(self, id):\n    return Thing(id), []',
])
def test_not_served(method: str) -> None:
    """Helpers, and methods that always refuse or do nothing."""
    assert _lines(method, 'NVN601') == []


@pytest.mark.parametrize('decorator', [
    "@wsgi.action('reboot')", "@method.expose()", '@wsme_pecan.wsexpose(x)',
    '@pecan.expose(generic=True)', "@index.when(method='GET')",
])
def test_exposed_by_decorator(decorator: str) -> None:
    """A decorator makes any name a part of the API."""
    assert _lines(f'''
        {decorator}
        def _reboot(self, id):
            return self.api.get(id)
        ''', 'NVN601') == [4]


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


def test_root_of_an_api() -> None:
    """What lists the branches of an API is like a version document."""
    assert _lines('''
        nodes = node.NodesController()
        ports = port.PortsController()
        drivers = driver.DriversController()

        @method.expose()
        def get(self):
            return self.describe()

        @method.expose()
        def get_all(self):
            return self.describe()
        ''', 'NVN601') == [12]


def test_helpers() -> None:
    """A check in a helper counts, three deep and no deeper."""
    assert _lines('''
        def show(self, req, id):
            self._a(req)

        def index(self, req):
            self._b(req)

        def detail(self, req):
            self._loop(req)

        def _a(self, req):
            self._b(req)

        def _b(self, req):
            self._c(req)

        def _c(self, req):
            req.context.can('it')

        def _loop(self, req):
            self._loop(req)
        ''', 'NVN601') == [9]


def test_helpers_too_deep() -> None:
    """What is asked four calls away, no reader of the method sees."""
    assert _lines('''
        def show(self, req, id):
            self._a(req)

        def index(self, req):
            self._b(req)

        def _a(self, req):
            self._b(req)

        def _b(self, req):
            self._c(req)

        def _c(self, req):
            self._d(req)

        def _d(self, req):
            req.context.can('it')
        ''', 'NVN601') == [3]


@pytest.mark.parametrize('statement, found', [
    ('if not context.can(it, fatal=False): raise Forbidden()', []),
    ('if not context.can(it, fatal=False):\n'
     '        if id:\n            raise Forbidden()', []),
    ('if not context.can(it, fatal=False): LOG.debug(id)', [3]),
    ('if id:\n        seen = context.can(it, fatal=False)\n'
     '        raise Forbidden()', [3]),
    ('if not context.can(it, fatal=True): LOG.debug(id)', []),
    ('if not context.can(it, do_raise=False): LOG.debug(id)', [3]),
    ('if not context.can(it, fatal=id): LOG.debug(id)', []),
    ('if not context.can(it, strict=False): LOG.debug(id)', []),
    ('return [t for t in self.list(req) if self._may(t)]', []),
])
def test_soft_checks(statement: str, found: list[int]) -> None:
    """A check that only tells counts where its answer refuses."""
    assert _lines(f'''
        def show(self, req, id):
            {statement.replace(chr(10), chr(10) + ' ' * 8)}
            return self.api.get(id)

        def _may(self, thing):
            return thing.context.can('it')
        ''', 'NVN601') == found


@pytest.mark.parametrize('body, found', [
    ('LOG.debug(id)\n    raise HTTPGone()', []),
    ('LOG.debug(id)\n    if id:\n        return id\n'
     '    raise HTTPGone()', [2]),
    ('if id:\n        raise HTTPGone()', [2]),
    ('LOG.debug(id)', [2]),
    ('def shown(it):\n        return it\n\n    raise HTTPGone(shown)', []),
    ('def gone(it):\n        raise HTTPGone()\n\n    return gone', [2]),
])
def test_refusing(body: str, found: list[int]) -> None:
    """Refused is what no way through the method is answered."""
    assert _lines(f'def show(self, req, id):\n    {body}', 'NVN601') == found


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


@pytest.mark.parametrize('first, found', [
    ('self.compute_api.delete(context, id)', [5]),
    ('thing = self.db.thing_get(id)', []),
    ('kwargs.update(id=id)', []),
    ('self.names.remove(id)', []),
    ('instance.save()', [5]),
    ('if id: self.compute_api.delete(context, id)', []),
    ('done: bool = self.compute_api.delete(context, id)', [5]),
    ('return self.compute_api.delete(context, id)', []),
    ('for one in id: self.compute_api.delete(context, one)', []),
    ('self.compute_api.delete(context.can(id), id)', []),
    ('LOG.debug(id); self.db.thing_get(self.db_api.delete(id))', [5]),
    ('self._keep(id)', []),
])
def test_late_checks(first: str, found: list[int]) -> None:
    """A change in a straight line before the first check."""
    assert _lines(f'''
        def delete(self, req, id):
            context = req.context
            {first}
            self._check(context)

        def _check(self, context):
            context.can('it')
        ''', 'NVN602') == found


def test_check_in_a_decorator_is_first() -> None:
    """And a method without any check is not late."""
    assert _lines('''
        @wsgi.Controller.authorize('delete')
        def delete(self, req, id):
            self.compute_api.delete(req.context, id)
            context.can('it')

        def destroy(self, req, id):
            self.compute_api.delete(req.context, id)
        ''', 'NVN602') == []


@pytest.mark.parametrize('decorator, found', [
    ('@validation.schema(schemas.create)', []),
    ("@validation.schema(schemas.create, '2.1', '2.9')", []),
    ('@validation.request_body_schema(schemas.create)', []),
    ('@validation.validated', []),
    ('@validation.query_schema(schemas.query)', [4]),
    ('@validation.response_body_schema(schemas.answer)', [4]),
    ('@utils.validate_uuid()', [4]),
    ("@wsgi.action('create')", [4]),
    ("@wsgi.removed('18.0.0', 'gone')", []),
    ('@wsgi.extends', []),
])
def test_schemas(decorator: str, found: list[int]) -> None:
    """Only a schema of the body itself will do."""
    assert _lines(f'''
        {decorator}
        def create(self, req, body):
            return self.api.create(body)
        ''', 'NVN701') == found


def test_schema_of_what_it_goes_on_to() -> None:
    """The method of the base, or another of the class, has the schema."""
    assert _lines('''
        def create(self, req, body):
            return super().create(req, body)

        def update(self, req, id, body):
            return self._update(req, id, body)

        @validation.schema(schemas.update)
        def _update(self, req, id, body):
            return self.api.update(id, body)
        ''', 'NVN701') == []


@pytest.mark.parametrize('call, found', [
    ('super().create(req, body)', []),
    ('self._create(req, body)', []),
    ('self._store(req, body)', [3]),
    ('_create(req, body)', [3]),
    ('self._store(req, body).keep(self._create(req, body))', []),
    ('self.api.create(super, body)', [3]),
])
def test_schema_of_what_is_called(call: str, found: list[int]) -> None:
    """Each method that is called is looked at, and no function."""
    assert _lines(f'''
        def create(self, req, body):
            LOG.debug('creating')
            return {call}

        @validation.schema(schemas.create)
        def _create(self, req, body):
            return self.api.create(body)

        def _store(self, req, body):
            return self.api.create(body)
        ''', 'NVN701') == found


def _write(root: pathlib.Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))


def test_other_modules(tmp_path: pathlib.Path) -> None:
    """Bases, helper modules and API objects are read, through flake8."""
    _write(tmp_path, {
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


def test_what_api_objects_are_made_by(tmp_path: pathlib.Path) -> None:
    """Constructors here or of a base, by class, by package, by chance."""
    _write(tmp_path, {
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
    done = linted.flake8(
        '--isolated', '--select=NVN6', '-j1', '--format=%(row)d %(text)s',
        'svc', cwd=tmp_path)
    assert [line.split(' does not')[0]
            for line in done.stdout.splitlines()] == [
        '15 ThingController.index', '18 ThingController.detail',
        '24 ThingController.find', '30 ThingController.log',
        '40 ThingController.other']


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
