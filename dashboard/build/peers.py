"""What the comparison needs and no weight changes: values, z-scores and the distances of all pairs.

Reads the definitions in `data/peers/` (tables peer_lenses, peer_groups, peer_variables, peer_indicators) and writes

- view `peer_inputs(level, ags, indicator_id, year, value)`: all values by level, with population and density of the
  districts from their register, without those that are not applicable (`not_for`);
- table `peer_units(level, unit_index, ags, name, state_code, district_ags, population, regiostar7, size_class,
  unit_type, unit_type_de, is_city_state, has_own_district, changed_after_2021)`: inhabited municipalities and
  districts, in the order of their keys; `unit_index` counts from 0 in each level;
- table `peer_scores(level, feature, unit_index, raw, z)`: one row per known value of a variable; a feature is
  `indicator_id@year`; z is taken of the transformed, winsorised value over all units of the level;
- table `peer_stats(level, feature, indicator_id, year, transform, n, n_missing, lower, upper, mean, sd)`: limits of
  winsorising in the unit of the indicator, mean and standard deviation of the transformed, winsorised values;
- table `peer_distances(level, lens, distance, share)`: share of all pairs at most this far apart under equal weights;
- table `peer_lens_stats(level, lens, n_units, n_pairs, n_pairs_without_distance)`;
- table `peer_values(level, indicator_id, unit_index, value)`: the values of the compared indicators in their year;
- table `peer_changes(level, indicator_id, first_year, last_year, unit_index, first_value, last_value)`: one row per unit
  with a value in both years.

Scores, distances, values and changes lie in the order in which the engine reads them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.build.peer_distances import cumulated
from dashboard.build.problems import BuildError
from dashboard.build.store import store

SQL = Path(__file__).parent / "sql" / "peers.sql"
# Share cut at either end before the z-score (Winsor's limits of the method, 2.5 and 97.5 %).
LIMITS = (0.025, 0.975)

Floats = NDArray[np.float64]

_FEATURES = """
select distinct v.level, v.indicator_id, v.year, v.transform
from peer_variables v
order by v.level, v.indicator_id, v.year
"""
_RAW = """
select u.unit_index, i.value
from peer_inputs i
join peer_units u on u.level = i.level and u.ags = i.ags
where i.level = $level and i.indicator_id = $indicator_id and i.year = $year
order by u.unit_index
"""
_BELOW_SCALE = """
select v.indicator_id, p.transform, min(v.value) as least
from peer_values v
join peer_indicators p on p.indicator_id = v.indicator_id
where p.transform = 'log' and v.value <= 0 or p.transform = 'log1p' and v.value < 0
group by v.indicator_id, p.transform
order by v.indicator_id
"""
_MEMBERS = """
select v.level, v.lens, v.group_id, v.indicator_id || '@' || v.year as feature
from peer_variables v
join peer_lenses l on l.level = v.level and l.lens = v.lens
order by v.level, l.position, v.position
"""


def transformed(values: Floats, transform: str) -> Floats:
    """Values on the scale of comparison; NaN stays NaN.

    Raises: BuildError for an unknown transform or a value the transform cannot take.
    """
    if transform == "none":
        return values
    smallest = np.nanmin(values)
    if transform == "log" and smallest > 0:
        return np.log(values)
    if transform == "log1p" and smallest >= 0:
        return np.log1p(values)
    raise BuildError(f"peers/variables.csv: transform {transform!r} does not fit values from {smallest:g}")


def winsorised(values: Floats) -> tuple[Floats, float, float]:
    """Values with both tails drawn in to the limits, and the limits; NaN stays NaN."""
    lower, upper = np.nanquantile(values, LIMITS)
    return np.clip(values, lower, upper), float(lower), float(upper)


def _untransformed(value: float, transform: str) -> float:
    if transform == "log":
        return float(np.exp(value))
    return float(np.expm1(value)) if transform == "log1p" else value


def standardise(raw: Floats, transform: str) -> tuple[Floats, dict[str, float]]:
    """z-scores (NaN where raw is NaN) and the numbers they were made with.

    Raises: BuildError when the values do not vary.
    """
    cut, lower, upper = winsorised(transformed(raw, transform))
    mean, sd = float(np.nanmean(cut)), float(np.nanstd(cut))
    if not sd > 0:
        raise BuildError("peers/variables.csv: a variable without variation cannot be compared")
    limits = {"lower": _untransformed(lower, transform), "upper": _untransformed(upper, transform)}
    return (cut - mean) / sd, {**limits, "mean": mean, "sd": sd}


def _raw(con: duckdb.DuckDBPyConnection, n: int, level: str, indicator_id: str, year: int) -> Floats:
    raw = np.full(n, np.nan)
    found = con.execute(_RAW, {"level": level, "indicator_id": indicator_id, "year": year}).fetchnumpy()
    raw[found["unit_index"]] = found["value"]
    if np.isnan(raw).all():
        raise BuildError(f"peers/variables.csv: no value of {indicator_id} in {year} for level {level}")
    return raw


def _scores(con: duckdb.DuckDBPyConnection, sizes: dict[str, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames of peer_scores and peer_stats."""
    scores, stats = [], []
    for level, indicator_id, year, transform in con.execute(_FEATURES).fetchall():
        feature = f"{indicator_id}@{year}"
        raw = _raw(con, sizes[level], level, indicator_id, year)
        z, numbers = standardise(raw, transform)
        known = np.flatnonzero(~np.isnan(raw))
        scores.append(
            pd.DataFrame({"level": level, "feature": feature, "unit_index": known, "raw": raw[known], "z": z[known]})
        )
        head = {"level": level, "feature": feature, "indicator_id": indicator_id, "year": year, "transform": transform}
        stats.append({**head, "n": len(known), "n_missing": len(raw) - len(known), **numbers})
    found = pd.DataFrame(stats)
    if found.duplicated(["level", "feature"]).any():
        raise BuildError("peers/variables.csv: an indicator has two transforms in one year and level")
    return pd.concat(scores, ignore_index=True), found


