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

"""The ways from what a test calls to the handler, one difference each."""

import pathlib
import re
import sys

import pytest

from flake8_nova_notifications.rules.error_paths.search import handler_search
from tests import cases
from tests.error_paths.small_package import package
from tests import linted

TEST = '''\
from p import exception
from p import manager


class Case(unittest.TestCase):
    def test_it(self):
        self.driver.spin.side_effect = exception.Problem()
        manager.reboot(1)
        self.assertEqual(1, self.state)
'''
WAYS = cases.of_file(
    pathlib.Path(__file__).with_name('cases') / 'ways.txt')
OWNERS = cases.of_file(
    pathlib.Path(__file__).with_name('cases') / 'owners.txt')
# What the marks stand for, beside the place of the handler.
HOW = {
    'does not log': ', and {} handles it without logging; log it, or say in a '
                    'comment why not',
    'is silent': ', and {} handles it without logging',
    'unknown': ' but checks no log, and {} handles it; use self.assertLogs',
    'tries again': ' but checks no log, and {} tries again; use '
                   'self.assertLogs',
    'logs at warning or above': ' but does not check what handler {} logs at '
                                'warning or above; use self.assertLogs',
}


def _reported(
    root: pathlib.Path, manager: str, test: str = TEST,
) -> list[str]:
    return linted.report(
        test, 'NVN201', 'NVN206', path=package(root, manager))


@pytest.mark.parametrize('case', WAYS, ids=str)
def test_ways(tmp_path: pathlib.Path, case: cases.Case) -> None:
    """The handler that is marked is named, with what the mark says."""
    manager = case.text()
    how = ' but checks no log; use self.assertLogs'
    for number, line in enumerate(manager.splitlines(), 1):
        code, _, mark = line.partition('  # ')
        if code.strip() and mark:
            called = ', called' if ' in ' in mark else ''
            how = HOW.get(mark, f' but does not check {mark}{called} in '
                                'handler {}; use self.assertLogs').format(
                f'p/manager.py:{number}')
    # A mark would be read as a comment that gives a reason.
    manager = re.sub(r'(?m)(\S)  # .*$', r'\1', manager)
    loud = re.search(r'(?:LOG|journal)\.[ew]\w+|at warning', how)
    assert _reported(tmp_path, manager) == [
        f'7:9 NVN{201 if loud else 206} test makes self.driver.spin raise '
        f'exception.Problem{how}']


@pytest.mark.parametrize('case', OWNERS, ids=str)
def test_methods(tmp_path: pathlib.Path, case: cases.Case) -> None:
    """Of two methods of a name that of the mocked class is meant."""
    manager = case.text()
    test = TEST.replace('self.driver.spin.side_effect', (
        'manager.Disk.spin = mock.Mock()\n'
        '        manager.Disk.spin.side_effect'))
    told, = _reported(tmp_path, manager.replace('  # here', ''), test)
    assert re.findall(r'manager\.py:(\d+)', told) == [
        str(number) for number, line in enumerate(manager.splitlines(), 1)
        if '  # here' in line]


@pytest.mark.parametrize('caught, line', [
    ('elsewhere.BadError', '6'), ('(OSError, elsewhere.BadError)', '6'),
    ('elsewhere.OtherError', None), ('Exception', None)])
def test_error_of_which_a_later_handler_knows(
    tmp_path: pathlib.Path, caught: str, line: str | None,
) -> None:
    """An earlier one takes none of them: else the later one never would."""
    manager = (
        'def reboot(disk):\n    try:\n        disk.spin()\n'
        '    except elsewhere.OddError:\n        LOG.info(1)\n'
        f'    except {caught}:\n        LOG.error(1)\n')
    test = TEST.replace('from p import exception', 'import elsewhere').replace(
        'exception.Problem()', 'elsewhere.BadError()')
    told, = _reported(tmp_path, manager, test)
    assert re.findall(r'handler p/manager\.py:(\d+)', told) == (
        [line] if line else [])


