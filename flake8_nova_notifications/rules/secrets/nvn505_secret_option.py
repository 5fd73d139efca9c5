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

"""NVN505: an option that holds a secret is logged at start."""

import ast
from collections.abc import Iterator
import functools

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.arguments import adding_argument
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.idioms.folders import is_production
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.secrets.options import secret_options

# A name is printed as it is spelled; longer ones only make the line long.
MAX_NAME = 60


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each option with a secret that does not say so."""
    for option in source.once(secret_options):
        name = ''.join(c for c in option.name if c.isalnum() or c in '_-*.')
        yield Finding(option.node, {
            'name': name[:MAX_NAME],
            'default': ', and its default is one that everybody knows'
            if option.default else ''},
            functools.partial(_marked, source, option.node))


def _marked(source: SourceFile, call: ast.Call) -> Fix | Refused:
    edit = adding_argument(
        source.lines, call, 'secret=True', width=source.options.line_length)
    return Fix((edit,)) if edit is not None else Refused(
        'its arguments are written in an unusual way')


RULE = Rule(
    About(
        code='NVN505',
        summary=(
            'configuration option that holds a secret and is not marked as '
            'one'),
        name='secret-option',
        message=(
            "option '{name}' holds a secret that is logged at start"
            '{default}; add secret=True'),
        cwe=(532, 522),
        severity=Severity.HIGH,
        rationale=(
            'Services log the values of all their options when they start '
            '(log_opt_values), at debug level, and leave out those that were '
            'registered with secret=True. Paths of key files, ids and names '
            'of secrets, switches and numbers need it not. The help text is '
            'read as well: an option whose help speaks of a file or a path '
            'is silent, and the URL of a database or of a coordination '
            'service counts, for it may hold a password. What says '
            'secret=False is silent.'),
        examples=(
            Example('a password and a token', '''\
from oslo_config import cfg

opts = [
    cfg.StrOpt('backend_password',  # NVN505
               help='Password of the account on the array'),
    cfg.StrOpt('api-token'),  # NVN505
    cfg.StrOpt('admin_password', secret=True),
    cfg.StrOpt('backend_user'),
    cfg.StrOpt('backend_url',  # NVN505
               help='URL of the service for coordination'),
]
''', 'nova/conf/backend.py'),
            Example('a prefix before the name', '''\
from oslo_config import cfg

PREFIX = 'backend'
opts = [
    cfg.StrOpt(PREFIX + '_secret_key', default='abc'),  # NVN505
    cfg.StrOpt(f'{PREFIX}_secret_uuid'),
]
''', 'nova/conf/backend.py'),
            Example('paths, references, switches, entry points', '''\
from oslo_config import cfg

opts = [
    cfg.StrOpt('password_file', default='/etc/nova/password'),
    cfg.StrOpt('token', help='Path of the file that holds the token'),
    cfg.StrOpt('rbd_secret_uuid'),
    cfg.BoolOpt('inject_password', default=False),
    cfg.StrOpt('password', help='Entry point for the password plugin'),
    cfg.StrOpt('private_key', help='Key to sign with'),
]
''', 'nova/conf/backend.py'),
        ),
        options=('nvn_production_files', 'nvn_test_files'),
        fixable=Fixable.SAFE,
    ),
    check,
    ('Opt(',),
    is_production,
)
