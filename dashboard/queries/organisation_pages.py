"""Everything the pages of the organisations show."""

from __future__ import annotations

from dashboard import db

Row = dict[str, object]

_ORGANISATION = """
select o.*, u.name_short as municipality
from organisations o
left join municipalities u on u.ags = o.ags
where o.organisation_id = $organisation
order by o.organisation_id
"""

_MEMBERSHIPS = """
select m.organisation_id, m.lab_id, l.short_name as lab, m.role, m.source_url, m.note_de,
       m.organisation_id = l.lead_organisation_id as is_lead
from memberships m
join labs l on l.lab_id = m.lab_id
where $organisation is null or m.organisation_id = $organisation
order by m.organisation_id, l.position
"""

_BODIES = """
select b.organisation_id, o.name, o.kind, b.role_de, b.role_en, b.source_url, b.note_de
from programme_bodies b
join organisations o on o.organisation_id = b.organisation_id
where $organisation is null or b.organisation_id = $organisation
order by o.name
"""

_PREDECESSORS = """
select p.predecessor_id, p.organisation_id, p.name, p.ags, p.source_url, p.note_de
from predecessor_municipalities p
where $organisation is null or p.organisation_id = $organisation
order by p.name
"""

_ALL = """
select o.organisation_id, o.name, o.kind, o.place, o.ags, o.country
from organisations o
join vocabulary k on k.vocabulary = 'organisation_kind' and k.term_id = o.kind
order by k.position, o.name, o.organisation_id
"""

_SUBPROJECTS_AT = """
select s.subproject_id, s.title_de, s.title_en, s.evidence, s.lab_id, l.short_name as lab, s.start_date, s.end_date
from subproject_places p
join subprojects s on s.subproject_id = p.subproject_id
join labs l on l.lab_id = s.lab_id
where p.ags = $ags
order by l.position, coalesce(s.start_earliest, s.end_earliest) nulls last, s.subproject_id
"""

_EVERYONE: dict[str, object] = {"organisation": None}


def organisation(organisation_id: str) -> Row | None:
    """An organisation with all columns and the official name of its municipality; None for an unknown key."""
    rows = db.records(_ORGANISATION, {"organisation": organisation_id})
    return rows[0] if rows else None


def memberships(organisation_id: str) -> list[Row]:
    """Labs of an organisation in display order: lab_id, lab (short name), role, is_lead, source_url, note_de."""
    return db.records(_MEMBERSHIPS, {"organisation": organisation_id})


def all_memberships() -> dict[str, list[Row]]:
    """`memberships` of every organisation that has any, by its key."""
    found: dict[str, list[Row]] = {}
    for row in db.records(_MEMBERSHIPS, _EVERYONE):
        found.setdefault(str(row["organisation_id"]), []).append(row)
    return found


def programme_roles(organisation_id: str | None = None) -> list[Row]:
    """Parts in the programme as a whole, by name: organisation_id, name, kind, role_de, role_en, source_url, note_de."""
    return db.records(_BODIES, {"organisation": organisation_id})


def predecessors(organisation_id: str | None = None) -> list[Row]:
    """Members of "Modellkommune Open Government" 2017–2019 by name.

    Keys: predecessor_id, organisation_id (None: in no lab), name, ags, source_url, note_de.
    """
    return db.records(_PREDECESSORS, {"organisation": organisation_id})


def listed() -> list[Row]:
    """All organisations by kind and name: organisation_id, name, kind, place, ags, country."""
    return db.records(_ALL)


def subprojects_at(ags: str) -> list[Row]:
    """Subprojects at a place by lab and date: subproject_id, titles, evidence, lab_id, lab, start_date, end_date."""
    return db.records(_SUBPROJECTS_AT, {"ags": ags})