EITHER = """\
def reboot(disk):
    if disk:
        try:
            disk.spin()
        except Exception:
            LOG.warning(1)
    else:
        try:
            disk.spin()
        except Exception:
            LOG.error(2)
"""


@pytest.mark.parametrize('old, new, named', [
    ('', '', '5 or 10'), ('LOG.error', 'LOG.info', None),
    ('LOG.warning(1)', 'pass', None),
    ('    else', '    try:\n        disk.spin()\n    except Exception:\n'
     '        LOG.error(3)\n    if True', None),
    ('    if disk:\n        try:\n            disk', '    if disk:\n'
     '        try:\n            part', None)])
@pytest.mark.parametrize('raised', ['{}', '[{}, 1]'])
def test_two_handlers(
    tmp_path: pathlib.Path, old: str, new: str, named: str | None,
    raised: str,
) -> None:
    """Which of two it is does not matter where each of them is loud."""
    manager = EITHER.replace(old, new) if old else EITHER
    told, = _reported(tmp_path, manager, TEST.replace(
        'exception.Problem()', raised.format('exception.Problem()')))
    # What answers later may not fail at all.
    named = named if raised == '{}' else None
    assert told.endswith(
        f'does not check what handler p/manager.py:{named} logs at warning '
        'or above; use self.assertLogs' if named
        else 'checks no log; use self.assertLogs')


TWICE = """\
def reboot(disk):
    disk.stop()
    try:
        disk.spin(1)
    except Exception:
        LOG.error(1)
    else:
        try:
            disk.spin(2)
        except Exception as error:
            LOG.warning('Cannot spin')
            disk.spin(3)
"""


@pytest.mark.parametrize('answers, changed, line', [
    ('[{}, None]', '', 5), ('[None, {}, None]', '', 10),
    ('(1, 2, {})', '', None), ('[None, {}, None]', 'stop(2)', 10),
    ('[None, {}, None]', 'spin(2)', None),
    ('[None, {}, None]', 'stop()', None), ('{}', '', 5)])
def test_turns(
    tmp_path: pathlib.Path, answers: str, changed: str, line: int | None,
) -> None:
    """A mock that answers first fails at a later use of it.

    Not known where a use is not always reached, or is out of sight; what is
    called once more in the same words is tried again.
    """
    manager = TWICE.replace('spin(3)', changed or 'spin(3)') + (
        '\n\ndef stop(disk):\n    disk.spin(0)\n')
    if changed == 'stop()':
        manager = manager.replace('disk.stop()', 'stop(disk)', 1)
    told, = _reported(tmp_path, manager, TEST.replace(
        'exception.Problem()', answers.format('exception.Problem()')))
    assert re.findall(r'handler p/manager\.py:(\d+)', told) == (
        [str(line)] if line else [])


@pytest.mark.parametrize('old, new', [
    ('[N', '[*(N,), N'),
    ('manager.reboot(', 'manager.prepare(1)\n        manager.reboot('),
    ('manager.reboot(', 'self.driver.spin(1)\n        manager.reboot('),
    ('        disk.spin(1)', '        go = disk.spin'),
    ('        disk.spin(1)', '        hand(disk.spin)'),
    ('    disk.stop()', '    if disk.spin is None:\n        return')])
def test_turns_that_nobody_knows(
    tmp_path: pathlib.Path, old: str, new: str,
) -> None:
    """What a mock has answered before is not always seen by the code."""
    test = TEST.replace(
        'exception.Problem()', '[None, exception.Problem(), None]')
    assert (old in TWICE) is not (old in test)
    told, = _reported(tmp_path, TWICE.replace(old, new) + (
        '\n\ndef prepare(disk):\n    ready(disk)\n\n\ndef ready(disk):\n'
        '    disk.spin(0)\n'), test.replace(old, new))
    assert 'manager.py' not in told


@pytest.mark.parametrize('first, second, line', [
    ('db.BadError', 'web.BadError', None),
    ('web.BadError', 'web.BadError', '4'),
    ('web.BadError', 'web.OtherError', '4'),
    ('db.OtherError', 'web.BadError', '6')])
