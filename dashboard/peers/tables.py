"""The frames the engine is made from; `dashboard.queries.peers` reads them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class PeerTables:
    """Frames as the build wrote them (see `dashboard.build.peers`).

    units: peer_units by level and unit_index. lenses: peer_lenses with peer_lens_stats, by level and position.
    groups, variables: peer_groups and peer_variables, by level, lens and position.
    features: level, feature, n, lower, upper of peer_stats, by level and feature; scores: unit_index, raw, z in that
    order, n rows each. distances: level, lens, distance, share, ascending.
    indicators: the compared ones in display order: indicator_id, level, year, transform.
    value_counts: level, indicator_id, n; values: unit_index, value in that order, n rows each.
    changes: ags_old, ags_new, period_from, share of the population (0–1); uninhabited: ags, name.
    """

    units: pd.DataFrame
    lenses: pd.DataFrame
    groups: pd.DataFrame
    variables: pd.DataFrame
    features: pd.DataFrame
    scores: pd.DataFrame
    distances: pd.DataFrame
    indicators: pd.DataFrame
    value_counts: pd.DataFrame
    values: pd.DataFrame
    changes: pd.DataFrame
    uninhabited: pd.DataFrame
