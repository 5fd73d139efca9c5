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

"""NVN310: a secret is written to a log in clear."""

from collections.abc import Iterator
from collections.abc import Mapping
import functools

from flake8_nova_notifications.code.expressions import spelled
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_production
from flake8_nova_notifications.idioms.logcalls import WORDS
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.secrets.logged import logged_secrets
from flake8_nova_notifications.rules.secrets.logged import LoggedSecret
from flake8_nova_notifications.rules.secrets.to_masked import masked


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each log call that writes a secret."""
    for secret in source.once(logged_secrets):
        yield Finding(secret.node, {
            'call': spelled(secret.node.func), 'text': secret.text,
            'known': secret.known, 'advice': _advice(secret)},
            functools.partial(masked, source, secret.node))


def _advice(secret: LoggedSecret) -> str:
    if secret.of_request:
        return 'log its method and path only'
    if secret.is_found:
        return 'mask it with strutils.mask_password() or leave it out'
    return ('leave it out, as strutils.mask_password() finds no secret '
            'without a key that it knows')


def _graded(details: Mapping[str, str]) -> Severity:
    """Below the level of info, few logs are written at all."""
    return Severity.MEDIUM if details['call'].endswith(
        '.debug') else Severity.HIGH


RULE = Rule(
    About(
        code='NVN310',
        summary='secret that is written to a log in clear',
        name='logged-secret',
        message="{call}() logs '{text}' in clear, {known}; {advice}",
        cwe=(532, 312),
        severity=Severity.HIGH,
        graded=_graded,
        rationale=(
            'Logs are kept for long, copied to other hosts and pasted into '
            'bug reports, so a password or a token in one is known to many. '
            'Most such lines are debug lines. The value decides, not the '
            'message: a name that is a secret (password, auth_token, '
            'connection_info, user_data ...), a dict or a text into which '
            'one was put in the same function, the headers or the '
            'environment of a request, the attributes of an object, a '
            'parameter for which a call in the same file gives one. Ids, '
            'references, lengths and masked values are silent, and so is '
            'what another file put together. oslo.utils masks what '
            'stands behind keys that it knows, so what is a password itself '
            'has to be left out.'),
        examples=(
            Example('by name', '''\
from oslo_log import log as logging

LOG = logging.getLogger(__name__)


def attach(volume, connection_info):
    LOG.debug('attaching %s', connection_info)  # NVN310
    LOG.info('password of %s: %s', volume.id, volume.password)  # NVN310
''', 'nova/virt/volume.py'),
            Example('a dict, a text and headers that hold one', '''\
from oslo_log import log as logging

LOG = logging.getLogger(__name__)


def login(client, user, password):
    body = {'auth': {'user': user, 'password': password}}
    LOG.debug('body is %s', body)  # NVN310
    url = 'https://%s:%s@host/' % (user, password)
    LOG.debug('calling %s', url)  # NVN310
    headers = {}
    LOG.debug('headers are %s', headers)
    headers['X-Auth-Token'] = client.login(body)
    LOG.debug('headers are %s', headers)  # NVN310
''', 'nova/volume/client.py'),
            Example('passed on by a caller, kept in an attribute', '''\
import logging

LOG = logging.getLogger(__name__)


class Client:
    def __init__(self, session, password):
        self.session = session
        self.password = password
        LOG.debug('made %s', vars(self))  # NVN310

    def send(self, url, body):
        LOG.debug('sending %s', body)  # NVN310
        return self.session.post(url, body)

    def update(self, url, params, quiet=False):
        if not quiet:
            LOG.debug('updating with %s', params)
        return self.session.put(url, params)

    def log_in(self, user):
        self.send('login', {'user': user, 'password': self.password})
        self.update('login', {'password': self.password}, quiet=True)
''', 'nova/volume/client.py'),
            Example('masked, referred to, counted', '''\
from oslo_log import log as logging
from oslo_utils import strutils

LOG = logging.getLogger(__name__)


def attach(connection_info, secret_uuid, password):
    LOG.debug('attaching %s', strutils.mask_dict_password(connection_info))
    LOG.debug('multipath id %s', connection_info['data']['multipath_id'])
    LOG.debug('secret %s, password of %d characters', secret_uuid,
              len(password))
    LOG.info('the admin password was set')
    body = {'password': password}
    body['password'] = '***'
    LOG.debug('body is %s', body)
''', 'nova/virt/volume.py'),
        ),
        options=('nvn_loggers', 'nvn_production_files', 'nvn_test_files'),
        fixable=Fixable.UNSAFE,
    ),
    check,
    WORDS,
    is_production,
)
