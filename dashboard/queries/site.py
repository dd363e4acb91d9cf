"""Keys of all pages that show a single thing."""

from __future__ import annotations

from dashboard import db
from dashboard.queries import units

_KEYS = {
    "lab": "select lab_id from labs order by position",
    "subproject": "select subproject_id from subprojects order by subproject_id",
    "organisation": "select organisation_id from organisations order by organisation_id",
}


def keys() -> dict[str, list[str]]:
    """Page key → keys of its things, in a fixed order."""
    found = {page: [str(key) for (key,) in db.rows(sql)] for page, sql in _KEYS.items()}
    return {**found, "municipality": units.all_keys()}


_UNKNOWNS = """
select count(*) filter (where start_earliest is null and end_earliest is null) as n_undated,
       count(*) filter (where status = 'unknown') as n_status_unknown
from subprojects
"""


def unknowns() -> dict[str, int]:
    """Subprojects without any date, and those whose outcome is not known."""
    return {key: int(str(value)) for key, value in db.records(_UNKNOWNS)[0].items()}
