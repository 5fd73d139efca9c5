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

"""Edits as data: a range of the text under review and what replaces it."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

# A line, counted from 1, and a column in bytes of UTF-8, counted from 0: as
# the nodes of a tree have them.
Position = tuple[int, int]


@dataclass(frozen=True)
class Edit:
    """One replacement.

    :ivar start: where the replaced range begins.
    :ivar end: where it ends; equal to ``start`` for an insertion.
    :ivar text: what stands there afterwards; lines end in a newline.
    :ivar safe: whether no test can see another outcome by it.
    """

    start: Position
    end: Position
    text: str
    safe: bool = True


@dataclass(frozen=True)
class Fix:
    """The edits that together fix one finding; none is of use alone."""

    edits: tuple[Edit, ...]

    @property
    def safe(self) -> bool:
        """Whether all of them are."""
        return all(edit.safe for edit in self.edits)


@dataclass(frozen=True)
class Refused:
    """A finding that is left to people.

    :ivar reason: why, as the end of the sentence "not fixed: ...".
    """

    reason: str


def start_of(node: ast.AST) -> Position:
    """Where a node begins."""
    return getattr(node, 'lineno', 1), getattr(node, 'col_offset', 0)


def end_of(node: ast.AST) -> Position:
    """Where a node ends."""
    return (getattr(node, 'end_lineno', None) or 1,
            getattr(node, 'end_col_offset', None) or 0)


def replacing(node: ast.AST, text: str, safe: bool = True) -> Edit:
    """An edit that puts a text in the place of a node."""
    return Edit(start_of(node), end_of(node), text, safe)


def inserting(position: Position, text: str, safe: bool = True) -> Edit:
    """An edit that puts a text between two characters."""
    return Edit(position, position, text, safe)


def overlap(edits: Iterable[Edit]) -> bool:
    """Whether two edits touch the same text, or insert at the same place."""
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    return any(
        second.start < first.end or second.start == first.start
        for first, second in zip(ordered, ordered[1:], strict=False))
