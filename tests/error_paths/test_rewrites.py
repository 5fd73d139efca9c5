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

"""Rewrites that mean the same give the same judgement."""

import ast
import pathlib

import pytest

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.options import Options
from tests import cases
from tests.error_paths import mocking
from tests.error_paths import test_ways as ways
from tests import linted

# What linters rewrite unittest's methods to.
OPERATORS = {
    'assertEqual': ast.Eq, 'assertNotEqual': ast.NotEq, 'assertIn': ast.In,
    'assertLess': ast.Lt, 'assertLessEqual': ast.LtE,
    'assertGreater': ast.Gt, 'assertGreaterEqual': ast.GtE}


class _Bare(ast.NodeTransformer):
    """``self.assertEqual(a, b)`` as ``assert a == b``."""

    def __init__(self) -> None:
        self.count = 0

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        match node.value:
            case ast.Call(func=ast.Attribute(
                    value=ast.Name(id='self'), attr=name), args=args):
                test = self._test(name, args)
                if test is not None:
                    self.count += 1
                    return ast.copy_location(ast.Assert(test), node)
        return node

    def _test(self, name: str, args: list[ast.expr]) -> ast.expr | None:
        if name in OPERATORS and len(args) == 2:
            return ast.Compare(args[0], [OPERATORS[name]()], [args[1]])
        if name == 'assertTrue' and len(args) == 1:
            return args[0]
        if name == 'assertFalse' and len(args) == 1:
            return ast.UnaryOp(ast.Not(), args[0])
        if name == 'assertIsNone' and len(args) == 1:
            return ast.Compare(args[0], [ast.Is()], [ast.Constant(None)])
        return None


def _judged(source: SourceFile) -> list[tuple[object, ...]]:
    return [(error.raised.text, error.outcome, error.evidence)
            for error in mocking.found(source)]


FOLDER = pathlib.Path(__file__).with_name('cases')
CASES = [case for name in ('endings', 'no_failures')
         for case in cases.of_file(FOLDER / f'{name}.txt')]


def test_bare_assertions() -> None:
    """A bare ``assert`` is judged as the method that says the same."""
    rewritten = 0
    for case in CASES:
        before = mocking.read(case.text())
        bare = _Bare()
        tree = ast.fix_missing_locations(bare.visit(ast.parse(before.text)))
        text = ast.unparse(tree)
        after = SourceFile(ast.parse(text), before.path,
                           text.splitlines(keepends=True), Options())
        plain = ast.unparse(ast.parse(before.text))
        same = SourceFile(ast.parse(plain), before.path,
                          plain.splitlines(keepends=True), Options())
        assert _judged(after) == _judged(same), str(case)
        rewritten += bare.count
    assert rewritten > 40


@pytest.mark.parametrize('caught', [
    'OSError', 'IOError', 'EnvironmentError', 'socket.error'])
@pytest.mark.parametrize('error', ['OSError', 'IOError', 'select.error'])
def test_one_class_by_several_names(
    tmp_path: pathlib.Path, error: str, caught: str,
) -> None:
    """``IOError`` and ``socket.error`` are ``OSError``."""
    manager = (
        'import select\nimport socket\n\n\ndef reboot(disk):\n    try:\n'
        f'        disk.spin()\n    except {caught}:\n        LOG.error(1)\n')
    test = 'import select\n' + ways.TEST.replace('exception.Problem', error)
    assert 'handler p/manager.py:8;' in ways._reported(
        tmp_path, manager, test)[0]


SILENT = {
    'alone': ('', ''),
    'in a wait': ('    while not self.up:\n', '        time.sleep(1)\n'),
    'behind an error': (
        '    try:\n        g()\n    except ValueError:\n', '        raise\n'),
}


@pytest.mark.parametrize('before, after', SILENT.values(), ids=SILENT)
@pytest.mark.parametrize('comment', ['', '# It is gone already, or so.'])
def test_suppress(before: str, after: str, comment: str) -> None:
    """``suppress(Exception)`` is ``try``, ``except`` and ``pass``."""
    head = 'import time\nfrom contextlib import suppress\n\n\ndef f(self):\n'
    blank = ' ' * (8 if before else 4)
    reason = f'{blank}    {comment}\n' if comment else ''
    spelled = (
        f'{blank}try:\n{blank}    f()\n{blank}except Exception:\n{reason}'
        f'{blank}    pass\n',
        f'{blank}with suppress(Exception):\n{reason}{blank}    f()\n')
    found = [len(linted.lines(f'{head}{before}{way}{after}', 'NVN211'))
             for way in spelled]
    assert found == [int(not before and not comment)] * 2
