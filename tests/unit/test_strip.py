"""Strip plots: places on the axis and what is drawn."""

from __future__ import annotations

import pytest

from dashboard.components.strip import Mark, Strip, beyond, scale, strip
from dashboard.queries.units import Axis

LINEAR = Axis(10, 30, False, 15, 25, 0, 4)
LOG = Axis(1, 100, True, 5, 20, 2, 0)


@pytest.mark.parametrize(
    ("value", "axis", "expected"),
    [(10, LINEAR, 0), (15, LINEAR, 25), (30, LINEAR, 100), (99, LINEAR, 100), (10, LOG, 50), (0, LOG, 0)],
    ids=["low", "quarter", "high", "clipped", "log-middle", "log-zero"],
)
def test_place_is_the_percentage_from_the_left(value: float, axis: Axis, expected: float) -> None:
    assert scale(axis)(value) == expected


def test_values_beyond_the_axis_are_marked() -> None:
    assert [beyond(value, LINEAR) for value in (5, 20, 31)] == ["below", "", "above"]


def test_strip_shows_marks_and_says_where_the_axis_is_cut() -> None:
    html = strip(Strip("/r.svg#x", LINEAR, (15, 25), 20, (Mark(31, "focus", "31"),)), 0, "de")

    assert 'href="/r.svg#x"' in html
    assert '<i class="mark focus above" style="left:100.0%"></i>' in html
    assert '<small class="high">≥ 30</small>' in html
    assert '<small class="low">10</small>' in html


def test_text_in_a_strip_is_escaped() -> None:
    assert "<script>" not in strip(Strip("/r", LINEAR, (15, 25), 20, (Mark(20, "focus", "<script>"),)), 0, "de")
