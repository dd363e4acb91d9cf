"""Outlines in a plane: EPSG:4839 (Lambert conformal conic, Germany), in km."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from dashboard.build.checks import Tables
from dashboard.build.store import store

LEVELS = {
    "municipality": "boundaries_municipalities",
    "district": "boundaries_districts",
    "state": "boundaries_states",
}
WGS84, CRS = "EPSG:4326", "EPSG:4839"
# The outlines are drawn for 1 : 5,000,000; 10 m are far below what they show.
DECIMALS = 2
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Outlines:
    """Shapes of one level in km; `ags` and `shapes` have the same order."""

    level: str
    ags: tuple[str, ...]
    shapes: NDArray[np.object_]


def project(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Kilometres east and north of the origin of EPSG:4839 (10.5° E, 51° N)."""
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat, crs=WGS84)).to_crs(CRS)
    return _kilometres(points.x.to_numpy()), _kilometres(points.y.to_numpy())


def _kilometres(metres: Floats) -> Floats:
    return np.round(metres / 1000, DECIMALS)


def load_outlines(tables: Tables) -> dict[str, Outlines]:
    """The projected shapes of the three levels, sorted by AGS."""
    outlines = {}
    for level, name in LEVELS.items():
        data = tables[name].data.sort_by("ags")
        shapes = gpd.GeoSeries.from_wkb(data["geometry"].to_pylist(), crs=WGS84).to_crs(CRS)
        in_km = shapely.transform(shapes.to_numpy(), _kilometres)
        outlines[level] = Outlines(level, tuple(data["ags"].to_pylist()), in_km)
    return outlines


def ring_table(outlines: Outlines) -> pa.Table:
    """All points: level, ags, ring (from 0), is_hole, point (from 0), x_km, y_km; rings are closed."""
    polygons, owner = shapely.get_parts(outlines.shapes, return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    ring_owner = owner[polygon]
    is_hole = np.concatenate([[False], polygon[1:] == polygon[:-1]])
    number = np.arange(len(rings)) - np.searchsorted(ring_owner, ring_owner)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    point = np.arange(len(points)) - np.searchsorted(ring, ring)
    ags = np.array(outlines.ags, dtype=object)
    return pa.table(
        {
            "level": pa.array([outlines.level] * len(points), pa.string()),
            "ags": pa.array(ags[ring_owner[ring]], pa.string()),
            "ring": pa.array(number[ring], pa.int32()),
            "is_hole": pa.array(is_hole[ring], pa.bool_()),
            "point": pa.array(point, pa.int32()),
            "x_km": pa.array(points[:, 0]),
            "y_km": pa.array(points[:, 1]),
        }
    )


def inner_points(outlines: Outlines) -> pa.Table:
    """A point well inside each shape: level, ags, x_km, y_km.

    The centre of the largest circle that fits in, to 100 m for municipalities and 500 m for districts and states.
    """
    tolerance = 0.1 if outlines.level == "municipality" else 0.5
    circles = shapely.maximum_inscribed_circle(outlines.shapes, tolerance=tolerance)
    points = np.round(shapely.get_coordinates(shapely.get_point(circles, 0)), DECIMALS)
    return pa.table(
        {
            "level": pa.array([outlines.level] * len(points), pa.string()),
            "ags": pa.array(outlines.ags, pa.string()),
            "x_km": pa.array(points[:, 0]),
            "y_km": pa.array(points[:, 1]),
        }
    )


def write_geometry(con: duckdb.DuckDBPyConnection, outlines: dict[str, Outlines]) -> None:
    """Tables outlines and inner_points."""
    for name, make in (("outlines", ring_table), ("inner_points", inner_points)):
        store(con, name, pa.concat_tables([make(item) for item in outlines.values()]))


def with_points(municipalities: pa.Table) -> pa.Table:
    """The register with the projected point of each municipality (columns x_km, y_km)."""
    x, y = project(municipalities["lon"].to_numpy(), municipalities["lat"].to_numpy())
    return municipalities.append_column("x_km", pa.array(x)).append_column("y_km", pa.array(y))
