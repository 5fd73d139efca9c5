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


"""Fact: mocked failures beside the one that a test expects to be raised.

Of two mocks that raise, ``assertRaises`` asks for the error of one: the other
error is handled on the way.
"""

import ast

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms import assertions
from flake8_nova_notifications.idioms import error_families
from flake8_nova_notifications.idioms import errors
from flake8_nova_notifications.rules.error_paths.checks import evidence
from flake8_nova_notifications.rules.error_paths.checks.own_evidence import (
    Asked)
from flake8_nova_notifications.rules.error_paths.checks.own_evidence import own
from flake8_nova_notifications.rules.error_paths.mocked import mocked_errors
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    MockedError)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    Outcome)
from flake8_nova_notifications.rules.error_paths.mocked import no_failures
from flake8_nova_notifications.rules.error_paths.mocks.raised import Raised
from flake8_nova_notifications.rules.error_paths.mocks.raising_mocks import (
    Candidate)
from flake8_nova_notifications.rules.error_paths.search.error_facts import (
    ErrorFacts)


def beside_expected(source: SourceFile) -> tuple[MockedError, ...]:
    """The mocked failures of which no expected error is made.

    Only where the test sees to it that the mock was called: else the error
    that it expects may have come first.
    """
    return tuple(
        found for candidate in source.once(mocked_errors.expecting)
        if candidate.is_test for found in _beside(source, candidate))


def _beside(source: SourceFile, candidate: Candidate) -> list[MockedError]:
    failures = no_failures.failures(source, candidate)
    if len(failures) < 2:
        return []
    expected = _expected(source, candidate)
    if not expected:
        return []
    answers = [_is_one(source, error, expected) for _, error in failures]
    if True not in answers:
        return []
    total = evidence.evidence(source, candidate.function)
    if total.logs or total.tolerates or any(
            evidence.evidence(source, helper).raises
            for helper in own(source, Asked(candidate.function)).helpers):
        return []
    return [
        MockedError(candidate, mock, error, Outcome.HANDLED, total, tuple(
            other for _, other in failures if other is not error))
        for (mock, error), answer in zip(failures, answers, strict=True)
        if answer is False and _is_met(
            no_failures.Mocked(source, candidate, mock, error))]


def _is_met(mocked: no_failures.Mocked) -> bool:
    """Whether a failure is one that the test lets the code meet.

    What is only not there is the scene of another failure.
    """
    return not no_failures.is_miss(mocked.source, mocked) and any(
        called for _, called in no_failures.checks(mocked))


def _expected(source: SourceFile, candidate: Candidate) -> list[ast.expr]:
    """The classes of errors that a test expects; none if one is unknown."""
    found: list[ast.expr] = []
    for call in source.within(candidate.function, ast.Call):
        if not assertions.is_raise_check(callee_name(call)):
            continue
        cls = call.args[0] if call.args else None
        classes = cls.elts if isinstance(cls, ast.Tuple) else [cls]
        for one in classes:
            if one is None or not errors.is_exception(source, one):
                return []
            found.append(one)
    return found


def _is_one(
    source: SourceFile, error: Raised, expected: list[ast.expr],
) -> bool | None:
    """Whether an error is of an expected class; None if unsure."""
    return None if error.kind is None else ErrorFacts(
        *error_families.family(
            source, errors.spelled_class(error.kind))).is_any(expected)
