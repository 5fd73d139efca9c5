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

"""What astroid is asked: lazy, fenced, and executing nothing."""

import ast
from collections.abc import Callable
import os
import pathlib
import subprocess
import sys

import flake8
import pytest

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import values
from flake8_nova_notifications.project import inference
from tests import linted


def _number(code: str, path: str = 'project/module.py') -> object:
    """The number behind the argument of ``range`` in some code."""
    file = linted.read(code, path)
    call = next(c for c in file.nodes(ast.Call)
                if ast.unparse(c.func) == 'range')
    return values.number(file, call.args[0], far=True)


@pytest.mark.parametrize('code, wanted', (
    ('range(5)', 5),
    ('range(-5)', -5),
    ('range(60 * 5 // 2)', 150),
    ('N = 7\nrange(N)', 7),
    ('N = M\nM = 7\ndef f():\n    range(N)', 7),
    ('def f(n=3):\n    range(n)', 3),
    ('def f(*, n=3):\n    range(n)', 3),
    ('def f(n):\n    range(n)', None),
    ('class C:\n    N = 4\n    def f(self):\n        range(self.N)', 4),
    ('class C:\n    N = 4\ndef f():\n    range(C.N)', 4),
    ('class C:\n    def __init__(self):\n        self.n = 6\n'
     '    def f(self):\n        range(self.n)', 6),
    ('class C:\n    def __init__(self):\n        self.n = 6\n'
     '    def f(self):\n        self.n = 7\n        range(self.n)', None),
    ('from nova import conf\nCONF = conf.CONF\nrange(CONF.x)', None),
    ('range(1 / 0)', None),
    ('range(10 ** 10)', None),
    ('N = N\nrange(N)', None),
    ('N = M\nM = N\nrange(N)', None),
    # What is picked out of a table is a question for astroid; the result of a
    # call stays open, and so does what is bound twice, stepped or imported.
    ('def f():\n    n = (3, 4)[1]\n    range(n)', 4),
    ("N = {'tries': 3}\nM = N['tries']\nK = M\nrange(K)", 3),
    ("N = {'tries': M}\nM = 9\nK = N['tries']\nrange(K)", 9),
    ('N = 0 or 8\nrange(N)', 8),
    ('def f():\n    n = (3, 4)[1]\n    "%s" % n\n    range(n)', 4),
    ('def g():\n    return 12\ndef f():\n    n = g()\n    range(n)', None),
    ('def f(a):\n    n = 3\n    n = 3\n    range(n)', None),
    ('def f(a):\n    n = 3\n    while a:\n        n *= 2\n    range(n)', None),
    ('def f(a):\n    n = 3\n    n = n * 4\n    range(n)', None),
    ('def f(a):\n    n = (3, 4)[a]\n    range(n)', None),
    ('def f(a):\n    a = (3, 4)\n    n = a[0]\n    range(n)', None),
    ('M = (3, 4)\nM += (5,)\nN = M[0]\nrange(N)', None),
    ('from a import M\nN = M[0]\nrange(N)', None),
    ('N = (1, 2)[0]\ndef f():\n    global N\n    N = 3\nrange(N)', None),
    ('N = (1, 2)[0]\ndef f():\n    global M, N\n    N = 3\nrange(N)', None),
    ('N = (1, 2)[0]\ndef f():\n    global NO\n    NO = 3\nrange(N)', 1),
    ('M = (1, 2)\ndef f():\n    N = M[1]\n    def g():\n        M = N\n'
     '        range(M)', None),
    ('N = len((1, 2))\nrange(N)', None),
    ('N = (True, 2)[0]\nrange(N)', None),
    ('def f(a):\n    n = 3\n    if a:\n        n = 4\n    range(n)', None),
))
def test_number(code: str, wanted: object) -> None:
    """A number where a reader could tell it, else None."""
    assert _number(code) == wanted


