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


"""Functions and classes of a module, told by its text."""

import pathlib

import pytest

from flake8_nova_notifications.project.outline_parts import Spelled
from flake8_nova_notifications.project import outlines
from flake8_nova_notifications.project.spellings import spelled_in
from flake8_nova_notifications.project.versions import MAX_BYTES


def _outline(text: str, name: str = 'p.m') -> outlines.Outline:
    return outlines.Outline(text, name, False)


def test_outlines_are_bounded(tmp_path: pathlib.Path) -> None:
    """Old texts make room for new ones; a file that is gone has none."""
    paths = [str(tmp_path / f'm{number}.py')
             for number in range(outlines.MAX_OUTLINES + 3)]
    for path in paths:
        pathlib.Path(path).write_text('def f():\n    pass\n')
    known = [outlines.outline(path, 'm') for path in paths]
    assert None not in known
    assert outlines._read.cache_info().currsize == outlines.MAX_OUTLINES
    assert outlines.outline(paths[3], 'm') is known[3]
    assert outlines.outline(paths[2], 'm') is not known[2]
    assert outlines.outline(str(tmp_path / 'gone.py'), 'm') is None


def test_outlines_of_functions() -> None:
    """Where each function stands, its lines, and what it calls."""
    text = (
        'import a\n\n\ndef one(x):\n    odd(two(x))\n    a.three(x)\n\n\n'
        'class C(B):\n    # def no(self):\n'
        '    async def two(self,\n            x):\n        self.three()\n'
        '        cls.one(1); other.two()\n\n'
        '    def three(self):\n        def inner():\n            pass\n'
        '        inner(one(), x_one(), _one())\n\n\n'
        'def odd():\n    """\nno end\n')
    read = _outline(text)
    names = ('one', 'two', 'three', 'inner', 'odd')
    assert [[(b.cls, b.indent, text.count('\n', 0, b.start))
             for b in read.blocks(name)] for name in (*names, 'no')] == [
        [('', 0, 3)], [('C', 4, 10)], [('C', 4, 15)], [('C', 8, 16)],
        [('', 0, 21)], []]
    one, two, three, inner, odd = (
        block for name in names for block in read.blocks(name))
    assert read.block_text(one).rstrip() == (
        'def one(x):\n    odd(two(x))\n    a.three(x)')
    assert read.block_text(inner) == (
        '        def inner():\n            pass\n')
    assert [block.is_inner for block in (one, two, three, inner, odd)] == [
        False, False, False, True, False]
    assert [found.path for found in read.leading(one)] == ['odd', 'a.three']
    assert [found.path for found in read.leading(two)] == [
        'self.three', 'cls.one']
    tree = read.parse(two)
    assert tree is not None
    assert (tree.node.name, tree.node.lineno + tree.offset, tree.block) == (
        'two', 11, two)
    assert tree.parents[tree.node.body[0]] is tree.node
    assert read.parse(odd) is None


