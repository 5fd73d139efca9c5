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

"""Which failures are mocked, how they end, and what is asserted on."""

import pytest

from tests import linted

CODES = ('NVN201', 'NVN202', 'NVN203', 'NVN205', 'NVN206')
PATH = 'nova/tests/unit/test_it.py'

HEAD = '''\
import errno
import itertools
import unittest
from unittest import mock

from nova.compute import manager
from nova import exception
from nova import test


def boom(*args):
    raise exception.Boom()


def picky(number):
    if number == 404:
        raise exception.Boom()
    return number


class Broken:
    calls = 0

    def __call__(self):
        self.calls += 1
        raise exception.Boom()


class Own(exception.NovaException):
    pass


class Plain:
    pass


class Case(test.TestCase):
    def setUp(self):
        super().setUp()
        self.mock_audit = mock.patch.object(manager, 'LOG').start()
'''

# A test method that mocks in some way, runs the code and looks at the state.
RAISING = {
    'instance': 'self.m.side_effect = exception.Boom()',
    'class': 'self.m.side_effect = exception.BoomError',
    'builtin': 'self.m.side_effect = ValueError',
    'words of something else': (
        "self.m.side_effect = ValueError('is not founded')"),
    'own class': 'self.m.side_effect = Own',
    'keyword': "self.m = mock.Mock(side_effect=exception.Boom('x'))",
    'configure': 'self.m.configure_mock(side_effect=exception.Boom())',
    'configure a child': (
        "self.m.configure_mock(**{'get.side_effect': exception.Boom()})"),
    'list': 'self.m.side_effect = [exception.Boom(), None]',
    'iterator': 'self.m.side_effect = iter([1, exception.Boom()])',
    'chained': (
        'self.m.side_effect = itertools.chain([exception.Boom()], [1])'),
    'repeated': 'self.m.side_effect = [exception.Boom()] * 3 + [1]',
    'function of the module': 'self.m.side_effect = boom',
    'lambda': 'self.m.side_effect = lambda: boom()',
    'lambda that throws': (
        'self.m.side_effect = lambda: (_ for _ in ()).throw(OSError())'),
    'callable instance': "self.stub_out('nova.x.y', Broken())",
    'stub': "self.stub_out('nova.x.y', boom)",
    'monkeypatch': "monkeypatch.setattr('nova.x.y', boom)",
    'mock_object': "self.mock_object(manager, 'run', boom)",
    'new': "mock.patch('nova.x.y', new=boom).start()",
    'either': 'self.m.side_effect = OSError() if self.old else IOError()',
    'factory': (
        'self.m.side_effect = make_libvirtError(virt.libvirtError, 1)'),
}
QUIET = {
    'a fake': 'self.m.side_effect = picky',
    'a value': 'self.m.side_effect = [1, 2]',
    'an instance': 'self.m.side_effect = Plain()',
    'nothing': 'self.m.side_effect = None',
    'the end of a loop': 'self.m.side_effect = [1, StopIteration]',
    'a flow that ends': 'self.m.side_effect = exception.LoopingCallDone()',
    'a skip': 'self.m.side_effect = exception.SkipIt()',
    'an alarm': "self.m.side_effect = AssertionError('called')",
    'an alarm in words': (
        "self.m.side_effect = RuntimeError('should not be called')"),
    'a look-up miss': 'self.m.side_effect = exception.ThingNotFound()',
    'a missing file': 'self.m.side_effect = OSError(errno.ENOENT, "x")',
    'a miss by its code': 'self.m.side_effect = HTTPError(404)',
    'a miss in words': "self.m.side_effect = Exception('bank not found')",
    'for a helper': 'self._helper(side_effect=exception.Boom())',
    'itself': 'again = again\n        self.m.side_effect = again',
}


def _test(*body: str, head: str = HEAD) -> str:
    return head + '\n    def test_it(self):\n' + ''.join(
        f'        {line}\n' for line in body)


@pytest.mark.parametrize('line', RAISING.values(), ids=RAISING)
def test_raising(line: str) -> None:
    """Every way to make a mock raise is seen."""
    code = _test(line, 'self.run()', 'self.assertEqual(1, self.state)')
    place = code[:code.index(line)].count('\n') + 1
    assert linted.lines(code, *CODES, path=PATH) == [place]


@pytest.mark.parametrize('line', QUIET.values(), ids=QUIET)
def test_not_a_failure(line: str) -> None:
    """Values, fakes, alarms, ends of loops and misses are no failures."""
    code = _test(line, 'self.run()', 'self.assertEqual(1, self.state)')
    assert linted.report(code, 'NVN201', path=PATH) == []


