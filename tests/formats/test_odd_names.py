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

"""Files with odd names empty no report, and stand in each under one."""

import json
import os
import pathlib
import sys

import pytest

from tests import linted

CODE = (
    'import time\n\n\ndef wait(api):\n    while not api.is_up():\n'
    '        time.sleep(1)\n')

pytestmark = pytest.mark.skipif(
    sys.platform != 'linux', reason='elsewhere names are Unicode')


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder with such a file and an ordinary one."""
    for name in (b'odd\xff.py', b'plain.py'):
        with open(os.path.join(os.fsencode(tmp_path), name), 'w') as stream:
            stream.write(CODE)
    return tmp_path


@pytest.mark.parametrize('form, wanted', [
    ('nvn-sarif', ['odd%FF.py', 'plain.py']),
    ('nvn-gitlab', ['odd\\udcff.py', 'plain.py'])])
def test_documents(
    form: str, wanted: list[str], project: pathlib.Path,
) -> None:
    """Both files are in it, under names that can be read."""
    done = linted.flake8(
        '--isolated', '--select=NVN', '-j1', f'--format={form}', '.',
        cwd=project, only='flake8-nova-notifications')
    document = json.loads(done.stdout)
    if form == 'nvn-gitlab':
        paths = [one['location']['path'] for one in document]
    else:
        paths = [
            result['locations'][0]['physicalLocation']['artifactLocation'][
                'uri'] for result in document['runs'][0]['results']]
    assert sorted(paths) == wanted


def test_annotations(project: pathlib.Path) -> None:
    """Neither undecodable bytes nor control characters reach a log."""
    for name in ('esc\x1b[31m.py', 'line\n::error::x.py', 'ж.py'):
        (project / name.replace('/', '')).write_text(CODE)
    done = linted.flake8(
        '--isolated', '--select=NVN104', '-j1', '--format=nvn-github', '.',
        cwd=project, only='flake8-nova-notifications')
    assert done.stderr == ''
    assert sorted(line.partition(',')[0].partition('file=')[2]
                  for line in done.stdout.split('\n')[:-1]) == [
        'esc\\x1b[31m.py', 'line%0A%3A%3Aerror%3A%3Ax.py', 'odd\\udcff.py',
        'plain.py', 'ж.py']


@pytest.mark.parametrize('arguments', [
    ('payloads',), ('payloads', '--format=csv'), ('waits',),
    ('waits', '--format=json')])
@pytest.mark.parametrize('encoding', ['utf-8', 'ascii', 'latin-1'])
def test_commands(
    encoding: str, arguments: tuple[str, ...], project: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the terminal can show, each file is in the report."""
    sent = "\n\ndef f(notifier, c):\n    notifier.info(c, 'x.y', {'id': 1})\n"
    names = ('esc\x1b[31m.py', 'line\nother.py:7:1: E9.py', 'ж.py')
    for name in names:
        (project / name).write_text(CODE + sent)
    monkeypatch.setenv('PYTHONIOENCODING', encoding)
    done = linted.beside(*arguments, '.', cwd=project)
    assert done.stderr == ''
    assert not [char for char in set(done.stdout)
                if not char.isprintable() and char != '\n']
    assert done.stdout.count('[31m.py') == 1
    assert 'other.py:7:1:' not in done.stdout
    if 'waits' in arguments:
        assert done.stdout.count('plain.py') == 1
        assert done.stdout.count('odd\\') == 1
