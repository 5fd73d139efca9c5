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
        except Exception:  # logs with LOG.error(...)
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
        except Exception:  # logs with LOG.error(...)
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
        except Exception:  # logs with LOG.error(...)
            LOG.error(1)

    def _go(self, disk):
        disk.spin()
''',
    'what has no name is not followed': '''
def reboot(disk):
    (_go or disk)(disk)
    try:
        _go(disk)
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)


def _go(disk):
    disk.spin()
''',
    'the unguarded one of two calls did not fail': '''
class Manager:
    def reboot(self, disk):
        self._go(disk)
        try:
            self._go(disk)
        except Exception:  # logs with LOG.error(...)
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
        except Exception:  # logs with LOG.error(...)
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
        except Exception:  # logs with LOG.error(...)
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
        except Exception:  # logs with LOG.error(...)
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
        except Exception:  # logs with LOG.error(...)
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
    except Exception:  # logs with LOG.error(...)
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
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)


def aside(disk):
    try:
        disk.spin()
    except Exception:
        LOG.info(1)
''',
    'what is not guarded did not fail': '''
def reboot(disk):
    disk.spin()
    go(disk)


def go(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'another attribute is another use': '''
def reboot(disk):
    disk.spin_up()
    try:
        disk.spin()
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'a name': '''
def reboot(disk):
    try:
        spin(disk)
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'another name': '''
def reboot(disk):
    unspin(disk)
    spinner(disk)
    try:
        spin(disk)
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'a name that is bound': '''
def reboot(disk):
    spin = disk.spin
    try:
        spin(disk)
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'handed on': '''
def reboot(disk):
    try:
        retry(disk.spin)
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'the mocked function itself is no way': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error(...)
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
    except Exception:  # logs with LOG.error(...)
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
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'deep in an attempt': '''
def reboot(disk):
    try:
        if disk:
            for one in disk:
                found = [one.spin()]
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'the inner of two': '''
def reboot(disk):
    try:
        try:
            disk.spin()
        except Exception:  # logs with LOG.info(...)
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
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'the outer of two, raised again': '''
def reboot(disk):
    try:
        try:
            disk.spin()
        except Exception:
            raise
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'logged and raised again': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:
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
    except Exception:  # logs with LOG.error(...)
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
    except Exception:  # logs with LOG.error(...)
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
    except Exception:  # logs with LOG.error(...)
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
    except Exception:  # logs with LOG.error(...)
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
    except (exception.Other, exception.Problem):  # logs with LOG.error(...)
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
    except (disk.errors, exception.Problem):  # logs with LOG.error(...)
        LOG.error(1)
''',
    'everything else': '''
def reboot(disk):
    try:
        disk.spin()
    except exception.Other:
        LOG.info(1)
    except:  # logs with LOG.error(...)
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
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'a call that takes errors is no block': '''
def reboot(disk):
    try:
        handle_error(disk.spin())
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'a block in another function': '''
def reboot(disk):
    with disk.handler():
        go(disk)


def go(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error(...)
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
    'a nested function, called': '''
def reboot(disk):
    def go():
        disk.spin()

    try:
        go()
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'a nested function that stands in a try': '''
def reboot(disk):
    try:
        def go():
            disk.spin()
    except Exception:
        LOG.info(1)
    try:
        go()
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'a nested function with a handler, handed over': '''
def reboot(disk):
    def go():
        try:
            disk.spin()
        except Exception:  # logs with LOG.error(...)
            LOG.error(1)

    call_later(go)
''',
    'a nested function, handed over in a try': '''
def reboot(disk):
    def go():
        disk.spin()

    try:
        wait(go)
    except Exception:
        LOG.error(1)
''',
    'a function handed to one that calls it': '''
def reboot(disk):
    wait(go, disk)


def wait(function, *args):
    try:
        function(*args)
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)


def go(disk):
    disk.spin()
''',
    'handed on to a thread, logged before': '''
class Manager:
    def reboot(self, disk):
        self._start('x', func=self._go)

    def _start(self, name, func):
        pool.submit(func)

    def _go(self, disk):
        try:
            disk.spin()
        except Exception:  # logs with LOG.error(...)
            LOG.error(1)
            raise
''',
    'a decorator of the module': '''
def ends(function):
    def wrapper(*args):
        try:
            return function(*args)
        except Exception:  # logs with LOG.error(...)
            LOG.error(1)
    return wrapper


@ends
def reboot(disk):
    disk.spin()
''',
    'a decorator with arguments': '''
def ends(why):
    def made(function):
        def wrapper(*args):
            try:
                return function(*args)
            except Exception:  # logs with LOG.error(...)
                LOG.error(why)
        return wrapper
    return made


@other
@ends(
    why=1)
def reboot(disk):
    disk.spin()
''',
    'a decorator of a function inside': '''
def ends(function):
    def wrapper(*args):
        try:
            return function(*args)
        except Exception:  # logs with LOG.error(...)
            LOG.error(1)
    return wrapper


def reboot(disk):
    @ends
    def go():
        disk.spin()
    go()
''',
    'a decorator that tries again, but the mock always raises': '''
@utils.retry(3)
def go(disk):
    disk.spin()


def reboot(disk):
    try:
        go(disk)
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'a decorator that may take errors': '''
def reboot(disk):
    try:
        go(disk)
    except Exception:
        LOG.error(1)


@ignore_errors
def go(disk):
    disk.spin()
''',
    'a context manager of the module': '''
@contextlib.contextmanager
def ends(disk):
    try:
        yield
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)


def reboot(disk):
    with ends(disk):
        disk.spin()
''',
    'a context manager that hands errors on': '''
@contextlib.contextmanager
def errors(disk):
    try:
        yield
    finally:
        disk.stop()


def reboot(disk):
    try:
        with errors(disk):
            disk.spin()
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'suppressed': '''
def reboot(disk):
    with contextlib.suppress(ValueError, exception.Problem):  # does not log
        disk.spin()
''',
    'another error suppressed': '''
def reboot(disk):
    try:
        with contextlib.suppress(ValueError):
            disk.spin()
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
''',
    'dropped by finally': '''
def reboot(disk):
    try:
        disk.spin()
    finally:
        return 1  # does not log
''',
    'an object that the class makes': '''
class Disks:
    def spin_all(self, disk):
        try:
            disk.spin()
        except Exception:  # logs with LOG.error(...)
            LOG.error(1)


class Manager:
    def __init__(self):
        self.disks = Disks()

    def reboot(self, disk):
        self.disks.spin_all(disk)
''',
    'an object that the function makes': '''
class Disks:
    def spin_all(self, disk):
        try:
            disk.spin()
        except Exception:  # logs with LOG.error(...)
            LOG.error(1)


def reboot(disk):
    disks = Disks(disk)
    disks.spin_all(disk)
''',
    'the method of a base class, by super': '''
class Base:
    def reboot(self, disk):
        try:
            disk.spin()
        except Exception:  # logs with LOG.error(...)
            LOG.error(1)


class Manager(Base):
    def reboot(self, disk):
        super().reboot(disk)
''',
    'the nearest way': '''
def reboot(disk):
    further(disk)
    try:
        disk.spin()
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)


def further(disk):
    try:
        disk.spin()
    except Exception:
        LOG.info(1)
''',
    'the louder of two handlers': '''
def reboot(disk):
    try:
        go(disk)
    except Exception:
        LOG.debug(1)


def go(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)
        raise
''',
    'of two that are as loud the outer one': '''
def reboot(disk):
    try:
        go(disk)
    except Exception:  # logs with LOG.error(...)
        LOG.error(1)


def go(disk):
    try:
        disk.spin()
    except Exception:
        LOG.exception(1)
        raise
''',
    'but where it translates the inner one': '''
def reboot(disk):
    try:
        go(disk)
    except Exception:
        LOG.error(1)


def go(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.exception(...)
        LOG.exception(1)
        raise ValueError()
''',
    'translated': '''
def reboot(disk):
    try:
        go(disk)
    except KeyError:
        LOG.info(1)
    except ValueError:  # logs with LOG.error(...)
        LOG.error(1)


def go(disk):
    try:
        disk.spin()
    except exception.Problem as error:
        raise ValueError(error)
''',
    'the branch of its class': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # logs with LOG.error(...)
        if isinstance(error, exception.Other):
            LOG.info(1)
        elif not isinstance(error, (ValueError, exception.Problem)):
            LOG.debug(1)
        else:
            LOG.error(1)
''',
    'a branch that raises is not taken': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error(...)
        if not disk:
            raise
        LOG.error(1)
''',
    'branches that log in other words': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs at warning or above
        if disk:
            LOG.warning(1)
        else:
            LOG.error(1)
''',
    'branches of which one is quiet': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # unknown
        if disk:
            LOG.debug(1)
        else:
            LOG.error(1)
''',
    'not raised again after all': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error(...)
        with excutils.save_and_reraise_exception() as context:
            LOG.error(1)
            context.reraise = False
''',
    'a loop through things': '''
def reboot(disks):
    for disk in disks:
        try:
            disk.spin()
        except Exception:  # logs with LOG.error(...)
            LOG.error(1)
''',
    'a comment gives the reason': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # is silent
        # It has stopped already, which is as good.
        pass
''',
    'it is printed': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # is silent
        print('odd')
''',
    'what is logged, in a local': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.error('Disk does not spin ...')
        message = _('Disk does not spin: %s') % disk
        LOG.error(message)
''',
    'a logger by its maker': '''
journal = logging.getLogger(__name__)


def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with journal.error('No spin')
        journal.error('No spin')
''',
    'only plain calls': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # is silent
        disk.errors.append(str(error))
''',
    'told to a plain call': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # is silent
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
    'a helper that may log': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # unknown
        tell(disk, error)


def tell(disk, error):
    if disk:
        LOG.info(error)
''',
    'a helper that logs is handed something else': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # logs with LOG.info(...) in tell()
        tell(disk)


def tell(disk):
    LOG.info(disk)
''',
    'a helper is handed what is called by a later name': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # logs with LOG.info(...) in tell()
        tell(zebra, again)


def tell(zebra, again):
    LOG.info(disk)
''',
    'a helper that logs, and no error to hand on': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.info(...) in tell()
        tell(disk)


def tell(disk):
    LOG.info(disk)
''',
    'the louder of two helpers': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception:  # logs with LOG.info(...) in mark()
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
    except Exception as error:  # logs with LOG.info(...) in tell()
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
        except Exception as error:  # logs with LOG.info(...) in tell()
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
    'the loudest log of a handler': '''
def reboot(disk):
    try:
        disk.spin()
    except Exception as error:  # logs with LOG.error(...)
        disk.spun = False
        LOG.warning(1)
        tell(error)
        LOG.error(1)


def tell(error):
    LOG.info(error)
''',
}


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
        test, 'NVN201', 'NVN206', path=_package(root, manager))


@pytest.mark.parametrize('manager', MODULES.values(), ids=MODULES)
def test_ways(tmp_path: pathlib.Path, manager: str) -> None:
    """The handler that is marked is named, with what the mark says."""
    how = ' but checks no log; use self.assertLogs'
    for number, line in enumerate(manager.splitlines(), 1):
        mark = line.partition('  # ')[2] if line.strip()[0:1] not in (
            '', '#') else ''
        if mark:
            log = mark.removeprefix('logs with ')
            called = ', called' if ' in ' in log else ''
            how = HOW.get(mark, f' but does not check {log}{called} in '
                                'handler {}; use self.assertLogs').format(
                f'p/manager.py:{number}')
    loud = re.search(r'(?:LOG|journal)\.[ew]\w+|at warning', how)
    assert _reported(tmp_path, manager) == [
        f'7:9 NVN{201 if loud else 206} test makes self.driver.spin raise '
        f'exception.Problem{how}']


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
    path = pathlib.Path(_package(tmp_path, 'def reboot(disk):\n    pass\n'))
    (tmp_path / 'p' / 'other.py').write_text(REBOOT)
    test = TEST.replace('import manager', 'import other')
    for name, found in (('test_manager.py', False), ('test_odd.py', True)):
        told = linted.report(
            test, 'NVN201', 'NVN206', path=str(path.with_name(name)))
        assert len(told) == 1
        assert ('LOG.error' in told[0]) is found
