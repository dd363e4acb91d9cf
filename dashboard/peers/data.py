"""The engine's tables as arrays, ready for arithmetic."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.peers.model import Group, Lens, Level, Unit, Variable
from dashboard.peers.space import Floats, Space
from dashboard.peers.tables import PeerTables


@dataclass(frozen=True)
class LensData:
    """A lens with z-scores and raw values by variable and unit, limits of winsorising by variable (lower, upper; raw)
    and the table of all pairs' distances."""

    lens: Lens
    space: Space
    raw: Floats
    limits: Floats
    table_distance: Floats
    table_share: Floats


@dataclass(frozen=True)
class LevelData:
    """The units of a level, what gates ask about them, the lenses and the values of compared indicators.

    gate_options: by gate its values with the number of units, sizes ascending, others by key; without gates a level lacks.
    """

    level: Level
    units: tuple[Unit, ...]
    index: dict[str, int]
    is_city_state: NDArray[np.bool_]
    gates: dict[str, NDArray[np.str_]]
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


def _units(frame: pd.DataFrame, level: Level) -> tuple[Unit, ...]:
    rows = frame.to_dict("records")
    return tuple(
        Unit(
            ags=row["ags"],
            level=level,
            name=row["name"],
            state_code=row["state_code"],
            district_ags=row["district_ags"],
            population=int(row["population"]),
            regiostar7=row["regiostar7"] if isinstance(row["regiostar7"], str) else None,
            size_class=row["size_class"],
            unit_type=row["unit_type"],
            is_city_state=bool(row["is_city_state"]),
            has_own_district=bool(row["has_own_district"]),
            changed_after_2021=bool(row["changed_after_2021"]),
        )
        for row in rows
    )


def _filled(n: int, index: NDArray[np.intp], values: Floats) -> Floats:
    found = np.full(n, np.nan)
    found[index] = values
    return found


def _slices(counts: pd.DataFrame, key: str) -> dict[tuple[str, str], slice]:
    """Rows of each (level, key) in a frame that is stored in the order of `counts`."""
    ends = counts["n"].cumsum()
    return {
        (level, name): slice(int(end - n), int(end))
        for level, name, n, end in zip(counts["level"], counts[key], counts["n"], ends, strict=True)
    }


def _groups(tables: PeerTables, level: str, lens: str) -> tuple[Group, ...]:
    variables = tables.variables[(tables.variables["level"] == level) & (tables.variables["lens"] == lens)]
    names = ["variable", "group_id", "indicator_id", "year", "transform", "reason_de", "reason_en"]
    rows = [Variable(**{**row, "year": int(row["year"])}) for row in variables[names].to_dict("records")]
    groups = tables.groups[(tables.groups["level"] == level) & (tables.groups["lens"] == lens)]
    return tuple(
        Group(
            **{name: row[name] for name in ("group_id", "label_de", "label_en", "reason_de", "reason_en")},
            variables=tuple(item for item in rows if item.group_id == row["group_id"]),
        )
        for row in groups.to_dict("records")
    )


def _lens_data(tables: PeerTables, row: dict[Any, Any], level: Level, n: int) -> LensData:
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
    unit_index, raw, z = (tables.scores[name].to_numpy() for name in ("unit_index", "raw", "z"))
    rows = [places[level, f"{item.indicator_id}@{item.year}"] for item in lens.variables]
    features = tables.features
    limits = dict(
        zip(
            zip(features["level"], features["feature"], strict=True),
            zip(features["lower"], features["upper"], strict=True),
            strict=True,
        )
    )
    order = [group.group_id for group in groups]
    table = tables.distances[(tables.distances["level"] == level) & (tables.distances["lens"] == lens.lens)]
    return LensData(
        lens=lens,
        space=Space.of(
            np.array([_filled(n, unit_index[part], z[part]) for part in rows]),
            np.array([order.index(item.group_id) for item in lens.variables], dtype=np.intp),
        ),
        raw=np.array([_filled(n, unit_index[part], raw[part]) for part in rows]),
        limits=np.array([limits[level, f"{item.indicator_id}@{item.year}"] for item in lens.variables]),
        table_distance=table["distance"].to_numpy(),
        table_share=table["share"].to_numpy(),
    )


def _options(gate: str, values: NDArray[np.str_]) -> tuple[tuple[str, int], ...]:
    counts = Counter(values.tolist())
    if set(counts) == {""}:
        return ()
    order = (lambda item: int(item[0].split("-")[0])) if gate == "size" else None
    return tuple(sorted(counts.items(), key=order))


def level_data(tables: PeerTables, level: Level) -> LevelData:
    """Everything of a level as arrays in the order of its units."""
    frame = tables.units[tables.units["level"] == level]
    units = _units(frame, level)
    unit_index, value = tables.values["unit_index"].to_numpy(), tables.values["value"].to_numpy()
    gates = {
        "state": np.array([unit.state_code for unit in units]),
        "regiostar": np.array([unit.regiostar7 or "" for unit in units]),
        "size": np.array([unit.size_class for unit in units]),
        "type": np.array([unit.unit_type for unit in units]),
    }
    return LevelData(
        level=level,
        units=units,
        index={unit.ags: place for place, unit in enumerate(units)},
        is_city_state=np.array([unit.is_city_state for unit in units]),
        gates=gates,
        gate_options={name: options for name, values in gates.items() if (options := _options(name, values))},
        type_labels=dict(zip(frame["unit_type"], frame["unit_type_de"], strict=True)),
        lenses={
            str(row["lens"]): _lens_data(tables, row, level, len(units))
            for row in tables.lenses[tables.lenses["level"] == level].to_dict("records")
        },
        values={
            indicator: _filled(len(units), unit_index[part], value[part])
            for (of_level, indicator), part in _slices(tables.value_counts, "indicator_id").items()
            if of_level == level
        },
    )


def compared(tables: PeerTables) -> tuple[Compared, ...]:
    """The indicators of the comparison in display order."""
    return tuple(
        Compared(str(row["indicator_id"]), str(row["level"]), int(row["year"]), str(row["transform"]))
        for row in tables.indicators.to_dict("records")
    )
