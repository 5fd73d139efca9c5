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

"""The door to astroid: lazy, fenced, and executing nothing."""

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
    # Several bindings are a question for astroid; a call's result stays open.
    ('def g():\n    return 12\ndef f():\n    n = g()\n    range(n)', None),
    ('def f(a):\n    n = 3\n    n = 3\n    range(n)', 3),
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


def test_reduced_text() -> None:
    """Imports and cold definitions are blanked, lines keep their numbers."""
    code = (
        'import os\nN = 1\n\n@deco\ndef cold():\n    return 1\n\n'
        'class C:\n    M = 2\n\n    def cold(self):\n        pass\n\n'
        '    def hot(self):\n        import sys\n        return self.M\n')
    file = linted.read(code)
    hot = file.nodes(ast.FunctionDef)[-1]
    text = inference.reduced(
        file.lines, file.tree, {hot, *file.ancestors(hot)})
    assert text == (
        'pass\nN = 1\n\npass\n\n\n\n'
        'class C:\n    M = 2\n\n    pass\n\n\n'
        '    def hot(self):\n        pass\n        return self.M\n')


def test_number_of_questions() -> None:
    """A file cannot ask without end."""
    code = 'def f(a):\n' + ''.join(
        f'    n{i} = {i + 2}\n    n{i} = {i + 2}\n' for i in range(80)
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
        '    m = 4\n    m = 4\n'
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
        'from flake8_nova_notifications.project import lookup\n'
        'from tests import linted\n'
        f'sys.path.insert(0, {str(tree)!r})\n'
        f'path = {str(tree / "code.py")!r}\n'
        'print("\\n".join(linted.report(open(path).read(), path=path)))\n'
        'assert lookup.STATISTICS["astroid"], "astroid was not asked"\n'
        f'assert path[:-7] not in sys.path_importer_cache\n'
        'assert "numpy" not in sys.modules and "helper" not in sys.modules\n')
    root = pathlib.Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, '-c', script], cwd=root, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    assert not done.stderr
    assert '12:5 NVN101 wait bounded by a count: 4 looks' in done.stdout
    assert '16:5 NVN101 wait bounded by a count: n looks' in done.stdout
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
        'from flake8_nova_notifications.project import lookup\n'
        'from tests import linted\n'
        f'path = os.path.join(os.path.dirname({owner}.__file__), "x.py")\n'
        'code = """import time\\n\\n\\ndef wait(api):\\n    n = 4\\n'
        '    n = 4\\n    for _ in range(n):\\n        if api.is_up():\\n'
        '            return\\n        time.sleep(1)\\n"""\n'
        'print(linted.report(code, "NVN101", path=path)[0][:41])\n'
        'print(lookup.STATISTICS["astroid"])\n')
    root = pathlib.Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, '-c', script], cwd=root, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    assert done.stderr == ''
    assert done.stdout == '7:5 NVN101 wait bounded by a count: 4 loo\n1\n'


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


def test_reduced_text_of_each_kind() -> None:
    """Cold definitions and imports go, every line keeps its number."""
    code = (
        'import a\nx = 1\n@deco\ndef cold(\n        y):\n    z = 2\n'
        'class Hot:\n    from b import (\n        c)\n    def hot(self):\n'
        '        import d; e = 3\n    def other(self): pass\n'
        'try:\n    f = 4\nexcept E:\n    import g\n')
    file = linted.read(code)
    hot = {node for node in file.nodes(ast.FunctionDef, ast.ClassDef)
           if node.name in ('Hot', 'hot')}  # type: ignore[attr-defined]
    assert inference.reduced(file.lines, file.tree, set(hot)) == (
        'pass\nx = 1\npass\n\n\n\nclass Hot:\n    pass\n\n'
        '    def hot(self):\n        pass\n    pass\n'
        'try:\n    f = 4\nexcept E:\n    pass\n')


def _names(code: str, path: str = 'project/module.py') -> tuple[
        inference.Inference, list[ast.Name], SourceFile]:
    """The door to astroid, and the names that a file reads in calls."""
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
    ('class A:\n    def f(self, n=3):\n        n = 4\n        g(n)', [4]),
])
def test_values(code: str, wanted: list[object]) -> None:
    """The one constant that a name can be, in its place."""
    door, names, file = _names(code)
    assert [door.value(name) for name in names] == wanted
    assert file.broken == {}


def test_only_what_astroid_knows_by_that_name() -> None:
    """A literal is no question."""
    door, _, file = _names('f(1)')
    literal = next(iter(file.nodes(ast.Constant)))
    assert door.value(literal) is None
    assert file.broken == {}


