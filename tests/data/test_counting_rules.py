"""The real tables give the numbers of the counting rules in data/README.md."""

from __future__ import annotations

import duckdb
import pytest

ROWS = {
    "labs": 13,
    "organisations": 136,
    "memberships": 133,
    "programme_bodies": 8,
    "subprojects": 66,
    "subproject_places": 89,
    "events": 89,
    "documents": 100,
    "predecessor_municipalities": 9,
    "published_counts": 27,
    "municipalities": 10_994,
    "districts": 400,
    "states": 16,
    "indicators": 58,
    "indicator_values": 751_214,
    "ags_changes": 70,
}


def one(con: duckdb.DuckDBPyConnection, sql: str) -> object:
    row = con.execute(sql).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(("table", "rows"), ROWS.items(), ids=ROWS.keys())
def test_rows_of_the_tables(con: duckdb.DuckDBPyConnection, table: str, rows: int) -> None:
    assert con.table(table).shape[0] == rows


def test_municipalities_as_lead_or_partner(con: duckdb.DuckDBPyConnection) -> None:
    counted = one(
        con,
        "select count(distinct organisation_id) from lab_members "
        "where kind = 'municipality' and country = 'DE' and role in ('lead', 'partner')",
    )

    assert counted == 37


def test_municipalities_with_those_that_only_took_part(con: duckdb.DuckDBPyConnection) -> None:
    counted = one(
        con, "select count(distinct organisation_id) from lab_members where kind = 'municipality' and country = 'DE'"
    )

    assert counted == 40


def test_strasbourg_and_haguenau_are_members_but_not_counted(con: duckdb.DuckDBPyConnection) -> None:
    members = con.execute("select distinct place, ags from lab_members where country = 'FR' order by place").fetchall()

    assert members == [("Haguenau", None), ("Strasbourg", None)]


def test_districts(con: duckdb.DuckDBPyConnection) -> None:
    assert one(con, "select count(distinct organisation_id) from lab_members where kind = 'district'") == 4


def test_municipalities_districts_and_the_regional_association_add_up_to_the_published_42(
    con: duckdb.DuckDBPyConnection,
) -> None:
    association = one(
        con, "select count(distinct organisation_id) from lab_members where name = 'Verband Region Rhein-Neckar'"
    )
    published = one(con, "select value from published_counts where count_id = 'kommunen'")

    assert association == 1
    assert published == 37 + 4 + 1


def test_civil_society_as_lead_or_partner(con: duckdb.DuckDBPyConnection) -> None:
    counted = one(
        con,
        "select count(distinct organisation_id) from lab_members "
        "where kind = 'civil_society' and role in ('lead', 'partner')",
    )

    assert counted == 29


def test_other_non_public_partners(con: duckdb.DuckDBPyConnection) -> None:
    counted = one(
        con,
        "select count(distinct organisation_id) from lab_members "
        "where kind in ('civil_society', 'company', 'other', 'research') and role in ('lead', 'partner')",
    )

    assert counted == 45


def test_universities_as_lead_or_partner(con: duckdb.DuckDBPyConnection) -> None:
    counted = one(
        con,
        "select count(distinct organisation_id) from lab_members where kind = 'university' and role in ('lead', 'partner')",
    )

    assert counted == 7


def test_subprojects_by_evidence(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("select evidence, count(*) from subprojects group by evidence").fetchall()

    assert dict(rows) == {"result": 24, "reported": 21, "announced": 8, "plan": 13}


def test_subprojects_without_date_and_with_unknown_status(con: duckdb.DuckDBPyConnection) -> None:
    undated = one(con, "select count(*) from subprojects where start_date is null and end_date is null")
    unknown = one(con, "select count(*) from subprojects where status = 'unknown'")

    assert (undated, unknown) == (27, 39)


def test_labs_lie_in_eight_states(con: duckdb.DuckDBPyConnection) -> None:
    assert one(con, "select count(distinct state) from lab_states") == 8


def test_grants_of_seven_labs_are_unknown(con: duckdb.DuckDBPyConnection) -> None:
    row = con.execute(
        "select count(*) filter (where funding_eur is null), min(funding_eur), max(funding_eur) from labs"
    ).fetchone()

    assert row == (7, 179_800, 200_000)


def test_one_lab_has_no_named_lead(con: duckdb.DuckDBPyConnection) -> None:
    labs = con.execute("select short_name from labs where lead_organisation_id is null").fetchall()

    assert len(labs) == 1
    assert labs[0][0].startswith("Würzburg")


def test_over_100_is_the_sum_of_both_published_groups(con: duckdb.DuckDBPyConnection) -> None:
    values = dict(
        con.execute(
            "select count_id, value from published_counts "
            "where count_id in ('kommunen', 'zivilgesellschaft', 'akteure-gesamt')"
        ).fetchall()
    )

    assert values == {"kommunen": 42, "zivilgesellschaft": 59, "akteure-gesamt": 100}
    assert values["kommunen"] + values["zivilgesellschaft"] > values["akteure-gesamt"]


def test_inhabited_municipalities(con: duckdb.DuckDBPyConnection) -> None:
    row = con.execute(
        "select count(*) filter (where is_inhabited), count(*) filter (where not is_inhabited) from municipalities"
    ).fetchone()

    assert row == (10_789, 205)


def test_every_programme_term_is_used(con: duckdb.DuckDBPyConnection) -> None:
    """A theme nobody has would be an empty row in the matrix; `quarter` is a form of date the README allows."""
    unused = con.execute(
        "select vocabulary, term_id from vocabulary v where not exists (select 1 from ("
        "select 'theme' as vocabulary, theme as term_id from subproject_themes "
        "union all select 'principle', principle from subproject_principles "
        "union all select 'format', format from subproject_formats "
        "union all select 'target_group', target_group from subproject_target_groups "
        "union all select 'state', state from lab_states "
        "union all select 'organisation_kind', kind from organisations "
        "union all select 'role', role from memberships "
        "union all select 'status', status from subprojects "
        "union all select 'evidence', evidence from subprojects "
        "union all select 'event_kind', kind from events "
        "union all select 'document_kind', kind from documents "
        "union all select 'date_precision', date_precision from events "
        ") u where u.vocabulary = v.vocabulary and u.term_id = v.term_id) and v.vocabulary in ('theme', 'principle', "
        "'format', 'target_group', 'state', 'organisation_kind', 'role', 'status', 'evidence', 'event_kind', "
        "'document_kind', 'date_precision')"
    ).fetchall()

    assert unused == [("date_precision", "quarter")]
