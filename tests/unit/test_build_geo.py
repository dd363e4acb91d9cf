"""The ground picture and the canvas file of the small package, decoded and measured."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import brotli
import duckdb
import numpy as np
import pytest
import shapely

from dashboard.build import Built, ensure_built
from dashboard.build.ground import COLOURS
from dashboard.config import ROOT, Settings
from tests.fixtures.build.small import finish, make

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("geo")
    data = finish(make(folder / "data"))
    return ensure_built(dataclasses.replace(Settings(), data_dir=data, build_dir=folder / "build"))


@pytest.fixture
def con(small: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(small.database, read_only=True) as connection:
        yield connection


def extent(con: duckdb.DuckDBPyConnection, name: str) -> tuple[float, float, float, float]:
    row = con.execute("select x0_km, y0_km, x1_km, y1_km from geo_extents where name = $name", {"name": name}).fetchone()
    assert row is not None
    return row


def first_ring(path: str) -> list[tuple[int, int]]:
    """Absolute points of the first ring of a path made of one M and one l."""
    ring = path.split("z")[0]
    numbers = [int(text) for text in re.findall(r"-?\d+", ring)]
    steps = np.array(numbers).reshape(-1, 2)
    return [(int(x), int(y)) for x, y in np.cumsum(steps, axis=0)]


def test_view_box_is_the_extent_in_tenths_of_a_kilometre(small: Built, con: duckdb.DuckDBPyConnection) -> None:
    root = ElementTree.fromstring((small.geo_dir / small.geo["ground-light"]).read_text(encoding="utf-8"))  # noqa: S314
    x0, y0, x1, y1 = extent(con, "ground-light")

    assert root.get("viewBox") == f"0 0 {round((x1 - x0) * 10)} {round((y1 - y0) * 10)}"
    assert root.get("preserveAspectRatio") == "none"


def test_ground_lies_where_the_outlines_lie_with_north_on_top(small: Built, con: duckdb.DuckDBPyConnection) -> None:
    root = ElementTree.fromstring((small.geo_dir / small.geo["ground-light"]).read_text(encoding="utf-8"))  # noqa: S314
    x0, _, _, y1 = extent(con, "ground-light")
    land = root.find(f"{SVG}path")
    assert land is not None

    drawn = [(x / 10 + x0, y1 - y / 10) for x, y in first_ring(land.get("d", ""))]

    corners = con.execute("select distinct x_km, y_km from outlines where level = 'state'").fetchall()
    assert len(corners) == 4
    for x, y in corners:
        assert min(abs(x - u) + abs(y - v) for u, v in drawn) <= 0.11  # rounded to tenths in both directions


@pytest.mark.parametrize(
    ("name", "colours"),
    [("ground-light", ["#ECEAE3", "#FBFAF7", "#989285"]), ("ground-dark", ["#232B32", "#161B20", "#66727D"])],
)
def test_ground_has_the_colours_of_its_scheme(small: Built, name: str, colours: list[str]) -> None:
    text = (small.geo_dir / small.geo[name]).read_text(encoding="utf-8")

    assert re.findall(r'(?:fill|stroke)="(#[0-9A-F]{6})"', text) == colours


def test_canvas_file_decodes_to_the_municipalities(small: Built, con: duckdb.DuckDBPyConnection) -> None:
    content = json.loads((small.geo_dir / small.geo["municipalities"]).read_text(encoding="utf-8"))
    x0, _, _, y1 = extent(con, "municipalities")

    start = np.zeros(2)
    areas = []
    for rings in content["rings"]:
        polygons = []
        for ring in rings:
            points = np.cumsum(np.array(ring).reshape(-1, 2), axis=0) + start
            start = points[0]
            polygons.append(shapely.Polygon(points * content["unit_km"]))
        areas.append(sum(polygon.area for polygon in polygons))

    assert content["ags"] == ["05111000", "05154004", "05154008", "05154012", "05154016"]
    assert (content["x0_km"], content["y1_km"]) == (x0, y1)
    # Half a degree by half a degree at 51.25° north is 34.9 km × 55.6 km, an eighth of a degree a quarter of that.
    assert areas == pytest.approx([1942, 486, 486, 486, 486], rel=0.01)


def test_files_are_named_by_content_and_have_a_compressed_twin(small: Built, con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("select name, file, bytes, brotli_bytes from geo_files order by name").fetchall()

    assert {"ground-dark", "ground-light", "municipalities"} <= {row[0] for row in rows}
    for name, file, size, compressed in rows:
        path = Path(small.geo_dir / file)
        twin = path.with_name(file + ".br")
        assert re.fullmatch(rf"{name}\.[0-9a-f]{{12}}\.(svg|json)", file)
        assert path.stat().st_size == size
        assert twin.stat().st_size == compressed
        assert brotli.decompress(twin.read_bytes()) == path.read_bytes()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ground_colours_are_those_of_the_tokens(scheme: str) -> None:
    light, dark = (ROOT / "assets/css/tokens.css").read_text(encoding="utf-8").split('[data-bs-theme="dark"] {', 1)
    text = light if scheme == "light" else dark

    tokens = [
        re.search(rf"--{name}: (#[0-9A-F]{{6}});", text).group(1)  # type: ignore[union-attr]
        for name in ("ground", "district-line", "state-line")
    ]

    colours = COLOURS[scheme]
    assert [colours.land, colours.district_line, colours.state_line] == tokens
