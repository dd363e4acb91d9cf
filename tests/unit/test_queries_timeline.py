"""Bounds, order and selection of the timeline: by hand on tests/fixtures/programme_small."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dashboard.filters import Filters
from dashboard.queries import tables, timeline

pytestmark = pytest.mark.usefixtures("small_programme")

BOUNDS = ["start_earliest", "start_latest", "end_earliest", "end_latest"]


def days(row: Mapping[str, Any]) -> str:
    return " ".join(row[name].isoformat() if row[name] else "-" for name in BOUNDS)


def test_running_times_reach_as_far_as_their_precision_allows() -> None:
    rows = timeline.labs(Filters())

    assert {row["lab_id"]: days(row) for row in rows} == {
        "ahausen": "2020-04-01 2020-04-30 2022-12-01 2022-12-31",
        "bruecken": "2020-01-01 2020-12-31 2022-01-01 2022-12-31",
        "cedorf": "- - - -",
        "dorfen": "2020-07-01 2020-09-30 2022-10-01 2022-12-31",
    }


def test_subprojects_stand_in_lanes_by_date_undated_last() -> None:
    rows = timeline.subprojects(Filters())

    assert [(row["subproject_id"], days(row)) for row in rows] == [
        ("a-karte", "2020-11-01 2020-11-30 2021-03-01 2021-03-31"),
        ("a-portal", "2021-06-07 2021-06-07 - -"),
        ("a-rat", "- - - -"),
        ("b-haus", "2020-01-01 2020-12-31 - -"),
        ("b-ende", "- - 2020-03-01 2020-03-31"),
        ("b-plan", "2021-04-01 2021-06-30 2021-10-01 2021-12-31"),
        ("b-fest", "2022-01-01 2022-12-31 - -"),
        ("c-netz", "2019-01-01 2019-12-31 2020-01-01 2020-12-31"),
        ("c-idee", "- - - -"),
    ]


def test_events_of_the_labs_stand_by_date() -> None:
    expected = ["a-start", "a-treffen", "b-quartal", "b-jahr", "c-spaet"]

    assert [row["event_id"] for row in timeline.events(Filters())] == expected


def test_years_restrict_events_as_they_do_in_the_table_and_its_files() -> None:
    filters = Filters(from_year=2021, to_year=2021)
    rows = tables.page("events", filters, lang="de", limit=20)

    assert [row["event_id"] for row in timeline.events(filters)] == ["a-treffen", "b-quartal"]
    assert [row["event_id"] for row in timeline.events(filters)] == [row["event_id"] for row in rows if row["lab_id"]]


def test_text_restricts_events_to_labs_shown() -> None:
    """The street conference is Cedorf's; under "strasse" only Ahausen has a lane."""
    assert [row["lab_id"] for row in timeline.labs(Filters(q="strasse"))] == ["ahausen"]
    assert timeline.events(Filters(q="strasse")) == []
    assert [row["event_id"] for row in timeline.events(Filters(q="aburg"))] == ["a-start", "a-treffen"]


def test_milestones_are_events_of_no_lab() -> None:
    assert [row["event_id"] for row in timeline.milestones()] == ["p-vorlauf", "p-auftakt", "p-abschluss"]


def test_never_more_marks_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MAX_MARKS", 3)

    assert [row["subproject_id"] for row in timeline.subprojects(Filters())] == ["a-karte", "a-portal", "a-rat"]
    assert len(timeline.events(Filters())) == 3
    assert [row["event_id"] for row in timeline.events(Filters(lab=("bruecken",)))] == ["b-quartal", "b-jahr"]
