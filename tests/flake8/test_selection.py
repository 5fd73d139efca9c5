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

"""Which codes are on: a matrix through the installed flake8."""

import argparse
import ast
import pathlib

from flake8 import style_guide
import pytest

from flake8_nova_notifications import options
from flake8_nova_notifications.plugin import Checker
from tests import linted

# Breaks one rule that is on by default and one that is off.
OURS = 'flake8-nova-notifications'
CODE = '''\
import time


def wait(api):
    for _ in range(5):
        state = api.get_state()
        if state == 'up':
            return state
        time.sleep(1)
    raise RuntimeError(state)
'''
ON, OFF = 'NVN101', 'NVN105'

# Command line, lines of the [flake8] section, what is to be reported.
MATRIX = [
    ((), (), {ON}),
    ((), ('ignore = E121,W503',), {ON}),
    ((), ('ignore = E121', 'enable-extensions = H106'), {ON}),
    ((), ('select = NVN',), {ON}),
    ((), ('extend-select = NVN',), {ON}),
    (('--select=NVN',), (), {ON}),
    (('--extend-select=NVN',), ('ignore = E1',), {ON}),
    (('--select=E,W',), (), set()),
    (('--select=NVN1',), (), {ON, OFF}),
    (('--select=NVN105',), (), {OFF}),
    (('--select=NVN105',), ('ignore = E1',), {OFF}),
    (('--select=NVN101',), (), {ON}),
    (('--select=NVN,NVN105',), (), {ON, OFF}),
    (('--extend-select=NVN105',), (), {ON, OFF}),
    (('--extend-select=NVN105',), ('ignore = E121,W503',), {ON, OFF}),
    ((), ('extend-select = NVN105',), {ON, OFF}),
    ((), ('ignore = E121', 'extend-select = NVN105'), {ON, OFF}),
    ((), ('select = NVN105',), {OFF}),
    ((), ('enable-extensions = NVN105',), {ON, OFF}),
    ((), ('ignore = E121', 'enable-extensions = NVN105'), {ON, OFF}),
    ((), ('ignore = E121', 'enable-extensions = H106, NVN105'), {ON, OFF}),
    (('--enable-extensions=NVN105',), (), {ON, OFF}),
    ((), ('enable-extensions = NVN105', 'extend-select = NVN105'),
     {ON, OFF}),
    ((), ('enable-extensions = NVN106',), {ON}),
    (('--select=NVN',), ('enable-extensions = NVN105',), {ON, OFF}),
    (('--nvn-all',), (), {ON, OFF}),
    ((), ('nvn-all = yes', 'ignore = E121'), {ON, OFF}),
    ((), ('nvn-all = no',), {ON}),
    (('--ignore=NVN1',), (), set()),
    (('--extend-ignore=NVN101',), (), set()),
    # N is pep8-naming's as well; who switches that off switches us off.
    (('--extend-ignore=N',), (), set()),
    ((), ('extend-ignore = N',), set()),
    (('--extend-ignore=NVN101', '--extend-select=NVN105'), (), {OFF}),
    ((), ('per-file-ignores =', '    waiter.py:NVN101'), set()),
]


@pytest.mark.parametrize('arguments, section, wanted', MATRIX)
def test_matrix(
    arguments: tuple[str, ...], section: tuple[str, ...], wanted: set[str],
    tmp_path: pathlib.Path,
) -> None:
    """Each way of asking gives exactly the codes that were asked for."""
    (tmp_path / 'waiter.py').write_text(CODE)
    (tmp_path / 'setup.cfg').write_text('\n'.join(('[flake8]', *section)))
    done = linted.flake8(
        '-j1', '--format=%(code)s', *arguments, 'waiter.py', cwd=tmp_path)
    assert not done.stderr
    found = done.stdout.split()
    assert sorted(found) == sorted(wanted)
    assert done.returncode == (1 if wanted else 0)


@pytest.mark.parametrize('on_by_default', (True, False))
@pytest.mark.parametrize('everything', (True, False))
@pytest.mark.parametrize('select, shown, named', (
    (None, True, False),
    ([], False, False),
    (['NVN'], True, False),
    (['N'], True, False),
    (['NVN1'], True, True),
    (['NVN105'], True, True),
    (['NVN2'], False, False),
    (['E', 'NVN105'], True, True),
))
@pytest.mark.parametrize('extend, extended', (
    (None, False), (['NVN105'], True), (['NVN2'], False)))
def test_one_function_decides(
    on_by_default: bool, everything: bool, select: 'list[str] | None',
    shown: bool, named: bool, extend: 'list[str] | None', extended: bool,
) -> None:
    """The decision over its whole domain, and the twin's beside it."""
    given = argparse.Namespace(select=select, extend_select=extend)
    wanted = (shown or extended) and (
        on_by_default or everything or named or extended)
    assert options.is_on(OFF, on_by_default, everything, given) is wanted
    assert options.is_on(
        OFF, on_by_default, everything, given, by_its_twin=True) is (
            not wanted)


@pytest.mark.parametrize('ignore', (
    None, [], ['E1'], ['NVN'], ['NVN1'], ['NVN105'], ['NVN106', 'N']))
@pytest.mark.parametrize('extend_ignore', (None, ['NVN105'], ['NVN']))
@pytest.mark.parametrize('select', (
    None, ['E'], ['NVN'], ['NVN1'], ['NVN105', 'N']))
