"""The map of the labs on the real data: every lab with its members, and a patch that is as good as a new figure."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard import db
from dashboard.config import ROOT
from dashboard.figures.maps import MapBase, MapState, changes, lab_map
from dashboard.pages.parts import lab_map_base
from tests.conftest import using

PROGRAMME = ROOT / "data" / "programme"
COLOUR = re.compile(r"var\(--[a-z0-9-]+\)|rgba\(0,0,0,0\)")


@pytest.fixture(scope="module", autouse=True)
def _real_data(database: db.Database) -> Iterator[None]:
    with using(database):
        yield


@pytest.fixture(scope="module")
def base() -> MapBase:
    return lab_map_base("de")


@pytest.fixture(scope="module")
def everything(base: MapBase) -> MapState:
    return MapState(frozenset(base.places.lab_id))


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


def traces(base: MapBase, state: MapState) -> dict[str, dict[str, object]]:
    return {str(trace["name"]): trace for trace in drawn(base, state)["data"]}


def drawn(base: MapBase, state: MapState) -> dict[str, Any]:
    """The figure as Plotly's own classes read it: they refuse what they do not know."""
    found: dict[str, Any] = go.Figure(lab_map(base, state, "de")).to_plotly_json()
    return found


def plain(value: object) -> object:
    return json.loads(json.dumps(value))


def test_all_thirteen_labs_have_their_seat_on_the_map(base: MapBase, everything: MapState) -> None:
    seats = traces(base, everything)["seats"]["customdata"]

    assert sorted(seats) == sorted(row["lab_id"] for row in rows("labs"))  # type: ignore[call-overload]
    assert len(set(seats)) == 13  # type: ignore[call-overload]


@pytest.mark.parametrize("lab", [row["lab_id"] for row in rows("labs")])
def test_lab_is_shown_with_exactly_its_members(base: MapBase, lab: str) -> None:
    shown = base.places[base.places.lab_id == lab]

    assert sorted(shown.ags) == sorted(members_from_the_tables()[lab])


def test_every_place_is_a_symbol_that_names_all_members_there(base: MapBase, everything: MapState) -> None:
    shown = traces(base, everything)
    texts = [*shown["seats"]["hovertext"], *shown["members"]["hovertext"]]  # type: ignore[misc]
    places = [names for members in members_from_the_tables().values() for names in members.values()]

    assert len(texts) == len(places) == len(base.places)
    assert [names for names in places if not any(all(name in text for name in names) for text in texts)] == []


def test_inhabitants_are_said_to_be_those_of_the_municipality(base: MapBase, everything: MapState) -> None:
    """The association has its seat in Mannheim, which is no member."""
    text = next(text for text in traces(base, everything)["seats"]["hovertext"] if "Rhein-Neckar" in text)  # type: ignore[attr-defined]

    assert re.search(r"Verband Region Rhein-Neckar<br>Mannheim, Universitätsstadt: \d{3}\.\d{3} Einwohner", text)


def test_hover_says_lab_role_place_and_population(base: MapBase, everything: MapState) -> None:
    texts = list(traces(base, everything)["seats"]["hovertext"])  # type: ignore[call-overload]

    assert any(
        re.fullmatch(r"<b>Brandis/Partheland</b><br>.+: Stadt Brandis<br>[\d.]+ Einwohner \(31\.12\.2021\)", x)
        for x in texts
    )


def test_areas_are_those_of_leads_and_partners_with_a_territory(base: MapBase) -> None:
    organisations = {row["organisation_id"]: row for row in rows("organisations")}
    expected = {
        (row["lab_id"], organisations[row["organisation_id"]]["ags"])
        for row in rows("memberships")
        if row["role"] != "associated"
        and organisations[row["organisation_id"]]["kind"] in {"municipality", "district"}
        and organisations[row["organisation_id"]]["ags"]
    }

    assert set(zip(base.outlines.lab_id, base.outlines.ags, strict=True)) == expected


