-- What the screen reads: one wide row per thing, so that filters need no joins. Everything here repeats other tables.
-- lab: place of the lab in display order, from 0. themes, principles, formats, target_groups: one bit per term, bit 0 for the
-- term at position 1; a vocabulary may grow to 63 terms, beyond that the build stops. theme_set and the like: number of the
-- combination.

create table lab_rows as
select
    cast(row_number() over (order by l.position) - 1 as smallint) as lab,
    l.lab_id,
    l.position,
    l.short_name,
    l.states,
    coalesce(p.n_municipalities, 0) as n_municipalities,
    st.text
from labs l
join thing_texts st on st.kind = 'lab' and st.id = l.lab_id
left join (
    select lab_id, count(distinct organisation_id) as n_municipalities
    from lab_members
    where kind = 'municipality' and country = 'DE' and role in ('lead', 'partner')
    group by lab_id
) p on p.lab_id = l.lab_id
order by l.position;

create table lab_kinds as
select distinct lab_id, kind
from lab_members
order by lab_id, kind;

create table subproject_bits as
select
    s.rowid as subproject_no,
    coalesce(t.themes, 0) as themes,
    coalesce(p.principles, 0) as principles,
    coalesce(f.formats, 0) as formats,
    coalesce(g.target_groups, 0) as target_groups
from subprojects s
left join (
    select x.subproject_id, cast(sum(cast(1 as bigint) << (v.position - 1)) as bigint) as themes
    from subproject_themes x
    join vocabulary v on v.vocabulary = 'theme' and v.term_id = x.theme
    group by x.subproject_id
) t on t.subproject_id = s.subproject_id
left join (
    select x.subproject_id, cast(sum(cast(1 as bigint) << (v.position - 1)) as bigint) as principles
    from subproject_principles x
    join vocabulary v on v.vocabulary = 'principle' and v.term_id = x.principle
    group by x.subproject_id
) p on p.subproject_id = s.subproject_id
left join (
    select x.subproject_id, cast(sum(cast(1 as bigint) << (v.position - 1)) as bigint) as formats
    from subproject_formats x
    join vocabulary v on v.vocabulary = 'format' and v.term_id = x.format
    group by x.subproject_id
) f on f.subproject_id = s.subproject_id
left join (
    select x.subproject_id, cast(sum(cast(1 as bigint) << (v.position - 1)) as bigint) as target_groups
    from subproject_target_groups x
    join vocabulary v on v.vocabulary = 'target_group' and v.term_id = x.target_group
    group by x.subproject_id
) g on g.subproject_id = s.subproject_id;

create table theme_sets as
select
    cast(row_number() over (order by b.themes) - 1 as integer) as theme_set,
    b.themes,
    string_agg(v.term_id, ';' order by v.term_id) as theme_keys,
    string_agg(v.label_de, '; ' order by v.position) as labels_de,
    string_agg(v.label_en, '; ' order by v.position) as labels_en
from (select distinct themes from subproject_bits) as b
left join vocabulary v on v.vocabulary = 'theme' and (b.themes & (cast(1 as bigint) << (v.position - 1))) <> 0
group by b.themes
order by theme_set;

create table principle_sets as
select cast(row_number() over (order by principles) - 1 as integer) as principle_set, principles
from (select distinct principles from subproject_bits) as found
order by principle_set;

create table format_sets as
select cast(row_number() over (order by formats) - 1 as integer) as format_set, formats
from (select distinct formats from subproject_bits) as found
order by format_set;

create table target_group_sets as
select cast(row_number() over (order by target_groups) - 1 as integer) as target_group_set, target_groups
from (select distinct target_groups from subproject_bits) as found
order by target_group_set;

-- lane: place in the timeline, lab by lab. title_rank: place by title in each language, as in a dictionary (DIN 5007).
create table subproject_order as
select
    s.rowid as subproject_no,
    cast(row_number() over (
        order by l.lab, coalesce(s.start_earliest, s.end_earliest) nulls last, s.subproject_id
    ) as integer) as lane,
    cast(row_number() over (order by strip_accents(replace(lower(s.title_de), 'ß', 'ss')), s.subproject_id) as integer)
        as title_rank_de,
    cast(row_number() over (order by strip_accents(replace(lower(s.title_en), 'ß', 'ss')), s.subproject_id) as integer)
        as title_rank_en
