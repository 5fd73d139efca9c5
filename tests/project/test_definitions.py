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

"""What is kept of another module: a few texts, and what stands in them."""

import ast
import dataclasses

import pytest

from flake8_nova_notifications.project import definitions
from flake8_nova_notifications.project import function_facts
from flake8_nova_notifications.project.function_facts import CallFact
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project import module_text


def _facts(
    code: str, name: str = 'p.q.m', package: bool = False,
) -> definitions.ModuleFacts:
    return definitions.module_facts(code.encode(), name, package)


def _class(code: str, name: str) -> definitions.ClassFacts:
    found = _facts(code).classes.get(name)
    assert found is not None
    return found


@pytest.mark.parametrize('code, imports', [
    ('import a', {'a': 'a'}), ('import a.b', {'a': 'a'}),
    ('import a.b as c', {'c': 'a.b'}), ('import a as b', {'b': 'a'}),
    ('import a, b.c', {'a': 'a', 'b': 'b'}),
    ('from a import b', {'b': 'a.b'}), ('from a.b import c as d',
                                        {'d': 'a.b.c'}),
    ('from . import b', {'b': 'p.q.b'}), ('from .a import b',
                                          {'b': 'p.q.a.b'}),
    ('from .. import b', {'b': 'p.b'}), ('from ..a import b',
                                         {'b': 'p.a.b'}),
    ('from ... import b', {}), ('from .... import b', {}),
    ('if x:\n    import a\nelse:\n    import b', {'a': 'a', 'b': 'b'}),
    ('try:\n    import a\nexcept E:\n    import b\nelse:\n    import c\n'
     'finally:\n    import d', {'a': 'a', 'c': 'c', 'd': 'd'}),
    ('def f():\n    import a', {}), ('class A:\n    import a', {}),
])
def test_imports(code: str, imports: dict[str, str]) -> None:
    """Those of the top level, made absolute."""
    assert _facts(code).imports == imports


@pytest.mark.parametrize('code, names', [
    ('import a.b, c as d', ('a.b', 'c')),
    ('from a import (b,\n    c as d,\n)\nx = 1', ('a.b', 'a.c')),
    ('try:\n    from .a import b  # noqa\nexcept E:\n    from .. import c',
     ('p.q.a.b', 'p.c')),
    ('def f():\n    import a', ('a',)),
    ('from a import *', ()),
    ('importlib = 1\nimportant(2)\nx = "import a"', ()),
    ('from a import b;import c', ('a.b',)),
    ('from a import (b  # one\n    )\nimport c', ('c',)),
])
def test_imported(code: str, names: tuple[str, ...]) -> None:
    """Told by its lines: cheaper than the whole, and nearly as good."""
    assert module_text.imported(code.encode(), 'p.q.m', False) == names
    assert module_text.imported(
        code.replace('\n', '\r\n').encode(), 'p.q.m', False) == names
    with pytest.raises(SyntaxError):
        module_text.imported(b'# coding: none\n', 'm', False)


def test_relative_imports_of_packages() -> None:
    """A package is its own parent, and a module of none has no parent."""
    assert _facts('from . import b', 'p.q', package=True).imports == {
        'b': 'p.q.b'}
    assert _facts('from .. import b', 'p.q', package=True).imports == {
        'b': 'p.b'}
    assert _facts('from . import b', 'm').imports == {}


@pytest.mark.parametrize('code, constants', [
    ('A = 1', {'A': 1}), ('A = B = 1.5', {'A': 1.5, 'B': 1.5}),
    ("A = 'a'", {'A': 'a'}), ('A: int = 3', {'A': 3}), ('A: int', {}),
    ('A = None', {}), ('A = [1]', {}), ('A, B = 1, 2', {}), ('A.b = 1', {}),
    ('from a import A\nA = 1', {}), ('A += 1', {}),
])
def test_constants(code: str, constants: dict[str, object]) -> None:
    """Plain values of the top level, or of a class."""
    assert _facts(code).constants == constants
    inner = code.replace('\n', '\n    ')
    assert code.startswith('from') or _class(
        f'class C:\n    {inner}', 'C').constants == constants


