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

"""Which loops are waits: every reason for and against, in their order.

A loop has the first reason that holds of it. Where it is not clear what a
loop is, it is taken for no wait.
"""

import ast
from collections.abc import Iterator
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.idioms.pauses import may_pause
from flake8_nova_notifications.idioms.pauses import Pause
from flake8_nova_notifications.idioms.pauses import pause
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.deciders import bringing
from flake8_nova_notifications.rules.waiting import flow
from flake8_nova_notifications.rules.waiting.flow import Body
from flake8_nova_notifications.rules.waiting.loop import Loop
from flake8_nova_notifications.rules.waiting.loop import Reason
from flake8_nova_notifications.rules.waiting import pacing
from flake8_nova_notifications.rules.waiting import reads
from flake8_nova_notifications.rules.waiting import retries
from flake8_nova_notifications.rules.waiting.sequence import leaves_after
from flake8_nova_notifications.rules.waiting import services

# A loop begins a line; so does this, which the regular expression engine
# finds fast.
_LOOP = re.compile(r'\n[ \t]*(?:for|while)\b')

_SAY_WAIT = ('wait', 'poll', 'until', 'await')
_SAY_RETRY = ('retry', 'retries')
_STATUS = re.compile(r'(?i)(^|[_\W])(run_?)?(status|state|progress)$')
# A constant that says how something went: ``EXIT_OK``, ``HTTP_ACCEPTED``.
_CODE = re.compile(r'(?:^|_)(?:OK|CODE|EXIT|HTTP|RC|ERR|ERRNO)(?:_|$)')
# The least status of HTTP.
MIN_HTTP = 100
_SPEAKS_OF_WAITING = re.compile(
    r'(?i)\b(waiting (for|until)|timed out wait|time-?out wait|'
    r'did not become|to become|still not)\b')


def _polls(loop: Loop) -> bool:
    return any(decider.has(Kind.POLL) for decider in loop.once(bringing))


POLLS = Reason(
    'polls', 'asks again and again for what somebody else makes true.',
    _polls,
    '''\
import time


def wait_for(api, server):
    while api.get_server(server).status != 'ACTIVE':  # polls
        time.sleep(1)
''', is_wait=True)


def _asks_unknown(loop: Loop) -> bool:
    return any(decider.has(Kind.UNKNOWN) for decider in loop.once(bringing))


def _says_that_it_waits(loop: Loop) -> bool:
    """Whether its function's name, its test or its messages say so."""
    if loop.is_called(*_SAY_WAIT) or _tests_status(loop):
        return True
    return loop.function is not None and not loop.is_called(
        *_SAY_RETRY) and any(
            isinstance(node, ast.Constant) and isinstance(node.value, str)
            and _SPEAKS_OF_WAITING.search(node.value)
            # A docstring tells of much else as well.
            and not isinstance(loop.source.parent(node), ast.Expr)
            for node in walk(loop.function))


def _tests_status(loop: Loop) -> bool:
    """Whether something called a status or a state is compared."""
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, str)
        and _STATUS.search(node.value)
        or isinstance(node, ast.Attribute) and _STATUS.search(node.attr)
        for test in loop.tests for part in flow.parts(test)
        if isinstance(part, ast.Compare) and not _is_of_http(part)
        for node in walk(part.left))


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
    return not loop.is_called(*_SAY_RETRY) and any(
        decider.has(Kind.UNKNOWN) and isinstance(decider.test, ast.Compare)
        and (all(map(_is_state, decider.test.comparators))
             or _finds_word(decider.test, decider.value))
        for decider in loop.once(bringing))


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
    return name.isupper() and _CODE.search(name) is None


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


def _compares_value(loop: Loop) -> bool:
    return not loop.is_called(*_SAY_RETRY)


VALUE = Reason(
    'watches a value',
    'tests a value again and again that somebody else changes.',
    _compares_value,
    '''\
import time


def wait_for(job):
    while job.state != 'done':  # watches a value
        time.sleep(1)
''',
    '''\
import time


def send_with_retries(job):
    while job.failed:
        time.sleep(1)
''', is_wait=True)

NOT_A_WAIT = Reason(
    'not a wait', 'retries, by its name, or tests nothing.',
    lambda loop: True,
    '''\
import time


def send_with_retries(job):
    while job.failed:  # not a wait
        time.sleep(1)
''')

REASONS = (
    pacing.NEVER_PAUSES,
    pacing.MOCKED,
    pacing.PACED,
    pacing.ITERATES,
    pacing.TOO_MANY_EXITS,
    pacing.TOO_LARGE,
    services.WATCHES,
    services.WORKS_UNTIL_TOLD,
    services.SERVES,
    pacing.OBSERVES_NOTHING,
    services.FOLLOWS,
    services.WORKS_ANYWAY,
    services.RESTARTS,
    retries.DRAINS,
    services.SAMPLES,
    retries.SENDS_AGAIN,
    retries.WORKS,
    retries.REPEATS,
    retries.CHANGES,
    reads.READS_AGAIN,
    reads.BACKS_OFF,
    POLLS,
    SAYS_SO,
    COMPARES,
    UNCLEAR,
    VALUE,
    NOT_A_WAIT,
)


def verdict(loop: Loop) -> Reason:
    """Why a loop is a wait or not: the first reason that holds."""
    return next(reason for reason in REASONS if reason.holds(loop))


def verdicts(source: SourceFile) -> dict[Body, tuple[Loop, Reason]]:
    """Each loop of a file that makes a pause, and why it is a wait or not."""
    return {
        loop.node: (loop, verdict(loop))
        for loop in _pausing_loops(source)}


def reason_for(source: SourceFile, loop: ast.AST) -> Reason | None:
    """Why a loop of a file is, or is not, taken for a wait.

    :param loop: a node; None for what is neither a ``for`` nor a ``while``.
    """
    if not isinstance(loop, (ast.For, ast.While)):
        return None
    known = source.once(verdicts).get(loop)
    return pacing.NEVER_PAUSES if known is None else known[1]


def _pausing_loops(source: SourceFile) -> Iterator[Loop]:
    """The loops in whose rounds a pause is made, in source order."""
    by_loop: dict[Body, list[Pause]] = {}
    for call in source.near(ast.Call, _hot_lines(source)):
        if not may_pause(source, callee_name(call)):
            continue
        node = _loop_around(source, call)
        if node is None:
            continue
        found = pause(source, call)
        if found is not None and not leaves_after(source, call, node):
            by_loop.setdefault(node, []).append(found)
    for node, pauses in by_loop.items():
        yield Loop(source, node, pauses)


def _hot_lines(source: SourceFile) -> list[int]:
    """Lines of the statements that may hold a loop with a pause."""
    # The first line ends none before it.
    loops = (source.line_at(match.end() - 2)
             for match in _LOOP.finditer(f'\n{source.text}'))
    return [
        block.start for block in source.around(loops)
        if may_pause(source, source.text_between(block[0], block[-1]))]


def _loop_around(source: SourceFile, call: ast.Call) -> Body | None:
    """The nearest loop that repeats a call, in the same function."""
    child: ast.AST = call
    for above in source.ancestors(call):
        if isinstance(above, (
                *FUNCTIONS, ast.Lambda, ast.ClassDef, ast.AsyncFor)):
            return None
        if isinstance(above, (ast.For, ast.While)) and (
                child in above.body
                or isinstance(above, ast.While) and child is above.test):
            return above
        child = above
    return None
