"""The four tables of the programme under the filters: what the screen pages through and the files hold in full.

The files' statements take the filters as they stand in the address, so that readers can run them themselves; the screen's
read the wide rows of build/sql/rows.sql, which answers a page of a large programme without joining all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dashboard import db
from dashboard.db import Params
from dashboard.filters import Filters
from dashboard.queries.counts import Counts, counts, is_text, row_params, text_params
from dashboard.queries.row_sql import ROW_PASSES, WORDS
from dashboard.queries.selection import NO_LAB_FILTERS, SELECTION, TEXT_MATCHES

SUBPROJECTS = (
    SELECTION
    + """,
themes as (
    select x.subproject_id, string_agg(x.theme, ';' order by x.theme) as keys,
           string_agg(case when $lang = 'de' then v.label_de else v.label_en end, '; ' order by v.position) as labels
    from subproject_themes x
    join subs on subs.subproject_id = x.subproject_id
    join vocabulary v on v.vocabulary = 'theme' and v.term_id = x.theme
    group by x.subproject_id
)
select s.subproject_id, case when $lang = 'de' then s.title_de else s.title_en end as title,
       s.lab_id, l.short_name as lab, l.states, s.start_date, s.end_date, s.date_precision,
       s.evidence, ve.label_de as evidence_de, ve.label_en as evidence_en,
       s.status, vs.label_de as status_de, vs.label_en as status_en,
       t.keys as themes, t.labels as theme_labels, s.principles, s.formats, s.target_groups,
       s.title_de, s.title_en, s.summary_de, s.summary_en, s.url, s.source_url, s.note_de, 'CC BY 4.0' as licence
from subs
join subprojects s on s.subproject_id = subs.subproject_id
join labs l on l.lab_id = s.lab_id
join vocabulary ve on ve.vocabulary = 'evidence' and ve.term_id = s.evidence
join vocabulary vs on vs.vocabulary = 'status' and vs.term_id = s.status
left join themes t on t.subproject_id = s.subproject_id
order by strip_accents(replace(lower(case when $lang = 'de' then s.title_de else s.title_en end), 'ß', 'ss')),
         s.subproject_id
"""
)

LABS = (
    SELECTION
    + """,
counts as (
    select lab_id, count(*) as n_subprojects,
           count(*) filter (where evidence = 'result') as n_result,
           count(*) filter (where evidence = 'reported') as n_reported,
           count(*) filter (where evidence = 'announced') as n_announced,
           count(*) filter (where evidence = 'plan') as n_plan
    from subs
    group by lab_id
),
places as (
    select lab_id, count(distinct organisation_id) as n_municipalities
    from lab_members
    where kind = 'municipality' and country = 'DE' and role in ('lead', 'partner')
    group by lab_id
)
select l.lab_id, l.short_name, case when $lang = 'de' then l.name_de else l.name_en end as name, l.states,
       l.lead_organisation_id, o.name as lead, coalesce(p.n_municipalities, 0) as n_municipalities,
       coalesce(c.n_subprojects, 0) as n_subprojects, coalesce(c.n_result, 0) as n_result,
       coalesce(c.n_reported, 0) as n_reported, coalesce(c.n_announced, 0) as n_announced, coalesce(c.n_plan, 0) as n_plan,
       l.start_date, l.end_date, l.date_precision, l.funding_eur, l.funding_note_de,
       l.name_de, l.name_en, l.region_de, l.region_en, l.focus_de, l.focus_en, l.website, l.source_url, l.note_de,
       'CC BY 4.0' as licence
from shown_labs sl
join labs l on l.lab_id = sl.lab_id
left join organisations o on o.organisation_id = l.lead_organisation_id
left join counts c on c.lab_id = l.lab_id
left join places p on p.lab_id = l.lab_id
order by l.position
"""
)

ORGANISATIONS = (
    SELECTION
    + f"""
select o.organisation_id, o.name, o.kind, v.label_de as kind_de, v.label_en as kind_en, o.place, o.ags, o.country,
       string_agg(m.lab_id, ';' order by l.position) as labs,
       string_agg(l.short_name || ' (' || case when $lang = 'de' then vr.label_de else vr.label_en end || ')', '; '
                  order by l.position) as lab_roles,
       count(*) as n_labs, o.website, min(m.source_url) as source_url, 'CC BY 4.0' as licence
