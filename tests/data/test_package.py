"""data/ is one valid Frictionless data package, and its descriptions agree with its tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from frictionless import Package, Resource, Schema

from dashboard.config import ROOT

DATA = ROOT / "data"
DESCRIPTION: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {item["name"]: item for item in DESCRIPTION["resources"]}
PARQUET = {name: item for name, item in RESOURCES.items() if item["path"].endswith(".parquet")}
# Of the 751,214 values frictionless checks every 40th (all would take 17 s); the build checks types, keys and limits of all.
STEP = {"indicator_values": 40}


def test_description_is_valid() -> None:
    assert Package.metadata_validate(DESCRIPTION) is not None
    assert list(Package.metadata_validate(DESCRIPTION)) == []


def test_csv_tables_are_valid() -> None:
    """With types, constraints, primary and foreign keys; foreign keys of CSV tables lead to CSV tables only."""
    tables = {**DESCRIPTION, "resources": [item for item in DESCRIPTION["resources"] if item["name"] not in PARQUET]}

    report = Package.from_descriptor(tables, basepath=str(DATA)).validate()

    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert len(report.tasks) == len(RESOURCES) - len(PARQUET)


@pytest.mark.parametrize("name", PARQUET)
def test_parquet_tables_are_valid(name: str) -> None:
    """Rows are handed over by Arrow: the library's own Parquet reader takes minutes for the same result."""
    item = PARQUET[name]
    rows = pq.read_table(DATA / item["path"]).to_pylist()[:: STEP.get(name, 1)]
    schema = {key: value for key, value in item["schema"].items() if key != "foreignKeys"}

    report = Resource(data=rows, schema=Schema.from_descriptor(schema)).validate()

    assert report.flatten(["rowNumber", "fieldName", "note"]) == []
    assert report.stats["tasks"] == 1


def test_every_file_is_described() -> None:
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.suffix in {".csv", ".parquet"}}

    assert files == {item["path"] for item in RESOURCES.values()}


@pytest.mark.parametrize("name", RESOURCES)
def test_every_table_and_field_has_texts_in_both_languages(name: str) -> None:
    item = RESOURCES[name]

    for thing in (item, *item["schema"]["fields"]):
        for key in ("title", "title_en", "description", "description_en"):
            assert thing.get(key), f"{thing['name']} has no {key}"


@pytest.mark.parametrize("name", RESOURCES)
def test_every_table_has_key_source_and_licence(name: str) -> None:
    item = RESOURCES[name]

    assert item["schema"]["primaryKey"]
    assert item["schema"]["missingValues"] == [""]
    assert item["sources"]
    assert all(licence["path"].startswith("https://") for licence in item["licenses"])


def test_keys_and_postcodes_are_text() -> None:
    fields = [field for item in RESOURCES.values() for field in item["schema"]["fields"]]

    wrong = [f["name"] for f in fields if f["type"] != "string" and any(k in f["name"] for k in ("ags", "ars", "postcode"))]
    assert wrong == []


def test_sources_named_in_the_description_are_in_the_table(con: duckdb.DuckDBPyConnection) -> None:
    known = {
        source_id: (title, url)
        for source_id, title, url in con.execute("select source_id, title, url from sources").fetchall()
    }
    lists = [DESCRIPTION["sources"], *(item["sources"] for item in RESOURCES.values())]
    fields = [field["source"] for item in RESOURCES.values() for field in item["schema"]["fields"] if "source" in field]

    for source in (source for sources in lists for source in sources):
        assert known[source["source_id"]] == (source["title"], source["path"])
    assert set(fields) <= set(known)


def test_every_source_is_used(con: duckdb.DuckDBPyConnection) -> None:
    unused = con.execute(
        "select source_id from sources where source_id not in (select source_id from resource_sources) "
        "and source_id not in (select source_id from indicator_sources)"
    ).fetchall()

    assert unused == []


def test_sources_of_the_values_are_those_of_the_catalogue(con: duckdb.DuckDBPyConnection) -> None:
    named = {source["source_id"] for source in RESOURCES["indicator_values"]["sources"]}
    used = {row[0] for row in con.execute("select distinct source_id from indicator_sources").fetchall()}

    assert named == used


def test_changed_data_say_so_in_their_credit(con: duckdb.DuckDBPyConnection) -> None:
    silent = con.execute(
        "select source_id from sources where changed and "
        "(credit_de not like '%(Daten verändert)%' or credit_en not like '%(data changed)%')"
    ).fetchall()

    assert silent == []


def test_data_under_dl_de_are_marked_as_changed_and_linked(con: duckdb.DuckDBPyConnection) -> None:
    wrong = con.execute(
        "select source_id from sources where licence like 'dl-de/by-2-0%' "
        "and (not changed or licence_url <> 'https://www.govdata.de/dl-de/by-2-0')"
    ).fetchall()

    assert wrong == []


def test_credit_of_the_boundaries_is_worded_as_required(con: duckdb.DuckDBPyConnection) -> None:
    row = con.execute("select credit_de, url from sources where source_id = 'bkg-vg5000-2021'").fetchone()

    assert row == ("© GeoBasis-DE / BKG 2021 (Daten verändert)", "https://www.bkg.bund.de")


@pytest.mark.parametrize("name", ["README.md", "SOURCES.md"])
def test_readme_and_sources_are_there(name: str) -> None:
    assert len(Path(DATA / name).read_text(encoding="utf-8").splitlines()) > 30
