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

"""The handler that a mocked error ends in: certain, or not named."""

import pathlib

import pytest

from flake8_nova_notifications.project.lookup import MAX_BYTES
from flake8_nova_notifications.rules.error_paths import handler_search
from flake8_nova_notifications.rules.error_paths import outlines
from tests import linted

EXCEPTION = '''\
class Problem(Exception):
    pass


class DiskNotFound(Problem):
    pass


class Other(Exception):
    pass
'''
MANAGER = '''\
import logging

from p import exception

LOG = logging.getLogger(__name__)


class Manager:
    def reboot(self, disk):
        self._reboot(disk)

    def _reboot(self, disk):
        try:
            self.driver.reboot_disk(disk)
        except exception.Other:
            LOG.exception('other')
        except exception.Problem:
            LOG.warning('reboot failed')

    def quiet(self, disk):
        try:
            self.driver.sync_disk(disk)
        except exception.Problem:
            return None

    def raised(self, disk):
        try:
            self._raised(disk)
        except Exception as error:
            self._tell(error)

    def _raised(self, disk):
        try:
            self.driver.drop_disk(disk)
        except exception.Problem:
            raise

    def _tell(self, error):
        LOG.error('told %s', error)

    def unsure(self, disk):
        if disk:
            self.driver.find_disk(disk)
        try:
            self.driver.find_disk(disk)
        except exception.Problem:
            LOG.error('not found')

    def guarded(self, disk):
        with self.error_out_on_exception(disk):
            try:
                self.driver.trim_disk(disk)
            except exception.Other:
                LOG.error('other')
'''
MANAGER += '''
    def two_ways(self, disk):
        try:
            self._two(disk)
        except exception.Other:
            LOG.error('other')
        except (ValueError, exception.Problem):
            LOG.critical('two')

    def _two(self, disk):
        self.driver.wipe_disk(disk)

    def reraised(self, disk):
        try:
            self._reraised(disk)
        except Exception:
            LOG.debug('seen')

    def _reraised(self, disk):
        try:
            self.driver.move_disk(disk)
        except exception.Problem:
            with excutils.save_and_reraise_exception():
                disk.clean()

    def translated(self, disk):
        try:
            self._translated(disk)
        except Exception:
            LOG.error('seen')

    def _translated(self, disk):
        try:
            self.driver.copy_disk(disk)
        except exception.Problem:
            raise exception.Other()

    def helped(self, disk):
        try:
            self.driver.lock_disk(disk)
        except exception.Problem:
            self._unknown_helper(disk)

    def logs_by_name(self, disk):
        try:
            self.driver.open_disk(disk)
        except exception.Problem:
            self._log_it()

    def _log_it(self):
        LOG.info('it')

    def not_in_the_body(self, disk):
        try:
            disk.check()
        except exception.Problem:
            LOG.error('x')
        else:
            self.driver.size_disk(disk)

    def bare(self, disk):
        with self.lock:
            try:
                self.driver.bare_disk(disk)
            except:
                LOG.error('all')

    def agreed(self, disk):
        try:
            if disk:
                self.driver.both_disk(disk)
            self.driver.both_disk(disk)
        except exception.Problem:
            LOG.error('both')

    def disagreed(self, disk):
        try:
            self.driver.odd_disk(disk)
        except exception.Problem:
            LOG.error('one')
        try:
            self.driver.odd_disk(disk)
        except exception.Problem:
            LOG.error('two')

    async def later(self, disk):
        try:
            await self.driver.late_disk(disk)
        except exception.Problem:
            LOG.error('late')

    def by_variable(self, disk):
        try:
            self.driver.name_disk(disk)
        except disk.errors:
            LOG.error('unsure')
        except exception.Problem:
            LOG.error('sure')

    def by_name(self, disk):
        try:
            own_disk(disk)
        except exception.Problem:
            LOG.error('own')
'''
TEST = '''\
from p import exception
from p import manager


class Case(unittest.TestCase):
    def test_it(self):
        self.driver.{attribute}.side_effect = exception.{error}()
        manager.Manager().{entry}(1)
        self.assertEqual(1, self.state)
'''
# A function that handles what is patched.
GO = '''\
def go():
    try:
        run()
    except (Problem, Exception):
        LOG.error(1)
'''
HANDLED = 'failure of self.driver.{} (exception.{}) is handled '
CASES = {
    'logs': ('reboot_disk', 'Problem', 'reboot',
             'at p/manager.py:17, which logs with LOG.warning; assert on it'),
    'a subclass': ('reboot_disk', 'DiskNotFound', 'reboot',
                   'at p/manager.py:17, which logs with LOG.warning; '
                   'assert on it'),
    'another branch': ('reboot_disk', 'Other', 'reboot',
                       'at p/manager.py:15, which logs with LOG.exception; '
                       'assert on it'),
    'does not log': ('sync_disk', 'Problem', 'quiet',
                     'at p/manager.py:23, which does not log; log it there '
                     'and assert on it'),
    'a silent miss': ('sync_disk', 'DiskNotFound', 'quiet', None),
    'raised again, told by a helper': (
        'drop_disk', 'Problem', 'raised',
        'at p/manager.py:29, which logs with LOG.error in _tell; '
        'assert on it'),
    'one use is not guarded': (
        'find_disk', 'Problem', 'unsure',
        'but no log is asserted; use self.assertLogs or patch LOG'),
    'a context manager may take it': (
        'trim_disk', 'Problem', 'guarded',
        'but no log is asserted; use self.assertLogs or patch LOG'),
    'an unsure miss': ('find_disk', 'DiskNotFound', 'unsure', None),
    'by the caller': (
        'wipe_disk', 'Problem', 'two_ways',
        'at p/manager.py:61, which logs with LOG.critical; assert on it'),
    'raised again': (
        'move_disk', 'Problem', 'reraised',
        'at p/manager.py:70, which logs with LOG.debug; assert on it'),
    'translated': (
        'copy_disk', 'Problem', 'translated',
        'but no log is asserted; use self.assertLogs or patch LOG'),
    'a helper nobody knows': (
        'lock_disk', 'Problem', 'helped',
        'at p/manager.py:95 but no log is asserted; use self.assertLogs or '
        'patch LOG'),
    'a helper called log': (
        'open_disk', 'Problem', 'logs_by_name',
        'at p/manager.py:101, which logs with LOG.info in _log_it; '
        'assert on it'),
    'behind the attempt': (
        'size_disk', 'Problem', 'not_in_the_body',
        'but no log is asserted; use self.assertLogs or patch LOG'),
    'everything': (
        'bare_disk', 'Problem', 'bare',
        'at p/manager.py:119, which logs with LOG.error; assert on it'),
    'twice under one': (
        'both_disk', 'Problem', 'agreed',
        'at p/manager.py:127, which logs with LOG.error; assert on it'),
    'under two': (
        'odd_disk', 'Problem', 'disagreed',
        'but no log is asserted; use self.assertLogs or patch LOG'),
    'asynchronous': (
        'late_disk', 'Problem', 'later',
        'at p/manager.py:143, which logs with LOG.error; assert on it'),
    'a class in a variable': (
        'name_disk', 'Problem', 'by_variable',
        'but no log is asserted; use self.assertLogs or patch LOG'),
    'a function of the module': (
        'own_disk', 'Problem', 'by_name',
        'at p/manager.py:157, which logs with LOG.error; assert on it'),
    'called by nobody': (
        'reboot_disk', 'Problem', 'strange',
        'but no log is asserted; use self.assertLogs or patch LOG'),
    'never used': (
        'gone_disk', 'Problem', 'reboot',
        'but no log is asserted; use self.assertLogs or patch LOG'),
}


