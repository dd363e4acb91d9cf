"""What the filters select: the common beginning of every filtered statement.

One rule for all tables. A *pool* of labs passes the filters on state, lab and organisation kind, and, when themes,
principles, formats, target groups or evidence are chosen, has at least one subproject with them. Subprojects, organisations
and events belong to the pool and pass their own filters: a subproject its terms, evidence, period and text; an organisation
its kind and text; an event its date and text. A lab is shown when its own text or one of its selected subprojects matches.
"""

from __future__ import annotations

# Without the first half, DuckDB reads all texts to find nothing in them.
_TEXT_MATCHES = " and ".join(f"($word{index} = '' or contains(st.text, $word{index}))" for index in range(1, 7))

# labs_in: lab_id with one flag per lab filter. subs_in: subproject_id with one flag per filter.
FLAGS = f"""
labs_in as (
    select l.lab_id,
           len(cast($state as varchar[])) = 0
               or l.lab_id in (select x.lab_id from lab_states x where list_contains($state, x.state)) as state_ok,
           len(cast($lab as varchar[])) = 0 or list_contains($lab, l.lab_id) as lab_ok,
           len(cast($kind as varchar[])) = 0
               or l.lab_id in (select m.lab_id from lab_members m where list_contains($kind, m.kind)) as kind_ok
    from labs l
),
subs_in as (
    select s.subproject_id, s.lab_id, s.evidence, l.state_ok, l.lab_ok, l.kind_ok,
           len(cast($theme as varchar[])) = 0 or s.subproject_id in (
               select x.subproject_id from subproject_themes x where list_contains($theme, x.theme)) as theme_ok,
           len(cast($principle as varchar[])) = 0 or s.subproject_id in (
               select x.subproject_id from subproject_principles x
               where list_contains($principle, x.principle)) as principle_ok,
           len(cast($format as varchar[])) = 0 or s.subproject_id in (
               select x.subproject_id from subproject_formats x where list_contains($format, x.format)) as format_ok,
           len(cast($target_group as varchar[])) = 0 or s.subproject_id in (
               select x.subproject_id from subproject_target_groups x
               where list_contains($target_group, x.target_group)) as target_group_ok,
           len(cast($evidence as varchar[])) = 0 or list_contains($evidence, s.evidence) as evidence_ok,
           p.first_day is null as is_undated,
           ($from_year is null and $to_year is null) or (
               p.first_day is not null
               and year(p.last_day) >= coalesce($from_year, 0)
               and year(p.first_day) <= coalesce($to_year, 9999)) as time_ok,
           {_TEXT_MATCHES} as text_ok
    from subprojects s
    join labs_in l on l.lab_id = s.lab_id
    join subproject_periods p on p.subproject_id = s.subproject_id
    join search_texts st on st.kind = 'subproject' and st.id = s.subproject_id
)"""

_WORK_KEYS = ("theme", "principle", "format", "target_group", "evidence")
WORK_OK = " and ".join(f"{key}_ok" for key in _WORK_KEYS)
NO_WORK_TERMS = " and ".join(f"len(cast(${key} as varchar[])) = 0" for key in _WORK_KEYS)
"""Condition: nothing is chosen that only subprojects have."""
NO_LAB_FILTERS = " and ".join(f"len(cast(${key} as varchar[])) = 0" for key in ("state", "lab", "kind", *_WORK_KEYS))
"""Condition: nothing is chosen that leaves out labs, so what belongs to the programme as a whole is shown, too."""

# subs: the selected subprojects. pool: the labs whose organisations and events are shown. shown_labs: the labs listed.
SELECTION = f"""
with {FLAGS},
subs as (
    select subproject_id, lab_id, evidence, is_undated
    from subs_in
    where state_ok and lab_ok and kind_ok and {WORK_OK} and time_ok and text_ok
),
pool as (
    select lab_id
    from labs_in
    where state_ok and lab_ok and kind_ok
          and (({NO_WORK_TERMS})
               or lab_id in (select x.lab_id from subs_in x where {WORK_OK}))
),
shown_labs as (
    select pool.lab_id
    from pool
    join search_texts st on st.kind = 'lab' and st.id = pool.lab_id
    where ({_TEXT_MATCHES}) or pool.lab_id in (select lab_id from subs)
)"""

TEXT_MATCHES = _TEXT_MATCHES
"""Condition on a joined `search_texts st`: all words of the text search occur."""
