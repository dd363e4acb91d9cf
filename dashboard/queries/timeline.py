"""What the timeline draws: running times of labs, dated subprojects, events, milestones of the programme."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from dashboard import db
from dashboard.filters import Filters
from dashboard.queries.counts import ROW_PASSES, WORDS, counts, is_text, row_params, text_params

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


def labs(filters: Filters) -> pd.DataFrame:
    """Labs under the filters with the bounds of their running time.

    Columns: lab_id, position, short_name, start_date, end_date, date_precision (as stated), start_earliest, start_latest,
    end_earliest, end_latest (dates; certain from start_latest to end_earliest).
    """
    shown = counts(filters).shown_labs
    everything = _labs(db.current().path)
    return everything if shown.all() else everything[shown]


@cache
def _labs(_path: Path) -> pd.DataFrame:
    return db.fetch(_LABS)


def subprojects(filters: Filters) -> pd.DataFrame:
    """Selected subprojects in lane order, undated ones last; at most MAX_MARKS.

    Columns: subproject_id, lab_id, title_de, title_en, evidence, status, start_date, end_date, date_precision and the four
    bounds as in `labs` (NaT: not known).
    """
    return db.fetch(_SUBPROJECTS[is_text(filters)], {**row_params(filters), "max_marks": MAX_MARKS})


def events(filters: Filters) -> pd.DataFrame:
    """Events of the labs shown, by lab and date; years do not restrict them, the axis does.

    Columns: event_id, lab_id, kind, title_de, title_en, place, start_date, end_date, date_precision, start_earliest,
    start_latest, source_url.
    """
    shown = counts(filters).shown_labs.nonzero()[0].tolist()
    return db.fetch(_EVENTS[is_text(filters)], {"shown": shown, "max_marks": MAX_MARKS, **text_params(filters)})


def milestones() -> pd.DataFrame:
    """Events of the programme and its predecessor by date; columns as in `events` without lab_id."""
    return _milestones(db.current().path)


@cache
def _milestones(_path: Path) -> pd.DataFrame:
    return db.fetch(_MILESTONES)
