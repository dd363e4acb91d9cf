"""Municipalities and districts: their register, their figures and what they had to do with the labs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dashboard import db
from dashboard.i18n import Lang

Row = dict[str, object]

_INDICATORS = """
select i.indicator_id, i.topic, i.level, i.label_de, i.label_en, i.unit_de, i.unit_en, i.description_de, i.description_en,
       i.decimals, i.scale, i.territory_date, i.source_url, i.publisher, i.licence
from indicators i
join vocabulary v on v.vocabulary = 'indicator_topic' and v.term_id = i.topic
order by v.position, i.position
"""
_AXES = """
select indicator_id, year, low, high, is_log, similar_low, similar_high, n_below, n_above
from indicator_axes
order by indicator_id, year
"""
_STATS = """
select indicator_id, year, n, n_missing, median, q1, q3
from indicator_stats
where scope = $scope
order by indicator_id, year
"""
_VALUES = """
select indicator_id, year, value, n_lower, n_lower_state, reason
from unit_values
where ags in ($ags, $district)
"""
_NOT_FOR = """
select n.ags, n.indicator_id, p.reason_de, p.reason_en
from peer_not_for n
join peer_indicators p on p.indicator_id = n.indicator_id
order by n.ags, n.indicator_id
"""
_MUNICIPALITY = """
select m.ags, m.ars, m.name, m.name_short, m.type_code, m.state_code, m.district_ags, d.name as district_name,
       d.type_de as district_type, m.association_name, m.association_type_de, m.postcode_main, m.area_km2,
       m.population_2021, m.regiostar7_de, m.bbsr_town_type_2015_de, m.x_km, m.y_km, m.is_inhabited
from municipalities m
join districts d on d.ags = m.district_ags
where m.ags = $ags
"""
_DISTRICT = """
select d.ags, d.name, d.type_de, d.state_code, d.area_km2, d.population_2021, d.n_municipalities, d.nuts3,
       d.bbsr_district_type_2015_de, i.x_km, i.y_km
from districts d
left join inner_points i on i.level = 'district' and i.ags = d.ags
where d.ags = $ags
"""
_MEMBERS = """
select ags, name_short as name, type_code, population_2021
from municipalities
where district_ags = $ags and is_inhabited
order by name_short, ags
"""
_DISTRICTS = """
select d.ags, d.name, d.type_de, d.state_code, d.population_2021,
       (select count(*) from municipalities m where m.district_ags = d.ags and m.is_inhabited) as n_municipalities,
       (select min(m.ags) from municipalities m where m.district_ags = d.ags and m.is_inhabited) as first_ags
