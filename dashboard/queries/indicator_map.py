"""Values of one indicator and year for all units: as a column for the map, by class, by state and as a list."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dashboard import db
from dashboard.map_classes import Classes, Floats, rounded
from dashboard.place_names import district_title
from dashboard.queries import units
from dashboard.queries.units import Indicator, Row

GEOMETRY = "municipalities"
# Raise it when the form of the value files changes: their addresses must change with them.
_FORM = 1

_MUNICIPALITIES = """
select m.ags, m.name_short as name, m.state_code, m.district_ags, m.is_inhabited
from municipalities m
order by m.ags
"""
_DISTRICTS = """
select d.ags, d.name, d.type_de, d.state_code
from districts d
order by d.ags
"""
_VALUES = """
select cast(v.ags as integer) as ags, v.year, v.value
from indicator_values v
where v.indicator_id = $indicator and length(v.ags) = $key_length and v.value is not null
"""
_CLASSES = """
select low, high
from indicator_classes
where indicator_id = $indicator
order by position
"""
_GAPS = """
select reason, count(*) as n
from indicator_gaps
where indicator_id = $indicator and year = $year
group by reason
order by n desc, reason
"""
_GAP = """
select reason
from indicator_gaps
where indicator_id = $indicator and year = $year and ags = $ags
"""
_BY_STATE = """
select t.code, s.n, s.n_missing, s.median, s.q1, s.q3
from indicator_stats s
join states t on t.code = s.scope
where s.indicator_id = $indicator and s.year = $year
order by t.ags
"""
_SOURCES = """
select s.title, s.credit_de, s.credit_en, s.url, s.licence, s.licence_url, s.vintage
from indicator_sources x
join sources s on s.source_id = x.source_id
where x.indicator_id = $indicator
order by x.position
"""
_LABS = """
select m.ags, m.level, m.lab_id
from lab_members m
join labs l on l.lab_id = m.lab_id
where m.level is not null and m.role in ('lead', 'partner')
order by l.position, m.ags
"""
# By name, not by value: this is no ranking.
_LIST_MUNICIPALITIES = """
select m.ags, m.name_short as name, m.district_ags, d.name as district_name, d.type_de as district_type, m.state_code,
       m.is_inhabited, v.value, g.reason
