"""Axes and ridges of the strip plots."""

from __future__ import annotations

import re

import duckdb
import numpy as np
import pytest

from dashboard.build.ridges import STEPS, axis_of, ridge_path


def test_linear_axis_is_the_median_and_three_scaled_mads() -> None:
    """Median 10, MAD 1: from 10 − 3 × 1.4826 to 10 + 3 × 1.4826; similar is 9 to 11."""
    values = np.array([-50.0, 8, 9, 9, 10, 11, 11, 12, 90])

    axis = axis_of(values, is_log=False)

    assert axis is not None
    assert (axis.low, axis.high) == pytest.approx((10 - 4.4478, 10 + 4.4478))
    assert (axis.similar_low, axis.similar_high) == (9, 11)


def test_axis_ends_where_the_values_end() -> None:
    axis = axis_of(np.array([97.0, 99, 99.5, 100, 100]), is_log=False)

    assert axis is not None
    assert axis.high == 100


def test_log_axis_leaves_zeros_out() -> None:
    """Median of all six is 5; 10, 100 and 1000 lie 2, 20 and 200 times above it, so the MAD is a factor of 20."""
    axis = axis_of(np.array([0.0, 0, 0, 10, 100, 1000]), is_log=True)

    assert axis is not None
    assert (axis.low, axis.high) == pytest.approx((10, 1000))
    assert (axis.similar_low, axis.similar_high) == pytest.approx((5 / 20, 5 * 20))


def test_axis_without_mad_takes_the_quartiles() -> None:
    """More than half of the values are equal: the MAD is 0, the axis is not."""
    axis = axis_of(np.array([1.0] * 6 + [2, 3, 4, 5]), is_log=False)

    assert axis is not None
    assert axis.low < axis.high


def test_equal_values_have_no_axis() -> None:
    assert axis_of(np.array([1.0, 1, 1]), is_log=False) is None


def test_ridge_is_highest_where_most_values_are() -> None:
    path = ridge_path(np.array([0.5] * 10 + [0.25] * 5))

    assert path.startswith("M0 100")
    assert path.endswith(f"H{STEPS}V100z")
    heights = [int(found) for found in re.findall(r"V(\d+)", path)]
    assert min(heights) == 0
    assert 50 in heights


def test_no_axis_of_the_real_data_is_open(con: duckdb.DuckDBPyConnection) -> None:
    """A value that is missing must not leak into axes: NaN would make everything 'similar'."""
    columns = ("low", "high", "similar_low", "similar_high")
    bad = " or ".join(f"not isfinite({name})" for name in columns)

    assert con.execute(f"select count(*) from indicator_axes where {bad} or low >= high").fetchone() == (0,)


def test_places_count_lower_values_of_the_same_level(con: duckdb.DuckDBPyConnection) -> None:
    """The smallest has none below it; the largest has all others below it (no other has as many people as Berlin)."""
    rows = con.execute(
        "select min(n_lower), max(n_lower) filter (where ags = '11000000'), count(*) - 1 from unit_values "
        "where indicator_id = 'population' and year = 2021 and value is not null"
    ).fetchone()

    assert rows is not None
    assert rows[0] == 0
    assert rows[1] == rows[2] == 10788
