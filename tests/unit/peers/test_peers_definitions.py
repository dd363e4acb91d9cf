"""The definitions in data/peers keep the rules of the method."""

from __future__ import annotations

from itertools import combinations

import duckdb
import numpy as np
import pytest

from dashboard.peers.engine import PeerEngine
from dashboard.peers.model import Lens

# Correlated above 0.8 within a group, with the reason written in groups.csv.
EXPLAINED = {("agriculture", "forest")}


@pytest.fixture(scope="module")
def lenses(engine: PeerEngine) -> list[Lens]:
    return [lens for level in engine.levels for lens in engine.lenses(level)]


def test_every_level_starts_with_the_structure_lens(engine: PeerEngine) -> None:
    assert [lens.lens for lens in engine.lenses("municipality")] == ["structure", "economy", "digital", "settlement"]
    assert [lens.lens for lens in engine.lenses("district")] == ["structure", "economy", "settlement"]


def test_four_or_five_groups_of_two_to_four_variables(lenses: list[Lens]) -> None:
    """Public finance has one variable: below district level there is no other figure."""
    for lens in lenses:
        assert len(lens.groups) in (4, 5), lens.lens
        for group in lens.groups:
            least = 1 if (lens.level, lens.lens, group.group_id) == ("municipality", "structure", "finance") else 2
            assert least <= len(group.variables) <= 4, (lens.lens, group.group_id)


def test_no_variable_is_correlated_above_0_8_with_another_of_its_group_unless_explained(engine: PeerEngine) -> None:
    for level in engine.levels.values():
        for data in level.lenses.values():
            names = [variable.variable for variable in data.lens.variables]
            z = np.where(data.space.known > 0, data.space.z, np.nan)
            for a, b in combinations(range(len(names)), 2):
                both = ~np.isnan(z[a]) & ~np.isnan(z[b])
                if data.space.group[a] == data.space.group[b] and (names[a], names[b]) not in EXPLAINED:
                    assert abs(np.corrcoef(z[a, both], z[b, both])[0, 1]) < 0.8, (data.lens.lens, names[a], names[b])


def test_the_explained_pair_is_as_correlated_as_its_reason_says(engine: PeerEngine) -> None:
    data = engine.levels["municipality"].lenses["structure"]
    names = [variable.variable for variable in data.lens.variables]
    a, b = data.space.z[names.index("agriculture")], data.space.z[names.index("forest")]
    (reason,) = [group.reason_de for group in data.lens.groups if group.group_id == "land"]

    assert np.corrcoef(a, b)[0, 1] == pytest.approx(-0.84, abs=0.005)
    assert "r = −0,84" in reason


def test_every_variable_is_known_for_at_least_97_percent(engine: PeerEngine) -> None:
    for level in engine.levels.values():
        for data in level.lenses.values():
            assert data.space.known.mean(axis=1).min() > 0.97, data.lens.lens


def test_no_outcome_and_no_project_variable_is_in_a_lens(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select distinct i.topic from peer_variables v join indicators i on i.indicator_id = v.indicator_id order by 1"
    ).fetchall()
    open_data = con.execute(
        "select count(*) from peer_variables where indicator_id like 'open_data%' or indicator_id like 'turnout%'"
    ).fetchone()

    assert "democracy" not in {topic for (topic,) in found}
    assert open_data == (0,)


def test_municipal_lenses_use_no_value_of_a_district(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        """
        select distinct i.level
        from peer_variables v
        join indicators i on i.indicator_id = v.indicator_id
        where v.level = 'municipality'
        order by 1
        """
    ).fetchall()

    assert {level for (level,) in found} == {"association", "municipality"}


def test_lenses_and_comparison_show_an_indicator_in_the_same_year_and_scale(con: duckdb.DuckDBPyConnection) -> None:
    """Only the position of 2019 in the digital lens is older than what the comparison shows."""
    found = con.execute(
        """
        select v.variable
        from peer_variables v
        join peer_indicators p on p.indicator_id = v.indicator_id
        where v.year <> p.year or v.transform <> p.transform
        order by 1
        """
    ).fetchall()

    assert {variable for (variable,) in found} == {"broadband_100_2019", "broadband_1000_2019"}


def test_every_indicator_is_compared_or_says_why_not(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        """
        select count(*), count(p.reason_de), count(*) filter (where p.is_compared)
        from indicators i
        left join peer_indicators p on p.indicator_id = i.indicator_id
        """
    ).fetchone()

    assert found == (58, 58, 47)
