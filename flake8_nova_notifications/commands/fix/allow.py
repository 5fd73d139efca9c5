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

"""The allow-list entries that silence findings about payloads."""

from collections.abc import Iterable
from collections.abc import Sequence
from contextlib import closing

from flake8.violation import Violation

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.findings import bare_name
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.registry import ALL_RULES
from flake8_nova_notifications.registry import BY_CODE
from flake8_nova_notifications.rule import NAMES
from flake8_nova_notifications.rules.payloads.listing import Allowable
from flake8_nova_notifications.rules.payloads.listing import Part

# The option that holds the list.
OPTION = 'nvn_payload_allow'
# The codes whose findings it silences.
_CODES = frozenset(rule.about.code for rule in ALL_RULES
                   if OPTION in rule.about.options)
# Payload and name.
Entry = tuple[str, str]

_SECRET = Refused('a secret is not allowed with others')
_LOST = Refused('the finding could not be worked out again')


def entries(
    violations: Iterable[Violation], path: str, lines: Sequence[str],
    options: Options,
) -> list[tuple[Violation, list[Entry] | Refused]]:
    """For each finding of a file the entries that silence it.

    :param lines: as flake8 has read them.
    :raises SyntaxError: they are no Python any more.
    :raises ValueError: likewise.
    """
    found: dict[str, list[Allowable]] = {}
    answers: list[tuple[Violation, list[Entry] | Refused]] = []
    for violation in violations:
        code = violation.code
        if code not in _CODES:
            continue
        if code not in found:
            found[code] = _worked_out(code, path, lines, options)
        meant = _meant(violation, found[code])
        answers.append((
            violation, _LOST if not meant else
            _SECRET if any(one.is_secret for one in meant) else
            [one.entry for one in meant]))
    return answers


def _worked_out(
    code: str, path: str, lines: Sequence[str], options: Options,
) -> list[Allowable]:
    tree = parse(''.join(lines))
    with closing(SourceFile(tree, path, list(lines), options)) as source:
        return [one for one in BY_CODE[code].check(source)
                if isinstance(one, Allowable)]


def _meant(
    violation: Violation, found: Iterable[Allowable],
) -> list[Allowable]:
    """The findings that one violation stands for.

    Those of a payload are reported as one, at the first of them. What is
    silenced already is not among the names that are listed.
    """
    place = violation.line_number, violation.column_number - 1
    details = BY_CODE[violation.code].about.details_in(violation.text)
    named = {bare_name(name) for name in details.get(NAMES, '').split(', ')}
    here = [one for one in found if start_of(one.node) == place]
    groups = {one.group for one in here if one.group is not None}
    candidates = [
        one for one in found if one in here or one.group in groups]
    return [
        one for one in candidates
        if not isinstance(one, Part) or bare_name(printable(
            one.details[NAMES])) in named]
