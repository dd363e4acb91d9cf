"""The versions of the data and what changed from one to the next (data/changes/)."""

from __future__ import annotations

from dashboard import db

Row = dict[str, object]

_VERSIONS = """
select data_version, previous_version, recorded_on, n_added, n_removed, n_changed, n_described, note_de, note_en
from versions
order by position desc
"""

_CHANGES = """
select c.data_version, c.kind, c.table_name, r.title_de as table_de, r.title_en as table_en, c.record, c.field,
       f.title_de as field_de, f.title_en as field_en, c.before, c.after, c.n
from changes c
join versions v on v.data_version = c.data_version
left join resources r on r.resource = c.table_name
left join fields f on f.resource = c.table_name and f.name = c.field
order by v.position desc, c.position
"""


def versions() -> list[Row]:
    """All recorded versions, the newest first, with the number of changes and a note in both languages."""
    return db.records(_VERSIONS)


def changes() -> dict[str, list[Row]]:
    """Version → its changes in order, with the titles of tables and columns as they are named today (None if gone)."""
    found: dict[str, list[Row]] = {}
    for row in db.records(_CHANGES):
        found.setdefault(str(row["data_version"]), []).append(row)
    return found
