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

"""Other modules: found by path, read once, never imported, with an end."""

import ast
import collections
import os
import pathlib

import pytest

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.project.definitions import ClassFacts
from flake8_nova_notifications.project.definitions import ModuleFacts
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project import lookup
from flake8_nova_notifications.project.lookup import Project
from flake8_nova_notifications.project import modules
from flake8_nova_notifications.project import roots
from flake8_nova_notifications.project import versions
from tests import linted


def _write(root: pathlib.Path, **files: str) -> None:
    for name, text in files.items():
        path = root.joinpath(*name.split('__')).with_suffix('.py')
        path.parent.mkdir(parents=True, exist_ok=True)
        init = path.parent / '__init__.py'
        while init.parent != root and not init.exists():
            init.touch()
            init = init.parent.parent / '__init__.py'
        path.write_text(text)


def _seen_from(path: pathlib.Path) -> Project:
    return linted.read('x = 1\n', str(path)).once(Project)


def test_names_through_modules(tmp_path: pathlib.Path) -> None:
    """Constants, functions, classes, methods; renamed and re-exported."""
    _write(
        tmp_path,
        top__a='LIMIT = 7\ndef nap():\n    import time\n    time.sleep(2)\n',
        top__b='from top.a import LIMIT as MOST\nfrom top import a as other\n'
               'from .a import nap\n',
        top__sub__c='from ..b import MOST\nfrom .. import b\n'
                    'class C(b.Base):\n    SIZE = 3\n'
                    '    def f(self):\n        self.g()\n',
        top__here='')
    found = _seen_from(tmp_path / 'top' / 'here.py')
    assert found.package == 'top' and found.module == 'top.here'
    assert found.find('top.a.LIMIT') == 7
    assert found.find('top.b.MOST') == 7
    assert found.find('top.b.other.LIMIT') == 7
    assert found.find('top.sub.c.MOST') == 7
    assert found.find('.a.LIMIT') == 7
    nap = found.find('top.b.nap')
    assert isinstance(nap, FunctionFacts)
    assert [(c.name, c.number) for c in nap.calls] == [('time.sleep', 2)]
    cls = found.find('top.sub.c.C')
    assert isinstance(cls, ClassFacts) and cls.bases == ('top.b.Base',)
    assert found.find('top.sub.c.C.SIZE') == 3
    assert isinstance(found.find('top.sub.c.C.f'), FunctionFacts)
    assert isinstance(found.find('top'), ModuleFacts)
    for unknown in ('top.a.NONE', 'top.none', 'os.path', 'time.sleep',
                    'top.sub.c.C.none', '....x', 'top.a.nap.x'):
        assert found.find(unknown) is None


def test_functions_as_they_stand(tmp_path: pathlib.Path) -> None:
    """The lines of a function are read again as the parser saw them."""
    _write(tmp_path, p__here='')
    code = (
        'if True:\r\n\tclass A:\r\n\t\tdef f(self):\r\n'
        '\t\t\tself.g("""\r\nleft\x0c\u2028of all""")\r\n'
        '\t\t\treturn é()\r\n'
        'async def twice(): one()\n'
        '@odd(lambda: 1)\nasync def twice(): two(); assert a.b.c\n')
    for head, encoding in (('', 'utf-8'), ('', 'utf-8-sig'),
                           ('# coding: latin-1\n', 'latin-1')):
        text = head + code
        if encoding == 'latin-1':
            text = text.replace('\u2028', '\x1c')
        (tmp_path / 'p' / 'odd.py').write_bytes(text.encode(encoding))
        found = _seen_from(tmp_path / 'p' / 'here.py')
        twice = found.find('p.odd.twice')
        assert isinstance(twice, FunctionFacts)
        assert [c.name for c in twice.calls] == ['two']
        assert twice.asserted == ('a.b.c', 'a.b')
        f = found.find('p.odd.A.f')
        assert isinstance(f, FunctionFacts)
        assert sorted(c.name for c in f.calls) == ['self.g', 'é']
        (tmp_path / 'p' / 'odd.py').unlink()


