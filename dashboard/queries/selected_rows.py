"""Single subprojects and events on the screen: which ones the filters select is read each time, what they say is kept.

Places in an order are small numbers; the texts that belong to a place are the same under all filters.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from dashboard import db
from dashboard.db import Columns
from dashboard.filters import Filters
from dashboard.queries import row_sql
from dashboard.queries.counts import counts, row_params

Row: TypeAlias = Mapping[str, Any]

# So many subprojects are selected at once; of a larger selection a page of the table is read by itself.
MOST = 500
# Of a row about 2 kB are kept.
_MOST_KEPT = 4_000

SUBPROJECTS = """
select r.lane, r.subproject_id, r.lab_id, r.lab_name as lab, r.states, r.title_de, r.title_en, r.start_date, r.end_date,
       r.date_precision, r.start_earliest, r.start_latest, r.end_earliest, r.end_latest, r.evidence, r.status, r.status_de,
       r.status_en, r.themes, r.theme_labels_de, r.theme_labels_en, r.source_url
from subproject_rows r
join (select unnest(cast($lanes as integer[])) as lane) as wanted on wanted.lane = r.lane
"""
EVENTS = """
select r.lane, r.event_id, r.lab_id, r.kind, r.title_de, r.title_en, r.place, r.start_date, r.end_date, r.date_precision,
       r.start_earliest, r.start_latest, r.source_url
from event_rows r
join (select unnest(cast($lanes as integer[])) as lane) as wanted on wanted.lane = r.lane
"""


def places_sql(given: Collection[str]) -> str:
    """Selected subprojects by their place in the timeline, the order in which they lie, with their places by title."""
    return f"""
select lane, title_rank_de, title_rank_en
from {row_sql.rows(given)}
where {row_sql.passes(given)}
limit $most
"""


def places(filters: Filters, most: int = MOST) -> Columns:
    """The first of the selected subprojects in lane order: lane, title_rank_de, title_rank_en."""
    found = counts(filters)
    if found.each is not None:
        first = np.flatnonzero(found.selected)[:most]
        return {name: found.each[name][first] for name in ("lane", "title_rank_de", "title_rank_en")}
    return _places(db.current().path, filters, most)


# The timeline and the table ask one after the other.
@lru_cache(maxsize=32)
def _places(_path: Path, filters: Filters, most: int) -> Columns:
    params = row_params(filters)
    return db.columns(places_sql(params), {**params, "most": most})


def subprojects(lanes: Sequence[int]) -> list[Row]:
    """Subprojects by their place in the timeline, in the order asked for; keys are the columns of SUBPROJECTS."""
    return _rows(SUBPROJECTS, lanes)


def events(lanes: Sequence[int]) -> list[Row]:
    """Events by their place in the timeline, in the order asked for; keys are the columns of EVENTS."""
    return _rows(EVENTS, lanes)


@cache
def _kept(_path: Path, _sql: str) -> dict[int, Row]:
    return {}


def _rows(sql: str, lanes: Sequence[int]) -> list[Row]:
    kept = _kept(db.current().path, sql)
    found = {lane: kept.get(lane) for lane in lanes}
    missing = [lane for lane, row in found.items() if row is None]
    if missing:
        read: dict[int, Row] = {int(str(row["lane"])): row for row in db.records(sql, {"lanes": missing})}
        found.update(read)
        if len(kept) + len(read) > _MOST_KEPT:
            kept.clear()
        kept.update(read)
    return [row for row in found.values() if row is not None]