OUTLINES = {
    'no line behind': (
        'def f(): pass', [('f', 0, '')], 'def f(): pass'),
    'an end without a line': (
        'def f():\n    pass', [('f', 0, '')], 'def f():\n    pass'),
    'a line at the margin': (
        'def f():\n    a\nb\n', [('f', 0, '')], 'def f():\n    a\n'),
    'a line further out': (
        'class C:\n    def f(self):\n        a\nb\n', [('f', 4, 'C')],
        '    def f(self):\n        a\n'),
    'a line in between': (
        'if x:\n        def f():\n            a\n    b\n', [('f', 8, '')],
        '        def f():\n            a\n'),
    'a comment at the margin': (
        'def f():\n    a\n# b\n    c\n', [('f', 0, '')],
        'def f():\n    a\n# b\n    c\n'),
    'a parenthesis at the margin': (
        'def f(\n    a\n):\n    b\n', [('f', 0, '')],
        'def f(\n    a\n):\n    b\n'),
    'a decorator of the next': (
        'def f():\n    a\n\n@b\ndef g():\n    c\n',
        [('f', 0, ''), ('g', 0, '')], 'def f():\n    a\n\n'),
    'classes in classes': (
        'class C:\n    class D:\n        def f():\n            a\n'
        '    def g():\n        a\ndef h():\n    a\n',
        [('f', 8, 'D'), ('g', 4, 'C'), ('h', 0, '')],
        '        def f():\n            a\n'),
    'a class behind a class': (
        'class C:\n    pass\nclass D:\n    def f():\n        a\n',
        [('f', 4, 'D')], '    def f():\n        a\n'),
    'a class in a function': (
        'def f():\n    class C:\n        def g():\n            a\n'
        '    def h():\n        a\n',
        [('f', 0, ''), ('g', 8, 'C'), ('h', 4, '')],
        'def f():\n    class C:\n        def g():\n            a\n'
        '    def h():\n        a\n'),
    'words in a line': (
        'undef = 1\nx = def_(class_)\ndef f():\n    a # def g():\n',
        [('f', 0, '')], 'def f():\n    a # def g():\n'),
    'two definitions in a line': (
        'def f(): pass  # def g(): pass\ndef h(): pass\n',
        [('f', 0, ''), ('h', 0, '')], 'def f(): pass  # def g(): pass\n'),
}


@pytest.mark.parametrize(
    'text, blocks, first', OUTLINES.values(), ids=OUTLINES)
def test_blocks(
    text: str, blocks: list[tuple[str, int, str]], first: str,
) -> None:
    """Name, indentation and class of each, and the lines of the first."""
    read = _outline(text)
    found = [block for name in dict.fromkeys(name for name, _, _ in blocks)
             for block in read.blocks(name)]
    assert [(one.name, one.indent, one.cls) for one in found] == blocks
    assert [read.block_text(one) for one in found][0] == first


@pytest.mark.parametrize('line, wanted', [
    ('f(a)', [('f', True), ('a', False)]), ('self.f()', [('self.f', True)]),
    ('self.a.f()', [('self.a.f', True)]), ('a.b.f()', [('a.b.f', True)]),
    ('super().f()', [('super.f', True)]),
    ('super(C, self).f()', [('super.f', True), ('C', False)]),
    ('f', []), ('f (a)', [('a', False)]), ('x = [f(1)]', [('f', True)]),
    ('g(self.f)', [('g', True), ('self.f', False)]),
    ('g(x=self.f, y=1)', [('g', True), ('self.f', False)]),
    ('f(), f()', [('f', True)]), ("'f('", [('f', True)]),
])
def test_spelled(line: str, wanted: list[tuple[str, bool]]) -> None:
    """What is called and what is handed over, each once, in order."""
    found = [tuple(Spelled.unpacked(one))
             for one in spelled_in(f'def i():\n    {line}\n')]
    assert sorted(found) == sorted(wanted)


MODULE = '''\
import os
import a.b
from a import c as d
from . import near
from .. import far
try:
    from x import y
except ImportError:
    y = None

LOG = logging.getLogger(__name__)
journal: Logger = log.getLogger('x')
number = 1


class Base(d.Root, near.Mixin, metaclass=Meta):
    @one
    @two.three(
        1,
        2)
    # Beside them.
    def run(self):
        from z import late
        self.disk = Disk(1)
        self.tape = d.Tape()
        self.twice = Disk()
        self.odd = odd
        self.late = import_object('q.Late')

    def again(self):
        self.twice = d.Tape()
        if self.disk == Disk():
            pass


class Disk(
        Base):
    def run(self):
        self.tape = Disk()


def go():
    pass
'''


