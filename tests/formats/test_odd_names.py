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

"""A file whose name is not UTF-8 empties no report."""

import json
import os
import pathlib
import sys

import pytest

from tests import linted

CODE = (
    'import time\n\n\ndef wait(api):\n    while not api.is_up():\n'
    '        time.sleep(1)\n')

pytestmark = pytest.mark.skipif(
    sys.platform != 'linux', reason='elsewhere names are Unicode')


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder with such a file and an ordinary one."""
    for name in (b'odd\xff.py', b'plain.py'):
        with open(os.path.join(os.fsencode(tmp_path), name), 'w') as stream:
            stream.write(CODE)
    return tmp_path


@pytest.mark.parametrize('form, wanted', [
    ('nvn-sarif', ['odd%FF.py', 'plain.py']),
    ('nvn-gitlab', ['odd\\udcff.py', 'plain.py'])])
def test_documents(
    form: str, wanted: list[str], project: pathlib.Path,
) -> None:
    """Both files are in it, under names that can be read."""
    done = linted.flake8(
        '--isolated', '--select=NVN', '-j1', f'--format={form}', '.',
        cwd=project, only='flake8-nova-notifications')
    document = json.loads(done.stdout)
    if form == 'nvn-gitlab':
        paths = [one['location']['path'] for one in document]
    else:
        paths = [
            result['locations'][0]['physicalLocation']['artifactLocation'][
                'uri'] for result in document['runs'][0]['results']]
    assert sorted(paths) == wanted
