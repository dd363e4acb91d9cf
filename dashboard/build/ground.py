"""Pictures and files of the country that the browser loads by URL: the quiet ground and all municipalities.

Ground: an SVG of land, district lines and state lines, to be laid under a map whose axes are projected kilometres. Its
`viewBox` is the extent recorded in `geo_extents`, in tenths of a kilometre and with north on top; it has
`preserveAspectRatio="none"`, so that it fills the rectangle it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.build.geometry import Outlines

# Tenths of a kilometre: a third of a pixel on a map of 650 px height.
UNITS_PER_KM = 10
# Paper around the land, so that the coast line is not cut.
MARGIN_KM = 6
# How far a line may stray from the outline; at this step the SVG stays below 40 kB compressed.
TOLERANCE_KM = 0.8


@dataclass(frozen=True)
class GroundColours:
    """Land, district lines and state lines; the values of --ground, --district-line, --state-line in tokens.css."""

    land: str
    district_line: str
    state_line: str


COLOURS = {
    "light": GroundColours("#ECEAE3", "#FBFAF7", "#989285"),
    "dark": GroundColours("#232B32", "#161B20", "#66727D"),
}


@dataclass(frozen=True)
class Extent:
    """A rectangle in projected kilometres."""

    x0_km: float
    y0_km: float
    x1_km: float
    y1_km: float


def extent_of(outlines: Outlines) -> Extent:
    """Whole kilometres around the shapes, with a margin."""
    x0, y0, x1, y1 = shapely.total_bounds(outlines.shapes)
    return Extent(
        float(np.floor(x0) - MARGIN_KM),
        float(np.floor(y0) - MARGIN_KM),
        float(np.ceil(x1) + MARGIN_KM),
        float(np.ceil(y1) + MARGIN_KM),
    )


def to_grid(points: NDArray[np.float64], extent: Extent) -> NDArray[np.int64]:
    """Points as whole tenths of a kilometre from the upper left corner, y downwards, without repetitions."""
    x = (points[:, 0] - extent.x0_km) * UNITS_PER_KM
    y = (extent.y1_km - points[:, 1]) * UNITS_PER_KM
    grid = np.rint(np.column_stack([x, y])).astype(np.int64)
    keep = np.concatenate([[True], np.any(np.diff(grid, axis=0) != 0, axis=1)])
    kept: NDArray[np.int64] = grid[keep]
    return kept


def _number(value: int, *, first: bool) -> str:
    return str(value) if first or value < 0 else f" {value}"


def _path(points: NDArray[np.float64], extent: Extent, *, closed: bool) -> str:
    grid = to_grid(points, extent)
    if len(grid) < (4 if closed else 2):
        return ""
    steps = np.diff(grid, axis=0)[: -1 if closed else None]
    start = f"M{grid[0, 0]}{_number(int(grid[0, 1]), first=False)}l"
    body = "".join(_number(int(value), first=index == 0) for index, value in enumerate(steps.ravel()))
    return start + body + ("z" if closed else "")


def _lines(shape: shapely.Geometry) -> list[shapely.Geometry]:
    merged = shapely.line_merge(shape)
    return [part for part in shapely.get_parts(merged) if part.geom_type == "LineString"]


def _line_path(shape: shapely.Geometry, extent: Extent) -> str:
    return "".join(_path(shapely.get_coordinates(line), extent, closed=False) for line in _lines(shape))


def _area_path(shapes: Iterable[shapely.Geometry], extent: Extent) -> str:
    rings = shapely.get_rings(shapely.get_parts(np.array(list(shapes), dtype=object)))
    return "".join(_path(shapely.get_coordinates(ring), extent, closed=True) for ring in rings)


@dataclass(frozen=True)
class GroundPaths:
    """SVG path data of land, of lines between districts of one state, and of state lines and coast."""

    land: str
    districts: str
    states: str


def ground_paths(districts: Outlines, extent: Extent) -> GroundPaths:
    """The simplified country; neighbours keep one common line, so no gaps open between them."""
    shapes = shapely.coverage_simplify(districts.shapes, TOLERANCE_KM)
    codes = np.array([ags[:2] for ags in districts.ags])
    states = [shapely.coverage_union_all(shapes[codes == code]) for code in np.unique(codes)]
    state_lines = shapely.unary_union(shapely.boundary(np.array(states, dtype=object)))
    district_lines = shapely.difference(shapely.unary_union(shapely.boundary(shapes)), state_lines)
    land = shapely.coverage_union_all(np.array(states, dtype=object))
    return GroundPaths(_area_path([land], extent), _line_path(district_lines, extent), _line_path(state_lines, extent))


def ground_svg(paths: GroundPaths, extent: Extent, colours: GroundColours) -> str:
    """The ground as SVG text in the colours given."""
    width = round((extent.x1_km - extent.x0_km) * UNITS_PER_KM)
    height = round((extent.y1_km - extent.y0_km) * UNITS_PER_KM)
    line = 'fill="none" stroke-linejoin="round" vector-effect="non-scaling-stroke"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width / UNITS_PER_KM:g}" '
        f'height="{height / UNITS_PER_KM:g}" preserveAspectRatio="none">'
        f'<path fill="{colours.land}" d="{paths.land}"/>'
        f'<path {line} stroke="{colours.district_line}" stroke-width=".8" d="{paths.districts}"/>'
        f'<path {line} stroke="{colours.state_line}" d="{paths.states}"/></svg>'
    )
