"""Pictures and extents of the maps, as the build left them."""

from __future__ import annotations

from dashboard import db

_EXTENT = """
select x0_km, y0_km, x1_km, y1_km
from geo_extents
where name = $name
"""
_FILE = """
select file
from geo_files
where name = $name
"""


def extent(name: str) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 of a picture in projected kilometres.

    Raises: IndexError for an unknown name.
    """
    row = db.records(_EXTENT, {"name": name})[0]
    x0, y0, x1, y1 = (float(str(value)) for value in row.values())
    return x0, y0, x1, y1


def url(name: str) -> str:
    """Address of a geo file; its name carries a hash of the content, so it never changes.

    Raises: IndexError for an unknown name.
    """
    return f"/geo/{db.records(_FILE, {'name': name})[0]['file']}"
