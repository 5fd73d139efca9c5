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

import pathlib

import pytest

from tests import cases
from tests.error_paths import mocking
from tests import linted

CODES = ('NVN201', 'NVN202', 'NVN203', 'NVN205', 'NVN206')
PATH = mocking.PATH

HEAD = mocking.IMPORTS + mocking.CASE


def _test(*body: str) -> str:
    return HEAD + '\n    def test_it(self):\n' + ''.join(
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


@pytest.mark.parametrize('verified, said', [
    (False, 'but checks no log'),
    (True, 'and checks its error notification but not the log; use '
           'self.assertLogs')])
def test_notifications(verified: bool, said: str) -> None:
    """Whoever looks at the event is told what is left to look at."""
    code = _test(
        ARM, "self.wait_for_versioned_notifications('instance.boot.error')",
        *(['self.assertEqual(1, len(self.versioned_notifications))']
          if verified else []))
    assert said in linted.report(code, 'NVN201', path=PATH)[0]


@pytest.mark.parametrize('case', cases.of_file(
    pathlib.Path(__file__).with_name('cases') / 'mocked.txt'), ids=str)
def test_marked_lines(case: cases.Case) -> None:
    """Each code is reported on exactly the marked lines."""
    text = mocking.read(case.text()).text
    assert {code: linted.lines(text, code, path=PATH) for code in CODES} == {
        code: linted.marked(text, code) for code in CODES}


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
