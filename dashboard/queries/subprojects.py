"""Subprojects under the filters: their number, the themes, the facets."""

from __future__ import annotations

import pandas as pd

from dashboard import db
from dashboard.filters import Filters
from dashboard.queries.selection import FLAGS, SELECTION

_COUNT = (
    SELECTION
    + """
select count(*) as n
from subs
"""
)

_THEMES = (
    SELECTION
    + """
select x.theme, subs.lab_id, count(*) as n,
       count(*) filter (where subs.evidence in ('result', 'reported')) as n_worked
from subs
join subproject_themes x on x.subproject_id = subs.subproject_id
group by x.theme, subs.lab_id
order by x.theme, subs.lab_id
"""
)

_THEME_PRINCIPLES = (
    SELECTION
    + """
select x.theme, p.principle, count(*) as n,
       count(*) filter (where subs.evidence in ('result', 'reported')) as n_worked
from subs
join subproject_themes x on x.subproject_id = subs.subproject_id
join subproject_principles p on p.subproject_id = subs.subproject_id
group by x.theme, p.principle
order by x.theme, p.principle
"""
)

_FACETS = f"""
with {FLAGS}
select 'state' as facet, x.state as value, count(*) as n
from subs_in s join lab_states x on x.lab_id = s.lab_id
where lab_ok and kind_ok and theme_ok and principle_ok and evidence_ok and time_ok and text_ok
group by x.state
union all
select 'lab', s.lab_id, count(*)
from subs_in s
where state_ok and kind_ok and theme_ok and principle_ok and evidence_ok and time_ok and text_ok
group by s.lab_id
union all
select 'theme', x.theme, count(*)
from subs_in s join subproject_themes x on x.subproject_id = s.subproject_id
where state_ok and lab_ok and kind_ok and principle_ok and evidence_ok and time_ok and text_ok
group by x.theme
union all
select 'principle', x.principle, count(*)
from subs_in s join subproject_principles x on x.subproject_id = s.subproject_id
where state_ok and lab_ok and kind_ok and theme_ok and evidence_ok and time_ok and text_ok
group by x.principle
union all
select 'evidence', s.evidence, count(*)
from subs_in s
where state_ok and lab_ok and kind_ok and theme_ok and principle_ok and time_ok and text_ok
group by s.evidence
union all
select 'kind', x.kind, count(*)
from subs_in s join (select distinct lab_id, kind from lab_members) x on x.lab_id = s.lab_id
where state_ok and lab_ok and theme_ok and principle_ok and evidence_ok and time_ok and text_ok
group by x.kind
union all
select 'undated', 'hidden', count(*)
from subs_in s
where state_ok and lab_ok and kind_ok and theme_ok and principle_ok and evidence_ok and text_ok and is_undated
order by 1, 2
"""


def count(filters: Filters) -> int:
    """Number of selected subprojects."""
    return int(str(db.records(_COUNT, filters.sql_params())[0]["n"]))


def by_theme_and_lab(filters: Filters) -> pd.DataFrame:
    """One row per theme and lab with at least one selected subproject.

    Columns: theme, lab_id, n (distinct subprojects; one may have several themes), n_worked (with evidence reported or
    result).
    """
    return db.fetch(_THEMES, filters.sql_params())


def by_theme_and_principle(filters: Filters) -> pd.DataFrame:
    """One row per theme and principle: n and n_worked as in `by_theme_and_lab`."""
    return db.fetch(_THEME_PRINCIPLES, filters.sql_params())


def facets(filters: Filters) -> dict[str, dict[str, int]]:
    """Subprojects per value of each filter if that filter alone were open: {filter key: {value: n}}.

    `undated` → `hidden` counts those without any date among what the other filters select.
    """
    found: dict[str, dict[str, int]] = {}
    for row in db.records(_FACETS, filters.sql_params()):
        found.setdefault(str(row["facet"]), {})[str(row["value"])] = int(str(row["n"]))
    return found
