"""The columns of the indicator map against the table they come from."""

from __future__ import annotations

import json

import duckdb
import numpy as np
import pytest

from dashboard import db
from dashboard.build import Built
from dashboard.i18n import number
from dashboard.map_values import HEAD, value_file
from dashboard.queries import indicator_map, units

pytestmark = pytest.mark.usefixtures("real_data")

CASES = [
    ("population", 2023),
    ("broadband_1000mbit_households_pct", 2021),
    ("income_tax_share_eur_per_inhabitant", 2022),
    ("open_datasets_musterdatenkatalog", 2025),
    ("household_income_eur_per_inhabitant_month", 2021),
    ("turnout_federal_election_pct", 2025),
]


@pytest.fixture
def geometry_ags(built: Built) -> list[str]:
    file = next((built.database.parent / "geo").glob(indicator_map._geometry_file(built.database)))
    return list(json.loads(file.read_text())["ags"])


@pytest.mark.parametrize(("indicator", "year"), CASES)
def test_file_holds_the_values_of_the_table_in_the_order_of_the_geometry(
    indicator: str, year: int, geometry_ags: list[str], con: duckdb.DuckDBPyConnection
) -> None:
    item = indicator_map.indicator(indicator)
    assert item is not None
    length = 5 if item.level == "district" else 8
    sql = "select ags, value from indicator_values where indicator_id = ? and year = ? and length(ags) = ?"
    table = dict(con.execute(sql, [indicator, year, length]).fetchall())
    found = np.frombuffer(value_file(indicator, year), "<f4")[HEAD:]

    assert len(found) == len(geometry_ags)
    for ags, value in zip(geometry_ags, found.tolist(), strict=True):
        expected = table.get(ags[:length])
        if expected is None:
            assert np.isnan(value), ags
        else:
            assert number(round(value, item.decimals), "de", item.decimals) == number(expected, "de", item.decimals), ags
    assert {ags[:length] for ags in geometry_ags} >= set(table)


@pytest.mark.parametrize(("indicator", "year"), CASES)
def test_head_of_the_file_names_the_classes(indicator: str, year: int) -> None:
    head = np.frombuffer(value_file(indicator, year), "<f4")[:HEAD]
    lows = indicator_map.column(indicator).classes.lows

    assert head[0] == len(lows)
    assert head[1 : len(lows) + 1].tolist() == [np.float32(low) for low in lows]
    assert np.isnan(head[len(lows) + 1 :]).all()


def test_classing_the_numbers_of_the_file_gives_the_counts_of_the_legend() -> None:
    """The browser classes numbers of 32 bits; the legend counts those of 64."""
    for item in units.indicators():
        column = indicator_map.column(item.indicator_id)
        for year in indicator_map.years()[item.indicator_id]:
            numbers = np.frombuffer(value_file(item.indicator_id, year), "<f4")
            lows, values = numbers[2 : int(numbers[0]) + 1], numbers[HEAD:]
            in_browser = np.where(np.isnan(values), -1, np.searchsorted(lows, values, side="right"))

            assert (in_browser == column.classes.of(indicator_map.on_municipalities(item.indicator_id, year))).all()


def test_values_and_gaps_cover_every_unit(con: duckdb.DuckDBPyConnection) -> None:
    for item in units.indicators():
        column = indicator_map.column(item.indicator_id)
        for year, values in column.values.items():
            missing = column.classes.counts(values)[1]

            assert missing == sum(n for _, n in indicator_map.gaps(item.indicator_id, year)), (item.indicator_id, year)


def test_classes_are_the_same_in_all_years() -> None:
    column = indicator_map.column("broadband_1000mbit_households_pct")
    counts = {year: column.classes.counts(values)[0] for year, values in column.values.items()}

    assert len(counts) == 3
    assert counts[2019] != counts[2021]
    # Quintiles of all years: a fifth lies below each limit, but for the municipalities that share the value of the limit.
    known = np.sort(np.concatenate([values[~np.isnan(values)] for values in column.values.values()]))
    for fifths, high in enumerate(column.classes.highs[:-1], 1):
        n_below, n_up_to = np.searchsorted(known, high, "left"), np.searchsorted(known, high, "right")
        assert n_below <= fifths * len(known) / 5 <= n_up_to, high


def test_municipality_of_a_district_indicator_has_the_value_of_its_district(geometry_ags: list[str]) -> None:
    column = indicator_map.column("household_income_eur_per_inhabitant_month")
    on_map = indicator_map.on_municipalities("household_income_eur_per_inhabitant_month", 2021)
    merzenich = on_map[geometry_ags.index("05358040")]

    assert merzenich == column.values[2021][column.units.ags.index("05358")]


def test_unknown_indicator_or_year_is_an_error() -> None:
    with pytest.raises(KeyError):
        value_file("gibt-es-nicht", 2021)
    with pytest.raises(KeyError):
        value_file("population", 1999)


def test_names_stand_in_the_order_of_the_geometry(geometry_ags: list[str]) -> None:
    found = indicator_map.names()
    names, uninhabited, districts = found["names"], found["uninhabited"], found["districts"]
    assert isinstance(names, tuple)
    assert isinstance(uninhabited, list)
    assert isinstance(districts, dict)

    assert names[geometry_ags.index("05358040")] == "Merzenich"
    assert len(names) == len(geometry_ags)
    assert len(uninhabited) == 205
    assert (len(districts), districts["05358"]) == (400, "Kreis Düren")


def test_list_is_by_name_and_complete() -> None:
    item = indicator_map.indicator("population")
    assert item is not None
    rows = indicator_map.listed(item, 2023, "SL", 1000, 0)

    assert len(rows) == indicator_map.count_units(item.level, "SL") == 52
    assert [row["name"] for row in rows[:2]] == sorted(str(row["name"]) for row in rows)[:2]
    assert all(row["value"] is not None or row["reason"] is not None for row in rows)


def test_version_follows_the_database(small_database: db.Database) -> None:
    real = indicator_map.version()
    before = db.current()
    db.use(small_database)
    try:
        assert indicator_map.version() != real
    finally:
        db.use(before)
