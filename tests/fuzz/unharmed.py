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

"""What holds for any file at all: nothing breaks, nothing is changed."""

import argparse
import ast
from collections.abc import Iterator

from flake8_nova_notifications.options import Options
from flake8_nova_notifications.plugin import Checker
from flake8_nova_notifications import reports

Snapshot = list[tuple[ast.AST, dict[str, object]]]


def lint(code: str, path: str) -> list[reports.Report]:
    """Run every rule over a file as flake8 does.

    :raises AssertionError: a rule broke, changed the tree, reported a place
        outside of the file, the same finding twice or findings out of order.
    :raises SyntaxError, ValueError, RecursionError: the file cannot be
        parsed; there is nothing to be linted then.
    """
    tree = ast.parse(code)
    rows = code.splitlines(keepends=True)
    before = _snapshot(tree)
    given = argparse.Namespace(
        select=None, extend_select=None, nvn_options=Options(nvn_all=True))
    found = list(Checker(tree, path, rows, given).run())
    after = _snapshot(tree)
    assert before == after, 'the tree was changed'
    assert found == sorted(found, key=lambda report: report[:3])
    assert len(found) == len({report[:3] for report in found}), found
    for line, column, text, _ in found:
        assert not text.startswith('NVN000'), text
        assert '\n' not in text, text
        assert 1 <= line <= max(len(rows), 1), (line, text)
        # Columns of a tree count bytes.
        width = len(rows[line - 1].encode()) if rows else 0
        assert 0 <= column <= width, (line, column, text)
    return found


def _snapshot(tree: ast.AST) -> Snapshot:
    """Every node with what it holds.

    Nodes are equal only to themselves, so this sees more than ``ast.dump``
    does, and depth costs it no stack.
    """
    return [(node, dict(_held(node))) for node in ast.walk(tree)]


def _held(node: ast.AST) -> Iterator[tuple[str, object]]:
    for name, value in vars(node).items():
        # A copy: the same list with other things in it would be equal.
        yield name, list(value) if isinstance(value, list) else value
