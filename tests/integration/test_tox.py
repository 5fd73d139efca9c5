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

"""A lint environment of tox, beside hacking and local checks."""

import pathlib

import pytest

from tests import checkout
from tests.integration.conftest import CONFIGURATION
from tests.integration.conftest import findings
from tests.integration.conftest import HACKING
from tests.integration.conftest import LOCAL
from tests.integration.conftest import Run
from tests.integration.conftest import WAIT

pytestmark = pytest.mark.network

TOX = '''\
[tox]
minversion = 4.0
skipsdist = true

[testenv:nvn]
skip_install = true
deps =
    hacking>=8,<9
    {plugin}
commands =
    flake8 {{posargs:--select=NVN,E9 stars}}

{configuration}'''


def test_environment(
    project: pathlib.Path, tmp_path: pathlib.Path, run: Run,
) -> None:
    """It resolves; its own codes, and with other arguments all of them."""
    pytest.importorskip('tox', reason='NOT TESTED: no tox')
    plugin = tmp_path / 'plugin'
    checkout.copy(plugin)
    (project / 'tox.ini').write_text(
        TOX.format(plugin=plugin, configuration=CONFIGURATION))

    for arguments, wanted in (
            ((), [WAIT]), (('--', 'stars'), [WAIT, LOCAL, HACKING])):
        done = run(project, 'tox', '-e', 'nvn', *arguments)
        assert findings(done.stdout) == wanted, done.stdout
        assert done.returncode == 1

    done = run(project, 'tox', '-e', 'nvn', '--', 'stars/hacking')
    assert done.returncode == 0, done.stdout
