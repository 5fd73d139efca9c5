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

"""Errors that are dropped without a handler, and near misses."""

import pytest

from tests import linted

# Lines that are reported end in the code.
CASES = {
    'suppressed': '''
import contextlib


def f():
    with contextlib.suppress(Exception):  # NVN211
        g()
    with contextlib.suppress(ValueError, BaseException):  # NVN211
        g()
    with contextlib.suppress((ValueError, (KeyError, Exception))):  # NVN211
        g()
    with contextlib.suppress(ValueError):
        g()
    with contextlib.suppress():
        g()
''',
    'suppressed under another name': '''
import contextlib as c
from contextlib import suppress
from contextlib import suppress as ignoring


def f(stack):
    with suppress(Exception), c.suppress(ValueError):  # NVN211
        g()
    with g(), ignoring(Exception) as seen:  # NVN211
        g()
    stack.enter_context(c.suppress(Exception))  # NVN211


async def h(suppress):
    async with ignoring(Exception):  # NVN211
        g()
    with suppress(Exception):
        g()
''',
    'suppressed with a reason': '''
import contextlib


def f():
    with contextlib.suppress(Exception):
        # It is gone already when the session has expired.
        g()
    with contextlib.suppress(Exception):  # The session may have expired.
        g()
    with contextlib.suppress(Exception):  # NVN211
        # Words.
        g()
''',
    'suppressed in a wait': '''
import contextlib
import time


def f(host):
    while not host.up:
        with contextlib.suppress(Exception):
            host.ping()
        time.sleep(1)
''',
    'suppressed while another error goes on': '''
import contextlib


def f():
    try:
        g()
    except ValueError:
        with contextlib.suppress(Exception):
            clean()
        raise
''',
    'a jump out of finally': '''
def f(one):
    try:
        g()
    finally:
        return one  # NVN211


def h(all):
    for one in all:
        try:
            g()
        finally:
            if one:
                continue  # NVN211
            break  # NVN211
''',
    'a jump that stays inside': '''
def f(all):
    try:
        g()
    finally:
        for one in all:
            if one:
                break
            continue
        else:
            clean()

        def later():
            return 1


def h(all):
    while all:
        try:
            return g()
        finally:
            clean()
    return None
''',
    'a jump in the else of a loop': '''
def f(all):
    for each in all:
        try:
            g()
        finally:
            for one in each:
                clean()
            else:
                break  # NVN211
''',
    'a jump with a reason': '''
def f():
    try:
        g()
    finally:
        # Whatever happened, the caller only asks whether it is over.
        return True
''',
    'a jump behind a handler of everything': '''
def f():
    try:
        g()
    except Exception:
        LOG.exception('g')
    finally:
        return True


def h():
    try:
        g()
    except ValueError:
        LOG.exception('g')
    finally:
        return True  # NVN211
''',
    'built and not raised': '''
from project import exceptions
from project.exceptions import Odd


class OwnError(Exception):
    pass


def f(one):
    if one:
        ValueError('one')  # NVN211
        exceptions.Refused('one')  # NVN211
        OwnError()  # NVN211
    try:
        g()
    except KeyError:
        exceptions.NotFound('one')  # NVN211
    error = ValueError('two')
    raise exceptions.Refused(error)
''',
    'built in brackets': '''
def f(text):
    if not text:
        (ValueError('none'))  # NVN211
    (KeyError  # NVN211
     (text))
    one = [
        (ValueError(text))]
    return (TypeError(text)) if one else None
''',
    'built where it is used': '''
def f(one):
    g(ValueError('one'))
    return ValueError('two')


def h(Failed):
    Failed('one')
    check_Error('two')
    self.assertError('three')
    Timeout(3)
''',
}


@pytest.mark.parametrize('code', CASES.values(), ids=CASES)
def test_lines(code: str) -> None:
    """Exactly the marked lines are reported."""
    assert linted.lines(code, 'NVN211') == linted.marked(code, 'NVN211')


def test_texts() -> None:
    """What drops which errors, and what to do instead."""
    assert linted.report('''\
from contextlib import suppress


def f():
    with suppress(Exception):
        g()
    try:
        ValueError('g')
    finally:
        return 1
''', 'NVN211') == [
        '5:10 NVN211 suppress(Exception) ignores every error silently; log '
        'it, name a narrower exception, or explain in a comment',
        '8:9 NVN211 ValueError is built but never raised; raise it, or log it',
        '10:9 NVN211 return in finally drops every error silently; move it '
        'behind the finally block']


def test_reported_once() -> None:
    """A handler of everything is reported for what it builds in vain."""
    assert linted.report('''\
def f():
    try:
        g()
    except Exception:
        ValueError('g')
''', 'NVN211') == [
        '4:5 NVN211 except Exception ignores every error silently; log it, '
        'catch a narrower exception, or explain in a comment inside the '
        'handler']
