"""How far apart all pairs are under equal weights: the scale on which a distance gets its percentile and its word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Squared distances are counted by the upper 16 bits of their 32-bit form: 128 bins per doubling, each 0.5 % wide
# (0.3 % of the distance), so 58 million pairs need no sorting.
_SHIFT = 16
_BINS = 1 << 16
_ROWS = 512


@dataclass(frozen=True)
class Cumulated:
    """Share of pairs at most `distance` apart; both ascending. Pairs with too little in common are counted apart."""

    distance: Floats
    share: Floats
    n_pairs: int
    n_without: int


def _counted(squared: Floats) -> NDArray[np.int64]:
    bits = np.maximum(squared, 0.0).astype(np.float32).reshape(-1).view(np.uint32) >> _SHIFT
    return np.bincount(bits, minlength=_BINS)


def _complete_pairs(z: Floats, groups: NDArray[np.intp]) -> NDArray[np.int64]:
    """Counts over the pairs of units that know all variables: one matrix product per block of rows."""
    n_groups = int(groups.max()) + 1
    scale = np.sqrt(1.0 / (np.bincount(groups)[groups] * n_groups))
    x = (z * scale[:, None]).T
    norms = (x * x).sum(axis=1)
    counts = np.zeros(_BINS, dtype=np.int64)
    for start in range(0, len(x), _ROWS):
        rows = slice(start, start + _ROWS)
        squared = norms[rows, None] + norms[None, start:] - 2.0 * (x[rows] @ x[start:].T)
        upper = np.triu_indices(squared.shape[0], 1, squared.shape[0])
        counts += _counted(squared[:, squared.shape[0] :]) + _counted(squared[upper])
    return counts


def _gower(z: Floats, groups: NDArray[np.intp], unit: int, others: NDArray[np.intp]) -> Floats:
    """Squared distances of a unit with gaps: groups take what both know; NaN when under half of the groups are left."""
    squared = (z[:, others] - z[:, [unit]]) ** 2
    common = ~np.isnan(squared)
    n_groups = int(groups.max()) + 1
    total = np.zeros(len(others))
    left = np.zeros(len(others))
    for group in range(n_groups):
        mine = groups == group
        n = common[mine].sum(axis=0)
        total += np.where(n > 0, np.nansum(squared[mine], axis=0) / np.maximum(n, 1), 0.0)
        left += n > 0
    return np.where(2 * left >= n_groups, total / np.maximum(left, 1), np.nan)


def cumulated(z: Floats, groups: NDArray[np.intp]) -> Cumulated:
    """The distribution over all pairs of units; z by variable and unit, groups by variable (from 0)."""
    n = z.shape[1]
    has_gap = np.isnan(z).any(axis=0)
    complete, gappy = np.flatnonzero(~has_gap), np.flatnonzero(has_gap)
    counts = _complete_pairs(z[:, complete], groups)
    for place, unit in enumerate(gappy):
        squared = _gower(z, groups, int(unit), np.concatenate([complete, gappy[place + 1 :]]))
        counts += _counted(squared[~np.isnan(squared)])
    n_pairs = n * (n - 1) // 2
    n_with = int(counts.sum())
    used = np.flatnonzero(counts)
    edges = ((used.astype(np.uint32) + 1) << _SHIFT).view(np.float32).astype(np.float64)
    return Cumulated(np.sqrt(edges), np.cumsum(counts)[used] / n_with, n_pairs, n_pairs - n_with)
