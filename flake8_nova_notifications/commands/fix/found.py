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

"""The fixes of findings that flake8 has shown.

A violation holds a place and a text. Its finding is worked out once more, for
the rules and the files that have something to fix.
"""

import ast
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

from flake8.violation import Violation

from flake8_nova_notifications.code.source import BrokenFact
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.registry import BY_CODE
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule

NOT_FIXABLE = Refused('this code has no fix')
_LOST = Refused('the finding could not be worked out again')


@dataclass(frozen=True)
class Answer:
    """What can be done about one violation."""

    violation: Violation
    fix: Fix | Refused


def answers(
    violations: Iterable[Violation], path: str, lines: Sequence[str],
    options: Options,
) -> list[Answer]:
    """A fix, or the reason why there is none, for each violation of a file.

    :param path: the file's name as flake8 was given it.
    :param lines: its text as flake8 has read it: each line ends in a newline.
    """
    wanted = sorted(
        violations, key=lambda one: (one.line_number, one.column_number))
    rules = {
        one.code: BY_CODE[one.code] for one in wanted
        if one.code in BY_CODE
        and BY_CODE[one.code].about.fixable is not Fixable.NO}
    known: dict[tuple[str, int, int], Fix | Refused] = {}
    if rules:
        source = SourceFile(
            ast.parse(''.join(lines)), path, list(lines), options)
        try:
            for rule in rules.values():
                known.update(_fixes(rule, source))
        finally:
            source.close()
    return [
        Answer(one, NOT_FIXABLE if one.code not in rules else known.get(
            (one.code, one.line_number, one.column_number), _LOST))
        for one in wanted]


def _fixes(
    rule: Rule, source: SourceFile,
) -> dict[tuple[str, int, int], Fix | Refused]:
    found: dict[tuple[str, int, int], Fix | Refused] = {}
    try:
        for finding in rule.check(source):
            place = (
                rule.about.code, getattr(finding.node, 'lineno', 1),
                getattr(finding.node, 'col_offset', 0) + 1)
            if place not in found or isinstance(found[place], Refused):
                found[place] = NOT_FIXABLE if finding.fix is None else (
                    finding.fix())
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, BrokenFact):
            error = error.error
        # The finding itself was reported; only its fix is missing.
        return {place: fix for place, fix in found.items()
                if not isinstance(fix, Refused)}
    return found
