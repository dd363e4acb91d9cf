"""What the timeline draws: running times of labs, dated subprojects, events, milestones of the programme."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from dashboard import db
from dashboard.db import Columns, Params
from dashboard.filters import Filters
from dashboard.queries import row_sql, selected_rows
from dashboard.queries.counts import counts, row_params, text_params, year_params

Row: TypeAlias = selected_rows.Row
# Above this number of subprojects or events marks are no longer drawn one by one but counted by quarter or month.
MAX_MARKS = selected_rows.MOST
# Rows of an open lane when there are more subprojects than marks.
MAX_OPEN = 30

_LABS = """
select lab_id, position, short_name, start_date, end_date, date_precision, start_earliest, start_latest, end_earliest,
       end_latest
from labs
order by position
"""


def _events(given: Collection[str]) -> str:
    return f"""
select lane, lab
from event_rows
where {_event_passes(given)}
order by lane
limit $max_marks
"""


def _starts(given: Collection[str]) -> str:
    return f"""
select lab, first_quarter, sum({row_sql.n_of(given)}) as n
from {row_sql.source(given, "subproject_groups")}
where {row_sql.passes(given)}
group by lab, first_quarter
order by lab, first_quarter
"""


def _event_months(given: Collection[str]) -> str:
    return f"""
select lab_id, cast(date_trunc('month', start_earliest) as date) as month, count(*) as n
from event_rows
where {_event_passes(given)}
group by lab_id, month
order by lab_id, month
"""


def _event_passes(given: Collection[str]) -> str:
    of_lab = "list_contains(cast($shown as smallint[]), lab)" if "shown" in given else "lab is not null"
    return " and ".join([of_lab, *row_sql.event_passes(given)])


# For the test that they can be carried to another engine.
SCREEN = (_events, _event_months, _starts)

_MILESTONES = """
select event_id, kind, title_de, title_en, place, start_date, end_date, date_precision, start_earliest, start_latest,
       source_url
from events
where lab_id is null
order by start_earliest, event_id
"""


def labs(filters: Filters) -> list[Row]:
    """Labs under the filters with the bounds of their running time.

    Keys: lab_id, position, short_name, start_date, end_date, date_precision (as stated), start_earliest, start_latest,
    end_earliest, end_latest (dates; certain from start_latest to end_earliest; None: not known).
    """
    shown = counts(filters).shown_labs.tolist()
    return [row for row, is_shown in zip(_labs(db.current().path), shown, strict=True) if is_shown]


@cache
def _labs(_path: Path) -> tuple[Row, ...]:
    return tuple(db.records(_LABS))


def rows(filters: Filters, focus: str) -> dict[str, Sequence[Row]]:
    """Everything the timeline draws: labs, subprojects, events, milestones as the functions of these names give them.

    With more than MAX_MARKS subprojects, `subprojects` holds the first MAX_OPEN of the lab in focus, and `starts` how many
    there are by lab and quarter (lab_id, start: first day of the quarter of the possible start, None without a date, n).
    With that many events, `events` is empty and `event_months` counts them (lab_id, month: its first day, n).
    """
    found: dict[str, Sequence[Row]] = {"labs": labs(filters), "milestones": milestones(), "starts": (), "event_months": ()}
    if counts(filters).n > MAX_MARKS:
        found["starts"] = starts(filters)
        is_open = any(row["lab_id"] == focus for row in found["labs"])
        found["subprojects"] = subprojects(replace(filters, lab=(focus,)), MAX_OPEN) if is_open else ()
    else:
        found["subprojects"] = subprojects(filters)
    found["events"] = events(filters)
    if len(found["events"]) >= MAX_MARKS:
        found["events"], found["event_months"] = (), event_months(filters)
    return found


def starts(filters: Filters) -> list[Row]:
    """Number of selected subprojects by lab and quarter of their possible start: lab_id, start (its first day), n."""
    params = row_params(filters)
    labs_in_order = [row["lab_id"] for row in _labs(db.current().path)]
    return [
        {"lab_id": labs_in_order[int(str(row["lab"]))], "start": _quarter(row["first_quarter"]), "n": int(str(row["n"]))}
        for row in db.records(_starts(params), params)
    ]


def _quarter(number: Any) -> date | None:
    return None if number is None else date(number // 4, 1 + number % 4 * 3, 1)


def event_months(filters: Filters) -> list[Row]:
    """Number of events of the labs shown by lab and month: lab_id, month (its first day), n."""
    params = {"shown": counts(filters).shown_labs.nonzero()[0].tolist(), **_event_params(filters)}
    return list(db.records(_event_months(params), params))


def _event_params(filters: Filters) -> Params:
    return {**year_params(filters), **text_params(filters)}


def subprojects(filters: Filters, limit: int | None = None) -> list[Row]:
    """Selected subprojects in lane order, undated ones last; at most `limit`, else MAX_MARKS.

    Keys: those of queries.selected_rows; the four bounds as in `labs`.
    """
    return selected_rows.subprojects(selected_rows.places(filters, limit or MAX_MARKS)["lane"].tolist())


def events(filters: Filters) -> list[Row]:
    """Events of the labs shown in the years chosen, by lab and date; keys: those of queries.selected_rows."""
    shown, params = counts(filters).shown_labs, _event_params(filters)
    found = _event_places(db.current().path, tuple(params.items()), MAX_MARKS)
    if len(found["lane"]) < MAX_MARKS:
        return selected_rows.events(found["lane"][shown[found["lab"]]].tolist())
    params = {"shown": shown.nonzero()[0].tolist(), **params, "max_marks": MAX_MARKS}
    return selected_rows.events(db.columns(_events(params), params)["lane"].tolist())


# Events of all labs as long as they are few: filters on labs, themes and evidence then need not ask again.
@lru_cache(maxsize=32)
def _event_places(_path: Path, params: tuple[tuple[str, object], ...], most: int) -> Columns:
    return db.columns(_events(dict(params)), {**dict(params), "max_marks": most})


def milestones() -> list[Row]:
    """Events of the programme and its predecessor by date; keys as in `events` without lab_id."""
    return list(_milestones(db.current().path))


@cache
def _milestones(_path: Path) -> tuple[Row, ...]:
    return tuple(db.records(_MILESTONES))
