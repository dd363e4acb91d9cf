"""National totals, gaps and outlines of the real municipal data."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from dashboard.build import Built


def test_population_of_germany(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select year, sum(value) from indicator_values where indicator_id = 'population' group by year order by year"
    ).fetchall()

    totals = {year: round(total) for year, total in rows}
    assert totals[2019] == 83_166_711
    assert totals[2021] == 83_237_124
    assert totals[2020] == pytest.approx(83_155_031, rel=0.0001)
    assert totals[2022] == pytest.approx(84_358_845, rel=0.0005)
    assert totals[2023] == pytest.approx(84_669_326, rel=0.002)


def test_area_of_germany(con: duckdb.DuckDBPyConnection) -> None:
    row = con.execute("select sum(area_km2) from municipalities").fetchone()

    assert row is not None
    assert row[0] == pytest.approx(357_583.9, abs=0.1)


@pytest.mark.parametrize(
    ("indicator_id", "year", "gigawatts"),
    [("pv_capacity_kw", 2021, 60.1), ("wind_onshore_capacity_kw", 2021, 55.9), ("pv_capacity_kw", 2023, 81.9)],
)
def test_renewable_capacity_is_that_of_the_register(
    con: duckdb.DuckDBPyConnection, indicator_id: str, year: int, gigawatts: float
) -> None:
    row = con.execute(
        "select sum(value) / 1e6 from indicator_values where indicator_id = $indicator_id and year = $year",
        {"indicator_id": indicator_id, "year": year},
    ).fetchone()

    # The sums in SOURCES.md include the 30 municipalities whose keys of 2021 could not be matched.
    assert row is not None
    assert row[0] == pytest.approx(gigawatts, rel=0.01)


def test_register_and_districts_agree(con: duckdb.DuckDBPyConnection) -> None:
    differing = con.execute(
        "select d.ags from districts d join (select district_ags, sum(population_2021) as population, "
        "count(*) filter (where is_inhabited) as n from municipalities group by district_ags) m on m.district_ags = d.ags "
        "where m.population <> d.population_2021 or m.n <> d.n_municipalities"
    ).fetchall()

    assert differing == []


def test_every_gap_of_the_population_is_a_changed_territory(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select year, status, reason, count(*) from indicator_gaps where indicator_id = 'population' "
        "group by all order by all"
    ).fetchall()

    assert rows == [(2022, "unknown", "territory_changed", 5), (2023, "unknown", "territory_changed", 30)]


def test_nothing_about_inhabitants_is_said_of_places_without_any(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        "select count(distinct g.ags), bool_and(not m.is_inhabited) from indicator_gaps g "
        "join municipalities m on m.ags = g.ags where g.reason = 'uninhabited'"
    ).fetchone()

    assert rows == (205, True)


def test_value_or_reason_exists_for_each_unit_indicator_and_year(con: duckdb.DuckDBPyConnection) -> None:
    """Values and gaps together cover all units of the level; independent cities may carry values of districts too."""
    incomplete = con.execute(
        "select y.indicator_id, y.year from (select distinct indicator_id, year from indicator_values) y "
        "join indicators i on i.indicator_id = y.indicator_id "
        "where (select count(*) from indicator_values v where v.indicator_id = y.indicator_id and v.year = y.year "
        "and length(v.ags) = case when i.level = 'district' then 5 else 8 end) "
        "+ (select count(*) from indicator_gaps g where g.indicator_id = y.indicator_id and g.year = y.year) "
        "<> case when i.level = 'district' then 400 else 10994 end"
    ).fetchall()

    assert incomplete == []


def test_no_unit_has_both_a_value_and_a_reason_for_missing(con: duckdb.DuckDBPyConnection) -> None:
    both = con.execute(
        "select count(*) from indicator_gaps g join indicator_values v "
        "on v.indicator_id = g.indicator_id and v.year = g.year and v.ags = g.ags"
    ).fetchone()

    assert both == (0,)


def test_reasons_are_terms_of_the_vocabulary(con: duckdb.DuckDBPyConnection) -> None:
    unknown = con.execute(
        "select distinct reason from indicator_gaps where reason not in "
        "(select term_id from vocabulary where vocabulary = 'gap_reason') union all "
        "select distinct status from indicator_gaps where status not in "
        "(select term_id from vocabulary where vocabulary = 'value_status')"
    ).fetchall()

    assert unknown == []


def test_median_of_the_population_counts_municipalities_not_inhabitants(con: duckdb.DuckDBPyConnection) -> None:
    values = con.execute("select population_2021 from municipalities where is_inhabited").fetchnumpy()["population_2021"]
    row = con.execute(
        "select n, median, mad from indicator_stats where indicator_id = 'population' and year = 2021 and scope = 'DE'"
    ).fetchone()

    median = float(np.median(values))
    assert row == (10_789, median, float(np.median(np.abs(values - median))))


@pytest.mark.parametrize(("level", "units"), [("municipality", 10_994), ("district", 400), ("state", 16)])
def test_every_unit_has_an_outline_and_an_inner_point(con: duckdb.DuckDBPyConnection, level: str, units: int) -> None:
    outlines = con.execute(
        "select count(distinct ags) from outlines where level = $level and not is_hole", {"level": level}
    ).fetchone()
    points = con.execute("select count(*) from inner_points where level = $level", {"level": level}).fetchone()

    assert (outlines, points) == ((units,), (units,))


def test_register_points_lie_within_the_country(con: duckdb.DuckDBPyConnection) -> None:
    outside = con.execute(
        "select count(*) from municipalities, (select min(x_km) as x0, max(x_km) as x1, min(y_km) as y0, max(y_km) as y1 "
        "from outlines where level = 'state') where not (x_km between x0 and x1 and y_km between y0 and y1)"
    ).fetchone()

    assert outside == (0,)


def test_map_files_keep_their_budget(con: duckdb.DuckDBPyConnection, built: Built) -> None:
    """Compressed: the ground is in the first view (40 kB), the canvas of all municipalities is loaded on demand."""
    sizes = dict(con.execute("select name, brotli_bytes from geo_files").fetchall())

    assert sizes["ground-light"] < 40_000
    assert sizes["ground-dark"] < 40_000
    assert sizes["municipalities"] < 260_000
    assert set(sizes) == set(built.geo)
