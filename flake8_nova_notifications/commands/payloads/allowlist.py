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

"""The allow-list of today: all that is sent now, with a reason to fill in."""

from collections.abc import Iterable

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import lines_of
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.idioms.folders import is_tested
from flake8_nova_notifications.idioms.identifiers import Category
from flake8_nova_notifications.idioms.subjects import OWN_ID
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.rules.payloads.allowing import as_lines
from flake8_nova_notifications.rules.payloads.payloads import carried
from flake8_nova_notifications.rules.payloads.payloads import TRIGGERS

# Where the reason goes.
_REASON = 'WHY'
# A secret is not allowed wholesale.
_LISTED = (Category.IDENTITY, Category.RESOURCE)


def file_entries(
    path: str, text: str, options: Options,
) -> list[tuple[str, str]]:
    """Payload and name of what a file sends that is not allowed yet."""
    if not any(word in text for word in TRIGGERS):
        return []
    try:
        tree = parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    source = SourceFile(tree, path, lines_of(text), options)
    if not is_tested(source):
        return []
    return [(one.payload, OWN_ID if one.own else one.name)
            for one in source.once(carried) if one.category in _LISTED]


def as_option(entries: Iterable[tuple[str, str]]) -> str:
    """A fragment for the configuration file, sorted by payload."""
    found = sorted(set(entries))
    lines = ['nvn-payload-allow =']
    if any(name == OWN_ID for _, name in found):
        lines += ['    # The id of what a payload is about.',
                  f'    {OWN_ID}={_REASON}']
    lines += as_lines(
        (one for one in found if one[1] != OWN_ID), _REASON)
    return '\n'.join(lines) + '\n'
