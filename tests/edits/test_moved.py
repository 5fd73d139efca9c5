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

"""Statements moved to the right: what is kept, folded and refused."""

import ast

import pytest

from flake8_nova_notifications.edits.moved import moved

LONG = 'self.manager_of_all_the_computes.update_all_their_states_'


def _moved(statement: str, width: int = 79) -> str | None:
    code = f'def f():\n{statement}'
    tree = ast.parse(code)
    assert isinstance(tree.body[0], ast.FunctionDef)
    return moved(
        code.splitlines(keepends=True), tree.body[0].body[0], '    ',
        width=width)


@pytest.mark.parametrize('before, after', [
    ('    a = b(1)  # one\n', '        a = b(1)  # one'),
    ('    b(\n        1,  # one\n\n        2)\n',
     '        b(\n            1,  # one\n\n            2)'),
    ("    b('é', 1)", "        b('é', 1)"),
    # Too long when it is moved: the arguments are folded.
    (f'    a = {LONG}(ctxt, one)\n',
     f'        a = {LONG}(\n            ctxt, one)'),
    (f'    {LONG}(context, *given,\n'
     '                                                        **named_things'
     ')\n',
     f'        {LONG}(\n            context, *given, **named_things)'),
    # With comments it stays as it is, too long.
    (f'    a = {LONG}(context,  # one\n         instance_of_it)\n',
     f'        a = {LONG}(context,  # one\n             instance_of_it)'),
])
def test_moved(before: str, after: str) -> None:
    """The text to the letter."""
    assert _moved(before) == after


def test_text_of_several_lines() -> None:
    """Its lines would hold other text."""
    assert _moved("    b('''one\n    two''')\n") is None


def test_width() -> None:
    """It is folded where the given width asks for it, and no sooner."""
    assert _moved('    a = b(one, two)\n', 20) == (
        '        a = b(\n            one,\n            two)')
    long = f'    a = {LONG}(ctxt, one)\n'
    assert _moved(long, 99) == f'    {long}'.rstrip('\n')
