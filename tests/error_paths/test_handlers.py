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

import sys

import pytest

from tests import linted

HEAD = '''\
import contextlib
import logging
import sys
import time
import traceback

from logging import warning
from oslo_utils import excutils

LOG = logging.getLogger(__name__)
chronicle = logging.getLogger('x')
'''
HELPERS = '''

def forget(share):
    LOG.error('gone')


def explain():
    LOG.info('gone', exc_info=True)


def tidy(share):
    LOG.debug('tidy')
'''
# The body of ``except Exception as e:``, or of a bare handler.
BODIES = {
    'NVN211': {
        'pass': 'pass',
        'no status': 'status = None',
        'no error': 'self.error = None',
        'an error that is not raised': 'exceptions.CommandError(share)',
        'a builtin error that is not raised': "ValueError('gone')",
        'a fallback': 'return []',
        'an assignment': 'found = None',
        'a task for later': '# TODO(me): log this one day\n        pass',
        'a regret': '# this should really not be so broad\n        pass',
        'a tool': 'pass  # noqa: S110, BLE001',
        'two tools': 'pass  # pylint: disable=a-b, c  # type: ignore[a, b]',
        'two tools in two lines': (
            'pass  # pylint: disable=broad-except\n'
            '        # pylint: enable=broad-except'),
        'a regret below a task': (
            '# TODO(me): log this one day\n'
            '        # NOTE(me): not sure about it\n        pass'),
        'a clean-up': 'session.rollback()',
        'a clean-up that is logged': 'tidy(share)',
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
        'an annotation alone': 'found: int',
        'a plain return': 'return',
        'a plain yield': 'yield',
        'another thing yielded': 'yield share',
        'anything of another module': 'text = stack.anything()',
        'a function called write': "write('stderr')",
        'another method of a stream': 'sys.stderr.flush()',
        'a collection in a name': 'append = share',
        'a method of no log': "tell = share.forget\n        tell('x')",
        'a log method that is not called': 'tell = LOG.info',
        'a log method that another calls': (
            "tell = LOG.info\n        share.tell('x')"),
        'a log method under another name': (
            "tell, say = LOG.info, print\n        say_it('x')"),
        'a state that is compared': 'share.has(1 == status)',
        'a text that is no word': "found = 'no error'",
        'another handles something': 'queue.handle(share)',
        'an answer that is yes': 'valid_mac = True',
        'a word of three is too few': '# Gone, already.\n        pass',
        'a mark behind one blank': 'pass # The share is gone already.',
        'a comment behind an empty line, further out': (
            'pass\n\n    # The share is gone already.'),
        'a comment below, and two words': (
            'pass\n        # Gone already.\n\n    # Ever so long ago.'),
        'a comment one column out': (
            'pass\n       # The share is gone already.'),
    },
    'NVN212': {
        'a function of logging': "warning('x')",
        'a helper of the file': 'forget(share)',
        'a logger by its maker': "chronicle.error('x')",
        'only the place': "LOG.warning('Failed to mount %s', share)",
        'an alias': "log = LOG.error\n        log('Failed')",
        'without the traceback': "LOG.error('x', exc_info=False)",
        'at a quiet level': "LOG.debug('x')",
        'one of two aliases': (
            "log = LOG.error if share else LOG.warning\n        log('x')"),
        'an alias above': "log('x')\n        log = LOG.error",
        'a state of a log': "LOG.error('x', extra={'error': 1})",
        'a status of a log': "LOG.error('x', status=1)",
        'other keywords': "LOG.error('x', extra=share, stack_info=True)",
        'no traceback': "LOG.error('x', extra=share, exc_info=0)",
        'a method of a log under a name': (
            "tell = LOG.error\n        tell('x')"),
        'one of two methods is a log': (
            "tell = share.tell if share else LOG.error\n        tell('x')"),
        'the other of two methods is a log': (
            "tell = LOG.error if share else share.tell\n        tell('x')"),
        'a method of a log under two names': (
            "say = tell = LOG.error\n        tell('x')"),
        'a method of a log, named further down': (
            "for _ in share:\n            tell('x')\n"
            "        tell = LOG.error"),
    },
    '': {
        'raised': 'raise',
        'answered with a status': "return {'answer': share}, 503",
        'answered with a named status': (
            'return Response(http_client.INTERNAL_SERVER_ERROR)'),
        'a status that is set': 'status = share.size',
        'shown to the user': "exceptions.handle(request, _('no list'))",
        'handled elsewhere': 'self._handle_http_error()',
        'an answer that is no': 'valid_mac = False',
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
        'explained by a helper of the file': 'explain()',
        'a state': "self.status = 'error'",
        'a flag': 'self.failed = True',
        'a collection': 'bad.append(share)',
        'a count': 'lost += 1',
        'a notification': 'self.notify_about(share)',
        'a reason': '# The share is gone already.\n        pass',
        'a reason beside a tool': 'pass  # noqa: S110 gone for ever',
        'a reason below a tool': (
            'pass  # pylint: disable=broad-except\n'
            '        # Gone for ever.'),
        'a reason and a task': (
            '# NOTE(me): mount() logs it.\n'
            '        # TODO(me): try again\n        pass'),
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
        'the traceback behind others': (
            "LOG.error('x', extra=share, exc_info=True)"),
        'logged twice, with the error': (
            "LOG.debug(e)\n        LOG.error('x')"),
        'logged twice, the error last': (
            "LOG.error('x')\n        LOG.debug(e)"),
        'the traceback under a name': (
            "tell = LOG.exception\n        tell('x', exc_info=True)"),
        'raised by a later call': (
            'def later():\n            raise ValueError'),
        'logged by a later call': (
            "if share:\n            spawn(lambda: LOG.error('x', e))"),
        'failed by a helper': 'share.fail(1)',
        'exits': 'os._exit(1)',
        'a helper of a log': "self.logger_for(share)",
        'lines to a stream': "sys.stdout.writelines(['x'])",
        'exc_info of another module': 'found = exc_info()',
        'collected': 'lost.add(share)',
        'counted in an attribute': 'self.lost -= 1',
        'an error that is called': 'self.set_error(share)',
        'a second keyword of failure': 'share.set(size=1, failed=True)',
        'a state that is kept in a part': "found['status'] = 1",
        'a state in a tuple': "size, found = 0, 'error'",
        'a failure deep in an answer': "return {'size': [states.ERROR]}",
        'three words': '# Gone, long ago.\n        pass',
        'words in two lines': '# Gone\n        # long ago.\n        pass',
        'words below, deeper': 'pass\n            # Gone for ever.',
        'words below in two lines': (
            'pass\n        # Gone\n        # for ever.'),
        'words behind the last line': (
            'found = [\n            1]  # Gone for ever.'),
    },
}
CASES = [
    pytest.param(code, body, id=f'{code or "silent"}-{name}')
    for code, bodies in BODIES.items() for name, body in bodies.items()]


