"""The comparison opened by LibreOffice: columns split, decimals numeric, umlauts right, keys with their zero."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.office import Cell, cells

Sheets = dict[str, list[list[Cell]]]
ADDRESS = "/api/v1/comparison{suffix}?ags=05358040&k=5"


@pytest.fixture(scope="module", params=[".excel.csv", ".xlsx"])
def opened(request: pytest.FixtureRequest, client: FlaskClient, tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    suffix = request.param
    file = tmp_path_factory.mktemp("office") / f"vergleich{suffix.rpartition('.excel')[2]}"
    file.write_bytes(client.get(ADDRESS.format(suffix=suffix)).get_data())
    return cells(file, is_german_csv=suffix == ".excel.csv")


def test_the_comparison_opens_as_it_is_meant(client: FlaskClient, opened: Sheets) -> None:
    rows = next(iter(opened.values()))
    fields = client.get(ADDRESS.format(suffix=".json")).get_json()
    names = [column["name"] for column in fields["meta"]["columns"]]
    assert [str(name) for name in rows[0]] == names
    assert len(rows) == len(fields["data"]) + 1
    records = [dict(zip(names, row, strict=True)) for row in rows[1:]]
    for found, sent in zip(records, fields["data"], strict=True):
        assert found["ags"] == sent["ags"]  # text with its zero; medians have none
        assert found["name"] == sent["name"]
        assert found["label"] == sent["label"]
        assert found["value"] == (sent["value"] if sent["value"] is None else pytest.approx(sent["value"], rel=1e-12))
        assert not isinstance(found["value"], str)
    assert any("ö" in str(item["label"]) for item in records)
    assert records[0]["ags"] == "05358040"
    density = next(item for item in records if item["indicator_id"] == "population_density_per_km2")
    assert density["value"] == pytest.approx(267.6, abs=0.1)


def test_the_workbook_has_its_four_sheets(opened: Sheets) -> None:
    if len(opened) == 1:  # a CSV file has one sheet
        assert "Filter" not in opened
        return
    assert list(opened) == ["Daten", "Felder", "Quellen", "Filter"]
    filters = {str(row[0]): row[1] for row in opened["Filter"]}
    assert filters["ags"] == "05358040"
    assert filters["k"] == "5"
    assert filters["w.size"] == "2"
    assert any("beworben" in str(row[2]) for row in opened["Filter"])
