"""Small documents for other sites: framed by anybody, asking nobody, saying where they come from."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from dashboard import catalog
from dashboard.components.area_map import mix
from dashboard.components.chart_more import AREA_MAP, AREA_MAP_ALONE, EMBEDS, embed_code
from dashboard.db import Database
from dashboard.i18n import LANGS

ADDRESSES = {
    "map": "map?state=NW",
    "timeline": "timeline?theme=open_data&span=all",
    "themes": "themes?state=NW&evidence=result",
    "network": "network?kind=university",
    "lab-map": "lab-map?lab=oberrhein",
    "lab-time": "lab-time?lab=oberrhein",
    "indicator-map": "indicator-map?indicator=population_density_per_km2&year=2021&ags=05358040",
}
PATHS = [
    f"/{lang}/{folder}/{address}"
    for lang, folder in (("de", "einbetten"), ("en", "embed"))
    for address in ADDRESSES.values()
]


def test_every_chart_is_tried() -> None:
    assert set(ADDRESSES) == set(EMBEDS)


@pytest.mark.parametrize("path", PATHS)
def test_documents_are_small_and_ask_only_this_server(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept-Encoding": "br"})
    text = client.get(path).get_data(as_text=True)

    assert response.status_code == 200
    assert int(response.headers["Content-Length"]) < 60_000
    assert "Set-Cookie" not in response.headers
    loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]+)"|<link[^>]* href="([^"]+)"', text)
    assert all(urlsplit(address).netloc == "" for pair in loaded for address in pair)
    assert "localStorage" not in text


@pytest.mark.parametrize("path", PATHS)
def test_documents_name_source_licence_version_and_the_way_back(client: FlaskClient, path: str) -> None:
    text = client.get(path).get_data(as_text=True)

    # Figures of others have licences of their own, which the credit names.
    assert ("dl-de/by-2-0" if "indicator-map" in path else "CC BY 4.0") in text
    assert catalog.data_version() in text
    assert ("GeoBasis-DE / BKG" in text) == ("map" in path)
    back = unescape(re.findall(r'<a href="([^"]+)">(?:Auf der Seite öffnen|Open on the site)</a>', text)[0])
    assert client.get(back).status_code == 200
    query = urlsplit(path).query
    assert query in back or urlsplit(back).path.endswith("/oberrhein")


def test_only_these_documents_may_be_framed_by_others(client: FlaskClient) -> None:
    def ancestors(path: str) -> str:
        return client.get(path).headers["Content-Security-Policy"].split("frame-ancestors ")[1]

    assert {ancestors(path) for path in PATHS} == {"*"}
    assert {ancestors(path) for path in ("/de/", "/en/timeline", "/de/sql", "/healthz")} == {"'self'"}


def test_the_picture_follows_the_filters(client: FlaskClient) -> None:
    def figure(path: str) -> str:
        return re.findall(r'(?:class="labs-map|id="figure-data").*', client.get(path).get_data(as_text=True))[0]

    assert figure("/de/einbetten/map") != figure("/de/einbetten/map?state=NW")
    assert figure("/de/einbetten/timeline") != figure("/de/einbetten/timeline?span=all")
    assert "Auswahl: Nordrhein-Westfalen" in client.get("/de/einbetten/map?state=NW").get_data(as_text=True)
    assert "Selection: North Rhine-Westphalia" in client.get("/en/embed/themes?state=NW").get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/de/einbetten/nothing", "/de/einbetten/lab-map", "/de/einbetten/lab-time?lab=x", "/en/embed/"]
)
def test_unknown_charts_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_offers_the_code_with_its_filters(client: FlaskClient, lang: str) -> None:
    text = client.get(f"/{lang}/?state=NW").get_data(as_text=True)

    codes = [unescape(unescape(code)) for code in re.findall(r'<code id="embed-[\w-]+">(.*?)</code>', text)]
    assert len(codes) == 3
    for code in codes:
        address = re.findall(r'<iframe src="http://localhost([^"]+)"', code)[0]
        assert "state=NW" in address
        assert client.get(address).status_code == 200
        assert re.search(r'height="\d+"', code)


def test_code_cannot_break_out_of_its_attributes() -> None:
    assert embed_code('x"><script>', "a & b", 10).count("<") == 2


def _areas(text: str) -> dict[str, int]:
    """Rings by shade: each begins with an M."""
    return {shade: path.count("M") for shade, path in re.findall(r'<path class="s(\w+)" d="([^"]+)"', text)}


@pytest.mark.parametrize("name", [AREA_MAP, AREA_MAP_ALONE])
def test_the_map_of_an_indicator_is_a_picture_of_all_areas(client: FlaskClient, name: str, database: Database) -> None:
    response = client.get(f"/de/einbetten/{name}?indicator=household_income_eur_per_inhabitant_month&year=2021")
    ElementTree.fromstring(response.get_data())  # noqa: S314 (our own)
    rows = database.rows("select count(distinct (ags, ring)) from outlines where level = 'district'")

    assert response.mimetype == "image/svg+xml"
    assert sum(_areas(response.get_data(as_text=True)).values()) == rows[0][0]


def test_a_map_that_travels_alone_says_what_it_shows_and_from_where(client: FlaskClient) -> None:
    query = "indicator=population_density_per_km2&year=2021&ags=05358040&state=NW"
    text = client.get(f"/de/einbetten/{AREA_MAP_ALONE}?{query}").get_data(as_text=True)
    bare = client.get(f"/de/einbetten/{AREA_MAP}?{query}").get_data(as_text=True)

    words = " ".join(re.findall("<text[^>]*>([^<]*)</text>", text))
    for wanted in ("Bevölkerungsdichte 2021", "GeoBasis-DE / BKG", "Quelle:", catalog.data_version(), "/de/indikatoren?"):
        assert wanted in words
    assert 'class="line focus"' in text
    assert "<text" not in bare
    assert _areas(text) == _areas(bare)


@pytest.mark.parametrize("query", ["indicator=x&year=9", "ags=%27&state=<", "state=NW&ags=09162000"])
def test_a_map_of_a_strange_query_is_a_map(client: FlaskClient, query: str) -> None:
    assert sum(_areas(client.get(f"/de/einbetten/{AREA_MAP}?{query}").get_data(as_text=True)).values()) > 300


def test_shades_of_the_picture_are_those_of_the_page() -> None:
    """As Chromium computes color-mix(in oklab, #0B4F6C 26%, #FBFAF7) and its kind."""
    assert (mix("#0B4F6C", "#FBFAF7", 1), mix("#0B4F6C", "#FBFAF7", 0)) == ("#0b4f6c", "#fbfaf7")
    assert mix("#ffffff", "#000000", 0.5) == "#636363"
