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

"""Expressions as text: the same in any process, however deep they are."""

import ast
from collections.abc import Callable
import pathlib

import pytest

from flake8_nova_notifications.code.expressions import MAX_LEVELS
from flake8_nova_notifications.code.expressions import unparsed
from tests import linted

# The linted file asks for the pause of the helper. Its own loops are asked
# whether somebody clears their flag.
WAIT = '''\
import time

from package.naps import nap


class Worker:
    def run(self):
        while self.spinning:
            self.draw()
            time.sleep(1)

    def stop(self):
        self.<own> = False


def wait(api):
    for _ in range(5):
        if api.is_up():
            return True
        nap(api)
    return False
'''
NAP = '''\
import time


def nap(n):
    if <other> < 7:
        n += 1
    time.sleep(2)
'''


def _calls_deep(depth: int, asked: Callable[[], str | None]) -> str | None:
    return asked() if not depth else _calls_deep(depth - 1, asked)


@pytest.mark.parametrize('text', (
    'a', '-1', 'f(a, *b, c=[1, 2], **d)', 'a.b[c:d, ...]', "f'{a!r:>{b}}'",
    'lambda x, *y, z=1: (x, y)', '[a async for b in c if d]', "'a\\nb'"))
def test_as_written(text: str) -> None:
    """What Python itself writes, on one line."""
    expression = ast.parse(text, mode='eval').body
    assert unparsed(expression) == ast.unparse(expression) == text


@pytest.mark.parametrize('opened, closed', (
    ('', '.a'), ('', '[a]'), ('', '()'), ('not ', ''), ('a + (', ')'),
    ('a if b else (', ')'), ('[', ']'), ('lambda: (', ')'), ('', ' + a')))
def test_where_it_gives_up(opened: str, closed: str) -> None:
    """At a fixed depth, whatever the stack has been used for."""
    def text(levels: int) -> str | None:
        return unparsed(ast.parse(
            opened * levels + 'a' + closed * levels, mode='eval').body)

    # The name is a level as well, and what is called is one with its call.
    assert text(MAX_LEVELS - 1) is not None
    assert text(MAX_LEVELS + 1) is None
    assert _calls_deep(300, lambda: text(MAX_LEVELS - 1)) == text(
        MAX_LEVELS - 1)


@pytest.mark.parametrize('depth', (20, 400))
def test_findings_stand(depth: int, tmp_path: pathlib.Path) -> None:
    """Deep code is no reason to break, here or in another module."""
    package = tmp_path / 'package'
    package.mkdir()
    (package / '__init__.py').touch()
    (package / 'naps.py').write_text(
        NAP.replace('<other>', ' + '.join('n' * depth)))
    path = package / 'wait.py'
    path.write_text(WAIT.replace('<own>', '.'.join('a' * depth)))
    done = linted.flake8(
        '--isolated', '--select=NVN0,NVN101,E9,F',
        '--format=%(row)d:%(col)d %(code)s %(text)s', 'package/wait.py',
        cwd=tmp_path, only='flake8-nova-notifications')
    assert done.stdout.splitlines() == [
        '17:5 NVN101 wait ends after 5 polls (5 pauses of 2 s = 10 s), not '
        'after a set time: the time is_up() takes is not counted; use a '
        'generous monotonic deadline and poll once more after it']