ARM = 'self.m.side_effect = exception.Boom()'
ENDS = {
    'handled': ('NVN201', 'self.assertEqual(1, self.state)'),
    'a bare assert': ('NVN201', 'assert self.state'),
    'another mock': ('NVN201', 'self.other.assert_called_once_with()'),
    'called again': ('NVN201', 'self.assertEqual(2, self.m.call_count)'),
    'waited for': ('NVN201', "self._wait_for_state('ERROR')"),
    'nothing': ('NVN203', 'pass'),
    'only the raising mock': ('NVN203', 'self.m.assert_called_once_with()'),
    'only that it was called': ('NVN203', 'self.assertTrue(self.m.called)'),
    'unknown helper': ('NVN201', 'self.must_be_fine()'),
    'assertRaises': ('NVN202', 'self.assertRaises(exception.E, self.go)'),
    'translated': ('NVN202', 'self.assertRaisesRegex(Other, "x", self.go)'),
    'context': ('NVN202', 'with testtools.ExpectedException(X): self.go()'),
    'refused': ('NVN202', 'self.assertEqual(409, response.status_int)'),
    'refused by name': (
        'NVN202', 'self.assertEqual(HTTPStatus.CONFLICT, r.status_code)'),
    'refusal expected': ('NVN202', "self.get('/x', expect_errors=True)"),
    'refused, pytest': ('NVN202', 'assert r.status_code == 500'),
    'exit code': ('NVN202', 'self.assertEqual(3, self.commands.purge())'),
    'caught': (
        'NVN202',
        'try: self.go(); self.fail()\n        except exception.E: pass'),
    'guard': (None, 'self.m.assert_not_called()'),
    'a guard in one step only': (
        'NVN201',
        'self.m.assert_not_called()\n        self.go()\n'
        '        self.m.assert_called_once_with()\n'
        '        self.assertEqual(1, self.state)'),
    'guard by count': (None, 'self.assertEqual(0, self.m.call_count)'),
    'assertLogs': (None, 'with self.assertLogs("x"): self.go()'),
    'stored log': (None, 'self.assertIn("x", self.stdlog.logger.output)'),
    'patched logger': (None, 'manager.LOG.error.assert_called_once()'),
    'patched in setUp': (None, 'self.mock_audit.error.assert_called_once()'),
    'patched by with': (
        None,
        'with mock.patch.object(manager.LOG, "info") as a: self.go()\n'
        '        self.assertTrue(a.called)'),
    'a method of the log under a name': (
        None,
        'with mock.patch("nova.manager.LOG") as a: self.go()\n'
        '        told = a.exception\n'
        '        self.assertIn("x", told.call_args_list[0][0][0])'),
    'a method of a log that is patched elsewhere, under a name': (
        None,
        'told = manager.LOG.exception\n'
        '        told.assert_called_once_with("x")'),
    'a method of another mock under a name': (
        'NVN201',
        'with mock.patch.object(manager, "LOG") as a: self.go()\n'
        '        told = self.other.exception\n'
        '        self.assertIn("x", told.call_args_list[0][0][0])'),
    'a name that only looks so': (
        'NVN201', 'self.mock_login.assert_called_once()'),
    'a log that is only silenced': (
        'NVN201',
        'with mock.patch.object(manager, "LOG") as a: self.go()\n'
        '        self.assertEqual(1, self.state)'),
}


@pytest.mark.parametrize('code, line', ENDS.values(), ids=ENDS)
def test_ends(code: str | None, line: str) -> None:
    """Each way a failure ends has its one code, or none."""
    text = _test(ARM, 'manager.run()', line)
    place = text[:text.index(ARM)].count('\n') + 1
    found = linted.report(text, *CODES, path=PATH)
    assert [report.partition(' ')[0] for report in found] == (
        [f'{place}:9'] if code else [])
    assert all(f' {code} ' in report for report in found)


@pytest.mark.parametrize('codes, lines', [
    (['NVN202'], ('    self.m.side_effect = exception.Boom()',
                  '    manager.run()')),
    ([], ('    manager.run()', 'self.m.side_effect = exception.Boom()',
          'manager.run()')),
], ids=['inside', 'behind'])
def test_an_error_that_is_mocked_where_it_is_expected(
    codes: list[str], lines: tuple[str, ...],
) -> None:
    """The whole block expects it, and nothing behind the block does."""
    text = _test('with testtools.ExpectedException(ValueError):', *lines)
    found = linted.report(text, *CODES, path=PATH)
    assert [report.split()[1] for report in found] == codes


def test_texts() -> None:
    """A finding names the target, the error and what to do."""
    code = HEAD + '''
    @mock.patch('nova.virt.fake.FakeDriver.reboot')
    def test_it(self, mock_reboot):
        mock_reboot.return_value.get.side_effect = exception.Boom()
        self.run()
        self.assertEqual(1, self.state)
'''
    assert linted.report(code, *CODES, path=PATH) == [
        '44:9 NVN201 test makes FakeDriver.reboot.get raise '
        'exception.Boom but checks no log, and what handles it cannot be '
        'seen; use self.assertLogs']


