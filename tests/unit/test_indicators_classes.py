"""Classes of the indicator map, on values small enough to sort by hand and on any others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.build.classes import classes
from dashboard.i18n import number
from dashboard.map_classes import MAX_CLASSES, SHADES, rounded

NAN = float("nan")
numbers = st.lists(st.one_of(st.integers(-50, 50).map(float), st.floats(-1e6, 1e6, width=32)), min_size=1, max_size=300)


def test_ten_values_make_five_pairs() -> None:
    found = classes(np.array([7.0, 1, 10, 3, 5, 2, 9, 4, 8, 6]))

    assert list(zip(found.lows, found.highs, strict=True)) == [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]


def test_quantiles_of_different_values_hold_the_same_number_of_units() -> None:
    values = np.random.default_rng(7).lognormal(size=10_789)
    by_class, missing = classes(values).counts(values)

    assert missing == 0
    assert max(by_class) - min(by_class) <= 1


def test_value_that_fills_a_class_stands_alone() -> None:
    """Most municipalities have no wind power: the zeros are one class, the others are divided among four."""
    values = np.array([0.0] * 60 + list(range(1, 41)))
    found = classes(values)

    assert (found.lows[0], found.highs[0]) == (0, 0)
    assert found.counts(values) == ([60, 10, 10, 10, 10], 0)


def test_highest_value_that_fills_a_class_stands_alone() -> None:
    values = np.array([100.0] * 60 + list(range(1, 41)))
    found = classes(values)

    assert (found.lows[-1], found.highs[-1]) == (100, 100)
    assert found.counts(values) == ([10, 10, 10, 10, 60], 0)


def test_few_values_are_a_class_each() -> None:
    assert classes(np.array([3.0, 1, 2, 2, NAN, 1])).lows == (1, 2, 3)
    assert classes(np.array([1.0, 1, NAN])).lows == (1,)


def test_no_value_makes_no_class() -> None:
    found = classes(np.array([NAN, NAN]))

    assert (len(found), found.counts(np.array([NAN, NAN])), found.shades) == (0, ([], 2), ())


def test_missing_values_are_counted_apart() -> None:
    values = np.array([1.0, NAN, 2, NAN, NAN])

    assert classes(values).of(values).tolist() == [0, -1, 1, -1, -1]
    assert classes(values).counts(values) == ([1, 1], 3)


def test_shades_of_fewer_classes_keep_their_order() -> None:
    assert all(len(shades) == n and list(shades) == sorted(set(shades)) for n, shades in SHADES.items())


@settings(max_examples=150, deadline=None)
@given(numbers)
def test_every_value_lies_within_the_limits_of_its_class(given_values: list[float]) -> None:
    values = np.array(given_values)
    found = classes(values)
    places = found.of(values)

    assert 1 <= len(found) <= MAX_CLASSES
    assert (np.array(found.lows)[places] <= values).all()
    assert (values <= np.array(found.highs)[places]).all()
    assert sum(found.counts(values)[0]) == len(values)
    assert min(found.counts(values)[0]) > 0
    assert all(high < low for high, low in zip(found.highs, found.lows[1:], strict=False))


@settings(max_examples=100, deadline=None)
@given(numbers)
def test_order_of_the_units_does_not_matter(given_values: list[float]) -> None:
    assert classes(np.array(given_values)) == classes(np.array(given_values[::-1]))


@pytest.mark.parametrize(
    ("value", "decimals", "shown"), [(0.125, 2, 0.12), (2.675, 2, 2.68), (0.285, 2, 0.28), (-2.5, 0, -2)]
)
def test_halves_are_rounded_as_numbers_are_written(value: float, decimals: int, shown: float) -> None:
    assert rounded(np.array([value]), decimals).tolist() == [shown]


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e6, 1e6), st.sampled_from([0, 1, 2]))
def test_rounded_value_reads_like_the_value(value: float, decimals: int) -> None:
    shown = float(rounded(np.array([value]), decimals)[0])

    assert number(shown, "en", decimals).replace("-0", "0") == number(value, "en", decimals).replace("-0", "0")
