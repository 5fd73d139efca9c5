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
        'two words': '# Gone already.\n        pass',
        'a question': '# why does this ever happen?\n        pass',
        'a mark in a text': "say('# this is no comment')",
        'another name': 'return answer(other)',
        'its name is bound anew': 'e = None',
        'a plain text': "self.text = 'all is well'",
        'a plain answer': 'return share.size',
        'a function called add': 'add(share)',
        'a keyword': 'share.set(size=1)',
        'a comment outside': 'pass\n    # The share is gone already.',
        'written elsewhere': "handle.write('x')",
        'an annotation': 'found: int = 0',
    },
    'NVN212': {
        'only the place': "LOG.warning('Failed to mount %s', share)",
        'an alias': "log = LOG.error\n        log('Failed')",
        'without the traceback': "LOG.error('x', exc_info=False)",
        'at a quiet level': "LOG.debug('x')",
        'one of two aliases': (
            "log = LOG.error if share else LOG.warning\n        log('x')"),
        'an alias above': "log('x')\n        log = LOG.error",
        'a state of a log': "LOG.error('x', extra={'error': 1})",
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
        'a comment behind': 'pass  # The share is gone already.',
        'a comment below': 'pass\n        # The share is gone already.',
        'a keyword of failure': 'share.set(error=1)',
        'a failing word': 'return FAILED',
        'a failing attribute': 'return states.ERROR',
        'a failing text': "return 'error'",
        'yielded': "yield 'failed'",
        'an annotated state': "state: str = 'error'",
        'a state as value': 'found = states.FAILED',
        'printed to a stream': "sys.stderr.write('x')",
        'traced': 'text = traceback.format_exc()',
        'traced by any': 'text = traceback.anything()',
        'a print': "print('x')",
        'put into a queue': 'queue.put(share)',
        'reported': 'reporter.send_report()',
        'aborted': "abort(404)",
        'handed on by name': 'return answer(text=e)',
        'the traceback by a value': "LOG.error('x', exc_info=share)",
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
    'a block outside raises': '''
def f():
    with excutils.save_and_reraise_exception():
        try:
            clean()
        except Exception:
            pass
''',
    'an outer handler calls a raiser': '''
def f():
    try:
        g()
    except OSError as error:
        try:
            clean()
        except Exception:
            pass
        raise_it(error)
''',
    'a loop that waits': '''
def f(host):
    while not host.up:
        try:
            host.ping()
        except Exception:
            pass
        time.sleep(1)
''',
    'a retry that returns': '''
def f(path):
    for _ in range(2):
        try:
            return path.rename()
        except Exception:
            pass
''',
    'a fall-back beside others': '''
def f(path):
    try:
        # Best effort.
        path.rename()
    except ValueError:
        raise
    except Exception:
        path = None
        # The path is kept as it is.
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


NOT_EXCUSED = {
    'an outer handler does not raise': '''
def f():
    try:
        g()
    except OSError:
        try:
            clean()
        except Exception:  # NVN211
            pass
''',
    'it raises itself only': '''
def f():
    try:
        g()
    except OSError:
        try:
            clean()
        except Exception:  # NVN211
            pass
        except ValueError:
            g()
''',
    'another block around': '''
def f():
    with excutils.other():
        try:
            clean()
        except Exception:  # NVN211
            pass
''',
    'in a function of its own': '''
def f():
    try:
        g()
    except OSError as error:
        def later():
            try:
                clean()
            except Exception:  # NVN211
                pass
        raise error
''',
    'a loop over things': '''
def f(paths):
    for path in paths:
        try:
            path.rename()
            break
        except Exception:  # NVN211
            pass
''',
    'a loop that goes on': '''
def f(path):
    for _ in range(2):
        try:
            path.rename()
        except Exception:  # NVN211
            pass
''',
    'another handler has the reason': '''
def f(path):
    try:
        path.rename()
    except Exception:  # NVN211
        path = None
    # The path is kept as it is.
''',
    'the words stand above a later handler': '''
def f(path):
    try:
        # falls back
        path.rename()
    except ValueError:
        raise
    except Exception:  # NVN211
        pass
''',
}


@pytest.mark.parametrize('code', NOT_EXCUSED.values(), ids=NOT_EXCUSED)
def test_not_excused(code: str) -> None:
    """Near to an excuse, and none."""
    assert linted.lines(HEAD + code, 'NVN211') == linted.marked(
        HEAD + code, 'NVN211')


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
