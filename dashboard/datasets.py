"""The registry of what may be taken away: one entry behind files, API, catalogue, table pages and documentation.

Titles, descriptions, units and sources come from `data/datapackage.json` by way of the tables `resources`, `fields` and
`resource_sources`; types come from the statements themselves. Only columns that a statement adds are described here, by
texts `column.*` in strings/data.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from dashboard import db
from dashboard.filters import KEYS as PROGRAMME_KEYS
from dashboard.i18n import Lang, strings, t
from dashboard.queries import exports, tables
from dashboard.sql_text import as_runnable_sql, parameters

__all__ = ["NAMES", "SPECS", "Column", "Dataset", "Source", "Spec", "as_runnable_sql", "dataset", "every", "sources_of"]

ColumnType = Literal["string", "integer", "number", "boolean", "date"]
Place = Literal["", "area", "lab", "subproject"]


@dataclass(frozen=True)
class Spec:
    """What the program must know about a dataset.

    name: its name in addresses; sql: all columns and rows under the filters, in a unique order; resources: tables of the
    data package its columns come from, the first gives title and description; keys: columns that together are unique;
    filters: query keys it understands; place: how a row finds its place (`area`: by its column `ags`); place_key: the
    column that says so; parts: a statement whose rows are parameters that cut a large dataset
    into pieces; sql_wanted: the same rows for the subprojects in a table `wanted` (column lane), by title.
    """

    name: str
    sql: str
    resources: tuple[str, ...]
    keys: tuple[str, ...]
    filters: tuple[str, ...] = ()
    place: Place = ""
    place_key: str = ""
    parts: str = ""
    sql_wanted: str = ""


@dataclass(frozen=True)
class Column:
    """A column with its texts in both languages; `is_required`: never empty; `separator`: several values in a cell."""

    name: str
    type: ColumnType
    titles: Mapping[Lang, str]
    descriptions: Mapping[Lang, str]
    units: Mapping[Lang, str]
    is_required: bool = False
    separator: str = ""
    vocabulary: str = ""


@dataclass(frozen=True)
class Source:
    """Where data come from and what their licence wants to be said."""

    source_id: str
    title: str
    publisher: str
    licence: str
    licence_url: str
    url: str
    vintage: str
    credit_de: str
    credit_en: str
    is_changed: bool

    def credit(self, lang: Lang) -> str:
        """The words that must stand beside the data."""
        return self.credit_de if lang == "de" else self.credit_en


@dataclass(frozen=True)
class Dataset:
    """A dataset with everything that describes it."""

    spec: Spec
    titles: Mapping[Lang, str]
    descriptions: Mapping[Lang, str]
    columns: tuple[Column, ...]
    sources: tuple[Source, ...]

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.spec.name

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    def row_meaning(self, lang: Lang) -> str:
        """What one row stands for."""
        return t(f"data.row.{self.name}", lang)

    def licences(self) -> dict[str, str]:
        """Licence name → address, in the order of the sources."""
        return {source.licence: source.licence_url for source in self.sources}


_AREA_KEYS = ("ags", "state", "district")

SPECS: tuple[Spec, ...] = (
    Spec("labs", tables.LABS, ("labs",), ("lab_id",), PROGRAMME_KEYS, "lab", "lab_id"),
    Spec("organisations", tables.ORGANISATIONS, ("organisations",), ("organisation_id",), PROGRAMME_KEYS, "area", "ags"),
    Spec(
        "memberships",
        exports.MEMBERSHIPS,
        ("memberships", "organisations"),
        ("lab_id", "organisation_id", "role"),
        PROGRAMME_KEYS,
        "area",
        "ags",
    ),
    Spec(
        "subprojects",
        tables.SUBPROJECTS,
        ("subprojects", "labs"),
        ("subproject_id",),
        PROGRAMME_KEYS,
        "subproject",
        "subproject_id",
        sql_wanted=tables.SUBPROJECTS_WANTED,
    ),
    Spec(
        "subproject_places",
        exports.SUBPROJECT_PLACES,
        ("subproject_places", "subprojects"),
        ("subproject_id", "ags", "place"),
        PROGRAMME_KEYS,
        "area",
        "ags",
    ),
    Spec("events", tables.EVENTS, ("events",), ("event_id",), PROGRAMME_KEYS, "area", "ags"),
    Spec("documents", exports.DOCUMENTS, ("documents",), ("document_id",), PROGRAMME_KEYS),
    Spec(
        "programme_bodies",
        exports.PROGRAMME_BODIES,
        ("programme_bodies", "organisations"),
        ("organisation_id",),
        place="area",
        place_key="ags",
    ),
    Spec(
        "predecessor_municipalities",
        exports.PREDECESSOR_MUNICIPALITIES,
        ("predecessor_municipalities",),
        ("predecessor_id",),
        place="area",
        place_key="ags",
    ),
    Spec("published_counts", exports.PUBLISHED_COUNTS, ("published_counts",), ("count_id",), ("q",)),
    Spec("vocabulary", exports.VOCABULARY, ("vocabulary",), ("vocabulary", "term_id"), ("vocabulary", "q")),
    Spec("municipalities", exports.MUNICIPALITIES, ("municipalities",), ("ags",), (*_AREA_KEYS, "q"), "area", "ags"),
    Spec("districts", exports.DISTRICTS, ("districts",), ("ags",), ("ags", "state", "q"), "area", "ags"),
    Spec("states", exports.STATES, ("states",), ("ags",), ("ags", "state", "q"), "area", "ags"),
    Spec("indicators", exports.INDICATORS, ("indicators",), ("indicator_id",), ("indicator", "topic", "level", "q")),
    Spec(
        "indicator_values",
        exports.INDICATOR_VALUES,
        ("indicator_values", "indicators", "municipalities"),
        ("indicator_id", "year", "ags"),
        (*_AREA_KEYS, "indicator", "topic", "level", "year"),
        "area",
        "ags",
        exports.INDICATOR_VALUES_PARTS,
    ),
    Spec(
        "indicator_gaps",
        exports.INDICATOR_GAPS,
        ("indicator_gaps", "indicator_values", "municipalities"),
        ("indicator_id", "year", "ags"),
        ("ags", "state", "indicator", "year"),
        "area",
        "ags",
    ),
    Spec("ags_changes", exports.AGS_CHANGES, ("ags_changes",), ("period_from", "ags_old", "ags_new", "kind"), ("q",)),
    Spec("sources", exports.SOURCES, ("sources",), ("source_id",), ("q",)),
    Spec("versions", exports.VERSIONS, ("versions",), ("data_version",), ("q",)),
    Spec("changes", exports.CHANGES, ("changes",), ("data_version", "position"), ("q",)),
)
NAMES = tuple(spec.name for spec in SPECS)

# Parameters of all statements with nothing chosen.
LISTS = ("ags", "district", "indicator", "topic", "level", "year", "vocabulary")
NOTHING: Mapping[str, object] = {
    **{key: [] for key in ("state", "lab", "theme", "principle", "format", "target_group", "evidence", "kind", *LISTS)},
    **{f"word{index}": "" for index in range(1, 7)},
    "from_year": None,
    "to_year": None,
    "first_indicator": "",
    "last_indicator": "~",
    "lang": "de",
}

_TEXTS = """
select resource, title_de, title_en, description_de, description_en
from resources
order by resource
"""
_FIELDS = """
select resource, name, title_de, title_en, description_de, description_en, unit_de, unit_en, vocabulary, is_required,
       separator
