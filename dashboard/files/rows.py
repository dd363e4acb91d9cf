"""Rows of a dataset as a stream of Arrow batches: as columns, as JSON records or as GeoJSON features."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard import db
from dashboard.dataset_query import DatasetQuery, statement
from dashboard.datasets import needed
from dashboard.filters import Filters
from dashboard.queries import shapes, tables

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 20_000
PIECE_ROWS = 50_000
# Of subprojects, so that the first of a large file are there soon.
FIRST_ROWS = 1_000
Wrap = Callable[[DatasetQuery], str]
Part = tuple[str, Mapping[str, object]]
"""A statement and its parameters."""

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
    is_first = True
    for sql, params in _wanted(question, wrap) if _is_by_title(question) else _parts(question, wrap):
        with database.batches(sql, params, BATCH_ROWS) as reader:
            if is_first:
                yield _empty(reader.schema)
                is_first = False
            yield from reader


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    from dashboard.arrow import pa

    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _parts(question: DatasetQuery, wrap: Wrap) -> list[Part]:
    sql, params, parts = wrap(question), question.params(), question.dataset.spec.parts
    pieces = db.records(parts, needed(parts, params)) if parts and question.is_whole else []
    return [(sql, needed(sql, {**params, **piece})) for piece in pieces or [{}]]


def _is_by_title(question: DatasetQuery) -> bool:
    return bool(question.dataset.spec.sql_wanted) and not question.sort


def _wanted(question: DatasetQuery, wrap: Wrap) -> Iterator[Part]:
    """Subprojects: which ones is read from the rows of the screen, what they say for a piece of them at a time."""
    lanes = tables.lanes_by_title(Filters.from_query(question.filters), question.lang)[question.offset :][: question.limit]
    spec = replace(question.dataset.spec, sql=question.dataset.spec.sql_wanted)
    sql = wrap(replace(question, dataset=replace(question.dataset, spec=spec), limit=None, offset=0))
    ends = [FIRST_ROWS, *range(FIRST_ROWS + PIECE_ROWS, len(lanes) + PIECE_ROWS, PIECE_ROWS)]
    for first, end in zip([0, *ends], ends, strict=False):
        yield sql, {"lang": question.lang, "wanted": {"lane": lanes[first:end]}}
