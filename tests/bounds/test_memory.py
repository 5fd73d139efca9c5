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

"""What is held at once beside a long text stays near the text's own size.

One block of many MiB is worse than its size: the GNU C library keeps up to
twice as much for later once it was freed.
"""

import argparse
import ast
import tracemalloc

import pytest

from flake8_nova_notifications.options import Options
from flake8_nova_notifications import plugin
from flake8_nova_notifications import registry

LINES = 20_000
LINE = 'Of the plan as {} it was told, and on it went to the very end.\n'
# The text, once more in lower case, and that line by line.
TIMES_THE_TEXT = 3.5


@pytest.mark.parametrize('letter', ['e', '\xe9', '\u0113', '\U0001d4ee'])
def test_long_text(letter: str) -> None:
    """Whatever its letters take, and with each word that a gate looks for."""
    words = sorted({
        word for rule in registry.ALL_RULES for word in rule.triggers})
    code = ''.join((
        f'"""{" ".join(words)}\n', LINE.format(letter) * LINES, '"""\n',
        'password = "kD93LmaB3x"\n'))
    tree = ast.parse(code)
    lines = code.splitlines(keepends=True)
    checker = plugin.Checker(
        tree, 'nova/tests/unit/test_it.py', lines,
        argparse.Namespace(
            select=None, extend_select=None,
            nvn_options=Options(nvn_all=True)))
    tracemalloc.start()
    try:
        found = [(line, text[:6]) for line, _, text, _ in checker.run()]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == [(LINES + 3, 'NVN503')]
    assert most < TIMES_THE_TEXT * code.__sizeof__()
