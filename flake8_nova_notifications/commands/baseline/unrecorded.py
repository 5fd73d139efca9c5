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

from flake8_nova_notifications.commands.baseline.recorded import Baseline
from flake8_nova_notifications.findings import Found
from flake8_nova_notifications.findings import in_order
from flake8_nova_notifications.formats.fingerprint import digest
from flake8_nova_notifications.formats.fingerprint import Fingerprint
from flake8_nova_notifications.formats.fingerprint import symbol


def unrecorded(
    found: Iterable[Found], filename: str, tree: ast.Module,
    lines: Sequence[str], codes: Iterable[str], baseline: Baseline,
    broken: bool,
) -> tuple[list[Found], list[Fingerprint]]:
    """Split a file's findings into new ones and recorded ones.

    Of those alike the first are taken for old. A name that a finding lists
    is recorded by itself, and by its name: one that comes later is new, be
    it on the same line.

    :param codes: the codes that were looked for. An entry of another code
        is neither used nor called stale.
    :param broken: whether a rule broke: nobody knows what it would have
        found, so no entry is stale.
    :returns: the new findings, and the entries that match none.
    """
    left = baseline.of(filename)
    if not left:
        return list(found), []
    path = next(iter(left)).path
    new = []
    for one in in_order(found):
        text = one.name
        if text is None:
            text = ''.join(lines[one.line - 1:one.line])
        entry = Fingerprint(
            path, one.code, symbol(tree, one.line), digest(text))
        if left[entry] > 0:
            left[entry] -= 1
        else:
            new.append(one)
    return new, [] if broken else _stale(left, frozenset(codes))


def _stale(
    left: 'Counter[Fingerprint]', codes: frozenset[str],
) -> list[Fingerprint]:
    return sorted(
        entry for entry, count in left.items()
        if count > 0 and entry.code in codes)
