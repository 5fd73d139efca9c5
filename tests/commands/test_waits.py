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
import pathlib
import re
import shutil
import subprocess
import textwrap

import pytest

from flake8_nova_notifications.commands.waits.command import main

MODULES = {
    'app/__init__.py': '',
    'app/tests/__init__.py': '',
    'app/tests/fixtures.py': '''
        class Notifier:
            def wait_for_event(self, event, timeout=10):
                self.waiter.wait(event, timeout)
    ''',
    'app/tests/helpers.py': '''
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

            def _wait_until_gone(self):
                deadline = time.monotonic() + 30
                while time.monotonic() < deadline:
                    if not self.api.get_servers():
                        return
                    time.sleep(1)
                self.fail('not gone')
    ''',
    'app/tests/functional/__init__.py': '',
    'app/tests/functional/test_boot.py': '''
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
15 s: TestBoot.test_given, 3 waits, 1 of unknown length \
(app/tests/functional/test_boot.py:15)
10 s: TestBoot.test_nothing, 2 waits (app/tests/functional/test_boot.py:19)
5 s: TestBoot.test_local, 2 waits, 1 of unknown length \
(app/tests/functional/test_boot.py:22)

WAITS, THE SHORTEST BUDGET FIRST
5 s by default (max_retries): Mixin._wait_for; polls get_server(); bound: \
count; pause: 0.5 s; then: self.fail('server is %s' % server); 4 tests, \
called by _boot, test_boot, test_given, test_nothing \
(app/tests/helpers.py:5)
10 s by default (timeout): Notifier.wait_for_event; bound: timeout; 1 \
tests, called by test_boot (app/tests/fixtures.py:2)
30 s: Mixin._wait_until_gone; polls get_servers(); bound: deadline; pause: \
1 s; then: self.fail('not gone'); 1 tests, called by test_boot \
(app/tests/helpers.py:17)
no limit: TestBoot.test_local; polls is_up(); bound: none; pause: 1 s; 1 \
tests, called by test_local (app/tests/functional/test_boot.py:23)

4 waits; 4 tests wait, at most 12.5 s in the median and 110 s together; 1 \
may take longer than 60 s
'''


@pytest.fixture
def project(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> pathlib.Path:
    """A small project, with the working directory in it."""
    for name, text in MODULES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip('\n'))
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
    assert told['waits'][0] == {
        'file': 'app/tests/helpers.py', 'line': 5,
        'function': 'Mixin._wait_for', 'polls': 'get_server()',
        'bound': 'count', 'limit': 'max_retries', 'pause': '0.5 s',
        'grows': False, 'seconds': 5.0, 'parameter': 'max_retries',
        'each': 0.5, 'says': "self.fail('server is %s' % server)",
        'callers': ['_boot', 'test_boot', 'test_given', 'test_nothing'],
        'tests': 4}


_BROWSER = shutil.which('chromium') or shutil.which('chromium-browser')


@pytest.mark.parametrize('width', [1280, 500])
def test_page(width: int, project: pathlib.Path) -> None:
    """The picture has a bar a test; nothing is cut off in a browser."""
    assert main(['app', '--html', 'page.html']) == 1
    text = (project / 'page.html').read_text(encoding='utf-8')
    assert text.count('<rect class="above"') == 1
    assert text.count('<rect class="bar"') == 3
    assert 'limit of the runner, 60 s' in text
    assert not re.search(r'(?:src|href)=', text)
    if _BROWSER is None:
        pytest.skip('chromium is not installed: the page is NOT looked at')
    (project / 'page.html').write_text(text.replace(
        "style-src 'unsafe-inline'",
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'").replace(
        '</body>', '<script>document.title = '
        'document.documentElement.scrollWidth <= window.innerWidth'
        '</script></body>'))
    done = subprocess.run(
        [str(_BROWSER), '--headless', '--no-sandbox', '--disable-gpu',
         f'--window-size={width},900',
         f'--user-data-dir={project / "profile"}', '--dump-dom',
         (project / 'page.html').as_uri()],
        capture_output=True, text=True, check=True)
    assert '<title>true</title>' in done.stdout


@pytest.mark.parametrize('arguments, said', [
    (['nosuch'], 'error: nosuch does not exist\n'),
    (['app', '--html', 'nosuch/a.html'], 'nosuch/a.html')])
def test_mistakes(
    arguments: list[str], said: str, project: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """They are named, with status 2."""
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
