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

"""The allow-list: what an operator has decided may be sent.

A pattern allows an entry if it fits the entry's name, the payload's name
(the class or the event type), or both joined by a dot; so the three grains
need no syntax of their own. The id of what a payload is about is also called
``own-id``.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from fnmatch import fnmatchcase
import re

from flake8_nova_notifications.idioms.subjects import OWN_ID
from flake8_nova_notifications.options import Options

# What may stand in a pattern; ``?`` stands for any other character.
_ODD = re.compile(r'[^\w*?.:-]')
_INDENT = '    '


def is_allowed(
    payload: str, name: str, options: Options, own: bool = False,
) -> bool:
    """Whether some pattern of the allow-list covers an entry.

    :param own: whether it is the id of what the payload is about.
    """
    patterns = options.nvn_payload_allow
    return bool(patterns) and (
        allowed_by(payload, name, patterns, own) is not None)


def allowed_by(
    payload: str, name: str, patterns: tuple[str, ...], own: bool = False,
) -> str | None:
    """The first pattern that covers an entry."""
    called = [name, OWN_ID] if own else [name]
    texts = (payload, *called, *(f'{payload}.{one}' for one in called))
    for pattern in patterns:
        if any(fnmatchcase(text, pattern) for text in texts):
            return pattern
    return None


def as_lines(
    entries: Iterable[tuple[str, str]], reason: str, indent: str = _INDENT,
) -> Iterator[str]:
    """Entries of the allow-list as they stand in a configuration file.

    :param entries: payload and name of each, grouped by payload; without a
        name it is an object that is the payload as a whole.
    :param reason: without blanks.
    """
    before = None
    for payload, name in entries:
        if payload != before:
            yield f'{indent}# {_plain(payload)}'
            before = payload
        yield f'{indent}{pattern_of(payload, name)}={reason}'


def pattern_of(payload: str, name: str) -> str:
    """The pattern that allows one entry of one payload."""
    return f'{_plain(payload)}.{_plain(name)}'


def _plain(text: str) -> str:
    return _ODD.sub('?', text)
