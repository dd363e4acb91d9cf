"""All municipalities in one file for a canvas: delta-coded whole numbers.

The file is JSON: `{"unit_km": 0.1, "x0_km": …, "y1_km": …, "ags": […], "rings": […]}`. `rings[i]` are the rings of
`ags[i]`, outer rings and holes alike (fill by the even-odd rule). A ring is a flat list of whole numbers: dx, dy from
the first point of the ring before it in the file (0, 0 for the very first) to its own first point, then dx, dy to each
next point. x grows to the east from `x0_km`, y to the south from `y1_km`, both in `unit_km`. The first point is not
repeated at the end.

Tried and rejected: common borders stored once (as TopoJSON does). With three points per border the references cost
more than the points they save: 401 kB compressed instead of 337 kB at full detail.
"""

from __future__ import annotations

import json

import numpy as np
import shapely

from dashboard.build.geometry import Outlines
from dashboard.build.ground import UNITS_PER_KM, Extent, to_grid

# One pixel on a map of Germany 900 px high; zoomed maps of a lab draw the full outlines instead. 248 kB compressed.
TOLERANCE_KM = 1.0


def municipalities_json(municipalities: Outlines, extent: Extent) -> str:
    """The file described above, as text; neighbours keep one common border."""
    previous = np.zeros((1, 2), dtype=np.int64)
    coded: list[list[list[int]]] = []
    for shape in shapely.coverage_simplify(municipalities.shapes, TOLERANCE_KM):
        coded.append([])
        for ring in shapely.get_rings(shapely.get_parts(shape)):
            grid = to_grid(shapely.get_coordinates(ring), extent)[:-1]
            if len(grid) >= 3:
                coded[-1].append(np.diff(grid, axis=0, prepend=previous).ravel().tolist())
                previous = grid[:1]
    content = {
        "unit_km": 1 / UNITS_PER_KM,
        "x0_km": extent.x0_km,
        "y1_km": extent.y1_km,
        "ags": list(municipalities.ags),
        "rings": coded,
    }
    return json.dumps(content, separators=(",", ":"))
