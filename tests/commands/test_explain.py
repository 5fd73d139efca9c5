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

"""The commands that tell of the codes."""

import json
import pathlib
import re

import pytest

from flake8_nova_notifications import __main__ as commands
from flake8_nova_notifications import __version__
from flake8_nova_notifications.commands.explain import command
from flake8_nova_notifications.commands.explain import examples
from flake8_nova_notifications.commands.explain.facts import nearest
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.registry import EVERY_CODE
from flake8_nova_notifications.rule import About
from tests import linted

each_code = pytest.mark.parametrize(
    'about', EVERY_CODE, ids=lambda about: about.code)


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('COLUMNS', '79')


@each_code
def test_card(about: About, capsys: pytest.CaptureFixture[str]) -> None:
    """All that a rule says of itself is there, and fits the terminal."""
    assert command.explain([about.code]) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[0] == f'{about.code} {about.name}'
    assert (
        f'    {"On" if about.on_by_default else "Off"} by default, severity '
        f'{about.severity.name.lower()}, since {about.since}. ') in told
    flat = ' '.join(told.split())
    assert f'Can be fixed by nvn fix: {about.fixable.value}.' in flat
    for text in (about.title, examples.message(about), about.rationale):
        assert ' '.join(text.split()) in flat
    for example in about.examples:
        for line in example.code.splitlines():
            assert f'    {line}\n' in told or not line
    for number in about.cwe:
        assert f'/{number}.html' in told
    for option in about.options:
        assert f'Option {option.replace("_", "-")}\n' in told
    code = {line for example in about.examples
            for line in example.code.splitlines()}
    assert all(len(line) <= 79 for line in told.splitlines()
               if line[4:] not in code)


@each_code
def test_json(about: About, capsys: pytest.CaptureFixture[str]) -> None:
    """Machines get the same, whatever way they spell the code."""
    assert command.explain([about.code.lower(), '--format', 'json']) == 0
    told = json.loads(capsys.readouterr().out)
    assert told['code'] == about.code
    assert told['severity'] in ('low', 'medium', 'high')
    assert [one['id'] for one in told['cwe']] == list(about.cwe)
    assert [one['code'] for one in told['examples']] == [
        example.code for example in about.examples]
    reported = [one['reported'] for one in told['examples']]
    assert reported == [
        bool(linted.marked(example.code, about.code))
        for example in about.examples]


def test_several(capsys: pytest.CaptureFixture[str]) -> None:
    """Codes, names and families, each code once, in the order given."""
    assert command.explain(['NVN201', 'counted-wait', 'nvn101']) == 0
    told = capsys.readouterr().out
    assert [line for line in told.splitlines() if line.startswith('NVN')] == [
        'NVN201 unlogged-mocked-error', 'NVN101 counted-wait']
    assert command.explain(['NVN6', '--format', 'json']) == 0
    assert [one['code'] for one in json.loads(capsys.readouterr().out)] == [
        'NVN601', 'NVN602']
    assert command.explain(['NVN101', 'NVN9']) == 2
    assert capsys.readouterr().out == ''


def test_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    """The version is one line."""
    monkeypatch.setattr('sys.argv', ['nvn', '--version'])
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == 0
    assert capsys.readouterr().out == (
        f'flake8-nova-notifications {__version__}\n')


def test_no_template_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    """What is shown as printed was printed."""
    for rule in ALL_RULES:
        text = examples.message(rule.about)
        assert not re.search(r'\{\w+\}', text), text


def test_name(capsys: pytest.CaptureFixture[str]) -> None:
    """A rule is found by its name as well."""
    assert command.explain(['counted_wait']) == 0
    assert capsys.readouterr().out.startswith('NVN101 counted-wait\n')


@pytest.mark.parametrize('given, wanted', (
    ('NVN109', ['NVN108', 'NVN107', 'NVN106']),
    ('NVN999', []),
    ('nvn1o1', ['NVN101']),
    ('unbound-wait', ['NVN104']),
    ('E501', []),
))
def test_nearest(
    given: str, wanted: list[str], capsys: pytest.CaptureFixture[str],
) -> None:
    """Who mistypes a code is told what there is near it."""
    found = [about.code for about in nearest(given)]
    if wanted:
        assert found[:len(wanted)] == wanted
    assert command.explain([given]) == 2
    said = capsys.readouterr()
    assert said.out == ''
    assert said.err.startswith(
        f'error: {given} is no code of this plugin; ')
    assert ('did you mean' if found else 'rules" lists them') in said.err


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """A row a code, in order, no wider than the terminal."""
    assert command.rules([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line.strip()[:3] == 'NVN'
            ] == [about.code for about in EVERY_CODE]
    assert lines[0].split() == [
        'CODE', 'DEFAULT', 'SEVERITY', 'NAME', 'REPORTS']
    assert all(len(line) <= 79 for line in lines)
    assert command.rules(['--format', 'json']) == 0
    assert [one['code'] for one in json.loads(
        capsys.readouterr().out)] == [about.code for about in EVERY_CODE]


def test_help(tmp_path: pathlib.Path) -> None:
    """The help lists each command with an example."""
    done = linted.beside('--help', cwd=tmp_path)
    assert done.returncode == 0
    for name, run in commands.COMMANDS.items():
        assert f'  {name:10}{run.__doc__}\n' in done.stdout
    nothing = linted.beside(cwd=tmp_path)
    assert (nothing.returncode, nothing.stdout) == (2, '')
    assert nothing.stderr == done.stdout


@pytest.mark.parametrize('name', sorted(commands.COMMANDS))
def test_each_command_has_help(
    name: str, capsys: pytest.CaptureFixture[str],
) -> None:
    """Each command explains its own arguments."""
    with pytest.raises(SystemExit) as ended:
        commands.COMMANDS[name](['--help'])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(
        f'usage: nvn {name} ')


@pytest.mark.parametrize('given, said', (
    ('explian', "there is no command 'explian'; did you mean explain?"),
    ('x', "there is no command 'x'; there are explain, rules, payloads, "
     'waits, baseline, fix'),
))
def test_unknown_command(
    given: str, said: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An unknown command gets the nearest one."""
    monkeypatch.setattr('sys.argv', ['x', given])
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(f'error: {said}\n')
