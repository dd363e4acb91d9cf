"""The data pages: what stands on them is what the API says."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from dash.exceptions import PreventUpdate
from flask import Flask
from flask.testing import FlaskClient

from dashboard import catalog
from dashboard.datasets import NAMES
from dashboard.pages import dataset as dataset_page


class Cells(HTMLParser):
    """Texts of the cells of the first table body, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._is_in = False
        self._cell: list[str] | None = None
        self._done = False

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag == "tbody" and not self._done:
            self._is_in = True
        if self._is_in and tag == "tr":
            self.rows.append([])
        if self._is_in and tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody" and self._is_in:
            self._is_in, self._done = False, True
        if self._is_in and tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def cells(text: str) -> list[list[str]]:
    parser = Cells()
    parser.feed(text)
    return parser.rows


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("lang", "folder"), [("de", "daten"), ("en", "data")])
def test_every_dataset_has_a_page_with_its_rows(client: FlaskClient, name: str, lang: str, folder: str) -> None:
    text = page(client, f"/{lang}/{folder}/{name}")
    meta = client.get(f"/api/v1/{name}.json?limit=1&lang={lang}").get_json()["meta"]

    assert f"<h1>{meta['title']}</h1>" in text
    assert len(cells(text)) == min(50, meta["total_rows"])
    assert len(cells(text)[0]) == len(meta["columns"])


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("labs", "state=NW&state=HE"),
        ("subprojects", "theme=open_data&sort=-title"),
        ("municipalities", "state=SL&sort=-population_2021"),
        ("indicator_values", "ags=05358040&year=2021"),
        ("vocabulary", "vocabulary=theme&q=e"),
    ],
)
def test_the_table_shows_the_rows_of_the_file(client: FlaskClient, name: str, query: str) -> None:
    shown = [row[0] for row in cells(page(client, f"/de/daten/{name}?{query}"))]
    rows = client.get(f"/api/v1/{name}.json?{query}").get_json()["data"]

    assert shown == [str(next(iter(row.values()))) for row in rows[:50]]


def test_links_to_files_carry_the_selection(client: FlaskClient) -> None:
    text = page(client, "/en/data/labs?state=NW&columns=lab_id&columns=states&sort=-lab_id")
    links = [unescape(link) for link in re.findall(r'href="(/api/v1/labs[^"]+)"', text)]

    assert "/api/v1/labs.csv?state=NW&columns=lab_id,states&sort=-lab_id&lang=en" in links
    for link in links:
        assert client.head(link).status_code == 200


def test_pages_turn_and_keep_the_selection(client: FlaskClient) -> None:
    second = page(client, "/de/daten/municipalities?state=SL&offset=50")

    assert len(cells(second)) == 2
    assert "52 von 10.994 Zeilen" in second
    assert "Zeile 51 bis 52 von 52" in second
    assert "state=SL" in second


def test_sums_are_those_of_all_rows_not_of_the_page(client: FlaskClient) -> None:
    text = page(client, "/de/daten/municipalities?columns=ags&columns=population_2021&state=SL")
    rows = client.get("/api/v1/municipalities.json?state=SL&columns=population_2021").get_json()["data"]
    total = f"{sum(row['population_2021'] for row in rows):,}".replace(",", ".")

    assert f'<td class="number">{total}</td>' in text


@pytest.mark.parametrize(
    "query",
    ["state=XX", "sort=nothing", "offset=99999999", "columns=x", "foo=1", "limit=0", "q=%00", "state=NW&state=NW", "'--"],
)
def test_pages_are_lenient(client: FlaskClient, query: str) -> None:
    assert client.get(f"/de/daten/labs?{query}").status_code == 200


def test_an_unknown_dataset_is_a_page_that_does_not_exist(client: FlaskClient) -> None:
    assert client.get("/de/daten/nothing").status_code == 404


def documents(text: str) -> list[dict[str, Any]]:
    return [
        json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    ]


@pytest.mark.parametrize(("lang", "folder"), [("de", "daten"), ("en", "data")])
def test_search_engines_get_a_catalogue(client: FlaskClient, lang: str, folder: str) -> None:
    (found,) = documents(page(client, f"/{lang}/{folder}"))

    assert found["@type"] == "DataCatalog"
    assert len(found["dataset"]) == len(NAMES)
    for item in found["dataset"]:
        # Required and recommended by https://developers.google.com/search/docs/appearance/structured-data/dataset
        assert len(item["name"]) > 3
        assert 50 <= len(item["description"]) <= 5_000
        assert item["license"].startswith("https://")
        assert {part["@type"] for part in item["distribution"]} == {"DataDownload"}


def test_every_link_of_the_data_page_leads_somewhere(client: FlaskClient) -> None:
    text = page(client, "/de/daten")
    links = {unescape(link).split("#")[0] for link in re.findall(r'href="(/[^"]*)"', text)}
    for link in links:
        assert client.head(link).status_code in (200, 302), link


def test_the_citation_names_version_and_licences(client: FlaskClient) -> None:
    text = page(client, "/de/daten/indicator_values")

    assert f"Datenstand {catalog.data_version()}" in text
    assert "@misc{rogl-indicator_values-" in text
    assert "(Daten verändert)" in text


def test_anchors_of_problems_exist(client: FlaskClient) -> None:
    text = page(client, "/en/api")

    for address in ("/api/v1/x.csv", "/api/v1/labs.x", "/api/v1/labs.csv?x=1", "/api/x"):
        anchor = client.get(address).get_json(force=True)["type"].partition("#")[2]
        assert f'id="{anchor}"' in text


@pytest.mark.parametrize(
    ("view", "total"),
    [
        ("labs?state=NW", 4),
        ("labs?state=NW'; drop table labs; --", 13),
        ('labs?columns=lab_id";select&sort=-1;--&limit=0&offset=9e9', 13),
        ("labs?" + "state=NW&" * 5_000, 4),
        ("labs?q=%00%07&lang=fr", 13),
        ("nothing?state=NW", None),
        ("../../etc/passwd?", None),
        ({"labs": ["?"]}, None),
        (None, None),
        ([], None),
        (7, None),
    ],
)
@pytest.mark.parametrize("lang", ["de", "xx", None, {"a": 1}])
def test_forged_views_reach_no_statement(server: Flask, view: object, total: int | None, lang: object) -> None:
    """A callback's body may say anything; what cannot be read of it is left out, as in an address."""
    with server.test_request_context("/"):
        if total is None:
            with pytest.raises(PreventUpdate):
                dataset_page.update(view, lang)  # type: ignore[arg-type]
            return
        fragments, totals = dataset_page.update(view, lang)  # type: ignore[arg-type]

    assert set(fragments) == {"dataset-form-part", "dataset-head", "dataset-plain", "dataset-sql"}
    assert totals["total"] in (total, 13)
    assert "drop" not in str(totals["query"])
