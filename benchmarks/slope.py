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

"""The power with which one quantity grows with another."""

from collections.abc import Sequence
from math import log
from math import sqrt
from statistics import fmean
from typing import NamedTuple


class Slope(NamedTuple):
    """A slope in logarithms and its standard error."""

    exponent: float
    error: float

    def text(self) -> str:
        """For a reader."""
        return f'{self.exponent:.3f} ± {self.error:.3f}'


def fit(series: Sequence[Sequence[tuple[float, float]]]) -> Slope:
    """Least squares through the logarithms of points of several series.

    Each series has a height of its own and all have one slope: the series'
    means are taken away before (a regression with fixed effects).

    :param series: points (size, amount), above 0, of at least three sizes
        altogether.
    """
    across: list[float] = []
    upwards: list[float] = []
    for points in series:
        sizes = [log(size) for size, _ in points]
        amounts = [log(amount) for _, amount in points]
        across += [size - fmean(sizes) for size in sizes]
        upwards += [amount - fmean(amounts) for amount in amounts]
    spread = sum(x * x for x in across)
    exponent = sum(x * y for x, y in zip(across, upwards)) / spread
    residue = sum((y - exponent * x) ** 2 for x, y in zip(across, upwards))
    freedom = len(across) - len(series) - 1
    return Slope(exponent, sqrt(residue / freedom / spread))
