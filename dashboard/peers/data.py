"""The engine's tables as arrays, ready for arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.peers.model import GATES, Group, Lens, Level, Variable
from dashboard.peers.space import Floats, Space
from dashboard.peers.tables import PeerTables, Rows
from dashboard.peers.units import Keys, Labels, Units


@dataclass(frozen=True)
class LensData:
    """A lens with z-scores by variable and unit, raw values of each variable by unit, limits of winsorising by variable
    (lower, upper; raw) and the table of all pairs' distances."""

    lens: Lens
    space: Space
    raw: tuple[Floats, ...]
    limits: Floats
    table_distance: Floats
    table_share: Floats


@dataclass(frozen=True)
class LevelData:
    """The units of a level, their places by key, what gates ask about them, the lenses, the values of compared indicators.

    gate_options: by gate its values with the number of units, sizes ascending, others by key; without gates a level lacks.
    """

    level: Level
    units: Units
    index: Keys
    is_city_state: NDArray[np.bool_]
    gates: dict[str, Labels]
    gate_options: dict[str, tuple[tuple[str, int], ...]]
    type_labels: dict[str, str]
    lenses: dict[str, LensData]
    values: dict[str, Floats]


@dataclass(frozen=True)
class Compared:
    """An indicator of the comparison: its level, year and scale."""

    indicator_id: str
    level: str
    year: int
    transform: str


def _filled(n: int, index: NDArray[np.intp], values: Floats) -> Floats:
    found = np.full(n, np.nan)
    found[index] = values
    return found


def _slices(counts: Rows, key: str) -> dict[tuple[str, str], slice]:
    """Places of each (level, key) in columns that are stored in the order of `counts`."""
    ends = accumulate(row["n"] for row in counts)
    return {(row["level"], row[key]): slice(end - row["n"], end) for row, end in zip(counts, ends, strict=True)}


def _groups(tables: PeerTables, level: str, lens: str) -> tuple[Group, ...]:
    names = ("variable", "group_id", "indicator_id", "year", "transform", "reason_de", "reason_en")
    rows = [Variable(**{name: row[name] for name in names}) for row in _of(tables.variables, level, lens)]
    return tuple(
        Group(
            **{name: row[name] for name in ("group_id", "label_de", "label_en", "reason_de", "reason_en")},
            variables=tuple(item for item in rows if item.group_id == row["group_id"]),
        )
        for row in _of(tables.groups, level, lens)
    )


def _of(rows: Rows, level: str, lens: str) -> Rows:
    return [row for row in rows if row["level"] == level and row["lens"] == lens]


def _lens_data(tables: PeerTables, row: dict[str, Any], level: Level, n: int, known: Mapping[str, Floats]) -> LensData:
    groups = _groups(tables, level, str(row["lens"]))
    lens = Lens(
        level=level,
        lens=str(row["lens"]),
        label_de=str(row["label_de"]),
        label_en=str(row["label_en"]),
        description_de=str(row["description_de"]),
        description_en=str(row["description_en"]),
        groups=groups,
        n_units=int(row["n_units"]),
        n_pairs=int(row["n_pairs"]),
        n_pairs_without_distance=int(row["n_pairs_without_distance"]),
    )
    places = _slices(tables.features, "feature")
    unit_index, raw, z = (tables.scores[name] for name in ("unit_index", "raw", "z"))
    features = [f"{item.indicator_id}@{item.year}" for item in lens.variables]
    rows = [(feature, places[level, feature]) for feature in features]
    limits = {(item["level"], item["feature"]): (item["lower"], item["upper"]) for item in tables.features}
    order = [group.group_id for group in groups]
    mine = (tables.distances["level"] == level) & (tables.distances["lens"] == lens.lens)
    return LensData(
        lens=lens,
        space=Space.of(
            np.array([_filled(n, unit_index[part], z[part]) for _, part in rows]),
            np.array([order.index(item.group_id) for item in lens.variables], dtype=np.intp),
        ),
        raw=tuple(known[feature] if feature in known else _filled(n, unit_index[part], raw[part]) for feature, part in rows),
        limits=np.array([limits[level, feature] for feature in features]),
        table_distance=tables.distances["distance"][mine],
        table_share=tables.distances["share"][mine],
    )


def _options(gate: str, values: Labels) -> tuple[tuple[str, int], ...]:
    counts = values.counts()
    if set(counts) == {""}:
        return ()
    order = (lambda item: int(item[0].split("-")[0])) if gate == "size" else None
    return tuple(sorted(counts.items(), key=order))


def level_data(tables: PeerTables, level: Level) -> LevelData:
    """Everything of a level as arrays in the order of its units."""
    units = tables.units[level]
    unit_index, value = tables.values["unit_index"], tables.values["value"]
    values = {
        indicator: _filled(len(units), unit_index[part], value[part])
        for (of_level, indicator), part in _slices(tables.value_counts, "indicator_id").items()
        if of_level == level
    }
    # The raw values of a variable are those of the indicator in its year: one array for both.
    by_year = {f"{item.indicator_id}@{item.year}": item.indicator_id for item in compared(tables)}
    known = {feature: values[indicator] for feature, indicator in by_year.items() if indicator in values}
    gates = {name: units.labels[column] for name, column in GATES.items()}
    return LevelData(
        level=level,
        units=units,
        index=units.keys,
        is_city_state=units.flags["is_city_state"],
        gates=gates,
        gate_options={name: options for name, labels in gates.items() if (options := _options(name, labels))},
        type_labels={row["unit_type"]: row["unit_type_de"] for row in tables.unit_types if row["level"] == level},
        lenses={
            str(row["lens"]): _lens_data(tables, row, level, len(units), known)
            for row in tables.lenses
            if row["level"] == level
        },
        values=values,
    )


def compared(tables: PeerTables) -> tuple[Compared, ...]:
    """The indicators of the comparison in display order."""
    return tuple(
        Compared(str(row["indicator_id"]), str(row["level"]), int(row["year"]), str(row["transform"]))
        for row in tables.indicators
    )