def _function(body: str) -> str:
    return HEAD + (
        '\n\ndef f(self, share):\n    try:\n        share.mount()\n'
        f'    except Exception as e:\n        {body}\n') + HELPERS


@pytest.mark.parametrize('code, body', CASES)
def test_bodies(code: str, body: str) -> None:
    """What a handler does decides; the report stands at the handler."""
    found = linted.report(_function(body), 'NVN211', 'NVN212')
    assert [' '.join(line.split()[:2]) for line in found] == (
        [f'17:5 {code}'] if code else [])


@pytest.mark.parametrize('caught, broad', [
    ('', True), (' Exception', True), (' BaseException', True),
    (' (ValueError, Exception)', True), (' ValueError', False),
    (' (ValueError, OSError)', False), (' errors.Exception', False),
    (' (ValueError, (OSError, Exception))', True)])
def test_broad(caught: str, broad: bool) -> None:
    """Only handlers that catch everything are meant."""
    code = f'try:\n    f()\nexcept{caught}:\n    pass\n'
    assert linted.lines(code, 'NVN211') == ([3] if broad else [])


@pytest.mark.parametrize('tool', ('noqa: S110', 'pylint: disable=W0703'))
@pytest.mark.parametrize('reason, reported', (
    ('', [3]), ('  # Gone.', [3]), ('  # Gone for ever.', [])))
def test_told_to_tools(
    tool: str, reason: str, reported: list[int],
) -> None:
    """What ``except`` says to a tool is no reason, nor does it hide one."""
    code = (f'try:\n    f()\nexcept Exception:  # {tool}\n'
            f'    pass{reason}\n')
    assert linted.lines(code, 'NVN211') == reported


@pytest.mark.parametrize('depth, reported', [(0, []), (4, [6])])
def test_comment_between(depth: int, reported: list[int]) -> None:
    """Above an ``except`` it is about that one, further in it is not."""
    code = ('try:\n    f()\nexcept ValueError:\n    raise\n'
            f'{" " * depth}# The share is gone already.\n'
            'except Exception:\n    pass\n')
    assert linted.lines(code, 'NVN211') == reported


@pytest.mark.parametrize('caught, kind', [
    (' Exception', 'except Exception'), ('', 'bare except'),
    (' (ValueError, Exception)', 'except (ValueError, Exception)')])
