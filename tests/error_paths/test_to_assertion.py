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

"""NVN201's fix: what is written, what is refused, and that it holds."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

from flake8_nova_notifications.rules.error_paths.fixes import assertion_text
from flake8_nova_notifications.rules.error_paths.fixes.logged import shortened
from flake8_nova_notifications.rules.error_paths.fixes.logged import words
from flake8_nova_notifications.rules.error_paths.search import entries
from tests import cases
from tests.error_paths import small_project
from tests import linted


@pytest.fixture(scope='module')
def project(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The folder of a project whose handlers log."""
    folder = tmp_path_factory.mktemp('small')
    small_project.written(folder)
    return folder


# Lines that are written begin with ``+``, those that go with ``-``.
WRITTEN = {
    'the parameter of a decorator': '''\
 class TestManager(unittest.TestCase):
     @mock.patch.object(manager, 'LOG')
     @mock.patch.object(manager.Driver, 'boot')
     def test_boot_error(self, mock_boot, log):
         mock_boot.side_effect = exception.Problem()
         cut = manager.Manager()
         cut.boot('a')
         self.assertEqual('error', cut.state)
+        self.assertIn('Failed to boot', str(log.exception.call_args_list))
''',
    'a with statement': '''\
 class TestManager(unittest.TestCase):
     @mock.patch.object(manager.Driver, 'stop')
     def test_stop_error(self, mock_stop):
         mock_stop.side_effect = exception.Problem()
         cut = manager.Manager()
         with mock.patch('p.manager.LOG') as journal:
             cut.stop('a')
         self.assertEqual('error', cut.state)
+        journal.error.assert_called()
''',
    'one method of the logger, and a quote': '''\
 class TestManager(unittest.TestCase):
     @mock.patch.object(manager.Driver, 'move')
     @mock.patch('p.manager.LOG.warning')
     @mock.patch('p.manager.LOG.info')
     def test_move_error(self, mock_info, mock_warning, mock_move):
         mock_move.side_effect = exception.Problem()
         cut = manager.Manager()
         cut.move('a')
         self.assertEqual('error', cut.state)  # as ever
+        self.assertIn('possible to', str(mock_warning.call_args_list))
''',
    'a mock that setUp keeps': '''\
 class TestManager(unittest.TestCase):
     def setUp(self):
         super().setUp()
         other = mock.patch('p.manager.Driver.find')
         other.start()
         patcher = mock.patch('p.manager.LOG')
         self.log = patcher.start()
         self.addCleanup(mock.patch.stopall)

     @mock.patch.object(manager.Driver, 'wipe')
     def test_wipe_error(self, mock_wipe):
         mock_wipe.side_effect = exception.Problem()
         cut = manager.Manager()
         cut.wipe('a')
         self.assertEqual('error', cut.state)
+        self.assertIn(
+            'was not wiped in time', str(self.log.warn.call_args_list))
''',
    'pytest, the parameter of a decorator': '''\
 @mock.patch.object(manager, 'LOG')
 @mock.patch.object(manager.Driver, 'boot')
 def test_boot_error(mock_boot, log):
     mock_boot.side_effect = exception.Problem()
     cut = manager.Manager()
     cut.boot('a')
     assert cut.state == 'error'
+    assert 'Failed to boot' in str(log.exception.call_args_list)
''',
    'one of two messages, and a logger that is called otherwise': '''\
 class TestManager(base.TestCase):
     @mock.patch.object(manager.Driver, 'mark')
     def test_mark_error(self, mock_mark):
         mock_mark.side_effect = exception.Problem()
         cut = manager.Manager()
-        cut.mark('a')
+        with self.assertLogs('p.audit', level='ERROR'):
+            cut.mark('a')
         self.assertEqual('error', cut.state)
''',
    'pytest, without parameters': '''\
-def test_boot_error():
+def test_boot_error(caplog):
     cut = manager.Manager()
     with mock.patch.object(
             manager.Driver, 'boot', side_effect=exception.Problem()):
         cut.boot('a')
     assert cut.state == 'error'
+    assert 'Failed to boot' in caplog.text
''',
    'pytest, with parameters': '''\
 @pytest.mark.parametrize('disk', ['a', 'b'])
 @mock.patch.object(manager.Driver, 'stop')
-def test_stop_error(mock_stop, disk, tmp_path):
+def test_stop_error(mock_stop, disk, tmp_path, caplog):
     mock_stop.side_effect = exception.Problem()
     cut = manager.Manager()
     cut.stop(disk)
     assert cut.state == 'error'
+    assert 'ERROR' in [record.levelname for record in caplog.records]
''',
    'pytest, a class with caplog': '''\
 class TestManager:
     @mock.patch.object(manager.Driver, 'boot')
     def test_boot_error(self, mock_boot, caplog):
         mock_boot.side_effect = exception.Problem()
         cut = manager.Manager()
         cut.boot('a')
         assert cut.state == 'error'
+        assert 'Failed to boot' in caplog.text
''',
    "the fixture of the project's base class": '''\
 class TestManager(base.LoggedTestCase):
     @mock.patch.object(manager.Driver, 'move')
     def test_move_error(self, mock_move):
         mock_move.side_effect = exception.Problem()
         cut = manager.Manager()
         for disk in ('a', 'b'):
             cut.move(disk)
         self.assertEqual('error', cut.state)
+        self.assertIn("It wasn't possible to", self.stdlog.logger.output)
''',
    "the fixture of the base class of those who mix a class in": '''\
 class _Mixin:
     @mock.patch.object(manager.Driver, 'move')
     def test_move_error(self, mock_move):
         mock_move.side_effect = exception.Problem()
         cut = manager.Manager()
         cut.move('a')
         self.assertEqual('error', cut.state)
+        self.assertIn("It wasn't possible to", self.fake_logger.output)


 class TestManager(_Mixin, base.PlainlyLoggedTestCase):
     pass
''',
    'a message that is a value: its level alone, of the one call': '''\
 class TestManager(base.LoggedTestCase):
     @mock.patch.object(manager.Driver, 'stop')
     def test_stop_error(self, mock_stop):
         mock_stop.side_effect = exception.Problem()
         cut = manager.Manager()
-        cut.stop('a')
+        with self.assertLogs('p.manager', level='ERROR'):
+            cut.stop('a')
         self.assertEqual('error', cut.state)
''',
    'assertLogs': '''\
 class TestManager(base.TestCase):
     @mock.patch.object(manager.Driver, 'boot')
     def test_boot_error(self, mock_boot):
         mock_boot.side_effect = exception.Problem()
         cut = manager.Manager()
         # It is not raised.
-        cut.boot(
-            'a',  # the first
-        )
+        with self.assertLogs('p.manager', level='ERROR') as logs:
+            cut.boot(
+                'a',  # the first
+            )
+        self.assertIn('Failed to boot', '\\n'.join(logs.output))
         self.assertEqual('error', cut.state)
''',
    'assertLogs around an assertion, in a with statement': '''\
 class TestManager(base.TestCase):
     def test_wipe_error(self):
         logs = []
         cut = manager.Manager()
         with mock.patch.object(
                 cut.driver, 'wipe', side_effect=exception.Problem()):
-            self.assertIsNone(cut.wipe('a'))
+            with self.assertLogs('p.manager', level='WARNING') as caught:
+                self.assertIsNone(cut.wipe('a'))
+            self.assertIn('was not wiped in time', '\\n'.join(caught.output))
         self.assertEqual('error', cut.state)
         self.assertEqual([], logs)
''',
    'a helper of the test makes the call': '''\
 class TestManager(base.TestCase):
     def _boot(self):
         cut = manager.Manager()
         cut.boot('a')
         return cut.state

     def _prepare(self):
         return str(self) or self._prepare()

     @mock.patch('p.manager.Driver.boot')
     def test_boot_error(self, mock_boot):
         mock_boot.side_effect = exception.Problem()
         self._prepare()
-        state = self._boot()
+        with self.assertLogs('p.manager', level='ERROR') as logs:
+            state = self._boot()
+        self.assertIn('Failed to boot', '\\n'.join(logs.output))
         self.assertEqual('error', state)
''',
    'words that no other message has which is logged as well': '''\
 class TestManager(unittest.TestCase):
     @mock.patch.object(manager.Driver, 'find')
     @mock.patch.object(manager, 'LOG')
     def test_find_error(self, log, mock_find):
         mock_find.side_effect = exception.Problem()
         cut = manager.Manager()
         cut.find('a')
         self.assertEqual('error', cut.state)
+        self.assertIn('was lost', str(log.error.call_args_list))
''',
    'a class that others mix in': '''\
 class _Mixin:
     @mock.patch.object(manager.Driver, 'boot')
     def test_boot_error(self, mock_boot):
         mock_boot.side_effect = exception.Problem()
         cut = manager.Manager()
-        cut.boot('a')
+        with self.assertLogs('p.manager', level='ERROR') as logs:
+            cut.boot('a')
+        self.assertIn('Failed to boot', '\\n'.join(logs.output))
         assert cut.state == 'error'


 class TestManager(_Mixin, base.TestCase):
     pass
''',
}
each = pytest.mark.parametrize('diff', list(WRITTEN.values()), ids=WRITTEN)


