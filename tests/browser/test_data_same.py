"""What the overview shows under a filter is what the API answers to the same query."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage, Visit
from tests.browser.support import texts

FILTERS = [
    "",
    "state=NW&state=HE",
    "theme=open_data&evidence=result",
    "lab=niederrhein&from=2021&to=2021",
    "principle=participation&q=jugend",
    "kind=civil_society&state=SN",
]
TABLES = {"subprojects": "title", "labs": "short_name", "organisations": "name", "events": "title"}


@pytest.fixture(scope="module")
def tab(open_lasting_page: OpenPage) -> Page:
    return open_lasting_page()


def answer(site: str, dataset: str, query: str) -> list[dict[str, Any]]:
    """Records of the API."""
    with urllib.request.urlopen(f"{site}/api/v1/{dataset}.json?{query}") as response:  # noqa: S310 (our own server)
        return list(json.load(response)["data"])


@pytest.mark.parametrize("query", FILTERS)
def test_labs_on_the_map_are_those_of_the_api(tab: Page, visit: Visit, site: str, query: str) -> None:
    visit(tab, f"/de/?{query}")
    # The number of the lab on the map stands in front of its name.
    listed = {re.sub(r"^\d+ *", "", text) for text in texts(tab, "#map-list tbody th")}

    assert listed == {row["short_name"] for row in answer(site, "labs", query)}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("query", FILTERS)
def test_rows_of_the_tables_are_those_of_the_api(tab: Page, visit: Visit, site: str, query: str, table: str) -> None:
    visit(tab, f"/de/?{query}&table={table}")
    rows = answer(site, table, query)
    shown = texts(tab, "#table tbody tr th")

    heading = tab.locator("#table-title").inner_text()
    assert len(rows) == {"Ein": 1, "Kein": 0}.get(heading[:4].strip()) or str(len(rows)) in heading, heading
    assert len(shown) == min(12, len(rows))
    assert all(row[TABLES[table]] in text for row, text in zip(rows, shown, strict=False))
