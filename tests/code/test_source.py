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

"""The one walk: complete, in order, without recursion, changing nothing."""

import ast
import os
import pathlib
import sysconfig
import weakref

import pytest

from flake8_nova_notifications.code import source
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.registry import ALL_RULES
from tests import linted

LIBRARY = pathlib.Path(sysconfig.get_paths()['stdlib'])
# Hold every kind of node that this Python knows, the newest included.
MODULES = (
    'ast.py', 'asyncio/tasks.py', 'argparse.py', 'dataclasses.py',
    'test/test_patma.py', 'test/test_grammar.py', 'test/test_fstring.py',
    'test/test_type_params.py', 'test/test_except_star.py',
    'test/test_tstring.py', 'enum.py', 'typing.py',
)
# Contexts and operators: one shared object each, with nothing in them.
SHARED = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


def _trees() -> list[tuple[str, ast.Module]]:
    found = []
    for name in MODULES:
        path = LIBRARY / name
        if path.exists():
            text = path.read_text(encoding='utf-8')
            found.append((text, ast.parse(text)))
    assert len(found) >= 5
    return found


def test_walk_is_complete() -> None:
    """Each node that ``ast.walk`` finds, but for shared ones, once."""
    for text, tree in _trees():
        wanted = [n for n in ast.walk(tree) if not isinstance(n, SHARED)]
        found = list(source.walk(tree))
        assert len(found) == len(wanted)
        assert set(map(id, found)) == set(map(id, wanted))
        file = source.SourceFile(tree, 'x.py', text.splitlines(True))
        kinds = {type(node) for node in wanted}
        by_kind = [node for kind in kinds for node in file.nodes(kind)]
        assert set(map(id, by_kind)) == set(map(id, wanted))


def test_parents() -> None:
    """Each node's parent is the node that holds it."""
    for text, tree in _trees():
        file = source.SourceFile(tree, 'x.py', text.splitlines(True))
        assert file.parent(tree) is None
        for node in source.walk(tree):
            for child in ast.iter_child_nodes(node):
                if not isinstance(child, SHARED):
                    assert file.parent(child) is node


def test_source_order() -> None:
    """Nodes come as they are read."""
    file = linted.read('b(a())\nif x:\n    c(d(), e())\n')
    assert [ast.unparse(node.func) for node in file.nodes(ast.Call)] == [
        'b', 'a', 'c', 'd', 'e']


def test_tree_is_returned_as_it_was() -> None:
    """No rule sets anything on a node or moves one."""
    codes = [example.code for rule in ALL_RULES
             for example in rule.about.examples]
    codes += [text for text, _ in _trees()]
    for code in codes:
        tree = ast.parse(code)
        before = ast.dump(tree, include_attributes=True)
        names = [sorted(vars(node)) for node in ast.walk(tree)]
        file = source.SourceFile(tree, 'x.py', code.splitlines(True))
        for rule in ALL_RULES:
            list(rule.check(file))
        assert ast.dump(tree, include_attributes=True) == before
        assert [sorted(vars(node)) for node in ast.walk(tree)] == names


def test_scope_walk() -> None:
    """Bodies of nested functions and classes are left out."""
    function = ast.parse(
        'def f():\n    a\n    def g():\n        b\n    class C:\n'
        '        c\n    lambda: d\n').body[0]
    found = {node.id for node in source.walk_scope(function)
             if isinstance(node, ast.Name)}
    assert found == {'a'}


def test_scope_walk_of_each_form() -> None:
    """What :func:`walk` finds, less what stands in another scope."""
    nested = (*source.FUNCTIONS, ast.Lambda, ast.ClassDef)
    for _, tree in _trees():
        for root in (tree, *(n for n in ast.walk(tree)
                             if isinstance(n, (*nested, ast.stmt)))):
            wanted: set[ast.AST] = {root}
            for node in source.walk(root):
                if node in wanted and (
                        node is root or not isinstance(node, nested)):
                    wanted.update(ast.iter_child_nodes(node))
            found = list(source.walk_scope(root))
            assert found[0] is root and len(found) == len(set(found))
            assert set(found) == {
                node for node in wanted if not isinstance(node, SHARED)}


def test_once() -> None:
    """A fact is worked out at the first question only."""
    asked = []

    def fact(file: source.SourceFile) -> int:
        asked.append(file)
        return len(asked)

    file = linted.read('x = 1\n')
    assert file.once(fact) == file.once(fact) == 1
    assert linted.read('x = 1\n').once(fact) == 2


def test_memo() -> None:
    """A fact about a part of a file is worked out once for each part."""
    asked = []

    def fact(file: source.SourceFile, key: str) -> int:
        asked.append(key)
        return len(asked)

    def other(file: source.SourceFile, key: str) -> str:
        return key * 2

    file = linted.read('x = 1\n')
    assert [file.memo(fact, key) for key in 'abab'] == [1, 2, 1, 2]
    assert file.memo(other, 'a') == 'aa'
    assert asked == ['a', 'b']
    file.close()
    assert file.memo(fact, 'a') == 3


