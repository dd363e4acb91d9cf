"""The numbers of the charts beyond the overview as statements that run on the downloadable database.

Each takes its own query keys instead of the filters: a lab, a place, an indicator and year. A test runs all of them on the
downloaded file and compares them with what the pages draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.urls import Pairs


@dataclass(frozen=True)
class Key:
    """A query key of a statement: what it is when it is not given, and how its text is read."""

    default: object = ""
    read: Callable[[str], object] = str


@dataclass(frozen=True)
class Twin:
    """A statement and the query keys it takes as parameters; a key with a list as default may be given several times."""

    sql: str
    keys: Mapping[str, Key] = field(default_factory=dict)

    def params(self, pairs: Pairs) -> dict[str, object]:
        """Parameters of a query; keys it does not know are left aside, unreadable values count as not given."""
        return {name: _value(key, [value for given, value in pairs if given == name]) for name, key in self.keys.items()}


def _value(key: Key, given: Sequence[str]) -> object:
    try:
        values = [key.read(text) for text in given]
    except ValueError:
        values = []
    if isinstance(key.default, list):
        return values
    return values[0] if values else key.default


def _crossed(column: str, join: str) -> str:
    return f"""
select x.theme, {column} as other, count(*) as n,
       count(*) filter (where s.evidence in ('result', 'reported')) as n_worked
from subprojects s
join subproject_themes x on x.subproject_id = s.subproject_id
{join}
group by x.theme, {column}
order by x.theme, {column}
"""


CROSSED = {
    "lab": _crossed("s.lab_id", ""),
    **{
        name: _crossed(f"o.{name}", f"join {table} o on o.subproject_id = s.subproject_id")
        for name, table in (
            ("principle", "subproject_principles"),
            ("format", "subproject_formats"),
            ("target_group", "subproject_target_groups"),
        )
    },
    "year": _crossed("coalesce(cast(year(s.start_earliest) as varchar), '')", ""),
}

THEMES_ALONE = """
select x.theme, min(s.lab_id) as lab_id, count(*) as n
from subprojects s
join subproject_themes x on x.subproject_id = s.subproject_id
group by x.theme
having count(distinct s.lab_id) = 1
order by x.theme
"""

NETWORK = """
with chosen as (
    select o.organisation_id, o.name
    from organisations o
    where ($kind = '' or o.kind = $kind)
          and ($role = '' or o.organisation_id in (select m.organisation_id from memberships m where m.role = $role))
)
select c.organisation_id, c.name, m.lab_id, m.role, count(*) over (partition by c.organisation_id) as n_labs
from chosen c
join memberships m on m.organisation_id = c.organisation_id
join labs l on l.lab_id = m.lab_id
order by c.name, c.organisation_id, l.position
"""

LAB_MEMBERS = """
select m.organisation_id, m.role, m.kind, m.name, m.ags, m.level,
       coalesce(u.population_2021, d.population_2021) as population_2021
from lab_members m
left join municipalities u on u.ags = m.ags and m.level = 'municipality'
left join districts d on d.ags = m.ags and m.level = 'district'
where m.lab_id = $lab
order by m.role, m.kind, m.name
"""

LAB_TIME = """
select 'event' as what, event_id as id, title_de, title_en, start_date, end_date, date_precision, null as evidence
from events
where lab_id = $lab
union all
select 'subproject', subproject_id, title_de, title_en, start_date, end_date, date_precision, evidence
from subprojects
where lab_id = $lab
order by what, start_date nulls last, id
"""

# Weighted Jaccard over the shares of themes, principles and formats (dashboard.overlap).
LAB_SIMILAR = """
with counts as (
    select 'theme' as vocabulary, s.lab_id, x.theme as term, count(*) as n
    from subprojects s join subproject_themes x on x.subproject_id = s.subproject_id group by all
    union all
    select 'principle', s.lab_id, x.principle, count(*)
    from subprojects s join subproject_principles x on x.subproject_id = s.subproject_id group by all
    union all
    select 'format', s.lab_id, x.format, count(*)
    from subprojects s join subproject_formats x on x.subproject_id = s.subproject_id where x.format <> 'other' group by all
),
shares as (
    select vocabulary, lab_id, term, n / sum(n) over (partition by vocabulary, lab_id) as share from counts
),
pairs as (
    select v.vocabulary, l.lab_id, t.term, coalesce(a.share, 0) as own, coalesce(b.share, 0) as other
    from (select distinct vocabulary from shares) v
    cross join (select distinct lab_id from shares where lab_id <> $lab) l
    join (select distinct vocabulary, term from shares) t on t.vocabulary = v.vocabulary
    left join shares a on a.vocabulary = v.vocabulary and a.lab_id = $lab and a.term = t.term
    left join shares b on b.vocabulary = v.vocabulary and b.lab_id = l.lab_id and b.term = t.term
),
alike as (
    select vocabulary, lab_id, coalesce(sum(least(own, other)) / nullif(sum(greatest(own, other)), 0), 0) as alike
    from pairs group by vocabulary, lab_id
)
select lab_id, avg(alike) as alike
from alike
group by lab_id
having sum(alike) > 0
order by alike desc, lab_id
limit 4
"""

INDICATOR_MAP = """
with units as (
    select ags, name_short as name, state_code, 'municipality' as level from municipalities
    union all
    select ags, name, state_code, 'district' from districts
)
select u.ags, u.name, u.state_code, v.value, g.reason
from indicators i
join units u on u.level = case when i.level = 'district' then 'district' else 'municipality' end
left join indicator_values v on v.indicator_id = i.indicator_id and v.year = $year and v.ags = u.ags
left join indicator_gaps g on g.indicator_id = i.indicator_id and g.year = $year and g.ags = u.ags
where i.indicator_id = $indicator and ($state = '' or u.state_code = $state)
order by u.name, u.ags
"""

# Medians of all years, of Germany (DE) and the states, over the inhabited municipalities or the districts.
INDICATOR_STATS = """
select scope, year, n, n_missing, q1, median, q3
from indicator_stats
where indicator_id = $indicator
order by scope, year
"""

PLACE_FIGURES = """
with place as (
    select ags, district_ags, state_code from municipalities where ags = $ags
    union all
    select ags, ags, state_code from districts where ags = $ags
)
select i.indicator_id, v.year, v.value, s.median as median_state, g.median as median_germany
from place p
join indicators i on (i.level = 'district' or length(p.ags) = 8)
join indicator_values v on v.indicator_id = i.indicator_id
                       and v.ags = case when i.level = 'district' then p.district_ags else p.ags end
