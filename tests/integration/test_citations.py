"""Every view can be cited: the frozen address, and the credits that licences demand in each form."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from dashboard import catalog

VIEWS = {
    "/de/?state=NW": "/de/zitieren/overview.{}?state=NW",
    "/en/timeline?theme=open_data": "/en/cite/timeline.{}?theme=open_data",
    "/de/netzwerk?kind=university": "/de/zitieren/network.{}?kind=university",
    "/en/compare?ags=05358040&k=5": "/en/cite/compare.{}?ags=05358040&k=5",
    "/de/indikatoren?indicator=population&year=2020": "/de/zitieren/indicators.{}?indicator=population&year=2020",
    "/en/municipalities/05358040": "/en/cite/municipality.{}?key=05358040",
    "/de/labore/oberrhein": "/de/zitieren/lab.{}?key=oberrhein",
}


@pytest.mark.parametrize("page", VIEWS)
def test_a_view_is_cited_with_its_frozen_address(client: FlaskClient, page: str) -> None:
    given = {form: client.get(VIEWS[page].format(form)) for form in ("txt", "bib", "json")}
    texts = {form: response.get_data(as_text=True) for form, response in given.items()}
    frozen = f"http://localhost{page}{'&' if '?' in page else '?'}data={catalog.data_version()}"

    assert {response.status_code for response in given.values()} == {200}
    assert frozen in texts["txt"]
    assert rf"\url{{{frozen}}}" in texts["bib"]
    entry = json.loads(texts["json"])[0]
    assert (entry["URL"], entry["version"], entry["type"]) == (frozen, catalog.data_version(), "dataset")
    title = re.findall("<title>(.*?)</title>", client.get(page).get_data(as_text=True))[0]
    assert entry["title"] == unescape(title)
    assert client.get(frozen.removeprefix("http://localhost")).status_code == 200
    assert re.sub(r"\\.", "", texts["bib"]).count("{") == re.sub(r"\\.", "", texts["bib"]).count("}")
    changed = "Daten verändert" if page.startswith("/de") else "data changed"
    assert all(changed in text for text in texts.values())


@pytest.mark.parametrize("page", VIEWS)
def test_the_page_offers_it(client: FlaskClient, page: str) -> None:
    text = unescape(client.get(page).get_data(as_text=True))
    address = VIEWS[page].format("txt").split("?")[0]

    assert f'data-fill="{address}' in text or f'href="{address}' in text


@pytest.mark.parametrize(
    "path", ["/de/zitieren/nothing.txt", "/de/zitieren/lab.txt?key=x", "/de/zitieren/sql.txt", "/de/zitieren/overview.exe"]
)
def test_what_is_no_page_cannot_be_cited(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
