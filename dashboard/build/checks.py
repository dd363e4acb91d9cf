"""Checks that follow from datapackage.json alone: empty cells, forms, limits, keys, terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.build.package import Field
from dashboard.build.problems import Problem
from dashboard.build.tables import Table

Tables = Mapping[str, Table]
# A broken Parquet file can have 750,000 mistakes; nobody reads more than this of one kind.
MOST_OF_ONE_KIND = 50
JOINT = "\x1f"


def report(table: Table, column: str, mask: pa.ChunkedArray | pa.Array, allowed: str) -> Iterator[Problem]:
    """A problem for each row where the mask is true; null counts as false."""
    indices = pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()
    file = table.resource.path
    for index in indices[:MOST_OF_ONE_KIND]:
        value = table.data[column][index].as_py()
        yield Problem(file, table.rows[index], column, _shown(value), allowed)
    if len(indices) > MOST_OF_ONE_KIND:
        yield Problem(file, 0, column, f"{len(indices) - MOST_OF_ONE_KIND} more rows", allowed)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _required(table: Table, field: Field) -> Iterator[Problem]:
    if field.is_required:
        yield from report(table, field.name, table.data[field.name].is_null(), "must not be empty")


def _pattern(table: Table, field: Field) -> Iterator[Problem]:
    pattern = field.constraints.get("pattern")
    if pattern:
        fits = pc.match_substring_regex(table.data[field.name], f"^(?:{pattern})$")
        yield from report(table, field.name, pc.invert(fits), f"must have the form {pattern}")


def _enum(table: Table, field: Field) -> Iterator[Problem]:
    allowed = field.constraints.get("enum")
    if allowed:
        column = table.data[field.name]
        wrong = pc.and_(column.is_valid(), pc.invert(pc.is_in(column, pa.array(allowed))))
        yield from report(table, field.name, wrong, f"allowed are {', '.join(allowed)}")


def _limits(table: Table, field: Field) -> Iterator[Problem]:
    column = table.data[field.name]
    low, high = field.constraints.get("minimum"), field.constraints.get("maximum")
    if low is not None:
        yield from report(table, field.name, pc.less(column, low), f"must be at least {low}")
    if high is not None:
        yield from report(table, field.name, pc.greater(column, high), f"must be at most {high}")
    longest = field.constraints.get("maxLength")
    if longest is not None:
        too_long = pc.greater(pc.utf8_length(column), longest)
        yield from report(table, field.name, too_long, f"at most {longest} characters")


def _unique(table: Table, field: Field) -> Iterator[Problem]:
    if field.constraints.get("unique"):
        yield from _repeated(table, (field.name,), "must not occur twice")


def check_fields(tables: Tables) -> Iterator[Problem]:
    """Empty cells, forms, allowed values, limits and uniqueness of single columns."""
    rules: tuple[Callable[[Table, Field], Iterator[Problem]], ...] = (_required, _pattern, _enum, _limits, _unique)
    for table in tables.values():
        for field in table.resource.fields:
            for rule in rules:
                yield from rule(table, field)


def _joined(table: Table, columns: tuple[str, ...]) -> pa.ChunkedArray:
    """The columns as one text per row; null where one of them is null."""
    texts = [table.data[column].cast(pa.string()) for column in columns]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, JOINT)


def _repeated(table: Table, columns: tuple[str, ...], allowed: str) -> Iterator[Problem]:
    keys = _joined(table, columns)
    counts = pc.value_counts(keys)
    twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    yield from report(table, columns[-1], pc.and_(keys.is_valid(), pc.is_in(keys, twice)), allowed)


def check_keys(tables: Tables) -> Iterator[Problem]:
    """Primary keys that occur twice."""
    for table in tables.values():
        key = table.resource.primary_key
        if key:
            words = f"the primary key ({', '.join(key)}) must not occur twice"
            yield from _repeated(table, key, words)


def check_references(tables: Tables) -> Iterator[Problem]:
    """Foreign keys, keys of the register and values of lists that lead nowhere."""
    for table in tables.values():
        for field in table.resource.fields:
            if field.listed_in:
                yield from _listed(table, field, tables[field.listed_in[0]])
        for key in table.resource.foreign_keys:
            target = tables[key.resource]
            known = _joined(target, key.reference_fields)
            allowed = f"must occur in {target.resource.path}, column {', '.join(key.reference_fields)}"
            yield from _unknown(table, key.fields, known, allowed)
        for field in table.resource.fields:
            if field.register:
                targets = [tables[name] for name in field.register]
                known = pa.chunked_array([chunk for item in targets for chunk in item.data["ags"].chunks], pa.string())
                allowed = f"must be a key of {' or '.join(item.resource.path for item in targets)}"
                yield from _unknown(table, (field.name,), known, allowed)


def _listed(table: Table, field: Field, target: Table) -> Iterator[Problem]:
    column = field.listed_in[1] if field.listed_in else ""
    known = set(target.column(column))
    for row, value in zip(table.rows, table.column(field.name), strict=True):
        for part in str(value).split(field.separator or None) if value is not None else ():
            if part not in known:
                allowed = f"must occur in {target.resource.path}, column {column}"
                yield Problem(table.resource.path, row, field.name, part, allowed)


def _unknown(table: Table, columns: tuple[str, ...], known: pa.ChunkedArray, allowed: str) -> Iterator[Problem]:
    values = _joined(table, columns)
    wrong = pc.and_(values.is_valid(), pc.invert(pc.is_in(values, known)))
    yield from report(table, columns[-1], wrong, allowed)


def check_terms(tables: Tables) -> Iterator[Problem]:
    """Terms that the vocabulary does not have; lists that are not sorted or repeat a term."""
    terms: dict[str, list[str]] = {}
    vocabulary = tables["vocabulary"]
    for name, term in zip(vocabulary.column("vocabulary"), vocabulary.column("term_id"), strict=True):
        terms.setdefault(str(name), []).append(str(term))
    for table in tables.values():
        for field in table.resource.fields:
            if field.vocabulary:
                yield from _terms(table, field, sorted(terms.get(field.vocabulary, [])))


def _terms(table: Table, field: Field, known: list[str]) -> Iterator[Problem]:
    allowed = f"allowed are {', '.join(known)} (vocabulary {field.vocabulary})"
    for row, value in zip(table.rows, table.column(field.name), strict=True):
        if value is None:
            continue
        text = str(value)
        parts = text.split(field.separator) if field.separator else [text]
        if parts != sorted(set(parts)):
            words = f"terms separated by {field.separator!r}, sorted, without repetition"
            yield Problem(table.resource.path, row, field.name, text, words)
        for part in parts:
            if part not in known:
                yield Problem(table.resource.path, row, field.name, part, allowed)
