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

"""Calls with one more argument, another name, or a call around one."""

import ast

import pytest

from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.arguments import adding_argument
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.renamed import renamed
from flake8_nova_notifications.edits.wrapped import wrapped


def _call(code: str) -> ast.Call:
    call = ast.parse(code, mode='eval').body
    assert isinstance(call, ast.Call)
    return call


@pytest.mark.parametrize(('before', 'after'), [
    ('f()', 'f(n=1)'), ('f(a)', 'f(a, n=1)'), ('f(a,)', 'f(a, n=1,)'),
    ('f(b=1, *a)', 'f(b=1, *a, n=1)'),
    ('go(aaaaaaa, bbbb)', 'go(aaaaaaa, bbbb,\n   n=1)'),
    ('go(aaaaaaa, bbbb,)', 'go(aaaaaaa, bbbb,\n   n=1,)'),
    ('go(\n    aaaaaaa, bbbb)', 'go(\n    aaaaaaa, bbbb,\n    n=1)'),
    ('go(\n    aaaaaaa,\n    bbbb,\n)',
     'go(\n    aaaaaaa,\n    bbbb, n=1,\n)'),
    ('x.é(aaaaa, bbbbb)', 'x.é(aaaaa, bbbbb,\n    n=1)'),
    ('f(a, {\n    b: 1})', 'f(a, {\n    b: 1},\n  n=1)'),
    ('f(a\n  , )', 'f(a, n=1\n  , )'), ('f(aaaaaaaaaaaaaaaaaa\n  , )', None),
    # A generator, brackets, a comment, a line that goes on.
    ('f(a for a in b)', None), ('f((a))', None), ('f(a  # b\n  )', None),
    ('f(a \\\n  )', None), ('f(  # b\n)', None),
])
def test_adding_argument(before: str, after: str | None) -> None:
    """On its last line where there is room, in 20 columns."""
    lines = before.splitlines(keepends=True)
    edit = adding_argument(lines, _call(before), 'n=1', width=20)
    assert (edit and applied(lines, [Fix((edit,))])) == after


@pytest.mark.parametrize(('before', 'in_place', 'below'), [
    ('x.f()', 'x.new()', None), ('x.f(a)', 'x.new(a)', 'x.new(\n    a)'),
    ('x.f(b=1, *a)', 'x.new(b=1, *a)', 'x.new(\n    b=1, *a)'),
    ('x.f(a,\n    b,)', None, 'x.new(\n    a, b)'),
    ('x.f(\n  a,\n  b)', 'x.new(\n  a,\n  b)', 'x.new(\n    a, b)'),
    ('x.f((a), b)', 'x.new((a), b)', None),
    ('x.f(a, (b))', 'x.new(a, (b))', None),
    ('x.f(a,  # b\n    c)', None, None), ('x.f(a, \\\n    c)', None, None),
    ('x.f(a, [\n    b])', None, None),
])
def test_renamed(before: str, in_place: str | None, below: str | None) -> None:
    """In place where nothing is aligned to it, or on a line of their own."""
    lines = before.splitlines(keepends=True)

    def ways(more: str) -> list[str]:
        return [applied(lines, [Fix((edit,))]) for edit in renamed(
            lines, _call(before), 'new', more)]

    assert ways('') == [way for way in (in_place, below) if way]
    assert ways('n=1') == ([f'{below[:-1]}, n=1)'] if below else [])


@pytest.mark.parametrize(('width', 'before', 'value', 'after'), [
    (79, 'f(1, one, two)', 'one', 'f(1, m(one), two)'),
    (79, 'f((one), 2)', 'one', 'f((m(one)), 2)'),
    (12, 'f(1, one, two)', 'one', 'f(1, m(one),\n  two)'),
    (12, 'f(1, one, x=2)', 'one', 'f(1, m(one),\n  x=2)'),
    (9, 'f(1, one, two)', 'one', 'f(1,\n  m(one),\n  two)'),
    (9, 'f(1, one,\n  two)', 'one', 'f(1,\n  m(one),\n  two)'),
    (9, 'f(x=one)', 'one', 'f(x=m(\n    one))'), (7, 'f(x=one)', 'one', None),
    (18, "f({'a': 2, 'b': one})", 'one', "f({'a': 2,\n   'b': m(one)})"),
    (18, "f({**a, 'b': one})", 'one', "f({**a,\n   'b': m(one)})"),
    (18, "f({ ** a, 'b': one})", 'one', "f({ ** a,\n    'b': m(one)})"),
    (18, "f({\n   **a, 'b': one})", 'one', "f({\n   **a,\n   'b': m(one)})"),
    (18, "f({('a'): 2, 'b': one})", 'one', "f({('a'): 2,\n   'b': m(one)})"),
    (18, "f({'b': 2, **one})", 'one', "f({'b': 2, **m(\n    one)})"),
    (14, "f('é', 2, one)", 'one', "f('é', 2,\n  m(one))"),
    (79, 'f(1, a[\n    2], 3)', 'a[2]', 'f(1, m(a[\n    2]), 3)'),
    (79, 'f(1, a[2,\n       3])', 'a[2, 3]', 'f(1, m(a[2,\n         3]))'),
    (11, 'f(1, a[2,\n       3])', 'a[2, 3]', 'f(1,\n  m(a[2,\n      3]))'),
    # Text of several lines, brackets in brackets, later lines that are
    # aligned to it, and what shows how it is written.
    (79, "f('\'\'a\n  b\'\'' % one)", "'a\\n  b' % one", None),
    (79, 'f(1, a[2, [\n    3]])', 'a[2, [3]]', None),
    (79, 'f(1, one, two(3,\n              4))', 'one', None),
    (79, 'f(1, one, two(\n    4))', 'one', 'f(1, m(one), two(\n    4))'),
    (79, "f(f'{one}')", 'one', "f(f'{m(one)}')"),
    (9, "f(f'{one}')", 'one', None),
    (79, "f(f'{one=}')", 'one', None),
])
def test_wrapped(
    width: int, before: str, value: str, after: str | None,
) -> None:
    """In the first layout that has no line too long."""
    lines = before.splitlines(keepends=True)
    call = _call(before)
    found = next(node for node in ast.walk(call) if isinstance(
        node, ast.expr) and ast.unparse(node) == value)
    edits = wrapped(lines, [(found, 'm')], call, width=width)
    assert (applied(lines, [Fix(edits)]) if edits else None) == after


def test_two_are_wrapped() -> None:
    """The first layout in which both have room and do not overlap."""
    call = _call('f(1, first, other)')
    assert applied(['f(1, first, other)'], [Fix(wrapped(
        ['f(1, first, other)'], [(call.args[1], 'm'), (call.args[2], 'm')],
        call, width=15))]) == 'f(1, m(first),\n  m(other))'
