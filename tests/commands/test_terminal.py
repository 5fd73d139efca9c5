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

"""Text that fits a terminal, with every name whole or broken at a dot."""

import pytest

from flake8_nova_notifications.commands.terminal import folded

NAME = 'TestComputeShutdown.test_cold_migration_source_compute'


@pytest.mark.parametrize('text, wanted', [
    ('short', 'short'),
    (f'80 s: {NAME}, 3 waits (nova/tests/functional/test_shutdown.py:17)',
     '80 s: TestComputeShutdown.test_cold_\n'
     '    migration_source_compute, 3 waits\n'
     '    (nova/tests/functional/test_\n    shutdown.py:17)'),
    ('  from: nova/a.py:7, nova/b.py:8', '  from: nova/a.py:7, nova/b.py:8'),
    # The first line has room for more than the others have.
    ('a' * 34 + '_bc', 'a' * 34 + '_bc'),
    # What has no such place is broken where the line ends.
    ('a ' + 'x' * 50, f'a {"x" * 38}\n    {"x" * 12}'),
])
def test_folded(text: str, wanted: str) -> None:
    """To 40 columns; a pipe gets it whole."""
    assert folded(text, 40) == wanted
    assert folded(text, 7) == wanted
    assert folded(text, None) == text
    assert all(len(line) <= 40 for line in folded(text, 40).split('\n'))
