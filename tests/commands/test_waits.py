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

"""``nvn waits``: every wait, and what each test may wait for."""

import json
import os
import pathlib
import re
import textwrap

import pytest

from flake8_nova_notifications.commands.waits import budgets
from flake8_nova_notifications.commands.waits.command import main
from tests import browser
from tests import checkout
from tests import linted

MODULES = {
    'app/__init__.py': '',
    'app/tests/__init__.py': '',
    'app/tests/fixtures.py': '''\
        class Notifier:
            def wait_for_event(self, event, timeout=10):
                self.waiter.wait(event, timeout)
    ''',
    'app/tests/helpers.py': '''\
        import time

        class Mixin:
            def _wait_for(self, server, max_retries=10):
                for _ in range(max_retries):
                    server = self.api.get_server(server['id'])
                    if server['status'] == 'ACTIVE':
                        return server
                    time.sleep(0.5)
                self.fail('server is %s' % server)

            def _boot(self):
                return self._wait_for(self.api.post_server())

            def _wait_for_state(self, state, tries=10, pause=0.5):
                count = 0
                while self.api.get_state() != state:
                    count += 1
                    if count == tries:
                        self.fail('no %s' % state)
                    time.sleep(pause)

            def _wait_until_gone(self):
                deadline = time.monotonic() + 30
                while time.monotonic() < deadline:
                    if not self.api.get_servers():
                        return
                    time.sleep(1)
                self.fail('not gone')
    ''',
    'app/tests/functional/__init__.py': '',
    'app/tests/functional/test_boot.py': '''\
        import time
        from app.tests import helpers
        from app.tests import fixtures

        class TestBoot(helpers.Mixin):
            def setUp(self):
                self.notifier = self.useFixture(fixtures.Notifier())
                self._boot()

            def test_boot(self):
                self._wait_for(self._boot(), max_retries=60)
                self._wait_until_gone()
                self.notifier.wait_for_event('boot')

            def test_given(self):
                self._wait_for(1, 20)
                self._wait_for(1, max_retries=self.retries)

            def test_nothing(self):
                self._wait_for(1)

            def test_states(self):
                self._wait_for_state('ACTIVE')
                self._wait_for_state('ACTIVE', tries=21)
                self._wait_for_state('ACTIVE', 3)
                self._wait_for_state('ACTIVE', 3, 10)
                self._wait_for_state('ACTIVE', pause=self.pause)

            def test_local(self):
                while not self.api.is_up():
                    time.sleep(1)
    ''',
    'tox.ini': '[testenv]\nsetenv =\n    OS_TEST_TIMEOUT=60\n',
    'app/tests/functional/broken.py': 'def (:\n',
}
TABLE = '''\
TESTS BY WHAT THEIR WAITS MAY TAKE
80 s ABOVE THE LIMIT: TestBoot.test_boot, 5 waits \
(app/tests/functional/test_boot.py:10)
20.5 s: TestBoot.test_states, 6 waits, 2 of unknown length \
(app/tests/functional/test_boot.py:22)
15 s: TestBoot.test_given, 3 waits, 1 of unknown length \
(app/tests/functional/test_boot.py:15)
10 s: TestBoot.test_nothing, 2 waits (app/tests/functional/test_boot.py:19)
5 s: TestBoot.test_local, 2 waits, 1 of unknown length \
(app/tests/functional/test_boot.py:29)

WAITS, THE SHORTEST BUDGET FIRST
4.5 s by default (tries): Mixin._wait_for_state; polls get_state(); bound: \
count; pause: 0.5 s; then: self.fail('no %s' % state); 1 tests, called by \
test_states (app/tests/helpers.py:17)
5 s by default (max_retries): Mixin._wait_for; polls get_server(); bound: \
count; pause: 0.5 s; then: self.fail('server is %s' % server); 5 tests, \
called by _boot, test_boot, test_given, test_nothing \
(app/tests/helpers.py:5)
10 s by default (timeout): Notifier.wait_for_event; bound: timeout; 1 \
tests, called by test_boot (app/tests/fixtures.py:2)
30 s: Mixin._wait_until_gone; polls get_servers(); bound: deadline; pause: \
1 s; then: self.fail('not gone'); 1 tests, called by test_boot \
(app/tests/helpers.py:25)
no limit: TestBoot.test_local; polls is_up(); bound: none; pause: 1 s; 1 \
tests, called by test_local (app/tests/functional/test_boot.py:30)

5 waits; 5 tests wait, at most 15 s in the median and 130.5 s together; 1 \
may take longer than 60 s
'''