def _package(root: pathlib.Path, manager: str = MANAGER) -> str:
    tests = root / 'p' / 'tests' / 'unit'
    tests.mkdir(parents=True)
    for folder in (tests, tests.parent, root / 'p'):
        (folder / '__init__.py').write_text('')
    (root / 'p' / 'manager.py').write_text(manager)
    (root / 'p' / 'exception.py').write_text(EXCEPTION)
    return str(tests / 'test_manager.py')


def _touch(root: pathlib.Path, *names: str) -> None:
    """Empty modules, in packages."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(root).parents[:-1]:
            (root / folder / '__init__.py').touch()
        path.touch()


@pytest.mark.parametrize(
    'attribute, error, entry, wanted', CASES.values(), ids=CASES)
def test_handler(
    tmp_path: pathlib.Path, attribute: str, error: str, entry: str,
    wanted: str | None,
) -> None:
    """The line that takes the error, and what happens there."""
    path = _package(tmp_path)
    code = TEST.format(attribute=attribute, error=error, entry=entry)
    found = linted.report(code, 'NVN201', path=path)
    told = HANDLED.format(attribute, error)
    assert found == (
        [f'7:9 NVN201 {told}{wanted}'] if wanted is not None else [])


@pytest.mark.parametrize('manager', [
    'class Manager:\n    def reboot(self):\n  broken\n',
    'def reboot(x):\n    """\nno end of a text\n    reboot_disk\n',
    'class Manager:\n    def reboot(self):\n        self.reboot()\n'
    '        self.driver.reboot_disk()\n',
    '\x00reboot_disk',
])
def test_strange_modules(tmp_path: pathlib.Path, manager: str) -> None:
    """What cannot be read, or calls itself, leads to no handler."""
    path = _package(tmp_path, manager)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    found = linted.report(code, 'NVN201', path=path)
    assert len(found) == 1
    assert 'but no log is asserted' in found[0]