from municipalities m
join districts d on d.ags = m.district_ags
left join indicator_values v on v.indicator_id = $indicator and v.year = $year and v.ags = m.ags
left join indicator_gaps g on g.indicator_id = $indicator and g.year = $year and g.ags = m.ags
where $state = '' or m.state_code = $state
order by m.name_short, m.ags
limit $limit offset $offset
"""
_LIST_DISTRICTS = """
select d.ags, d.name, d.type_de, d.state_code, v.value, g.reason
from districts d
left join indicator_values v on v.indicator_id = $indicator and v.year = $year and v.ags = d.ags
left join indicator_gaps g on g.indicator_id = $indicator and g.year = $year and g.ags = d.ags
where $state = '' or d.state_code = $state
order by d.name, d.ags
limit $limit offset $offset
"""


@dataclass(frozen=True)
class Register:
    """Units of a level in the order of their key; `municipalities` in the order of the geometry file.

    `places` gives for every municipality the position of its own unit: itself, or its district.
    """

    ags: tuple[str, ...]
    names: tuple[str, ...]
    state_codes: NDArray[np.str_]
    places: NDArray[np.int64]
    is_inhabited: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.ags)


def register(level: str) -> Register:
    """Units of a level: districts for `district`, municipalities for `municipality` and `association`."""
    return _register(db.current().path, level == "district")


@lru_cache(maxsize=2)
def _register(path: Path, is_district: bool) -> Register:
    rows = db.columns(_MUNICIPALITIES)
    order = _order(path)
    row_of = {ags: row for row, ags in enumerate(rows["ags"].tolist())}
    in_order = np.array([row_of[ags] for ags in order])
    if is_district:
        districts = db.records(_DISTRICTS)
        place = {str(row["ags"]): index for index, row in enumerate(districts)}
        places = np.array([place[ags] for ags in rows["district_ags"][in_order].tolist()])
        # An independent city and a county may share a name: the title tells them apart.
        names = tuple(district_title(str(row["name"]), str(row["type_de"])) for row in districts)
        codes = np.array([str(row["state_code"]) for row in districts])
        return Register(tuple(place), names, codes, places, (True,) * len(districts))
    codes = rows["state_code"][in_order].astype(np.str_)
    inhabited = tuple(rows["is_inhabited"][in_order].tolist())
    return Register(order, tuple(rows["name"][in_order].tolist()), codes, np.arange(len(order)), inhabited)


@lru_cache(maxsize=1)
def _order(path: Path) -> tuple[str, ...]:
    """Keys of the municipalities as they stand in the geometry file."""
    content = json.loads((path.parent / "geo" / _geometry_file(path)).read_text(encoding="utf-8"))
    return tuple(content["ags"])


@lru_cache(maxsize=1)
def _geometry_file(_path: Path) -> str:
    rows = db.records("select file from geo_files where name = $name", {"name": GEOMETRY})
    return str(rows[0]["file"])


def version() -> str:
    """Changes whenever a value file could: with the database, the order of the geometry or the form of the files."""
    return _version(db.current().path)


@lru_cache(maxsize=1)
def _version(path: Path) -> str:
    return hashlib.sha256(f"{_FORM} {path.name} {_geometry_file(path)}".encode()).hexdigest()[:12]


def values_url(indicator_id: str, year: int | str) -> str:
    """The address of the values of an indicator and year (see dashboard/map_values.py)."""
    return f"/map/{indicator_id}/{year}.{version()}.bin"


def names_url() -> str:
    """The address of the names of all municipalities."""
    return f"/map/names.{version()}.json"


def indicator(indicator_id: str) -> Indicator | None:
    """An indicator of the catalogue; None for an unknown key."""
    return _by_id(db.current().path).get(indicator_id)


@lru_cache(maxsize=1)
def _by_id(_path: Path) -> dict[str, Indicator]:
    return {item.indicator_id: item for item in units.indicators()}


def years() -> dict[str, tuple[int, ...]]:
    """Years with values of every indicator, ascending."""
    return _years(db.current().path)


@lru_cache(maxsize=1)
def _years(_path: Path) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for indicator_id, year in units.stats("DE"):
        found.setdefault(indicator_id, []).append(year)
    return {key: tuple(sorted(values)) for key, values in found.items()}


@dataclass(frozen=True)
class Column:
    """All years of an indicator by unit of its level, rounded as shown, NaN for no value; classes over all years."""

    units: Register
    values: dict[int, Floats]
    classes: Classes


def column(indicator_id: str) -> Column:
    """The values of a known indicator.

    Raises: KeyError for an unknown indicator.
    """
    return _column(db.current().path, indicator_id)


# One of municipalities has some 0.3 MB.
@lru_cache(maxsize=8)
def _column(path: Path, indicator_id: str) -> Column:
    item = _by_id(path)[indicator_id]
    own = register(item.level)
    keys = np.array(own.ags, dtype=np.int32)
    in_order = np.argsort(keys)
    length = 5 if item.level == "district" else 8
    found = {year: np.full(len(own), np.nan) for year in years()[indicator_id]}
    rows = db.columns(_VALUES, {"indicator": indicator_id, "key_length": length})
    positions = in_order[np.searchsorted(keys, rows["ags"], sorter=in_order)]
    numbers = rounded(np.asarray(rows["value"], dtype=np.float64), item.decimals)
    for year, column_ in found.items():
        is_year = rows["year"] == year
        column_[positions[is_year]] = numbers[is_year]
    limits = db.rows(_CLASSES, {"indicator": indicator_id})
    return Column(own, found, Classes(tuple(low for low, _ in limits), tuple(high for _, high in limits)))


def on_municipalities(indicator_id: str, year: int) -> Floats:
    """A value for every municipality in the order of the geometry file: its own, or that of its district.

    Raises: KeyError for an unknown indicator or year.
    """
    found = column(indicator_id)
    return found.values[year][found.units.places]


def gaps(indicator_id: str, year: int) -> list[tuple[str, int]]:
    """Why units have no value: (reason, units), most frequent first."""
    rows = db.records(_GAPS, {"indicator": indicator_id, "year": year})
    return [(str(row["reason"]), int(str(row["n"]))) for row in rows]


def gap(indicator_id: str, year: int, ags: str) -> str:
    """Why a unit has no value; `not_in_source` when nothing is known."""
    rows = db.records(_GAP, {"indicator": indicator_id, "year": year, "ags": ags})
    return str(rows[0]["reason"]) if rows else "not_in_source"


def state_keys() -> dict[str, str]:
    """Codes of the states → first two digits of their municipalities, in the order of the register."""
    return _state_keys(db.current().path)


@lru_cache(maxsize=1)
def _state_keys(_path: Path) -> dict[str, str]:
    return {str(row["code"]): str(row["ags"]) for row in db.records("select code, ags from states order by ags")}


def count_units(level: str, state: str) -> int:
    """Units of a level in a state, or (empty) in Germany."""
    own = register(level)
    return int(np.count_nonzero(own.state_codes == state)) if state else len(own)


def by_state(indicator_id: str, year: int) -> list[Row]:
    """The states in the order of their key: code, n, n_missing, median, q1, q3 over their units."""
    return db.records(_BY_STATE, {"indicator": indicator_id, "year": year})


def sources(indicator_id: str) -> list[Row]:
    """Sources, the main one first: title, credit_de, credit_en, url, licence, licence_url, vintage."""
    return db.records(_SOURCES, {"indicator": indicator_id})


def lab_places() -> dict[str, list[str]]:
    """Lead and partner municipalities (8 digits) and districts (5) → their labs."""
    return _lab_places(db.current().path)


@lru_cache(maxsize=1)
def _lab_places(_path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in db.records(_LABS):
        found.setdefault(str(row["ags"]), []).append(str(row["lab_id"]))
    return found


def listed(item: Indicator, year: int, state: str, limit: int, offset: int) -> list[Row]:
    """Units of the level of an indicator by name, in a state or (empty) everywhere.

    ags, name, state_code, value (None without one), reason; for municipalities also district_ags, district_name,
    district_type, is_inhabited; for districts type_de.
    """
    sql = _LIST_DISTRICTS if item.level == "district" else _LIST_MUNICIPALITIES
    return db.records(sql, {"indicator": item.indicator_id, "year": year, "state": state, "limit": limit, "offset": offset})


def names() -> dict[str, object]:
    """What a map says when it is asked about a place, in the order of the geometry file: names of the municipalities,
    positions of those nobody lives in, and the districts by key."""
    own, districts = register("municipality"), register("district")
    return {
        "names": own.names,
        "uninhabited": [index for index, lived_in in enumerate(own.is_inhabited) if not lived_in],
        "districts": dict(zip(districts.ags, districts.names, strict=True)),
    }
