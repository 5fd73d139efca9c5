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

"""Loops that read again after an error, to use what they read."""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.idioms.errors import caught_by
from flake8_nova_notifications.idioms.errors import is_miss
from flake8_nova_notifications.idioms.errors import last_name
from flake8_nova_notifications.idioms import limits
from flake8_nova_notifications.idioms import polls
from flake8_nova_notifications.rules.waiting.judgement.deciders import bringing
from flake8_nova_notifications.rules.waiting.judgement.deciders import Decider
from flake8_nova_notifications.rules.waiting.judgement.deciders import deciders
from flake8_nova_notifications.rules.waiting.judgement.retries import (
    is_brought)
from flake8_nova_notifications.rules.waiting.judgement.unknown_calls import (
    MIN_HTTP)
from flake8_nova_notifications.rules.waiting.judgement.unknown_calls import (
    speaks_of_waiting)
from flake8_nova_notifications.rules.waiting.loops.beside import pauses_inside
from flake8_nova_notifications.rules.waiting.loops.bounds import Bound
from flake8_nova_notifications.rules.waiting.loops.bounds import bounded
from flake8_nova_notifications.rules.waiting.loops.counters import Counters
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.growing import grows
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.loop import Reason
from flake8_nova_notifications.rules.waiting.loops.sequence import following

# Errors that say nothing of what was asked for: any at all, or one of the
# way there.
_ANY_ERROR = re.compile(
    r'^(?:Base)?Exception$|HTTP|Http|Conn|Time(?:d)?out|Request|Api[A-Z]|API'
    r'|Client|Socket|^socket|OSError|IOError|Rate|Transport|SSL|URLError'
    r'|Unavailable|ServerError|Transient')
# Verbs of requests that only read, and what an answer is read by.
_READING = (['show'], ['list'], ['fetch'], ['query'], ['load'], ['reload'])
_BODY = frozenset(('content', 'text', 'json', 'iter_content', 'raw'))
# The least status code of an error (RFC 9110).
MIN_ERROR = 400
# Errors that say that something is not there, or not so, yet.
_NOT_YET = re.compile(
    r'Lookup|^KeyError|^IndexError|Missing|NotReady|NotYet|Pending|Progress'
    r'|Assert|FileNotFound|ProcessLookup|StopIteration')


def _reads_again(loop: Loop) -> bool:
    """Whether what is read is used, and only an error makes it read again.

    ``try: return get(url)``, ``except Exception: sleep(1)``: that nothing
    was raised is all that is tested. Of an error that may say that something
    is not there yet it is a poll.
    """
    if loop.is_called('wait', 'until') or speaks_of_waiting(loop, loop.node):
        return False
    ending = loop.once(deciders)
    if ending and all(map(_tests_http, ending)):
        return _uses_body(loop)
    if any(decider.test is not None or decider.by_absence
           for decider in ending):
        return False
    attempts = [
        attempt for exit_ in loop.exits if loop.succeeds(exit_)
        and (_uses(loop, exit_) or _only_reads(exit_))
        for attempt in exit_.attempts]
    caught = [
        error for attempt in attempts for handler in attempt.handlers
        for error in _caught(handler)]
    return any(_ANY_ERROR.search(last_name(error)) for error in caught) and (
        not any(is_miss(error, last_name(error))
                or _NOT_YET.search(last_name(error)) for error in caught))


def _tests_http(decider: Decider) -> bool:
    """``if response.status_code == 200: break``, not ``== 404``.

    ``if response.status_code == 500: continue`` as well.
    """
    test = decider.test
    nodes = list(walk(test)) if test is not None else []
    ends_equal = decider.value is not (isinstance(test, ast.Compare) and (
        isinstance(test.ops[0], (ast.NotEq, ast.NotIn))))
    return any(
        isinstance(node, ast.Attribute) and node.attr in ('status_code', 'ok')
        for node in nodes) and not any(
            isinstance(node, ast.Constant) and isinstance(node.value, int)
            and (node.value >= MIN_ERROR) is ends_equal
            and node.value >= MIN_HTTP for node in nodes)


