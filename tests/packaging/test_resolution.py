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

"""The plugin installs beside what OpenStack projects already have.

hacking holds flake8 to one minor release and pylint holds astroid to one, so
a range of ours that is too narrow makes the plugin impossible to install.
"""

import email
import pathlib
import re
import subprocess
import sys
import zipfile

import pytest

from tests.checkout import ROOT
from tests.checkout import Tools
from tests.packaging.conftest import Distributions

pytestmark = pytest.mark.network

ENDS = ('highest', 'lowest-direct')
PYTHONS = sorted({'3.10', '3.13', '{}.{}'.format(*sys.version_info[:2])})

# Of our tests, those that rest on what flake8 and astroid are like: what
# astroid knows, what flake8 hands over, what each rule says of its examples.
ON_EITHER_END = ('tests/code', 'tests/project', 'tests/faults',
                 'tests/test_examples.py', 'tests/flake8/test_contract.py')

COUNTED_WAIT = """\
import time
import unittest


class TestServer(unittest.TestCase):

    def wait_until_active(self, api):
        for _ in range(50):
            if api.get_server('x')['status'] == 'ACTIVE':
                return
            time.sleep(0.5)
        self.fail('no')
"""


def _requirements(wheel: pathlib.Path) -> dict[str, str]:
    """What the wheel needs at run time, by name, as the wheel says it."""
    with zipfile.ZipFile(wheel) as archive:
        path, = (
            name for name in archive.namelist()
            if name.endswith('.dist-info/METADATA'))
        metadata = email.message_from_bytes(archive.read(path))
    return {
        re.split(r'[^\w.-]', requirement)[0]: requirement
        for requirement in metadata.get_all('Requires-Dist', [])
        if 'extra ==' not in requirement
    }


@pytest.fixture(scope='session')
def ours(distributions: Distributions) -> list[str]:
    """The plugin, and its dependencies as if they were asked for directly.

    Otherwise ``lowest-direct`` would look for the lowest plugin only, and
    take the newest flake8 and astroid with it.
    """
    wheel = distributions.wheel
    return [
        f'flake8-nova-notifications @ {wheel.as_uri()}',
        *_requirements(wheel).values(),
    ]


def _resolve(
    tools: Tools, folder: pathlib.Path, requirements: list[str],
    resolution: str, python: str, check: bool = True,
) -> 'subprocess.CompletedProcess[str]':
    wanted = folder / 'requirements.in'
    wanted.write_text('\n'.join(requirements) + '\n')
    # The interpreter is named, or uv would fetch one of the asked version;
    # wheels are all that is needed, for any Python.
    return tools.python(
        '-m', 'uv', 'pip', 'compile', '--quiet', '--no-header',
        '--no-annotate', '--no-build', '--no-python-downloads',
        '--python', sys.executable, '--python-version', python,
        '--resolution', resolution, str(wanted), check=check)


@pytest.mark.parametrize('python', PYTHONS)
@pytest.mark.parametrize('resolution', ENDS)
@pytest.mark.parametrize('pylint', ['3', '4'])
@pytest.mark.parametrize('hacking, flake8', [
    ('6.1', '6.1'), ('7.0', '7.1'), ('8', '7.3'),
])
def test_resolves_beside(
    hacking: str, flake8: str, pylint: str, resolution: str, python: str,
    ours: list[str], tools: Tools, tmp_path: pathlib.Path,
) -> None:
    others = [
        f'hacking=={hacking}.*', f'pylint=={pylint}.*', 'flake8-bugbear>=23']
    chosen = _resolve(
        tools, tmp_path, ours + others, resolution, python).stdout

    assert 'flake8-nova-notifications @ ' in chosen
    for name, version in {
        'hacking': hacking, 'flake8': flake8, 'pylint': pylint,
        'flake8-bugbear': '2', 'astroid': '3.3' if pylint == '3' else '4',
    }.items():
        assert re.search(rf'^{name}=={re.escape(version)}', chosen, re.M), (
            f'{name} {version} is not in\n{chosen}')


def test_hacking_6_0_does_not_fit(
    ours: list[str], tools: Tools, tmp_path: pathlib.Path,
) -> None:
    """It holds flake8 to 5.0, which the README does not promise."""
    done = _resolve(
        tools, tmp_path, [*ours, 'hacking==6.0.*'], 'highest', PYTHONS[0],
        check=False)

    assert done.returncode == 1
    # And not because the package index could not be reached.
    assert 'unsatisfiable' in done.stderr, done.stderr
    assert re.search(r'flake8\W*>=5\.0', done.stderr), done.stderr