def _sides(diff: str) -> tuple[str, str]:
    lines = diff.splitlines()
    return tuple(''.join(  # type: ignore[return-value]
        f'{line[1:]}\n' for line in lines if line[:1] != without)
        for without in '+-')


@each
def test_written(diff: str, project: pathlib.Path) -> None:
    """The text to the letter; then the code is gone, and nothing is new."""
    before, after = _sides(diff)
    assert small_project.fixed(project, before) == (after, [])
    assert small_project.lines(project, before)
    path = str(project / small_project.PATH)
    old, new = (
        {text.partition(' ')[2] for text in linted.report(
            small_project.IMPORTS + text, 'NVN', path=path, nvn_all=True)}
        for text in (before, after))
    assert not new - old
    assert not any(text.startswith('NVN201') for text in new)
    assert small_project.fixed(project, after) == (after, [])


def _run(folder: pathlib.Path) -> dict[str, str]:
    """How each test of the project ends."""
    environment = {**os.environ, 'PYTHONPATH': os.pathsep.join(
        (str(folder), *filter(None, sys.path)))}
    done = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-rA', '--tb=no',
         '-pno:cacheprovider', '-pno:xdist', '-pno:randomly', 'p'],
        cwd=folder, env=environment, capture_output=True, text=True,
        timeout=120)
    return {name: end for end, name in re.findall(
        r'^(PASSED|FAILED|ERROR) (\S+)', done.stdout, re.M)}


