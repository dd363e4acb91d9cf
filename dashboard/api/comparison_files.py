"""The comparison as bytes: rows in each format, with what a file says about itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import catalog
from dashboard.api.address import own_address
from dashboard.datasets import Column, Dataset
from dashboard.files import lines
from dashboard.files.meta import about, column_texts
from dashboard.files.sheet import Sheet
from dashboard.i18n import Lang, t
from dashboard.pages.compare_data import Comparing
from dashboard.pages.compare_list import notice_text
from dashboard.pages.compare_tables import Row, sources, table
from dashboard.peer_datasets import every
from dashboard.queries import compare as queries
from dashboard.urls import Pairs, file_url, page_url

if TYPE_CHECKING:
    import pyarrow as pa

Json = dict[str, object]
_LISTS = ("variables", "state", "regiostar", "size", "type", "add", "drop")


@dataclass(frozen=True)
class Wanted:
    """Which part of the table: columns (all when empty), rows, language of titles."""

    columns: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0
    lang: Lang = "de"


def file_bytes(dataset: Dataset, suffix: str, data: Comparing, wanted: Wanted) -> bytes:
    """A file of a comparison, whole: at most some thousand rows."""
    end = None if wanted.limit is None else wanted.offset + wanted.limit
    part = table(dataset.name, data)[wanted.offset : end]
    rows = [{name: row[name] for name in wanted.columns} for row in part]
    if suffix == ".geojson":
        meta = _meta(dataset, data, wanted, len(rows))
        return b"".join(lines.geojson(_lines(_features([str(row["ags"]) for row in part], _records(rows))), meta))
    return b"".join(_pieces(dataset, suffix, rows, data, wanted))


def _pieces(dataset: Dataset, suffix: str, rows: list[Row], data: Comparing, wanted: Wanted) -> Iterator[bytes]:
    if suffix == ".ndjson":
        return lines.ndjson(_lines(_records(rows)))
    meta = _meta(dataset, data, wanted, len(rows))
    if suffix == ".json":
        return lines.json_document(_lines(_records(rows)), meta)
    # With Arrow, so not before they are asked for.
    from dashboard.files import delimited, parquet, sheets

    batches = _batches(rows, _columns(dataset, wanted))
    if suffix == ".csv":
        return delimited.csv(batches)
    if suffix == ".excel.csv":
        return delimited.excel_csv(batches)
    if suffix == ".parquet":
        return parquet.parquet(batches, meta)
    small = _sheets(dataset, len(rows), data, wanted)
    title = t("compare.file_title", data.lang, name=data.name(data.focus))
    return sheets.xlsx(batches, t("sheet.data", data.lang), small, title)


def _batches(rows: list[Row], columns: list[Column]) -> Iterator[pa.RecordBatch]:
    """The rows as the writers read them: an empty batch that tells the columns, then one with all."""
    from dashboard.arrow import pa

    kinds = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    schema = pa.schema([(column.name, kinds[column.type]) for column in columns])
    for part in ([], rows):
        yield pa.RecordBatch.from_pylist(part, schema=schema)


def _records(rows: list[Row]) -> list[Json]:
    """Rows as objects; several keys in a cell become a list."""
    found = [dict(row) for row in rows]
    for record in found:
        if "lab_ids" in record:
            record["lab_ids"] = [key for key in str(record["lab_ids"] or "").split(";") if key]
    return found


def _features(keys: list[str], records: list[Json]) -> list[Json]:
    """GeoJSON features at a point inside each place."""
    points = queries.coordinates(keys)
    return [
        {
            "type": "Feature",
            "id": key,
            "geometry": {"type": "Point", "coordinates": points[key]} if key in points else None,
            "properties": record,
        }
        for key, record in zip(keys, records, strict=True)
    ]


def _lines(records: list[Json]) -> Iterator[pa.RecordBatch]:
    from dashboard.arrow import pa

    texts = [json.dumps(record, ensure_ascii=False) for record in records]
    yield pa.RecordBatch.from_arrays([pa.array(texts, pa.string())], names=["line"])


def _columns(dataset: Dataset, wanted: Wanted) -> list[Column]:
    by_name = {column.name: column for column in dataset.columns}
    return [by_name[name] for name in wanted.columns]


def _meta(dataset: Dataset, data: Comparing, wanted: Wanted, n_rows: int) -> Json:
    result, lang = data.result, data.lang
    return {
        **about(dataset, lang),
        "title": t("compare.file_title", lang, name=data.name(data.focus)),
        "page": f"{page_url('compare', lang)}?{data.view.to_query()}",
        "focus": {"ags": data.focus.ags, "name": data.name(data.focus), "level": data.focus.level},
        "query": dict(_settings(data)),
        "weights": {item.group_id: item.weight for item in result.weights},
        "candidates": result.n_candidates,
        "without_distance": result.n_without_distance,
        "draws": result.n_draws,
        "percentile_is_exact": result.pair_share_is_exact,
        "percentile_sample": result.n_sample,
        "notices": [notice_text(item, lang) for item in data.notices],
        "note": t("compare.self_selection", lang),
        "columns": column_texts(_columns(dataset, wanted), lang),
        "licences": [{"name": name, "url": url} for name, url in dataset.licences().items()],
        "sources": sources(data),
        "rows": n_rows,
    }


def _settings(data: Comparing) -> Pairs:
    """The request in words a program understands, defaults included."""
    request = data.view.request
    found = [("ags", request.ags), ("lens", request.lens), ("k", str(request.k))]
    found += [(f"w.{item.group_id}", str(item.level)) for item in data.result.weights]
    return found + [(key.replace("variables", "vars"), ",".join(getattr(request, key))) for key in _LISTS]


def _sheets(dataset: Dataset, n_rows: int, data: Comparing, wanted: Wanted) -> tuple[Sheet, ...]:
    lang: Lang = data.lang
    fields = [
        [column.name, column.titles[lang], column.type, column.units[lang], column.descriptions[lang]]
        for column in _columns(dataset, wanted)
    ]
    credits = [[item["publisher"], item["licence"], item["url"]] for item in sources(data)]
    weights = [
        [f"w.{item.group_id}", str(item.level), f"{data.group_label(item.group_id)}: {100 * item.weight:.0f} %"]
        for item in data.result.weights
    ]
    settings = [[key, value, ""] for key, value in _settings(data) if not key.startswith("w.")]
    filters = [
        [t("sheet.dataset", lang), dataset.name, t("compare.file_title", lang, name=data.name(data.focus))],
        [t("sheet.version", lang), catalog.data_version(), t("data.empty_means", lang)],
        [t("sheet.rows", lang), str(n_rows), dataset.row_meaning(lang)],
        [t("sheet.address", lang), f"{page_url('compare', lang)}?{data.view.to_query()}", ""],
        *settings,
        *weights,
        ["", "", t("compare.self_selection", lang)],
    ]

    def heads(*names: str) -> list[str]:
        return [t(f"sheet.head_{name}", lang) for name in names]

    return (
        Sheet(t("sheet.fields", lang), [heads("name", "label", "type", "unit", "meaning"), *fields]),
        Sheet(t("sheet.sources", lang), [heads("credit", "licence", "url"), *credits]),
        Sheet(t("sheet.filters", lang), [heads("entry", "value", "meaning"), *filters]),
    )


def described(data: Comparing) -> Json:
    """The three files of a comparison as a Frictionless data package, with addresses on this server."""
    lang, query = data.lang, data.view.to_query()
    address = own_address()
    query += "&lang=en" if lang == "en" else ""
    return {
        "profile": "data-package",
        "name": f"rogl-comparison-{data.focus.ags}",
        "title": t("compare.file_title", lang, name=data.name(data.focus)),
        "version": catalog.data_version(),
        "homepage": f"{address}{page_url('compare', lang)}?{data.view.to_query()}",
        "sources": [
            {"title": f"{item['publisher']} ({item['licence']})", **({"path": item["url"]} if item["url"] else {})}
            for item in sources(data)
        ],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": item.name,
                "title": item.titles[lang],
                "description": f"{item.descriptions[lang]} {item.row_meaning(lang)}",
                "path": f"{address}{file_url(item.name, '.csv', query)}",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": _schema(item, lang),
            }
            for item in every()
        ],
    }


def _schema(dataset: Dataset, lang: Lang) -> Json:
    fields = [
        {
            "name": column.name,
            "type": column.type,
            "title": column.titles[lang],
            "description": column.descriptions[lang],
            **({"unit": column.units[lang]} if column.units[lang] else {}),
            **({"constraints": {"required": True}} if column.is_required else {}),
        }
        for column in dataset.columns
    ]
    return {"fields": fields, "missingValues": [""]}
