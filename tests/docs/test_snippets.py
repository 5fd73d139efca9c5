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

"""What the pages show is what happens when a reader pastes it."""

import ast
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.docs import snippets
from tests import linted

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = 'flake8_nova_notifications'
# Commands that are tried elsewhere, or that only install something.
ELSEWHERE = ('python3 -m pip ', 'diff-quality ', 'reno ', 'python -m bench',
             'python3 -m pytest', '~/nova/.venv/bin/')

pytestmark = pytest.mark.once

each_page = pytest.mark.parametrize(
    'page', snippets.pages(),
    ids=lambda page: str(page.relative_to(snippets.SOURCE)))


def _run(line: str, folder: pathlib.Path) -> str:
    """Run a command as the environment of the tests has it."""
    line, _, target = line.partition(' > ')
    program, *arguments = shlex.split(line)
    if program == 'flake8':
        done = linted.flake8(*arguments, cwd=folder)
    else:
        assert program == 'nvn', line
        done = subprocess.run(
            [sys.executable, '-m', OURS, *arguments], cwd=folder, text=True,
            env={**os.environ, 'COLUMNS': '80'},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=300)
    assert not done.stderr, done.stderr
    assert done.returncode == (1 if 'NVN' in done.stdout and program ==
                               'flake8' else 0), done
    if target:
        (folder / target).write_text(done.stdout)
        return ''
    return done.stdout


def _make_room(line: str, folder: pathlib.Path) -> None:
    """Make the folders that a command names: they are nova's."""
    for word in shlex.split(line):
        if word.split('/')[0] == 'nova':
            (folder / word).mkdir(parents=True, exist_ok=True)


@each_page
def test_console(page: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Each command runs and prints what is shown below it."""
    for block in snippets.blocks(page):
        if block.language == 'python' and 'caption' in block.fields:
            (tmp_path / block.fields['caption']).write_text(block.text)
        if block.language != 'console':
            continue
        folder = tmp_path
        if block.fields.get('class') == 'examples-faulty':
            folder = tmp_path / 'faulty'
            shutil.copytree(ROOT / 'examples' / 'faulty', folder)
        for command in snippets.commands(block):
            if command.line.startswith(ELSEWHERE):
                assert not command.output
                continue
            _make_room(command.line, folder)
            printed = _run(command.line, folder)
            if command.output or command.line.startswith('flake8'):
                assert printed.strip('\n') == command.output


@each_page
def test_configuration(page: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """flake8 takes each configuration that is shown."""
    config = tmp_path / 'tox.ini'
    (tmp_path / 'empty.py').write_text('')
    for block in snippets.blocks(page):
        if '[flake8]' in block.text:
            config.write_text(block.text)
            if 'nvn-baseline' in block.text:
                _run('nvn baseline nvn-baseline.txt empty.py',
                     tmp_path)
            done = linted.flake8(
                '--config', str(config), 'empty.py', cwd=tmp_path)
            assert (done.stdout, done.stderr) == ('', ''), block.text


@each_page
def test_python(page: pathlib.Path) -> None:
    """Python that is shown is Python."""
    for block in snippets.blocks(page):
        if block.language == 'python':
            ast.parse(block.text)


def test_something_was_read() -> None:
    """The tests above look at pages that have something to look at."""
    found = [block for page in snippets.pages()
             for block in snippets.blocks(page)]
    shown = [command for block in found if block.language == 'console'
             for command in snippets.commands(block) if command.output]
    assert len([b for b in found if '[flake8]' in b.text]) > 5
    assert len(shown) >= 2
