"""The four tables of the programme under the filters: what the screen pages through and the files hold in full.

The files' statements take the filters as they stand in the address, so that readers can run them themselves; the screen's
read the wide rows of build/sql/rows.sql, which answers a page of a large programme without joining all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dashboard import db
from dashboard.db import Params
from dashboard.filters import Filters
from dashboard.queries import row_sql, selected_rows
from dashboard.queries.counts import Counts, counts, row_params, text_params, year_params
from dashboard.queries.facts import Array
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

# The same for the subprojects in a table `wanted` (column lane), so that a file can be read piece by piece.
SUBPROJECTS_WANTED = """
select r.subproject_id, case when $lang = 'de' then r.title_de else r.title_en end as title,
       r.lab_id, r.lab_name as lab, r.states, r.start_date, r.end_date, r.date_precision,
       r.evidence, ve.label_de as evidence_de, ve.label_en as evidence_en, r.status, r.status_de, r.status_en,
       r.themes, case when $lang = 'de' then r.theme_labels_de else r.theme_labels_en end as theme_labels,
       s.principles, s.formats, s.target_groups, r.title_de, r.title_en, s.summary_de, s.summary_en, s.url, r.source_url,
       s.note_de, 'CC BY 4.0' as licence
from wanted w
join subproject_rows r on r.lane = w.lane
join subprojects s on s.rowid = r.subproject_no
join vocabulary ve on ve.vocabulary = 'evidence' and ve.term_id = r.evidence
order by case when $lang = 'de' then r.title_rank_de else r.title_rank_en end
"""

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


def _all_of(conditions: Sequence[str]) -> str:
    return " and ".join(conditions) or "true"


_OF_POOL = "list_contains(cast($pool as smallint[]), lab)"


# Organisations by the labs they belong to (a bit for each) and kind; the sums follow the filters.
def _organisation_groups(given: Collection[str]) -> str:
    return f"""
select labs, kind, count(*) as n
from (
    select name_rank, kind, bit_or(cast(1 as bigint) << lab) as labs
    from member_rows
    where {_all_of(row_sql.event_passes(given))}
    group by name_rank, kind
) as found
group by labs, kind
"""


def _event_groups(given: Collection[str]) -> str:
    return f"""
select lab, count(*) as n
from event_rows
where {_all_of(row_sql.event_passes(given))}
group by lab
"""


def _organisations_page(given: Collection[str]) -> str:
    kind = ["list_contains(cast($kind as varchar[]), kind)"] if "kind" in given else []
    return f"""
