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

"""A literal of the code under review neither breaks a report nor forges one.

Every string of every example is given a hostile end, one at a time, and so is
every object whose attribute is asked for: ``sock.recv()`` becomes
``sock['...'].recv()``. All of them are linted with each format.
"""

import ast
import json
import pathlib
import re
import shutil
import subprocess

import pytest

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.registry import ALL_RULES
from tests import linted

# A lone surrogate, a report and a workflow command on lines of their own,
# escape, NUL, CR, a text direction mark, a line separator; and a letter of
# another alphabet, which is to stay.
HOSTILE = (
    '\udc80ж\nother.py:1:1: NVN503 forged\n::error file=other.py::forged'
    '\r\x1b[31m\0\u202e\u2028 %0A::error::forged a.py:7:9: E999 forged')
_REPORT = re.compile(r'code\d+/\S+\.py:\d+:\d+: [A-Z]+\d+ ')
_PYLINT = re.compile(r'code\d+/\S+\.py:\d+: \[[A-Z]+\d+\] ')
_COMMAND = re.compile(r'::(?:notice|warning|error) file=code\d+/')


class _Hostile(ast.NodeTransformer):
    """Gives the string of one position a hostile end."""

    def __init__(self, position: int) -> None:
        self._position = position
        self.seen = 0

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if not isinstance(node.value, str):
            return node
        self.seen += 1
        return ast.Constant(node.value + HOSTILE) if (
            self.seen - 1 == self._position) else node


class _Subscripted(ast.NodeTransformer):
    """Takes the object of one name from a dict with a hostile key."""

    def __init__(self, name: str) -> None:
        self._name = name

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == self._name:
            node.value = ast.Subscript(
                node.value, ast.Constant(HOSTILE), ast.Load())
        return node


def _variants(code: str) -> list[str]:
    tree = ast.parse(code)
    counter = _Hostile(-1)
    counter.visit(tree)
    owners = dict.fromkeys(
        node.value.id for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name))
    rewrites: list[ast.NodeTransformer] = [
        *map(_Hostile, range(counter.seen)), *map(_Subscripted, owners)]
    return [
        ast.unparse(ast.fix_missing_locations(
            rewrite.visit(ast.parse(code)))) for rewrite in rewrites]


