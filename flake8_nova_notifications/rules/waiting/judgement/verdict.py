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
from flake8_nova_notifications.code.expressions import written
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms.pauses import may_pause
from flake8_nova_notifications.idioms.pauses import Pause
from flake8_nova_notifications.idioms.pauses import pause
from flake8_nova_notifications.idioms.polls import Kind
from flake8_nova_notifications.rules.waiting.judgement.deciders import bringing
from flake8_nova_notifications.rules.waiting.judgement import pacing
from flake8_nova_notifications.rules.waiting.judgement import pages
from flake8_nova_notifications.rules.waiting.judgement import reads
from flake8_nova_notifications.rules.waiting.judgement import retries
from flake8_nova_notifications.rules.waiting.judgement import services
from flake8_nova_notifications.rules.waiting.judgement import unknown_calls
from flake8_nova_notifications.rules.waiting.judgement.unknown_calls import (
    SAY_RETRY)
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.flow import Body
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.loop import Reason
from flake8_nova_notifications.rules.waiting.loops.sequence import leaves_after
from flake8_nova_notifications.rules.waiting.loops.sequence import statement_of

# A loop begins a line; so does this, which the regular expression engine
# finds fast.
_LOOP = re.compile(r'\n[ \t]*(?:for|while)\b')


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


def _compares_value(loop: Loop) -> bool:
    return not loop.is_called(*SAY_RETRY)


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
    pages.FOLLOWS,
    services.WORKS_ANYWAY,
    services.RESTARTS,
    retries.DRAINS,
    services.SAMPLES,
    retries.SENDS_AGAIN,
    retries.WORKS,
    retries.REPEATS,
    retries.CHANGES,
    reads.WAITS_INSIDE,
    pacing.COLLECTS,
    pages.READS_ON,
    pages.GATHERS,
    reads.READS_AGAIN,
    reads.BACKS_OFF,
    POLLS,
    unknown_calls.SAYS_SO,
    unknown_calls.COMPARES,
    unknown_calls.UNCLEAR,
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
            outer = source.parent(above)
            return outer if isinstance(above, ast.For) and isinstance(
                outer, ast.While) and child is not statement_of(
                    source, call) and _asks_each(above, outer) else above
        child = above
    return None


def _asks_each(inner: ast.For, outer: ast.While) -> bool:
    """``while left: for job in list(left): if done(job): left.remove(job)``.

    Where it pauses for those that are not done, the rest is waited for.
    """
    left = [written(part) for part in flow.parts(outer.test)]
    over = [inner.iter, *(
        statement.value for statement in outer.body
        if isinstance(statement, ast.Assign) and isinstance(
            inner.iter, ast.Name) and written(
                statement.targets[0]) == inner.iter.id)]
    return any(
        isinstance(node, (ast.Name, ast.Attribute)) and written(node) in left
        for value in over for node in walk(value)
    ) and any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr in ('remove', 'discard', 'pop')
        and written(node.func.value) in left
        for node in walk_scope(inner))
