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

from flake8_nova_notifications.code.bindings import Binding
from flake8_nova_notifications.code.names import MAX_FAMILY
from flake8_nova_notifications.code.names import MAX_HOPS
from flake8_nova_notifications.code.names import Names
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
    ('a, b = 1,', {'b': [None], 'a': [None]}),
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
    call = file.nodes(ast.Call)[0]
    assert _attributes(names, call.args) == {
        'self.a': ['1', '2'], 'cls.b': ['2'], 'other.a': [],
        'self.c': [], 'self.d': [], 'self.e': []}
    outside = file.nodes(ast.Attribute)[-1]
    assert outside.lineno == 11 and names.attribute_values(outside) == []


def _attributes(
    names: Names, read: list[ast.expr],
) -> 'dict[str, list[str | None]]':
    return {ast.unparse(node): [_value(value)
                                for value in names.attribute_values(node)]
            for node in read if isinstance(node, ast.Attribute)}


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


def test_bindings_are_values() -> None:
    """Alike when they say the same, and nobody changes one."""
    binding = Binding('a.b', None)
    assert {binding} == {Binding('a.b', None)} != {Binding('a', None)}
    with pytest.raises(AttributeError):
        binding.dotted = 'a'  # type: ignore[misc]


@pytest.mark.parametrize('hops, wanted', [
    (1, '1'), (MAX_HOPS, '1'), (MAX_HOPS + 1, 'a0'),
])
def test_hops(hops: int, wanted: str) -> None:
    """A chain of names has an end."""
    chain = ''.join(f'a{n} = a{n - 1}\n' for n in range(1, hops))
    file = linted.read(f'a0 = 1\n{chain}a{hops - 1}\n')
    last = file.tree.body[-1]
    assert isinstance(last, ast.Expr)
    assert _value(file.once(Names).value(last.value)) == wanted


def test_large_family() -> None:
    """More bases than any code needs are left out."""
    count = MAX_FAMILY + 1
    file = linted.read(''.join(
        f'class A{n}: pass\n' for n in range(count))
        + f'class B({", ".join(f"A{n}" for n in range(count))}): pass\n')
    names = file.once(Names)
    cls = file.nodes(ast.ClassDef)[-1]
    assert [c.name for c in names.family(cls)] == [
        'B', *(f'A{n}' for n in range(MAX_FAMILY - 1))]


@pytest.mark.parametrize('code, wanted', (
    ('from functools import partial\ndef f(): pass\npartial(f)()', 2),
    ('from functools import partial\npartial()()', None),
    ('from other import partial\ndef f(): pass\npartial(f)()', None),
    ('def f():\n    def g(): pass\n    return g\nf()()', None),
    ('class C:\n    f = lambda self: 1\n    def g(self):\n'
     '        self.f()', 2),
    ('class C:\n    def f(self): pass\n    def g(self):\n'
     '        h = self.f\n        h()', 2),
    ('class C:\n    def f(self): pass\n    def g(cls):\n'
     '        cls.f()', 2),
    ('class C:\n    def f(self): pass\n    def g(self):\n'
     '        other.f()', None),
    ('class C:\n    def f(self): pass\n    def g(self):\n'
     '        self.x.f()', None),
    ('class C:\n    f = 1\n    def g(self):\n        self.f()', None),
    ('class C:\n    f = 1\n    def f(self): pass\n    def g(self):\n'
     '        self.f()', 3),
    ('class C:\n    def f(self): pass\nself.f()', None),
    ('class C: pass\nC()', None), ('f = 1\nf()', None),
))
def test_definition_of_each_form(code: str, wanted: 'int | None') -> None:
    """Partials, lambdas and methods, bound to a name or not."""
    file = linted.read(code)
    callee = max(file.nodes(ast.Call),
                 key=lambda c: (c.lineno, c.end_col_offset)).func
    found = file.once(Names).definition(callee)
    assert getattr(found, 'lineno', None) == wanted


