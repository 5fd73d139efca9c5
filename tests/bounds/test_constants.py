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

"""Every bound is a named constant that says why it is what it is."""

import ast
import pathlib
import re

import pytest

from tests.test_layers import ROOT

_BOUND = re.compile(r'(?P<name>_?(?:MAX|MIN)_[A-Z_]+) = ')
BOUNDS = [
    pytest.param(path, number, id=f'{path.stem}.{match["name"]}')
    for path in sorted(ROOT.rglob('*.py'))
    for number, line in enumerate(path.read_text().splitlines())
    if (match := _BOUND.match(line))]


@pytest.mark.parametrize('path, number', BOUNDS)
def test_reason(path: pathlib.Path, number: int) -> None:
    """A comment stands above a bound, or behind it."""
    lines = path.read_text().splitlines()
    if '# ' in lines[number]:
        return
    above = number - 1
    # Several in a row may share one.
    while _BOUND.match(lines[above]):
        above -= 1
    assert lines[above].startswith('#'), lines[number]


def test_there_are_bounds() -> None:
    """The pattern above finds them."""
    assert len(BOUNDS) > 40


def test_none_is_hidden() -> None:
    """No search is bounded by a number in the midst of the code."""
    for path in sorted(ROOT.rglob('*.py')):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(
                    node.func) == 'range' and isinstance(
                        node.args[-1], ast.Constant):
                assert node.args[-1].value in (1, 2, 3, 4), (
                    path, node.lineno)
