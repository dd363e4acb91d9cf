"""Everything a subproject's page shows."""

from __future__ import annotations

from dashboard import db
from dashboard.overlap import Term

Row = dict[str, object]

_SUBPROJECT = """
select s.*, l.short_name as lab, l.states, l.name_de as lab_name_de, l.name_en as lab_name_en
from subprojects s
join labs l on l.lab_id = s.lab_id
where s.subproject_id = $subproject
order by s.subproject_id
"""

_PLACES = """
select ags, place
from subproject_places
where subproject_id = $subproject
order by place
"""

_TERMS = """
select s.subproject_id, 'theme' as vocabulary, x.theme as term
from subprojects s join subproject_themes x on x.subproject_id = s.subproject_id
union all
select s.subproject_id, 'principle', x.principle
from subprojects s join subproject_principles x on x.subproject_id = s.subproject_id
union all
select s.subproject_id, 'format', x.format
from subprojects s join subproject_formats x on x.subproject_id = s.subproject_id
where x.format <> 'other'
union all
select s.subproject_id, 'target_group', x.target_group
from subprojects s join subproject_target_groups x on x.subproject_id = s.subproject_id
where x.target_group <> 'other'
order by 1, 2, 3
"""

_NAMES = """
select s.subproject_id, s.lab_id, l.short_name as lab, s.title_de, s.title_en, s.evidence
from subprojects s
join labs l on l.lab_id = s.lab_id
order by l.position, coalesce(s.start_earliest, s.end_earliest) nulls last, s.subproject_id
"""


def subproject(subproject_id: str) -> Row | None:
    """A subproject with all columns and its lab (lab, lab_name_de, lab_name_en, states); None for an unknown key."""
    rows = db.records(_SUBPROJECT, {"subproject": subproject_id})
    return rows[0] if rows else None


def places(subproject_id: str) -> list[Row]:
    """Places of a subproject by name: ags (8 digits, for districts 5), place."""
    return db.records(_PLACES, {"subproject": subproject_id})


def terms() -> dict[str, frozenset[Term]]:
    """Themes, principles, formats and target groups of every subproject: {subproject: {(vocabulary, term)}}.

    `other` is left out: two things that fit no term do not resemble each other.
    """
    found: dict[str, set[Term]] = {key: set() for key in names()}
    for row in db.records(_TERMS):
        found[str(row["subproject_id"])].add((str(row["vocabulary"]), str(row["term"])))
    return {key: frozenset(value) for key, value in found.items()}


def names() -> dict[str, Row]:
    """Every subproject by key, by lab and date: lab_id, lab (short name), title_de, title_en, evidence."""
    return {str(row["subproject_id"]): row for row in db.records(_NAMES)}
