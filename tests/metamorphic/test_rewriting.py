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

"""The same program, written differently, has the same findings."""

import ast
from collections.abc import Callable
import pathlib
import random

import pytest

from flake8_nova_notifications.registry import ALL_RULES
from tests.fuzz import programs
from tests import linted
from tests.metamorphic import rewriting

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / 'examples'
PROGRAMS = [
    *(pytest.param(example.code, example.path, id=(
        f'{rule.about.code} {example.title}'))
      for rule in ALL_RULES for example in rule.about.examples),
    *(pytest.param(path.read_text(), str(path), id=str(
        path.relative_to(EXAMPLES)))
      for path in sorted(EXAMPLES.rglob('*.py')) if path.stat().st_size),
    # Generated ones hold what examples never do; the numbers are seeds.
    *(pytest.param(*reversed(programs.written(random.Random(number))),
                   id=f'generated {number}') for number in range(150))]


def _places(code: str, path: str) -> list[tuple[int, str, str]]:
    """Line, column and code of each finding."""
    found = []
    for text in linted.report(code, path=path, nvn_all=True):
        place, reported = text.split()[:2]
        line, _, column = place.partition(':')
        found.append((int(line), column, reported))
    return found


@pytest.mark.parametrize('rewrite', rewriting.ALL)
@pytest.mark.parametrize('code, path', PROGRAMS)
def test_findings_stay(
    code: str, path: str,
    rewrite: Callable[[str], rewriting.Rewritten],
) -> None:
    """At the same places, but for the lines that have moved."""
    text, moved = rewrite(code)
    ast.parse(text)
    wanted = sorted(
        (moved[line], column, reported)
        for line, column, reported in _places(code, path))
    assert sorted(_places(text, path)) == wanted


@pytest.mark.parametrize('rewrite', rewriting.ALL)
def test_something_is_rewritten(
    rewrite: Callable[[str], rewriting.Rewritten],
) -> None:
    """Each way changes the text of some programs that have findings."""
    changed = [
        case.id for case in PROGRAMS
        if rewrite(str(case.values[0]))[0] != case.values[0]]
    assert len(changed) >= 4
