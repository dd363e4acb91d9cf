"""Everything the search box knows, as one list of things with names, codes and details."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np

from dashboard import catalog, db
from dashboard.filters import MAX_WORDS
from dashboard.i18n import LANGS, t
from dashboard.place_names import CITY_TYPES, district_title, plain_name
from dashboard.queries import hits, states
from dashboard.queries.row_sql import WORDS
from dashboard.urls import PATHS

_MUNICIPALITIES = """
select m.ags, m.ars, m.name, m.name_short, m.type_code, m.postcode_main, m.population_2021, m.state_code,
       d.name as district, d.type_de as district_type
from municipalities m
join districts d on d.ags = m.district_ags
where m.is_inhabited
order by m.ags
"""
_DISTRICTS = """
select ags, name, type_de, state_code, population_2021
from districts
order by ags
"""
_OLD_KEYS = """
select distinct c.ags_old, c.ags_new, c.name_old
from ags_changes c
join municipalities m on m.ags = c.ags_new and m.is_inhabited
where c.period_from < '2021-12-31' and c.ags_old <> c.ags_new
  and c.ags_old not in (select ags from municipalities)
order by c.ags_old
"""
_LABS = """
select lab_id, short_name, name_de, name_en, region_de, region_en
from labs
order by position
"""
_SUBPROJECTS = """
select s.subproject_id, s.title_de, s.title_en, l.short_name
from subprojects s
join labs l on l.lab_id = s.lab_id
order by s.subproject_id
"""
_ORGANISATIONS = """
select organisation_id, name, kind, coalesce(place, '') as place
from organisations
order by organisation_id
"""
# So many subprojects and organisations are kept in memory; of more, some are looked up in their texts.
MOST_KEPT = 20_000
_MOST_LOOKED_UP = 1_000
_MANY = """
select (select count(*) from subprojects) + (select count(*) from organisations) > $most as is_so
"""
_SUBPROJECTS_WANTED = """
select r.subproject_id, r.title_de, r.title_en, r.lab_name
from subproject_rows r
join wanted w on w.lane = r.lane
order by r.subproject_id
"""
_DOCUMENTS = """
select d.document_id, d.title, d.publisher, d.year, d.kind, l.short_name
from documents d
left join labs l on l.lab_id = d.lab_id
order by d.document_id
"""
# Pages that are found by their name in the menus.
_PAGES = (
    "overview",
    "labs",
    "timeline",
    "themes",
    "network",
    "compare",
    "data",
    "programme",
    "documents",
    "municipalities",
    "method",
    "accessibility",
    "easy",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be found: its page with key and anchor, names (the first is its own), details and codes.

    kind: municipality, district, lab, subproject, organisation, document, theme or page. population: only of places.
    names, more, codes: what it is found by; left out of what was found.
    """

    kind: str
    page: str
    key: str
    anchor: str
    label_de: str
    label_en: str
    detail_de: str
    detail_en: str
    names: tuple[str, ...] = ()
    more: str = ""
    codes: tuple[str, ...] = ()
    population: int | None = None


def things() -> Iterator[Thing]:
    """All things whose page exists."""
    return (thing for thing in chain(_places(), _programme(), _terms_and_pages()) if thing.page in PATHS)


def _places() -> Iterator[Thing]:
    old_keys: dict[str, list[tuple[str, str]]] = {}
    for ags_old, ags_new, name_old in db.rows(_OLD_KEYS):
        old_keys.setdefault(ags_new, []).append((ags_old, name_old))
    for row in db.stream(_MUNICIPALITIES):
        yield _municipality({key: str(value or "") for key, value in row.items()}, old_keys.get(str(row["ags"]), []))
    for row in db.records(_DISTRICTS):
        yield _district({key: str(value or "") for key, value in row.items()})


def _municipality(row: dict[str, str], former: list[tuple[str, str]]) -> Thing:
    is_city = row["district_type"] in CITY_TYPES
    district = "" if is_city else district_title(row["district"], row["district_type"])
    details = []
    for lang in LANGS:
        around = district or t(f"place.kind_{row['type_code']}", lang)
        details.append(", ".join([around, states.name(row["state_code"], lang), row["postcode_main"]]))
    codes = (row["postcode_main"], row["ags"], row["ars"], *(key for key, _ in former))
    names = (row["name_short"], row["name"], *(plain_name(name) for _, name in former))
    more = f"{details[0]} {details[1]} {row['state_code']}"
    return Thing(
        "municipality", "municipality", row["ags"], "", row["name_short"], row["name_short"], details[0], details[1],
        names, more, tuple(code for code in codes if code), int(row["population_2021"]),
    )  # fmt: skip


