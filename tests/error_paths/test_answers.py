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

"""Errors that are answers: to come again, nothing there, nobody may ask."""

import pathlib
import textwrap

import pytest

from tests import cases
from tests import linted

PATH = 'project/tests/test_it.py'

HEAD = '''\
import errno
import os
import pwd
import ssl
import subprocess
import unittest
from unittest import mock

from project import errors
from project import it


def answer(name):
    if name == 'args':
        return 'an answer'
    raise errors.ConfigurationError()


def fail(name):
    if name == 'args':
        it.note(name)
    raise errors.ConfigurationError()


class Case(unittest.TestCase):

    def test_it(self):
'''


def _test(lines: str) -> str:
    return HEAD + textwrap.indent(lines, ' ' * 8)


@pytest.mark.parametrize('case', cases.of_file(
    pathlib.Path(__file__).with_name('cases') / 'answers.txt'), ids=str)
def test_answers(case: cases.Case) -> None:
    """A handled failure is told of, an answer is not."""
    assert bool(linted.lines(
        _test(case.text()), 'NVN201', 'NVN206', path=PATH)) is (
            case.wanted == 'reported')


def test_unchecked_answers() -> None:
    """What ends a loop is no failure, whatever is asserted."""
    code = 'm.queue.pop.side_effect = {}\nit.run(m)\n'
    for error, found in (('IndexError', []), ('OSError', [28])):
        assert linted.lines(
            _test(code.format(error)), 'NVN203', path=PATH) == found


@pytest.mark.parametrize('check, wanted', [
    ('self.assertFalse(it.has_ipv6(m))', []),
    ('assert not it.has_ipv6(m)', []),
    ('self.assertTrue(it.has_ipv6(m))', [29]),
    ('self.assertFalse(it.connect(m))', [29]),
    ('assert it.has_ipv6(m) is None', [29]),
    ('self.assertFalse(it.has_ipv6(m))\n        assert m.called', [29]),
])
def test_asked_by_trying(check: str, wanted: list[int]) -> None:
    """A predicate that is false where the call fails has answered."""
    code = (f'{HEAD}        m = mock.MagicMock()\n'
            f'        m.bind.side_effect = OSError\n        {check}\n')
    assert linted.lines(code, 'NVN201', 'NVN206', path=PATH) == wanted


@pytest.mark.parametrize('call, wanted', [
    ('get_error_message()', []),
    ('format_exception_only()', []),
    ('lastError()', []),
    ('get_error_message(job)', [5]),
    ('get_name()', [5]),
    ('count_error()', [5]),
])
def test_helper_that_reads_the_error(call: str, wanted: list[int]) -> None:
    """A helper without arguments can only ask the interpreter."""
    code = ('def f(job):\n    try:\n        job.run()\n'
            '    # All that runs here.\n    except Exception:\n'
            f'        message = {call}\n        LOG.error(message)\n')
    assert linted.lines(code, 'NVN212') == wanted
