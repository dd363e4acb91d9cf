"""What the comparison shows beside the engine's arithmetic: names and places of units, who was in which lab, search."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from dashboard import db
from dashboard.catalog import EVIDENCE
from dashboard.kept import once
from dashboard.peers.model import Level, Unit
from dashboard.place_names import district_title
from dashboard.queries import peers

Array: TypeAlias = "np.ndarray[Any, Any]"

_DISTRICTS = """
select ags, name, type_de
from districts
order by ags
"""
_POINTS = """
select u.level, u.unit_index, coalesce(m.x_km, i.x_km) as x_km, coalesce(m.y_km, i.y_km) as y_km
from peer_units u
left join municipalities m on m.ags = u.ags
left join inner_points i on i.ags = u.ags and i.level = 'district'
"""
_AREAS = """
select u.level, coalesce(m.area_km2, d.area_km2) as area_km2
from peer_units u
left join municipalities m on m.ags = u.ags
left join districts d on d.ags = u.ags
order by u.level, u.unit_index
"""
_COORDINATES = """
select ags, lon, lat
from shapes
where level in ('municipality', 'district') and lon is not null and list_contains($keys, ags)
"""
_PARTICIPANTS = """
select m.ags, m.lab_id, m.role
from lab_members m
join labs l on l.lab_id = m.lab_id
join vocabulary r on r.vocabulary = 'role' and r.term_id = m.role
where m.level is not null and m.ags is not null
order by m.ags, r.position, l.position
"""
_SUBPROJECTS = """
select s.subproject_id, s.lab_id, s.title_de, s.title_en, s.evidence, s.themes, s.principles, s.formats,
       array_agg(distinct p.ags) filter (where p.ags is not null) as places
