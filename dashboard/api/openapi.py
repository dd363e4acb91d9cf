"""The API described for programs: OpenAPI 3.1, made from the registry of datasets."""

from __future__ import annotations

from dashboard import catalog, datasets, files, peer_datasets, sql_sandbox
from dashboard.api import openapi_peers, sql_route
from dashboard.dataset_query import MAX_ROWS, SHAPES, values_of
from dashboard.datasets import Column, Dataset
from dashboard.filters import FIRST_YEAR, LAST_YEAR, MAX_TEXT
from dashboard.i18n import LANGS

Json = dict[str, object]

_TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "date": "string"}
# Longer lists of allowed values are left to the answer that refuses a wrong one.
_MAX_ENUM = 60
_FILTERS = {
    "state": "States (two letters). Repeat the parameter for several; they count as or.",
    "lab": "Labs.",
    "theme": "Themes of sub-projects.",
    "principle": "Principles of open government.",
    "format": "Formats of sub-projects, such as workshops or platforms. (The file format is the suffix of the path.)",
    "target_group": "Groups that sub-projects turn to.",
    "evidence": "How well a sub-project is documented.",
    "kind": "Kinds of organisations.",
    "from": "First year.",
    "to": "Last year.",
    "q": "Words that must all occur in the texts; without regard to case, accents and ß.",
    "ags": "Official keys of municipalities (8 digits), districts (5) or states (2).",
    "district": "Districts (5 digits): all municipalities in them.",
    "indicator": "Indicators.",
    "topic": "Groups of indicators.",
    "level": "Areas an indicator is known for.",
    "year": "Years.",
    "vocabulary": "Lists of terms.",
}


def document(server_url: str, *, has_sql: bool) -> Json:
    """The whole description; `server_url` is the address without path."""
    listed = (*datasets.every(), *peer_datasets.every())
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Regionale Open Government Labore 2020–2022",
            "version": catalog.data_version(),
            "summary": "Facts about 13 lab consortia, and figures of all German municipalities.",
            "description": "Read-only, without key. The query keys are those of the pages, so what a page shows is what a"
            " file holds. Answers carry an ETag; ask again with If-None-Match. Errors are problem details (RFC 9457).",
            "license": {"name": "CC BY 4.0; official figures have terms of their own, see each dataset"},
        },
        "servers": [{"url": server_url}],
        "tags": [{"name": item.name, "description": item.titles["en"]} for item in listed],
        "paths": {
            **dict(path for item in listed for path in _paths(item)),
            **({"/api/v1/sql{suffix}": {"get": _sql()}} if has_sql else {}),
        },
        "components": {
            "schemas": {"Problem": _PROBLEM, **{item.name: _record(item) for item in listed}},
            "parameters": _general(),
            "responses": {"Problem": _problem_response()},
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "Strong tag: data version and query."}},
        },
    }


def _paths(dataset: Dataset) -> list[tuple[str, Json]]:
    forms = files.formats_of(dataset.spec.place)
    suffix: Json = {
        "name": "suffix",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": [form.suffix for form in forms]},
        "example": ".csv",
    }
    content: Json = {form.media_type: {"schema": _body(dataset, form.suffix)} for form in forms}
    by_suffix = _operation(dataset, "ByFormat", content, [suffix])
    by_accept = _operation(dataset, "ByAccept", content, [])
    return [(f"/api/v1/{dataset.name}{{suffix}}", {"get": by_suffix}), (f"/api/v1/{dataset.name}", {"get": by_accept})]


def _operation(dataset: Dataset, kind: str, content: Json, parameters: list[Json]) -> Json:
    refs: list[Json] = [{"$ref": f"#/components/parameters/{name}"} for name in ("limit", "offset", "lang", "version")]
    if dataset.name in peer_datasets.NAMES:
        own = [*openapi_peers.parameters(), _columns(dataset)]
    else:
        own = [*(_filter(dataset, key) for key in dataset.spec.filters), _columns(dataset), _sort(dataset)]
        refs += [{"$ref": "#/components/parameters/geometry"}] if dataset.spec.place else []
    return {
        "operationId": f"{dataset.name}{kind}",
        "tags": [dataset.name],
        "summary": dataset.titles["en"],
        "description": f"{dataset.descriptions['en']} {dataset.row_meaning('en')}",
        "parameters": [*parameters, *own, *refs],
        "responses": {
            "200": {
                "description": "The rows.",
                "content": content,
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
            },
            "304": {"description": "Unchanged since the answer with the tag sent in If-None-Match."},
            "400": {"$ref": "#/components/responses/Problem"},
            "404": {"$ref": "#/components/responses/Problem"},
            **({"406": {"$ref": "#/components/responses/Problem"}} if kind == "ByAccept" else {}),
        },
    }


