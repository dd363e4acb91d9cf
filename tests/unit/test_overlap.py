"""Overlap of labs and subprojects: values worked out by hand."""

from __future__ import annotations

import math

import pytest

from dashboard.overlap import jaccard, rarity, shares, similar_groups, similar_things

CULTURE, YOUTH, SURVEY, EVERYONE = (
    ("theme", "culture"),
    ("theme", "youth"),
    ("format", "survey"),
    ("target_group", "everyone"),
)

# Four subprojects in three labs; everyone is named by all of them, culture by three, the rest by one or two.
THINGS = {
    "a": {CULTURE, SURVEY, EVERYONE},
    "b": {CULTURE, EVERYONE},
    "c": {CULTURE, SURVEY, EVERYONE},
    "d": {YOUTH, EVERYONE},
}
LABS = {"a": "north", "b": "north", "c": "south", "d": "west"}


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param({"x": 1.0}, {"x": 1.0}, 1.0, id="the same"),
        pytest.param({"x": 1.0}, {"y": 1.0}, 0.0, id="nothing shared"),
        pytest.param({"x": 0.5, "y": 0.5}, {"x": 0.25, "z": 0.75}, 0.25 / 1.75, id="quarter of one and three quarters"),
        pytest.param({}, {}, 0.0, id="both empty"),
    ],
)
def test_value_is_sum_of_minima_by_sum_of_maxima(a: dict[str, float], b: dict[str, float], expected: float) -> None:
    assert jaccard(a, b) == pytest.approx(expected)


def test_shares_add_up_to_one_and_nothing_has_none() -> None:
    assert shares({"x": 3, "y": 1}) == {"x": 0.75, "y": 0.25}
    assert shares({}) == {}


def test_what_everybody_has_weighs_nothing_and_the_rarest_most() -> None:
    weights = rarity(THINGS)

    assert weights[EVERYONE] == 0
    assert weights[CULTURE] == pytest.approx(math.log(4 / 3))
    assert weights[SURVEY] == pytest.approx(math.log(2))
    assert weights[YOUTH] == pytest.approx(math.log(4))


def test_similar_things_come_from_other_groups_with_their_reason() -> None:
    found = similar_things("b", THINGS, LABS)

    # a is of the same lab; d shares only what everybody has.
    assert [(item.key, item.shared) for item in found] == [("c", (CULTURE, EVERYONE))]
    assert found[0].value == pytest.approx(math.log(4 / 3) / (math.log(4 / 3) + math.log(2)))


def test_shared_terms_stand_rarest_first() -> None:
    (found,) = similar_things("a", THINGS, LABS)

    assert found.shared == (SURVEY, CULTURE, EVERYONE)
    assert found.value == pytest.approx(1)


def test_limit_keeps_the_most_similar() -> None:
    things = {"a": {CULTURE, SURVEY}, "b": {CULTURE}, "c": {CULTURE, SURVEY}, "d": {YOUTH}}

    assert [item.key for item in similar_things("a", things, {key: key for key in things}, limit=1)] == ["c"]


def test_groups_are_compared_by_shares_and_averaged_over_the_vocabularies() -> None:
    counts = {
        "theme": {"north": {"culture": 2, "youth": 2}, "south": {"culture": 1, "housing": 1}, "west": {"energy": 4}},
        "format": {"north": {"survey": 1}, "south": {"survey": 9}, "west": {"app": 1}},
    }
    found = similar_groups("north", counts)

    # Themes: 0.5 / 1.5; formats: the same; west shares nothing and is left out.
    assert [(item.key, item.shared) for item in found] == [("south", (("theme", "culture"),))]
    assert found[0].value == pytest.approx((1 / 3 + 1) / 2)


def test_groups_without_any_term_have_no_value() -> None:
    assert similar_groups("north", {"theme": {"north": {}, "south": {}}}) == []
