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

"""Whether a unit test of a module replaces its pauses.

Where it does, no time passes in that test, and a wait for a deadline would
not end.
"""

import re

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.unit_tests import unit_tests

_REPLACES = re.compile(r'patch|stub|[Mm]ock')
# ``mock.patch.object(`` and the name on the next line.
# ``mock.patch('project.module.time')``, the clock included.
_WHOLE = re.compile(
    r'(?:patch|stub)[\w.]*\([^()\'"]{0,120}'
    r'([\'"])(?!time\.time\1)(?:[\w.]+\.)?time\1')
_ACROSS = re.compile(r'(?:patch|stub)[\w.]*\(\s*[^()]{0,120}sleep')


def sleep_is_mocked(source: SourceFile) -> bool:
    """Whether the tests of a module that can be found replace ``sleep``."""
    return any(map(_mocks, unit_tests(source)))


def _mocks(text: str) -> bool:
    return any(
        'sleep' in line and _REPLACES.search(line)
        for line in text.split('\n')) or any(
            across.search(text) for across in (_ACROSS, _WHOLE))
