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

"""Fact: mocked failures of which a test checks nothing.

Some tests check nothing on purpose: each such reason has a name.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterator
import re
from typing import NamedTuple

from flake8_nova_notifications.code.expressions import callee_name
from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rules.error_paths.checks.evidence import (
    evidence)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    is_miss)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    mocked_errors)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    MockedError)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    Outcome)
from flake8_nova_notifications.rules.error_paths.mocked import no_failures
from flake8_nova_notifications.rules.error_paths.mocks.targets import target_of

# What a test is called, and what it says in comments, where that it passes
# at all is what it is about.
_OUTRIGHT = re.compile(
    r'(?:^|_)(?:not|never|doesnt|dont|wont|no)_(?:\w+_)??'
    r'(?:rais(?:es?|ing|ed)|fail(?:s|ing)?|propagates?|crash(?:es)?)'
    r'(?:_(?:an?_)?(?:error|exception)s?)?(?:_|$)')
_NAMED = re.compile(
    r'(?:^|_)(?:no|not|never|without|non|doesnt|dont|wont)_?(?:\w*_)?'
    r'(?:errors?|rais\w+|exceptions?|fatal|propagat\w+)(?:_|$)'
    r'|(?:^|_)(?:swallow\w*|tolerat\w+|catch(?:es)?)(?:_|$)'
    r'|(?:^|_)(?:ignor\w+|surviv\w+|handles)_(?:\w*_)?'
    r'(?:errors?|exceptions?|failures?)(?:_|$)')
_SAID = re.compile(
    r"\b(?:(?:must|should|shall|does|do|did|will|would|is|are|may|can)"
    r"(?:n'?t| ?not| never)|won'?t|can'?t)\b[^.;]*?"
    r"\b(?:rais\w+|fail\w*|interrupt\w*"
    r"|prevent\w*|blow|crash\w*|propagat\w+|bubble|abort\w*|work|stop)\b"
    r"|\bis(?:n't| not) an? (?:error|failure)\b"
    r"|\bno (?:exception|error)s?\b[^.;]*\b(?:raised|expected|propagated)\b"
    r"|\bwould (?:blow up|fail|raise|crash)|\bwithout (?:raising|an? error"
    r"|an? exception|errors?|exceptions?|failing)\b", re.I)
# What a docstring says: that something fails is said of the code as well.
_OPENLY = re.compile(
    # Not that of SAML: "no assertion is sent", "no assertion error".
    r'\bno assert(?:ion)?s?(?=\W*$|[.,;:)]|\s+(?:(?:is|are)\s+)?(?:needed'
    r'|necessary|required|made|here|as|because|since|but|just)\b)'
    r'|\bexpect\w*\s+no\s+(?:exception|error)s?\b', re.I)
_COMMENT = re.compile(r'(?:^[ \t]*|  )#(.*)', re.M)
# Asked to go on, by an argument.
_GOES_ON = re.compile(r'\bignore_\w+=True|\braise_\w+=False')
# Whatever is done goes through these, so a call of it is an outcome.
_RUNNERS = re.compile(
    r'_*(?:(?:try|ssh|send|issue|make|do|api|http|rest)_)*'
    r'(?:execute|exec|run|request|call|invoke)'
    r'(?:_(?:command|cmd|method|api|process|request|ssh|cli|successfully))?'
    r'|trycmd|check_call|check_output|Popen')


class Reason(NamedTuple):
    """Why a test need not check more.

    :ivar name: the reason in a few words.
    :ivar example: what a test holds of which it is true.
    :ivar holds: whether it does.
    """

    name: str
    example: str
    holds: Callable[[SourceFile, MockedError], bool]


def unchecked(source: SourceFile) -> tuple[MockedError, ...]:
    """The failures of which nothing is checked, and without a reason."""
    return tuple(
        error for error in source.once(mocked_errors)
        if error.outcome is Outcome.UNCHECKED
        and why_not(source, error) is None)


def why_not(source: SourceFile, error: MockedError) -> Reason | None:
    """The reason for which nothing more is to be checked, if any."""
    return next((reason for reason in REASONS
                 if reason.holds(source, error)), None)


def _says_so(source: SourceFile, error: MockedError) -> bool:
    function = error.candidate.function
    comments = ' '.join(_COMMENT.findall(source.text_of(function)))
    return _SAID.search(' '.join(comments.split())) is not None or (
        _OPENLY.search(ast.get_docstring(function, clean=False) or '')
        is not None)


def _is_called_so(source: SourceFile, error: MockedError) -> bool:
    name = error.candidate.function.name
    return _OUTRIGHT.search(name) is not None or (
        _NAMED.search(name) is not None and _is_called(source, error))


def _is_told_to_go_on(source: SourceFile, error: MockedError) -> bool:
    text = source.text_of(error.candidate.function)
    return _GOES_ON.search(text) is not None


def _is_missed(source: SourceFile, error: MockedError) -> bool:
    return is_miss(source, error) and _is_called(source, error)


def _is_called(source: SourceFile, error: MockedError) -> bool:
    """Whether the test sees to it that the mock was asked at all."""
    return any(called for _, called in _checks(source, error))


def _checks(
    source: SourceFile, error: MockedError,
) -> Iterator[tuple[ast.Call, bool]]:
    return no_failures.checks(no_failures.Mocked(
        source, error.candidate, error.mock, error.raised))


def _must_not_be_called(source: SourceFile, error: MockedError) -> bool:
    return 'NonCallable' in source.text_of(error.candidate.function)


def _hands_over_a_check(source: SourceFile, error: MockedError) -> bool:
    names = source.once(Names)
    function = error.candidate.function
    handed = [node.value for node in source.within(function, ast.Assign)]
    for call in source.within(function, ast.Call):
        handed += [*call.args, *(keyword.value for keyword in call.keywords)]
    given = (names.definition(value) for value in handed
             if isinstance(value, (ast.Name, ast.Attribute)))
    return any(
        isinstance(one, FUNCTIONS) and one is not error.raised.definition
        and evidence(source, one).outcome for one in given)


def _is_runner(source: SourceFile, error: MockedError) -> bool:
    target = target_of(source, error.mock).rpartition('.')[2]
    return _RUNNERS.fullmatch(target) is not None and any(
        # The arguments say what was run, and that nothing else was.
        callee_name(check).startswith(('assert_called_once_with',
                                       'assert_has_calls'))
        for check, _ in _checks(source, error))


REASONS: tuple[Reason, ...] = (
    Reason('that nothing is raised is what it is about, as it says',
           '# Must not raise.', _says_so),
    Reason('that nothing is raised is what it is about, by its name',
           'test_boot_swallows_error', _is_called_so),
    Reason('it asks for errors to be ignored',
           'unplug(vif, ignore_errors=True)', _is_told_to_go_on),
    Reason('what comes next is a mock that cannot be called',
           'new_callable=mock.NonCallableMock', _must_not_be_called),
    Reason('all that is done goes through the mock, and its calls are checked',
           "mock_execute.assert_called_once_with('e2fsck')", _is_runner),
    Reason('what takes the place of something else asserts what it is given',
           'm.side_effect = self._check_arguments', _hands_over_a_check),
    Reason('only something is not there', 'm.side_effect = NotFound',
           _is_missed),
)
