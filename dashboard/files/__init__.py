"""Datasets → bytes. Each format is a function from a stream of Arrow batches to a stream of bytes; memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from dashboard.dataset_query import DatasetQuery, count
from dashboard.files import delimited, lines, meta, parquet, rows, sheets
from dashboard.i18n import t

Batches = Iterator[pa.RecordBatch]


@dataclass(frozen=True)
class Format:
    """A form a dataset can take; `is_shown`: browsers display it instead of saving it."""

    suffix: str
    media_type: str
    wrap: rows.Wrap
    write: Callable[[Batches, DatasetQuery], Iterator[bytes]]
    is_shown: bool = False
    has_shape: bool = False


def _described(question: DatasetQuery, suffix: str, *, has_shape: bool = False) -> dict[str, object]:
    return meta.meta(question, suffix, total=count(question), has_shape=has_shape)


def _xlsx(batches: Batches, question: DatasetQuery) -> Iterator[bytes]:
    lang = question.lang
    small = meta.sheets(question, count(question))
    return sheets.xlsx(batches, t("sheet.data", lang), small, question.dataset.titles[lang])


FORMATS: Mapping[str, Format] = {
    item.suffix: item
    for item in (
        Format(".csv", "text/csv", rows.columns, lambda batches, _: delimited.csv(batches)),
        Format(".excel.csv", "text/csv", rows.columns, lambda batches, _: delimited.excel_csv(batches)),
        Format(".xlsx", sheets.MEDIA_TYPE, rows.columns, _xlsx),
        Format(
            ".json",
            "application/json",
            rows.records,
            lambda batches, question: lines.json_document(batches, _described(question, ".json")),
            is_shown=True,
        ),
        Format(".ndjson", "application/x-ndjson", rows.records, lambda batches, _: lines.ndjson(batches), is_shown=True),
        Format(
            ".parquet",
            "application/vnd.apache.parquet",
            rows.columns,
            lambda batches, question: parquet.parquet(batches, meta.meta(question, ".parquet")),
        ),
        Format(
            ".geojson",
            "application/geo+json",
            rows.features,
            lambda batches, question: lines.geojson(batches, _described(question, ".geojson", has_shape=True)),
            is_shown=True,
            has_shape=True,
        ),
    )
}
"""Suffix → format, in the order in which they are offered."""


def formats_of(place: str) -> tuple[Format, ...]:
    """The formats of a dataset: shapes only where its rows have a place."""
    return tuple(item for item in FORMATS.values() if place or not item.has_shape)


def stream(question: DatasetQuery, form: Format) -> Iterator[bytes]:
    """The bytes of a file, made while they are read."""
    batches = rows.batches(question, form.wrap)
    try:
        yield from form.write(batches, question)
    finally:
        batches.close()  # type: ignore[attr-defined]
