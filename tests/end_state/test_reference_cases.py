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


"""The shapes of Nova's own tests, through the installed plugin."""

import pathlib

from flake8_nova_notifications.rules.end_state import (
    nvn401_unverified_end_state)
from tests import linted

RULE = nvn401_unverified_end_state.RULE


def test_through_flake8(tmp_path: pathlib.Path) -> None:
    """On without being asked for, and silenced on its line."""
    path = tmp_path / 'functional' / 'test_reboot.py'
    path.parent.mkdir()
    path.write_text(RULE.about.examples[0].code)
    done = linted.flake8(
        '--isolated', '--select=NVN', '-j1', 'functional', cwd=tmp_path)
    assert done.stdout == (
        "functional/test_reboot.py:9:9: NVN401 after 'reboot' the test "
        'checks notifications but not the server; add e.g. '
        "self._wait_for_state_change(server, 'ACTIVE')\n")
    path.write_text(RULE.about.examples[0].code.replace(
        '# NVN401', '# noqa: NVN401'))
    done = linted.flake8(
        '--isolated', '--select=NVN', '-j1', 'functional', cwd=tmp_path)
    assert done.stdout == ''
