"""How firmly a place stands on the list when the weights shake."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.peers.space import BLOCK, Floats, Parts, blocks, product

DRAWS = 200
# Dirichlet(20 · weights): with five equal groups a weight of 20 % varies by ± 8.7 percentage points (one sd).
CONCENTRATION = 20.0
_SEED = 20_211_231
# Runs of draws that are looked at together.
_RUNS = 20


@lru_cache(maxsize=64)
def _drawn(weights: tuple[float, ...]) -> Floats:
    alive = np.array(weights) > 0
    draws = np.zeros((DRAWS, len(weights)))
    draws[:, alive] = np.random.default_rng(_SEED).dirichlet(CONCENTRATION * np.array(weights)[alive], DRAWS)
    draws.flags.writeable = False
    return draws


def weight_draws(weights: Floats) -> Floats:
    """Draws × groups: weight vectors around the given ones, each summing to 1, the same ones every time.

    A group of weight 0 stays at 0.
    """
    return _drawn(tuple(float(weight) for weight in weights))


def _drawn_distances(found: Parts, draws: Floats) -> Floats:
    """Draws × units: d²; infinite where less than half of a draw's weight is left."""
    squared = product(draws.astype(np.float32), found.squared.astype(np.float32))
    gappy = np.flatnonzero(found.present.min(axis=0) < 1)
    if len(gappy):
        left = product(draws, found.present[:, gappy])
        with np.errstate(divide="ignore", invalid="ignore"):
            squared[:, gappy] = np.where(left >= 0.5 - 1e-9, squared[:, gappy] / left, np.inf)
    return squared


def _rivals(squared: Floats, draws: Floats, bound: Floats) -> NDArray[np.bool_]:
    """Which units may come under the bound of some draw: all that do, and some that do not.

    No draw of a run makes a distance smaller than the least weight of each group in the run does. Runs are of draws with
    like bounds; a unit that stays above the highest of them is none. That is a tenth of the work of looking at each draw.
    """
    runs = np.array_split(np.argsort(bound), _RUNS)
    least = np.array([draws[run].min(axis=0) for run in runs])
    highest = np.array([bound[run].max() for run in runs]) * (1 + 1e-5)
    found = np.empty(squared.shape[1], dtype=bool)
    for block in blocks(len(found), BLOCK):
        found[block] = (product(least, squared[:, block]) <= highest[:, None]).any(axis=0)
    return found


def times_among_first(found: Parts, weights: Floats, order: NDArray[np.intp], listed: NDArray[np.intp], k: int) -> list[int]:
    """For each listed unit, in how many draws fewer than k candidates are nearer.

    `found` has one column per unit; `order` are the candidates by distance under the given weights, `listed` some of them.
    Only candidates that come under the k-th distance of the first few in some draw can push others off, so the rest is
    left out before counting; the result is exact.
    """
    draws = weight_draws(weights)
    first = order[: max(8 * k, 64)]
    last = min(k, len(first)) - 1
    bound = np.partition(_drawn_distances(_of(found, first), draws), last, axis=1)[:, last]
    is_rival = _rivals(found.squared, draws, bound)
    # In one product: the same numbers for a unit wherever it stands.
    columns = np.concatenate([listed, order[is_rival[order]]])
    squared = _drawn_distances(_of(found, columns), draws)
    mine, rivals = squared[:, : len(listed)], squared[:, len(listed) :]
    if rivals.shape[1] < k:
        return [DRAWS] * len(listed)
    # Fewer than k are nearer: it is no farther than the k-th.
    kth = np.partition(rivals, k - 1, axis=1)[:, [k - 1]]
    return [int(n) for n in (mine <= kth).sum(axis=0)]


def _of(found: Parts, units: NDArray[np.intp]) -> Parts:
    return Parts(found.squared[:, units], found.present[:, units])
