"""Every dataset in every format holds exactly what its statement gives: value by value, under no filter and under two."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from flask.testing import FlaskClient

from dashboard import datasets, db
from dashboard.datasets import NOTHING, SPECS, needed
from dashboard.files import FORMATS
from tests.file_readers import READERS, differences

# Two filters for each dataset that has any: the query, and the same as parameters of the statement.
PROGRAMME = (
    ("state=NW&state=BB", {"state": ["BB", "NW"]}),
    ("theme=open_data&q=e", {"theme": ["open_data"], "word1": "e"}),
)
CASES: dict[str, tuple[tuple[str, dict[str, object]], ...]] = {
    **{spec.name: PROGRAMME for spec in SPECS if "lab" in spec.filters},
    "published_counts": (("q=labore", {"word1": "labore"}), ("q=keine", {"word1": "keine"})),
    "vocabulary": (
        ("vocabulary=theme", {"vocabulary": ["theme"]}),
        ("vocabulary=evidence&vocabulary=role&q=e", {"vocabulary": ["evidence", "role"], "word1": "e"}),
    ),
    "municipalities": (
        ("state=SL", {"state": ["SL"]}),
        ("district=05358&q=Merz", {"district": ["05358"], "word1": "merz"}),
    ),
    "districts": (("state=BB", {"state": ["BB"]}), ("q=kreis&state=HE", {"word1": "kreis", "state": ["HE"]})),
    "states": (("state=NW", {"state": ["NW"]}), ("q=sachsen", {"word1": "sachsen"})),
    "indicators": (("topic=digital", {"topic": ["digital"]}), ("level=district", {"level": ["district"]})),
    "indicator_values": (
        ("indicator=population&state=SL", {"indicator": ["population"], "state": ["SL"]}),
        ("ags=05358040&year=2021", {"ags": ["05358040"], "year": [2021]}),
    ),
    "indicator_gaps": (
        ("ags=05358040", {"ags": ["05358040"]}),
        ("state=SL&year=2021", {"state": ["SL"], "year": [2021]}),
    ),
    "ags_changes": (("q=dorf", {"word1": "dorf"}), ("q=stadt", {"word1": "stadt"})),
    "sources": (("q=bbsr", {"word1": "bbsr"}), ("q=zensus", {"word1": "zensus"})),
    "versions": (("q=adressen", {"word1": "adressen"}), ("q=9dd9e11a", {"word1": "9dd9e11a"})),
    "changes": (("q=sources+url", {"word1": "sources", "word2": "url"}), ("q=datapackage", {"word1": "datapackage"})),
}


def expected(name: str, params: dict[str, object]) -> pa.Table:
    """What the statement of a dataset gives."""
    return _expected(name, json.dumps(params))


@cache
def _expected(name: str, params: str) -> pa.Table:
    sql = datasets.dataset(name).spec.sql
    return db.current().cursor().sql(sql, params=needed(sql, {**NOTHING, **json.loads(params)})).to_arrow_table()


PAIRS = [
    pytest.param(spec.name, suffix, query, params, id=f"{spec.name}{suffix}?{query}")
    for spec in SPECS
    for suffix, form in FORMATS.items()
    if spec.place or not form.has_shape
    for query, params in (("", {}), *CASES.get(spec.name, ()))
]


@pytest.mark.parametrize(("name", "suffix", "query", "params"), PAIRS)
def test_a_file_holds_what_the_statement_gives(
    client: FlaskClient, name: str, suffix: str, query: str, params: dict[str, object]
) -> None:
    response = client.get(f"/api/v1/{name}{suffix}?{query}")

    assert response.status_code == 200, response.get_data()[:500]
    table = expected(name, params)
    assert differences(READERS[suffix](response.get_data(), table.schema), table) == []


def test_a_single_wrong_value_is_seen() -> None:
    table = expected("labs", {})
    wrong = table.set_column(1, "short_name", pa.array(["Niemand", *table["short_name"].to_pylist()[1:]]))

    assert differences(wrong, table) == [f"short_name, row 0: 'Niemand', not {table['short_name'][0].as_py()!r}"]
    assert differences(table.slice(1), table) != []


def test_every_filtered_dataset_has_cases() -> None:
    assert set(CASES) == {spec.name for spec in SPECS if spec.filters}


@pytest.mark.parametrize(("name", "query", "params"), [(n, q, p) for n, cases in CASES.items() for q, p in cases])
def test_the_filters_of_these_tests_select_something_but_not_all(
    client: FlaskClient, name: str, query: str, params: dict[str, object]
) -> None:
    """A filter that selects everything or nothing would prove nothing above."""
    if query == "q=keine":
        assert expected(name, params).num_rows == 0
        return
    assert 0 < expected(name, params).num_rows < expected(name, {}).num_rows


def test_pages_of_a_file_neither_overlap_nor_leave_rows_out(client: FlaskClient) -> None:
    whole = client.get("/api/v1/municipalities.json?columns=ags&sort=state_code").get_json()["data"]
    pages = []
    url = "/api/v1/municipalities.json?columns=ags&sort=state_code&limit=4000"
    while url:
        page = client.get(url).get_json()
        pages += page["data"]
        url = page["meta"].get("next")

    assert pages == whole
    assert len({row["ags"] for row in pages}) == 10_994


def test_german_text_is_sorted_the_german_way(client: FlaskClient) -> None:
    rows = client.get("/api/v1/municipalities.json?columns=name_short&sort=name_short&state=BW").get_json()["data"]
    names = [row["name_short"] for row in rows]

    starts = "".join(dict.fromkeys(name[0] for name in names))
    assert starts.index("Ö") == starts.index("O") + 1


def test_columns_come_in_the_order_asked_for(client: FlaskClient) -> None:
    text = client.get("/api/v1/labs.csv?columns=short_name,lab_id&limit=1").get_data(as_text=True)

    assert text.splitlines()[0] == "short_name,lab_id"


def test_descending_order_puts_empty_cells_last(client: FlaskClient) -> None:
    rows = client.get("/api/v1/labs.json?columns=funding_eur&sort=-funding_eur").get_json()["data"]
    values = [row["funding_eur"] for row in rows]
    known = [value for value in values if value is not None]

    assert known
    assert values == sorted(known, reverse=True) + [None] * (len(values) - len(known))


def test_meta_says_what_is_in_the_file(client: FlaskClient) -> None:
    meta = client.get("/api/v1/labs.json?state=NW&limit=2&lang=en").get_json()["meta"]

    assert (meta["dataset"], meta["title"], meta["language"]) == ("labs", "Labs", "en")
    assert meta["filters"] == {"state": ["NW"]}
    assert (meta["rows"], meta["total_rows"]) == (2, 4)
    assert meta["next"] == "/api/v1/labs.json?state=NW&limit=2&offset=2&lang=en"
    assert meta["licences"] == [{"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}]
    assert {column["name"] for column in meta["columns"]} == set(client.get("/api/v1/labs.json").get_json()["data"][0])


def test_geojson_credits_the_outlines(client: FlaskClient) -> None:
    meta = client.get("/api/v1/labs.geojson").get_json()["meta"]

    assert "bkg-vg5000-2021" in {source["source_id"] for source in meta["sources"]}


def test_rows_without_a_place_stay_in_geojson(client: FlaskClient) -> None:
    features = client.get("/api/v1/organisations.geojson").get_json()["features"]

    assert len(features) == 128
    assert all(feature["geometry"] is None for feature in features if not feature["properties"]["ags"])
    assert any(feature["geometry"] for feature in features)


@pytest.mark.parametrize(
    ("query", "kind"),
    [("", {"Polygon", "MultiPolygon"}), ("geometry=area", {"Polygon", "MultiPolygon"}), ("geometry=point", {"Point"})],
)
def test_municipalities_come_as_areas_or_points(client: FlaskClient, query: str, kind: set[str]) -> None:
    features = client.get(f"/api/v1/municipalities.geojson?state=SL&{query}").get_json()["features"]

    assert {feature["geometry"]["type"] for feature in features} <= kind
    longitudes = [_first_point(feature["geometry"]["coordinates"])[0] for feature in features]
    assert all(6.3 < longitude < 7.5 for longitude in longitudes)


def _first_point(coordinates: Any) -> list[float]:
    while isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    return coordinates


def test_xlsx_has_four_sheets_that_describe_the_file(client: FlaskClient) -> None:
    content = client.get("/api/v1/labs.xlsx?state=NW").get_data()
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert book.sheetnames == ["Daten", "Felder", "Quellen", "Filter"]
    fields = [row[0] for row in book["Felder"].iter_rows(min_row=2, values_only=True)]
    assert fields == list(datasets.dataset("labs").column_names)
    assert book["Quellen"]["B2"].value == "CC BY 4.0"
    filters = {row[0]: row for row in book["Filter"].iter_rows(values_only=True)}
    assert filters["state"][1:] == ("NW", "Nordrhein-Westfalen")
    assert filters["Zeilen"][1] == "4"


def test_english_workbook_speaks_english(client: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/labs.xlsx?lang=en").get_data()))

    assert book.sheetnames == ["Data", "Fields", "Sources", "Filters"]