def test_numbers_of_other_modules(tmp_path: pathlib.Path) -> None:
    """Plain constants from facts, sums of them from astroid."""
    folder = tmp_path / 'p'
    folder.mkdir()
    for name, text in {
        '__init__': '', 'cfg': 'LOOKS = 30\nBASE = 6\nSUM = BASE * 10\n'
        'import os\nODD = os.getpid()\n',
        'base': 'class Base:\n    tries = 8\n',
    }.items():
        (folder / f'{name}.py').write_text(text)
    here = str(folder / 'here.py')
    head = 'from p import cfg\nfrom p.base import Base\n'
    assert _number(head + 'range(cfg.LOOKS)', here) == 30
    assert _number(head + 'range(cfg.SUM)', here) == 60
    assert _number(head + 'range(cfg.ODD)', here) is None
    assert _number(head + 'class C(Base):\n    def f(self):\n'
                   '        range(self.tries)', here) == 8
    # The same from a buffer that was never saved and from nowhere.
    assert _number(head + 'range(cfg.LOOKS)', 'stdin') is None


@pytest.mark.parametrize('code', (
    'x = 1\n' + 'x += x\n' * 2000 + 'range(x)',
    'x = 1\n' + ''.join(f'x{i} = x{i - 1} + x{i - 1}\n' if i else 'x0 = 1\n'
                        for i in range(200)) + 'range(x199)',
    'x = 2\nx = 9 ** 99999999\nrange(x)',
    'x = 1\nx = 1 << 99999999999\nrange(x)',
    "x = 'a'\nx = 'a' * 99999999999\nrange(x)",
    "x = ''\nx = '%99999999999d' % 1\nrange(x)",
    'x = []\nx = [0] * 99999999999\nrange(x)',
    'def f():\n    return f()\nx = 1\nx = f()\nrange(x)',
    'class A(A):\n    x = A.x\nx = 1\nx = A.x\nrange(x)',
    'x = y = 1\nx = y\ny = x\nrange(x)',
    'x = 1\nx = ' + '(' * 80 + '1' + ')' * 80 + '\nrange(x)',
    'x = 1\nx = ' + '-' * 400 + '1\nrange(x)',
    'x = 1; import os; x = os.getpid()\nrange(x)',
))
def test_bombs(code: str) -> None:
    """What could run away is refused or ends; it is never an error."""
    assert _number(code) in (None, 1)


def test_number_of_questions() -> None:
    """A file cannot ask without end."""
    code = 'def f(a):\n' + ''.join(
        f'    n{i} = ({i + 2}, 0)[0]\n' for i in range(80)
    ) + ''.join(f'    range(n{i})\n' for i in range(80))
    file = linted.read(code)
    found = [values.number(file, call.args[0], far=True)
             for call in file.nodes(ast.Call)]
    asked = inference.MAX_QUESTIONS
    assert found[:asked] == list(range(2, asked + 2))
    assert found[asked:] == [None] * (80 - asked)


HOSTILE = '''\
import pathlib
pathlib.Path({marker!r}).touch()
'''
NAMES = ('time', 'numpy', 'astroid', 'mock', 'gi/__init__', 'six',
         'sitecustomize', 'conftest', 'helper', 'ast', 'attr/__init__',
         'typing', 'dataclasses', 'functools', 'collections/__init__')


def test_nothing_of_the_code_under_review_runs(
    tmp_path: pathlib.Path,
) -> None:
    """Even with the tree first on the search path and astroid at work."""
    marker = tmp_path / 'marker'
    tree = tmp_path / 'tree'
    tree.mkdir()
    for name in NAMES:
        path = tree / f'{name}.py'
        path.parent.mkdir(exist_ok=True)
        path.write_text(HOSTILE.format(marker=str(marker)))
    code = (
        'import numpy\nimport gi\nimport helper\nimport time\n\n\n'
        'def wait(api):\n    n = numpy.int8(3)\n    n = helper.N\n'
        '    m = (4, 5)[0]\n'
        '    for _ in range(m):\n        if api.is_up():\n'
        '            return True\n        time.sleep(helper.PAUSE)\n'
        '    for _ in range(n):\n        if api.is_up():\n'
        '            return True\n        time.sleep(numpy.PAUSE)\n')
    (tree / 'code.py').write_text(code)
    (tree / 'setup.cfg').touch()
    # Everything that is needed is imported first; then the tree stands
    # first on the search path, as if it had been installed.
    script = (
        'import sys\n'
        'import astroid.builder, astroid.manager, astroid.nodes\n'
        'from flake8_nova_notifications.project import modules\n'
        'from tests import linted\n'
        f'sys.path.insert(0, {str(tree)!r})\n'
        f'path = {str(tree / "code.py")!r}\n'
        'print("\\n".join(linted.report(open(path).read(), path=path)))\n'
        'assert modules.STATISTICS["astroid"], "astroid was not asked"\n'
        f'assert path[:-7] not in sys.path_importer_cache\n'
        'assert "numpy" not in sys.modules and "helper" not in sys.modules\n')
    root = pathlib.Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, '-c', script], cwd=root, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    assert not done.stderr
    assert '11:5 NVN101 wait ends after 4 polls' in done.stdout
    assert '15:5 NVN101 wait ends after n polls' in done.stdout
    assert not marker.exists()
    # The check can fail: the tree does write the marker when it is run.
    subprocess.run([sys.executable, '-I', str(tree / 'helper.py')],
                   check=True, timeout=60, cwd=tmp_path)
    assert marker.exists()