def test_it_holds_what_it_says(tmp_path: pathlib.Path) -> None:
    """What is written passes, and fails once the log calls are gone."""
    small_project.written(tmp_path)
    (tmp_path / 'testkit.py').write_text('')
    for number, diff in enumerate(WRITTEN.values()):
        new, _ = small_project.fixed(tmp_path, _sides(diff)[0])
        (tmp_path / f'p/tests/unit/test_{number}.py').write_text(
            small_project.IMPORTS + new)
    with_logs = _run(tmp_path)
    # One of them has two parameters.
    assert len(with_logs) == len(WRITTEN) + 1
    assert set(with_logs.values()) == {'PASSED'}
    path = tmp_path / 'p/manager.py'
    path.write_text(re.sub(
        r'(?m)(?<= )(?:LOG|AUDIT)\.\w+\(.*\)$', 'pass', path.read_text()))
    assert 'LOG.' not in path.read_text().replace('FAR_LOG.', '')
    without = _run(tmp_path)
    assert without.keys() == with_logs.keys()
    assert set(without.values()) == {'FAILED'}


HEAD = '''\
class TestManager(base.TestCase):
    @mock.patch.object(manager.Driver, 'boot')
    def test_boot_error(self, mock_boot):
        mock_boot.side_effect = exception.Problem()
        cut = manager.Manager()
'''
END = '''\
        self.assertEqual('error', cut.state)
'''


@pytest.mark.parametrize('case', cases.of_file(
    pathlib.Path(__file__).with_name('cases') / 'refused.txt'), ids=str)
def test_refused(case: cases.Case, project: pathlib.Path) -> None:
    """Nothing is written, and the reason is told."""
    before = case.text()
    assert small_project.fixed(project, before) == (
        before, [case.wanted or case.title])


@pytest.mark.parametrize('what, operation', [
    # What the method calls in turn is replaced.
    ('LOG.error', 'boot'), ('LOG.log', 'stop')])
def test_the_mock_may_take_it(
    what: str, operation: str, project: pathlib.Path,
) -> None:
    """Nobody knows whether the message arrives in the mock."""
    before = HEAD.replace('boot', operation).replace(
        '    @', f"    @mock.patch('p.manager.{what}', mock.Mock())\n    @", 1
    ) + f"        cut.{operation}('a')\n" + END
    assert small_project.fixed(project, before) == (
        before, ['the mock of the logger cannot be asked'])


@pytest.mark.parametrize('started, name', [
    ("self.log = mock.patch('p.manager.LOG').start()", 'self.log'),
    ("self.log = self.useFixture(testkit.MockPatch('p.manager.LOG')).mock",
     'self.log'),
    ("mock.patch.object(manager, 'LOG').start()", 'manager.LOG'),
    ("self.mock_object(manager, 'LOG', mock.Mock())", 'manager.LOG'),
    ("self.mock_object(manager, 'LOG', testkit.Journal())", ''),
    ("self.log = testkit.wrapped(mock.patch('p.manager.LOG').start())", '')])
