"""How sure a period is: words and days worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.periods import certain_period, how_sure


def row(
    start: str | None, end: str | None, precision: str | None, latest: date | None, earliest: date | None
) -> dict[str, object]:
    return {
        "start_date": start,
        "end_date": end,
        "date_precision": precision,
        "start_latest": latest,
        "end_earliest": earliest,
    }


YEARS = row("2020", "2022", "year", date(2020, 12, 31), date(2022, 1, 1))
MONTHS = row("2020-04", "2022-12", "month", date(2020, 4, 30), date(2022, 12, 1))
DAYS = row("2021-03-01", "2022-10-17", "day", date(2021, 3, 1), date(2022, 10, 17))
TWO_YEARS = row("2021", "2022", "year", date(2021, 12, 31), date(2022, 1, 1))
SAME_MONTH = row("2021-04", "2021-04", "month", date(2021, 4, 30), date(2021, 4, 1))
OPEN = row("2021", None, "year", date(2021, 12, 31), None)
ENDED = row(None, "2021-04-30", "day", None, date(2021, 4, 30))
NOTHING = row(None, None, None, None, None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(YEARS, (date(2021, 1, 1), date(2021, 12, 31)), id="years: only the one between"),
        pytest.param(MONTHS, (date(2020, 5, 1), date(2022, 11, 30)), id="months: from the next to the one before"),
        pytest.param(DAYS, (date(2021, 3, 1), date(2022, 10, 17)), id="days: all of it"),
        pytest.param(TWO_YEARS, None, id="two years: no day is certain"),
        pytest.param(SAME_MONTH, None, id="one month: no day is certain"),
        pytest.param(OPEN, None, id="no end"),
        pytest.param(ENDED, None, id="no start"),
        pytest.param(NOTHING, None, id="no date"),
    ],
)
def test_certain_period(given: dict[str, object], expected: tuple[date, date] | None) -> None:
    assert certain_period(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (YEARS, "Nur auf das Jahr genau belegt. Sicher ist die Zeit vom 01.01.2021 bis 31.12.2021."),
        (MONTHS, "Nur auf den Monat genau belegt. Sicher ist die Zeit vom 01.05.2020 bis 30.11.2022."),
        (DAYS, "Auf den Tag genau belegt."),
        (TWO_YEARS, "Nur auf das Jahr genau belegt."),
        (OPEN, "Nur auf das Jahr genau belegt. Das Ende ist nicht belegt."),
        (ENDED, "Auf den Tag genau belegt. Der Beginn ist nicht belegt."),
        (NOTHING, "Kein Datum belegt."),
    ],
    ids=["years", "months", "days", "two years", "no end", "no start", "no date"],
)
def test_words_say_how_precise_a_period_is_and_what_is_certain(given: dict[str, object], expected: str) -> None:
    assert how_sure(given, "de") == expected


def test_words_exist_in_english() -> None:
    assert how_sure(YEARS, "en") == "Known to the year only. Certain is the time from 1 Jan 2021 to 31 Dec 2021."
