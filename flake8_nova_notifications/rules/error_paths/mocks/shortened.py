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

"""A mocked target and its error, short enough for a message."""

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rules.error_paths.mocks.installed import STEPS
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)
from flake8_nova_notifications.rules.error_paths.mocks.targets import target_of

# Characters of a dotted name in a message; its last parts are what is looked
# for, and the line that is reported holds the rest.
MAX_NAMED = 24


def named(source: SourceFile, raising: RaisingMock) -> str:
    """What is made to fail, short enough for a message."""
    target = target_of(source, raising)
    while len(target) > MAX_NAMED and target.count('.') > 1 and (
            target.split('.')[1] not in STEPS):
        target = target.partition('.')[2]
    return target


def short(error: str) -> str:
    """An error as a test writes it, without the module where that is long."""
    whole = error.removesuffix(' ...')
    if len(error) > MAX_NAMED and whole.replace('.', '').isidentifier():
        return whole.rpartition('.')[2] + error[len(whole):]
    return error
