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

from fnmatch import fnmatchcase

from flake8_nova_notifications.idioms.subjects import OWN_ID
from flake8_nova_notifications.options import Options


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
