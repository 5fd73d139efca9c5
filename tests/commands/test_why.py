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

"""``nvn explain --why FILE:LINE``."""

import pathlib

import pytest

from flake8_nova_notifications.commands.explain.command import explain

CODE = '''\
import time


def wait(api):
    for _ in range(9):
        if api.is_up():
            return
        time.sleep(1)
    for name in api.names():
        print(name)


def serve(self):
    while not self._stopped:
        self.handle(self.queue.take())
        time.sleep(1)


async def read(self):
    async for name in self.names():
        print(name)
'''


@pytest.fixture
def path(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> pathlib.Path:
    """A file with loops, in the working directory."""
    monkeypatch.chdir(tmp_path)
    found = tmp_path / 'a.py'
    found.write_text(CODE)
    return found


@pytest.mark.parametrize('line, start', [
    (5, 'a.py:5: is taken for a wait (polls): the loop '),
    (8, 'a.py:5: is taken for a wait (polls): the loop '),
    (10, 'a.py:9: is not taken for a wait (never pauses): the loop '),
    (14, 'a.py:14: is not taken for a wait ('),
    (21, 'a.py:20: an asynchronous for loop is not taken for a wait\n'),
])
def test_loops(
    line: int, start: str, path: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The innermost loop around the line, and the reason by its name."""
    assert explain(['--why', f'a.py:{line}']) == 0
    said = capsys.readouterr().out
    assert said.startswith(start)
    assert said.endswith('; what bounds it: count\n') is (line in (5, 8))


@pytest.mark.parametrize('place, said', [
    ('a.py:1', 'a.py:1: no loop holds that line'),
    ('a.py', 'a.py is not FILE:LINE'), ('a.py:x', 'a.py:x is not FILE:LINE'),
    ('b.py:1', "b.py: [Errno 2] No such file or directory: 'b.py'")])
def test_mistakes(
    place: str, said: str, path: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """They are named, with status 2."""
    assert explain(['--why', place]) == 2
    assert capsys.readouterr().err == f'error: {said}\n'
    with pytest.raises(SystemExit):
        explain([])
