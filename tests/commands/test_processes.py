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
"""``-j`` of the commands: the same results, in the same order."""

from collections.abc import Callable
from functools import partial
import multiprocessing
import os
import pathlib
import sys

import pytest

from flake8_nova_notifications.commands.payloads import command as payloads
from flake8_nova_notifications.commands.processes import spread
from flake8_nova_notifications.commands import tree
from flake8_nova_notifications.commands.waits import command as waits
from tests import checkout

EXAMPLES = checkout.ROOT / 'examples'
HERE = os.getpid()
NAMES = [f'file{number:02}' for number in range(40)]


@pytest.fixture(autouse=True)
def _own_folder(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Files of the examples, some that fail, and the folder to start in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'examples').symlink_to(EXAMPLES)
    for name, text in (
            ('broken', 'def (:\n'), ('deep', '-' * 100_000 + '1\n'),
            ('null', 'x = "\0"\n'), ('coding', '# coding: nosuch\n')):
        (tmp_path / f'{name}.py').write_text(text)


@pytest.mark.parametrize('main, arguments', [
    (payloads.main, []), (payloads.main, ['--format=json']),
    (payloads.main, ['--allow']), (waits.main, []),
    (waits.main, ['--format=json'])])
def test_same_results(
    main: Callable[[list[str]], int], arguments: list[str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """What is printed, what is said of files that fail, and the status."""
    told = []
    for jobs in (['-j1'], ['-j', '2'], ['--jobs=7'], ['-j', 'auto'], []):
        status = main(['examples', '.', *arguments, *jobs])
        told.append((status, *capfd.readouterr()))
    assert told == [told[0]] * 5
    assert 'examples/faulty/' in told[0][1] or '--allow' in arguments
    if '--allow' not in arguments:
        assert [line.split()[1] for line in told[0][2].splitlines()] == [
            'broken.py', 'coding.py', 'deep.py', 'null.py']


def _process(path: str) -> tuple[str, int]:
    return path, os.getpid()


def test_files_are_shared() -> None:
    """Several processes work, none of them this one; the order stays."""
    found = list(spread(_process, NAMES, 2))
    assert [name for name, _ in found] == NAMES
    processes = {process for _, process in found}
    assert processes and HERE not in processes
    assert list(spread(_process, NAMES, 1)) == [
        (name, HERE) for name in NAMES]
    assert list(spread(_process, NAMES[:1], 2)) == [(NAMES[0], HERE)]


def _dies(path: str) -> str:
    if path == 'file21' and os.getpid() != HERE:
        os._exit(9)
    return path


def test_process_that_is_ended() -> None:
    """By a system without memory, for one: this process does the rest."""
    assert list(spread(_dies, NAMES, 2)) == NAMES


def test_no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none can be made, this one does it all."""
    monkeypatch.setattr(
        multiprocessing, 'get_all_start_methods', lambda: ['spawn'])
    assert {process for _, process in spread(_process, NAMES, 2)} == {HERE}


def _work(path: str, text: str, fault: Exception) -> str:
    if 'deep' in path:
        raise fault
    return path


@pytest.mark.parametrize('fault, said', [
    (KeyError('x'), "KeyError 'x'"), (ValueError('odd'), 'odd'),
    (MemoryError(), 'MemoryError')])
@pytest.mark.parametrize('jobs', [1, 2])
def test_fault_of_ours(
    jobs: int, fault: Exception, said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is named with its file, and takes no other file with it."""
    work = partial(_work, fault=fault)
    assert list(tree.each(['.'], work, jobs))[:2] == ['broken.py', 'null.py']
    assert capsys.readouterr().err.splitlines()[1:] == [
        f'error: deep.py is left out: {said}']
    assert tree.one('deep.py', work) is None
    assert tree.one('null.py', work) == 'null.py'


def test_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    """The words are flake8's."""
    for main in (payloads.main, waits.main):
        with pytest.raises(SystemExit):
            main(['.', '-j', 'many'])
        assert "'many' must be 'auto' or an integer" in (
            capsys.readouterr().err)


def test_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    """On a terminal, once somebody has waited; then it is wiped out."""
    monkeypatch.setattr(tree, '_PATIENCE', -1.0)
    work = partial(_work, fault=KeyError())
    list(tree.each(['null.py'], work))
    assert capsys.readouterr().err == ''
    monkeypatch.setattr(sys.stderr, 'isatty', lambda: True)
    list(tree.each(['broken.py', 'null.py'], work))
    assert capsys.readouterr().err == (
        '\r1 of 2 files\r2 of 2 files\r\033[K')
    monkeypatch.setattr(tree, '_PATIENCE', 3600.0)
    list(tree.each(['null.py'], work))
    assert capsys.readouterr().err == ''
