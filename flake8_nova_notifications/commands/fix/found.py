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

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

from flake8.violation import Violation

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.apply import compatible
from flake8_nova_notifications.edits.check import holds
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Position
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.edits.edit import start_of
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.registry import BY_CODE
from flake8_nova_notifications.rule import Fixable
from flake8_nova_notifications.rule import Rule

NOT_FIXABLE = Refused('this code has no fix')
_LOST = Refused('the finding could not be worked out again')
NOT_ALLOWED = Refused(
    'the result would have a line too long or indented badly, or be no Python')


@dataclass(frozen=True)
class Answer:
    """What can be done about one violation."""

    violation: Violation
    fix: Fix | Refused


class Fixes:
    """The fixes of one file's findings, rule by rule, when asked for.

    Each leaves a file that is Python, has no longer lines and all comments,
    and continues no line in a worse place.

    :param path: the file's name as flake8 was given it.
    :param lines: its text as flake8 has read it: each line ends in a newline.
    """

    def __init__(
        self, path: str, lines: Sequence[str], options: Options,
    ) -> None:
        self._path = path
        self._lines = list(lines)
        self._options = options
        self._known: dict[str, dict[Position, Fix | Refused]] = {}

    def of(self, code: str, line: int, column: int) -> Fix | Refused:
        """The fix of a finding, or why there is none.

        :param column: counted from 1, in bytes, as flake8 has it.
        """
        rule = BY_CODE.get(code)
        if rule is None or rule.about.fixable is Fixable.NO:
            return NOT_FIXABLE
        if code not in self._known:
            self._known[code] = self._checked(self._worked_out(rule))
        return self._known[code].get((line, column - 1), _LOST)

    def _checked(
        self, found: dict[Position, Fix | Refused],
    ) -> dict[Position, Fix | Refused]:
        """The same, with each fix refused that breaks the file."""
        width = self._options.line_length
        # All at once, as they mostly are fine.
        fine, _ = compatible(
            fix for fix in found.values() if isinstance(fix, Fix))
        if not holds(self._lines, fine, width):
            fine = []
        return {
            place: NOT_ALLOWED if isinstance(fix, Fix)
            and fix not in fine and not holds(
                self._lines, [fix], width) else fix
            for place, fix in found.items()}

    def _worked_out(self, rule: Rule) -> dict[Position, Fix | Refused]:
        try:
            tree = parse(''.join(self._lines))
        except (SyntaxError, ValueError, RecursionError):
            return {}
        source = SourceFile(tree, self._path, self._lines, self._options)
        found: dict[Position, Fix | Refused] = {}
        try:
            for finding in rule.check(source):
                found[start_of(finding.node)] = (
                    NOT_FIXABLE if finding.fix is None else finding.fix())
        except MemoryError:
            raise
        except Exception:
            # The finding itself was reported; only its fix is missing.
            return found
        finally:
            source.close()
        return found


def answers(
    violations: Iterable[Violation], path: str, lines: Sequence[str],
    options: Options,
) -> list[Answer]:
    """A fix, or the reason why there is none, for each violation of a file."""
    fixes = Fixes(path, lines, options)
    return [
        Answer(one, fixes.of(one.code, one.line_number, one.column_number))
        for one in sorted(violations, key=lambda one: (
            one.line_number, one.column_number))]