def test_places_and_outlines_lie_within_the_picture_of_germany(base: MapBase) -> None:
    x0, y0, x1, y1 = base.extent

    for frame in (base.places, base.outlines):
        assert frame.x_km.between(x0, x1).all()
        assert frame.y_km.between(y0, y1).all()


def test_lab_without_documented_lead_has_a_hollow_seat(base: MapBase, everything: MapState) -> None:
    seats = traces(base, everything)["seats"]
    fills = dict(zip(seats["customdata"], seats["marker"]["color"], strict=True))  # type: ignore[call-overload, index]

    assert fills["wuerzburg-gerbrunn"] == "var(--bg)"
    assert fills["brandis-partheland"] == "var(--lab-strong)"


def test_focus_is_highlighted_and_nothing_else(base: MapBase, everything: MapState) -> None:
    state = MapState(everything.shown, focus="niederrhein")
    shown = traces(base, state)
    highlighted = {
        lab
        for lab, colour in zip(shown["seats"]["customdata"], shown["seats"]["marker"]["color"], strict=True)  # type: ignore[call-overload, index]
        if "highlight" in colour
    }
    areas = {name for name, trace in shown.items() if name.startswith("area") and "highlight" in str(trace["fillcolor"])}

    assert highlighted <= {"niederrhein"}
    assert areas == {"area niederrhein municipality"}


def test_labs_outside_the_selection_are_pale_and_without_name(base: MapBase) -> None:
    figure = drawn(base, MapState(frozenset({"niederrhein"})))
    seats = next(trace for trace in figure["data"] if trace["name"] == "seats")
    opacity = dict(zip(seats["customdata"], seats["marker"]["opacity"], strict=True))

    assert [annotation["text"] for annotation in figure["layout"]["annotations"]] == ["Niederrhein"]
    assert {lab for lab, value in opacity.items() if value == 1} == {"niederrhein"}


def test_zoom_shows_all_places_of_the_lab_and_not_all_of_germany(base: MapBase, everything: MapState) -> None:
    layout = drawn(base, MapState(everything.shown, "rhein-neckar", zoom=True))["layout"]
    (left, right), (bottom, top) = layout["xaxis"]["range"], layout["yaxis"]["range"]
    places = base.places[base.places.lab_id == "rhein-neckar"]

    assert places.x_km.between(left, right).all()
    assert places.y_km.between(bottom, top).all()
    assert right - left < 200


STATES = [
    MapState(frozenset({"niederrhein"})),
    MapState(frozenset({"niederrhein", "oberrhein"}), focus="oberrhein"),
    MapState(frozenset(), focus="oberrhein", zoom=True),
    MapState(frozenset({"marburg-biedenkopf"}), focus="marburg-biedenkopf", zoom=True),
]


@pytest.mark.parametrize("state", STATES, ids=["one", "focus", "nothing", "zoom"])
def test_changes_make_of_any_figure_what_drawing_anew_gives(base: MapBase, everything: MapState, state: MapState) -> None:
    """A filter change sends only the changes; a part forgotten there would keep its old look."""
    figure = plain(drawn(base, STATES[3]))
    for path, value in changes(base, state).items():
        node = figure
        for step in path[:-1]:
            node = node[step]  # type: ignore[index]
        node[path[-1]] = plain(value)  # type: ignore[index]

    assert figure == plain(drawn(base, state))


def test_changes_are_small(base: MapBase, everything: MapState) -> None:
    sent = json.dumps([[list(path), value] for path, value in changes(base, everything).items()])

    assert len(sent) < 12_000


def test_colours_are_tokens(base: MapBase) -> None:
    """One figure serves light and dark: colours are names, resolved in the browser."""
    figure = drawn(base, STATES[1])
    found: list[object] = []

    def collect(node: object, key: str = "") -> None:
        if isinstance(node, dict):
            for name, value in node.items():
                collect(value, name)
        elif isinstance(node, list | tuple):
            for value in node:
                collect(value, key)
        elif "color" in key or (key == "fill" and node != "toself"):
            found.append(node)

    collect(figure)

    assert found
    assert [value for value in found if not COLOUR.fullmatch(str(value))] == []
