"""Statements of the datasets that no page lists as a whole: what files, API and table pages read.

Every statement takes some of the parameters of `dashboard.datasets`: those of `Filters.sql_params` for what belongs to the
programme, and the lists $ags, $district, $indicator, $topic, $level, $year, $vocabulary for the register and its figures
(an empty list restricts nothing). Each ends with an order that is unique, so that pages of a file never overlap.
"""

from __future__ import annotations

from dashboard.queries.selection import NO_LAB_FILTERS, SELECTION, TEXT_MATCHES


def _words(*columns: str) -> str:
    """Condition: all words of the text search occur in the columns; the twin of dashboard.filters.fold."""
    text = f"strip_accents(replace(lower(concat_ws(' ', {', '.join(columns)})), 'ß', 'ss'))"
    return " and ".join(f"contains({text}, $word{index})" for index in range(1, 7))


def _listed(parameter: str, column: str) -> str:
    """Condition: the list is empty or contains the value."""
    kind = "integer[]" if parameter == "year" else "varchar[]"
    return f"(len(cast(${parameter} as {kind})) = 0 or list_contains(cast(${parameter} as {kind}), {column}))"


MEMBERSHIPS = (
    SELECTION
    + f"""
select m.lab_id, l.short_name as lab, m.organisation_id, o.name as organisation, m.role,
       vr.label_de as role_de, vr.label_en as role_en, o.kind, v.label_de as kind_de, v.label_en as kind_en,
       o.place, o.ags, o.country, m.source_url, m.note_de, 'CC BY 4.0' as licence
from memberships m
join pool on pool.lab_id = m.lab_id
join labs l on l.lab_id = m.lab_id
join organisations o on o.organisation_id = m.organisation_id
join vocabulary v on v.vocabulary = 'organisation_kind' and v.term_id = o.kind
join vocabulary vr on vr.vocabulary = 'role' and vr.term_id = m.role
join search_texts st on st.kind = 'organisation' and st.id = o.organisation_id
where {_listed("kind", "o.kind")} and {TEXT_MATCHES}
order by l.position, vr.position, o.name, m.organisation_id
"""
)

SUBPROJECT_PLACES = (
    SELECTION
    + """
select p.subproject_id, case when $lang = 'de' then s.title_de else s.title_en end as title, s.lab_id,
       l.short_name as lab, p.ags, p.place, s.evidence, s.source_url, 'CC BY 4.0' as licence
from subs
join subprojects s on s.subproject_id = subs.subproject_id
join subproject_places p on p.subproject_id = s.subproject_id
join labs l on l.lab_id = s.lab_id
order by p.subproject_id, p.ags nulls last, p.place
"""
)

DOCUMENTS = (
    SELECTION
    + f"""
select d.document_id, d.title, d.lab_id, l.short_name as lab, d.year, d.kind, v.label_de as kind_de,
       v.label_en as kind_en, d.publisher, d.language, d.url, d.source_url, 'CC BY 4.0' as licence
from documents d
left join labs l on l.lab_id = d.lab_id
join vocabulary v on v.vocabulary = 'document_kind' and v.term_id = d.kind
where {_words("d.title", "d.publisher", "l.short_name")}
      and (($from_year is null and $to_year is null)
           or (d.year >= coalesce($from_year, 0) and d.year <= coalesce($to_year, 9999)))
      and (d.lab_id in (select lab_id from pool) or (d.lab_id is null and {NO_LAB_FILTERS}))
order by l.position nulls first, d.year nulls last, d.document_id
"""
)

PROGRAMME_BODIES = """
select b.organisation_id, o.name, b.role_de, b.role_en, o.place, o.ags, o.website, b.source_url, b.note_de,
       'CC BY 4.0' as licence
from programme_bodies b
join organisations o on o.organisation_id = b.organisation_id
order by b.organisation_id
"""

PREDECESSOR_MUNICIPALITIES = """
select predecessor_id, organisation_id, name, ags, source_url, note_de, 'CC BY 4.0' as licence
from predecessor_municipalities
order by predecessor_id
"""

PUBLISHED_COUNTS = f"""
select count_id, lab_id, label_de, label_en, value, unit, as_of, stated_by, source_url, note_de, 'CC BY 4.0' as licence
from published_counts
where {_words("label_de", "label_en", "stated_by")}
order by count_id
"""

VOCABULARY = f"""
select vocabulary, position, term_id, label_de, label_en, definition_de, definition_en, 'CC BY 4.0' as licence
from vocabulary
where {_listed("vocabulary", "vocabulary")} and {_words("term_id", "label_de", "label_en", "definition_de")}
order by vocabulary, position
"""

MUNICIPALITIES = f"""
select m.* exclude (x_km, y_km)
from municipalities m
where {_listed("ags", "m.ags")} and {_listed("state", "m.state_code")} and {_listed("district", "m.district_ags")}
      and {_words("m.name", "m.name_short")}
order by m.ags
"""