FAULTY = '''\
TESTS BY WHAT THEIR WAITS MAY TAKE
25 s: NotificationSampleTestCase.test_stop_server, 1 waits \
(stargazer/tests/functional/test_notification_samples.py:42)

WAITS, THE SHORTEST BUDGET FIRST
10 s: ServerWaitMixin._wait_for_migration; polls get_newest_migration(); \
bound: count; pause: 0.5 s; then: goes on as if it held \
(stargazer/tests/functional/helpers.py:52)
10.1 s: ServerWaitMixin._wait_for_log_line; polls \
self.stdlog.logger.output; bound: count; pause: 0.1 s; then: self.fail('The \
line "%(log_line)s" did not appear') \
(stargazer/tests/functional/helpers.py:45)
25 s: ServerWaitMixin._wait_for_status; polls get_server(); bound: count; \
pause: 0.5 s; then: self.fail('The server did not reach the expected \
status'); 1 tests, called by test_stop_server \
(stargazer/tests/functional/helpers.py:24)
29 s: ServerWaitMixin._wait_for_volume_swap; polls get_server_volumes(); \
bound: count; pause: 1 s; then: self.fail('Volume %s was not swapped' % \
old_id) (stargazer/tests/functional/helpers.py:33)
30 s: Calibrator.take_flat; polls is_open(); bound: count; pause: 3 s; \
then: logs and goes on as if it held \
(stargazer/conductor/calibration.py:47)
30 s: ScopeDriver._wait_until_settled; polls get_jitter(); bound: count; \
pause: 0.5 s; then: goes on as if it held (stargazer/scope/driver.py:37)
unknown by default (timeout): wait_for_first_light; polls \
get_newest_frame(); bound: deadline; pause: 2 s; then: raise \
RuntimeError('No good frame in %d seconds; the newest is %s, quality %s' % \
(timeout, frame ... (stargazer/cmd/first_light.py:28)
CONF.calibration.timeout: Calibrator.wait_for_frame; polls get_frame(); \
bound: count; pause: 1 s; then: raise \
exception.CalibrationTimeout(frame_id=frame_id) \
(stargazer/conductor/calibration.py:37)
unknown: Calibrator.close_dome; polls is_closed(); bound: deadline; pause: \
pause s, growing; then: forces the condition \
(stargazer/conductor/calibration.py:61)
no limit: ScopeDriver.open_shutter; polls get_shutter_state(); bound: none; \
pause: 0.2 s (stargazer/scope/driver.py:46)
no limit: ScopeDriver.park; polls _check_parked(); bound: none; pause: 1 s \
(stargazer/scope/driver.py:59)
no limit: ServerWaitMixin._wait_until_deleted; polls get_server(); bound: \
none; pause: 0.5 s (stargazer/tests/functional/helpers.py:59)

12 waits; 1 tests wait, at most 25 s in the median and 25 s together
'''


