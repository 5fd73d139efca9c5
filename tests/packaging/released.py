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

"""The codes of past releases, and what must stay true of them.

``python -m tests.packaging.released`` adds the codes of the version at hand
to the list; it is a step of making a release. What is promised about them
stands in the documentation, on the page about versions.
"""

from collections.abc import Sequence
import csv
from dataclasses import astuple
from dataclasses import dataclass
import pathlib

import flake8_nova_notifications
from flake8_nova_notifications.registry import ALL_RULES

LIST = pathlib.Path(__file__).with_name('released.csv')
PAGES = pathlib.Path(__file__).resolve().parents[2] / 'docs/source/codes'


@dataclass(frozen=True)
class Released:
    """A code as it was, or is, in a version."""

    version: str
    code: str
    name: str
    default: str


def past() -> list[Released]:
    """What was released, the oldest first."""
    with LIST.open(newline='') as table:
        return [Released(**row) for row in csv.DictReader(table)]


def present() -> list[Released]:
    """What would be released now."""
    return [
        Released(flake8_nova_notifications.__version__, rule.about.code,
                 rule.about.name,
                 'on' if rule.about.on_by_default else 'off')
        for rule in ALL_RULES]


def broken(
    before: Sequence[Released], now: Sequence[Released], pages: set[str],
) -> list[str]:
    """Every promise that a release of what is there now would break.

    :param before: the codes of past releases, the oldest first.
    :param pages: codes that have a page written by hand.
    """
    found = []
    names = {one.code: one.name for one in now}
    latest: dict[str, Released] = {}
    for one in before:
        latest[one.code] = one
    for one in latest.values():
        if one.code in names and names[one.code] != one.name:
            found.append(f'{one.code} was {one.name} in {one.version}')
        if one.code not in names and one.code not in pages:
            found.append(f'{one.code} of {one.version} has no page')
        if one.name in names.values() and names.get(one.code) != one.name:
            found.append(f'{one.name} was {one.code} in {one.version}')
    if not before or not now or _series(now[0]) != _series(before[-1]):
        return found
    known = {one.code for one in before
             if one.version == before[-1].version and one.default == 'on'}
    return found + [
        f'{one.code} is turned on by a maintenance release' for one in now
        if one.default == 'on' and one.code not in known]


def _series(one: Released) -> list[str]:
    return one.version.split('.')[:2]


if __name__ == '__main__':
    with LIST.open('a', newline='') as out:
        csv.writer(out, lineterminator='\n').writerows(
            astuple(one) for one in present())