left join indicator_stats s on s.indicator_id = v.indicator_id and s.year = v.year and s.scope = p.state_code
left join indicator_stats g on g.indicator_id = v.indicator_id and g.year = v.year and g.scope = 'DE'
where v.value is not null
order by i.indicator_id, v.year
"""

# The values compared, of the place and its peers; of their districts where an indicator exists only there.
COMPARE_ROWS = """
with focus as (select * from peer_units where ags = $ags),
listed as (
    select u.*, u.ags = $ags as is_focus from peer_units u join focus f on f.level = u.level
    where u.ags = $ags or list_contains(cast($peer as varchar[]), u.ags)
),
shown as (
    select i.indicator_id, case when i.level = 'district' then 'district' else f.level end as level, f.state_code
    from peer_indicators p
    join indicators i on i.indicator_id = p.indicator_id
    cross join focus f
    where p.is_compared
),
own as (
    select s.indicator_id, l.is_focus, v.value
    from shown s
    cross join listed l
    join peer_units u on u.level = s.level and u.ags = case when s.level = l.level then l.ags else l.district_ags end
    join peer_values v on v.level = s.level and v.indicator_id = s.indicator_id and v.unit_index = u.unit_index
),
around as (
    select s.indicator_id, median(v.value) as median_germany,
           median(v.value) filter (where u.state_code = s.state_code) as median_state
    from shown s
    join peer_values v on v.level = s.level and v.indicator_id = s.indicator_id
    join peer_units u on u.level = v.level and u.unit_index = v.unit_index
    group by s.indicator_id
)
select a.indicator_id, max(o.value) filter (where o.is_focus) as value,
       median(o.value) filter (where not o.is_focus) as median_peers, a.median_state, a.median_germany
from around a
left join own o on o.indicator_id = a.indicator_id
group by a.indicator_id, a.median_state, a.median_germany
order by a.indicator_id
"""

# d² = Σ weight of a group · mean squared z-difference over the variables both have, divided by the weight that is left.
COMPARE_DISTANCES = """
with weights as (
    select unnest(cast($group as varchar[])) as group_id, unnest(cast($weight as double[])) as weight
),
variables as (
    select v.level, v.group_id, v.indicator_id || '@' || v.year as feature
    from peer_variables v
    join peer_units f on f.ags = $ags and f.level = v.level
    where v.lens = $lens
          and (len(cast($variable as varchar[])) = 0 or list_contains(cast($variable as varchar[]), v.variable))
),
scores as (
    select u.ags, v.group_id, v.feature, s.z
    from variables v
    join peer_units u on u.level = v.level and (u.ags = $ags or list_contains(cast($peer as varchar[]), u.ags))
    join peer_scores s on s.level = v.level and s.feature = v.feature and s.unit_index = u.unit_index
),
by_group as (
    select p.ags, p.group_id, avg((p.z - f.z) * (p.z - f.z)) as squared
    from scores p
    join scores f on f.ags = $ags and f.feature = p.feature and f.group_id = p.group_id
    where p.ags <> $ags
    group by p.ags, p.group_id
)
select g.ags, u.name, sqrt(sum(w.weight * g.squared) / sum(w.weight)) as distance
from by_group g
join weights w on w.group_id = g.group_id
join peer_units u on u.ags = g.ags
group by g.ags, u.name
having sum(w.weight) >= 0.5 - 1e-9
order by distance, g.ags
"""

_LAB = {"lab": Key()}
_INDICATOR = {"indicator": Key("population"), "year": Key(2021, int)}
PAGES: Mapping[str, Twin] = {
    **{f"themes-by-{name}": Twin(sql) for name, sql in CROSSED.items()},
    "themes-alone": Twin(THEMES_ALONE),
    "network": Twin(NETWORK, {"role": Key(), "kind": Key()}),
    "lab-members": Twin(LAB_MEMBERS, _LAB),
    "lab-time": Twin(LAB_TIME, _LAB),
    "lab-similar": Twin(LAB_SIMILAR, _LAB),
    "indicator-map": Twin(INDICATOR_MAP, {**_INDICATOR, "state": Key()}),
    "indicator-stats": Twin(INDICATOR_STATS, {"indicator": Key("population")}),
    "place-figures": Twin(PLACE_FIGURES, {"ags": Key()}),
    "compare-rows": Twin(COMPARE_ROWS, {"ags": Key(), "peer": Key([])}),
    "compare-distances": Twin(
        COMPARE_DISTANCES,
        {
            "ags": Key(),
            "peer": Key([]),
            "lens": Key("structure"),
            "variable": Key([]),
            "group": Key([]),
            "weight": Key([], float),
        },
    ),
}
"""Key of a chart beyond the overview → its statement."""
