-- Units of the two gates, and all values by level. Population and density of a district come from its register;
-- no other municipal figure is added up for districts, since weights such as households are not in the data.

create view peer_inputs as
with own_values as (
    select case when length(ags) = 8 then 'municipality' else 'district' end as level, ags, indicator_id, year, value
    from indicator_values
    union all
    select 'district', ags, 'population', 2021, cast(population_2021 as double)
    from districts
    union all
    select 'district', ags, 'population_density_per_km2', 2021, population_2021 / area_km2
    from districts
)
select o.level, o.ags, o.indicator_id, o.year, o.value
from own_values o
where o.value is not null
    and not exists (
        select 1
        from peer_not_for n
        where n.indicator_id = o.indicator_id and n.ags = substr(o.ags, 1, 5)
    );

-- Berlin, Hamburg and the city of Bremen are Land and municipality in one. Bremerhaven is an ordinary city.
create table peer_units as
with single_districts as (
    select district_ags
    from municipalities
    where is_inhabited
    group by district_ags
    having count(*) = 1
),
changed as (
    select ags_old as ags
    from ags_changes
    where period_from >= '2021-12-31' and kind <> 'continues'
    union
    select ags_new as ags
    from ags_changes
    where period_from >= '2021-12-31' and kind <> 'continues'
),
units as (
    select
        'municipality' as level,
        ags,
        name_short as name,
        state_code,
        district_ags,
        population_2021 as population,
        regiostar7_code as regiostar7,
        case
            when population_2021 < 1000 then '1-999'
            when population_2021 < 2000 then '1000-1999'
            when population_2021 < 5000 then '2000-4999'
            when population_2021 < 10000 then '5000-9999'
            when population_2021 < 20000 then '10000-19999'
            when population_2021 < 50000 then '20000-49999'
            when population_2021 < 100000 then '50000-99999'
            when population_2021 < 500000 then '100000-499999'
            else '500000-'
        end as size_class,
        replace(replace(lower(association_type_de), 'ü', 'ue'), ' ', '-') as unit_type,
        association_type_de as unit_type_de
    from municipalities
    where is_inhabited
    union all
    select
        'district' as level,
        ags,
        name,
        state_code,
        ags as district_ags,
        population_2021 as population,
        null as regiostar7,
        case
            when population_2021 < 100000 then '1-99999'
            when population_2021 < 200000 then '100000-199999'
            when population_2021 < 400000 then '200000-399999'
            else '400000-'
        end as size_class,
        case when type_de in ('Kreisfreie Stadt', 'Stadtkreis') then 'kreisfreie-stadt' else 'landkreis' end as unit_type,
        case when type_de in ('Kreisfreie Stadt', 'Stadtkreis') then 'Kreisfreie Stadt' else 'Landkreis' end as unit_type_de
    from districts
)
select
    u.level,
    cast(row_number() over (partition by u.level order by u.ags) - 1 as integer) as unit_index,
    u.ags,
    u.name,
    u.state_code,
    u.district_ags,
    u.population,
    u.regiostar7,
    u.size_class,
    u.unit_type,
    u.unit_type_de,
    u.ags in ('02000000', '04011000', '11000000', '02000', '04011', '11000') as is_city_state,
    s.district_ags is not null as has_own_district,
    c.ags is not null as changed_after_2021
from units u
left join single_districts s on s.district_ags = u.district_ags
left join changed c on c.ags = u.ags
order by u.level, u.ags;

-- The engine reads these rows in the order in which they lie.
create table peer_values as
select i.level, i.indicator_id, u.unit_index, i.value
from peer_inputs i
join peer_indicators p on p.indicator_id = i.indicator_id and p.year = i.year
join peer_units u on u.level = i.level and u.ags = i.ags
where p.is_compared
order by i.level, i.indicator_id, u.unit_index;

-- Of each indicator the first and the last year from 2019 to 2023 that most units have, and the values of both.
create table peer_changes as
with years as (
    select level, indicator_id, year, count(*) as n
    from peer_inputs
    where year between 2019 and 2023
    group by level, indicator_id, year
),
well_known as (
    select level, indicator_id, min(year) as first_year, max(year) as last_year
    from (select *, max(n) over (partition by level, indicator_id) as most from years)
    where n > most / 2
    group by level, indicator_id
)
select w.level, w.indicator_id, w.first_year, w.last_year, u.unit_index, i.first_value, i.last_value
from well_known w
join (
    select i.level, i.indicator_id, i.ags,
           max(i.value) filter (where i.year = w.first_year) as first_value,
           max(i.value) filter (where i.year = w.last_year) as last_value
    from peer_inputs i
    join well_known w on w.level = i.level and w.indicator_id = i.indicator_id
    where w.first_year < w.last_year and i.year in (w.first_year, w.last_year)
    group by i.level, i.indicator_id, i.ags
    having count(*) = 2
) i on i.level = w.level and i.indicator_id = w.indicator_id
join peer_units u on u.level = i.level and u.ags = i.ags
order by w.level, w.indicator_id, u.unit_index;
