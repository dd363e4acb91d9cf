"""Marks of the timeline where there are too many things to draw one by one: counts by quarter and by month."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from math import sqrt

from dashboard import theme
from dashboard.figures.timeline_lanes import BAR_Y, SYMBOL_Y, Lane, Row, TimelineData
from dashboard.i18n import Lang, date_text, plural

_LARGEST_PX, _SMALLEST_PX = 22, 4
# The middle of a quarter and of a month, as days after the first.
_HALF_QUARTER, _HALF_MONTH = 45, 14


def start_counts(data: TimelineData, tops: dict[str, Lane], lang: Lang) -> dict[str, object]:
    """A circle per lab and quarter whose area is the number of subprojects that may have begun in it."""
    rows = [row for row in data.starts if row["start"] and data.start <= row["start"] < data.end]
    top = max((row["n"] for row in rows), default=1)
    return {
        "type": "scatter",
        "name": "starts by quarter",
        "mode": "markers",
        "x": [_after(row["start"], _HALF_QUARTER) for row in rows],
        "y": [tops[row["lab_id"]].top + SYMBOL_Y for row in rows],
        "marker": {
            "opacity": 1,
            "size": [round(max(_SMALLEST_PX, _LARGEST_PX * sqrt(row["n"] / top)), 1) for row in rows],
            "color": [theme.HIGHLIGHT if row["lab_id"] == data.focus else theme.LAB_STRONG for row in rows],
        },
        "customdata": [row["lab_id"] for row in rows],
        "hovertext": [start_text(row, lang) for row in rows],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def month_ticks(data: TimelineData, tops: dict[str, Lane], lang: Lang) -> dict[str, object]:
    """A tick per lab and month with events."""
    rows = [row for row in data.event_months if data.start <= row["month"] < data.end]
    return {
        "type": "scatter",
        "name": "events by month",
        "mode": "markers",
        "x": [_after(row["month"], _HALF_MONTH) for row in rows],
        "y": [tops[row["lab_id"]].top + BAR_Y for row in rows],
        "marker": {"opacity": 1, "symbol": "line-ns", "size": 11, "line": {"color": theme.INK, "width": 2}},
        "hovertext": [month_text(row, lang) for row in rows],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def undated_counts(data: TimelineData) -> Counter[str]:
    """Subprojects without a date by lab."""
    return Counter({row["lab_id"]: row["n"] for row in data.starts if row["start"] is None})


def start_text(row: Row, lang: Lang) -> str:
    """'2. Quartal 2021: 1.234 Teilprojekte'."""
    start = row["start"]
    when = date_text(f"{start.year}-Q{(start.month + 2) // 3}", lang)
    return f"{when}: {plural('timeline.n_subprojects', row['n'], lang)}"


def month_text(row: Row, lang: Lang) -> str:
    """'Mai 2021: 12 Ereignisse'."""
    when = date_text(f"{row['month']:%Y-%m}", lang)
    return f"{when}: {plural('timeline.n_events', row['n'], lang)}"


def _after(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()
