"""What datapackage.json says about tables and columns, as tables of the database."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from dashboard.build.package import Package
from dashboard.build.store import store

_FIELD_TEXTS = ("title", "title_en", "description", "description_en", "unit_de", "unit_en", "vocabulary", "source")
_FIELDS = pa.schema(
    [("resource", pa.string()), ("position", pa.int32()), ("name", pa.string()), ("type", pa.string())]
    + [(name, pa.string()) for name in ("title_de", "title_en", "description_de", "description_en")]
    + [(name, pa.string()) for name in ("unit_de", "unit_en", "vocabulary", "source_id")]
    + [("is_required", pa.bool_()), ("separator", pa.string())]
)
_RESOURCES = pa.schema(
    [(name, pa.string()) for name in ("resource", "path", "title_de", "title_en", "description_de", "description_en")]
)
_RESOURCE_SOURCES = pa.schema([("resource", pa.string()), ("source_id", pa.string()), ("position", pa.int32())])


def _field_rows(package: Package) -> Iterator[dict[str, object]]:
    for item in package.description["resources"]:
        for position, field in enumerate(item["schema"]["fields"], 1):
            texts = [field.get(name) for name in _FIELD_TEXTS]
            rules = (bool(field.get("constraints", {}).get("required")), field.get("separator"))
            yield dict(
                zip(_FIELDS.names, (item["name"], position, field["name"], field["type"], *texts, *rules), strict=True)
            )


def _resource_rows(package: Package) -> Iterator[dict[str, object]]:
    for item in package.description["resources"]:
        texts = [item.get(name) for name in _FIELD_TEXTS[:4]]
        yield dict(zip(_RESOURCES.names, (item["name"], item["path"], *texts), strict=True))


def _source_rows(package: Package) -> Iterator[dict[str, object]]:
    for item in package.description["resources"]:
        for position, source in enumerate(item.get("sources", ()), 1):
            yield {"resource": item["name"], "source_id": source.get("source_id"), "position": position}


def write_metadata(con: duckdb.DuckDBPyConnection, package: Package) -> None:
    """Tables resources, fields and resource_sources.

    fields: one row per column of a resource; source_id only where the column comes from another source than the
    first one of its resource; is_required: the cell is never empty; separator: between several values of a cell.
    Sorted by resource as in datapackage.json, then by position.
    """
    store(con, "resources", pa.Table.from_pylist(list(_resource_rows(package)), _RESOURCES))
    store(con, "fields", pa.Table.from_pylist(list(_field_rows(package)), _FIELDS))
    store(con, "resource_sources", pa.Table.from_pylist(list(_source_rows(package)), _RESOURCE_SOURCES))