@pytest.fixture(scope='session', params=ENDS)
def installed(
    request: pytest.FixtureRequest, ours: list[str], tools: Tools,
    distributions: Distributions, tmp_path_factory: pytest.TempPathFactory,
) -> pathlib.Path:
    """The Python of an environment with the plugin at one end of its range.

    What was asked for is what is there; at the low end, the lowest.
    """
    folder = tmp_path_factory.mktemp(request.param) / 'venv'
    python = folder / 'bin' / 'python'
    tools.python(
        '-m', 'uv', 'venv', '--quiet', '--python', sys.executable,
        str(folder))
    tools.python(
        '-m', 'uv', 'pip', 'install', '--quiet', '--python', str(python),
        '--resolution', request.param, *ours, 'pytest>=8.2')
    tools.python('-m', 'uv', 'pip', 'check', '--python', str(python))

    if request.param == 'lowest-direct':
        frozen = tools.python(
            '-m', 'uv', 'pip', 'freeze', '--python', str(python)).stdout
        for name, wanted in _requirements(distributions.wheel).items():
            lowest = re.search(r'>=([\d.]+)', wanted)
            assert lowest, wanted
            assert f'{name}=={lowest[1]}.' in frozen, frozen
    return python


def test_finds_a_counted_wait(
    installed: pathlib.Path, tools: Tools, tmp_path: pathlib.Path,
) -> None:
    (tmp_path / 'test_server.py').write_text(COUNTED_WAIT)

    done = tools.apart(
        str(installed), '-m', 'flake8', '--isolated', '--select=NVN,E9',
        'test_server.py', cwd=tmp_path, check=False)

    assert done.stderr == ''
    # The "for" stands in line 8; what else is found is not asked here.
    assert 'test_server.py:8:9: NVN101 ' in done.stdout
    assert done.returncode == 1


def test_passes_our_tests(installed: pathlib.Path, tools: Tools) -> None:
    """The rest of the tests run with what hacking's newest allows."""
    done = tools.apart(
        str(installed), '-m', 'pytest', '-q', '-p', 'no:cacheprovider',
        *ON_EITHER_END, cwd=ROOT, check=False)

    assert done.returncode == 0, done.stdout
    assert re.search(r'\b\d{3} passed', done.stdout), done.stdout


def test_flake8_shows_the_version(
    installed: pathlib.Path, distributions: Distributions, tools: Tools,
    tmp_path: pathlib.Path,
) -> None:
    done = tools.apart(
        str(installed), '-m', 'flake8', '--version', cwd=tmp_path)

    version = distributions.wheel.name.split('-')[1]
    # flake8 breaks the list of its plugins into lines of some 80 columns.
    assert f'flake8-nova-notifications: {version}' in ' '.join(
        done.stdout.split())


def test_finds_the_same_when_optimized(
    installed: pathlib.Path, tools: Tools, tmp_path: pathlib.Path,
) -> None:
    """-OO strips docstrings and assertions, and so may some images."""
    (tmp_path / 'test_server.py').write_text(COUNTED_WAIT)
    (tmp_path / 'examples').symlink_to(ROOT / 'examples')
    lint = ('-m', 'flake8', '--isolated', '--nvn-all', '--select=NVN,E9',
            'test_server.py', 'examples/faulty')

    plain, optimized = (
        tools.apart(str(installed), *flags, *lint, cwd=tmp_path, check=False)
        for flags in ((), ('-OO',)))

    assert optimized.stderr == ''
    assert plain.stdout.count('NVN') > 20
    assert sorted(optimized.stdout.splitlines()) == sorted(
        plain.stdout.splitlines())


@pytest.mark.once
def test_lints_beside_other_plugins(
    ours: list[str], tools: Tools, tmp_path: pathlib.Path,
) -> None:
    """hacking, bugbear and pylint in one environment; each does its work."""
    (tmp_path / 'test_server.py').write_text(
        COUNTED_WAIT + '\n\ndef f(x=[]):\n    assert x\n\n\n'
        'import zlib\nimport ast\n')
    python = tmp_path / 'venv' / 'bin' / 'python'
    tools.python(
        '-m', 'uv', 'venv', '--quiet', '--python', sys.executable,
        str(tmp_path / 'venv'))
    tools.python(
        '-m', 'uv', 'pip', 'install', '--quiet', '--python', str(python),
        *ours, 'hacking>=6.1', 'flake8-bugbear', 'pylint')

    linted = tools.apart(
        str(python), '-m', 'flake8', '--isolated', 'test_server.py',
        cwd=tmp_path, check=False)
    pylint = tools.apart(
        str(python), '-m', 'pylint', '--disable=all', '--enable=W0102',
        'test_server.py', cwd=tmp_path, check=False)

    assert linted.stderr == ''
    assert ':8:9: NVN101 ' in linted.stdout
    assert ': B006 ' in linted.stdout
    assert ': H306' in linted.stdout
    assert 'NVN000' not in linted.stdout
    assert 'dangerous-default-value' in pylint.stdout
