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

"""Units of a file: cut once, walked when a question reaches them."""

import ast

import pytest

from flake8_nova_notifications.code import index
from tests import linted


def _index(code: str) -> index.Index:
    return index.Index(ast.parse(code))


def _texts(nodes: 'list[ast.AST] | None') -> 'list[str] | None':
    return None if nodes is None else [ast.unparse(node) for node in nodes]


class TypeAlias(ast.AST):
    """Like the class of Python 3.12: only this name is a node."""

    _fields = ('name', 'value')


class Named(ast.AST):
    """Like all others with a name."""

    _fields = ('name', 'op', 'value')


@pytest.mark.parametrize('kind, fields', [
    (ast.Constant, ()), (ast.Name, ()), (ast.alias, ()), (ast.Pass, ()),
    (ast.Module, ('body',)), (ast.Attribute, ('value',)),
    (ast.BinOp, ('left', 'right')), (ast.keyword, ('value',)),
    (ast.ImportFrom, ('names',)), (ast.MatchAs, ('pattern',)),
    (ast.Compare, ('left', 'comparators')), (TypeAlias, ('name', 'value')),
    (Named, ('value',)), (int, ()),
])
def test_child_fields(kind: type, fields: tuple[str, ...]) -> None:
    """Only fields that may hold a node of one parent."""
    assert index.CHILD_FIELDS[kind] == fields
    assert index.CHILD_FIELDS[kind] is index.CHILD_FIELDS[kind]


def test_a_parent_walks_one_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the line; all of them only for what bears no line."""
    tree = ast.parse('a(1)\nb(2)\ndef c(d): pass\n')
    first, second, third = tree.body
    assert isinstance(second, ast.Expr)
    assert isinstance(third, ast.FunctionDef)
    found = index.Index(tree)
    walked = linted.walked(monkeypatch)
    assert found.parent(tree) is None
    assert found.parent(first) is tree
    assert walked == []
    assert found.parent(second.value) is second
    assert walked == [second]
    assert found.parent(third.args.args[0]) is third.args
    assert walked == [second, third]
    assert found.parent(third.args) is third
    assert walked == [second, third]
    assert found.parent(ast.Name('a')) is None
    assert walked == [second, third, first]


def test_a_parent_without_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """All units are walked for it, once, and then nothing is searched."""
    tree = ast.parse('a\ndef b(c): d\ne\n')
    first, second, third = tree.body
    assert isinstance(second, ast.FunctionDef)
    found = index.Index(tree)
    walked = linted.walked(monkeypatch)
    assert found.parent(second.args) is second
    assert walked == [first, second, third]
    monkeypatch.setattr(
        index.Index, '_unit_at', lambda self, line: pytest.fail('searched'))
    assert found.parent(ast.Name('a')) is None
    assert walked == [first, second, third]


@pytest.mark.parametrize('code', ['a(b)', 'a(b)\nc(d)', 'class A: a(b)'])
def test_parents_in_small_files(code: str) -> None:
    """Whatever the number of units."""
    tree = ast.parse(code)
    found = index.Index(tree)
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.expr_context):
                assert found.parent(child) is node


def test_parents_in_a_wrong_place() -> None:
    """A node may bear the line of another unit, as in a text once did."""
    tree = ast.parse('a(1)\nb(2)\n')
    last = tree.body[1]
    assert isinstance(last, ast.Expr)
    for line in (1, 9):
        last.value.lineno = line
        assert index.Index(tree).parent(last.value) is last


def test_heads_of_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands before a body is known without a walk of the body."""
    tree = ast.parse('@a\n@b(1)\nclass C(d, e=f(2)):\n    g(3)\n    h\n')
    cls = tree.body[0]
    assert isinstance(cls, ast.ClassDef)
    found = index.Index(tree)
    walked = linted.walked(monkeypatch)
    for child in (*cls.decorator_list, *cls.bases, *cls.keywords, *cls.body):
        assert found.parent(child) is cls
    assert found.parent(cls) is tree
    assert _texts(found.near(ast.Call, [])) == ['b(1)', 'f(2)']
    assert found.near(ast.ClassDef, []) == [cls]
    assert found.near(ast.Module, []) == [tree]
    assert walked == []
    assert _texts(found.near(ast.Call, [4])) == ['b(1)', 'f(2)', 'g(3)']
    assert walked == cls.body[:1]


def test_shared_lines() -> None:
    """Statements behind a semicolon are one unit, to the end of the last."""
    found = _index('a(\n  1); b(2); c(\n  3\n)\nd(4)\nif e:\n    f(\n5)\n')
    assert list(found.around(range(10))) == [
        range(1, 5), range(5, 6), range(6, 9)]
    assert list(found.around([0, 9, 4, 1])) == [range(1, 5)]
    for line in (1, 2, 3, 4):
        assert _texts(found.near(ast.Call, [line])) == [
            'a(1)', 'b(2)', 'c(3)']
    assert _texts(found.near(ast.Call, [8, 5, 8])) == ['d(4)', 'f(5)']


