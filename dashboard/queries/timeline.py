"""What the timeline draws: running times of labs, dated subprojects, events, milestones of the programme."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from dashboard import db
from dashboard.filters import Filters
from dashboard.queries.counts import ROW_PASSES, WORDS, counts, is_text, row_params, text_params

# Plain rows instead of frames: a figure goes through them one by one, which costs ten times as much with a frame.
Row: TypeAlias = Mapping[str, Any]

# No screen can show more marks than this one by one; the caller says so when it is reached.
MAX_MARKS = 2_000

_LABS = """
select lab_id, position, short_name, start_date, end_date, date_precision, start_earliest, start_latest, end_earliest,
       end_latest
from labs
order by position
"""

_SUBPROJECTS = tuple(
    f"""
select subproject_id, lab_id, title_de, title_en, evidence, status, start_date, end_date, date_precision, start_earliest,
       start_latest, end_earliest, end_latest
from subproject_rows
where {passes}
order by lane
limit $max_marks
"""
    for passes in ROW_PASSES
)

_EVENTS = tuple(
    f"""
select event_id, lab_id, kind, title_de, title_en, place, start_date, end_date, date_precision, start_earliest,
       start_latest, source_url
from event_rows
where list_contains(cast($shown as smallint[]), lab) and {text_matches}
order by lane
limit $max_marks
"""
    for text_matches in ("true", WORDS)
)

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


def subprojects(filters: Filters) -> list[Row]:
    """Selected subprojects in lane order, undated ones last; at most MAX_MARKS.

    Keys: subproject_id, lab_id, title_de, title_en, evidence, status, start_date, end_date, date_precision and the four
    bounds as in `labs`.
    """
    return list(db.records(_SUBPROJECTS[is_text(filters)], {**row_params(filters), "max_marks": MAX_MARKS}))


def events(filters: Filters) -> list[Row]:
    """Events of the labs shown, by lab and date; years do not restrict them, the axis does.

    Keys: event_id, lab_id, kind, title_de, title_en, place, start_date, end_date, date_precision, start_earliest,
    start_latest, source_url.
    """
    shown = counts(filters).shown_labs.nonzero()[0].tolist()
    return list(db.records(_EVENTS[is_text(filters)], {"shown": shown, "max_marks": MAX_MARKS, **text_params(filters)}))


def milestones() -> list[Row]:
    """Events of the programme and its predecessor by date; keys as in `events` without lab_id."""
    return list(_milestones(db.current().path))


@cache
def _milestones(_path: Path) -> tuple[Row, ...]:
    return tuple(db.records(_MILESTONES))
