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

"""Nova as other tools would have it, and without its name."""

import ast
from collections.abc import Callable
from collections import Counter
import io
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tokenize

import pytest

from tests.corpus import score
from tests import linted

FILES = 150
NAMELESS = 60
TOOLS = ('black', 'isort', 'pyupgrade', 'ruff')
COMMANDS = {
    'black': ('black', '-q', '--config', os.devnull),
    'isort': ('isort', '-q', '--settings-path', os.devnull),
    'pyupgrade': ('pyupgrade', '--py310-plus'),
    'ruff format': ('ruff', 'format', '--isolated', '--no-cache', '-q'),
    # TRY400 repairs what NVN212 and others report: it logs the error.
    'ruff unsafe fixes': (
        'ruff', 'check', '--isolated', '--no-cache', '-q', '--fix-only',
        '--unsafe-fixes', '--select=ALL', '--ignore=TRY400', '--preview',
        '--exit-zero'),
}
# File, code and the function or class that holds the finding.
Places = Counter[tuple[str, str, str]]

pytestmark = [pytest.mark.corpus, pytest.mark.network]


@pytest.fixture(scope='module')
def nova(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Nova 34.0.0, unpacked."""
    return score.unpacked('nova-34.0.0', tmp_path_factory.mktemp('corpus'))


@pytest.fixture(scope='module')
def chosen(nova: pathlib.Path) -> dict[str, Places]:
    """Files that have findings, drawn by lot, with these."""
    paths = sorted(
        str(path.relative_to(nova)) for path in nova.rglob('*.py')
        if path.stat().st_size > 1500)
    random.Random(22).shuffle(paths)
    found: dict[str, Places] = {}
    for path in paths:
        if len(found) < FILES:
            places = _places(nova, path)
            if places:
                found[path] = places
    assert len(found) == FILES
    return found


@pytest.fixture(scope='module')
def tools(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder with the tools."""
    folder = tmp_path_factory.mktemp('tools')
    done = subprocess.run(
        [sys.executable, '-m', 'pip', 'install', '-q', '--target',
         str(folder), *TOOLS], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise score.MissingNetworkError(done.stdout)
    return folder


def _places(root: pathlib.Path, path: str) -> Places:
    with tokenize.open(root / path) as stream:
        text = stream.read()
    spans = [
        (min([node.lineno, *(d.lineno for d in node.decorator_list)]),
         node.end_lineno or 0, node.name) for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef,
                             ast.ClassDef))]
    found: Places = Counter()
    for told in linted.report(text, path=str(root / path), nvn_all=True):
        line = int(told.partition(':')[0])
        symbol = '.'.join(name for start, end, name in sorted(spans)
                          if start <= line <= end)
        found[path, told.split()[1], symbol] += 1
    return found


def _different(
    nova: pathlib.Path, chosen: dict[str, Places], tmp_path: pathlib.Path,
    rewrite: Callable[[list[str]], None],
) -> tuple[int, Places, Places]:
    """How many files are other ones, and what is lost and gained."""
    tree = tmp_path / 'tree'
    shutil.copytree(nova, tree)
    rewrite([str(tree / path) for path in chosen])
    before: Places = Counter()
    after: Places = Counter()
    for path, places in chosen.items():
        before += places
        after += _places(tree, path)
    changed = sum((nova / path).read_bytes() != (tree / path).read_bytes()
                  for path in chosen)
    return changed, before - after, after - before


@pytest.mark.parametrize('command', COMMANDS)
def test_tools(
    command: str, nova: pathlib.Path, chosen: dict[str, Places],
    tools: pathlib.Path, tmp_path: pathlib.Path,
) -> None:
    """What means the same has the same findings."""
    program, *arguments = COMMANDS[command]

    def rewrite(paths: list[str]) -> None:
        subprocess.run(
            [str(tools / 'bin' / program), *arguments, *paths],
            env={**os.environ, 'PYTHONPATH': str(tools)},
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=(
                program != 'pyupgrade'))

    changed, lost, gained = _different(nova, chosen, tmp_path, rewrite)
    assert changed > FILES / 2
    assert (lost, gained) == (Counter(), Counter())


def _without_comments(text: str) -> str:
    """Comments are the reasons of some tests, and are not in the tree."""
    lines = text.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column] + '\n'
    return ''.join(lines)


def test_unparsed(
    nova: pathlib.Path, chosen: dict[str, Places], tmp_path: pathlib.Path,
) -> None:
    """So has what is written anew from its tree, comments aside."""
    bare = tmp_path / 'bare'
    shutil.copytree(nova, bare)
    for path in chosen:
        with tokenize.open(bare / path) as stream:
            text = stream.read()
        (bare / path).write_text(_without_comments(text), 'utf-8')

    def rewrite(paths: list[str]) -> None:
        for path in map(pathlib.Path, paths):
            path.write_text(ast.unparse(ast.parse(path.read_text('utf-8'))),
                            'utf-8')

    changed, lost, gained = _different(
        bare, {path: _places(bare, path) for path in chosen}, tmp_path,
        rewrite)
    assert changed == FILES
    assert (lost, gained) == (Counter(), Counter())


def test_without_a_name(nova: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """``flake8 -`` finds what needs no other file, and nothing more."""
    paths = sorted(path for path in nova.rglob('*.py')
                   if path.stat().st_size > 3000)
    random.Random(7).shuffle(paths)
    files = needed = kept = 0
    for path in paths:
        with tokenize.open(path) as stream:
            text = stream.read()
        named = _short(linted.report(text, path=str(path)))
        nameless = _short(linted.report(text, path='stdin'))
        if not named and not nameless or files == NAMELESS:
            continue
        files += 1
        assert nameless <= named, path
        alone = tmp_path / str(files) / path.relative_to(nova)
        for folder in (*alone.parents[:len(alone.relative_to(
                tmp_path / str(files)).parts) - 1][::-1],):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / '__init__.py').touch()
        alone.write_text(text, 'utf-8')
        by_itself = named & _short(linted.report(text, path=str(alone)))
        needed += len(by_itself)
        kept += len(by_itself & nameless)
    assert files == NAMELESS and needed > 100
    assert kept >= 0.95 * needed


def _short(reports: list[str]) -> set[tuple[str, str]]:
    """The place and the code of each."""
    return {(told.split()[0], told.split()[1]) for told in reports}
