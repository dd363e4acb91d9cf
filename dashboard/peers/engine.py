"""The comparison engine: made once from the database, then pure arithmetic on arrays that nobody changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dashboard.peers import scale, stability
from dashboard.peers.changes import Changes
from dashboard.peers.data import LensData, LevelData, compared, level_data
from dashboard.peers.model import (
    GATES,
    OWN,
    WEIGHT_DEFAULT,
    WEIGHTS,
    Clipped,
    GroupShare,
    GroupWeight,
    Lens,
    Level,
    Near,
    Peer,
    PeerRequest,
    PeerResult,
    Unit,
    VariableShare,
)
from dashboard.peers.scale import Sample
from dashboard.peers.space import (
    Floats,
    Indices,
    Parts,
    may_be_nearer,
    normalised,
    rows_of_distances,
    shares,
    squared_distances,
)
from dashboard.peers.tables import PeerTables

# Each lens, level and choice of variables has a sample of its own, 6 MB for municipalities; a new one takes 50 ms.
_SAMPLES = 3


class UnknownUnitError(LookupError):
    """The request names no inhabited municipality and no district of the register of 31 December 2021."""


@dataclass(frozen=True)
class Field:
    """All units as seen from the focus under a request.

    candidates: units that passed the gates and have a distance, nearest first (equal distances by key).
    """

    level: LevelData
    data: LensData
    focus: int
    members: Floats
    weights: Floats
    parts: Parts
    distance: Floats
    gate: NDArray[np.bool_]
    candidates: Indices
    n_without_distance: int
    # The sample's squared distances, worked out when first asked for.
    sampled: list[Floats] = field(default_factory=list)


def _optional(value: float) -> float | None:
    # np.isnan takes ten times as long for a single value, and a list has hundreds.
    return None if value != value else float(value)


class PeerEngine:
    """Peers of any municipality or district; thread-safe, since nothing but a cache of samples ever changes."""

    def __init__(self, tables: PeerTables) -> None:
        self.levels: dict[Level, LevelData] = {
            "municipality": level_data(tables, "municipality"),
            "district": level_data(tables, "district"),
        }
        self.compared = compared(tables)
        self.changes = Changes.of(
            tables,
            {
                ags: n
                for data in self.levels.values()
                for ags, n in zip(data.index, data.units.population.tolist(), strict=True)
            },
        )
        self._sample = lru_cache(maxsize=_SAMPLES)(self._make_sample)

    def unit(self, ags: str) -> Unit:
        """The unit with this key.

        Raises: UnknownUnitError.
        """
        level = self.level_of(ags)
        return level.units[level.index[ags]]

    def level_of(self, ags: str) -> LevelData:
        """The level a key belongs to.

        Raises: UnknownUnitError.
        """
        for data in self.levels.values():
            if ags in data.index:
                return data
        raise UnknownUnitError(ags)

    def lenses(self, level: Level) -> tuple[Lens, ...]:
        """The lenses of a level, the default first."""
        return tuple(data.lens for data in self.levels[level].lenses.values())

    def peers(self, request: PeerRequest, seen: Field | None = None) -> PeerResult:
        """The k nearest units and the hand-picked ones, each with its reasons; `seen` is the field, if known already.

        Raises: UnknownUnitError.
        """
        field = seen or self.field(request)
        first = field.candidates[: request.k]
        extra = [field.level.index[ags] for ags in request.add if ags in field.level.index]
        listed = np.array([*first, *(unit for unit in extra if unit not in set(first))], dtype=np.intp)
        is_exact = self._is_exact(field)
        return PeerResult(
            request=request,
            focus=field.level.units[field.focus],
            weights=self._group_weights(field, request),
            peers=self._listed(field, request, listed, len(first)),
            n_candidates=len(field.candidates),
            n_without_distance=field.n_without_distance,
            n_draws=stability.DRAWS,
            clipped=_clipped(field),
            pair_share_is_exact=is_exact,
            n_sample=0 if is_exact else int(self._sample_of(field).squared.shape[1]),
        )

    def nearest_where(
        self,
        request: PeerRequest,
        ags: Collection[str],
        *,
        others: bool = False,
        limit: int | None = None,
        seen: Field | None = None,
    ) -> tuple[Near, ...]:
        """The candidates among `ags` (or, with `others`, all that are not), nearest first, ranked among all candidates.

        Raises: UnknownUnitError.
        """
        field = seen or self.field(request)
        wanted = np.full(len(field.level.units), others)
        wanted[field.level.index.places(ags)] = not others
        places = np.flatnonzero(wanted[field.candidates])[:limit]
        units = field.candidates[places]
        pair_shares = self._pair_shares(field, field.distance[units])
        return tuple(
            Near(
                field.level.units[unit], int(place) + 1, float(field.distance[unit]), float(share), scale.word(float(share))
            )
            for place, unit, share in zip(places, units, pair_shares, strict=True)
        )

    def field(self, request: PeerRequest) -> Field:
        """All units as seen from the focus of a request.

        Raises: UnknownUnitError.
        """
        level = self.level_of(request.ags)
        data = level.lenses[request.lens]
        focus = level.index[request.ags]
        members = data.space.members(_chosen(data.lens, request))
        weights = _weights(data.lens, request, members)
        found = data.space.parts_from(focus, members)
        distance = np.sqrt(squared_distances(found, weights))
        gate = _gate(level, request, focus)
        passed = gate & (level.is_city_state == level.is_city_state[focus])
        passed[[focus, *(level.index[ags] for ags in request.drop if ags in level.index)]] = False
        candidates = np.flatnonzero(passed & ~np.isnan(distance))
        return Field(
            level=level,
            data=data,
            focus=focus,
            members=members,
            weights=weights,
            parts=found,
            distance=distance,
            gate=gate,
            candidates=candidates[_order(distance[candidates])],
            n_without_distance=int(passed.sum()) - len(candidates),
        )

    def _group_weights(self, field: Field, request: PeerRequest) -> tuple[GroupWeight, ...]:
        levels = dict(request.weights)
        return tuple(
            GroupWeight(group.group_id, levels.get(group.group_id, WEIGHT_DEFAULT), float(weight), int(n))
            for group, weight, n in zip(field.data.lens.groups, field.weights, field.members.sum(axis=1), strict=True)
        )

    def _listed(self, field: Field, request: PeerRequest, listed: Indices, n_first: int) -> tuple[Peer, ...]:
        pair_shares = self._pair_shares(field, field.distance[listed])
        by_variable = shares(*field.data.space.contributions(field.focus, listed), field.members, field.weights)
        place_of = np.full(len(field.level.units), -1)
        place_of[field.candidates] = np.arange(len(field.candidates))
        places = {int(unit): int(place_of[unit]) for unit in listed if place_of[unit] >= 0}
        steady = _stability(field, list(places.values()), request.k)
        mutual = _mutual(field, listed, request.k)
        by_group = _group_shares(field, by_variable)
        n_total = int((field.members.T @ (field.weights > 0)).sum())
        found = []
        for column, unit in enumerate(int(unit) for unit in listed):
            place = places.get(unit)
            share = _optional(pair_shares[column])
            found.append(
                Peer(
                    unit=field.level.units[unit],
                    rank=None if place is None else place + 1,
                    distance=_optional(field.distance[unit]),
                    pair_share=share,
                    word=None if share is None else scale.word(share),
                    stability=None if place is None else steady[place],
                    is_mutual=mutual[column],
                    n_variables=int(np.count_nonzero(~np.isnan(by_variable[:, column]))),
                    n_total=n_total,
                    is_hand_picked=column >= n_first,
                    by_variable=_variable_shares(field, unit, by_variable[:, column]),
                    by_group=by_group[column],
                )
            )
        return tuple(found)

    def _is_exact(self, field: Field) -> bool:
        return bool(field.members.any(axis=0).all() and np.allclose(field.weights, 1 / len(field.weights)))

    def _pair_shares(self, field: Field, distance: Floats) -> Floats:
        if self._is_exact(field):
            return scale.exact_shares(distance, field.data.table_distance, field.data.table_share)
        if not field.sampled:
            field.sampled.append(scale.sampled_squares(self._sample_of(field), field.weights))
        return scale.sampled_shares(distance, field.sampled[0])

    def _sample_of(self, field: Field) -> Sample:
        chosen = tuple(bool(total) for total in field.members.sum(axis=0))
        return self._sample(field.level.level, field.data.lens.lens, chosen)

    def _make_sample(self, level: Level, lens: str, chosen: tuple[bool, ...]) -> Sample:
        data, space = self.levels[level], self.levels[level].lenses[lens].space
        pairs = scale.sample_pairs(data.is_city_state)
        return scale.sampled(space, space.members(np.array(chosen)), pairs)


def _order(distance: Floats) -> Indices:
    """Places by distance, equal ones as they stand; a stable sort takes four times as long and is seldom needed."""
    order = np.argsort(distance)
    in_order = distance[order]
    return np.argsort(distance, kind="stable") if (in_order[1:] == in_order[:-1]).any() else order


def _clipped(field: Field) -> tuple[Clipped, ...]:
    own, limits = np.array([values[field.focus] for values in field.data.raw]), field.data.limits
    # Limits went through a logarithm and back; a value that is the limit itself is not beyond it.
    beyond = ((own < limits[:, 0] * (1 - 1e-9)), (own > limits[:, 1] * (1 + 1e-9)))
    return tuple(
        Clipped(item.variable, float(limits[row, side]), bool(side))
        for row, item in enumerate(field.data.lens.variables)
        for side in (0, 1)
        if beyond[side][row]
    )


def _chosen(lens: Lens, request: PeerRequest) -> NDArray[np.bool_] | None:
    if not request.variables:
        return None
    return np.array([variable.variable in request.variables for variable in lens.variables])


def _weights(lens: Lens, request: PeerRequest, members: Floats) -> Floats:
    levels = dict(request.weights)
    given = np.array([WEIGHTS[levels.get(group.group_id, WEIGHT_DEFAULT)] for group in lens.groups])
    found = normalised(given, members)
    # A request made by hand may leave nothing; the parser of addresses says so in a notice before it comes to this.
    return found if found.any() else normalised(np.ones(len(lens.groups)), members)


def _gate(level: LevelData, request: PeerRequest, focus: int) -> NDArray[np.bool_]:
    """Units that pass the optional gates; `own` stands for the value of the focus."""
    found = np.ones(len(level.units), dtype=bool)
    for name in GATES:
        wanted = getattr(request, name)
        if wanted:
            values = level.gates[name]
            found &= values.among([values[focus] if value == OWN else value for value in wanted])
    return found


def _stability(field: Field, places: list[int], k: int) -> dict[int, int]:
    """By place among the candidates: number of draws in which it is among the first k."""
    if not places:
        return {}
    times = stability.times_among_first(field.parts, field.weights, field.candidates, field.candidates[places], k)
    return dict(zip(places, times, strict=True))


def _mutual(field: Field, listed: Indices, k: int) -> list[bool]:
    """For each unit whether it has the focus among its own first k, with the same lens, weights and gates."""
    kind = field.level.is_city_state
    is_rival = field.gate & (kind == kind[field.focus])
    is_rival &= may_be_nearer(field.data.space, field.distance, field.focus, listed, field.members, field.weights)
    others = np.append(np.flatnonzero(is_rival), field.focus)
    squared = rows_of_distances(field.data.space, listed, others, field.members, field.weights)
    own = squared[:, -1]
    rivals = ((squared < own[:, None]) & (others != listed[:, None])).sum(axis=1)
    has_distance = ~np.isnan(own) & (kind[listed] == kind[field.focus])
    return [bool(found) for found in has_distance & (rivals < k)]


def _variable_shares(field: Field, unit: int, by_variable: Floats) -> tuple[VariableShare, ...]:
    z, known, raw = field.data.space.z, field.data.space.known, field.data.raw
    return tuple(
        VariableShare(
            variable=item.variable,
            group_id=item.group_id,
            share=_optional(by_variable[row]),
            own_value=_optional(raw[row][field.focus]),
            peer_value=_optional(raw[row][unit]),
            z_difference=float(z[row, field.focus] - z[row, unit]) if known[row, field.focus] and known[row, unit] else None,
        )
        for row, item in enumerate(field.data.lens.variables)
    )


def _group_shares(field: Field, by_variable: Floats) -> list[tuple[GroupShare, ...]]:
    """For each column of `by_variable` what every group adds."""
    known = ~np.isnan(by_variable)
    sums = field.members @ np.where(known, by_variable, 0.0)
    by_group = np.where(field.members @ known > 0, sums, np.nan)
    names = [group.group_id for group in field.data.lens.groups]
    return [
        tuple(GroupShare(name, _optional(share)) for name, share in zip(names, column, strict=True))
        for column in by_group.T.tolist()
    ]
