"""Counts beside the filters of a table page are those of the rows one gets by choosing them."""

from __future__ import annotations

import pytest
from flask import Flask

from dashboard import datasets
from dashboard.dataset_facets import COLUMNS, facets
from dashboard.dataset_query import DatasetQuery, count, parse, values_of

# At most so many values of a filter are counted one by one.
MAX_VALUES = 12


def question(name: str, pairs: list[tuple[str, str]]) -> DatasetQuery:
    found, problems = parse(datasets.dataset(name), pairs)
    assert problems == []
    return found


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in COLUMNS.items() for key in keys])
def test_a_count_is_the_number_of_rows_with_this_value_alone(server: Flask, name: str, key: str) -> None:
    with server.app_context():
        counts = facets(question(name, []))[key]
        values = values_of(datasets.dataset(name), key)
        asked = values if len(values) <= MAX_VALUES else values[:: -(-len(values) // MAX_VALUES)]

        assert {value: counts.get(value, 0) for value in asked} == {
            value: count(question(name, [(key, value)])) for value in asked
        }
        assert set(counts) <= set(values)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("subprojects", [("state", "NW"), ("theme", "open_data")]),
        ("organisations", [("kind", "civil_society"), ("state", "HE")]),
        ("indicator_values", [("state", "SL"), ("year", "2021")]),
    ],
)
def test_counts_follow_the_other_filters_but_not_their_own(server: Flask, name: str, given: list[tuple[str, str]]) -> None:
    with server.app_context():
        counts = facets(question(name, given))
        for key in counts:
            others = [pair for pair in given if pair[0] != key]
            value = max(counts[key], key=lambda item: counts[key][item])
            assert counts[key][value] == count(question(name, [*others, (key, value)])), (key, value)


def test_facets_name_datasets_filters_and_columns_that_exist(server: Flask) -> None:
    with server.app_context():
        for name, keys in COLUMNS.items():
            dataset = datasets.dataset(name)
            assert set(keys) <= set(dataset.spec.filters)
            assert set(keys.values()) <= set(dataset.column_names)
