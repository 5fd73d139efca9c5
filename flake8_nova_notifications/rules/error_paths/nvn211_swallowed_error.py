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

"""NVN211: a broad handler after which nobody knows of the error."""

from collections.abc import Iterator

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_production
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import Rule
from flake8_nova_notifications.rule import Severity
from flake8_nova_notifications.rules.error_paths.handlers.lost_errors import (
    lost_errors)
from flake8_nova_notifications.rules.error_paths.handlers.lost_errors import (
    WORDS)
from flake8_nova_notifications.rules.error_paths.handlers.traces import (
    broad_handlers)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each place that drops an error without a trace."""
    if 'except' in source.text:
        for handler in source.once(broad_handlers):
            if handler.excused or handler.reraises or handler.logs or (
                    handler.details or handler.records):
                continue
            kind = 'bare except' if handler.node.type is None else (
                f'except {handler.kind}')
            yield Finding(handler.node, {
                'what': f'{kind} ignores every error silently',
                'advice': 'log it, catch a narrower exception, or explain in '
                          'a comment inside the handler',
            })
    for lost in source.once(lost_errors):
        yield Finding(lost.node, {'what': lost.what, 'advice': lost.advice})


RULE = Rule(
    About(
        code='NVN211',
        summary='broad handler that ignores every error silently',
        name='swallowed-error',
        message='{what}; {advice}',
        cwe=(390, 703),
        severity=Severity.MEDIUM,
        rationale=(
            'A broad handler catches what nobody thought of. When it '
            'neither logs, records nor re-raises, a typing error looks like '
            'an empty answer.'),
        examples=(
            Example('any failure reads as no disk', '''\
def get_disks(guest):
    try:
        return guest.parse().disks
    except Exception:  # NVN211
        return []
''', 'project/virt/guest.py'),
            Example('dropped by other means', '''\
import contextlib


def release(lock, log):
    with contextlib.suppress(Exception):  # NVN211
        lock.release()
    try:
        return lock.state()
    finally:
        return None  # NVN211


def check(lock):
    if lock.taken:
        ValueError('taken')  # NVN211
''', 'project/virt/guest.py'),
            Example('a reason, a log, a narrower class', '''\
import logging

LOG = logging.getLogger(__name__)


def release(lock):
    try:
        lock.release()
    except Exception:
        # The lock is gone already when its session has expired.
        pass


def get_disks(guest):
    try:
        return guest.parse().disks
    except Exception:
        LOG.exception('Cannot read the disks of %s', guest)
        return []


def get_name(guest):
    try:
        return guest.name
    except AttributeError:
        return None
''', 'project/virt/guest.py'),
        ),
        options=('nvn_loggers', 'nvn_production_files', 'nvn_test_files'),
    ),
    check,
    ('except', *WORDS),
    is_production,
)
