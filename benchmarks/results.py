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

"""What a measurement hands back: a table, key figures, and the raw numbers."""

from collections.abc import Iterable
from collections.abc import Sequence
import csv
from dataclasses import dataclass
from dataclasses import field
import io
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Spread:
    """The middle, the least and the greatest of some numbers."""

    median: float
    least: float
    greatest: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float]) -> 'Spread':
        """The spread of at least one number."""
        numbers = sorted(values)
        return cls(median(numbers), numbers[0], numbers[-1], len(numbers))

    def text(self, form: str = '.3f') -> str:
        """The middle and, if there are several numbers, the range."""
        middle = format(self.median, form)
        if self.count == 1:
            return middle
        return f'{middle} ({self.least:{form}} to {self.greatest:{form}})'


@dataclass(frozen=True)
class Table:
    """Rows of text under a header."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def text(self) -> str:
        """Columns for a terminal: the first to the left, the rest right."""
        lines = (self.header, *self.rows)
        widths = [max(map(len, column)) for column in zip(*lines)]
        return '\n'.join(
            '  '.join((
                line[0].ljust(widths[0]),
                *(cell.rjust(width)
                  for cell, width in zip(line[1:], widths[1:])),
            )).rstrip()
            for line in lines)

    def csv(self) -> str:
        """The same for other programs, and for the documentation."""
        out = io.StringIO()
        csv.writer(out, lineterminator='\n').writerows(
            (self.header, *self.rows))
        return out.getvalue()


@dataclass(frozen=True)
class Measured:
    """One measurement.

    :ivar title: what was measured, on what.
    :ivar table: its numbers for a reader.
    :ivar raw: its numbers as they were taken, for programs.
    :ivar figures: what it comes to, as rows of (what, number).
    :ivar notes: what a reader has to know.
    """

    title: str
    table: Table
    raw: dict[str, Any]
    figures: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = field(default=())

    def text(self) -> str:
        """All of it for a terminal."""
        return '\n'.join((
            self.title, self.table.text(),
            *(f'{what}: {number}' for what, number in self.figures),
            *self.notes))


def percent(value: float) -> str:
    """A share as a percentage with two decimals."""
    return f'{100 * value:.2f} %'