def test_names_of_a_mock(
    started: str, name: str, project: pathlib.Path,
) -> None:
    """It is asked by the name that the test has for it."""
    before, _ = _sides(WRITTEN['a mock that setUp keeps'])
    old = 'self.log = patcher.start()'
    assert old in before
    new, refused = small_project.fixed(project, before.replace(
        "patcher = mock.patch('p.manager.LOG')", 'pass').replace(
            old, started))
    assert (f'str({name}.warn.call_args_list)' in new, refused) == (
        bool(name),
        [] if name else ['the mock of the logger cannot be asked'])


@pytest.mark.parametrize('length, found', [
    (entries.MAX_HELPERS, True), (entries.MAX_HELPERS + 1, False)])
def test_helpers_that_lead_to_the_log(
    length: int, found: bool, project: pathlib.Path,
) -> None:
    """The call is wrapped that leads to it through helpers of the test."""
    steps = ''.join(
        f'\n    def _step{n}(self, cut):\n        self._step{n + 1}(cut)\n'
        for n in range(length - 1))
    new, _ = small_project.fixed(project, (
        f"{HEAD}        self._step0(cut)\n{END}{steps}"
        f'\n    def _step{length - 1}(self, cut):\n'
        "        cut.boot('a')\n"))
    assert ('    self._step0(cut)\n        self.assertIn' in new) is found


def test_no_handler() -> None:
    """Where nobody knows what handles the error nothing is written."""
    _, refused = linted.fixed(
        'from unittest import mock\nimport elsewhere\n'
        'class TestIt(elsewhere.TestCase):\n'
        "    @mock.patch('elsewhere.run')\n"
        '    def test_it(self, run):\n'
        '        run.side_effect = elsewhere.Error()\n'
        '        elsewhere.go()\n'
        '        self.assertEqual(1, elsewhere.count)\n',
        'NVN201', path='p/tests/unit/test_it.py')
    assert refused == ['what handles the error cannot be seen']


@pytest.mark.parametrize('text, wanted', [
    ('Failed to boot %s: %s', 'Failed to boot'),
    ('Failed to boot %(disk)-5.2f now', 'Failed to boot'),
    ('%s is already mounted at %s', 'is already mounted at'),
    ('Volume %s does not exist. Ignoring.', 'does not exist. Ignoring.'),
    ('{0!r:>5} was not found', 'was not found'),
    ('100%% of the disk is full', 'of the disk is full'),
    ('A line\nand the next line of it', 'and the next line of it'),
    ('Platte ü ist nicht da', 'ist nicht da'),
    ('no %s', ''), ('%s', ''), ('', ''), ('\0', ''),
    ('a very long message that goes on and on and on until it ends',
     'a very long message that goes on and on and on')])
def test_words(text: str, wanted: str) -> None:
    """Only what is in each message, and tells it from others."""
    assert words(text) == wanted


@pytest.mark.parametrize('other, wanted', [
    ('The disk is old', 'was lost and found'),
    ('so it was lost and found', 'The disk'),
    ('The disk was lost and found', ''), ('\0', 'was lost and found')])
def test_words_of_one_message(other: str, wanted: str) -> None:
    """Not those that another one has as well."""
    assert words('The disk %s was lost and found', others=(other,)) == wanted


@pytest.mark.parametrize('limit, wanted', [
    (7, 'one two'), (6, 'one'), (4, 'one'), (3, 'one'), (2, 'on')])
def test_shortened(limit: int, wanted: str) -> None:
    """Whole words, as far as there is one."""
    assert shortened('one two', limit) == wanted


@pytest.mark.parametrize('room', range(40, 100, 4))
@pytest.mark.parametrize('said', [
    'It is lost', "It isn't there any more, nobody knows why"])
def test_lines_fit(said: str, room: int) -> None:
    """Every form is folded to the columns that there are."""
    found = [
        *assertion_text.method(said, 'self.stdlog.logger.output', room),
        *assertion_text.bare(said, 'str(log.error.call_args_list)', room),
        *assertion_text.caught('p.tests.manager', 'ERROR', 'logs', room)]
    assert max(map(len, found)) <= room
    compile('\n'.join(found) + '\n    pass\n', 'written', 'exec')


def test_long_logger() -> None:
    """A name that does not fit becomes that of a package around it."""
    name = 'p.drivers.a_vendor_with_a_long_name.a_product_of_it'
    assert assertion_text.caught(f'{name}.client', 'ERROR', 'logs', 71) == [
        'with self.assertLogs(', f"        '{name}.client',",
        "        level='ERROR') as logs:"]
    assert assertion_text.caught(
        f'{name}.another_client', 'ERROR', '', 71) == [
            'with self.assertLogs(', f"        '{name}',",
            "        level='ERROR'):"]
    assert "'client'," in assertion_text.caught(
        'client', 'ERROR', '', 10)[1]
