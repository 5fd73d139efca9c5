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
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
import enum
from functools import cached_property
import re
import string

from flake8_nova_notifications.code.source import SourceFile
from flake8_nova_notifications.edits.edit import Fix
from flake8_nova_notifications.edits.edit import Refused
from flake8_nova_notifications.options import Options

# The detail of a finding that holds the names which it lists, if it lists
# any.
NAMES = 'names'

_NO_DETAILS: Mapping[str, str] = {}


class Severity(enum.Enum):
    """How much of a reviewer's time a finding deserves, in words of CVSS.

    High is what gives somebody a secret or an action that is not theirs;
    medium what was worth a patch in most places that were judged, or is what
    people fix most where none were; low is the rest.

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
    GIVEN = 'unsafe, where an option gives the value'


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
    :ivar graded: the severity of a finding by its details, where not all
        findings are alike; None: they are.
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
    graded: Callable[[Mapping[str, str]], Severity] | None = None
    fixable: Fixable = Fixable.NO

    def details_in(self, text: str) -> dict[str, str]:
        """The details of a finding, read back from its text.

        flake8 hands on nothing of a finding but its text; an empty dict
        where that is none of this rule's.
        """
        match = self._written.fullmatch(text)
        return {} if match is None else match.groupdict()

    @cached_property
    def _written(self) -> re.Pattern[str]:
        pieces: list[str] = []
        seen: set[str] = set()
        for fixed, name, _, _ in string.Formatter().parse(self.message):
            pieces.append(re.escape(fixed))
            if name:
                pieces.append(
                    f'(?P={name})' if name in seen else f'(?P<{name}>.*?)')
                seen.add(name)
        return re.compile(''.join(pieces))

    def severity_of(self, text: str) -> Severity:
        """The severity of a finding, given its text without the code."""
        details = self.details_in(text) if self.graded is not None else {}
        return self.graded(details) if (
            self.graded is not None and details) else self.severity

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
    :ivar group: what it is a part of, if it is one: the findings of a rule
        that have the same group are shown as one.
    """

    node: ast.AST
    details: Mapping[str, str] = field(default_factory=lambda: _NO_DETAILS)
    fix: Callable[[], Fix | Refused] | None = None
    group: str | None = None


@dataclass(frozen=True)
class Rule:
    """A judgement over a file.

    :ivar about: what is said about it.
    :ivar check: yields the findings of a file; it must not change the tree.
    :ivar triggers: a file whose text holds none of these words cannot have
        a finding, so nothing else is looked at.
    :ivar more_triggers: further such words, where options ask for more.
    :ivar concerns: whether it is about a file at all, by where that stands;
        None: about all files.
    :ivar together: makes one finding of those of a group, in source order;
        None: the rule has no groups.
    """

    about: About
    check: Callable[[SourceFile], Iterator[Finding]]
    triggers: tuple[str, ...]
    concerns: Callable[[SourceFile], bool] | None = None
    together: Callable[[Sequence[Finding]], Finding] | None = None
    more_triggers: Callable[[Options], tuple[str, ...]] | None = None
