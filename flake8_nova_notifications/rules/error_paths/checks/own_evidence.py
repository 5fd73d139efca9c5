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


"""What one function of a test asserts itself, and whom it asks to assert."""

import ast
from dataclasses import dataclass
import re
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.code.source import TRIES
from flake8_nova_notifications.code.source import walk
from flake8_nova_notifications.edits.edit import end_of
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.project.function_facts import MAX_EVENT
from flake8_nova_notifications.project.function_facts import names_failure
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    CLI)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    far_functions)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    has_several_calls)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    is_asked_again)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    is_command)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    is_failure)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    is_own)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    last_line)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    passes_self)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    refuses)
from flake8_nova_notifications.rules.error_paths.checks.calls_of_tests import (
    source_parts)
from flake8_nova_notifications.rules.error_paths.checks import log_mocks

_NOTIFICATION_CHECK = re.compile('wait|verif|check|expect|ensure')
SETS_UP = re.compile(
    r'_*(?:useFixture|addCleanup|addDetail|flags|config|set_?up\w*|set_\w+'
    r'|override_\w+|stub\w*|mock\w*|patch\w*|id|getUnique\w+|subTest'
    r'|enterContext|shortDescription)')
_CHECKS_BY_NAME = re.compile(r'_*(?:verify|check|assert|test|expect)')
_GOOD_END = re.compile(r'[\w.\-]*[\w][.\-](?:end|success|finish(?:ed)?)')
_NOTIFICATIONS_SEEN = frozenset((
    'versioned_notifications', 'NOTIFICATIONS', 'VERSIONED_NOTIFICATIONS'))


@dataclass
class Evidence:
    """What is asserted, in a function or in all that it calls.

    :ivar logs: something asserts on logging.
    :ivar raises: an error is expected to arrive in the test.
    :ivar tolerates: an error that arrives in the test is caught there.
    :ivar outcome: something else is asserted or waited for.
    :ivar unknown: a helper that cannot be seen may assert anything.
    :ivar notifications: notifications are waited for or verified.
    :ivar verified: they are looked at, not only waited for.
    :ivar failure_event: one of them tells of a failure.
    :ivar good_end: one of them tells that the operation succeeded.
    """

    logs: bool = False
    raises: bool = False
    tolerates: bool = False
    outcome: bool = False
    unknown: bool = False
    notifications: bool = False
    verified: bool = False
    failure_event: bool = False
    good_end: bool = False

    def add(self, other: 'Evidence') -> None:
        for name in self.__dataclass_fields__:
            if getattr(other, name):
                setattr(self, name, True)


class Asked(NamedTuple):
    """Which assertions of a function count.

    :ivar function: the function.
    :ivar after: expectations of errors above this line are of an earlier
        step of the test and do not count.
    :ivar ignored: mocks whose own calls are no outcome.
    """

    function: Function
    after: int = 0
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Own:
    """What one function holds itself, and whom it calls.

    :ivar evidence: what it asserts.
    :ivar helpers: functions of this file that it calls.
    :ivar far: methods that it calls, of a base class in another module;
        functions of other modules of tests, by dotted names.
    :ivar bases: dotted names of those base classes.
    """

    evidence: Evidence
    helpers: tuple[Function, ...]
    far: tuple[str, ...]
    bases: tuple[str, ...]


class _Found(NamedTuple):
    evidence: Evidence
    helpers: list[Function]
    far: list[str]


def own(source: SourceFile, asked: Asked) -> Own:
    """What a function asserts, worked out once."""
    return source.memo(_own, asked)


def _own(source: SourceFile, asked: Asked) -> Own:
    function = asked.function
    own_ = _Found(Evidence(), [], [])
    found = own_.evidence
    calls = source.within(function, ast.Call)
    for call in calls:
        _call(source, call, asked, own_)
    if asked.ignored and is_asked_again(calls, asked.ignored):
        found.outcome = True
    _read(source, function, found)
    for check in source.within(function, ast.Assert):
        _bare(source, check, asked, found)
    for attempt in source.within(function, *TRIES):
        if attempt.handlers:
            _try(source, attempt, asked, found)
    if any(given.arg == 'caplog'
           for given in source.within(function, ast.arg)):
        found.logs |= any(
            name.id == 'caplog' for name in source.within(function, ast.Name))
    cls = source.enclosing_class(function) if own_.far else None
    return Own(
        found, tuple(own_.helpers), tuple(own_.far),
        () if cls is None else tuple(source.once(Names).foreign_bases(cls)))


def _read(source: SourceFile, function: Function, found: Evidence) -> None:
    """What a function reads: memories of loggers, names of events."""
    options = source.options
    known: frozenset[str] | None = None
    for attribute in source.within(function, ast.Attribute):
        name = attribute.attr
        if assertions.may_read_log(name):
            if found.logs:
                continue
            found.logs = assertions.reads_log(attribute, options)
            if found.logs or not assertions.remembers(name):
                continue
            known = known or log_mocks.log_mocks(source, function)
            found.logs = bool(known) and log_mocks.root(attribute) in known
        elif name in _NOTIFICATIONS_SEEN:
            found.notifications = found.verified = True
        elif name == 'ERROR' and 'Phase' in mocks.chain(attribute.value):
            found.failure_event = True
    for constant in source.within(function, ast.Constant):
        text = constant.value
        if isinstance(text, str):
            if names_failure(text):
                found.failure_event = True
            elif len(text) <= MAX_EVENT and _GOOD_END.fullmatch(text):
                found.good_end = True


