"""The map of the labs on the real data: every lab with its members, and what a filter, the focus and a zoom change."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from dashboard import db
from dashboard.components.labs_map import MapBase, MapState, labs_map, shapes
from dashboard.config import ROOT
from dashboard.pages.parts import lab_map_base
from tests.conftest import using

PROGRAMME = ROOT / "data" / "programme"
Element = ElementTree.Element


@pytest.fixture(scope="module", autouse=True)
def _real_data(database: db.Database) -> Iterator[None]:
    with using(database):
        yield


@pytest.fixture(scope="module")
def base() -> MapBase:
    return lab_map_base("de")


@pytest.fixture(scope="module")
def everything(base: MapBase) -> MapState:
    return MapState(frozenset(base.by_lab))


def rows(name: str) -> list[dict[str, str]]:
    with (PROGRAMME / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def members_from_the_tables() -> dict[str, dict[str, list[str]]]:
    """lab → key of the place → members there, read from the CSV files without the code under test."""
    organisations = {row["organisation_id"]: row for row in rows("organisations")}
    found: dict[str, dict[str, list[str]]] = {row["lab_id"]: {} for row in rows("labs")}
    for row in rows("memberships"):
        organisation = organisations[row["organisation_id"]]
        has_territory = organisation["kind"] in {"municipality", "district"}
        if organisation["ags"] and row["role"] != "associated" and (has_territory or row["role"] == "lead"):
            found[row["lab_id"]].setdefault(organisation["ags"], []).append(organisation["name"])
    return found


def drawing(base: MapBase, state: MapState) -> Element:
    text = labs_map(base, state, lambda lab: f"/de/?focus={lab}&x=1")
    return ElementTree.fromstring(text.replace(" data-tips", ' data-tips=""'))  # noqa: S314 (our own text)


def links(base: MapBase, state: MapState) -> dict[str, Element]:
    """lab → its places."""
    return {str(link.get("data-lab")): link for link in drawing(base, state).iter("a")}


def seat(link: Element) -> Element:
    (found,) = [circle for circle in link.iter("circle") if "seat" in str(circle.get("class"))]
    return found


def hovers(link: Element) -> list[str]:
    return [str(circle.get("data-tip")) for circle in link.iter("circle")]


def looks(base: MapBase, state: MapState, look: str) -> set[str]:
    """Areas and labs of a look."""
    found = {str(use.get("href"))[1:] for use in drawing(base, state).iter("use") if look in str(use.get("class")).split()}
    return found | {lab for lab, link in links(base, state).items() if link.get("class") == look}


def names(base: MapBase, state: MapState) -> list[str]:
    (group,) = [group for group in drawing(base, state).iter("g") if group.get("class") == "names"]
    return ["".join(text.itertext()) for text in group]


def test_all_thirteen_labs_have_their_seat_on_the_map(base: MapBase, everything: MapState) -> None:
    found = links(base, everything)

    assert sorted(found) == sorted(row["lab_id"] for row in rows("labs"))
    assert [seat(link).get("class") for link in found.values()]
    assert all(link.get("href") == f"/de/?focus={lab}&x=1" for lab, link in found.items())


@pytest.mark.parametrize("lab", [row["lab_id"] for row in rows("labs")])
def test_lab_is_shown_with_exactly_its_members(base: MapBase, lab: str) -> None:
    shown = [row["ags"] for row in base.places if row["lab_id"] == lab]

    assert sorted(shown) == sorted(members_from_the_tables()[lab])


def test_every_place_is_a_symbol_that_names_all_members_there(base: MapBase, everything: MapState) -> None:
    texts = [text for link in links(base, everything).values() for text in hovers(link)]
    places = [members for by_place in members_from_the_tables().values() for members in by_place.values()]

    assert len(texts) == len(places) == len(base.places)
    assert [members for members in places if not any(all(name in text for name in members) for text in texts)] == []


def test_inhabitants_are_said_to_be_those_of_the_municipality(base: MapBase, everything: MapState) -> None:
    """The association has its seat in Mannheim, which is no member."""
    text = seat(links(base, everything)["rhein-neckar"]).get("data-tip")

    assert re.search(r"Verband Region Rhein-Neckar<br>Mannheim, Universitätsstadt: \d{3}\.\d{3} Einwohner", str(text))


def test_hover_says_lab_role_place_and_population(base: MapBase, everything: MapState) -> None:
    text = str(seat(links(base, everything)["brandis-partheland"]).get("data-tip"))

    assert re.fullmatch(r"<b>Brandis/Partheland</b><br>.+: Stadt Brandis<br>[\d.]+ Einwohner \(31\.12\.2021\)", text)


def test_areas_are_those_of_leads_and_partners_with_a_territory(base: MapBase) -> None:
    organisations = {row["organisation_id"]: row for row in rows("organisations")}
    expected = {
        (row["lab_id"], organisations[row["organisation_id"]]["ags"])
        for row in rows("memberships")
        if row["role"] != "associated"
        and organisations[row["organisation_id"]]["kind"] in {"municipality", "district"}
        and organisations[row["organisation_id"]]["ags"]
    }

    assert {(ring.lab_id, ring.ags) for ring in base.outlines} == expected


def test_outlines_stand_once_in_the_page_and_every_drawing_uses_them(base: MapBase, everything: MapState) -> None:
    paths = list(ElementTree.fromstring(shapes(base)).iter("path"))  # noqa: S314 (our own text)
    assert {path.get("vector-effect") for path in paths} == {"non-scaling-stroke"}, "lines of a pixel whatever the zoom"
    used = [str(use.get("href"))[1:] for use in drawing(base, everything).iter("use")]

    assert [path.get("id") for path in paths] == used
    assert sum(str(path.get("d")).count("z") for path in paths) == len(base.outlines)


def test_outlines_keep_their_shape(base: MapBase) -> None:
    """Steps between rounded points end where the points do: to 100 m."""
    first = next(iter(ElementTree.fromstring(shapes(base)).iter("path")))  # noqa: S314 (our own text)
    lab, level = base.areas[0]
    rings = [ring for ring in base.outlines if (ring.lab_id, ring.level) == (lab, level)]
    x0, _, _, y1 = base.extent

    for text, ring in zip(str(first.get("d")).split("z"), rings, strict=False):
        x, y = (int(value) for value in re.findall(r"-?\d+", text.split("l")[0]))
        steps = [int(value) for value in re.findall(r"-?\d+", text.split("l")[1])]
        x, y = x + sum(steps[::2]), y + sum(steps[1::2])
        assert abs(x / 10 + x0 - ring.x_km[-1]) <= 0.051
        assert abs(y1 - y / 10 - ring.y_km[-1]) <= 0.051


def test_places_and_outlines_lie_within_the_picture_of_germany(base: MapBase) -> None:
    x0, y0, x1, y1 = base.extent

    assert all(x0 <= row["x_km"] <= x1 and y0 <= row["y_km"] <= y1 for row in base.places)
    assert all(x0 <= x <= x1 and y0 <= y <= y1 for ring in base.outlines for x, y in zip(*ring[3:], strict=True))


def test_lab_without_documented_lead_has_a_hollow_seat(base: MapBase, everything: MapState) -> None:
    found = links(base, everything)

    assert seat(found["wuerzburg-gerbrunn"]).get("class") == "seat open"
    assert seat(found["brandis-partheland"]).get("class") == "seat"


def test_focus_is_highlighted_and_nothing_else(base: MapBase, everything: MapState) -> None:
    state = MapState(everything.shown, focus="niederrhein")

    assert looks(base, everything, "focus") == set()
    assert looks(base, state, "focus") == {"niederrhein", "area-niederrhein-municipality"}
    assert float(str(seat(links(base, state)["niederrhein"]).get("r"))) > 6.5
    assert links(base, state)["niederrhein"].get("aria-label") == "10: Niederrhein nicht mehr hervorheben"


def test_labs_outside_the_selection_are_pale_and_without_name(base: MapBase, everything: MapState) -> None:
    state = MapState(frozenset({"niederrhein"}))

    assert names(base, state) == ["Niederrhein"]
    assert looks(base, state, "out") >= everything.shown - {"niederrhein"}
    assert not looks(base, state, "out") & {"niederrhein", "area-niederrhein-municipality"}


def test_zoom_shows_all_places_of_the_lab_and_not_all_of_germany(base: MapBase, everything: MapState) -> None:
    state = MapState(everything.shown, "rhein-neckar", zoom=True)
    found = links(base, state)
    x0, y0, x1, y1 = base.windows["rhein-neckar"]
    left, bottom, right, top = base.extent

    assert len(hovers(found["rhein-neckar"])) == len(base.by_lab["rhein-neckar"])
    assert hovers(found["oberrhein"]) == []
    assert "Oberrhein" not in names(base, state)
    assert x1 - x0 < 200
    assert (x1 - x0) / (y1 - y0) == pytest.approx((right - left) / (top - bottom))


@pytest.mark.parametrize("zoom", [False, True])
def test_every_mark_lies_within_the_frame(base: MapBase, everything: MapState, zoom: bool) -> None:
    state = MapState(everything.shown, "marburg-biedenkopf", zoom=zoom)
    circles = list(drawing(base, state).iter("circle"))
    values = [float(str(circle.get(key)).rstrip("%")) for circle in circles for key in ("cx", "cy")]

    assert values
    assert all(0 <= value <= 100 for value in values)


def test_what_a_change_sends_is_small(base: MapBase, everything: MapState) -> None:
    assert len(labs_map(base, everything, lambda lab: f"/de/?focus={lab}")) < 16_000