def test_methods_of_bases(tmp_path: pathlib.Path) -> None:
    """Breadth first through other modules; cycles and diamonds end."""
    _write(
        tmp_path,
        p__a='from p import b\nclass A(b.B, b.C):\n    pass\n',
        p__b='from p import a\nclass C:\n    def f(self):\n        pass\n'
             'class B(a.A):\n    x = 4\n',
        p__loop='from p.loop import L\nclass M(M):\n    pass\n'
                'from p import loop\nL2 = loop.L\n')
    found = _seen_from(tmp_path / 'p' / 'here.py')
    method = found.method(['p.a.A'], 'f')
    assert isinstance(method, FunctionFacts) and method.name == 'f'
    assert found.method(['p.a.A'], 'x') == 4
    assert found.method(['p.a.A'], 'none') is None
    assert found.find('p.loop.L') is None
    assert found.method(['p.loop.M'], 'f') is None


def test_bounds(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every search has an end, and says unknown when it is reached."""
    classes = ''.join(
        f'class C{i}(C{i + 1}, C{i + 2}):\n    pass\n' for i in range(3000))
    hops = {f'p__m{i}': f'from p.m{i + 1} import X\n' for i in range(70)}
    _write(tmp_path, p__diamond=classes, p__m70='X = 1\n', **hops)
    found = _seen_from(tmp_path / 'p' / 'here.py')
    assert found.method(['p.diamond.C0'], 'f') is None
    assert found.find('p.m70.X') == 1
    assert found.find(f'p.m{70 - lookup.MAX_HOPS + 1}.X') == 1
    assert found.find(f'p.m{70 - lookup.MAX_HOPS}.X') is None
    found = _seen_from(tmp_path / 'p' / 'here.py')
    known = [i for i in range(70) if found.find(f'p.m{i}') is not None]
    # The package itself is one of the modules that were asked about.
    assert len(known) in (lookup.MAX_MODULES - 1, lookup.MAX_MODULES)
    monkeypatch.setattr(versions, 'MAX_BYTES', 3)
    assert _seen_from(tmp_path / 'p' / 'here.py').find('p.m70.X') is None


def test_odd_files(tmp_path: pathlib.Path) -> None:
    """A file that cannot be read as Python is unknown, not an error."""
    _write(tmp_path, p__here='', p__good='X = 1\n')
    folder = tmp_path / 'p'
    (folder / 'bad.py').write_text('def (:\n')
    (folder / 'null.py').write_bytes(b'X = 1\0\n')
    (folder / 'odd.py').write_bytes(b'\xff\xfe')
    (folder / 'deep.py').write_text('X = ' + '(' * 5000 + ')' * 5000)
    os.mkfifo(folder / 'pipe.py')
    (folder / 'loop.py').symlink_to(folder / 'loop.py')
    (folder / 'dir.py').mkdir()
    found = _seen_from(folder / 'here.py')
    for name in ('bad', 'null', 'odd', 'deep', 'pipe', 'loop', 'dir'):
        assert found.find(f'p.{name}.X') is None
    assert found.find('p.good.X') == 1


def test_edits_are_seen(tmp_path: pathlib.Path) -> None:
    """A process that lives for days sees each new version of a file."""
    _write(tmp_path, p__here='', p__a='X = 1\n')
    here = tmp_path / 'p' / 'here.py'
    assert _seen_from(here).find('p.a.X') == 1
    (tmp_path / 'p' / 'a.py').write_text('X = 22\n')
    assert _seen_from(here).find('p.a.X') == 22


def test_imports_of_a_module(tmp_path: pathlib.Path) -> None:
    """Of the module itself, or of that which holds the name; edits seen."""
    _write(tmp_path, top__a='from .b import C\n', top__sub__c='import x.y\n',
           top__here='')
    init = tmp_path / 'top' / 'sub' / '__init__.py'
    init.write_text('from . import c\n')
    found = _seen_from(tmp_path / 'top' / 'here.py')
    assert found.imports('top.a') == found.imports('top.a.f') == ('top.b.C',)
    assert found.imports('top.sub') == ('top.sub.c',)
    assert found.imports('top.sub.c.D') == ('x.y',)
    assert found.imports('top.a.f.g') == found.imports('top.none.f') == ()
    assert found.imports('none') == found.imports('') == ()
    (tmp_path / 'top' / 'a.py').write_text('import other\n')
    assert found.imports('top.a') == ('other',)
    (tmp_path / 'top' / 'a.py').write_bytes(b'# coding: none\nimport a\n')
    assert found.imports('top.a') == ()
    (tmp_path / 'top' / 'a.py').write_bytes(
        b'import a\n' + b'#' * versions.MAX_BYTES)
    assert found.imports('top.a') == ()
    assert _seen_from(pathlib.Path('stdin')).imports('top.a') == ()


def test_two_projects(tmp_path: pathlib.Path) -> None:
    """Modules of the same name in two projects are two modules."""
    for name, value in (('one', 1), ('two', 2)):
        _write(tmp_path / name, p__here='', p__a=f'X = {value}\n')
    for _ in range(2):
        for name, value in (('one', 1), ('two', 2)):
            here = tmp_path / name / 'p' / 'here.py'
            assert _seen_from(here).find('p.a.X') == value


@pytest.mark.parametrize('path', ('stdin', '-', '', 'x.txt'))
def test_standing_nowhere(path: str) -> None:
    """Without a place in a project nothing else is read."""
    found = linted.read('x = 1\n', path).once(Project)
    assert found.find('os.path') is None
    assert found.find('.x') is None
    assert found.package == ''


def test_folder_without_package(tmp_path: pathlib.Path) -> None:
    """Outside a package the folder that marks a project is the root."""
    (tmp_path / 'setup.cfg').touch()
    (tmp_path / 'tools').mkdir()
    (tmp_path / 'tools' / 'a.py').write_text('X = 1\n')
    found = _seen_from(tmp_path / 'tools' / 'here.py')
    assert found.module == 'tools.here'
    assert found.find('tools.a.X') == 1


def test_members_of_classes(tmp_path: pathlib.Path) -> None:
    """Methods and constants, own or of a base, and nothing inside them."""
    _write(
        tmp_path,
        p__a='from p.b import Base\nclass C(Base):\n    own = 1\n'
             '    def f(self): pass\n',
        p__b='class Base:\n    far = 2\n    own = 3\n'
             '    def g(self): pass\n    def f(self): x()\n')
    found = _seen_from(tmp_path / 'p' / 'here.py')
    assert found.find('p.a.C.own') == 1
    assert found.find('p.a.C.far') == 2
    f, g = found.find('p.a.C.f'), found.find('p.a.C.g')
    assert isinstance(f, FunctionFacts) and not f.calls
    assert isinstance(g, FunctionFacts) and g.name == 'g'
    assert found.find('p.a.C.f.x') is None
    assert found.find('p.a.C.own.x') is None
    assert found.find('p.a.f') is None
    assert found.method(['p.none.X', 'p.b.Base', 'p.a.C'], 'own') == 3
    assert found.method(['p.a', 'p.a.C'], 'own') == 1


def test_relative_names(tmp_path: pathlib.Path) -> None:
    """A dot is the package, each further one its parent."""
    _write(tmp_path, p__q__here='', p__a='LIMIT = 4\n')
    found = _seen_from(tmp_path / 'p' / 'q' / 'here.py')
    assert (found.package, found.module) == ('p.q', 'p.q.here')
    assert [found.absolute(name) for name in (
        'a.b', '.a', '..a.b', '...a', '....a')] == [
            'a.b', 'p.q.a', 'p.a.b', None, None]
    assert found.find('..a.LIMIT') == 4
    assert found.find('...a.LIMIT') is None


def test_files_of_modules(tmp_path: pathlib.Path) -> None:
    """A package before a module; what cannot be read is no module."""
    _write(tmp_path, p__a='', p__here='')
    (tmp_path / 'p' / 'broken.py').write_text('def (:')
    (tmp_path / 'p' / 'a').mkdir()
    (tmp_path / 'p' / 'a' / '__init__.py').write_text('')
    found = _seen_from(tmp_path / 'p' / 'here.py')
    assert found.file('p.a') == str(tmp_path / 'p' / 'a' / '__init__.py')
    assert found.file('p.here') == str(tmp_path / 'p' / 'here.py')
    assert found.file('p.none') is None
    assert found.path('p.a') == found.file('p.a')
    assert found.path('p.none') is None
    assert found.path('p.broken') is None
    assert found.file('p.broken') == str(tmp_path / 'p' / 'broken.py')


def test_names_that_are_asked_about(tmp_path: pathlib.Path) -> None:
    """Those that lead nowhere are counted as well, each once."""
    _write(tmp_path, p__here='', p__a='X = 1\n')
    most = 8 * lookup.MAX_MODULES
    for misses, known in ((most - 1, True), (most, False)):
        found = _seen_from(tmp_path / 'p' / 'here.py')
        for _ in range(2):
            for number in range(misses):
                assert found.path(f'p.none{number}') is None
        assert (found.path('p.a') is not None) is known


def test_number_of_modules(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As many as are read, and no more."""
    _write(tmp_path, p__here='', p__a='', p__b='', p__c='')
    monkeypatch.setattr(lookup, 'MAX_MODULES', 2)
    found = _seen_from(tmp_path / 'p' / 'here.py')
    assert [found.path(f'p.{name}') is not None for name in 'abcab'] == [
        True, True, False, True, True]


def test_number_of_bases(tmp_path: pathlib.Path) -> None:
    """Of the classes that are searched for a method."""
    most = lookup.MAX_BASES
    _write(tmp_path, p__here='', p__a=''.join(
        f'class A{number}:\n    x{number} = {number}\n'
        for number in range(most + 1)))
    found = _seen_from(tmp_path / 'p' / 'here.py')
    bases = [f'p.a.A{number}' for number in range(most + 1)]
    assert found.method(bases, f'x{most - 1}') == most - 1
    assert found.method(bases, f'x{most}') is None
    assert found.method(bases[1:], f'x{most}') == most
    assert len(bases) == most + 1


def test_own_place(tmp_path: pathlib.Path) -> None:
    """Of modules and packages, in a package or at the root."""
    _write(tmp_path, p__q__a='')
    (tmp_path / 'tox.ini').touch()
    for path, package, module in (
            ('p/q/a.py', 'p.q', 'p.q.a'), ('p/q/__init__.py', 'p.q', 'p.q'),
            ('p/__init__.py', 'p', 'p'), ('a.py', '', 'a'),
            ('p/A.py', 'p', 'p.A'), ('r/a.py', 'r', 'r.a'),
            ('r/s/a.py', 'r.s', 'r.s.a')):
        found = _seen_from(tmp_path / path)
        assert (found.package, found.module) == (package, module)
        assert found.file('p.q.a') == str(tmp_path / 'p' / 'q' / 'a.py')


def _in_namespaces(path: pathlib.Path) -> None:
    for name in ('n/virt/d/driver', 'n/virt/d/__init__', 'n/tests/d/test_d',
                 'n/tests/d/__init__', 'n/tests/e/test_e', 'n/util'):
        file = path / f'{name}.py'
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('X = 1\n')


@pytest.mark.parametrize('line', [
    'from n.virt.d import driver', 'import n.virt.d.driver',
    'from n.virt import d', 'from n import util',
    'from n.virt.d.driver import (\n    X)', 'import n.util as it'])
@pytest.mark.parametrize('name', ['d.test_d', 'e.test_e'])
@pytest.mark.parametrize('marks', [(), ('setup.cfg',)])
def test_namespace_packages(
    tmp_path: pathlib.Path, line: str, name: str, marks: tuple[str, ...],
) -> None:
    """What a file imports from the folders above it makes them packages."""
    _in_namespaces(tmp_path)
    for mark in marks:
        (tmp_path / mark).touch()
    path = (tmp_path / 'n' / 'tests').joinpath(*name.split('.'))
    found = linted.read(
        f'import os\n{line}\n', str(path.with_suffix('.py'))).once(Project)
    assert (found.root, found.module) == (str(tmp_path), f'n.tests.{name}')
    assert found.package == f'n.tests.{name[0]}'
    assert found.find('n.virt.d.driver.X') == 1


@pytest.mark.parametrize('line', [
    '', 'from n import other', 'from n.virt import driver', 'import n',
    'import n.other', 'from m import util', 'x = "from n import util"'])
def test_folders_that_nothing_is_imported_from(
    tmp_path: pathlib.Path, line: str,
) -> None:
    """A folder may be called as something that is installed."""
    _in_namespaces(tmp_path)
    path = tmp_path / 'n' / 'tests' / 'd' / 'test_d.py'
    found = linted.read(f'{line}\n', str(path)).once(Project)
    assert (found.root, found.module) == (str(path.parent.parent), 'd.test_d')


@pytest.mark.parametrize('place', ['n/setup.cfg', 'n/tests/n.py'])
def test_roots_below_namespaces(tmp_path: pathlib.Path, place: str) -> None:
    """Nothing above a project's root, nor what stands in it as well."""
    _in_namespaces(tmp_path)
    (tmp_path / place).touch()
    path = tmp_path / 'n' / 'tests' / 'd' / 'test_d.py'
    found = linted.read('from n import util\n', str(path)).once(Project)
    assert (found.root, found.module) == (str(path.parent.parent), 'd.test_d')


@pytest.mark.parametrize('home', ['src', 'hooks'])
@pytest.mark.parametrize('tests', ['tests', 'unit_tests/cmd', 'test'])
def test_code_in_a_folder_beside_the_tests(
    tmp_path: pathlib.Path, home: str, tests: str,
) -> None:
    """Tests have a folder of the project on their search path."""
    (tmp_path / 'setup.py').touch()
    for folder in (home, 'doc', tests):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / home / 'a.py').write_text('X = 1\n')
    path = tmp_path / tests / 'test_a.py'
    assert _seen_from(path).find('a.X') == 1
    # Which of two it is, nobody knows.
    (tmp_path / 'doc' / 'a.py').write_text('X = 2\n')
    assert _seen_from(path).find('a.X') is None


