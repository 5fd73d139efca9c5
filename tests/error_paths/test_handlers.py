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

"""Handlers: what counts as a trace of the error, and what excuses.

The cases stand in ``cases``: handlers, excuses, replaced and lost_errors.
"""

import pathlib
import re
import sys

import pytest

from tests import cases
from tests import linted

CODES = ('NVN211', 'NVN212', 'NVN213', 'NVN214')
HEAD = '''\
import contextlib
import logging
import sys
import time
import traceback

from logging import warning
from oslo_utils import excutils
from project import exception

LOG = logging.getLogger(__name__)
chronicle = logging.getLogger('x')


'''
FOLDER = pathlib.Path(__file__).with_name('cases')
CASES = [case for name in ('handlers', 'excuses', 'replaced', 'lost_errors')
         for case in cases.of_file(FOLDER / f'{name}.txt')]


def _function(body: str) -> str:
    return HEAD + (
        'def f(self, share):\n    try:\n        share.mount()\n'
        f'    except Exception as e:\n        {body}\n')


@pytest.mark.parametrize('case', CASES, ids=str)
def test_marked_lines(case: cases.Case) -> None:
    """Each code is reported on exactly the marked lines."""
    text = HEAD + case.text()
    wanted = {code: linted.marked(text.replace(',', ''), code)
              for code in CODES}
    # A mark is a comment, and those are read as well.
    plain = re.sub(r'(?m)  # NVN[\w, ]*$', '', text)
    assert {code: linted.lines(plain, code) for code in CODES} == wanted, text


@pytest.mark.parametrize('caught, broad', [
    ('', True), (' Exception', True), (' BaseException', True),
    (' (ValueError, Exception)', True), (' ValueError', False),
    (' (ValueError, OSError)', False), (' errors.Exception', False),
    (' (ValueError, (OSError, Exception))', True)])
def test_broad(caught: str, broad: bool) -> None:
    """Only handlers that catch everything are meant."""
    code = f'try:\n    f()\nexcept{caught}:\n    pass\n'
    assert linted.lines(code, 'NVN211') == ([3] if broad else [])


@pytest.mark.parametrize('tool', ('noqa: S110', 'pylint: disable=W0703'))
@pytest.mark.parametrize('reason, reported', (
    ('', [3]), ('  # Gone.', [3]), ('  # Gone for ever.', [])))
def test_told_to_tools(
    tool: str, reason: str, reported: list[int],
) -> None:
    """What ``except`` says to a tool is no reason, nor does it hide one."""
    code = (f'try:\n    f()\nexcept Exception:  # {tool}\n'
            f'    pass{reason}\n')
    assert linted.lines(code, 'NVN211') == reported


@pytest.mark.parametrize('depth, reported', [(0, []), (4, [6])])
def test_comment_between(depth: int, reported: list[int]) -> None:
    """Above an ``except`` it is about that one, further in it is not."""
    code = ('try:\n    f()\nexcept ValueError:\n    raise\n'
            f'{" " * depth}# The share is gone already.\n'
            'except Exception:\n    pass\n')
    assert linted.lines(code, 'NVN211') == reported


@pytest.mark.parametrize('caught, kind', [
    (' Exception', 'except Exception'), ('', 'bare except'),
    (' (ValueError, Exception)', 'except (ValueError, Exception)')])
def test_log_texts(caught: str, kind: str) -> None:
    """What is caught is named where it is logged, too."""
    code = f'try:\n    f()\nexcept{caught}:\n    LOG.error(1)\n'
    assert linted.report(code, 'NVN211', 'NVN212') == [
        f'3:1 NVN212 {kind} logs a message without the error; use '
        'LOG.exception, exc_info=True, or add the exception to the message']


def test_aliases_of_a_module() -> None:
    """A log method under another name is one wherever it got that."""
    code = (
        '{}try:\n    f()\nexcept Exception:\n    {}tell(1)\n')
    alias = 'tell = LOG.error\n'
    assert linted.report(code.format('', f'{alias}    '), 'NVN212')
    assert linted.report(code.format(alias, ''), 'NVN212')
    assert not linted.report(code.format(alias, ''), 'NVN211')


@pytest.mark.parametrize('body, text', [
    ('pass', 'NVN211 bare except ignores every error silently; log it, catch '
             'a narrower exception, or explain in a comment inside the '
             'handler'),
    ('raise Boom(1)', 'NVN213 Boom replaces the error and keeps nothing of '
                      'it; raise it from the error, or log the error'),
])
def test_texts(body: str, text: str) -> None:
    """What is caught is named, and what replaces it."""
    code = f'try:\n    f()\nexcept:\n    {body}\n'
    assert linted.report(code, *CODES) == [f'3:1 {text}']


