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
"""What the rules say of payloads against what the report says of them."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
import pathlib
import tokenize

from flake8_nova_notifications.commands.payloads.facts import file_facts
from flake8_nova_notifications.commands.payloads.kinds import OBJECTS
from flake8_nova_notifications.commands.payloads.kinds import OF_CATEGORY
from flake8_nova_notifications.commands.payloads.table import RAW
from flake8_nova_notifications.commands.payloads.table import report
from flake8_nova_notifications.commands.payloads.table import Row
from flake8_nova_notifications.commands import tree
from flake8_nova_notifications.idioms.folders import holds_tests
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.rules.payloads.payloads import carried
from flake8_nova_notifications.rules.payloads.payloads import dumped_objects
from tests import linted

# What each code is in the report.
KINDS = {
    'NVN301': 'secrets', 'NVN302': 'identities', 'NVN303': 'resources',
    'NVN306': 'objects', 'NVN307': 'catalogue', 'NVN308': 'infrastructure',
    'NVN309': 'free_form'}
# File, payload or event, kind and name.
Carried = tuple[str, str, str, str]


def reported(files: Iterable[str]) -> set[Carried]:
    """What the rules report, each name by itself."""
    found = set()
    for path in files:
        try:
            with tokenize.open(path) as stream:
                text = stream.read()
            source = linted.read(text, path, nvn_payload_names='each')
        except (SyntaxError, ValueError):
            continue
        if holds_tests(source):
            continue
        told = {(path, one.payload, OF_CATEGORY[one.category].key, one.name)
                for one in source.once(carried)}
        told |= {(path, one.payload, OBJECTS.key, _bare(one.what.text))
                 for one in source.once(dumped_objects)}
        # The rules have a finding for each place, and for nothing else.
        places = {(one.node, OF_CATEGORY[one.category].key)
                  for one in source.once(carried)}
        places |= {(one.node, OBJECTS.key)
                   for one in source.once(dumped_objects)}
        assert places == {
            (finding.node, kind) for code, kind in KINDS.items()
            for finding in linted.rule(code).check(source)}
        found |= told
    return found


def rows(files: list[str]) -> tuple[Row, ...]:
    """The rows of the report."""
    options = Options()

    def facts(path: str, text: str) -> object:
        return file_facts(path, text, options)

    return report(tree.each(files, facts), ()).rows  # type: ignore[arg-type]


def missing_in_report(
    found: set[Carried], told: tuple[Row, ...],
) -> list[Carried]:
    """What is reported of a payload and stands in no row of such an event."""
    return sorted(one for one in found if not any(
        _says(row, one) and (
            row.payload != RAW or fnmatchcase(row.event, one[1]))
        for row in told))


def missing_in_findings(
    found: set[Carried], told: tuple[Row, ...],
) -> list[Carried]:
    """Names in a row, the neutral ones aside, that nobody reports.

    A dict that is sent twice is reported once, by its first event.
    """
    return sorted(
        (row.file, row.event, kind, name) for row in told
        for kind, names in row.carries.items() if kind in KINDS.values()
        for name in names
        if not any(one[2:] == (kind, _last(kind, name)) and _says(row, one)
                   for one in found))


def _says(row: Row, one: Carried) -> bool:
    """Whether a name stands in a row that may be of its payload.

    A payload class may be a base of another one, or nested in it.
    """
    file, payload, kind, name = one
    if row.payload == RAW:
        if row.file != file or payload.endswith('Payload'):
            return False
    elif not payload.endswith('Payload'):
        return False
    return any(_last(kind, told) == name
               for told in row.carries.get(kind, ()))


def _last(kind: str, name: str) -> str:
    return _bare(name) if kind == OBJECTS.key else name.rpartition('.')[2]


def _bare(name: str) -> str:
    """An object without the key that it is sent under."""
    whole = name.rpartition(': ')[2].rpartition('.')[2]
    return whole.partition(' (')[2].rstrip(')') or whole


def python_files(root: pathlib.Path) -> list[str]:
    """Every file below a folder."""
    return tree.files([str(root)])
