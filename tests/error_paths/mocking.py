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


"""A test case around some lines, and what is known of what they mock."""

import re
import textwrap

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rules.error_paths.mocked import mocked_errors
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    MockedError)
from tests import linted

_METHOD = re.compile(r'(?:@.*\n)*(?:async )?def \w+\((?:self|cls|m)\b')
PATH = 'nova/tests/unit/test_it.py'
IMPORTS = '''\
import errno
import itertools
import unittest
from unittest import mock

from nova.compute import manager
from nova import exception
from nova import test


def boom(*args):
    raise exception.Boom()


def picky(number):
    if number == 404:
        raise exception.Boom()
    return number


class Broken:
    calls = 0

    def __call__(self):
        self.calls += 1
        raise exception.Boom()


class Own(exception.NovaException):
    pass


class Plain:
    pass


KNOWN = exception.Boom()


def build():
    return exception.Boom()


def builder():
    return boom


def translate():
    try:
        run()
    except KeyError:
        raise exception.Boom()


def again():
    try:
        run()
    except KeyError:
        raise


def sometimes(number):
    while number:
        raise exception.Boom()


def one_of(number):
    if number:
        raise exception.Bust()
    raise exception.Boom()


class Choosy:
    def __call__(self, number):
        if number:
            raise exception.Boom()


async def await_boom():
    raise exception.Boom()


'''
CASE = '''\


class Case(test.TestCase):
    def setUp(self):
        super().setUp()
        self.mock_audit = mock.patch.object(manager, 'LOG').start()

'''


def read(lines: str) -> SourceFile:
    """A file with a test case: lines of one test, or whole methods."""
    lines = lines.strip('\n')
    if _METHOD.match(lines) is None:
        lines = 'def test_it(self):\n' + textwrap.indent(lines, '    ')
    return linted.read(
        f'{IMPORTS}{CASE}{textwrap.indent(lines, "    ")}\n', PATH)


def found(source: SourceFile) -> list[MockedError]:
    """The mocked failures of a file, those that propagate last."""
    errors = {id(error): error for error in (
        *source.once(mocked_errors.mocked_errors),
        *mocked_errors.propagated_errors(source))}
    return list(errors.values())


def error(one: MockedError) -> str:
    """What a mock raises, whether always, and what else does."""
    return one.raised.text + (' at times' if one.raised.conditional else '')


def others(one: MockedError) -> str:
    """The further errors that a test mocks."""
    return ''.join(f' and {other.text}' for other in one.others)
