"""Files for the browser, named by their content, so that they may be cached for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import brotli
import duckdb
import pyarrow as pa

from dashboard.build.canvas import municipalities_json
from dashboard.build.geometry import Outlines
from dashboard.build.ground import COLOURS, extent_of, ground_paths, ground_svg
from dashboard.build.store import store


@dataclass(frozen=True)
class GeoFile:
    """A file written: its name in the program, its name in the folder, its size as it is and compressed (brotli)."""

    name: str
    file: str
    bytes: int
    brotli_bytes: int


def write_file(folder: Path, name: str, suffix: str, text: str) -> GeoFile:
    """Write a file and its compressed twin (`.br`) unless a file of the same content is there."""
    content = text.encode("utf-8")
    path = folder / f"{name}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    compressed = path.with_name(path.name + ".br")
    for target in (path, compressed):
        if not target.is_file():
            partial = target.with_name(target.name + ".part")
            partial.write_bytes(content if target is path else brotli.compress(content, quality=11))
            partial.replace(target)
    return GeoFile(name, path.name, len(content), compressed.stat().st_size)


def write_geo_files(con: duckdb.DuckDBPyConnection, outlines: dict[str, Outlines], folder: Path) -> list[GeoFile]:
    """Ground in both colour schemes and all municipalities; tables geo_files and geo_extents say which and where."""
    folder.mkdir(parents=True, exist_ok=True)
    extent = extent_of(outlines["state"])
    paths = ground_paths(outlines["district"], extent)
    files = []
    for scheme, colours in COLOURS.items():
        files.append(write_file(folder, f"ground-{scheme}", "svg", ground_svg(paths, extent, colours)))
    files.append(write_file(folder, "municipalities", "json", municipalities_json(outlines["municipality"], extent)))
    store(con, "geo_files", pa.Table.from_pylist([vars(item) for item in files]))
    con.execute("create table geo_extents (name varchar, x0_km double, y0_km double, x1_km double, y1_km double)")
    corners = (extent.x0_km, extent.y0_km, extent.x1_km, extent.y1_km)
    con.executemany("insert into geo_extents values (?, ?, ?, ?, ?)", [(item.name, *corners) for item in files])
    return files
