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

import pytest

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

REPORTED = {
    'an error of a call': 'm.send.side_effect = OSError(errno.EPIPE, "x")',
    'KeyError of work': 'm.run.side_effect = KeyError("x")',
    'IndexError of work': 'm.run.side_effect = IndexError',
    'a time-out of work': 'm.connect.side_effect = TimeoutError()',
    'a time-out of another kind': 'm.wait.side_effect = errors.VifTimeout()',
    'an error for every name': 'm.load.side_effect = fail',
    'the second answer': 'm.run.side_effect = [1, RuntimeError]',
    'an error after two answers': 'm.run.side_effect = [1, 2, OSError]',
    'an error that says why': (
        'm.run.side_effect = [1, 2, RuntimeError("gone")]'),
    'OSError of a stat that says why': (
        "m = mock.patch('os.stat', side_effect=OSError(13, 'x')).start()"),
    'OSError of another call': (
        "m = mock.patch('os.remove', side_effect=OSError).start()"),
    'ImportError of work': 'm.set_up.side_effect = ImportError',
    'a general error': (
        "m.run.side_effect = Exception('disk must not be full')"),
    'a special error': (
        "m.run.side_effect = errors.BadError('you should not sleep')"),
    'a message of something else': (
        "e = OSError()\n        e.message = 'disk is full'\n"
        '        m.run.side_effect = e'),
    'a code of something else': (
        "m.run.side_effect = errors.ClientError("
        "{'Error': {'Code': 'AccessDenied'}})"),
    'words that only begin so': (
        "m.run.side_effect = errors.ClientError('NoSuch luck')"),
}
SILENT = {
    'come again': 'm.send.side_effect = OSError(errno.EWOULDBLOCK, "x")',
    'interrupted': 'm.send.side_effect = InterruptedError()',
    'TLS wants more': 'm.read.side_effect = ssl.SSLWantReadError()',
    'an unknown user': (
        "m = mock.patch('pwd.getpwuid', side_effect=KeyError).start()"),
    'not in the cache': 'm.__getitem__.side_effect = KeyError()',
    'an empty list': 'm.queue.pop.side_effect = IndexError',
    'an empty queue': 'm.take.side_effect = errors.Empty()',
    'did not end in time': (
        "m.wait.side_effect = subprocess.TimeoutExpired('x', 5)"),
    'no result in time': 'm.get.side_effect = errors.TaskTimeoutError()',
    'a table of answers': (
        "m.load.side_effect = answer"),
    'nobody may ask again': 'm.run.side_effect = [1, 2, RuntimeError]',
    'no such file': "m = mock.patch('os.stat', side_effect=OSError).start()",
    'no such module': (
        "m = mock.patch('builtins.__import__', side_effect=ImportError)"
        '.start()'),
    'must not be used': (
        "m.run.side_effect = Exception('policy should not sleep: it can')"),
    'says so later': (
        "e = OSError()\n        e.message = 'table does not exist'\n"
        '        m.run.side_effect = e'),
    'says so later by name': (
        "e = OSError()\n        setattr(e, 'text', {'m': 'no such table'})\n"
        '        m.run.side_effect = e'),
    'a code of a service': (
        "m.run.side_effect = errors.ClientError("
        "{'Error': {'Code': 'NoSuchBucket'}})"),
    'a code with its exception': (
        "m.run.side_effect = errors.ClientError("
        "{'Error': {'Code': 'ResourceNotFoundException'}})"),
}


@pytest.mark.parametrize('line, wanted', [
    *((line, True) for line in REPORTED.values()),
    *((line, False) for line in SILENT.values()),
], ids=[*REPORTED, *SILENT])
def test_answers(line: str, wanted: bool) -> None:
    """A handled failure is told of, an answer is not."""
    code = (f'{HEAD}        m = mock.MagicMock()\n        {line}\n'
            '        self.assertEqual(1, it.run(m))\n')
    assert bool(linted.lines(code, 'NVN201', 'NVN206', path=PATH)) is wanted


def test_unchecked_answers() -> None:
    """What ends a loop is no failure, whatever is asserted."""
    code = (f'{HEAD}        m = mock.MagicMock()\n'
            '        m.queue.pop.side_effect = {}\n'
            '        it.run(m)\n')
    assert linted.lines(
        code.format('IndexError'), 'NVN203', path=PATH) == []
    assert linted.lines(
        code.format('OSError'), 'NVN203', path=PATH) == [29]


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