@pytest.mark.parametrize('owner', ('os', 'flake8'))
def test_files_of_what_lints(owner: str) -> None:
    """Python's own library and flake8 can be linted by themselves.

    astroid is imported while the folder of the linted file is left out.
    """
    script = (
        f'import {owner}, os\n'
        'from flake8_nova_notifications.project import modules\n'
        'from tests import linted\n'
        f'path = os.path.join(os.path.dirname({owner}.__file__), "x.py")\n'
        'code = """import time\\n\\n\\ndef wait(api):\\n'
        '    n = (4, 5)[0]\\n    for _ in range(n):\\n'
        '        if api.is_up():\\n            return\\n'
        '        time.sleep(1)\\n"""\n'
        'print(linted.report(code, "NVN101", path=path)[0][:41])\n'
        'print(modules.STATISTICS["astroid"])\n')
    root = pathlib.Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, '-c', script], cwd=root, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    assert done.stderr == ''
    assert done.stdout == '6:5 NVN101 wait ends after 4 polls (4 pau\n1\n'


@pytest.mark.parametrize('text, harmless', [
    ('x = 1', True), ('import a', False), ('from a import b', False),
    ('x = 2 ** 3', False), ('x **= 3', False), ('x = 1 << 3', False),
    ('x = "a" % 3', False), ('x = 2 * 3', True), ('x += 3', True),
    ('x = 1\n' * 100, True), ('x = 1\n' * 101, False),
    ('x = 1\ny = 2\n' * 100, True), ('x\n' * 101, True),
    ('x = ' + '-' * 98 + '1', True), ('x = ' + '-' * 99 + '1', False),
    ('x\n' * 10_000, True), ('x\n' * 10_001, False),
])
def test_what_astroid_may_see(text: str, harmless: bool) -> None:
    """Nothing that imports, explodes, or is too deep or too much."""
    assert inference._harmless(ast.parse(text)) is harmless


def _names(code: str, path: str = 'project/module.py') -> tuple[
        inference.Inference, list[ast.Name], SourceFile]:
    """astroid, and the names that a file reads in calls."""
    file = linted.read(code, path)
    found = [argument for call in file.nodes(ast.Call)
             for argument in call.args if isinstance(argument, ast.Name)]
    return file.once(inference.fenced), found, file


@pytest.mark.parametrize('code, wanted', [
    ('n = 1\nf(n)', [1]), ("n = 'a'\nf(n)", ['a']), ('n = .5\nf(n)', [.5]),
    ('n = None\nf(n)', [None]), ('n = [1]\nf(n)', [None]),
    ('n = 1\nm = 2\nf(n, m)', [1, 2]), ('n = 1\nm = 2\nf(m, n)', [2, 1]),
    ('n = 1\nm = 2\nf(n)\nf(m)', [1, 2]),
    ('if a:\n    n = 1\nelse:\n    n = 2\nf(n)', [None]),
    ('if a:\n    n = 1\nelse:\n    n = g\nf(n)', [None]),
    ('f(n)', [None]), ('n = m\nf(n)', [None]),
    ('n = 1\n' + '\n' * 300 + 'f(n)', [1]),
    ('n = 1\n' + 'a; ' * 100 + 'f(n)', [1]),
    # What is asked of the library would be worked out by its code.
    ("n = len('ab')\nf(n)", [None]),
    ('class A:\n    def f(self, n=3):\n        n = 4\n        g(n)', [None]),
    ('class A:\n    def f(self):\n        n = 4\n        g(n)', [4]),
])
def test_values(code: str, wanted: list[object]) -> None:
    """The one constant that a name can be, in its place."""
    infer, names, file = _names(code)
    assert [infer.value(name) for name in names] == wanted
    assert file.broken == {}