from subprojects s
join lab_rows l on l.lab_id = s.lab_id;

-- subproject_no: row in the table subprojects, from 0. evidence_step: position in the vocabulary, from 0. first_year,
-- last_year: 0 when no date is known. first_quarter: of the possible start, years × 4 and quarters from 0.
create table subproject_rows as
select
    o.lane,
    cast(s.rowid as integer) as subproject_no,
    o.title_rank_de,
    o.title_rank_en,
    l.lab,
    cast(ve.position - 1 as smallint) as evidence_step,
    cast(1 << (ve.position - 1) as smallint) as evidence_bit,
    b.themes as theme_bits,
    ts.theme_set,
    b.principles as principle_bits,
    ps.principle_set,
    b.formats as format_bits,
    fs.format_set,
    b.target_groups as target_group_bits,
    gs.target_group_set,
    coalesce(cast(year(p.first_day) as smallint), 0) as first_year,
    coalesce(cast(year(p.last_day) as smallint), 0) as last_year,
    cast(year(p.first_day) * 4 + quarter(p.first_day) - 1 as smallint) as first_quarter,
    strip_accents(replace(replace(replace(replace(lower(concat_ws(' ', s.title_de, s.title_en, s.summary_de, s.summary_en,
        lb.short_name, lb.name_de, lb.region_de, sp.places)), 'ß', 'ss'), 'ä', 'a'), 'ö', 'o'), 'ü', 'u')) as text,
    s.subproject_id,
    s.lab_id,
    l.short_name as lab_name,
    l.states,
    s.title_de,
    s.title_en,
    s.start_date,
    s.end_date,
    s.date_precision,
    s.start_earliest,
    s.start_latest,
    s.end_earliest,
    s.end_latest,
    s.evidence,
    s.status,
    vs.label_de as status_de,
    vs.label_en as status_en,
    ts.theme_keys as themes,
    ts.labels_de as theme_labels_de,
    ts.labels_en as theme_labels_en,
    s.source_url,
    cast(1 as integer) as n
from subprojects s
join subproject_order o on o.subproject_no = s.rowid
join lab_rows l on l.lab_id = s.lab_id
join labs lb on lb.lab_id = s.lab_id
join subproject_bits b on b.subproject_no = s.rowid
join theme_sets ts on ts.themes = b.themes
join principle_sets ps on ps.principles = b.principles
join format_sets fs on fs.formats = b.formats
join target_group_sets gs on gs.target_groups = b.target_groups
join subproject_periods p on p.subproject_id = s.subproject_id
join vocabulary ve on ve.vocabulary = 'evidence' and ve.term_id = s.evidence
join vocabulary vs on vs.vocabulary = 'status' and vs.term_id = s.status
left join (
    select subproject_id, string_agg(place, ' ' order by place) as places
    from subproject_places
    group by subproject_id
) sp on sp.subproject_id = s.subproject_id
order by o.lane;

drop table subproject_bits;

drop table subproject_order;

-- Subprojects counted beforehand, n in a row: what each of the statements in queries/row_sql.py counts further while nothing is
-- chosen that is null here. With millions of subprojects these are a tenth of the rows or less.
create table subproject_groups as
select
    lab,
    evidence_step,
    evidence_bit,
    theme_bits,
    theme_set,
    cast(null as bigint) as principle_bits,
    cast(null as bigint) as format_bits,
    cast(null as bigint) as target_group_bits,
    first_year,
    last_year,
    first_quarter,
    cast(count(*) as integer) as n
from subproject_rows
group by lab, evidence_step, evidence_bit, theme_bits, theme_set, first_year, last_year, first_quarter
order by lab, theme_set, evidence_step, first_quarter, last_year;

create table subproject_pairs as
select
    lab,
    evidence_step,
    evidence_bit,
    theme_bits,
    theme_set,
    principle_bits,
    principle_set,
    cast(null as bigint) as format_bits,
    cast(null as bigint) as target_group_bits,
    first_year,
    last_year,
    cast(count(*) as integer) as n
