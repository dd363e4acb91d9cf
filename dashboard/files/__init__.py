"""Datasets → bytes. Each format is a function from a stream of Arrow batches to a stream of bytes; memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.dataset_query import DatasetQuery, count
from dashboard.files import lines, meta, rows
from dashboard.files.sheet import MEDIA_TYPE
from dashboard.i18n import t

if TYPE_CHECKING:
    import pyarrow as pa

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


# What works with Arrow is loaded when a file is asked for; see dashboard.arrow.


def _csv(batches: Batches, _question: DatasetQuery) -> Iterator[bytes]:
    from dashboard.files import delimited

    return delimited.csv(batches)


def _excel_csv(batches: Batches, _question: DatasetQuery) -> Iterator[bytes]:
    from dashboard.files import delimited

    return delimited.excel_csv(batches)


def _parquet(batches: Batches, question: DatasetQuery) -> Iterator[bytes]:
    from dashboard.files import parquet

    return parquet.parquet(batches, meta.meta(question, ".parquet"))


def _xlsx(batches: Batches, question: DatasetQuery) -> Iterator[bytes]:
    from dashboard.files import sheets

    lang = question.lang
    small = meta.sheets(question, count(question))
    return sheets.xlsx(batches, t("sheet.data", lang), small, question.dataset.titles[lang])


FORMATS: Mapping[str, Format] = {
    item.suffix: item
    for item in (
        Format(".csv", "text/csv", rows.columns, _csv),
        Format(".excel.csv", "text/csv", rows.columns, _excel_csv),
        Format(".xlsx", MEDIA_TYPE, rows.columns, _xlsx),
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
            _parquet,
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
