"""Distances between units: d² = Σ_g w_g · (1/n_g) · Σ_k (z_ik − z_jk)², with gaps handled as Gower does.

A group takes the variables both units have and averages over them; a group without one drops out and its weight is
shared by the others; with less than half of the weight left there is no distance (NaN). Nothing is imputed.
Gower, J. C. (1971): A general coefficient of similarity and some of its properties. Biometrics 27(4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Indices = NDArray[np.intp]

LEAST_WEIGHT = 0.5
# 0.5 minus the rounding error of sums of weights.
_LEAST = LEAST_WEIGHT - 1e-9


# Units looked at together: arrays of a dozen variables stay in the cache of a processor.
BLOCK = 2048
# OpenBLAS uses one thread below this many multiplications (m · n · k ≤ 65536 · 4, interface/gemm.c).
_ONE_THREAD = 262_144


def product(left: Floats, right: Floats) -> Floats:
    """Matrix product in blocks of columns that BLAS does on one thread.

    On cores shared with other work its waiting threads cost several times what they gain at these sizes.
    """
    found = np.empty((left.shape[0], right.shape[1]), dtype=np.result_type(left, right))
    for block in blocks(right.shape[1], max(_ONE_THREAD // max(left.size, 1), 1)):
        np.matmul(left, right[:, block], out=found[:, block])
    return found


def blocks(n: int, size: int) -> Iterator[slice]:
    """Slices of `size` that cover n places, the last one shorter."""
    return (slice(start, start + size) for start in range(0, n, size))


def weighted(weights: Floats, rows: Floats) -> Floats:
    """Sum of rows times their weights."""
    found: Floats = rows[0] * weights[0]
    for weight, row in zip(weights[1:], rows[1:], strict=True):
        found += row * weight
    return found


@dataclass(frozen=True, eq=False)
class Space:
    """The z-scores of a lens: `z` by variable and unit with 0 for a gap, `known` false for it, `group` by variable."""

    z: Floats
    known: NDArray[np.bool_]
    group: Indices
    n_groups: int

    @classmethod
    def of(cls, z: Floats, group: Indices) -> Space:
        """A space from z-scores by variable and unit (NaN = gap) and the group of each variable, from 0."""
        known = ~np.isnan(z)
        return cls(np.where(known, z, 0.0), known, group, int(group.max()) + 1)

    def members(self, chosen: NDArray[np.bool_] | None = None) -> Floats:
        """Groups × variables, 1 where a (chosen) variable belongs to a group."""
        member = (self.group[None, :] == np.arange(self.n_groups)[:, None]).astype(float)
        found: Floats = member if chosen is None else member * chosen
        return found

    def contributions(self, unit: int, others: Indices | slice = slice(None)) -> tuple[Floats, Floats]:
        """(squared z-difference, 1 where both have a value), by variable and other unit, by default all."""
        common = np.multiply(self.known[:, others], self.known[:, [unit]], dtype=float)
        squared = self.z[:, others] - self.z[:, [unit]]
        squared *= squared
        squared *= common
        return squared, common

    def parts_from(self, unit: int, members: Floats) -> Parts:
        """The parts of a unit's distances to all, made block by block: what is needed on the way stays small."""
        n_units = self.z.shape[1]
        found = Parts(np.empty((len(members), n_units)), np.empty((len(members), n_units)))
        for block in blocks(n_units, BLOCK):
            some = parts(*self.contributions(unit, block), members)
            found.squared[:, block], found.present[:, block] = some.squared, some.present
        return found

    def compared(self, units: Indices, others: Indices, members: Floats, weights: Floats) -> Floats:
        """d² of several units to others, one row each, compared variable by variable; NaN as in `squared_distances`."""
        common = (self.known[:, None, others] & self.known[:, units, None]).astype(float)
        squared = np.square(self.z[:, None, others] - self.z[:, units, None]) * common
        # A column for each pair, all others of the first unit before those of the second.
        pairs = (len(self.z), common[0].size)
        found = squared_distances(parts(squared.reshape(pairs), common.reshape(pairs), members), weights)
        return found.reshape(len(units), -1)


