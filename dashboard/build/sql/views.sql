-- Derived tables and views. Standard SQL without list columns, so that a translator can carry it to another engine.

create view lab_members as
select
    m.lab_id,
    m.organisation_id,
    m.role,
    o.name,
    o.kind,
    o.place,
    o.ags,
    o.country,
    case
        when o.kind = 'municipality' and length(o.ags) = 8 then 'municipality'
        when o.kind = 'district' and length(o.ags) = 5 then 'district'
    end as level
from memberships m
join organisations o on o.organisation_id = m.organisation_id;

-- The main source of an indicator comes first.
create view indicator_sources as
select indicator_id, source_id, 1 as position
from indicators
union all
select indicator_id, source_id, 2 as position
from indicator_further_sources;
