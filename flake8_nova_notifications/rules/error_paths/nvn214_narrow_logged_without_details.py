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

"""NVN214: a narrow handler that logs a failure, but not what went wrong."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_production
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rules.error_paths.handlers.traces import (
    narrow_handlers)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each narrow handler whose log line lacks the error."""
    for handler in source.once(narrow_handlers):
        if handler.loud and not (
                handler.details or handler.reraises or handler.excused):
            yield Finding(handler.node, {'kind': f'except {handler.kind}'})


RULE = Rule(
    About(
        code='NVN214',
        summary='narrow handler that logs a failure without the error',
        name='narrow-logged-without-details',
        message=(
            '{kind} logs a failure without the error; use LOG.exception, '
            'exc_info=True, or add the exception to the message'),
        cwe=(778,),
        rationale=(
            'A class that is called after who raises it says nothing of what '
            'happened; the message of the error has the command, the exit '
            'code or the address. A line that only says that something '
            'failed leaves the operator without them. Some such lines say '
            'enough, which is why this is off.'),
        examples=(
            Example('which command, and why?', '''\
import logging

from oslo_concurrency import processutils

LOG = logging.getLogger(__name__)


def mount_all(shares):
    for share in shares:
        try:
            share.mount()
        except processutils.ProcessExecutionError:  # NVN214
            LOG.warning('Failed to mount share %s', share.id)
''', 'project/shares.py'),
            Example('the error is told, or is no news', '''\
import logging

from oslo_concurrency import processutils

from project import exception

LOG = logging.getLogger(__name__)


def mount_all(shares):
    for share in shares:
        try:
            share.mount()
        except processutils.ProcessExecutionError as error:
            LOG.warning('Failed to mount share %s: %s', share.id, error)
        except exception.ShareNotFound:
            LOG.warning('Share %s is gone', share.id)
''', 'project/shares.py'),
        ),
        options=('nvn_loggers', 'nvn_production_files', 'nvn_test_files'),
        on_by_default=False,
    ),
    check,
    ('except',),
    is_production,
)
