"""How firmly a place stands on the list when the weights shake."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.peers.space import Floats, Parts, product

DRAWS = 200
# Dirichlet(20 · weights): with five equal groups a weight of 20 % varies by ± 8.7 percentage points (one sd).
CONCENTRATION = 20.0
_SEED = 20_211_231


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


def times_among_first(found: Parts, weights: Floats, order: NDArray[np.intp], listed: NDArray[np.intp], k: int) -> list[int]:
    """For each listed unit, in how many draws fewer than k candidates are nearer.

    `found` has one column per candidate; `order` are the columns by distance under the given weights.
    Only candidates that come under the k-th distance of the probe in some draw can push others off, so the rest is
    left out before counting; the result is exact.
    """
    squared = _drawn_distances(found, weight_draws(weights))
    probe = squared[:, order[: max(8 * k, 64)]]
    last = min(k, probe.shape[1]) - 1
    bound = np.partition(probe, last, axis=1)[:, last]
    rivals = squared[:, (squared <= bound[:, None]).any(axis=0)]
    return [int(((rivals < squared[:, [unit]]).sum(axis=1) < k).sum()) for unit in listed]
