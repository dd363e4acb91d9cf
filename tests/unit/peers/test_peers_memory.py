"""What the engine keeps of each unit: columns without a Python object per unit, nothing twice."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from dashboard.db import Database
from dashboard.peers import scale
from dashboard.peers.engine import PeerEngine
from dashboard.peers.units import Keys, Labels
from dashboard.queries.peers import read_tables

# Values, z-scores and gaps take 580 bytes of each unit, its names and labels 70; it took 1,900 with an object for each.
MOST_BYTES_OF_A_UNIT = 700


def test_engine_keeps_few_bytes_and_no_object_of_each_unit(database: Database) -> None:
    database.rows("select 1")
    tracemalloc.start()
    try:
        engine = PeerEngine(read_tables(database))
        kept = [trace.size for trace in tracemalloc.take_snapshot().traces]
    finally:
        tracemalloc.stop()

    n_units = sum(len(data.units) for data in engine.levels.values())
    assert n_units > 11_000
    assert sum(kept) < MOST_BYTES_OF_A_UNIT * n_units
    assert len(kept) < n_units


def test_raw_values_are_those_of_the_compared_indicators_not_a_copy(engine: PeerEngine, database: Database) -> None:
    stored = database.columns("select level, feature, unit_index, raw from peer_scores")
    for level, data in engine.levels.items():
        for lens in data.lenses.values():
            for variable, raw in zip(lens.lens.variables, lens.raw, strict=True):
                mine = (stored["level"] == level) & (stored["feature"] == f"{variable.indicator_id}@{variable.year}")
                np.testing.assert_array_equal(raw[stored["unit_index"][mine]], stored["raw"][mine])
                assert np.count_nonzero(~np.isnan(raw)) == np.count_nonzero(mine)
    structure = engine.levels["municipality"].lenses["structure"]
    values = engine.levels["municipality"].values
    assert all(raw is values[item.indicator_id] for item, raw in zip(structure.lens.variables, structure.raw, strict=True))


@pytest.mark.parametrize("lens", ["structure", "economy"])
def test_sample_takes_four_bytes_for_each_pair_and_group(engine: PeerEngine, lens: str) -> None:
    space = engine.levels["municipality"].lenses[lens].space
    pairs = scale.sample_pairs(engine.levels["municipality"].is_city_state)

    sample = scale.sampled(space, space.members(), pairs)

    assert sample.squared.nbytes == 4 * space.n_groups * scale.SAMPLE_PAIRS
    assert sample.present.nbytes + sample.gappy.nbytes < sample.squared.nbytes / 10
    assert space.known.dtype == bool


def test_unit_has_what_its_row_says(engine: PeerEngine, database: Database) -> None:
    rows = database.records("select * exclude (unit_index, unit_type_de) from peer_units using sample 50 (reservoir, 7)")
    found = [{name: getattr(engine.unit(str(row["ags"])), name) for name in row} for row in rows]

    assert found == rows


def test_key_is_found_whole_or_not_at_all() -> None:
    keys = Keys(["01001000", "01002000", "09162000"])

    assert [keys[key] for key in keys] == [0, 1, 2]
    assert keys.places(["09162000", "99999999", "01001000"]).tolist() == [2, 0]
    for other in ("", "0100", "01001000\0", "01001000 ", "0916200", "091620000", "ä", "\ud800", "99"):
        assert other not in keys


def test_labels_know_who_has_them() -> None:
    labels = Labels(["b", "a", "b", ""])

    assert [labels[unit] for unit in range(4)] == ["b", "a", "b", ""]
    assert labels.among(["b", "", "c"]).tolist() == [True, False, True, True]
    assert labels.counts() == {"": 1, "a": 1, "b": 2}