@pytest.fixture(scope='module')
def project(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """One folder a variant, so that none of them sees another one."""
    root = tmp_path_factory.mktemp('literals')
    number = 0
    for rule in ALL_RULES:
        for example in rule.about.examples:
            for code in _variants(example.code):
                path = root / f'code{number}' / example.path
                path.parent.mkdir(parents=True)
                path.write_text(code, encoding='utf-8')
                number += 1
    assert number > 200
    return root


def _lint(project: pathlib.Path, form: str) -> (
        'subprocess.CompletedProcess[str]'):
    done = linted.flake8(
        '--isolated', '--nvn-all', '--select=NVN', '-j2', f'--format={form}',
        '.', cwd=project, only='flake8-nova-notifications')
    assert done.returncode == 1, done.stderr
    assert done.stderr == ''
    assert 'NVN000' not in done.stdout
    return done


def _lines(text: str) -> list[str]:
    assert not [
        char for char in set(text)
        if not char.isprintable() and char != '\n'], ascii(text)
    return text.split('\n')[:-1]


@pytest.mark.parametrize(('form', 'wanted'), [
    ('default', re.compile(r'\./' + _REPORT.pattern)),
    ('pylint', re.compile(r'\./' + _PYLINT.pattern)),
    ('nvn-github', _COMMAND)])
def test_every_line_is_a_report(
    project: pathlib.Path, form: str, wanted: re.Pattern[str],
) -> None:
    """No line is of somebody else's making."""
    found = _lines(_lint(project, form).stdout)
    assert len(found) > 100
    assert [line for line in found if not wanted.match(line)] == []
    quoted = [line for line in found if 'forged' in line]
    assert quoted
    assert all('ж' in line for line in quoted if '\\udc80' in line)
    # What reads as a place in another file is the report's own place only.
    assert not [line for line in found if 'a.py:7:9' in line]


@pytest.mark.parametrize('form', ['nvn-sarif', 'nvn-gitlab'])
def test_documents_hold_one_line_messages(
    project: pathlib.Path, form: str,
) -> None:
    """Messages in documents are held to the same."""
    document = json.loads(_lint(project, form).stdout)
    messages = [
        result['message']['text'] for result in document['runs'][0]['results']
    ] if form == 'nvn-sarif' else [one['description'] for one in document]
    assert len(messages) > 100
    assert [m for m in messages if not m.isprintable()] == []


@pytest.mark.parametrize('arguments', [
    ('payloads',), ('payloads', '--format=json'), ('payloads', '--format=csv'),
    ('payloads', '--allow'), ('payloads', '--against=empty'),
    ('payloads', '--against=empty', '--format=json'),
    ('waits',), ('waits', '--format=json')])
def test_commands(project: pathlib.Path, arguments: tuple[str, ...]) -> None:
    """Reports beside flake8 print the same text."""
    (project / 'empty').mkdir(exist_ok=True)
    command, *options = arguments
    done = linted.beside(command, '.', *options, cwd=project)
    assert done.stderr == '' or done.stderr.startswith('newly carry ')
    assert 'forged' in done.stdout
    _lines(done.stdout)
    _lines(done.stderr)


def test_fix(project: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """A diff repeats the literals as they are written, on their lines."""
    shutil.copytree(project, tmp_path / 'copy')
    done = linted.beside(
        'fix', '--isolated', '--unsafe', '--statistics', '--nvn-all',
        '--select=NVN', '.', cwd=tmp_path / 'copy')
    assert done.returncode == 1
    assert 'forged' in done.stdout
    wrong = [line for line in _lines(done.stdout) if not re.match(
        r'(?:--- a/|\+\+\+ b/)code\d+/\S+\.py$|@@ -\d|[ +-]|\\ No newline',
        line) and line]
    assert wrong == []
    assert re.search(r'^NVN101 \d+ fixed$', done.stderr, re.M)
    assert [line for line in _lines(done.stderr)
            if not re.match(r'NVN\d{3} \d+ (?:not )?fixed', line)] == []


def test_baseline(project: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Each line of a baseline is an entry or a comment."""
    path = tmp_path / 'baseline.txt'
    done = linted.beside(
        'baseline', str(path), '--isolated', '--nvn-all', '--select=NVN',
        '.', cwd=project)
    assert (done.returncode, done.stderr) == (0, '')
    lines = _lines(path.read_text(encoding='utf-8'))
    assert len(lines) > 100
    assert [line for line in lines if not re.match(
        r'#|\S+\.py NVN\d{3} \S+ \S+', line)] == []
    found = linted.flake8(
        '--isolated', '--nvn-all', '--select=NVN', '-j2',
        f'--nvn-baseline={path}', '.', cwd=project,
        only='flake8-nova-notifications')
    assert (found.stdout, found.stderr) == ('', '')


@pytest.mark.parametrize('command', ['payloads', 'waits'])
def test_pages(
    command: str, project: pathlib.Path, tmp_path: pathlib.Path,
) -> None:
    """So do their pages."""
    page = tmp_path / 'page.html'
    done = linted.beside(command, '.', '--html', str(page), cwd=project)
    assert done.returncode == 0, done.stderr
    text = page.read_text(encoding='utf-8')
    assert 'forged' in text
    _lines(text)


def test_every_code_is_in_it(project: pathlib.Path) -> None:
    """The reports above are of all codes, and most of them quote something."""
    found = _lines(_lint(project, 'default').stdout)
    told = {line.split()[1] for line in found}
    assert told == {rule.about.code for rule in ALL_RULES}
    assert len({line.split()[1] for line in found if 'forged' in line}) >= 10


@pytest.mark.parametrize(('text', 'wanted'), [
    ('a\udc80', 'a\\udc80'), ('a\nb', 'a\\nb'), ('\x1b[0m', '\\x1b[0m'),
    ('\u202e', '\\u202e'), ('\u2028', '\\u2028'), ('\0', '\\x00'),
    ('Größe 尺寸 размер', 'Größe 尺寸 размер'), ('a\xa0b', 'a b'),
    ('50 % of it', '50 % of it'), ('%0A::error', '\\x250A::error'),
    ('see nova/a.py:57 for it', 'see nova/a.py:57 for it'),
    ('nova/a.py:5:7: E1 x', 'nova/a.py\\x3a5:7: E1 x')])
def test_printable(text: str, wanted: str) -> None:
    """What is escaped and what is not; once more changes nothing."""
    assert printable(text) == wanted
    assert printable(wanted) == wanted
