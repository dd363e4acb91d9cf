-- Why a unit has no value of an indicator in a year in which others have one. Zero is a value and does not occur here.
--
-- The reason is the first that applies; each rests on a statement in data/SOURCES.md or in the description of the
-- indicator: a list that is no complete survey; no inhabitants; a territory changed before the status the source
-- refers to; a base below the limit of the indicator (fewer than 100 inhabitants, or unemployed persons are known but
-- not their rate, which needs 50 persons of working age); else the usual reason of the indicator.

create table indicator_gaps as
with years as (
    select distinct indicator_id, year
    from indicator_values
),
units as (
    select 'municipality' as level, ags, is_inhabited, population_2019
    from municipalities
    union all
    select 'district' as level, ags, true as is_inhabited, null as population_2019
    from districts
),
changed as (
    select ags, min(period_from) as unchanged_until
    from (
        select ags_old as ags, period_from
        from ags_changes
        union all
        select ags_new as ags, period_from
        from ags_changes
    ) as both_sides
    where period_from >= '2021-12-31'
    group by ags
),
missing as (
    select
        y.indicator_id,
        y.year,
        u.ags,
        u.is_inhabited,
        u.population_2019,
        i.needs_inhabitants,
        i.default_gap_reason,
        coalesce(i.territory_date, cast(y.year as varchar) || '-12-31') as territory_date
    from years y
    join indicators i on i.indicator_id = y.indicator_id
    join units u on u.level = case when i.level = 'district' then 'district' else 'municipality' end
    left join indicator_values v on v.indicator_id = y.indicator_id and v.year = y.year and v.ags = u.ags
    where v.ags is null
),
reasons as (
    select
        m.indicator_id,
        m.year,
        m.ags,
        case
            when not m.is_inhabited and m.needs_inhabitants then 'uninhabited'
            when m.default_gap_reason = 'not_listed' then 'not_listed'
            when c.unchanged_until < m.territory_date then 'territory_changed'
            when m.indicator_id = 'unemployed_per_100_working_age' and n.value is not null then 'small_base'
            when m.indicator_id = 'population_change_2019_2023_pct' and m.population_2019 < 100 then 'small_base'
            else m.default_gap_reason
        end as reason
    from missing m
    left join changed c on c.ags = m.ags
    left join indicator_values n
        on n.indicator_id = 'unemployed_persons'
        and n.year = m.year
        and n.ags = m.ags
)
select
    indicator_id,
    year,
    ags,
    case reason
        when 'uninhabited' then 'not_applicable'
        when 'small_base' then 'suppressed'
        else 'unknown'
    end as status,
    reason
from reasons
order by indicator_id, year, ags;