from subproject_rows
group by lab, evidence_step, evidence_bit, theme_bits, theme_set, principle_bits, principle_set, first_year, last_year
order by lab, theme_set, principle_set, evidence_step, first_year, last_year;

create table subproject_manners as
select
    lab,
    evidence_step,
    evidence_bit,
    cast(null as bigint) as theme_bits,
    cast(null as bigint) as principle_bits,
    format_bits,
    format_set,
    target_group_bits,
    target_group_set,
    first_year,
    last_year,
    cast(count(*) as integer) as n
from subproject_rows
group by lab, evidence_step, evidence_bit, format_bits, format_set, target_group_bits, target_group_set, first_year,
    last_year
order by lab, format_set, target_group_set, evidence_step, first_year, last_year;

-- Where each subproject was counted: its row, from 0, in each of the three tables. In lane order, like subproject_rows.
create table counted_rows as
select
    cast(g.rowid as integer) as group_no,
    cast(p.rowid as integer) as pair_no,
    cast(m.rowid as integer) as manner_no
from subproject_rows r
join subproject_groups g
    on g.lab = r.lab and g.evidence_step = r.evidence_step and g.theme_set = r.theme_set and g.first_year = r.first_year
    and g.last_year = r.last_year and g.first_quarter is not distinct from r.first_quarter
join subproject_pairs p
    on p.lab = r.lab and p.evidence_step = r.evidence_step and p.theme_set = r.theme_set
    and p.principle_set = r.principle_set and p.first_year = r.first_year and p.last_year = r.last_year
join subproject_manners m
    on m.lab = r.lab and m.evidence_step = r.evidence_step and m.format_set = r.format_set
    and m.target_group_set = r.target_group_set and m.first_year = r.first_year and m.last_year = r.last_year
order by r.lane;

create view search_texts as
select kind, id, text
from thing_texts
union all
select 'subproject' as kind, subproject_id as id, text
from subproject_rows;

-- One row per organisation and lab. name_rank: place by name.
create table member_rows as
select
    l.lab,
    cast(dense_rank() over (order by strip_accents(replace(lower(o.name), 'ß', 'ss')), o.organisation_id) as integer)
        as name_rank,
    o.organisation_id,
    o.kind,
    st.text,
    m.lab_id,
    l.short_name as lab_name,
    o.name,
    v.label_de as kind_de,
    v.label_en as kind_en,
    o.place,
    o.ags,
    o.country,
    o.website,
    vr.label_de as role_de,
    vr.label_en as role_en,
    m.source_url
from memberships m
join organisations o on o.organisation_id = m.organisation_id
join lab_rows l on l.lab_id = m.lab_id
join thing_texts st on st.kind = 'organisation' and st.id = o.organisation_id
join vocabulary v on v.vocabulary = 'organisation_kind' and v.term_id = o.kind
join vocabulary vr on vr.vocabulary = 'role' and vr.term_id = m.role
order by name_rank, lab;

-- lab: null for events of the programme. lane: place in the timeline. day_rank: place by date.
create table event_rows as
select
    cast(row_number() over (order by e.lab_id, e.start_earliest, e.event_id) as integer) as lane,
    cast(row_number() over (order by e.start_earliest, e.event_id) as integer) as day_rank,
    l.lab,
    cast(year(e.start_earliest) as smallint) as first_year,
    cast(year(e.start_latest) as smallint) as last_year,
    st.text,
    e.event_id,
    e.lab_id,
    l.short_name as lab_name,
    e.start_date,
    e.end_date,
    e.date_precision,
    e.start_earliest,
    e.start_latest,
    e.kind,
    v.label_de as kind_de,
    v.label_en as kind_en,
    e.title_de,
    e.title_en,
    e.place,
    e.ags,
    e.source_url,
    e.note_de
from events e
join thing_texts st on st.kind = 'event' and st.id = e.event_id
join vocabulary v on v.vocabulary = 'event_kind' and v.term_id = e.kind
left join lab_rows l on l.lab_id = e.lab_id
order by lane;
