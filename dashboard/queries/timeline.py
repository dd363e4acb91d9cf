"""What the timeline draws: running times of labs, dated subprojects, events, milestones of the programme."""

from __future__ import annotations

import pandas as pd

from dashboard import db
from dashboard.filters import Filters
from dashboard.queries.selection import SELECTION, TEXT_MATCHES

# No screen can show more marks than this one by one; the caller says so when it is reached.
MAX_MARKS = 2_000

_LABS = (
    SELECTION
    + """
select l.lab_id, l.position, l.short_name, l.start_date, l.end_date, l.date_precision, l.start_earliest, l.start_latest,
       l.end_earliest, l.end_latest
from shown_labs sl
join labs l on l.lab_id = sl.lab_id
order by l.position
"""
)

_SUBPROJECTS = (
    SELECTION
    + """
select s.subproject_id, s.lab_id, s.title_de, s.title_en, s.evidence, s.status, s.start_date, s.end_date,
       s.date_precision, s.start_earliest, s.start_latest, s.end_earliest, s.end_latest
from subs
join subprojects s on s.subproject_id = subs.subproject_id
join labs l on l.lab_id = s.lab_id
order by l.position, coalesce(s.start_earliest, s.end_earliest) nulls last, s.subproject_id
limit $max_marks
"""
)

_EVENTS = (
    SELECTION
    + f"""
select e.event_id, e.lab_id, e.kind, e.title_de, e.title_en, e.place, e.start_date, e.end_date, e.date_precision,
       e.start_earliest, e.start_latest, e.source_url
from events e
join shown_labs sl on sl.lab_id = e.lab_id
join search_texts st on st.kind = 'event' and st.id = e.event_id
where {TEXT_MATCHES}
order by e.lab_id, e.start_earliest, e.event_id
limit $max_marks
"""
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
    return db.fetch(_LABS, filters.sql_params())


def subprojects(filters: Filters) -> pd.DataFrame:
    """Selected subprojects in lane order, undated ones last; at most MAX_MARKS.

    Columns: subproject_id, lab_id, title_de, title_en, evidence, status, start_date, end_date, date_precision and the four
    bounds as in `labs` (NaT: not known).
    """
    return db.fetch(_SUBPROJECTS, {**filters.sql_params(), "max_marks": MAX_MARKS})


def events(filters: Filters) -> pd.DataFrame:
    """Events of the labs shown, by lab and date; years do not restrict them, the axis does.

    Columns: event_id, lab_id, kind, title_de, title_en, place, start_date, end_date, date_precision, start_earliest,
    start_latest, source_url.
    """
    return db.fetch(_EVENTS, {**filters.sql_params(), "max_marks": MAX_MARKS})


def milestones() -> pd.DataFrame:
    """Events of the programme and its predecessor by date; columns as in `events` without lab_id."""
    return db.fetch(_MILESTONES)
