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

"""Odd files: flake8 prints what it prints without us, and never less."""

import pathlib
import subprocess

import pytest

from tests import linted

WAIT = '''\
import time


def wait(api):
    for _ in range(5):
        if api.is_up():
            return True
        time.sleep(1)
    return False
'''
# Words that open every gate, so that all the rules really look.
WORDS = '# sleep wait( LoopingCall side_effect except Payload notif\n'

FILES = {
    'empty.py': b'',
    'blank.py': b'\n\n\n',
    'comment.py': b'# sleep\n',
    'syntax_error.py': WORDS.encode() + b'def f(:\n    pass\n',
    'python2.py': WORDS.encode() + b'print "sleep"\n',
    'bom.py': b'\xef\xbb\xbf' + WAIT.encode(),
    'latin1.py': (b'# -*- coding: latin-1 -*-\n# \xe9t\xe9\n'
                  + WAIT.encode()),
    'bad_utf8.py': WAIT.encode() + b'# \xe9\n',
    'bad_coding.py': b'# -*- coding: no-such -*-\n' + WAIT.encode(),
    'form_feed.py': WAIT.replace('\n\n\n', '\n\f\n\n').encode(),
    'crlf.py': WAIT.replace('\n', '\r\n').encode(),
    'cr.py': WAIT.replace('\n', '\r').encode(),
    'null.py': WAIT.encode() + b'\0\n',
    'no_newline.py': WAIT.encode().rstrip(),
    'tabs.py': WAIT.replace('    ', '\t').encode(),
    'unicode.py': WAIT.replace('api', 'äpí').encode(),
    'long.py': WORDS.encode() + b'x = [' + b'1, ' * 20000 + b']\n',
    'semicolons.py': b'import time; time.sleep(1)\n',
}
# From shallow to where bare flake8 gives up itself.
DEPTHS = (50, 90, 200, 400, 800, 1500)


def _deep(depth: int) -> dict[str, str]:
    return {
        'binary.py': WORDS + 'x = ' + ' + '.join(['1'] * depth) + '\n',
        'unary.py': WORDS + 'x = ' + 'not ' * depth + 'y\n',
        'attributes.py': WORDS + 'x = y' + '.a' * depth + '\n',
        'calls.py': WORDS + 'x = y' + '()' * depth + '\n',
        'elif.py': WORDS + WAIT.replace(
            '        if api.is_up():\n            return True\n',
            '        if api.is_up():\n            return True\n' + ''.join(
                f'        elif api.is_at({i}):\n            break\n'
                for i in range(depth))),
        'sums.py': WAIT.replace('range(5)', f'range({"1 + " * depth}1)'),
    }


def _compare(folder: pathlib.Path, *names: str) -> str:
    """Lint with and without the plugin; the rest must be the same."""
    arguments = ('--isolated', '-j1', '--max-line-length=999999', *names)
    bare = linted.flake8(*arguments, cwd=folder, only='')
    ours = linted.flake8(
        *arguments, '--nvn-all', cwd=folder, only='flake8-nova-notifications')
    assert ours.stderr == bare.stderr
    rest = [line for line in ours.stdout.splitlines() if ' NVN' not in line]
    assert rest == bare.stdout.splitlines()
    assert 'NVN000' not in ours.stdout
    return ours.stdout


def _survived(done: 'subprocess.CompletedProcess[str]') -> bool:
    return done.returncode in (0, 1) and 'Traceback' not in done.stderr and (
        'failed during execution' not in done.stdout + done.stderr)


def test_files(tmp_path: pathlib.Path) -> None:
    """All odd files in one run: each keeps what bare flake8 says of it."""
    names = []
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
        # A null byte ends some versions of bare flake8 with a traceback.
        if name != 'null.py' or _survived(linted.flake8(
                '--isolated', '-j1', name, cwd=tmp_path, only='')):
            names.append(name)
    assert len(names) >= len(FILES) - 1
    printed = _compare(tmp_path, *names)
    for name in ('bom.py', 'latin1.py', 'form_feed.py', 'crlf.py', 'tabs.py',
                 'no_newline.py', 'unicode.py'):
        assert f'{name}:' in printed
        assert ' NVN101 ' in next(
            line for line in printed.splitlines()
            if line.startswith(f'{name}:') and 'NVN101' in line)
    assert 'syntax_error.py:2:' in printed


@pytest.mark.parametrize('depth', DEPTHS)
@pytest.mark.parametrize('name', sorted(_deep(1)))
def test_depth(name: str, depth: int, tmp_path: pathlib.Path) -> None:
    """As deep as bare flake8 survives, so do we; other files stand."""
    (tmp_path / name).write_text(_deep(depth)[name])
    (tmp_path / 'wait.py').write_text(WAIT)
    bare = linted.flake8(
        '--isolated', '-j1', name, cwd=tmp_path, only='')
    if not _survived(bare):
        # Bare flake8 gives up here; there is nothing to be compared.
        assert depth > min(DEPTHS)
        return
    printed = _compare(tmp_path, name, 'wait.py')
    assert 'wait.py:5:5: NVN101' in printed


def test_file_names(tmp_path: pathlib.Path) -> None:
    """Relative, with dots, absolute and standard input: the same finding."""
    (tmp_path / 'package').mkdir()
    path = tmp_path / 'package' / 'wait.py'
    path.write_text(WAIT)
    for name in ('package/wait.py', './package/wait.py', str(path),
                 '../' + tmp_path.name + '/package/wait.py'):
        done = linted.flake8(
            '--isolated', '--select=NVN101', '--format=%(row)d:%(col)d',
            name, cwd=tmp_path)
        assert done.stdout == '5:5\n', name
    for arguments in (('-',), ('--stdin-display-name=package/wait.py', '-')):
        done = linted.flake8(
            '--isolated', '--select=NVN101', '--format=%(row)d:%(col)d',
            *arguments, cwd=tmp_path, text=WAIT)
        assert done.stdout == '5:5\n', arguments


def test_noqa(tmp_path: pathlib.Path) -> None:
    """A finding is silenced on the line on which it is reported."""
    path = tmp_path / 'wait.py'
    path.write_text(WAIT.replace('(5):', '(5):  # noqa: NVN101 -- a fake'))
    done = linted.flake8(
        '--isolated', '--select=NVN', 'wait.py', cwd=tmp_path)
    assert done.stdout == ''


def test_jobs(tmp_path: pathlib.Path) -> None:
    """Any number of workers prints the same."""
    for number in range(12):
        (tmp_path / f'wait{number}.py').write_text('\n' * number + WAIT)
    runs = [
        linted.flake8('--isolated', '--select=NVN', f'-j{jobs}', '.',
                      cwd=tmp_path).stdout for jobs in (1, 2, 4)]
    assert runs[0].count('NVN101') == 12
    assert sorted(runs[0].splitlines()) == sorted(runs[1].splitlines())
    assert runs[1] == runs[2]
