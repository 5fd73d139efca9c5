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

"""What the rules found in a file, on its way to flake8.

A finding that lists names is put together last: a name that the baseline
holds, or whose own line says ``# noqa``, is taken out before and does not
take the others with it.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from typing import NamedTuple

from flake8.violation import Violation

from flake8_nova_notifications.code.printable import printable
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.rule import Finding
from flake8_nova_notifications.rule import NAMES
from flake8_nova_notifications.rule import Rule


class Found(NamedTuple):
    """One finding of a rule; sorted by place and text.

    :ivar column: counted from 0.
    :ivar text: without the code.
    """

    line: int
    column: int
    code: str
    text: str
    rule: Rule
    finding: Finding

    @property
    def name(self) -> str | None:
        """The name that it is about, where the rule lists names."""
        return None if self.rule.together is None else bare_name(
            printable(self.finding.details[NAMES]))


def bare_name(listed: str) -> str:
    """A name as it is listed, without what is said of it in brackets."""
    return listed.partition(' (')[0]


def found_by(rule: Rule, source: SourceFile) -> list[Found]:
    """All findings of a rule in a file, each place and text once."""
    # Two waits may give up in the same statement.
    return list({one[:4]: one for one in (
        _found(rule, finding) for finding in rule.check(source))}.values())


def _found(rule: Rule, finding: Finding) -> Found:
    return Found(
        getattr(finding.node, 'lineno', 1),
        getattr(finding.node, 'col_offset', 0), rule.about.code,
        printable(rule.about.message.format(**finding.details)), rule,
        finding)


def in_order(found: Iterable[Found]) -> list[Found]:
    """Findings by their places."""
    return sorted(found, key=lambda one: one[:4])


def unsilenced(
    found: Iterable[Found], filename: str, lines: Sequence[str],
    disable_noqa: bool,
) -> list[Found]:
    """Without the names whose own line silences them.

    flake8 looks at the line of the first name only. Findings that are no
    part of anything are left to it.
    """
    return [
        one for one in found
        if one.finding.group is None or not Violation(
            one.code, filename, one.line, one.column, one.text,
            lines[one.line - 1] if one.line <= len(lines) else '',
        ).is_inline_ignored(disable_noqa)]


def together(found: Iterable[Found]) -> list[Found]:
    """Each group as one finding, at the place of its first part."""
    shown: list[Found] = []
    groups: dict[tuple[str, str], list[Found]] = {}
    for one in in_order(found):
        group = one.finding.group
        if group is None or one.rule.together is None:
            shown.append(one)
        else:
            groups.setdefault((one.code, group), []).append(one)
    for parts in groups.values():
        rule = parts[0].rule
        assert rule.together is not None
        shown.append(_found(
            rule, rule.together([part.finding for part in parts])))
    return shown
