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

"""A baseline silences what it records, as often as it records it."""

import argparse
import ast
from collections import Counter
import contextlib
import io
import os
import pathlib
import shutil
import subprocess
import types

from flake8.violation import Violation
import pytest

from flake8_nova_notifications.commands.baseline import command
from flake8_nova_notifications.commands.baseline.recorded import Baseline
from flake8_nova_notifications.commands.baseline.recorded import Damaged
from flake8_nova_notifications.commands.baseline.recorded import HEADER
from flake8_nova_notifications.commands.baseline.recorded import write
from flake8_nova_notifications.commands.baseline.unrecorded import (
    unrecorded)
from flake8_nova_notifications.findings import Found
from flake8_nova_notifications.formats.fingerprint import Fingerprint
from flake8_nova_notifications.rule import Finding
from tests import linted

WAIT = '''\
def {name}(api):
    for _ in range(5):
        if api.is_up():
            return True
        time.sleep(1)
    raise RuntimeError('no')
'''
IMPORT = 'import time\n\n\n'
ONE = IMPORT + WAIT.format(name='wait')
FOUND = (
    'NVN101 wait ends after 5 polls (5 pauses of 1 s = 5 s), not after a set '
    'time: the time is_up() takes is not counted; use a generous monotonic '
    'deadline and poll once more after it')
# Of "for _ in range(5):".
DIGEST = '648eef3b7134e164'


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """Two files with a finding each, one of them in a folder."""
    (tmp_path / 'app').mkdir()
    (tmp_path / 'wait.py').write_text(ONE)
    (tmp_path / 'app' / 'again.py').write_text(ONE)
    return tmp_path


def _flake8(
    cwd: pathlib.Path, *arguments: str, text: str | None = None,
    baseline: str = 'old.txt',
) -> list[str]:
    done = linted.flake8(
        '--isolated', '--select=NVN101,NVN0,E9',
        f'--nvn-baseline={baseline}', *arguments, cwd=cwd, text=text)
    assert done.stderr == ''
    return done.stdout.splitlines()


def _record(folder: pathlib.Path, *arguments: str) -> str:
    """Run the command in this process, in which it is quicker."""
    before = pathlib.Path.cwd()
    said = io.StringIO()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(said):
            status = command.main([
                *arguments, '--isolated', '--select=NVN101,NVN0,E9', '-j1',
                '.'])
    finally:
        os.chdir(before)
    assert status == 0
    return said.getvalue()


def test_written(project: pathlib.Path) -> None:
    """One sorted line a finding, without a line number and without code."""
    assert _record(project, 'old.txt') == (
        'old.txt: 2 recorded (2 new), 0 dropped\n')
    assert (project / 'old.txt').read_text() == (
        f'{HEADER}\n'
        f'app/again.py NVN101 wait {DIGEST}\n'
        f'wait.py NVN101 wait {DIGEST}\n')
    assert sorted(path.name for path in project.iterdir()) == [
        'app', 'old.txt', 'wait.py']


@pytest.mark.parametrize('jobs', ('-j1', '-j2'))
def test_silenced(jobs: str, project: pathlib.Path) -> None:
    """What is recorded is silent, also when the code above has grown."""
    _record(project, 'old.txt')
    path = project / 'wait.py'
    path.write_text('# a\n# b\n' + ONE.replace('in range', 'in  range'))
    assert _flake8(project, jobs, '.') == []
    path.write_text(ONE + '\n\n' + WAIT.format(name='more'))
    assert _flake8(project, jobs, '.') == [f'./wait.py:13:5: {FOUND}']


def test_as_often_as_recorded(project: pathlib.Path) -> None:
    """Of three that nothing tells apart two are old: the first ones."""
    loop = WAIT.format(name='wait').partition('\n')[2].rpartition('    r')[0]
    path = project / 'wait.py'
    head = IMPORT + 'def wait(api):\n'
    path.write_text(head + loop * 2)
    _record(project, 'old.txt')
    assert (project / 'old.txt').read_text().count('\nwait.py ') == 2
    assert _flake8(project, '.') == []
    path.write_text(head + loop * 3)
    assert _flake8(project, '.') == [f'./wait.py:13:5: {FOUND}']


def _stale(path: str, count: int = 1) -> list[str]:
    return [
        f'{path}:1:1: NVN001 baseline entry matches no finding any more: '
        f'NVN101 in wait (digest {DIGEST}); '
        'run nvn baseline --prune old.txt'] * count