from organisations o
join memberships m on m.organisation_id = o.organisation_id
join pool on pool.lab_id = m.lab_id
join labs l on l.lab_id = m.lab_id
join vocabulary v on v.vocabulary = 'organisation_kind' and v.term_id = o.kind
join vocabulary vr on vr.vocabulary = 'role' and vr.term_id = m.role
join search_texts st on st.kind = 'organisation' and st.id = o.organisation_id
where (len(cast($kind as varchar[])) = 0 or list_contains($kind, o.kind)) and {TEXT_MATCHES}
group by o.organisation_id, o.name, o.kind, v.label_de, v.label_en, o.place, o.ags, o.country, o.website
order by strip_accents(replace(lower(o.name), 'ß', 'ss')), o.organisation_id
"""
)

EVENTS = (
    SELECTION
    + f"""
select e.event_id, case when $lang = 'de' then e.title_de else e.title_en end as title, e.lab_id, l.short_name as lab,
       e.start_date, e.end_date, e.date_precision, e.kind, v.label_de as kind_de, v.label_en as kind_en,
       e.place, e.ags, e.title_de, e.title_en, e.source_url, e.note_de, 'CC BY 4.0' as licence
from events e
left join labs l on l.lab_id = e.lab_id
join vocabulary v on v.vocabulary = 'event_kind' and v.term_id = e.kind
join search_texts st on st.kind = 'event' and st.id = e.event_id
where {TEXT_MATCHES}
      and year(e.start_latest) >= coalesce($from_year, 0) and year(e.start_earliest) <= coalesce($to_year, 9999)
      and (e.lab_id in (select lab_id from pool)
           or (e.lab_id is null and {NO_LAB_FILTERS}))
order by e.start_earliest, e.event_id
"""
)

STATEMENTS = {"subprojects": SUBPROJECTS, "labs": LABS, "organisations": ORGANISATIONS, "events": EVENTS}

# Of the columns of the files, the screen asks for those it shows: each costs time to plan.
_SUBPROJECTS_PAGE = tuple(
    f"""
select subproject_id, case when $lang = 'de' then title_de else title_en end as title, lab_id, lab_name as lab, states,
       start_date, end_date, date_precision, evidence, status, status_de, status_en, themes,
       case when $lang = 'de' then theme_labels_de else theme_labels_en end as theme_labels, source_url
from subproject_rows
where {passes}
order by case when $lang = 'de' then title_rank_de else title_rank_en end
"""
    for passes in ROW_PASSES
)

# The labs are few: all of them are kept, only their counts follow the filters.
_ALL_LABS = """
select l.lab_id, l.short_name, l.name_de, l.name_en, l.states, l.lead_organisation_id, o.name as lead, r.n_municipalities,
       l.start_date, l.end_date, l.date_precision, l.funding_eur, l.funding_note_de, l.region_de, l.region_en, l.focus_de,
       l.focus_en, l.website, l.source_url, l.note_de, 'CC BY 4.0' as licence
from labs l
join lab_rows r on r.lab_id = l.lab_id
left join organisations o on o.organisation_id = l.lead_organisation_id
order by l.position
"""

_MEMBER_PASSES = tuple(
    f"""
    list_contains(cast($pool as smallint[]), lab)
    and (len(cast($kind as varchar[])) = 0 or list_contains(cast($kind as varchar[]), kind))
    and {text_matches}
"""
    for text_matches in ("true", WORDS)
)

_ORGANISATIONS_PAGE = tuple(
    f"""
with found as (
    select name_rank
    from member_rows
    where {passes}
    group by name_rank
    order by name_rank
    limit $limit offset $offset
)
select m.organisation_id, m.name, m.kind, m.kind_de, m.kind_en, m.place, m.ags, m.country,
       string_agg(m.lab_id, ';' order by m.lab) as labs,
       string_agg(m.lab_name || ' (' || case when $lang = 'de' then m.role_de else m.role_en end || ')', '; '
                  order by m.lab) as lab_roles,
       count(*) as n_labs, m.website, min(m.source_url) as source_url, 'CC BY 4.0' as licence