def test_changed_on_disk(tmp_path: pathlib.Path) -> None:
    """An editor's server sees the module as it is now."""
    path = _package(tmp_path)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    assert ':17,' in linted.report(code, 'NVN201', path=path)[0]
    module = tmp_path / 'p' / 'manager.py'
    module.write_text('# one line more\n' + MANAGER)
    assert ':18,' in linted.report(code, 'NVN201', path=path)[0]


def test_hops_are_bounded(tmp_path: pathlib.Path) -> None:
    """A use that is too many calls away is not looked for."""
    def manager(hops: int) -> str:
        steps = ''.join(
            f'\n\ndef step{n}(disk):\n    step{n + 1}(disk)\n'
            for n in range(hops))
        return (
            'from p import exception\n\n\ndef reboot(disk):\n    step0(disk)'
            f'\n{steps}\n\ndef step{hops}(disk):\n    try:\n'
            '        disk.reboot_disk()\n    except exception.Problem:\n'
            '        LOG.error(1)\n')
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    near = _package(tmp_path / 'near', manager(handler_search.MAX_HOPS - 1))
    far = _package(tmp_path / 'far', manager(handler_search.MAX_HOPS))
    assert 'LOG.error' in linted.report(code, 'NVN201', path=near)[0]
    assert 'LOG.error' not in linted.report(code, 'NVN201', path=far)[0]


def test_ways_are_bounded(tmp_path: pathlib.Path) -> None:
    """A function that calls half the module is given up."""
    count = handler_search.MAX_WAYS + 1
    manager = 'def reboot(disk):\n' + ''.join(
        f'    step{n}(disk)\n' for n in range(count)) + ''.join(
            f'\n\ndef step{n}(disk):\n    pass\n' for n in range(count - 1))
    manager += (
        f'\n\ndef step{count - 1}(disk):\n    try:\n'
        '        disk.reboot_disk()\n    except Exception:\n'
        '        LOG.error(1)\n')
    path = _package(tmp_path, manager)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    assert 'LOG.error' not in linted.report(code, 'NVN201', path=path)[0]


def test_outlines_are_bounded(tmp_path: pathlib.Path) -> None:
    """Old texts make room for new ones; a file that is gone has none."""
    known: list[outlines.Outline | None] = []
    for number in range(outlines.MAX_OUTLINES + 3):
        module = tmp_path / f'm{number}.py'
        module.write_text('def f():\n    pass\n')
        known.append(outlines.outline(str(module)))
    assert None not in known
    assert list(outlines._CACHE.values()) == known[3:]
    assert outlines.outline(str(tmp_path / 'gone.py')) is None


@pytest.mark.parametrize('test, module, found', [
    ('p/tests/unit/test_manager.py', 'p/manager.py', True),
    ('p/tests/functional/test_manager.py', 'p/manager.py', True),
    ('p/tests/test_manager.py', 'p/manager.py', True),
    ('p/test/test_manager.py', 'p/manager.py', True),
    ('p/tests/unit/a/test_manager.py', 'p/a/manager.py', True),
    ('p/tests/unit/manager/test_other.py', 'p/manager/__init__.py', True),
    ('p/tests/unit/test_other.py', 'p/manager.py', False),
    ('p/tests/other/test_manager.py', 'p/manager.py', False),
    ('p/tests/unit/manager.py', 'p/manager.py', False),
])
def test_module_under_test(
    tmp_path: pathlib.Path, test: str, module: str, found: bool,
) -> None:
    """A test stands in the folders of what it tests, called after it."""
    _touch(tmp_path, test, module, 'p/exception.py')
    (tmp_path / 'p/exception.py').write_text(EXCEPTION)
    (tmp_path / module).write_text(MANAGER)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot').replace(
            'from p import manager\n', 'import manager\n')
    told = linted.report(
        code, 'NVN201', path=str(tmp_path / test), nvn_test_files=('manager',))
    assert len(told) == 1
    assert (f'handled at {module}:17,' in told[0]) is found


