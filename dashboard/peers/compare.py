"""The focus beside its peers, indicator by indicator, in values and in words.

"Similar" is within one MAD (median absolute deviation, unscaled) of the peers around their median, on the scale of the
axis: logarithmic where the indicator is. Medians are medians of units, not of people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from statistics import median

import numpy as np
from numpy.typing import NDArray

from dashboard.peers.data import Compared, LevelData
from dashboard.peers.engine import PeerEngine
from dashboard.peers.model import Comparison, ComparisonRow, Difference, PeerResult, Spread, Unit
from dashboard.peers.space import Floats

LEAST_PEERS = 3
# Municipalities that belong to no association: a value of the association level is their own.
INDEPENDENT = "verbandsfreie-gemeinde"
# A normal distribution's standard deviation in MADs: makes the axis median ± 3 "standard deviations" that ignore tails.
MAD_TO_SD = 1.4826
_FORWARD: dict[str, Callable[[Floats], Floats]] = {"none": np.array, "log": np.log, "log1p": np.log1p}
_FORWARD_ONE: dict[str, Callable[[float], float]] = {"none": float, "log": math.log, "log1p": math.log1p}
_BACKWARD: dict[str, Callable[[float], float]] = {"none": float, "log": math.exp, "log1p": math.expm1}


def on_scale(values: Floats, transform: str) -> Floats:
    """Values on the scale of the axis; what a logarithm cannot take becomes NaN.

    Raises: KeyError for an unknown transform.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = _FORWARD[transform](values)
    return np.where(np.isfinite(found), found, np.nan)


def off_scale(value: float, transform: str) -> float:
    """The inverse of `on_scale` for one value."""
    return float(_BACKWARD[transform](value))


def spread(values: Floats) -> Spread:
    """Median and quartiles of the values that are there."""
    # np.quantile takes longer to begin than these values to sort.
    return _spread(np.sort(values[~np.isnan(values)]), len(values))


def deviation(own: float | None, peers: Sequence[float | None], transform: str) -> tuple[float | None, Comparison | None]:
    """How far a value stands from its peers, in their MADs, and the word.

    Both None without the value or with fewer than three peers that have one. When the peers do not vary, the word is
    "similar" only for the very same value and there is no number for another.
    """
    known = sorted(value for value in peers if value is not None)
    if own is None or len(known) < LEAST_PEERS:
        return None, None
    try:
        own, middle, *scaled = (_FORWARD_ONE[transform](value) for value in (own, median(known), *known))
    except ValueError:  # no logarithm
        return None, None
    distance = own - middle
    mad = median(abs(value - middle) for value in scaled)
    if abs(distance) <= mad * (1 + 1e-9):
        return (distance / mad if mad else 0.0), "similar"
    return (distance / mad if mad else None), ("higher" if distance > 0 else "lower")


def spread_of_few(values: Sequence[float | None]) -> Spread:
    """`spread` for a handful of values: numpy takes longer to begin than this to end."""
    return _spread(sorted(value for value in values if value is not None), len(values))


def _spread(known: Sequence[float] | Floats, n: int) -> Spread:
    if not len(known):
        return Spread(0, n, None, None, None)
    q1, middle, q3 = (_quantile(known, share) for share in (0.25, 0.5, 0.75))
    return Spread(len(known), n - len(known), middle, q1, q3)


def _quantile(known: Sequence[float] | Floats, share: float) -> float:
    """The quantile of sorted values as numpy's default, linear between neighbours."""
    place = share * (len(known) - 1)
    low = int(place)
    high = min(low + 1, len(known) - 1)
    return float(known[low] + (known[high] - known[low]) * (place - low))


def axis(values: Floats, transform: str) -> tuple[float, float]:
    """Ends of the axis in the unit of the indicator: median ± 3 scaled MAD, but not beyond the values there are."""
    scaled = on_scale(values, transform)
    scaled = scaled[~np.isnan(scaled)]
    median = float(np.median(scaled))
    reach = 3 * MAD_TO_SD * float(np.median(np.abs(scaled - median)))
    ends = (float(scaled.min()), float(scaled.max()))
    if reach:
        ends = (max(ends[0], median - reach), min(ends[1], median + reach))
    return off_scale(ends[0], transform), off_scale(ends[1], transform)


