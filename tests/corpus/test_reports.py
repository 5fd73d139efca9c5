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
"""What ``nvn payloads`` and ``nvn waits`` say of released code."""

import json
import os
import pathlib
from typing import Any

import pytest

from tests.corpus import score
from tests import linted
from tests.payloads import agreeing

# KiB, for all of Nova.
MEMORY = 300 * 1024

pytestmark = [pytest.mark.corpus, pytest.mark.network]


@pytest.fixture(scope='module')
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Where the wheels are kept while these tests run."""
    return tmp_path_factory.mktemp('corpus')


@pytest.fixture(scope='module')
def nova(folder: pathlib.Path) -> pathlib.Path:
    """Nova 34.0.0, unpacked."""
    return score.unpacked('nova-34.0.0', folder)


def _json(
    command: str, *arguments: str, cwd: pathlib.Path,
) -> dict[str, Any]:
    done = linted.beside(command, *arguments, '--format=json', cwd=cwd)
    assert done.stdout, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_what_changed(nova: pathlib.Path, folder: pathlib.Path) -> None:
    """From one release to a much later one."""
    old = score.unpacked('nova-16.1.6', folder)
    for tree, events in ((old, 100), (nova, 172)):
        counts = _json('payloads', 'nova', cwd=tree)['counts']
        assert counts['events'] == events
        assert counts['unknown'] <= 5
    told = _json(
        'payloads', 'nova', '--against', str(old / 'nova'), cwd=nova)
    assert (len(told['added']), len(told['gone'])) == (79, 7)
    changed = {one['payload']: one for one in told['changed']}
    assert {name: (one['version_before'], one['version'])
            for name, one in changed.items() if one['version']} == {
        'ExceptionPayload': ('1.0', '1.1'), 'FlavorPayload': ('1.3', '1.4'),
        'InstanceActionPayload': ('1.5', '1.9'),
        'InstanceActionVolumePayload': ('1.3', '1.7'),
        'InstanceActionVolumeSwapPayload': ('1.5', '1.9'),
        'InstanceCreatePayload': ('1.7', '1.13'),
        'InstanceUpdatePayload': ('1.6', '2.1')}
    assert changed['ExceptionPayload']['gained'] == {
        'free_form': ['traceback']}
    assert 'locked_reason' in (
        changed['InstanceActionPayload']['gained']['free_form'])
    assert changed['InstanceUpdatePayload']['lost']['neutral'] == [
        'bandwidth.in_bytes', 'bandwidth.network_name',
        'bandwidth.out_bytes']
    assert 'InstanceActionPayload' in told['failing']


def test_findings_and_report_agree(
    nova: pathlib.Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each event whose payload is reported is listed, and conversely."""
    monkeypatch.chdir(nova)
    files = agreeing.python_files(pathlib.Path('nova'))
    found, told = agreeing.reported(files), agreeing.rows(files)
    assert len(found) > 100 and len(told) > 150
    assert agreeing.missing_in_report(found, told) == []
    assert agreeing.missing_in_findings(found, told) == []


def test_what_tests_wait_for(nova: pathlib.Path) -> None:
    """The longest tests, the shortest waits, and the sums."""
    told = _json(
        'waits', 'nova/tests/functional', '--limit=160', cwd=nova)
    assert 10 <= told['median'] <= 10.5
    assert 20_000 < told['sum'] < 20_300
    assert sum(one['seconds'] > 160 for one in told['tests']) == 12
    near = {one['name']: one for one in told['tests']
            if 144 <= one['seconds'] <= 160}
    assert {name: (one['waits'], one['seconds'])
            for name, one in near.items()} == {
        'LibvirtDeviceBusMigration.test_default_image_property_persists_'
        'across_host_flag_changes': (28, 156.0)}
    shortest = told['waits'][0]
    assert shortest['function'] == (
        'InstanceHelperMixin._wait_for_server_parameter')
    assert (shortest['seconds'], shortest['base']) == (4.5, -0.5)
    assert shortest['tests'] > 1000
    assert sum(one['seconds'] is not None and one['seconds'] <= 5
               for one in told['waits']) == 9


@pytest.mark.skipif(
    not os.path.exists('/proc/self/status'), reason='Linux tells it')
@pytest.mark.parametrize('command', ['payloads', 'waits'])
def test_memory(command: str, nova: pathlib.Path) -> None:
    """All of Nova, with one process."""
    script = (
        'import re, sys\n'
        'from flake8_nova_notifications.__main__ import main\n'
        f'sys.argv = ["nvn", "{command}", "nova", "-j1"]\n'
        'status = main()\n'
        # Of this program alone, unlike what getrusage() says of a child.
        'told = open("/proc/self/status").read()\n'
        'print(re.search(r"VmHWM:\\s+(\\d+) kB", told)[1], '
        'file=sys.stderr)\n')
    assert int(linted.python(script, cwd=nova).stderr) < MEMORY
