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

"""Fact: mocked failures that are handled while no test line asks for a log.

What is certain to be seen by operators is told apart from the rest: there an
assertion on the log is worth a patch.
"""

from dataclasses import dataclass
import enum
import re

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_nameless
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    is_miss)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    mocked_errors)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    MockedError)
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    Outcome)
from flake8_nova_notifications.rules.error_paths.mocked.unchecked import (
    why_not)
from flake8_nova_notifications.rules.error_paths.mocks.raised import (
    raises_each_time)
from flake8_nova_notifications.rules.error_paths.mocks.shortened import named
from flake8_nova_notifications.rules.error_paths.mocks.shortened import short
from flake8_nova_notifications.rules.error_paths.outcomes.unexpected import (
    beside_expected)
from flake8_nova_notifications.rules.error_paths.search.handler_search import (
    find_handler)
from flake8_nova_notifications.rules.error_paths.search.handler_search import (
    sees_code)
from flake8_nova_notifications.rules.error_paths.search.log_calls import Log
from flake8_nova_notifications.rules.error_paths.search.replacements import (
    Found)

# Characters of what is logged that a message repeats.
MAX_WORDS = 32
# Words before the first value that are enough to tell a message by.
MIN_WORDS = 3

_FORMAT = re.compile(
    r'%(?:\(\w*\))?[-+ #0]*[\d*]*(?:\.\d+)?[a-zA-Z]|\{[^{}]*\}')
_WORD = re.compile(r'[A-Za-z]{2,}')


class Grounds(enum.Enum):
    """Why an assertion on the log is missed.

    The first three are worth a patch wherever they are met.
    """

    LOUD = 'the handler logs at warning or above'
    NOTIFIED = 'the notification of the failure is verified, its log is not'
    UNSEEN = 'there is no code to judge by'
    QUIET = 'it is handled, as far as one can tell without a loud log'


@dataclass(frozen=True)
class Unlogged:
    """A handled failure whose log nobody asks for.

    :ivar error: the failure.
    :ivar handler: what ends it; None where that is not certain.
    :ivar grounds: why a log is missed.
    """

    error: MockedError
    handler: Found | None
    grounds: Grounds


def unlogged(source: SourceFile) -> tuple[Unlogged, ...]:
    """The handled failures of a test file without an assertion on a log."""
    found = []
    for error in source.once(mocked_errors):
        excused = error.outcome is Outcome.UNCHECKED and (
            why_not(source, error) is not None)
        if error.evidence.logs or not (
                excused or error.outcome is Outcome.HANDLED):
            continue
        handler = find_handler(source, error)
        may_be_logged = handler is not None and (
            handler.log is not None or handler.unsure)
        if not may_be_logged and is_miss(source, error):
            # Not finding something is an answer as often as a failure.
            continue
        # That it passes is what an excused test is about: a log is extra.
        found.append(Unlogged(
            error, handler, Grounds.QUIET if excused else
            _grounds(source, error, handler)))
    for error in source.once(beside_expected):
        handler = find_handler(source, error)
        if _grounds(source, error, handler) is Grounds.LOUD:
            found.append(Unlogged(error, handler, Grounds.LOUD))
    return tuple(found)


def _grounds(
    source: SourceFile, error: MockedError, handler: Found | None,
) -> Grounds:
    if handler is not None and not handler.retries and (
            handler.log is not None and handler.log.is_loud):
        return Grounds.LOUD
    evidence = error.evidence
    if evidence.verified and evidence.failure_event:
        return Grounds.NOTIFIED
    if handler is not None or sees_code(source, error) or (
            # There is code; which project it is of, nobody has said.
            is_nameless(source)) or (
            # It answers later: the code under test tries again.
            not raises_each_time(source, error.mock.value, error.raised)):
        return Grounds.QUIET
    return Grounds.UNSEEN


def details(source: SourceFile, found: Unlogged) -> dict[str, str]:
    """The fields of a message about it."""
    return {
        'target': named(source, found.error.mock),
        'error': short(found.error.raised.text),
        'how': _how(found),
    }


def _how(found: Unlogged) -> str:
    handler = found.handler
    if found.grounds is Grounds.NOTIFIED:
        return (' and checks its error notification but not the log; use '
                'self.assertLogs')
    if found.grounds is Grounds.UNSEEN:
        return (' but checks no log, and what handles it cannot be seen; use '
                'self.assertLogs')
    if handler is None:
        return ' but checks no log; use self.assertLogs'
    if handler.retries:
        return (f' but checks no log, and {handler.place or "a decorator"} '
                'tries again; use self.assertLogs')
    if handler.log is not None:
        return (f' but does not check {_logged(handler.log, handler.place)}; '
                'use self.assertLogs')
    if handler.may_log:
        return (f' but checks no log, and {handler.place} handles it; use '
                'self.assertLogs')
    if handler.excused:
        return f', and {handler.place} handles it without logging'
    return (f', and {handler.place} handles it without logging; log it, or '
            'say in a comment why not')


def _logged(log: Log, place: str) -> str:
    """``LOG.error('Failed to ...') in handler p.py:7``, as far as known."""
    if not log.owner:
        return f'what handler {place} logs at warning or above'
    if log.helper:
        return f'{_call(log)} in {log.helper}(), called in handler {place}'
    return f'{_call(log)} in handler {place}'


def _call(log: Log) -> str:
    words = first_words(log.text)
    return f"{log.owner}.{log.level}({repr(words) if words else '...'})"


def first_words(text: str) -> str:
    """What a message begins with, so that an assertion can be typed.

    Up to the first value that is filled in behind some words.
    """
    # Other tools read ``: `` and ``%`` in a message as parts of a place.
    whole = ' '.join(_FORMAT.sub('...', text).split()).partition(': ')[0]
    end = next((match.start() for match in re.finditer(r'\.\.\.', whole)
                if len(_WORD.findall(whole[:match.start()])) >= MIN_WORDS),
               len(whole))
    words = whole[:end].replace('%', '')
    if len(words) > MAX_WORDS:
        words = words[:MAX_WORDS].rpartition(' ')[0] or words[:MAX_WORDS]
    words = words.rstrip(' :;,.=(\'"')
    complete = ' '.join(text.split()).rstrip(' :;,.') == words
    return words if complete else f'{words} ...'
