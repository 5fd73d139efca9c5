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

"""Virtual environments of the contenders, made once and kept in a cache."""

import os
from pathlib import Path
import shutil
import subprocess
import sys
import tempfile
import venv

from benchmarks.contenders import CHECKOUT
from benchmarks.contenders import Contender
from benchmarks.failure import BenchmarkError
from benchmarks.failure import run_pip

_PACKAGE = 'flake8_nova_notifications'
_DONE = 'requirements-installed.txt'


def default_cache() -> Path:
    """A folder beside the user's other caches."""
    base = os.environ.get('XDG_CACHE_HOME')
    parent = Path(base) if base else Path.home() / '.cache'
    return parent / 'flake8-nova-notifications-benchmarks'


def python_of(contender: Contender, cache: Path) -> Path:
    """The interpreter of an environment that :func:`prepare` has made."""
    return _home(contender, cache) / 'bin' / 'python'


def command_of(contender: Contender, cache: Path) -> list[str]:
    """The program of such an environment, with its options.

    The script, not ``python -m flake8``: the latter puts the folder that is
    linted first on the search path.
    """
    program, *options = contender.command
    return [str(_home(contender, cache) / 'bin' / program), *options]


def version_of(contender: Contender, cache: Path) -> str:
    """What is installed there, as its distribution and version."""
    done = subprocess.run(
        [str(python_of(contender, cache)), '-I', '-c',
         'import importlib.metadata, sys; '
         'print(importlib.metadata.version(sys.argv[1]))',
         contender.distribution],
        stdout=subprocess.PIPE, text=True, check=True)
    return f'{contender.distribution} {done.stdout.strip()}'


def prepare(contender: Contender, cache: Path) -> None:
    """Make the environment, or bring it up to date.

    Peers are installed once. This plugin is installed on every call, so that
    the code of now is measured, and by copy, as users have it.
    """
    home = _home(contender, cache)
    done = home / _DONE
    wanted = '\n'.join(contender.requirements) + '\n'
    if not done.is_file() or done.read_text() != wanted:
        _create(home)
        _install(contender, cache, contender.requirements, contender.name)
        done.write_text(wanted)
    if contender.from_checkout:
        _install_checkout(contender, cache)


def _create(home: Path) -> None:
    try:
        venv.create(home, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise BenchmarkError(
            f'cannot make the environment {home}: {error}. Some systems ship '
            'venv or ensurepip in a package of its own, such as python3-venv'
        ) from error


def _install_checkout(contender: Contender, cache: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # setuptools builds in place and would leave its files, and take up
        # stale ones, in the checkout.
        copy = Path(folder) / 'checkout'
        copy.mkdir()
        for path in CHECKOUT.iterdir():
            if path.is_file():
                shutil.copy(path, copy)
        shutil.copytree(
            CHECKOUT / _PACKAGE, copy / _PACKAGE,
            ignore=shutil.ignore_patterns('__pycache__'))
        # Twice: pip skips a version that it has, and forcing that would
        # fetch the dependencies anew each time.
        _install(contender, cache, (str(copy),), 'this checkout')
        _install(
            contender, cache, ('--force-reinstall', '--no-deps', str(copy)),
            'this checkout')


def _install(
    contender: Contender, cache: Path, arguments: tuple[str, ...], what: str,
) -> None:
    run_pip(
        [str(python_of(contender, cache)), '-m', 'pip', 'install',
         '--disable-pip-version-check', *arguments],
        f'install {what}')


def _home(contender: Contender, cache: Path) -> Path:
    version = '.'.join(str(part) for part in sys.version_info[:2])
    return cache / f'{contender.environment}-{version}'
