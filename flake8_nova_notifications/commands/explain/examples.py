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

"""What a rule reports on its own examples: nothing is written twice."""

from dataclasses import dataclass
import re

from flake8_nova_notifications.code.parsing import parse
from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications import findings
from flake8_nova_notifications.options import Options
from flake8_nova_notifications.registry import BY_CODE
from flake8_nova_notifications.rule import About
from flake8_nova_notifications.rule import Example
from flake8_nova_notifications.rule import Rule

_MARKER = re.compile(r'  # NVN\d{3}$', re.MULTILINE)


@dataclass(frozen=True)
class Shown:
    """An example as it is shown.

    :ivar code: without the comments that mark what is reported.
    :ivar reports: line, column (both from 1) and message of each finding.
    """

    title: str
    path: str
    code: str
    reports: tuple[tuple[int, int, str], ...]


def shown(rule: Rule, example: Example) -> Shown:
    """What a reader gets to see of an example."""
    code = _MARKER.sub('', example.code)
    source = SourceFile(
        parse(code), example.path, code.splitlines(keepends=True),
        Options())
    reports = sorted(
        (found.line, found.column + 1, found.text)
        for found in findings.together(findings.found_by(rule, source)))
    return Shown(example.title, example.path, code, tuple(reports))


def message(about: About) -> str:
    """The message of a code as it is printed for its first example.

    A code that no rule stands behind has its template to show.
    """
    rule = BY_CODE.get(about.code)
    return about.message if rule is None else next(
        text for example in about.examples
        for _, _, text in shown(rule, example).reports)
