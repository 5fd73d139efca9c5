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

"""Distributions built once for all tests of the packaging."""

from dataclasses import dataclass
import pathlib
import shutil

from docs import rule_pages
from flake8_nova_notifications.registry import ALL_RULES
import pytest

from tests import checkout
from tests.checkout import Tools

MADE_PAGES = pathlib.Path('docs', 'source', 'codes')


@dataclass(frozen=True)
class Distributions:
    """What was built, and from what.

    :ivar tree: the work tree as an archive would hold it, without git.
    :ivar sdist: built from the tree.
    :ivar wheel: built from the tree, too.
    :ivar wheel_of_sdist: built from the unpacked sdist.
    """

    tree: pathlib.Path
    sdist: pathlib.Path
    wheel: pathlib.Path
    wheel_of_sdist: pathlib.Path


@pytest.fixture(scope='session')
def tools() -> Tools:
    return Tools()


@pytest.fixture(scope='session')
def distributions(
    tools: Tools, tmp_path_factory: pytest.TempPathFactory,
) -> Distributions:
    """Build an sdist and both wheels, in isolated build environments."""
    base = tmp_path_factory.mktemp('distributions')
    tree = base / 'tree'
    checkout.copy(tree)

    # Copies of the copy: setuptools leaves build/ and *.egg-info behind.
    shutil.copytree(tree, base / 'one')
    _build(tools, base / 'one', base / 'first', '--wheel')
    # Without a choice, build makes an sdist, and the wheel from the sdist.
    shutil.copytree(tree, base / 'two')
    # As a checkout looks in which the documentation was built.
    for rule in ALL_RULES:
        (base / 'two' / MADE_PAGES / f'{rule.about.code.lower()}.rst'
         ).write_text(rule_pages.MADE)
    _build(tools, base / 'two', base / 'second')
    return Distributions(
        tree, _only(base / 'second', '*.tar.gz'),
        _only(base / 'first', '*.whl'), _only(base / 'second', '*.whl'))


def _build(
    tools: Tools, tree: pathlib.Path, outdir: pathlib.Path, *what: str,
) -> None:
    # uv as the installer: it does without ensurepip, which Debian splits off.
    tools.python(
        '-m', 'build', '--installer', 'uv', *what, '--outdir', str(outdir),
        str(tree))


def _only(folder: pathlib.Path, pattern: str) -> pathlib.Path:
    found = list(folder.glob(pattern))
    assert len(found) == 1, f'{pattern} in {folder}: {found}'
    return found[0]