@dataclass(frozen=True)
class Parts:
    """By group and unit: mean squared difference over common variables, and 1 (or true) where there is one."""

    squared: Floats
    present: Floats


def parts(squared: Floats, common: Floats, members: Floats) -> Parts:
    """The groups' parts of a distance, not yet weighted."""
    n = product(members, common)
    return Parts(product(members, squared) / np.maximum(n, 1.0), (n > 0).astype(float))


def normalised(weights: Floats, members: Floats) -> Floats:
    """Weights that sum to 1 over the groups that have a chosen variable; all 0 when nothing is left."""
    used = np.where(members.any(axis=1), weights, 0.0)
    total = used.sum()
    return used / total if total > 0 else used


def squared_distances(found: Parts, weights: Floats) -> Floats:
    """d² by unit; NaN where less than half of the weight is left. `weights` sum to 1."""
    left = weighted(weights, found.present)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(left >= _LEAST, weighted(weights, found.squared) / left, np.nan)


def rows_of_distances(space: Space, units: Indices, others: Indices, members: Floats, weights: Floats) -> Floats:
    """d² of several units to others, one row each; NaN as in `squared_distances`.

    Where nothing is missing |a − b|² = |a|² + |b|² − 2ab over scaled scores, one product for all rows; only units with
    gaps are compared variable by variable.
    """
    x, norms, has_gap = _scaled(space, _per_variable(members, weights))
    found: Floats = product(np.ascontiguousarray(x[:, units].T), x[:, others])
    found *= -2.0
    found += norms[others]
    found += norms[units, None]
    gappy, whole = np.flatnonzero(has_gap[others]), ~has_gap[units]
    if whole.any():
        found[np.ix_(whole, gappy)] = space.compared(units[whole], others[gappy], members, weights)
    for row in np.flatnonzero(~whole):
        found[row] = squared_distances(parts(*space.contributions(int(units[row]), others), members), weights)
    return np.maximum(found, 0.0, out=found)


def may_be_nearer(
    space: Space, distance: Floats, unit: int, listed: Indices, members: Floats, weights: Floats
) -> NDArray[np.bool_]:
    """Which units may be nearer to one of `listed` than `unit` is, by the distances of all from `unit`.

    Where nothing is missing distances are those of straight lines: what is nearer to b than a is to b is at most twice as
    far from a. Of units with gaps nothing is known beforehand.
    """
    has_gap = _scaled(space, _per_variable(members, weights))[2]
    if has_gap[unit] or has_gap[listed].any():
        return np.ones(len(distance), dtype=bool)
    farthest = distance[listed].max(initial=0.0)
    return np.asarray(has_gap | (distance <= 2 * farthest * (1 + 1e-9)))


def _per_variable(members: Floats, weights: Floats) -> tuple[float, ...]:
    """The weight of each variable where nothing is missing."""
    sizes = members.sum(axis=1)
    found: list[float] = (members.T @ np.divide(weights, sizes, out=np.zeros_like(weights), where=sizes > 0)).tolist()
    return tuple(found)


# The same for every unit that is asked for with these weights; 1 MB for municipalities.
@lru_cache(maxsize=2)
def _scaled(space: Space, per_variable: tuple[float, ...]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Scores by variable and unit times the root of their weight, their squared lengths, which units have a gap."""
    weight = np.array(per_variable)
    x = space.z * np.sqrt(weight)[:, None]
    return x, (x * x).sum(axis=0), np.asarray(~space.known[weight > 0].all(axis=0))


def shares(squared: Floats, common: Floats, members: Floats, weights: Floats) -> Floats:
    """By variable and unit: share of d², NaN where there is no common value; 0 everywhere when d² is 0."""
    n = members @ common
    left = weights @ (n > 0)
    per_group = np.divide(weights[:, None], n * left, out=np.zeros_like(n), where=(n > 0) & (left > 0))
    portion = (members.T @ per_group) * squared
    total = portion.sum(axis=0)
    found = np.divide(portion, total, out=np.zeros_like(portion), where=total > 0)
    counted = (members.T @ (weights > 0)) > 0
    return np.where((common > 0) & counted[:, None], found, np.nan)
