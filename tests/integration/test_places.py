"""Pages of municipalities and districts, search and sitemap, as a browser without scripts sees them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from dashboard.queries import units


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_municipality_shows_figures_with_year_source_and_level(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen/09679136")

    assert "<h1>Gerbrunn</h1>" in page
    assert 'href="/de/kommunen/09679"' in page
    assert "Wert für den ganzen Kreis: Landkreis Würzburg" in page
    assert "Wert der Gemeinde" in page
    assert "Personen · 2023 · log. Achse" in page
    assert ">destatis.de</a>" in page
    assert "Gebietsstand 31.12.2022" in page
    assert "Labor" in page


def test_missing_value_names_its_reason(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen/09679136")

    assert "Kein Wert:</b> nicht verzeichnet." in page


def test_city_says_that_it_is_its_own_district(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen/09663000")

    assert "Wert der kreisfreien Stadt" in page
    assert "Wert für den ganzen Kreis" not in page


def test_association_values_are_marked(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen/01051001")

    assert "Wert für den ganzen Verband: Amt" in page


def test_city_state_has_no_municipal_debt(client: FlaskClient) -> None:
    """The zero of the source means: not applicable."""
    page = text(client, "/en/municipalities/11000000")

    assert "not applicable. The latest year" in page


def test_district_lists_its_municipalities(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen/09679")

    assert "<h1>Landkreis Würzburg</h1>" in page
    assert 'href="/de/kommunen/09679136"' in page


def test_old_key_leads_to_its_successor_with_a_notice(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen/16056000")

    assert "<h1>Eisenach</h1>" in page
    assert "Den Schlüssel 16056000 (Eisenach, Stadt) gibt es seit 2021 nicht mehr" in page


def test_key_made_later_leads_to_where_most_people_came_from(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen/14522275")

    assert "14522275 (Jahnatal)" in page
    assert "<h1>Ostrau</h1>" in page


def test_change_after_the_date_of_the_data_is_announced(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen/16071077")

    assert "Das Gebiet hat sich nach dem 31.12.2021 geändert" in page
    assert "Rannstedt an Bad Sulza, Stadt, 01.01.2023" in page


@pytest.mark.parametrize("key", ["99999999", "abc", "0967913", "09679136x", "%00", "..%2F..", "0" * 500])
def test_unknown_key_is_a_clear_404(client: FlaskClient, key: str) -> None:
    page = text(client, f"/de/kommunen/{key}", 404)

    assert "<h1>" in page


def test_uninhabited_area_is_a_404_that_says_why(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen/01053105", 404)

    assert "unbewohnt" in page


def test_directory_leads_to_every_district(client: FlaskClient) -> None:
    page = text(client, "/de/kommunen")
    linked = set(re.findall(r'href="/de/kommunen/(\d+)"', page))

    assert len(linked) == 400


@pytest.mark.parametrize("path", ["/de/kommunen/{}", "/en/municipalities/{}"])
def test_pages_of_many_kinds_have_no_holes(client: FlaskClient, path: str) -> None:
    """Every 397th key of all levels: no None, nan or raw text key, no placeholder left open."""
    for key in units.all_keys()[::397]:
        visible = re.sub(r"<script.*?</script>|<[^>]+>", " ", text(client, path.format(key)), flags=re.DOTALL)

        assert not re.search(r"\bNone\b|\bnan\b|\bNaN\b|\{\w+\}|\b(place|figures)\.\w+", visible), key


def test_search_page_works_without_scripts(client: FlaskClient) -> None:
    page = text(client, "/de/suche?q=97218")

    assert 'href="/de/kommunen/09679136"' in page
    assert "Ein Treffer" in page


def test_search_text_is_escaped(client: FlaskClient) -> None:
    assert "<script>alert" not in text(client, "/de/suche?q=%3Cscript%3Ealert(1)%3C/script%3E")


def test_suggestions_are_json(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search.json?q=97218&lang=en&limit=3").get_json()

    assert answer["results"][0]["url"] == "/en/municipalities/09679136"
    assert answer["total"] == 1


@pytest.mark.parametrize("limit", ["-1", "0", "999999999", "x", "", "1e9"])
def test_silly_limits_are_clamped(client: FlaskClient, limit: str) -> None:
    response = client.get(f"/api/v1/search.json?q=Neu&limit={limit}")

    assert response.status_code == 200
    assert 0 < len(response.get_json()["results"]) <= 50


def test_sitemap_holds_every_municipality_in_both_languages(client: FlaskClient) -> None:
    body = client.get("/sitemap.xml").get_data(as_text=True)

    assert len(re.findall(r"<loc>[^<]*/de/kommunen/\d{8}</loc>", body)) == 10_789
    assert len(re.findall(r"<loc>[^<]*/en/municipalities/\d{8}</loc>", body)) == 10_789
    assert body.count("<loc>") <= 50_000


def test_robots_names_the_sitemap(client: FlaskClient) -> None:
    assert "/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)
