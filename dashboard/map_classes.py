"""Classes of a map: quantiles of the values as they are shown, with a class of its own for a value that fills one alone.

The limits are taken over all years of an indicator, so that maps of several years can be compared by eye. Values are
rounded to the decimals of their indicator before they are classed: what reads the same has the same colour.

Quantiles rather than natural breaks (Fisher-Jenks): most indicators are skewed, and natural breaks would put nine tenths
of the municipalities into one class.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MAX_CLASSES = 5
# Which of the five shades stand for one to five classes: the lowest and the highest keep their ends of the scale.
SHADES: dict[int, tuple[int, ...]] = {1: (4,), 2: (2, 5), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}


@dataclass(frozen=True)
class Classes:
    """Smallest and largest value of each class that occurs in any year, ascending; empty without values."""

    lows: tuple[float, ...]
    highs: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.lows)

    @property
    def shades(self) -> tuple[int, ...]:
        """The shade (1 pale to 5 full) of each class."""
        return SHADES.get(len(self), ())

    def of(self, values: Floats) -> NDArray[np.int64]:
        """The class of each value, counted from 0; -1 for a missing one."""
        found = np.searchsorted(np.array(self.lows[1:]), values, side="right")
        return np.where(np.isnan(values), -1, found)

    def counts(self, values: Floats) -> tuple[list[int], int]:
        """Values in each class, and missing ones."""
        found = self.of(values)
        return [int(np.count_nonzero(found == index)) for index in range(len(self))], int(np.count_nonzero(found < 0))


def classes(values: Floats, most: int = MAX_CLASSES) -> Classes:
    """Classes for rounded values of all years; missing ones are left aside."""
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return Classes((), ())
    lows = np.array(_lower_limits(known, most))
    ends = np.append(np.searchsorted(known, lows[1:]), len(known)) - 1
    return Classes(tuple(lows.tolist()), tuple(known[ends].tolist()))


def _lower_limits(known: Floats, most: int) -> list[float]:
    """Lowest values of the classes of sorted values: equal numbers in each, as far as equal values allow it."""
    distinct = np.unique(known)
    if len(distinct) <= most:
        return [float(value) for value in distinct]
    share = len(known) / most
    first, last = known[0], known[-1]
    if np.count_nonzero(known == first) > share:
        return [float(first), *_lower_limits(known[known > first], most - 1)]
    if np.count_nonzero(known == last) > share:
        return [*_lower_limits(known[known < last], most - 1), float(last)]
    cuts = [known[int(np.ceil(len(known) * step / most))] for step in range(1, most)]
    return [float(value) for value in np.unique([first, *cuts])]


def rounded(values: Floats, decimals: int) -> Floats:
    """Values as `i18n.number` writes them: half to even on the shortest decimal form, where numpy rounds the binary one."""
    scaled = values * 10.0**decimals
    found: Floats = np.round(values, decimals)
    near_half = np.flatnonzero(np.abs(np.abs(scaled - np.trunc(scaled)) - 0.5) < 1e-6)
    for index in near_half:
        found[index] = float(round(Decimal(str(float(values[index]))), decimals))
    return found
