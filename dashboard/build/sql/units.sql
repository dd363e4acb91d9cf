-- The values of a unit beside its place among all, and why values are missing: what a municipality page reads in one
-- go, so rows of a unit lie together. n_lower, n_lower_state: units of the same level with a lower value, in Germany and
-- in the same state. Values that municipalities carry for a district indicator (independent cities) are left out: the
-- district has them.

create table unit_values as
with units as (
    select 'municipality' as level, ags, state_code
    from municipalities
    where is_inhabited
    union all
    select 'district' as level, ags, state_code
    from districts
),
known as (
    select
        v.ags,
        v.indicator_id,
        v.year,
        v.value,
        cast(rank() over (partition by v.indicator_id, v.year order by v.value) - 1 as integer) as n_lower,
        cast(rank() over (partition by v.indicator_id, v.year, u.state_code order by v.value) - 1 as integer) as n_lower_state
    from indicator_values v
    join indicators i on i.indicator_id = v.indicator_id
    join units u
        on u.ags = v.ags
        and u.level = case when i.level = 'district' then 'district' else 'municipality' end
    where v.value is not null
)
select ags, indicator_id, year, value, n_lower, n_lower_state, null as reason
from known
union all
select ags, indicator_id, year, null, null, null, reason
from indicator_gaps
order by ags, indicator_id, year;