def what_makes_us_different(engine: PeerEngine, result: PeerResult) -> tuple[Difference, ...]:
    """The variables in which the focus has a value, farthest from its peers first; equals in the order of the lens."""
    lens = engine.levels[result.focus.level].lenses[result.request.lens].lens
    found = []
    for place, variable in enumerate(lens.variables if result.peers else ()):
        rows = [peer.by_variable[place] for peer in result.peers]
        own, values = rows[0].own_value, [row.peer_value for row in rows]
        known = [value for value in values if value is not None]
        if own is not None and known:
            number, word = deviation(own, values, variable.transform)
            found.append(Difference(variable.variable, variable.group_id, own, float(np.median(known)), number, word))
    return tuple(sorted(found, key=lambda item: -1.0 if item.deviation is None else -abs(item.deviation) - 1))


def _is_own(focus: Unit, indicator: Compared) -> bool:
    if focus.level == "district" or indicator.level == "municipality":
        return True
    return focus.unit_type == INDEPENDENT if indicator.level == "association" else focus.has_own_district


class Comparer:
    """Indicator rows for results of one engine; medians of Germany and the Länder are computed once."""

    def __init__(self, engine: PeerEngine) -> None:
        self.engine = engine
        municipality, district = engine.levels["municipality"], engine.levels["district"]
        own = municipality.units.labels["district_ags"]
        self._district_of = np.array([district.index[ags] for ags in own.different], dtype=np.int16)[own.places]
        self._spread = lru_cache(maxsize=None)(self._make_spread)
        self._axis = lru_cache(maxsize=None)(self._make_axis)

    def rows(self, result: PeerResult) -> tuple[ComparisonRow, ...]:
        """One row per compared indicator that exists at the level of the focus, in display order."""
        level = self.engine.levels[result.focus.level]
        units = [level.index[result.focus.ags], *(level.index[ags] for ags in result.ags)]
        return tuple(
            self._row(result, indicator, np.array(units, dtype=np.intp))
            for indicator in self.engine.compared
            if self.value_level(level, indicator) is not None
        )

    def value_level(self, level: LevelData, indicator: Compared) -> LevelData | None:
        """The level whose values are compared: a municipality also sees its district; None when there are no values."""
        name = "district" if indicator.level == "district" else level.level
        found = self.engine.levels["district" if name == "district" else "municipality"]
        return found if indicator.indicator_id in found.values else None

    def values(self, level: LevelData, indicator: Compared) -> Floats:
        """The values all units of a level are compared by, in the order of its units (NaN = none): for strips and maps."""
        of = self.value_level(level, indicator)
        if of is None:
            return np.full(len(level.units), np.nan)
        values = of.values[indicator.indicator_id]
        return values if of is level else values[self._district_of]

    def _row(self, result: PeerResult, indicator: Compared, units: NDArray[np.intp]) -> ComparisonRow:
        focus = result.focus
        level = self.engine.levels[focus.level]
        own, *peers = self._values_of(level, indicator, units)
        number, word = deviation(own, peers, indicator.transform)
        of = "district" if indicator.level == "district" else level.level
        return ComparisonRow(
            indicator_id=indicator.indicator_id,
            level="district" if level.level == "district" else indicator.level,
            is_own=_is_own(focus, indicator),
            year=indicator.year,
            transform=indicator.transform,
            value=own,
            peer_values=tuple(peers),
            peers=spread_of_few(peers),
            state=self._spread(of, indicator.indicator_id, focus.state_code),
            country=self._spread(of, indicator.indicator_id, ""),
            axis=self._axis(of, indicator.indicator_id, indicator.transform),
            deviation=number,
            word=word,
        )

    def _values_of(self, level: LevelData, indicator: Compared, units: NDArray[np.intp]) -> list[float | None]:
        of = self.value_level(level, indicator)
        if of is None:
            return [None] * len(units)
        places = units if of is level else self._district_of[units]
        found: list[float] = of.values[indicator.indicator_id][places].tolist()
        return [None if value != value else value for value in found]

    def _level(self, name: str) -> LevelData:
        return self.engine.levels["district" if name == "district" else "municipality"]

    def _make_spread(self, name: str, indicator_id: str, state_code: str) -> Spread:
        level = self._level(name)
        values = level.values[indicator_id]
        return spread(values[level.gates["state"].among([state_code])] if state_code else values)

    def _make_axis(self, name: str, indicator_id: str, transform: str) -> tuple[float, float]:
        return axis(self._level(name).values[indicator_id], transform)