from member_rows m
join found on found.name_rank = m.name_rank
where list_contains(cast($pool as smallint[]), m.lab)
group by m.name_rank, m.organisation_id, m.name, m.kind, m.kind_de, m.kind_en, m.place, m.ags, m.country, m.website
order by m.name_rank
"""
    for passes in _MEMBER_PASSES
)

_EVENT_PASSES = tuple(
    f"""
    ((lab is null and $is_whole) or list_contains(cast($pool as smallint[]), lab))
    and last_year >= $from_year and first_year <= $to_year and {text_matches}
"""
    for text_matches in ("true", WORDS)
)

_EVENTS_PAGE = tuple(
    f"""
select event_id, case when $lang = 'de' then title_de else title_en end as title, lab_id, lab_name as lab, start_date,
       end_date, date_precision, kind, kind_de, kind_en, place, ags, title_de, title_en, source_url, note_de,
       'CC BY 4.0' as licence
from event_rows
where {passes}
order by day_rank
limit $limit offset $offset
"""
    for passes in _EVENT_PASSES
)

_COUNTS = tuple(
    f"""
select (select count(distinct name_rank) from member_rows where {member_passes}) as organisations,
       (select count(*) from event_rows where {event_passes}) as events
"""
    for member_passes, event_passes in zip(_MEMBER_PASSES, _EVENT_PASSES, strict=True)
)

_PAGES = {"subprojects": _SUBPROJECTS_PAGE, "organisations": _ORGANISATIONS_PAGE, "events": _EVENTS_PAGE}

# Every statement of the screen, for the test that they can be carried to another engine.
SCREEN = (*_SUBPROJECTS_PAGE, _ALL_LABS, *_ORGANISATIONS_PAGE, *_EVENTS_PAGE, *_COUNTS)


def page(name: str, filters: Filters, *, lang: str, limit: int, offset: int = 0) -> list[dict[str, object]]:
    """Rows of a table in its order; columns are named as in the files, dates as compiled, no value is None.

    Raises: KeyError for an unknown table.
    """
    if name == "labs":
        return _lab_rows(counts(filters), lang)[offset : offset + limit]
    sql = _PAGES[name][is_text(filters)]
    params = {**_params(filters), "lang": lang, "limit": limit, "offset": offset}
    return (
        _subproject_page(sql, params, counts(filters).n, limit, offset) if name == "subprojects" else db.records(sql, params)
    )


def _subproject_page(sql: str, params: Params, n: int, limit: int, offset: int) -> list[dict[str, object]]:
    """A page of n rows; pages of the second half are read from the end, so that few rows have to be sorted.

    Limit and offset stand as numbers in the text: with parameters DuckDB sorts all rows instead of keeping the first few.
    """
    if offset <= n // 2:
        return db.records(f"{sql}limit {limit:d} offset {offset:d}\n", params)
    size = max(0, min(limit, n - offset))
    return db.records(f"{sql.rstrip()} desc\nlimit {size:d} offset {max(0, n - offset - size):d}\n", params)[::-1]


def count_all(filters: Filters) -> dict[str, int]:
    """Rows of each whole table under the filters."""
    found = counts(filters)
    others = db.records(_COUNTS[is_text(filters)], _params(filters))[0]
    return {
        "subprojects": found.n,
        "labs": int(found.shown_labs.sum()),
        **{name: int(str(n)) for name, n in others.items()},
    }


def count(name: str, filters: Filters, *, lang: str) -> int:
    """Rows of the whole table under the filters, whatever the language.

    Raises: KeyError for an unknown table.
    """
    return count_all(filters)[name]


def _params(filters: Filters) -> dict[str, object]:
    is_whole = not (filters.state or filters.lab or filters.kind or filters.has_work_terms)
    pool = counts(filters).pool.nonzero()[0].tolist()
    return {**row_params(filters), "pool": pool, "kind": list(filters.kind), "is_whole": is_whole, **text_params(filters)}


def _lab_rows(found: Counts, lang: str) -> list[dict[str, object]]:
    by_step = found.by_lab_and_evidence.tolist()
    steps = [f"n_{step}" for step in found.facts.terms["evidence"]]
    rows = []
    for lab, row in enumerate(_all_labs(db.current().path)):
        if found.shown_labs[lab]:
            counted = {"n_subprojects": sum(by_step[lab]), **dict(zip(steps, by_step[lab], strict=True))}
            rows.append({**row, "name": row[f"name_{lang}"], **counted})
    return rows


@cache
def _all_labs(_path: Path) -> tuple[Mapping[str, Any], ...]:
    return tuple(db.records(_ALL_LABS))
