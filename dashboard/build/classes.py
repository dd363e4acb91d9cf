"""Classes of the map of each indicator, cut by mapclassify: quantiles, with a class of its own for a value that fills one.

The limits are taken over all years of an indicator, so that maps of several years can be compared by eye. Values are
rounded to the decimals of their indicator before they are classed: what reads the same has the same colour.

Quantiles rather than natural breaks (Fisher-Jenks): most indicators are skewed, and natural breaks put nine tenths of the
municipalities into one class. Where one value fills a class (no wind power, broadband everywhere), quantiles would have
the same limit twice; it stands alone and the others are divided anew.
"""

from __future__ import annotations

import warnings

import duckdb
import mapclassify
import numpy as np
import pyarrow as pa

from dashboard.build.store import store
from dashboard.map_classes import MAX_CLASSES, Classes, Floats, rounded

_VALUES = """
select v.indicator_id, any_value(i.decimals) as decimals, array_agg(v.value order by v.value) as sorted_values
from indicator_values v
join indicators i on i.indicator_id = v.indicator_id
where v.value is not null and length(v.ags) = case when i.level = 'district' then 5 else 8 end
group by v.indicator_id
order by v.indicator_id
"""


def classes(values: Floats, most: int = MAX_CLASSES) -> Classes:
    """Classes for rounded values of all years; missing ones are left aside."""
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return Classes((), ())
    highs = np.unique(_upper_limits(known, most))
    # The classes that hold a value, with the smallest and the largest of it.
    of = np.searchsorted(highs, known)
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    ends = np.append(starts[1:], len(known)) - 1
    return Classes(tuple(known[starts].tolist()), tuple(known[ends].tolist()))


def _upper_limits(known: Floats, most: int) -> list[float]:
    """Upper limits of the classes of sorted values: equal numbers in each, as far as equal values allow it."""
    distinct = np.unique(known)
    if len(distinct) <= most:
        return [float(value) for value in distinct]
    share = len(known) / most
    first, last = known[0], known[-1]
    if np.count_nonzero(known == first) > share:
        return [float(first), *_upper_limits(known[known > first], most - 1)]
    if np.count_nonzero(known == last) > share:
        rest = known[known < last]
        return [*_upper_limits(rest, most - 1), float(last)]
    with warnings.catch_warnings():
        # Ties may leave fewer limits than classes: then there are fewer classes, which the legend shows.
        warnings.filterwarnings("ignore", "Not enough unique values", UserWarning)
        return [float(limit) for limit in mapclassify.Quantiles(known, k=most).bins]


def write_classes(con: duckdb.DuckDBPyConnection) -> None:
    """The table indicator_classes(indicator_id, position, low, high): smallest and largest value of each class."""
    rows = []
    for indicator, decimals, values in con.execute(_VALUES).fetchall():
        found = classes(rounded(np.array(values, dtype=np.float64), decimals))
        for position, (low, high) in enumerate(zip(found.lows, found.highs, strict=True), 1):
            rows.append({"indicator_id": indicator, "position": position, "low": low, "high": high})
    schema = pa.schema({"indicator_id": pa.string(), "position": pa.int32(), "low": pa.float64(), "high": pa.float64()})
    store(con, "indicator_classes", pa.Table.from_pylist(rows, schema=schema))
