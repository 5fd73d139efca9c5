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

"""What editors are shown: two files of one small project."""

import pathlib
import sys

import pytest

# A wait below a line that is longer in bytes than in characters.
WAIT = '''\
import time


def wait(api):
    # é and 𝄞: columns are counted in different units
    for _ in range(50):
        if api.get_state() == 'up':
            return
        time.sleep(0.5)
    raise RuntimeError('no')
'''
# What this base class asserts decides what is said of the test below it.
BASE = '''\
import unittest


class Base(unittest.TestCase):

    def finish(self):
        pass
'''
TEST = '''\
from unittest import mock

from project import manager
from project.tests import base


class TestReboot(base.Base):

    @mock.patch('project.driver.reboot')
    def test_reboot_error(self, mock_reboot):
        mock_reboot.side_effect = ValueError()
        manager.reboot_instance('one')
        self.finish()
'''
ASSERTS = BASE.replace('pass', "self.assertEqual('error', self.state)")
MANAGER = '''\
import logging

from project import driver

LOG = logging.getLogger(__name__)


def reboot_instance(instance):
    try:
        driver.reboot(instance)
    except ValueError:
        LOG.exception('Reboot failed')
'''
LOGS = BASE.replace('pass', 'self.mock_log.error.assert_called_once()')


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    """A project whose test depends on a base class in another file."""
    tests = tmp_path / 'project' / 'tests'
    tests.mkdir(parents=True)
    for folder in (tests.parent, tests):
        (folder / '__init__.py').write_text('')
    (tmp_path / 'setup.cfg').write_text('[flake8]\nextend-select = NVN\n')
    (tests / 'base.py').write_text(BASE)
    (tests.parent / 'driver.py').write_text(
        'def reboot(instance):\n    raise NotImplementedError()\n')
    (tests.parent / 'manager.py').write_text(MANAGER)
    (tests / 'test_reboot.py').write_text(TEST)
    return tmp_path


@pytest.fixture(scope='session')
def flake8(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A flake8 program of this environment, as editors start one.

    The one that pip made may lie elsewhere: the README's command installs
    into a folder that is only on PYTHONPATH.
    """
    path = tmp_path_factory.mktemp('bin') / 'flake8'
    path.write_text(
        f'#!/bin/sh\nPYTHONSAFEPATH=1 exec "{sys.executable}" -m flake8 '
        '"$@"\n')
    path.chmod(0o755)
    return path
