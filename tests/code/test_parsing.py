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

"""All that the plugin parses is parsed in one place, by one thread."""

import ast
from concurrent.futures import ThreadPoolExecutor
import os
import pathlib
import threading
import types

import pytest

from flake8_nova_notifications.code import parsing

ROOT = pathlib.Path(__file__).resolve().parents[2] / (
    'flake8_nova_notifications')


def _parses(tree: ast.AST) -> list[int]:
    """The lines on which something is parsed past the lock."""
    return [
        node.lineno for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(
            node.value, ast.Name) and (node.value.id, node.attr) in (
                ('ast', 'parse'), ('ast', 'literal_eval'))
        or isinstance(node, ast.Name) and node.id == 'compile'
        or isinstance(node, ast.ImportFrom) and node.module == 'ast']


def test_nowhere_else() -> None:
    """No other module of the package calls the parser."""
    found = {str(path.relative_to(ROOT)) for path in ROOT.rglob('*.py')
             if _parses(ast.parse(path.read_text()))}
    assert found == {os.path.join('code', 'parsing.py')}


@pytest.mark.parametrize('text', [
    'ast.parse(x)', 'ast.literal_eval(x)', 'compile(x)',
    'from ast import parse'])
def test_would_be_found(text: str) -> None:
    """Each way past the lock would be seen."""
    assert _parses(ast.parse(text)) == [1]
    assert _parses(ast.parse('re.compile(x), parse(x)')) == []


def test_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody begins while somebody else is at it."""
    inside: list[int] = []
    most: list[int] = []
    entered = threading.Event()

    def parse(text: str) -> ast.Module:
        inside.append(1)
        most.append(len(inside))
        # The first one stays until it is clear that no other comes in.
        if not entered.is_set():
            entered.set()
            waiting.wait(timeout=30)
        inside.pop()
        return ast.Module([], [])

    waiting = threading.Event()
    monkeypatch.setattr(
        parsing, 'ast', types.SimpleNamespace(parse=parse))
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(parsing.parse, 'x')
        assert entered.wait(timeout=30)
        # Where it is not free, the second one has to wait for the first.
        is_free = parsing.parser().acquire(blocking=False)
        if is_free:
            parsing.parser().release()
        second = pool.submit(parsing.parse, 'y')
        waiting.set()
        first.result(timeout=30)
        second.result(timeout=30)
    assert not is_free
    assert most == [1, 1]


def test_errors_let_go() -> None:
    """What is no Python does not keep the others out."""
    with pytest.raises(SyntaxError):
        parsing.parse('def')
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(parsing.parse, 'x').result(timeout=30).body


# Python 3.12 and later warn of forks beside threads; hosts make them.
@pytest.mark.filterwarnings('ignore::DeprecationWarning')
@pytest.mark.skipif(not hasattr(os, 'fork'), reason='no fork')
def test_children_parse() -> None:
    """A child that was forked while another thread parsed can parse."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(parsing.parser().acquire).result(timeout=30)
        child = os.fork()
        if not child:
            os._exit(0 if parsing.parser().acquire(timeout=5) else 1)
        _, status = os.waitpid(child, 0)
        pool.submit(parsing.parser().release).result(timeout=30)
    assert status == 0
