"""Counting themes against everything else, and the places in the picture of the network."""

from __future__ import annotations

import math

from dashboard.components.network_picture import around, bridge_places, lab_places
from dashboard.queries.network import Actor
from dashboard.queries.works import Work, by_theme, crossed


def work(name: str, lab: str, evidence: str, themes: tuple[str, ...], formats: tuple[str, ...] = ()) -> Work:
    terms = {"theme": themes, "principle": (), "format": formats, "target_group": ()}
    return Work(name, lab, name, name, evidence, None, None, 2021 if lab == "a" else None, terms)


WORKS = (
    work("one", "a", "result", ("culture", "youth"), ("app", "survey")),
    work("two", "a", "plan", ("culture",), ("app",)),
    work("three", "b", "plan", ("culture",)),
)


def test_crossings_count_subprojects_and_those_worked_on() -> None:
    assert crossed(WORKS, "format") == {
        ("culture", "app"): (2, 1),
        ("culture", "survey"): (1, 1),
        ("youth", "app"): (1, 1),
        ("youth", "survey"): (1, 1),
    }
    assert crossed(WORKS, "lab") == {("culture", "a"): (2, 1), ("youth", "a"): (1, 1), ("culture", "b"): (1, 0)}


def test_undated_subprojects_stand_in_a_column_of_their_own() -> None:
    assert crossed(WORKS, "year")["culture", ""] == (1, 0)


def test_a_subproject_stands_with_each_of_its_themes() -> None:
    assert {theme: [item.subproject_id for item in rows] for theme, rows in by_theme(WORKS).items()} == {
        "culture": ["one", "two", "three"],
        "youth": ["one"],
    }


def test_subprojects_of_a_crossing() -> None:
    found = [item.subproject_id for item in WORKS if item.has({"theme": "culture", "lab": "a", "format": "survey"})]

    assert found == ["one"]


def test_organisations_around_a_lab_do_not_touch() -> None:
    points = around((0, 0), 30)

    assert min(math.dist(a, b) for i, a in enumerate(points) for b in points[:i]) > 11


def test_bridges_of_the_same_labs_stand_below_each_other() -> None:
    labs = lab_places(["x", "y", "z"])
    bridges = [Actor(name, name, "civil_society", None, {"x": "partner", "y": "partner"}) for name in ("p", "q")]
    places = bridge_places(bridges, labs)

    assert places["p"][0] == places["q"][0]
    assert places["q"][1] - places["p"][1] >= 34
