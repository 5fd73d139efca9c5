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

"""NVN213: a broad handler raises another error and keeps nothing of it."""

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
from flake8_nova_notifications.rules.error_paths.fixes.to_chain import chained
from flake8_nova_notifications.rules.error_paths.handlers.replaced import (
    replaced_errors)


def check(source: SourceFile) -> Iterator[Finding]:
    """Report each broad handler whose new error holds nothing of the first."""
    for replaced in source.once(replaced_errors):
        yield Finding(
            replaced.node, {'cls': replaced.cls},
            functools.partial(chained, source, replaced.node))


RULE = Rule(
    About(
        code='NVN213',
        summary=(
            'broad handler that replaces the error and keeps nothing of it'),
        name='replaced-error',
        message=(
            '{cls} replaces the error and keeps nothing of it; raise it from '
            'the error, or log the error'),
        cwe=(390, 755),
        severity=Severity.MEDIUM,
        rationale=(
            'A broad handler can be reached for any reason, and what it '
            'raises instead tells of one. Faults of the API, answers of a '
            'remote procedure call and notifications carry the text of the '
            'new error alone, so nobody learns what really happened.'),
        examples=(
            Example('which volume error?', '''\
from project import exception


def check_volume(api, context, volume_id):
    try:
        return api.get(context, volume_id)
    except exception.ConnectionFailed:
        raise
    except Exception:  # NVN213
        raise exception.InvalidVolume(volume_id=volume_id)
''', 'project/volumes.py'),
            Example('the error is in the message, chained or logged', '''\
import logging

from project import exception

LOG = logging.getLogger(__name__)


def check_volume(api, context, volume_id):
    try:
        return api.get(context, volume_id)
    except Exception as error:
        raise exception.InvalidVolume(id=volume_id, reason=str(error))


def check_image(api, context, image_id):
    try:
        return api.get(context, image_id)
    except Exception as error:
        raise exception.InvalidImage(id=image_id) from error


def check_share(api, context, share_id):
    try:
        return api.get(context, share_id)
    except Exception:
        LOG.exception('Cannot get share %s', share_id)
        raise exception.InvalidShare(id=share_id)
''', 'project/volumes.py'),
            Example('there is one reason only, and it is meant', '''\
import json

from project import exception


def read_size(text):
    try:
        return int(text)
    except Exception:
        raise exception.InvalidSize(size=text)


def find_handler(handlers, kind):
    try:
        return handlers[kind]
    except Exception:
        raise exception.UnknownKind(kind=kind)


def log_in(directory, name):
    try:
        return directory.bind(name)
    except Exception:
        raise exception.Refused() from None
''', 'project/sizes.py'),
        ),
        options=('nvn_loggers', 'nvn_production_files', 'nvn_test_files'),
        fixable=Fixable.SAFE,
    ),
    check,
    ('except',),
    is_production,
)
