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

"""Imports that a fix needs, and where lines are put into a block."""

import ast

import pytest

from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.imports import importing
from flake8_nova_notifications.edits.imports import importing_from
from flake8_nova_notifications.edits.text import colon_end
from flake8_nova_notifications.edits.text import indent_step
from flake8_nova_notifications.edits.text import line_start
from tests import linted


@pytest.mark.parametrize(('before', 'after'), [
    ('import re\nimport time\nx = 1\n', None),
    ('import re\n\nimport nova\n', 'import re\nimport time\n\nimport nova\n'),
    ('import os\nimport uuid\n', 'import os\nimport time\nimport uuid\n'),
    ('import os  # é\nx = 1\n', 'import os  # é\nimport time\nx = 1\n'),
    ('from os import path\nfrom uuid import UUID\n',
     'from os import path\nimport time\nfrom uuid import UUID\n'),
    ('from __future__ import annotations\nimport uuid\n',
     'from __future__ import annotations\nimport time\nimport uuid\n'),
    ('from nova import a\nimport os\n',
     'from nova import a\nimport os\nimport time\n'),
    ('from nova import a\n\nimport os\n',
     'import time\n\nfrom nova import a\n\nimport os\n'),
    ('from . import a\n', 'import time\n\nfrom . import a\n'),
])
def test_importing(before: str, after: str | None) -> None:
    """Among those of the standard library, in alphabetical order."""
    source = linted.read(before)
    edits = importing(source, 'time', source.tree.body[-1])
    assert not isinstance(edits, Refused)
    assert (applied(source.lines, [Fix(edits)]) if edits else None) == after


@pytest.mark.parametrize(('code', 'reason'), [
    ('import os\ntime = 1\n', 'the name time means something else here'),
    ('from time import time\n', 'the name time means something else here'),
    ('import os\nfrom nova import *\n', 'a star may import another time'),
    ('from __future__ import annotations\n', 'the file imports nothing'),
])
def test_not_importing(code: str, reason: str) -> None:
    """Where the name would be taken, or the style is not seen."""
    source = linted.read(code)
    assert importing(source, 'time', source.tree.body[-1]) == Refused(reason)


@pytest.mark.parametrize(('before', 'name', 'after'), [
    ('from b import c\n', 'c', None), ('import b.c as d\n', 'd', None),
    ('from b import c as d\n', 'd', None),
    ('import a\nimport x\n', 'c', 'import a\nfrom b import c\nimport x\n'),
    ('import x\nimport a\n', 'c', 'from b import c\nimport x\nimport a\n'),
    ('import a  # é\n', 'c', 'import a  # é\nfrom b import c\n'),
    ('import x\n\nimport a\n\nimport y\n', 'c',
     'import x\n\nimport a\nfrom b import c\n\nimport y\n'),
])
def test_importing_from(before: str, name: str, after: str | None) -> None:
    """Beside what brings the package, under the name that it has."""
    source = linted.read(before)
    found = importing_from(source, 'b', 'c', source.tree, ['a'])
    assert not isinstance(found, Refused) and found[0] == name
    assert (applied(source.lines, [Fix(found[1])]) if found[1] else (
        None)) == after


@pytest.mark.parametrize(('code', 'line', 'step', 'colon'), [
    ('for x in y:\n  go()', 2, '  ', (1, 11)),
    ('for x in y: go()', 1, '    ', (1, 11)),
    ('for x in (\n        y):\n\n    # é\n    @a\n    def f(): pass', 3,
     '    ', (2, 11)),
    ('for x in y  :  # it: and that\n    # :\n\n    go()', 2, '    ', (1, 13)),
    ('for x in y \\\n        :\n    go()', 3, '    ', (2, 9)),
    ('if z:\n\tfor x in y:\n\t\tgo()', 3, '\t', (2, 12)),
])
def test_blocks(
    code: str, line: int, step: str, colon: tuple[int, int],
) -> None:
    """Where the first statement of a loop, with its comments, begins."""
    lines = code.splitlines(keepends=True)
    loop = next(node for node in ast.walk(ast.parse(code))
                if isinstance(node, ast.For))
    only = loop.body[0]
    assert line_start(lines, only, step, loop) == (line, 0)
    assert indent_step(lines, loop) == step
    assert colon_end(
        lines, (loop.iter.end_lineno or 0, loop.iter.end_col_offset or 0),
        (only.lineno, only.col_offset)) == colon


def test_second_statement() -> None:
    """What stands above it is its own where it is about it only."""
    code = 'while x:\n    go()\n\n    # that\n    on()\n\n    back()\n'
    loop = ast.parse(code).body[0]
    assert isinstance(loop, ast.While)
    assert [line_start(code.splitlines(keepends=True), one, '    ', loop)
            for one in loop.body] == [(2, 0), (4, 0), (7, 0)]