def _call(
    source: SourceFile, call: ast.Call, asked: Asked, own_: _Found,
) -> None:
    found, options = own_.evidence, source.options
    name = callee_name(call)
    if not name:
        return
    if assertions.is_raise_check(name) or (
            assertions.expects_error_status(call)
            or _expects_exit(source, call)):
        found.outcome = True
        if last_line(source, call) >= asked.after:
            found.raises = True
        return
    if name == 'suppress':
        found.tolerates = True
    if assertions.is_log_check(name, options):
        found.logs = found.outcome = True
        return
    if _NOTIFICATION_CHECK.search(name.lower().rpartition('notif')[0]):
        found.notifications = found.outcome = True
        found.verified |= 'wait' not in name.lower()
    if name in options.nvn_outcome_assertions:
        found.outcome = True
    # Not of an earlier step of the test.
    ignored = asked.ignored if call.lineno >= asked.after else frozenset()
    callee = call.func
    if isinstance(callee, ast.Attribute) and not is_own(callee):
        if name.startswith(('assert', 'wait_for')) and not (
                ignored and not has_several_calls(call, name)
                and mocks.chain(callee.value) in ignored):
            found.outcome = True
        elif name in ('verify_all', 'VerifyAll', 'verify'):
            found.outcome = True
        if assertions.is_check(name, options):
            if not assertions.remembers(name) and log_mocks.is_double(
                    source, asked.function, callee):
                # testfixtures.LogCapture() as lines: lines.check(...)
                found.logs = found.outcome = True
                return
            own_.far.extend(far_functions(source, callee))
    elif name.startswith(('assert', 'fail')):
        if not (ignored and _only_about(call, ignored)):
            found.outcome = True
        if not found.logs and log_mocks.is_asserted(
                source, asked.function, call.args):
            found.logs = True
        if isinstance(source.once(Names).definition(callee), FUNCTIONS) or (
                not assertions.is_of_unittest(name)):
            # The project's own assertion: what it asserts counts as well.
            _helper(source, call, name, own_)
    else:
        _helper(source, call, name, own_)


def _bare(
    source: SourceFile, check: ast.Assert, asked: Asked, found: Evidence,
) -> None:
    """``assert``, judged as the methods that say the same."""
    for call in assertions.as_calls(check):
        if assertions.expects_error_status(call) or _expects_exit(
                source, call):
            found.outcome = found.raises = True
        elif not (asked.ignored and check.lineno >= asked.after
                  and _only_about(call, asked.ignored)):
            found.outcome = True
        if not found.logs and log_mocks.is_asserted(
                source, asked.function, call.args):
            found.logs = True


def _helper(
    source: SourceFile, call: ast.Call, name: str, own_: _Found,
) -> None:
    """Follow a call of a method of the test class or a function."""
    options, found = source.options, own_.evidence
    definition = source.once(Names).definition(call.func)
    if isinstance(definition, FUNCTIONS):
        own_.helpers.append(definition)
        if _hands_error_status(call):
            found.raises = True
        return
    if isinstance(call.func, ast.Name):
        if not passes_self(call):
            if assertions.is_check(name, options):
                own_.far.extend(far_functions(source, call.func))
            return
        found.outcome |= assertions.is_check(name, options)
        found.unknown = True
        return
    if _hands_error_status(call):
        found.raises = True
    if assertions.is_check(name, options):
        found.outcome = True
    if not SETS_UP.fullmatch(name):
        own_.far.append(name)


def _try(
    source: SourceFile, node: ast.Try, asked: Asked, found: Evidence,
) -> None:
    """``try: call() except Error:`` in a test expects or tolerates."""
    if source.function(node) is not asked.function or (
            end_of(node)[0] < asked.after):
        return
    if all(map(refuses, node.handlers)) and not any(
            map(is_failure, (*node.body, *node.orelse))):
        # No error must arrive: what becomes of it is another question.
        found.outcome = True
        return
    checks = any(
        isinstance(inner, (ast.Call, ast.Assert)) and (
            isinstance(inner, ast.Assert)
            or callee_name(inner).startswith(('assert', 'fail')))
        for part in (*node.handlers, *node.body[-1:], *node.orelse)
        for inner in walk(part))
    if checks:
        found.raises = True
    else:
        found.tolerates = True


def _expects_exit(source: SourceFile, call: ast.Call) -> bool:
    """``self.assertEqual(4, ret)`` of a command's return code."""
    compared = assertions.expects_exit_code(call)
    if compared is None:
        return False
    if isinstance(compared, ast.Call):
        return is_command(compared)
    command = any(CLI.fullmatch(part) for part in source_parts(source))
    return any(
        isinstance(b.node, ast.Call) and (command or is_command(b.node))
        for b in source.once(Names).bindings(compared.id, compared))


def _only_about(call: ast.Call, mocks_: frozenset[str]) -> bool:
    """Whether an assertion looks at nothing but the given mocks."""
    asked = [
        value for value in call.args if not isinstance(value, ast.Constant)]
    if any(isinstance(value, ast.Constant) and isinstance(value.value, int)
           and value.value > 1 for value in call.args):
        # Called again after it failed: it was handled.
        return False
    return bool(asked) and all(
        isinstance(value, ast.Attribute) and value.attr in mocks.MEMORY
        and mocks.chain(value.value) in mocks_ for value in asked)


def _hands_error_status(call: ast.Call) -> bool:
    """Whether a helper is told which status or error to expect."""
    for value in call.args:
        if not assertions.is_error_status(value):
            continue
        # 500 is a size or a port as often as a status.
        if not (isinstance(value, ast.Constant) and value.value == 500) or (
                _CHECKS_BY_NAME.match(callee_name(call))):
            return True
    return False