def test_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache of astroid is shared by all that run it."""
    infer, names, _ = _names('n = 1\nf(n)')
    assert infer.value(names[0]) == 1
    from astroid.manager import AstroidManager
    cache = AstroidManager().astroid_cache
    monkeypatch.delitem(cache, '', raising=False)
    assert infer.value(names[0]) == 1
    assert '' not in cache


def test_number_of_characters(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Other modules are read up to a bound."""
    (tmp_path / '__init__.py').touch()
    text = 'A = 1\nB = A + 1\n'
    (tmp_path / 'cfg.py').write_text(text)
    monkeypatch.setattr(inference, 'MAX_CHARACTERS', 2 * len(text))
    infer, _, file = _names('f()', str(tmp_path / 'here.py'))
    name = f'{tmp_path.name}.cfg.B'
    assert [infer.exported(name) for _ in range(3)] == [2, 2, None]
    assert file.broken == {}


def test_form_feeds(tmp_path: pathlib.Path) -> None:
    """What only a reader takes for the end of a line is none."""
    (tmp_path / '__init__.py').touch()
    (tmp_path / 'cfg.py').write_bytes(
        b'# a\x0cb\x1cc\xe2\x80\xa8d\r\nA = 1\rB = (A, 2)[0]\n\x0cC = 3\n')
    infer, _, _ = _names('f()', str(tmp_path / 'here.py'))
    assert infer.exported(f'{tmp_path.name}.cfg.B') == 1
    code = '\x0cN = (\n    5, 6)[0]\n\x0c\nrange(N)'
    assert _number(code) == 5