@pytest.mark.parametrize('code, wanted', (
    ('from a import f\nlambda: f(1)', 'a.f'),
    ('from a import f\nlambda f: f(1)', None),
    ('from a import f\nclass C:\n    f = 1\n    lambda: f(1)', None),
    ('from a import f\nclass C:\n    f = 1\n    class D:\n'
     '        f(1)', 'a.f'),
    ('from a import f\ndef g():\n    f = 1\n    class D:\n'
     '        f(1)', None),
    ('from a import f\ndef g():\n    f = 1\n    def h():\n'
     '        f(1)', None),
    ('from a import f\nf = 0\nf(1)', None),
    ('from a import f\nf = None\nf(1)', 'a.f'), ('f = None\nf(1)', None),
    ('import a.b\nimport a.c\na.c.d(1)', 'a.c.d'),
    ('from a import f\nif (f := x): f(1)', None),
    ('from a import f\nx = [f for f in y]\nf(1)', None),
    ('from a import f\n@f(1)\ndef f(): pass', None),
))
def test_scopes(code: str, wanted: 'str | None') -> None:
    """The nearest one that binds the name, of those that are seen."""
    assert _dotted(code) == wanted


@pytest.mark.parametrize('code, wanted', (
    ('def f(): pass\na = 1', ['f', 'a']),
    ('class C:\n    x = 1\na = 1', ['C', 'a']),
    ('if a:\n    def f(): pass\n    b = 1\nc = 1', ['c', 'f', 'b']),
    ('for a in (\n        b for b in c):\n    [\n        d for d in e]\n',
     ['a', 'b', 'd']),
    ('while a:\n    if b:\n        c = 1\n    else:\n        d = 1\n'
     'else:\n    e = 1', ['e', 'c', 'd']),
    ('async def f():\n    async with a as b:\n        c = 1\n'
     '    async for d in e:\n        f = 1', ['f']),
    ('with a as b, c as [d, *e]: pass', ['b', 'e', 'd']),
    ('x[[a for a in b][0]] = 1', ['a']),
    ('del a[[b for b in c][0]]', ['b']),
    ('for x in y: pass\nelse:\n    [\n        a for a in b]', ['x', 'a']),
))
def test_where_names_are_bound(code: str, wanted: list[str]) -> None:
    """In blocks of blocks and in expressions of several lines."""
    file = linted.read(code)
    assert list(file.once(Names).scope(file.tree)) == wanted


def test_scope_of_functions() -> None:
    """Those of lambdas, coroutines and classes."""
    file = linted.read(
        'async def f(a):\n    async with b as c: pass\n'
        '    async for d in e: pass\n    nonlocal_ = 1\n'
        'class C(D):\n    x: int = 1\n    def m(self): y = 1\n'
        'lambda g, *h, i=1, **j: (k := [l for l in m])\n')
    names = file.once(Names)
    f, cls, expression = file.tree.body
    assert isinstance(expression, ast.Expr)
    assert list(names.scope(f)) == ['a', 'c', 'd', 'nonlocal_']
    assert list(names.scope(cls)) == ['x', 'm']
    assert list(names.scope(expression.value)) == [
        'g', 'i', 'h', 'j', 'k', 'l']
    assert names.scope(f) is names.scope(f)


def test_names_of_other_scopes() -> None:
    """``global`` and ``nonlocal`` send the question on."""
    file = linted.read(
        'a = 1\ndef f():\n    b = 2\n    def g():\n        global a, z\n'
        '        nonlocal b\n        a = b = 3\n        c = 4\n'
        '        x(a, b, c)\n')
    names = file.once(Names)
    call = file.nodes(ast.Call)[0]
    assert [[_value(bound.node) for bound in names.bindings(name.id, name)]
            for name in call.args if isinstance(name, ast.Name)] == [
        ['1'], ['2'], ['4']]
    assert names.bindings('none', call) == []


def test_attributes_of_the_class_itself() -> None:
    """Set in its body, without the methods, and by several targets."""
    file = linted.read(
        'class A(B):\n    a = 1\n    def b(self): pass\n'
        '    c = d = 2\n    for e in x: pass\n'
        '    async def f(self):\n        self.a, self.g = 3, 4\n'
        '        self.c = self.h = 5\n        self.i: int = 6\n'
        '    def z(cls):\n        q(cls.a, cls.b, cls.c, cls.d, cls.e,'
        ' cls.g, cls.h, cls.i)\n')
    call = file.nodes(ast.Call)[0]
    assert _attributes(file.once(Names), call.args) == {
        'cls.a': ['1'], 'cls.b': [], 'cls.c': ['2', '5'], 'cls.d': ['2'],
        'cls.e': [], 'cls.g': [], 'cls.h': ['5'], 'cls.i': ['6']}