def test_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache of astroid is shared by all that run it."""
    door, names, _ = _names('n = 1\nf(n)')
    assert door.value(names[0]) == 1
    from astroid.manager import AstroidManager
    cache = AstroidManager().astroid_cache
    monkeypatch.delitem(cache, '', raising=False)
    assert door.value(names[0]) == 1
    assert '' not in cache


def test_number_of_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to a bound; beyond it nothing is reduced any more."""
    code = 'n = 1\n' + 'f(n)\n' * 4
    door, names, file = _names(code)
    asked = []
    real = inference.reduced

    def noted(
        lines: list[str], tree: ast.Module, hot: set[ast.AST],
    ) -> str:
        asked.append(lines)
        return real(lines, tree, hot)

    monkeypatch.setattr(inference, 'MAX_CHARACTERS', 2 * len(code))
    monkeypatch.setattr(inference, 'reduced', noted)
    assert [door.value(name) for name in names] == [1, 1, None, None]
    assert len(asked) == 3
    assert file.broken == {}


def test_both_doors_count(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Questions about names of other modules are questions as well."""
    (tmp_path / '__init__.py').touch()
    (tmp_path / 'cfg.py').write_text('A = 1\nB = A + 1\n\n\n')
    monkeypatch.setattr(inference, 'MAX_QUESTIONS', 2)
    path = str(tmp_path / 'here.py')
    name = f'{tmp_path.name}.cfg'
    door, names, _ = _names('n = 1\nf(n)', path)
    assert [door.exported(f'{name}.B'), door.value(names[0]),
            door.exported(f'{name}.B'), door.value(names[0])] == [
                2, 1, None, None]
    # What cannot be asked costs nothing.
    door, names, _ = _names('n = 1\nf(n)', path)
    assert [door.exported(asked) for asked in (
        f'{name}.', f'{name}.1', f'{name}s.B', 'B')] == [None] * 4
    assert [door.value(names[0]), door.exported(f'{name}.A')] == [1, 1]


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
    door, _, file = _names('f()', str(tmp_path / 'here.py'))
    monkeypatch.setattr(inference, 'open', _failing(error), raising=False)
    assert door.exported(f'{tmp_path.name}.cfg.B') is None
    assert file.broken == {} and not caplog.records


@pytest.mark.parametrize('error', [SyntaxError, ValueError, RecursionError])
def test_what_astroid_refuses(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Code that it cannot build has values that nobody knows."""
    door, names, file = _names('n = 1\nf(n)')
    monkeypatch.setattr(inference, '_infer', _failing(error))
    assert door.value(names[0]) is None
    assert file.broken == {} and not caplog.records


def test_what_breaks_behind_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told; only for want of memory there is no going on."""
    door, names, file = _names('n = 1\nf(n)')
    error = KeyError('a')
    monkeypatch.setattr(inference, '_infer', _failing(error))
    assert door.value(names[0]) is None
    assert file.broken == {'the door to astroid': (error, set())}
    monkeypatch.setattr(inference, '_infer', _failing(MemoryError()))
    with pytest.raises(MemoryError):
        door.value(names[0])


def test_a_file_that_is_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    """A relative path in a deleted folder: nothing could be left out."""
    monkeypatch.setattr(os.path, 'realpath', _failing(OSError()))
    door, names, file = _names('n = 1\nf(n)')
    assert inference._real('a') is None
    assert door.value(names[0]) is None
    assert file.broken == {} and not caplog.records


def test_search_path(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without the folders that hold the file, and afterwards as before."""
    inner = tmp_path / 'a' / 'b'
    inner.mkdir(parents=True)
    beside = [str(tmp_path / 'a' / 'bc'), str(inner / 'c'),
              str(tmp_path / 'ab')]
    own = [os.path.dirname(os.__file__),
           os.path.dirname(os.path.dirname(inference.__file__)),
           os.path.dirname(os.path.dirname(flake8.__file__))]
    whole = [str(inner), '', *beside, str(tmp_path), *own, '/']
    monkeypatch.chdir(tmp_path / 'a')
    monkeypatch.setattr(sys, 'path', list(whole))
    path = sys.path
    with pytest.raises(KeyError), inference._beside(str(inner / 'x.py')):
        assert sys.path is path
        assert path == beside + own
        raise KeyError
    assert sys.path is path and path == whole
    for folder in own:
        with inference._beside(os.path.realpath(f'{folder}/x.py')):
            assert [entry for entry in path if entry in own] == own
    monkeypatch.setattr(inference, '_real', lambda path: None)
    with inference._beside(str(inner / 'x.py')):
        assert path == []


def test_blank_lines() -> None:
    """Tabs and form feeds before a statement stay what they are."""
    code = ('if a:\n\timport b\n\x0c\tfrom c import (\n\t\td,\n'
            '\t\te)\n\tf = 1\n')
    file = linted.read(code)
    lines = code.split('\n')
    lines = [f'{line}\n' for line in lines[:-1]]
    assert inference.reduced(lines, file.tree, set()) == (
        'if a:\n\tpass\n\x0c\tpass\n\n\n\tf = 1\n')