def _sql() -> Json:
    """One SELECT on the database; the only operation that can take long."""
    problem = {"$ref": "#/components/responses/Problem"}
    content = {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind, _ in sql_route.FORMATS.values()}
    return {
        "operationId": "sql",
        "summary": "Rows of one SELECT in DuckDB SQL",
        "description": f"At most {sql_sandbox.SECONDS:.0f} s, {sql_sandbox.MEMORY_MB} MB and {sql_sandbox.MAX_ROWS} rows;"
        " X-Rows-Cut: 1 says that there were more. Longer statements can be sent by POST as a form.",
        "parameters": [
            {
                "name": "suffix",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "enum": list(sql_route.FORMATS)},
            },
            {
                "name": "sql",
                "in": "query",
                "required": True,
                "schema": {"type": "string", "maxLength": sql_sandbox.MAX_STATEMENT},
                "example": "select short_name from labs order by position",
            },
        ],
        "responses": {
            "200": {"description": "The rows.", "content": content},
            **dict.fromkeys(("400", "422", "503"), problem),
        },
    }


def _filter(dataset: Dataset, key: str) -> Json:
    if key in ("from", "to"):
        schema: Json = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
    elif key == "q":
        schema = {"type": "string", "maxLength": MAX_TEXT}
    else:
        values = values_of(dataset, key)
        enum: Json = {"enum": list(values)} if len(values) <= _MAX_ENUM else {"examples": list(values[-1:])}
        schema = {"type": "array", "items": {"type": "string", **enum}}
    return {"name": key, "in": "query", "description": _FILTERS[key], "schema": schema}


def _columns(dataset: Dataset) -> Json:
    return _names("columns", "Columns and their order, separated by commas.", list(dataset.column_names))


def _sort(dataset: Dataset) -> Json:
    names = [sign + name for name in dataset.column_names for sign in ("", "-")]
    return _names("sort", "Columns to sort by, separated by commas; a minus in front means descending.", names)


def _names(name: str, text: str, values: list[str]) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": text,
        "style": "form",
        "explode": False,
        "schema": {"type": "array", "items": {"type": "string", "enum": values}},
    }


def _general() -> Json:
    number = {"type": "integer", "maximum": MAX_ROWS}
    listed = {
        "limit": ("Rows of the answer; without it all rows.", {**number, "minimum": 1}),
        "offset": ("Rows to leave out at the beginning.", {**number, "minimum": 0}),
        "lang": ("Language of titles and descriptions.", {"type": "string", "enum": list(LANGS), "default": "de"}),
        "version": ("Refuse any other version of the data than this.", {"type": "string"}),
        "geometry": ("Shape in GeoJSON.", {"type": "string", "enum": list(SHAPES)}),
    }
    return {
        name: {"name": name, "in": "query", "description": text, "schema": schema} for name, (text, schema) in listed.items()
    }


def _record(dataset: Dataset) -> Json:
    return {
        "type": "object",
        "description": dataset.row_meaning("en"),
        "properties": {column.name: _property(column) for column in dataset.columns},
    }


def _property(column: Column) -> Json:
    kind = _TYPES[column.type]
    if column.name == "lab_ids":  # the one cell with several keys that JSON tells apart
        return {"type": "array", "items": {"type": "string"}, "title": column.titles["en"]}
    unit = f" Unit: {column.units['en']}." if column.units["en"] else ""
    return {
        "type": kind if column.is_required else [kind, "null"],
        "title": column.titles["en"],
        "description": column.descriptions["en"] + unit,
        **({"format": "date"} if column.type == "date" else {}),
    }


def _body(dataset: Dataset, suffix: str) -> Json:
    record: Json = {"$ref": f"#/components/schemas/{dataset.name}"}
    if suffix == ".json":
        rows = {"type": "array", "items": record}
        return {"type": "object", "properties": {"meta": {"type": "object"}, "data": rows}, "required": ["meta", "data"]}
    if suffix == ".geojson":
        feature = {"type": "object", "properties": {"properties": record}}
        return {"type": "object", "properties": {"features": {"type": "array", "items": feature}}}
    return {"type": "string"} if suffix in (".csv", ".excel.csv", ".ndjson") else {"type": "string", "format": "binary"}


def _problem_response() -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "What was wrong, and what is allowed.",
        "content": {"application/problem+json": {"schema": schema}},
    }


_PROBLEM: Json = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "value", "allowed"],
                "properties": {name: {"type": "string"} for name in ("parameter", "value", "allowed")},
            },
        },
    },
}
