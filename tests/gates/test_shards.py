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

"""Parts that are linted side by side say what the whole says."""

import pathlib
import re
import shutil

import pytest

from tests import linted

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKFLOW = ROOT / 'docs' / 'source' / 'files' / 'github-shards.yaml'

pytestmark = pytest.mark.once

WAIT = '''\
import time


def wait(api):
    while not api.is_up():
        time.sleep(1)
'''


def _lint(tree: pathlib.Path, path: str, *arguments: str) -> list[str]:
    done = linted.flake8(
        '--isolated', '--select=NVN,E9', *arguments, path, cwd=tree)
    assert not done.stderr
    return done.stdout.splitlines()


def test_shards(tmp_path: pathlib.Path) -> None:
    """The parts of the documented workflow, on a tree of nova's form."""
    faulty = ROOT / 'examples' / 'faulty' / 'stargazer'
    tree = tmp_path / 'nova'
    shutil.copytree(faulty, tree, ignore=shutil.ignore_patterns('tests'))
    shutil.copytree(faulty / 'tests', tree / 'tests')
    (tree / 'tests' / 'fixtures.py').write_text(WAIT)

    shards = re.findall(
        r"- path: (\S+)\n +exclude: (?:''|(\S+))\n", WORKFLOW.read_text())
    assert len(shards) == 3
    parts = [
        _lint(tmp_path, path, f'--extend-exclude={exclude}')
        for path, exclude in shards]
    assert all(parts)
    whole = _lint(tmp_path, 'nova')
    assert sorted(line for part in parts for line in part) == sorted(whole)
