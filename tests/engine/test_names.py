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