def test_decorators_fill_parameters() -> None:
    """The log's mock is known by what is patched, not by its name."""
    code = HEAD + '''
    @mock.patch.object(manager, 'LOG')
    @mock.patch.object(manager, 'run', side_effect=exception.Boom())
    def test_logged(self, first, second):
        self.run()
        second.error.assert_called_once()

    @mock.patch.object(manager, 'LOG')
    @mock.patch.object(manager, 'run', side_effect=exception.Boom())  # here
    def test_not_logged(self, first, second):
        self.run()
        self.assertEqual(1, self.state)
'''
    place = code[:code.index('# here')].count('\n') + 1
    assert linted.lines(code, *CODES, path=PATH) == [place]


def test_helpers() -> None:
    """An error handed to a helper is reported there, with its callers."""
    code = HEAD + '''
    def _run_it(self, error):
        self.m.side_effect = error  # here
        self.run()
        self.assertEqual(1, self.state)

    def _run_logged(self, error):
        self.m.side_effect = error
        self.run()
        self.assertEqual(1, self.state)

    def _break(self):
        self.m.side_effect = exception.Boom()

    def test_one(self):
        self._run_it(exception.Boom())

    def test_two(self):
        with self.assertLogs('nova'):
            self._run_logged(exception.Boom())
'''
    place = code[:code.index('# here')].count('\n') + 1
    assert linted.lines(code, *CODES, path=PATH) == [place]


def test_notifications() -> None:
    """A failure event has to be awaited where events are awaited at all."""
    wait = "self.notifier.wait_for_versioned_notifications('{}')"
    start = _test(ARM, wait.format('instance.rebuild.start')) + (
        "\n    def test_other(self):\n        see('instance.rebuild.error')\n")
    error = _test(ARM, wait.format('instance.rebuild.error'))
    end = _test(ARM, wait.format('instance.rebuild.end'))
    assert linted.lines(start, 'NVN205', path=PATH)
    assert not linted.lines(error, 'NVN205', path=PATH)
    assert not linted.lines(end, 'NVN205', path=PATH)
    verified = _test(ARM, wait.format('instance.rebuild.error'),
                     'self.assertEqual(1, len(self.versioned_notifications))')
    for code, told in ((error, 'but checks no log'), (
            verified, 'and checks its error notification but not the log; '
                      'use self.assertLogs')):
        assert told in linted.report(code, 'NVN201', path=PATH)[0]


def test_options() -> None:
    """Helpers, loggers and files that only the project knows."""
    code = _test(ARM, 'self.run()', 'self.journal_ok()')
    assert linted.lines(code, *CODES, path=PATH)
    assert not linted.lines(
        code, *CODES, path=PATH, nvn_log_assertions=('journal_ok',))
    chatty = _test(ARM, 'self.journal.error.assert_called_once()')
    assert linted.lines(chatty, *CODES, path=PATH)
    assert not linted.lines(
        chatty, *CODES, path=PATH, nvn_loggers=('journal',))
    silent = _test(ARM, 'manager.run()', 'tell(1)')
    assert 'NVN203' in linted.report(silent, *CODES, path=PATH)[0]
    assert 'NVN201' in linted.report(
        silent, *CODES, path=PATH, nvn_outcome_assertions=('tell',))[0]
    assert not linted.lines(code, *CODES, path='nova/specs/it.py')
    assert linted.lines(
        code, *CODES, path='nova/specs/it.py', nvn_test_files=('specs',))


@pytest.mark.parametrize('name', ['setUp', '_setup_mocks', '_stub_it'])
def test_setting_up(name: str) -> None:
    """What only prepares is judged where it is used."""
    code = HEAD + f'''
class Other(test.TestCase):
    def {name}(self):
        self.m.side_effect = exception.Boom()
        self.assertTrue(self.ready)
'''
    assert not linted.lines(code, *CODES, path=PATH)


def test_propagated_errors_are_judged_one_by_one() -> None:
    """A test that looks at the log excuses none that comes after it."""
    code = '''\
from unittest import mock

from nova import exception
from nova import test


class TestReboot(test.TestCase):

    @mock.patch('nova.compute.manager.LOG')
    @mock.patch('nova.virt.fake.FakeDriver.reboot',
                side_effect=exception.RebootFailed())
    def test_reboot_error(self, mock_reboot, mock_log):
        self.assertRaises(
            exception.RebootFailed, self.compute.reboot_instance,
            self.context, self.instance)
        mock_log.error.assert_called_once_with('x')

    @mock.patch('nova.virt.fake.FakeDriver.resize',
                side_effect=exception.ResizeFailed())
    def test_resize_error(self, mock_resize):
        self.assertRaises(
            exception.ResizeFailed, self.compute.resize_instance,
            self.context, self.instance)
'''
    found = linted.lines(code, 'NVN202', path='nova/tests/unit/test_x.py')
    assert found == [19]
