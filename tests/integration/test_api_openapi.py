"""The description of the API: valid OpenAPI 3.1, complete, and true."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from dashboard import datasets, files, peer_datasets
from dashboard.datasets import NAMES


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").get_json()


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    validate(document)

    assert document["openapi"] == "3.1.0"


def test_every_dataset_has_both_ways_to_ask(document: dict[str, Any]) -> None:
    expected = {f"/api/v1/{name}{suffix}" for name in (*NAMES, *peer_datasets.NAMES) for suffix in ("", "{suffix}")}

    assert set(document["paths"]) == {*expected, "/api/v1/sql{suffix}"}


@pytest.mark.parametrize("name", NAMES)
def test_every_suffix_and_parameter_described_works(client: FlaskClient, document: dict[str, Any], name: str) -> None:
    operation = document["paths"][f"/api/v1/{name}{{suffix}}"]["get"]
    parameters = {item["name"]: item for item in operation["parameters"] if "name" in item}
    for suffix in parameters.pop("suffix")["schema"]["enum"]:
        assert client.get(f"/api/v1/{name}{suffix}?limit=1").status_code == 200, suffix
    for key, item in parameters.items():
        schema = item["schema"]
        items = schema.get("items", schema)
        value = (items.get("enum") or items.get("examples") or [items.get("minimum", "a")])[0]
        assert client.get(f"/api/v1/{name}.csv", query_string={key: value, "limit": 1}).status_code == 200, key
    assert set(datasets.dataset(name).spec.filters) <= set(parameters)


@pytest.mark.parametrize("name", NAMES)
def test_records_are_as_described(client: FlaskClient, document: dict[str, Any], name: str) -> None:
    schema = document["components"]["schemas"][name]["properties"]
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    for row in client.get(f"/api/v1/{name}.json?limit=500").get_json()["data"]:
        assert set(row) == set(schema)
        for key, value in row.items():
            allowed = schema[key]["type"]
            allowed = [allowed] if isinstance(allowed, str) else allowed
            assert any(isinstance(value, kinds[kind]) for kind in allowed), (key, value)


def test_the_index_lists_every_file(client: FlaskClient) -> None:
    index = client.get("/api/v1/").get_json()

    assert [item["name"] for item in index["datasets"]] == list(NAMES)
    for item in index["datasets"]:
        place = datasets.dataset(item["name"]).spec.place
        assert list(item["files"]) == [form.suffix for form in files.formats_of(place)]
        address = re.sub(r"^https?://[^/]+", "", item["files"][".csv"])
        assert client.head(address).status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/openapi.json", "/api/v1/"])
def test_descriptions_are_tagged(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]

    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
