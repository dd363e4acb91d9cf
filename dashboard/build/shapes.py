"""Shapes and points of areas in WGS 84, as GeoJSON text for files and programs of others."""

from __future__ import annotations

import duckdb
import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from dashboard.build.checks import Tables
from dashboard.build.geometry import CRS, LEVELS, WGS84

# About one metre; the outlines are drawn for 1 : 5,000,000.
DECIMALS = 5

# The point of a municipality is the one of the register, that of other areas a point well inside.
_SHAPES = """
create table shapes as
select g.level, g.ags, coalesce(m.lon, p.lon) as lon, coalesce(m.lat, p.lat) as lat, g.geometry
from outlined g
join inner_degrees p on p.level = g.level and p.ags = g.ags
left join municipalities m on g.level = 'municipality' and m.ags = g.ags
order by g.level, g.ags
"""


def write_shapes(con: duckdb.DuckDBPyConnection, tables: Tables) -> None:
    """Table shapes: level, ags, lon, lat (degrees), geometry (GeoJSON polygon, RFC 7946).

    The tables municipalities and inner_points must be there.
    """
    outlined = pa.concat_tables([_outlined(tables, level) for level in LEVELS])
    con.register("outlined", outlined)
    con.register("inner_degrees", _inner_degrees(con))
    con.execute(_SHAPES)
    con.unregister("outlined")
    con.unregister("inner_degrees")


def _outlined(tables: Tables, level: str) -> pa.Table:
    data = tables[LEVELS[level]].data
    shapes = shapely.from_wkb(np.array(data["geometry"].to_pylist(), dtype=object))
    # Outer rings counter-clockwise, holes clockwise, as RFC 7946 section 3.1.6 asks.
    rounded = shapely.orient_polygons(shapely.transform(shapes, _rounded), exterior_cw=False)
    return pa.table(
        {
            "level": pa.array([level] * len(shapes), pa.string()),
            "ags": data["ags"],
            "geometry": pa.array([str(text).replace(" ", "") for text in shapely.to_geojson(rounded)], pa.string()),
        }
    )


def _inner_degrees(con: duckdb.DuckDBPyConnection) -> pa.Table:
    inner = con.sql("select level, ags, x_km, y_km from inner_points").to_arrow_table()
    metres = gpd.points_from_xy(inner["x_km"].to_numpy() * 1000, inner["y_km"].to_numpy() * 1000, crs=CRS)
    points = gpd.GeoSeries(metres).to_crs(WGS84)
    degrees = {"lon": pa.array(points.x.round(DECIMALS)), "lat": pa.array(points.y.round(DECIMALS))}
    return pa.table({"level": inner["level"], "ags": inner["ags"], **degrees})


def _rounded(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(points, DECIMALS)