@pytest.mark.parametrize('made', [
    'p/a.py', 'p/__init__.py p/a.py', 'tests/lib/a.py', 'my-src/a.py'])
def test_code_that_is_not_beside_the_tests(
    tmp_path: pathlib.Path, made: str,
) -> None:
    """Packages hold other names; without a mark there is no project."""
    for name in made.split():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('X = 1\n')
    (tmp_path / 'tests').mkdir(exist_ok=True)
    (tmp_path / 'tests' / '__init__.py').touch()
    assert _seen_from(tmp_path / 'tests' / 'test_a.py').find('a.X') is None
    (tmp_path / 'setup.py').touch()
    found = _seen_from(tmp_path / 'tests' / 'test_a.py').find('a.X')
    assert found == (1 if made == 'p/a.py' else None)
    (tmp_path / 'q').mkdir()
    (tmp_path / 'q' / '__init__.py').touch()
    assert _seen_from(tmp_path / 'q' / 'b.py').find('a.X') is None


@pytest.mark.parametrize('line, module', [
    ('from p.util import X', 'p.tests.test_a'),
    ('import p.util', 'p.tests.test_a'),
    ('from p import util', 'p.tests.test_a'),
    ('import p', 'top.p.tests.test_a'),
    ('from p.gone import X', 'top.p.tests.test_a'),
    ('from p.util import X  # of top now', 'p.tests.test_a'),
    ('from p.util import X\nimport top.p', 'top.p.tests.test_a')])
