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

"""Visual Studio Code's way: one process that runs flake8 again and again."""

import contextlib
import io
import pathlib
import re

from flake8.main import cli
import pytest

from tests.editors import conftest

# How the extension asks for a line, and how it reads one.
FORMAT = '--format=%(row)d,%(col)d,%(code).1s,%(code)s:%(text)s'
LINE = re.compile(
    r'(?P<line>\d+),(?P<column>-?\d+),(?P<type>\w+),(?P<code>\w+\d+):'
    r'(?P<message>[^\r\n]*)')


def _run(path: pathlib.Path) -> list[tuple[int, str]]:
    output = io.TextIOWrapper(io.BytesIO(), 'utf-8', write_through=True)
    with contextlib.redirect_stdout(output):
        cli.main([FORMAT, '-j1', '--select=NVN', str(path)])
    output.seek(0)
    found = [LINE.fullmatch(line) for line in output.read().splitlines()]
    return [(int(match['line']), match['code']) for match in found
            if match is not None]


def test_edits_are_seen(
    project: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each run sees the files as they are, the base class's included."""
    monkeypatch.chdir(project)
    tests = project / 'project' / 'tests'
    path = tests / 'test_reboot.py'

    assert _run(path) == [(11, 'NVN203')]
    (tests / 'base.py').write_text(conftest.ASSERTS)
    assert _run(path) == [(11, 'NVN201')]
    (tests / 'base.py').write_text(conftest.LOGS)
    assert _run(path) == []
    (tests / 'base.py').write_text(conftest.BASE)
    path.write_text('\n' + conftest.TEST)
    assert _run(path) == [(12, 'NVN203')]