@pytest.mark.parametrize('target, found', [
    ('p.manager.run', True), ('p.manager.Manager.run', True),
    ('p.manager.Manager.Inner.run', True), ('q.manager.run', False),
    ('p.other.run', False), ('p.run', False), ('p.Manager.run', False),
])
def test_module_of_what_is_patched(
    tmp_path: pathlib.Path, target: str, found: bool,
) -> None:
    """Where the test is called after nothing, its target may tell."""
    path = pathlib.Path(_package(tmp_path, GO))
    code = f"""\
from p import exception


class Case(unittest.TestCase):
    @mock.patch('{target}', side_effect=exception.Problem())
    def test_it(self, run):
        self.go()
        self.assertEqual(1, self.state)
"""
    told = linted.report(
        code, 'NVN201', path=str(path.with_name('test_odd.py')))
    assert len(told) == 1
    assert ('handled at p/manager.py:4, ' in told[0]) is found


@pytest.mark.parametrize('package', ['p', 'Pe'])
@pytest.mark.parametrize('target', ['run', 'Manager.run', 'Any.Manager.run'])
def test_package_of_what_is_patched(
    tmp_path: pathlib.Path, package: str, target: str,
) -> None:
    """What stands in no module of a package may stand in the package."""
    (tmp_path / package).mkdir()
    (tmp_path / package / '__init__.py').write_text(GO)
    (tmp_path / package / 'checks.py').touch()
    code = f'''\
class Case(unittest.TestCase):
    @mock.patch('{package}.{target}', side_effect=Exception())
    def test_it(self, run):
        self.go()
        self.assertEqual(1, self.state)
'''
    told = linted.report(
        code, 'NVN201', path=str(tmp_path / package / 'checks.py'),
        nvn_test_files=('checks',))
    assert len(told) == 1
    assert f'handled at {package}/__init__.py:4, ' in told[0]


@pytest.mark.parametrize('imports, found', [
    ('from p import manager', True),
    ('from p import manager\nfrom p import other', False),
    ('from p import manager\nfrom p import exception', True),
    ('import p.manager', False),
    ('from p.manager import Manager', False),
])
def test_module_that_is_imported(
    tmp_path: pathlib.Path, imports: str, found: bool,
) -> None:
    """One import beside the test that handles it; not one of two."""
    path = pathlib.Path(_package(tmp_path))
    (tmp_path / 'p' / 'other.py').write_text(MANAGER)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot').replace(
            'from p import manager', imports)
    told = linted.report(
        code, 'NVN201', path=str(path.with_name('test_odd.py')))
    assert len(told) == 1
    assert ('handled at p/manager.py:17, ' in told[0]) is found


