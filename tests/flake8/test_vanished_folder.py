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

"""The working directory is deleted while flake8 runs in it.

A checkout that is thrown away while an editor's run waits for its input. The
place of a relative path is then unknown, and the findings stand.
"""

import json
import pathlib
import subprocess

import pytest

from tests import linted

# The folder goes once flake8 has read its options, before it reads a file.
_VANISH = '''
import io, os, shutil, sys
class Input(io.BytesIO):
    def read(self, size=-1):
        shutil.rmtree(os.getcwd())
        return super().read(size)
sys.stdin = io.TextIOWrapper(Input(sys.stdin.buffer.read()))
'''
# A module beside the file is asked for the first count, astroid for the
# second one.
WAITS = '''\
import os
from package.limits import LOOKS
import time


def wait(api):
    for _ in range(LOOKS):
        if api.is_up():
            return
        time.sleep(1)
    choices = (4, 5)
    most = choices[0]
    for _ in range(most):
        if api.is_up():
            return
        time.sleep(1)
    raise RuntimeError('no')
'''
ADVICE = (
    ', not after a set time: the time is_up() takes is not counted; use a '
    'generous monotonic deadline and poll once more after it')


def _lint(
    folder: pathlib.Path, *arguments: str,
    only: str = 'flake8-nova-notifications', before: str = _VANISH,
) -> 'subprocess.CompletedProcess[str]':
    """Lint the text from standard input in a folder made for it."""
    package = folder / 'package'
    package.mkdir(parents=True, exist_ok=True)
    (package / '__init__.py').touch()
    (package / 'limits.py').write_text('LOOKS = 7\n')
    return linted.flake8(
        '--isolated', '--stdin-display-name=package/wait.py', *arguments,
        '-', cwd=folder, text=WAITS, only=only, before=before)


@pytest.fixture(autouse=True)
def bare(tmp_path: pathlib.Path) -> 'subprocess.CompletedProcess[str]':
    """What flake8 says without us, if it can: not every version does."""
    done = _lint(tmp_path / 'bare', '--select=F', only='')
    if 'failed during execution' in done.stdout:
        pytest.skip('NOT TESTED: this flake8 gives up without a folder')
    return done


def _found(polls: str, most: str) -> list[str]:
    return [
        "package/wait.py:1:1: F401 'os' imported but unused",
        f'package/wait.py:7:5: NVN101 wait ends after {polls}'
        f'{ADVICE}',
        f'package/wait.py:13:5: NVN101 wait ends after {most}'
        f'{ADVICE}']


def test_findings_stand(
    tmp_path: pathlib.Path, bare: 'subprocess.CompletedProcess[str]',
) -> None:
    """The rest is bare flake8's; what is elsewhere is unknown."""
    codes = '--select=F,NVN0,NVN101'
    there = _lint(tmp_path / 'there', codes, before='')
    assert there.stdout.splitlines() == _found(
        '7 polls (7 pauses of 1 s = 7 s)', '4 polls (4 pauses of 1 s = 4 s)')
    gone = _lint(tmp_path / 'gone', codes)
    assert not (tmp_path / 'gone').exists()
    assert gone.stdout.splitlines() == _found(
        'LOOKS polls (pauses of 1 s)', 'choices[0] polls (pauses of 1 s)')
    assert bare.stdout.splitlines() == gone.stdout.splitlines()[:1]
    assert (bare.returncode, bare.stderr) == (gone.returncode, gone.stderr)


def test_baseline_stands(tmp_path: pathlib.Path) -> None:
    """Names of files are relative to where the run began."""
    folder = tmp_path / 'folder'
    package = folder / 'package'
    package.mkdir(parents=True)
    (package / '__init__.py').touch()
    (package / 'wait.py').write_text(WAITS)
    baseline = tmp_path / 'baseline'
    made = linted.beside(
        'baseline', str(baseline), '--isolated', '--select=NVN101',
        'package/wait.py', cwd=folder)
    assert made.returncode == 0, made.stderr
    gone = _lint(
        folder, '--select=NVN0,NVN101', f'--nvn-baseline={baseline}')
    assert not folder.exists()
    assert (gone.returncode, gone.stdout, gone.stderr) == (0, '', '')


def test_formats_stand(tmp_path: pathlib.Path) -> None:
    """A document is written, with the paths that it always has."""
    gone = _lint(
        tmp_path / 'folder', '--select=NVN101', '--format=nvn-gitlab')
    assert not (tmp_path / 'folder').exists()
    assert [(one['check_name'], one['location']) for one in json.loads(
        gone.stdout)] == [
            ('NVN101', {'path': 'package/wait.py', 'lines': {'begin': line}})
            for line in (7, 13)]