def _matrix(scores: pd.DataFrame, level: str, features: list[str], n: int) -> Floats:
    """z by feature and unit; NaN where there is no value."""
    z = np.full((len(features), n), np.nan)
    mine = scores[scores["level"] == level]
    for row, feature in enumerate(features):
        part = mine[mine["feature"] == feature]
        z[row, part["unit_index"].to_numpy()] = part["z"].to_numpy()
    return z


def _distances(con: duckdb.DuckDBPyConnection, scores: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames of peer_distances and peer_lens_stats; city states stand apart."""
    members = con.execute(_MEMBERS).df()
    tables, stats = [], []
    for (level, lens), part in members.groupby(["level", "lens"], sort=False):
        apart = con.execute(
            "select is_city_state from peer_units where level = $level order by unit_index", {"level": level}
        ).fetchnumpy()["is_city_state"]
        z = _matrix(scores, str(level), list(part["feature"]), len(apart))[:, ~apart.astype(bool)]
        groups, _ = pd.factorize(part["group_id"])
        found = cumulated(z, groups)
        tables.append(pd.DataFrame({"level": level, "lens": lens, "distance": found.distance, "share": found.share}))
        counts = {"n_pairs": found.n_pairs, "n_pairs_without_distance": found.n_without}
        stats.append({"level": level, "lens": lens, "n_units": z.shape[1], **counts})
    return pd.concat(tables, ignore_index=True), pd.DataFrame(stats)


def _check_scales(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(_BELOW_SCALE).fetchone()
    if found is not None:
        raise BuildError(f"peers/indicators.csv: {found[0]} has the value {found[2]:g}, which {found[1]} cannot show")


def build_peers(con: duckdb.DuckDBPyConnection) -> None:
    """Write the tables and views named above.

    Raises: BuildError when the definitions do not fit the data.
    """
    con.execute(SQL.read_text(encoding="utf-8"))
    sizes = {
        str(level): int(n)
        for level, n in con.execute("select level, count(*) from peer_units group by level order by level").fetchall()
    }
    _check_scales(con)
    scores, stats = _scores(con, sizes)
    distances, lens_stats = _distances(con, scores)
    for name, frame in (
        ("peer_scores", scores),
        ("peer_stats", stats),
        ("peer_distances", distances),
        ("peer_lens_stats", lens_stats),
    ):
        store(con, name, pa.Table.from_pandas(frame, preserve_index=False))
