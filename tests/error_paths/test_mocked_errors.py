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

from tests.error_paths import mocking
from tests import linted

CODES = ('NVN201', 'NVN202', 'NVN203', 'NVN205', 'NVN206')
PATH = mocking.PATH

HEAD = mocking.IMPORTS + mocking.CASE


def _test(*body: str, head: str = HEAD) -> str:
    return head + '\n    def test_it(self):\n' + ''.join(
        f'        {line}\n' for line in body)


ARM = 'self.m.side_effect = exception.Boom()'


@pytest.mark.parametrize('code, line', [
    ('NVN201', 'self.assertEqual(1, self.state)'),
    ('NVN202', 'self.assertRaises(exception.E, self.go)'),
    ('NVN203', 'self.m.assert_called_once_with()'),
    ('', 'self.m.assert_not_called()'),
    ('', 'with self.assertLogs("x"): self.go()'),
])
def test_ends(code: str, line: str) -> None:
    """Each way a failure ends has its one code, or none."""
    text = _test(ARM, 'manager.run()', line)
    place = text[:text.index(ARM)].count('\n') + 1
    found = [report.split()[:2] for report in linted.report(
        text, *CODES, path=PATH)]
    assert found == ([[f'{place}:9', code]] if code else [])


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


@pytest.mark.parametrize('error, said', [
    ('exception.Boom()', 'exception.Boom'),
    # Of 24 letters, and of one more.
    ('a.module.exceptions.Boom()', 'a.module.exceptions.Boom'),
    ('my.module.exceptions.Boom()', 'Boom')])
def test_texts(error: str, said: str) -> None:
    """A finding names the target, the error and what to do."""
    code = HEAD + f'''
    @mock.patch('nova.virt.fake.FakeDriver.reboot')
    def test_it(self, mock_reboot):
        mock_reboot.return_value.get.side_effect = {error}
        self.run()
        self.assertEqual(1, self.state)
'''
    assert linted.report(code, 'NVN201', path=PATH) == [
        f'93:9 NVN201 test makes FakeDriver.reboot.get raise {said} but '
        'checks no log, and what handles it cannot be seen; use '
        'self.assertLogs']


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
