"""Peers, their reasons and the comparison as datasets: described, strict, in every format."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from frictionless import Package

from dashboard import files
from dashboard.peer_datasets import NAMES, dataset

PLACE = {"ags": "05358040"}


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").get_json()


def _value(schema: dict[str, Any]) -> str:
    """A value that a description allows."""
    items = schema.get("items", schema)
    return str((items.get("enum") or items.get("examples") or [items.get("minimum", 1)])[0])


@pytest.mark.parametrize("name", NAMES)
def test_every_suffix_and_parameter_described_works(client: FlaskClient, document: dict[str, Any], name: str) -> None:
    operation = document["paths"][f"/api/v1/{name}{{suffix}}"]["get"]
    parameters = {item["name"]: item for item in operation["parameters"] if "name" in item}
    for suffix in parameters.pop("suffix")["schema"]["enum"]:
        assert client.get(f"/api/v1/{name}{suffix}", query_string={**PLACE, "limit": 1}).status_code == 200, suffix
    weights = {key: item for key, item in parameters.items() if key.startswith("w.")}
    assert {"w.size", "w.work", "w.finance", "w.land", "w.digital"} <= set(weights)
    for key in set(parameters) - (set(weights) - {"w.size", "w.digital"}) - {"ags"}:
        query = {**PLACE, key: _value(parameters[key]["schema"]), "limit": 1}
        if key == "vars":  # of a lens other than the default some
            query |= {"vars": "population,forest"}
        assert client.get(f"/api/v1/{name}.csv", query_string=query).status_code == 200, (key, query)


@pytest.mark.parametrize("name", NAMES)
def test_records_are_as_described(client: FlaskClient, document: dict[str, Any], name: str) -> None:
    schema = document["components"]["schemas"][name]["properties"]
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None), "array": list}
    for place in ("05358040", "16075136", "02000000", "05358"):
        for row in client.get(f"/api/v1/{name}.json?ags={place}&add=").get_json()["data"]:
            assert set(row) == set(schema)
            for key, value in row.items():
                allowed = schema[key]["type"]
                allowed = [allowed] if isinstance(allowed, str) else allowed
                assert any(isinstance(value, kinds[kind]) for kind in allowed), (place, key, value)


@pytest.mark.parametrize("name", NAMES)
def test_all_formats_hold_the_same_rows(client: FlaskClient, name: str) -> None:
    query = {**PLACE, "k": 5, "columns": "ags,name", "limit": 4, "offset": 1}

    def sent(suffix: str) -> bytes:
        response = client.get(f"/api/v1/{name}{suffix}", query_string=query)
        assert response.headers["ETag"]
        return response.get_data()

    rows = json.loads(sent(".json"))["data"]
    assert len(rows) == 4
    assert [json.loads(line) for line in sent(".ndjson").splitlines()] == rows
    assert pq.read_table(io.BytesIO(sent(".parquet"))).to_pylist() == rows
    plain = list(csv.DictReader(io.StringIO(sent(".csv").decode())))
    assert plain == [{key: value or "" for key, value in row.items()} for row in rows]
    if dataset(name).spec.place:
        features = json.loads(sent(".geojson"))["features"]
        assert [feature["properties"] for feature in features] == rows
        assert all(5 < feature["geometry"]["coordinates"][0] < 16 for feature in features)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("ags=05358040&k=21", "k"),
        ("ags=05358040&k=5&k=6", "k"),
        ("ags=05358040&w.size=9", "w.<group>"),
        ("ags=05358040&farbe=rot", "farbe"),
        ("ags=05358040&columns=geheim", "columns"),
        ("ags=05358040&limit=0", "limit"),
        ("ags=05358040&lang=fr", "lang"),
        ("ags=05358040&version=1999", "version"),
        ("ags=05358040&vars=glueck", "vars"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/api/v1/peers.csv?{query}")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert parameter in [item["parameter"] for item in response.get_json()["errors"]]


def test_without_suffix_the_format_is_negotiated(client: FlaskClient) -> None:
    assert client.get("/api/v1/peers?ags=05358040").mimetype == "application/json"
    sheet = client.get("/api/v1/peers?ags=05358040&k=5", headers={"Accept": "text/csv"})
    assert sheet.mimetype == "text/csv"
    assert sheet.headers["Content-Location"] == "/api/v1/peers.csv?ags=05358040&k=5"
    assert client.get("/api/v1/peers?ags=05358040", headers={"Accept": "image/png"}).status_code == 406


def test_the_index_lists_every_file(client: FlaskClient) -> None:
    listed = client.get("/api/v1/").get_json()["computed"]
    assert [item["name"] for item in listed] == list(NAMES)
    for item in listed:
        assert list(item["files"]) == [form.suffix for form in files.formats_of(dataset(item["name"]).spec.place)]
        assert item["required"] == ["ags"]
        assert client.get(item["files"][".csv"].partition("localhost")[2]).status_code == 200


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_dataset_has_a_page_and_a_line(client: FlaskClient, name: str, lang: str) -> None:
    folder = {"de": "/de/daten", "en": "/en/data"}[lang]
    title = dataset(name).titles[lang]  # type: ignore[index]
    assert f'href="{folder}/{name}"' in client.get(folder).get_data(as_text=True)
    text = client.get(f"{folder}/{name}?ags=05358&k=4").get_data(as_text=True)
    assert f"<h1>{title}</h1>" in text
    assert f"/api/v1/{name}.parquet?ags=05358&amp;k=4" in text
    for column in dataset(name).columns:
        assert f"<code>{column.name}</code>" in text
    assert name in client.get(f"/{lang}/api").get_data(as_text=True)


def test_a_comparison_is_a_valid_data_package(client: FlaskClient) -> None:
    described = client.get("/api/v1/comparison.datapackage.json?ags=05358040&w.size=3").get_json()
    for resource in described["resources"]:
        address = resource["path"].partition("localhost")[2]
        assert address.endswith("?ags=05358040&w.size=3")
        rows = list(csv.reader(io.StringIO(client.get(address).get_data(as_text=True))))
        resource["data"] = rows
        for key in ("path", "format", "mediatype", "encoding"):
            del resource[key]
    report = Package.from_descriptor(described).validate()
    assert report.valid, report.flatten(["type", "fieldName", "note"])[:5]