def test_log_texts(caught: str, kind: str) -> None:
    """What is caught is named where it is logged, too."""
    code = f'try:\n    f()\nexcept{caught}:\n    LOG.error(1)\n'
    assert linted.report(code, 'NVN211', 'NVN212') == [
        f'3:1 NVN212 {kind} logs a message without the error; use '
        'LOG.exception, exc_info=True, or add the exception to the message']


def test_aliases_of_a_module() -> None:
    """A log method under another name is one wherever it got that."""
    code = (
        '{}try:\n    f()\nexcept Exception:\n    {}tell(1)\n')
    alias = 'tell = LOG.error\n'
    assert linted.report(code.format('', f'{alias}    '), 'NVN212')
    assert linted.report(code.format(alias, ''), 'NVN212')
    assert not linted.report(code.format(alias, ''), 'NVN211')


def test_texts() -> None:
    """What is caught is named."""
    code = 'try:\n    f()\nexcept:\n    pass\n'
    assert linted.report(code, 'NVN211', 'NVN212') == [
        '3:1 NVN211 bare except ignores every error silently; log it, catch '
        'a narrower exception, or explain in a comment inside the handler']


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
    'words behind the handler': '''
def f(path):
    try:
        path.rename()
    except Exception:  # The path is gone already.
        pass
''',
    'words in the last line of the attempt': '''
def f(path):
    try:
        path.rename()  # falls back
    except Exception:
        path = None
''',
    'words in the first line of the attempt': '''
def f(path):
    try:
        path.close()  # best-effort
        path.rename()
    except Exception:
        path = None
''',
    'an outer handler raises before': '''
def f():
    try:
        g()
    except OSError as error:
        if error.errno:
            raise
        if g():
            try:
                clean()
            except Exception:
                pass
''',
    'a handler further out raises': '''
def f():
    try:
        g()
    except OSError as error:
        try:
            h()
        except ValueError:
            try:
                clean()
            except Exception:
                pass
        raise error
''',
    'one of two blocks raises': '''
def f():
    with g(), excutils.save_and_reraise_exception():
        try:
            clean()
        except Exception:
            pass
''',
    'an asynchronous block raises': '''
async def f():
    async with g.reraised():
        try:
            clean()
        except Exception:
            pass
''',
    'a wait in a loop over things': '''
async def f(hosts):
    async for host in hosts:
        try:
            host.ping()
        except Exception:
            pass
        time.sleep(1)
''',
    'a wait in an outer loop': '''
def f(hosts):
    while hosts:
        for host in hosts:
            try:
                host.ping()
            except Exception:
                pass
        time.sleep(1)
''',
    'what follows raises': '''
def f(path):
    try:
        if path.is_valid():
            return True
    except Exception:
        pass
    reason = 'no path'
    if path.given:
        reason = path.given
    raise ValueError(reason)
''',
    'it is asked whether it was found': '''
def f(paths):
    found = None
    try:
        found = paths.first()
    except Exception:
        pass
    if found is None:
        raise LookupError('no path')
    return found
''',
    'a text says so': '''
def f(api):
    try:
        pools = api.list()
    except Exception:
        answer = 'Error listing the pools.'
    else:
        answer = pools
    return answer


def g(api):
    try:
        return True, api.info()
    except Exception:
        return False, _('Failed to open image.')


def h(address):
    try:
        address = parse(address)
    except Exception:
        message = "'%s' is not a valid address"
        return message % address
    return None
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
    'only a handler beside it raises': '''
def f():
    try:
        g()
    except OSError:
        try:
            clean()
        except ValueError:
            raise
        except Exception:  # NVN211
            pass
''',
    'a block that is no call': '''
def f():
    with excutils.reraise:
        try:
            clean()
        except Exception:  # NVN211
            pass
''',
    'a block inside the attempt': '''
def f():
    try:
        with excutils.save_and_reraise_exception():
            clean()
    except Exception:  # NVN211
        pass
''',
    'a loop without an end': '''
def f(path):
    while path:
        try:
            return path.rename()
        except Exception:  # NVN211
            pass
''',
    'a loop of another kind': '''
def f(paths):
    for path in paths.reversed():
        try:
            return path.rename()
        except Exception:  # NVN211
            pass
''',
    'an end in between': '''
def f(path):
    for _ in range(2):
        try:
            if path:
                return path.rename()
            path = None
        except Exception:  # NVN211
            pass
''',
    'another handler returns': '''
def f(path):
    for _ in range(2):
        try:
            path.rename()
        except ValueError:
            return
        except Exception:  # NVN211
            pass
