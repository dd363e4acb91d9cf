"""Rows that the database wrote as JSON, put together as JSON, newline-delimited JSON or GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def json_document(batches: Iterator[pa.RecordBatch], meta: Mapping[str, object]) -> Iterator[bytes]:
    """`{"meta": {…}, "data": [records]}`, a record per line."""
    yield from _wrapped(batches, f'{{"meta": {_dump(meta)},\n"data": [\n', "\n]}\n")


def ndjson(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """A record per line."""
    for batch in batches:
        yield "".join(f"{line}\n" for line in batch.column(0).to_pylist()).encode()


def geojson(batches: Iterator[pa.RecordBatch], meta: Mapping[str, object]) -> Iterator[bytes]:
    """A FeatureCollection (RFC 7946, WGS 84), a feature per line; `meta` is a foreign member (section 6.1)."""
    name = json.dumps(meta["dataset"])
    head = f'{{"type": "FeatureCollection", "name": {name}, "meta": {_dump(meta)},\n"features": [\n'
    yield from _wrapped(batches, head, "\n]}\n")


def _wrapped(batches: Iterator[pa.RecordBatch], head: str, foot: str) -> Iterator[bytes]:
    between = ""
    for batch in batches:
        text = ",\n".join(batch.column(0).to_pylist())
        yield (head + (between + text if text else "")).encode()
        head, between = "", ",\n" if text else between
    yield foot.encode()


def _dump(meta: Mapping[str, object]) -> str:
    return json.dumps(meta, ensure_ascii=False, indent=1)
