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


"""NVN701: the body of a request comes in as it is."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import controllers
from flake8_nova_notifications.idioms.folders import is_tested
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.controllers.methods import (
    controller_methods)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each method that takes a body without a schema for it."""
    for method in source.once(controller_methods):
        if method.unvalidated:
            yield Finding(method.function, {
                'method': f'{method.holder.name}.{method.function.name}'})


RULE = Rule(
    About(
        code='NVN701',
        summary='API method that takes a request body without a schema',
        name='unvalidated-body',
        message=(
            '{method} does not validate its body; add a schema decorator, '
            'e.g. @validation.schema(...)'),
        cwe=(20,),
        severity=Severity.MEDIUM,
        rationale=(
            'A schema says once what may come in, refuses the rest with 400 '
            'and never 500, and documents the API. Checks written by hand '
            'forget a key, a type or a null. Schemas of queries and '
            'responses do not count. Off by default: on Nova 34.0.0 it '
            'reports nothing, all 120 methods with a body have a schema; '
            'projects without schemas would hear of every method. Turn it '
            'on where schemas are the rule.'),
        examples=(
            Example('only the query has a schema', '''\
from nova.api.openstack import wsgi
from nova.api import validation


class TagsController(wsgi.Controller):

    @validation.query_schema({})
    def update(self, req, server_id, body):  # NVN701
        return self.api.tag(server_id, body['tag'])
''', 'nova/api/openstack/compute/server_tags.py'),
            Example('the body has one too', '''\
from nova.api.openstack import wsgi
from nova.api import validation


class TagsController(wsgi.Controller):

    @validation.query_schema({})
    @validation.schema({'type': 'object'})
    def update(self, req, server_id, body):
        return self.api.tag(server_id, body['tag'])

    @wsgi.removed('18.0.0', 'gone')
    def create(self, req, body):
        raise NotImplementedError()
''', 'nova/api/openstack/compute/server_tags.py'),
        ),
        options=('nvn_schema_decorators', 'nvn_test_files'),
        on_by_default=False,
    ),
    check,
    controllers.TRIGGERS,
    is_tested,
)