''',
    'it leaves the loop of a wait': '''
def f(host):
    while not host.up:
        time.sleep(1)
        try:
            return host.ping()
        except Exception:  # NVN211
            return None
''',
    'a pause before, in a loop through things': '''
def f(hosts):
    for host in hosts:
        if host.busy:
            time.sleep(1)
        try:
            host.stop()
        except Exception:  # NVN211
            pass
''',
    'a pause in a function of its own': '''
def f(host):
    while not host.up:
        try:
            host.ping()
        except Exception:  # NVN211
            pass
        def later():
            time.sleep(1)
''',
    'words above the attempt': '''
def f(path):
    # falls back
    try:
        path.rename()
    except Exception:  # NVN211
        path = None
''',
    'words that do not say what happens': '''
def f(path):
    try:
        # The path may be gone.
        path.rename()
    except Exception:  # NVN211
        path = None
''',
    'words behind the next handler': '''
def f(path):
    try:
        path.rename()
    except Exception:  # NVN211
        path = None
    except OSError:  # The path is gone already.
        raise
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
    'only an inner loop pauses': '''
def f(log, api):
    while True:
        try:
            log.close()
        except Exception:  # NVN211
            pass
        while not api.is_up():
            time.sleep(1)
''',
    'a text that nobody reads': '''
def f(api):
    try:
        api.add()
    except Exception:  # NVN211
        message = 'Failed to add it.'
        ValueError(message)
''',
    'what follows raises sometimes': '''
def f(path):
    try:
        path.rename()
    except Exception:  # NVN211
        pass
    if path.is_there():
        raise ValueError('still there')
    return path
''',
    'what follows the try is not reached': '''
def f(path):
    try:
        return path.size
    except Exception:  # NVN211
        return 0
    raise ValueError('no size')
''',
    'it is asked for something else': '''
def f(paths, name):
    found = None
    try:
        found = paths.first()
    except Exception:  # NVN211
        pass
    if name is None:
        raise LookupError('no name')
    return found
''',
    'it was found before': '''
def f(paths, found):
    try:
        paths.sort()
    except Exception:  # NVN211
        pass
    if not found:
        raise LookupError('no path')
    return found
''',
    'a text that says nothing of it': '''
def f(api):
    try:
        return api.state()
    except Exception:  # NVN211
        return 'unused'
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
    assert linted.lines(code, 'NVN212') == [19]


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
        nvn_production_files=('tools',)) == [17]


def test_configured_logger() -> None:
    """A logger that only the project knows is a logger."""
    code = _function("journal.info('x')")
    assert linted.lines(code, 'NVN211') == [17]
    assert linted.lines(code, 'NVN211', nvn_loggers=('journal',)) == []
    assert linted.lines(code, 'NVN212', nvn_loggers=('journal',)) == [17]
    for line, logs in (
            ("self.journal.error('x')", True), ("journal.forget('x')", False),
            ("journal('x')", False), ("self.other.info('x')", False)):
        code = _function(line)
        assert bool(linted.lines(
            code, 'NVN212', nvn_loggers=('journal', 'diary'))) is logs
        assert bool(linted.lines(
            code, 'NVN211', nvn_loggers=('journal', 'diary'))) is not logs


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


@pytest.mark.parametrize('loop, line, reported', [
    ('while True', 'pass', True),
    ('while True', 'if disk.ready: break', False),
    ('while True', 'if disk.ready: return disk', False),
    ('while not disk.ready', 'pass', False),
], ids=['service', 'left', 'returned', 'until'])
def test_a_pause_in_a_service(loop: str, line: str, reported: bool) -> None:
    """A loop that nothing leaves waits for nothing: each error is lost."""
    code = (f'import time\n\n\ndef run(disk):\n    {loop}:\n        try:\n'
            '            disk.load()\n        except Exception:\n'
            f'            pass\n        {line}\n        time.sleep(1)\n')
    assert linted.lines(code, 'NVN211', path='p/disks.py') == (
        [8] if reported else [])


@pytest.mark.skipif(sys.version_info < (3, 11), reason='no except*')
@pytest.mark.parametrize('caught, lines', [
    ('* Exception', [3]), (' *Exception', [3]),
    ('*(ValueError, Exception)', [3]), ('* ValueError', []),
])
def test_groups_of_errors(caught: str, lines: list[int]) -> None:
    """``except*`` takes every error as ``except`` does."""
    code = f'try:\n    f()\nexcept{caught}:\n    pass\n'
    assert linted.lines(code, 'NVN211', path='p/disks.py') == lines
