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

"""Which findings of one file are new, and which entries are of no use.

It runs where the file is checked, so that it needs to know of no other file:
any number of workers, an editor's buffer and a run over three files say the
same of a file as a run over everything.
"""

import ast
from collections.abc import Iterable
from collections.abc import Sequence
from collections import Counter
from typing import TypeVar

from flake8_nova_notifications.commands.baseline.recorded import Baseline
from flake8_nova_notifications.formats.fingerprint import digest
from flake8_nova_notifications.formats.fingerprint import Fingerprint
from flake8_nova_notifications.formats.fingerprint import symbol
from flake8_nova_notifications.notices import BROKEN_RULE
from flake8_nova_notifications.notices import NOTICES

_Report = TypeVar('_Report', bound=tuple[int, int, str, type])

_NEVER_SILENCED = tuple(notice.code for notice in NOTICES)


def sift(
    reports: Iterable[_Report], filename: str, tree: ast.Module,
    lines: Sequence[str], codes: Iterable[str], baseline: Baseline,
) -> 'tuple[list[_Report], list[Fingerprint]]':
    """Split a file's reports into new ones and recorded ones.

    :param reports: sorted; of those alike the first are taken for old.
    :param codes: the codes that were looked for. An entry of another code
        is neither used nor called stale.
    :returns: the new reports, and the entries that match none.
    """
    left = baseline.of(filename)
    if not left:
        return list(reports), []
    path = next(iter(left)).path
    new = []
    broken = False
    for report in reports:
        line, _, text, _ = report
        code = text.partition(' ')[0]
        broken = broken or code == BROKEN_RULE.code
        found = Fingerprint(
            path, code, symbol(tree, line),
            digest(lines[line - 1] if line <= len(lines) else ''))
        if left[found] > 0 and code not in _NEVER_SILENCED:
            left[found] -= 1
        else:
            new.append(report)
    return new, [] if broken else _stale(left, frozenset(codes))


def _stale(
    left: 'Counter[Fingerprint]', codes: frozenset[str],
) -> list[Fingerprint]:
    return sorted(
        entry for entry, count in left.items()
        if count > 0 and entry.code in codes)
