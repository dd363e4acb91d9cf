"""Pages of labs, subprojects and organisations on the real data: what they say, where they lead, what they never say."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from dashboard.db import Database, records
from dashboard.document import DashboardApp
from dashboard.overlap import similar_groups
from dashboard.pages import lab, organisation
from dashboard.queries import lab_pages, labs, organisation_pages, subproject_pages
from dashboard.ssr import to_html
from tests.markup import Markup

pytestmark = pytest.mark.usefixtures("real_data")


def keys(table: str, column: str) -> list[str]:
    return [str(row["key"]) for row in records(f"select {column} as key from {table} order by 1")]


def body(client: FlaskClient, path: str) -> Markup:
    response = client.get(path)
    assert response.status_code == 200, path
    return Markup(response.get_data(as_text=True))


def main_text(found: Markup) -> str:
    """Text of the page without addresses, which may hold anything."""
    return re.sub(r"\S+\.\S+/\S*", "", found.text)


@pytest.mark.parametrize(
    "path", ["/de/labore/nirgends", "/en/subprojects/nothing", "/de/einrichtungen/niemand", "/de/labore/%27"]
)
def test_unknown_things_are_missing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


# --- labs -----------------------------------------------------------------------------------------------------------


def test_time_span_of_the_moers_lab_and_how_sure_it_is(client: FlaskClient) -> None:
    text = body(client, "/de/labore/niederrhein").text

    assert "Laufzeit 2020–2022 Nur auf das Jahr genau belegt. Sicher ist die Zeit vom 01.01.2021 bis 31.12.2021." in text
    assert (
        "die Stadt Moers nennt im Juni 2020 eine Förderung für zweieinhalb Jahre und als Programmende Dezember 2022" in text
    )


def test_grant_is_told_with_its_conflict(client: FlaskClient) -> None:
    text = body(client, "/de/labore/verwaltungsrebellen").text

    assert "Förderung 180.000 € Quelle: verwaltungsrebellen.de · Stand 23.11.2026 Widersprüchlich: 180.000 Euro" in text
    assert "höhere Angabe 185.000 € laut vogelheim.info" in text


def test_what_no_source_states_is_said_in_words(client: FlaskClient) -> None:
    text = body(client, "/de/labore/wuerzburg-gerbrunn").text

    assert "Federführung nicht belegt" in text
    assert "Förderung nicht belegt" in text
    for gap in (
        "wer die Federführung hatte",
        "wie hoch die Förderung war",
        "das Datum von 3 der 3 Teilprojekte",
        "mehr als ein Ereignis mit Datum",
    ):
        assert gap in text


def test_members_stand_by_role_with_their_number(client: FlaskClient) -> None:
    text = body(client, "/de/labore/brandis-partheland").text

    assert "Beteiligte 8 Einrichtungen , davon 4 Kommunen · 9 weitere wirkten mit" in text
    assert re.search(r"Federführung · 1 .*Partner · 7 .*Mitwirkend, nicht als beteiligt geführt · 9", text)


def test_events_are_numbered_and_dated_as_precisely_as_known(client: FlaskClient) -> None:
    text = body(client, "/de/labore/brandis-partheland").text

    assert "Elf Ereignisse von 2019 bis 2022" in text
    assert "1 Mai 2019 Bundesinnenministerium sagt Brandis ein Labor zu" in text
    assert "7 26.03.2022 Geloster Bürgerrat zum Leitbild der Stadt" in text


def test_german_notes_are_marked_on_english_pages(client: FlaskClient) -> None:
    found = body(client, "/en/labs/bad-berleburg")
    marked = [attributes for tag, attributes in found.elements if tag == "span" and attributes.get("lang") == "de"]

    assert len(marked) >= 10
    assert "In German: Westfalenpost; die Universität Siegen schreibt „rund 180.000 Euro“." in found.text


def test_every_source_of_a_lab_is_listed_for_print(client: FlaskClient) -> None:
    found = body(client, "/de/labore/oberrhein")
    rows = [*lab_pages.members("oberrhein"), *lab_pages.subprojects("oberrhein"), *lab_pages.events("oberrhein")]

    for url in {str(row["source_url"]) for row in rows}:
        assert re.sub("^https?://", "", url) in found.text


def test_labs_lead_to_their_neighbours_and_the_ends_do_not(client: FlaskClient) -> None:
    order = list(lab_pages.listed())
    first, middle = body(client, f"/de/labore/{order[0]}"), body(client, f"/de/labore/{order[6]}")

    assert "prev" not in first.all("a", "rel")
    assert f"/de/labore/{order[5]}" in middle.all("a", "href")
    assert f"/de/labore/{order[7]}" in middle.all("a", "href")


def test_similar_labs_of_brandis() -> None:
    found = similar_groups("brandis-partheland", lab_pages.term_counts())

    # Worked out once from subprojects.csv, apart from the code under test; formats without `other`.
    assert [(item.key, round(item.value, 2)) for item in found] == [
        ("merseburg-schkopau", 0.52),
        ("merzenich-kerpen", 0.39),
        ("bad-belzig-wiesenburg", 0.38),
        ("bergstrasse-odenwald", 0.36),
    ]


def test_published_figures_about_labs_exist() -> None:
    published = labs.published()
    found = {key: len(lab_pages.figures(key, published)) for key in lab_pages.listed()}

    assert {key: n for key, n in found.items() if n} == {
        "bremen-bremerhaven": 1,
        "merzenich-kerpen": 1,
        "verwaltungsrebellen": 2,
    }


def test_map_of_a_lab_knows_the_seat_and_who_lies_far_away(real_data: Database) -> None:
    brandis, oberrhein = (
        lab._lab_map(real_data.path, "brandis-partheland", "de"),
        lab._lab_map(real_data.path, "oberrhein", "de"),
    )

    assert brandis.seat is not None
    assert brandis.seat[0] == "Brandis"
    assert len(brandis.members) == 8
    # The lead is a university in Kehl; Strasbourg and Haguenau have no German key.
    assert oberrhein.seat is not None
    assert oberrhein.seat[0] == "Kehl"
    assert sorted(member.name for member in oberrhein.members) == ["Kehl", "Tengen", "Titisee-Neustadt"]


def test_list_of_labs_keeps_the_filters_and_offers_to_drop_them(client: FlaskClient) -> None:
    found = body(client, "/de/labore?state=NW")

    assert "Gezeigt werden 4 von 13 Laboren" in found.text
    assert "/de/labore?" in found.all("a", "href")
    assert "Oberrhein" not in main_text(found)


def test_list_of_labs_tells_six_grants_and_seven_unknown(client: FlaskClient) -> None:
    text = body(client, "/de/labore").text

    assert "Für sechs Labore ist die Höhe der Förderung belegt, sie liegt zwischen 179.800 und 200.000 Euro." in text


# --- subprojects ------------------------------------------------------------------------------------------------------


def test_subproject_says_what_where_when_and_how_well_documented(client: FlaskClient) -> None:
    found = body(client, "/de/teilprojekte/brandis-parthecloud")

    assert "Zeitraum ab 09.07.2021 Auf den Tag genau belegt. Das Ende ist nicht belegt." in found.text
    assert "7 Orte Belgershain , Borsdorf , Brandis , Großpösna , Machern , Naunhof , Parthenstein" in found.text
    assert "/de/?theme=digital_participation#table" in found.all("a", "href")
    assert "/de/?principle=co_creation#table" in found.all("a", "href")
    assert [a for tag, a in found.elements if tag == "svg" and a.get("role") == "img"]


def test_subproject_without_place_says_so(client: FlaskClient) -> None:
    found = body(client, "/en/subprojects/oberrhein-begleitforschung")

    assert "None of the sources used names a place." in found.text
    assert not [tag for tag, _ in found.elements if tag == "svg"]


def test_similar_subprojects_come_from_other_labs_with_the_reason(client: FlaskClient) -> None:
    found = body(client, "/de/teilprojekte/brandis-parthecloud")
    links = [href for href in found.all("a", "href") if href.startswith("/de/teilprojekte/") and "?" not in href]
    own = {key for key, row in subproject_pages.names().items() if row["lab_id"] == "brandis-partheland"}
    others = [href.rsplit("/", 1)[1] for href in links if href.rsplit("/", 1)[1] not in own]

    assert others[0] == "marburg-stakeholder-netzwerk"
    assert len(others) == 5
    assert "Ehrenamt und Engagement, Engagierte und Vereine, Online-Plattform" in found.text


def test_pages_without_figures_load_one_script_only(client: FlaskClient) -> None:
    text = client.get("/de/teilprojekte/brandis-parthecloud").get_data(as_text=True)

    assert len(re.findall(r"<script defer", text)) == 1


# --- organisations ------------------------------------------------------------------------------------------------------


def test_organisations_in_more_than_one_lab() -> None:
    found = {key: len(rows) for key, rows in organisation_pages.all_memberships().items() if len(rows) > 1}

    assert found == {
        "es-geht-los": 2,
        "open-government-netzwerk-deutschland": 2,
        "open-knowledge-foundation-deutschland": 3,
        "stadt-tengen": 2,
    }


def test_bridges_are_one_click_from_the_start(client: FlaskClient) -> None:
    assert "/de/einrichtungen#bridges" in body(client, "/de/").all("a", "href")
    found = body(client, "/de/einrichtungen")

    assert "Vier Einrichtungen verbinden mehrere Labore" in found.text
    assert "bridges" in found.ids


def test_organisation_tells_labs_roles_predecessor_and_place(client: FlaskClient) -> None:
    found = body(client, "/de/einrichtungen/stadt-tengen")

    assert "Wirkte in zwei Laboren mit: Oberrhein und Brandis/Partheland." in found.text
    assert "War Mitglied der „Modellkommune Open Government“ 2017–2019." in found.text
    assert "/de/kommunen/08335080" in found.all("a", "href")
    assert "Zwei Teilprojekte an diesem Ort" in found.text


def test_bodies_of_the_programme_have_their_role(client: FlaskClient) -> None:
    text = body(client, "/en/organisations/bmi").text

    assert "Role in the programme: Initiator and funder." in text


def test_place_abroad_is_named_without_a_page(client: FlaskClient) -> None:
    found = body(client, "/de/einrichtungen/strasbourg")

    assert "Staat Frankreich" in found.text
    assert not [href for href in found.all("a", "href") if "/kommunen/" in href]


def test_six_of_nine_model_municipalities_came_to_a_lab(client: FlaskClient) -> None:
    text = body(client, "/de/einrichtungen").text

    assert "Sechs von neun Modellkommunen kamen in ein Labor" in text


# --- error reports and links ---------------------------------------------------------------------------------------------


def test_errors_can_be_reported_where_an_address_is_set(app: DashboardApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.server.config, "CONTACT_EMAIL", "daten@example.org")
    with app.server.app_context():
        page = organisation.page("de", "bbsr", [])
    assert page is not None
    reports = [href for href in Markup(to_html(page.body)).all("a", "href") if href.startswith("mailto:")]

    assert len(reports) == 5
    assert "organisations/bbsr%23name" in reports[0]


def test_overview_leads_to_labs_subprojects_and_organisations(client: FlaskClient) -> None:
    overview = body(client, "/de/").all("a", "href")
    table = body(client, "/de/?table=organisations").all("a", "href")

    assert {f"/de/labore/{key}" for key in lab_pages.listed()} <= set(overview)
    assert len([href for href in overview if href.startswith("/de/teilprojekte/")]) == 12
    assert len([href for href in table if href.startswith("/de/einrichtungen/")]) == 12


def test_from_the_start_to_the_source_of_a_subproject_in_three_clicks(client: FlaskClient) -> None:
    (lab_page,) = {href for href in body(client, "/de/").all("a", "href") if href == "/de/labore/bad-berleburg"}
    subproject = next(href for href in body(client, lab_page).all("a", "href") if href.startswith("/de/teilprojekte/"))
    row = subproject_pages.subproject(subproject.rsplit("/", 1)[1])

    assert row is not None
    assert row["source_url"] in body(client, subproject).all("a", "href")