def test_packages_in_a_package_that_is_none(
    tmp_path: pathlib.Path, line: str, module: str,
) -> None:
    """What a file imports tells which folder the names start from."""
    _write(tmp_path, top__a='', top__p__util='X = 1\n', top__p__tests__b='')
    path = tmp_path / 'top' / 'p' / 'tests' / 'test_a.py'
    found = linted.read(f'import os\n{line}\n', str(path)).once(Project)
    assert found.module == module


def test_nothing_outlives_a_file(tmp_path: pathlib.Path) -> None:
    """An editor keeps its options; a module made meanwhile is seen."""
    _write(tmp_path, p__a='')
    known = Options()
    path = str(tmp_path / 'p' / 'a.py')
    before = Project(SourceFile(ast.parse(''), path, [], known))
    assert before.find('p.new.X') is None
    assert before.package == 'p'
    (tmp_path / 'p' / 'new.py').write_text('X = 1\n')
    after = Project(SourceFile(ast.parse(''), path, [], known))
    assert after.find('p.new.X') == 1
    (tmp_path / 'p' / '__init__.py').unlink()
    (tmp_path / 'tox.ini').touch()
    (tmp_path / 'p' / 'tox.ini').touch()
    moved = Project(SourceFile(ast.parse(''), path, [], known))
    assert moved.package == ''


