-- Each indicator over the units of its own level: districts, or inhabited municipalities (values of associations count
-- once for each member municipality). Unweighted: a village weighs as much as a city.

create table indicator_stats as
with units as (
    select 'municipality' as level, ags, state_code
    from municipalities
    where is_inhabited
    union all
    select 'district' as level, ags, state_code
    from districts
),
unit_scopes as (
    select level, ags, 'DE' as scope
    from units
    union all
    select level, ags, state_code as scope
    from units
),
unit_counts as (
    select level, scope, count(*) as n_units
    from unit_scopes
    group by level, scope
),
placed as (
    select v.indicator_id, v.year, u.level, u.scope, v.value
    from indicator_values v
    join indicators i on i.indicator_id = v.indicator_id
    join unit_scopes u
        on u.ags = v.ags
        and u.level = case when i.level = 'district' then 'district' else 'municipality' end
),
summary as (
    select
        indicator_id,
        year,
        level,
        scope,
        count(*) as n,
        avg(value) as mean,
        quantile_cont(value, 0.5) as median,
        quantile_cont(value, 0.25) as q1,
        quantile_cont(value, 0.75) as q3,
        min(value) as minimum,
        max(value) as maximum
    from placed
    group by indicator_id, year, level, scope
),
spread as (
    select p.indicator_id, p.year, p.scope, quantile_cont(abs(p.value - s.median), 0.5) as mad
    from placed p
    join summary s on s.indicator_id = p.indicator_id and s.year = p.year and s.scope = p.scope
    group by p.indicator_id, p.year, p.scope
)
select
    s.indicator_id,
    s.year,
    s.scope,
    cast(s.n as integer) as n,
    cast(c.n_units - s.n as integer) as n_missing,
    s.mean,
    s.median,
    s.q1,
    s.q3,
    d.mad,
    s.minimum,
    s.maximum
from summary s
join spread d on d.indicator_id = s.indicator_id and d.year = s.year and d.scope = s.scope
join unit_counts c on c.level = s.level and c.scope = s.scope
order by s.indicator_id, s.year, s.scope;
