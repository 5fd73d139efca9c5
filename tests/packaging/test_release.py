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

"""What a release has to pass before anybody uploads it."""

import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

import pytest

from tests.checkout import ROOT
from tests.checkout import Tools
from tests.packaging.conftest import Distributions

pytestmark = pytest.mark.once

# Of its own tests, an sdist runs those that read its files: what MANIFEST.in
# forgot is missed here.  The rest would say the same as in the work tree.
FROM_SDIST = ('tests/test_catalogue.py', 'tests/test_layers.py',
              'tests/docs/test_rule_pages.py', 'tests/docs/test_build.py',
              'tests/gates/test_files.py')


def _tool(tools: Tools, name: str, *arguments: str) -> str:
    """What a tool prints; a skip that says so if it is not installed."""
    pytest.importorskip(
        name, reason=f'{name} is not installed: releases are NOT checked')
    return tools.python('-m', name, *arguments).stdout


@pytest.mark.network
def test_twine(distributions: Distributions, tools: Tools) -> None:
    """The package index will show the README."""
    built = [str(distributions.sdist), str(distributions.wheel)]
    said = _tool(tools, 'twine', 'check', '--strict', *built)
    assert said.count('PASSED') == len(built)


@pytest.mark.network
def test_wheel_contents(distributions: Distributions, tools: Tools) -> None:
    """Nothing is in the wheel that does not belong there."""
    said = _tool(
        tools, 'check_wheel_contents', '--toplevel',
        'flake8_nova_notifications', str(distributions.wheel))
    assert said.strip().endswith('OK')


def test_pyproject(tools: Tools, tmp_path: pathlib.Path) -> None:
    """pyproject.toml says what it may say, classifiers included."""
    _tool(tools, 'validate_pyproject', str(ROOT / 'pyproject.toml'))

    odd = tmp_path / 'pyproject.toml'
    odd.write_text((ROOT / 'pyproject.toml').read_text().replace(
        'Framework :: Flake8', 'Framework :: Flake9'))
    done = tools.python('-m', 'validate_pyproject', str(odd), check=False)
    assert done.returncode == 1
    assert 'trove-classifier' in done.stderr + done.stdout


def test_release_notes(tmp_path: pathlib.Path) -> None:
    """reno takes the notes, Sphinx makes a page of them, and nothing odd."""
    for needed in ('reno', 'sphinx', 'furo'):
        pytest.importorskip(
            needed, reason=f'{needed} is not installed: notes are NOT read')
    if shutil.which('git') is None:
        pytest.skip('NOT TESTED: no git')
    # reno asks git for the history, which an archive does not have.
    shutil.copytree(ROOT / 'releasenotes', tmp_path / 'releasenotes',
                    ignore=shutil.ignore_patterns('build'))
    for arguments in (
            ('init', '--quiet'), ('add', '.'),
            ('-c', 'user.name=n', '-c', 'user.email=n@example.org', 'commit',
             '--quiet', '--message', 'notes')):
        subprocess.run(['git', *arguments], cwd=tmp_path, check=True)
    lint = ('-c', 'import sys; from reno.main import main; sys.exit(main())',
            'lint')
    done = _python(tmp_path, *lint)
    assert done.returncode == 0, done.stdout
    done = _python(
        tmp_path, '-m', 'sphinx', '-E', '-W', '-q', '-b', 'text',
        'releasenotes/source', 'text')
    assert done.returncode == 0, done.stdout
    notes = (tmp_path / 'text' / 'unreleased.txt').read_text()
    assert 'NVN101' in notes

    odd = tmp_path / 'releasenotes' / 'notes' / 'odd-0123456789abcdef.yaml'
    odd.write_text('news:\n  - There is no such section.\n')
    assert 'unrecognized section name news' in _python(
        tmp_path, *lint).stdout


def _python(
    folder: pathlib.Path, *arguments: str,
) -> 'subprocess.CompletedProcess[str]':
    """Run Python elsewhere: what is there first, then what the tests have."""
    path = os.pathsep.join((str(folder), *(
        os.path.abspath(each) for each in
        os.environ.get('PYTHONPATH', '').split(os.pathsep) if each)))
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, text=True,
        env={**os.environ, 'PYTHONPATH': path}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600)


@pytest.mark.network
def test_sdist_passes_its_own_tests(
    distributions: Distributions, tmp_path: pathlib.Path,
) -> None:
    """Unpacked, without git, and with the code of the sdist."""
    with tarfile.open(distributions.sdist) as archive:
        # Not in Debian 12's Python 3.11.2; what we built may be trusted.
        archive.extraction_filter = getattr(
            tarfile, 'data_filter', lambda member, path: member)
        archive.extractall(tmp_path)
    unpacked, = tmp_path.iterdir()
    # The entry points come from what is installed, the code from here.
    done = _python(
        unpacked, '-m', 'pytest', '-q', '-p', 'no:cacheprovider',
        '-k', 'not sideways', *FROM_SDIST)
    assert done.returncode == 0, done.stdout
    assert ' passed' in done.stdout