def test_classes_of_one_name(
    tmp_path: pathlib.Path, first: str, second: str, line: str | None,
) -> None:
    """The last name of a class does not tell which of two it is."""
    manager = (
        'def reboot(disk):\n    try:\n        disk.spin()\n'
        f'    except {first}:\n        LOG.info(1)\n'
        f'    except {second}:\n        LOG.error(1)\n')
    told, = _reported(tmp_path, manager, TEST.replace(
        'from p import exception', 'import web').replace(
            'exception.Problem()', 'web.BadError()'))
    assert re.findall(r'handler p/manager\.py:(\d+)', told) == (
        [line] if line else [])


@pytest.mark.parametrize('done, code', [
    ('disk.spin(how)', 'NVN206'), ('disk.spin(1)', 'NVN201'),
    ('how = 2\n        disk.spin(how)', 'NVN201'),
    ('how.at = 2\n        disk.spin(how)', 'NVN201'),
    ('other.how = 2\n        disk.spin(how)', 'NVN206'),
    ('self.how = 2\n        disk.spin(how)', 'NVN206'),
    ('time.sleep(1)\n        disk.spin(how)', 'NVN206'),
    ('disk.detach()\n        disk.spin(how)', 'NVN201'),
    ('if disk.turn():\n            disk.spin(how)', 'NVN201'),
    ('if how:\n            disk.spin(how)', 'NVN206')])
def test_the_same_call(
    tmp_path: pathlib.Path, done: str, code: str,
) -> None:
    """A handler tries again what it calls as before, with the same values."""
    told, = _reported(tmp_path, (
        'def reboot(disk, how):\n    try:\n        disk.spin(how)\n'
        f'    except Exception:\n        LOG.warning("slow")\n        {done}\n'
    ), TEST.replace('reboot(', 'reboot(1, ').replace(
        'exception.Problem()', '[exception.Problem(), None]'))
    assert f' {code} ' in told


def test_relative_imports_without_a_package() -> None:
    """Nobody knows where they lead."""
    told, = linted.report(TEST.replace('from p ', 'from .. '), 'NVN201',
                          'NVN206', path='tests/test_it.py')
    assert 'what handles it cannot be seen' in told


@pytest.mark.skipif(sys.version_info < (3, 11), reason='no except*')
def test_groups(tmp_path: pathlib.Path) -> None:
    """``except*`` takes an error as ``except`` does."""
    assert 'handler p/manager.py:4;' in _reported(tmp_path, (
        'def reboot(disk):\n    try:\n        disk.spin()\n'
        '    except* Exception:\n        LOG.error(1)\n'))[0]


CALLED = {
    'in a helper of the test': ('''
        self._go()

    def _go(self):
        manager.reboot(1)
''', True),
    'in a helper of a helper': ('''
        self._go()

    def _go(self):
        self._and_on()

    def _and_on(self):
        manager.reboot(1)
''', True),
    'in helpers that call each other': ('''
        self._go()

    def _go(self):
        self._and_on()

    def _and_on(self):
        self._go()
        manager.reboot(1)
''', True),
    'in an assertion': ('''
        self.assert_it()

    def assert_it(self):
        manager.reboot(1)
''', False),
    'as an assertion': ('''
        self.assert_reboot(manager.reboot)
''', False),
    'beside the mock': ('''
        manager.reboot(1)
        self.driver.spin(2)
''', True),
    'beside another way': ('''
        manager.reboot(1)
        manager.other(1)
''', False),
}
REBOOT = '''\
def reboot(disk):
    try:
        disk.spin()
    except Exception:
        LOG.error(1)


def other(disk):
    try:
        disk.spin()
    except Exception:
        LOG.info(1)


def spin(disk):
    try:
        disk.wheel.spin()
    except Exception:
        LOG.info(1)


def assert_it():
    reboot(1)
'''


