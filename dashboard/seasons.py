"""Months and seasons: the part of the timeline's address that asks what happened when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias

from dashboard.build.dates import date_bounds
from dashboard.filters import FIRST_YEAR, LAST_YEAR, View
from dashboard.i18n import Lang, month_text, t
from dashboard.urls import Pairs

Row: TypeAlias = Mapping[str, Any]
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
# Meteorological seasons by their first month; winter ends in February of the next year.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_YEARS = re.compile(r"(20\d\d)(?:-(20\d\d))?")


@dataclass(frozen=True)
class Months:
    """A stretch of whole months, such as September to November 2020."""

    first_year: int
    first_month: int
    last_year: int
    last_month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.first_year, self.first_month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return (date(self.last_year, self.last_month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    def pairs(self) -> Pairs:
        """The query keys that name it."""
        return [
            ("month_from", f"{self.first_year}-{self.first_month:02d}"),
            ("month_to", f"{self.last_year}-{self.last_month:02d}"),
        ]


@dataclass(frozen=True)
class TimeView(View):
    """A view with the years of the axis ("2021", "2020-2022", "" for all) and the months asked about."""

    axis: str = ""
    months: Months | None = None

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> TimeView:
        """The view of a query; what cannot be used is ignored."""
        listed = list(pairs)
        given = dict(reversed(listed))
        found = super().from_query(listed)
        assert isinstance(found, TimeView)  # noqa: S101 (View.from_query makes what it is called on)
        return replace(found, axis=read_axis(given.get("axis", "")), months=read_months(given))

    @property
    def years(self) -> tuple[int, int]:
        """First and last year of the axis."""
        first, _, last = self.axis.partition("-")
        return (int(first), int(last or first)) if first else (FIRST_YEAR, LAST_YEAR)

    def pairs(self) -> Pairs:
        """The query as key-value pairs in fixed order; defaults are left out."""
        found = super().pairs()
        found += [("axis", self.axis)] if self.axis else []
        return found + (self.months.pairs() if self.months else [])


def read_axis(text: str) -> str:
    """The years of the axis as they stand in the address: '2021', '2020-2022'; '' for all and for what cannot be used."""
    match = _YEARS.fullmatch(text)
    years = sorted({int(year) for year in match.groups() if year}) if match else []
    is_usable = years and years[0] >= FIRST_YEAR and years[-1] <= LAST_YEAR and years != [FIRST_YEAR, LAST_YEAR]
    return "-".join(map(str, years)) if is_usable else ""


def read_months(given: dict[str, str]) -> Months | None:
    """The months of a query; one key alone stands for that month, swapped ones are put in order."""
    found = [_MONTH.fullmatch(given.get(key, "")) for key in ("month_from", "month_to")]
    parts = sorted((int(match[1]), int(match[2])) for match in found if match)
    parts = [(min(max(year, FIRST_YEAR), LAST_YEAR), month) for year, month in parts]
    return Months(*parts[0], *parts[-1]) if parts else None


def season(name: str, year: int) -> Months:
    """A season of a year; the winter of 2020 runs from December 2020 to February 2021."""
    month = SEASONS[name]
    return Months(year, month, year + 1, 2) if name == "winter" else Months(year, month, year, month + 2)


def season_of(months: Months) -> tuple[str, str] | None:
    """(name of the season, its year as people write it) when the months are exactly a season."""
    for name in SEASONS:
        if months == season(name, months.first_year):
            year = str(months.first_year)
            return name, f"{year}/{(months.first_year + 1) % 100:02d}" if name == "winter" else year
    return None


def words(months: Months, lang: Lang) -> str:
    """'im Herbst 2020', 'im Juni 2021' or 'von März 2020 bis Juni 2021'."""
    found = season_of(months)
    if found:
        return t(f"time.in_{found[0]}", lang, year=found[1])
    first, last = (
        f"{month_text(month, lang, short=False)} {year}"
        for year, month in ((months.first_year, months.first_month), (months.last_year, months.last_month))
    )
    return t("time.in_month", lang, month=first) if first == last else t("time.in_months", lang, first=first, last=last)


@dataclass(frozen=True)
class Entry:
    """Something that happened: an event, or the start of a subproject; without `lab_id` it belongs to the programme.

    It certainly went on from `start_latest` to `last_certain` and possibly from `start_earliest` to `last_possible`.
    """

    what: Literal["event", "start"]
    row: Row
    lab_id: str | None
    start_earliest: date
    start_latest: date
    last_certain: date
    last_possible: date

    def is_certain(self, months: Months) -> bool:
        """True when it began within the months, however roughly that is known, or was certainly going on."""
        begins_inside = self.start_earliest >= months.first and self.start_latest <= months.last
        return begins_inside or (self.start_latest <= months.last and self.last_certain >= months.first)

    def is_possible(self, months: Months) -> bool:
        """True when it may have happened in the months."""
        return self.start_earliest <= months.last and self.last_possible >= months.first


def entries(events: Sequence[Row], milestones: Sequence[Row], subprojects: Sequence[Row]) -> list[Entry]:
    """Events of labs and programme and starts of dated subprojects, by date. Rows of queries.timeline."""
    found = [_event(row) for row in (*events, *milestones)]
    found += [_start(row) for row in subprojects if row["start_earliest"] is not None]
    return sorted(found, key=lambda entry: (entry.start_earliest, entry.start_latest, str(entry.row["title_de"])))


def _event(row: Row) -> Entry:
    first, latest = row["start_earliest"], row["start_latest"]
    end = date_bounds(row["end_date"], row["date_precision"]) if row["end_date"] else (latest, latest)
    return Entry("event", row, row.get("lab_id"), first, latest, max(end[0], latest), end[1])


def _start(row: Row) -> Entry:
    first, latest = row["start_earliest"], row["start_latest"]
    return Entry("start", row, row["lab_id"], first, latest, latest, latest)


def happened(found: Sequence[Entry], months: Months) -> tuple[list[Entry], list[Entry]]:
    """What certainly happened in the months, and what perhaps did."""
    possible = [entry for entry in found if entry.is_possible(months)]
    certain = [entry for entry in possible if entry.is_certain(months)]
    return certain, [entry for entry in possible if not entry.is_certain(months)]
