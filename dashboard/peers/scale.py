"""From a distance to the share of all pairs that are at most this far apart, and to its word.

Equal weights and all variables: the share is counted over all pairs at build time. Own weights or fewer variables:
the same share under those weights, estimated from a fixed random sample of pairs. With N pairs the standard error is
√(p(1−p)/N): for N = 300,000 and p = 0.1 %, 1 %, 10 % that is ± 0.006, 0.018 and 0.055 percentage points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.peers.model import CLOSENESS, Closeness
from dashboard.peers.space import Floats, Indices, Parts, Space, parts, product, squared_distances, weighted

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


@dataclass(frozen=True)
class Sample:
    """The groups' parts of the distance of each sampled pair, 32 bit.

    gappy: pairs that lack one; present: groups × these pairs, whether the part is there.
    """

    squared: Floats
    gappy: Indices
    present: NDArray[np.bool_]


def sampled(space: Space, members: Floats, pairs: Indices) -> Sample:
    """The sample of some pairs; made some pairs at a time, which keeps memory low."""
    z = np.ascontiguousarray(space.z.T, dtype=np.float32)
    is_gappy = np.asarray(~space.known[members.any(axis=0)].all(axis=0))
    squared = np.empty((len(members), pairs.shape[1]), dtype=np.float32)
    places, present = [], []
    for start in range(0, pairs.shape[1], _BLOCK):
        part = pairs[:, start : start + _BLOCK]
        gappy, found = _fill(space, members, part, z, is_gappy, squared[:, start : start + _BLOCK])
        lacking = ~found.all(axis=0)
        places.append(gappy[lacking] + start)
        present.append(found[:, lacking])
    return Sample(squared, np.concatenate(places), np.concatenate(present, axis=1))


def _fill(
    space: Space, members: Floats, pairs: Indices, z: Floats, is_gappy: NDArray[np.bool_], out: Floats
) -> tuple[Indices, NDArray[np.bool_]]:
    """Write the parts of some pairs; which have a gap, and for these which groups with chosen variables are there."""
    difference = z[pairs[0]] - z[pairs[1]]
    difference *= difference
    means = (members / np.maximum(members.sum(axis=1), 1.0)[:, None]).astype(np.float32)
    out[:] = product(means, difference.T)
    gappy = np.flatnonzero(is_gappy[pairs[0]] | is_gappy[pairs[1]])
    common = (space.known[:, pairs[0, gappy]] & space.known[:, pairs[1, gappy]]).astype(float)
    found = parts(difference[gappy].T * common, common, members)
    out[:, gappy] = found.squared
    is_unused = members.sum(axis=1) == 0
    return gappy, (found.present > 0) | is_unused[:, None]


def sampled_squares(sample: Sample, weights: Floats) -> Floats:
    """Squared distances of the sampled pairs under weights that sum to 1; NaN where less than half of the weight is left."""
    narrow = weights.astype(np.float32)
    found = weighted(narrow, sample.squared)
    few = Parts(sample.squared[:, sample.gappy], sample.present.astype(np.float32))
    found[sample.gappy] = squared_distances(few, narrow)
    return found


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