@pytest.mark.parametrize('patched, found', [
    (".object(manager, 'go')", False),
    (".object(manager, 'go', return_value=1)", False),
    (".object(manager, 'go', wraps=manager.go)", True),
    (".object(manager, 'other')", True),
    ("('p.manager.Manager.go')", False), ("('p.manager.Other.go')", True),
    ("('p.manager.Art.go')", True)])
def test_what_is_replaced(
    tmp_path: pathlib.Path, patched: str, found: bool,
) -> None:
    """What a test replaces handles nothing, unless it runs all the same."""
    of_class = '(' == patched[0]
    test = TEST.replace('    def test_it(self', (
        f'    @mock.patch{patched}\n    def test_it(self, mocked')).replace(
            'manager.r', 'manager.Manager().r' if of_class else 'manager.r')
    told, = _reported(tmp_path, '''\
class Manager:
    def reboot(self, disk):
        self.go(disk)

    def go(self, disk):
        try:
            disk.spin()
        except Exception:
            LOG.error(1)


def reboot(disk):
    go(disk)


def go(disk):
    try:
        disk.spin()
    except Exception:
        LOG.error(1)
''', test)
    line = 8 if of_class else 19
    assert (f'handler p/manager.py:{line};' in told) is found


@pytest.mark.parametrize('target, found', [
    ('objects.Disk', False), ('self.driver', True)])
def test_functions_called_alike(
    tmp_path: pathlib.Path, target: str, found: bool,
) -> None:
    """A method of a class is not called by its bare name."""
    test = TEST.replace('self.driver', target)
    manager = REBOOT.replace('disk.spin', 'spin', 1)
    told, = _reported(tmp_path, manager, test)
    assert ('handler p/manager.py:4;' in told) is found
    assert found or 'handler' not in told


@pytest.mark.parametrize('name, found', [
    ('reboot', True), ('vary', True), ('spin', False)])
def test_unknown_objects(
    tmp_path: pathlib.Path, name: str, found: bool,
) -> None:
    """What is called on one is looked for, unless that is the mock."""
    test = TEST.replace('manager.reboot', f'self.it.{name}')
    manager = REBOOT.replace('reboot', name) if found else REBOOT
    told, = _reported(tmp_path, manager, test)
    assert ('handler p/manager.py:4;' in told) is found


def test_imported_functions(tmp_path: pathlib.Path) -> None:
    """A name that the module imports is looked for where it stands."""
    path = package(tmp_path, 'from p.other import go as reboot\n')
    (tmp_path / 'p' / 'other.py').write_text(REBOOT.replace('reboot', 'go'))
    told, = linted.report(TEST, 'NVN201', 'NVN206', path=path)
    assert 'handler p/other.py:4;' in told


@pytest.mark.parametrize('calls, found', CALLED.values(), ids=CALLED)
def test_what_is_called(
    tmp_path: pathlib.Path, calls: str, found: bool,
) -> None:
    """The test's own calls and those of its helpers begin the ways."""
    test = TEST.replace('\n        manager.reboot(1)', '').replace(
        'self.state)\n', 'self.state)' + calls)
    told = _reported(tmp_path, REBOOT, test)
    assert len(told) == 1
    assert ('handler p/manager.py:4;' in told[0]) is found


def _chain(length: int, last: str) -> str:
    """``reboot`` calls ``step0``, that ``step1``, and so on."""
    return 'def reboot(disk):\n    step0(disk)\n' + ''.join(
        f'\n\ndef step{n}(disk):\n    step{n + 1}(disk)\n'
        for n in range(length)) + last


def test_last_functions_of_the_longest_ways(tmp_path: pathlib.Path) -> None:
    """All of them are looked at, although none is followed further."""
    last = handler_search.MAX_HOPS - 2
    manager = _chain(last - 1, (
        f'\n\ndef step{last - 1}(disk):\n    aside(disk)\n    go(disk)\n'
        '\n\ndef aside(disk):\n    pass\n'
        '\n\ndef go(disk):\n    try:\n        disk.spin()\n'
        '    except Exception:\n        LOG.error(1)\n'))
    assert 'LOG.error' in _reported(tmp_path, manager)[0]


