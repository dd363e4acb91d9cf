"""Verdicts, ratios and the rule of regressions of `make bench`."""

from __future__ import annotations

import json

import pytest

from dashboard.config import ROOT
from tests.bench import goals
from tests.bench.goals import GOALS, Found, Goal

LESS = Goal("less", "a time", "ms", 100, 0.5)
MORE = Goal("more", "a speed", "MB/s", 100, 5, is_more=True, against="pandas")


@pytest.mark.parametrize(
    ("goal", "found", "is_met"),
    [
        (LESS, Found(100, 200), True),
        (LESS, Found(101, 400), False),
        (LESS, Found(90, 170), False),
        (LESS, Found(90), False),
        (MORE, Found(100, 20), True),
        (MORE, Found(99, 10), False),
        (MORE, Found(120, 30), False),
        (Goal("errors", "errors", "", 0), Found(0), True),
        (Goal("errors", "errors", "", 0), Found(1), False),
    ],
)
def test_a_goal_is_met_when_value_and_ratio_hold(goal: Goal, found: Found, is_met: bool) -> None:
    assert goal.is_met(found) is is_met


def test_goals_say_what_they_ask() -> None:
    assert LESS.text == "≤ 100 ms, ≤ 0.5 × plain Dash"
    assert MORE.text == "≥ 100 MB/s, ≥ 5 × pandas"


def test_less_is_better_in_every_ratio_that_is_stored() -> None:
    assert LESS.cost(Found(50, 200)) == 0.25
    assert MORE.cost(Found(200, 50)) == 0.25
    assert LESS.cost(Found(50)) is None


def test_half_as_bad_again_is_a_regression_and_a_missing_ratio_too() -> None:
    stored = {"a": 0.2, "b": 0.2, "c": 0.2}
    assert goals.regressions({"a": 0.29, "b": 0.31}, stored) == ["b", "c"]
    assert goals.regressions({"a": 0.1, "b": 0.3, "c": 0.2}, stored) == []


def test_measured_twice_the_better_counts() -> None:
    assert goals.better({"a": 0.5, "b": 0.1}, {"a": 0.3}) == {"a": 0.3, "b": 0.1}


def test_the_table_names_goal_value_ratio_and_verdict() -> None:
    found = {"overview_ready": Found(600, 2_000), "overview_foreign": Found(1)}
    head, foreign, ready = goals.table(found, goals.verdicts(found))
    assert head.split() == ["what", "goal", "value", "other", "ratio", "verdict"]
    assert foreign.split()[-1] == "MISSED"
    assert ready.split()[-4:] == ["ms", "2,000", "0.3", "reached"]


def test_the_table_of_the_docs_says_the_same() -> None:
    found = {"overview_ready": Found(600, 2_000, "busy")}
    row = goals.markdown(found, goals.verdicts(found))[-1]
    assert [cell.strip() for cell in row.strip("|").split("|")][2:] == ["600 ms (other: 2,000)", "0.3", "reached", "busy"]


def test_what_stands_between_two_marks_is_replaced() -> None:
    text = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n"
    assert goals.between(text, "x", ["new"]) == "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n"
    with pytest.raises(ValueError, match="no marks"):
        goals.between(text, "y", [])


def test_numbers_have_as_many_digits_as_they_deserve() -> None:
    assert [goals.number(value) for value in (6_434.2, 45.67, 0.3169, 0.0016, 0, None)] == [
        "6,434",
        "45.7",
        "0.32",
        "0.0016",
        "0",
        "",
    ]


def test_each_stored_ratio_belongs_to_a_goal_of_the_short_run() -> None:
    stored = json.loads((ROOT / "tests" / "bench" / "baseline.json").read_text(encoding="utf-8"))
    assert set(stored) == set(goals.SHORT)
    assert set(goals.SHORT) <= {goal.key for goal in GOALS}
    assert all(ratio > 0 for ratio in stored.values())


def test_the_comparison_names_what_became_worse() -> None:
    lines = goals.comparison({"warm_ready": 0.9, "load": 0.1}, {"warm_ready": 0.4, "load": 0.1})
    assert [line.split()[-1] for line in lines] == ["verdict", "REGRESSION", "ok"]