@pytest.mark.parametrize('extend_select', (None, ['NVN105'], ['NVN']))
def test_as_flake8_decides(
    ignore: 'list[str] | None', extend_ignore: 'list[str] | None',
    select: 'list[str] | None', extend_select: 'list[str] | None',
) -> None:
    """What is not worked out is what flake8 would not print."""
    given = argparse.Namespace(
        select=select, extend_select=extend_select, ignore=ignore,
        extend_ignore=extend_ignore, extended_default_select=['NVN'],
        extended_default_ignore=[])
    decided = style_guide.DecisionEngine(given).decision_for(OFF)
    assert options.may_be_shown(OFF, given) is (
        decided is style_guide.Decision.Selected)


@pytest.mark.parametrize('ignored, worked', (('NVN', False), ('E1', True)))
def test_ignored(
    ignored: str, worked: bool, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who ignores all codes does not pay for them."""
    walked = linted.walked(monkeypatch)
    given = argparse.Namespace(
        select=None, extend_select=None, ignore=None, extend_ignore=[ignored])
    found = list(Checker(
        ast.parse(CODE), 'waiter.py', CODE.splitlines(keepends=True), given
    ).run())
    assert bool(found) is worked
    assert bool(walked) is worked


@pytest.mark.parametrize('text, near', (
    ('nvn-pause = nap', 'nvn-pauses'), ('nvn_loger = journal', 'nvn-loggers'),
    ('nvn-al = yes', 'nvn-all')))
def test_misspelled(tmp_path: pathlib.Path, text: str, near: str) -> None:
    """A key that is nearly one of ours is named, others are left alone."""
    (tmp_path / 'tox.ini').write_text(f'[flake8]\n{text}\n')
    (tmp_path / 'a.py').touch()
    done = linted.flake8('a.py', cwd=tmp_path, only=OURS)
    assert done.returncode == 1
    key = text.split()[0]
    assert done.stdout == (
        f'There was a critical error during execution of Flake8:\n'
        f'option {key}: there is no such option; did you mean {near}?\n')
    done = linted.flake8('--isolated', 'a.py', cwd=tmp_path, only=OURS)
    assert (done.returncode, done.stdout) == (0, '')
    (tmp_path / 'tox.ini').write_text(
        '[flake8]\nnvn-later-idea = yes\nother-plugin = 1\n')
    done = linted.flake8('a.py', cwd=tmp_path, only=OURS)
    assert (done.returncode, done.stdout) == (0, '')


def test_wrong_flag(tmp_path: pathlib.Path) -> None:
    """The same for a value that only a configuration file can give."""
    (tmp_path / 'waiter.py').write_text(CODE)
    (tmp_path / 'tox.ini').write_text('[flake8]\nnvn-all = maybe\n')
    done = linted.flake8('waiter.py', cwd=tmp_path)
    assert "option nvn-all: 'maybe' is neither yes nor no" in (
        done.stdout + done.stderr)
    assert 'Traceback' not in done.stdout + done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize('arguments, said', (
    (('--nvn-pauses=time.sleep()',),
     "option nvn-pauses: 'time.sleep()' is not a name; give names separated "
     'by commas, dots allowed, such as mylib.clock.nap'),
    (('--nvn-looks', 'a,1b'),
     "option nvn-looks: '1b' is not a name; give names separated by commas, "
     'dots allowed, such as mylib.clock.nap'),
))
def test_wrong_value(
    arguments: tuple[str, ...], said: str, tmp_path: pathlib.Path,
) -> None:
    """A wrong value ends flake8 with one sentence and no traceback."""
    (tmp_path / 'waiter.py').write_text(CODE)
    done = linted.flake8('--isolated', *arguments, 'waiter.py', cwd=tmp_path)
    assert said in done.stdout + done.stderr
    assert 'Traceback' not in done.stdout + done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize('name, text', (
    ('setup.cfg', '[flake8]\nnvn-pauses = nap, lib.doze\n'),
    ('tox.ini', '[flake8]\nnvn_pauses =\n    lib.doze\n    nap\n'),
    ('.flake8', '[flake8]\nnvn-pauses = lib.doze,nap\n'),
))
def test_names_from_configuration(
    name: str, text: str, tmp_path: pathlib.Path,
) -> None:
    """The project's own helpers are known from each kind of file."""
    (tmp_path / name).write_text(text)
    (tmp_path / 'waiter.py').write_text(
        CODE.replace('import time', 'import lib').replace(
            'time.sleep(1)', 'lib.doze(1)')
        + '\n\n' + CODE.partition('\n\n\n')[2].replace(
            'wait(', 'again(').replace('time.sleep(1)', 'api.nap(1)'))
    done = linted.flake8(
        '-j1', '--select=NVN', '--format=%(row)d %(code)s', 'waiter.py',
        cwd=tmp_path)
    assert done.stdout.splitlines() == ['5 NVN101', '14 NVN101']


def test_syntax_error(tmp_path: pathlib.Path) -> None:
    """A select without E9 passes a file that no plugin could read."""
    (tmp_path / 'waiter.py').write_text(CODE + 'def (:\n')
    hidden = linted.flake8('--isolated', '--select=NVN', '.', cwd=tmp_path)
    assert (hidden.stdout, hidden.stderr, hidden.returncode) == ('', '', 0)
    shown = linted.flake8('--isolated', '--select=NVN,E9', '.', cwd=tmp_path)
    assert shown.stdout == (
        './waiter.py:11:6: E999 SyntaxError: invalid syntax\n')
    assert shown.returncode == 1


def test_help(tmp_path: pathlib.Path) -> None:
    """Each option has its help in ``flake8 --help``."""
    done = linted.flake8('--help', cwd=tmp_path)
    for name in ('--nvn-all', '--nvn-pauses', '--nvn-looks',
                 '--nvn-failures'):
        assert name in done.stdout
