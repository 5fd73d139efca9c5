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

"""diff-quality reports what stands on changed lines, and only that."""

from importlib.util import find_spec
import os
import pathlib
import re
import shlex
import subprocess
import sys

import pytest

PAGE = (pathlib.Path(__file__).resolve().parents[2]
        / 'docs' / 'source' / 'adopt.rst')

pytestmark = pytest.mark.once

OLD = '''\
import time


def old(api):
    while not api.is_up():
        time.sleep(1)
'''
NEW = OLD + '''

def new(api):
    for _ in range(50):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError(api)
'''


def _git(folder: pathlib.Path, *arguments: str) -> None:
    subprocess.run(
        ['git', '-c', 'user.name=n', '-c', 'user.email=n@example.org',
         *arguments], cwd=folder, check=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_documented_command(tmp_path: pathlib.Path) -> None:
    """The command of the documentation, on a branch with one new wait."""
    if find_spec('diff_cover') is None:
        pytest.skip('diff-cover is not installed: NOT tried')
    command = re.search(r'^ +\$ diff-quality (.*)$', PAGE.read_text(), re.M)
    assert command is not None
    arguments = shlex.split(
        command[1].replace('origin/master', 'master'))

    path = tmp_path / 'wait.py'
    _git(tmp_path, 'init', '-q', '-b', 'master')
    for text, branch in ((OLD, 'master'), (NEW, 'topic')):
        if branch != 'master':
            _git(tmp_path, 'checkout', '-q', '-b', branch)
        path.write_text(text)
        _git(tmp_path, 'add', 'wait.py')
        _git(tmp_path, 'commit', '-q', '-m', branch)

    # It calls flake8 by that name.
    program = tmp_path / 'bin' / 'flake8'
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nPYTHONSAFEPATH=1 exec "{sys.executable}" -m flake8 '
        '"$@"\n')
    program.chmod(0o755)
    python_path = os.pathsep.join(
        os.path.abspath(folder) for folder in
        os.environ.get('PYTHONPATH', '').split(os.pathsep) if folder)
    done = subprocess.run(
        [sys.executable, '-m', 'diff_cover.diff_quality_tool', *arguments],
        cwd=tmp_path, text=True, stdin=subprocess.DEVNULL,
        env={**os.environ, 'PYTHONPATH': python_path, 'PATH': os.pathsep.join(
            (str(program.parent), os.environ['PATH']))},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    assert 'wait.py:10: NVN101 ' in done.stdout, done.stdout
    assert 'NVN104' not in done.stdout
    assert done.returncode == 1
