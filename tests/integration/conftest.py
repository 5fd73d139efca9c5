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

"""A small project in OpenStack's style, and the tools such projects use."""

from collections.abc import Callable
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

from tests import checkout

Run = Callable[..., 'subprocess.CompletedProcess[str]']

# In the form of Nova's: a style of its own, hacking's optional checks, and
# local checks that import hacking.
CONFIGURATION = '''\
[flake8]
enable-extensions = H106,H203,H204
ignore = E731,E741,H404,H405,W504
exclude = .venv,.git,.tox,dist,*openstack/common/*,*egg,build
max-complexity = 40

[flake8:local-plugins]
extension =
    S301 = checks:no_print
paths = ./stars/hacking
'''
CHECKS = '''\
from hacking import core


@core.flake8ext
def no_print(logical_line):
    if logical_line.startswith('print('):
        yield 0, 'S301: use a logger'
'''
FAULTY = '''\
import time


def wait(api):
    for _ in range(5):
        if api.is_up() is None:
            print('wait')
        elif api.is_up():
            return True
        time.sleep(1)
    raise RuntimeError(api.is_up())


def test(self):
    self.assertEqual(None, wait(self))
'''
FILES = {
    'stars/__init__.py': '',
    'stars/hacking/__init__.py': '',
    'stars/hacking/checks.py': CHECKS,
    'stars/test_wait.py': FAULTY,
}
WAIT = (
    'stars/test_wait.py:5:5: NVN101 wait ends after 5 polls (5 pauses of 1 s '
    '= 5 s), not after a set time: the time is_up() takes is not counted; '
    'use a generous monotonic deadline and poll once more after it')
LOCAL = 'stars/test_wait.py:7:13: S301: use a logger'
HACKING = (
    'stars/test_wait.py:15:10: H203: Use assertIs(Not)None to check for None')


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """The project's folder."""
    root = tmp_path / 'stars-project'
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture(scope='session')
def python(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A Python with the tests' tools, for programs that make environments.

    The tests may have been installed into a folder of PYTHONPATH. That must
    not reach the environments that a tool makes, or pip takes what is in it
    for installed; so it stands in a file that only this interpreter reads.
    """
    folder = tmp_path_factory.mktemp('tools') / 'venv'
    subprocess.run(
        [sys.executable, '-m', 'uv', 'venv', '--quiet', '--python',
         sys.executable, str(folder)], check=True, timeout=120)
    library, = folder.glob('lib/python*/site-packages')
    (library / 'tests.pth').write_text('\n'.join(
        os.path.abspath(path) for path in sys.path
        if path and os.path.isdir(path)) + '\n')
    return folder / 'bin' / 'python'


@pytest.fixture
def run(python: pathlib.Path, tmp_path: pathlib.Path) -> Run:
    """Run a tool in a folder, with nothing of the tests' own around it."""
    environment = {
        name: value for name, value in os.environ.items()
        if not name.startswith(('GIT_', 'PYTHON', 'TOX_', 'VIRTUAL_ENV'))}
    environment |= {
        'GIT_CONFIG_GLOBAL': os.devnull, 'GIT_CONFIG_NOSYSTEM': '1',
        'PRE_COMMIT_HOME': str(tmp_path / 'pre-commit')}
    for who in ('AUTHOR', 'COMMITTER'):
        environment[f'GIT_{who}_NAME'] = 'tests'
        environment[f'GIT_{who}_EMAIL'] = 'tests@example.org'

    def run_in(
        folder: pathlib.Path, tool: str, *arguments: str,
    ) -> 'subprocess.CompletedProcess[str]':
        command = [tool] if tool == 'git' else [str(python), '-m', tool]
        return subprocess.run(
            [*command, *arguments], cwd=folder, env=environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=600)
    return run_in


@pytest.fixture
def clone(tmp_path: pathlib.Path, run: Run) -> pathlib.Path:
    """A repository that holds the work tree as it is, committed or not."""
    if shutil.which('git') is None:
        pytest.skip('NOT TESTED: no git')
    folder = tmp_path / 'flake8-nova-notifications'
    checkout.copy(folder)
    commit(run, folder)
    return folder


def findings(text: str) -> list[str]:
    """The findings in what a tool has printed."""
    return [line for line in text.splitlines()
            if re.match(r'\S+\.py:\d+:\d+: ', line)]


def commit(run: Run, folder: pathlib.Path) -> str:
    """Make a folder a repository of one commit, and return its name."""
    for arguments in (
            ('init', '--quiet'), ('add', '--all'),
            ('commit', '--quiet', '--message', 'all')):
        done = run(folder, 'git', *arguments)
        assert done.returncode == 0, done.stdout
    return run(folder, 'git', 'rev-parse', 'HEAD').stdout.strip()
