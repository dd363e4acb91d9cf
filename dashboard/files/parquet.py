"""Rows as Parquet, written while they are read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pyarrow.parquet as pq

from dashboard.arrow import pa
from dashboard.files.pipe import Pipe


def parquet(batches: Iterator[pa.RecordBatch], meta: Mapping[str, object]) -> Iterator[bytes]:
    """A Parquet file (zstd); each column carries title and description, the file `meta` as JSON under the key `rogl`."""
    schema = _described(next(batches).schema, meta)
    sink = Pipe()
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            yield sink.take()
    yield sink.take()


def _described(schema: pa.Schema, meta: Mapping[str, object]) -> pa.Schema:
    texts = {str(item["name"]): item for item in meta["columns"]}  # type: ignore[attr-defined]
    fields = [
        field.with_metadata({key: str(texts[field.name][key]) for key in ("title", "description", "unit")})
        for field in schema
    ]
    return pa.schema(fields, metadata={"rogl": json.dumps(meta, ensure_ascii=False)})
