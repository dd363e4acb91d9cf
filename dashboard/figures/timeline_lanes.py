"""What the timeline is drawn from: rows, lanes on the y axis, and where things stand on it.

The y axis counts pixels downwards, so that bars, ticks and symbols keep their distances whatever the number of lanes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

LANE, ROW = 43, 22
TOP, FOOT = 64, 34
BAR, BAND = 8, 6
BAR_Y, SYMBOL_Y = 13, 31
CHAR_PX = 7.2
# The width of the time axis on a wide screen: symbols are pushed apart for it.
_AXIS_PX, SMALL_AXIS_PX = 935, 670
AXIS_SHARE = 0.855
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class TimelineData:
    """Rows of queries.timeline, the years of the axis and the open lane.

    starts and event_months stand for subprojects and events where there are too many to draw one by one.
    """

    labs: Sequence[Row]
    subprojects: Sequence[Row]
    events: Sequence[Row]
    milestones: Sequence[Row]
    first_year: int
    last_year: int
    focus: str = ""
    starts: Sequence[Row] = ()
    event_months: Sequence[Row] = ()

    @cached_property
    def start(self) -> date:
        """First day of the axis."""
        return date(self.first_year, 1, 1)

    @cached_property
    def end(self) -> date:
        """The day after the last day of the axis."""
        return date(self.last_year + 1, 1, 1)

    @cached_property
    def px_per_day(self) -> float:
        """Pixels of a day on a wide screen."""
        return _AXIS_PX / (self.end - self.start).days


@dataclass(frozen=True)
class Lane:
    """A lab's place on the y axis: `top` in pixels, `rows` the subprojects drawn one by one when it is open."""

    lab_id: str
    name: str
    top: int
    is_focus: bool
    rows: tuple[str, ...]

    @property
    def height(self) -> int:
        """Pixels down to the next lane."""
        return LANE if not self.rows else 26 + ROW * len(self.rows) + 8


@dataclass(frozen=True)
class Drawing:
    """A figure as plain traces and layout."""

    traces: list[dict[str, object]]
    layout: dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """A subproject at its place: `day` an ISO date, or a number in the column of the undated."""

    row: Row
    day: str | float
    y: float
    is_focus: bool = False


def lanes(data: TimelineData) -> list[Lane]:
    """Lanes from top to bottom; the lane of the lab in focus is open and shows its dated subprojects as bars."""
    found: list[Lane] = []
    top = TOP
    for row in data.labs:
        lab = row["lab_id"]
        is_focus = lab == data.focus
        own = (
            [sub["subproject_id"] for sub in data.subprojects if sub["lab_id"] == lab and first_day(sub)] if is_focus else []
        )
        lane = Lane(lab, row["short_name"], top, is_focus, tuple(own))
        found.append(lane)
        top += lane.height
    return found


def first_day(row: Row) -> date | None:
    """The first day a subproject may have begun; of one with nothing but an end, the first day it may have ended."""
    found: date | None = row["start_earliest"] or row["end_earliest"]
    return found


def middle(first: date, last: date) -> date:
    """The day in the middle, the earlier of two."""
    return first + (last - first) // 2


def open_subprojects(data: TimelineData, all_lanes: list[Lane]) -> list[Mark]:
    """Dated subprojects of the open lane at their earliest start; none when no lane is open."""
    lane = next((lane for lane in all_lanes if lane.rows), None)
    if lane is None:
        return []
    rows = {row["subproject_id"]: row for row in data.subprojects}
    found = []
    for index, key in enumerate(lane.rows):
        start = first_day(rows[key])
        y = lane.top + 26 + ROW * index + ROW // 2
        found.append(Mark(rows[key], start.isoformat() if start else "", y, is_focus=True))
    return found


def is_inside(mark: Mark, data: TimelineData) -> bool:
    """True when the mark lies on the axis; others would be drawn over the names beside it."""
    return data.start.isoformat() <= str(mark.day) < data.end.isoformat()


# Milestones with a label on the axis, short words in both languages; the table below the chart lists all of them.
MILESTONES: dict[str, tuple[str, str]] = {
    "vorlaeufer-2017-06-start": ("Start des Vorläufers", "Predecessor starts"),
    "programm-2019-09-06-aufruf": ("Aufruf", "Call"),
    "programm-2020-03-projektauftakt": ("Projektauftakt", "Programme start"),
    "programm-2020-06-15-workshop-1": ("1. Workshop", "1st workshop"),
    "programm-2021-08-15-zwischenbericht": ("Zwischenbilanz", "Interim report"),
    "programm-2021-09-30-workshop-5": ("5. Workshop", "5th workshop"),
    "programm-2022-04-25-workshop-mannheim": ("Workshop Mannheim", "Mannheim workshop"),
    "programm-2022-12-01-abschluss": ("Abschluss", "Closing event"),
    "programm-2023-08-30-aktionsplan-4": ("4. Aktionsplan (OGP)", "4th action plan (OGP)"),
}


def shown_milestones(data: TimelineData) -> list[tuple[Row, date]]:
    """Milestones with a label whose day is on the axis, each with the middle of its possible days."""
    return [
        (row, middle(row["start_earliest"], row["start_latest"]))
        for row in data.milestones
        if row["event_id"] in MILESTONES and data.start <= row["start_earliest"] < data.end
    ]
