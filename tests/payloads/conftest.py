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

"""What every test of the payload rules needs: rules run on some text."""

import argparse
import ast
from collections.abc import Callable
from pathlib import Path
import textwrap

import pytest

from flake8_nova_notifications.findings import bare_name
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.plugin import Checker
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.rule import NAMES
from flake8_nova_notifications.rules.payloads.payloads import carried as facts
from tests import linted

Report = tuple[int, str]
Run = Callable[..., list[Report]]

_CODES = [rule.about.code for rule in ALL_RULES
          if rule.about.code.startswith('NVN3')]
_ABOUT = {rule.about.code: rule.about for rule in ALL_RULES}


def _run(
    code: str, *codes: str, path: str | Path = 'project/module.py',
    options: Options | None = None,
) -> list[Report]:
    """Line and text of each finding of the payload rules, in order.

    Each name by itself, unless the options say otherwise.
    """
    text = textwrap.dedent(code)
    given = argparse.Namespace(
        select=list(codes) or _CODES, extend_select=None,
        nvn_options=options or Options(nvn_payload_names='each'))
    checker = Checker(
        ast.parse(text), str(path), text.splitlines(True), given)
    return sorted((line, text) for line, _, text, _ in checker.run())


@pytest.fixture
def run() -> Run:
    """The findings for some code, as line and text."""
    return _run


@pytest.fixture
def carried() -> Callable[..., list[tuple[int, str, str]]]:
    """Line, code and entry name of what is carried, in order."""
    def names(
        code: str, options: Options | None = None, **given: str | Path,
    ) -> list[tuple[int, str, str]]:
        chosen = options or Options()
        chosen.nvn_payload_names = 'each'
        found = []
        for line, text in _run(code, options=chosen, **given):
            said = _ABOUT[text[:6]].details_in(text[7:])
            name = said.get(NAMES) or said.get('name') or said.get('what')
            found.append((line, text[:6], bare_name(name or '')))
        return found
    return names


@pytest.fixture
def judged() -> Callable[[str], list[tuple[str, str]]]:
    """The payload and the verdict on each of its entries, in order."""
    def verdicts(code: str) -> list[tuple[str, str]]:
        return [
            (one.payload, ', '.join(filter(
                None, (one.category.value, one.because))))
            for one in linted.read(textwrap.dedent(code)).once(facts)]
    return verdicts


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Write modules below a folder; packages get their ``__init__``."""
    def write(modules: dict[str, str]) -> Path:
        linted.write(tmp_path, modules)
        for name in modules:
            for folder in Path(name).parents[:-1]:
                (tmp_path / folder / '__init__.py').touch()
        return tmp_path
    return write
