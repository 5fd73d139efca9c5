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

"""What a rule is: the page a contributor reads first.

A rule is one module: an :class:`About` that says everything there is to say
about it, once, and a ``check`` of a few lines over a fact. Messages, docs,
tests and the choice of codes are derived from these objects.
"""

import ast
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
import enum

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused

_NO_DETAILS: Mapping[str, str] = {}


class Severity(enum.Enum):
    """How much harm a finding may come to, in the words of CVSS.

    The value is the middle of the band that CVSS 3.1 gives the word (section
    5, https://www.first.org/cvss/v3.1/specification-document), which is what
    code scanning services order findings by.
    """

    LOW = 2.0
    MEDIUM = 5.5
    HIGH = 8.0


class Fixable(enum.Enum):
    """Whether a finding can be fixed by ``nvn fix``.

    A safe fix changes nothing that a test can see; an unsafe one may, and
    has to be asked for.
    """

    NO = 'no'
    SAFE = 'safe'
    UNSAFE = 'unsafe'
    SOME = 'safe or unsafe'


@dataclass(frozen=True)
class Example:
    """A whole module that a rule is shown and tested with.

    :ivar title: what it shows, in a few words.
    :ivar code: complete source, imports included. A line on which a finding
        is expected ends in a comment that names the code; an example without
        such a line must stay silent.
    :ivar path: the file name that the rule is told.
    """

    title: str
    code: str
    path: str = 'project/module.py'


@dataclass(frozen=True)
class About:
    """Everything that is said about a rule, said once.

    :ivar code: the code, such as ``NVN101``; spelled here only.
    :ivar summary: what is reported, as a title in lower case without a full
        stop.
    :ivar name: a short name in lower case with hyphens.
    :ivar message: a template whose fields are the details of a finding.
    :ivar cwe: numbers of the weaknesses it is an instance of
        (https://cwe.mitre.org).
    :ivar rationale: why it matters, in plain sentences.
    :ivar examples: at least one that is reported and one near miss.
    :ivar options: names of the options that change its answer.
    :ivar on_by_default: whether it is reported without being asked for.
    :ivar since: the first release that had it.
    :ivar severity: what reports for other tools order it by.
    :ivar fixable: whether findings come with a fix, and of which kind.
    """

    code: str
    summary: str
    name: str
    message: str
    cwe: tuple[int, ...]
    rationale: str
    examples: tuple[Example, ...]
    options: tuple[str, ...] = ()
    on_by_default: bool = True
    since: str = '0.1.0'
    severity: Severity = Severity.LOW
    fixable: Fixable = Fixable.NO

    @property
    def title(self) -> str:
        """The summary as a sentence begins."""
        return self.summary[:1].upper() + self.summary[1:]


@dataclass(frozen=True)
class Finding:
    """One place a rule reports.

    :ivar node: where; the finding stands at its first line and column.
    :ivar details: a value for each field of the rule's message.
    :ivar fix: works out how the code is to be changed, when somebody asks.
    """

    node: ast.AST
    details: Mapping[str, str] = field(default_factory=lambda: _NO_DETAILS)
    fix: Callable[[], Fix | Refused] | None = None


@dataclass(frozen=True)
class Rule:
    """A judgement over a file.

    :ivar about: what is said about it.
    :ivar check: yields the findings of a file; it must not change the tree.
    :ivar triggers: a file whose text holds none of these words cannot have
        a finding, so nothing else is looked at.
    :ivar concerns: whether it is about a file at all, by where that stands;
        None: about all files.
    """

    about: About
    check: Callable[[SourceFile], Iterator[Finding]]
    triggers: tuple[str, ...]
    concerns: Callable[[SourceFile], bool] | None = None
