"""Distances between units: d² = Σ_g w_g · (1/n_g) · Σ_k (z_ik − z_jk)², with gaps handled as Gower does.

A group takes the variables both units have and averages over them; a group without one drops out and its weight is
shared by the others; with less than half of the weight left there is no distance (NaN). Nothing is imputed.
Gower, J. C. (1971): A general coefficient of similarity and some of its properties. Biometrics 27(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Indices = NDArray[np.intp]

LEAST_WEIGHT = 0.5
# 0.5 minus the rounding error of sums of weights.
_LEAST = LEAST_WEIGHT - 1e-9


@dataclass(frozen=True)
class Space:
    """The z-scores of a lens: `z` by variable and unit with 0 for a gap, `known` 1 or 0, `group` by variable."""

    z: Floats
    known: Floats
    group: Indices
    n_groups: int

    @classmethod
    def of(cls, z: Floats, group: Indices) -> Space:
        """A space from z-scores by variable and unit (NaN = gap) and the group of each variable, from 0."""
        known = ~np.isnan(z)
        return cls(np.where(known, z, 0.0), known.astype(float), group, int(group.max()) + 1)

    def members(self, chosen: NDArray[np.bool_] | None = None) -> Floats:
        """Groups × variables, 1 where a (chosen) variable belongs to a group."""
        member = (self.group[None, :] == np.arange(self.n_groups)[:, None]).astype(float)
        found: Floats = member if chosen is None else member * chosen
        return found

    def contributions(self, unit: int, others: Indices | slice = slice(None)) -> tuple[Floats, Floats]:
        """(squared z-difference, 1 where both have a value), by variable and unit."""
        common = self.known[:, others] * self.known[:, [unit]]
        difference = self.z[:, others] - self.z[:, [unit]]
        return difference * difference * common, common


@dataclass(frozen=True)
class Parts:
    """By group and unit: mean squared difference over common variables, and 1 where there is one."""

    squared: Floats
    present: Floats


def parts(squared: Floats, common: Floats, members: Floats) -> Parts:
    """The groups' parts of a distance, not yet weighted."""
    n = members @ common
    return Parts((members @ squared) / np.maximum(n, 1.0), (n > 0).astype(float))


def normalised(weights: Floats, members: Floats) -> Floats:
    """Weights that sum to 1 over the groups that have a chosen variable; all 0 when nothing is left."""
    used = np.where(members.any(axis=1), weights, 0.0)
    total = used.sum()
    return used / total if total > 0 else used


def squared_distances(found: Parts, weights: Floats) -> Floats:
    """d² by unit; NaN where less than half of the weight is left. `weights` sum to 1."""
    left = weights @ found.present
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(left >= _LEAST, (weights @ found.squared) / left, np.nan)


def shares(squared: Floats, common: Floats, members: Floats, weights: Floats) -> Floats:
    """By variable and unit: share of d², NaN where there is no common value; 0 everywhere when d² is 0."""
    n = members @ common
    left = weights @ (n > 0)
    per_group = np.divide(weights[:, None], n * left, out=np.zeros_like(n), where=(n > 0) & (left > 0))
    weighted = (members.T @ per_group) * squared
    total = weighted.sum(axis=0)
    found = np.divide(weighted, total, out=np.zeros_like(weighted), where=total > 0)
    counted = (members.T @ (weights > 0)) > 0
    return np.where((common > 0) & counted[:, None], found, np.nan)
