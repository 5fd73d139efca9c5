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

"""Reasons for loops whose calls tell neither a poll nor work by name."""

import ast
from collections.abc import Iterator
import re

from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.expressions import words
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.assertions import is_error_status
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.judgement.deciders import bringing
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.loop import Reason

_SAY_WAIT = ('wait', 'poll', 'until', 'await')
SAY_RETRY = ('retry', 'retries')
_STATUS = frozenset((
    'status', 'state', 'progress', 'runstatus', 'runstate'))
# A constant that says how something went: ``EXIT_OK``, ``HTTP_ACCEPTED``.
_CODE = re.compile(r'(?:^|_)(?:OK|CODE|EXIT|HTTP|RC|ERR|ERRNO)(?:_|$)')
# The least status of HTTP.
MIN_HTTP = 100
_SPEAKS_OF_WAITING = re.compile(
    r'(?i)\b(waiting (for|until)|timed out wait|time-?out wait|'
    r'did not become|to become|still not|'
    # ``the API is not up yet``
    r'not (?:up|ready|active|available|running|responding|reachable) yet)\b')

_SAYS_HOW_LONG = re.compile(
    r'(?i)\bwaiting for \W?(?:%(?:\(\w+\))?[\d.]*[sdifg]|\{[^}]*\}|\d[\d.]*'
    r'|a few|some)\W?\W?(?:s|secs?|seconds?)\b')


def _asks_unknown(loop: Loop) -> bool:
    return any(decider.has(Kind.UNKNOWN) for decider in loop.once(bringing))


def _says_that_it_waits(loop: Loop) -> bool:
    """Whether its function's name, its test or its messages say so."""
    if loop.is_called(*_SAY_WAIT) or _tests_status(loop):
        return True
    return loop.function is not None and not loop.is_called(
        *SAY_RETRY) and speaks_of_waiting(loop, loop.function)


def speaks_of_waiting(loop: Loop, within: ast.AST) -> bool:
    """Whether a message in a function or a loop says that it waits.

    A docstring tells of much else as well, and ``'waiting for %d seconds'``
    only how long.
    """
    return any(
        _SPEAKS_OF_WAITING.search(text) and not _SAYS_HOW_LONG.search(text)
        for node in walk(within) if (text := _text(loop, node)))


def _text(loop: Loop, node: ast.AST) -> str:
    """The text of a message, with ``{}`` where a value goes."""
    above = loop.source.parent(node)
    if isinstance(node, ast.JoinedStr):
        return ''.join(
            part.value if isinstance(part, ast.Constant)
            and isinstance(part.value, str) else '{}' for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(
        node.value, str) and not isinstance(
            above, (ast.Expr, ast.JoinedStr)) else ''


def _tests_status(loop: Loop) -> bool:
    """Whether something called a status or a state is compared.

    Also in the round before: ``busy = reply['TaskState'] == 'Running'``.
    """
    return any(
        _is_status(node)
        for test in loop.tests for part in flow.parts(test)
        for compared in _compared(loop, part) for node in walk(compared))


def _compared(loop: Loop, part: ast.expr) -> Iterator[ast.expr]:
    """What a part of a test compares, followed through a name."""
    if isinstance(part, ast.Compare):
        if not _is_of_http(part):
            yield part.left
            yield from _given(loop, part.left)
    else:
        for value in _given(loop, part):
            if isinstance(value, ast.Compare) and not _is_of_http(value):
                yield value.left


def _given(loop: Loop, name: ast.expr) -> Iterator[ast.expr]:
    """What the loop gives a name."""
    if isinstance(name, ast.Name):
        yield from loop.values(name.id)


def _is_status(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=str(name)) | ast.Attribute(attr=name):
            return not _STATUS.isdisjoint(words(name)[-1:])
    return False


def _is_of_http(test: ast.Compare) -> bool:
    """``response.status == 413`` tells how a request went."""
    return any(
        isinstance(side, ast.Constant) and isinstance(side.value, int)
        and side.value >= MIN_HTTP for given in test.comparators
        for side in (given.elts if isinstance(
            given, (ast.Tuple, ast.List, ast.Set)) else [given]))


def _asks_and_says_so(loop: Loop) -> bool:
    return _asks_unknown(loop) and _says_that_it_waits(loop)


SAYS_SO = Reason(
    'says that it waits',
    'asks something unknown, and says that it waits: in the name of its '
    'function, in what it compares or in a message.', _asks_and_says_so,
    '''\
import time


def wait_until(thing):
    while not thing():  # says that it waits
        time.sleep(1)
''',
    '''\
import time


def go_on(thing):
    while not thing():
        time.sleep(1)
''', is_wait=True)


def _compares_answer(loop: Loop) -> bool:
    """Whether what an unknown call answers is compared with a state.

    A number may as well say how the work of a retry went.
    """
    return not loop.is_called(*SAY_RETRY) and not any(
        decider.has(Kind.UNKNOWN) and isinstance(decider.test, ast.Compare)
        and all(map(_is_number, decider.test.comparators))
        for decider in loop.once(bringing)
    ) and any(
        decider.has(Kind.UNKNOWN) and isinstance(decider.test, ast.Compare)
        and (all(map(_is_state, decider.test.comparators))
             or _finds_word(decider.test, decider.value))
        for decider in loop.once(bringing))


def _is_number(expected: ast.expr) -> bool:
    """``0``, ``(0, 2)``: an exit status."""
    if isinstance(expected, (ast.Tuple, ast.List, ast.Set)):
        return all(map(_is_number, expected.elts))
    return isinstance(expected, ast.Constant) and (
        type(expected.value) is int)


def _finds_word(test: ast.Compare, ends_when: bool) -> bool:
    """``if 'active' in output: break``, whatever the command was.

    One that is run until nothing more is said of an error is tried again.
    """
    return _is_state(test.left) and isinstance(
        test.ops[0], ast.In if ends_when else ast.NotIn)


def _is_state(expected: ast.expr) -> bool:
    """``'ready'``, ``READY``, ``states.READY``, or some of them."""
    if isinstance(expected, (ast.Tuple, ast.List, ast.Set)):
        return bool(expected.elts) and all(map(_is_state, expected.elts))
    if isinstance(expected, ast.Constant):
        return isinstance(expected.value, str | bytes) and bool(
            expected.value)
    name = last_name(expected)
    return name.isupper() and _CODE.search(name) is None and (
        # ``http.client.SERVICE_UNAVAILABLE``
        not is_error_status(expected))


COMPARES = Reason(
    'compares an answer',
    'calls something unknown, and compares what it answers with a state.',
    _compares_answer,
    '''\
import time


def go_on(thing):
    while thing() != 'ready':  # compares an answer
        time.sleep(1)
''',
    '''\
import time


def go_on(thing):
    while thing() != 0:
        time.sleep(1)
''', is_wait=True)


UNCLEAR = Reason(
    'unclear', 'calls something whose name tells neither a poll nor work.',
    _asks_unknown,
    '''\
import time


def go_on(thing):
    while not thing():  # unclear
        time.sleep(1)
''')
