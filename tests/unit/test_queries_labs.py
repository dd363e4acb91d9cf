"""Labs, members, outlines, key numbers: counted by hand on tests/fixtures/programme_small."""

from __future__ import annotations

import pytest

from dashboard.filters import Filters
from dashboard.queries import labs

pytestmark = pytest.mark.usefixtures("small_programme")

COUNTS = ["lab_id", "n_municipalities", "n_subprojects", "result", "reported", "announced", "plan", "n_undated"]


def test_labs_carry_their_counts_in_display_order() -> None:
    """Municipalities: German, lead or partner. Dewald only took part, Loin is in France."""
    rows = [[row[key] for key in COUNTS] for row in labs.selected(Filters())]

    assert rows == [
        ["ahausen", 2, 3, 1, 1, 0, 1, 1],
        ["bruecken", 1, 4, 1, 1, 1, 1, 0],
        ["cedorf", 1, 2, 1, 0, 1, 0, 1],
        ["dorfen", 0, 0, 0, 0, 0, 0, 0],
    ]


def test_counts_of_labs_follow_the_filters_but_municipalities_stay() -> None:
    rows = [[row[key] for key in COUNTS] for row in labs.selected(Filters(theme=("youth",)))]

    assert rows == [["ahausen", 2, 2, 1, 0, 0, 1, 1], ["cedorf", 1, 1, 1, 0, 0, 0, 0]]


def test_years_leave_labs_with_what_is_dated() -> None:
    rows = [[row[key] for key in COUNTS] for row in labs.selected(Filters(from_year=2021, to_year=2021))]

    assert [(row[0], row[2], row[7]) for row in rows] == [
        ("ahausen", 2, 0),
        ("bruecken", 1, 0),
        ("cedorf", 0, 0),
        ("dorfen", 0, 0),
    ]


def test_places_are_members_with_a_territory() -> None:
    """Not among them: the French town, associations and the university (Dewald is their seat, not their territory)."""
    columns = ["lab_id", "organisation_id", "role", "level", "population_2021", "area_name"]
    rows = [[row[column] for column in columns] for row in labs.members()]

    assert rows == [
        ["ahausen", "stadt-aburg", "lead", "municipality", 90000, "Aburg, Stadt"],
        ["ahausen", "gemeinde-bedorf", "partner", "municipality", 20000, "Bedorf"],
        ["bruecken", "gemeinde-dewald", "associated", "municipality", 50, "Dewald"],
        ["bruecken", "gemeinde-bedorf", "partner", "municipality", 20000, "Bedorf"],
        ["bruecken", "kreis-beland", "partner", "district", 30000, "Beland"],
        ["cedorf", "stadt-cestadt", "partner", "municipality", 9950, "Cestadt"],
        ["dorfen", "gemeinde-dewald", "associated", "municipality", 50, "Dewald"],
    ]


def test_only_the_lead_is_marked_as_lead() -> None:
    assert [row["organisation_id"] for row in labs.members() if row["is_lead"]] == ["stadt-aburg"]


def test_place_of_a_district_lies_within_its_outline() -> None:
    (district,) = [ring for ring in labs.outlines() if ring.ags == "05154"]
    (place,) = [row for row in labs.members() if row["organisation_id"] == "kreis-beland"]

    assert district.x_km.min() < place["x_km"] < district.x_km.max()
    assert district.y_km.min() < place["y_km"] < district.y_km.max()


def test_outlines_are_those_of_leads_and_partners() -> None:
    assert [(ring.lab_id, ring.ags) for ring in labs.outlines()] == [
        ("ahausen", "05111000"),
        ("ahausen", "05154004"),
        ("bruecken", "05154"),
        ("bruecken", "05154004"),
        ("cedorf", "05154008"),
    ]


def test_rings_of_outlines_are_closed() -> None:
    rings = labs.outlines()

    assert rings
    assert all((ring.x_km[0], ring.y_km[0]) == (ring.x_km[-1], ring.y_km[-1]) for ring in rings)


def test_key_numbers_follow_the_counting_rules() -> None:
    """Bedorf is in two labs and counts once; Dewald only took part; Loin is in France; the initiative only took part."""
    assert labs.key_numbers() == {
        "n_labs": 4,
        "n_states": 3,
        "n_municipalities": 3,
        "n_municipalities_all": 4,
        "n_districts": 1,
        "n_civil_society": 2,
        "n_subprojects": 9,
        "n_result": 3,
        "n_reported": 2,
        "n_announced": 2,
        "n_plan": 2,
    }


def test_published_counts_keep_value_and_date() -> None:
    rows = {key: (row["value"], row["as_of"]) for key, row in labs.published().items()}

    assert rows == {"kommunen": (5.0, "2020-06-15"), "laufzeit": (2.5, None)}
