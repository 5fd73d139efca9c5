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

"""The documentation builds without a warning and is spelled right."""

import dataclasses
import html
from html.parser import HTMLParser
import json
import pathlib
import re
import shutil
import subprocess
import sys

from flake8_nova_notifications.options import Options
from flake8_nova_notifications.options import spelling
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.registry import EVERY_CODE
import pytest

from tests.packaging import released

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / 'docs' / 'source'

pytestmark = pytest.mark.once


def _run(*command: str) -> 'subprocess.CompletedProcess[str]':
    return subprocess.run(
        [sys.executable, '-m', *command], cwd=ROOT, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=300)


@pytest.fixture(scope='module')
def built(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """All pages, built as tox builds them."""
    for needed in ('sphinx', 'furo'):
        pytest.importorskip(
            needed, reason=f'{needed} is not installed: docs are NOT built')
    folder = tmp_path_factory.mktemp('docs')
    done = _run('sphinx', '-E', '-W', '--keep-going', '-q', '-b', 'html',
                '-d', str(folder / 'trees'), str(DOCS), str(folder / 'html'))
    assert done.returncode == 0, done.stdout
    return folder / 'html'


class _Links(HTMLParser):
    """What a page links to and which places it has."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.places: set[str] = set()
        self.words = ''

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]],
    ) -> None:
        found = dict(attrs)
        self.places |= {found.get('id') or ''}
        for name in ('href', 'src'):
            if target := found.get(name):
                self.targets.append(target)

    def handle_data(self, data: str) -> None:
        self.words += data


def _read(page: pathlib.Path) -> _Links:
    links = _Links()
    links.feed(page.read_text())
    return links


def test_pages(built: pathlib.Path) -> None:
    """Every code has a page of its own, one that is gone included."""
    pages = {path.stem.upper(): path.read_text()
             for path in (built / 'codes').glob('nvn*.html')}
    assert set(pages) == {about.code for about in EVERY_CODE} | {
        one.code for one in released.past()}
    for about in EVERY_CODE:
        title = f'<h1>{about.code}: {html.escape(about.summary)}<'
        assert title in pages[about.code]


def test_every_option_is_told(built: pathlib.Path) -> None:
    """Each has its place among the options, with its help."""
    page = built / 'configure.html'
    words = ' '.join(_read(page).words.split())
    for field in dataclasses.fields(Options):
        name = spelling(field.name)
        assert f'confval-{name}' in _read(page).places
        assert field.metadata['help'] in words


def test_comparison_names_every_code(built: pathlib.Path) -> None:
    """A code is in one row of the table, be it by a range of codes."""
    codes = [rule.about.code for rule in ALL_RULES]
    text = (built / 'comparison.html').read_text()
    rows = re.findall(r'<tr[^>]*>\s*<td>(.*?)</td>', text, re.DOTALL)
    found = []
    for row in rows:
        named = re.findall(r'>(NVN\d+)<', row)
        if ' to ' in row:
            first, last = named
            named = [code for code in codes if first <= code <= last]
        found += named
    assert sorted(found) == codes


def test_links_within(built: pathlib.Path) -> None:
    """No link within the documentation leads nowhere."""
    read = {page: _read(page) for page in built.rglob('*.html')}
    seen = 0
    for page, links in read.items():
        for target in links.targets:
            path, _, place = target.partition('#')
            if ':' in path or path.startswith('/') or '?' in path:
                continue
            seen += 1
            aim = (page.parent / path).resolve() if path else page
            assert aim.exists(), f'{page.name} links to {target}'
            if place and aim in read:
                assert place in read[aim].places, (page.name, target)
    assert seen > 1000


def test_nothing_is_fetched(built: pathlib.Path) -> None:
    """A page needs nothing from elsewhere to be read."""
    for page in built.rglob('*.html'):
        text = page.read_text()
        assert 'googletagmanager' not in text
        for script in text.split('<script')[1:]:
            assert 'src="http' not in script.partition('>')[0], page.name


def test_no_page_scrolls_sideways(
    built: pathlib.Path, tmp_path: pathlib.Path,
) -> None:
    """On a telephone and on a wide screen, in a real browser."""
    browser = shutil.which('chromium')
    if browser is None:
        pytest.skip('chromium is not installed: pages are NOT looked at')
    pages = [page.as_uri() for page in sorted(built.rglob('*.html'))]
    text = pathlib.Path(__file__).with_name('browser.html').read_text()
    looking = tmp_path / 'looking.html'
    looking.write_text(text.replace('{pages}', json.dumps(pages)).replace(
        '{widths}', '[400, 1400]'))
    done = subprocess.run(
        [browser, '--headless', '--no-sandbox', '--disable-gpu',
         '--allow-file-access-from-files', '--virtual-time-budget=120000',
         f'--user-data-dir={tmp_path / "profile"}', '--dump-dom',
         looking.as_uri()],
        text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=300)
    said = re.search(r'<pre id="wide">(.*?)</pre>', done.stdout, re.DOTALL)
    assert said is not None, done.stderr
    assert json.loads(said[1]) == {'looked': len(pages), 'wide': []}


@pytest.mark.parametrize(
    'name', ['README.rst', 'CONTRIBUTING.rst', 'SECURITY.rst'])
def test_pages_beside_the_code(name: str) -> None:
    """docutils takes them without a warning, and they say something."""
    core = pytest.importorskip('docutils.core')
    tree = core.publish_doctree(
        (ROOT / name).read_text(), settings_overrides={'halt_level': 2})
    titles = [part for part in tree.children if part.tagname == 'section']
    assert len(titles) > 2


@pytest.mark.parametrize('what', [
    'docs', 'README.rst', 'CONTRIBUTING.rst', 'SECURITY.rst',
    'releasenotes/notes', 'examples', 'flake8_nova_notifications'])
def test_spelling(what: str) -> None:
    """codespell knows every word."""
    pytest.importorskip(
        'codespell_lib',
        reason='codespell is not installed: spelling is NOT checked')
    done = _run('codespell_lib', '--skip', 'build,*.svg', what)
    assert done.stdout == ''


def test_spelling_can_fail(tmp_path: pathlib.Path) -> None:
    """A misspelled word is named."""
    pytest.importorskip(
        'codespell_lib',
        reason='codespell is not installed: spelling is NOT checked')
    path = tmp_path / 'page.rst'
    path.write_text('This is teh page.\n'.replace('teh', 'te' + 'h'))
    assert 'the' in _run('codespell_lib', str(path)).stdout