def test_no_project(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No package and no mark on the way up, or all of it a package."""
    monkeypatch.setattr(roots, '_ROOT_MARKS', ('no such mark',))
    (tmp_path / 'a.py').write_text('X = 1\n')
    found = _seen_from(tmp_path / 'b.py')
    assert (found.package, found.module) == ('', '')
    assert found.find('a.X') is None and found.find('.a.X') is None
    assert found.file('a') is None and found.path('a') is None
    monkeypatch.setattr(roots.Folders, 'holds', lambda *_: True)
    assert roots.Folders().package('/a/b') == ('/', 'a.b')


def test_deleted_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path stands nowhere there."""

    def fail(path: str) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(os.path, 'abspath', fail)
    found = linted.read('', 'a.py').once(Project)
    assert (found.package, found.module, found.file('os')) == ('', '', None)


def test_edits_that_hide(tmp_path: pathlib.Path) -> None:
    """Of the same length, and dated back."""
    _write(tmp_path, p__here='', p__a='X = 1\n')
    path = tmp_path / 'p' / 'a.py'
    status = path.stat()
    assert _seen_from(tmp_path / 'p' / 'here.py').find('p.a.X') == 1
    fresh = tmp_path / 'fresh'
    fresh.write_text('X = 2\n')
    fresh.replace(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert _seen_from(tmp_path / 'p' / 'here.py').find('p.a.X') == 2


def test_kept_modules(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read once for all files, and so many at most."""
    _write(tmp_path, p__here='', p__a='X = 1\n', p__b='')
    modules._parse.cache_clear()
    monkeypatch.setattr(modules, 'STATISTICS', collections.Counter())
    for name, asked, read in (
            ('a', 1, 1), ('a', 2, 1), ('b', 3, 2), ('none', 3, 2),
            ('a', 4, 2)):
        found = _seen_from(tmp_path / 'p' / 'here.py')
        found.path(f'p.{name}')
        assert modules.STATISTICS == {'asked': asked, 'read': read}
    assert modules._parse.cache_info().maxsize == modules.MAX_CACHED


def test_size_of_modules(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To the last byte."""
    _write(tmp_path, p__here='', p__a='X = 1\n', p__b='X = 11\n')
    monkeypatch.setattr(versions, 'MAX_BYTES', 6)
    found = _seen_from(tmp_path / 'p' / 'here.py')
    assert (found.find('p.a.X'), found.find('p.b.X')) == (1, None)


def test_modules_in_capitals(tmp_path: pathlib.Path) -> None:
    """A module is no package, whatever comes first in the alphabet."""
    _write(tmp_path, p__here='', p__A='from . import a as x\n',
           p__a='Y = 1\n', p__q__a='Y = 2\n')
    (tmp_path / 'p' / 'q' / '__init__.py').write_text('from . import a\n')
    found = _seen_from(tmp_path / 'p' / 'here.py')
    assert found.find('p.A.x.Y') == 1
    assert found.find('p.q.a.Y') == 2


def test_files_that_vanish(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between two looks at them."""
    _write(tmp_path, p__here='')
    monkeypatch.setattr(
        roots.Folders, 'module', lambda *_: str(tmp_path / 'gone.py'))
    found = _seen_from(tmp_path / 'p' / 'here.py')
    assert found.find('p.gone') is None
    gone = (str(tmp_path / 'gone.py'), 0, 0, 0, 0)
    assert modules._parse(gone, 'p.gone', False) is None


@pytest.mark.parametrize('error', [
    SyntaxError, ValueError, RecursionError, MemoryError])
def test_what_the_parser_says(
    error: type[Exception], tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    """A module that is none is unknown, and nobody is told."""

    def fail(code: bytes, name: str, is_package: bool) -> ModuleFacts:
        raise error

    _write(tmp_path, p__here='', p__a='X = 1\n')
    monkeypatch.setattr(modules, 'module_facts', fail)
    found = _seen_from(tmp_path / 'p' / 'here.py')
    assert found.find('p.a.X') is None
    assert not caplog.records


def test_what_stands_for_something(tmp_path: pathlib.Path) -> None:
    """Imports first, then classes, functions and constants."""
    _write(
        tmp_path, p__here='', p__b='def x(): b()\n',
        p__a='from p.b import x\nfrom p import b\nimport other\n'
             'class C: pass\ndef f(): pass\nN = 1\n'
             'def C(): pass\nf = 2\n')
    found = _seen_from(tmp_path / 'p' / 'here.py')
    x, f = found.find('p.a.x'), found.find('p.a.f')
    assert isinstance(x, FunctionFacts) and x.calls
    assert isinstance(f, FunctionFacts) and not f.calls
    assert isinstance(found.find('p.a.C'), ClassFacts)
    assert found.find('p.a.b.x') == x
    for unknown in ('p.a.other.x', 'p.a.N.x', 'p.a.f.x', 'p.a.x.y',
                    'p.a.C.D.x', 'p.a.none', 'q.a.N'):
        assert found.find(unknown) is None


@pytest.mark.parametrize('line, module', [
    ('from p.util import X', 'p.tests.test_a'),
    ('from p.p.util import X', 'p.p.tests.test_a')])
def test_packages_in_a_folder_of_their_name(
    tmp_path: pathlib.Path, line: str, module: str,
) -> None:
    """What the folder of a project is called does not matter."""
    _write(tmp_path, p__a='', p__p__util='X = 1\n', p__p__tests__b='')
    path = tmp_path / 'p' / 'p' / 'tests' / 'test_a.py'
    found = linted.read(f'import os\n{line}\n', str(path)).once(Project)
    assert found.module == module


@pytest.mark.parametrize('line, module', [
    ('from p.util import X', 'tests.test_a'),
    ('from p.gone import X', 'top.tests.test_a'),
    ('import util', 'top.tests.test_a')])
def test_tests_beside_packages_in_a_package_that_is_none(
    tmp_path: pathlib.Path, line: str, module: str,
) -> None:
    """Tests import what they test."""
    _write(tmp_path, top__a='', top__p__util='X = 1\n', top__tests__b='')
    path = tmp_path / 'top' / 'tests' / 'test_a.py'
    found = linted.read(f'import os\n{line}\n', str(path)).once(Project)
    assert found.module == module


@pytest.mark.parametrize('name', ['a (1)', 'a[1', 'c++', '{{a}}'])
def test_folders_that_are_no_names(tmp_path: pathlib.Path, name: str) -> None:
    """A copy of a package may be called anything."""
    for folder in (tmp_path / 'top', tmp_path / 'top' / name):
        folder.mkdir()
        (folder / '__init__.py').touch()
    path = tmp_path / 'top' / name / 'test_a.py'
    found = linted.read('import os\n', str(path)).once(Project)
    assert found.root == str(tmp_path)


@pytest.mark.parametrize('count, found', [(roots.MAX_HOMES - 1, 1),
                                          (roots.MAX_HOMES, None)])
def test_many_folders_beside_the_tests(
    tmp_path: pathlib.Path, count: int, found: int | None,
) -> None:
    """Not known where they are too many; files do not count."""
    for name in ('src', 'tests', *(f'a{n}' for n in range(count))):
        (tmp_path / name).mkdir()
    for name in ('setup.py', *(f'a{n}.txt' for n in range(100))):
        (tmp_path / name).touch()
    (tmp_path / 'src' / 'x.py').write_text('X = 1\n')
    seen = _seen_from(tmp_path / 'tests' / 'test_a.py')
    assert seen.find('x.X') == found


@pytest.mark.parametrize('name, found', [('json', None), ('jsons', 1)])
def test_names_of_the_standard_library_beside_the_tests(
    tmp_path: pathlib.Path, name: str, found: int | None,
) -> None:
    """``import json`` means that of Python, more likely than a script."""
    for folder in ('tools', 'tests'):
        (tmp_path / folder).mkdir()
    (tmp_path / 'setup.py').touch()
    (tmp_path / 'tools' / f'{name}.py').write_text('X = 1\n')
    seen = _seen_from(tmp_path / 'tests' / 'test_a.py')
    assert seen.find(f'{name}.X') == found
