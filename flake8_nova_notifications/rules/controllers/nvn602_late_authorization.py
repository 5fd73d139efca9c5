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


"""NVN602: the policy is asked when it is done already."""

from collections.abc import Iterator

from flake8_nova_notifications.code.expressions import spelled
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
    """Report each change that comes before the first policy check."""
    for method in source.once(controller_methods):
        if method.late is not None:
            yield Finding(method.late, {
                'method': f'{method.holder.name}.{method.function.name}',
                'change': spelled(method.late.func),
            })


RULE = Rule(
    About(
        code='NVN602',
        summary='API method that checks the policy only after a change',
        name='late-authorization',
        message=(
            '{method} calls {change}() before its first policy check; check '
            'the policy first'),
        cwe=(862,),
        severity=Severity.MEDIUM,
        rationale=(
            'A check behind the change refuses the answer and leaves the '
            'change. Only straight lines are looked at: a change in a '
            'branch may not be the one that the check is about. Off by '
            'default: on Nova 34.0.0 it reports nothing, all 192 methods '
            'with a check of their own ask first. Turn it on as a guard '
            'for an API under development.'),
        examples=(
            Example('deleted, then asked', '''\
from nova.api.openstack import wsgi
from nova.policies import servers as policies


class ServersController(wsgi.Controller):

    def delete(self, req, id):
        context = req.environ['nova.context']
        self.compute_api.delete(context, id)  # NVN602
        context.can(policies.DELETE)
''', 'nova/api/openstack/compute/servers.py'),
            Example('looked up, asked, then deleted', '''\
from nova.api.openstack import wsgi
from nova.policies import servers as policies


class ServersController(wsgi.Controller):

    def delete(self, req, id):
        context = req.environ['nova.context']
        instance = self.compute_api.get(context, id)
        context.can(policies.DELETE, target={'id': instance.project_id})
        self.compute_api.delete(context, instance)
''', 'nova/api/openstack/compute/servers.py'),
        ),
        options=('nvn_policy_calls', 'nvn_test_files'),
        on_by_default=False,
    ),
    check,
    controllers.TRIGGERS,
    is_tested,
)
