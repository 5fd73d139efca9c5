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

"""Broad handlers: what counts as a trace of the error, and what excuses."""

import pytest

from tests import linted

HEAD = '''\
import contextlib
import logging
import sys
import time
import traceback

from oslo_utils import excutils

LOG = logging.getLogger(__name__)
'''
# The body of ``except Exception as e:``, or of a bare handler.
BODIES = {
    'NVN211': {
        'pass': 'pass',
        'a fallback': 'return []',
        'an assignment': 'found = None',
        'a task for later': '# TODO(me): log this one day\n        pass',
        'a regret': '# this should really not be so broad\n        pass',
        'a tool': 'pass  # noqa: S110 and nothing else',
        'a clean-up': 'session.rollback()',
    },
    'NVN212': {
        'only the place': "LOG.warning('Failed to mount %s', share)",
        'an alias': "log = LOG.error\n        log('Failed')",
        'without the traceback': "LOG.error('x', exc_info=False)",
    },
    '': {
        'raised': 'raise',
        'translated': "raise ValueError('x')",
        'raised after': (
            'with excutils.save_and_reraise_exception():\n'
            '            clean()'),
        'raised by a helper': '_reraise_as_http()',
        'exit': 'sys.exit(1)',
        'logged': "LOG.exception('x')",
        'with the traceback': "LOG.warning('x', exc_info=True)",
        'with the error': "LOG.warning('x: %s', e)",
        'by way of a text': "text = 'x: %s' % e\n        LOG.warning(text)",
        'exc_info': 'stack = sys.exc_info()',
        'printed': 'traceback.print_exc()',
        'used': 'return answer(e)',
        'a state': "self.status = 'error'",
        'a flag': 'self.failed = True',
        'a collection': 'bad.append(share)',
        'a count': 'lost += 1',
        'a notification': 'self.notify_about(share)',
        'a reason': '# The share is gone already.\n        pass',
        'a helper that logs': "self._log_failure('x')",
    },
}
CASES = [
    pytest.param(code, body, id=f'{code or "silent"}-{name}')
    for code, bodies in BODIES.items() for name, body in bodies.items()]


def _function(body: str) -> str:
    return HEAD + (
        '\n\ndef f(self, share):\n    try:\n        share.mount()\n'
        f'    except Exception as e:\n        {body}\n')


@pytest.mark.parametrize('code, body', CASES)
def test_bodies(code: str, body: str) -> None:
    """What a handler does decides; the report stands at the handler."""
    found = linted.report(_function(body), 'NVN211', 'NVN212')
    assert [line.partition(' handler')[0] for line in found] == (
        [f'15:5 {code}'] if code else [])


@pytest.mark.parametrize('caught, broad', [
    ('', True), (' Exception', True), (' BaseException', True),
    (' (ValueError, Exception)', True), (' ValueError', False),
    (' (ValueError, OSError)', False), (' errors.Exception', False)])
def test_broad(caught: str, broad: bool) -> None:
    """Only handlers that catch everything are meant."""
    code = f'try:\n    f()\nexcept{caught}:\n    pass\n'
    assert linted.lines(code, 'NVN211') == ([3] if broad else [])


def test_texts() -> None:
    """What is caught is named."""
    code = 'try:\n    f()\nexcept:\n    pass\n'
    assert linted.report(code, 'NVN211', 'NVN212') == [
        '3:1 NVN211 handler of everything hides every error; log it, catch '
        'less, or say in a comment inside the handler why it may be lost']


EXCUSED = {
    'an outer handler raises': '''
def f():
    try:
        g()
    except OSError as error:
        try:
            clean()
        except Exception:
            pass
        raise error
''',
    'an outer block raises': '''
def f():
    try:
        g()
    except OSError:
        with excutils.save_and_reraise_exception():
            try:
                clean()
            except Exception:
                pass
''',
    'the probe of a wait': '''
def f(host):
    for _ in range(3):
        try:
            host.ping()
            return
        except Exception:
            pass
        time.sleep(1)
    raise RuntimeError(host)
''',
    'a counted retry': '''
def f(path):
    for _ in range(2):
        try:
            path.rename()
            break
        except Exception:
            pass
    return path.exists()
''',
}


@pytest.mark.parametrize('code', EXCUSED.values(), ids=EXCUSED)
def test_excused(code: str) -> None:
    """Some errors may go: another is on its way, or it is tried again."""
    assert linted.lines(HEAD + code, 'NVN211') == []


def test_inner_log_without_its_own_error() -> None:
    """An outer error on its way does not excuse a log without the inner."""
    code = HEAD + '''
def f():
    try:
        g()
    except OSError:
        try:
            clean()
        except Exception:
            LOG.warning('Cannot clean')
        raise
'''
    assert linted.lines(code, 'NVN212') == [17]


@pytest.mark.parametrize('path, looked_at', [
    ('nova/compute/manager.py', True), ('nova/tests/fixtures/nova.py', False),
    ('nova/test_it.py', False), ('setup.py', False),
    ('tools/check.py', False), ('heat_integrationtests/common.py', False),
    ('nova/db/migrations/versions/1.py', False)])
def test_production(path: str, looked_at: bool) -> None:
    """Tests, tools and migrations are no production code."""
    code = _function('pass')
    assert bool(linted.lines(code, 'NVN211', path=path)) is looked_at


def test_option() -> None:
    """A project can say what is production code all the same."""
    code = _function('pass')
    assert linted.lines(
        code, 'NVN211', path='tools/check.py',
        nvn_production_files=('tools',)) == [15]


def test_configured_logger() -> None:
    """A logger that only the project knows is a logger."""
    code = _function("journal.info('x')")
    assert linted.lines(code, 'NVN211') == [15]
    assert linted.lines(code, 'NVN211', nvn_loggers=('journal',)) == []
    assert linted.lines(code, 'NVN212', nvn_loggers=('journal',)) == [15]


@pytest.mark.parametrize('above', ('', '\n'))
def test_two_words_inside_a_handler(above: str) -> None:
    """They are a reason above the handler, and too few inside of it."""
    inside = (
        f'{above}def get(guest):\n    try:\n        return guest.disks\n'
        '    except Exception:  # falls back\n        return []\n')
    before = (
        f'{above}def get(guest):\n    try:\n        # falls back\n'
        '        return guest.disks\n'
        '    except Exception:\n        return []\n')
    path = 'nova/virt/guest.py'
    assert linted.lines(inside, 'NVN211', path=path) == [4 + len(above)]
    assert linted.lines(before, 'NVN211', path=path) == []
