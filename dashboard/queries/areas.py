"""Boundaries around some places, for maps of a part of the country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard import db
from dashboard.queries.geo import extent
from dashboard.queries.indicator_map import GEOMETRY

Window = tuple[float, float, float, float]
"""x0, y0, x1, y1 in projected kilometres."""


class Area(NamedTuple):
    """A municipality (8 digits) or a district (5 digits) with its inhabitants of 31.12.2021 and its inner point.

    level: municipality or district; name: a municipality's without its designation; x_km, y_km: projected.
    """

    level: str
    ags: str
    name: str
    population_2021: int
    x_km: float
    y_km: float


class Ring(NamedTuple):
    """A closed line of a boundary, outer or inner: level and key of its area, its points in projected kilometres."""

    level: str
    ags: str
    x_km: NDArray[np.float64]
    y_km: NDArray[np.float64]


_OUTLINES = """
with wanted as (
    select ags, ring
    from outlines
    where level = $level
    group by ags, ring
    having max(x_km) > $x0 and min(x_km) < $x1 and max(y_km) > $y0 and min(y_km) < $y1
)
select o.level, o.ags, list(o.x_km order by o.point) as x_km, list(o.y_km order by o.point) as y_km
from outlines o
join wanted w on w.ags = o.ags and w.ring = o.ring
where o.level = $level
group by o.level, o.ags, o.ring
order by o.ags, o.ring
"""

_NAMED = """
select i.level, u.ags, u.name_short as name, u.population_2021, i.x_km, i.y_km
from municipalities u
join inner_points i on i.ags = u.ags and i.level = 'municipality'
where u.is_inhabited and i.x_km between $x0 and $x1 and i.y_km between $y0 and $y1
order by u.population_2021 desc, u.ags
"""

_UNITS = """
select 'municipality' as level, u.ags, u.name_short as name, u.population_2021, i.x_km, i.y_km
from municipalities u
join inner_points i on i.ags = u.ags and i.level = 'municipality'
where list_contains($keys, u.ags)
union all
select 'district', d.ags, d.name, d.population_2021, i.x_km, i.y_km
from districts d
join inner_points i on i.ags = d.ags and i.level = 'district'
where list_contains($keys, d.ags)
order by 2
"""

_SHAPES = """
select o.level, o.ags, list(o.x_km order by o.point) as x_km, list(o.y_km order by o.point) as y_km
from outlines o
where list_contains($keys, o.ags) and o.level <> 'state'
group by o.level, o.ags, o.ring
order by o.level, o.ags, o.ring
"""


# Whole numbers of 0.1 km from the upper left corner of the picture, each point from the one before.
_PATHS = """
with points as (
    select ags, ring, point, cast(round((x_km - $x0) * 10) as integer) as x, cast(round(($y1 - y_km) * 10) as integer) as y
    from outlines
    where level = $level
),
steps as (
    select *, x - lag(x) over line as dx, y - lag(y) over line as dy
    from points
    window line as (partition by ags, ring order by point)
)
select
    ags,
    string_agg(case when dx is null then 'M' || x || ' ' || y || 'l' else dx || ' ' || dy end, ' ' order by ring, point)
        as path,
    min(x) as x0, min(y) as y0, max(x) as x1, max(y) as y1
from steps
group by ags
order by ags
"""


@dataclass(frozen=True)
class Shape:
    """An area as SVG path data, and the box around it; in 0.1 km from the upper left corner of the picture of Germany."""

    path: str
    box: tuple[int, int, int, int]


def paths(level: str) -> dict[str, Shape]:
    """All areas of a level ('municipality', 'district', 'state') by key."""
    return _paths(db.current().path, level)


# Some 3 MB for all three levels.
@lru_cache(maxsize=3)
def _paths(_path: Path, level: str) -> dict[str, Shape]:
    x0, _, _, y1 = extent(GEOMETRY)
    rows = db.rows(_PATHS, {"level": level, "x0": x0, "y1": y1})
    return {ags: Shape(path, (left, over, right, under)) for ags, path, left, over, right, under in rows}


def outlines_in(level: str, window: Window) -> tuple[Ring, ...]:
    """Outer and inner rings of a level ('municipality', 'district', 'state') that touch a window."""
    return _outlines_in(db.current().path, level, window)


@lru_cache(maxsize=32)
def _outlines_in(_path: Path, level: str, window: Window) -> tuple[Ring, ...]:
    return _rings(_OUTLINES, {"level": level, **_box(window)})


def named_in(window: Window) -> list[Area]:
    """Inhabited municipalities with their inner point in a window, most inhabitants first."""
    return [Area(*row) for row in db.rows(_NAMED, _box(window))]


def units(keys: list[str]) -> list[Area]:
    """Municipalities and districts by key; unknown keys are left out.

    A district and the municipality of an independent city differ by the length of the key.
    """
    return [Area(*row) for row in db.rows(_UNITS, {"keys": keys})]


def shapes(keys: list[str]) -> tuple[Ring, ...]:
    """Boundaries of municipalities and districts by key."""
    return _rings(_SHAPES, {"keys": keys})


def _rings(sql: str, params: db.Params) -> tuple[Ring, ...]:
    found = db.columns(sql, params)
    return tuple(Ring(*row) for row in zip(*(found[name] for name in Ring._fields), strict=True))


def _box(window: Window) -> dict[str, object]:
    return dict(zip(("x0", "y0", "x1", "y1"), window, strict=True))
