"""From a distance to the share of all pairs that are at most this far apart, and to its word.

Equal weights and all variables: the share is counted over all pairs at build time. Own weights or fewer variables:
the same share under those weights, estimated from a fixed random sample of pairs. With N pairs the standard error is
√(p(1−p)/N): for N = 300,000 and p = 0.1 %, 1 %, 10 % that is ± 0.006, 0.018 and 0.055 percentage points.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.peers.model import CLOSENESS, Closeness
from dashboard.peers.space import Floats, Indices, Parts, Space, parts, product, squared_distances

SAMPLE_PAIRS = 300_000
_BLOCK = 20_000
_SEED = 20_211_231


def word(pair_share: float) -> Closeness:
    """The word for a share of pairs (0–1)."""
    return next(name for limit, name in CLOSENESS if pair_share <= limit)


def exact_shares(distances: Floats, table_distance: Floats, table_share: Floats) -> Floats:
    """Shares of all pairs from the table made at build time; NaN stays NaN."""
    return np.interp(distances, table_distance, table_share, left=0.0, right=1.0)


def sample_pairs(apart: NDArray[np.bool_], size: int = SAMPLE_PAIRS) -> Indices:
    """Pairs of different units that do not stand apart, as two rows: all when there are few, else a fixed sample."""
    units = np.flatnonzero(~apart)
    if len(units) * (len(units) - 1) // 2 <= size:
        return _taken(units, np.triu_indices(len(units), 1))
    generator = np.random.default_rng(_SEED)
    first = generator.integers(0, len(units), size)
    second = (first + generator.integers(1, len(units), size)) % len(units)
    return _taken(units, (first, second))


def _taken(units: Indices, pairs: tuple[Indices, Indices]) -> Indices:
    return np.stack([units[pairs[0]], units[pairs[1]]])


def sample_parts(space: Space, members: Floats, pairs: Indices) -> Parts:
    """The groups' parts of the distance of each sampled pair (32 bit, some pairs at a time: that keeps memory low)."""
    z = np.ascontiguousarray(space.z.T, dtype=np.float32)
    is_gappy: NDArray[np.bool_] = np.any(space.known[members.any(axis=0)] < 1, axis=0)
    shape = (len(members), pairs.shape[1])
    squared = np.empty(shape, dtype=np.float32)
    present: Any = np.ones(shape, dtype=np.bool_)  # a byte instead of four; arithmetic takes it as 1 and 0
    present[members.sum(axis=1) == 0] = False
    for start in range(0, pairs.shape[1], _BLOCK):
        part = slice(start, start + _BLOCK)
        _fill(space, members, pairs[:, part], z, is_gappy, Parts(squared[:, part], present[:, part]))
    return Parts(squared, present)


def _fill(space: Space, members: Floats, pairs: Indices, z: Floats, is_gappy: NDArray[np.bool_], out: Parts) -> None:
    difference = z[pairs[0]] - z[pairs[1]]
    difference *= difference
    means = (members / np.maximum(members.sum(axis=1), 1.0)[:, None]).astype(np.float32)
    out.squared[:] = product(means, difference.T)
    gappy = np.flatnonzero(is_gappy[pairs[0]] | is_gappy[pairs[1]])
    common = space.known[:, pairs[0, gappy]] * space.known[:, pairs[1, gappy]]
    found = parts(difference[gappy].T * common, common, members)
    out.squared[:, gappy], out.present[:, gappy] = found.squared, found.present


def sampled_squares(sample: Parts, weights: Floats) -> Floats:
    """Squared distances of the sampled pairs under some weights."""
    return squared_distances(sample, weights.astype(np.float32))


def sampled_shares(distances: Floats, squared: Floats) -> Floats:
    """Share of the sampled pairs at most as far apart as each distance; NaN stays NaN."""
    n = np.count_nonzero(~np.isnan(squared))
    limits = distances * distances
    found = np.full(len(distances), np.nan)
    usable = ~np.isnan(limits)
    if not usable.any() or not n:
        return found
    near = np.sort(squared[squared <= limits[usable].max() * (1 + 1e-6)])
    found[usable] = np.searchsorted(near, limits[usable] * (1 + 1e-6), side="right") / n
    return found
