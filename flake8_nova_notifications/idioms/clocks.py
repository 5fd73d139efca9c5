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

"""Clocks: what reads the time, and whether somebody can set it back."""

import ast
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.expressions import is_own
from flake8_nova_notifications.code.expressions import last_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.project.function_facts import FunctionFacts
from flake8_nova_notifications.project.lookup import origin
from flake8_nova_notifications.project.lookup import Project

# Follows the wall clock: a time server or an operator can make it jump.
WALL = frozenset((
    'time.time', 'time.time_ns', 'time.localtime', 'time.gmtime',
    'eventlet.green.time.time',
    'datetime.datetime.now', 'datetime.datetime.utcnow',
    'datetime.datetime.today',
    'oslo_utils.timeutils.utcnow', 'oslo_utils.timeutils.utcnow_ts',
    'oslo_utils.timeutils.is_older_than', 'oslo_utils.timeutils.is_newer_than',
    'django.utils.timezone.now',
))
MONOTONIC = frozenset((
    'time.monotonic', 'time.monotonic_ns', 'time.perf_counter',
    'time.perf_counter_ns', 'time.process_time', 'oslo_utils.timeutils.now',
    'monotonic.monotonic', 'eventlet.green.time.monotonic',
))
# An object that measures time by the monotonic clock, and what it is asked.
STOPWATCHES = frozenset((
    'oslo_utils.timeutils.StopWatch', 'futurist.StopWatch',
))
_STOPWATCH_READS = frozenset((
    'expired', 'elapsed', 'leftover', 'has_expired', 'remaining',
))
_TELLING = re.compile(
    r'(?i)(?:^|_)(?:timer?|now|clock|monotonic|utcnow|timestamp|ticks|seconds'
    r'|millis|elapsed)(?:$|_)')
_SPEAKING = ('timed_out', 'timedout', 'is_timeout', 'timeout_reached',
             'timeout_expired', 'is_expired', 'has_expired', 'deadline',
             'time_remaining', 'remaining_time', 'time_left', 'seconds_left',
             'out_of_time', 'too_long', 'time_is_up', 'run_out', 'ran_out',
             'overdue')
# ``is_late()``, but not ``translate()``.
_LATE = re.compile(r'(?i)(?:^|_)late(?:$|_)')
# What measures a time, asked whether it is over: ``timer.is_over()``.
_MEASURES = re.compile(r'(?i)(?:^|_)(?:timer|stopwatch|countdown)$')


def reads_wall_clock(source: SourceFile, expression: ast.AST) -> bool:
    """Whether an expression itself reads a clock that can be set."""
    names = source.once(Names)
    return any(
        isinstance(node, ast.Call) and (
            names.dotted(node.func) in WALL
            or not WALL.isdisjoint(_clocks_elsewhere(source, node)))
        for node in walk(expression))


def is_clock_call(source: SourceFile, call: ast.Call) -> bool:
    """Whether a call tells the time, or whether it is up.

    A helper is followed one step into this file; a name that speaks of a
    timeout or a deadline is believed.
    """
    names = source.once(Names)
    dotted = names.dotted(call.func)
    if dotted in WALL or dotted in MONOTONIC:
        return True
    name = callee_name(call)
    if _clocks_elsewhere(source, call):
        return True
    if isinstance(call.func, ast.Attribute):
        if name in _STOPWATCH_READS:
            return True
        if _MEASURES.search(last_name(call.func.value)):
            return True
        # ``loop.time()`` of an event loop, a clock that was handed in.
        if name in ('time', 'monotonic', 'clock') and not call.args:
            return True
    if speaks_of_time(name):
        return True
    definition = names.definition(call.func)
    if definition is None:
        return False
    returned = [definition.body] if isinstance(definition, ast.Lambda) else [
        node.value for node in walk(definition)
        if isinstance(node, ast.Return) and node.value is not None]
    return any(
        isinstance(node, ast.Call)
        and (read := names.dotted(node.func)) is not None
        and (read in WALL or read in MONOTONIC)
        for value in returned for node in walk(value))


def _clocks_elsewhere(source: SourceFile, call: ast.Call) -> frozenset[str]:
    """The clocks that a function of another module reads or hands on.

    Only what is called like one is looked up.
    """
    if _TELLING.search(callee_name(call)) is None:
        return frozenset()
    dotted = origin(source, call.func)
    facts: object = None
    if dotted is not None and '.' in dotted:
        if dotted in WALL or dotted in MONOTONIC:
            return frozenset((dotted,))
        facts = source.once(Project).find(dotted)
    elif is_own(call.func):
        names = source.once(Names)
        holder = source.enclosing_class(call)
        if holder is not None and names.definition(call.func) is None:
            facts = source.once(Project).method(
                names.foreign_bases(holder), callee_name(call))
    if not isinstance(facts, FunctionFacts) or facts.loops:
        return frozenset()
    return frozenset(
        called.name for called in facts.calls
        if called.name in WALL or called.name in MONOTONIC)


def reads_clock(source: SourceFile, expression: ast.AST) -> bool:
    """Whether any part of an expression tells the time."""
    return any(
        isinstance(node, ast.Call) and is_clock_call(source, node)
        for node in walk(expression))


def speaks_of_time(name: str) -> bool:
    """Whether a name says that it tells if the time is up."""
    lower = name.lower()
    return any(word in lower for word in _SPEAKING) or (
        'late' in lower and _LATE.search(lower) is not None)
