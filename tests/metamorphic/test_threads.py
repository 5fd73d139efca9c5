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

"""The same answer when a host lints several files at once, in threads."""

import argparse
import ast
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
import gc
import sys
from typing import NamedTuple

import pytest

from flake8_nova_notifications.options import Options
from flake8_nova_notifications import plugin
from flake8_nova_notifications.project import modules
from flake8_nova_notifications.project import outlines
from tests import checkout

FILES = sorted((checkout.ROOT / 'examples').rglob('*.py'))


@pytest.fixture(autouse=True)
def _restless() -> Iterator[None]:
    """Threads take turns as often as the interpreter allows."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    gc.enable()
    yield
    sys.setswitchinterval(interval)


class _Hosted(NamedTuple):
    """A file as a host hands it over.

    Hosts parse as they like. In Python 3.11 and 3.12 those that do it in
    several threads at once may fail at that by themselves
    (python/cpython#106905), so the trees are made before.
    """

    path: str
    lines: list[str]
    tree: ast.Module


def _hosted() -> list[_Hosted]:
    texts = [(str(path), path.read_text()) for path in FILES * 2]
    return [_Hosted(path, text.splitlines(keepends=True), ast.parse(text))
            for path, text in texts]


def _lint(file: _Hosted) -> list[tuple[int, int, str]]:
    given = argparse.Namespace(
        select=None, extend_select=None, nvn_options=Options(nvn_all=True),
        nvn_twins=True)
    return [report[:3] for report in plugin.Checker(
        file.tree, file.path, file.lines, given).run()]


def test_same_findings() -> None:
    """With cold caches as with warm ones."""
    files = _hosted()
    wanted = list(map(_lint, files))
    assert sum(map(len, wanted)) > 60
    path = list(sys.path)
    for _ in range(3):
        modules._parse.cache_clear()
        outlines._read.cache_clear()
        files = _hosted()
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(_lint, files))
        assert found == wanted
        assert sys.path == path
        assert gc.isenabled()


def test_abandoned() -> None:
    """So does a host that takes one report and no more."""
    text = FILES[0].parent.joinpath('conductor/calibration.py').read_text()
    reports = plugin.Checker(
        ast.parse(text), 'a.py', text.splitlines(keepends=True),
        argparse.Namespace(select=None, extend_select=None)).run()
    next(iter(reports))
    assert gc.isenabled()
    del reports
    assert gc.isenabled()
