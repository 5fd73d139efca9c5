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

"""The event by which a failure is announced, where there is one."""

import ast
from collections.abc import Iterator
import itertools
import re

from flake8_nova_notifications.code.names import Names
from flake8_nova_notifications.code.source import Function
from flake8_nova_notifications.code.source import FUNCTIONS
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rules.error_paths.mocked.mocked_errors import (
    MockedError)
from flake8_nova_notifications.rules.error_paths.search import entries
from flake8_nova_notifications.rules.error_paths.tested.production import (
    Production)

# Helpers of a test whose events are its own.
MAX_HELPERS = 20
# Characters of a call around the phase of an event that it emits.
MAX_CALL = 400
# Modules that notify for those under test.
MAX_NOTIFIERS = 8

_START = re.compile(r'(?P<stem>[\w.\-]*\w)(?P<dot>[.\-])start')
_PHASE = re.compile(r'Phase\.ERROR|phase=.error\b', re.I)
_NOTIFIER = re.compile(r'\b(\w+)\.\w*notif\w*\(')


def error_event(source: SourceFile, error: MockedError) -> str | None:
    """The event of the failure of what a test sees starting.

    None where nothing shows that there is such an event: not every action
    has one.
    """
    for text in _texts(source, error.candidate.function):
        match = _START.fullmatch(text)
        if match is not None and source.memo(
                _is_emitted, match['stem']):
            return '{stem}{dot}error'.format(**match.groupdict())
    return None


def _texts(source: SourceFile, function: Function) -> Iterator[str]:
    """The texts of a test and of the helpers that it calls."""
    names = source.once(Names)
    queue = [function]
    for known in itertools.islice(queue, MAX_HELPERS):
        for constant in source.within(known, ast.Constant):
            if isinstance(constant.value, str):
                yield constant.value
        for call in source.within(known, ast.Call):
            helper = names.definition(call.func)
            if isinstance(helper, FUNCTIONS) and helper not in queue:
                queue.append(helper)


def _is_emitted(source: SourceFile, stem: str) -> bool:
    """Whether the project, or another test here, knows the failure's event."""
    action = re.split(r'[.\-]', stem)[-1]
    return any(
        f'{action}.error' in text or f'{action}-error' in text
        or any(_names(text, match.start(), action)
               for match in _PHASE.finditer(text))
        for text in (source.text, *source.once(_production_texts)))


def _production_texts(source: SourceFile) -> tuple[str, ...]:
    """The modules under test, and those that notify for them."""
    production = source.once(Production)
    tested = [production.outline(module) for module in (
        *entries.under_test(source), *source.once(entries.managers))]
    notifiers = dict.fromkeys(
        read.imported(match[1]) for read in tested if read is not None
        for match in _NOTIFIER.finditer(read.text))
    notifying = [production.outline(module)
                 for module in [*filter(None, notifiers)][:MAX_NOTIFIERS]]
    return tuple(read.text for read in (*tested, *notifying)
                 if read is not None)


def _names(text: str, place: int, action: str) -> bool:
    """Whether the call that holds a place names an action."""
    begin = text.rfind('(', max(0, place - MAX_CALL), place)
    line = text.rfind('\n', 0, begin) + 1
    end = text.find(')', place)
    return re.search(
        rf'(?:\b|_){action}(?:\b|_)', text[line:end], re.I) is not None