@pytest.mark.parametrize('steps, found', [
    (handler_search.MAX_WAYS - 1, True), (handler_search.MAX_WAYS, False)])
def test_ways_of_one_question(
    tmp_path: pathlib.Path, steps: int, found: bool,
) -> None:
    """The entry is the first way."""
    manager = 'def reboot(disk):\n' + ''.join(
        f'    step{n}(disk)\n' for n in range(steps)) + ''.join(
            f'\n\ndef step{n}(disk):\n    pass\n' for n in range(steps - 1))
    manager += (
        f'\n\ndef step{steps - 1}(disk):\n    try:\n        disk.spin()\n'
        '    except Exception:\n        LOG.error(1)\n')
    assert ('LOG.error' in _reported(tmp_path, manager)[0]) is found


@pytest.mark.parametrize('target, use, found', [
    ('objects.Disk', 'Disk', True), ('objects.Disk', 'objects.Disk', True),
    ('objects.Disk', 'objects.Volume', False),
    ('objects.Disk', 'objects.Art', False), ('objects.Volume', 'Disk', False),
    ('objects.Disk', 'disk', True), ('objects.Disk', 'get()', True),
    ('self.disk', 'Disk', True), ('self.disk', 'self.volume', True),
])
def test_owners(
    tmp_path: pathlib.Path, target: str, use: str, found: bool,
) -> None:
    """Of two classes only the mocked one is meant; other names may be it."""
    manager = (
        f'def reboot(disk):\n    try:\n        {use}.spin()\n'
        '    except Exception:\n        LOG.error(1)\n')
    test = TEST.replace('self.driver', target)
    assert ('LOG.error' in _reported(tmp_path, manager, test)[0]) is found


@pytest.mark.parametrize('error, caught, found', [
    ('exception.Unseen', 'exception.Unseen', True),
    ('exception.Unseen', 'Exception', True),
    ('exception.UnseenError', 'exception.OtherError', False),
    ('exception.UnseenError', 'exception.NotFound', True),
    ('exception.UnseenError', 'OTHERS', False),
    ('exception.Problem', 'exception.Other', True),
])
def test_errors_of_unknown_families(
    tmp_path: pathlib.Path, error: str, caught: str, found: bool,
) -> None:
    """Above a class that cannot be found a general one may stand."""
    manager = (
        f'def reboot(disk):\n    try:\n        disk.spin()\n'
        f'    except {caught}:\n        LOG.error(1)\n'
        '    except Exception:\n        LOG.error(1)\n')
    test = TEST.replace('exception.Problem', error)
    assert ('LOG.error' in _reported(tmp_path, manager, test)[0]) is found


@pytest.mark.parametrize('made', [
    'make_it(exception.Problem, 404)', 'make_it(exception.Problem)',
    'exception.Problem', '[1, exception.Problem(2)]'])
def test_made_errors(tmp_path: pathlib.Path, made: str) -> None:
    """Whatever makes the error, its class is looked for."""
    test = TEST.replace('exception.Problem()', made)
    manager = REBOOT.replace('except Exception', 'except exception.Problem')
    assert 'LOG.error' in _reported(tmp_path, manager, test)[0]


def test_module_without_a_handler(tmp_path: pathlib.Path) -> None:
    """What the test is called after counts more than what it imports."""
    path = pathlib.Path(package(tmp_path, 'def reboot(disk):\n    pass\n'))
    (tmp_path / 'p' / 'other.py').write_text(REBOOT)
    test = TEST.replace('import manager', 'import other')
    for name, found in (('test_manager.py', False), ('test_odd.py', True)):
        told = linted.report(
            test, 'NVN201', 'NVN206', path=str(path.with_name(name)))
        assert len(told) == 1
        assert ('LOG.error' in told[0]) is found
