"""Themes, principles and facets: counted by hand on tests/fixtures/programme_small."""

from __future__ import annotations

import pytest

from dashboard.filters import Filters
from dashboard.queries import subprojects

pytestmark = pytest.mark.usefixtures("small_programme")

ALL_THEMES = {
    "culture": 1,
    "education": 1,
    "housing": 1,
    "mobility": 2,
    "open_data": 2,
    "social_cohesion": 1,
    "volunteering_civic_engagement": 1,
    "youth": 3,
}


def test_themes_by_lab_with_those_that_came_to_work() -> None:
    rows = [[*key, *counts] for key, counts in subprojects.by_theme_and_lab(Filters()).items()]

    assert rows == [
        ["culture", "bruecken", 1, 1],
        ["education", "bruecken", 1, 1],
        ["housing", "bruecken", 1, 0],
        ["mobility", "bruecken", 2, 0],
        ["open_data", "ahausen", 2, 2],
        ["social_cohesion", "cedorf", 1, 0],
        ["volunteering_civic_engagement", "cedorf", 1, 1],
        ["youth", "ahausen", 2, 1],
        ["youth", "cedorf", 1, 1],
    ]


def test_themes_by_lab_follow_the_filters() -> None:
    """A subproject that has the theme keeps its other themes."""
    rows = [
        [*key, *counts]
        for key, counts in subprojects.by_theme_and_lab(Filters(theme=("open_data",), evidence=("result",))).items()
    ]

    assert rows == [["open_data", "ahausen", 1, 1], ["youth", "ahausen", 1, 1]]


def test_themes_by_principle_count_each_subproject_once() -> None:
    """b-plan has no principle and is in no row."""
    rows = [[*key, *counts] for key, counts in subprojects.by_theme_and_principle(Filters()).items()]

    assert rows == [
        ["culture", "participation", 1, 1],
        ["education", "open_organisation", 1, 1],
        ["housing", "co_creation", 1, 0],
        ["mobility", "co_creation", 1, 0],
        ["open_data", "open_data", 2, 2],
        ["open_data", "participation", 1, 1],
        ["social_cohesion", "transparency", 1, 0],
        ["volunteering_civic_engagement", "participation", 1, 1],
        ["volunteering_civic_engagement", "transparency", 1, 1],
        ["youth", "open_data", 1, 1],
        ["youth", "participation", 3, 2],
        ["youth", "transparency", 1, 1],
    ]


def test_facets_of_the_whole_programme() -> None:
    assert subprojects.facets(Filters()) == {
        "state": {"BB": 2, "HE": 4, "NW": 7},
        "lab": {"ahausen": 3, "bruecken": 4, "cedorf": 2},
        "theme": ALL_THEMES,
        "principle": {"co_creation": 1, "open_data": 2, "open_organisation": 1, "participation": 4, "transparency": 2},
        "format": {"mapping": 1, "online_platform": 1, "open_data_portal": 1, "training": 1, "workshop": 1},
        "target_group": {"administration": 1, "everyone": 4, "families": 1, "volunteers": 1, "youth": 1},
        "evidence": {"announced": 2, "plan": 2, "reported": 2, "result": 3},
        "kind": {"civil_society": 5, "district": 4, "municipality": 9, "university": 4},
        "undated": {"hidden": 2},
    }


def test_facet_of_a_filter_is_counted_without_that_filter() -> None:
    assert subprojects.facets(Filters(theme=("youth",))) == {
        "state": {"BB": 1, "NW": 2},
        "lab": {"ahausen": 2, "cedorf": 1},
        "theme": ALL_THEMES,
        "principle": {"open_data": 1, "participation": 3, "transparency": 1},
        "format": {"online_platform": 1, "open_data_portal": 1},
        "target_group": {"everyone": 1, "volunteers": 1, "youth": 1},
        "evidence": {"plan": 1, "result": 2},
        "kind": {"civil_society": 3, "municipality": 3},
        "undated": {"hidden": 1},
    }


def test_facets_under_state_and_years() -> None:
    """From 2021 on: a-karte, a-portal, b-fest, b-plan; only the last two in Hesse, where nothing is undated."""
    assert subprojects.facets(Filters(state=("HE",), from_year=2021)) == {
        "state": {"HE": 2, "NW": 4},
        "lab": {"bruecken": 2},
        "theme": {"culture": 1, "mobility": 1},
        "principle": {"participation": 1},
        "target_group": {"everyone": 1},
        "evidence": {"plan": 1, "result": 1},
        "kind": {"district": 2, "municipality": 2, "university": 2},
        "undated": {"hidden": 0},
    }


def test_facets_of_format_and_target_group_follow_each_other() -> None:
    """Workshops are for everyone, platforms for volunteers; either choice leaves its own facet open."""
    facets = subprojects.facets(Filters(format=("workshop",)))

    assert facets["target_group"] == {"everyone": 1}
    assert facets["format"] == subprojects.facets(Filters())["format"]
    assert subprojects.facets(Filters(target_group=("volunteers",)))["format"] == {"online_platform": 1}
    assert facets["principle"] == {"transparency": 1}
    assert facets["theme"] == {"social_cohesion": 1}


def test_hidden_for_want_of_a_date_are_counted_under_the_other_filters() -> None:
    assert subprojects.facets(Filters(from_year=2021, theme=("youth",)))["undated"] == {"hidden": 1}
    assert subprojects.facets(Filters(from_year=2021, q="heide"))["undated"] == {"hidden": 1}
    assert subprojects.facets(Filters(from_year=2021))["undated"] == {"hidden": 2}


def test_nothing_selected_has_no_facets_but_those_of_the_emptying_filter() -> None:
    facets = subprojects.facets(Filters(theme=("culture",), evidence=("plan",)))

    assert facets == {"theme": {"mobility": 1, "youth": 1}, "evidence": {"result": 1}, "undated": {"hidden": 0}}
