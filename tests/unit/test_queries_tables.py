"""Order, pages, languages and composed columns of the four tables: by hand on tests/fixtures/programme_small."""

from __future__ import annotations

import pytest

from dashboard.filters import Filters, View
from dashboard.pages.parts import parse_query
from dashboard.queries import selected_rows, tables

pytestmark = pytest.mark.usefixtures("small_programme")


def column(name: str, table: str, lang: str = "de", filters: Filters | None = None) -> list[object]:
    return [row[name] for row in tables.page(table, filters or Filters(), lang=lang, limit=100)]


def row(key: str, table: str, lang: str = "de") -> dict[str, object]:
    rows = tables.page(table, Filters(), lang=lang, limit=100)
    return next(row for row in rows if row[f"{table.removesuffix('s')}_id"] == key)


def test_subprojects_are_sorted_by_their_title_in_the_language() -> None:
    assert column("title", "subprojects") == [
        "Bürgerkarte",
        "Datenportal",
        "Dorffest",
        "Dorfnetz",
        "Ideenwerkstatt",
        "Jugendrat",
        "Kursreihe",
        "Mehrgenerationenhaus",
        "Mobilitätsplan",
    ]
    assert column("title", "subprojects", "en") == [
        "Citizens’ map",
        "Data portal",
        "House of generations",
        "Ideas workshop",
        "Mobility plan",
        "Series of courses",
        "Village fair",
        "Village network",
        "Youth council",
    ]


def test_labs_stand_in_display_order_with_lead_and_counts() -> None:
    names = ("lab_id", "lead", "n_municipalities", "n_subprojects", "n_result", "n_reported", "n_announced", "n_plan")
    rows = [[row[name] for name in names] for row in tables.page("labs", Filters(), lang="de", limit=100)]

    assert rows == [
        ["ahausen", "Stadt Aburg", 2, 3, 1, 1, 0, 1],
        ["bruecken", None, 1, 4, 1, 1, 1, 1],
        ["cedorf", "Bürgerverein Cedorf e. V.", 1, 2, 1, 0, 1, 0],
        ["dorfen", None, 0, 0, 0, 0, 0, 0],
    ]


def test_unknown_grants_stay_without_value() -> None:
    assert column("funding_eur", "labs") == [200_000, None, 150_000, None]


def test_counts_of_labs_are_those_of_the_selected_subprojects() -> None:
    assert column("n_subprojects", "labs", filters=Filters(theme=("youth",))) == [2, 1]


def test_organisations_are_sorted_as_in_a_dictionary() -> None:
    """DIN 5007: Ü as U, so before V."""
    assert column("name", "organisations") == [
        "Bürgerverein Cedorf e. V.",
        "Gemeinde Bedorf",
        "Gemeinde Dewald",
        "Hochschule Dewald",
        "Kreis Beland",
        "Stadt Aburg",
        "Stadt Cestadt",
        "Überlandinitiative",
        "Verein Große Straße e. V.",
        "Ville de Loin",
    ]


def test_organisation_in_two_labs_is_one_row_with_both_roles() -> None:
    found = row("gemeinde-bedorf", "organisations")

    assert (found["labs"], found["n_labs"]) == ("ahausen;bruecken", 2)
    assert found["lab_roles"] == "Ahausen (Partner); Brücken (Partner)"


def test_roles_are_said_in_the_language() -> None:
    assert row("stadt-aburg", "organisations", "de")["lab_roles"] == "Ahausen (Federführung)"
    assert row("stadt-aburg", "organisations", "en")["lab_roles"] == "Ahausen (Lead)"


def test_organisation_of_two_labs_keeps_only_the_labs_selected() -> None:
    filters = Filters(lab=("bruecken",))

    assert column("lab_roles", "organisations", filters=filters) == [
        "Brücken (Partner)",
        "Brücken (Mitwirkend)",
        "Brücken (Partner)",
        "Brücken (Partner)",
    ]


def test_events_stand_by_their_earliest_day() -> None:
    assert column("event_id", "events") == [
        "p-vorlauf",
        "p-auftakt",
        "a-start",
        "a-treffen",
        "b-quartal",
        "b-jahr",
        "p-abschluss",
        "c-spaet",
    ]


def test_event_of_the_programme_has_no_lab() -> None:
    assert row("p-auftakt", "events")["lab"] is None


def test_dates_stay_as_precise_as_compiled() -> None:
    dates = {row["subproject_id"]: row["start_date"] for row in tables.page("subprojects", Filters(), lang="de", limit=100)}

    assert dates == {
        "a-karte": "2020-11",
        "a-portal": "2021-06-07",
        "a-rat": None,
        "b-ende": None,
        "b-fest": "2022",
        "b-haus": "2020",
        "b-plan": "2021-Q2",
        "c-idee": None,
        "c-netz": "2019",
    }


def test_labels_of_several_themes_are_joined_in_the_order_of_the_vocabulary() -> None:
    assert row("b-haus", "subprojects", "de")["theme_labels"] == "Wohnen; Mobilität und Verkehr"
    assert row("b-haus", "subprojects", "en")["theme_labels"] == "Housing; Mobility and transport"
    assert row("b-haus", "subprojects")["themes"] == "housing;mobility"


@pytest.mark.parametrize("table", View.TABLES)
def test_pages_follow_each_other_and_add_up_to_the_count(table: str) -> None:
    whole = tables.page(table, Filters(), lang="de", limit=100)
    pages = [tables.page(table, Filters(), lang="de", limit=3, offset=offset) for offset in range(0, 12, 3)]

    assert [row for page in pages for row in page] == whole
    assert tables.count(table, Filters(), lang="de") == len(whole)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("query", ["", "theme=youth", "state=NW&from=2020"])
def test_pages_of_many_are_those_of_few(query: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above a number of subprojects a page is read by itself, the later ones from the end."""
    filters = Filters.from_query(parse_query(query))
    pages = [(limit, offset) for limit in (1, 2, 3) for offset in range(10)]
    few = [tables.page("subprojects", filters, lang=lang, limit=limit, offset=offset) for limit, offset in pages]

    monkeypatch.setattr(selected_rows, "MOST", 1)
    many = [tables.page("subprojects", filters, lang=lang, limit=limit, offset=offset) for limit, offset in pages]

    assert few == many


@pytest.mark.parametrize(("table", "n"), [("subprojects", 9), ("labs", 4), ("organisations", 10), ("events", 8)])
def test_whole_tables_have_these_many_rows(table: str, n: int) -> None:
    assert tables.count(table, Filters(), lang="de") == n


def test_unknown_table_is_refused() -> None:
    with pytest.raises(KeyError):
        tables.count("passwords", Filters(), lang="de")
