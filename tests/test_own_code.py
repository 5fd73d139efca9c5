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

"""We hold ourselves to what we ask of others."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Files of the project itself; a checkout also holds environments and caches.
OWN = ('flake8_nova_notifications', 'tests', 'benchmarks', 'docs')
# Lines of a module, so that one can be read as a whole.
MAX_LINES = 350


def _run(*command: str) -> 'subprocess.CompletedProcess[str]':
    return subprocess.run(
        [sys.executable, '-m', *command], cwd=ROOT, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=600)


def test_types() -> None:
    """mypy --strict has nothing to say."""
    done = _run('mypy')
    assert done.returncode == 0, done.stdout
    assert 'no issues found' in done.stdout


def test_lint() -> None:
    """flake8 with hacking and with this plugin has nothing to say."""
    version = _run('flake8', '--version').stdout
    assert 'hacking' in version
    assert 'flake8-nova-notifications' in version
    done = _run('flake8', *OWN)
    assert done.returncode == 0, done.stdout


def test_lint_can_fail(tmp_path: pathlib.Path) -> None:
    """The configuration in force reports a wait of ours, and a hack."""
    path = tmp_path / 'wait.py'
    path.write_text(
        'import time\nfrom os import path, sep\n\n\ndef wait(api):\n'
        '    while not api.is_up():\n        time.sleep(1)\n')
    done = _run('flake8', '--config', str(ROOT / 'setup.cfg'), str(path))
    for code in ('NVN104', 'NVN105', 'H301', 'F401'):
        assert f' {code}' in done.stdout


def test_length_of_modules() -> None:
    """What a module knows beyond that is two things."""
    modules = sorted((ROOT / OWN[0]).rglob('*.py'))
    assert len(modules) > 300
    assert [path.name for path in modules
            if len(path.read_text().splitlines()) > MAX_LINES] == []
