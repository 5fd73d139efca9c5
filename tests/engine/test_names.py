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

"""Names: resolved by imports and scopes, None when unsure."""

import ast

import pytest

from flake8_nova_notifications.names import Names
from tests import linted


def _dotted(code: str) -> 'str | None':
    """What the callee of the call that ends last is."""
    file = linted.read(code)
    last = max(file.nodes(ast.Call),
               key=lambda call: (call.end_lineno, call.end_col_offset))
    return file.once(Names).dotted(last.func)


@pytest.mark.parametrize('code, wanted', (
    ('import time\ntime.sleep(1)', 'time.sleep'),
    ('import time as t\nt.sleep(1)', 'time.sleep'),
    ('from time import sleep\nsleep(1)', 'time.sleep'),
    ('from time import sleep as nap\nnap(1)', 'time.sleep'),
    ('import a.b.c\na.b.c.d(1)', 'a.b.c.d'),
    ('import a.b as x\nx.c(1)', 'a.b.c'),
    ('from a import b\nb.c.d(1)', 'a.b.c.d'),
    ('from . import b\nb.c(1)', '.b.c'),
    ('from .a import b\nb(1)', '.a.b'),
    ('from ..a import b\nb(1)', '..a.b'),
    # An import below its use, or in the function, counts as well.
    ('def f():\n    sleep(1)\nfrom time import sleep', 'time.sleep'),
    ('def f():\n    from time import sleep\n    sleep(1)', 'time.sleep'),
    ('len(x)', 'len'),
    ('try:\n    from a import f\nexcept ImportError:\n    f = None\nf(1)',
     'a.f'),
    ('try:\n    from a import f\nexcept ImportError:\n    from b import f\n'
     'f(1)', 'a.f'),
    # Shadowed, rebound or handed in: nobody knows.
    ('from time import sleep\nsleep = f\nsleep(1)', None),
    ('from time import sleep\ndef f(sleep):\n    sleep(1)', None),
    ('from time import sleep\ndef f():\n    sleep = g\n    sleep(1)', None),
    ('def sleep(n):\n    pass\nsleep(1)', None),
    ('import time\nfor time in x:\n    time.sleep(1)', None),
    ('import time\nwith x as time:\n    time.sleep(1)', None),
    ('x().y(1)', None),
    ('x[0].y(1)', None),
    # A class body is no scope for its methods.
    ('from a import f\nclass C:\n    f = 1\n    def g(self):\n        f(1)',
     'a.f'),
    ('from a import f\nclass C:\n    f = 1\n    f(1)', None),
    ('x = None\ndef f():\n    global x\n    from a import x\n    x(1)', None),
))
def test_dotted(code: str, wanted: 'str | None') -> None:
    """The dotted name behind a callee."""
    assert _dotted(code) == wanted


@pytest.mark.parametrize('code, wanted', (
    ('def f():\n    pass\nf()', 1),
    ('f = lambda: 1\nf()', 1),
    ('def f():\n    pass\ng = f\ng()', 1),
    ('class C:\n    def f(self):\n        pass\n    def g(self):\n'
     '        self.f()', 2),
    ('class B:\n    def f(self):\n        pass\nclass C(B):\n'
     '    def g(self):\n        self.f()', 2),
    ('class B:\n    def f(self):\n        pass\nclass C(B):\n'
     '    def f(self):\n        pass\n    def g(self):\n'
     '        self.f()', 5),
    ('import functools\ndef f():\n    pass\n'
     'g = functools.partial(f, 1)\ng()', 2),
    ('if a:\n    def f():\n        pass\nelse:\n    def f():\n        pass\n'
     'f()', None),
    ('a = b\nb = a\na()', None),
    ('class A(A):\n    def g(self):\n        self.f()', None),
    ('x.f()', None),
))
def test_definition(code: str, wanted: 'int | None') -> None:
    """The function of the file that a callee is, by its line."""
    file = linted.read(code)
    callee = max(file.nodes(ast.Call), key=lambda c: c.lineno).func
    found = file.once(Names).definition(callee)
    assert getattr(found, 'lineno', None) == wanted


def test_attribute_values() -> None:
    """What an attribute is assigned in its class and bases."""
    file = linted.read(
        'class B:\n    a = 1\nclass C(B):\n    def __init__(self):\n'
        '        self.a = 2\n        self.b: int = 3\n'
        '    def f(self):\n        self.a, self.b, self.c\n')
    names = file.once(Names)
    found = {
        node.attr: [ast.unparse(value)
                    for value in names.attribute_values(node)]
        for node in file.nodes(ast.Attribute)
        if isinstance(node.ctx, ast.Load)}
    assert found == {'a': ['2', '1'], 'b': ['3'], 'c': []}


def test_foreign_bases() -> None:
    """Bases of other modules, through the bases of this file."""
    file = linted.read(
        'from a import X\nimport b\nclass B(X):\n    pass\n'
        'class C(B, b.Y, object):\n    pass\n')
    cls = file.nodes(ast.ClassDef)[1]
    assert file.once(Names).foreign_bases(cls) == ['b.Y', 'a.X']