def _uses_body(loop: Loop) -> bool:
    """Whether what was answered is read behind the loop, or returned."""
    after, _ = following(loop.source, loop.node)
    answers = {name for name in loop.assigned if any(
        isinstance(value, ast.Call) for value in loop.values(name))}
    for statement in (*(
            exit_.node for exit_ in loop.exits
            if isinstance(exit_.node, ast.Return)), *after):
        nodes = list(walk(statement))
        if any(isinstance(node, ast.Attribute) and node.attr in _BODY
               and isinstance(node.value, ast.Name)
               and node.value.id in answers for node in nodes):
            return True
        # ``response = get(another)``
        answers -= {node.id for node in nodes if isinstance(
            node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return False


def _caught(handler: ast.ExceptHandler) -> list[ast.expr]:
    return [error or ast.Name('Exception') for error in caught_by(handler)]


def _only_reads(exit_: flow.Exit) -> bool:
    """``show_quota()``, of which it is not tested whether it is up.

    ``ping()`` and ``check()`` are: that they answer is what is waited for.
    """
    return any(
        polls.words(callee_name(node))[:1] in _READING
        for attempt in exit_.attempts for statement in attempt.body
        for node in walk(statement) if isinstance(node, ast.Call))


def _uses(loop: Loop, exit_: flow.Exit) -> bool:
    """Whether the loop is left with what was read."""
    if isinstance(exit_.node, ast.Break):
        after, _ = following(loop.source, loop.node)
        kept = {
            name for name, given in loop.assigned.items() if any(
                loop.source.parent(one.node) in exit_.attempts
                # Not a flag that says that it was read.
                and not isinstance(one.value, ast.Constant)
                for one in given)}
        return any(
            isinstance(node, ast.Name) and node.id in kept
            for statement in after for node in walk(statement))
    value = exit_.node.value if isinstance(exit_.node, ast.Return) else None
    return value is not None and is_brought(loop, value)


READS_AGAIN = Reason(
    'reads again', 'reads again after an error, and uses what it read.',
    _reads_again,
    '''\
import time


def get_change(api, url):
    for _ in range(3):  # reads again
        try:
            return api.get_change(url)
        except Exception:
            time.sleep(1)
''',
    '''\
import time


def wait_until_served(api, url):
    for _ in range(3):
        try:
            api.get_change(url)
            return
        except Exception:
            time.sleep(1)


def find_change(api, url):
    for _ in range(3):
        try:
            return api.get_change(url)
        except LookupError:
            time.sleep(1)
''')


def _backs_off(loop: Loop) -> bool:
    """Whether longer and longer pauses follow errors and nothing else.

    ``except HTTPError: sleep(2 ** attempt)`` spares a server that is in
    trouble: a retry, also of a reading request. An error that says that
    something is not there yet is a poll.
    """
    if not grows(loop) or any(
            decider.test is not None for decider in loop.once(deciders)):
        return False
    for one in loop.pauses:
        handler = next(
            (above for above in loop.source.ancestors(one.node)
             if above is loop.node
             or isinstance(above, ast.ExceptHandler)), loop.node)
        if not isinstance(handler, ast.ExceptHandler) or any(
                is_miss(error, last_name(error))
                for error in _caught(handler)):
            return False
    return True


BACKS_OFF = Reason(
    'backs off', 'pauses longer and longer after errors, and only then.',
    _backs_off,
    '''\
import time


def get(api, path):
    for attempt in range(5):  # backs off
        try:
            return api.get(path)
        except api.QuotaError:
            time.sleep(2 ** attempt)
''',
    '''\
import time


def get(api, path):
    for attempt in range(5):
        try:
            return api.get(path)
        except api.NotFound:
            time.sleep(2 ** attempt)
''')


def _waits_inside(loop: Loop) -> bool:
    """``if wait_for_power_off(vm, 30): return True``, and tried again.

    How long that waits it decides itself; a count of such waits is one of
    attempts.
    """
    ending = loop.once(bringing)
    inner = [Loop(loop.source, node) for node in walk_scope(loop.node)
             if isinstance(node, ast.While) and node is not loop.node]
    if any(one.holds(call) for one in filter(_is_limited, inner)
           for decider in ending
           if decider.test is not None and loop.tests_itself(decider.test)
           for call, _ in decider.calls):
        return True
    ranged = loop.once(Counters).ranged() is not None
    return bool(ending) and all(
        decider.calls and all(
            polls.words(callee_name(call))[:1] == ['wait']
            and len(polls.words(callee_name(call))) > 1
            and (ranged or limits.is_given_limit(call)
                 and not _counts_time(loop))
            for call, _ in decider.calls) for decider in ending)


def _counts_time(loop: Loop) -> bool:
    """``while timeout > 0: ...; timeout -= 5`` says itself how long."""
    return loop.own_test is not None and any(
        limits.says_limit(last_name(node)) for node in walk(loop.own_test)
        if isinstance(node, (ast.Name, ast.Attribute)))


def _is_limited(inner: Loop) -> bool:
    """Whether a loop pauses, and has a limit of its own."""
    return pauses_inside(inner.source, inner.node) and inner.once(
        bounded).bound in (Bound.COUNT, Bound.DEADLINE)


WAITS_INSIDE = Reason(
    'waits inside', 'tries a wait again that has a limit of its own.',
    _waits_inside,
    '''\
import time


def power_off_and_wait(vm):
    for _ in range(3):  # waits inside
        if wait_for_power_off(vm, 30):
            return True
        time.sleep(1)
    return False
''',
    '''\
import time


def wait_until_off(vm):
    for _ in range(3):
        if vm.is_off():
            return True
        time.sleep(1)
    return False
''')