def test_module() -> None:
    """What names stand for, classes and their bases, decorators, loggers."""
    read = _outline(MODULE, 'p.q.m')
    names = ('os', 'a', 'd', 'near', 'far', 'y', 'late', 'c', 'go')
    assert {name: read.imported(name) for name in names} == {
        'os': 'os', 'a': 'a', 'd': 'a.c', 'near': 'p.q.near', 'far': 'p.far',
        'y': 'x.y', 'late': 'z.late', 'c': None, 'go': None}
    assert {path: read.dotted(path) for path in (
        'os', 'd.Root', 'a.b', 'Disk', 'Disk.run', 'go', 'number', 'run')
    } == {'os': 'os', 'd.Root': 'a.c.Root', 'a.b': 'a.b',
          'Disk': 'p.q.m.Disk', 'Disk.run': 'p.q.m.Disk.run',
          'go': 'p.q.m.go', 'number': None, 'run': None}
    assert read.bases('Base') == ('a.c.Root', 'p.q.near.Mixin')
    assert read.bases('Disk') == ('p.q.m.Base',)
    assert read.bases('None') == ()
    assert read.loggers == {'LOG', 'journal'}
    run, own = read.blocks('run')
    assert [tuple(one) for one in read.decorators(run)] == [
        ('two.three', True), ('one', False)]
    assert read.decorators(own) == []
    assert read.methods('Disk', 'run') == [own]
    assert read.functions('go') and not read.functions('run')


@pytest.mark.parametrize('cls, name, made', [
    ('Base', 'disk', 'p.q.m.Disk'), ('Base', 'tape', 'a.c.Tape'),
    ('Disk', 'tape', 'p.q.m.Disk'), ('Disk', 'disk', None),
    ('Base', 'twice', None), ('Base', 'odd', None),
    ('Base', 'late', 'q.Late'), ('Base', 'gone', None)])
def test_made(cls: str, name: str, made: str | None) -> None:
    """What makes the objects of a class, where it is one thing."""
    for _ in range(2):
        assert _outline(MODULE, 'p.q.m').made(cls, name) == made


def test_using() -> None:
    """The outermost functions that spell an attribute."""
    read = _outline(
        'class C:\n    def a(self):\n        def b():\n'
        '            self.x.run()\n    def c(self):\n        run()\n'
        'x.run\ndef d():\n    # x.run\n    pass\n')
    assert [block.name for block in read.using('run')] == ['a', 'd']
    assert read.using('walk') == []


@pytest.mark.parametrize('text, offset', [
    ('def f():\n    a\n', 0), ('\ndef f():\n    a\n', 1),
    ('x\n\nclass C:\n    def f():\n        a\n', 3)])
def test_offset(text: str, offset: int) -> None:
    """What tells the line of a function by that of its tree."""
    read = _outline(text)
    tree = read.parse(read.blocks('f')[0])
    assert tree is not None
    assert tree.node.lineno + tree.offset == offset + 1


@pytest.mark.parametrize('more, found', [(0, True), (1, False), (5, False)])
def test_long_modules(
    tmp_path: pathlib.Path, more: int, found: bool,
) -> None:
    """Up to the bound a module is read as a whole, beyond it not at all."""
    end = '\ndef f(): pass'
    path = tmp_path / 'long.py'
    path.write_text('#' * (MAX_BYTES + more - len(end)) + end)
    read = outlines.outline(str(path), 'm')
    assert (read is not None and bool(read.blocks('f'))) is found
    assert found or read is None


def test_files_without_an_outline(tmp_path: pathlib.Path) -> None:
    """Missing, or no text: nothing is known of it."""
    assert outlines.outline(str(tmp_path / 'none.py'), 'm') is None
    (tmp_path / 'odd.py').write_bytes(b'\xff')
    assert outlines.outline(str(tmp_path / 'odd.py'), 'm') is None
    (tmp_path / 'fine.py').write_text('def f(): pass\n')
    found = outlines.outline(str(tmp_path / 'fine.py'), 'm')
    assert found is not None and len(found.blocks('f')) == 1
    assert outlines.outline(str(tmp_path / 'fine.py'), 'm') is found
