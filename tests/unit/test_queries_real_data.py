"""What the queries say about the real data, against the counting rules in data/README.md."""

from __future__ import annotations

import pytest

from dashboard import db
from dashboard.filters import Filters
from dashboard.queries import labs, subprojects, tables, timeline

pytestmark = pytest.mark.usefixtures("real_data")


def test_key_numbers_are_those_of_the_counting_rules() -> None:
    assert labs.key_numbers() == {
        "n_labs": 13,
        "n_states": 8,
        "n_municipalities": 37,
        "n_municipalities_all": 40,
        "n_districts": 4,
        "n_civil_society": 29,
        "n_subprojects": 66,
        "n_result": 24,
        "n_reported": 21,
        "n_announced": 8,
        "n_plan": 13,
    }


def test_published_numbers_are_kept_beside_ours() -> None:
    found = {key: (row["value"], row["as_of"]) for key, row in labs.published().items()}

    assert len(found) == 27
    assert found["kommunen"] == (42, "2020-06-15")
    assert found["zivilgesellschaft"] == (59, "2020-06-15")
    assert found["labore"] == (13, "2020-06-15")
    assert found["laender"] == (8, "2020-06-15")
    assert found["akteure-gesamt"] == (100, None)


def test_over_one_hundred_is_the_sum_of_both_groups() -> None:
    found = {key: float(str(row["value"])) for key, row in labs.published().items()}

    assert found["kommunen"] + found["zivilgesellschaft"] == 101 > found["akteure-gesamt"]


def test_gaps_are_those_the_readme_names() -> None:
    """27 subprojects without dates, 39 of unknown status, seven labs without grant, one lab without lead."""
    assert subprojects.facets(Filters())["undated"] == {"hidden": 27}
    assert len(db.records("select subproject_id from subprojects where status = 'unknown'")) == 39
    assert len(db.records("select lab_id from labs where funding_eur is null")) == 7
    assert db.records("select lab_id from labs where lead_organisation_id is null") == [{"lab_id": "wuerzburg-gerbrunn"}]


def test_everything_is_shown_without_filters() -> None:
    """Organisations: all that belong to a lab; bodies of the programme alone are not in this table."""
    counts = {name: tables.count(name, Filters(), lang="de") for name in tables.STATEMENTS}
    members = db.records("select count(distinct organisation_id) as n from memberships")[0]["n"]

    assert counts == {"subprojects": 66, "labs": 13, "organisations": members, "events": 89}
    assert len(labs.selected(Filters())) == len(timeline.labs(Filters())) == 13


def test_evidence_adds_up_to_all_subprojects() -> None:
    assert subprojects.facets(Filters())["evidence"] == {"result": 24, "reported": 21, "announced": 8, "plan": 13}


def test_subprojects_of_labs_add_up_to_all() -> None:
    rows = labs.selected(Filters())
    keys = ("n_subprojects", "result", "reported", "announced", "plan", "n_undated")
    sums = {key: sum(row[key] for row in rows) for key in keys}

    assert sums == {"n_subprojects": 66, "result": 24, "reported": 21, "announced": 8, "plan": 13, "n_undated": 27}


def test_labs_stand_by_state_then_name_as_positioned() -> None:
    assert [row["position"] for row in labs.selected(Filters())] == list(range(1, 14))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_titles_are_sorted_as_in_a_dictionary(lang: str) -> None:
    """Neither capitals first nor umlauts last."""
    titles = [str(row["title"]) for row in tables.page("subprojects", Filters(), lang=lang, limit=100)]
    plain = [title.lower().translate(str.maketrans("äöüéè", "aouee")).replace("ß", "ss") for title in titles]

    assert plain == sorted(plain)
    assert titles != sorted(titles)


def test_every_lab_selected_alone_shows_only_its_own() -> None:
    for lab in labs.selected(Filters()):
        rows = tables.page("subprojects", Filters(lab=(lab["lab_id"],)), lang="de", limit=100)

        assert {row["lab_id"] for row in rows} == {lab["lab_id"]}
        assert len(rows) == lab["n_subprojects"]