from subprojects s
left join subproject_places p on p.subproject_id = s.subproject_id
group by s.subproject_id, s.lab_id, s.title_de, s.title_en, s.evidence, s.themes, s.principles, s.formats
order by s.title_de, s.subproject_id
"""
# Names as people type them: without accents, case, hyphens; "ss" for "ß" and "ae" for "ä" lead to the same place.
_FIND = """
select ags, name, state_code, district_ags, level, population
from (
  select *,
    strip_accents(replace(replace(replace(replace(lower(name), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss')) as plain
  from peer_units
) where plain = $plain or starts_with(plain, $plain) or contains(plain, ' ' || $plain) or contains(plain, '-' || $plain)
     or starts_with(ags, $given)
order by ags <> $given, plain <> $plain, not starts_with(plain, $plain), level desc, population desc, ags
limit $limit
"""
_CHANGED = """
select level, indicator_id, first_year, last_year, count(*) as n
from peer_changes
group by level, indicator_id, first_year, last_year
order by level, indicator_id
"""
# In the order of `_CHANGED`, as the build wrote them.
_FIRST_AND_LAST = """
select unit_index, first_value, last_value
from peer_changes
"""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
MOST_FOUND = 20


@dataclass(frozen=True)
class Found:
    """A unit that a search found."""

    ags: str
    name: str
    state_code: str
    district_ags: str
    level: str
    population: int


@dataclass(frozen=True)
class Membership:
    """What a municipality or district was in a lab: lead, partner or associated."""

    lab_id: str
    role: str


@dataclass(frozen=True)
class Subproject:
    """A subproject with its words and the keys of the places it names."""

    subproject_id: str
    lab_id: str
    title_de: str
    title_en: str
    evidence: str
    themes: frozenset[str]
    principles: frozenset[str]
    formats: frozenset[str]
    places: frozenset[str]


def district_titles() -> dict[str, str]:
    """'Landkreis Kassel', 'Stadt Essen' by key of the district."""
    return _district_titles(db.current().path)


def points(level: Level) -> Pairs:
    """Projected kilometres of the register points of municipalities or of points inside districts, by key."""
    return _points(db.current().path)[level]


def area(unit: Unit) -> float | None:
    """Area in km² of a municipality or district."""
    found = _areas(db.current().path)[unit.level][peers.engine().levels[unit.level].index[unit.ags]]
    return None if math.isnan(found) else float(found)


def coordinates(keys: Collection[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude (WGS 84) of a point inside each municipality or district, by key."""
    return {str(ags): (float(lon), float(lat)) for ags, lon, lat in db.rows(_COORDINATES, {"keys": list(keys)})}


def participants() -> dict[str, tuple[Membership, ...]]:
    """Municipalities and districts that were members of a lab, by key; the strongest role first."""
    return _participants(db.current().path)


def all_subprojects() -> tuple[Subproject, ...]:
    """All subprojects, strongest evidence first."""
    return _subprojects(db.current().path)


def key_in(text: str) -> str:
    """The key in 'Neustadt (07332038)', as places are offered while a name is typed; empty without one."""
    found = re.search(r"\((\d{5}|\d{8})\)$", text.strip())
    return found[1] if found else ""


def find(text: str, limit: int = MOST_FOUND) -> list[Found]:
    """Municipalities and districts by name or key: the very name first, then beginnings, then parts; larger first."""
    given = key_in(text) or " ".join(text.split())[:80].casefold()
    if len(given) < 2:
        return []
    params = {"plain": given.translate(_UMLAUTS), "given": given if given.isdecimal() else "-", "limit": limit}
    return [Found(*row) for row in db.rows(_FIND, params)]


class Pairs(Mapping[str, tuple[float, float]]):
    """Two numbers by key of a unit, kept as arrays: 150,000 pairs of Python's numbers would take 20 MB."""

    def __init__(self, place: Mapping[str, int], units: Array, first: Array, last: Array) -> None:
        self._place = place
        self._values = np.full((len(place), 2), np.nan)
        self._values[units, 0], self._values[units, 1] = first, last

    def __getitem__(self, ags: str) -> tuple[float, float]:
        first, last = self._values[self._place[ags]].tolist()
        if math.isnan(first):
            raise KeyError(ags)
        return first, last

    def __iter__(self) -> Iterator[str]:
        return (ags for ags, place in self._place.items() if not math.isnan(self._values[place, 0]))

    def __len__(self) -> int:
        return int(np.count_nonzero(~np.isnan(self._values[:, 0])))


@dataclass(frozen=True)
class Change:
    """First and last value of an indicator by key, and their years."""

    first_year: int
    last_year: int
    values: Pairs


def changes(level: Level) -> dict[str, Change]:
    """Indicators of a level with values in at least two years from 2019 to 2023."""
    return _changes(db.current().path)[level]


@once()
def _changes(_path: Path) -> dict[Level, dict[str, Change]]:
    levels = peers.engine().levels
    units, first, last = db.columns(_FIRST_AND_LAST).values()
    found: dict[Level, dict[str, Change]] = {"municipality": {}, "district": {}}
    start = 0
    for level, indicator_id, first_year, last_year, n in db.rows(_CHANGED):
        part = slice(start, start + n)
        found[level][indicator_id] = Change(
            first_year, last_year, Pairs(levels[level].index, units[part], first[part], last[part])
        )
        start += n
    return found


@lru_cache(maxsize=1)
def _district_titles(_path: Path) -> dict[str, str]:
    return {str(ags): district_title(name, type_de) for ags, name, type_de in db.rows(_DISTRICTS)}


@once()
def _points(_path: Path) -> dict[Level, Pairs]:
    level, units, x, y = db.columns(_POINTS).values()
    return {
        name: Pairs(data.index, units[level == name], x[level == name], y[level == name])
        for name, data in peers.engine().levels.items()
    }


@lru_cache(maxsize=1)
def _areas(_path: Path) -> dict[Level, Array]:
    level, found = db.columns(_AREAS).values()
    values = np.ma.filled(found.astype(float), np.nan)
    return {name: values[level == name] for name in peers.engine().levels}


@lru_cache(maxsize=1)
def _participants(_path: Path) -> dict[str, tuple[Membership, ...]]:
    found: dict[str, tuple[Membership, ...]] = {}
    for ags, lab_id, role in db.rows(_PARTICIPANTS):
        found[ags] = (*found.get(ags, ()), Membership(lab_id, role))
    return found


@lru_cache(maxsize=1)
def _subprojects(_path: Path) -> tuple[Subproject, ...]:
    found = [
        Subproject(*row[:5], *map(_terms, row[5:8]), frozenset(row[8] or ()))  # type: ignore[call-arg]
        for row in db.rows(_SUBPROJECTS)
    ]
    return tuple(sorted(found, key=lambda item: EVIDENCE.index(item.evidence)))


def _terms(text: str | None) -> frozenset[str]:
    return frozenset(text.split(";")) if text else frozenset()