def test_classes() -> None:
    """Bases as dotted names, fields with the class of their type."""
    found = _class('''
from a import b
import c.d
class Own: pass
class C(b, b.E, c.d.F, Own, Own.In, f(), x[0]):
    fields = {
        'one': f.OneField(), 'two': TwoField(1), 3: f.Three(), KEY: f.X(),
        'four': 4, 'five': f[0](), **more}
    other = {'six': f.Six()}
    fields_of = fields = {'seven': f.Seven()}
    def f(self): pass
    async def g(self): pass
''', 'C')
    assert found.name == 'C'
    assert found.bases == (
        'a.b', 'a.b.E', 'c.d.F', 'p.q.m.Own', 'p.q.m.Own.In')
    assert found.fields == {
        'one': 'OneField', 'two': 'TwoField', 'five': ''}
    assert ('f' in found.methods, 'g' in found.methods,
            'fields' in found.methods) == (True, True, False)
    assert found.methods.get('h') is None


@pytest.mark.parametrize('body, wanted', [
    ('pass', {}),
    ('time.sleep(2)', {'calls': (('a.time.sleep', 2),)}),
    ('nap(x, 2)', {'calls': (('b.c', None),)}),
    ("self.f('x')", {'calls': (('self.f', None),)}),
    ('f()()', {'calls': (('?', None), ('f', None))}),
    ('f().g()', {'calls': (('?.g', None), ('f', None))}),
    ('raise Boom', {'raises': ('Boom',), 'always_raises': 'Boom'}),
    ('if a: return\n    raise Boom', {
        'raises': ('Boom',), 'answers': ('None',)}),
    ('raise nap.Boom(1)', {
        'raises': ('b.c.Boom',), 'always_raises': 'b.c.Boom',
        'calls': (('b.c.Boom', 1),)}),
    ('if x: raise Boom', {'raises': ('Boom',)}),
    ('raise', {}),
    ('for x in y: pass', {'loops': True}),
    ('while x: pass', {'loops': True}),
    ('async for x in y: pass', {'loops': True}),
    ('n += 1', {}), ('n += 1; n < 3', {'counts': True}),
    ('n += 1; 3 < n', {'counts': True}), ('n += 1; m < 3', {}),
    ("x = 'instance.reboot.error'", {'events': ('instance.reboot.error',)}),
    ("x = 'instance.reboot.end'", {}),
    ('assert a.b.c', {'asserted': ('a.b.c', 'a.b')}),
    ('self.assertEqual(1, a.b, msg=c.d)', {
        'asserted': ('a.b',), 'calls': (('self.assertEqual', 1),),
        'assertions': ('self.assertEqual(1, a.b, msg=c.d)',)}),
    ('assert a == b.BAD', {
        'asserted': ('b.BAD',), 'assertions': ('a == b.BAD',)}),
    ('self.check(a.b)', {'calls': (('self.check', None),)}),
    ('def g(): h()', {'calls': (('h', None),)}),
])
def test_functions(body: str, wanted: dict[str, object]) -> None:
    """Calls, errors, loops, counts, events and what is asserted on."""
    found = _facts(
        f'from a import time\nfrom b import c as nap\n'
        f'async def f():\n    {body}\n').functions.get('f')
    calls = wanted.pop('calls', ())
    assert isinstance(calls, tuple)
    assert found == FunctionFacts(
        'f', tuple(CallFact(*call) for call in calls),
        **wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize('text, failure', [
    ('instance.reboot.error', True), ('instance-reboot-error', True),
    ('reboot_failed', True), ('a.failure.more', True), ('error', True),
    ('an error', False), ('compute.exception', True), ('x.rollback.end', True),
    ('a.errors', False), ('a.error.b.c', False),
    ('x' * 194 + '.error', True), ('x' * 195 + '.error', False),
])
def test_failure_events(text: str, failure: bool) -> None:
    """By the last words, in names of a sane length."""
    assert function_facts.names_failure(text) is failure


def test_later_of_two() -> None:
    """As Python does, the later definition of a name counts."""
    found = _facts('def f(): a()\nif x:\n    def f(): b()\n').functions
    f = found.get('f')
    assert f is not None and f.calls == (CallFact('b', None),)
    assert found.get('f') is f
    assert found.get('g') is None and 'g' not in found


@pytest.mark.parametrize('fact', [
    CallFact('a', 1), FunctionFacts('a'), definitions.ClassFacts('a'),
    definitions.ModuleFacts()])
def test_facts_are_small_values(fact: object) -> None:
    """Kept by the thousand and seen by all rules: nobody changes one."""
    assert not hasattr(fact, '__dict__')
    name = dataclasses.fields(fact)[0].name  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        setattr(fact, name, 'b')


@pytest.mark.parametrize('text, name', [
    ('def f(): pass', 'f'), ('  async def f():\n    pass', 'f'),
    ('\tdef f(self):\n\t\tpass', 'f'), ('def f(:', None), ('x = 1', None),
    ('  x = 1', None), ('  def f(:', None), ('def f(): "\0"', None),
])
def test_texts_of_functions(text: str, name: str | None) -> None:
    """As they stand below something, and None for what is none."""
    functions = definitions.Functions({})
    functions.add('a', text)
    found = functions.get('a')
    assert (None if found is None else found.name) == name


@pytest.mark.parametrize('error', [
    SyntaxError, ValueError, RecursionError, MemoryError])
def test_texts_that_cannot_be_read(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever the parser says, the function is unknown."""
    functions = _facts('def f(): pass').functions

    def fail(text: str) -> None:
        raise error

    monkeypatch.setattr(ast, 'parse', fail)
    assert functions.get('f') is None
    assert 'f' in functions and not caplog.records


@pytest.mark.parametrize('code, functions, classes, constants', [
    ('if a:\n    def f(): pass\n    class C: pass\n    N = 1\n'
     'else:\n    def g(): pass\n    M = 2', 'fg', ['C'],
     {'N': 1, 'M': 2}),
    ('try:\n    N = 1\nexcept E:\n    M = 2\nelse:\n    K = 3\n'
     'finally:\n    def f(): pass', 'f', [],
     {'N': 1, 'M': 2, 'K': 3}),
    ('if a:\n    if b:\n        N = 1\nelif c:\n    M = True', '', [],
     {'N': 1, 'M': True}),
    ('for a in b:\n    N = 1\nwith a:\n    def f(): pass\nM = -1\nK = b""',
     '', [], {}),
    ('class A:\n    class B: pass\n    if x:\n        def f(self): pass',
     '', ['A'], {}),
    ('N = 1\nN = 2', '', [], {}),
    ('if a:\n    N = 1\nelse:\n    N = 2', '', [], {}),
    ('try:\n    N = 1\nexcept E:\n    N = 2', '', [], {}),
    ('N = 1\nN += 1\nM = 2\nM: int = 3\nK = 4\ndel K', '', [], {}),
    ('N = 1\nfor N in a: pass\nM = 2\nwith a as M: pass', '', [], {}),
    ('N = 1\nM, N = 2, 3\nif (K := 4): pass', '', [], {}),
    ('N = M = 1\ndef f():\n    global M, K\n    M = 2', 'f', [], {'N': 1}),
    ('import N\nN = 1\nM: int = 2', '', [], {'M': 2}),
])
def test_top_level(
    code: str, functions: str, classes: list[str],
    constants: dict[str, object],
) -> None:
    """Under conditions as well, but in no loop and no function."""
    found = _facts(code)
    assert [name for name in 'fg' if name in found.functions] == list(
        functions)
    assert list(found.classes) == classes
    assert found.constants == constants


@pytest.mark.parametrize('code, functions, classes', [
    ('@a\n@b.c(\n    1,\n)\ndef f(): pass\n@a\nclass A: pass\n'
     'async def g(): pass\nasync  def  h(): pass', 'fgh', ['A']),
    ('def f():\n    """One.\n\nclass A: two\n"""\n    pass\nclass B: pass',
     'f', ['B']),
    ("x = '''\nclass A: one\n'''\ndef f(): pass", 'f', []),
    ('def f(): pass\n# class A: pass\nclass B:\n    x = (\n1,\n)\n'
     '# """\nclass C: pass', 'f', ['B', 'C']),
    ('def f(\na, b\n):\n    pass\ndef g(): pass', 'fg', []),
    ('@a(\n1)\ndef f(): pass\nclass A: pass', 'f', ['A']),
    ('@a(\nb\n)\ndef f(): pass\nclass A: pass', 'f', ['A']),
    ('x = "\'\'\'"\ndef f(): pass', 'f', []),
    ('define = 1\nclassic = 2\ndef f(): pass', 'f', []),
    ('try:\n    def f(): pass\nexcept E:\n    pass\nelse:\n    class A: pass\n'
     'def g(): pass\nclass B(A): pass', 'fg', ['A', 'B']),
])
def test_definitions(
    code: str, functions: str, classes: list[str],
) -> None:
    """Whatever stands between them, and whatever a text spells."""
    found = _facts(code)
    assert [name for name in 'fgh' if found.functions.get(name)] == list(
        functions)
    assert sorted(name for name in found.classes
                  if found.classes.get(name)) == classes
    assert found.classes.get('Other') is None