from districts d
order by d.state_ags, d.name, d.ags
"""
_CHANGES_AFTER = """
select period_from, period_to, ags_old, name_old, ags_new, name_new, kind, effective_date_legal
from ags_changes
where period_from >= '2021-12-31' and kind <> 'continues'
order by period_from, ags_old, ags_new
"""
# A key that ended before the register's day leads to what took most of its people; one made later to what gave most.
_SUCCESSOR = """
select c.ags_new as ags, c.name_old as name, 'successor' as way
from ags_changes c
join municipalities m on m.ags = c.ags_new and m.is_inhabited
where c.ags_old = $ags and c.period_from < '2021-12-31'
order by coalesce(c.population_share_of_old, c.area_share_of_old, 0) desc, c.ags_new
limit 1
"""
_PREDECESSOR = """
select c.ags_old as ags, c.name_new as name, 'predecessor' as way
from ags_changes c
join municipalities m on m.ags = c.ags_old and m.is_inhabited
where c.ags_new = $ags and c.period_from >= '2021-12-31'
order by coalesce(c.population_share_of_old, c.area_share_of_old, 0) * m.population_2021 desc, c.ags_old
limit 1
"""
_MEMBERSHIPS = """
select m.lab_id, m.role, m.source_url, o.organisation_id, o.name, o.kind, o.ags
from memberships m
join organisations o on o.organisation_id = m.organisation_id
join labs l on l.lab_id = m.lab_id
join vocabulary r on r.vocabulary = 'role' and r.term_id = m.role
where o.ags is not null
order by l.position, r.position, o.name
"""
_SUBPROJECTS = """
select p.ags, s.subproject_id, s.title_de, s.title_en, s.lab_id, s.evidence, s.start_date, s.end_date, s.source_url
from subproject_places p
join subprojects s on s.subproject_id = p.subproject_id
join labs l on l.lab_id = s.lab_id
order by l.position, s.start_date nulls last, s.subproject_id, p.ags
"""
_EVENTS = """
select e.ags, e.event_id, e.lab_id, e.title_de, e.title_en, e.start_date, e.end_date, e.source_url
from events e
where e.ags is not null
order by e.start_earliest, e.event_id
"""
_PREDECESSOR_PROJECT = """
select predecessor_id, name, ags, source_url, note_de
from predecessor_municipalities
order by name
"""
_ALL_KEYS = """
select ags from municipalities where is_inhabited
union all
select ags from districts
order by 1
"""


@dataclass(frozen=True)
class Indicator:
    """A figure of the catalogue; `level` is municipality, association or district."""

    indicator_id: str
    topic: str
    level: str
    label_de: str
    label_en: str
    unit_de: str
    unit_en: str
    description_de: str
    description_en: str
    decimals: int
    scale: str
    territory_date: str | None
    source_url: str
    publisher: str
    licence: str

    def label(self, lang: Lang) -> str:
        """Its name."""
        return self.label_de if lang == "de" else self.label_en

    def unit(self, lang: Lang) -> str:
        """Its unit in words."""
        return self.unit_de if lang == "de" else self.unit_en

    def description(self, lang: Lang) -> str:
        """What it measures and how it was made."""
        return self.description_de if lang == "de" else self.description_en


@dataclass(frozen=True)
class Axis:
    """Ends of the axis of a strip plot, and the range that counts as similar to the median of Germany (one MAD)."""

    low: float
    high: float
    is_log: bool
    similar_low: float
    similar_high: float
    n_below: int
    n_above: int


@dataclass(frozen=True)
class Stats:
    """Distribution over the units of a level in Germany or a state."""

    n: int
    n_missing: int
    median: float
    q1: float
    q3: float


Key = tuple[str, int]
"""indicator_id, year."""


@dataclass(frozen=True)
class Figures:
    """What a unit and its district have: values and reasons for missing ones, by (indicator, year).

    `values` holds (value, units with a lower value in Germany, in the state); indicators of the district level carry the
    district's. `not_applicable` gives the reason in both languages for indicators that make no sense there.
    """

    values: dict[Key, tuple[float, int, int]]
    gaps: dict[Key, str]
    not_applicable: dict[str, tuple[str, str]]


def indicators() -> tuple[Indicator, ...]:
    """All indicators by topic, then in the order of the catalogue."""
    return _indicators(db.current().path)


def axes() -> dict[Key, Axis]:
    """The axis of every indicator and year whose values differ."""
    return _axes(db.current().path)


def stats(scope: str) -> dict[Key, Stats]:
    """Statistics of Germany (`DE`) or a state such as `BY`."""
    return _stats(db.current().path, scope)


@lru_cache(maxsize=1)
def _indicators(_path: Path) -> tuple[Indicator, ...]:
    return tuple(Indicator(**row) for row in db.records(_INDICATORS))  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _axes(_path: Path) -> dict[Key, Axis]:
    return {_key(row): Axis(*list(row.values())[2:]) for row in db.records(_AXES)}  # type: ignore[arg-type]


@lru_cache(maxsize=17)
def _stats(_path: Path, scope: str) -> dict[Key, Stats]:
    return {_key(row): Stats(*list(row.values())[2:]) for row in db.records(_STATS, {"scope": scope})}  # type: ignore[arg-type]


def _key(row: Row) -> Key:
    return str(row["indicator_id"]), int(str(row["year"]))


def figures(ags: str, district_ags: str) -> Figures:
    """All figures of a municipality and of its district; for a district give its key twice."""
    rows = list(db.rows(_VALUES, {"ags": ags, "district": district_ags}))
    values = {(key, year): (value, lower, state) for key, year, value, lower, state, _ in rows if value is not None}
    gaps = {(key, year): reason for key, year, value, _, _, reason in rows if value is None}
    return Figures(values, gaps, _not_for(db.current().path).get(district_ags, {}))


def municipality(ags: str) -> Row | None:
    """The register of a municipality (status 31.12.2021), inhabited or not; None for an unknown key."""
    return _one(_MUNICIPALITY, ags)


def district(ags: str) -> Row | None:
    """The register of a district or independent city; None for an unknown key."""
    return _one(_DISTRICT, ags)


def replacement(ags: str) -> Row | None:
    """Where a key leads that is not in the register: ags, name (of the asked one), way (successor or predecessor)."""
    full = ags + "000" if len(ags) == 5 else ags
    return _one(_SUCCESSOR, full) or _one(_PREDECESSOR, full)


def _one(sql: str, ags: str) -> Row | None:
    return next(iter(db.records(sql, {"ags": ags})), None)


def members(ags: str) -> list[Row]:
    """Inhabited municipalities of a district by name: ags, name, type_code, population_2021."""
    return db.records(_MEMBERS, {"ags": ags})


def districts() -> list[Row]:
    """All districts by state and name, with the number of inhabited municipalities and the key of the first of them."""
    return db.records(_DISTRICTS)


@dataclass(frozen=True)
class Participation:
    """What links a place to the programme: memberships of organisations, subprojects, events, the predecessor."""

    memberships: list[Row]
    subprojects: list[Row]
    events: list[Row]
    predecessor: list[Row]

    @property
    def is_empty(self) -> bool:
        """True when no source names anything."""
        return not (self.memberships or self.subprojects or self.events or self.predecessor)


def changes_after(ags: str) -> list[Row]:
    """Changes of territory or key after 31.12.2021 that touch a municipality."""
    return [row for row in _programme(db.current().path)["changes"] if ags in (row["ags_old"], row["ags_new"])]


def participation(ags: str, district_ags: str) -> Participation:
    """What happened in a municipality and through its district.

    memberships: organisations that sit in the place (of every kind), and its district. For a district (its key twice):
    the district and its municipalities, and no events, since those name municipalities.
    """
    tables = _programme(db.current().path)
    is_district = len(ags) == 5

    def is_here(row: Row) -> bool:
        own = str(row["ags"])
        return own == ags or (is_district and own[:5] == ags)

    members = [
        row
        for row in tables["memberships"]
        if row["ags"] == ags
        or (row["ags"] == district_ags and row["kind"] == "district")
        or (is_district and row["kind"] == "municipality" and is_here(row))
    ]
    subprojects = {str(row["subproject_id"]): row for row in tables["subprojects"] if is_here(row)}
    return Participation(
        members,
        list(subprojects.values()),
        [row for row in tables["events"] if row["ags"] == ags],
        [row for row in tables["predecessor"] if is_here(row) or row["ags"] == district_ags],
    )


# The programme is small: its tables are read once and looked through for each place.
@lru_cache(maxsize=1)
def _programme(_path: Path) -> dict[str, list[Row]]:
    statements = {
        "memberships": _MEMBERSHIPS,
        "subprojects": _SUBPROJECTS,
        "events": _EVENTS,
        "predecessor": _PREDECESSOR_PROJECT,
        "changes": _CHANGES_AFTER,
    }
    return {name: db.records(sql) for name, sql in statements.items()}


@lru_cache(maxsize=1)
def _not_for(_path: Path) -> dict[str, dict[str, tuple[str, str]]]:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in db.records(_NOT_FOR):
        found.setdefault(str(row["ags"]), {})[str(row["indicator_id"])] = str(row["reason_de"]), str(row["reason_en"])
    return found


def all_keys() -> list[str]:
    """Keys of all pages of this kind: inhabited municipalities and districts, ascending."""
    return [str(row["ags"]) for row in db.records(_ALL_KEYS)]
