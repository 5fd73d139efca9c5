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

"""A project whose handlers log, and whose tests do not ask for it."""

import pathlib
import textwrap

from tests import linted

FILES = {
    'setup.py': '',
    'p/__init__.py': '',
    'p/tests/__init__.py': '',
    'p/tests/unit/__init__.py': '',
    'p/exception.py': '''\
class Problem(Exception):
    pass
''',
    'p/_logging.py': '''\
import logging

LOG = logging.getLogger('p.elsewhere')
''',
    'p/manager.py': '''\
import logging

from p._logging import LOG as FAR_LOG
from p import exception

LOG = logging.getLogger(__name__)
AUDIT = logging.getLogger('p.audit')
_ = str


class Driver:
    def boot(self, disk):
        return disk

    def stop(self, disk):
        return disk

    def move(self, disk):
        return disk

    def read(self, disk):
        return disk

    def sync(self, disk):
        return disk

    def wipe(self, disk):
        return disk

    def find(self, disk):
        return disk

    def hold(self, disk):
        return disk

    def join(self, disk):
        return disk

    def part(self, disk):
        return disk

    def mark(self, disk):
        return disk

    def halt(self, disk):
        return disk

    def copy(self, disk):
        return disk


class Manager:
    def __init__(self):
        self.driver = Driver()
        self.state = None

    def boot(self, disk):
        try:
            self.driver.boot(disk)
        except exception.Problem:
            LOG.exception('Failed to boot %s of %d', disk, 5)
            self.state = 'error'

    def stop(self, disk):
        try:
            self.driver.stop(disk)
        except exception.Problem as error:
            LOG.error(error)
            self.state = 'error'

    def move(self, disk):
        try:
            self.driver.move(disk)
        except exception.Problem:
            message = _("It wasn't possible to {0} it").format('move')
            LOG.warning(message)
            self.state = 'error'

    def read(self, disk):
        try:
            self.driver.read(disk)
        except exception.Problem as error:
            FAR_LOG.error('Failed to read the disk: %s', error)
            self.state = 'error'

    def sync(self, disk, level=logging.ERROR):
        try:
            self.driver.sync(disk)
        except exception.Problem as error:
            LOG.log(level, error)
            self.state = 'error'

    def wipe(self, disk):
        try:
            self.driver.wipe(disk)
        except exception.Problem:
            self.state = 'error'
            LOG.warn(f'{disk} was not wiped' + ' in ' 'time')

    def find(self, disk):
        LOG.error('The disk %s is old', disk)
        try:
            self.driver.find(disk)
        except exception.Problem:
            LOG.error('The disk %s was lost', disk)
            self.state = 'error'
        except ValueError:
            LOG.error('It was lost')

    def hold(self, disk):
        LOG.error('The disk %s is old', disk)
        try:
            self.driver.hold(disk)
        except exception.Problem as error:
            LOG.error(error)
            self.state = 'error'

    def join(self, disk):
        try:
            self.driver.join(disk)
        except exception.Problem:
            if disk:
                LOG.error('Failed to join it')
            else:
                LOG.error('Failed to join all')
            self.state = 'error'

    def part(self, disk):
        try:
            self.driver.part(disk)
        except exception.Problem:
            getattr(LOG, 'error')('Failed to part')
            self.state = 'error'

    def halt(self, disk):
        try:
            self.driver.halt(disk)
        except exception.Problem as error:
            self._tell(error)
            self.state = 'error'

    def _tell(self, error):
        LOG.error(error)

    def copy(self, disk):
        LOG.error('The disk %s is old', disk)
        try:
            self.driver.copy(disk)
        except exception.Problem:
            LOG.error("It's lost")
            self.state = 'error'

    def mark(self, disk, said='Failed to mark it'):
        try:
            self.driver.mark(disk)
        except exception.Problem:
            if not disk:
                said = 'Failed to mark all'
            AUDIT.error(said)
            self.state = 'error'
''',
    # The part of the library that is asked for.
    'fixtures.py': '''\
import io
import logging


class FakeLogger:
    def __init__(self):
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        logging.getLogger().addHandler(self.handler)

    @property
    def output(self):
        return self.stream.getvalue()
''',
    'p/tests/fixtures/__init__.py':
        'from .other import *\nfrom .logs import *\n',
    'p/tests/fixtures/other.py': 'class Other:\n    pass\n',
    'p/tests/fixtures/logs.py': '''\
import fixtures


class Fixture:
    def useFixture(self, fixture):
        if hasattr(fixture, 'setUp'):
            fixture.setUp()
        return fixture

    def setUp(self):
        pass


class StandardLogging(Fixture):
    def setUp(self):
        super().setUp()
        self.first = self.useFixture(Fixture())
        self.logger = self.useFixture(fixtures.FakeLogger())
''',
    'p/tests/base.py': '''\
import unittest
import unittest.mock

import fixtures

from p.tests import fixtures as own_fixtures


class TestCase(unittest.TestCase):
    def useFixture(self, fixture):
        if hasattr(fixture, 'setUp'):
            fixture.setUp()
        return fixture


class LoggedTestCase(TestCase):
    def setUp(self):
        super().setUp()
        self.first = self.useFixture(unittest.mock.Mock())
        self.stdlog = self.useFixture(own_fixtures.StandardLogging())


class PlainlyLoggedTestCase(TestCase):
    def setUp(self):
        super().setUp()
        self.fake_logger = self.useFixture(fixtures.FakeLogger())
''',
}
IMPORTS = '''\
import unittest
from unittest import mock

import pytest
import testkit

from p import exception
from p import manager
from p.tests import base


'''
PATH = 'p/tests/unit/test_manager.py'


def written(folder: pathlib.Path) -> None:
    """Write the project into a folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def fixed(folder: pathlib.Path, test: str) -> tuple[str, list[str]]:
    """A test as the fix of NVN201 leaves it, and the reasons of refusals.

    :param folder: where the project was written to.
    """
    new, refused = linted.fixed(
        IMPORTS + textwrap.dedent(test), 'NVN201', path=str(folder / PATH))
    assert new.startswith(IMPORTS)
    return new.removeprefix(IMPORTS), refused


def lines(folder: pathlib.Path, test: str) -> list[int]:
    """The lines of a test on which NVN201 is reported."""
    return linted.lines(
        IMPORTS + test, 'NVN201', path=str(folder / PATH))
