"""Months and seasons: what the address says, and what counts as having happened in them."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.db import Database
from dashboard.seasons import Entry, Months, TimeView, entries, happened, read_months, season, season_of, words

AUTUMN = Months(2020, 9, 2020, 11)
ROW = {"title_de": "x"}


def entry(first: str, latest: str, end: str | None = None) -> Entry:
    start, last = date.fromisoformat(first), date.fromisoformat(latest)
    stop = date.fromisoformat(end) if end else last
    return Entry("event", ROW, None, start, last, stop, stop)


def test_autumn_runs_from_september_to_november() -> None:
    assert (season("autumn", 2020).first, season("autumn", 2020).last) == (date(2020, 9, 1), date(2020, 11, 30))


def test_winter_ends_on_the_last_of_february() -> None:
    assert season("winter", 2023).last == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("months", "expected"),
    [(AUTUMN, ("autumn", "2020")), (Months(2020, 12, 2021, 2), ("winter", "2020/21")), (Months(2020, 9, 2020, 10), None)],
)
def test_seasons_are_recognised(months: Months, expected: tuple[str, str] | None) -> None:
    assert season_of(months) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"month_from": "2020-09", "month_to": "2020-11"}, AUTUMN),
        ({"month_from": "2020-11", "month_to": "2020-09"}, AUTUMN),
        ({"month_from": "2021-06"}, Months(2021, 6, 2021, 6)),
        ({"month_from": "2020-13", "month_to": "x"}, None),
        ({"month_from": "2099-01"}, Months(2023, 1, 2023, 1)),
        ({}, None),
    ],
    ids=["plain", "swapped", "single", "unusable", "clamped", "empty"],
)
def test_months_are_read_leniently(given: dict[str, str], expected: Months | None) -> None:
    assert read_months(given) == expected


def test_words_name_the_season(real_data: Database) -> None:
    assert words(AUTUMN, "de") == "im Herbst 2020"
    assert words(Months(2021, 6, 2021, 6), "en") == "in June 2021"
    assert words(Months(2020, 3, 2021, 6), "de") == "von März 2020 bis Juni 2021"


def test_view_survives_its_own_address(real_data: Database) -> None:
    query = [("theme", "youth"), ("axis", "2021"), ("month_from", "2020-09"), ("month_to", "2020-11"), ("x", "y")]
    view = TimeView.from_query(query)

    assert TimeView.from_query(view.pairs()) == view
    assert view.pairs() == query[:-1]


@pytest.mark.parametrize(
    ("given", "axis", "years"),
    [
        ("", "", (2017, 2023)),
        ("2021", "2021", (2021, 2021)),
        ("2019-2021", "2019-2021", (2019, 2021)),
        ("2021-2019", "2019-2021", (2019, 2021)),
        ("2020-2020", "2020", (2020, 2020)),
        ("2017-2023", "", (2017, 2023)),
        ("2016-2021", "", (2017, 2023)),
        ("2021-2024", "", (2017, 2023)),
        ("2021-", "", (2017, 2023)),
        ("20212022", "", (2017, 2023)),
        ("x", "", (2017, 2023)),
    ],
)
def test_axis_takes_one_year_or_several(given: str, axis: str, years: tuple[int, int], real_data: Database) -> None:
    view = TimeView.from_query([("axis", given)])

    assert (view.axis, view.years) == (axis, years)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (entry("2020-09-15", "2020-09-15"), "certain"),
        (entry("2020-01-01", "2020-12-31"), "perhaps"),
        (entry("2020-10-01", "2020-10-31"), "certain"),
        (entry("2020-08-15", "2020-08-15", "2020-09-02"), "certain"),
        (entry("2020-12-01", "2020-12-01"), "no"),
    ],
    ids=["day", "year-only", "month", "goes-on", "after"],
)
def test_certain_and_perhaps(case: Entry, expected: str) -> None:
    certain, perhaps = happened([case], AUTUMN)

    assert ("certain" if certain else "perhaps" if perhaps else "no") == expected


def test_starts_without_a_date_are_no_entries() -> None:
    start = {"start_earliest": None, "start_latest": None, "lab_id": "a", "title_de": "x"}

    assert entries([], [], [start]) == []
