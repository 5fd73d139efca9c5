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

"""Fact: the failures that a test mocks, and how each of them ends."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
import enum
from functools import partial
import re

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.rules.error_paths import armed
from flake8_nova_notifications.rules.error_paths.armed import Arming
from flake8_nova_notifications.rules.error_paths.armed import HotFunction
from flake8_nova_notifications.rules.error_paths.raised import calls_named
from flake8_nova_notifications.rules.error_paths.raised import raised
from flake8_nova_notifications.rules.error_paths.raised import Raised
from flake8_nova_notifications.rules.error_paths.reach import Evidence
from flake8_nova_notifications.rules.error_paths.reach import Reach

TRIGGERS = armed.TRIGGERS

# Callers of a helper that are asked what they assert.
MAX_CALLERS = 20

_EXPECTS = ('assertRaises', 'assert_raises', 'assertraises',
            'ExpectedException', 'expectedFailure')
_PREDICATE = re.compile(r'_*(?:is|has|can|supports)_')
_RAISES = re.compile(r'\braises\(')


class Outcome(enum.Enum):
    """How a mocked error ends, as far as the test says."""

    PROPAGATES = 'propagates'
    HANDLED = 'handled'
    UNCHECKED = 'unchecked'


@dataclass(frozen=True)
class MockedError:
    """A failure that a test mocks, the first one of its function.

    :ivar hot: the function.
    :ivar arming: where and how the mock is armed.
    :ivar raised: what it raises.
    :ivar outcome: how it ends.
    :ivar evidence: what is asserted in reach.
    :ivar others: further errors that the function arms.
    """

    hot: HotFunction
    arming: Arming
    raised: Raised
    outcome: Outcome
    evidence: Evidence
    others: tuple[Raised, ...]


def mocked_errors(source: SourceFile) -> tuple[MockedError, ...]:
    """The mocked failures whose handling no test line expects to raise."""
    return tuple(found for hot in source.once(_by_expectation)[False]
                 if (found := _judge(source, hot)))


def expected_errors(source: SourceFile) -> tuple[MockedError, ...]:
    """The mocked failures of functions that expect an error to be raised."""
    return tuple(found for hot in source.once(_by_expectation)[True]
                 if (found := _judge(source, hot)))


def propagated_errors(source: SourceFile) -> tuple[MockedError, ...]:
    """The mocked failures that are expected to reach the test."""
    return tuple(
        found for derive in (mocked_errors, expected_errors)
        for found in source.once(derive)
        if found.outcome is Outcome.PROPAGATES)


def _by_expectation(
    source: SourceFile,
) -> dict[bool, list[HotFunction]]:
    """Functions by whether their text itself expects an error: most do."""
    found: dict[bool, list[HotFunction]] = {False: [], True: []}
    for hot in source.once(armed.candidates):
        found[armed.holds(hot.text, _EXPECTS) or (
            'raises(' in hot.text and _RAISES.search(hot.text) is not None)
        ].append(hot)
    return found


def _judge(source: SourceFile, hot: HotFunction) -> MockedError | None:
    if _is_setting_up(source, hot):
        return None
    found: list[tuple[Arming, Raised]] = []
    checks: list[ast.Call] | None = None
    for arming in armed.armings(source, hot):
        error = raised(source, arming.value)
        if error is None or not _is_failure(
                source, hot, arming, error) or errors.is_emptiness(
                    error.name, partial(_asked, source, hot, arming)):
            continue
        if checks is None:
            checks = [call for call in source.within(hot.function, ast.Call)
                      if callee_name(call).startswith('assert')]
        if not _is_guard(source, checks, arming):
            found.append((arming, error))
    if not found:
        return None
    arming, error = found[0]
    for other in found:
        if errors.is_miss(other[1].expression or other[0].value,
                          other[1].name):
            continue
        arming, error = other
        break
    evidence = source.once(Reach).evidence(
        hot.function,
        after=found[0][0].node.lineno,
        ignored=frozenset() if not hot.is_test else frozenset(
            a.mock for a, _ in found if a.mock
            # Asked for again after it failed: that is an outcome.
            and not isinstance(a.value, (ast.List, ast.Tuple, ast.BinOp))))
    outcome = _outcome(evidence)
    if outcome is Outcome.UNCHECKED and error.conditional:
        # Whether the fake ever raises cannot be told.
        return None
    if not hot.is_test:
        if not evidence.outcome:
            # It only arms: its callers act and assert.
            return None
        callers = _callers_evidence(source, hot)
        if callers.logs:
            evidence.logs = True
        if callers.raises and outcome is Outcome.HANDLED:
            outcome = Outcome.PROPAGATES
    return MockedError(hot, arming, error, outcome, evidence, tuple(
        e for _, e in found if e is not error))


def is_miss(source: SourceFile, error: MockedError) -> bool:
    """Whether a failure only says that something is not there.

    The error itself may say it, what was asked, or what the error is given
    after it was made.
    """
    hot, arming, name = error.hot, error.arming, error.raised.name
    expression = error.raised.expression
    if expression is not None and errors.is_miss(
            expression, name or errors.last_name(expression)):
        return True

    def asked() -> str:
        return _asked(source, hot, arming)

    return _is_asked_for(source, hot) or errors.is_answer(
        name, asked) or errors.is_absent_file(
        arming.value, asked) or any(
            map(errors.says_not_found,
                _told_later(source, hot, arming.value)))


def _is_asked_for(source: SourceFile, hot: HotFunction) -> bool:
    """``assert not has_ipv6()`` and nothing else: it asks by trying."""
    if hot.text.count('assert') != 1:
        return False
    for node in source.within(hot.function, ast.Assert, ast.Call):
        match node:
            case ast.Assert(test=ast.UnaryOp(op=ast.Not(), operand=asked)):
                pass
            case ast.Call(func=ast.Attribute(attr='assertFalse'),
                          args=[asked, *_]):
                pass
            case _:
                continue
        return isinstance(asked, ast.Call) and _PREDICATE.match(
            callee_name(asked)) is not None
    return False


def _asked(source: SourceFile, hot: HotFunction, arming: Arming) -> str:
    """The last name of what is made to fail."""
    return armed.target_of(source, hot, arming).rpartition('.')[2]


def _told_later(
    source: SourceFile, hot: HotFunction, error: ast.expr,
) -> Iterator[ast.expr]:
    """``error.message = 'no such table'`` and ``setattr(error, ...)``."""
    if not isinstance(error, ast.Name):
        return
    for statement in source.within(hot.function, ast.Assign, ast.Expr):
        match statement:
            case ast.Assign(targets=[ast.Attribute(
                    value=ast.Name(id=name))], value=value):
                pass
            case ast.Expr(value=ast.Call(
                    func=ast.Name(id='setattr'),
                    args=[ast.Name(id=name), _, value])):
                pass
            case _:
                continue
        if name == error.id:
            yield value


def _outcome(evidence: Evidence) -> Outcome:
    if evidence.raises:
        return Outcome.PROPAGATES
    if evidence.outcome or evidence.unknown or evidence.logs:
        return Outcome.PROPAGATES if evidence.tolerates else Outcome.HANDLED
    return Outcome.UNCHECKED


def _is_setting_up(source: SourceFile, hot: HotFunction) -> bool:
    if hot.is_test:
        return False
    cls = source.enclosing_class(hot.function)
    if cls is not None and any(
            'ixture' in mocks.chain(base) for base in cls.bases):
        return True
    return any(
        'fixture' in mocks.chain(d) for d in hot.function.decorator_list)


def _ends_answers(value: ast.expr, error: Raised) -> bool:
    """``[page, page, RuntimeError]``: nobody may ask once more."""
    return isinstance(value, (ast.List, ast.Tuple)) and (
        len(value.elts) > 2 and value.elts[-1] is error.expression
        and isinstance(error.expression, ast.Name)
        and error.name in ('RuntimeError', 'Exception'))


def _is_failure(
    source: SourceFile, hot: HotFunction, arming: Arming, error: Raised,
) -> bool:
    """Whether an armed error is a failure that this test is about."""
    if errors.is_control_flow(error.name) or errors.is_alarm(
            error.expression, error.name) or errors.says_come_again(
                error.expression) or _ends_answers(arming.value, error):
        return False
    if error.definition is None or not error.conditional:
        return True
    # A fake that may raise: one of its own says what the test is about,
    # one that is shared serves the tests that pass the right input.
    if getattr(error.definition, 'name', '') == '__call__':
        return True
    inside = hot.function in source.ancestors(error.definition)
    return inside and not errors.is_generic(error.name)


def _is_guard(
    source: SourceFile, checks: list[ast.Call], arming: Arming,
) -> bool:
    """Whether the raising mock must never be called.

    :param checks: the assertions of the test.
    """
    if not arming.mock:
        return False
    if not source.affords('guards', len(checks)):
        return True
    never = False
    for node in checks:
        name = callee_name(node)
        if name.startswith('assert_') and isinstance(
                node.func, ast.Attribute) and (
                    mocks.chain(node.func.value) == arming.mock):
            if name != 'assert_not_called':
                # Not called in one step of the test, called in another.
                return False
            never = True
        if name in ('assertFalse', 'assertEqual', 'assertIsNone') and any(
                isinstance(value, ast.Attribute)
                and value.attr in mocks.MEMORY
                and mocks.chain(value.value) == arming.mock
                for value in node.args):
            others = [
                value for value in node.args
                if not isinstance(value, ast.Attribute)]
            if not others or any(_is_nothing(value) for value in others):
                never = True
    return never


def _is_nothing(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return not value.value
    return isinstance(value, ast.List) and not value.elts


def _callers_evidence(source: SourceFile, hot: HotFunction) -> Evidence:
    """What the callers of a helper in this file assert besides."""
    total = Evidence()
    reach = source.once(Reach)
    names = source.once(Names)
    seen = [hot.function]
    for call in calls_named(source, hot.function.name)[:MAX_CALLERS]:
        caller = source.function(call)
        while caller is not None and (
                above := source.function(caller)) is not None:
            caller = above
        if isinstance(caller, FUNCTIONS) and caller not in seen and (
                names.definition(call.func) is hot.function):
            seen.append(caller)
            total.add(reach.evidence(caller))
    # assertRaises(Error, self._helper, ...) is no call of the helper.
    return total
