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

"""vim, neovim and Emacs without a screen, as Debian packages them."""

import json
import pathlib
import shutil
import subprocess

import pytest

from tests.editors import conftest

pytestmark = pytest.mark.once

HERE = pathlib.Path(__file__).resolve().parent
# The settings that the documentation shows.
FILES = HERE.parents[1] / 'docs' / 'source' / 'files'
ALE = pathlib.Path('/usr/share/vim-ale')
FLYCHECK = pathlib.Path('/usr/share/emacs/site-lisp/elpa-src')


def _shown(
    command: list[str], script: pathlib.Path, project: pathlib.Path,
    flake8: pathlib.Path, counts: str = '',
) -> list[tuple[int, int, str, str]]:
    """What an editor shows for a buffer that was never saved."""
    typed = project / 'typed.txt'
    typed.write_text(conftest.WAIT)
    filled = project / script.name
    shown = project / 'shown.json'
    text = script.read_text()
    for name, value in {
        'settings': FILES / script.name, 'flake8': flake8, 'ale': ALE,
        'path': project / 'project' / 'new.py', 'typed': typed,
        'shown': shown, 'counts': counts,
    }.items():
        text = text.replace(f'{{{name}}}', str(value))
    filled.write_text(text)
    done = subprocess.run(
        [*command, str(filled)], cwd=project, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=120)
    assert shown.exists(), done.stdout
    assert not (project / 'project' / 'new.py').exists()
    return [(one['lnum'], one['col'], one['code'], one['type'])
            for one in json.loads(shown.read_text())]


@pytest.mark.parametrize('program', ['vim', 'nvim'])
def test_ale(
    program: str, project: pathlib.Path, flake8: pathlib.Path,
) -> None:
    """ALE shows our findings as warnings."""
    if shutil.which(program) is None or not ALE.is_dir():
        pytest.skip(f'{program} with ALE is not installed: NOT tried '
                    '(Debian: vim-nox neovim vim-ale)')
    clean = ['-u', 'NONE', '-i', 'NONE', '-es', '-S']
    assert _shown([program, *clean], HERE / 'ale.vim', project, flake8) == [
        (6, 5, 'NVN101', 'W'), (10, 5, 'NVN102', 'W')]


@pytest.mark.parametrize('counts', ['first', 'last'])
def test_flycheck(
    counts: str, project: pathlib.Path, flake8: pathlib.Path,
) -> None:
    """With the settings that we show, flycheck does not call them info.

    The one that Debian has goes by the last pattern that matches, later ones
    by the first.
    """
    if shutil.which('emacs') is None or not list(
            FLYCHECK.glob('flycheck-*')):
        pytest.skip('Emacs with flycheck is not installed: NOT tried '
                    '(Debian: emacs-nox elpa-flycheck)')
    assert _shown(
        ['emacs', '-q', '--batch', '-l'], HERE / 'flycheck.el', project,
        flake8, counts) == [
            (6, 5, 'NVN101', 'warning'), (10, 5, 'NVN102', 'warning')]
