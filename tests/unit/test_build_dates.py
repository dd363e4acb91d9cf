"""Dates known to the day, month, quarter or year, and the days they can mean."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.build.dates import date_bounds


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2021-06-15", "day", date(2021, 6, 15), date(2021, 6, 15)),
        ("2021-06", "month", date(2021, 6, 1), date(2021, 6, 30)),
        ("2020-02", "month", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-12", "month", date(2021, 12, 1), date(2021, 12, 31)),
        ("2021-Q1", "quarter", date(2021, 1, 1), date(2021, 3, 31)),
        ("2021-Q4", "quarter", date(2021, 10, 1), date(2021, 12, 31)),
        ("2020", "year", date(2020, 1, 1), date(2020, 12, 31)),
    ],
)
def test_first_and_last_day(text: str, precision: str, first: date, last: date) -> None:
    assert date_bounds(text, precision) == (first, last)


@pytest.mark.parametrize(
    ("text", "precision", "message"),
    [
        ("2021-06", "day", "YYYY-MM-DD"),
        ("2021-13", "month", "YYYY-MM"),
        ("2021-Q5", "quarter", "YYYY-Qn"),
        ("2021-06-15", "year", "YYYY"),
        ("15.06.2021", "day", "YYYY-MM-DD"),
        ("2021-02-29", "day", "day is out of range"),
        ("2021", "decade", "one of day, month, quarter, year"),
    ],
)
def test_wrong_form_is_refused_with_the_right_one(text: str, precision: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        date_bounds(text, precision)
