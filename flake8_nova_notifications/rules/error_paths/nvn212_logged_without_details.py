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

"""NVN212: a broad handler that logs, but not what went wrong."""

from collections.abc import Iterator
import functools

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_production
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.error_paths.fixes.to_traceback import (
    with_traceback)
from flake8_nova_notifications.rules.error_paths.handlers.traces import (
    broad_handlers)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each broad handler whose log line lacks the error."""
    for handler in source.once(broad_handlers):
        if handler.logs and not handler.details and not handler.reraises:
            yield Finding(handler.node, {
                'kind': 'bare except' if handler.node.type is None else
                        f'except {handler.kind}'},
                functools.partial(with_traceback, source, handler.node))


RULE = Rule(
    About(
        code='NVN212',
        summary='broad handler that logs a message without the error',
        name='logged-without-details',
        message=(
            '{kind} logs a message without the error; use LOG.exception, '
            'exc_info=True, or add the exception to the message'),
        cwe=(778,),
        severity=Severity.MEDIUM,
        rationale=(
            'A broad handler can be reached for any reason. A line that '
            'only says that something failed leaves the operator with '
            'nothing to go by.'),
        examples=(
            Example('which error?', '''\
import logging

LOG = logging.getLogger(__name__)


def mount_all(shares):
    for share in shares:
        try:
            share.mount()
        except Exception:  # NVN212
            LOG.warning('Failed to mount share %s', share.id)
''', 'project/shares.py'),
            Example('the error is in the message or in the traceback', '''\
import logging

LOG = logging.getLogger(__name__)


def mount_all(shares):
    for share in shares:
        try:
            share.mount()
        except Exception as error:
            message = 'Failed to mount share %s: %s' % (share.id, error)
            LOG.warning(message)


def umount_all(shares):
    for share in shares:
        try:
            share.umount()
        except Exception:
            LOG.warning('Failed to umount %s', share.id, exc_info=True)
''', 'project/shares.py'),
        ),
        options=('nvn_loggers', 'nvn_production_files', 'nvn_test_files'),
        fixable=Fixable.SOME,
    ),
    check,
    ('except',),
    is_production,
)
