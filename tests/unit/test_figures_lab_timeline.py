"""The timeline of one lab: bars, lines, discs and signs of a handful of rows, counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.figures.lab_events import spread
from dashboard.figures.lab_timeline import LabTimeline, is_dated, lab_timeline


def record(
    start: tuple[str, date, date] | None = None,
    end: tuple[str, date, date] | None = None,
    precision: str = "day",
    **more: object,
) -> dict[str, object]:
    """A row with dates as compiled and their bounds."""
    first, last = start or (None, None, None), end or (None, None, None)
    return {
        "start_date": first[0],
        "start_earliest": first[1],
        "start_latest": first[2],
        "end_date": last[0],
        "end_earliest": last[1],
        "end_latest": last[2],
        "date_precision": precision,
        "title_de": "Titel",
        "title_en": "Title",
        "evidence": "result",
        "status": "unknown",
        **more,
    }


def year(value: int) -> tuple[str, date, date]:
    return str(value), date(value, 1, 1), date(value, 12, 31)


def day(text: str) -> tuple[str, date, date]:
    return text, date.fromisoformat(text), date.fromisoformat(text)


LAB = record(year(2020), year(2022), "year")


def drawn(*subprojects: dict[str, object], events: tuple[dict[str, object], ...] = (), lab: dict[str, object] = LAB) -> Any:
    return go.Figure(lab_timeline(LabTimeline(lab, subprojects, events), "de"))


def trace(figure: Any, name: str) -> Any:
    return next(item for item in figure.data if item.name == name)


def periods(bars: Any) -> list[str]:
    """First and last day of each bar, in order."""
    found = []
    for start, length in zip(bars.base, bars.x, strict=True):
        end = date.fromisoformat(start) + timedelta(milliseconds=length) - timedelta(days=1)
        found.append(f"{start} {end}")
    return found


def test_running_time_by_years_is_solid_in_the_year_between_only() -> None:
    figure = drawn()

    assert periods(trace(figure, "possible")) == ["2020-01-01 2022-12-31"]
    assert periods(trace(figure, "certain")) == ["2021-01-01 2021-12-31"]


def test_two_years_without_certain_day_show_possible_start_and_possible_end() -> None:
    figure = drawn(record(year(2021), year(2022), "year"))

    assert periods(trace(figure, "possible"))[1:] == ["2021-01-01 2021-12-31", "2022-01-01 2022-12-31"]
    assert len(periods(trace(figure, "certain"))) == 1


def test_known_days_are_solid_throughout() -> None:
    figure = drawn(record(day("2021-03-01"), day("2021-05-31")))

    assert periods(trace(figure, "certain"))[1:] == ["2021-03-01 2021-05-31"]


def test_unknown_end_is_dotted_to_the_edge() -> None:
    figure = drawn(record(day("2021-07-09")))

    assert list(trace(figure, "unknown").x) == ["2021-07-09", "2022-12-31", None]
    assert list(trace(figure, "continued").x) == []


def test_unknown_start_is_dotted_from_the_edge() -> None:
    figure = drawn(record(None, day("2021-04-30")))

    assert list(trace(figure, "unknown").x) == ["2020-01-01", "2021-04-30", None]


def test_what_is_continued_has_an_arrow_instead() -> None:
    figure = drawn(record(day("2021-07-09"), status="continued"))

    assert list(trace(figure, "unknown").x) == []
    assert list(trace(figure, "continued").x) == ["2021-07-09", "2022-12-31", None]
    assert len(trace(figure, "continued, arrow").x) == 1


def test_axis_widens_to_what_the_lab_has() -> None:
    figure = drawn(events=(record(day("2019-05-01")), record(day("2023-02-01"))))

    assert tuple(figure.layout.xaxis.range) == ("2019-01-01", "2024-01-01")


def test_discs_are_numbered_filled_for_days_and_hollow_for_months() -> None:
    month = record(("2021-05", date(2021, 5, 1), date(2021, 5, 31)), precision="month")
    discs = trace(drawn(events=(record(day("2020-06-15")), month)), "events")

    assert list(discs.text) == ["<b>1</b>", "<b>2</b>"]
    assert list(discs.marker.color) == ["var(--ink)", "var(--bg)"]
    assert list(discs.x) == ["2020-06-15", "2021-05-16"]


def test_discs_of_one_day_stand_apart_with_leaders_to_the_day() -> None:
    figure = drawn(events=(record(day("2021-06-15")), record(day("2021-06-15"))))
    first, second = (date.fromisoformat(value) for value in trace(figure, "events").x)
    leaders = trace(figure, "leaders").x

    assert first < date(2021, 6, 15) < second
    assert (leaders[2], leaders[6]) == ("2021-06-15", "2021-06-15")


def test_narrow_screens_get_discs_of_their_own() -> None:
    figure = drawn(events=(record(day("2021-06-15")), record(day("2021-06-16"))))

    assert trace(figure, "narrow events").visible is False
    assert figure.layout.meta["narrow"]["traces"]["narrow events"] == {"visible": True}
    assert figure.layout.meta["narrow"]["traces"]["events"] == {"visible": False}


def test_a_lab_without_events_has_no_row_for_them() -> None:
    names = {item.name for item in drawn().data}

    assert "events" not in names


def test_long_names_are_wrapped_and_never_cut() -> None:
    title = "Digitalisierung in deutschen und französischen Gemeinden der Grenzregion"
    figure = drawn(record(day("2021-03-01"), title_de=title))
    name = next(note.text for note in figure.layout.annotations if "Digitalisierung" in note.text)

    words = name.split("</b>")[0].removeprefix("<b>").split("<br>")
    assert len(words) == 2
    assert " ".join(words) == title


def test_evidence_and_outcome_are_told_for_each_subproject() -> None:
    figure = drawn(
        record(day("2021-03-01"), evidence="reported", status="completed"), record(day("2021-04-01"), evidence="plan")
    )

    assert list(trace(figure, "evidence").marker.symbol) == ["circle", "x-thin"]
    assert len(trace(figure, "evidence, reported").x) == 1
    assert [text.strip() for text in trace(figure, "status").text] == ["beendet", "unbekannt"]


def test_rows_without_a_date_are_known_as_such() -> None:
    assert is_dated(record(day("2021-03-01")))
    assert is_dated(record(None, day("2021-03-01")))
    assert not is_dated(record())


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([10.0, 90.0], [10.0, 90.0], id="enough room"),
        pytest.param([50.0, 50.0], [45.0, 55.0], id="one place"),
        pytest.param([50.0, 52.0, 100.0], [46.0, 56.0, 100.0], id="moved as little as needed"),
        pytest.param([0.0, 0.0], [0.0, 10.0], id="left edge"),
        pytest.param([100.0, 100.0], [90.0, 100.0], id="right edge"),
        pytest.param([99.0, 100.0, 100.0], [80.0, 90.0, 100.0], id="pushed back from the edge"),
    ],
)
def test_discs_are_spread_within_the_axis(positions: list[float], expected: list[float]) -> None:
    assert spread(positions, 10, 100) == pytest.approx(expected)


def test_without_room_the_step_shrinks() -> None:
    assert spread([0.0] * 5, 50, 100) == pytest.approx([0, 25, 50, 75, 100])