@pytest.fixture
def project(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> pathlib.Path:
    """A small project, with the working directory in it."""
    linted.write(tmp_path, MODULES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_table(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Through helpers, arguments, base classes, fixtures and setUp."""
    assert main(['app']) == 1
    told = capsys.readouterr()
    assert told.out == TABLE
    assert told.err == (
        'error: app/tests/functional/broken.py is left out: invalid syntax '
        '(<unknown>, line 1)\n')
    monkeypatch.setenv('COLUMNS', '70')
    monkeypatch.setattr('sys.stdout.isatty', lambda: True, raising=False)
    assert main(['app']) == 1
    folded = capsys.readouterr().out
    assert max(map(len, folded.splitlines())) <= 70
    assert ' '.join(folded.split()) == ' '.join(TABLE.split())


def test_examples_tree(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Waits of services and of tests, in all their bounds."""
    monkeypatch.chdir(checkout.ROOT / 'examples' / 'faulty')
    assert main(['.']) == 0
    assert capsys.readouterr().out == FAULTY


def test_part_of_a_tree(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """Helpers beside the path are followed, and not listed."""
    assert main(['app/tests/functional/test_boot.py', '--limit', '100']) == 0
    told = capsys.readouterr().out
    assert '\n80 s: TestBoot.test_boot, 5 waits' in told
    assert 'WAITS, THE SHORTEST BUDGET FIRST\nno limit: TestBoot' in told


def test_json(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """The form is part of the interface."""
    assert main(['app', '--format', 'json', '--limit=100']) == 0
    told = json.loads(capsys.readouterr().out)
    assert sorted(told) == [
        'limit', 'median', 'schema_version', 'sum', 'tests', 'waits']
    assert (told['schema_version'], told['limit']) == (1, 100)
    assert told['tests'][0] == {
        'file': 'app/tests/functional/test_boot.py', 'line': 10,
        'name': 'TestBoot.test_boot', 'waits': 5, 'seconds': 80.0,
        'unknown': 0}
    first, second = told['waits'][:2]
    assert (first['parameter'], first['each'], first['base']) == (
        'tries', 0.5, -0.5)
    assert first['others'] == ['pause']
    assert second == {
        'file': 'app/tests/helpers.py', 'line': 5,
        'function': 'Mixin._wait_for', 'polls': 'get_server()',
        'bound': 'count', 'limit': 'max_retries', 'pause': '0.5 s',
        'grows': False, 'seconds': 5.0, 'parameter': 'max_retries',
        'each': 0.5, 'base': 0.0, 'others': [],
        'says': "self.fail('server is %s' % server)",
        'callers': ['_boot', 'test_boot', 'test_given', 'test_nothing'],
        'tests': 5}


@pytest.mark.parametrize('before, loop, pause, said', [
    ('start = time.time()', 'while time.time() - start < 30', '1',
     ('deadline', 30, '', 0.0)),
    ('start = time.time()', 'while 30 > time.time() - start', '1',
     ('deadline', 30, '', 0.0)),
    ('end = time.time() + 30', 'while self.on and time.time() < end', '1',
     ('deadline', 30, '', 0.0)),
    ('end = 30 + time.time()', 'while not time.time() > end', '1',
     ('deadline', 30, '', 0.0)),
    ('end = time.time() + limit', 'while time.time() < end', '1',
     ('deadline', 7, 'limit', 1.0)),
    ('end = later(30)', 'while time.time() < end', '1',
     ('deadline', None, '', 0.0)),
    ('start = time.time()', 'while time.time() - start < time.time() - a',
     '1', ('deadline', None, '', 0.0)),
    ('pass', 'for n in range(limit)', '2', ('count', 14, 'limit', 2.0)),
    # Of each poll more than of the one before, and nobody knows how much.
    ('pass', 'for n in range(limit)', 'n', ('count', 21, 'limit', 0.0)),
    ('pass', 'for n in range(limit)', 'a', ('count', None, '', 0.0)),
])
def test_budgets(
    before: str, loop: str, pause: str, said: tuple[object, ...],
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """By a deadline in any form, or by polls and pauses."""
    path = tmp_path / 'test_it.py'
    path.write_text(f'''\
import time
class TestIt:
    def test_it(self, limit=7):
        {before}
        {loop}:
            if self.api.is_up():
                return
            time.sleep({pause})
''')
    assert main([str(path), '--format=json']) == 0
    wait, = json.loads(capsys.readouterr().out)['waits']
    assert (wait['bound'], wait['seconds'], wait['parameter'],
            wait['each']) == said


OTHERS = {
    'app/tests/test_other.py': '''\
        import time
        from app import latest
        from app.tests import fixtures

        def wait_up(api, tries=4):
            for _ in range(tries):
                if api.is_up():
                    return
                time.sleep(1)

        class TestOther:
            def test_function(self):
                wait_up(self.api)
                wait_up(self.api, 6)
                latest.wait_up(self.api)
                gone(self.api)

            def test_methods_of_one_name(self):
                self.one.wait_for_it()
                self.one.wait_for_that()

            def test_nested(self):
                def wait(api, tries=3):
                    for _ in range(tries):
                        if api.is_up():
                            return
                        time.sleep(1)
                self.api.run(wait)

        class Two:
            def wait_for_it(self, timeout=10):
                self.go(timeout)
            def wait_for_that(self, timeout=10):
                self.go(timeout)

        class Three:
            def wait_for_it(self, timeout=10):
                self.go(timeout)
            def wait_for_that(self, timeout=20):
                self.go(timeout)
    ''',
    'app/tests/test_beside.py': '''\
        from app.tests import test_other

        class TestBeside(test_other.TestOther):
            def test_here(self):
                test_other.wait_up(self.api)
    ''',
    'app/latest.py': '''\
        import time
        def wait_up(api):
            for _ in range(9):
                if api.is_up():
                    return
                time.sleep(1)
    ''',
}


def test_functions_and_methods_of_others(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """Functions of test modules count, those of services do not."""
    linted.write(project, OTHERS)
    for path, wanted in (
            ('app/tests/test_other.py', {
                'TestOther.test_function': (2, 10.0),
                'TestOther.test_methods_of_one_name': (1, 10.0),
                'TestOther.test_nested': (1, 3.0)}),
            # What is read beside it is not reported.
            ('app/tests/test_beside.py', {'TestBeside.test_here': (1, 4.0)})):
        main([path, '--format', 'json'])
        assert {test['name']: (test['waits'], test['seconds']) for test in
                json.loads(capsys.readouterr().out)['tests']} == wanted


def test_calls_without_end(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So many calls of a test are followed, and no more."""
    monkeypatch.setattr(budgets, 'MAX_CALLS', 2)
    main(['app', '--format', 'json'])
    # Of setUp the first two calls, which wait for nothing.
    assert [(test['name'], test['waits']) for test in json.loads(
        capsys.readouterr().out)['tests']] == [('TestBoot.test_local', 1)]


def test_page_of_little(tmp_path: pathlib.Path) -> None:
    """No limit, one giant, no test at all."""
    path, page = tmp_path / 'test_it.py', tmp_path / 'page.html'
    path.write_text('import time\n')
    assert main([str(path), '--html', str(page)]) == 0
    assert '<p>No test waits.</p>' in page.read_text()
    assert '<p>No wait of a known length is used by a test.</p>' in (
        page.read_text())
    path.write_text(textwrap.dedent('''
        import time
        class TestIt:
            def test_it(self):
                for _ in range(90):
                    if self.api.is_up():
                        return
                    time.sleep(1)
    '''))
    for limit, said in (
            ([], 'take 90 s.'), (['--limit', '60'], 'take 90 s.'),
            (['--limit', '9'], 'take 90 s; only 18 s of it are drawn.')):
        main([str(path), '--html', str(page), *limit])
        assert said in page.read_text()
        assert ('limit of the runner' in page.read_text()) == bool(limit)


@pytest.mark.parametrize('width', [1280, 400])
def test_page(width: int, project: pathlib.Path) -> None:
    """The picture has a bar a test; nothing is cut off in a browser."""
    assert main(['app', '--html', 'page.html']) == 1
    text = (project / 'page.html').read_text(encoding='utf-8')
    assert text.count('<rect class="above"') == 1
    assert text.count('<rect class="bar"') == 4
    assert 'limit of the runner, 60 s' in text
    assert '5 tests, the longest first; that one may take 80 s.' in text
    assert not re.search(r'(?:src|href)=', text)
    assert browser.said(project / 'page.html', width) == (
        'What tests may wait for; true')


@pytest.mark.parametrize('name, text, limit', [
    ('tox.ini', '[testenv]\nsetenv = OS_TEST_TIMEOUT={env:OS_TEST_TIMEOUT:70}',
     70), ('.stestr.conf', 'OS_TEST_TIMEOUT=${OS_TEST_TIMEOUT:-90}', 90),
    # Test bases take it for no limit.
    ('tox.ini', 'OS_TEST_TIMEOUT=0', None), ('tox.ini', '', None),
    # It is not UTF-8.
    ('tox.ini', '# \udcff\nOS_TEST_TIMEOUT=70', None)])
def test_limit(
    name: str, text: str, limit: float | None, project: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From the file that the runner is configured in."""
    (project / 'tox.ini').unlink()
    (project / name).write_bytes(text.encode(errors='surrogateescape'))
    main(['app', '--format', 'json'])
    assert json.loads(capsys.readouterr().out)['limit'] == limit


def test_limit_of_a_pipe(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing waits for a pipe that is called like a configuration."""
    (project / 'tox.ini').unlink()
    os.mkfifo(project / 'tox.ini')
    assert main(['app', '--format', 'json']) == 0
    assert json.loads(capsys.readouterr().out)['limit'] is None


def test_near_the_limit(
    project: pathlib.Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """What the polls take is not counted, so that is worth a word."""
    for limit, mark in ((79, ' ABOVE THE LIMIT'), (80, ' NEAR THE LIMIT'),
                        (88, ' NEAR THE LIMIT'), (89, '')):
        assert main(['app', '--limit', str(limit)]) == (limit < 80)
        assert f'\n80 s{mark}: TestBoot.test_boot, 5 waits' in (
            capsys.readouterr().out)


@pytest.mark.parametrize('arguments, said', [
    (['nosuch'], 'error: nosuch does not exist\n'),
    (['app', '--html', 'nosuch/a.html'], 'nosuch/a.html'),
    (['app', '--limit', '0'], '0 is no time to wait for'),
    (['app', '--limit', 'nan'], 'nan is no time to wait for')])
def test_mistakes(
    arguments: list[str], said: str, project: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """They are named, with status 2."""
    try:
        assert main(arguments) == 2
    except SystemExit as error:
        assert error.code == 2
    assert said in capsys.readouterr().err
