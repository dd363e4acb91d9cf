"""Files for people opened in LibreOffice: every cell is what the API says, and stays what it is."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard import catalog
from dashboard.examples import example
from tests import office

QUERIES = ["labs?state=NW", "events?lab=niederrhein", "municipalities?state=SL"]


def rows_of(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/{query.replace('?', '.json?')}").get_json()["data"]


def saved(client: FlaskClient, query: str, suffix: str, folder: Path) -> Path:
    path = folder / f"rogl{suffix}"
    path.write_bytes(client.get(f"/api/v1/{query.replace('?', suffix + '?')}").get_data())
    return path


def plain(value: object) -> object:
    """A cell as it is compared: Calc knows no difference between 3 and 3.0."""
    if isinstance(value, bool) or value is None:
        return value
    return float(value) if isinstance(value, int | float) else value


@pytest.mark.parametrize("query", QUERIES)
def test_a_workbook_opens_with_every_cell(client: FlaskClient, query: str, tmp_path: Path) -> None:
    sheets = office.cells(saved(client, query, ".xlsx", tmp_path))
    rows = rows_of(client, query)
    heads, *shown = sheets["Daten"]

    assert list(sheets) == ["Daten", "Felder", "Quellen", "Filter"]
    assert heads == list(rows[0])
    assert [[plain(cell) for cell in row] for row in shown] == [[plain(value) for value in row.values()] for row in rows]


@pytest.mark.parametrize("query", QUERIES)
def test_the_german_file_opens_with_every_cell(client: FlaskClient, query: str, tmp_path: Path) -> None:
    """By double click in a German office: keys keep their zeros, dates stay texts, decimal commas become numbers."""
    (sheet,) = office.cells(saved(client, query, ".excel.csv", tmp_path), is_german_csv=True).values()
    rows = rows_of(client, query)

    assert sheet[0] == list(rows[0])
    assert [[plain(cell) for cell in row] for row in sheet[1:]] == [[plain(value) for value in row.values()] for row in rows]


def test_the_example_of_the_data_page_opens(address: str, tmp_path: Path) -> None:
    """The same command, without a window."""
    command = example("libreoffice", address, catalog.data_version())
    found = re.fullmatch(r'soffice --calc "([^"]+)"\n', command)
    assert found
    done = subprocess.run(
        [
            office.office_path(),
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            str(tmp_path),
            found[1],
        ],
        capture_output=True,
        text=True,
        timeout=office.TIME_LIMIT_S,
        check=True,
    )
    (path,) = tmp_path.glob("*.csv")

    assert "Bad Berleburg" in path.read_text(encoding="utf-8"), done.stderr
