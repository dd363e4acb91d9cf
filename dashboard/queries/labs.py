"""Labs under the filters, their members on the map, and what the programme published about itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dashboard import db
from dashboard.filters import Filters
from dashboard.queries.counts import counts

Row: TypeAlias = dict[str, Any]

_SHOWN = ("lab_id", "position", "short_name", "states", "n_municipalities")

_MEMBERS = """
select m.lab_id, l.position, l.short_name, m.organisation_id, m.name, m.kind, m.role, m.ags, m.level,
       m.organisation_id = l.lead_organisation_id as is_lead,
       coalesce(i.x_km, u.x_km) as x_km, coalesce(i.y_km, u.y_km) as y_km,
       case when m.level = 'district' then d.population_2021 else u.population_2021 end as population_2021,
       case when m.level = 'district' then d.name else u.name end as area_name
from lab_members m
join labs l on l.lab_id = m.lab_id
left join municipalities u on u.ags = m.ags
left join districts d on d.ags = m.ags
left join inner_points i on i.ags = m.ags and i.level = 'district' and m.level = 'district'
where m.ags is not null and (m.level is not null or m.organisation_id = l.lead_organisation_id)
order by l.position, m.role, m.name
"""

_OUTLINES = """
with areas as (
    select distinct lab_id, level, ags
    from lab_members
    where level is not null and role in ('lead', 'partner')
)
select a.lab_id, a.level, a.ags, list(o.x_km order by o.point) as x_km, list(o.y_km order by o.point) as y_km
from areas a
join outlines o on o.ags = a.ags and o.level = a.level
group by a.lab_id, a.level, a.ags, o.ring
order by a.lab_id, a.ags, o.ring
"""

_PUBLISHED = """
select count_id, lab_id, label_de, label_en, value, unit, as_of, stated_by, source_url, note_de
from published_counts
order by count_id
"""

KEY_NUMBERS = """
select (select count(*) from labs) as n_labs,
       (select count(distinct state) from lab_states) as n_states,
       count(distinct organisation_id) filter (
           where kind = 'municipality' and country = 'DE' and role in ('lead', 'partner')) as n_municipalities,
       count(distinct organisation_id) filter (where kind = 'municipality' and country = 'DE') as n_municipalities_all,
       count(distinct organisation_id) filter (where kind = 'district') as n_districts,
       count(distinct organisation_id) filter (
           where kind = 'civil_society' and role in ('lead', 'partner')) as n_civil_society,
       (select count(*) from subprojects) as n_subprojects,
       (select count(*) from subprojects where evidence = 'result') as n_result,
       (select count(*) from subprojects where evidence = 'reported') as n_reported,
       (select count(*) from subprojects where evidence = 'announced') as n_announced,
       (select count(*) from subprojects where evidence = 'plan') as n_plan
from lab_members
"""


def selected(filters: Filters) -> list[Row]:
    """Labs under the filters, by display order (state, then name).

    Keys: lab_id, position, short_name, states (codes, `;` between), n_municipalities (German, lead or partner,
    whatever the filters), n_subprojects and its parts result, reported, announced, plan, and n_undated (counts ≥ 0 of the
    selected subprojects).
    """
    found = counts(filters)
    by_step, undated, shown = (x.tolist() for x in (found.by_lab_and_evidence, found.undated_by_lab, found.shown_labs))
    steps = found.facts.terms["evidence"]
    return [
        {
            **{key: row[key] for key in _SHOWN},
            "n_subprojects": sum(by_step[lab]),
            **dict(zip(steps, by_step[lab], strict=True)),
            "n_undated": undated[lab],
        }
        for lab, row in enumerate(found.facts.labs)
        if shown[lab]
    ]


def members() -> list[dict[str, Any]]:
    """Places of the labs: municipalities, districts and the seat of the lead, all labs.

    Keys: lab_id, position, short_name, organisation_id, name, kind, role, ags, level (municipality, district or
    None for a lead that is neither), is_lead (None where the lab has no lead), x_km, y_km (projected: register point, for
    districts an inner point; None when the key has no area), population_2021 (persons, 31.12.2021), area_name.
    """
    return db.records(_MEMBERS)


class Outline(NamedTuple):
    """A closed line of a lab's area: level and key of the municipality or district, points in projected km (0.01)."""

    lab_id: str
    level: str
    ags: str
    x_km: NDArray[np.float64]
    y_km: NDArray[np.float64]


def outlines() -> tuple[Outline, ...]:
    """Boundaries of the lead and partner municipalities and districts of every lab, by lab and key."""
    found = db.columns(_OUTLINES)
    return tuple(Outline(*row) for row in zip(*(found[name] for name in Outline._fields), strict=True))


def published() -> dict[str, dict[str, object]]:
    """Figures the programme published, by count_id.

    Keys: count_id, lab_id (None: about the whole programme), label_de, label_en, value, unit, as_of, stated_by, source_url,
    note_de.
    """
    return {str(row["count_id"]): row for row in db.records(_PUBLISHED)}


def key_numbers() -> dict[str, int]:
    """Counts of the whole programme by the counting rules in data/README.md, whatever the filters."""
    return dict(_key_numbers(db.current().path))


@cache
def _key_numbers(_path: Path) -> dict[str, int]:
    return {key: int(str(value)) for key, value in db.records(KEY_NUMBERS)[0].items()}
