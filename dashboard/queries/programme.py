"""The programme as a whole: milestones, bodies, predecessor, published figures."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dashboard import db

Row = dict[str, object]

# The identifiers say what an event belongs to; the plans of the Open Government Partnership have no column of their own.
_MILESTONES = """
select event_id, kind, title_de, title_en, place, ags, start_date, end_date, date_precision, start_earliest, source_url,
       note_de,
       case
           when event_id like 'vorlaeufer-%' then 'predecessor'
           when event_id like '%aktionsplan%' or event_id like '%zwischenbericht-bund' or event_id like '%-irm-%' then 'ogp'
           else 'programme'
       end as part
from events
where lab_id is null
order by start_earliest, event_id
"""
_BODIES = """
select b.organisation_id, o.name, o.kind, b.role_de, b.role_en, b.source_url, b.note_de
from programme_bodies b
join organisations o on o.organisation_id = b.organisation_id
join vocabulary v on v.vocabulary = 'organisation_kind' and v.term_id = o.kind
order by v.position, o.name
"""
_PREDECESSOR = """
select p.predecessor_id, p.name, p.ags, p.organisation_id, p.source_url, p.note_de,
       string_agg(m.lab_id, ';' order by l.position) as lab_ids
from predecessor_municipalities p
left join memberships m on m.organisation_id = p.organisation_id
left join labs l on l.lab_id = m.lab_id
group by p.predecessor_id, p.name, p.ags, p.organisation_id, p.source_url, p.note_de
order by p.name
"""


def milestones() -> list[Row]:
    """Events without a lab by date, with `part`: predecessor, programme or ogp (national action plans)."""
    return _all(db.current().path)["milestones"]


def bodies() -> list[Row]:
    """Organisations with a part in the programme as a whole, by kind and name."""
    return _all(db.current().path)["bodies"]


def predecessor() -> list[Row]:
    """Members of the predecessor project by name; lab_ids: labs they worked in later (`;` between), None for none."""
    return _all(db.current().path)["predecessor"]


@lru_cache(maxsize=1)
def _all(_path: Path) -> dict[str, list[Row]]:
    statements = {"milestones": _MILESTONES, "bodies": _BODIES, "predecessor": _PREDECESSOR}
    return {name: db.records(sql) for name, sql in statements.items()}