def test_both_questions_count(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Questions about names of other modules are questions as well."""
    (tmp_path / '__init__.py').touch()
    (tmp_path / 'cfg.py').write_text('A = 1\nB = A + 1\n\n\n')
    monkeypatch.setattr(inference, 'MAX_QUESTIONS', 2)
    path = str(tmp_path / 'here.py')
    name = f'{tmp_path.name}.cfg'
    infer, names, _ = _names('n = 1\nf(n)', path)
    assert [infer.exported(f'{name}.B'), infer.value(names[0]),
            infer.exported(f'{name}.B'), infer.value(names[0])] == [
                2, 1, None, None]
    # What cannot be asked costs nothing.
    infer, names, _ = _names('n = 1\nf(n)', path)
    assert [infer.exported(name) for name in (
        f'{name}.', f'{name}.1', f'{name}s.B', 'B')] == [None] * 4
    assert [infer.value(names[0]), infer.exported(f'{name}.A')] == [1, 1]


def _failing(error: Exception | type[Exception]) -> Callable[..., object]:
    """A function that does nothing but fail, whatever it is given."""

    def fail(*arguments: object, **keywords: object) -> object:
        raise error

    return fail


@pytest.mark.parametrize('error', [
    OSError, SyntaxError, ValueError, RecursionError, MemoryError])
def test_modules_that_cannot_be_read(
    error: type[Exception], tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    """Their names are unknown, nothing has broken and nobody is told."""
    (tmp_path / '__init__.py').touch()
    (tmp_path / 'cfg.py').write_text('A = 1\nB = A + 1\n')
    infer, _, file = _names('f()', str(tmp_path / 'here.py'))
    monkeypatch.setattr(inference, 'open', _failing(error), raising=False)
    assert infer.exported(f'{tmp_path.name}.cfg.B') is None
    assert file.broken == {} and not caplog.records


@pytest.mark.parametrize('error', [SyntaxError, ValueError, RecursionError])
def test_what_astroid_refuses(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Code that it cannot build has values that nobody knows."""
    infer, names, file = _names('n = 1\nf(n)')
    monkeypatch.setattr(inference, '_infer', _failing(error))
    assert infer.value(names[0]) is None
    assert file.broken == {} and not caplog.records


def test_what_breaks_in_astroid(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told; only for want of memory there is no going on."""
    infer, names, file = _names('n = 1\nf(n)')
    error = KeyError('a')
    monkeypatch.setattr(inference, '_infer', _failing(error))
    assert infer.value(names[0]) is None
    assert file.broken == {'the import of astroid': (error, set())}
    monkeypatch.setattr(inference, '_infer', _failing(MemoryError()))
    with pytest.raises(MemoryError):
        infer.value(names[0])


def test_a_file_that_is_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    """A relative path in a deleted folder: nothing could be left out."""
    monkeypatch.setattr(os.path, 'realpath', _failing(OSError()))
    infer, names, file = _names('n = 1\nf(n)')
    assert inference._real('a') is None
    assert infer.value(names[0]) is None
    assert file.broken == {} and not caplog.records


def _folders(tmp_path: pathlib.Path) -> list[str]:
    """Folders around a linted file, and others that are named alike."""
    inner = tmp_path / 'a' / 'b'
    for folder in (inner / 'c', tmp_path / 'a' / 'bc', tmp_path / 'ab'):
        folder.mkdir(parents=True)
    return [str(inner), str(tmp_path / 'a'), str(tmp_path),
            str(inner / 'c'), str(tmp_path / 'a' / 'bc'),
            str(tmp_path / 'ab')]


@pytest.mark.parametrize('name, shadows', (
    ('astroid.py', True), ('astroid', True), ('wrapt.so', True),
    ('turtledemo.py', True), ('turtledemo.cpython-311.so', True),
    ('os.py', False), ('nova', False), ('astroids.py', False)))
def test_files_that_an_import_would_meet(
    name: str, shadows: bool, tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What holds the linted file must hold none; other folders may."""
    monkeypatch.delitem(sys.modules, 'astroid.builder', raising=False)
    for known in ('astroid', 'wrapt'):
        monkeypatch.delitem(sys.modules, known, raising=False)
    folders = _folders(tmp_path)
    monkeypatch.chdir(folders[1])
    for index, folder in enumerate(['', *folders]):
        monkeypatch.setattr(sys, 'path', ['/none', folder])
        path = pathlib.Path(folder or folders[1], name)
        path.touch()
        holds = index < 4
        assert inference._may_import(os.path.join(
            os.path.realpath(folders[0]), 'x.py')) is not (
                shadows and holds), folder
        path.unlink()
        assert sys.path == ['/none', folder]


def test_what_is_imported_already(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is not looked for again, wherever it came from."""
    (tmp_path / 'astroid.py').touch()
    monkeypatch.setattr(sys, 'path', [str(tmp_path)])
    holder = os.path.join(os.path.realpath(tmp_path), 'x.py')
    monkeypatch.setitem(sys.modules, 'astroid.builder', flake8)
    assert inference._may_import(holder)
    monkeypatch.delitem(sys.modules, 'astroid.builder')
    monkeypatch.delitem(sys.modules, 'astroid', raising=False)
    assert not inference._may_import(holder)


def test_threads_keep_the_search_path(tmp_path: pathlib.Path) -> None:
    """The path that others import by is never another one."""
    (tmp_path / 'linted.py').write_text('N = (4, 5)[0]\nrange(N)\n')
    script = (
        'import concurrent.futures, sys, threading\n'
        'from tests.project.test_inference import _number\n'
        f'sys.path.insert(0, {str(tmp_path)!r})\n'
        'whole, seen, done = list(sys.path), [], threading.Event()\n'
        'sys.setswitchinterval(1e-6)\n'
        'def watch():\n'
        '    while not done.is_set():\n'
        '        if sys.path != whole:\n'
        '            seen.append(list(sys.path))\n'
        'watcher = threading.Thread(target=watch)\n'
        'watcher.start()\n'
        f'path = {str(tmp_path / "linted.py")!r}\n'
        'with concurrent.futures.ThreadPoolExecutor(8) as pool:\n'
        '    print(set(pool.map(\n'
        '        lambda n: _number(open(path).read(), path), range(40))))\n'
        'done.set()\n'
        'watcher.join()\n'
        'print(seen, sys.path == whole)\n')
    root = pathlib.Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, '-c', script], cwd=root, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    assert done.stderr == ''
    assert done.stdout == '{4}\n[] True\n'
