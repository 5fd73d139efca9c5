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

from flake8_nova_notifications.rules.error_paths.search import handler_search
from tests import cases
from tests.error_paths import small_package
from tests.error_paths.small_package import package
from tests import linted

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
        it.run()
    except (Problem, Exception):
        LOG.error(1)
'''
CASES = {
    'logs': ('reboot_disk', 'Problem', 'reboot', 17),
    'a subclass': ('reboot_disk', 'DiskNotFound', 'reboot', 17),
    'another branch': ('reboot_disk', 'Other', 'reboot', 15),
    'does not log': ('sync_disk', 'Problem', 'quiet', 23),
    'a silent miss': ('sync_disk', 'DiskNotFound', 'quiet', None),
    'called by nobody': ('reboot_disk', 'Problem', 'strange', 0),
    'never used': ('gone_disk', 'Problem', 'reboot', 0),
}
# The code, and what is said of the handler in that line.
SAID = {
    15: (201, " but does not check LOG.exception('other') in handler "
              'p/manager.py:15; use self.assertLogs'),
    17: (201, " but does not check LOG.warning('reboot failed') in handler "
              'p/manager.py:17; use self.assertLogs'),
    23: (206, ', and p/manager.py:23 handles it without logging; log it, or '
              'say in a comment why not'),
    0: (206, ' but checks no log; use self.assertLogs'),
}


def _touch(root: pathlib.Path, *names: str) -> None:
    """Empty modules, in packages."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.relative_to(root).parents[:-1]:
            (root / folder / '__init__.py').touch()
        path.touch()


@pytest.mark.parametrize(
    'attribute, error, entry, line', CASES.values(), ids=CASES)
def test_handler(
    tmp_path: pathlib.Path, attribute: str, error: str, entry: str,
    line: int | None,
) -> None:
    """The line that takes the error, and what happens there."""
    code = TEST.format(attribute=attribute, error=error, entry=entry)
    found = linted.report(
        code, 'NVN201', 'NVN206', path=package(tmp_path, MANAGER))
    if line is None:
        assert found == []
        return
    number, said = SAID[line]
    assert found == [f'7:9 NVN{number} test makes self.driver.{attribute} '
                     f'raise exception.{error}{said}']


@pytest.mark.parametrize('call, found', [
    ('self.manager.get(disk)', True), ("self.manager.get('disk')", True),
    ("manager.Manager().get('/disks')", True),
    ("self.client.get('/disks')", False), ('self.client.get(url)', False),
    ("self.client.get('https://a.example/disks')", False),
    ("self.client.get(f'/disks/{disk}')", False),
    ("self.client.get(f'{self.url}/{disk}')", False),
    ("self.client.get('/disks/%s' % disk)", False),
    ("self.client.get('/disks/{}'.format(disk))", False),
    ("self.client.get(reverse('disks'))", False),
    ('self.client.get(views.INDEX_URL, disk)', False),
    ('self.client.get(self.index_url)', False),
    ('self.client.get(where)', False), ('self.client.get(which)', True),
])
def test_requests(tmp_path: pathlib.Path, call: str, found: bool) -> None:
    """Routes tell what an address leads to, not the name of the method."""
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot').replace(
            'manager.Manager().reboot(1)',
            "where = reverse('disks', args=[1])\n        which = 'a/b'\n"
            f'        {call}')
    manager = MANAGER.replace('def reboot(', 'def get(')
    told = linted.report(
        code, 'NVN201', 'NVN206', path=package(tmp_path, manager))
    assert len(told) == 1
    assert ('handler p/manager.py:17;' in told[0]) is found


@pytest.mark.parametrize('target, imports, call, found', [
    ('p.files.Files.load', 'import yaml', 'yaml.load(disk)', False),
    ('p.files.Files.load', 'import yaml', 'self.store.load(disk)', True),
    ('p.files.Files.load', 'import files', 'files.load(disk)', True),
    ('p.files.Files.load', 'from a import text', 'text.load(disk)', False),
    ('p.files.Files.load', 'from p import exception as e',
     'e.load(disk)', False),
    ('p.files.Files.load', 'from a import b as yaml', 'load(disk)', False),
    ('p.manager.yaml.load', 'import yaml', 'yaml.load(disk)', True),
    ('yaml.load', 'import yaml as y', 'y.load(disk)', True),
    ('a.text.load', 'from a import text', 'text.load(disk)', True),
    ('self.store.load', 'import yaml', 'yaml.load(disk)', False),
    ('self.store.load', 'from a import text', 'text.load(disk)', True),
])
def test_modules(
    tmp_path: pathlib.Path, target: str, imports: str, call: str,
    found: bool,
) -> None:
    """A function of an imported module is no method of an object."""
    set_up = f'{target}.side_effect = exception.Problem()' if (
        target.startswith('self.')) else (
        f"m = self.start(mock.patch('{target}'))\n"
        '        m.side_effect = exception.Problem()')
    code = TEST.format(
        attribute='spin', error='Problem', entry='reboot').replace(
            'self.driver.spin.side_effect = exception.Problem()', set_up)
    manager = f'{imports}\n' + MANAGER.replace(
        'self.driver.reboot_disk(disk)', call)
    told = linted.report(
        code, 'NVN201', 'NVN206', path=package(tmp_path, manager))
    assert len(told) == 1
    assert ('handler p/manager.py:18;' in told[0]) is found


@pytest.mark.parametrize('cls, found', [
    ('PropertyMock', True), ('MagicMock', False)])
def test_properties(tmp_path: pathlib.Path, cls: str, found: bool) -> None:
    """The mock of a property raises when it is read, others when called."""
    code = TEST.format(
        attribute='spin', error='Problem', entry='reboot').replace(
            'self.driver.spin.side_effect = exception.Problem()',
            f'type(self.driver).spin = mock.{cls}(\n'
            '            side_effect=exception.Problem())')
    manager = MANAGER.replace('.reboot_disk(disk)', '.spin.rate')
    told = linted.report(
        code, 'NVN201', 'NVN206', path=package(tmp_path, manager))
    assert len(told) == 1
    assert ('handler p/manager.py:17;' in told[0]) is found


@pytest.mark.parametrize('manager', [
    'class Manager:\n    def reboot(self):\n  broken\n',
    'def reboot(x):\n    """\nno end of a text\n    reboot_disk\n',
    'class Manager:\n    def reboot(self):\n        self.reboot()\n'
    '        self.driver.reboot_disk()\n',
    '\x00reboot_disk',
])
def test_strange_modules(tmp_path: pathlib.Path, manager: str) -> None:
    """What cannot be read, or calls itself, leads to no handler."""
    path = package(tmp_path, manager)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    found = linted.report(code, 'NVN201', 'NVN206', path=path)
    assert len(found) == 1
    assert 'but checks no log' in found[0]


def test_changed_on_disk(tmp_path: pathlib.Path) -> None:
    """An editor's server sees the module as it is now."""
    path = package(tmp_path, MANAGER)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot')
    assert ':17; ' in linted.report(code, 'NVN201', 'NVN206', path=path)[0]
    module = tmp_path / 'p' / 'manager.py'
    module.write_text('# one line more\n' + MANAGER)
    assert ':18; ' in linted.report(code, 'NVN201', 'NVN206', path=path)[0]


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
    near = package(tmp_path / 'near', manager(handler_search.MAX_HOPS - 2))
    far = package(tmp_path / 'far', manager(handler_search.MAX_HOPS - 1))
    assert 'LOG.error' in linted.report(code, 'NVN201', 'NVN206', path=near)[0]
    assert 'LOG.error' not in linted.report(
        code, 'NVN201', 'NVN206', path=far)[0]


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
    (tmp_path / 'p/exception.py').write_text(small_package.EXCEPTION)
    (tmp_path / module).write_text(MANAGER)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot').replace(
            'from p import manager\n', 'import manager\n')
    told = linted.report(
        code, 'NVN201', 'NVN206', path=str(tmp_path / test),
        nvn_test_files=('manager',))
    assert len(told) == 1
    assert (f'handler {module}:17;' in told[0]) is found


@pytest.mark.parametrize('name, said', [
    ('manager', 'NVN206 test makes self.driver.spin raise KeyError but '
                'checks no log; use self.assertLogs'),
    ('odd', 'NVN201 test makes self.driver.spin raise KeyError but checks no '
            'log, and what handles it cannot be seen; use self.assertLogs')])
def test_code_that_is_seen(
    tmp_path: pathlib.Path, name: str, said: str,
) -> None:
    """A test that imports nothing may be called after a module."""
    code = (
        'class Case(unittest.TestCase):\n    def test_it(self):\n'
        '        self.driver.spin.side_effect = KeyError\n'
        '        self.go()\n        self.assertEqual(1, self.state)\n')
    path = pathlib.Path(package(tmp_path, MANAGER))
    assert linted.report(
        code, 'NVN201', 'NVN206',
        path=str(path.with_name(f'test_{name}.py'))) == [f'3:9 {said}']


@pytest.mark.parametrize('target, found', [
    ('p.manager.run', True), ('p.manager.Manager.run', True),
    ('p.manager.Manager.Inner.run', True), ('q.manager.run', False),
    ('p.other.run', False), ('p.run', False), ('p.Manager.run', False),
])
def test_module_of_what_is_patched(
    tmp_path: pathlib.Path, target: str, found: bool,
) -> None:
    """Where the test is called after nothing, its target may tell."""
    path = pathlib.Path(package(tmp_path, GO))
    code = f"""\
from p import exception


class Case(unittest.TestCase):
    @mock.patch('{target}', side_effect=exception.Problem())
    def test_it(self, run):
        self.go()
        self.assertEqual(1, self.state)
"""
    told = linted.report(
        code, 'NVN201', 'NVN206', path=str(path.with_name('test_odd.py')))
    assert len(told) == 1
    assert ('handler p/manager.py:4;' in told[0]) is found


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
        code, 'NVN201', 'NVN206', path=str(tmp_path / package / 'checks.py'),
        nvn_test_files=('checks',))
    assert len(told) == 1
    assert f'handler {package}/__init__.py:4;' in told[0]


@pytest.mark.parametrize('imports, found', [
    ('from p import manager', True),
    ('from p import manager\nfrom p import other', False),
    ('from p import manager\nfrom p import exception', True),
    ('import p.manager', False),
    ('from p.manager import Manager', True),
    ('from p.tests import manager', False),
])
def test_module_that_is_imported(
    tmp_path: pathlib.Path, imports: str, found: bool,
) -> None:
    """Of an object nobody knows: the one import that handles it."""
    path = pathlib.Path(package(tmp_path, MANAGER))
    (tmp_path / 'p' / 'other.py').write_text(MANAGER)
    (tmp_path / 'p' / 'tests' / 'manager.py').write_text(MANAGER)
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot').replace(
            'from p import manager', imports).replace(
                'manager.Manager()', 'self.manager')
    told = linted.report(
        code, 'NVN201', 'NVN206', path=str(path.with_name('test_odd.py')))
    assert len(told) == 1
    assert ('handler p/manager.py:17;' in told[0]) is found


@pytest.mark.parametrize('own, found', [('boot', True), ('reboot', False)])
def test_module_beside_the_one_under_test(
    tmp_path: pathlib.Path, own: str, found: bool,
) -> None:
    """What the module under test does not have, an import may have."""
    path = pathlib.Path(package(tmp_path, MANAGER))
    (tmp_path / 'p' / 'odd.py').write_text(f'def {own}():\n    return 1\n')
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot').replace(
            'manager.Manager()', 'self.manager')
    told = linted.report(
        code, 'NVN201', 'NVN206', path=str(path.with_name('test_odd.py')))
    assert len(told) == 1
    assert ('handler p/manager.py:17;' in told[0]) is found


@pytest.mark.parametrize('case', cases.of_file(
    pathlib.Path(__file__).with_name('cases') / 'kept.txt'), ids=str)
def test_objects(tmp_path: pathlib.Path, case: cases.Case) -> None:
    """The class of what a test calls, where a name or a base makes it."""
    path = pathlib.Path(package(tmp_path, MANAGER + '''

