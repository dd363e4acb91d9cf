"""Makes a database as if the programme had grown: up to ten million subprojects, a hundred thousand organisations.

    python tests/bench/generate.py 1000000 /tmp/large.duckdb

The municipal data and the 13 labs are the real ones. Subprojects repeat the shares of the real ones: of evidence, status,
precision of dates, number of terms; six in ten have the themes (and so on) of a real one, the others a mix of their own.
Eleven words of each text are invented. As in real texts their number grows with the 0.6th power of the length (Heaps' law):
450 thousand words at a million subprojects, 1.7 million at ten. What the screen reads is then made by the build's own SQL.
Nothing of this ever reaches the product.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from dashboard.build import ensure_built
from dashboard.build.database import run_sql
from dashboard.build.words import write_words
from dashboard.config import load_settings

N_ORGANISATIONS = 100_000
MAX_EVENTS = 100_000
_MADE_BY_SQL = (
    "view search_texts",
    "view subproject_periods",
    "table thing_texts",
    "table lab_rows",
    "table lab_kinds",
    "table theme_sets",
    "table principle_sets",
    "table format_sets",
    "table target_group_sets",
    "table subproject_rows",
    "table subproject_groups",
    "table subproject_pairs",
    "table subproject_manners",
    "table counted_rows",
    "table words",
    "table word_blocks",
    "table word_rows",
    "table member_rows",
    "table event_rows",
)
_FORMATS = (
    "Bürgerwerkstatt Ideenportal Zukunftsforum Datenatlas Beteiligungsplattform Reallabor Dialogreihe Ortsgespräch "
    "Mitmachkarte Ehrenamtsbörse Digitalwerkstatt Bürgerrat Planspiel Haushaltsforum Quartiersgespräch Jugendforum "
    "Klimawerkstatt Dorfladen Mobilitätstag Sprechstunde"
).split()
_FORMATS_EN = (
    "Citizens'-workshop Idea-portal Futures-forum Data-atlas Participation-platform Living-lab Dialogue-series Local-talk "
    "Map-to-join Volunteer-exchange Digital-workshop Citizens'-assembly Simulation-game Budget-forum Neighbourhood-talk "
    "Youth-forum Climate-workshop Village-shop Mobility-day Office-hour"
).split()


def _list(words: list[str]) -> str:
    return "[" + ", ".join("'" + word.replace("'", "''").replace("-", " ") + "'" for word in words) + "]"


# 64 syllables of three letters.
_SYLLABLES = "".join(
    f"{first}{vowel}{last}" for first, vowel in zip("bdfghjklmnprstvw", "aeiou" * 4, strict=False) for last in "nrst"
)
_WORD = """
create temp macro syllable(x) as substr('{syllables}', 1 + 3 * (x % 64), 3);
-- A number from 0, small ones most often: Zipf's and Mandelbrot's law.
create temp macro rank_of(x) as cast(floor(500 * (pow((x % 1000000000 + 1) / 1e9, -1.5) - 1)) as bigint);
create temp macro spelled(x) as syllable(x) || syllable(x // 64)
    || case when x >= 4096 then syllable(x // 4096) else '' end
    || case when x >= 262144 then syllable(x // 262144) else '' end
    || case when x >= 16777216 then syllable(x // 16777216) else '' end;
create temp macro invented(x) as spelled(rank_of(h(x)));
create temp macro five(x) as
    concat_ws(' ', invented(x), invented(x + 1), invented(x + 2), invented(x + 3), invented(x + 4));
"""

# One row per subproject with everything drawn by chance, in the order of the labs, so that rows of a lab lie together.
_DRAWN = """
create temp macro h(x) as cast(hash(x) // 4 as bigint);

create temp table real_ones as
select cast(row_number() over (order by subproject_id) - 1 as integer) as i, *
from subprojects;

create temp table lab_shares as
select lab_id, sum(n) over (order by position) / sum(n) over () as upper
from (select l.lab_id, l.position, count(*) as n from subprojects s join labs l on l.lab_id = s.lab_id group by all);

create temp table towns as
select cast(row_number() over (order by ags) - 1 as integer) as i, ags, name_short as town
from municipalities
where is_inhabited;

set variable n_real = (select count(*) from real_ones);
set variable n_towns = (select count(*) from towns);
set variable n_labs = (select count(*) from labs);

create temp table drawn as
with numbered as (
    select i,
           i / {n} as share,
           h(i) % getvariable('n_real') as model,
           h(i + 1000000007) % getvariable('n_towns') as town,
           h(i + 2000000011) % 20 as word,
           h(i + 3000000019) % 10 as own_mix,
           h(i + 4000000007) % 1000 as day,
           h(i + 5000000029) as mix,
           h(i + 6000000007) % getvariable('n_real') as theme_model,
           h(i + 7000000027) % getvariable('n_real') as principle_model,
           h(i + 8000000033) % getvariable('n_real') as format_model,
           h(i + 9000000041) % getvariable('n_real') as target_group_model
    from range({n}) as numbers(i)
)
select printf('s-%08d', n.i) as subproject_id,
       (select lab_id from lab_shares where upper > n.share order by upper limit 1) as lab_id,
       n.*
from numbered n;
"""

_SUBPROJECTS = """
create temp table kept_columns as select * from subprojects limit 0;
create or replace table subprojects as
with made as (
    select d.subproject_id, d.lab_id,
           {formats}[d.word + 1] || ' ' || t.town || ' ' || invented(d.i * 11) as title_de,
           {formats_en}[d.word + 1] || ' ' || t.town || ' ' || invented(d.i * 11) as title_en,
           'In ' || t.town || ' kamen Menschen aus Verwaltung, Vereinen und Nachbarschaft zusammen: '
               || {formats}[d.word + 1] || ' ' || five(d.i * 11 + 1) || '. ' || left(r.summary_de, 120) as summary_de,
           'In ' || t.town || ' people from administration, associations and neighbourhood met: '
               || {formats_en}[d.word + 1] || ' ' || five(d.i * 11 + 6) || '. ' || left(r.summary_en, 120) as summary_en,
           r.themes, r.principles, r.formats, r.target_groups, r.status, r.evidence, r.source_url,
           case when r.start_date is null and r.end_date is null then null else r.date_precision end as date_precision,
           case when r.start_date is not null then date '2020-01-01' + cast(d.day as integer) end as first_day,
           case when r.end_date is not null then date '2020-06-01' + cast(d.day as integer) end as last_day
    from drawn d
    join real_ones r on r.i = d.model
    join towns t on t.i = d.town
)
select subproject_id, lab_id, title_de, title_en, summary_de, summary_en, themes, principles, formats, target_groups,
       case date_precision
           when 'day' then strftime(first_day, '%Y-%m-%d') when 'month' then strftime(first_day, '%Y-%m')
           when 'quarter' then year(first_day) || '-Q' || quarter(first_day) else cast(year(first_day) as varchar)
       end as start_date,
       case date_precision
           when 'day' then strftime(last_day, '%Y-%m-%d') when 'month' then strftime(last_day, '%Y-%m')
           when 'quarter' then year(last_day) || '-Q' || quarter(last_day) else cast(year(last_day) as varchar)
       end as end_date,
       date_precision, status, evidence, cast(null as varchar) as url, source_url, cast(null as varchar) as note_de,
       case when date_precision = 'day' then first_day else cast(date_trunc(date_precision, first_day) as date) end
           as start_earliest,
       case when date_precision = 'day' then first_day
            else cast(date_trunc(date_precision, first_day) + {step} - interval 1 day as date) end as start_latest,
       case when date_precision = 'day' then last_day else cast(date_trunc(date_precision, last_day) as date) end
           as end_earliest,
       case when date_precision = 'day' then last_day
            else cast(date_trunc(date_precision, last_day) + {step} - interval 1 day as date) end as end_latest
from made;
-- Stops when the real table has other columns.
insert into kept_columns select * from subprojects limit 0;
drop table kept_columns;
"""
_STEP = (
    "case date_precision when 'month' then interval 1 month when 'quarter' then interval 3 month else interval 1 year end"
)

# Bridges: most follow a real subproject, the others have up to three terms drawn one by one, the first ones more often.
_BRIDGE = """
create temp table real_bridge as
select r.i, x.{term}
from {table} x
join real_ones r on r.subproject_id = x.subproject_id;

create temp table terms as
select cast(row_number() over (order by position) - 1 as integer) as i, term_id
from vocabulary
where vocabulary = '{term}';

delete from {table};
insert into {table}
select d.subproject_id, b.{term}
from drawn d
join real_bridge b on b.i = d.{term}_model
where d.own_mix < 6;
insert into {table}
select distinct d.subproject_id, t.term_id
from drawn d
cross join range(3) as draws(k)
join terms t on t.i = cast(floor(
    (select count(*) from terms) * pow((h(d.mix + k * 97 + {salt}) % 10000) / 10000.0, 1.6)) as integer)
where d.own_mix >= 6 and k <= h(d.mix + {salt}) % 3;

drop table real_bridge;
drop table terms;
"""

_OTHERS = """
delete from subproject_places;
insert into subproject_places by name
select d.subproject_id, t.ags, t.town as place
from drawn d
join towns t on t.i = d.town
where d.own_mix < 5;

insert into organisations by name
select printf('o-%06d', n.i) as organisation_id,
       ['Verein', 'Initiative', 'Genossenschaft', 'Stiftung', 'Bürgerverein', 'Werkstatt'][h(n.i) % 6 + 1] || ' ' || t.town
           || ' ' || n.i as name,
       ['civil_society', 'company', 'university'][h(n.i + 17) % 3 + 1] as kind,
       t.town as place, t.ags, 'DE' as country
from range({n_organisations}) as n(i)
join towns t on t.i = h(n.i + 29) % getvariable('n_towns');

insert into memberships by name
select l.lab_id, o.organisation_id, case when h(o.organisation_id) % 3 = 0 then 'associated' else 'partner' end as role
from (select organisation_id, h(organisation_id || 'lab') as h from organisations where organisation_id like 'o-%') o
cross join range(2) as k(k)
join labs l on l.position = 1 + (o.h + k * 5) % getvariable('n_labs')
where k = 0 or o.h % 10 = 0;

insert into events by name
select printf('e-%06d', n.i) as event_id, l.lab_id, strftime(day, '%Y-%m-%d') as start_date, 'day' as date_precision,
       'public_event' as kind, 'Treffen ' || n.i as title_de, 'Meeting ' || n.i as title_en, t.town as place,
       day as start_earliest, day as start_latest
from (select i, date '2020-01-01' + cast(h(i) % 1090 as integer) as day from range({n_events}) as numbers(i)) n
join labs l on l.position = 1 + h(n.i + 41) % getvariable('n_labs')
join towns t on t.i = h(n.i + 43) % getvariable('n_towns');
"""


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    """Note how long a step took."""
    begin = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - begin
    print(f"  {name}: {seconds[name]:.1f} s", flush=True)


def generate(n: int, path: Path, *, memory: str = "4GB") -> dict[str, float]:
    """Write a database with n subprojects; returns the seconds of each step."""
    seconds: dict[str, float] = {}
    path.unlink(missing_ok=True)
    shutil.copy(ensure_built(load_settings()).database, path)
    with duckdb.connect(path, config={"memory_limit": memory, "threads": "2"}) as con:
        for thing in _MADE_BY_SQL:
            con.execute(f"drop {thing}")
        with timed(seconds, "draw"):
            con.execute(_DRAWN.format(n=n))
            con.execute(_WORD.format(syllables=_SYLLABLES))
        with timed(seconds, "subprojects"):
            lists = {"formats": _list(_FORMATS), "formats_en": _list(_FORMATS_EN)}
            con.execute(_SUBPROJECTS.format(step=_STEP, **lists))
        with timed(seconds, "terms"):
            for salt, term in enumerate(("theme", "principle", "format", "target_group")):
                con.execute(_BRIDGE.format(table=f"subproject_{term}s", term=term, salt=salt * 13))
        with timed(seconds, "organisations, events, places"):
            con.execute(_OTHERS.format(n_organisations=N_ORGANISATIONS, n_events=min(n // 50, MAX_EVENTS)))
        con.execute("drop table drawn; drop table real_ones; drop table towns; drop table lab_shares")
        for name in ("search", "rows"):
            with timed(seconds, f"{name}.sql"):
                run_sql(con, name)
        with timed(seconds, "words"):
            write_words(con)
        con.execute("update build_info set value = value || '-large' where key = 'data_version'")
        with timed(seconds, "checkpoint"):
            con.execute("checkpoint")
    return seconds


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subprojects", type=int)
    parser.add_argument("database", type=Path)
    parser.add_argument("--memory", default="4GB", help="memory DuckDB may use while it builds")
    given = parser.parse_args()
    seconds = generate(given.subprojects, given.database, memory=given.memory)
    size = given.database.stat().st_size / 1e6
    print(f"{given.database}: {given.subprojects:,} subprojects, {size:,.0f} MB, {sum(seconds.values()):.0f} s")


if __name__ == "__main__":
    main()
