"""The numbers of each chart as one statement that runs on the downloadable database.

The pages count with arrays in memory, because that is faster than any query; these statements say the same in SQL, and a
test holds both together under many filters. Parameters are those of `Filters.sql_params` and $lang.
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.queries import labs, tables
from dashboard.queries.selection import SELECTION, TEXT_MATCHES

LABS = (
    SELECTION
    + """,
places as (
    select lab_id, count(distinct organisation_id) as n_municipalities
    from lab_members
    where kind = 'municipality' and country = 'DE' and role in ('lead', 'partner')
    group by lab_id
)
select l.lab_id, l.short_name, l.states, coalesce(p.n_municipalities, 0) as n_municipalities,
       count(s.subproject_id) as n_subprojects,
       count(s.subproject_id) filter (where s.evidence = 'result') as result,
       count(s.subproject_id) filter (where s.evidence = 'reported') as reported,
       count(s.subproject_id) filter (where s.evidence = 'announced') as announced,
       count(s.subproject_id) filter (where s.evidence = 'plan') as plan,
       count(s.subproject_id) filter (where s.is_undated) as n_undated
from shown_labs sl
join labs l on l.lab_id = sl.lab_id
left join places p on p.lab_id = l.lab_id
left join subs s on s.lab_id = l.lab_id
group by l.lab_id, l.position, l.short_name, l.states, p.n_municipalities
order by l.position
"""
)

TIMELINE_SUBPROJECTS = (
    SELECTION
    + """
select s.subproject_id, s.lab_id, s.title_de, s.title_en, s.evidence, s.status, s.start_date, s.end_date,
       s.date_precision
from subs
join subprojects s on s.subproject_id = subs.subproject_id
join labs l on l.lab_id = s.lab_id
order by l.position, coalesce(s.start_earliest, s.end_earliest) nulls last, s.subproject_id
"""
)

TIMELINE_EVENTS = (
    SELECTION
    + f"""
select e.event_id, e.lab_id, e.kind, e.title_de, e.title_en, e.place, e.start_date, e.end_date, e.date_precision
from events e
join shown_labs sl on sl.lab_id = e.lab_id
join search_texts st on st.kind = 'event' and st.id = e.event_id
where {TEXT_MATCHES}
      and year(e.start_latest) >= coalesce($from_year, 0) and year(e.start_earliest) <= coalesce($to_year, 9999)
order by e.lab_id, e.start_earliest, e.event_id
"""
)

# As dashboard.seasons counts: an event goes on to its end, of a subproject only the start counts; what the programme as a
# whole did is always there. Counted is what certainly fell into a stretch of time.
_ENTRIES = (
    SELECTION
    + f""",
entries as (
    select e.start_earliest, e.start_latest, coalesce(e.end_earliest, e.start_latest) as end_earliest
    from events e
    where e.lab_id is null
    union all
    select e.start_earliest, e.start_latest, coalesce(e.end_earliest, e.start_latest)
    from events e
    join shown_labs sl on sl.lab_id = e.lab_id
    join search_texts st on st.kind = 'event' and st.id = e.event_id
    where {TEXT_MATCHES}
          and year(e.start_latest) >= coalesce($from_year, 0) and year(e.start_earliest) <= coalesce($to_year, 9999)
    union all
    select s.start_earliest, s.start_latest, s.start_latest
    from subs
    join subprojects s on s.subproject_id = subs.subproject_id
    where s.start_earliest is not null
)"""
)

_COUNT = """
select p.name, count(n.start_latest) filter (
           where n.start_latest <= p.last_day
                 and (n.start_earliest >= p.first_day or greatest(n.end_earliest, n.start_latest) >= p.first_day)) as n
from periods p
left join entries n on true
group by p.name, p.first_day
order by p.first_day
"""

TIMELINE_YEARS = (
    _ENTRIES
    + """,
periods as (
    select cast(y.year as varchar) as name, make_date(y.year, 1, 1) as first_day, make_date(y.year, 12, 31) as last_day
    from range(2017, 2024) y(year)
)"""
    + _COUNT
)

# Meteorological seasons; winter ends in February of the next year.
TIMELINE_SEASONS = (
    _ENTRIES
    + """,
periods as (
    select s.season || ' ' || y.year as name, make_date(y.year, s.month, 1) as first_day,
           cast(make_date(y.year, s.month, 1) + interval 3 month - interval 1 day as date) as last_day
    from range(2017, 2024) y(year)
    cross join (values ('spring', 3), ('summer', 6), ('autumn', 9), ('winter', 12)) s(season, month)
)"""
    + _COUNT
)

THEMES = (
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

THEME_PRINCIPLES = (
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

CHARTS: Mapping[str, str] = {
    "map": LABS,
    "timeline": TIMELINE_SUBPROJECTS,
    "timeline-events": TIMELINE_EVENTS,
    "timeline-years": TIMELINE_YEARS,
    "timeline-seasons": TIMELINE_SEASONS,
    "key-numbers": labs.KEY_NUMBERS,
    "themes": THEMES,
    "theme-principles": THEME_PRINCIPLES,
    **{f"table-{name}": sql for name, sql in tables.STATEMENTS.items()},
}
"""Key of a chart of the overview → its statement."""