@pytest.mark.parametrize('code, wanted', (
    ('import a.b', {'a': ['a']}),
    ('import a.b as c', {'c': ['a.b']}),
    ('from a import b, c as d', {'b': ['a.b'], 'd': ['a.c']}),
    ('from .. import b', {'b': ['..b']}),
    ('def f(): x = 1', {'f': ['FunctionDef']}),
    ('async def f(): pass', {'f': ['AsyncFunctionDef']}),
    ('class C: x = 1', {'C': ['ClassDef']}),
    ('a = b = 1', {'a': ['1'], 'b': ['1']}),
    ('a, b = 1, 2', {'b': ['2'], 'a': ['1']}),
    ('a, b = c', {'b': [None], 'a': [None]}),
    ('a, *b = 1, 2', {'b': [None], 'a': [None]}),
    ('a, b = *c, 2', {'b': [None], 'a': [None]}),
    ('a, b = 1, 2, 3', {'b': [None], 'a': [None]}),
    ('[a, (b, c)] = 1, (2, 3)', {'c': ['3'], 'b': ['2'], 'a': ['1']}),
    ('a.b = c[0] = 1', {}),
    ('a: int = 1', {'a': ['1']}),
    ('a: int', {}),
    ('a += 1', {'a': [None]}),
    ('for a, b in c: d = 1', {'b': [None], 'a': [None], 'd': ['1']}),
    ('for a in b: pass\nelse: c = 1', {'a': [None], 'c': ['1']}),
    ('while (a := 1): b = 2', {'a': ['1'], 'b': ['2']}),
    ('if x: a = 1\nelif (b := y): a = 2\nelse: c = 3', {
        'a': ['1', '2'], 'b': ['y'], 'c': ['3']}),
    ('with a as b, c as (d, e): f = 1', {
        'b': [None], 'e': [None], 'd': [None], 'f': ['1']}),
    ('with a: pass', {}),
    ('try: a = 1\nexcept E as e: b = 1\nelse: c = 1\nfinally: d = 1', {
        'a': ['1'], 'e': [None], 'c': ['1'], 'd': ['1'], 'b': ['1']}),
    ('match a:\n case [b, *c]: d = 1\n case {"x": e, **f} if (g := 1): pass\n'
     ' case _ as h: pass\n case _: pass',
     {'b': [None], 'c': [None], 'd': ['1'], 'e': [None], 'g': ['1'],
      'h': [None]}),
    ('[a for a in b]', {'a': [None]}),
    ('f(lambda: (a := 1))', {}),
    ('x = [(a := 1), 2]', {'x': ['[(a := 1), 2]'], 'a': ['1']}),
    ('f(\n  1,\n  (a := 1))', {'a': ['1']}),
    ('if f(\n  (a := 1)):\n  pass', {'a': ['1']}),
    ('f(1)', {}),
))
def test_what_binds(code: str, wanted: 'dict[str, list[str | None]]') -> None:
    """Each form of binding, and what of its value can be seen."""
    file = linted.read(code)
    found = {
        name: [b.dotted or _value(b.node) for b in bindings]
        for name, bindings in file.once(Names).scope(file.tree).items()}
    assert found == wanted


def _value(node: 'ast.AST | None') -> 'str | None':
    if node is None or not isinstance(node, ast.expr):
        return None if node is None else type(node).__name__
    return ast.unparse(node)


@pytest.mark.parametrize('code, wanted', (
    ('def f(a, /, b, *c, d, **e): pass', ['a', 'b', 'd', 'c', 'e']),
    ('def f():\n    global a\n    a = b = 1', ['b']),
    ('def f():\n    def g():\n        a = 1\n    c = 1', ['g', 'c']),
))
def test_what_a_function_binds(code: str, wanted: 'list[str]') -> None:
    """Parameters first; not what is of another scope."""
    file = linted.read(code)
    function = file.tree.body[0]
    assert list(file.once(Names).scope(function)) == wanted


@pytest.mark.parametrize('code, wanted', (
    ('a = 1\na', '1'), ('a = 1\nb = a\nb', '1'), ('a = 1\na = 2\na', 'a'),
    ('for a in b: pass\na', 'a'), ('a', 'a'), ('a = b.c\na', 'b.c'),
    ('import a\na', 'a'), ('a.b', 'a.b'),
))
def test_value(code: str, wanted: str) -> None:
    """Names that are bound once are followed."""
    file = linted.read(code)
    last = file.tree.body[-1]
    assert isinstance(last, ast.Expr)
    assert _value(file.once(Names).value(last.value)) == wanted


def test_attribute_values_of_others() -> None:
    """Only of ``self`` and ``cls``, inside a class, set in any method."""
    file = linted.read(
        'class C:\n    a: int = 1\n    def f(self):\n'
        '        self.a = other.a = cls.b = 2\n        self.c += 3\n'
        '        self.d: int\n        self.e.a = 5\n'
        '        def g():\n            self.a = 4\n'
        '        x(self.a, cls.b, other.a, self.c, self.d, self.e)\n'
        'y(self.a)\n')
    names = file.once(Names)
    found = {
        ast.unparse(node): [ast.unparse(value)
                            for value in names.attribute_values(node)]
        for node in file.nodes(ast.Attribute)
        if isinstance(node.ctx, ast.Load) and node.lineno == 10}
    assert found == {'self.a': ['1', '2'], 'cls.b': ['2'], 'other.a': [],
                     'self.c': [], 'self.d': [], 'self.e': []}
    outside = file.nodes(ast.Attribute)[-1]
    assert outside.lineno == 11 and names.attribute_values(outside) == []


def test_family() -> None:
    """Nearest first, each once, rings included."""
    file = linted.read(
        'class A: pass\nclass B(A): pass\nclass C(A, x.Y): pass\n'
        'class D(B, C, B): pass\nE = D\nclass F(E): pass\n')
    names = file.once(Names)
    assert {cls.name: [c.name for c in names.family(cls)]
            for cls in file.nodes(ast.ClassDef)} == {
        'A': ['A'], 'B': ['B', 'A'], 'C': ['C', 'A'],
        'D': ['D', 'B', 'C', 'A'], 'F': ['F', 'D', 'B', 'C', 'A']}