def test_stale(project: pathlib.Path) -> None:
    """An entry without a finding is reported, in files that are linted."""
    _record(project, 'old.txt')
    (project / 'wait.py').write_text(ONE.replace('range(5)', 'range(6)'))
    (project / 'app' / 'again.py').write_text('')
    found = 'wait.py:5:5: ' + FOUND.replace('5 polls', '6 polls').replace(
        '5 pauses', '6 pauses').replace('= 5', '= 6')
    assert _flake8(project, 'wait.py') == [*_stale('wait.py'), found]
    assert _flake8(project, 'app') == _stale('app/again.py')
    assert _flake8(project, '-j2', '.') == [
        *_stale('./app/again.py'), *_stale('./wait.py'), f'./{found}']


def test_not_stale(project: pathlib.Path) -> None:
    """Not looked for, not readable, silenced anew: no entry is stale."""
    _record(project, 'old.txt')
    path = project / 'wait.py'
    assert _flake8(project, 'wait.py', '--extend-ignore=NVN101') == []
    path.write_text('import time\n')
    assert _flake8(project, 'wait.py', '--extend-ignore=NVN101') == []
    done = linted.flake8(
        '--isolated', '--select=NVN2,NVN0', '--nvn-baseline=old.txt',
        'wait.py', cwd=project)
    assert done.stdout == ''
    path.write_text('def (:\n')
    found, = _flake8(project, 'wait.py')
    assert ' E999 ' in found


@pytest.mark.parametrize('broken, wanted', (
    (True, []), (False, ['NVN101'])))
def test_broken_rule(broken: bool, wanted: list[str]) -> None:
    """Where a rule broke nobody knows what it would have found."""
    entry = Fingerprint('wait.py', 'NVN101', 'wait', DIGEST)
    rule = linted.rule('NVN102')
    report = Found(1, 0, 'NVN102', 'no', rule, Finding(ast.Pass()))
    new, stale = unrecorded(
        [report], 'wait.py', ast.parse(ONE), ONE.splitlines(), {'NVN101'},
        Baseline('old.txt', [entry]), broken)
    assert new == [report]
    assert [one.code for one in stale] == wanted


def test_per_file_ignores(project: pathlib.Path) -> None:
    """flake8 copies its options for each of them, what is recorded too."""
    _record(project, 'old.txt')
    assert _flake8(project, '--per-file-ignores=wait.py:E1', '.') == []


def test_noqa_makes_an_entry_stale(project: pathlib.Path) -> None:
    """Who silences a line by hand is told that its entry can go."""
    _record(project, 'old.txt')
    (project / 'wait.py').write_text(ONE.replace('5):', '5):  # noqa: NVN'))
    assert _flake8(project, 'wait.py') == _stale('wait.py')


@pytest.mark.parametrize('name', ('wait.py', './wait.py', '{}/wait.py'))
def test_file_names(name: str, project: pathlib.Path) -> None:
    """Whatever a file is called, from wherever: its entry is found."""
    _record(project, 'old.txt')
    assert _flake8(project, name.format(project)) == []
    assert _flake8(
        project / 'app', '../wait.py', 'again.py',
        baseline='../old.txt') == []


def test_link(project: pathlib.Path) -> None:
    """A folder that is reached by a link is the same folder."""
    _record(project, 'old.txt')
    (project / 'link').symlink_to(project / 'app', target_is_directory=True)
    assert _flake8(project, 'link/again.py') == []


def test_standard_input(project: pathlib.Path) -> None:
    """An editor's buffer is known by the name it is given."""
    _record(project, 'old.txt')
    text = ONE + '\n\n' + WAIT.format(name='more')
    assert _flake8(
        project, '--stdin-display-name=app/again.py', '-', text=text) == [
            f'app/again.py:13:5: {FOUND}']


@pytest.mark.parametrize('value', ('old.txt', './old.txt', '{}/old.txt'))
@pytest.mark.parametrize('folder', ('.', 'app'))
def test_configuration(
    value: str, folder: str, project: pathlib.Path,
) -> None:
    """The configuration names it, read from the folder or from below."""
    _record(project, 'old.txt')
    (project / 'tox.ini').write_text(
        '[flake8]\nselect = NVN101\n'
        f'nvn-baseline = {value.format(project)}\n')
    done = linted.flake8('.', cwd=project / folder)
    assert (done.stdout, done.returncode) == ('', 0)


def test_does_not_silence_itself(project: pathlib.Path) -> None:
    """What the configuration silences is found again when it is written."""
    _record(project, 'old.txt')
    (project / 'tox.ini').write_text(
        '[flake8]\nselect = NVN101\nnvn-baseline = old.txt\n')
    done = linted.beside('baseline', 'old.txt', cwd=project)
    assert done.stdout == 'old.txt: 2 recorded (0 new), 0 dropped\n'


