-- What text search looks through: one row per thing, lower case, without accents, ß as ss
-- (the twin of dashboard.filters.fold). The texts of subprojects stand in subproject_rows, the view search_texts has all.
create table thing_texts (kind varchar, id varchar, text varchar);

insert into thing_texts
select 'lab', l.lab_id, strip_accents(replace(lower(concat_ws(' ', l.name_de, l.name_en, l.short_name, l.region_de,
       l.region_en, l.focus_de, l.focus_en, m.names)), 'ß', 'ss'))
from labs l
left join (
    select ms.lab_id, string_agg(o.name, ' ' order by o.name) as names
    from memberships ms
    join organisations o on o.organisation_id = ms.organisation_id
    group by ms.lab_id
) m on m.lab_id = l.lab_id;

insert into thing_texts
select 'organisation', o.organisation_id, strip_accents(replace(lower(concat_ws(' ', o.name, o.place, m.labs)), 'ß', 'ss'))
from organisations o
left join (
    select ms.organisation_id, string_agg(l.short_name, ' ' order by l.position) as labs
    from memberships ms
    join labs l on l.lab_id = ms.lab_id
    group by ms.organisation_id
) m on m.organisation_id = o.organisation_id;

insert into thing_texts
select 'event', e.event_id, strip_accents(replace(lower(concat_ws(' ', e.title_de, e.title_en, e.place, l.short_name,
       l.name_de)), 'ß', 'ss'))
from events e
left join labs l on l.lab_id = e.lab_id;

-- When a subproject may have run, for filters by year: an unknown end counts as open only if the source says that
-- the work went on; else only the start is taken. NULL: no date known.
create view subproject_periods as
select subproject_id,
       coalesce(start_earliest, end_earliest) as first_day,
       coalesce(end_latest, case when status = 'continued' and start_earliest is not null then date '9999-12-31'
                                 else start_latest end) as last_day
from subprojects;
