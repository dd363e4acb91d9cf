"""Classes of a map and their shades. The limits are cut when the data are built (dashboard/build/classes.py)."""

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


def rounded(values: Floats, decimals: int) -> Floats:
    """Values as `i18n.number` writes them: half to even on the shortest decimal form, where numpy rounds the binary one."""
    scaled = values * 10.0**decimals
    found: Floats = np.round(values, decimals)
    near_half = np.flatnonzero(np.abs(np.abs(scaled - np.trunc(scaled)) - 0.5) < 1e-6)
    for index in near_half:
        found[index] = float(round(Decimal(str(float(values[index]))), decimals))
    return found
