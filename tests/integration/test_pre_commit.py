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

"""pre-commit installs the hook from a clone and runs it."""

import pathlib

import pytest

from tests.integration.conftest import commit
from tests.integration.conftest import CONFIGURATION
from tests.integration.conftest import FAULTY
from tests.integration.conftest import findings
from tests.integration.conftest import HACKING
from tests.integration.conftest import LOCAL
from tests.integration.conftest import Run
from tests.integration.conftest import WAIT

pytestmark = pytest.mark.network

# The second hook is hacking's own, with one more line: hacking's repository
# is nowhere that a test could count on.
HOOKS = '''\
repos:
  - repo: {clone}
    rev: {revision}
    hooks:
      - id: flake8-nova-notifications
        additional_dependencies: ['hacking>=8,<9']
  - repo: local
    hooks:
      - id: hacking
        name: hacking
        entry: flake8
        language: python
        types: [python]
        require_serial: true
        additional_dependencies:
          - hacking>=8,<9
          - {clone}
'''


def test_hooks(
    clone: pathlib.Path, project: pathlib.Path, run: Run,
) -> None:
    """Alone it reports its own codes; beside hacking all are reported."""
    pytest.importorskip('pre_commit', reason='NOT TESTED: no pre-commit')
    done = run(clone, 'pre_commit', 'validate-manifest',
               '.pre-commit-hooks.yaml')
    assert (done.stdout, done.returncode) == ('', 0)

    revision = run(clone, 'git', 'rev-parse', 'HEAD').stdout.strip()
    (project / 'setup.cfg').write_text(CONFIGURATION)
    (project / '.pre-commit-config.yaml').write_text(
        HOOKS.format(clone=clone, revision=revision))
    commit(run, project)

    done = run(project, 'pre_commit', 'run', '--all-files')
    alone, _, beside = done.stdout.partition('\nhacking...')
    assert done.returncode == 1, done.stdout
    assert findings(alone) == [WAIT]
    assert findings(beside) == [WAIT, LOCAL, HACKING]

    (project / 'stars' / 'test_wait.py').write_text(
        FAULTY.replace('range(5):', 'range(5):  # noqa: NVN101 -- a fake')
        .replace("print('wait')", 'return False')
        .replace('assertEqual(None, wait(self))', 'assertIsNone(self)'))
    done = run(project, 'pre_commit', 'run', '--all-files')
    assert done.returncode == 0, done.stdout
    assert done.stdout.count('Passed') == 2