from fields
order by resource, position
"""
_SOURCES = """
select rs.resource, s.source_id, s.title, s.publisher, s.licence, s.licence_url, s.url, s.vintage, s.credit_de, s.credit_en,
       s.changed
from resource_sources rs
join sources s on s.source_id = rs.source_id
order by rs.resource, rs.position
"""


def dataset(name: str) -> Dataset:
    """The dataset of a name.

    Raises: KeyError when there is none.
    """
    return _all(db.current().path)[name]


def every() -> tuple[Dataset, ...]:
    """All datasets in display order."""
    return tuple(_all(db.current().path).values())


def needed(sql: str, params: Mapping[str, object]) -> dict[str, object]:
    """Of the parameters those that a statement takes; DuckDB refuses any that it does not know."""
    return {name: params[name] for name in parameters(sql)}


def sources_of(resource: str) -> tuple[Source, ...]:
    """The sources of a table of the data package, the main one first; none for an unknown table."""
    return _sources(db.current().path).get(resource, ())


@cache
def _sources(_path: Path) -> dict[str, tuple[Source, ...]]:
    found: dict[str, tuple[Source, ...]] = {}
    for row in db.records(_SOURCES):
        found[str(row["resource"])] = (*found.get(str(row["resource"]), ()), _source(row))
    return found


@cache
def _all(_path: Path) -> dict[str, Dataset]:
    texts = {str(row["resource"]): row for row in db.records(_TEXTS)}
    fields = {(str(row["resource"]), str(row["name"])): row for row in db.records(_FIELDS)}
    found = {}
    for spec in SPECS:
        types = db.current().types(exports.no_rows(spec.sql), needed(spec.sql, NOTHING))
        # Rows of a dataset that the data package does not list are made from the tables named after it.
        described = next(name for name in spec.resources if sources_of(name))
        text = texts.get(spec.resources[0])
        found[spec.name] = Dataset(
            spec,
            _pair(text, "title") if text else _strings(f"data.title.{spec.name}"),
            _pair(text, "description") if text else _strings(f"data.description.{spec.name}"),
            tuple(_column(spec, name, kind, fields) for name, kind in types.items()),
            sources_of(described),
        )
    return found


def _source(row: Mapping[str, object]) -> Source:
    text = {key: "" if value is None else str(value) for key, value in row.items()}
    return Source(
        source_id=text["source_id"],
        title=text["title"],
        publisher=text["publisher"],
        licence=text["licence"],
        licence_url=text["licence_url"],
        url=text["url"],
        vintage=text["vintage"],
        credit_de=text["credit_de"],
        credit_en=text["credit_en"],
        is_changed=bool(row["changed"]),
    )


def _pair(row: Mapping[str, object], name: str) -> dict[Lang, str]:
    return {"de": str(row[f"{name}_de"] or ""), "en": str(row[f"{name}_en"] or "")}


def _strings(key: str) -> dict[Lang, str]:
    return {"de": t(key, "de"), "en": t(key, "en")}


def _column(spec: Spec, name: str, kind: str, fields: Mapping[tuple[str, str], Mapping[str, object]]) -> Column:
    row = next((fields[resource, name] for resource in spec.resources if (resource, name) in fields), None)
    own = next((key for key in (f"{spec.name}.{name}", f"any.{name}") if f"column.{key}.title" in strings()), "")
    if own:
        return Column(
            name,
            _TYPES[kind],
            _strings(f"column.{own}.title"),
            _strings(f"column.{own}.text"),
            {"de": "", "en": ""},
            # Counts are computed: none is zero, not unknown.
            is_required=name.startswith("n_"),
        )
    if row:
        return Column(
            name,
            _TYPES[kind],
            _pair(row, "title"),
            _pair(row, "description"),
            _pair(row, "unit"),
            # Only the own table of a row promises anything; what is joined to it may be missing.
            bool(row["is_required"]) and row["resource"] == spec.resources[0],
            str(row["separator"] or ""),
            str(row["vocabulary"] or ""),
        )
    return _label_column(spec, name, kind, fields)


def _label_column(spec: Spec, name: str, kind: str, fields: Mapping[tuple[str, str], Mapping[str, object]]) -> Column:
    """`kind_de` is the German label of the code in `kind`."""
    base, _, lang = name.rpartition("_")
    row = next((fields[resource, base] for resource in spec.resources if (resource, base) in fields), None)
    if row is None or lang not in ("de", "en"):
        raise KeyError(f"strings/data.toml: column.{spec.name}.{name} is missing (title and text)")
    titles = {key: t(f"data.label_{lang}", key, title=text) for key, text in _pair(row, "title").items()}
    texts = {key: t("data.label_of", key, column=base) for key in titles}
    return Column(name, _TYPES[kind], titles, texts, {"de": "", "en": ""})


_TYPES: dict[str, ColumnType] = {
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "VARCHAR": "string",
}
