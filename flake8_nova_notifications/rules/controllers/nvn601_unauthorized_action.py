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


"""NVN601: a request reaches something and no policy was asked."""

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
    """Report each method of a controller without a policy check."""
    for method in source.once(controller_methods):
        if not method.checked:
            yield Finding(method.function, {
                'method': f'{method.holder.name}.{method.function.name}'})


RULE = Rule(
    About(
        code='NVN601',
        summary='API method that checks no policy',
        name='unauthorized-action',
        message=(
            '{method} does not check a policy; check one before anything '
            'else, e.g. context.can(...)'),
        cwe=(862,),
        severity=Severity.HIGH,
        rationale=(
            'What a controller does without asking a policy, everybody who '
            'has a token may do, and an operator cannot change it. A check '
            'counts in the method, in a decorator, in a helper, in the '
            'method of a base class that it goes on to, and in the API '
            'object that it calls; one with fatal=False refuses nobody. '
            'Methods that are gone or always refuse, and version documents, '
            'are left alone; a check in front of all controllers is not '
            'seen. Off by default: on Nova 34.0.0 it reports 13 '
            'methods, and all of them are open by design (flavors, and the '
            'proxies of Glance, which checks itself). Turn it on to see '
            'what an API leaves open, and silence what is meant so.'),
        examples=(
            Example('nobody is asked', '''\
from nova.api.openstack import wsgi


class FlavorsController(wsgi.Controller):

    @wsgi.expected_errors(404)
    def show(self, req, id):  # NVN601
        return self._view.show(req, self.api.get(id))

    def _index(self, req):
        return self.api.list()
''', 'nova/api/openstack/compute/flavors.py'),
            Example('asked in the method, in a helper, by a decorator', '''\
from nova.api.openstack import wsgi
from nova.policies import servers as policies


class ServersController(wsgi.Controller):

    def show(self, req, id):
        context = req.environ['nova.context']
        context.can(policies.SHOW)
        return self.api.get(context, id)

    def delete(self, req, id):
        self._delete(req.environ['nova.context'], id)

    def _delete(self, context, id):
        context.can(policies.DELETE)
        self.api.delete(context, id)

    @wsgi.Controller.authorize('update')
    def update(self, req, id, body):
        self.api.update(req.environ['nova.context'], id, body)

    @wsgi.removed('18.0.0', 'gone')
    def create(self, req, body):
        raise NotImplementedError()
''', 'nova/api/openstack/compute/servers.py'),
        ),
        options=('nvn_policy_calls', 'nvn_test_files'),
        on_by_default=False,
    ),
    check,
    controllers.TRIGGERS,
    is_tested,
)
