"""The data pages in a real browser: copying, SQL, files; the grid has tests of its own."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Visit


def test_an_example_can_be_copied(open_page: OpenPage, visit: Visit) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    visit(page, "/de/daten")
    page.locator("[data-copy-from=example-excel]").click()

    expect(page.locator("[data-copy-from=example-excel]")).to_have_text("Kopiert")
    assert "Csv.Document" in page.evaluate("navigator.clipboard.readText()")


def test_a_statement_gives_rows_and_an_address(page: Page, visit: Visit) -> None:
    visit(page, "/en/sql")
    page.get_by_label("Query").fill("select count(*) as n from labs")
    page.get_by_role("button", name="Run").click()

    expect(page.locator("#result td, #result tbody th")).to_have_text("13")
    expect(page).to_have_url(re.compile(r"/en/sql\?sql=select"))


def test_a_result_leaves_as_a_file(page: Page, visit: Visit) -> None:
    visit(page, "/de/sql?sql=select+1+as+a")
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV", exact=True).click()

    assert started.value.suggested_filename.startswith("rogl-sql-")