def test_written_again(project: pathlib.Path) -> None:
    """Entries of what was not linted stay, those of no file go."""
    _record(project, 'old.txt')
    (project / 'third.py').write_text(ONE)
    _record(project, 'old.txt')
    (project / 'wait.py').write_text(ONE.replace('wait', 'other'))
    (project / 'third.py').unlink()
    done = linted.beside(
        'baseline', 'old.txt', '--isolated', '--select=NVN101', 'wait.py',
        cwd=project)
    assert done.stdout == (
        'old.txt: 2 recorded (1 new), 2 dropped\n')
    assert (project / 'old.txt').read_text() == (
        f'{HEADER}\n'
        f'app/again.py NVN101 wait {DIGEST}\n'
        f'wait.py NVN101 other {DIGEST}\n')


def test_unreadable_file_keeps_its_entries(project: pathlib.Path) -> None:
    """A syntax error is no reason to forget."""
    _record(project, 'old.txt')
    before = (project / 'old.txt').read_text()
    (project / 'wait.py').write_text('def (:\n')
    _record(project, 'old.txt')
    assert (project / 'old.txt').read_text() == before


def test_prune(project: pathlib.Path) -> None:
    """It only shrinks: what is new stays to be reported."""
    _record(project, 'old.txt')
    (project / 'wait.py').write_text(ONE.replace('wait', 'other'))
    assert _record(project, '--prune', 'old.txt') == (
        'old.txt: 1 recorded (0 new), 1 dropped\n')
    assert _flake8(project, '.') == [f'./wait.py:4:5: {FOUND}'.replace(
        ':4:', ':5:')]


def test_optional_code(project: pathlib.Path) -> None:
    """A code that only its own entry point reports is recorded as well."""
    arguments = ('--isolated', '--enable-extensions=NVN105', '.')
    done = linted.beside('baseline', 'old.txt', *arguments, cwd=project)
    assert done.stdout.startswith('old.txt: 6 recorded (6 new)')
    done = linted.flake8('--nvn-baseline=old.txt', *arguments, cwd=project)
    assert done.stdout == ''
    (project / 'wait.py').write_text(
        '# no wait(, but sleep\nimport time  # noqa\n')
    done = linted.flake8('--nvn-baseline=old.txt', *arguments, cwd=project)
    assert [line.split(': ')[2].split()[0] for line in
            done.stdout.splitlines()] == ['NVN101', 'NVN102', 'NVN105']


def _complaint(done: 'subprocess.CompletedProcess[str]') -> str:
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert 'Traceback' not in said
    return said.splitlines()[-1]


@pytest.mark.parametrize('content, said', (
    (None, 'option nvn-baseline: there is no old.txt; nvn baseline old.txt '
     'PATH ... writes one'),
    (b'', "option nvn-baseline: {} is not a baseline: its first line is not "
     f"'{HEADER}'"),
    (b'\xff\n', 'option nvn-baseline: {} is damaged: it is not UTF-8'),
    (f'{HEADER}\n<<<<<<< ours\n'.encode(),
     'option nvn-baseline: {} is damaged: line 2 is not a path, a code, a '
     "symbol and a digest: '<<<<<<< ours'"),
))
def test_damaged(
    content: bytes | None, said: str, project: pathlib.Path,
) -> None:
    """A file that is none ends flake8 with one sentence."""
    path = project / 'old.txt'
    if content is not None:
        path.write_bytes(content)
    done = linted.flake8(
        '--isolated', '--nvn-baseline=old.txt', '.', cwd=project)
    assert _complaint(done) == said.format(path)


def test_byte_order_mark(project: pathlib.Path) -> None:
    """An editor that puts one in front does no harm."""
    _record(project, 'old.txt')
    path = project / 'old.txt'
    path.write_text('\ufeff' + path.read_text(), encoding='utf-8')
    assert _flake8(project, 'wait.py') == []


@pytest.mark.skipif(not hasattr(os, 'mkfifo'), reason='needs named pipes')
def test_pipe(project: pathlib.Path) -> None:
    """A pipe into which nobody writes is no baseline."""
    os.mkfifo(project / 'old.txt')
    done = linted.flake8(
        '--isolated', '--nvn-baseline=old.txt', '.', cwd=project)
    assert _complaint(done) == (
        'option nvn-baseline: '
        f'{project / "old.txt"} is not a baseline: it is no plain file')


def test_nothing_there(project: pathlib.Path) -> None:
    """A path that does not exist is an error, and nothing is written."""
    done = linted.beside('baseline', 'old.txt', '.', 'nosuch', cwd=project)
    assert _complaint(done) == (
        'error: nosuch does not exist; nothing was written')
    assert not (project / 'old.txt').exists()


