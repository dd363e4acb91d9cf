"""Everything the pages of the labs show: a lab's facts, members, subprojects, events and documents."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import db

Row = dict[str, object]

_LAB = """
select l.*, o.name as lead, o.kind as lead_kind, o.place as lead_place, o.ags as lead_ags, m.source_url as lead_source_url,
       m.note_de as lead_note_de
from labs l
left join organisations o on o.organisation_id = l.lead_organisation_id
left join memberships m on m.lab_id = l.lab_id and m.organisation_id = l.lead_organisation_id
where l.lab_id = $lab
order by l.lab_id
"""

_MEMBERS = """
select m.organisation_id, m.role, m.kind, m.name, m.place, m.ags, m.country, m.level, s.source_url, s.note_de,
       coalesce(u.population_2021, d.population_2021) as population_2021
from lab_members m
join memberships s on s.lab_id = m.lab_id and s.organisation_id = m.organisation_id
join vocabulary r on r.vocabulary = 'role' and r.term_id = m.role
join vocabulary k on k.vocabulary = 'organisation_kind' and k.term_id = m.kind
left join municipalities u on u.ags = m.ags and m.level = 'municipality'
left join districts d on d.ags = m.ags and m.level = 'district'
where m.lab_id = $lab
order by r.position, k.position, m.name
"""

_SUBPROJECTS = """
with places as (
    select subproject_id, string_agg(place, '; ' order by place) as places
    from subproject_places
    group by subproject_id
)
select s.*, p.places
from subprojects s
left join places p on p.subproject_id = s.subproject_id
join vocabulary v on v.vocabulary = 'evidence' and v.term_id = s.evidence
where s.lab_id = $lab
order by coalesce(s.start_earliest, s.end_earliest) nulls last, v.position desc, s.subproject_id
"""

_EVENTS = """
select *
from events
where lab_id = $lab
order by start_earliest, start_latest, event_id
"""

_DOCUMENTS = """
select *
from documents
where lab_id = $lab
order by title, document_id
"""

_TERM_COUNTS = """
select 'theme' as vocabulary, s.lab_id, x.theme as term, count(*) as n
from subprojects s join subproject_themes x on x.subproject_id = s.subproject_id
group by s.lab_id, x.theme
union all
select 'principle', s.lab_id, x.principle, count(*)
from subprojects s join subproject_principles x on x.subproject_id = s.subproject_id
group by s.lab_id, x.principle
union all
select 'format', s.lab_id, x.format, count(*)
from subprojects s join subproject_formats x on x.subproject_id = s.subproject_id
where x.format <> 'other'
group by s.lab_id, x.format
order by 1, 2, 3
"""

_LIST = """
select l.lab_id, l.name_de, l.name_en, l.region_de, l.region_en, l.lead_organisation_id, o.name as lead,
       l.start_date, l.end_date, l.date_precision, l.funding_eur, l.source_url
from labs l
left join organisations o on o.organisation_id = l.lead_organisation_id
order by l.position
"""

_KINDS = """
select lab_id, kind, count(*) as n
from lab_members
where role in ('lead', 'partner')
group by lab_id, kind
order by lab_id, kind
"""


def lab(lab_id: str) -> Row | None:
    """A lab with all columns of `labs`, its lead (lead, lead_kind, lead_place, lead_ags) and the lead's membership
    (lead_source_url, lead_note_de); None for an unknown key."""
    rows = db.records(_LAB, {"lab": lab_id})
    return rows[0] if rows else None


def members(lab_id: str) -> list[Row]:
    """Members of a lab by role, kind and name.

    Keys: organisation_id, role, kind, name, place, ags, country, level (municipality, district or None), source_url and
    note_de of the membership, population_2021 (persons, 31.12.2021; only for municipalities and districts).
    """
    return db.records(_MEMBERS, {"lab": lab_id})


def subprojects(lab_id: str) -> list[Row]:
    """Subprojects of a lab by date, undated ones last, strongest evidence first among them.

    Keys: all columns of `subprojects` (lists as `;`-joined keys) and places (names, `; ` between, or None).
    """
    return db.records(_SUBPROJECTS, {"lab": lab_id})


def events(lab_id: str) -> list[Row]:
    """Events of a lab by date, with all columns of `events`."""
    return db.records(_EVENTS, {"lab": lab_id})


def documents(lab_id: str) -> list[Row]:
    """Documents of a lab by title, with all columns of `documents`."""
    return db.records(_DOCUMENTS, {"lab": lab_id})


def figures(lab_id: str, published: Mapping[str, Row]) -> list[Row]:
    """Published figures (queries.labs.published) that are about this lab alone."""
    return [row for row in published.values() if row["lab_id"] == lab_id]


def term_counts() -> dict[str, dict[str, dict[str, int]]]:
    """Subprojects per vocabulary (theme, principle, format in this order), lab and term; `other` resembles nothing."""
    found: dict[str, dict[str, dict[str, int]]] = {"theme": {}, "principle": {}, "format": {}}
    for row in db.records(_TERM_COUNTS):
        by_lab = found[str(row["vocabulary"])].setdefault(str(row["lab_id"]), {})
        by_lab[str(row["term"])] = int(str(row["n"]))
    return found


def listed() -> dict[str, Row]:
    """What the list of labs says about each, by key, in display order."""
    return {str(row["lab_id"]): row for row in db.records(_LIST)}


def kinds() -> dict[str, dict[str, int]]:
    """Lead and partners of each lab by kind of organisation: {lab: {kind: n}}; those who only took part are left out."""
    found: dict[str, dict[str, int]] = {}
    for row in db.records(_KINDS):
        found.setdefault(str(row["lab_id"]), {})[str(row["kind"])] = int(str(row["n"]))
    return found
