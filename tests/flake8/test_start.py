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

"""What a start of flake8 loads of this package, and what a plain run does."""

import pathlib

import pytest

from tests import linted

_PACKAGE = 'flake8_nova_notifications'
# A plugin of the project's own: it tells at the end what was imported.
_SPY = f'''
import atexit
import sys


class Plugin:
    name = 'spy'
    version = '1'

    def __init__(self, tree):
        pass

    def run(self):
        return iter(())


@atexit.register
def tell():
    print(*sorted(name for name in sys.modules
                  if name.startswith('{_PACKAGE}')), file=sys.stderr)
'''
START = {_PACKAGE, *(f'{_PACKAGE}.{name}' for name in (
    'plugin', 'options', 'option_values', 'reports', 'code',
    'code.collector'))}


def _imported(cwd: pathlib.Path, *arguments: str) -> set[str]:
    (cwd / 'spy.py').write_text(_SPY)
    (cwd / 'tox.ini').write_text(
        '[flake8:local-plugins]\nextension =\n    X1 = spy:Plugin\n'
        'paths = .\n')
    done = linted.flake8(
        *arguments, cwd=cwd, only='flake8-nova-notifications local')
    return set(done.stderr.split())


def test_version(tmp_path: pathlib.Path) -> None:
    """The entry point and the options, and no rule, format or report."""
    assert _imported(tmp_path, '--version') == START


@pytest.mark.parametrize('arguments, wanted', (
    ((), ()),
    (('--format=nvn-github',), ('formats.github', 'formats.results')),
    (('--format=nvn-gitlab',), ('formats.gitlab', 'formats.results')),
    (('--format=nvn-sarif',),
     ('formats.sarif', 'formats.results', 'commands.explain.text')),
    (('--nvn-baseline=old.txt',), (
        'commands.baseline.recorded', 'commands.baseline.unrecorded')),
))
def test_only_what_is_asked_for(
    arguments: tuple[str, ...], wanted: tuple[str, ...],
    tmp_path: pathlib.Path,
) -> None:
    """A format and the baseline are paid for by who uses them."""
    (tmp_path / 'wait.py').write_text(
        'import time\n\n\ndef wait(api):\n    while not api.is_up():\n'
        '        time.sleep(1)\n')
    linted.beside('baseline', 'old.txt', '--select=E1', cwd=tmp_path)
    found = {
        name.partition('.')[2] for name in _imported(
            tmp_path, '-j1', *arguments, 'wait.py') - START}
    optional = {
        name for name in found
        if name.split('.')[0] in ('formats', 'commands')}
    assert 'registry' in found
    assert set(wanted) <= optional
    assert bool(optional) == bool(wanted)
