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

"""``flake8 -``, as some editors run it: nothing is found that a name ends.

Where the answer stands in a file that a text without a name cannot ask, it
keeps silent.
"""

import pathlib
import textwrap

import pytest

from tests import linted

# Path, code and the file that decides, in a project of that name.
CASES = {
    'what handles the error': ('app/tests/unit/test_boot.py', '''
        from unittest import mock
        from app import errors
        from app import test

        class TestBoot(test.TestCase):
            @mock.patch('app.driver.boot')
            def test_boot_error(self, mock_boot):
                mock_boot.side_effect = errors.BootFailed()
                self.manager.boot()
                self.assertEqual('error', self.manager.state)
    ''', 'app/manager.py', '''
        import logging
        from app import driver
        LOG = logging.getLogger(__name__)

        class Manager:
            def boot(self):
                try:
                    driver.boot()
                except Exception:
                    LOG.debug('again')
                    self.state = 'error'
    '''),
    'the fields of a payload': ('app/notifications/objects.py', '''
        from app.notifications import base
        from app import image

        class ImagePayload(base.NotificationPayloadBase):
            fields = {
                k: v.__class__() for k, v in image.Image.fields.items()}
    ''', 'app/image.py', '''
        from oslo_versionedobjects import base, fields

        class Image(base.VersionedObject):
            fields = {'state': fields.StringField()}
    '''),
    'the samples of the API': ('app/tests/functional/test_sample.py', '''
        from app.tests.functional import api_samples_test_base

        class TestSample(api_samples_test_base.Base):
            def test_it(self):
                self.check({'adminPass': '4ZQ3bb6WYbC2'})
    ''', 'doc/api_samples/server.json', '{"adminPass": "4ZQ3bb6WYbC2"}'),
    'what the test base makes of patches': ('app/tests/unit/test_api.py', '''
        from unittest import mock
        from app import errors
        from app import test

        class TestApi(test.TestCase):
            @mock.patch('app.api.create')
            def test_create(self, mock_create):
                mock_create.side_effect = errors.CreateFailed()
                self.assertRaises(errors.CreateFailed, self.api.create)
    ''', 'app/test.py', '''
        from oslotest import mock_fixture
        mock_fixture.patch_mock_module()
    '''),
    'the folder of a fake': ('app/tests/unit/fake.py', '''
        class FakeServer:
            def stop(self):
                try:
                    self.connection.close()
                except Exception:
                    pass
    ''', 'setup.cfg', ''),
}


def _codes(code: str, path: str) -> list[tuple[str, str]]:
    """Place and code of each finding that is about more than waits."""
    return [(text.split()[0], text.split()[1])
            for text in linted.report(code, path=path, nvn_all=True)]


@pytest.mark.parametrize('title', CASES)
def test_nothing_that_the_named_run_has_not(
    title: str, tmp_path: pathlib.Path,
) -> None:
    """The same place has another code, or none, and never a louder one."""
    path, code, other, text = CASES[title]
    code = textwrap.dedent(code)
    file = tmp_path / 'project' / path
    for made, content in ((file, code),
                          (tmp_path / 'project' / other, text)):
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(textwrap.dedent(content))
    for folder in file.parents:
        if folder == tmp_path / 'project':
            break
        (folder / '__init__.py').touch()
    for root in ('project', 'elsewhere'):
        (tmp_path / root).mkdir(exist_ok=True)
        (tmp_path / root / 'setup.cfg').touch()
    named = _codes(code, str(file))
    assert set(_codes(code, 'stdin')) <= set(named)
    # Below another name, and alone, there is something to find.
    alone = tmp_path / 'elsewhere' / (
        file.name if 'test' in file.name else 'app.py')
    assert set(_codes(code, str(alone))) - set(named)


def test_what_needs_no_other_file() -> None:
    """All of it is found, with the same words."""
    for rule in ('NVN101', 'NVN102', 'NVN203', 'NVN302'):
        for example in linted.rule(rule).about.examples:
            assert linted.report(example.code, rule, path='-') == (
                linted.report(example.code, rule, path=example.path))
