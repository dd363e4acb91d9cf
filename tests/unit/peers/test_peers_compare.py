"""The focus beside its peers: values, medians and words."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.peers.compare import Comparer, axis, deviation, spread, spread_of_few, what_makes_us_different
from dashboard.peers.engine import PeerEngine
from dashboard.peers.model import ComparisonRow, PeerRequest

MERZENICH, ESSEN = "05358040", "05113000"


def rows(comparer: Comparer, ags: str) -> dict[str, ComparisonRow]:
    return {row.indicator_id: row for row in comparer.rows(comparer.engine.peers(PeerRequest(ags)))}


@pytest.mark.parametrize(
    ("own", "peers", "transform", "number", "word"),
    [
        (12.0, [8.0, 10.0, 12.0], "none", 1.0, "similar"),
        (13.0, [8.0, 10.0, 12.0], "none", 1.5, "higher"),
        (7.0, [8.0, 10.0, 12.0], "none", -1.5, "lower"),
        (200.0, [10.0, 100.0, 1000.0], "log", np.log(2) / np.log(10), "similar"),
        (1000.0, [50.0, 100.0, 200.0], "log", np.log(10) / np.log(2), "higher"),
        (5.0, [5.0, 5.0, 5.0], "none", 0.0, "similar"),
        (6.0, [5.0, 5.0, 5.0], "none", None, "higher"),
        (6.0, [5.0, None, 7.0], "none", None, None),
        (None, [5.0, 6.0, 7.0], "none", None, None),
    ],
)
def test_words(own: float | None, peers: list[float | None], transform: str, number: float | None, word: str | None) -> None:
    found, said = deviation(own, peers, transform)

    assert said == word
    assert found == (None if number is None else pytest.approx(number))


def test_spread_counts_what_is_missing() -> None:
    found = spread(np.array([1.0, np.nan, 3.0, 2.0]))

    assert (found.n, found.n_missing, found.q1, found.median, found.q3) == (3, 1, 1.5, 2.0, 2.5)
    assert spread(np.array([np.nan])).median is None


def test_axis_reaches_three_scaled_mads_but_not_beyond_the_values() -> None:
    assert axis(np.array([0.0, 9.0, 10.0, 11.0, 100.0]), "none") == pytest.approx((10 - 3 * 1.4826, 10 + 3 * 1.4826))
    assert axis(np.array([9.0, 10.0, 11.0]), "none") == (9, 11)


def test_medians_equal_the_ones_of_the_build(comparer: Comparer, con: duckdb.DuckDBPyConnection) -> None:
    """The build computes them in SQL over the indicator's own level; values that are not applicable are left out here."""
    stats = con.execute(
        "select indicator_id, year, scope, n, n_missing, median, q1, q3 from indicator_stats where scope in ('DE', 'NW')"
    ).fetchall()
    known = {(indicator, year, scope): numbers for indicator, year, scope, *numbers in stats}
    found = rows(comparer, MERZENICH)
    found.pop("municipal_debt_eur_per_inhabitant")

    for row in found.values():
        for scope, mine in (("DE", row.country), ("NW", row.state)):
            n, n_missing, *quartiles = known[row.indicator_id, row.year, scope]
            assert (mine.n, mine.n_missing) == (n, n_missing), row.indicator_id
            assert [mine.median, mine.q1, mine.q3] == pytest.approx(quartiles), row.indicator_id


def test_a_district_value_is_never_a_municipalitys_own(comparer: Comparer) -> None:
    found = rows(comparer, MERZENICH)

    assert {row.level for row in found.values()} == {"municipality", "association", "district"}
    assert all(row.is_own == (row.level != "district") for row in found.values())
    assert found["household_income_eur_per_inhabitant_month"].value == 1899
    assert found["household_income_eur_per_inhabitant_month"].country.n == 400


def test_a_value_of_an_association_is_not_its_members_own(comparer: Comparer) -> None:
    assert rows(comparer, MERZENICH)["income_tax_share_eur_per_inhabitant"].is_own
    assert not rows(comparer, "07231021")["income_tax_share_eur_per_inhabitant"].is_own


def test_a_city_that_is_its_own_district_owns_the_districts_values(comparer: Comparer) -> None:
    assert all(row.is_own for row in rows(comparer, ESSEN).values())


def test_districts_are_compared_by_what_districts_have(comparer: Comparer) -> None:
    found = rows(comparer, "05358")

    assert {row.level for row in found.values()} == {"district"}
    assert found["population"].value == 266_771
    assert "broadband_100mbit_households_pct" not in found


def test_debt_of_a_city_state_is_not_applicable_rather_than_zero(comparer: Comparer) -> None:
    assert rows(comparer, "11000000")["municipal_debt_eur_per_inhabitant"].value is None
    assert rows(comparer, "14612000")["municipal_debt_eur_per_inhabitant"].value == 0


def test_merzenich_by_hand(comparer: Comparer) -> None:
    """Figures read from the source tables for the ten peers, median taken by hand."""
    forest = rows(comparer, MERZENICH)["land_forest_share_pct"]

    assert (forest.value, forest.peers.n, forest.word) == (8.8, 10, "lower")
    assert forest.peers.median == pytest.approx(20.15)
    assert forest.country.median == pytest.approx(26.3)
    assert len(forest.peer_values) == 10


def test_what_makes_merzenich_different(engine: PeerEngine) -> None:
    found = what_makes_us_different(engine, engine.peers(PeerRequest(MERZENICH)))

    assert [(item.variable, item.word) for item in found[:4]] == [
        ("forest", "lower"),
        ("settled", "higher"),
        ("jobs", "lower"),
        ("agriculture", "higher"),
    ]
    numbers = [abs(item.deviation) for item in found if item.deviation is not None]
    assert numbers == sorted(numbers, reverse=True)
    assert {item.word for item in found[4:]} == {"similar"}


def test_without_peers_there_are_rows_but_no_words(comparer: Comparer) -> None:
    result = comparer.engine.peers(PeerRequest("03159016", "digital"))

    found = comparer.rows(result)

    assert found
    assert all(row.word is None and row.peers.n == 0 for row in found)
    assert what_makes_us_different(comparer.engine, result) == ()


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=25))
def test_spread_of_few_is_the_spread(values: list[float | None]) -> None:
    whole = spread(np.array([np.nan if value is None else value for value in values], dtype=float))
    few = spread_of_few(values)

    assert (few.n, few.n_missing) == (whole.n, whole.n_missing)
    if whole.n:
        assert (few.q1, few.median, few.q3) == pytest.approx((whole.q1, whole.median, whole.q3), rel=1e-9, abs=1e-9)
    else:
        assert (few.q1, few.median, few.q3) == (None, None, None)
