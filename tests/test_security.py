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

"""SECURITY.rst names the tests that hold its promises; they exist."""

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
TEXT = (ROOT / 'SECURITY.rst').read_text()
NAMED = sorted(set(re.findall(r'``(tests/[\w/]+\.py)::(\w+)``', TEXT)))


@pytest.mark.parametrize('path, name', NAMED)
def test_named_tests_exist(path: str, name: str) -> None:
    """Each is a function of that file."""
    functions = {
        node.name: node for node in ast.parse((ROOT / path).read_text()).body
        if isinstance(node, ast.FunctionDef)}
    assert name.startswith('test_')
    assert name in functions


def test_each_promise_names_a_test() -> None:
    """A promise is a line with an indented block below it."""
    promises = TEXT.partition('What we promise\n')[2].partition(
        'What we do not promise\n')[0]
    found = re.findall(r'(?m)^(\w.*)\n((?:    .*\n)+)', promises)
    assert len(found) >= 8
    for title, block in found:
        assert re.search(r'``tests/[\w/]+\.py::test_\w+``', block), title
    assert len(NAMED) >= 15
