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

"""Nothing of the code under review runs, and nothing is written or sent."""

import os
import pathlib
import subprocess
import sys

import pytest

from tests.hostile import tree as hostile
from tests.hostile import watched

POSITIONS = ('first', 'last', 'absent')
SCRIPT = pathlib.Path(watched.__file__)


def _contents(folder: pathlib.Path) -> dict[str, tuple[int, bytes]]:
    """Everything below a folder, links not followed."""
    found = {}
    for here, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = pathlib.Path(here, name)
            status = path.lstat()
            held = path.read_bytes() if path.is_file() else b''
            found[str(path)] = (status.st_mtime_ns, held)
    return found


def _lint(
    tmp_path: pathlib.Path, position: str, *arguments: str,
    text: str | None = None,
) -> tuple[str, str]:
    """Lint from inside of the tree; what was printed and what was seen."""
    tree, log = tmp_path / 'tree', tmp_path / 'log'
    environment = {
        name: value for name, value in os.environ.items()
        # The coverage tool writes files and starts itself in each process.
        if not name.startswith(('COV_', 'COVERAGE_'))}
    environment['PYTHONDONTWRITEBYTECODE'] = '1'
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(log), str(tree), position,
         *arguments], cwd=tree, env=environment, input=text or '', text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    assert done.stderr == ''
    return done.stdout, log.read_text()


def _expected(position: str) -> tuple[str, ...]:
    """What is found, by where the tree stands on the search path."""
    return (*hostile.EXPECTED, hostile.ASKED.format(
        4 if position == 'absent' else 'choices[0]'))


@pytest.fixture
def marker(tmp_path: pathlib.Path) -> pathlib.Path:
    """The folder in which whatever runs leaves a file."""
    folder = tmp_path / 'marker'
    hostile.plant(tmp_path / 'tree', folder)
    return folder


@pytest.mark.parametrize('position', POSITIONS)
@pytest.mark.parametrize('jobs', ('1', '2'))
def test_files(
    jobs: str, position: str, marker: pathlib.Path, tmp_path: pathlib.Path,
) -> None:
    """All files of the tree, from inside of it."""
    before = _contents(tmp_path / 'tree')
    printed, seen = _lint(
        tmp_path, position, '--isolated', f'-j{jobs}', '--nvn-all',
        '--select=NVN', '.')
    assert seen == ''
    assert list(marker.iterdir()) == []
    assert _contents(tmp_path / 'tree') == before
    for line in _expected(position):
        assert f'./{line}' in printed
    assert 'other.py:17:5: NVN101' in printed
    assert 'NVN000' not in printed


@pytest.mark.parametrize('position', POSITIONS)
@pytest.mark.parametrize('name', ('stdin', 'code.py', 'nova/code.py'))
def test_standard_input(
    name: str, position: str, marker: pathlib.Path, tmp_path: pathlib.Path,
) -> None:
    """A buffer of an editor, with and without a name in the tree."""
    before = _contents(tmp_path / 'tree')
    printed, seen = _lint(
        tmp_path, position, '--isolated', '--nvn-all', '--select=NVN',
        f'--stdin-display-name={name}', '-', text=hostile.CODE)
    assert seen == ''
    assert list(marker.iterdir()) == []
    assert _contents(tmp_path / 'tree') == before
    for line in _expected(position):
        # Without a name the content decides, and that is of a test.
        if name != 'stdin' or 'NVN301' not in line:
            assert line.replace('code.py', name) in printed


@pytest.mark.parametrize('position', POSITIONS)
@pytest.mark.parametrize('jobs', ('1', '2'))
@pytest.mark.parametrize('command, said', (
    ('payloads', ', 1 event\n'), ('waits', ': wait; polls is_up()')))
def test_commands(
    command: str, said: str, jobs: str, position: str,
    marker: pathlib.Path, tmp_path: pathlib.Path,
) -> None:
    """What is run beside flake8 keeps to the same."""
    before = _contents(tmp_path / 'tree')
    printed, seen = _lint(tmp_path, position, 'nvn', command, f'-j{jobs}', '.')
    assert seen == ''
    assert list(marker.iterdir()) == []
    assert _contents(tmp_path / 'tree') == before
    assert said in printed


def test_local_plugins_are_run_by_flake8(
    marker: pathlib.Path, tmp_path: pathlib.Path,
) -> None:
    """What is flake8's own doing, and that the watch sees it."""
    config = tmp_path / 'tree' / 'tox.ini'
    config.write_text(
        '[flake8:local-plugins]\nextension =\n    X1 = local_plugin:Checker\n'
        'paths = .\n')
    _, seen = _lint(tmp_path, 'absent', '--select=NVN', 'code.py')
    assert [path.name for path in marker.iterdir()] == ['local_plugin']
    assert 'exec (<code object <module>' in seen
    assert 'local_plugin.py' in seen
    assert 'open (' in seen


def test_what_the_watch_sees(tmp_path: pathlib.Path) -> None:
    """Each kind of event is noticed, or the tests above prove nothing."""
    script = (
        'import os, socket, subprocess, sys\n'
        f'sys.path.insert(0, {str(SCRIPT.parent)!r})\n'
        'import watched\n'
        'os.chdir(sys.argv[1])\n'
        'open("module.py", "w").close()\n'
        'sys.addaudithook(watched.watcher(1, sys.argv[1]))\n'
        'def attempt(action):\n'
        '    try:\n        action()\n    except Exception:\n        pass\n'
        'attempt(lambda: socket.socket())\n'
        'attempt(lambda: socket.getaddrinfo("localhost", 1))\n'
        'attempt(lambda: open("written", "a"))\n'
        'attempt(lambda: os.open("written", os.O_RDWR))\n'
        'attempt(lambda: os.mkdir("made"))\n'
        'attempt(lambda: os.chdir("."))\n'
        'attempt(lambda: subprocess.run(["true"]))\n'
        'sys.path.insert(0, sys.argv[1])\n'
        'attempt(lambda: __import__("module"))\n'
        'open("module.py").close()\n')
    done = subprocess.run(
        [sys.executable, '-B', '-c', script, str(tmp_path)], text=True,
        stdout=subprocess.PIPE, check=True, timeout=60)
    events = [line.partition(' ')[0] for line in done.stdout.splitlines()]
    # Starting a process opens and makes more; only the first is counted.
    assert list(dict.fromkeys(events)) == [
        'socket.__new__', 'socket.getaddrinfo', 'open', 'os.mkdir',
        'os.chdir', 'subprocess.Popen', *(
            ['os.posix_spawn'] if 'os.posix_spawn' in events else []),
        'exec']
    assert events.count('open') >= 2
