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

"""Ways to lint a piece of code in tests: in this process, or for real."""

import argparse
import ast
from collections.abc import Iterable
from collections.abc import Mapping
import os
import pathlib
import subprocess
import sys
import textwrap
from typing import Any

import pytest

from flake8_nova_notifications.code import index
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.apply import applied
from flake8_nova_notifications.edits.apply import compatible
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.plugin import Checker
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import Rule

# Runs flake8 with its own plugins and the named ones only: what else is
# installed beside us may break on the odd files some tests are about.
_CHOSEN = '''
from flake8.plugins import finder
import sys
found = finder._find_importlib_plugins
chosen = ('pycodestyle', 'pyflakes', 'flake8', *sys.argv[1].split())
finder._find_importlib_plugins = lambda: (
    plugin for plugin in found() if plugin.package in chosen)
from flake8.main.cli import main
sys.exit(main(sys.argv[2:]))
'''


def read(
    code: str, path: str = 'project/module.py', **options: Any,
) -> SourceFile:
    """The file as rules see it."""
    return SourceFile(
        ast.parse(code), path, code.splitlines(keepends=True),
        Options(**options))


def write(folder: pathlib.Path, files: Mapping[str, str]) -> None:
    """Write texts, as far as they are indented together, below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))


def walked(monkeypatch: pytest.MonkeyPatch) -> list[ast.AST]:
    """What the index walks from now on, each time it does."""
    roots: list[ast.AST] = []
    real = index.file_nodes

    def noted(
        found: Iterable[ast.AST], kinds: index.Kinds, parents: index.Parents,
    ) -> None:
        given = list(found)
        roots.extend(given)
        real(given, kinds, parents)

    monkeypatch.setattr(index, 'file_nodes', noted)
    return roots


def report(
    code: str, *codes: str, path: str = 'project/module.py',
    **options: Any,
) -> list[str]:
    """Reports as ``line:column text``, of all rules or of some codes.

    A rule that breaks reports that; where a test asks for codes it fails.
    """
    given = argparse.Namespace(
        select=list(codes) or None, extend_select=None,
        nvn_options=Options(**options))
    checker = Checker(
        ast.parse(code), path, code.splitlines(keepends=True), given)
    found = [f'{line}:{column + 1} {text}'
             for line, column, text, _ in checker.run()]
    assert not codes or not any(' NVN000 ' in one for one in found), found
    return found


def lines(code: str, *codes: str, path: str = 'project/module.py',
          **options: Any) -> list[int]:
    """The reported lines."""
    return [int(found.partition(':')[0])
            for found in report(code, *codes, path=path, **options)]


def fixed(
    code: str, *codes: str, path: str = 'project/module.py',
    unsafe: bool = True, **options: Any,
) -> tuple[str, list[str]]:
    """A text as ``nvn fix`` leaves it, and why what is left is left."""
    source = read(code, path, **options)
    found = [finding.fix() for code in codes
             for finding in rule(code).check(source)
             if finding.fix is not None]
    fixes = [fix for fix in found
             if isinstance(fix, Fix) and (unsafe or fix.safe)]
    taken, _ = compatible(fixes)
    return applied(source.lines, taken), [
        fix.reason for fix in found if isinstance(fix, Refused)]


def marked(code: str, wanted: str) -> list[int]:
    """The lines of an example that end in a comment naming the code.

    A line that names it twice is there twice.
    """
    return [
        number for number, line in enumerate(code.splitlines(), 1)
        for word in line.partition('  # ')[2].split() if word == wanted]


def rule(code: str) -> Rule:
    """The rule of a code."""
    return next(r for r in ALL_RULES if r.about.code == code)


def flake8(
    *arguments: str, cwd: pathlib.Path, text: str | None = None,
    only: str | None = None, before: str = '',
) -> 'subprocess.CompletedProcess[str]':
    """Run the installed flake8 as a process of its own.

    :param only: the plugins to load beside flake8's own; None loads all.
    :param before: code for that process to run first; needs ``only``.
    """
    return _run(
        *(('-m', 'flake8') if only is None else (
            '-c', before + _CHOSEN, only)),
        *arguments, cwd=cwd, text=text)


def beside(
    *arguments: str, cwd: pathlib.Path,
) -> 'subprocess.CompletedProcess[str]':
    """Run a command of this package: what there is beside flake8."""
    return _run('-m', 'flake8_nova_notifications', *arguments, cwd=cwd)


def python(
    code: str, *, cwd: pathlib.Path,
) -> 'subprocess.CompletedProcess[str]':
    """Run some code as a process of its own, in the same environment."""
    return _run('-c', code, cwd=cwd)


def _run(
    *arguments: str, cwd: pathlib.Path, text: str | None = None,
) -> 'subprocess.CompletedProcess[str]':
    environment = dict(os.environ)
    # An interpreter started in a folder must not import what lies there.
    environment['PYTHONSAFEPATH'] = '1'
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment,
        input='' if text is None else text, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
