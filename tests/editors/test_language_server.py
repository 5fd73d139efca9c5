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

"""python-lsp-server shows our findings while somebody types."""

from collections.abc import Iterator
import json
import os
import pathlib
import sys

import pytest

from tests.editors import conftest
from tests.editors.language_server import Client
from tests.editors.language_server import Diagnostics

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The settings that the documentation shows.
SETTINGS = ROOT / 'docs' / 'source' / 'files' / 'pylsp.json'
WARNING = 2

pytest.importorskip(
    'pylsp', reason='python-lsp-server is not installed: NOT tried')

pytestmark = pytest.mark.once


@pytest.fixture
def client(project: pathlib.Path, flake8: pathlib.Path) -> Iterator[Client]:
    """A server for the project, with a flake8 that it can start."""
    settings = json.loads(SETTINGS.read_text())
    settings['pylsp']['plugins']['flake8']['executable'] = str(flake8)
    path = os.pathsep.join(
        os.path.abspath(folder) for folder in
        os.environ.get('PYTHONPATH', '').split(os.pathsep) if folder)
    with Client(
            [sys.executable, '-m', 'pylsp'], project, settings,
            {**os.environ, 'PYTHONPATH': path}) as started:
        yield started


def _told(diagnostics: Diagnostics) -> list[tuple[int, str]]:
    return [(one['range']['start']['line'] + 1, one['code'])
            for one in diagnostics]


def test_unsaved_buffer(client: Client, project: pathlib.Path) -> None:
    """What was never saved is linted, and again after an edit."""
    path = project / 'project' / 'new.py'

    wait, give_up = client.open(path, conftest.WAIT)
    assert not path.exists()
    assert wait['code'] == 'NVN101'
    assert wait['severity'] == WARNING
    assert wait['source'] == 'flake8'
    assert wait['message'].startswith('NVN101 wait ends after 50 polls ')
    assert wait['range']['start'] == {'line': 5, 'character': 4}
    assert wait['range']['end']['line'] == 5
    assert give_up['code'] == 'NVN102'

    # One line more above, and no wait any longer.
    moved = client.change(path, '\n' + conftest.WAIT)
    assert (7, 'NVN101') in _told(moved)
    assert client.change(
        path, conftest.WAIT.replace('time.sleep(0.5)', 'time.tzset()')) == []


def test_base_class(client: Client, project: pathlib.Path) -> None:
    """An edit of a base class in another file counts when it is saved."""
    tests = project / 'project' / 'tests'
    path = tests / 'test_reboot.py'

    assert _told(client.open(path, conftest.TEST)) == [(11, 'NVN203')]
    (tests / 'base.py').write_text(conftest.ASSERTS)
    assert _told(client.change(path, conftest.TEST + '\n# more\n')) == [
        (11, 'NVN201')]
    (tests / 'base.py').write_text(conftest.LOGS)
    assert client.change(path, conftest.TEST) == []