@pytest.mark.parametrize('test, modules, imported, found', [
    ('p/tests/unit/a/test_odd.py', ('p/a/manager.py',), 'p.a', True),
    ('p/tests/a/functional/test_odd.py', ('p/a/manager.py',), 'p.a', True),
    ('q/p/tests/a/test_odd.py', ('q/p/a/manager.py',), 'q.p.a', True),
    ('p/tests/unit/a/test_odd.py', ('p/manager.py',), 'p', False),
    ('p/tests/unit/test_odd.py', ('p/a/manager.py',), 'p.a', False),
    ('p/tests/unit/test_odd.py', ('pa/manager.py',), 'pa', False),
    ('p/checks/test_odd.py', ('p/manager.py',), 'p', False),
    ('p/checks/test_odd.py', ('p/checks/manager.py',), 'p.checks', False),
    ('p/tests/test_odd.py', ('p/odd.py', 'p/manager.py'), 'p', False),
    ('p/tests/a/test_odd.py', ('p/a/__init__.py', 'p/a/manager.py'), 'p.a',
     True),
])
def test_modules_beside_the_one_under_test(
    tmp_path: pathlib.Path, test: str, modules: tuple[str, ...],
    imported: str, found: bool,
) -> None:
    """Where the tests of a folder stand, its modules are meant."""
    _touch(tmp_path, test, 'p/exception.py', *modules)
    (tmp_path / 'p/exception.py').write_text(EXCEPTION)
    (tmp_path / modules[-1]).write_text(MANAGER)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot').replace(
            'from p import manager', f'from {imported} import manager')
    told = linted.report(
        code, 'NVN201', path=str(tmp_path / test), nvn_test_files=('checks',))
    assert len(told) == 1
    assert (f'handled at {modules[-1]}:17,' in told[0]) is found


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
    read = outlines.Outline(text)
    assert {name: [(b.cls, b.indent, text.count('\n', 0, b.start))
                   for b in blocks]
            for name, blocks in read.blocks.items()} == {
        'one': [('', 0, 3)], 'two': [('C', 4, 10)], 'three': [('C', 4, 15)],
        'inner': [('C', 8, 16)], 'odd': [('', 0, 21)]}
    one, two, three, inner, odd = (
        blocks[0] for blocks in read.blocks.values())
    assert read.block_text(one).rstrip() == (
        'def one(x):\n    odd(two(x))\n    a.three(x)')
    assert read.block_text(inner) == (
        '        def inner():\n            pass\n')
    # A method has an owner where it is called.
    assert read.called(one) == ['odd']
    assert read.called(two) == ['three', 'one']
    assert read.called(three) == ['inner', 'one']
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
    read = outlines.Outline(text)
    found = [block for named in read.blocks.values() for block in named]
    assert [(one.name, one.indent, one.cls) for one in found] == blocks
    assert [read.block_text(one) for one in found][0] == first


@pytest.mark.parametrize('line, called', [
    ('f(a)', ['f']), ('self.f(a)', ['f']), ('cls.f(a)', ['f']),
    ('a.f()', []), ('f', []), ('f (a)', []), ('of(a)', []), ('h(a)', []),
    ('self.a.f(a)', []), ('g(f(a), f(b))', ['g', 'f']),
    ('x = [f(1)]', ['f']),
])
def test_called(line: str, called: list[str]) -> None:
    """Functions of the module that a line seems to call, each once."""
    read = outlines.Outline(
        f'def i():\n    {line}\ndef f(a):\n    pass\n'
        'def g(a, b):\n    pass\n')
    for _ in range(2):
        assert read.called(read.blocks['i'][0]) == called


@pytest.mark.parametrize('text, offset', [
    ('def f():\n    a\n', 0), ('\ndef f():\n    a\n', 1),
    ('x\n\nclass C:\n    def f():\n        a\n', 3)])
def test_offset(text: str, offset: int) -> None:
    """What tells the line of a function by that of its tree."""
    read = outlines.Outline(text)
    tree = read.parse(read.blocks['f'][0])
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
    read = outlines.outline(str(path))
    assert (read is not None and list(read.blocks) == ['f']) is found
    assert found or read is None


def test_files_without_an_outline(tmp_path: pathlib.Path) -> None:
    """Missing, or no text: nothing is known of it."""
    assert outlines.outline(str(tmp_path / 'none.py')) is None
    (tmp_path / 'odd.py').write_bytes(b'\xff')
    assert outlines.outline(str(tmp_path / 'odd.py')) is None
    (tmp_path / 'fine.py').write_text('def f(): pass\n')
    found = outlines.outline(str(tmp_path / 'fine.py'))
    assert found is not None and list(found.blocks) == ['f']
    assert outlines.outline(str(tmp_path / 'fine.py')) is found


@pytest.mark.parametrize('owner, found', [
    ('objects.Disk', True), ('objects.Volume', False), ('objects.Art', False),
    ('self.driver', True),
])
def test_classes_with_equal_methods(
    tmp_path: pathlib.Path, owner: str, found: bool,
) -> None:
    """``Disk.load`` is not ``Volume.load``; of an object nobody can tell."""
    path = _package(tmp_path, (
        'class Manager:\n    def reboot(self):\n        try:\n'
        '            Disk.load()\n        except Exception:\n'
        '            LOG.error(1)\n'))
    code = TEST.format(
        attribute='load', error='Problem', entry='reboot').replace(
            'self.driver', owner)
    told = linted.report(code, 'NVN201', path=path)
    assert len(told) == 1
    assert ('handled at p/manager.py:5, ' in told[0]) is found
