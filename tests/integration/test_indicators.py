"""The page of the indicator map and its files, without a browser."""

from __future__ import annotations

import json
import re

import brotli
import numpy as np
import pytest
from flask.testing import FlaskClient

from dashboard.map_values import HEAD

ADDRESS = "/de/indikatoren"


def text_of(client: FlaskClient, query: str, address: str = ADDRESS) -> str:
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def data_of(text: str, id_: str) -> dict[str, object]:
    found = re.search(rf'<script type="application/json" id="{id_}">(.*?)</script>', text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ["Breitband ab 1.000 Mbit/s 2021", "67,2 bis 100,0", "Von 2019 auf 2021"]),
        ("indicator=population&year=2019", ["Bevölkerung 2019", "Ein Wert je Gemeinde"]),
        ("indicator=wind_onshore_capacity_kw", ["Windenergie an Land", "kW"]),
        ("indicator=gisd_deprivation_quintile&year=2021", ["Ein Wert je Kreis", "400 Gebiete der Karte"]),
        ("indicator=open_data_publisher_listed", ["449 von 10.994 Gemeinden", "kein Wert"]),
        ("indicator=household_income_eur_per_inhabitant_month&ags=05358040", ["Wert für den ganzen Kreis: Kreis Düren"]),
        ("indicator=income_tax_share_eur_per_inhabitant&ags=12069665", ["Wert des Gemeindeverbands", "Klassen"]),
        ("state=SL", ["Median im Saarland", "davon im Saarland", "Alle 52 Gemeinden im Saarland"]),
        ("ags=05358", ["Dieses Merkmal gibt es nur für Gemeinden, nicht für Kreise."]),
    ],
)
def test_page_says_what_the_map_shows(client: FlaskClient, query: str, words: list[str]) -> None:
    text = text_of(client, query)

    assert [word for word in words if word not in text] == []


def test_page_speaks_english(client: FlaskClient) -> None:
    text = text_of(client, "indicator=population&year=2023", "/en/indicators")

    assert "Population 2023" in text
    assert "no value" in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("indicator=%3Cscript%3Ealert(1)%3C/script%3E", "Das Merkmal „&lt;script&gt;alert(1)&lt;/script&gt;“ gibt es nicht"),
        ("indicator=population&year=1066", "Für das Jahr „1066“ gibt es keine Werte. Gezeigt wird 2023."),
        ("year=2021.0", "Für das Jahr „2021.0“ gibt es keine Werte"),
        ("ags=99999999", "Den Schlüssel „99999999“ gibt es im Gebietsstand 31.12.2021 nicht"),
        ("ags=%27%20or%201=1--", "es ist kein Ort hervorgehoben"),
        ("state=XX", "Das Land „XX“ gibt es nicht; gezeigt wird Deutschland."),
        ("page=99999", "Auf dieser Seite der Tabelle steht nichts mehr."),
    ],
)
def test_hostile_or_stale_link_gives_a_page_with_a_sentence(client: FlaskClient, query: str, sentence: str) -> None:
    text = text_of(client, query)

    assert sentence in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(
    "query", ["page=-1&labs=maybe", "page=%00", "indicator=&year=&ags=&state=", "a=" + "b" * 3000, "ags=٠٥٣٥٨٠٤٠"]
)
def test_nonsense_gives_the_usual_page(client: FlaskClient, query: str) -> None:
    assert "Breitband ab 1.000 Mbit/s 2021" in text_of(client, query)


def test_key_that_ended_leads_to_its_successor(client: FlaskClient) -> None:
    """Eisenach was 16056000 until it joined the Wartburgkreis in 2021."""
    text = text_of(client, "ags=16056000")

    assert "Hervorgehoben ist Eisenach (16063105)" in text


def test_labs_can_be_switched_off_with_and_without_scripts(client: FlaskClient) -> None:
    shown = {
        query: data_of(text_of(client, query), "map-view")["labs"] for query in ("", "labs=0", "labs=0&labs=1", "labs=1")
    }

    assert shown == {"": True, "labs=0": False, "labs=0&labs=1": True, "labs=1": True}


def test_classes_of_the_legend_add_up(client: FlaskClient) -> None:
    text = text_of(client, "indicator=population&year=2023")
    legend = re.search(r'<table class="map-legend">.*?</table>', text, re.DOTALL)
    assert legend
    counts = [int(found.replace(".", "")) for found in re.findall(r'<td class="number">([\d.]+)</td>', legend[0])]

    assert len(counts) == 6
    assert sum(counts) == 10_994


def test_table_shows_the_values_of_the_state(client: FlaskClient) -> None:
    text = text_of(client, "indicator=population&year=2023&state=HB")

    assert re.search(r"Bremen</a>.*?04011000</td><td class=\"number\">\d{3}\.\d{3}</td>", text)
    assert "Alle 2 Gemeinden in Bremen" in text


def test_files_hold_the_same_values(client: FlaskClient) -> None:
    text = text_of(client, "indicator=population&year=2023&state=HB")
    link = re.search(r'href="(/api/v1/indicator_values\.csv\?[^"]+)"', text)
    assert link
    answer = client.get(link[1].replace("&amp;", "&"))
    rows = answer.get_data(as_text=True).splitlines()

    assert answer.status_code == 200
    assert len(rows) == 1 + 2
    assert all("04011000" in row or "04012000" in row for row in rows[1:])


def test_source_and_licence_stand_on_the_page(client: FlaskClient) -> None:
    text = text_of(client, "indicator=household_income_eur_per_inhabitant_month")

    assert "INKAR" in text
    assert "dl-de/by-2-0" in text
    assert "GeoBasis-DE / BKG 2021" in text


def values_url(client: FlaskClient, indicator: str, year: int) -> str:
    pattern = str(data_of(text_of(client, ""), "map-page")["values"])
    return pattern.replace("INDICATOR", indicator).replace("YEAR", str(year))


def test_value_file_is_kept_for_ever_and_packed(client: FlaskClient) -> None:
    url = values_url(client, "population", 2023)
    plain = client.get(url)
    packed = client.get(url, headers={"Accept-Encoding": "br"})

    assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert len(np.frombuffer(plain.data, "<f4")) == HEAD + 10_994
    assert client.get(url, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/map/population/1999.VERSION.bin",
        "/map/nothing/2021.VERSION.bin",
        "/map/population/2023.0000.bin",
        "/map/names.0000.json",
    ],
)
def test_unknown_value_file_is_not_found(client: FlaskClient, path: str) -> None:
    version = values_url(client, "population", 2023).split(".")[1]

    assert client.get(path.replace("VERSION", version)).status_code == 404


def test_scripts_of_the_map_stay_on_its_page(client: FlaskClient) -> None:
    assert re.search(r"/static/map-page\.[0-9a-f]+\.js", text_of(client, ""))
    assert "map-page." not in text_of(client, "", "/de/kommunen")
