"""Facets of a dataset: how many rows there would be if a filter were set to a value instead of what it is set to.

A filter is counted where a column of the dataset carries its values; the other filters, the text search among them, apply.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from dashboard import datasets, db
from dashboard.dataset_query import DatasetQuery
from dashboard.datasets import Dataset, needed

# Dataset → filter key → the column with its values. Where a filter means something else than a column (the theme of a lab is
# that of its sub-projects), there is no count.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "labs": {"state": "states", "lab": "lab_id"},
    "organisations": {"kind": "kind", "lab": "labs"},
    "memberships": {"lab": "lab_id", "kind": "kind"},
    "subprojects": {
        "state": "states",
        "lab": "lab_id",
        "theme": "themes",
        "principle": "principles",
        "format": "formats",
        "target_group": "target_groups",
        "evidence": "evidence",
    },
    "subproject_places": {"lab": "lab_id", "evidence": "evidence"},
    "events": {"lab": "lab_id"},
    "documents": {"lab": "lab_id"},
    "vocabulary": {"vocabulary": "vocabulary"},
    "municipalities": {"state": "state_code"},
    "districts": {"state": "state_code"},
    "states": {"state": "code"},
    "indicators": {"indicator": "indicator_id", "topic": "topic", "level": "level"},
    "indicator_values": {"state": "state_code", "indicator": "indicator_id", "level": "level", "year": "year"},
    "indicator_gaps": {"state": "state_code", "indicator": "indicator_id", "year": "year"},
}
# Cells with several values separate them so.
_SEPARATOR = ";"


def facets(question: DatasetQuery) -> dict[str, dict[str, int]]:
    """Filter key → value → rows; a value that is not there has none."""
    return _facets(db.current().path, question.dataset.name, question.filters)


@lru_cache(maxsize=256)
def _facets(_path: Path, name: str, filters: tuple[tuple[str, str], ...]) -> dict[str, dict[str, int]]:
    columns = COLUMNS.get(name, {})
    if not columns:
        return {}
    question = DatasetQuery(datasets.dataset(name), filters)
    chosen = {key for key, _ in question.filters if key in columns}
    found = _counts(question, [key for key in columns if key not in chosen])
    for key in chosen:
        others = tuple(pair for pair in filters if pair[0] != key)
        found |= _counts(replace(question, filters=others), [key])
    return found


def _counts(question: DatasetQuery, keys: list[str]) -> dict[str, dict[str, int]]:
    """Counts for some keys under all filters of the question, in one statement."""
    if not keys:
        return {}
    sql = counting_statement(question.dataset, keys)
    found: dict[str, Counter[str]] = {key: Counter() for key in keys}
    for row in db.records(sql, needed(sql, question.params())):
        key, cell, rows = str(row["key"]), row["value"], int(str(row["n"]))
        for value in str(cell).split(_SEPARATOR) if cell is not None else ():
            found[key][value.strip()] += rows
    return {key: dict(counts) for key, counts in found.items()}


def counting_statement(dataset: Dataset, keys: list[str]) -> str:
    """SQL: rows per value of the columns behind some filters of a dataset, as (key, value, n)."""
    columns = COLUMNS[dataset.name]
    quoted = [f'"{columns[key]}"' for key in keys]
    sets = ", ".join(f"({column})" for column in quoted)
    names = " ".join(f"when grouping({column}) = 0 then '{key}'" for key, column in zip(keys, quoted, strict=True))
    values = " ".join(f"when grouping({column}) = 0 then cast({column} as varchar)" for column in quoted)
    return (
        f"select case {names} end as key, case {values} end as value, count(*) as n\n"
        f"from ({dataset.spec.sql})\ngroup by grouping sets ({sets})\n"
    )