def _district(row: dict[str, str]) -> Thing:
    name = district_title(row["name"], row["type_de"])
    details = [f"{row['ags']}, {states.name(row['state_code'], lang)}" for lang in LANGS]
    # An independent city is found as municipality; its district only by its key.
    plain = plain_name(row["name"])
    names = () if row["type_de"] in CITY_TYPES else (name, plain, f"Kreis {plain}", f"Landkreis {plain}")
    population = int(row["population_2021"])
    return Thing(
        "district", "municipality", row["ags"], "", name, name, details[0], details[1], names, "", (row["ags"],), population
    )


def _programme() -> Iterator[Thing]:
    for lab_id, short, name_de, name_en, region_de, region_en in db.rows(_LABS):
        names = (short, name_de, name_en)
        yield Thing("lab", "lab", lab_id, "", name_de, name_en, region_de, region_en, names, f"{region_de} {region_en}")
    if not _are_many(db.current().path):
        yield from (_subproject(*row) for row in db.rows(_SUBPROJECTS))
        yield from (_organisation(*row) for row in db.rows(_ORGANISATIONS))
    for id_, title, publisher, year, kind, lab in db.rows(_DOCUMENTS):
        details = [
            ", ".join(filter(None, (catalog.label("document_kind", kind, lang), publisher, str(year or ""))))
            for lang in LANGS
        ]
        more = f"{publisher} {lab or ''} {details[0]} {details[1]}"
        yield Thing("document", "documents", "", id_, title, title, details[0], details[1], (title,), more)


def _subproject(id_: str, title_de: str, title_en: str, lab: str) -> Thing:
    return Thing("subproject", "subproject", id_, "", title_de, title_en, lab, lab, (title_de, title_en), lab)


def _organisation(id_: str, name: str, kind: str, place: str) -> Thing:
    details = [", ".join(filter(None, (catalog.label("organisation_kind", kind, lang), place))) for lang in LANGS]
    return Thing("organisation", "organisation", id_, "", name, name, details[0], details[1], (name,), place)


@cache
def _are_many(_path: Path) -> bool:
    return bool(db.records(_MANY, {"most": MOST_KEPT})[0]["is_so"])


def further(words: tuple[str, ...]) -> list[Thing]:
    """Subprojects and organisations whose folded texts have all words; none where all are among `things` anyway.

    Of more than a thousand of either kind the first.
    """
    if not words or not _are_many(db.current().path):
        return []
    lanes = np.flatnonzero(hits.places(words))[:_MOST_LOOKED_UP] + 1
    found = [_subproject(*map(str, row.values())) for row in db.records(_SUBPROJECTS_WANTED, {"wanted": {"lane": lanes}})]
    params = {f"word{index}": word for index, word in enumerate(words[:MAX_WORDS], 1)}
    others = db.records(_organisations_with(params), {**params, "most": _MOST_LOOKED_UP})
    return found + [_organisation(*(str(value or "") for value in row.values())) for row in others]


def _organisations_with(given: Collection[str]) -> str:
    return f"""
select o.organisation_id, o.name, o.kind, o.place
from thing_texts t
join organisations o on o.organisation_id = t.id
where t.kind = 'organisation' and {" and ".join(WORDS[name] for name in given)}
order by o.organisation_id
limit $most
"""


def _terms_and_pages() -> Iterator[Thing]:
    for term in catalog.terms("theme").values():
        names = (term.label_de, term.label_en)
        definitions = (term.definition_de, term.definition_en)
        yield Thing(
            "theme", "themes", "", term.key, term.label_de, term.label_en, *definitions, names, " ".join(definitions)
        )
    for page in _PAGES:
        if page in PATHS:
            names = (t(f"nav.{page}", "de"), t(f"nav.{page}", "en"))
            yield Thing("page", page, "", "", names[0], names[1], "", "", names)
