"""Rows of a dataset as a stream of Arrow batches: as columns, as JSON records or as GeoJSON features."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard import db
from dashboard.dataset_query import DatasetQuery, statement
from dashboard.datasets import needed
from dashboard.queries import shapes

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 20_000
Wrap = Callable[[DatasetQuery], str]

# What a GIS wants to see by default: areas where a row is an area, else points.
_AREAS = ("municipalities", "districts", "states")


def columns(question: DatasetQuery) -> str:
    """SQL: one column per column."""
    return statement(question)


def records(question: DatasetQuery) -> str:
    """SQL: one column `line`, each row a JSON object."""
    return shapes.records(statement(question))


def features(question: DatasetQuery) -> str:
    """SQL: one column `line`, each row a GeoJSON feature."""
    spec = question.dataset.spec
    place = (spec.place, shape(question), spec.place_key)
    return shapes.features(statement(replace(question, columns=())), question.shown, spec.keys, place)


def shape(question: DatasetQuery) -> str:
    """`point` or `area`: as asked, else what fits the dataset."""
    return question.shape or ("area" if question.dataset.name in _AREAS else "point")


def batches(question: DatasetQuery, wrap: Wrap = columns) -> Iterator[pa.RecordBatch]:
    """The rows in order; the first batch is empty and tells the columns.

    A large dataset is read piece by piece, each in its order: sorting all of it would keep all of it in memory.
    """
    database = db.current()
    sql = wrap(question)
    is_first = True
    for params in _parts(question):
        with database.batches(sql, needed(sql, params), BATCH_ROWS) as reader:
            if is_first:
                yield _empty(reader.schema)
                is_first = False
            yield from reader


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    from dashboard.arrow import pa

    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _parts(question: DatasetQuery) -> list[Mapping[str, object]]:
    params = question.params()
    parts = question.dataset.spec.parts
    if not parts or not question.is_whole:
        return [params]
    return [{**params, **part} for part in db.records(parts, needed(parts, params))] or [params]