DISTRICTS = f"""
select d.*
from districts d
where {_listed("ags", "d.ags")} and {_listed("state", "d.state_code")} and {_words("d.name")}
order by d.ags
"""

STATES = f"""
select s.*
from states s
where {_listed("ags", "s.ags")} and {_listed("state", "s.code")} and {_words("s.name", "s.name_en")}
order by s.ags
"""

INDICATORS = f"""
select i.indicator_id, i.position, i.topic, vt.label_de as topic_de, vt.label_en as topic_en,
       i.* exclude (indicator_id, position, topic), y.first_year, y.last_year, y.n_values
from indicators i
join vocabulary vt on vt.vocabulary = 'indicator_topic' and vt.term_id = i.topic
left join (
    select indicator_id, min(year) as first_year, max(year) as last_year, count(*) as n_values
    from indicator_values
    group by indicator_id
) y on y.indicator_id = i.indicator_id
where {_listed("indicator", "i.indicator_id")} and {_listed("topic", "i.topic")} and {_listed("level", "i.level")}
      and {_words("i.label_de", "i.label_en", "i.description_de", "i.description_en")}
order by i.position
"""

_VALUES_WHERE = f"""
where v.indicator_id between $first_indicator and $last_indicator
      and {_listed("indicator", "v.indicator_id")} and {_listed("topic", "i.topic")} and {_listed("level", "i.level")}
      and {_listed("year", "v.year")} and {_listed("ags", "v.ags")}
"""

# $first_indicator and $last_indicator let the database skip what it need not read: the table lies in this order.
INDICATOR_VALUES = f"""
select v.indicator_id, case when $lang = 'de' then i.label_de else i.label_en end as indicator, v.year, v.ags,
       coalesce(m.name_short, d.name) as area, coalesce(m.state_code, d.state_code) as state_code, v.value,
       case when $lang = 'de' then i.unit_de else i.unit_en end as unit, i.level, i.source_id
from indicator_values v
join indicators i on i.indicator_id = v.indicator_id
left join municipalities m on m.ags = v.ags
left join districts d on d.ags = v.ags
{_VALUES_WHERE}
      and {_listed("state", "coalesce(m.state_code, d.state_code)")}
      and {_listed("district", "coalesce(m.district_ags, d.ags)")}
order by v.indicator_id, v.year, v.ags
"""

# Pieces of about a hundred thousand rows: few enough to sort in some MB, enough that planning each does not count.
INDICATOR_VALUES_PARTS = f"""
select min(indicator_id) as first_indicator, max(indicator_id) as last_indicator
from (
    select v.indicator_id, sum(count(*)) over (order by v.indicator_id) // 100000 as piece
    from indicator_values v
    join indicators i on i.indicator_id = v.indicator_id
    {_VALUES_WHERE}
    group by v.indicator_id
)
group by piece
order by first_indicator
"""

INDICATOR_GAPS = f"""
select g.indicator_id, case when $lang = 'de' then i.label_de else i.label_en end as indicator, g.year, g.ags,
       coalesce(m.name_short, d.name) as area, coalesce(m.state_code, d.state_code) as state_code,
       g.status, vs.label_de as status_de, vs.label_en as status_en,
       g.reason, vr.label_de as reason_de, vr.label_en as reason_en
from indicator_gaps g
join indicators i on i.indicator_id = g.indicator_id
join vocabulary vs on vs.vocabulary = 'value_status' and vs.term_id = g.status
join vocabulary vr on vr.vocabulary = 'gap_reason' and vr.term_id = g.reason
left join municipalities m on m.ags = g.ags
left join districts d on d.ags = g.ags
where {_listed("indicator", "g.indicator_id")} and {_listed("year", "g.year")} and {_listed("ags", "g.ags")}
      and {_listed("state", "coalesce(m.state_code, d.state_code)")}
order by g.indicator_id, g.year, g.ags
"""

AGS_CHANGES = f"""
select c.period_from, c.period_to, c.ags_old, c.name_old, c.ags_new, c.name_new, c.kind, v.label_de as kind_de,
       v.label_en as kind_en, c.area_share_of_old, c.population_share_of_old, c.effective_date_legal
from ags_changes c
join vocabulary v on v.vocabulary = 'territorial_change' and v.term_id = c.kind
where {_words("c.name_old", "c.name_new", "c.ags_old", "c.ags_new")}
order by c.period_from, c.ags_old, c.ags_new
"""

SOURCES = f"""
select s.*
from sources s
where {_words("s.title", "s.publisher", "s.licence")}
order by s.source_id
"""

VERSIONS = f"""
select v.*
from versions v
where {_words("v.data_version", "v.note_de", "v.note_en")}
order by v.position desc
"""

CHANGES = f"""
select c.*
from changes c
join versions v on v.data_version = c.data_version
where {_words("c.data_version", "c.table_name", "c.record", "c.field")}
order by v.position desc, c.position
"""


def no_rows(statement: str) -> str:
    """A statement without its rows: what remains are names and types of the columns."""
    return f"select * from ({statement}) limit 0"
