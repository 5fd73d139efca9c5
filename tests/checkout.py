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

"""The project as somebody else gets it, and programs that see only that."""

from collections.abc import Sequence
import fnmatch
import os
import pathlib
import shutil
import subprocess
import sys

from docs import rule_pages
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]

# Hidden files that belong to the project; any other is a cache, git's own or
# an environment.
_HIDDEN = {
    '.ci', '.github', '.gitignore', '.pre-commit-hooks.yaml', '.zuul.yaml'}
_GENERATED = shutil.ignore_patterns(
    '*.egg-info', '*.py[cod]', '__pycache__', 'build', 'dist', 'venv')


def copy(target: pathlib.Path) -> None:
    """Copy the work tree as an archive would hold it, without git."""
    shutil.copytree(ROOT, target, ignore=_not_of_the_project)


def _not_of_the_project(folder: str, names: list[str]) -> set[str]:
    hidden = {name for name in names if name.startswith('.')} - _HIDDEN
    # The documentation makes pages from the rules; others were written.
    made = {
        name for name in fnmatch.filter(names, 'nvn*.rst')
        if (pathlib.Path(folder) / name).read_text().startswith(
            rule_pages.MADE)}
    return hidden | made | _GENERATED(folder, names)


class Tools:
    """Runs programs, and keeps those of a new environment to themselves."""

    def python(
        self, *arguments: str, check: bool = True,
    ) -> 'subprocess.CompletedProcess[str]':
        """Run a tool of the environment that runs the tests.

        The working directory stays as it is: PYTHONPATH may be relative.
        """
        return self._run((sys.executable, *arguments), None, check)

    def apart(
        self, *command: str, cwd: pathlib.Path, check: bool = True,
    ) -> 'subprocess.CompletedProcess[str]':
        """Run a program that must see nothing of the tests' environment."""
        return self._run(command, cwd, check)

    def _run(
        self, command: Sequence[str], cwd: pathlib.Path | None, check: bool,
    ) -> 'subprocess.CompletedProcess[str]':
        environment = dict(os.environ)
        if cwd is not None:
            environment.pop('PYTHONPATH', None)
        done = subprocess.run(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            timeout=600)
        if check and done.returncode:
            # A plain exception would hide the only part that tells why, such
            # as a package index that cannot be reached.
            pytest.fail(
                f'{" ".join(command)}\nended with status {done.returncode}:\n'
                f'{done.stdout}{done.stderr}', pytrace=False)
        return done
