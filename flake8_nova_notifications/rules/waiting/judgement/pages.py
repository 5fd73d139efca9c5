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

"""Loops that read something part by part, and pause on their way."""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.code.source import walk_scope
from flake8_nova_notifications.rules.waiting.judgement.deciders import deciders
from flake8_nova_notifications.rules.waiting.loops.deadlines import Deadlines
from flake8_nova_notifications.rules.waiting.loops import flow
from flake8_nova_notifications.rules.waiting.loops.loop import Loop
from flake8_nova_notifications.rules.waiting.loops.loop import Reason

_GATHERS = frozenset(('extend', 'update', 'append', 'add'))


def _reads_on(loop: Loop) -> bool:
    """``while batch: use(batch); at += len(batch); batch = read(at)``."""
    if loop.own_test is None:
        return False
    steps = {
        node.target.id for node in walk_scope(loop.node)
        if isinstance(node, ast.AugAssign)
        and isinstance(node.target, ast.Name)}
    gone_through = {
        part.id for node in walk_scope(loop.node) if isinstance(node, ast.For)
        for part in walk(node.iter) if isinstance(part, ast.Name)}
    return bool(steps) and any(
        isinstance(part, ast.Name) and part.id in gone_through and any(
            isinstance(node, ast.Name) and node.id in steps
            for value in loop.values(part.id)
            if isinstance(value, ast.Call) for node in walk(value))
        for part in flow.parts(loop.own_test))


READS_ON = Reason(
    'reads on', 'reads one part after another, and goes through each.',
    _reads_on,
    '''\
import time


def mend_all(api):
    at = 0
    batch = api.list_offers(at)
    while batch:  # reads on
        for offer in batch:
            if offer.owner is None:
                print(offer)
        time.sleep(1)
        at += len(batch)
        batch = api.list_offers(at)
''',
    '''\
import time


def wait_for_none(api):
    polls = 0
    left = api.list_offers()
    while left:
        for offer in left:
            print(offer, polls)
        time.sleep(1)
        polls += 1
        left = api.list_offers()
''')


def _gathers(loop: Loop) -> bool:
    """``found.extend(page)`` in each round, and it pauses after errors only.

    A round that has read something begins the next one at once: it is the
    error that it waits out.
    """
    tests = [decider.test for decider in loop.once(deciders)]
    if not tests or None in tests or not all(
            _is_in_handler(loop, pause.node) for pause in loop.pauses):
        return False
    tested = {node.id for test in tests if test is not None
              for node in walk(test) if isinstance(node, ast.Name)}
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr in _GATHERS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id not in tested
        and any(isinstance(given, ast.Name) and loop.values(given.id)
                for argument in node.args for given in walk(argument))
        and not _is_in_handler(loop, node)
        for node in walk_scope(loop.node))


def _is_in_handler(loop: Loop, node: ast.AST) -> bool:
    return any(isinstance(above, ast.ExceptHandler)
               for above in loop.source.ancestors(node) if loop.holds(above))


GATHERS = Reason(
    'gathers', 'gathers what it reads, and pauses after an error only.',
    _gathers,
    '''\
import time


def get_all(api):
    found = []
    page = 1
    while page:  # gathers
        try:
            answer = api.list_courses(page)
        except api.Throttled:
            time.sleep(5)
            continue
        page = answer.next_page
        found.extend(answer.courses)
    return found
''',
    '''\
import time


def wait_until_up(api):
    seen = []
    state = None
    while state != 'up':
        try:
            state = api.get_state()
        except api.NotFound:
            time.sleep(5)
            continue
        seen.append(state)
        time.sleep(1)
    return seen
''')


# What brings the next piece of a stream, and what hands it on.
_READS = frozenset((
    'read', 'read1', 'readline', 'readlines', 'recv', 'recvfrom', 'receive'))
_HANDS_ON = frozenset((
    'send', 'sendall', 'sendto', 'write', 'writelines', 'put', 'publish',
    'emit', 'print'))


def _follows(loop: Loop) -> bool:
    """``chunk = log.read(4096)``, ``client.send(chunk)``, without a limit."""
    if any(loop.once(Deadlines).limits(test) for test in loop.tests):
        return False
    read = {
        name for name, given in loop.assigned.items() for one in given
        if one.value is not None and any(
            isinstance(node, ast.Call) and callee_name(node) in _READS
            for node in walk(one.value))}
    return any(
        isinstance(node, ast.Call) and callee_name(node) in _HANDS_ON
        and any(isinstance(argument, ast.Name) and argument.id in read
                for argument in node.args)
        for node in walk_scope(loop.node)) if read else False


FOLLOWS = Reason(
    'follows', 'hands on what it reads, piece by piece, for as long as '
    'somebody reads it.', _follows,
    '''\
import os
import time


def follow(log, client):
    while True:  # follows
        chunk = log.read(4096)
        if chunk:
            client.send(chunk)
        if not os.path.exists(log.name):
            return
        time.sleep(0.5)
''',
    '''\
import os
import time


def wait_for_end(log, seen):
    while True:
        seen += log.read(4096)
        if not os.path.exists(log.name):
            return
        time.sleep(0.5)
''')
