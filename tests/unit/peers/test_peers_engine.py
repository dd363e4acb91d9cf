"""The engine on the real data: independent distances, lists that must and must not come out, hard cases."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist, pdist
from scipy.stats import zscore

from dashboard import db
from dashboard.peers import scale
from dashboard.peers.engine import PeerEngine, UnknownUnitError
from dashboard.peers.model import PeerRequest

MERZENICH, ESSEN, BERLIN, HAMBURG, BREMEN, BREMERHAVEN = (
    "05358040",
    "05113000",
    "11000000",
    "02000000",
    "04011000",
    "04012000",
)

# (indicator, year, logarithm, share of the squared distance at equal weights), written down independently of data/peers.
STRUCTURE = [
    ("population", 2021, True, 1 / 10),
    ("population_density_per_km2", 2021, True, 1 / 10),
    ("unemployed_per_100_working_age", 2021, False, 1 / 10),
    ("employees_at_workplace_per_1000_inhabitants", 2020, True, 1 / 10),
    ("income_tax_share_eur_per_inhabitant", 2021, False, 1 / 5),
    ("land_settlement_traffic_share_pct", 2021, True, 1 / 20),
    ("land_agriculture_share_pct", 2021, False, 1 / 20),
    ("land_forest_share_pct", 2021, False, 1 / 20),
    ("one_two_family_house_share_pct", 2021, False, 1 / 20),
    ("broadband_100mbit_households_pct", 2021, False, 1 / 10),
    ("broadband_1000mbit_households_pct", 2021, False, 1 / 10),
]


@pytest.fixture(scope="module")
def matrix(database: db.Database) -> pd.DataFrame:
    """z-scores of the structure lens, from the raw tables by pandas and scipy; one row per inhabited municipality."""
    con = database.cursor()
    units = con.execute("select ags from municipalities where is_inhabited order by ags").df()["ags"]
    values = con.execute("select ags, indicator_id, year, value from indicator_values where length(ags) = 8").df()
    wide = values.pivot(index="ags", columns=["indicator_id", "year"], values="value").reindex(units)
    columns = {}
    for indicator, year, is_log, _ in STRUCTURE:
        x = np.log(wide[indicator, year]) if is_log else wide[indicator, year]
        columns[indicator] = zscore(x.clip(x.quantile(0.025), x.quantile(0.975)), nan_policy="omit")
    return pd.DataFrame(columns, index=units)


@pytest.fixture(scope="module")
def by_scipy(matrix: pd.DataFrame) -> pd.DataFrame:
    """Distances of 40 municipalities to all that have every value."""
    complete = matrix.dropna()
    some = complete.sample(39, random_state=1).index.union([MERZENICH])
    weights = [share for *_, share in STRUCTURE]
    found = cdist(complete.loc[some], complete, "euclidean", w=weights)
    return pd.DataFrame(found, index=some, columns=complete.index)


def test_distances_equal_scipys_on_the_same_matrix(engine: PeerEngine, by_scipy: pd.DataFrame) -> None:
    index = engine.levels["municipality"].index
    columns = [index[ags] for ags in by_scipy.columns]

    for ags, expected in by_scipy.iterrows():
        np.testing.assert_allclose(engine.field(PeerRequest(str(ags))).distance[columns], expected, rtol=1e-9, atol=1e-9)


def test_lists_equal_scipys_nearest(engine: PeerEngine, by_scipy: pd.DataFrame) -> None:
    complete = set(by_scipy.columns)
    for ags, row in by_scipy.iterrows():
        nearest = engine.nearest_where(PeerRequest(str(ags)), complete)[:10]

        apart = [BERLIN, HAMBURG, BREMEN]
        assert [near.unit.ags for near in nearest] == list(row.drop([ags, *apart]).sort_values(kind="stable").index[:10])


def test_own_weights_equal_scipys(engine: PeerEngine, matrix: pd.DataFrame) -> None:
    complete = matrix.dropna()
    # size 2, work 1, finance 0, land ½, digital 1, shared out over the variables of each group.
    weights = np.array([1, 1, 0.5, 0.5, 0, 0.125, 0.125, 0.125, 0.125, 0.5, 0.5]) / 4.5
    expected = cdist(complete.loc[[MERZENICH]], complete, "euclidean", w=weights)[0]
    index = engine.levels["municipality"].index

    request = PeerRequest(MERZENICH, weights=(("size", 3), ("finance", 0), ("land", 1)))

    found = engine.field(request).distance[[index[ags] for ags in complete.index]]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_share_of_pairs_of_districts_equals_scipys_pairs(engine: PeerEngine) -> None:
    level = engine.levels["district"]
    data = level.lenses["economy"]
    kept = ~level.is_city_state & (data.space.known.min(axis=0) == 1)
    # Four groups of two variables each: every variable has an eighth.
    pairs = pdist(data.space.z[:, kept].T / np.sqrt(8))
    at = np.quantile(pairs, [0.001, 0.01, 0.1, 0.5])

    found = scale.exact_shares(at, data.table_distance, data.table_share)

    np.testing.assert_allclose(found, [0.001, 0.01, 0.1, 0.5], rtol=0.05)


@pytest.mark.parametrize("lens", ["structure", "economy", "digital", "settlement"])
def test_sampled_shares_stay_within_their_standard_error(engine: PeerEngine, lens: str) -> None:
    data = engine.levels["municipality"].lenses[lens]
    n_groups = len(data.lens.groups)
    at = np.interp([0.001, 0.01, 0.1], data.table_share, data.table_distance)
    sample = engine._sample("municipality", lens, (True,) * len(data.lens.variables))

    found = scale.sampled_shares(at, scale.sampled_squares(sample, np.full(n_groups, 1 / n_groups)))

    expected = scale.exact_shares(at, data.table_distance, data.table_share)
    error = np.sqrt(expected * (1 - expected) / scale.SAMPLE_PAIRS)
    assert (np.abs(found - expected) < 4 * error + 0.005 * expected).all()


def test_merzenichs_ten(engine: PeerEngine) -> None:
    result = engine.peers(PeerRequest(MERZENICH))

    assert [peer.unit.name for peer in result.peers] == [
        "Reinhardshagen",
        "Contwig",
        "Wabern",
        "Swisttal",
        "Kreuzau",
        "Nordstemmen",
        "Meinersen",
        "Asbach",
        "Angelbachtal",
        "Hadamar",
    ]
    assert [peer.word for peer in result.peers] == ["very_near"] * 2 + ["near"] * 8
    assert [peer.is_mutual for peer in result.peers] == [True, True, False, True, False, False, False, False, False, True]
    assert result.peers[0].stability == 200
    assert result.n_candidates + result.n_without_distance == 10_789 - 1 - 3
    assert result.has_near_twin


def test_merzenichs_nearest_participants(engine: PeerEngine, con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("select distinct ags from lab_members where level = 'municipality'").fetchall()

    found = engine.nearest_where(PeerRequest(MERZENICH), {ags for (ags,) in rows})

    assert [(near.unit.name, near.rank, near.word) for near in found[:3]] == [
        ("Borsdorf", 56, "moderate"),
        ("Brandis", 89, "moderate"),
        ("Naunhof", 118, "moderate"),
    ]
    assert MERZENICH not in {near.unit.ags for near in found}


def test_nearest_that_took_no_part(engine: PeerEngine) -> None:
    ags = engine.peers(PeerRequest(MERZENICH)).ags

    found = engine.nearest_where(PeerRequest(MERZENICH), {ags[0], ags[2]}, others=True, limit=3)

    assert [(near.unit.ags, near.rank) for near in found] == [(ags[1], 2), (ags[3], 4), (ags[4], 5)]


# (place, place that must be among its first 30, reason)
MUST = [
    (ESSEN, "05911000", "Bochum: neighbour in the Ruhr area, same history of coal and steel"),
    (ESSEN, "05913000", "Dortmund: the same size, density and unemployment"),
    ("09663000", "09562000", "Würzburg and Erlangen: Franconian university cities of like density"),
    (BREMERHAVEN, "01001000", "Flensburg: port city with high unemployment"),
    ("14612000", "14713000", "Dresden and Leipzig: the two big Saxon cities"),
    ("07231021", "01061111", "Dierfeld (9) and Wiedenborstel (11): forest estates counted as municipalities"),
    (MERZENICH, "05358028", "Kreuzau: the same district, commuters to Düren and Aachen"),
]
# (place, place that must be farther than half of all pairs, reason)
MUST_NOT = [
    (ESSEN, "07231021", "a city of 580,000 and a hamlet of 9"),
    (ESSEN, "01051002", "Arkebek: a village of 220 in Dithmarschen"),
    ("09162000", "07231021", "Munich and a hamlet"),
    (MERZENICH, ESSEN, "a commuter municipality and a big city"),
    ("14612000", "01051002", "Dresden and a village"),
]


@pytest.mark.parametrize(("one", "other", "reason"), MUST, ids=[reason.split(":")[0] for *_, reason in MUST])
def test_places_that_must_be_near(engine: PeerEngine, one: str, other: str, reason: str) -> None:
    (near,) = engine.nearest_where(PeerRequest(one), {other})

    assert near.rank <= 30, (near.rank, reason)


@pytest.mark.parametrize(("one", "other", "reason"), MUST_NOT, ids=[reason for *_, reason in MUST_NOT])
def test_places_that_must_not_be_near(engine: PeerEngine, one: str, other: str, reason: str) -> None:
    (near,) = engine.nearest_where(PeerRequest(one), {other})

    assert near.word == "far", reason
    assert near.pair_share > 0.5, reason


def test_essen_is_nobodys_village(engine: PeerEngine) -> None:
    """No place under 10,000 inhabitants is near Essen or has Essen on its list."""
    result = engine.peers(PeerRequest(ESSEN, k=20))
    villages = {unit.ags for unit in engine.levels["municipality"].units if unit.population < 10_000}

    assert min(peer.unit.population for peer in result.peers) > 20_000
    assert engine.nearest_where(PeerRequest(ESSEN), villages)[0].word not in ("very_near", "near")
    assert not any(
        ESSEN in engine.peers(PeerRequest(near.unit.ags)).ags
        for near in engine.nearest_where(PeerRequest(ESSEN), villages)[:20]
    )


def test_the_focus_learns_where_its_size_stops_counting(engine: PeerEngine) -> None:
    (clipped,) = [item for item in engine.peers(PeerRequest(ESSEN)).clipped if item.variable == "population"]

    assert clipped.is_upper
    assert clipped.limit == pytest.approx(40_764, abs=1)
    assert engine.peers(PeerRequest(MERZENICH)).clipped == ()


def test_city_states_stand_apart(engine: PeerEngine) -> None:
    assert set(engine.peers(PeerRequest(BERLIN)).ags) == {HAMBURG, BREMEN}
    assert set(engine.peers(PeerRequest("11000")).ags) == {"02000", "04011"}
    for ags in (ESSEN, "05913000", BREMERHAVEN, "05315000"):
        assert not {BERLIN, HAMBURG, BREMEN} & set(engine.peers(PeerRequest(ags, k=20)).ags)


def test_a_city_state_can_be_picked_by_hand(engine: PeerEngine) -> None:
    peer = engine.peers(PeerRequest("05315000", add=(BERLIN,))).peers[-1]

    assert (peer.unit.ags, peer.rank, peer.is_hand_picked, peer.stability, peer.is_mutual) == (
        BERLIN,
        None,
        True,
        None,
        False,
    )
    assert peer.distance is not None
    assert peer.word is not None


def test_bremerhaven_is_compared_with_ordinary_cities(engine: PeerEngine) -> None:
    result = engine.peers(PeerRequest(BREMERHAVEN))

    assert result.n_candidates > 10_000
    assert {"Flensburg", "Gelsenkirchen"} <= {peer.unit.name for peer in result.peers}


def test_the_smallest_municipality_has_nine_inhabitants_and_a_list(engine: PeerEngine) -> None:
    smallest = min(engine.levels["municipality"].units, key=lambda unit: unit.population)

    result = engine.peers(PeerRequest(smallest.ags))

    assert (smallest.name, smallest.population) == ("Dierfeld", 9)
    assert len(result.peers) == 10
    assert result.peers[0].unit.name == "Wiedenborstel"
    assert result.peers[0].n_variables < result.peers[0].n_total == 11
    assert "population" in {item.variable for item in result.clipped}


def test_a_place_with_many_gaps_has_a_list_that_says_so(engine: PeerEngine) -> None:
    """Rosenthal am Rennsteig, made in 2020: no broadband values, so a whole group drops out and its weight is shared."""
    result = engine.peers(PeerRequest("16075136"))

    assert len(result.peers) == 10
    for peer in result.peers:
        assert (peer.n_variables, peer.n_total) == (9, 11)
        shares = {item.group_id: item.share for item in peer.by_group}
        assert shares.pop("digital") is None
        assert sum(share for share in shares.values() if share is not None) == pytest.approx(1)


def test_a_place_without_enough_values_has_no_list_but_an_answer(engine: PeerEngine) -> None:
    """Göttingen has no broadband values at all: three of the four groups of the digital lens are missing."""
    result = engine.peers(PeerRequest("03159016", "digital"))

    assert result.peers == ()
    assert (result.n_candidates, result.n_without_distance) == (0, 10_785)
    assert not result.has_near_twin


@pytest.mark.parametrize("ags", ["12073532", "14522450", "01059101", "16064014"])
def test_places_changed_after_2021_are_compared_as_they_were_and_marked(engine: PeerEngine, ags: str) -> None:
    result = engine.peers(PeerRequest(ags))

    assert result.focus.changed_after_2021
    assert len(result.peers) == 10


def test_levels_never_mix_so_a_city_never_meets_its_own_district(engine: PeerEngine) -> None:
    assert all(len(near.unit.ags) == 8 for near in engine.nearest_where(PeerRequest(ESSEN), (), others=True))
    assert all(len(near.unit.ags) == 5 for near in engine.nearest_where(PeerRequest("05113"), (), others=True))


@pytest.mark.parametrize("level", ["municipality", "district"])
def test_every_unit_gets_an_answer_in_every_lens(engine: PeerEngine, level: str) -> None:
    data = engine.levels[level]  # type: ignore[index]
    without = {
        lens: sum(
            not len(engine.field(PeerRequest(unit.ags, lens)).candidates)
            for unit in data.units[:: 1 if level == "district" else 100]
        )
        for lens in data.lenses
    }

    assert {lens for lens, n in without.items() if n} <= {"digital"}


def test_shares_of_every_peer_sum_to_one(engine: PeerEngine) -> None:
    for ags in (MERZENICH, ESSEN, "07231021", "16075136"):
        for peer in engine.peers(PeerRequest(ags, k=20)).peers:
            assert sum(item.share or 0 for item in peer.by_variable) == pytest.approx(1)
            assert sum(item.share or 0 for item in peer.by_group) == pytest.approx(1)


def test_mutual_means_that_the_peer_lists_the_focus(engine: PeerEngine) -> None:
    for ags in (MERZENICH, ESSEN, "07231021"):
        for request in (PeerRequest(ags), PeerRequest(ags, k=5, weights=(("digital", 0), ("size", 3)), type=("own",))):
            for peer in engine.peers(request).peers:
                gate = (engine.unit(ags).unit_type,) if request.type else ()
                theirs = engine.peers(replace(request, ags=peer.unit.ags, type=gate))

                assert peer.is_mutual == (ags in theirs.ags)


def test_the_same_request_gives_the_same_answer(engine: PeerEngine) -> None:
    request = PeerRequest(MERZENICH, weights=(("land", 3),))

    assert engine.peers(request) == engine.peers(request)


def test_gates_keep_others_out(engine: PeerEngine) -> None:
    result = engine.peers(PeerRequest(MERZENICH, k=20, state=("own", "HE"), size=("10000-19999",), regiostar=("own",)))

    assert {peer.unit.state_code for peer in result.peers} <= {"NW", "HE"}
    assert {peer.unit.size_class for peer in result.peers} == {"10000-19999"}
    assert {peer.unit.regiostar7 for peer in result.peers} == {result.focus.regiostar7}


def test_hand_picked_and_dropped_units(engine: PeerEngine) -> None:
    before = engine.peers(PeerRequest(MERZENICH, k=11))
    first, last = before.ags[0], before.ags[10]

    result = engine.peers(PeerRequest(MERZENICH, add=(ESSEN, before.ags[4]), drop=(first,)))

    assert result.ags == (*before.ags[1:10], last, ESSEN)
    assert [peer.unit.ags for peer in result.peers if peer.is_hand_picked] == [ESSEN]
    assert result.peers[-1].rank is not None
    assert result.peers[-1].rank > 1000
    assert [peer.rank for peer in result.peers[:10]] == list(range(1, 11))


def test_one_group_alone_decides_when_the_others_weigh_nothing(engine: PeerEngine) -> None:
    weights = tuple((group, 0) for group in ("work", "finance", "land", "digital"))

    result = engine.peers(PeerRequest(MERZENICH, weights=weights))

    assert [item.weight for item in result.weights] == [1, 0, 0, 0, 0]
    assert all(peer.n_total == 2 for peer in result.peers)
    assert all(abs(peer.unit.population / 10_149 - 1) < 0.1 for peer in result.peers)


def test_an_unknown_key_is_an_error_of_the_caller(engine: PeerEngine) -> None:
    with pytest.raises(UnknownUnitError):
        engine.peers(PeerRequest("99999999"))