class Part(Manager):
    pass


class Other:
    def reboot(self, disk):
        return self.driver.reboot_disk(disk)


Whole = Part


class Manager(Manager):
    def __init__(self):
        self.part = Part()
'''))
    # Where the class is not known, one of two modules may be meant.
    (tmp_path / 'p' / 'other.py').write_text(MANAGER)
    path.with_name('base.py').write_text('''\
from oslo_utils import importutils
from p import manager


class Base:
    def setUp(self):
        self.of_base = manager.Manager()
        self.by_name = importutils.import_object('p.manager.Part')
''')
    code = '''\
from p import exception
from p import manager
from p import other
from p.tests.unit import base


''' + case.text()
    told = linted.report(
        code, 'NVN201', 'NVN206', path=str(path.with_name('test_odd.py')))
    assert len(told) == 1
    assert ('handler p/manager.py:17;' in told[0]) is (
        case.wanted == 'named')


@pytest.mark.parametrize('handler, codes', [
    ("self.fail('raised')", ['NVN201']), ('assert False', ['NVN201']),
    ('self.assertTrue(error)', ['NVN202']), ('pass', ['NVN203']),
])
def test_errors_that_must_not_arrive(
    tmp_path: pathlib.Path, handler: str, codes: list[str],
) -> None:
    """That no error arrives is checked; the log of the handler is not."""
    code = TEST.format(
        attribute='reboot_disk', error='Problem', entry='reboot').replace(
            '        manager.Manager().reboot(1)\n'
            '        self.assertEqual(1, self.state)\n', (
                '        try:\n            manager.Manager().reboot(1)\n'
                '        except Exception as error:\n'
                f'            {handler}\n'))
    told = linted.report(
        code, 'NVN201', 'NVN202', 'NVN203', 'NVN206',
        path=package(tmp_path, MANAGER))
    assert [line.split()[1] for line in told] == codes


@pytest.mark.parametrize('call, line', [
    ('manager.tell(1, send)', 6),
    ('manager.tell(1, send=send)', 6),
    ('manager.Teller().tell(1, send)', 18),
    ('manager.hand_on(1, send)', 11),
    ('manager.tell(send, 1)', 0),
    ('manager.tell(1, send())', 0),
    ('manager.tell(1, send.part)', 0),
    ('manager.bound_anew(1, send)', 0),
    ('manager.unheard(1, send)', 0),
])
def test_mock_that_is_handed_over(
    tmp_path: pathlib.Path, call: str, line: int,
) -> None:
    """It is called by the name of a parameter."""
    manager = '''\
from p import exception

def tell(task, send):
    try:
        send(task)
    except exception.Problem:
        LOG.error(1)

def hand_on(task, method):
    try: tell_loudly(task, method)
    except exception.Problem: LOG.error(2)

def tell_loudly(task, send): send(task)

class Teller:
    def tell(self, task, notify):
        try: notify(task)
        except exception.Problem:
            LOG.error(3)

def bound_anew(task, send):
    send = task.sender
    try: send(task)
    except exception.Problem: LOG.error(4)

def unheard(task, send):
    try: task.send(send=task)
    except exception.Problem: LOG.error(5)
'''
    found = linted.report(f'''\
from p import exception
from p import manager

def test_it(self):
    send = mock.Mock()
    send.side_effect = exception.Problem()
    {call}
    self.assertEqual(1, self.state)
''', 'NVN201', 'NVN206', path=package(tmp_path, manager))
    assert len(found) == 1
    assert (f' in handler p/manager.py:{line}; ' in found[0]) is bool(
        line), found
