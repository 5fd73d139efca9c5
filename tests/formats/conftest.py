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

"""A small project with findings of every kind, linted for real."""

from collections.abc import Callable
import pathlib

import pytest

from tests import linted

WAIT = '''\
import time


def wait(api):
    for _ in range(5):
        if api.is_up('ä', 'ö'): return True
        time.sleep(1)
    raise RuntimeError('no')


def again(api):
    while not api.is_up(): time.sleep(1)
    while not api.is_up(): time.sleep(1)
'''
FILES = {
    'app/odd, 100%: name.py': WAIT,
    'app/broken.py': 'def (:\n',
}

Lint = Callable[..., str]


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """A work tree of git, by its look."""
    root = tmp_path / 'tree'
    (root / '.git').mkdir(parents=True)
    linted.write(root, FILES)
    return root


@pytest.fixture
def lint(project: pathlib.Path) -> Lint:
    """Run flake8 in the project and return what it prints."""
    def run(
        *arguments: str, folder: str = '.', text: str | None = None,
    ) -> str:
        done = linted.flake8(
            '--isolated', *arguments, cwd=project / folder, text=text)
        assert 'Traceback' not in done.stderr
        assert done.returncode == 1
        return done.stdout
    return run
