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
from dataclasses import dataclass
import enum
import re

from flake8_nova_notifications.code.calls import calls_named
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.idioms import mocks
from flake8_nova_notifications.rules.error_paths.checks import (
    evidence as evidences)
from flake8_nova_notifications.rules.error_paths.checks.own_evidence import (
    Evidence)
from flake8_nova_notifications.rules.error_paths.mocked import no_failures
from flake8_nova_notifications.rules.error_paths.mocks.raised import Raised
from flake8_nova_notifications.rules.error_paths.mocks import raising_mocks
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    Candidate)
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    RaisingMock)

TRIGGERS = raising_mocks.TRIGGERS

# Callers of a helper that are asked what they assert.
MAX_CALLERS = 20

_EXPECTS = ('assertRaises', 'assert_raises', 'assertraises',
            'ExpectedException', 'expectedFailure')
_RAISES = re.compile(r'\braises\(')


class Outcome(enum.Enum):
    """How a mocked error ends, as far as the test says."""

    PROPAGATES = 'propagates'
    HANDLED = 'handled'
    UNCHECKED = 'unchecked'


@dataclass(frozen=True)
class MockedError:
    """A failure that a test mocks, the first one of its function.

    :ivar candidate: the function.
    :ivar mock: where and how the mock is made to raise.
    :ivar raised: what it raises.
    :ivar outcome: how it ends.
    :ivar evidence: what the function and its helpers assert.
    :ivar others: further errors that the function mocks.
    """

    candidate: Candidate
    mock: RaisingMock
    raised: Raised
    outcome: Outcome
    evidence: Evidence
    others: tuple[Raised, ...]


def mocked_errors(source: SourceFile) -> tuple[MockedError, ...]:
    """The mocked failures whose handling no test line expects to raise."""
    return tuple(found for candidate in source.once(_by_expectation)[False]
                 if (found := _judge(source, candidate)))


def expected_errors(source: SourceFile) -> tuple[MockedError, ...]:
    """The mocked failures of functions that expect an error to be raised."""
    return tuple(found for candidate in source.once(_by_expectation)[True]
                 if (found := _judge(source, candidate)))


def expecting(source: SourceFile) -> tuple[Candidate, ...]:
    """The functions whose text expects an error to be raised."""
    return tuple(source.once(_by_expectation)[True])


def propagated_errors(source: SourceFile) -> tuple[MockedError, ...]:
    """The mocked failures that are expected to arrive in the test."""
    return tuple(
        found for derive in (mocked_errors, expected_errors)
        for found in source.once(derive)
        if found.outcome is Outcome.PROPAGATES)


def _by_expectation(
    source: SourceFile,
) -> dict[bool, list[Candidate]]:
    """Functions by whether their text itself expects an error: most do."""
    found: dict[bool, list[Candidate]] = {False: [], True: []}
    for candidate in source.once(raising_mocks.candidates):
        text = source.text_of(candidate.function)
        found[any(word in text for word in _EXPECTS) or (
            'raises(' in text and _RAISES.search(text) is not None)
        ].append(candidate)
    return found


def _judge(source: SourceFile, candidate: Candidate) -> MockedError | None:
    if _is_setting_up(source, candidate):
        return None
    found = no_failures.failures(source, candidate)
    if not found:
        return None
    first = next(
        (pair for pair in found if not errors.is_miss(
            pair[1].expression or pair[0].value, pair[1].name)), found[0])
    mock, error = first
    evidence = Evidence()
    evidence.add(evidences.evidence(
        source, candidate.function, after=found[0][0].node.lineno,
        ignored=frozenset() if not candidate.is_test else frozenset(
            one.mock for one, _ in found if one.mock
            # Asked for again after it failed: that is an outcome.
            and not isinstance(
                one.value, (ast.List, ast.Tuple, ast.BinOp)))))
    outcome = _outcome(evidence)
    if outcome is Outcome.UNCHECKED and error.conditional:
        # Whether the fake ever raises cannot be told.
        return None
    if not candidate.is_test:
        if not evidence.outcome:
            # It only prepares: its callers act and assert.
            return None
        callers = _callers_evidence(source, candidate)
        evidence.logs = evidence.logs or callers.logs
        if callers.raises and outcome is Outcome.HANDLED:
            outcome = Outcome.PROPAGATES
    return MockedError(candidate, mock, error, outcome, evidence, tuple(
        pair[1] for pair in found if pair is not first))


def is_miss(source: SourceFile, error: MockedError) -> bool:
    """Whether a failure only says that something is not there."""
    return no_failures.is_miss(source, no_failures.Mocked(
        source, error.candidate, error.mock, error.raised))


def _outcome(evidence: Evidence) -> Outcome:
    if evidence.raises:
        return Outcome.PROPAGATES
    if evidence.outcome or evidence.unknown:
        return Outcome.PROPAGATES if evidence.tolerates else Outcome.HANDLED
    return Outcome.UNCHECKED


def _is_setting_up(source: SourceFile, candidate: Candidate) -> bool:
    if candidate.is_test:
        return False
    cls = source.enclosing_class(candidate.function)
    if cls is not None and any(
            'ixture' in mocks.chain(base) for base in cls.bases):
        return True
    return any('fixture' in mocks.chain(decorator)
               for decorator in candidate.function.decorator_list)


def _callers_evidence(source: SourceFile, candidate: Candidate) -> Evidence:
    """What the callers of a helper in this file assert besides."""
    total = Evidence()
    names = source.once(Names)
    seen = [candidate.function]
    calls = calls_named(source, candidate.function.name)
    for call in calls[:MAX_CALLERS]:
        for caller in raising_mocks.functions_around(source, call)[-1:]:
            if caller not in seen and (
                    names.definition(call.func) is candidate.function):
                seen.append(caller)
                total.add(evidences.evidence(source, caller))
    # assertRaises(Error, self._helper, ...) is no call of the helper.
    return total
