"""The units of a level as columns: 11,189 objects with their texts would take ten times the memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from dashboard.peers.model import Level, Unit
from dashboard.peers.space import Indices

_LABELS = ("state_code", "district_ags", "regiostar7", "size_class", "unit_type")
_FLAGS = ("is_city_state", "has_own_district", "changed_after_2021")


class Labels:
    """A text for each unit, of few different ones: kept is its place among these."""

    def __init__(self, texts: Iterable[str]) -> None:
        given = list(texts)
        self.different = tuple(sorted(set(given)))
        place = {text: index for index, text in enumerate(self.different)}
        self.places = np.array([place[text] for text in given], dtype=np.min_scalar_type(len(place)))

    def __getitem__(self, unit: int) -> str:
        return self.different[int(self.places[unit])]

    def among(self, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Which units have one of some texts."""
        return np.asarray(np.array([text in wanted for text in self.different])[self.places])

    def counts(self) -> dict[str, int]:
        """How many units have each text."""
        return dict(zip(self.different, np.bincount(self.places).tolist(), strict=True))


class Keys(Mapping[str, int]):
    """Places by key, which is ascending ASCII text."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = np.array(list(keys), dtype=np.bytes_)
        # An answer asks for the same dozen keys hundreds of times.
        self._find = lru_cache(maxsize=64)(self._look_up)

    def __getitem__(self, key: str) -> int:
        return self._find(key)

    def _look_up(self, key: str) -> int:
        given = key.encode(errors="replace")
        place = int(np.searchsorted(self._keys, np.bytes_(given)))
        if place == len(self._keys) or self._keys[place] != given:
            raise KeyError(key)
        return place

    def __iter__(self) -> Iterator[str]:
        return (key.decode() for key in self._keys.tolist())

    def __len__(self) -> int:
        return len(self._keys)

    def key(self, place: int) -> str:
        """The key at a place."""
        return bytes(self._keys[place]).decode()

    def places(self, keys: Collection[str]) -> Indices:
        """The places of those keys that are among these."""
        given = np.array([key.encode(errors="replace") for key in keys], dtype=np.bytes_)
        found = np.minimum(np.searchsorted(self._keys, given), len(self._keys) - 1)
        return np.asarray(found[self._keys[found] == given])


class Units(Sequence[Unit]):
    """The units in the order of their keys; each is made when it is asked for."""

    def __init__(self, level: Level, column: Callable[[str], NDArray[Any]]) -> None:
        """`column` reads a column of all units by the name of the field; one at a time, so that few texts exist at once."""
        self._level = level
        self.keys = Keys(column("ags"))
        names = column("name")
        self._names = "".join(names)
        self._starts = np.array([0, *accumulate(map(len, names))], dtype=np.int32)
        del names
        self.population = column("population")
        self.labels = {name: Labels(column(name)) for name in _LABELS}
        self.flags = {name: column(name) for name in _FLAGS}

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> Unit: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Unit, ...]: ...

    def __getitem__(self, place: int | slice) -> Unit | tuple[Unit, ...]:
        if isinstance(place, slice):
            return tuple(self[index] for index in range(*place.indices(len(self))))
        start, end = self._starts[place], self._starts[place + 1]
        return Unit(
            ags=self.keys.key(place),
            level=self._level,
            name=self._names[start:end],
            state_code=self.labels["state_code"][place],
            district_ags=self.labels["district_ags"][place],
            population=int(self.population[place]),
            regiostar7=self.labels["regiostar7"][place] or None,
            size_class=self.labels["size_class"][place],
            unit_type=self.labels["unit_type"][place],
            is_city_state=bool(self.flags["is_city_state"][place]),
            has_own_district=bool(self.flags["has_own_district"][place]),
            changed_after_2021=bool(self.flags["changed_after_2021"][place]),
        )