with found as (
    select name_rank
    from member_rows
    where {_all_of([_OF_POOL, *kind, *row_sql.event_passes(given)])}
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


def _events_page(given: Collection[str]) -> str:
    passes = [f"((lab is null and $is_whole) or {_OF_POOL})", *row_sql.event_passes(given)]
    return f"""
select event_id, case when $lang = 'de' then title_de else title_en end as title, lab_id, lab_name as lab, start_date,
       end_date, date_precision, kind, kind_de, kind_en, place, ags, title_de, title_en, source_url, note_de,
       'CC BY 4.0' as licence
from event_rows
where {_all_of(passes)}
order by day_rank
limit $limit offset $offset
"""


def _by_title(given: Collection[str], lang: str, way: str) -> str:
    return f"""
select lane
from {row_sql.rows(given)}
where {row_sql.passes(given)}
order by title_rank_{lang} {way}
"""


_PAGES = {"organisations": _organisations_page, "events": _events_page}

# The statements of the screen, for the test that they can be carried to another engine.
SCREEN = (_organisation_groups, _event_groups, _organisations_page, _events_page)

# Of the columns of the files, the screen asks for those it shows.
_SHOWN = (
    "subproject_id lab_id lab states start_date end_date date_precision evidence status status_de status_en themes "
    "source_url"
).split()


def page(name: str, filters: Filters, *, lang: str, limit: int, offset: int = 0) -> list[dict[str, object]]:
    """Rows of a table in its order; columns are named as in the files, dates as compiled, no value is None.

    Raises: KeyError for an unknown table.
    """
    if name == "labs":
        return _lab_rows(counts(filters), lang)[offset : offset + limit]
    if name == "subprojects":
        rows = selected_rows.subprojects(_lanes(filters, lang, limit, offset))
        in_lang = {"title": f"title_{lang}", "theme_labels": f"theme_labels_{lang}"}
        return [{key: row[in_lang.get(key, key)] for key in (*in_lang, *_SHOWN)} for row in rows]
    params = {"pool": counts(filters).pool.nonzero()[0].tolist(), **_own_params(name, filters)}
    return db.records(_PAGES[name](params), {**params, "lang": lang, "limit": limit, "offset": offset})


def _own_params(name: str, filters: Filters) -> Params:
    if name == "organisations":
        return {**({"kind": list(filters.kind)} if filters.kind else {}), **text_params(filters)}
    return {"is_whole": _is_whole(filters), **year_params(filters), **text_params(filters)}


def _lanes(filters: Filters, lang: str, limit: int, offset: int) -> list[int]:
    """Lanes of a page of subprojects by title.

    Of many, pages of the second half are read from the end, so that few rows have to be sorted; limit and offset stand as
    numbers in the text, since with parameters DuckDB sorts all rows instead of keeping the first few.
    """
    n = counts(filters).n
    if n <= selected_rows.MOST:
        places = selected_rows.places(filters)
        lanes: list[int] = places["lane"][places[f"title_rank_{lang}"].argsort()][offset : offset + limit].tolist()
        return lanes
    params = row_params(filters)
    if offset <= n // 2:
        return _lane_column(f"{_by_title(params, lang, 'asc')}limit {limit:d} offset {offset:d}\n", params)
    size = max(0, min(limit, n - offset))
    from_end = max(0, n - offset - size)
    return _lane_column(f"{_by_title(params, lang, 'desc')}limit {size:d} offset {from_end:d}\n", params)[::-1]


def lanes_by_title(filters: Filters, lang: str) -> Array:
    """Lanes of all selected subprojects by title."""
    params = row_params(filters)
    return db.columns(_by_title(params, lang, "asc"), params)["lane"]


def _lane_column(sql: str, params: Params) -> list[int]:
    lanes: list[int] = db.columns(sql, params)["lane"].tolist()
    return lanes


def count_all(filters: Filters) -> dict[str, int]:
    """Rows of each whole table under the filters."""
    found = counts(filters)
    in_pool, path = found.pool.tolist(), db.current().path
    pool = sum(1 << lab for lab, is_in in enumerate(in_pool) if is_in)
    organisations = _groups(path, _organisation_groups, tuple(text_params(filters).items()))
    events = _groups(path, _event_groups, tuple({**year_params(filters), **text_params(filters)}.items()))
    return {
        "subprojects": found.n,
        "labs": int(found.shown_labs.sum()),
        "organisations": sum(n for labs, kind, n in organisations if labs & pool and kind in (filters.kind or (kind,))),
        "events": sum(n for lab, n in events if (_is_whole(filters) if lab is None else in_pool[lab])),
    }


# Labs, themes, evidence do not change them: mostly they are there.
@lru_cache(maxsize=32)
def _groups(
    _path: Path, statement: Callable[[Collection[str]], str], params: tuple[tuple[str, object], ...]
) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row.values()) for row in db.records(statement(dict(params)), dict(params)))


def _is_whole(filters: Filters) -> bool:
    """True where nothing is chosen that leaves out labs: events of the programme are shown, too."""
    return not (filters.state or filters.lab or filters.kind or filters.has_work_terms)


def count(name: str, filters: Filters, *, lang: str) -> int:
    """Rows of the whole table under the filters, whatever the language.

    Raises: KeyError for an unknown table.
    """
    return count_all(filters)[name]


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