@pytest.mark.parametrize('lines, found', [
    ([], ['k(8)']), ([1], ['a(b(1), c(2))', 'k(8)']),
    ([2], ['a(b(1), c(2))', 'b(1)', 'k(8)']),
    ([3, 2, 3], ['a(b(1), c(2))', 'b(1)', 'c(2)', 'k(8)']),
    ([4], ['d(4)', 'k(8)']), ([5], ['f(5)', 'k(8)']),
    ([4, 7], ['d(4)', 'h(7)', 'k(8)']), ([6], ['g(6)', 'k(8)']),
    ([8], ['k(8)']), ([9], ['i(9)', 'k(8)']), ([10, 99, 0], ['k(8)']),
    ([12], ['l(12)', 'k(8)', 'm(13)', 'n(14)']), ([15], ['o(15)', 'k(8)']),
])
def test_nodes_on_lines(
    monkeypatch: pytest.MonkeyPatch, lines: list[int], found: list[str],
) -> None:
    """Nothing else is walked, and what was walked answers alike.

    In a text whose parts bear the wrong lines on some Pythons all are met.
    """
    tree = ast.parse(
        'a(\n  b(1),\n  c(2))\n@d(4)\ndef e(x=f(5)):\n  g(6)\n  h(7)\n'
        'class K(k(8)):\n  i(9)\n\nif x:\n  l(12), f"""\n{m(13)}\n'
        '{n(14)}"""\n  @o(15)\n  def p(): pass\n')
    fresh, walked = index.Index(tree), linted.walked(monkeypatch)
    calls = fresh.on(ast.Call, lines)
    assert sorted(_texts(calls) or []) == sorted(found)
    assert [node for node in walked if not isinstance(
        node, ast.JoinedStr)] == []
    for call in calls:
        holders = [node for node in ast.walk(tree)
                   if call in ast.iter_child_nodes(node)]
        assert [fresh.parent(call)] == holders
    known = index.Index(tree)
    known.each(ast.Call)
    inside = {'l(12)', 'm(13)', 'n(14)'}
    assert set(_texts(known.on(ast.Call, lines)) or []) - inside == (
        set(found) - inside)


def test_within_one_statement() -> None:
    """None for what shares its unit, or is none."""
    tree = ast.parse('a(1); b(2)\n@c(3)\ndef d():\n    def e(): f(4)\n'
                     'class G: h(5)\n')
    found = index.Index(tree)
    first, second, d, g = tree.body
    assert isinstance(d, ast.FunctionDef) and isinstance(g, ast.ClassDef)
    assert found.within(first, ast.Call) is None
    assert found.within(second, ast.Call) is None
    assert _texts(found.within(d, ast.Call)) == ['c(3)', 'f(4)']
    assert found.within(d, ast.Lambda) == []
    assert found.within(d.body[0], ast.Call) is None
    assert found.within(g, ast.Call) is None
    assert _texts(found.within(g.body[0], ast.Call)) == ['h(5)']
    outside = ast.Pass(lineno=9, col_offset=0)
    assert found.within(outside, ast.Call) is None


def test_source_order() -> None:
    """Of two already; nodes without a place come as they are met."""
    tree = ast.parse('a if b else 1\ndef c(d): lambda e: 2\nf\n')
    found = index.Index(tree)
    assert _texts(found.near(ast.Name, [1])) == ['a', 'b']
    assert _texts(found.within(tree.body[0], ast.Name)) == ['a', 'b']
    assert _texts(found.each(ast.Name)) == ['a', 'b', 'f']
    assert found.each(ast.Name) is found.each(ast.Name)
    assert _texts(found.each(ast.arguments)) == ['d', 'e']
    assert found.each(ast.Module) == [tree]
    assert found.each(ast.Yield) == []


@pytest.mark.parametrize('code, names', [
    ('{**a, b: c}', ['a', 'b', 'c']), ('def f(*, x, y=a): b', ['a', 'b']),
    ('global a\nb', ['b']), ("match a:\n case None: b", ['a', 'b']),
    ('match a:\n case {"x": b, **c}: d', ['a', 'd']),
    ('match a:\n case B(c=D.e): f', ['a', 'B', 'D', 'f']),
    ('[a for b in c if d]', ['a', 'b', 'c', 'd']),
    ("f'{a!r}'", ['a']), ('a[b:c]', ['a', 'b', 'c']),
    ('try: a\nexcept b as c: d\nelse: e\nfinally: f',
     ['a', 'b', 'd', 'e', 'f']),
    ('with a as b, c: d', ['a', 'b', 'c', 'd']),
    ('def f(a: b = c) -> d: e', ['b', 'c', 'd', 'e']),
])
def test_what_holds_a_node(code: str, names: list[str]) -> None:
    """Each form, holes and plain texts in it passed over."""
    found = _index(code)
    assert _texts(found.each(ast.Name)) == names
    for name in found.each(ast.Name):
        above = found.parent(name)
        assert above is not None
        assert any(child is name for child in ast.iter_child_nodes(above))
