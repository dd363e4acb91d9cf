"""The timeline drawn from tests/fixtures/programme_small: bars, ticks and symbols counted by hand."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.figures.timeline import TimelineData, content, lanes, timeline
from dashboard.filters import Filters
from dashboard.queries import timeline as queries

pytestmark = pytest.mark.usefixtures("small_programme")


def data(filters: Filters | None = None, first: int = 2020, last: int = 2022, focus: str = "") -> TimelineData:
    chosen = filters or Filters()
    return TimelineData(
        labs=queries.labs(chosen),
        subprojects=queries.subprojects(chosen),
        events=queries.events(chosen),
        milestones=queries.milestones(),
        first_year=first,
        last_year=last,
        focus=focus,
    )


def traces(drawn: TimelineData) -> dict[str, dict[str, Any]]:
    return {str(trace["name"]): trace for trace in content(drawn, "de").traces}


def periods(trace: dict[str, Any]) -> list[str]:
    """First and last day of the bars."""
    found = []
    for start, length in zip(trace["base"], trace["x"], strict=True):
        end = date.fromisoformat(start) + timedelta(milliseconds=length) - timedelta(days=1)
        found.append(f"{start} {end}")
    return found


def titles(trace: dict[str, Any]) -> list[str]:
    return sorted(re.sub(r"<b>(.*)</b>.*", r"\1", text) for text in trace["hovertext"])


def test_bars_are_pale_where_the_running_time_is_possible_and_dark_where_it_is_certain() -> None:
    """Cedorf has no dates and no bar."""
    drawn = traces(data())

    assert periods(drawn["possible"]) == ["2020-04-01 2022-12-31", "2020-01-01 2022-12-31", "2020-07-01 2022-12-31"]
    assert periods(drawn["certain"]) == ["2020-05-01 2022-11-30", "2021-01-01 2021-12-31", "2020-10-01 2022-09-30"]


def test_one_lane_per_lab_in_display_order() -> None:
    found = lanes(data())

    assert [lane.name for lane in found] == ["Ahausen", "Brücken", "Cedorf", "Dorfen"]
    assert [lane.top for lane in found] == sorted({lane.top for lane in found})


def test_dated_subprojects_within_the_axis_are_symbols() -> None:
    """c-netz began in 2019, before the axis; a-rat and c-idee have no date."""
    assert titles(traces(data())["starts"]) == [
        "Bürgerkarte",
        "Datenportal",
        "Dorffest",
        "Kursreihe",
        "Mehrgenerationenhaus",
        "Mobilitätsplan",
    ]


def test_longer_axis_shows_the_run_up() -> None:
    assert "Dorfnetz" in titles(traces(data(first=2017, last=2023))["starts"])


def test_undated_subprojects_stand_and_are_counted_apart() -> None:
    drawn = traces(data())

    assert titles(drawn["undated"]) == ["Ideenwerkstatt", "Jugendrat"]
    assert drawn["undated counts"]["text"] == ["<b>1</b>", "–", "<b>1</b>", "–"]
    assert drawn["undated"]["xaxis"] == "x2"


def test_symbol_stands_in_the_middle_of_its_possible_start() -> None:
    drawn = traces(data())["starts"]
    days = dict(zip((re.sub(r"<b>(.*)</b>.*", r"\1", text) for text in drawn["hovertext"]), drawn["x"], strict=True))

    assert days["Datenportal"] == "2021-06-07"  # to the day
    assert days["Bürgerkarte"] == "2020-11-15"  # 1 to 30 November
    assert days["Mobilitätsplan"] == "2021-05-16"  # April to June
    assert days["Mehrgenerationenhaus"] == "2020-07-01"  # the whole year
    assert days["Kursreihe"] == "2020-03-16"  # only its end is known


def test_symbols_show_the_evidence() -> None:
    """A cross for a plan, a full circle for a result, hollow ones between; a report has a point in its circle."""
    drawn = traces(data())
    names = [re.sub(r"<b>(.*)</b>.*", r"\1", text) for text in drawn["starts"]["hovertext"]]
    marker = drawn["starts"]["marker"]
    signs = {name: (marker["symbol"][i], marker["color"][i]) for i, name in enumerate(names)}

    assert signs["Datenportal"] == ("circle", "var(--lab-strong)")
    assert signs["Bürgerkarte"] == ("circle", "var(--bg)")
    assert signs["Mehrgenerationenhaus"] == ("circle", "var(--bg)")
    assert signs["Mobilitätsplan"][0] == "x-thin"
    assert len(drawn["starts, reported"]["x"]) == 2  # Bürgerkarte, Kursreihe


def test_events_are_ticks_with_a_gap_when_the_day_is_unknown() -> None:
    """Of five events one has a day within the axis, three are rougher, one is in 2023."""
    drawn = traces(data())

    assert drawn["event"]["x"] == ["2021-05-05"]
    assert sorted(set(drawn["event, month"]["x"])) == ["2020-09-15", "2021-08-15", "2022-07-02"]
    assert len(drawn["event, month"]["x"]) == 6


def test_events_outside_the_axis_are_counted_at_its_edge() -> None:
    layout = content(data(), "de").layout

    assert [note["text"] for note in layout["annotations"] if re.fullmatch(r"\+\d+", note["text"])] == ["+1"]


def test_starts_known_only_to_the_year_have_a_band() -> None:
    found = periods(traces(data(first=2017))["year bands"])

    assert found == ["2020-01-01 2020-12-31", "2022-01-01 2022-12-31", "2019-01-01 2019-12-31"]


def test_lane_in_focus_opens_and_shows_its_subprojects_as_bars() -> None:
    """b-haus and b-fest may have begun at any day of their year; b-plan from April to December 2021; b-ende: its end."""
    drawn = traces(data(focus="bruecken"))

    assert sorted(periods(drawn["open rows"])) == [
        "2020-01-01 2020-12-31",
        "2020-03-01 2020-03-31",
        "2021-04-01 2021-12-31",
        "2022-01-01 2022-12-31",
    ]
    assert titles(drawn["open starts"]) == ["Dorffest", "Kursreihe", "Mehrgenerationenhaus", "Mobilitätsplan"]
    assert titles(drawn["starts"]) == ["Bürgerkarte", "Datenportal"]


def test_continued_work_has_an_arrow_and_an_unknown_end_dots() -> None:
    drawn = traces(data(focus="bruecken"))

    assert len(drawn["continued, arrow"]["x"]) == 1  # Dorffest
    assert drawn["continued"]["x"][:2] == ["2022-12-31", "2022-12-31"]
    assert drawn["end unknown"]["x"][:2] == ["2020-12-31", "2022-12-31"]  # Mehrgenerationenhaus


def test_focus_is_highlighted_and_nothing_else() -> None:
    drawn = traces(data(focus="ahausen"))

    assert drawn["possible"]["marker"]["line"]["color"] == ["var(--highlight)", "var(--lab)", "var(--lab)"]


def test_filters_leave_only_what_they_select() -> None:
    drawn = data(Filters(theme=("youth",)))

    assert [lane.name for lane in lanes(drawn)] == ["Ahausen", "Cedorf"]
    assert titles(traces(drawn)["starts"]) == ["Datenportal"]
    assert titles(traces(drawn)["undated"]) == ["Jugendrat"]


def test_nothing_selected_is_an_empty_figure() -> None:
    drawn = data(Filters(theme=("culture",), evidence=("plan",)))

    assert lanes(drawn) == []
    assert all(not trace["x"] for name, trace in traces(drawn).items() if name != "milestones")
    assert timeline(drawn, "de")["layout"]["height"] > 0


@pytest.mark.parametrize("focus", ["", "bruecken", "cedorf", "dorfen"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_figure_sent_by_a_filter_change_is_valid_plotly(focus: str, lang: Any) -> None:
    """Plotly's classes would check each value for each visitor; here they do it once."""
    drawn = data(first=2017, last=2023, focus=focus)
    figure = go.Figure(timeline(drawn, lang))

    assert len(figure.data) == len(content(drawn, lang).traces)


def test_figure_holds_no_colour_but_tokens() -> None:
    text = json.dumps(content(data(focus="bruecken"), "de").traces) + json.dumps(content(data(), "de").layout, default=str)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(", text) == []