def _broken(file: source.SourceFile) -> int:
    raise KeyError(len(file.lines))


def _resting(file: source.SourceFile) -> int:
    return file.once(_broken)


def _exhausted(file: source.SourceFile) -> int:
    raise MemoryError


def test_a_broken_fact() -> None:
    """Named by the innermost one, worked out once, told each time."""
    file = linted.read('x = 1\n')
    with pytest.raises(source.BrokenFact) as told:
        file.once(_resting)
    assert told.value.what == 'fact code.test_source._broken'
    assert repr(told.value.error) == 'KeyError(1)'
    for fact in (_broken, _resting, _broken):
        with pytest.raises(source.BrokenFact) as again:
            file.once(fact)
        assert again.value is told.value
    with pytest.raises(MemoryError):
        file.once(_exhausted)
    assert file.broken == {}


def test_what_broke() -> None:
    """By its name, with the first error and the codes that rest on it."""
    file = linted.read('x = 1\n')
    first, second = KeyError('a'), KeyError('b')
    file.note_broken('one', first)
    file.note_broken('one', second, 'NVN102')
    file.note_broken('one', second, 'NVN101')
    file.note_broken('two', second, 'NVN101')
    assert file.broken == {
        'one': (first, {'NVN101', 'NVN102'}), 'two': (second, {'NVN101'})}


def test_close() -> None:
    """Facts and index are let go, and worked out again when asked for."""
    file = linted.read('a\n')

    def names(file: source.SourceFile) -> list[ast.Name]:
        return list(file.nodes(ast.Name))

    facts = weakref.ref(file._index)
    before = file.once(names)
    file.close()
    assert facts() is None
    assert file.once(names) == before
    assert file.once(names) is not before
    file.close()
    file.close()


def test_options() -> None:
    """Those given, else the defaults."""
    tree = ast.parse('')
    given = Options(nvn_pauses=('nap',))
    assert source.SourceFile(tree, 'x', [], given).options is given
    default = source.SourceFile(tree, 'x', []).options
    assert default.nvn_pauses == Options().nvn_pauses != given.nvn_pauses


def test_function_and_class() -> None:
    """The function around a node, not past a class or a lambda."""
    file = linted.read(
        'def f():\n    a\n    class C:\n        b\n        def g(self):\n'
        '            c\n    return lambda: d\n')
    names = {node.id: node for node in file.nodes(ast.Name)}
    functions = {
        name: getattr(file.function(node), 'name', None)
        for name, node in names.items()}
    assert functions == {'a': 'f', 'b': None, 'c': 'g', 'd': None}
    classes = {name: getattr(file.enclosing_class(node), 'name', None)
               for name, node in names.items()}
    assert classes == {'a': None, 'b': 'C', 'c': 'C', 'd': None}


def test_deep_trees() -> None:
    """Depth costs no stack."""
    expression: ast.expr = ast.Constant(1)
    for _ in range(50_000):
        expression = ast.UnaryOp(ast.USub(), expression)
    tree = ast.Module([ast.Expr(expression)], [])
    assert len(list(source.walk(tree))) == 50_003
    # Taken apart from the inside, because freeing it recurses.
    while isinstance(expression, ast.UnaryOp):
        inner, expression.operand = expression.operand, ast.Constant(0)
        expression = inner


def test_stdlib_path_is_real() -> None:
    """The modules above are looked for where this Python has them."""
    assert os.path.isfile(LIBRARY / 'ast.py')


def test_within() -> None:
    """A function's own nodes, wherever it stands."""
    file = linted.read(
        '@a\ndef f():\n    b\n    def g():\n        c\nif x:\n'
        '    def h(): d\n')
    found = {
        function.name: [n.id for n in file.within(function, ast.Name)]
        for function in file.nodes(ast.FunctionDef)}
    assert found == {'f': ['a', 'b', 'c'], 'g': ['c'], 'h': ['d']}


def test_text_of_a_function() -> None:
    """With its decorators and to its last line, whatever stands around."""
    file = linted.read(
        'a\n@b\n@c(\n    1)\ndef f():\n    x\n\n\nasync def g(): y\n')
    first, second = file.tree.body[1:]
    assert isinstance(first, ast.FunctionDef)
    assert isinstance(second, ast.AsyncFunctionDef)
    assert file.text_of(first) == '@b\n@c(\n    1)\ndef f():\n    x\n'
    assert file.text_of(second) == 'async def g(): y\n'
    assert file.text_between(1, 1) == 'a\n'
    assert file.text_between(6, 9) == '    x\n\n\nasync def g(): y\n'


def test_lines_with_words() -> None:
    """Each line once, in order, whatever it holds and how often."""
    source = linted.read('a\nb + a\nab\nc\n')
    assert source.lines_with('a') == [1, 2, 3]
    assert source.lines_with('b', 'a') == [1, 2, 3]
    assert source.lines_with('c') == [4]
    assert source.lines_with('d') == []
    assert source.lines_with() == []
    assert [source.line_at(n) for n in (0, 1, 2, 7, 8, 11)] == [
        1, 1, 2, 2, 3, 4]