def test_later_definitions_count() -> None:
    """Of two of a name, and under a condition before all others."""
    found = _facts(
        'class A(a.B): pass\nclass A(a.C): pass\ndef f(): raise B\n'
        'if x:\n    def f(): raise C\ndef f(): raise D\n'
        'import a\n@a.b\nclass E(A): x = 1\n')
    assert [cls.bases for name in 'AE' if (cls := found.classes.get(name))
            ] == [('a.C',), ('p.q.m.A',)]
    f = found.functions.get('f')
    assert f is not None and f.raises == ('C',)


def test_broken_definitions() -> None:
    """What is no Python is unknown; the rest of the module stands."""
    found = _facts('N = 1\nclass A: x = =\ndef f(: pass\nclass B: x = 2\n')
    assert found.constants == {'N': 1}
    assert ('A' in found.classes, found.classes.get('A')) == (True, None)
    assert found.functions.get('f') is None
    cls = found.classes.get('B')
    assert cls is not None and cls.constants == {'x': 2}
    for broken in ('x = =\ndef f(): pass\n', 'x = =\n'):
        with pytest.raises(SyntaxError):
            _facts(broken)


def test_a_text_that_never_ends() -> None:
    """It is looked through once, not anew at each line of it."""
    found = _facts('# """\n' + 'y = 2\n' * 100_000 + 'def f(): pass\n')
    assert found.constants == {}
    assert 'f' in found.functions


def test_several_calls_and_errors() -> None:
    """In the order of the walk; the last raise of the body always ends it."""
    found = _facts(
        'import a.b as c\n'
        'def f(self, n):\n    c.d(1.5, 2)\n    c(x=1)\n    c.d("1")\n'
        '    raise c.A\n    raise B()\n'
        'def g(n, m):\n    n.x += 1\n    if m < n.x or n[0] > 2:\n'
        '        raise E(c)\n    assert_(n.y)\n    self.assertIs(n.z.w)\n'
        '    self.reassert(n.v)\n    raise (yield)\n').functions
    f, g = found.get('f'), found.get('g')
    assert f is not None and g is not None
    assert f.calls == (CallFact('a.b.d', 1.5), CallFact('a.b', None),
                       CallFact('a.b.d', None), CallFact('B', None))
    assert (f.raises, f.always_raises) == (('a.b.A', 'B'), 'B')
    assert (g.raises, g.always_raises) == (('?', 'E'), '?')
    assert (f.counts, g.counts, f.loops, g.loops) == (
        False, True, False, False)
    assert g.asserted == ('n.y', 'n.z.w', 'n.z')
    assert f.asserted == ()
