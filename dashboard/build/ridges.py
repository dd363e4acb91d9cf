"""Axes of the strip plots, and the distribution of all units on them as one SVG file.

The file holds a symbol `<indicator_id>-<year>` for every indicator and year: steps from left (low) to right (high) of the
axis, to be stretched over the rectangle it is given. It carries no colour, so that the page paints it with its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.build.files import GeoFile, write_file
from dashboard.build.store import store

NAME = "ridges"
# Axis: median ± 3 median absolute deviations, scaled so that one equals a standard deviation of a normal distribution
# (Rousseeuw & Croux 1993, https://doi.org/10.1080/01621459.1993.10476408).
SPREADS = 3.0
MAD_SCALE = 1.4826
# Where more than half of the units share one value the MAD is 0; the distance of the quartiles takes its place, and
# after it the distance of the 2.5 and 97.5 % quantiles (both scaled alike).
IQR_SCALE, TAILS_SCALE = 1 / 1.349, 1 / 3.92
STEPS, HEIGHT = 72, 100

Floats = NDArray[np.float64]

_VALUES = """
select v.indicator_id, v.year, i.scale, array_agg(v.value order by v.value) as sorted_values
from unit_values v
join indicators i on i.indicator_id = v.indicator_id
where v.value is not null
group by v.indicator_id, v.year, i.scale
order by v.indicator_id, v.year
"""


@dataclass(frozen=True)
class Axis:
    """Ends of an axis in the unit of the indicator; on a logarithmic one zeros stand at the left edge.

    From similar_low to similar_high: within one MAD of the median on the scale of the axis.
    """

    low: float
    high: float
    is_log: bool
    similar_low: float
    similar_high: float

    def places(self, values: Floats) -> Floats:
        """Places between 0 (low) and 1 (high), clipped."""
        inside = np.clip(values, self.low, self.high)
        if self.is_log:
            found: Floats = np.log(inside / self.low) / np.log(self.high / self.low)
            return found
        return (inside - self.low) / (self.high - self.low)


def axis_of(values: Floats, *, is_log: bool) -> Axis | None:
    """The axis for sorted values; None when all are the same. A logarithmic axis is taken from the values above zero."""
    known = values[values > 0] if is_log else values
    if len(known) < 2 or known[0] == known[-1]:
        return None
    scaled = np.log(known) if is_log else known
    middle, half = float(np.median(scaled)), SPREADS * _spread(scaled)
    low, high = max(scaled[0], middle - half), min(scaled[-1], middle + half)
    if low >= high:
        low, high = scaled[0], scaled[-1]
    ends = np.exp([low, high]) if is_log else (low, high)
    return Axis(float(ends[0]), float(ends[1]), is_log, *_similar(values, is_log=is_log))


def _similar(values: Floats, *, is_log: bool) -> tuple[float, float]:
    """Median ± one MAD over all values. On a logarithmic axis a median of zero is similar to zero only."""
    median = float(np.median(values))
    if not is_log:
        mad = float(np.median(np.abs(values - median)))
        return median - mad, median + mad
    if median <= 0:
        return 0.0, 0.0
    factor = float(np.exp(np.median(np.abs(np.log(values[values > 0]) - np.log(median)))))
    return median / factor, median * factor


def _spread(values: Floats) -> float:
    quantiles = np.quantile(values, [0.025, 0.25, 0.75, 0.975])
    candidates = (
        float(np.median(np.abs(values - np.median(values)))) * MAD_SCALE,
        float(quantiles[2] - quantiles[1]) * IQR_SCALE,
        float(quantiles[3] - quantiles[0]) * TAILS_SCALE,
    )
    return next((spread for spread in candidates if spread > 0), float(values[-1] - values[0]))


def ridge_path(places: Floats) -> str:
    """Steps of the distribution as SVG path data in a box of STEPS × HEIGHT.

    The two outer steps also hold what lies beyond the axis and are cut at the height of the highest step between them.
    """
    counts, _ = np.histogram(places, bins=STEPS, range=(0, 1))
    top = max(int(counts[1:-1].max()), 1)
    heights = np.rint(HEIGHT * np.minimum(counts, top) / top).astype(int)
    heights[(heights == 0) & (counts > 0)] = 1
    parts = [f"M0 {HEIGHT}"]
    for x, height in enumerate(heights):
        if x == 0 or height != heights[x - 1]:
            parts += [f"H{x}"] * (x > 0) + [f"V{HEIGHT - height}"]
    return "".join([*parts, f"H{STEPS}V{HEIGHT}z"])


def _read(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, int, Axis, Floats]]:
    for indicator, year, scale, values in con.execute(_VALUES).fetchall():
        numbers = np.array(values, dtype=np.float64)
        axis = axis_of(numbers, is_log=scale == "log")
        if axis:
            yield indicator, year, axis, numbers


def _sprite(symbols: Iterable[tuple[str, str]]) -> str:
    inner = "".join(
        f'<symbol id="{name}" viewBox="0 0 {STEPS} {HEIGHT}" preserveAspectRatio="none"><path d="{path}"/></symbol>'
        for name, path in symbols
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>\n'


def write_ridges(con: duckdb.DuckDBPyConnection, folder: Path) -> GeoFile:
    """The file of all ridges, and the table indicator_axes(indicator_id, year, low, high, is_log,
    similar_low, similar_high, n_below, n_above).

    n_below, n_above: units beyond the ends. An indicator whose values are all the same has no axis.
    """
    found = list(_read(con))
    rows = [
        {
            "indicator_id": indicator,
            "year": year,
            "low": axis.low,
            "high": axis.high,
            "is_log": axis.is_log,
            "similar_low": axis.similar_low,
            "similar_high": axis.similar_high,
            "n_below": int(np.count_nonzero(values < axis.low)),
            "n_above": int(np.count_nonzero(values > axis.high)),
        }
        for indicator, year, axis, values in found
    ]
    store(con, "indicator_axes", pa.Table.from_pylist(rows))
    sprite = _sprite((f"{indicator}-{year}", ridge_path(axis.places(values))) for indicator, year, axis, values in found)
    file = write_file(folder, NAME, "svg", sprite)
    con.execute("insert into geo_files values (?, ?, ?, ?)", [file.name, file.file, file.bytes, file.brotli_bytes])
    return file
