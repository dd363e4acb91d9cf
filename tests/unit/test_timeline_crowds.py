"""The timeline when there is too much to draw one by one: counts by quarter and month, by hand on the small programme."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.figures.timeline import TimelineData, content, timeline
from dashboard.filters import Filters, View
from dashboard.pages import overview
from dashboard.queries import timeline as queries
from dashboard.ssr import to_html

pytestmark = pytest.mark.usefixtures("small_programme")


@pytest.fixture(autouse=True)
def _few_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MAX_MARKS", 3)
    monkeypatch.setattr(queries, "MAX_OPEN", 2)


def drawn(focus: str = "", filters: Filters | None = None) -> TimelineData:
    return TimelineData(**queries.rows(filters or Filters(), focus), first_year=2020, last_year=2022, focus=focus)


def traces(data: TimelineData) -> dict[str, dict[str, Any]]:
    return {str(trace["name"]): trace for trace in content(data, "de").traces}


def test_starts_are_counted_by_lab_and_quarter_of_the_first_possible_day() -> None:
    """b-ende is known by its end alone, in March 2020; b-haus and b-fest may have begun on 1 January of their year."""
    assert [(row["lab_id"], row["start"], row["n"]) for row in drawn().starts] == [
        ("ahausen", date(2020, 10, 1), 1),
        ("ahausen", date(2021, 4, 1), 1),
        ("ahausen", None, 1),
        ("bruecken", date(2020, 1, 1), 2),
        ("bruecken", date(2021, 4, 1), 1),
        ("bruecken", date(2022, 1, 1), 1),
        ("cedorf", date(2019, 1, 1), 1),
        ("cedorf", None, 1),
    ]


def test_counts_add_up_to_the_selected_subprojects() -> None:
    filters = Filters(theme=("youth", "mobility"))

    assert sum(row["n"] for row in drawn(filters=filters).starts) == 5


def test_circles_stand_for_quarters_on_the_axis() -> None:
    circles = traces(drawn())["starts by quarter"]

    assert circles["x"] == ["2020-11-15", "2021-05-16", "2020-02-15", "2021-05-16", "2022-02-15"]
    assert circles["hovertext"][2] == "1. Quartal 2020: 2 Teilprojekte"
    assert max(circles["marker"]["size"]) == circles["marker"]["size"][2]


def test_undated_are_still_counted_apart() -> None:
    assert traces(drawn())["undated counts"]["text"] == ["<b>1</b>", "–", "<b>1</b>", "–"]


def test_events_become_ticks_of_months_and_counts_at_the_edge() -> None:
    data = drawn()
    ticks = traces(data)["events by month"]
    notes = [note["text"] for note in content(data, "de").layout["annotations"]]

    assert len(ticks["x"]) == 4
    assert "Mai 2021: ein Ereignis" in ticks["hovertext"]
    assert [note for note in notes if re.fullmatch(r"\+\d+", note)] == ["+1"]


def test_open_lane_shows_its_first_subprojects() -> None:
    """Brücken has four dated ones; the first two by date are drawn."""
    found = drawn(focus="bruecken")

    assert [row["subproject_id"] for row in found.subprojects] == ["b-haus", "b-ende"]
    assert len(traces(found)["open starts"]["x"]) == 2


def test_below_the_limit_everything_is_drawn_one_by_one() -> None:
    found = drawn(filters=Filters(lab=("cedorf",)))

    assert (len(found.subprojects), len(found.starts), len(found.events), len(found.event_months)) == (2, 0, 1, 0)


@pytest.mark.parametrize("focus", ["", "bruecken"])
def test_figure_of_counts_is_valid_plotly(focus: str) -> None:
    data = drawn(focus=focus)

    assert len(go.Figure(timeline(data, "en")).data) == len(content(data, "en").traces)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_page_says_what_is_counted_and_lists_the_counts(lang: Any) -> None:
    data = overview.Overview(View(), lang)
    head = to_html(overview.parts.timeline_head(data))
    twin = to_html(overview.parts.timeline_twin(data))

    assert ("je Vierteljahr" if lang == "de" else "per quarter") in head
    assert ("2 Teilprojekte" if lang == "de" else "2 subprojects") in twin
    assert ("1. Quartal 2020" if lang == "de" else "Q1 2020") in twin


def test_heading_counts_all_subprojects_and_not_the_marks() -> None:
    heading = to_html(overview.parts.timeline_head(overview.Overview(View(), "de")))

    assert "Fünf Teilprojekte begannen 2020 oder 2021, 2 haben kein Datum" in heading
