"""The comparison over HTTP without a browser: pages, hostile links, files."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html import unescape

import pytest
from flask.testing import FlaskClient

PAGE = "/de/vergleich"
TEN = [
    "Reinhardshagen",
    "Contwig",
    "Wabern",
    "Swisttal",
    "Kreuzau",
    "Nordstemmen",
    "Meinersen",
    "Asbach",
    "Angelbachtal",
    "Hadamar",
]


def _text(client: FlaskClient, address: str) -> str:
    """The page as a reader without scripts gets it."""
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.get_data(as_text=True))


def _peers(page: str) -> list[str]:
    """Keys of the peers in the order of the list."""
    return re.findall(r'<tbody id="p-(\d+)">', page)


def test_merzenich_has_its_ten_nearest_with_reasons(client: FlaskClient) -> None:
    page = _text(client, f"{PAGE}?ags=05358040")
    assert "<h1>Welche Kommunen ähneln Merzenich?</h1>" in page
    assert re.findall(r'<th scope="row"><b><a href="/de/kommunen/\d{8}">([^<]+)', page) == TEN
    assert len(re.findall(r'<details[^>]* id="why-\d{8}"', page)) == 10


def test_every_reason_sums_to_a_hundred_percent(client: FlaskClient) -> None:
    rows = client.get("/api/v1/peer-shares.json?ags=05358040&w.size=3").get_json()["data"]
    sums: dict[str, float] = {}
    for row in rows:
        sums[row["ags"]] = sums.get(row["ags"], 0.0) + (row["share"] or 0.0)
    assert len(sums) == 10
    assert all(abs(total - 1) < 1e-9 for total in sums.values())


@pytest.mark.parametrize("ags", ["05358040", "01055012", "02000000", "11000000", "05113000", "05358", "09663", "14729070"])
def test_places_of_every_kind_have_a_page_in_both_languages(client: FlaskClient, ags: str) -> None:
    for path in (PAGE, "/en/compare"):
        page = _text(client, f"{path}?ags={ags}")
        assert _peers(page)
        assert 'id="rows-title"' in page
        assert not re.search(r">\s*(None|nan)\s*<", page)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("ags=99999999", "Den Schlüssel „99999999“ gibt es nicht."),
        ("ags=05358040&k=1000000000", "Möglich sind 3 bis 20; statt 1000000000 werden 20 gezeigt."),
        ("ags=05358040&k=viele", "„viele“ ist keine Zahl; gezeigt werden 10."),
        ("ags=05358040&lens=zauber", "Den Blickwinkel „zauber“ gibt es hier nicht"),
        ("ags=05358040&vars=glueck", "Diese Merkmale gibt es hier nicht: glueck."),
        ("ags=05358040&w.size=0&w.work=0&w.finance=0&w.land=0&w.digital=0", "Es zählen alle gleich."),
        ("ags=05358040&w.size=7", "Das Gewicht „7“ der Gruppe size gibt es nicht"),
        ("ags=05358040&w.magic=2", "Eine Gruppe „magic“ gibt es hier nicht"),
        ("ags=05358040&add=05358", "05358 gehört zu einer anderen Ebene"),
        ("ags=05358040&add=05358040", "05358040 ist die Kommune selbst"),
        ("ags=05358040&add=Neustadt", "„Neustadt“ ist nicht eindeutig"),
        ("ags=05358040&state=XX", "Unbekannter Wert für state: XX."),
        ("ags=05358&regiostar=77", "gibt es für Kreise nicht"),
    ],
)
def test_hostile_links_give_a_page_and_a_sentence(client: FlaskClient, query: str, sentence: str) -> None:
    assert sentence in _text(client, f"{PAGE}?{query}")


def test_markup_in_a_link_stays_text(client: FlaskClient) -> None:
    attack = "%3Cscript%3Ealert(1)%3C/script%3E"
    for query in (f"q={attack}", f"ags={attack}", f"ags=05358040&lens={attack}", f"ags=05358040&add={attack}"):
        assert "<script>alert" not in client.get(f"{PAGE}?{query}").get_data(as_text=True)


def test_a_key_that_ended_leads_to_its_successor(client: FlaskClient) -> None:
    page = _text(client, f"{PAGE}?ags=16056000")
    assert "Gezeigt wird die Nachfolgerin Eisenach" in page
    assert "Welche Kommunen ähneln Eisenach?" in page


@pytest.mark.parametrize("ags", ["14522450", "05113000"])
def test_a_territory_changed_later_is_told(client: FlaskClient, ags: str) -> None:
    """Ostrau became part of Jahnatal in 2023; Essen is what it was."""
    sentence = "hat sich nach dem 31.12.2021 geändert; verglichen wird es, wie es an diesem Tag war."
    assert (sentence in _text(client, f"{PAGE}?ags={ags}")) is (ags == "14522450")


def test_the_file_says_with_what_settings_it_was_made(client: FlaskClient) -> None:
    query = "ags=05358040&k=3&w.size=3&state=NW,HE"
    rows = client.get(f"/api/v1/comparison.json?{query}").get_json()["data"]
    assert {(row["lens"], row["query"]) for row in rows} == {("structure", query)}


def test_typing_a_name_is_enough(client: FlaskClient) -> None:
    assert "Welche Kommunen ähneln Merzenich?" in _text(client, f"{PAGE}?q=merzenich")
    several = _text(client, f"{PAGE}?q=Neustadt")
    assert len(re.findall(r'href="/de/vergleich\?ags=\d{8}"', several)) > 6
    assert "gibt es keine bewohnte Gemeinde" in _text(client, f"{PAGE}?q=Entenhausen")


def test_weights_gates_and_picks_come_back_from_the_link(client: FlaskClient) -> None:
    query = "ags=05358040&k=5&w.size=3&state=NW&add=14729060&drop=05382060"
    page = _text(client, f"{PAGE}?{query}")
    assert f'data-query="{query}"' in page
    assert re.search(r'id="w-size-3"[^>]* checked', page)
    peers = _peers(page)
    assert len(peers) == 6
    assert peers[-1] == "14729060"
    assert "05382060" not in peers
    assert all(ags.startswith("05") for ags in peers[:-1])


def test_the_order_by_difference_starts_with_the_largest(client: FlaskClient) -> None:
    rows = client.get("/api/v1/comparison.json?ags=05358040&sort=difference").get_json()["data"]
    focus = [row for row in rows if row["role"] == "focus"]
    assert [row["own"] for row in focus] == sorted((row["own"] for row in focus), reverse=True)  # own values first
    for own in (True, False):
        sizes = [abs(row["deviation_mad"]) for row in focus if row["own"] is own and row["deviation_mad"] is not None]
        assert len(sizes) > 10
        assert sizes == sorted(sizes, reverse=True)
    page = _text(client, f"{PAGE}?ags=05358040&sort=difference")
    assert page.index('id="rows-own"') < page.index('id="rows-borrowed"')
    assert "Diese Werte gelten für den ganzen Kreis oder Verband." in page


def test_rows_of_the_lens_stand_open_and_the_others_folded(client: FlaskClient) -> None:
    page = _text(client, f"{PAGE}?ags=05358040").split('id="compare-rows"', 1)[1].split("</section>", 1)[0]
    before, _, folded = page.partition('<details class="row-block"')
    assert len(re.findall(r'<tr id="i-', before)) == 11
    assert len(re.findall(r'<tr id="i-', page)) == 47
    assert " open" not in re.findall(r"<details class=\"row-block\"[^>]*>", page)[0]
    unfolded = _text(client, f"{PAGE}?ags=05358040&show=all")
    assert all(" open" in tag for tag in re.findall(r"<details class=\"row-block\"[^>]*>", unfolded))
    assert re.search(r"Wohnen</b><span class=\"quiet\">7 Merkmale: \d höher", folded)


def test_rows_lead_to_the_map_of_all_municipalities(client: FlaskClient) -> None:
    page = _text(client, f"{PAGE}?ags=05358040")
    links = re.findall(r'href="(/de/indikatoren\?indicator=[a-z0-9_]+&year=\d{4}&ags=05358040)"', page)
    assert len(links) == 47
    assert "Merzenich" in _text(client, links[20])


def test_very_small_shares_are_not_told_as_none(client: FlaskClient) -> None:
    page = _text(client, f"{PAGE}?ags=05358040")
    assert "Von allen Paaren sind weniger als 0,1\N{NO-BREAK SPACE}% höchstens so weit auseinander." in page
    assert not re.search(r"(?<![\d,])0,0+ % (höchstens|aller)", page)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_place_without_a_list_is_told_why(client: FlaskClient, lang: str) -> None:
    path = {"de": PAGE, "en": "/en/compare"}[lang]
    page = _text(client, f"{path}?ags=16075136&lens=digital")
    said = {
        "de": "sechs der acht Merkmale dieses Blickwinkels nicht bekannt",
        "en": "six of the eight variables of this lens",
    }
    assert said[lang] in page
    assert f'href="{path}?ags=16075136&lens=economy"' in page
    assert not _peers(page)


def test_places_are_offered_while_typing(client: FlaskClient) -> None:
    found = client.get("/api/v1/places.json?q=neustadt&lang=de").get_json()
    assert len(found) == 12
    assert all(re.search(r"^\S.* \(\d{8}\)$", item["value"]) or item["value"].startswith("Neustadt") for item in found)
    assert len({item["value"] for item in found}) == 12
    assert client.get("/api/v1/places.json?q=merzenich&level=district").get_json() == []
    assert "Welche Kommunen ähneln Neustadt" in _text(client, f"{PAGE}?q={found[0]['value']}")


def test_projects_can_be_narrowed_to_all_of_their_words(client: FlaskClient) -> None:
    page = _text(client, f"{PAGE}?ags=05358040&format=workshop&evidence=result")
    shown = re.findall(r'<a href="/de/teilprojekte/([^"]+)"', page)
    listed = client.get("/api/v1/subprojects.json?format=workshop&evidence=result").get_json()["data"]
    assert shown
    assert set(shown) <= {row["subproject_id"] for row in listed}
    assert '<span class="note formats">' in page
    assert "passt zu: " in _text(client, f"{PAGE}?ags=05358040&theme=tourism_leisure&format=citizens_assembly&evidence=plan")


def test_values_of_the_district_are_marked_as_borrowed(client: FlaskClient) -> None:
    rows = client.get("/api/v1/comparison.json?ags=05358040").get_json()["data"]
    own = {row["indicator_id"]: row["own"] for row in rows if row["role"] == "focus"}
    assert own["population"]
    assert not own["unemployment_rate_pct"]
    assert "Wert des ganzen Kreises" in _text(client, f"{PAGE}?ags=05358040")


def test_without_a_lab_the_nearest_participants_are_named_with_rank(client: FlaskClient) -> None:
    page = _text(client, f"{PAGE}?ags=05358040")
    assert "Von den zehn Nächsten war keine an einem Labor beteiligt" in page
    assert re.search(r"Borsdorf</a></b></span><span class=\"quiet\">Rang 56, mäßig", page)
    assert "Der Vergleich beschreibt und belegt keine Wirkung" in page
    assert "Wohin ließe sich übertragen, was Merzenich erprobt hat?" in page
    assert "Kommunen wie Kreuzau, die in keinem Labor waren" in _text(client, f"{PAGE}?ags=05358028")


def test_projects_can_be_narrowed_to_a_theme(client: FlaskClient) -> None:
    theme = "digital_participation"
    everything, narrowed = (_text(client, f"{PAGE}?ags=05358040{tail}") for tail in ("", f"&theme={theme}"))
    projects = re.compile(r'<a href="/de/teilprojekte/([^"]+)"')
    shown = set(projects.findall(narrowed))
    assert shown
    listed = client.get(f"/api/v1/subprojects.json?theme={theme}").get_json()["data"]
    assert shown <= {row["subproject_id"] for row in listed}
    assert shown != set(projects.findall(everything))


def test_peers_by_program(client: FlaskClient) -> None:
    answer = client.get("/api/v1/peers.json?ags=05358040&k=10").get_json()
    assert [row["name"] for row in answer["data"]] == TEN
    first = answer["data"][0]
    assert (first["rank"], first["ags"], first["word"], first["mutual"]) == (1, "06633022", "very_near", True)
    assert {column["name"] for column in answer["meta"]["columns"]} == set(first)
    assert not first["in_lab"]
    assert first["lab_ids"] == []


@pytest.mark.parametrize("query", ["ags=99999999", "ags=05358040&k=1000000000", "ags=05358040&colour=red", "", "k=5"])
def test_the_api_refuses_what_it_cannot_use(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/peers.json?{query}")
    assert response.status_code in (400, 404)
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["errors"]


def test_the_file_for_excel_keeps_keys_and_decimals(client: FlaskClient) -> None:
    response = client.get("/api/v1/comparison.excel.csv?ags=05358040")
    body = response.get_data()
    assert body.startswith(b"\xef\xbb\xbf")
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    head, focus = rows[0], rows[1]
    record = dict(zip(head, focus, strict=True))
    assert (record["role"], record["ags"], record["label"], record["value"]) == (
        "focus",
        '="05358040"',
        "Bevölkerung",
        "10149",
    )
    density = next(dict(zip(head, row, strict=True)) for row in rows if row[4] == "population_density_per_km2")
    assert re.fullmatch(r"267,\d+", density["value"])


def test_the_workbook_has_data_fields_sources_and_filters(client: FlaskClient) -> None:
    body = client.get("/api/v1/comparison.xlsx?ags=05358040&w.size=3&state=NW").get_data()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode())
        filters = archive.read("xl/worksheets/sheet4.xml").decode()
    assert names == ["Daten", "Felder", "Quellen", "Filter"]
    assert "w.size" in filters
    assert "NW" in filters


def test_all_formats_hold_the_same_rows(client: FlaskClient) -> None:
    query = "ags=05358040&k=4"
    records = json.loads(client.get(f"/api/v1/comparison.json?{query}").get_data())["data"]
    lines = list(csv.DictReader(io.StringIO(client.get(f"/api/v1/comparison.csv?{query}").get_data(as_text=True))))
    assert len(records) == len(lines)
    assert [row["ags"] or "" for row in records] == [row["ags"] for row in lines]


def test_a_row_can_be_embedded_without_anything_foreign(client: FlaskClient) -> None:
    response = client.get("/de/einbetten/05358040/population_density_per_km2?w.size=3")
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in response.headers
    assert "<script" not in page
    assert not re.search(r'(?:href|src)="(?:https?:)?//', page)
    assert "Bevölkerungsdichte: Merzenich" in page
    assert 'href="/de/vergleich?ags=05358040&amp;w.size=3"' in page
    for wrong in ("/de/einbetten/05358040/unknown", "/de/einbetten/99999999/population", "/en/embed/x/population"):
        assert client.get(wrong).status_code == 404


def test_every_row_leads_to_its_small_document(client: FlaskClient) -> None:
    page = _text(client, f"{PAGE}?ags=05358040&k=5")
    links = re.findall(r'href="(/de/einbetten/05358040/[a-z0-9_]+\?k=5&code=1)"', page)
    assert len(links) > 40
    code = unescape(_text(client, links[0]).split("<pre", 1)[1])
    frame = re.search(r'<iframe src="http://localhost(/de/einbetten/[^"]+)" title="[^"]+"', code)
    assert frame
    assert "<pre" not in _text(client, unescape(frame[1]))
    assert client.get(links[0]).status_code == client.get(links[-1]).status_code == 200


def test_thematic_twins_stand_in_four_fields(client: FlaskClient) -> None:
    page = _text(client, f"{PAGE}?ags=05358040")
    fields = page.split('class="twins"', 1)[1].split("</table>", 1)[0]
    assert fields.count("<td") == 5  # four fields and the corner
    assert "Borsdorf (56)" in fields
    assert "Kerpen" not in fields  # of the same lab
    assert 'class="twins"' not in _text(client, f"{PAGE}?ags=05358028")