def test_lines_of_units() -> None:
    """Statements of the module and its classes, decorators included."""
    source = linted.read(
        'a(1)\n'
        'b(\n    2); c(3)\n'
        '@d(4)\n'
        'def e():\n    f(5)\n'
        '\n'
        'class G(h(6)):\n'
        '    i(7)\n'
        '    def j(self):\n        k(8)\n')

    def near(*lines: int) -> list[str]:
        return [ast.unparse(call) for call in source.near(ast.Call, lines)]
    assert near() == ['h(6)']
    assert near(1) == ['a(1)', 'h(6)']
    assert near(2) == near(3) == near(2, 3) == ['b(2)', 'c(3)', 'h(6)']
    assert near(4) == near(6) == ['d(4)', 'f(5)', 'h(6)']
    assert near(7) == near(8) == near(99) == near(0) == ['h(6)']
    assert near(9) == ['h(6)', 'i(7)']
    assert near(11) == ['h(6)', 'k(8)']
    assert list(source.around([1, 3, 2, 7, 11, 99])) == [
        range(1, 2), range(2, 4), range(10, 12)]
    assert list(source.around([5])) == [range(4, 7)]
    calls = {ast.unparse(call): call for call in source.nodes(ast.Call)}
    assert list(calls) == [
        'a(1)', 'b(2)', 'c(3)', 'd(4)', 'f(5)', 'h(6)', 'i(7)', 'k(8)']
    e, j = source.nodes(ast.FunctionDef)
    assert source.function(calls['f(5)']) is e
    assert source.function(calls['k(8)']) is j
    assert source.function(calls['i(7)']) is None
    assert source.enclosing_class(calls['k(8)']) is source.parent(j)
    assert source.enclosing_class(calls['f(5)']) is None
    for function, wanted in ((e, ['d(4)', 'f(5)']), (j, ['k(8)'])):
        assert [ast.unparse(call) for call in source.within(
            function, ast.Call)] == wanted
    assert [type(node).__name__ for node in source.within(
        e, ast.Call, ast.Name)] == ['Call', 'Name', 'Call', 'Name']


def test_within_what_is_no_unit() -> None:
    """A function in a function, or behind a semicolon, is walked."""
    source = linted.read(
        'def a():\n    def b():\n        c(1)\n    d(2)\n')
    a, b = source.nodes(ast.FunctionDef)
    assert [ast.unparse(node) for node in source.within(b, ast.Call)] == [
        'c(1)']
    assert [ast.unparse(node) for node in source.within(a, ast.Call)] == [
        'c(1)', 'd(2)']
    assert [getattr(node, 'lineno', 0) for node in source.within(
        b, ast.Call, ast.FunctionDef)] == [2, 3]


def test_order_of_several_kinds() -> None:
    """Also where a function is walked, and of what bears no line."""
    source = linted.read(
        'def a():\n    def b(c):\n        if d:\n            e(1)\n'
        '        f(2)\nx if y else z\n')
    a, b = source.nodes(ast.FunctionDef)

    def told(nodes: list[ast.AST]) -> list[str]:
        return [type(n).__name__ if isinstance(n, (ast.If, ast.FunctionDef))
                else ast.unparse(n) for n in nodes]
    assert told(source.within(b, ast.Call)) == ['e(1)', 'f(2)']
    assert told(source.within(b, ast.Call, ast.If)) == ['If', 'e(1)', 'f(2)']
    assert told(source.within(a, ast.Call, ast.If)) == ['If', 'e(1)', 'f(2)']
    assert told(source.within(b, ast.FunctionDef)) == ['FunctionDef']
    assert told(source.nodes(ast.If, ast.Call)) == ['If', 'e(1)', 'f(2)']
    assert told(source.nodes(ast.Name))[-3:] == ['x', 'y', 'z']
    assert source.nodes() == []
    alone = linted.read('a\n')
    assert [type(node) for node in alone.nodes(ast.Name, ast.Module)] == [
        ast.Module, ast.Name]
    assert list(source.ancestors(a)) == [source.tree]
    assert list(source.ancestors(b)) == [a, source.tree]
    assert list(source.ancestors(source.tree)) == []


def test_lines_with_words_at_the_end() -> None:
    """With and without a last line break."""
    for text in ('a\nb', 'a\nb\n', 'a\nb, b\n\n'):
        source = linted.read(text)
        assert source.text == text
        assert source.lines_with('b') == [2]
        assert source.lines_with('a\n') == [1]
    assert linted.read('').lines_with('a') == []


def test_what_a_search_affords() -> None:
    """Each search for itself; what is refused costs nothing."""
    source = linted.read('a\nb\nc\n')
    most = 1_000_000 + 3 * 200
    assert source.affords('one', most - 1)
    assert not source.affords('one', 2)
    assert source.affords('one', 1)
    assert not source.affords('one', 1)
    assert source.affords('other', most)