def test_inner_log_without_its_own_error() -> None:
    """An outer error on its way does not excuse a log without the inner."""
    code = HEAD + '''
def f():
    try:
        g()
    except OSError:
        try:
            clean()
        except Exception:
            LOG.warning('Cannot clean')
        raise
'''
    assert linted.lines(code, 'NVN212') == [22]


@pytest.mark.parametrize('done, reported', [
    ('self._unavailable(1)', []), ('base.refuse(1)', []),
    ('self._noted(1)', [8]), ('base.look(1)', [8]), ('api.refuse(1)', [8]),
])
def test_helpers_that_always_raise(
    done: str, reported: list[int], tmp_path: pathlib.Path,
) -> None:
    """A helper of a base class, or of another module, raises again."""
    package = tmp_path / 'p'
    package.mkdir()
    (package / '__init__.py').touch()
    (package / 'base.py').write_text('''
def refuse(x): raise RuntimeError(x)
def look(x): return x
class Base:
    def _unavailable(self, x): raise RuntimeError(x)
    def _noted(self, x): self.seen = x
''')
    code = f'''
from p import base
class Own(base.Base):
    def f(self, api):
        try:
            api.go()
            return api
        except Exception:
            {done}
'''
    assert linted.lines(
        code, 'NVN211', path=str(package / 'own.py')) == reported


@pytest.mark.parametrize('path, looked_at', [
    ('nova/compute/manager.py', True), ('nova/tests/fixtures/nova.py', False),
    ('nova/test_it.py', False), ('setup.py', False),
    ('tools/check.py', False), ('heat_integrationtests/common.py', False),
    ('nova/db/migrations/versions/1.py', False)])
def test_production(path: str, looked_at: bool) -> None:
    """Tests, tools and migrations are no production code."""
    code = _function('pass')
    assert bool(linted.lines(code, 'NVN211', path=path)) is looked_at


def test_option() -> None:
    """A project can say what is production code all the same."""
    code = _function('pass')
    assert linted.lines(
        code, 'NVN211', path='tools/check.py',
        nvn_production_files=('tools',)) == [18]


def test_configured_logger() -> None:
    """A logger that only the project knows is a logger."""
    code = _function("journal.info('x')")
    assert linted.lines(code, 'NVN211') == [18]
    assert linted.lines(code, 'NVN211', nvn_loggers=('journal',)) == []
    assert linted.lines(code, 'NVN212', nvn_loggers=('journal',)) == [18]
    for line, logs in (
            ("self.journal.error('x')", True), ("journal.forget('x')", False),
            ("journal('x')", False), ("self.other.info('x')", False)):
        code = _function(line)
        assert bool(linted.lines(
            code, 'NVN212', nvn_loggers=('journal', 'diary'))) is logs
        assert bool(linted.lines(
            code, 'NVN211', nvn_loggers=('journal', 'diary'))) is not logs


@pytest.mark.parametrize('above', ('', '\n'))
def test_two_words_inside_a_handler(above: str) -> None:
    """They are a reason above the handler, and too few inside of it."""
    inside = (
        f'{above}def get(guest):\n    try:\n        return guest.disks\n'
        '    except Exception:  # falls back\n        return []\n')
    before = (
        f'{above}def get(guest):\n    try:\n        # falls back\n'
        '        return guest.disks\n'
        '    except Exception:\n        return []\n')
    path = 'nova/virt/guest.py'
    assert linted.lines(inside, 'NVN211', path=path) == [4 + len(above)]
    assert linted.lines(before, 'NVN211', path=path) == []


@pytest.mark.skipif(sys.version_info < (3, 11), reason='no except*')
@pytest.mark.parametrize('caught, lines', [
    ('* Exception', [3]), (' *Exception', [3]),
    ('*(ValueError, Exception)', [3]), ('* ValueError', []),
])
def test_groups_of_errors(caught: str, lines: list[int]) -> None:
    """``except*`` takes every error as ``except`` does."""
    code = f'try:\n    f()\nexcept{caught}:\n    pass\n'
    assert linted.lines(code, 'NVN211', path='p/disks.py') == lines


def test_texts_of_lost_errors() -> None:
    """What drops which errors, and what to do instead."""
    assert linted.report('''\
from contextlib import suppress


def f():
    with suppress(Exception):
        g()
    try:
        ValueError('g')
    finally:
        return 1
''', 'NVN211') == [
        '5:10 NVN211 suppress(Exception) ignores every error silently; log '
        'it, name a narrower exception, or explain in a comment',
        '8:9 NVN211 ValueError is built but never raised; raise it, or log it',
        '10:9 NVN211 return in finally drops every error silently; move it '
        'behind the finally block']


def test_lost_errors_are_reported_once() -> None:
    """A handler of everything is reported for what it builds in vain."""
    assert linted.report('''\
def f():
    try:
        g()
    except Exception:
        ValueError('g')
''', 'NVN211') == [
        '4:5 NVN211 except Exception ignores every error silently; log it, '
        'catch a narrower exception, or explain in a comment inside the '
        'handler']