def test_overwrites_nothing_else(project: pathlib.Path) -> None:
    """Who forgets to name the baseline does not lose a file."""
    done = linted.beside('baseline', 'wait.py', '.', cwd=project)
    assert _complaint(done) == (
        'error: wait.py is not a baseline: its first line is not '
        f"'{HEADER}'")
    assert (project / 'wait.py').read_text() == ONE
    done = linted.beside('baseline', 'app', cwd=project)
    assert _complaint(done) == "error: [Errno 21] Is a directory: 'app'"


def test_flake8_fails(project: pathlib.Path) -> None:
    """Nothing is written when flake8 cannot run."""
    (project / 'tox.ini').write_text('[flake8]\nnvn-all = maybe\n')
    done = linted.beside('baseline', 'old.txt', '.', cwd=project)
    assert _complaint(done) == (
        "option nvn-all: 'maybe' is neither yes nor no")
    assert not (project / 'old.txt').exists()


def test_plugin_is_missing(project: pathlib.Path) -> None:
    """A project's own checks may need what is not installed: one sentence."""
    (project / 'tox.ini').write_text(
        '[flake8:local-plugins]\nextension =\n    S3 = checks:no_print\n'
        'paths = .\n')
    (project / 'checks.py').write_text('import no_such_thing\n')
    done = linted.beside('baseline', 'old.txt', '.', cwd=project)
    assert _complaint(done) == (
        'error: Flake8 failed to load plugin "local" due to No module named '
        "'no_such_thing'; install that beside this plugin, or pass "
        '--isolated')
    assert not (project / 'old.txt').exists()


def test_order_does_not_matter(project: pathlib.Path) -> None:
    """It is for people and for git."""
    _record(project, 'old.txt')
    path = project / 'old.txt'
    head, *lines = path.read_text().splitlines()
    path.write_text('\n'.join((head, '', '# kept', *reversed(lines))) + '\n')
    assert _flake8(project, '.') == []


def _git(folder: pathlib.Path, *arguments: str) -> None:
    done = subprocess.run(
        ['git', '-c', 'user.name=n', '-c', 'user.email=n@example.org',
         *arguments], cwd=folder, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def _commit_recorded(folder: pathlib.Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(ONE)
    _record(folder, 'old.txt')
    _git(folder, 'add', '.')
    _git(folder, 'commit', '-q', '-m', 'recorded')


@pytest.mark.parametrize('attributes, ours, theirs', (
    ('', 'a.py', 'z.py'), ('old.txt merge=union\n', 'b.py', 'c.py'),
), ids=('apart', 'side-by-side'))
def test_git_merges_it(
    attributes: str, ours: str, theirs: str, project: pathlib.Path,
) -> None:
    """Two branches that recorded something each have recorded both."""
    if shutil.which('git') is None:
        pytest.skip('NOT TESTED: no git')
    (project / '.gitattributes').write_text(attributes)
    _git(project, 'init', '-q', '-b', 'main')
    _commit_recorded(project, 'm.py', 'n.py')
    for branch, name in (('ours', ours), ('theirs', theirs)):
        _git(project, 'checkout', '-q', '-b', branch, 'main')
        _commit_recorded(project, name)
    _git(project, 'merge', '-q', 'ours', '-m', 'both')
    assert _flake8(project, '.') == []
    assert (project / 'old.txt').read_text().count(DIGEST) == 6


def test_names_that_are_no_entry(project: pathlib.Path) -> None:
    """A line that could not be read again is not written."""
    path = project / 'old.txt'
    with pytest.raises(Damaged, match='rename the file'):
        write(str(path), Counter([
            Fingerprint('a\nb.py', 'NVN101', 'wait', DIGEST)]))
    assert not path.exists()


def test_notices_are_not_recorded(project: pathlib.Path) -> None:
    """They are about a run, and not about what is linted."""
    found = [Violation(code, 'wait.py', 1, 1, 'text', '')
             for code in ('NVN000', 'NVN101')]
    run = types.SimpleNamespace(
        formatter=types.SimpleNamespace(found=found, linted=set()),
        options=argparse.Namespace(
            filenames=['.'], stdin_display_name='stdin'))
    assert [entry.code for entry in command._found(
        run, Baseline('old.txt'))] == ['NVN101']  # type: ignore[arg-type]


def test_end_of_options() -> None:
    """What stands behind it are files."""
    assert command._with_our_own(['-v', '--', '-a.py']) == [
        '-v', '--nvn-baseline=', '--nvn-payload-names=each', '--', '-a.py']


def test_odd_names(project: pathlib.Path) -> None:
    """Blanks and letters of any script are part of a path."""
    (project / 'wait.py').rename(project / 'a wäit  1.py')
    _record(project, 'old.txt')
    assert f'\na wäit  1.py NVN101 wait {DIGEST}\n' in (
        project / 'old.txt').read_text()
    assert _flake8(project, '.') == []
