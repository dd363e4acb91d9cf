"""The tables the engine is made from; `dashboard.queries.peers` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from dashboard.peers.model import Level
from dashboard.peers.units import Units

Rows = list[dict[str, Any]]
Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class PeerTables:
    """Tables as the build wrote them (see `dashboard.build.peers`): small ones as rows, large ones as columns.

    units: peer_units by level; unit_types: level, unit_type, unit_type_de.
    lenses: peer_lenses with peer_lens_stats, by level and position.
    groups, variables: peer_groups and peer_variables, by level, lens and position.
    features: level, feature, n, lower, upper of peer_stats, as the build wrote them; scores: unit_index, raw, z in
    that order, n rows each. distances: level, lens, distance, share, ascending.
    indicators: the compared ones in display order: indicator_id, level, year, transform.
    value_counts: level, indicator_id, n; values: unit_index, value in that order, n rows each.
    changes: ags_old, ags_new, period_from, share of the population (0–1); uninhabited: ags, name.
    """

    units: Mapping[Level, Units]
    unit_types: Rows
    lenses: Rows
    groups: Rows
    variables: Rows
    features: Rows
    scores: Columns
    distances: Columns
    indicators: Rows
    value_counts: Rows
    values: Columns
    changes: Rows
    uninhabited: Rows
