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

import pytest

from flake8_nova_notifications.rules.error_paths import handler_search
from tests.error_paths.test_handler_search import _package
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
# The comment behind the handler that takes the error says how it logs.
MODULES = {
    'a method of another object is another one': '''
class Manager:
    def reboot(self, disk):
        disk._go()
        try:
            self._go(disk)
        except Exception:  # logs with LOG.error
            LOG.error(1)

    def _go(self, disk):
        disk.spin()
''',
    'so is one of a part of this object': '''
class Manager:
    def reboot(self, disk):
        self.disk._go()
        try:
            self._go(disk)
        except Exception:  # logs with LOG.error
            LOG.error(1)

    def _go(self, disk):
        disk.spin()
''',
    'or one of what a call returns': '''
class Manager:
    def reboot(self, disk):
        self.disk()._go()
        try:
            self._go(disk)
        except Exception:  # logs with LOG.error
            LOG.error(1)

    def _go(self, disk):
        disk.spin()
''',
    'what has no name is not followed': '''
def reboot(disk):
    (_go or disk)(disk)
    try:
        _go(disk)
    except Exception:  # logs with LOG.error
        LOG.error(1)


def _go(disk):
    disk.spin()
''',
    'two calls, one of them unguarded': '''
class Manager:
    def reboot(self, disk):
        self._go(disk)
        try:
            self._go(disk)
        except Exception:
            LOG.error(1)

    def _go(self, disk):
        disk.spin()
''',
    'a method of the class': '''
class Manager:
    @classmethod
    def reboot(cls, disk):
        try:
            cls._go(disk)
        except Exception:  # logs with LOG.error
            LOG.error(1)

    @classmethod
    def _go(cls, disk):
        disk.spin()
''',
    'classes with equal methods': '''
class Art:
    def _go(self, disk):
        try:
            disk.spin()
        except Exception:
            LOG.info(1)


class Manager:
    def reboot(self, disk):
        try:
            self._go(disk)
        except Exception:  # logs with LOG.error
            LOG.error(1)

    def _go(self, disk):
        disk.spin()


class Zoo:
    def _go(self, disk):
        try:
            disk.spin()
        except Exception:
            LOG.info(1)
''',
    'a function, called by a method': '''
class Manager:
    def reboot(self, disk):
        try:
            go(disk)
        except Exception:  # logs with LOG.error
            LOG.error(1)


def go(disk):
    disk.spin()
''',
    'a method of the base class': '''
class Base:
    def _go(self, disk):
        disk.spin()


class Manager(Base):
    def reboot(self, disk):
        try:
            self._go(disk)
        except Exception:  # logs with LOG.error
            LOG.error(1)
''',
    'used elsewhere only': '''
def reboot(disk):
    try:
        disk.stop()
    except Exception:
        LOG.error(1)


def other(disk):
    try:
        disk.spin()
    except Exception:
        LOG.error(1)
''',
    'a word in a comment is no use': '''
def reboot(disk):
    # Before disk.spin, since that may fail.
    try:
        disk.stop()
    except Exception:
        LOG.info(1)
    go(disk)


def go(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'a call in a comment is none': '''
def reboot(disk):
    try:
        # Not go(disk).
        disk.stop()
    except Exception:
        LOG.error(1)


def go(disk):
    disk.spin()
''',
    'a call in a comment, and a handler of its own': '''
def reboot(disk):
    # Not aside(disk).
    go(disk)


def go(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error
        LOG.error(1)


def aside(disk):
    try:
        disk.spin()
    except Exception:
        LOG.info(1)
''',
    'no handler anywhere': '''
def reboot(disk):
    disk.spin()
    go(disk)


def go(disk):
    try:
        disk.spin()
    except Exception:
        LOG.error(1)
''',
    'another attribute is another use': '''
def reboot(disk):
    disk.spin_up()
    try:
        disk.spin()
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'a name': '''
def reboot(disk):
    try:
        spin(disk)
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'another name': '''
def reboot(disk):
    unspin(disk)
    spinner(disk)
    try:
        spin(disk)
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'a name that is bound': '''
def reboot(disk):
    spin = disk.wheel
    try:
        spin(disk)
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'handed on': '''
def reboot(disk):
    try:
        retry(disk.spin)
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'the mocked function itself is no way': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error
        LOG.error(1)


class Disk:
    def spin(self):
        try:
            self.wheel.spin()
        except Exception:
            LOG.info(1)
''',
    'in a handler': '''
def reboot(disk):
    try:
        try:
            disk.stop()
        except Exception:
            disk.spin()
            LOG.info(1)
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'in the end of an attempt': '''
def reboot(disk):
    try:
        try:
            disk.stop()
        except Exception:
            LOG.info(1)
        finally:
            disk.spin()
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'deep in an attempt': '''
def reboot(disk):
    try:
        if disk:
            for one in disk:
                found = [one.spin()]
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'the inner of two': '''
def reboot(disk):
    try:
        try:
            disk.spin()
        except Exception:  # logs with LOG.info
            LOG.info(1)
    except Exception:
        LOG.error(1)
''',
    'the outer of two': '''
def reboot(disk):
    try:
        try:
            disk.spin()
        except exception.Other:
            LOG.info(1)
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'the outer of two, raised again': '''
def reboot(disk):
    try:
        try:
            disk.spin()
        except Exception:
            raise
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'logged and raised again': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error
        LOG.error(1)
        raise
''',
    'nobody takes it': '''
def reboot(disk):
    try:
        disk.spin()
    except exception.Other:
        LOG.error(1)
''',
    'raised again at times': '''
def reboot(disk):
    try:
        go(disk)
    except Exception:
        LOG.error(1)


def go(disk):
    try:
        disk.spin()
    except Exception:
        if disk:
            raise
''',
    'raised again by name': '''
def reboot(disk):
    try:
        go(disk)
    except Exception:
        LOG.error(1)


def go(disk):
    try:
        disk.spin()
    except Exception as error:
        raise error
''',
    'raised by a helper': '''
def reboot(disk):
    try:
        go(disk)
    except Exception:
        LOG.error(1)


def go(disk):
    try:
        disk.spin()
    except Exception as error:
        str(error)
        reraise(error)
''',
    'raised again behind a clean-up': '''
def reboot(disk):
    try:
        go(disk)
    except Exception:  # logs with LOG.error
        LOG.error(1)


def go(disk):
    try:
        disk.spin()
    except Exception as error:
        zap(disk)
        with excutils.save_and_reraise_exception():
            abandon(disk)
''',
    'raised again in the end': '''
def reboot(disk):
    try:
        go(disk)
    except Exception:  # logs with LOG.error
        LOG.error(1)


def go(disk):
    try:
        disk.spin()
    except Exception:
        disk.spun = False
        raise
''',
    'a class behind others': '''
def reboot(disk):
    try:
        disk.spin()
    except (exception.Other, exception.Problem):  # logs with LOG.error
        LOG.error(1)
''',
    'classes, one of which is unsure': '''
def reboot(disk):
    try:
        disk.spin()
    except (exception.Other, disk.errors):
        LOG.info(1)
    except Exception:
        LOG.error(1)
''',
    'classes, one of which is sure': '''
def reboot(disk):
    try:
        disk.spin()
    except (disk.errors, exception.Problem):  # logs with LOG.error
        LOG.error(1)
''',
    'everything else': '''
def reboot(disk):
    try:
        disk.spin()
    except exception.Other:
        LOG.info(1)
    except:  # logs with LOG.error
        LOG.error(1)
''',
    'an asynchronous block that takes errors': '''
async def reboot(disk):
    try:
        async with disk.handler():
            disk.spin()
    except Exception:
        LOG.error(1)
''',
    'one of two blocks takes errors': '''
def reboot(disk):
    try:
        with disk.lock, disk.Suppressed():
            disk.spin()
    except Exception:
        LOG.error(1)
''',
    'a block that is called after errors': '''
def reboot(disk):
    try:
        with disk.errors, disk.lock():
            disk.spin()
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'a call that takes errors is no block': '''
def reboot(disk):
    try:
        handle_error(disk.spin())
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'a block in another function': '''
def reboot(disk):
    with disk.handler():
        go(disk)


def go(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error
        LOG.error(1)
''',
    'a block around the call': '''
def reboot(disk):
    try:
        with disk.handler():
            go(disk)
    except Exception:
        LOG.error(1)


def go(disk):
    disk.spin()
''',
    'only plain calls': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # does not log
        disk.errors.append(str(error))
''',
    'told to a plain call': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # does not log
        str(error)
''',
    'a plain call and another': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # unknown
        disk.mark()
        str(error)
''',
    'a helper that logs is handed the error': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # logs with LOG.info in tell
        tell(disk, error)


def tell(disk, error):
    if disk:
        LOG.info(error)
''',
    'a helper that logs is handed something else': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # unknown
        tell(disk)


def tell(disk):
    LOG.info(disk)
''',
    'a helper is handed what is called by a later name': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # unknown
        tell(zebra, again)


def tell(zebra, again):
    LOG.info(disk)
''',
    'a helper that logs, and no error to hand on': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # unknown
        tell(disk)


def tell(disk):
    LOG.info(disk)
''',
    'a helper by the name of a log': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.debug in syslog_it
        mark(disk)
        Syslog_it(disk)
        syslog_it(disk)


def mark(disk):
    LOG.info(disk)


def syslog_it(disk):
    LOG.debug(disk)
''',
    'the second helper logs': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # logs with LOG.info in tell
        count(error)
        tell(error)


def count(error):
    pass


def tell(error):
    LOG.info(error)
''',
    'helpers of several classes': '''
class Other:
    def tell(self, error):
        pass


class Manager:
    def reboot(self, disk):
        try:
            disk.spin()
        except Exception as error:  # logs with LOG.info in tell
            self.tell(error)

    def tell(self, error):
        LOG.info(error)


class Zoo:
    def tell(self, error):
        LOG.debug(error)
''',
    'the first of two helpers of unknown classes': '''
class Base:
    def tell(self, error):
        pass


class Zoo:
    def tell(self, error):
        LOG.debug(error)


class Manager:
    def reboot(self, disk):
        try:
            disk.spin()
        except Exception as error:  # unknown
            self.tell(error)
''',
    'the first log of a handler': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # logs with LOG.warning
        disk.spun = False
        LOG.warning(1)
        tell(error)
        LOG.error(1)


def tell(error):
    LOG.info(error)
''',
}


def _reported(
    root: pathlib.Path, manager: str, test: str = TEST,
) -> list[str]:
    return linted.report(test, 'NVN201', path=_package(root, manager))


@pytest.mark.parametrize('manager', MODULES.values(), ids=MODULES)
def test_ways(tmp_path: pathlib.Path, manager: str) -> None:
    """The handler that is marked is named, with what the mark says."""
    how = 'but no log is asserted; use self.assertLogs or patch LOG'
    for number, line in enumerate(manager.splitlines(), 1):
        mark = line.partition(':  # ')[2]
        if mark:
            how = f'at p/manager.py:{number}' + (
                f' {how}' if mark == 'unknown' else
                f', which {mark}; log it there and assert on it'
                if mark == 'does not log' else
                f', which {mark}; assert on it')
    assert _reported(tmp_path, manager) == [
        '7:9 NVN201 failure of self.driver.spin (exception.Problem) is '
        f'handled {how}']


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
''', False),
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


@pytest.mark.parametrize('calls, found', CALLED.values(), ids=CALLED)
def test_what_is_called(
    tmp_path: pathlib.Path, calls: str, found: bool,
) -> None:
    """The test's own calls and those of its helpers begin the ways."""
    test = TEST.replace('\n        manager.reboot(1)', '').replace(
        'self.state)\n', 'self.state)' + calls)
    told = _reported(tmp_path, REBOOT, test)
    assert len(told) == 1
    assert ('handled at p/manager.py:4, which' in told[0]) is found


def _chain(length: int, last: str) -> str:
    """``reboot`` calls ``step0``, that ``step1``, and so on."""
    return 'def reboot(disk):\n    step0(disk)\n' + ''.join(
        f'\n\ndef step{n}(disk):\n    step{n + 1}(disk)\n'
        for n in range(length)) + last


def test_last_functions_of_the_longest_ways(tmp_path: pathlib.Path) -> None:
    """All of them are looked at, although none is followed further."""
    last = handler_search.MAX_HOPS - 1
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


@pytest.mark.parametrize('steps, found', [
    (handler_search.MAX_FUNCTIONS // 2, True),
    (handler_search.MAX_FUNCTIONS // 2 + 1, False)])
def test_functions_of_one_question(
    tmp_path: pathlib.Path, steps: int, found: bool,
) -> None:
    """Each step of the way is read, and so is its caller."""
    manager = 'def reboot(disk):\n    try:\n' + ''.join(
        f'        step{n}(disk)\n' for n in range(steps)) + (
            '    except Exception:\n        LOG.error(1)\n') + ''.join(
                f'\n\ndef step{n}(disk):\n    disk.spin()\n'
                for n in range(steps))
    assert ('LOG.error' in _reported(tmp_path, manager)[0]) is found


@pytest.mark.parametrize('target, use, found', [
    ('objects.Disk', 'Disk', True), ('objects.Disk', 'objects.Disk', True),
    ('objects.Disk', 'objects.Volume', False),
    ('objects.Disk', 'objects.Art', False),
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
    ('exception.UnseenError', 'exception.Other', False),
    ('exception.Problem', 'exception.Other', True),
])
def test_errors_of_unknown_families(
    tmp_path: pathlib.Path, error: str, caught: str, found: bool,
) -> None:
    """Of a class that cannot be found any other may be an ancestor."""
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
    path = pathlib.Path(_package(tmp_path, 'def reboot(disk):\n    pass\n'))
    (tmp_path / 'p' / 'other.py').write_text(REBOOT)
    test = TEST.replace('import manager', 'import other')
    for name, found in (('test_manager.py', False), ('test_odd.py', True)):
        told = linted.report(test, 'NVN201', path=str(path.with_name(name)))
        assert len(told) == 1
        assert ('LOG.error' in told[0]) is found
