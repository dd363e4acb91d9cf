"""Dates that are known to the day, the month, the quarter or the year only."""

from __future__ import annotations

import re
from datetime import date, timedelta

FORMS = {
    "day": (re.compile(r"\d{4}-\d{2}-\d{2}"), "YYYY-MM-DD"),
    "month": (re.compile(r"\d{4}-(0[1-9]|1[0-2])"), "YYYY-MM"),
    "quarter": (re.compile(r"\d{4}-Q[1-4]"), "YYYY-Qn"),
    "year": (re.compile(r"\d{4}"), "YYYY"),
}


def date_bounds(text: str, precision: str) -> tuple[date, date]:
    """First and last day that a date of this precision can mean.

    Raises: ValueError when the text does not have the form of the precision or is no date.
    """
    if precision not in FORMS:
        raise ValueError(f"precision must be one of {', '.join(FORMS)}")
    form, shown = FORMS[precision]
    if not form.fullmatch(text):
        raise ValueError(f"must have the form {shown} of date_precision {precision!r}")
    year = int(text[:4])
    if precision == "day":
        day = date.fromisoformat(text)
        return day, day
    if precision == "month":
        return _span(year, int(text[5:7]), 1)
    if precision == "quarter":
        return _span(year, 3 * int(text[6]) - 2, 3)
    return _span(year, 1, 12)


def _span(year: int, first_month: int, months: int) -> tuple[date, date]:
    following = first_month + months - 1
    end = date(year + following // 12, following % 12 + 1, 1) - timedelta(days=1)
    return date(year, first_month, 1), end
